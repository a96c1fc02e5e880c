#include "domain/campaign/steps.h"

enum { DAY_LENGTH = 10 /* 2022-09-20 */ };

static const char step_end[] = "；";

struct text steps_add(struct arena *arena, struct text steps, int32_t day, struct text what,
                      size_t most)
{
    struct text all =
        arena_printf(arena, "%.*s%s%.*s %.*s", TEXT_ARG(steps), steps.n > 0 ? step_end : "",
                     TEXT_ARG(date_iso(arena, day)), TEXT_ARG(what));
    size_t end;
    while (all.n > most && (end = text_find(all, text_of(step_end))) != TEXT_NONE) {
        all = text_slice(all, end + sizeof(step_end) - 1, all.n);
    }
    return all;
}

bool steps_take(struct text *steps, int32_t *day, struct text *what)
{
    size_t end = text_find(*steps, text_of(step_end));
    struct text step = text_slice(*steps, 0, end == TEXT_NONE ? steps->n : end);
    struct date at;
    if (step.n <= DAY_LENGTH + 1 || !date_parse(text_slice(step, 0, DAY_LENGTH), &at)) {
        return false;
    }
    *day = at.day;
    *what = text_slice(step, DAY_LENGTH + 1, step.n);
    *steps =
        end == TEXT_NONE ? TEXT_EMPTY : text_slice(*steps, end + sizeof(step_end) - 1, steps->n);
    return true;
}
