#include "compare/score.h"

#include "people.h"

static int level(enum score_field field, struct line left, struct line right)
{
    static struct sounds sounds;
    static bool made;
    if (!made) {
        sounds_init(&sounds);
        made = true;
    }
    struct person_row a = row_of(left), b = row_of(right);
    uint32_t there = score_pattern(&sounds, &a, &b), back = score_pattern(&sounds, &b, &a);
    assert_int_equal(there, back);
    return score_level(there, field);
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int level;
    } cases[] = {
        {"360722199001011019", "360722199001011019", NUMBER_SAME},
        {"360722800229001", "360722198002290019", NUMBER_SAME},
        {"360722198402290000", "360722198402290000", NUMBER_SAME_BROKEN},
        {"36072219840229000X", "36072219840229001X", NUMBER_ONE_DIGIT},
        {"36072219840229000X", "360722198402290000", NUMBER_ONE_DIGIT},
        {"36072219840229000X", "36072219842029000X", NUMBER_SWAPPED},
        {"36072219840229000X", "36072219841329000X", NUMBER_NEAR},
        {"36072219840229000X", "3607221984022900X", NUMBER_NEAR},
        {"36072219840229000X", "360722199001011019", NUMBER_OTHER_VALID},
        {"36072219840229000X", "360799198505060001", NUMBER_OTHER},
        {"36072219840229000X", "", SCORE_UNKNOWN},
        {"36072219840229000X", "360722********000X", NUMBER_FITS},
        {"36072219840229000X", "36072219840229****", NUMBER_FITS},
        {"36072219840229000X", "360722********1234", NUMBER_OTHER},
        {"360722********000X", "3607221984022900X", SCORE_UNKNOWN},
        /* of 15 digits one was wrong: the check digit was made from it */
        {"360722800228001", "360722198002290019", NUMBER_OF_15},
        {"362123301005224", "362123193010012249", NUMBER_OF_15},
        {"362123590110341", "362123195901013412", NUMBER_OF_15}, /* swapped */
        {"360722199001011019", "360722199001011000.0", NUMBER_NEAR},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int is = level(SCORE_NUMBER, (struct line){.number = cases[i].a},
                       (struct line){.number = cases[i].b});
        if (is != cases[i].level) {
            fail_msg("%s and %s: %d", cases[i].a, cases[i].b, is);
        }
    }
}

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int level;
    } cases[] = {
        {"张三丰", "张三丰", NAME_SAME},
        {"古丽·买买提", "古丽•买买提", NAME_SAME},
        {"张伟", "章玮", NAME_SOUND},
        {"刘杰", "劉傑", NAME_SOUND},
        {"王义明之子", "王小宝", SCORE_UNKNOWN},
        {"张玉", "张", NAME_NEAR},
        {"买买提", "买买提·库尔班", NAME_NEAR},
        {"扎西。旺堆", "扎西·旺堆", NAME_SAME},
        {"欧阳", "欧阳修", NAME_NEAR},
        {"张玉", "王", NAME_OTHER},
        {"林长", "林長", NAME_SOUND},
        {"王缜", "王縝", NAME_SOUND},
        {"陈静", "程静", NAME_SOUND},
        {"李建国", "李建华", NAME_NEAR},
        {"李建国", "李国建", NAME_NEAR},
        {"李建国", "李国", NAME_NEAR},
        {"刘?华", "刘德华", NAME_NEAR},
        {"王伟", "王刚", NAME_SURNAME},
        {"王伟", "张刚", NAME_OTHER},
        {"李建国", "王建军", NAME_OTHER},
        {"李建国", "", SCORE_UNKNOWN},
        {"王敏", "玉敏", NAME_LOOKS},
        {"黄娥妹", "黄娥姝", NAME_LOOKS},
        {"刘海伟", "刘梅伟", NAME_LOOKS},
        {"张红", "李红", NAME_OTHER},
        {"张娥红", "张娥菊", NAME_NEAR},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int is =
            level(SCORE_NAME, (struct line){.name = cases[i].a}, (struct line){.name = cases[i].b});
        if (is != cases[i].level) {
            fail_msg("%s and %s: %d", cases[i].a, cases[i].b, is);
        }
    }
}

