/*
 * id: 64-bit numbers in the order of time: milliseconds since 2020 in the upper bits, then a
 * process part and a counter. The process part and where the counter begins in each millisecond
 * are drawn once for each program, so that several on one database do not meet even when they make
 * rows in the same millisecond. Strings in JSON: JavaScript loses digits past 2^53.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdint.h>

#include "base/clock.h"

/* A new id, larger than every earlier one of this process. Safe from any thread. */
int64_t id_next(struct clock clock);

#endif
