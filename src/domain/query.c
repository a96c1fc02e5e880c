#include "domain/query.h"

#include <stdlib.h>

#include "domain/query_search.h"
#include "facts/follow.h"
#include "rule/eval.h"

/* What a sort compares of one row; the lists' pages are short, so keys are read once per row. */
struct sort_row {
    uint32_t row;
    bool known[QUERY_SORTS_MAX];
    int64_t number[QUERY_SORTS_MAX];
    struct text text[QUERY_SORTS_MAX];
};

struct sorter {
    const struct query_plan *plan;
    const struct column *columns[QUERY_SORTS_MAX];
};

static int compare_rows(const void *a, const void *b, void *context)
{
    const struct sort_row *x = a, *y = b;
    const struct sorter *sorter = context;
    for (size_t i = 0; i < sorter->plan->sorts; i++) {
        if (x->known[i] != y->known[i]) {
            return x->known[i] ? -1 : 1; /* what is not filled comes last either way */
        }
        int order = column_is_text(sorter->columns[i])
                        ? text_compare(x->text[i], y->text[i])
                        : (x->number[i] > y->number[i]) - (x->number[i] < y->number[i]);
        if (order != 0) {
            return sorter->plan->sort[i].desc ? -order : order;
        }
    }
    return x->row > y->row ? -1 : 1; /* newest first */
}

static void read_key(const struct sorter *sorter, struct sort_row *out, uint32_t row)
{
    out->row = row;
    for (size_t i = 0; i < sorter->plan->sorts; i++) {
        const struct column *column = sorter->columns[i];
        out->known[i] = column_known(column, row);
        if (out->known[i] && column_is_text(column)) {
            out->text[i] = column_text_at(column, row);
        } else if (out->known[i]) {
            out->number[i] = column_number(column, row);
        }
    }
}

static void sorted_page(const struct table *table, const struct query_plan *plan,
                        const struct set *rows, struct query_result *out)
{
    struct sorter sorter = {.plan = plan};
    for (size_t i = 0; i < plan->sorts; i++) {
        sorter.columns[i] = &table->columns[plan->sort[i].field];
    }
    struct sort_row *all = memory_get((size_t)out->total * sizeof(*all) + 1);
    size_t n = 0;
    for (size_t row = set_next(rows, 0); row != SET_END; row = set_next(rows, row + 1)) {
        all[n] = (struct sort_row){0};
        read_key(&sorter, &all[n++], (uint32_t)row);
    }
    qsort_r(all, n, sizeof(*all), compare_rows, &sorter);
    for (size_t i = (size_t)plan->offset; i < n && out->n < (size_t)plan->limit; i++) {
        out->ids[out->n++] = table->ids[all[i].row];
    }
    free(all);
}

/* Newest first, without sorting: rows stand in the order they came. */
static void newest_page(const struct table *table, const struct query_plan *plan,
                        const struct set *rows, struct query_result *out)
{
    int64_t skip = plan->offset;
    for (size_t word = set_words(rows->rows); word-- > 0 && out->n < (size_t)plan->limit;) {
        int in_word = __builtin_popcountll(rows->words[word]);
        if (skip >= in_word) {
            skip -= in_word;
            continue;
        }
        for (size_t bit = 64; bit-- > 0 && out->n < (size_t)plan->limit;) {
            if ((rows->words[word] >> bit & 1) != 0 && skip-- <= 0) {
                out->ids[out->n++] = table->ids[word * 64 + bit];
            }
        }
    }
}

/* The actor's reach as a predicate beside the query's own. */
static struct text with_reach(struct work *work, const struct query_plan *plan)
{
    const struct actor *actor = work->actor;
    const struct ledger *ledger = plan->ledger;
    struct text where =
        plan->where.n > 0 ? arena_printf(work->arena, "(%.*s)", TEXT_ARG(plan->where)) : TEXT_EMPTY;
    const char *also = where.n > 0 ? " and " : "";
    if (ledger->scope != SCOPE_COUNTY && actor->region != actor->county) {
        bool own = ledger->scope == SCOPE_REGION;
        const char *field = ledger->fields[own ? ledger->region : ledger->person].name;
        where = arena_printf(work->arena, "%.*s%s%s%s within %lld", TEXT_ARG(where), also, field,
                             own ? "" : ".region", (long long)actor->region);
        also = " and ";
    }
    if (actor->role == ROLE_ENTERPRISE && ledger_field(ledger, TEXT("organization_id")) >= 0) {
        where = arena_printf(work->arena, "%.*s%sorganization_id = %lld", TEXT_ARG(where), also,
                             (long long)actor->organization);
    }
    return where;
}

static enum status evaluate(struct app *app, struct work *work, const struct query_plan *plan,
                            const struct table *table, struct set *rows, struct errors *errors,
                            struct error *error)
{
    struct text where = with_reach(work, plan);
    if (where.n == 0) {
        table_live(table, rows);
        return OK;
    }
    const struct app_books *books = app_books(app);
    const struct rule *rule;
    size_t before = errors->n;
    enum status status =
        rule_parse(work->arena, books->language, plan->ledger, where, RULE_BOOL, &rule, errors);
    if (status != OK) {
        error_set(error, work->arena, status, "筛选条件有误：%.*s",
                  TEXT_ARG(errors->n > before ? errors->at[before].message : TEXT_EMPTY));
        return status;
    }
    int32_t today = clock_today(work->clock);
    int32_t from = books->notice != NULL ? app_first_day(books) : today;
    rule_rows(table->board, rule, app_params(books, work->arena, today, from, today), rows, NULL);
    return OK;
}

enum status query_run(struct app *app, struct work *work, const struct query_plan *plan,
                      struct query_result *out, struct errors *errors, struct error *error)
{
    struct board *board = follow_board(app->facts);
    *out = (struct query_result){.ids = arena_array(work->arena, int64_t, (size_t)plan->limit)};
    board_read(board);
    const struct table *table = board_table(board, text_of(plan->ledger->name));
    struct set rows;
    enum status status = evaluate(app, work, plan, table, &rows, errors, error);
    if (status == OK) {
        query_search(work, table, plan->text, &rows);
        out->total = (int64_t)set_count(&rows);
        if (plan->sorts > 0) {
            sorted_page(table, plan, &rows, out);
        } else {
            newest_page(table, plan, &rows, out);
        }
        set_release(&rows);
    }
    board_done(board);
    return status;
}
