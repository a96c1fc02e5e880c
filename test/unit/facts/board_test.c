#include "facts/board.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "facts/page.h"
#include "facts/search.h"

enum { NAME, ID_NO, PHONE, SEX, BIRTH, REGION, HOUSEHOLD, SAVED, REMARK, ADDRESS, PERSON__COUNT };
enum { TAIL = PERSON__COUNT, VALUES };

static const struct field person_fields[] = {
    [NAME] = {.name = "name",
              .label = "姓名",
              .kind = KIND_TEXT,
              .flags = FIELD_SEARCH | FIELD_PINYIN},
    [ID_NO] = {.name = "id_no",
               .label = "身份证号",
               .kind = KIND_CITIZEN_ID,
               .flags = FIELD_SECRET | FIELD_LOOKUP | FIELD_TAIL | FIELD_SEARCH},
    [PHONE] = {.name = "phone",
               .label = "电话",
               .kind = KIND_PHONE,
               .flags = FIELD_SECRET | FIELD_LOOKUP},
    [SEX] = {.name = "sex", .label = "性别", .kind = KIND_CODE, .codes = "sex"},
    [BIRTH] = {.name = "birth", .label = "出生日期", .kind = KIND_DATE, .flags = FIELD_PARTIAL},
    [REGION] = {.name = "region", .label = "户籍地", .kind = KIND_REGION},
    [HOUSEHOLD] = {.name = "household_id", .label = "家庭", .kind = KIND_REF, .ref = "household"},
    [SAVED] = {.name = "saved", .label = "保存时间", .kind = KIND_TIME},
    [REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE},
    [ADDRESS] = {.name = "address", .label = "住址", .kind = KIND_TEXT, .flags = FIELD_SEARCH},
};
static const struct ledger person = {.name = "person",
                                     .label = "人员",
                                     .fields = person_fields,
                                     .count = PERSON__COUNT,
                                     .region = REGION,
                                     .person = -1};
static const struct field household_fields[] = {
    {.name = "income", .label = "收入", .kind = KIND_MONEY},
    {.name = "village", .label = "村", .kind = KIND_REGION},
};
static const struct ledger household = {.name = "household",
                                        .label = "家庭",
                                        .fields = household_fields,
                                        .count = 2,
                                        .region = 1,
                                        .person = -1};

static struct board *make(struct table **people, struct table **households)
{
    struct board *board = board_new();
    *people = board_add(board, &person);
    *households = board_add(board, &household);
    board_link(board);
    return board;
}

static uint32_t put_person(struct table *people, int64_t id, const char *name, int64_t key)
{
    struct value values[VALUES] = {0};
    values[NAME] = value_text(text_of(name));
    values[ID_NO] = value_number(key);
    values[TAIL] = value_number(key % 100);
    return table_put(people, id, values);
}

static void keeps_every_kind_of_value(void **state)
{
    (void)state;
    struct table *people, *households;
    struct board *board = make(&people, &households);
    assert_int_equal(people->count, VALUES);
    assert_ptr_equal(board_table(board, TEXT("person")), people);
    assert_null(board_table(board, TEXT("vacancy")));
    struct value income[2] = {value_number(1234567890123), value_number(360722100200)};
    table_put(households, 500, income);
    struct value values[VALUES] = {
        [NAME] = value_text(TEXT("王小明")),
        [ID_NO] = value_number(-77777777777),
        [PHONE] = VALUE_NULL,
        [SEX] = value_text(TEXT("1")),
        [BIRTH] = value_date((struct date){-9000, DATE_MONTH}),
        [REGION] = value_number(360722100200),
        [HOUSEHOLD] = value_number(500),
        [SAVED] = value_number(1662595200000),
        [REMARK] = value_text(TEXT("长文字")),
        [ADDRESS] = value_text(TEXT_EMPTY),
        [TAIL] = value_number(42),
    };
    uint32_t row = table_put(people, 10, values);
    for (size_t i = 0; i < VALUES; i++) {
        struct value got = table_value(people, &people->columns[i], row);
        assert_int_equal(got.state, i == PHONE ? VALUE_EMPTY : VALUE_SET);
        if (i == SAVED) {
            assert_int_equal(clock_day_of(got.number), clock_day_of(values[i].number));
        } else if (i != REMARK && i != PHONE) {
            assert_int_equal(got.number, values[i].number);
            assert_int_equal(got.precision, values[i].precision);
            assert_true(text_equal(got.text, values[i].text));
        }
    }
    assert_int_equal(people->columns[BIRTH].width, 2);
    assert_int_equal(people->columns[PHONE].width, 0);
    /* What is absent stays; what is empty goes. */
    struct value change[VALUES] = {[SEX] = VALUE_NULL, [BIRTH] = value_date((struct date){1, 0})};
    assert_int_equal(table_put(people, 10, change), row);
    assert_false(column_known(&people->columns[SEX], row));
    assert_int_equal(column_date(&people->columns[BIRTH], row).precision, DATE_DAY);
    assert_true(text_is(column_text_at(&people->columns[NAME], row), "王小明"));
    assert_ptr_equal(table_column(people, TEXT("id_no_tail")), &people->columns[TAIL]);
    /* Both region columns number their regions alike. */
    assert_ptr_equal(people->columns[REGION].dictionary, households->columns[1].dictionary);
    assert_true(board_memory(board) > 0);
    board_free(board);
}

