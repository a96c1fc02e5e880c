#include "standard/credit_code.h"

#include "vectors.h"

static const struct {
    const char *expected;
    enum credit_code_verdict verdict;
} meanings[] = {
    {"valid", CREDIT_CODE_VALID},         {"valid_after_normalise", CREDIT_CODE_VALID},
    {"invalid_check", CREDIT_CODE_CHECK}, {"invalid_char", CREDIT_CODE_CHAR},
    {"legacy_reg15", CREDIT_CODE_OLD_15},
};

static void judges_every_vector(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct text rest = vectors_read(&arena, "uscc_test_vectors.csv"), cells[DATA_CELLS];
    size_t judged = 0;
    while (data_next_row(&rest, cells)) {
        size_t i = 0;
        while (i < COUNT(meanings) && !text_is(cells[1], meanings[i].expected)) {
            i++;
        }
        assert_in_range(i, 0, COUNT(meanings) - 1);
        struct credit_code code = credit_code_read(cells[0], WRITTEN_AS_TEXT);
        assert_int_equal(code.verdict, meanings[i].verdict);
        judged++;
    }
    assert_int_equal(judged, 9);
    arena_release(&arena);
}

static struct credit_code read_text(const char *z)
{
    return credit_code_read(text_of(z), WRITTEN_AS_TEXT);
}

static void normalises_and_suggests(void **state)
{
    (void)state;
    struct credit_code code = read_text(" ９1360722-ma00000079 ");
    assert_string_equal(code.number, "91360722MA00000079");
    assert_true(code.findings & CREDIT_CODE_CHANGED);
    code = read_text("9136O722MA00000079");
    assert_string_equal(code.number, "");
    assert_string_equal(code.suggestion, "91360722MA00000079");
    assert_string_equal(read_text("9136O722MA00000078").suggestion, "");
}

static void warns_of_the_inner_check_only(void **state)
{
    (void)state;
    /* 00000000 has the organization check 0 (11 - 0 % 11 = 11). */
    assert_int_equal(read_text("11360722000000000Q").findings, 0);
    struct credit_code code;
    for (const char *last = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *last != '\0'; last++) {
        char number[19] = "113607220000000010";
        number[17] = *last;
        code = read_text(number);
        if (code.verdict == CREDIT_CODE_VALID) {
            assert_int_equal(code.findings, CREDIT_CODE_ORG_CHECK);
            return;
        }
    }
    fail_msg("no check character fits");
}

static void refuses_the_rest(void **state)
{
    (void)state;
    assert_int_equal(read_text("").verdict, CREDIT_CODE_EMPTY);
    assert_int_equal(read_text("9136072").verdict, CREDIT_CODE_LENGTH);
    assert_int_equal(read_text("9.1360722E+17").verdict, CREDIT_CODE_SCIENTIFIC);
    assert_int_equal(credit_code_read(TEXT("113607220000000000"), WRITTEN_AS_NUMBER).verdict,
                     CREDIT_CODE_SCIENTIFIC);
    assert_int_equal(read_text("913607二2MA00000079").verdict, CREDIT_CODE_CHAR);
    for (int v = CREDIT_CODE_VALID + 1; v < CREDIT_CODE__COUNT; v++) {
        assert_true(credit_code_message(v)[0] != '\0' && credit_code_hint(v)[0] != '\0');
    }
}

static void names_the_kind(void **state)
{
    (void)state;
    assert_string_equal(credit_code_kind(TEXT("92360722MA00000151")), "个体工商户");
    assert_string_equal(credit_code_kind(TEXT("93360722MA0000023Q")), "农民专业合作社");
    assert_string_equal(credit_code_kind(TEXT("X1")), "其他");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_every_vector),
        cmocka_unit_test(normalises_and_suggests),
        cmocka_unit_test(warns_of_the_inner_check_only),
        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(names_the_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
