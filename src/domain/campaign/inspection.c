#include "domain/campaign/inspection.h"

#include <stdlib.h>
#include <string.h>

#include "domain/campaign/finding.h"
#include "domain/campaign/self_inspection.h"
#include "domain/people/access.h"
#include "facts/follow.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "notice/ground.h"
#include "report/report.h"
#include "rule/tally.h"
#include "standard/region.h"

enum { HINTS_MOST = 64, UNITS_MOST = 64, HEADS_MOST = 32, SOURCES_MOST = 32 };

/* ---- what hints list ---- */

struct hint_cell {
    const struct inspection_hint *hint;
    struct column_rules rules;
    size_t cell; /* in the tally; meaningless while the hint waits for a ledger */
};

struct hints {
    struct hint_cell at[HINTS_MOST];
    size_t n;
    struct tally_cell cells[HINTS_MOST];
    struct tally_plan plan;
};

static enum status add_hint(struct work *work, const struct app_books *books, struct hints *hints,
                            const struct inspection_hint *hint, struct error *error)
{
    struct faults faults;
    struct hint_cell *one = &hints->at[hints->n++];
    faults_init(&faults, work->arena);
    *one = (struct hint_cell){.hint = hint, .cell = hints->plan.cell_count};
    if (notice_hint_rules(work->arena, hint, books->ground, books->language, &one->rules,
                          &faults) != OK) {
        return error_set(error, work->arena, INTERNAL, "排查线索“%.*s”的条件有误：%.*s",
                         TEXT_ARG(hint->label), TEXT_ARG(faults.at[0].message));
    }
    if (one->rules.blank.n == 0) {
        hints->cells[hints->plan.cell_count++] = (struct tally_cell){
            .where = one->rules.where,
            .how = hint->count == HINT_PEOPLE ? TALLY_PEOPLE : TALLY_ROWS,
            .place = one->rules.by,
        };
    }
    return OK;
}

/* Reads the notice's hints, or the one named. */
static enum status read_hints(struct app *app, struct work *work, struct text only,
                              struct hints *hints, struct error *error)
{
    const struct app_books *books = app_books(app);
    const struct notice_inspection *inspection = &books->notice->inspection;
    int32_t today = clock_today(work->clock);
    hints->plan.cells = hints->cells;
    hints->plan.params = app_params(books, work->arena, today, app_first_day(books), today);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < inspection->hints.n && hints->n < HINTS_MOST; i++) {
        if (only.n == 0 || text_equal(only, inspection->hints.at[i].key)) {
            status = add_hint(work, books, hints, &inspection->hints.at[i], error);
        }
    }
    return status;
}

