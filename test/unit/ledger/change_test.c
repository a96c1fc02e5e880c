#include "ledger/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "ledger/history.h"
#include "ledger/rows.h"
#include "shelf.h"

static void keeps_a_row_and_masks_its_secret(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    int64_t id = shelf_put(&s, " 张 三 ", "３６０７９９１９８５０６０６０００ｘ");
    struct row *row;
    engine_ok(s.engine, rows_get(&s.work, &shelf_ledger, id, 0, &row, &s.error));
    assert_true(text_is(row->value[SHELF_NAME].text, "张三"));
    assert_true(row->value[SHELF_ID_NO].masked);
    assert_true(text_is(row->value[SHELF_ID_NO].text, "360***********000X"));
    assert_true(text_is(shelf_row(&s, id)->value[SHELF_ID_NO].text, "36079919850606000X"));
    assert_true(text_is(row->value[SHELF_STATE].text, "open"));
    assert_int_equal(row->version, 1);
    assert_int_equal(row->created_by, 7);
    shelf_close(&s);
}

static void finds_by_a_secret_without_opening_it(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    int64_t id = shelf_put(&s, "张三", "36079919850606000X");
    shelf_put(&s, "李四", "360799197005109990");
    struct value wanted = value_text(TEXT("36079919850606000X"));
    struct row_list found;
    engine_ok(s.engine,
              rows_with(&s.work, &shelf_ledger, SHELF_ID_NO, &wanted, 5, 0, &found, &s.error));
    assert_int_equal(found.n, 1);
    assert_int_equal(found.at[0]->id, id);
    shelf_close(&s);
}

static void tells_every_wrong_field_at_once(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    struct change c = change_create(&s.work, &shelf_ledger);
    change_set(&c, SHELF_ID_NO, value_text(TEXT("360722198402290000")));
    change_set(&c, SHELF_REGION, value_number(360799999999));
    change_set(&c, SHELF_PAID, value_number(-1));
    change_set(&c, SHELF_BORN, value_date((struct date){clock_today(s.work.clock) + 1, DATE_DAY}));
    assert_int_equal(change_save(&c, &s.errors, &s.error), INVALID);
    assert_int_equal(s.errors.n, 5); /* and the name is missing */
    assert_int_equal(engine_number(s.engine, "SELECT count(*) FROM shelf"), 0);
    shelf_close(&s);
}

static void refuses_the_second_of_two_clerks(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    int64_t id = shelf_put(&s, "张三", NULL);
    struct row *one = shelf_row(&s, id), *two = shelf_row(&s, id);
    struct change a = change_edit(&s.work, one), b = change_edit(&s.work, two);
    change_set(&a, SHELF_PAID, value_number(100));
    change_set(&b, SHELF_PAID, value_number(200));
    engine_ok(s.engine, change_save(&a, &s.errors, &s.error));
    assert_int_equal(a.row->version, 2);
    assert_int_equal(change_save(&b, &s.errors, &s.error), CONFLICT);
    assert_int_equal(shelf_row(&s, id)->value[SHELF_PAID].number, 100);
    shelf_close(&s);
}

static void names_whom_a_number_belongs_to(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    shelf_put(&s, "张三", "36079919850606000X");
    struct change c = change_create(&s.work, &shelf_ledger);
    change_set(&c, SHELF_NAME, value_text(TEXT("李四")));
    change_set(&c, SHELF_REGION, value_number(360722100201));
    change_set(&c, SHELF_ID_NO, value_text(TEXT("36079919850606000x")));
    assert_int_equal(change_save(&c, &s.errors, &s.error), INVALID);
    assert_true(text_has(s.errors.at[0].message, TEXT("张三")));
    shelf_close(&s);
}

static void hides_what_is_out_of_reach(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    int64_t id = shelf_put(&s, "张三", "36079919850606000X");
    s.actor.region = 360722101000;
    actor_reach(s.actor.region, &s.actor.region_lo, &s.actor.region_hi);
    struct row *row;
    assert_int_equal(rows_get(&s.work, &shelf_ledger, id, 0, &row, &s.error), NOT_FOUND);
    struct error absent;
    assert_int_equal(rows_get(&s.work, &shelf_ledger, 12345, 0, &row, &absent), NOT_FOUND);
    assert_true(text_equal(s.error.message, absent.message));
    /* The same person registered by another township is no conflict but a second registration. */
    struct change c = change_create(&s.work, &shelf_ledger);
    change_set(&c, SHELF_NAME, value_text(TEXT("张三")));
    change_set(&c, SHELF_ID_NO, value_text(TEXT("36079919850606000X")));
    change_set(&c, SHELF_REGION, value_number(360722100201));
    assert_int_equal(change_save(&c, &s.errors, &s.error), INVALID); /* not his village */
    change_set(&c, SHELF_REGION, value_number(360722101201));
    s.errors = (struct errors){0};
    engine_ok(s.engine, change_save(&c, &s.errors, &s.error));
    shelf_close(&s);
}

