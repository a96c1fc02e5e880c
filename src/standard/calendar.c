#include "standard/calendar.h"

#include <stdlib.h>

#include "standard/data.h"

struct calendar_row *calendar_rows(struct arena *arena, size_t *n)
{
    struct text rest = data_rows("holidays_2022_2026.csv"), cells[DATA_CELLS];
    size_t most = 0;
    for (struct text count = rest; data_next_row(&count, cells);) {
        most++;
    }
    struct calendar_row *rows = arena_array(arena, struct calendar_row, most);
    struct date date;
    *n = 0;
    while (data_next_row(&rest, cells)) {
        if (date_parse(cells[0], &date)) {
            rows[(*n)++] =
                (struct calendar_row){date.day, text_is(cells[1], "makeup_workday"), cells[2]};
        }
    }
    return rows;
}

/* A row with its place in the list, so that of equal days the later is known after sorting. */
struct placed {
    struct calendar_row row;
    size_t place;
};

static int by_day_and_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->row.day != y->row.day) {
        return x->row.day < y->row.day ? -1 : 1;
    }
    return x->place < y->place ? -1 : x->place > y->place;
}

struct calendar calendar_new(struct arena *arena, const struct calendar_row *rows, size_t n)
{
    struct placed *placed = arena_array(arena, struct placed, n);
    for (size_t i = 0; i < n; i++) {
        placed[i] = (struct placed){rows[i], i};
    }
    qsort(placed, n, sizeof(placed[0]), by_day_and_place);
    struct calendar_row *sorted = arena_array(arena, struct calendar_row, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (i + 1 == n || placed[i + 1].row.day != placed[i].row.day) {
            sorted[kept++] = placed[i].row;
        }
    }
    return (struct calendar){sorted, kept};
}

const struct calendar_row *calendar_row_of(const struct calendar *calendar, int32_t day)
{
    size_t low = 0, high = calendar->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (calendar->rows[middle].day < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < calendar->n && calendar->rows[low].day == day ? &calendar->rows[low] : NULL;
}

bool calendar_works(const struct calendar *calendar, int32_t day)
{
    const struct calendar_row *row = calendar_row_of(calendar, day);
    return row != NULL ? row->works : date_weekday(day) <= 5;
}

bool calendar_knows(const struct calendar *calendar, int year)
{
    return calendar_row_of(calendar, date_from_civil((struct civil){year, 10, 1})) != NULL;
}

int32_t calendar_next(const struct calendar *calendar, int32_t day)
{
    while (!calendar_works(calendar, day)) {
        day++;
    }
    return day;
}

int32_t calendar_last(const struct calendar *calendar, int32_t day)
{
    while (!calendar_works(calendar, day)) {
        day--;
    }
    return day;
}

int32_t calendar_add(const struct calendar *calendar, int32_t day, int count)
{
    for (; count > 0; count--) {
        day = calendar_next(calendar, day + 1);
    }
    for (; count < 0; count++) {
        day = calendar_last(calendar, day - 1);
    }
    return day;
}

int calendar_count(const struct calendar *calendar, int32_t from, int32_t to)
{
    int count = 0;
    int32_t first = from < to ? from : to, last = from < to ? to : from;
    for (int32_t day = first + 1; day <= last; day++) {
        count += calendar_works(calendar, day);
    }
    return from <= to ? count : -count;
}

int32_t calendar_remind(const struct calendar *calendar, int32_t deadline, int before)
{
    return calendar_add(calendar, calendar_last(calendar, deadline), -before);
}
