#include "domain/campaign/round.h"

#include <stdio.h>

#include "base/list.h"
#include "notice/files.h"

enum { WEEK = 7, ROUND_NAME = 160 };

struct making {
    struct arena *arena;
    const struct notice *notice;
    const struct calendar *calendar;
    const struct settings *settings;
    int64_t weekday;   /* the county's choice; 0: none */
    int64_t lock_days; /* below 0: never */
    LIST(struct round) made;
};

/* 9月5日 */
static struct text short_day(struct arena *arena, int32_t day)
{
    struct civil civil = date_to_civil(day);
    return arena_printf(arena, "%d月%d日", civil.month, civil.day);
}

static void add(struct making *m, struct round round)
{
    round.remind = round.lock = DATE_NONE;
    round.settings = m->settings;
    if (round.due != DATE_NONE) {
        bool said = round.deadline->remind != DATE_NONE;
        round.remind =
            said ? round.deadline->remind
                 : calendar_remind(m->calendar, round.due, (int)m->notice->settings.remind_days);
        if (m->lock_days >= 0) {
            round.lock = calendar_add(m->calendar, round.due, (int)m->lock_days);
        }
    }
    list_add(&m->made, round);
}

/* A week for each that ends inside the window, and the days that are left over at its end. */
static void add_weeks(struct making *m, const struct report_form *form,
                      const struct notice_deadline *deadline)
{
    const struct notice_window *window = m->notice->head.window;
    int64_t chosen = deadline->weekday != SHAPE_BLANK ? deadline->weekday : m->weekday;
    int64_t last = chosen == 0 ? WEEK : chosen;
    int32_t from = window->from;
    for (int number = 1; from <= window->to; number++) {
        int32_t to = from + (int32_t)((last - date_weekday(from) + WEEK) % WEEK);
        int32_t as_of = to < window->to ? to : window->to;
        add(m, (struct round){
                   .form = form,
                   .deadline = deadline,
                   .key = date_iso(m->arena, as_of),
                   .name = arena_printf(m->arena, "第%d周（%.*s至%.*s）", number,
                                        TEXT_ARG(short_day(m->arena, from)),
                                        TEXT_ARG(short_day(m->arena, as_of))),
                   .from = from,
                   .as_of = as_of,
                   .due = chosen == 0 ? DATE_NONE : as_of,
               });
        from = to + 1;
    }
}

static void add_once(struct making *m, const struct report_form *form,
                     const struct notice_deadline *deadline)
{
    const struct notice_window *window = m->notice->head.window;
    const struct report_period *period =
        deadline->period.n > 0 ? report_period(form, deadline->period) : NULL;
    if (period != NULL) {
        add(m, (struct round){form, deadline, period->key, period->name, period->from,
                              period->as_of, deadline->due, .remind = 0});
        return;
    }
    int32_t as_of = deadline->due < window->to ? deadline->due : window->to;
    add(m, (struct round){form, deadline, deadline->key,
                          arena_printf(m->arena, "%.*s（%.*s）", TEXT_ARG(form->name),
                                       TEXT_ARG(short_day(m->arena, deadline->due))),
                          window->first_data, as_of, deadline->due, .remind = 0});
}

struct rounds rounds_of(struct arena *arena, const struct notice *notice,
                        const struct calendar *calendar, const struct settings *settings)
{
    struct making m = {
        .arena = arena,
        .notice = notice,
        .calendar = calendar,
        .settings = settings,
        .weekday = settings_int(settings, "report_weekday", 0),
        .lock_days = settings_int(settings, "lock_days", notice->settings.lock_days),
    };
    for (size_t i = 0; i < notice->reports.n; i++) {
        const struct report_form *form = &notice->reports.at[i];
        for (size_t k = 0; k < notice->calendar.n; k++) {
            const struct notice_deadline *deadline = &notice->calendar.at[k];
            if (!text_equal(deadline->report, form->key)) {
                continue;
            }
            if (deadline->frequency == CALENDAR_WEEKLY) {
                add_weeks(&m, form, deadline);
            } else if (deadline->due != DATE_NONE) {
                add_once(&m, form, deadline);
            }
        }
    }
    struct rounds out = {arena_array(arena, struct round, m.made.n), m.made.n};
    for (size_t i = 0; i < out.n; i++) {
        out.at[i] = m.made.at[i];
    }
    list_release(&m.made);
    return out;
}

const struct round *round_find(const struct rounds *rounds, struct text report, struct text key)
{
    for (size_t i = 0; i < rounds->n; i++) {
        const struct round *round = &rounds->at[i];
        if (text_equal(round->form->key, report) && text_equal(round->key, key)) {
            return round;
        }
    }
    return NULL;
}

const struct round *round_before(const struct rounds *rounds, const struct round *round)
{
    const struct round *before = NULL;
    for (size_t i = 0; i < rounds->n; i++) {
        const struct round *other = &rounds->at[i];
        if (other->form == round->form && other->as_of < round->as_of &&
            (before == NULL || other->as_of > before->as_of)) {
            before = other;
        }
    }
    return before;
}

/* " table2/first " among the rounds that stayed with a unit that was merged. */
static bool stayed(const struct round *round, struct text merged)
{
    char name[ROUND_NAME];
    snprintf(name, sizeof(name), " %.*s/%.*s ", TEXT_ARG(round->form->key), TEXT_ARG(round->key));
    return text_has(merged, text_of(name));
}

static bool is_named(const struct round *round, const struct notice_unit *unit)
{
    const struct notice_deadline *deadline = round->deadline;
    for (size_t i = 0; i < deadline->who.n; i++) {
        if (text_equal(deadline->who.at[i], unit->key) ||
            text_equal(deadline->who.at[i], text_of(unit_kinds[unit->kind]))) {
            return true;
        }
    }
    return false;
}

bool round_asks(const struct round *round, const struct notice_unit *unit)
{
    struct text merged = unit_merged(round->settings, unit);
    return (merged.n == 0 || stayed(round, merged)) && is_named(round, unit);
}

bool round_asked(const struct round *round, const struct notice_unit *unit, int32_t day)
{
    return unit_is_merged(round->settings, unit, day) ? round_asks(round, unit)
                                                      : is_named(round, unit);
}

bool round_is_late(const struct notice *notice, const struct round *round, int32_t day)
{
    return round->due != DATE_NONE &&
           (notice->settings.due_day_included ? day > round->due : day >= round->due);
}

bool round_is_locked(const struct round *round, int32_t day)
{
    return round->lock != DATE_NONE && day > round->lock;
}