static void finds_rows_by_id_in_any_order(void **state)
{
    (void)state;
    struct table *people, *households;
    struct board *board = make(&people, &households);
    for (int64_t i = 0; i < 1000; i++) {
        put_person(people, (i * 7919) % 1009, "李雷", i);
    }
    for (int64_t i = 0; i < 1000; i++) {
        uint32_t row = table_row(people, (i * 7919) % 1009);
        assert_int_equal(row, i);
    }
    assert_int_equal(table_row(people, 5000), ROW_NONE);
    assert_int_equal(table_row(people, -1), ROW_NONE);
    assert_true(table_remove(people, 7919 % 1009));
    assert_false(table_remove(people, 7919 % 1009));
    assert_int_equal(people->lives, 999);
    assert_int_equal(put_person(people, 7919 % 1009, "李雷", 1), 1);
    assert_int_equal(people->lives, 1000);
    board_free(board);
}

static void a_reference_may_come_before_its_row(void **state)
{
    (void)state;
    struct table *people, *households;
    struct board *board = make(&people, &households);
    struct column *column = &people->columns[HOUSEHOLD];
    struct value values[VALUES] = {[HOUSEHOLD] = value_number(900)};
    uint32_t a = table_put(people, 1, values), b = table_put(people, 2, values);
    assert_false(column_known(column, a));
    board_read(board);
    const struct links *links = column_links(people, column);
    board_done(board);
    values[HOUSEHOLD] = value_number(901);
    table_put(people, 2, values); /* changes its mind before 900 comes */
    struct value income[2] = {0};
    uint32_t first = table_put(households, 900, income);
    assert_true(column_known(column, a));
    assert_int_equal(column_number(column, a), first);
    assert_false(column_known(column, b));
    uint32_t second = table_put(households, 901, income);
    assert_int_equal(column_number(column, b), second);
    assert_int_equal(links_first(links, first), a);
    assert_int_equal(links_next(links, a), ROW_NONE);
    values[HOUSEHOLD] = value_number(900);
    table_put(people, 2, values);
    assert_int_equal(links_first(links, second), ROW_NONE);
    size_t referring = 0;
    for (uint32_t row = links_first(links, first); row != ROW_NONE; row = links_next(links, row)) {
        referring++;
    }
    assert_int_equal(referring, 2);
    values[HOUSEHOLD] = VALUE_NULL;
    table_put(people, 1, values);
    assert_int_equal(links_first(links, first), b);
    board_free(board);
}

/* Thousands wait at once; some change their mind; those waited for come in another order. */
static void many_may_wait(void **state)
{
    (void)state;
    enum { MANY = 3000, HOUSEHOLDS = 700 };
    struct table *people, *households;
    struct board *board = make(&people, &households);
    for (int64_t id = 1; id <= MANY; id++) {
        struct value values[VALUES] = {0};
        values[HOUSEHOLD] = value_number(id % HOUSEHOLDS + 1);
        table_put(people, id, values);
        if (id % 3 == 0) {
            values[HOUSEHOLD] = value_number((id + 1) % HOUSEHOLDS + 1);
            table_put(people, id, values);
        } else if (id % 7 == 0) {
            values[HOUSEHOLD] = VALUE_NULL;
            table_put(people, id, values);
        }
    }
    const struct value income[2] = {value_number(1)};
    for (int64_t i = 0; i < HOUSEHOLDS; i++) {
        table_put(households, i * 331 % HOUSEHOLDS + 1, income);
    }
    const struct column *column = &people->columns[HOUSEHOLD];
    for (int64_t id = 1; id <= MANY; id++) {
        uint32_t row = table_row(people, id);
        bool none = id % 3 != 0 && id % 7 == 0;
        assert_int_equal(column_known(column, row), !none);
        if (!none) {
            int64_t expected = (id % 3 == 0 ? id + 1 : id) % HOUSEHOLDS + 1;
            assert_int_equal(households->ids[column_number(column, row)], expected);
        }
    }
    board_free(board);
}