static void moves_only_along_the_flow(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    int64_t id = shelf_put(&s, "张三", NULL);
    const struct flow_action *ask = flow_action(shelf_ledger.flow, TEXT("ask"));
    const struct flow_action *shut = flow_action(shelf_ledger.flow, TEXT("shut"));

    struct change c = change_edit(&s.work, shelf_row(&s, id));
    assert_int_equal(change_act(&c, shut, &s.errors, &s.error), CONFLICT);
    c = change_edit(&s.work, shelf_row(&s, id));
    change_set(&c, SHELF_STATE, value_text(TEXT("shut")));
    assert_int_equal(change_save(&c, &s.errors, &s.error), INVALID);

    s.errors = (struct errors){0};
    c = change_edit(&s.work, shelf_row(&s, id));
    assert_int_equal(change_act(&c, ask, &s.errors, &s.error), INVALID); /* no reason */
    s.errors = (struct errors){0};
    c = change_edit(&s.work, shelf_row(&s, id));
    c.reason = TEXT("比对发现");
    engine_ok(s.engine, change_act(&c, ask, &s.errors, &s.error));

    c = change_edit(&s.work, shelf_row(&s, id));
    assert_int_equal(change_act(&c, shut, &s.errors, &s.error), DENIED); /* the same person */
    s.actor.user = 8;
    c = change_edit(&s.work, shelf_row(&s, id));
    engine_ok(s.engine, change_act(&c, shut, &s.errors, &s.error));
    assert_true(text_is(shelf_row(&s, id)->value[SHELF_STATE].text, "shut"));
    s.actor.role = ROLE_VILLAGE;
    c = change_edit(&s.work, shelf_row(&s, id));
    assert_int_equal(change_act(&c, ask, &s.errors, &s.error), DENIED);
    shelf_close(&s);
}

/* The history entries of a row as parsed JSON. */
static const struct json *history_of(struct shelf *s, int64_t id)
{
    struct buf buf;
    buf_init(&buf, 1 << 20);
    struct json_out out = json_into(&buf);
    engine_ok(s->engine, history_json(&s->work, shelf_row(s, id), &out, NULL, &s->error));
    struct json *tree;
    engine_ok(s->engine, json_parse(&s->arena, buf_text(&buf), &tree, &s->error));
    buf_release(&buf);
    return tree;
}

static void takes_a_change_back(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    int64_t id = shelf_put(&s, "张三", "36079919850606000X");
    struct change c = change_edit(&s.work, shelf_row(&s, id));
    change_set(&c, SHELF_PAID, value_number(100));
    change_set(&c, SHELF_ID_NO, value_text(TEXT("360799197005109990")));
    engine_ok(s.engine, change_save(&c, &s.errors, &s.error));

    const struct json *entries = history_of(&s, id);
    assert_int_equal(entries->n, 2);
    const struct json *changes = json_member(&entries->at[0], "changes");
    assert_int_equal(changes->n, 2);
    struct text old;
    assert_true(json_text(json_member(&changes->at[0], "old"), &old));
    assert_true(text_is(old, "360***********000X")); /* told, and still masked */

    int64_t seq;
    struct row *after;
    assert_true(json_id(json_member(&entries->at[0], "seq"), &seq));
    engine_ok(s.engine, history_undo(&s.work, shelf_row(&s, id), seq, TEXT_EMPTY, &after, &s.errors,
                                     &s.error));
    struct row *row = shelf_row(&s, id);
    assert_int_equal(row->version, 3);
    assert_int_equal(row->value[SHELF_PAID].state, VALUE_EMPTY);
    assert_true(text_is(row->value[SHELF_ID_NO].text, "36079919850606000X"));
    /* What was changed again since cannot be taken back. */
    assert_int_equal(history_undo(&s.work, row, seq, TEXT_EMPTY, &after, &s.errors, &s.error),
                     CONFLICT);
    shelf_close(&s);
}

static void removal_keeps_the_row(void **state)
{
    struct shelf s;
    shelf_open(&s, *state);
    int64_t id = shelf_put(&s, "张三", "36079919850606000X");
    struct change c = change_edit(&s.work, shelf_row(&s, id));
    assert_int_equal(change_remove(&c, &s.error), INVALID);
    c = change_edit(&s.work, shelf_row(&s, id));
    c.reason = TEXT("登记错了");
    engine_ok(s.engine, change_remove(&c, &s.error));
    struct row *row;
    assert_int_equal(rows_get(&s.work, &shelf_ledger, id, 0, &row, &s.error), NOT_FOUND);
    shelf_put(&s, "张三", "36079919850606000X"); /* the number is free again */
    c = change_edit(&s.work, shelf_row(&s, id));
    assert_int_equal(change_restore(&c, &s.error), INVALID); /* and now it is not */
    shelf_close(&s);
}

int main(void)
{
    const struct engine_test tests[] = {
        ENGINE_TEST(keeps_a_row_and_masks_its_secret),
        ENGINE_TEST(finds_by_a_secret_without_opening_it),
        ENGINE_TEST(tells_every_wrong_field_at_once),
        ENGINE_TEST(refuses_the_second_of_two_clerks),
        ENGINE_TEST(names_whom_a_number_belongs_to),
        ENGINE_TEST(hides_what_is_out_of_reach),
        ENGINE_TEST(moves_only_along_the_flow),
        ENGINE_TEST(takes_a_change_back),
        ENGINE_TEST(removal_keeps_the_row),
    };
    return engine_run(tests, COUNT(tests));
}
