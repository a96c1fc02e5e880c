#include "standard/citizen_id.h"

#include <string.h>

#include "vectors.h"

static const int32_t today = 19243; /* 2022-09-08 */

static struct citizen_id read_text(const char *z)
{
    return citizen_id_read(text_of(z), WRITTEN_AS_TEXT, today);
}

static enum citizen_id_verdict verdict_of(const char *z)
{
    return read_text(z).verdict;
}

/* The words of the file's `expected` column as verdicts; a numeric cell where the file says so. */
static const struct {
    const char *expected;
    enum written written;
    enum citizen_id_verdict verdict;
} meanings[] = {
    {"valid", WRITTEN_AS_TEXT, CITIZEN_ID_VALID},
    {"valid+warn_region", WRITTEN_AS_TEXT, CITIZEN_ID_VALID},
    {"valid_after_normalise", WRITTEN_AS_TEXT, CITIZEN_ID_VALID},
    {"valid(港澳居民居住证)", WRITTEN_AS_TEXT, CITIZEN_ID_VALID},
    {"invalid_date", WRITTEN_AS_TEXT, CITIZEN_ID_DATE},
    {"invalid_check", WRITTEN_AS_TEXT, CITIZEN_ID_CHECK},
    {"invalid", WRITTEN_AS_TEXT, CITIZEN_ID_MAYBE_X},
    {"legacy15", WRITTEN_AS_TEXT, CITIZEN_ID_FROM_15},
    {"destroyed", WRITTEN_AS_NUMBER, CITIZEN_ID_SCIENTIFIC},
    {"suspect_truncated(校验碰巧通过)", WRITTEN_AS_NUMBER, CITIZEN_ID_TRUNCATED},
    {"invalid_check+suspect_truncated", WRITTEN_AS_NUMBER, CITIZEN_ID_TRUNCATED},
    {"suspect_float", WRITTEN_AS_NUMBER, CITIZEN_ID_FLOAT},
    {"disability_card20", WRITTEN_AS_TEXT, CITIZEN_ID_FROM_CARD},
    {"disability_card22", WRITTEN_AS_TEXT, CITIZEN_ID_FROM_CARD},
};

static void judges_every_vector(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct text rest = vectors_read(&arena, "id_test_vectors.csv"), cells[DATA_CELLS];
    size_t judged = 0;
    while (data_next_row(&rest, cells)) {
        size_t i = 0;
        while (i < COUNT(meanings) && !text_is(cells[1], meanings[i].expected)) {
            i++;
        }
        assert_in_range(i, 0, COUNT(meanings) - 1);
        struct citizen_id id = citizen_id_read(cells[0], meanings[i].written, today);
        if (id.verdict != meanings[i].verdict) {
            fail_msg("%.*s: %d", TEXT_ARG(cells[0]), (int)id.verdict);
        }
        enum sex sex = text_starts(cells[2], TEXT("男"))   ? SEX_MALE
                       : text_starts(cells[2], TEXT("女")) ? SEX_FEMALE
                                                           : SEX_UNKNOWN;
        assert_true(sex == SEX_UNKNOWN || sex == id.sex);
        judged++;
    }
    assert_int_equal(judged, 17);
    arena_release(&arena);
}

static void says_what_the_number_says(void **state)
{
    (void)state;
    struct citizen_id id = read_text("36072219840229000X");
    char birth[11];
    date_format((struct date){id.birth, DATE_DAY}, birth);
    assert_string_equal(birth, "1984-02-29");
    assert_int_equal(id.sex, SEX_FEMALE);
    assert_int_equal(id.region, 360722);
    assert_int_equal(id.findings, 0);
    assert_int_equal(read_text("362123196501150009").region, 362123);
    assert_int_equal(read_text("810000199001010000").findings,
                     CITIZEN_ID_PERMIT | CITIZEN_ID_ENDS_000);
}

static void normalises_what_can_be_normalised(void **state)
{
    (void)state;
    const char *same[] = {"’36079919850606000x", " 3607 9919 8506 0600 0X\t",
                          "\u200b360799\u200b19850606000X\ufeff",
                          "３６０７９９１９８５０６０６０００ｘ", "'36079919850606000X"};
    for (size_t i = 0; i < COUNT(same); i++) {
        struct citizen_id id = read_text(same[i]);
        assert_int_equal(id.verdict, CITIZEN_ID_VALID);
        assert_string_equal(id.number, "36079919850606000X");
        assert_int_equal(id.findings, CITIZEN_ID_CHANGED);
    }
    struct citizen_id old = read_text("360722800229001");
    assert_string_equal(old.number, "360722198002290019");
    assert_int_equal(old.sex, SEX_MALE);
    struct citizen_id card = read_text("36072219840229000x42B1");
    assert_string_equal(card.number, "36072219840229000X");
    assert_int_equal(card.disability_type, '4');
    assert_int_equal(card.disability_level, '2');
}

