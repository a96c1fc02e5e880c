#include "domain/campaign/submitting.h"

#include "domain/campaign/report_note.h"
#include "domain/campaign/submitting_parts.h"
#include "domain/people/organization.h"
#include "ledger/rows.h"

/* ---- finding it ---- */

bool submitting_is_county(const struct submitting *s)
{
    return s->unit == NULL;
}

struct text submitting_unit_key(const struct submitting *s)
{
    return submitting_is_county(s) ? TEXT(SUBMISSION_COUNTY) : s->unit->key;
}

struct text submitting_unit_name(const struct submitting *s)
{
    return submitting_is_county(s) ? s->books->notice->head.county_name : s->unit->name;
}

/* Where the row lives: a bureau's at the county. */
int64_t submitting_region(const struct submitting *s)
{
    bool placed = !submitting_is_county(s) && s->unit->region != SHAPE_BLANK;
    return placed ? s->unit->region : s->app->county;
}

static enum status absent(const struct submitting *s, struct error *error)
{
    return error_set(error, s->work->arena, NOT_FOUND, "没有这一期报表，或不在您的范围内");
}

enum status submitting_find(const struct submitting *s, struct text unit, const struct round *round,
                            struct row **out, struct error *error)
{
    static const int fields[] = {SUBMISSION_REPORT, SUBMISSION_ROUND, SUBMISSION_UNIT};
    struct row *like = row_new(s->work->arena, &submission_ledger);
    like->value[SUBMISSION_REPORT] = value_text(round->form->key);
    like->value[SUBMISSION_ROUND] = value_text(round->key);
    like->value[SUBMISSION_UNIT] = value_text(unit);
    struct row_list found;
    enum status status =
        rows_matching(s->work, like, fields, COUNT(fields), 1, ROWS_PLAIN, &found, error);
    *out = status == OK && found.n > 0 ? found.at[0] : NULL;
    return status;
}

enum status submitting_read(struct submitting *s, struct error *error)
{
    enum status status = submitting_find(s, submitting_unit_key(s), s->round, &s->row, error);
    s->note_count = 0;
    if (status != OK || s->row == NULL) {
        return status;
    }
    struct row_list notes;
    status = rows_referring(s->work, &report_note_ledger, REPORT_NOTE_SUBMISSION, s->row->id,
                            ROWS_PLAIN, &notes, error);
    if (status == OK) {
        s->notes = notes.at;
        s->note_count = notes.n;
    }
    return status;
}

enum status submitting_open(struct app *app, struct work *work, struct text report,
                            struct text round, struct text unit, struct submitting *out,
                            struct error *error)
{
    const struct app_books *books = app_books(app);
    *out = (struct submitting){.app = app, .work = work, .books = books};
    if (books->notice == NULL || work->actor->role == ROLE_ENTERPRISE) {
        return absent(out, error);
    }
    out->rounds = rounds_of(work->arena, books->notice, books->calendar, &books->settings);
    out->round = round_find(&out->rounds, report, round);
    bool county = text_is(unit, SUBMISSION_COUNTY);
    out->unit = county ? NULL : notice_unit(books->notice, unit);
    bool asked =
        out->round != NULL && (county || (out->unit != NULL && round_asks(out->round, out->unit)));
    if (!asked || !actor_reaches(work->actor, submitting_region(out))) {
        return absent(out, error);
    }
    return submitting_read(out, error);
}

/* ---- what may be done ---- */

struct text submitting_state(const struct submitting *s)
{
    return s->row == NULL ? TEXT("none") : s->row->value[SUBMISSION_STATE].text;
}

static bool state_is(const struct submitting *s, const char *state)
{
    return text_is(submitting_state(s), state);
}

bool submitting_locked(const struct submitting *s)
{
    int32_t today = clock_today(s->work->clock);
    if (!round_is_locked(s->round, today)) {
        return false;
    }
    const struct value *until = s->row == NULL ? NULL : &s->row->value[SUBMISSION_EXTENDED_TO];
    return until == NULL || !value_is_set(until) || until->number < today;
}

/* A bureau's clerk writes for his own bureau, the organization of that name. */
static bool is_own_bureau(const struct submitting *s)
{
    struct row *own = NULL;
    struct error ignored = {0};
    return s->work->actor->organization != 0 && s->unit->kind == UNIT_BUREAU &&
           rows_get(s->work, &organization_ledger, s->work->actor->organization, 0, &own,
                    &ignored) == OK &&
           text_equal(own->value[ORGANIZATION_NAME].text, s->unit->name);
}

