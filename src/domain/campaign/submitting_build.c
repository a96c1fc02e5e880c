#include "domain/campaign/beside.h"
#include "domain/campaign/submitting_parts.h"

/* ---- the report as it would be handed in ---- */

struct previous {
    const struct frozen *frozen;
    const struct report_form *form;
    const struct notice *notice;
    const struct notice_unit *unit; /* NULL: the county's table */
};

/* The rows of a report are the form's units; the one after them is the county's. */
static bool previous_value(void *context, size_t row, size_t column, int64_t *out)
{
    const struct previous *previous = context;
    const struct notice_unit *unit = previous->unit;
    size_t seen = 0;
    for (size_t i = 0; previous->unit == NULL && i < previous->notice->units.n; i++) {
        const struct notice_unit *one = &previous->notice->units.at[i];
        if (one->kind == previous->form->rows && seen++ == row) {
            unit = one;
        }
    }
    const struct frozen_cell *cell = frozen_cell(previous->frozen, unit == NULL ? NULL : &unit->key,
                                                 previous->form->columns.at[column].key);
    if (cell == NULL || cell->value == SHAPE_BLANK) {
        return false;
    }
    *out = cell->value;
    return true;
}

/* Whether the unit has a row in the form. */
bool submitting_has_row(const struct submitting *s)
{
    const struct report_form *form = s->round->form;
    return form->columns.n > 0 && (submitting_is_county(s) || s->unit->kind == form->rows ||
                                   report_beside(form, s->unit->kind));
}

bool submitting_is_beside(const struct submitting *s)
{
    return !submitting_is_county(s) && s->unit->kind != s->round->form->rows &&
           submitting_has_row(s);
}

/* The books that its figures come from. */
static const struct app_books *books_of(const struct submitting *s)
{
    return submitting_is_beside(s)
               ? beside_books(s->work->arena, s->books, s->round->form, s->unit, s->app->county)
               : s->books;
}

static int64_t scope_of(const struct submitting *s)
{
    return submitting_is_county(s) || submitting_is_beside(s) ? 0 : s->unit->region;
}

enum status submitting_statistics(const struct submitting *s, struct statistics *out,
                                  struct error *error)
{
    return statistics_open_over(s->app, books_of(s), s->work, s->round->form->key, out, error);
}

static void add_missing(const struct submitting *s, struct submitting_parts *parts,
                        const struct notice_unit *unit, const struct row *row)
{
    const struct flow_state *state =
        row == NULL ? NULL : flow_state(&submission_flow, row->value[SUBMISSION_STATE].text);
    parts->missing = arena_printf(s->work->arena, "%.*s%s%.*s（%s）", TEXT_ARG(parts->missing),
                                  parts->missing_n > 0 ? "、" : "", TEXT_ARG(unit->name),
                                  state == NULL ? "未报送" : state->label);
    parts->missing_n++;
}

/* What the units of the round handed in and the county accepted. */
enum status submitting_collect(const struct submitting *s, struct submitting_parts *parts,
                               struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < s->books->notice->units.n; i++) {
        const struct notice_unit *unit = &s->books->notice->units.at[i];
        struct row *row = NULL;
        if (!round_asks(s->round, unit)) {
            continue;
        }
        status = submitting_find(s, unit->key, s->round, &row, error);
        struct text state = row == NULL ? TEXT_EMPTY : row->value[SUBMISSION_STATE].text;
        if (status != OK) {
            break;
        }
        if (!text_is(state, "accepted") && !text_is(state, "frozen")) {
            add_missing(s, parts, unit, row);
            continue;
        }
        struct frozen *frozen = NULL;
        status = submitting_frozen(s, row, &frozen, error);
        if (status == OK) {
            list_add(&parts->submitted, row);
            if (frozen != NULL && frozen->rows > 0 && unit->kind == s->round->form->rows) {
                list_add(&parts->from, *frozen);
            }
        }
    }
    struct frozen *kept = arena_array(s->work->arena, struct frozen, parts->from.n);
    for (size_t i = 0; i < parts->from.n; i++) {
        kept[i] = parts->from.at[i];
    }
    parts->rows = (struct frozen_rows){kept, parts->from.n, NULL};
    list_release(&parts->from);
    return status;
}

