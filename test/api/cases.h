/*
 * cases: requests and what must come back, written as text (test/api/cases). A file is a list of
 * cases, run in order by one client; a line is one of
 *
 *     case NAME                     begins a case
 *     as ACCOUNT [bare]             who asks; bare: without the CSRF header
 *     header NAME: VALUE            of the next request
 *     body JSON                     of the next request; or: zeros N, to send so many zero bytes;
 *                                   or: hex DIGITS, those bytes; or: lines TEXT, with a line's
 *                                   end for each \n
 *     METHOD PATH                   the request
 *     expect STATUS                 sends it
 *     json PATH = VALUE             a member of the answer ("rows.0.name"), as text
 *     json PATH exists|absent
 *     has TEXT / lacks TEXT         in the answer's body or headers
 *     save NAME PATH                keeps a member; ${NAME} stands for it from then on
 *
 * Lines that begin with # say why.
 */
#ifndef TEST_API_CASES_H
#define TEST_API_CASES_H

#include "site.h"

struct case_counts {
    int passed, failed;
};

/* Runs a file; every failure is told on stderr with file and line. */
void cases_run(struct site *site, const char *file, struct case_counts *counts);

#endif
