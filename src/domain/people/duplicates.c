#include "domain/people/duplicates.h"

#include "base/map.h"
#include "domain/people/person.h"
#include "domain/query.h"
#include "facts/alike.h"
#include "facts/follow.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"

enum { ROWS_TOLD = 10 };

const struct duplicates_kind duplicates_kinds[] = {
    {"id_no", "身份证号相同", {PERSON_ID_NO}, 1},
    {"birth", "姓名、出生日期相同", {PERSON_NAME, PERSON_BIRTH}, 2},
    {"phone", "姓名、电话相同", {PERSON_NAME, PERSON_PHONE}, 2},
};
const size_t duplicates_kind_count = COUNT(duplicates_kinds);

const struct duplicates_kind *duplicates_kind(struct text name)
{
    for (size_t i = 0; i < duplicates_kind_count; i++) {
        if (text_is(name, duplicates_kinds[i].name)) {
            return &duplicates_kinds[i];
        }
    }
    return NULL;
}

static const struct query read_different = {
    .sql = "SELECT kept, gone FROM person_merge WHERE county = $1 AND state = 'different'"
           " /* scan: the pairs somebody looked at, a few */",
};

struct pair {
    int64_t low, high;
};

static struct pair pair_of(int64_t a, int64_t b)
{
    return a < b ? (struct pair){a, b} : (struct pair){b, a};
}

static enum status read_pairs(struct work *work, struct map *out, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &read_different, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        struct pair pair = pair_of(column_int(s, 0), column_int(s, 1));
        map_put(out, arena_text(work->arena, (struct text){(const char *)&pair, sizeof(pair)}), 1);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* Whether all in the group were found to be different people, two by two. */
static bool are_different(const struct table *table, const uint32_t *rows, size_t n,
                          const struct map *pairs)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = i + 1; k < n; k++) {
            struct pair pair = pair_of(table->ids[rows[i]], table->ids[rows[k]]);
            int64_t ignored;
            if (!map_get(pairs, (struct text){(const char *)&pair, sizeof(pair)}, &ignored)) {
                return false;
            }
        }
    }
    return true;
}

/* The groups of the page as ids: read from the board, told after it was let go. */
struct group {
    int64_t ids[ROWS_TOLD];
    size_t n;
};

static int64_t find_page(struct arena *arena, const struct table *table,
                         const struct duplicates_kind *kind, const struct set *within,
                         const struct map *pairs, int64_t offset, int64_t limit,
                         struct group **page, size_t *page_n)
{
    struct alike alike;
    int64_t total = 0;
    alike_find(table, kind->columns, kind->n, within, 2, &alike);
    *page = arena_array(arena, struct group, (size_t)limit);
    *page_n = 0;
    for (size_t g = 0, from = 0; g < alike.n; from = alike.ends[g++]) {
        size_t n = alike.ends[g] - from;
        if (n <= ROWS_TOLD && are_different(table, alike.rows + from, n, pairs)) {
            continue;
        }
        if (total >= offset && total < offset + limit) {
            struct group *group = &(*page)[(*page_n)++];
            for (size_t i = 0; i < n && group->n < ROWS_TOLD; i++) {
                group->ids[group->n++] = table->ids[alike.rows[from + i]];
            }
        }
        total++;
    }
    alike_release(&alike);
    return total;
}

static enum status put_groups(struct work *work, const struct group *groups, size_t n,
                              struct json_out *out, struct error *error)
{
    enum status status = OK;
    json_open_list(out, "groups");
    for (size_t i = 0; status == OK && i < n; i++) {
        struct row *rows[ROWS_TOLD];
        status = rows_get_many(work, &person_ledger, groups[i].ids, groups[i].n, 0, rows, error);
        json_open(out, NULL);
        json_open_list(out, "rows");
        for (size_t k = 0; status == OK && k < groups[i].n; k++) {
            if (rows[k] != NULL) {
                row_json_write(work, out, NULL, rows[k]);
            }
        }
        json_close_list(out);
        json_close(out);
    }
    json_close_list(out);
    return status;
}

enum status duplicates_json(struct app *app, struct work *work, const struct duplicates_kind *kind,
                            int64_t offset, int64_t limit, struct json_out *out,
                            struct error *error)
{
    struct map pairs;
    struct group *page = NULL;
    size_t n = 0;
    int64_t totals[COUNT(duplicates_kinds)] = {0};
    map_init(&pairs);
    enum status status = read_pairs(work, &pairs, error);
    if (status == OK) {
        struct board *board = follow_board(app->facts);
        struct set within;
        board_read(board);
        const struct table *table = board_table(board, text_of(person_ledger.name));
        status = query_reach(app, work, table, &within, error);
        for (size_t i = 0; status == OK && i < duplicates_kind_count; i++) {
            struct group *other;
            size_t other_n;
            bool asked = &duplicates_kinds[i] == kind;
            totals[i] = find_page(work->arena, table, &duplicates_kinds[i], &within, &pairs, offset,
                                  limit, asked ? &page : &other, asked ? &n : &other_n);
        }
        if (status == OK) {
            set_release(&within);
        }
        board_done(board);
    }
    map_release(&pairs);
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_open_list(out, "kinds");
    for (size_t i = 0; i < duplicates_kind_count; i++) {
        json_open(out, NULL);
        json_put_cstr(out, "name", duplicates_kinds[i].name);
        json_put_cstr(out, "label", duplicates_kinds[i].label);
        json_put_int(out, "groups", totals[i]);
        json_close(out);
    }
    json_close_list(out);
    json_put_int(out, "total", totals[kind - duplicates_kinds]);
    status = put_groups(work, page, n, out, error);
    json_close(out);
    return status;
}