/* The notice with the units alone that are rows: asked for the round, or not merged by its day. */
static const struct notice *notice_of_rows(const struct submitting *s, bool asked)
{
    struct notice *notice = arena_new(s->work->arena, struct notice);
    *notice = *s->books->notice;
    notice->units.at = arena_array(s->work->arena, struct notice_unit, s->books->notice->units.n);
    notice->units.n = 0;
    for (size_t i = 0; i < s->books->notice->units.n; i++) {
        const struct notice_unit *unit = &s->books->notice->units.at[i];
        bool row = asked ? round_asks(s->round, unit)
                         : !unit_is_merged(&s->books->settings, unit, s->round->as_of);
        if (unit->kind == s->round->form->rows && row) {
            notice->units.at[notice->units.n++] = *unit;
        }
    }
    return notice;
}

/* How much the units' sum exceeds the county, a column, as the ledgers stand: people registered by
 * two townships. */
static const int64_t *overlap_of(const struct submitting *s, const struct report *live)
{
    int64_t *overlap = arena_array(s->work->arena, int64_t, live->form->columns.n);
    for (size_t c = 0; c < live->form->columns.n; c++) {
        int64_t sum = 0, county = report_cell_at(live, live->rows, c)->computed;
        for (size_t row = 0; row < live->rows; row++) {
            int64_t computed = report_cell_at(live, row, c)->computed;
            sum += computed == SHAPE_BLANK ? 0 : computed;
        }
        overlap[c] = county == SHAPE_BLANK ? 0 : sum - county;
    }
    return overlap;
}

static enum status build_live(const struct submitting *s, struct statistics *statistics,
                              struct report *report, struct error *error)
{
    struct frozen *before;
    enum status status = submitting_statistics(s, statistics, error);
    if (status == OK) {
        status = submitting_before(s, &before, error);
    }
    if (status != OK) {
        return status;
    }
    struct previous previous = {before, s->round->form, notice_of_rows(s, false), s->unit};
    struct report_previous look = {before == NULL ? DATE_NONE : before->as_of, previous_value,
                                   &previous};
    struct statistics_ask ask = {
        .as_of = s->round->as_of,
        .from = report_is_cumulative(s->books->notice, s->round->form, &s->books->settings)
                    ? 0
                    : s->round->from,
        .scope = scope_of(s),
        .previous = before == NULL ? NULL : &look,
    };
    return statistics_build(statistics, s->work, &ask, report, error);
}

static enum status members_of(struct work *work, struct figures *figures,
                              const struct report *report, struct figure_members **members,
                              struct error *error)
{
    int64_t *regions = arena_array(work->arena, int64_t, report->rows);
    for (size_t i = 0; i < report->rows; i++) {
        regions[i] = report->units[i]->region;
    }
    *members =
        arena_array(work->arena, struct figure_members, report->form->columns.n * report->rows);
    return figures->everybody(figures->context, work->arena, report->form, &report->span, regions,
                              report->rows, *members, error);
}

/* The county's table: what the units said, joined. */
enum status submitting_join(const struct submitting *s, struct submitting_parts *parts,
                            struct report *report, struct figure_members **members,
                            struct error *error)
{
    struct statistics statistics;
    struct report live;
    enum status status = build_live(s, &statistics, &live, error);
    if (status != OK) {
        return status;
    }
    parts->rows.overlap = overlap_of(s, &live);
    struct frozen *before;
    status = submitting_before(s, &before, error);
    if (status != OK) {
        return status;
    }
    const struct notice *notice = notice_of_rows(s, true);
    struct previous previous = {before, s->round->form, notice, NULL};
    struct report_previous look = {before == NULL ? DATE_NONE : before->as_of, previous_value,
                                   &previous};
    struct report_request request = {
        .notice = notice,
        .form = s->round->form,
        .as_of = s->round->as_of,
        .from = live.span.from,
        .settings = &s->books->settings,
        .as_was = true,
        .previous = before == NULL ? NULL : &look,
    };
    request.overrides = frozen_overrides(s->work->arena, &parts->rows, &request.override_count);
    struct figures figures = frozen_figures(&parts->rows);
    status = report_build(s->work->arena, &request, &figures, report, error);
    if (status == OK) {
        frozen_leave_blank(&parts->rows, report);
    }
    return status == OK ? members_of(s->work, &figures, report, members, error) : status;
}