static int by_id(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* The ids behind the first cell; of people, not of the rows that are about them. */
static void take_rows(struct work *work, const struct board *board, const struct hint_cell *one,
                      const struct tally *tally, struct hint_rows *out)
{
    const struct ledger *ledger = one->rules.where->ledger;
    const struct table *rows = board_table(board, text_of(ledger->name));
    const struct table *people = board_table(board, TEXT("person"));
    bool about = one->hint->count == HINT_PEOPLE && rows != people;
    struct set members;
    size_t row;
    tally_members(tally, 0, 0, &members);
    out->at = arena_array(work->arena, int64_t, set_count(&members));
    SET_EACH(&members, row)
    {
        out->at[out->n++] = about ? people->ids[column_number(&rows->columns[ledger->person], row)]
                                  : rows->ids[row];
    }
    set_release(&members);
    if (out->n > 0) {
        qsort(out->at, out->n, sizeof(*out->at), by_id);
    }
    size_t kept = 0;
    for (size_t i = 0; i < out->n; i++) {
        if (kept == 0 || out->at[kept - 1] != out->at[i]) {
            out->at[kept++] = out->at[i];
        }
    }
    out->n = kept;
}

enum status inspection_hint_rows(struct app *app, struct work *work, struct text hint,
                                 int64_t region, struct hint_rows *out, struct error *error)
{
    struct hints *hints = arena_new(work->arena, struct hints);
    *out = (struct hint_rows){0};
    enum status status = read_hints(app, work, hint, hints, error);
    if (status != OK) {
        return status;
    }
    if (hint.n == 0 || hints->n != 1) {
        return error_set(error, work->arena, NOT_FOUND, "没有这条线索");
    }
    const struct ledger *subject = ledger_find(work->ledgers, hints->at[0].hint->subject);
    if (subject != NULL && !access_may(work->actor, subject->data, ACCESS_READ)) {
        return error_set(error, work->arena, DENIED, "您的角色不能查看%s", subject->label);
    }
    if (hints->at[0].rules.blank.n > 0) {
        return error_set(error, work->arena, INVALID, "%.*s", TEXT_ARG(hints->at[0].rules.blank));
    }
    hints->plan.units = &region;
    hints->plan.unit_count = 1;
    hints->plan.scope = region == work->actor->county ? 0 : region;
    struct board *board = follow_board(app->facts);
    board_read(board);
    struct tally *tally = tally_new(board, app_books(app)->language, &hints->plan);
    take_rows(work, board, &hints->at[0], tally, out);
    tally_free(tally);
    board_done(board);
    return OK;
}

/* ---- a finding of a hint ---- */

static struct text with_count(struct arena *arena, struct text text, size_t n)
{
    size_t at = text_find(text, TEXT("{n}"));
    return at == TEXT_NONE ? text
                           : arena_printf(arena, "%.*s%zu%.*s", (int)at, text.s, n,
                                          TEXT_ARG(text_slice(text, at + 3, text.n)));
}

static struct text either(struct text said, struct text proposed)
{
    return said.n > 0 ? said : proposed;
}

static void set_text(struct change *change, int field, struct text text)
{
    if (text.n > 0) {
        change_set(change, field, value_text(text));
    }
}

static enum status save_finding(struct app *app, struct work *work,
                                const struct finding_order *order, size_t n, int64_t *id,
                                struct errors *errors, struct error *error)
{
    const struct notice *notice = app_books(app)->notice;
    const struct inspection_hint *hint = inspection_hint(notice, order->hint);
    const struct inspection_head *head = inspection_head(notice, hint->head);
    bool county = actor_is(work->actor, ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_BUREAU));
    const struct inspection_source *found_by = &notice->inspection.sources.at[0];
    /* The county's own finding, or the unit's; the last source that is not the unit itself stands
     * nearest to it. */
    for (size_t i = 0; i < notice->inspection.sources.n; i++) {
        const struct inspection_source *source = &notice->inspection.sources.at[i];
        found_by = source->self != county ? source : found_by;
    }
    struct change change = change_create(work, &finding_ledger);
    change.part = true;
    change_set(&change, FINDING_REGION, value_number(order->region));
    set_text(&change, FINDING_SOURCE, found_by->key);
    set_text(&change, FINDING_HEAD, hint->head);
    set_text(&change, FINDING_CLAUSE, head->clause);
    set_text(&change, FINDING_HINT, hint->key);
    set_text(&change, FINDING_PROBLEM,
             either(order->problem, with_count(work->arena, hint->problem, n)));
    set_text(&change, FINDING_MEASURE, either(order->measure, hint->measure));
    set_text(&change, FINDING_RESPONSIBLE, order->responsible);
    if (order->deadline != DATE_NONE) {
        change_set(&change, FINDING_DEADLINE, value_date((struct date){order->deadline, DATE_DAY}));
    }
    enum status status = change_save(&change, errors, error);
    *id = change.row->id;
    return status;
}

static enum status attach_person(struct work *work, int64_t finding, int64_t person,
                                 struct errors *errors, struct error *error)
{
    struct change change = change_create(work, &finding_person_ledger);
    change.part = true;
    change_set(&change, FINDING_PERSON_FINDING, value_number(finding));
    change_set(&change, FINDING_PERSON_PERSON, value_number(person));
    return change_save(&change, errors, error);
}

