/*
 * at_once: two people at two programs over one database do the same to one report in the same
 * moment. One does it; the other is told why not; the report's history, its count of hand-ins and
 * what is kept of it are those of one.
 */
#ifndef TEST_API_AT_ONCE_H
#define TEST_API_AT_ONCE_H

#include "cases.h"

void at_once_run(struct site *site, struct case_counts *counts);

#endif
