#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/people/totp.h"

/* RFC 6238 appendix B, SHA-1; the last six of its eight digits. */
static const unsigned char secret[TOTP_SECRET_SIZE + 1] = "12345678901234567890";
static const struct {
    int64_t seconds;
    const char *code;
} vectors[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"},
};

static void codes_of_the_standard_are_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        int64_t step = 0;
        assert_true(totp_check(secret, text_of(vectors[i].code), vectors[i].seconds * 1000, &step));
        assert_int_equal(step, vectors[i].seconds / 30);
    }
}

static void the_neighbouring_step_counts_too(void **state)
{
    (void)state;
    int64_t step = 0;
    struct text code = text_of(vectors[3].code);
    int64_t at = vectors[3].seconds;
    assert_true(totp_check(secret, code, (at + 30) * 1000, &step));
    assert_int_equal(step, at / 30);
    assert_true(totp_check(secret, code, (at - 30) * 1000, &step));
    assert_int_equal(step, at / 30);
    assert_false(totp_check(secret, code, (at + 90) * 1000, &step));
    assert_false(totp_check(secret, code, (at - 90) * 1000, &step));
}

static void other_texts_are_no_code(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "00592", "0059244", "00592a", "      ", "-05924"};
    int64_t step;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(totp_check(secret, text_of(bad[i]), vectors[3].seconds * 1000, &step));
    }
}

static void the_address_for_the_phone_is_escaped(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct text uri = totp_uri(&arena, secret, TEXT("暖心"), TEXT("li.hua"));
    assert_string_equal(arena_cstr(&arena, uri),
                        "otpauth://totp/%E6%9A%96%E5%BF%83:li%2Ehua?secret="
                        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E6%9A%96%E5%BF%83&period=30&"
                        "digits=6");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_the_standard_are_right),
        cmocka_unit_test(the_neighbouring_step_counts_too),
        cmocka_unit_test(other_texts_are_no_code),
        cmocka_unit_test(the_address_for_the_phone_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
