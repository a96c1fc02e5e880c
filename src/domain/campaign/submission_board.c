#include "domain/campaign/submission_board.h"

#include "base/map.h"
#include "domain/campaign/round.h"
#include "domain/campaign/submission.h"
#include "ledger/rows.h"

enum { ROWS_MOST = 100000 };

/* How a unit did over the rounds that were due. */
struct score {
    int64_t asked, handed_in, on_time, returned;
};

struct viewing {
    struct work *work;
    const struct app_books *books;
    struct rounds rounds;
    struct map at; /* "report round unit" -> index into rows */
    struct row_list rows;
    struct score *scores; /* a unit of the notice */
    int32_t today;
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

static bool state_is(const struct row *row, const char *state)
{
    return row != NULL && text_is(row->value[SUBMISSION_STATE].text, state);
}

static bool is_handed_in(const struct row *row)
{
    return state_is(row, "submitted") || state_is(row, "accepted") || state_is(row, "frozen");
}

static const char *light_of(const struct viewing *v, const struct round *round,
                            const struct row *row)
{
    if (is_handed_in(row)) {
        return "done";
    }
    if (round->due == DATE_NONE) {
        return state_is(row, "returned") ? "yellow" : "none";
    }
    if (round_is_late(v->books->notice, round, v->today)) {
        return "red";
    }
    return v->today >= round->remind || state_is(row, "returned") ? "yellow" : "green";
}

static void put_value_day(struct json_out *out, const char *key, const struct value *value)
{
    json_put_day(out, key,
                 value != NULL && value_is_set(value) ? (int32_t)value->number : DATE_NONE);
}

static void put_unit(struct viewing *v, struct json_out *out, const struct round *round,
                     struct text unit, struct text name)
{
    const struct row *row = row_of(v, round, unit);
    const struct flow_state *state =
        row == NULL ? NULL : flow_state(&submission_flow, row->value[SUBMISSION_STATE].text);
    json_open(out, NULL);
    json_put_text(out, "unit", unit);
    json_put_text(out, "label", name);
    json_put_cstr(out, "state", state == NULL ? "none" : state->code);
    json_put_cstr(out, "state_label", state == NULL ? "未填报" : state->label);
    json_put_cstr(out, "light", light_of(v, round, row));
    put_value_day(out, "submitted_on", row == NULL ? NULL : &row->value[SUBMISSION_SUBMITTED_ON]);
    json_put_bool(out, "late",
                  row != NULL && value_is_set(&row->value[SUBMISSION_LATE]) &&
                      row->value[SUBMISSION_LATE].number != 0);
    json_put_int(out, "times",
                 row != NULL && value_is_set(&row->value[SUBMISSION_TIMES])
                     ? row->value[SUBMISSION_TIMES].number
                     : 0);
    json_close(out);
}

static bool reaches(const struct viewing *v, const struct notice_unit *unit)
{
    int64_t region = unit->region == SHAPE_BLANK ? v->work->actor->county : unit->region;
    return v->work->actor->role != ROLE_ENTERPRISE && actor_reaches(v->work->actor, region);
}

/* A round counts for the score once its deadline has passed. */
static void keep_score(struct viewing *v, const struct round *round, const struct notice_unit *unit,
                       struct score *of_round)
{
    const struct row *row = row_of(v, round, unit->key);
    bool handed_in = is_handed_in(row);
    bool late = row != NULL && value_is_set(&row->value[SUBMISSION_LATE]) &&
                row->value[SUBMISSION_LATE].number != 0;
    of_round->asked++;
    of_round->handed_in += handed_in;
    of_round->on_time += handed_in && !late;
    if (round->due == DATE_NONE ||
        (!handed_in && !round_is_late(v->books->notice, round, v->today))) {
        return;
    }
    struct score *score = &v->scores[unit - v->books->notice->units.at];
    score->asked++;
    score->handed_in += handed_in;
    score->on_time += handed_in && !late;
    score->returned += row != NULL && value_is_set(&row->value[SUBMISSION_TIMES]) &&
                       row->value[SUBMISSION_TIMES].number > 1;
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
        if (round_asks(round, unit) && reaches(v, unit)) {
            put_unit(v, out, round, unit->key, unit->name);
            keep_score(v, round, unit, &score);
        }
    }
    json_close_list(out);
    json_put_int(out, "asked", score.asked);
    json_put_int(out, "handed_in", score.handed_in);
    json_put_int(out, "on_time", score.on_time);
    const struct row *county = row_of(v, round, TEXT(SUBMISSION_COUNTY));
    json_put_bool(out, "sealed", state_is(county, "frozen"));
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

enum status submission_board_json(struct app *app, struct work *work, struct json_out *out,
                                  struct error *error)
{
    struct viewing v = {.work = work, .books = app_books(app), .today = clock_today(work->clock)};
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
    json_put_day(out, "today", v.today);
    json_close(out);
    return status;
}