static void births(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int level;
    } cases[] = {
        {"1990-05-03", "1990年5月3日", BIRTH_SAME}, {"1990-05-03", "1990-03-05", BIRTH_SWAPPED},
        {"1990-05-03", "1990-05", BIRTH_PARTLY},    {"1990-05-03", "1990-06", BIRTH_OTHER},
        {"1990-05-03", "1990-05-13", BIRTH_NEAR},   {"1990-05-03", "1980-05-03", BIRTH_NEAR},
        {"1990-05-03", "1980-06-03", BIRTH_OTHER},  {"1990-05-03", "", SCORE_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int is = level(SCORE_BIRTH, (struct line){.birth = cases[i].a},
                       (struct line){.birth = cases[i].b});
        if (is != cases[i].level) {
            fail_msg("%s and %s: %d", cases[i].a, cases[i].b, is);
        }
    }
    /* The number says the right day where the column does not. */
    assert_int_equal(level(SCORE_BIRTH,
                           (struct line){.number = "36072219840229000X", .birth = "1984-04-01"},
                           (struct line){.birth = "1984-02-29"}),
                     BIRTH_SAME);
    /* A birthday that the nearly equal numbers hold is no second witness … */
    assert_int_equal(level(SCORE_BIRTH,
                           (struct line){.number = "36072219840229000X", .birth = "1984-02-29"},
                           (struct line){.number = "36072219840229001X", .birth = "1984-02-29"}),
                     SCORE_UNKNOWN);
    /* … nor are two that differ as the numbers do … */
    assert_int_equal(level(SCORE_BIRTH,
                           (struct line){.number = "362123301005224", .birth = "1930/10/5"},
                           (struct line){.number = "362123193010012249", .birth = "1930-10-01"}),
                     SCORE_UNKNOWN);
    /* … but one that a number has wrong is. */
    assert_int_equal(level(SCORE_BIRTH,
                           (struct line){.number = "36072219840229000X", .birth = "1984-02-29"},
                           (struct line){.number = "36072219840129000X", .birth = "1984-02-29"}),
                     BIRTH_SAME);
    /* Two birthdays out of two numbers that are nearly one say nothing new. */
    assert_int_equal(level(SCORE_BIRTH, (struct line){.number = "36072219840229000X"},
                           (struct line){.number = "36072219840229001X"}),
                     SCORE_UNKNOWN);
}

static void phones_and_places(void **state)
{
    (void)state;
    struct line a = {.phone = "13812345678", .town = "嘉定镇", .village = "水东村"};
    assert_int_equal(level(SCORE_PHONE, a, (struct line){.phone = "13812345678"}), PHONE_SAME);
    assert_int_equal(level(SCORE_PHONE, a, (struct line){.phone = "13899999999、13812345678"}),
                     PHONE_SAME);
    assert_int_equal(level(SCORE_PHONE, a, (struct line){.phone = "13812345670"}), PHONE_NEAR);
    assert_int_equal(level(SCORE_PHONE, a, (struct line){.phone = "13812354678"}), PHONE_NEAR);
    assert_int_equal(level(SCORE_PHONE, a, (struct line){.phone = "13912345670"}), PHONE_OTHER);
    assert_int_equal(level(SCORE_PLACE, a, a), PLACE_VILLAGE);
    assert_int_equal(level(SCORE_PLACE, a, (struct line){.village = "水东"}), PLACE_VILLAGE);
    assert_int_equal(level(SCORE_PLACE, a, (struct line){.town = "嘉定", .village = "水西村"}),
                     PLACE_TOWN);
    assert_int_equal(level(SCORE_PLACE, a, (struct line){.town = "古陂镇", .village = "水东村"}),
                     PLACE_OTHER);
    assert_int_equal(level(SCORE_PLACE, a, (struct line){.name = "张三"}), SCORE_UNKNOWN);
}

static void every_level_has_words(void **state)
{
    (void)state;
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        assert_in_range(score_levels((enum score_field)f), 3, SCORE_LEVELS);
        for (int l = 0; l < score_levels((enum score_field)f); l++) {
            assert_true(strlen(score_level_label((enum score_field)f, l)) > 0);
        }
        assert_string_equal(score_level_label((enum score_field)f, SCORE_LEVELS), "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(names),
        cmocka_unit_test(births),
        cmocka_unit_test(phones_and_places),
        cmocka_unit_test(every_level_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
