#include "domain/campaign/submission_board.h"

#include <string.h>

#include "base/map.h"
#include "domain/campaign/submission.h"
#include "ledger/rows.h"

enum { ROWS_MOST = 100000 };

/* How a unit did over rounds, or a round over its units. */
struct score {
    int64_t asked, handed_in, on_time, counted, returned;
};

static void score_add(struct score *sum, const struct score *one)
{
    sum->asked += one->asked;
    sum->handed_in += one->handed_in;
    sum->on_time += one->on_time;
    sum->counted += one->counted;
    sum->returned += one->returned;
}

struct viewing {
    struct work *work;
    const struct app_books *books;
    struct rounds rounds;
    struct map at; /* "report round unit" -> index into rows */
    struct row_list rows;
    struct score *scores; /* a unit of the notice */
    int32_t as_of;
};

static struct text key_of(struct arena *arena, struct text report, struct text round,
                          struct text unit)
{
    return arena_printf(arena, "%.*s %.*s %.*s", TEXT_ARG(report), TEXT_ARG(round), TEXT_ARG(unit));
}

static enum status read_rows(struct viewing *v, struct error *error)
{
    enum status status = rows_after(v->work, &submission_ledger, 0, ROWS_MOST, 0, &v->rows, error);
    map_init(&v->at);
    for (size_t i = 0; status == OK && i < v->rows.n; i++) {
        const struct value *value = v->rows.at[i]->value;
        map_put(&v->at,
                key_of(v->work->arena, value[SUBMISSION_REPORT].text, value[SUBMISSION_ROUND].text,
                       value[SUBMISSION_UNIT].text),
                (int64_t)i);
    }
    return status;
}

static const struct row *row_of(const struct viewing *v, const struct round *round,
                                struct text unit)
{
    int64_t index;
    return map_get(&v->at, key_of(v->work->arena, round->form->key, round->key, unit), &index)
               ? v->rows.at[index]
               : NULL;
}

static bool state_is(const struct submission_stand *stand, const char *state)
{
    return stand->state != NULL && strcmp(stand->state, state) == 0;
}

static bool is_handed_in(const struct submission_stand *stand)
{
    return state_is(stand, "submitted") || state_is(stand, "accepted") || state_is(stand, "frozen");
}

static bool is_due(const struct viewing *v, const struct round *round)
{
    return round_is_late(v->books->notice, round, v->as_of);
}

static const char *light_of(const struct viewing *v, const struct round *round,
                            const struct submission_stand *stand)
{
    if (is_handed_in(stand)) {
        return "done";
    }
    if (round->due == DATE_NONE) {
        return state_is(stand, "returned") ? "yellow" : "none";
    }
    if (is_due(v, round) && (stand->extended_to == DATE_NONE || stand->extended_to < v->as_of)) {
        return "red";
    }
    return v->as_of >= round->remind || state_is(stand, "returned") ? "yellow" : "green";
}

static struct submission_stand stand_of(const struct viewing *v, const struct round *round,
                                        struct text unit)
{
    return submission_stand_at(row_of(v, round, unit), v->as_of);
}

static void put_unit(struct viewing *v, struct json_out *out, const struct round *round,
                     const struct notice_unit *unit)
{
    struct submission_stand stand = stand_of(v, round, unit->key);
    const struct flow_state *state =
        stand.state == NULL ? NULL : flow_state(&submission_flow, text_of(stand.state));
    json_open(out, NULL);
    json_put_text(out, "unit", unit->key);
    json_put_text(out, "label", unit->name);
    json_put_cstr(out, "state", state == NULL ? "none" : state->code);
    json_put_cstr(out, "state_label", state == NULL ? "未填报" : state->label);
    json_put_cstr(out, "light", light_of(v, round, &stand));
    json_put_day(out, "submitted_on", stand.last_on);
    json_put_bool(out, "late", stand.late);
    json_put_int(out, "days_late",
                 stand.late && round->due != DATE_NONE ? stand.first_on - round->due : 0);
    json_put_day(out, "extended_to", stand.extended_to);
    json_put_int(out, "times", stand.times);
    json_close(out);
}

static bool reaches(const struct viewing *v, const struct notice_unit *unit)
{
    int64_t region = unit->region == SHAPE_BLANK ? v->work->actor->county : unit->region;
    return v->work->actor->role != ROLE_ENTERPRISE && actor_reaches(v->work->actor, region);
}

static void keep_score(struct viewing *v, const struct round *round, const struct notice_unit *unit,
                       struct score *of_round)
{
    struct submission_stand stand = stand_of(v, round, unit->key);
    bool handed_in = is_handed_in(&stand);
    struct score one = {.asked = 1,
                        .handed_in = handed_in,
                        .on_time = handed_in && !stand.late,
                        .counted = handed_in || is_due(v, round),
                        .returned = stand.times > 1};
    score_add(of_round, &one);
    if (round->due != DATE_NONE && one.counted > 0) {
        score_add(&v->scores[unit - v->books->notice->units.at], &one);
    }
}