/* A report of words alone. */
void submitting_words_only(const struct submitting *s, struct report *report,
                           struct figure_members **members)
{
    struct report_form *words = arena_new(s->work->arena, struct report_form);
    *words = *s->round->form;
    words->columns.n = 0;
    *members = NULL;
    *report = (struct report){
        .notice = s->books->notice,
        .form = words,
        .settings = &s->books->settings,
        .span = {.as_of = s->round->as_of, .from = s->round->from, .to = s->round->as_of},
    };
}

enum status submitting_report(const struct submitting *s, struct report *report,
                              struct figure_members **members, struct error *error)
{
    if (!submitting_has_row(s)) {
        submitting_words_only(s, report, members);
        return OK;
    }
    if (submitting_is_county(s)) {
        struct submitting_parts parts = {0};
        enum status status = submitting_collect(s, &parts, error);
        status = status == OK ? submitting_join(s, &parts, report, members, error) : status;
        list_release(&parts.submitted);
        return status;
    }
    struct statistics statistics;
    enum status status = build_live(s, &statistics, report, error);
    return status == OK ? statistics_everybody(&statistics, s->work, report, members, error)
                        : status;
}

/* ---- what was handed in, as a report again ---- */

/* The notice with the units that were frozen: a unit may have been merged or renamed since. */
static const struct notice *notice_then(const struct submitting *s, const struct frozen *frozen)
{
    struct notice *notice = arena_new(s->work->arena, struct notice);
    struct notice_unit *units = arena_array(s->work->arena, struct notice_unit, frozen->rows);
    *notice = *s->books->notice;
    notice->units.at = units;
    notice->units.n = frozen->rows;
    for (size_t i = 0; i < frozen->rows; i++) {
        units[i] = (struct notice_unit){.key = frozen->units[i].key,
                                        .name = frozen->units[i].name,
                                        .short_name = frozen->units[i].name,
                                        .kind = s->round->form->rows,
                                        .region = frozen->units[i].region};
    }
    return notice;
}

static enum status build_frozen(const struct submitting *s, struct frozen *frozen,
                                struct report *report, struct figure_members **members,
                                struct error *error)
{
    struct work *work = s->work;
    struct frozen_rows rows = {
        frozen, 1, submitting_is_county(s) ? frozen_overlap(work->arena, frozen) : NULL};
    struct report_request request = {
        .notice = notice_then(s, frozen),
        .form = s->round->form,
        .as_of = frozen->as_of,
        .from = frozen->from,
        .settings = &s->books->settings,
        .as_was = true,
    };
    request.overrides = frozen_overrides(work->arena, &rows, &request.override_count);
    struct figures figures = frozen_figures(&rows);
    enum status status = report_build(work->arena, &request, &figures, report, error);
    if (status == OK) {
        frozen_leave_blank(&rows, report);
    }
    return status == OK ? members_of(work, &figures, report, members, error) : status;
}

bool submitting_with_county(const struct submitting *s)
{
    struct text state = submitting_state(s);
    return text_is(state, "submitted") || text_is(state, "accepted") || text_is(state, "frozen");
}

enum status submitting_shown(const struct submitting *s, struct report *report,
                             struct figure_members **members, struct error *error)
{
    struct frozen *frozen = NULL;
    enum status status =
        submitting_with_county(s) ? submitting_frozen(s, s->row, &frozen, error) : OK;
    if (status != OK || frozen == NULL || !submitting_has_row(s)) {
        return status == OK ? submitting_report(s, report, members, error) : status;
    }
    return build_frozen(s, frozen, report, members, error);
}
