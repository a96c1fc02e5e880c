#include "base/date.h"

#include <stdio.h>

int date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool civil_valid(struct civil c)
{
    return c.year >= 1000 && c.year <= 9999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= date_days_in_month(c.year, c.month);
}

/* Days of the proleptic Gregorian calendar, counting years from March so that leap days come last.
 */
int32_t date_from_civil(struct civil c)
{
    int y = c.month <= 2 ? c.year - 1 : c.year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

struct civil date_to_civil(int32_t day)
{
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){
        .year = yoe + era * 400 + (month <= 2),
        .month = month,
        .day = doy - (153 * mp + 2) / 5 + 1,
    };
}

int date_weekday(int32_t day)
{
    int w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (w < 0 ? w + 7 : w) + 1;
}

static bool digits(struct text t, size_t at, size_t n, int *out)
{
    int value = 0;
    for (size_t i = at; i < at + n; i++) {
        if (i >= t.n || t.s[i] < '0' || t.s[i] > '9') {
            return false;
        }
        value = value * 10 + (t.s[i] - '0');
    }
    *out = value;
    return true;
}

bool date_parse(struct text t, struct date *out)
{
    struct civil c = {.month = 1, .day = 1};
    enum date_precision precision = t.n == 10 ? DATE_DAY : t.n == 7 ? DATE_MONTH : DATE_YEAR;
    if ((t.n != 4 && t.n != 7 && t.n != 10) || !digits(t, 0, 4, &c.year)) {
        return false;
    }
    if (t.n >= 7 && (t.s[4] != '-' || !digits(t, 5, 2, &c.month))) {
        return false;
    }
    if (t.n == 10 && (t.s[7] != '-' || !digits(t, 8, 2, &c.day))) {
        return false;
    }
    if (!civil_valid(c)) {
        return false;
    }
    *out = (struct date){date_from_civil(c), precision};
    return true;
}

/* The last n digits of a number that is not negative. */
static void put_digits(char *out, int number, size_t n)
{
    while (n-- > 0) {
        out[n] = (char)('0' + number % 10);
        number /= 10;
    }
}

size_t date_format(struct date d, char out[11])
{
    static const size_t length[] = {[DATE_DAY] = 10, [DATE_MONTH] = 7, [DATE_YEAR] = 4};
    struct civil c = date_to_civil(d.day);
    size_t n = length[d.precision];
    put_digits(out, c.year, 4);
    if (n > 4) {
        out[4] = '-';
        put_digits(out + 5, c.month, 2);
    }
    if (n > 7) {
        out[7] = '-';
        put_digits(out + 8, c.day, 2);
    }
    out[n] = '\0';
    return n;
}

struct text date_iso(struct arena *arena, int32_t day)
{
    char out[11];
    size_t n = date_format((struct date){day, DATE_DAY}, out);
    return arena_text(arena, (struct text){out, n});
}

struct text date_paper(struct arena *arena, int32_t day)
{
    struct civil c = date_to_civil(day);
    return arena_printf(arena, "%d年%d月%d日", c.year, c.month, c.day);
}

int32_t date_add_months(int32_t day, int months)
{
    struct civil c = date_to_civil(day);
    int total = c.year * 12 + c.month - 1 + months;
    c.year = total / 12;
    c.month = total % 12 + 1;
    int last = date_days_in_month(c.year, c.month);
    if (c.day > last) {
        c.day = last;
    }
    return date_from_civil(c);
}

int date_age(int32_t birth, int32_t on)
{
    struct civil b = date_to_civil(birth), o = date_to_civil(on);
    bool before = o.month < b.month || (o.month == b.month && o.day < b.day);
    return o.year - b.year - before;
}

int date_months_between(int32_t from, int32_t to)
{
    struct civil f = date_to_civil(from), t = date_to_civil(to);
    int months = (t.year - f.year) * 12 + t.month - f.month;
    if (months > 0 && t.day < f.day && t.day != date_days_in_month(t.year, t.month)) {
        months--;
    } else if (months < 0 && t.day > f.day) {
        months++;
    }
    return months;
}

struct date date_month(struct date d)
{
    struct civil c = date_to_civil(d.day);
    c.day = 1;
    return (struct date){date_from_civil(c), DATE_MONTH};
}

int32_t date_last(struct date d)
{
    struct civil c = date_to_civil(d.day);
    if (d.precision == DATE_DAY) {
        return d.day;
    }
    if (d.precision == DATE_YEAR) {
        c.month = 12;
    }
    c.day = date_days_in_month(c.year, c.month);
    return date_from_civil(c);
}
