#include "standard/card.h"

#include "vectors.h"

static enum card_verdict verdict_of(const char *z)
{
    return card_read(text_of(z), WRITTEN_AS_TEXT).verdict;
}

static void reads_cards(void **state)
{
    (void)state;
    struct card card = card_read(TEXT(" ６2170000 0000 0000-000 "), WRITTEN_AS_TEXT);
    assert_int_equal(card.verdict, CARD_LUHN);
    assert_string_equal(card.number, "6217000000000000000");
    assert_int_equal(verdict_of("4111111111111111"), CARD_VALID);
    assert_int_equal(verdict_of("6217000000000000008"), CARD_LUHN);
    assert_int_equal(verdict_of("0000000000000000018"), CARD_VALID);
}

static void refuses_what_is_lost(void **state)
{
    (void)state;
    assert_int_equal(card_read(TEXT("6217000000000000000"), WRITTEN_AS_NUMBER).verdict,
                     CARD_DIGITS_LOST);
    assert_int_equal(verdict_of("6.2E+18"), CARD_DIGITS_LOST); /* M02 */
    assert_int_equal(verdict_of("6217000000000000000.0"), CARD_DIGITS_LOST);
    assert_int_equal(verdict_of("****1234"), CARD_MASKED);
    assert_int_equal(verdict_of("621700000000000"), CARD_LENGTH);
    assert_int_equal(verdict_of("62170000000000000001"), CARD_LENGTH);
    assert_int_equal(verdict_of("621700000000000A"), CARD_CHAR);
    assert_int_equal(verdict_of("农商行6217000000000000"), CARD_CHAR);
    assert_int_equal(verdict_of(""), CARD_EMPTY);
    for (int v = CARD_LUHN; v < CARD__COUNT; v++) {
        assert_true(card_message(v)[0] != '\0' && card_hint(v)[0] != '\0');
        assert_int_equal(card_usable(v), v == CARD_LUHN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_cards),
        cmocka_unit_test(refuses_what_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
