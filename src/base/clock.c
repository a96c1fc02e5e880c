#include "base/clock.h"

#include <time.h>

enum { DAY_MS = 86400000, CHINA_MS = 8 * 3600000, FORMAT_BYTES = 19 };

static int64_t system_now(void *context)
{
    (void)context;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t standing_now(void *context)
{
    return *(const int64_t *)context;
}

struct clock clock_system(void)
{
    return (struct clock){system_now, NULL};
}

struct clock clock_at(int64_t *ms)
{
    return (struct clock){standing_now, ms};
}

int64_t clock_now(struct clock clock)
{
    return clock.now(clock.context);
}

int32_t clock_day_of(int64_t ms)
{
    int64_t local = ms + CHINA_MS;
    return (int32_t)((local >= 0 ? local : local - DAY_MS + 1) / DAY_MS);
}

int32_t clock_today(struct clock clock)
{
    return clock_day_of(clock_now(clock));
}

/* The number's last `digits` digits, and a sign behind them; returns the place after both. */
static char *put_digits(char *at, int number, int digits, char behind)
{
    for (int i = digits; i-- > 0; number /= 10) {
        at[i] = (char)('0' + number % 10);
    }
    at[digits] = behind;
    return at + digits + 1;
}

struct text clock_format(struct arena *arena, int64_t ms)
{
    int64_t local = ms + CHINA_MS;
    int32_t day = clock_day_of(ms);
    struct civil c = date_to_civil(day);
    int seconds = (int)((local - (int64_t)day * DAY_MS) / 1000);
    char *out = arena_alloc(arena, FORMAT_BYTES + 1), *at = out;
    at = put_digits(at, c.year, 4, '-');
    at = put_digits(at, c.month, 2, '-');
    at = put_digits(at, c.day, 2, ' ');
    at = put_digits(at, seconds / 3600, 2, ':');
    at = put_digits(at, seconds / 60 % 60, 2, ':');
    put_digits(at, seconds % 60, 2, '\0');
    return (struct text){out, FORMAT_BYTES};
}

int64_t clock_noon(int32_t day)
{
    return (int64_t)day * DAY_MS - CHINA_MS + DAY_MS / 2;
}

double clock_elapsed(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}