enum status inspection_make_finding(struct app *app, struct work *work,
                                    const struct finding_order *order, int64_t *finding,
                                    int64_t *people, struct errors *errors, struct error *error)
{
    struct hint_rows rows = {0};
    enum status status =
        actor_reaches(work->actor, order->region)
            ? inspection_hint_rows(app, work, order->hint, order->region, &rows, error)
            : error_set(error, work->arena, NOT_FOUND, "没有这个单位");
    if (status != OK) {
        return status;
    }
    if (rows.n == 0 || rows.n > FINDING_PEOPLE_MOST) {
        error_set(error, work->arena, INVALID,
                  rows.n == 0 ? "这条线索在这个单位现在没有记录" : "线索有 %zu 条，一次太多",
                  rows.n);
        return error_hint(error, work->arena, rows.n == 0 ? "请刷新后再看" : "请按村分别立为问题");
    }
    bool named = inspection_hint(app_books(app)->notice, order->hint)->count == HINT_PEOPLE;
    status = save_finding(app, work, order, rows.n, finding, errors, error);
    *people = 0;
    for (size_t i = 0; named && status == OK && i < rows.n; i++) {
        status = attach_person(work, *finding, rows.at[i], errors, error);
        *people += status == OK;
    }
    return status == OK ? history_close(work, TEXT("finding_from_hint"), &finding_ledger, 0,
                                        arena_printf(work->arena, "%.*s，%zu 条",
                                                     TEXT_ARG(order->hint), rows.n),
                                        error)
                        : status;
}

/* ---- what was found ---- */

struct count {
    int64_t total, open, overdue, closed;
    unsigned sources; /* bits: which found something */
};

struct overview {
    struct app *app;
    struct work *work;
    const struct notice_inspection *inspection;
    int64_t region;
    int32_t today;
    int64_t units[UNITS_MOST];
    size_t unit_count;
    struct count whole[HEADS_MOST];
    struct count by_unit[UNITS_MOST][HEADS_MOST];
    struct row_list self; /* self-inspections within the region */
    struct hints hints;
    struct tally *tally;
};

static const struct query read_findings = {
    .sql = "SELECT region, head, source, state, deadline FROM finding"
           " WHERE county = $1 AND removed_at = 0 AND region BETWEEN $2 AND $3"
           " /* scan: findings are few */",
};

static size_t index_of_head(const struct notice_inspection *inspection, struct text key)
{
    size_t i = 0;
    while (i < inspection->heads.n && !text_equal(inspection->heads.at[i].key, key)) {
        i++;
    }
    return i;
}

static unsigned source_bit(const struct notice_inspection *inspection, struct text key)
{
    for (size_t i = 0; i < inspection->sources.n && i < SOURCES_MOST; i++) {
        if (text_equal(inspection->sources.at[i].key, key)) {
            return 1u << i;
        }
    }
    return 0;
}

static void count_one(struct count *count, unsigned source, struct text state, bool overdue)
{
    bool closed = text_is(state, "closed") || text_is(state, "sampled") || text_is(state, "kept");
    count->total++;
    count->closed += closed;
    count->open += text_is(state, "open") || text_is(state, "returned");
    count->overdue += overdue && (text_is(state, "open") || text_is(state, "returned"));
    count->sources |= source;
}

static void take_finding(struct overview *o, struct statement *s)
{
    size_t head = index_of_head(o->inspection, column_text(s, 1));
    if (head >= HEADS_MOST || head >= o->inspection->heads.n) {
        return; /* of an earlier notice */
    }
    struct date deadline = {0};
    bool overdue = date_parse(column_text(s, 4), &deadline) && deadline.day < o->today;
    unsigned source = source_bit(o->inspection, column_text(s, 2));
    count_one(&o->whole[head], source, column_text(s, 3), overdue);
    for (size_t i = 0; i < o->unit_count; i++) {
        if (region_contains(o->units[i], column_int(s, 0))) {
            count_one(&o->by_unit[i][head], source, column_text(s, 3), overdue);
        }
    }
}

