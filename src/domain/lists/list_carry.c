#include "domain/lists/list_carry.h"

#include "domain/lists/list_answers.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_store.h"
#include "ledger/history.h"
#include "ledger/rows.h"

enum { UNDECIDED_MOST = 100000 };

#define REPLACED "新一期名单已到"

/* ---- taking over ---- */

/* Matches of the version before ($2) whose rows stand unchanged in the new one ($3), not taken over
 * yet. */
static const struct query unchanged_matches = {
    .sql = "SELECT m.id, n.place FROM list_match m"
           " JOIN list_row o ON o.county = m.county AND o.list = m.list_id AND o.place = m.place"
           " JOIN list_row n ON n.county = o.county AND n.list = $3 AND n.identity = o.identity"
           " AND n.change = 'same'"
           " WHERE m.county = $1 AND m.list_id = $2 AND m.removed_at = 0 AND m.id > $4"
           " AND NOT EXISTS (SELECT 1 FROM list_match t WHERE t.county = m.county"
           " AND t.person_id = m.person_id AND t.list_id = $3 AND t.place = n.place"
           " AND t.removed_at = 0) ORDER BY m.id LIMIT $5",
};
static const struct query carry_outcomes = {
    .sql = "UPDATE list_row SET outcome = COALESCE((SELECT o.outcome FROM list_row o"
           " WHERE o.county = list_row.county AND o.list = $3 AND o.identity = list_row.identity"
           " AND o.change <> 'repeated' ORDER BY o.place LIMIT 1), 'alone')"
           " WHERE county = $1 AND list = $2 AND change = 'same'",
};

struct carried {
    int64_t match, place;
};

static enum status copy(struct work *work, const struct list_pairs_plan *plan,
                        const struct carried *from, struct error *error)
{
    struct row *match;
    struct errors errors = {0};
    enum status status = rows_get(work, &list_match_ledger, from->match, ROWS_PLAIN, &match, error);
    if (status != OK) {
        return status;
    }
    struct change c = change_create(work, &list_match_ledger);
    c.part = true;
    c.batch = plan->job;
    for (int i = 0; i < LIST_MATCH__COUNT; i++) {
        change_set(&c, i, match->value[i]);
    }
    change_set(&c, LIST_MATCH_LIST, value_number(plan->list->id));
    change_set(&c, LIST_MATCH_PLACE, value_number(from->place));
    change_set(&c, LIST_MATCH_LIST_ROW, value_number(list_row_shown(from->place)));
    change_set(&c, LIST_MATCH_APPLIED, value_number(0));
    status = change_save(&c, &errors, error);
    return status == OK ? list_answers_copy(work, match->id, c.row->id, error) : status;
}

enum status list_carry(struct work *work, const struct list_pairs_plan *plan, int64_t *after,
                       size_t most, size_t *copied, struct error *error)
{
    struct statement *s;
    struct carried *found = arena_array(work->arena, struct carried, most);
    size_t n = 0;
    *copied = 0;
    enum status status = db_prepare(work->db, &unchanged_matches, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, plan->previous);
    bind_int(s, 3, plan->list->id);
    bind_int(s, 4, *after);
    bind_int(s, 5, (int64_t)most);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && n < most) {
        found[n++] = (struct carried){column_int(s, 0), column_int(s, 1)};
    }
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = copy(work, plan, &found[i], error);
        *after = found[i].match;
    }
    *copied = n;
    return status == OK && n > 0 ? history_close(work, TEXT("list_compare"), &list_match_ledger,
                                                 plan->job, TEXT_EMPTY, error)
                                 : status;
}

enum status list_carry_outcomes(struct work *work, int64_t list, int64_t previous,
                                struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &carry_outcomes, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    bind_int(s, 3, previous);
    return statement_run(s, NULL, work->arena, error);
}

/* ---- the older version's suspects ---- */

static const struct query undecided = {
    .sql = "SELECT id FROM list_match WHERE county = $1 AND list_id = $2 AND removed_at = 0"
           " AND state IN ('open', 'second', 'third')",
};
/* Those whose newest change is that a newer version replaced them ($3: why). */
static const struct query replaced = {
    .sql = "SELECT m.id FROM list_match m JOIN history h ON h.county = m.county"
           " AND h.ledger = 'list_match' AND h.row_id = m.id AND h.version = m.version"
           " WHERE m.county = $1 AND m.list_id = $2 AND m.removed_at <> 0 AND h.reason = $3",
};

static enum status gather(struct work *work, const struct query *query, int64_t list, int64_t **out,
                          size_t *n, struct error *error)
{
    struct statement *s;
    *n = 0;
    *out = arena_array(work->arena, int64_t, UNDECIDED_MOST);
    enum status status = db_prepare(work->db, query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    if (query == &replaced) {
        bind_text(s, 3, TEXT(REPLACED));
    }
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && *n < UNDECIDED_MOST) {
        (*out)[(*n)++] = column_int(s, 0);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status list_carry_supersede(struct work *work, int64_t list, struct error *error)
{
    int64_t *ids;
    size_t n;
    enum status status = gather(work, &undecided, list, &ids, &n, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct row *match;
        status = rows_get(work, &list_match_ledger, ids[i], ROWS_PLAIN, &match, error);
        if (status == OK) {
            struct change change = change_edit(work, match);
            change.part = true;
            change.reason = TEXT(REPLACED);
            status = change_remove(&change, error);
        }
    }
    return status;
}

enum status list_carry_revive(struct work *work, int64_t list, struct error *error)
{
    int64_t *ids;
    size_t n;
    enum status status = gather(work, &replaced, list, &ids, &n, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct row *match;
        status =
            rows_get(work, &list_match_ledger, ids[i], ROWS_PLAIN | ROWS_REMOVED, &match, error);
        if (status == OK) {
            struct change change = change_edit(work, match);
            change.part = true;
            change.reason = TEXT("新一期名单已撤回");
            status = change_restore(&change, error);
        }
    }
    return status;
}
