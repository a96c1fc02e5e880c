/*
 * clock: time is handed in, never asked for, so that a test can walk a campaign day by day.
 * Milliseconds since 1970 UTC; the civil day is China's (UTC+8).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"
#include "base/date.h"

struct clock {
    int64_t (*now)(void *context); /* milliseconds since 1970 UTC */
    void *context;
};

struct clock clock_system(void);
/* A clock that stands at *ms until its owner moves it. */
struct clock clock_at(int64_t *ms);

int64_t clock_now(struct clock clock);
int32_t clock_today(struct clock clock);
int32_t clock_day_of(int64_t ms);
/* "2022-09-08 14:03:05", China time. */
struct text clock_format(struct arena *arena, int64_t ms);
/* Noon of a China day, in milliseconds. */
int64_t clock_noon(int32_t day);
/* Monotonic milliseconds for measuring, never for records. */
double clock_elapsed(void);

#endif
