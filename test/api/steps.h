/*
 * steps: every state of a recognition against every action and every role, over the socket. A row
 * is put into the state behind the program's back; the answer and the state afterwards say whether
 * a step was taken that must not be.
 */
#ifndef TEST_API_STEPS_H
#define TEST_API_STEPS_H

#include "cases.h"

void steps_run(struct site *site, struct case_counts *counts);

#endif
