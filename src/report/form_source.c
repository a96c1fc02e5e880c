#include "report/form_source.h"

#include <stdlib.h>
#include <string.h>

#include "rule/phrase.h"
#include "rule/tally.h"

struct form_source {
    const struct report_form *form;
    const struct rule_language *language;
    struct column_rules *rules; /* one a column */
};

enum status form_source_new(struct arena *arena, const struct report_form *form,
                            const struct notice_ground *ground,
                            const struct rule_language *language, struct form_source **out,
                            struct faults *faults)
{
    struct form_source *source = arena_new(arena, struct form_source);
    source->form = form;
    source->language = language;
    source->rules = arena_array(arena, struct column_rules, form->columns.n);
    enum status status = OK;
    for (size_t i = 0; i < form->columns.n; i++) {
        if (notice_column_rules(arena, &form->columns.at[i], ground, language, &source->rules[i],
                                faults) != OK) {
            status = INVALID;
        }
    }
    *out = source;
    return status;
}

/* ---- the question ---- */

struct question {
    struct arena *arena;
    struct tally_plan plan;
    struct tally_cell *cells;
    struct tally *tally;
};

static struct tally_cell cell_of(const struct report_column *column,
                                 const struct column_rules *rules)
{
    static const enum tally_how how[] = {
        [COUNT_PEOPLE] = TALLY_PEOPLE,
        [COUNT_TIMES] = TALLY_ROWS,
        [COUNT_PERSON_DAYS] = TALLY_PERSON_DAYS,
        [COUNT_SUM] = TALLY_SUM,
    };
    return (struct tally_cell){
        .where = rules->where,
        .how = how[column->count],
        .value = column->count == COUNT_PERSON_DAYS ? rules->day : rules->value,
        .place = rules->by,
    };
}

static const int64_t *params_at(struct arena *arena, const struct form_board *board,
                                const struct report_span *span)
{
    size_t n = rule_language_params(board->source->language);
    int64_t *params = arena_array(arena, int64_t, n);
    memcpy(params, board->params, n * sizeof(*params));
    params[PARAM_AS_OF] = span->as_of;
    params[PARAM_FROM] = span->from;
    params[PARAM_TO] = span->to;
    params[PARAM_PREVIOUS] = span->previous == DATE_NONE ? INT64_MIN : span->previous;
    return params;
}

/* Asks the given columns (those that have rules) of the board. */
static void ask(struct question *q, const struct form_board *board, const size_t *columns, size_t n,
                const struct report_span *span, const int64_t *regions, size_t region_count)
{
    const struct form_source *source = board->source;
    q->cells = arena_array(q->arena, struct tally_cell, n);
    for (size_t i = 0; i < n; i++) {
        q->cells[i] = cell_of(&source->form->columns.at[columns[i]], &source->rules[columns[i]]);
    }
    q->plan = (struct tally_plan){
        .cells = q->cells,
        .cell_count = n,
        .units = regions,
        .unit_count = region_count,
        .scope = span->scope,
        .params = params_at(q->arena, board, span),
    };
    q->tally = tally_new(board->board, source->language, &q->plan);
}

/* ---- everybody once ---- */

/*
 * Different people behind a cell in the units together. The tally's total has them too, but with
 * those in no unit, who are no part of the county's row.
 */
static int64_t people_in_units(const struct question *q, const struct board *board, size_t cell)
{
    const struct ledger *ledger = q->cells[cell].where->ledger;
    const struct table *rows = board_table(board, text_of(ledger->name));
    const struct table *people = board_table(board, TEXT("person"));
    const struct column *person = rows == people ? NULL : &rows->columns[ledger->person];
    struct set seen;
    set_init(&seen, people->rows);
    for (size_t unit = 0; unit < q->plan.unit_count; unit++) {
        struct set members;
        size_t row;
        tally_members(q->tally, cell, unit, &members);
        SET_EACH(&members, row)
        {
            size_t who = person == NULL ? row : (size_t)column_number(person, row);
            set_add(&seen, table_identity(people, (uint32_t)who));
        }
        set_release(&members);
    }
    int64_t count = (int64_t)set_count(&seen);
    set_release(&seen);
    return count;
}

static void read_cell(const struct question *q, const struct board *board, size_t cell,
                      struct column_figures *out)
{
    size_t n = q->plan.unit_count;
    size_t elsewhere = tally_elsewhere(&q->plan), total = tally_total(&q->plan);
    out->units = arena_array(q->arena, struct figure, n);
    for (size_t i = 0; i < n; i++) {
        out->units[i].value = tally_figure(q->tally, cell, i);
        out->units[i].unknown = tally_unsure(q->tally, cell, i);
    }
    out->outside = tally_figure(q->tally, cell, elsewhere);
    out->county.value = tally_figure(q->tally, cell, total) - out->outside;
    out->county.unknown =
        tally_unsure(q->tally, cell, total) - tally_unsure(q->tally, cell, elsewhere);
    if (out->outside > 0 && q->cells[cell].how == TALLY_PEOPLE) {
        out->county.value = people_in_units(q, board, cell);
    }
}

/* The columns that have rules. */
static size_t columns_asked(struct arena *arena, const struct form_board *board, size_t **columns)
{
    size_t n = board->source->form->columns.n, asked = 0;
    *columns = arena_array(arena, size_t, n);
    for (size_t i = 0; i < n; i++) {
        if (board->source->rules[i].blank.n == 0) {
            (*columns)[asked++] = i;
        }
    }
    return asked;
}

