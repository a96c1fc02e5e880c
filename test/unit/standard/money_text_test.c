#include "standard/money_text.h"

#include "vectors.h"

static void reads_figures_only(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        enum money_unit declared;
        enum money_verdict verdict;
        int64_t fen;
    } cases[] = {
        {"1,500元", MONEY_YUAN, MONEY_OK, 150000}, /* M01 */
        {"0.15万元", MONEY_YUAN, MONEY_OK, 150000},
        {"0.15", MONEY_WAN, MONEY_OK, 150000},
        {"0.15", MONEY_YUAN, MONEY_OK, 15},
        {"150000", MONEY_FEN, MONEY_OK, 150000},
        {"１５００．５０", MONEY_YUAN, MONEY_OK, 150050},
        {"￥12,345,678.90", MONEY_YUAN, MONEY_OK, 1234567890},
        {"500元整", MONEY_WAN, MONEY_OK, 50000},
        {"人民币 500 元", MONEY_YUAN, MONEY_OK, 50000},
        {"-20", MONEY_YUAN, MONEY_OK, -2000},
        {"0", MONEY_YUAN, MONEY_OK, 0},
        {"1.500", MONEY_YUAN, MONEY_OK, 150},
        {"1.505", MONEY_YUAN, MONEY_FINER, 0},
        {"一千五", MONEY_YUAN, MONEY_WORDS, 0},
        {"1千5", MONEY_YUAN, MONEY_WORDS, 0},
        {"1,50", MONEY_YUAN, MONEY_UNREADABLE, 0},
        {"1500,000", MONEY_YUAN, MONEY_UNREADABLE, 0},
        {"500元/月", MONEY_YUAN, MONEY_UNREADABLE, 0},
        {"约500", MONEY_YUAN, MONEY_UNREADABLE, 0},
        {"1.", MONEY_YUAN, MONEY_UNREADABLE, 0},
        {".5", MONEY_YUAN, MONEY_UNREADABLE, 0},
        {"元", MONEY_YUAN, MONEY_UNREADABLE, 0},
        {"1E5", MONEY_YUAN, MONEY_UNREADABLE, 0},
        {"", MONEY_YUAN, MONEY_EMPTY, 0},
        {"/", MONEY_YUAN, MONEY_EMPTY, 0},
        {"99999999999999999999999999", MONEY_YUAN, MONEY_TOO_LARGE, 0},
        {"100000000000.01", MONEY_YUAN, MONEY_TOO_LARGE, 0},
        {"100000000000", MONEY_YUAN, MONEY_OK, 10000000000000},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct money_text m =
            money_text_read(text_of(cases[i].cell), WRITTEN_AS_TEXT, cases[i].declared);
        if (m.verdict != cases[i].verdict || m.fen != cases[i].fen) {
            fail_msg("%s: %d, %lld fen", cases[i].cell, (int)m.verdict, (long long)m.fen);
        }
    }
}

static void reads_what_a_workbook_stores(void **state)
{
    (void)state;
    struct money_text m =
        money_text_read(TEXT("1500.0000000000002"), WRITTEN_AS_NUMBER, MONEY_YUAN);
    assert_int_equal(m.verdict, MONEY_OK);
    assert_int_equal(m.fen, 150000);
    m = money_text_read(TEXT("1.5E-2"), WRITTEN_AS_NUMBER, MONEY_WAN);
    assert_int_equal(m.fen, 15000);
    assert_int_equal(money_text_read(TEXT("0.125"), WRITTEN_AS_NUMBER, MONEY_YUAN).verdict,
                     MONEY_FINER);
    assert_int_equal(money_text_read(TEXT("1e300"), WRITTEN_AS_NUMBER, MONEY_YUAN).verdict,
                     MONEY_TOO_LARGE);
    assert_int_equal(money_text_read(TEXT("nan"), WRITTEN_AS_NUMBER, MONEY_YUAN).verdict,
                     MONEY_UNREADABLE);
    assert_int_equal(money_text_read(TEXT("5元"), WRITTEN_AS_NUMBER, MONEY_WAN).unit, MONEY_YUAN);
    for (int v = MONEY_OK + 1; v < MONEY__COUNT; v++) {
        assert_true(money_text_message(v)[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_figures_only),
        cmocka_unit_test(reads_what_a_workbook_stores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
