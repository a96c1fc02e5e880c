#include "standard/disability.h"

#include "vectors.h"

static void reads_every_way_of_writing(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char type, level;
    } cases[] = {
        {"肢体二级", '4', '2'},
        {"肢二", '4', '2'},
        {"42", '4', '2'},
        {"二级", 0, '2'},
        {"肢体残疾2级", '4', '2'},
        {"视力 一级", '1', '1'},
        {"听力", '2', 0},
        {"多重（肢体、视力）一级", '7', '1'},
        {"精神残疾（三级）", '6', '3'},
        {"４", 0, '4'},
        {"智力Ⅳ级", '5', '4'},
        {"言语/III级", '3', '3'},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct disability d;
        assert_true(disability_read(text_of(cases[i].text), &d));
        assert_int_equal(d.type, cases[i].type);
        assert_int_equal(d.level, cases[i].level);
    }
    const char *bad[] = {"",         "无",       "残疾", "肢体视力二级", "82", "45",
                         "肢体五级", "二级三级", "是"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct disability d;
        assert_false(disability_read(text_of(bad[i]), &d));
        assert_int_equal(d.type, 0);
    }
    assert_string_equal(disability_type_name('4'), "肢体残疾");
    assert_string_equal(disability_level_name('2'), "二级(重度)");
    assert_string_equal(disability_type_name(0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_every_way_of_writing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
