/* Loading: many rows, in slices read by two threads, become the tables that one scan would give. */
#include "facts/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine.h"
#include "ledger/schema.h"

enum { COUNTY = 360722 };

static const struct field pair_fields[] = {
    {.name = "word", .label = "词", .kind = KIND_TEXT, .flags = FIELD_SEARCH},
    {.name = "day", .label = "日", .kind = KIND_DATE, .flags = FIELD_PARTIAL},
    {.name = "other_id", .label = "另一个", .kind = KIND_REF, .ref = "pair"},
};
static const struct ledger pair = {
    .name = "pair", .label = "对", .fields = pair_fields, .count = 3, .region = -1, .person = -1};
static const struct ledger nothing = {.name = "nothing",
                                      .label = "空",
                                      .fields = pair_fields,
                                      .count = 1,
                                      .region = -1,
                                      .person = -1};

static void make_table(struct engine *engine, const struct ledger *ledger)
{
    struct buf sql;
    buf_init(&sql, 1 << 16);
    schema_ddl(ledger, engine->postgres ? DIALECT_POSTGRES : DIALECT_SQLITE, &sql);
    engine_execute(engine, arena_cstr(&engine->arena, buf_text(&sql)));
    buf_release(&sql);
}

/* Rows 1 … n; each refers to row n + 1 - id, every seventh is removed, one belongs elsewhere. */
static void put_rows(struct engine *engine, int n)
{
    struct text sql = arena_printf(
        &engine->arena,
        "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < %d) "
        "INSERT INTO pair (county, id, version, created_at, created_by, changed_at, changed_by, "
        "removed_at, word, day, other_id) SELECT CASE WHEN i = 2 THEN 1 ELSE %d END, i, 1, 0, 0, "
        "0, 0, CASE WHEN i %% 7 = 0 THEN 9 ELSE 0 END, CASE WHEN i %% 3 = 0 THEN NULL ELSE "
        "'w' || CAST(i AS TEXT) END, '2022-09', %d - i FROM s",
        n, COUNTY, n + 1);
    engine_execute(engine, sql.s);
}

static void loads_slice_after_slice(void **state)
{
    enum { ROWS = 9500 }; /* three slices */
    struct engine *engine = *state;
    make_table(engine, &pair);
    make_table(engine, &nothing);
    put_rows(engine, ROWS);
    struct board *board = board_new();
    struct table *none = board_add(board, &nothing);
    struct table *table = board_add(board, &pair);
    board_link(board);
    engine_ok(engine, load_tables(engine->database, COUNTY, board, &engine->arena, &engine->error));
    assert_int_equal(none->lives, 0);
    assert_int_equal(table->lives, ROWS - ROWS / 7 - 1);
    for (int64_t id = 1; id <= ROWS; id++) {
        uint32_t row = table_row(table, id);
        if (id % 7 == 0 || id == 2) {
            assert_int_equal(row, ROW_NONE);
            continue;
        }
        char word[32];
        snprintf(word, sizeof(word), "w%lld", (long long)id);
        struct value text = table_value(table, &table->columns[0], row);
        assert_int_equal(value_is_set(&text), id % 3 != 0);
        assert_true(id % 3 == 0 || text_is(text.text, word));
        assert_int_equal(table_value(table, &table->columns[1], row).precision, DATE_MONTH);
        int64_t other = ROWS + 1 - id;
        struct value to = table_value(table, &table->columns[2], row);
        assert_int_equal(value_is_set(&to), other % 7 != 0 && other != 2);
        assert_true(!value_is_set(&to) || to.number == other);
    }
    board_free(board);
}

static void says_why_it_cannot(void **state)
{
    struct engine *engine = *state;
    struct board *board = board_new();
    board_add(board, &nothing); /* whose table was never made */
    board_link(board);
    struct error error = {0};
    enum status status = load_tables(engine->database, COUNTY, board, &engine->arena, &error);
    assert_int_not_equal(status, OK);
    assert_true(error.message.n > 0);
    board_free(board);
}

int main(void)
{
    const struct engine_test tests[] = {ENGINE_TEST(loads_slice_after_slice),
                                        ENGINE_TEST(says_why_it_cannot)};
    return engine_run(tests, COUNT(tests));
}