static void refuses_what_would_need_a_guess(void **state)
{
    (void)state;
    assert_int_equal(verdict_of(""), CITIZEN_ID_EMPTY);
    assert_int_equal(verdict_of(" \u3000"), CITIZEN_ID_EMPTY);
    assert_int_equal(verdict_of("36079919850606000*"), CITIZEN_ID_MAYBE_X);
    assert_int_equal(verdict_of("36079919850606000Х"), CITIZEN_ID_MAYBE_X); /* Cyrillic */
    assert_int_equal(verdict_of("360***********000X"), CITIZEN_ID_MASKED);
    assert_int_equal(verdict_of("36079919850606000"), CITIZEN_ID_LENGTH);
    assert_int_equal(verdict_of("3607991985060600012345678901234567890"), CITIZEN_ID_LENGTH);
    assert_int_equal(verdict_of("36079919850606A00X"), CITIZEN_ID_CHAR);
    assert_int_equal(verdict_of("不详"), CITIZEN_ID_CHAR);
    assert_int_equal(verdict_of("990799198506060000"), CITIZEN_ID_PROVINCE);
    assert_int_equal(verdict_of("3.6072219900101101E17"), CITIZEN_ID_SCIENTIFIC);
    assert_int_equal(verdict_of("36072219840229000X82"), CITIZEN_ID_CARD_END);
    assert_int_equal(verdict_of("36072219840229000X45"), CITIZEN_ID_CARD_END);
    assert_int_equal(verdict_of("360722199001011000.0"), CITIZEN_ID_TRUNCATED);
    assert_int_equal(verdict_of("360722800229001.0"), CITIZEN_ID_FROM_15);
    assert_string_equal(read_text("36079919850606000*").number, "");
}

static void bounds_the_age(void **state)
{
    (void)state;
    char number[19] = "36079919020908001?";
    number[17] = citizen_id_check(number);
    assert_int_equal(verdict_of(number), CITIZEN_ID_VALID); /* 120 today */
    memcpy(number + 6, "19010908", 8);
    number[17] = citizen_id_check(number);
    assert_int_equal(verdict_of(number), CITIZEN_ID_TOO_OLD);
    memcpy(number + 6, "20220908", 8);
    number[17] = citizen_id_check(number);
    assert_int_equal(verdict_of(number), CITIZEN_ID_VALID);
    memcpy(number + 6, "20220909", 8);
    number[17] = citizen_id_check(number);
    assert_int_equal(verdict_of(number), CITIZEN_ID_FUTURE);
}

static void explains_every_verdict(void **state)
{
    (void)state;
    for (int v = 0; v < CITIZEN_ID__COUNT; v++) {
        assert_true((citizen_id_message(v)[0] == '\0') == (v == CITIZEN_ID_VALID));
        assert_true(citizen_id_usable(v) || citizen_id_hint(v)[0] != '\0');
        assert_int_equal(citizen_id_usable(v), v <= CITIZEN_ID_FROM_CARD);
    }
}

static void knows_every_province(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct text rest = vectors_read(&arena, "id_province_prefix.csv"), cells[DATA_CELLS];
    size_t known = 0, valid = 0;
    while (data_next_row(&rest, cells)) {
        char number[32];
        snprintf(number, sizeof(number), "%.2s0799198506060000", cells[0].s);
        number[17] = citizen_id_check(number);
        assert_int_equal(verdict_of(number), CITIZEN_ID_VALID);
        known++;
    }
    for (int prefix = 0; prefix < 100; prefix++) {
        char number[32];
        snprintf(number, sizeof(number), "%02d0799198506060000", prefix);
        number[17] = citizen_id_check(number);
        valid += verdict_of(number) == CITIZEN_ID_VALID;
    }
    assert_int_equal(known, valid);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_every_vector),
        cmocka_unit_test(says_what_the_number_says),
        cmocka_unit_test(normalises_what_can_be_normalised),
        cmocka_unit_test(refuses_what_would_need_a_guess),
        cmocka_unit_test(bounds_the_age),
        cmocka_unit_test(explains_every_verdict),
        cmocka_unit_test(knows_every_province),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
