/*
 * cross: the second half of reading a notice: what one part says of another. Keys are unique, dates
 * lie inside the window, units and reports that are named exist, and the formulas of checks parse
 * and name columns of their form.
 */
#ifndef NOTICE_CROSS_H
#define NOTICE_CROSS_H

#include "notice/notice.h"

/* Adds every mistake to faults and fills each check's `formulas`. */
void cross_check(struct arena *arena, struct notice *notice, struct faults *faults);

#endif