static enum status count(void *context, struct arena *arena, const struct report_form *form,
                         const struct report_span *span, const int64_t *regions, size_t n,
                         struct column_figures *out, struct error *error)
{
    (void)error;
    const struct form_board *board = context;
    for (size_t i = 0; i < form->columns.n; i++) {
        out[i].blank = board->source->rules[i].blank;
    }
    size_t *columns, asked = columns_asked(arena, board, &columns);
    struct question q = {.arena = arena};
    board_read(board->board);
    ask(&q, board, columns, asked, span, regions, n);
    for (size_t i = 0; i < asked; i++) {
        read_cell(&q, board->board, i, &out[columns[i]]);
    }
    tally_free(q.tally);
    board_done(board->board);
    return OK;
}

/* ---- who stands behind a figure ---- */

/* The ids of the rows of one or more units, in the table's order. */
static int64_t *ids_of(const struct question *q, const struct table *table,
                       void (*members)(const struct tally *tally, size_t cell, size_t unit,
                                       struct set *out),
                       size_t *n)
{
    struct set all;
    set_init(&all, table->rows);
    for (size_t unit = 0; unit < q->plan.unit_count; unit++) {
        struct set some;
        members(q->tally, 0, unit, &some);
        set_or(&all, &some);
        set_release(&some);
    }
    *n = set_count(&all);
    int64_t *ids = arena_array(q->arena, int64_t, *n);
    size_t row, i = 0;
    SET_EACH(&all, row)
    {
        ids[i++] = table->ids[row];
    }
    set_release(&all);
    return ids;
}

static enum status members(void *context, struct arena *arena, const struct report_column *column,
                           const struct report_span *span, const int64_t *regions, size_t n,
                           struct figure_members *out, struct error *error)
{
    const struct form_board *board = context;
    size_t index = (size_t)(column - board->source->form->columns.at);
    const struct column_rules *rules = &board->source->rules[index];
    if (rules->blank.n > 0) {
        return error_set(error, arena, NOT_FOUND, "%.*s", TEXT_ARG(rules->blank));
    }
    struct question q = {.arena = arena};
    board_read(board->board);
    ask(&q, board, &index, 1, span, regions, n);
    const struct ledger *ledger = rules->where->ledger;
    const struct table *table = board_table(board->board, text_of(ledger->name));
    *out = (struct figure_members){.ledger = ledger->name};
    out->ids = ids_of(&q, table, tally_members, &out->n);
    out->unknown_ids = ids_of(&q, table, tally_unsure_members, &out->unknown_n);
    tally_free(q.tally);
    board_done(board->board);
    return OK;
}

/* One cell's ids, unit by unit. */
struct gathering {
    struct arena *arena;
    const struct table *table;
    struct figure_members *units; /* n of them; NULL ids while counting */
    size_t n;
};

static void count_one(void *context, uint32_t row, size_t unit)
{
    struct gathering *gathering = context;
    (void)row;
    if (unit < gathering->n) {
        gathering->units[unit].n++;
    }
}

static void gather_one(void *context, uint32_t row, size_t unit)
{
    struct gathering *gathering = context;
    if (unit < gathering->n) {
        struct figure_members *members = &gathering->units[unit];
        members->ids[members->n++] = gathering->table->ids[row];
    }
}

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void gather(const struct question *q, size_t cell, struct gathering *gathering)
{
    tally_each(q->tally, cell, count_one, gathering);
    for (size_t unit = 0; unit < gathering->n; unit++) {
        struct figure_members *members = &gathering->units[unit];
        members->ids = arena_array(gathering->arena, int64_t, members->n);
        members->n = 0;
    }
    tally_each(q->tally, cell, gather_one, gathering);
    for (size_t unit = 0; unit < gathering->n; unit++) {
        struct figure_members *members = &gathering->units[unit];
        qsort(members->ids, members->n, sizeof(*members->ids), by_id);
    }
}

static enum status everybody(void *context, struct arena *arena, const struct report_form *form,
                             const struct report_span *span, const int64_t *regions, size_t n,
                             struct figure_members *out, struct error *error)
{
    (void)error;
    const struct form_board *board = context;
    for (size_t i = 0; i < form->columns.n * n; i++) {
        out[i] = (struct figure_members){0};
    }
    size_t *columns, asked = columns_asked(arena, board, &columns);
    struct question q = {.arena = arena};
    board_read(board->board);
    ask(&q, board, columns, asked, span, regions, n);
    for (size_t i = 0; i < asked; i++) {
        const struct ledger *ledger = q.cells[i].where->ledger;
        struct gathering gathering = {arena, board_table(board->board, text_of(ledger->name)),
                                      &out[columns[i] * n], n};
        for (size_t unit = 0; unit < n; unit++) {
            gathering.units[unit].ledger = ledger->name;
        }
        gather(&q, i, &gathering);
    }
    tally_free(q.tally);
    board_done(board->board);
    return OK;
}

static struct text told(void *context, struct arena *arena, size_t column)
{
    const struct form_board *board = context;
    const struct column_rules *rules = &board->source->rules[column];
    return rules->where == NULL || rules->blank.n > 0 ? TEXT_EMPTY
                                                      : rule_phrase(arena, rules->where);
}

struct figures form_figures(struct form_board *board)
{
    return (struct figures){board, count, members, everybody, told};
}
