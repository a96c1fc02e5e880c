#include "domain/campaign/letter_case.h"

#include "domain/campaign/letter_due.h"
#include "domain/campaign/letter_figures.h"
#include "domain/people/organization.h"
#include "facts/follow.h"
#include "ledger/rows.h"
#include "notice/ground.h"
#include "report/report.h"
#include "rule/tally.h"
#include "standard/region.h"

/* ---- which units ---- */

enum { UNITS_MOST = 1000 };

static void add_unit(struct letter_cases *out, struct letter_unit unit)
{
    unit.id = unit.organization != 0 ? unit.organization : unit.region;
    if (out->n < UNITS_MOST) {
        out->at[out->n++] = (struct letter_case){.unit = unit, .why = TEXT_EMPTY};
    }
}

static void add_villages(struct work *work, int64_t township, struct letter_cases *out)
{
    const struct region **below = arena_array(work->arena, const struct region *, UNITS_MOST);
    size_t n = region_children(work->regions, township, below, UNITS_MOST);
    for (size_t i = 0; i < n && i < UNITS_MOST; i++) {
        if (actor_reaches(work->actor, below[i]->code)) {
            add_unit(out, (struct letter_unit){.region = below[i]->code,
                                               .name = region_full_name(work->regions, work->arena,
                                                                        below[i]->code,
                                                                        REGION_TOWNSHIP)});
        }
    }
}

/* Those of the ledger with one value in a field; of workshops those in use. */
static enum status add_organizations(struct work *work, int field, struct text value,
                                     struct text key, struct letter_cases *out, struct error *error)
{
    struct row_list found;
    const struct value like = value_text(value);
    enum status status =
        rows_with(work, &organization_ledger, field, &like, UNITS_MOST, 0, &found, error);
    for (size_t i = 0; status == OK && i < found.n; i++) {
        const struct value *v = found.at[i]->value;
        if (!value_is_set(&v[ORGANIZATION_CLOSED_ON])) {
            add_unit(out, (struct letter_unit){.region = v[ORGANIZATION_REGION].number,
                                               .organization = found.at[i]->id,
                                               .key = key,
                                               .name = v[ORGANIZATION_NAME].text});
        }
    }
    return status;
}

static enum status find_units(struct work *work, const struct app_books *books,
                              struct letter_cases *out, struct error *error)
{
    const struct notice *notice = books->notice;
    int to = out->template->to;
    out->at = arena_array(work->arena, struct letter_case, UNITS_MOST);
    if (to == LETTER_TO_WORKSHOPS) {
        return add_organizations(work, ORGANIZATION_KIND, TEXT("workshop"), TEXT_EMPTY, out, error);
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        bool township = unit->kind == UNIT_TOWNSHIP && unit_merged(&books->settings, unit).n == 0 &&
                        actor_reaches(work->actor, unit->region);
        if (to == LETTER_TO_BUREAUS && unit->kind == UNIT_BUREAU) {
            status = add_organizations(work, ORGANIZATION_NAME, unit->name, unit->key, out, error);
        } else if (to == LETTER_TO_VILLAGES && township) {
            add_villages(work, unit->region, out);
        } else if (to == LETTER_TO_TOWNSHIPS && township) {
            add_unit(out, (struct letter_unit){
                              .region = unit->region, .key = unit->key, .name = unit->name});
        }
    }
    return status;
}

/* ---- rows of a ledger ---- */

static int64_t owner_of(const struct column *owner, size_t row)
{
    return column_known(owner, row) ? owner->to->ids[column_number(owner, row)] : 0;
}

/* The rows counted at a unit of the tally; with `owner`, those of one organization. */
static void take_rows(struct work *work, const struct table *table, const struct tally *tally,
                      size_t unit, const struct column *owner, int64_t organization,
                      struct letter_figure *out)
{
    struct set members;
    size_t row;
    tally_members(tally, 0, unit, &members);
    out->ids = arena_array(work->arena, int64_t, set_count(&members));
    SET_EACH(&members, row)
    {
        if (owner == NULL || owner_of(owner, row) == organization) {
            out->ids[out->id_count++] = table->ids[row];
        }
    }
    set_release(&members);
}

