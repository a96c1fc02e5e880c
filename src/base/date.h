/*
 * date: a day as a number of days since 1970-01-01, in China's civil calendar (UTC+8, no summer
 * time). A date typed by people may be partial: a year, or a year and a month. It keeps that
 * precision; no day is ever invented (domain.md H5).
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/arena.h"
#include "base/text.h"

enum { DATE_NONE = INT32_MIN }; /* no day */

enum date_precision { DATE_DAY, DATE_MONTH, DATE_YEAR };

struct date {
    int32_t day; /* days since 1970-01-01; of a partial date its first day */
    enum date_precision precision;
};

struct civil {
    int year, month, day; /* month 1-12, day 1-31 */
};

bool civil_valid(struct civil c); /* years 1000 to 9999 */
int32_t date_from_civil(struct civil c);
struct civil date_to_civil(int32_t day);
int date_weekday(int32_t day); /* 1 Monday … 7 Sunday */
int date_days_in_month(int year, int month);

/* "2022-09-08", "2022-09" or "2022": only these forms. The tolerant reader is standard/ and import.
 */
bool date_parse(struct text t, struct date *out);
/* Writes the ISO form with its precision and a NUL; returns the length (4, 7 or 10). */
size_t date_format(struct date d, char out[11]);
/* The same of a whole day, in the arena: 2022-09-08. */
struct text date_iso(struct arena *arena, int32_t day);
/* 2022年9月16日: as papers write a day. */
struct text date_paper(struct arena *arena, int32_t day);

/* The same day `months` later or earlier; the 31st becomes the month's last day. */
int32_t date_add_months(int32_t day, int months);
/* Whole years from birth to `on`; a year is reached on the birthday (29 February: on 1 March). */
int date_age(int32_t birth, int32_t on);
/* Whole months from `from` to `to`; negative when `to` is earlier. */
int date_months_between(int32_t from, int32_t to);
/* The month that a day or a month lies in. */
struct date date_month(struct date d);
/* The last day a date can mean: itself, or the end of its month or year. */
int32_t date_last(struct date d);

#endif
