#include "domain/query.h"

#include "domain/query_search.h"
#include "facts/follow.h"
#include "facts/page.h"
#include "rule/eval.h"

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
    board_read(board);
    const struct table *table = board_table(board, text_of(plan->ledger->name));
    struct set rows;
    enum status status = evaluate(app, work, plan, table, &rows, errors, error);
    if (status == OK) {
        query_search(work, table, plan->text, &rows);
        out->total = (int64_t)set_count(&rows);
        read_page(table, plan, &rows, work->arena, out);
        set_release(&rows);
    }
    board_done(board);
    return status;
}