/* The rows that the letter tells, and of a template that goes by them the one figure. */
static void take_case(struct work *work, const struct letter_cases *cases,
                      const struct ledger *subject, const struct letter_figure *rows,
                      struct letter_case *one)
{
    const struct letter_template *template = cases->template;
    one->ids = rows->ids;
    one->id_count = rows->id_count < LETTER_ROWS_MOST ? rows->id_count : LETTER_ROWS_MOST;
    one->count = (int64_t)rows->id_count;
    if (template->basis != LETTER_OF_ROWS) {
        return;
    }
    struct letter_figure *figure = arena_new(work->arena, struct letter_figure);
    *figure = *rows;
    figure->label = text_of(subject->label);
    figure->value = arena_printf(work->arena, "%zu", rows->id_count);
    figure->unit = text_of(subject->counter);
    figure->note = TEXT_EMPTY;
    one->figures = figure;
    one->figure_count = 1;
    one->due = one->count >= template->at_least;
    struct text what = template->reason.n > 0 ? template->reason : figure->label;
    one->why = arena_printf(work->arena, "%.*s%lld%s（满%lld%s发函）", TEXT_ARG(what),
                            (long long)one->count, subject->counter, (long long)template->at_least,
                            subject->counter);
}

static enum status count_rows(struct app *app, struct work *work, const struct app_books *books,
                              struct letter_cases *out, struct error *error)
{
    struct faults faults;
    struct column_rules rules;
    const struct letter_template *template = out->template;
    int32_t today = clock_today(work->clock);
    faults_init(&faults, work->arena);
    if (notice_letter_rules(work->arena, template, books->ground, books->language, &rules,
                            &faults) != OK) {
        return error_set(error, work->arena, INTERNAL, "模板“%.*s”的条件有误：%.*s",
                         TEXT_ARG(template->name), TEXT_ARG(faults.at[0].message));
    }
    int64_t *units = arena_array(work->arena, int64_t, out->n);
    for (size_t i = 0; i < out->n; i++) {
        units[i] = out->at[i].unit.region;
    }
    const struct tally_cell cell = {.where = rules.where, .how = TALLY_ROWS, .place = rules.by};
    const struct tally_plan plan = {
        .cells = &cell,
        .cell_count = 1,
        .units = units,
        .unit_count = letter_to_organizations(template) ? 0 : out->n,
        .params = app_params(books, work->arena, today, app_first_day(books), today),
    };
    const struct ledger *subject = ledger_find(work->ledgers, template->subject);
    struct board *board = follow_board(app->facts);
    board_read(board);
    struct tally *tally = tally_new(board, books->language, &plan);
    const struct table *table = board_table(board, template->subject);
    const struct column *owner = letter_to_organizations(template)
                                     ? &table->columns[ledger_field(subject, template->by)]
                                     : NULL;
    for (size_t i = 0; i < out->n; i++) {
        struct letter_figure rows = {.ledger = subject->name};
        take_rows(work, table, tally, owner != NULL ? tally_total(&plan) : i, owner,
                  out->at[i].unit.organization, &rows);
        take_case(work, out, subject, &rows, &out->at[i]);
    }
    tally_free(tally);
    board_done(board);
    return OK;
}

enum status letter_cases_find(struct app *app, struct work *work, const struct app_books *books,
                              const struct letter_template *template, struct letter_cases *out,
                              struct error *error)
{
    int32_t today = clock_today(work->clock);
    *out = (struct letter_cases){.template = template,
                                 .as_of = today,
                                 .seal = TEXT_EMPTY,
                                 .none = TEXT_EMPTY,
                                 .grounds = arena_printf(work->arena, "截至%.*s的台账",
                                                         TEXT_ARG(date_paper(work->arena, today)))};
    enum status status = find_units(work, books, out, error);
    if (status != OK) {
        return status;
    }
    if (template->basis == LETTER_OF_REPORT) {
        status = letter_of_report(app, work, books, out, error);
    } else if (template->basis == LETTER_OF_TASKS) {
        status = letter_of_tasks(app, work, books, out, error);
    } else if (template->basis == LETTER_OF_DUE) {
        status = letter_of_due(work, books, out, error);
    }
    return status == OK && template->subject.n > 0 ? count_rows(app, work, books, out, error)
                                                   : status;
}
