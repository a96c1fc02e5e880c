#include "domain/query.h"

#include "domain/query_kept.h"
#include "domain/query_search.h"
#include "facts/alike.h"
#include "facts/follow.h"
#include "facts/page.h"
#include "ledger/flow.h"
#include "rule/eval.h"

/* Leaves in `rows` those the predicate is sure of; an empty one leaves all. */
static enum status narrow(const struct app_books *books, struct work *work,
                          const struct table *table, struct text where, struct set *rows,
                          struct errors *errors, struct error *error)
{
    if (where.n == 0) {
        return OK;
    }
    const struct rule *rule;
    size_t before = errors->n;
    enum status status =
        rule_parse(work->arena, books->language, table->ledger, where, RULE_BOOL, &rule, errors);
    if (status != OK) {
        error_set(error, work->arena, status, "筛选条件有误：%.*s",
                  TEXT_ARG(errors->n > before ? errors->at[before].message : TEXT_EMPTY));
        return status;
    }
    int32_t today = clock_today(work->clock);
    int32_t from = books->notice != NULL ? app_first_day(books) : today;
    struct set sure;
    rule_rows(table->board, rule, app_params(books, work->arena, today, from, today), &sure, NULL);
    set_and(rows, &sure);
    set_release(&sure);
    return OK;
}

static void keep_only(struct set *rows, const struct table *table, uint32_t row)
{
    struct set only;
    set_init(&only, table->rows);
    if (row != ROW_NONE) {
        set_add(&only, row);
    }
    set_and(rows, &only);
    set_release(&only);
}

/*
 * The caller's reach: exactly the rows that ledger/rows.c lets him read, so that a count gives away
 * no other. An enterprise has its own rows, of the ledger of organizations itself, and none of a
 * ledger that says nothing of organizations.
 */
static enum status narrow_to_reach(const struct app_books *books, struct work *work,
                                   const struct table *table, struct set *rows, struct error *error)
{
    const struct ledger *ledger = table->ledger;
    const struct actor *actor = work->actor;
    struct errors errors = {0};
    struct text where = TEXT_EMPTY;
    int64_t lo, hi;
    actor_reach(actor->county, &lo, &hi);
    if (ledger->scope != SCOPE_COUNTY && actor->region_lo > actor->region_hi) {
        keep_only(rows, table, ROW_NONE);
    } else if (ledger->scope != SCOPE_COUNTY && (actor->region_lo > lo || actor->region_hi < hi)) {
        bool direct = ledger->scope == SCOPE_REGION;
        where = arena_printf(work->arena, "%s%s within %lld",
                             ledger->fields[direct ? ledger->region : ledger->person].name,
                             direct ? "" : ".region", (long long)actor->region);
    }
    const char *unseen = ledger_unseen(ledger, actor);
    if (unseen != NULL) {
        where = arena_printf(work->arena, "%.*s%s%s != '%s'", TEXT_ARG(where),
                             where.n > 0 ? " and " : "", ledger->fields[ledger->flow->state].name,
                             unseen);
    }
    int own = ledger_own(ledger, actor);
    if (own >= 0) {
        where = arena_printf(work->arena, "%.*s%s%s = %lld", TEXT_ARG(where),
                             where.n > 0 ? " and " : "", ledger->fields[own].name,
                             (long long)actor->organization);
    } else if (actor->role == ROLE_ENTERPRISE) {
        bool self = text_is(text_of(ledger->name), "organization");
        keep_only(rows, table, self ? table_row(table, actor->organization) : ROW_NONE);
    }
    return narrow(books, work, table, where, rows, &errors, error);
}

enum status query_reach(struct app *app, struct work *work, const struct table *table,
                        struct set *out, struct error *error)
{
    table_live(table, out);
    enum status status = narrow_to_reach(app_books(app), work, table, out, error);
    if (status != OK) {
        set_release(out);
    }
    return status;
}

static enum status evaluate(struct app *app, struct work *work, const struct query_plan *plan,
                            const struct table *table, struct set *rows, struct errors *errors,
                            struct error *error)
{
    const struct app_books *books = app_books(app);
    const struct text wheres[] = {plan->where, plan->filters};
    enum status status = query_reach(app, work, table, rows, error);
    if (status != OK) {
        return status;
    }
    if (plan->alike_count > 0) {
        struct set within;
        set_copy(&within, rows);
        alike_narrow(table, plan->alike, plan->alike_count, &within, plan->alike_least, rows);
        set_release(&within);
    }
    for (size_t i = 0; status == OK && i < COUNT(wheres); i++) {
        status = narrow(books, work, table, wheres[i], rows, errors, error);
    }
    for (size_t i = 0; status == OK && i < plan->find_count; i++) {
        status = query_find(work, table, &plan->finds[i], rows, error);
    }
    if (status != OK) {
        set_release(rows);
    }
    return status;
}

/* Without an order of its own a list shows what was entered last first. */
static void read_page(const struct table *table, const struct query_plan *plan,
                      const struct set *rows, struct arena *arena, struct query_result *out)
{
    struct page page = {
        .by = plan->sort_field >= 0 ? &table->columns[plan->sort_field] : NULL,
        .descending = plan->sort_field < 0 || plan->sort_desc,
        .offset = (size_t)plan->offset,
        .limit = (size_t)plan->limit,
    };
    uint32_t *at = arena_array(arena, uint32_t, page.limit);
    out->n = table_page(table, rows, &page, at);
    for (size_t i = 0; i < out->n; i++) {
        out->ids[i] = table->ids[at[i]];
    }
}

enum status query_run(struct app *app, struct work *work, const struct query_plan *plan,
                      struct query_result *out, struct errors *errors, struct error *error)
{
    struct board *board = follow_board(app->facts);
    *out = (struct query_result){.ids = arena_array(work->arena, int64_t, (size_t)plan->limit)};
    struct text question = query_kept_question(app, work, plan);
    board_read(board);
    uint64_t generation = board_generation(board);
    if (query_kept_find(app->queries, question, generation, out)) {
        board_done(board);
        return OK;
    }
    const struct table *table = board_table(board, text_of(plan->ledger->name));
    struct set rows;
    enum status status = evaluate(app, work, plan, table, &rows, errors, error);
    if (status == OK) {
        query_search(work, table, plan->text, &rows);
        out->total = (int64_t)set_count(&rows);
        read_page(table, plan, &rows, work->arena, out);
        set_release(&rows);
        query_kept_put(app->queries, question, generation, out);
    }
    board_done(board);
    return status;
}