static void knows_who_was_registered_twice(void **state)
{
    (void)state;
    struct table *people, *households;
    struct board *board = make(&people, &households);
    for (int64_t i = 0; i < 300; i++) {
        put_person(people, i, "李雷", i);
    }
    assert_null(people->twins);
    put_person(people, 300, "李蕾", 17);
    put_person(people, 301, "李磊", 17);
    assert_int_equal(table_identity(people, 300), 17);
    assert_int_equal(table_identity(people, 301), 17);
    assert_int_equal(table_identity(people, 18), 18);
    assert_int_equal(table_row_of_key(people, 17), 17);
    table_remove(people, 17); /* the next one is now the first */
    assert_int_equal(table_identity(people, 301), 300);
    assert_int_equal(table_row_of_key(people, 17), 300);
    put_person(people, 301, "李磊", 9999); /* the number was mistyped */
    assert_int_equal(table_identity(people, 301), 301);
    put_person(people, 17, "李雷", 17);
    assert_int_equal(table_identity(people, 300), 17);
    put_person(people, 5, "王五", 200); /* a row before its twin */
    assert_int_equal(table_identity(people, 200), 5);
    assert_int_equal(table_row_of_key(people, 5), ROW_NONE);
    board_free(board);
}

static size_t found(const struct table *people, const char *typed,
                    const struct search_secret *secrets, size_t n)
{
    struct set rows;
    table_search(people, text_of(typed), secrets, n, &rows);
    size_t count = set_count(&rows);
    set_release(&rows);
    return count;
}

static void searches_as_people_type(void **state)
{
    (void)state;
    struct table *people, *households;
    struct board *board = make(&people, &households);
    put_person(people, 1, "王小明", 1001);
    put_person(people, 2, "王晓敏", 1102);
    put_person(people, 3, "曾小贤", 1103);
    put_person(people, 4, "李明", 1101);
    struct value values[VALUES] = {
        [ADDRESS] = value_text(TEXT("嘉定镇阳明中路 8 号")), [PHONE] = value_number(555)};
    table_put(people, 4, values);
    assert_int_equal(found(people, "", NULL, 0), 4);
    assert_int_equal(found(people, "小", NULL, 0), 2);
    assert_int_equal(found(people, " 小明 ", NULL, 0), 1);
    assert_int_equal(found(people, "明王", NULL, 0), 0); /* not across two names */
    assert_int_equal(found(people, "wangxm", NULL, 0), 2);
    assert_int_equal(found(people, "WXM", NULL, 0), 2);
    assert_int_equal(found(people, "zengx", NULL, 0), 1);
    assert_int_equal(found(people, "xm", NULL, 0), 0);
    assert_int_equal(found(people, "阳明中路", NULL, 0), 1);
    struct search_secret whole = {"id_no", 1102}, tail = {"id_no_tail", 1}, phone = {"phone", 555};
    assert_int_equal(found(people, "", &whole, 1), 1);
    assert_int_equal(found(people, "", &tail, 1), 2);
    assert_int_equal(found(people, "", &phone, 1), 1);
    assert_int_equal(found(people, "zengx", (struct search_secret[]){whole, phone}, 2), 3);
    table_remove(people, 4);
    assert_int_equal(found(people, "", &phone, 1), 0);
    board_free(board);
}

static void check_page(const struct table *people, int column, bool descending, size_t offset,
                       const char *wanted)
{
    struct set all;
    uint32_t rows[100];
    char got[200] = "";
    table_live(people, &all);
    struct page page = {column < 0 ? NULL : &people->columns[column], descending, offset, 100};
    size_t n = table_page(people, &all, &page, rows);
    for (size_t i = 0; i < n; i++) {
        size_t at = strlen(got);
        snprintf(got + at, sizeof(got) - at, "%lld ", (long long)people->ids[rows[i]]);
    }
    assert_string_equal(got, wanted);
    set_release(&all);
}

