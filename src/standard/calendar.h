/*
 * calendar: which days are working days. Weekends are free and weekdays worked unless a row says
 * otherwise (国务院 notices: holidays, and 调休 days worked for them). Built from rows, so that the
 * county can add a year as soon as its notice is out; never changes afterwards.
 */
#ifndef STANDARD_CALENDAR_H
#define STANDARD_CALENDAR_H

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"

struct calendar_row {
    int32_t day;
    bool works;       /* a working day made up for, else a holiday */
    struct text name; /* 国庆节 */
};

struct calendar {
    const struct calendar_row *rows; /* by rising day, one a day */
    size_t n;
};

/* The embedded rows (2022–2026); how many in *n. */
struct calendar_row *calendar_rows(struct arena *arena, size_t *n);

/* Sorts a copy of the rows into the arena; of two rows for one day the later counts. */
struct calendar calendar_new(struct arena *arena, const struct calendar_row *rows, size_t n);

bool calendar_works(const struct calendar *calendar, int32_t day);
/* The row of a day (for its name), or NULL. */
const struct calendar_row *calendar_row_of(const struct calendar *calendar, int32_t day);

/* Whether the holidays of a year are known: it has a row for 1 October. Otherwise the answers about
 * it rest on weekends alone, and the clerk should be told. */
bool calendar_knows(const struct calendar *calendar, int year);

/* The first working day on or after `day`; the last on or before it. */
int32_t calendar_next(const struct calendar *calendar, int32_t day);
int32_t calendar_last(const struct calendar *calendar, int32_t day);

/*
 * The day `count` working days after `day`, which itself does not count (5 working days from a
 * Thursday: the next Thursday); before it when `count` is negative; `day` itself for 0.
 */
int32_t calendar_add(const struct calendar *calendar, int32_t day, int count);

/* Working days after `from` up to and including `to`; negative when `to` is earlier. */
int calendar_count(const struct calendar *calendar, int32_t from, int32_t to);

/* The day to remind on: `before` working days ahead of the last working day that meets the
 * deadline (2022-10-23, a Sunday, with 0: Friday the 21st). */
int32_t calendar_remind(const struct calendar *calendar, int32_t deadline, int before);

#endif