static void put_round(struct viewing *v, struct json_out *out, const struct round *round)
{
    const struct notice *notice = v->books->notice;
    struct score score = {0};
    json_open(out, NULL);
    json_put_text(out, "report", round->form->key);
    json_put_text(out, "report_name", round->form->name);
    json_put_text(out, "title", round->form->title);
    json_put_text(out, "round", round->key);
    json_put_text(out, "name", round->name);
    json_put_bool(out, "table", round->form->columns.n > 0);
    json_put_day(out, "from", round->from);
    json_put_day(out, "as_of", round->as_of);
    json_put_day(out, "due", round->due);
    json_put_day(out, "remind", round->remind);
    json_put_day(out, "lock", round->lock);
    json_open_list(out, "units");
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (round_asked(round, unit, v->as_of) && reaches(v, unit)) {
            put_unit(v, out, round, unit);
            keep_score(v, round, unit, &score);
        }
    }
    json_close_list(out);
    json_put_int(out, "asked", score.asked);
    json_put_int(out, "handed_in", score.handed_in);
    json_put_int(out, "on_time", score.on_time);
    json_put_int(out, "counted", score.counted);
    struct submission_stand county = stand_of(v, round, TEXT(SUBMISSION_COUNTY));
    json_put_bool(out, "sealed", state_is(&county, "frozen"));
    json_close(out);
}

static void put_ranking(const struct viewing *v, struct json_out *out)
{
    const struct notice *notice = v->books->notice;
    json_open_list(out, "ranking");
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct score *score = &v->scores[i];
        if (score->asked == 0) {
            continue;
        }
        json_open(out, NULL);
        json_put_text(out, "unit", notice->units.at[i].key);
        json_put_text(out, "label", notice->units.at[i].name);
        json_put_int(out, "asked", score->asked);
        json_put_int(out, "handed_in", score->handed_in);
        json_put_int(out, "on_time", score->on_time);
        json_put_int(out, "returned", score->returned);
        json_close(out);
    }
    json_close_list(out);
}

enum status submission_board_json(struct app *app, struct work *work, int32_t as_of,
                                  struct json_out *out, struct error *error)
{
    struct viewing v = {.work = work, .books = app_books(app), .as_of = as_of};
    json_open(out, NULL);
    json_open_list(out, "rounds");
    enum status status = OK;
    if (v.books->notice != NULL) {
        v.rounds = rounds_of(work->arena, v.books->notice, v.books->calendar, &v.books->settings);
        v.scores = arena_array(work->arena, struct score, v.books->notice->units.n);
        status = read_rows(&v, error);
        for (size_t i = 0; status == OK && i < v.rounds.n; i++) {
            put_round(&v, out, &v.rounds.at[i]);
        }
        map_release(&v.at);
    }
    json_close_list(out);
    if (status == OK && v.books->notice != NULL) {
        put_ranking(&v, out);
    } else {
        json_open_list(out, "ranking");
        json_close_list(out);
    }
    json_put_day(out, "today", v.as_of);
    json_close(out);
    return status;
}

/* ---- what is owed ---- */

static void add_due(const struct viewing *v, const struct round *round,
                    const struct notice_unit *unit, struct submission_due *out)
{
    struct submission_stand stand = stand_of(v, round, unit->key);
    bool handed_in = is_handed_in(&stand);
    out->asked += handed_in || is_due(v, round);
    out->late += handed_in && stand.late;
    if (strcmp(light_of(v, round, &stand), "red") == 0) {
        out->rounds[out->missing] = round;
        out->rows[out->missing] = stand.state == NULL ? NULL : row_of(v, round, unit->key);
        out->missing++;
    }
}

enum status submission_board_due(struct work *work, const struct app_books *books, int32_t as_of,
                                 struct submission_due **out, struct error *error)
{
    struct work county = *work;
    struct actor program = actor_program(work->actor->county);
    county.actor = &program;
    struct viewing v = {.work = &county, .books = books, .as_of = as_of};
    const struct notice *notice = books->notice;
    v.rounds = rounds_of(work->arena, notice, books->calendar, &books->settings);
    *out = arena_array(work->arena, struct submission_due, notice->units.n);
    enum status status = read_rows(&v, error);
    for (size_t i = 0; status == OK && i < notice->units.n; i++) {
        struct submission_due *due = &(*out)[i];
        due->rounds = arena_array(work->arena, const struct round *, v.rounds.n);
        due->rows = arena_array(work->arena, const struct row *, v.rounds.n);
        for (size_t k = 0; k < v.rounds.n; k++) {
            const struct round *round = &v.rounds.at[k];
            if (round->due != DATE_NONE && round_asked(round, &notice->units.at[i], as_of)) {
                add_due(&v, round, &notice->units.at[i], due);
            }
        }
    }
    map_release(&v.at);
    return status;
}