static void turns_pages_in_order(void **state)
{
    (void)state;
    struct table *people, *households;
    struct board *board = make(&people, &households);
    put_person(people, 40, "周杰", 4);
    put_person(people, 10, "李明", 1);
    put_person(people, 20, "安然", 2);
    put_person(people, 30, "张三", 3);
    struct value values[VALUES] = {
        [BIRTH] = value_date((struct date){100, DATE_DAY}), [SEX] = value_text(TEXT("2"))};
    table_put(people, 30, values);
    values[BIRTH].number = -5000;
    values[SEX] = value_text(TEXT("1"));
    table_put(people, 10, values);
    table_put(people, 40, values);
    check_page(people, -1, false, 0, "10 20 30 40 ");
    check_page(people, -1, true, 1, "30 20 10 ");
    check_page(people, NAME, false, 0, "20 10 30 40 ");
    check_page(people, NAME, true, 0, "40 30 10 20 ");
    check_page(people, BIRTH, false, 0, "10 40 30 20 ");
    check_page(people, BIRTH, true, 0, "30 10 40 20 "); /* the empty one stays last */
    check_page(people, SEX, false, 2, "30 20 ");
    check_page(people, PHONE, false, 3, "40 ");
    board_free(board);
}

/* What a second thread puts is what table_put would have put. */
static void adds_rows_of_which_only_the_filled_fields_are_told(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    struct table *people, *households;
    struct board *board = make(&people, &households);
    for (int64_t i = 0; i < ROWS; i++) {
        char name[32];
        int n = snprintf(name, sizeof(name), "第%d人", (int)i);
        const struct filled fields[] = {
            {NAME, value_text((struct text){name, (size_t)n})},
            {ID_NO, value_number(i % (ROWS - 1))},
            {REGION, value_number(360722100201 + i % 700)},
        };
        table_add(people, i * 3, fields, COUNT(fields));
    }
    table_added(people);
    table_added(households); /* nothing at all */
    assert_int_equal(people->lives, ROWS);
    assert_int_equal(households->lives, 0);
    for (int64_t i = 0; i < ROWS; i++) {
        char name[32];
        snprintf(name, sizeof(name), "第%d人", (int)i);
        uint32_t row = table_row(people, i * 3);
        assert_int_equal(row, i);
        assert_true(text_is(column_text_at(&people->columns[NAME], row), name));
        assert_int_equal(table_value(people, &people->columns[REGION], row).number,
                         360722100201 + i % 700);
        assert_false(column_known(&people->columns[ADDRESS], row));
        assert_int_equal(table_row_of_key(people, i % (ROWS - 1)), i % (ROWS - 1));
        assert_int_equal(table_identity(people, row), i % (ROWS - 1));
    }
    board_free(board);
}

/* A page near the front is found without sorting: it must be what stands there when all is sorted.
 */
static void finds_a_near_page_where_the_whole_order_has_it(void **state)
{
    (void)state;
    enum { ROWS = 3000, LIMIT = 20 };
    static uint32_t whole[ROWS], near[LIMIT];
    struct table *people, *households;
    struct board *board = make(&people, &households);
    for (int64_t i = 0; i < ROWS; i++) {
        char name[8] = {(char)('a' + i * 7 % 26), (char)('a' + i * 11 % 26)};
        struct value values[VALUES] = {0};
        values[NAME] = i % 5 == 0 ? VALUE_NULL : value_text(text_of(name));
        values[BIRTH] =
            i % 9 == 0 ? VALUE_NULL : value_date((struct date){(int32_t)(i * 31 % 97), DATE_DAY});
        table_put(people, i * 1237 % ROWS + 1, values); /* ids in no order */
    }
    struct set all;
    table_live(people, &all);
    for (int k = 0; k < 4; k++) {
        struct page page = {&people->columns[k % 2 == 0 ? NAME : BIRTH], k >= 2, 0, ROWS};
        assert_int_equal(table_page(people, &all, &page, whole), ROWS);
        page.limit = LIMIT;
        for (page.offset = 0; page.offset <= 2000; page.offset += 400) {
            assert_int_equal(table_page(people, &all, &page, near), LIMIT);
            assert_memory_equal(near, whole + page.offset, sizeof(near));
        }
    }
    set_release(&all);
    board_free(board);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_every_kind_of_value),
        cmocka_unit_test(finds_rows_by_id_in_any_order),
        cmocka_unit_test(a_reference_may_come_before_its_row),
        cmocka_unit_test(many_may_wait),
        cmocka_unit_test(knows_who_was_registered_twice),
        cmocka_unit_test(searches_as_people_type),
        cmocka_unit_test(turns_pages_in_order),
        cmocka_unit_test(adds_rows_of_which_only_the_filled_fields_are_told),
        cmocka_unit_test(finds_a_near_page_where_the_whole_order_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
