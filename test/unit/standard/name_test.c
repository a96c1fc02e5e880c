#include "standard/name.h"

#include "standard/surname.h"
#include "vectors.h"

static void reads_what_cells_hold(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *text, *remark;
        unsigned findings;
    } cases[] = {
        {"张三", "张三", "", 0},
        {"张 三", "张三", "", NAME_CHANGED},     /* N01 */
        {"　张　三 ", "张三", "", NAME_CHANGED}, /* N01 */
        {"’张三\u200b", "张三", "", NAME_CHANGED},
        {"古丽·买买提", "古丽·买买提", "", 0}, /* N02 */
        {"古丽•买买提", "古丽·买买提", "", NAME_CHANGED},
        {"古丽‧买买提", "古丽·买买提", "", NAME_CHANGED},
        {"古丽．买买提", "古丽·买买提", "", NAME_CHANGED},
        {"古丽・买买提", "古丽·买买提", "", NAME_CHANGED},
        {"古丽 . 买买提.", "古丽·买买提", "", NAME_CHANGED},
        {"刘?", "刘?", "", NAME_UNREADABLE}, /* N03 */
        {"刘□", "刘□", "", NAME_UNREADABLE},
        {"刘YAN", "刘YAN", "", NAME_LATIN},
        {"刘\uE863", "刘䶮", "", NAME_REPLACED},
        {"刘\uE815", "刘⺁", "", NAME_REPLACED | NAME_STRANGE}, /* a radical, no character */
        {"刘\uE000", "刘\uE000", "", NAME_PRIVATE},
        {"刘(上龙下天)", "刘", "上龙下天", NAME_REMARK | NAME_SPLIT | NAME_LENGTH},
        {"刘䶮", "刘䶮", "", 0},
        {"刘㛃𠮷", "刘㛃𠮷", "", 0},
        {"张三（户主）", "张三", "户主", NAME_REMARK | NAME_HEAD}, /* N05 */
        {"王五(已故)", "王五", "已故", NAME_REMARK | NAME_DECEASED},
        {"王五已去世", "王五", "已去世", NAME_REMARK | NAME_DECEASED},
        {"张三·已故", "张三", "已故", NAME_REMARK | NAME_DECEASED},
        {"张三户主已故", "张三", "已故 户主", NAME_REMARK | NAME_HEAD | NAME_DECEASED},
        {"张三【户主】(病故", "张三", "户主 病故", NAME_REMARK | NAME_HEAD | NAME_DECEASED},
        {"李四之妻", "李四之妻", "", NAME_RELATION},
        {"王之子", "王之子", "", 0},
        {"张*三", "张*三", "", NAME_MASKED},
        {"张三2", "张三2", "", NAME_STRANGE},
        {"John Smith", "John Smith", "", NAME_LATIN},
        {"张", "张", "", NAME_LENGTH},
        {"", "", "", NAME_EMPTY},
        {" · ", "", "", NAME_EMPTY},
        {"\xff\xfe", "\ufffd\ufffd", "", NAME_UNREADABLE | NAME_CHANGED},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct name name = name_read(&arena, text_of(cases[i].raw));
        assert_text(name.text, cases[i].text);
        assert_text(name.remark, cases[i].remark);
        if (name.findings != cases[i].findings) {
            fail_msg("%s: %x instead of %x", cases[i].raw, name.findings, cases[i].findings);
        }
    }
    arena_release(&arena);
}

static void checks_the_form(void **state)
{
    (void)state;
    assert_true(name_valid(TEXT("张三")) && name_valid(TEXT("古丽·买买提·玉山")));
    assert_true(name_valid(TEXT("〇䶮")) && name_valid(TEXT("\uf9d1𠮷")));
    const char *bad[] = {"", "张", "·张三", "张三·", "张··三", "张 三", "张A", "张?", "张三1"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(name_valid(text_of(bad[i])));
    }
}

static void compares_without_separators(void **state)
{
    (void)state;
    assert_true(name_equal(TEXT("古丽·买买提"), TEXT("古丽•买买 提")));
    assert_true(name_equal(TEXT("ＡＢ"), TEXT("AB")) && name_equal(TEXT(""), TEXT("·")));
    assert_false(name_equal(TEXT("张三"), TEXT("张三丰")));
    assert_false(name_equal(TEXT("杰"), TEXT("傑"))); /* N04: another character is a question */
}

static void knows_surnames(void **state)
{
    (void)state;
    assert_int_equal(surname_length(TEXT("欧阳娜娜")), 6);
    assert_int_equal(surname_length(TEXT("欧阳")), 3);
    assert_int_equal(surname_length(TEXT("张三丰")), 3);
    assert_int_equal(surname_length(TEXT("夏侯·某某")), 3);
    assert_int_equal(surname_length(TEXT("𠮷三")), 4);
    assert_int_equal(surname_length(TEXT("")), 0);
    assert_text(surname_common(0), "王");
    size_t n = 0;
    for (; surname_common(n).n > 0; n++) {
        for (size_t i = 0; i < n; i++) {
            assert_false(text_equal(surname_common(i), surname_common(n)));
        }
    }
    assert_in_range(n, 150, 400);
    assert_text(surname_compound(0), "欧阳");
    assert_int_equal(surname_compound(10000).n, 0);
}

static void explains_every_finding(void **state)
{
    (void)state;
    for (int i = 0; i < NAME_FINDINGS; i++) {
        assert_true(name_message(1 << i)[0] != '\0');
    }
    assert_int_equal(NAME_ASK & (NAME_CHANGED | NAME_REMARK | NAME_HEAD | NAME_DECEASED), 0);
    assert_int_equal(NAME_ASK | 0x1F, (1 << NAME_FINDINGS) - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_cells_hold),       cmocka_unit_test(checks_the_form),
        cmocka_unit_test(compares_without_separators), cmocka_unit_test(knows_surnames),
        cmocka_unit_test(explains_every_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