static enum status count_findings(struct overview *o, struct error *error)
{
    struct statement *s;
    int64_t lo, hi;
    enum status status = db_prepare(o->work->db, &read_findings, &s, o->work->arena, error);
    if (status != OK) {
        return status;
    }
    actor_reach(o->region, &lo, &hi);
    bind_int(s, 1, o->work->actor->county);
    bind_int(s, 2, lo);
    bind_int(s, 3, hi);
    enum db_step step;
    while ((step = statement_step(s, o->work->arena, error)) == DB_ROW) {
        take_finding(o, s);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* ---- the overview as JSON ---- */

static void put_count(struct json_out *out, const struct count *count)
{
    json_put_int(out, "total", count->total);
    json_put_int(out, "open", count->open);
    json_put_int(out, "overdue", count->overdue);
    json_put_int(out, "closed", count->closed);
    json_put_int(out, "sources", __builtin_popcount(count->sources));
}

static const struct row *self_of(const struct overview *o, int64_t region, struct text head)
{
    for (size_t i = 0; i < o->self.n; i++) {
        const struct value *v = o->self.at[i]->value;
        if (v[SELF_INSPECTION_REGION].number == region &&
            text_equal(v[SELF_INSPECTION_HEAD].text, head)) {
            return o->self.at[i];
        }
    }
    return NULL;
}

static void put_self(const struct overview *o, struct json_out *out, const struct row *row)
{
    static const int shown[] = {SELF_INSPECTION_CHECKED_ON, SELF_INSPECTION_INSPECTOR,
                                SELF_INSPECTION_NOTE};
    if (row == NULL) {
        json_put_null(out, "self");
        return;
    }
    json_open(out, "self");
    json_put_id(out, "id", row->id);
    json_put_int(out, "version", row->version);
    json_put_text(out, "result", row->value[SELF_INSPECTION_RESULT].text);
    json_put_text(out, "result_label",
                  value_show(o->work, &row->ledger->fields[SELF_INSPECTION_RESULT],
                             &row->value[SELF_INSPECTION_RESULT]));
    for (size_t i = 0; i < COUNT(shown); i++) {
        const struct field *field = &row->ledger->fields[shown[i]];
        const struct value *value = &row->value[shown[i]];
        json_put_text(out, field->name,
                      value_is_set(value) ? value_show(o->work, field, value) : TEXT_EMPTY);
    }
    json_close(out);
}

static void put_hint(const struct overview *o, const struct hint_cell *one, struct json_out *out)
{
    bool waits = one->rules.blank.n > 0;
    json_open(out, NULL);
    json_put_text(out, "key", one->hint->key);
    json_put_text(out, "label", one->hint->label);
    json_put_text(out, "ledger", one->hint->subject);
    json_put_text(out, "where", one->hint->where);
    json_put_text(out, "problem", one->hint->problem);
    json_put_text(out, "measure", one->hint->measure);
    json_put_bool(out, "people", one->hint->count == HINT_PEOPLE);
    json_put_text(out, "waits", one->rules.blank);
    if (waits) {
        json_put_null(out, "count");
    } else {
        json_put_int(out, "count", tally_figure(o->tally, one->cell, tally_total(&o->hints.plan)));
        json_open_list(out, "units");
        for (size_t i = 0; i < o->unit_count; i++) {
            json_put_int(out, NULL, tally_figure(o->tally, one->cell, i));
        }
        json_close_list(out);
    }
    json_close(out);
}

static void put_head(const struct overview *o, size_t index, struct json_out *out)
{
    const struct inspection_head *head = &o->inspection->heads.at[index];
    json_open(out, NULL);
    json_put_text(out, "key", head->key);
    json_put_int(out, "no", head->no);
    json_put_text(out, "item", head->item);
    json_put_text(out, "text", head->text);
    json_put_text(out, "clause", head->clause);
    put_count(out, &o->whole[index]);
    put_self(o, out, self_of(o, o->region, head->key));
    json_open_list(out, "hints");
    for (size_t i = 0; i < o->hints.n; i++) {
        if (text_equal(o->hints.at[i].hint->head, head->key)) {
            put_hint(o, &o->hints.at[i], out);
        }
    }
    json_close_list(out);
    json_close(out);
}

static void put_unit(const struct overview *o, size_t unit, struct json_out *out)
{
    const struct region *region = region_at(o->work->regions, o->units[unit]);
    json_open(out, NULL);
    json_put_id(out, "region", o->units[unit]);
    json_put_text(out, "label", region == NULL ? TEXT_EMPTY : region->name);
    json_open_list(out, "heads");
    for (size_t i = 0; i < o->inspection->heads.n && i < HEADS_MOST; i++) {
        const struct row *self = self_of(o, o->units[unit], o->inspection->heads.at[i].key);
        json_open(out, NULL);
        put_count(out, &o->by_unit[unit][i]);
        json_put_text(out, "self",
                      self == NULL ? TEXT_EMPTY : self->value[SELF_INSPECTION_RESULT].text);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

static void put_overview(const struct overview *o, struct json_out *out)
{
    const struct notice_inspection *inspection = o->inspection;
    const struct region *region = region_at(o->work->regions, o->region);
    json_open(out, NULL);
    json_put_text(out, "name", inspection->name);
    json_put_text(out, "title", inspection->title);
    json_put_day(out, "inspect_by", inspection->inspect_by);
    json_put_day(out, "rectify_by", inspection->rectify_by);
    json_put_id(out, "region", o->region);
    json_put_text(out, "region_label", region == NULL ? TEXT_EMPTY : region->name);
    json_open_list(out, "heads");
    for (size_t i = 0; i < inspection->heads.n && i < HEADS_MOST; i++) {
        put_head(o, i, out);
    }
    json_close_list(out);
    json_open_list(out, "units");
    for (size_t i = 0; i < o->unit_count; i++) {
        put_unit(o, i, out);
    }
    json_close_list(out);
    json_close(out);
}

/* The notice's townships under the whole county; under a township nothing further. */
static void find_units(struct overview *o)
{
    const struct notice *notice = app_books(o->app)->notice;
    for (size_t i = 0; i < notice->units.n && o->unit_count < UNITS_MOST; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP && unit->region != o->region &&
            unit_merged(o->work->settings, unit).n == 0 &&
            region_contains(o->region, unit->region)) {
            o->units[o->unit_count++] = unit->region;
        }
    }
}

static enum status read_self(struct overview *o, struct error *error)
{
    /* A row a unit and head at most. */
    return rows_after(o->work, &self_inspection_ledger, 0, (size_t)UNITS_MOST * HEADS_MOST, 0,
                      &o->self, error);
}

static void ask_hints(struct overview *o, struct json_out *out)
{
    struct board *board = follow_board(o->app->facts);
    o->hints.plan.units = o->units;
    o->hints.plan.unit_count = o->unit_count;
    o->hints.plan.scope = o->region == o->work->actor->county ? 0 : o->region;
    board_read(board);
    o->tally = tally_new(board, app_books(o->app)->language, &o->hints.plan);
    put_overview(o, out);
    tally_free(o->tally);
    board_done(board);
}

enum status inspection_json(struct app *app, struct work *work, int64_t region,
                            struct json_out *out, struct error *error)
{
    struct overview *o = arena_new(work->arena, struct overview);
    *o = (struct overview){.app = app,
                           .work = work,
                           .inspection = &app_books(app)->notice->inspection,
                           .region = region == 0 ? work->actor->region : region,
                           .today = clock_today(work->clock)};
    if (o->inspection->at == NULL) {
        return error_set(error, work->arena, NOT_FOUND, "这份通知没有排查");
    }
    if (!actor_reaches(work->actor, o->region)) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个单位");
    }
    find_units(o);
    enum status status = count_findings(o, error);
    if (status == OK) {
        status = read_self(o, error);
    }
    if (status == OK) {
        status = read_hints(app, work, TEXT_EMPTY, &o->hints, error);
    }
    if (status == OK) {
        ask_hints(o, out);
    }
    return status;
}
