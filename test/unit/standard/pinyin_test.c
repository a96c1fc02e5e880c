#include "standard/pinyin.h"

#include "vectors.h"

static void assert_reads(const char *han, enum pinyin_of of, enum pinyin_form form,
                         const char *expected)
{
    char out[256];
    assert_text((struct text){out, pinyin_write(text_of(han), of, form, out, sizeof(out))},
                expected);
}

static void reads_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *spaced;
    } cases[] = {
        {"张三", "zhang san"},        {"单雄信", "shan xiong xin"},
        {"曾国藩", "zeng guo fan"},   {"尉迟恭", "yu chi gong"},
        {"万俟明", "mo qi ming"},     {"万明", "wan ming"},
        {"澹台明", "tan tai ming"},   {"长孙无忌", "zhang sun wu ji"},
        {"李长生", "li chang sheng"}, {"缪一", "miao yi"},
        {"覃一", "qin yi"},           {"区大", "ou da"},
        {"仇英", "qiu ying"},         {"解珍", "xie zhen"},
        {"查良", "zha liang"},        {"翟让", "zhai rang"},
        {"盖天", "ge tian"},          {"种师道", "chong shi dao"},
        {"员半千", "yun ban qian"},   {"召一", "shao yi"},
        {"折一", "she yi"},           {"乐毅", "yue yi"},
        {"冼一", "xian yi"},          {"刘仇", "liu chou"},
        {"李晟", "li sheng"},         {"吕绿", "lv lv"},
        {"刘䶮", "liu yan"},          {"古丽·买买提", "gu li mai mai ti"},
        {"刘YAN", "liu yan"},         {"〇一", "ling yi"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_reads(cases[i].name, PINYIN_OF_NAME, PINYIN_SPACED, cases[i].spaced);
    }
    assert_reads("曾国藩", PINYIN_OF_NAME, PINYIN_JOINED, "zengguofan");
    assert_reads("曾国藩", PINYIN_OF_NAME, PINYIN_INITIALS, "zgf");
    assert_reads("尉迟恭", PINYIN_OF_NAME, PINYIN_INITIALS, "ycg");
    assert_reads("单位第2车间ab", PINYIN_OF_WORDS, PINYIN_SPACED, "dan wei di 2 che jian ab");
    assert_reads("", PINYIN_OF_NAME, PINYIN_SPACED, "");
    assert_reads("\xff?", PINYIN_OF_NAME, PINYIN_SPACED, "");
}

static void writes_whole_syllables_only(void **state)
{
    (void)state;
    char out[8];
    size_t n = pinyin_write(TEXT("张三丰"), PINYIN_OF_NAME, PINYIN_SPACED, out, sizeof(out));
    assert_text((struct text){out, n}, "zhang");
    n = pinyin_write(TEXT("张三丰"), PINYIN_OF_NAME, PINYIN_JOINED, out, sizeof(out));
    assert_text((struct text){out, n}, "zhangsan");
}

static void numbers_syllables(void **state)
{
    (void)state;
    uint16_t numbers[4];
    assert_int_equal(pinyin_numbers(TEXT("单·三"), PINYIN_OF_NAME, numbers, 4), 2);
    assert_text(pinyin_syllable(numbers[0]), "shan");
    assert_text(pinyin_syllable(numbers[1]), "san");
    assert_true(numbers[1] < numbers[0]); /* alphabetical */
    assert_int_equal(pinyin_numbers(TEXT("尉迟恭"), PINYIN_OF_NAME, numbers, 1), 1);
    assert_text(pinyin_syllable(numbers[0]), "yu");
    assert_text(pinyin_syllable(0), "");
    assert_text(pinyin_syllable(0x7FFF), "");
    assert_int_equal(pinyin_readings(0x5355, numbers), 2); /* 单 */
    assert_int_equal(pinyin_readings('a', numbers), 0);
}

static void finds_by_what_is_typed(void **state)
{
    (void)state;
    uint16_t numbers[4];
    size_t n = pinyin_numbers(TEXT("张三丰"), PINYIN_OF_NAME, numbers, 4);
    const char *found[] = {"",     "z",      "zs",       "zsf",          "zhang",    "zhangs",
                           "zhsf", "zh s f", "zhangsan", "ZhangSanFeng", "zhang'san"};
    for (size_t i = 0; i < COUNT(found); i++) {
        assert_true(pinyin_matches(numbers, n, text_of(found[i])));
    }
    const char *missed[] = {"s", "zf", "zhangfeng", "zsfx", "zhangsanfengx", "1", "张"};
    for (size_t i = 0; i < COUNT(missed); i++) {
        assert_false(pinyin_matches(numbers, n, text_of(missed[i])));
    }
    n = pinyin_numbers(TEXT("吕方"), PINYIN_OF_NAME, numbers, 4);
    assert_true(pinyin_matches(numbers, n, TEXT("lufang")) &&
                pinyin_matches(numbers, n, TEXT("lvf")));
    n = pinyin_numbers(TEXT("李安娜"), PINYIN_OF_NAME, numbers, 4);
    assert_true(pinyin_matches(numbers, n, TEXT("lianna")) &&
                pinyin_matches(numbers, n, TEXT("lan")));
    char longest[100] = {0};
    assert_false(pinyin_matches(numbers, n, (struct text){longest, sizeof(longest)}));
}

static void hears_what_sounds_the_same(void **state)
{
    (void)state;
    assert_true(pinyin_same(TEXT("郭芳"), TEXT("廓芳")) == false); /* N04: guo, kuo */
    assert_true(pinyin_same(TEXT("罗杰"), TEXT("箩傑")));
    assert_true(pinyin_same(TEXT("单方"), TEXT("珊方")) && pinyin_same(TEXT("单方"), TEXT("丹方")));
    assert_true(pinyin_same(TEXT("古丽·买"), TEXT("古丽买")));
    assert_false(pinyin_same(TEXT("张三"), TEXT("张三丰")));
    assert_true(pinyin_same(TEXT(""), TEXT("·")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_names),
        cmocka_unit_test(writes_whole_syllables_only),
        cmocka_unit_test(numbers_syllables),
        cmocka_unit_test(finds_by_what_is_typed),
        cmocka_unit_test(hears_what_sounds_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