static bool is_writer(const struct submitting *s)
{
    switch (s->work->actor->role) {
    case ROLE_COUNTY:
    case ROLE_PROGRAM:
        return true;
    case ROLE_TOWNSHIP:
        return !submitting_is_county(s) && s->unit->region == s->work->actor->region;
    case ROLE_BUREAU:
        return !submitting_is_county(s) && is_own_bureau(s);
    default:
        return false;
    }
}

struct submitting_may submitting_may(const struct submitting *s)
{
    bool county = actor_is(s->work->actor, ROLE_BIT(ROLE_COUNTY));
    bool open = state_is(s, "none") || state_is(s, "draft") || state_is(s, "returned");
    bool writes = open && is_writer(s);
    bool frozen = state_is(s, "frozen");
    return (struct submitting_may){
        .write = writes && !submitting_is_county(s),
        .submit = writes && !submitting_is_county(s) && !submitting_locked(s),
        .give_back = county && !submitting_is_county(s) &&
                     (state_is(s, "submitted") || state_is(s, "accepted")),
        .accept = county && !submitting_is_county(s) && state_is(s, "submitted"),
        .seal = county && submitting_is_county(s) && !frozen,
        .reopen = county && submitting_is_county(s) && frozen,
        .extend = county && !submitting_is_county(s) && open &&
                  round_is_locked(s->round, clock_today(s->work->clock)),
    };
}

enum status submitting_may_not(const struct submitting *s, const char *what, struct error *error)
{
    const struct flow_state *state = flow_state(&submission_flow, submitting_state(s));
    (void)error_set(error, s->work->arena, CONFLICT, "%.*s的%.*s%s，不能%s",
                    TEXT_ARG(submitting_unit_name(s)), TEXT_ARG(s->round->form->name),
                    state == NULL ? "还没有填报" : state->label, what);
    return error_hint(error, s->work->arena, "请刷新，看看是否已由别人办理；也可能不是您的单位");
}

struct text submitting_note(const struct submitting *s, const char *kind, struct text target)
{
    for (size_t i = s->note_count; i-- > 0;) {
        const struct value *v = s->notes[i]->value;
        if (text_is(v[REPORT_NOTE_KIND].text, kind) &&
            text_equal(v[REPORT_NOTE_TARGET].text, target)) {
            return v[REPORT_NOTE_BODY].text;
        }
    }
    return TEXT_EMPTY;
}

/* ---- what was handed in ---- */

enum status submitting_frozen(const struct submitting *s, const struct row *row,
                              struct frozen **out, struct error *error)
{
    bool any = row != NULL && value_is_set(&row->value[SUBMISSION_FROZEN]);
    return submitting_frozen_file(s, any ? row->value[SUBMISSION_FROZEN].text : TEXT_EMPTY, out,
                                  error);
}

enum status submitting_frozen_file(const struct submitting *s, struct text name,
                                   struct frozen **out, struct error *error)
{
    *out = NULL;
    if (name.n == 0) {
        return OK;
    }
    struct arena *arena = s->work->arena;
    struct text bytes;
    enum status status = blob_bytes(s->app->blobs, arena_cstr(arena, name), &bytes, arena, error);
    if (status != OK) {
        return status;
    }
    *out = arena_new(arena, struct frozen);
    return frozen_read(arena, bytes, *out, error);
}

enum status submitting_before(const struct submitting *s, struct frozen **out, struct error *error)
{
    *out = NULL;
    const struct round *before = round_before(&s->rounds, s->round);
    struct row *row = NULL;
    enum status status =
        before == NULL ? OK : submitting_find(s, submitting_unit_key(s), before, &row, error);
    return status == OK ? submitting_frozen(s, row, out, error) : status;
}

enum status submitting_units(const struct submitting *s, struct submitting **out, size_t *n,
                             struct error *error)
{
    const struct notice *notice = s->books->notice;
    enum status status = OK;
    *out = arena_array(s->work->arena, struct submitting, notice->units.n);
    *n = 0;
    for (size_t i = 0; status == OK && i < notice->units.n; i++) {
        if (round_asks(s->round, &notice->units.at[i])) {
            struct submitting *one = &(*out)[(*n)++];
            *one = *s;
            one->unit = &notice->units.at[i];
            status = submitting_read(one, error);
        }
    }
    return status;
}
