#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/people/password.h"

static void weak_passwords_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *password;
        bool good;
    } cases[] = {
        {"Sunny-72", true},
        {"有梦想的人生abcA1", true},
        {"abcdefg1", false},
        {"Short1!", false},
        {"P@ssw0rd", false},
        {"p@SSW0rd", false},
        {"ABCD1234", false},
        {"Aa123456", false},
        {"Nuanxin-2022", false} /* every demo has it */,
        {"Lihua-2022", false} /* holds the account */,
        {"", false},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct errors errors = {0};
        password_check(text_of(cases[i].password), TEXT("lihua"), "new", &errors, &arena);
        if ((errors.n == 0) != cases[i].good) {
            fail_msg("wrong answer for %s", cases[i].password);
        }
    }
    char novel[PASSWORD_LONGEST + 2];
    memset(novel, 'a', sizeof(novel));
    memcpy(novel, "A1", 2);
    struct errors errors = {0};
    password_check((struct text){novel, sizeof(novel)}, TEXT("lihua"), "new", &errors, &arena);
    assert_int_equal(errors.n, 1);
    arena_release(&arena);
}

static void a_hash_knows_its_password(void **state)
{
    (void)state;
    struct password_gate gate;
    password_gate_init(&gate);
    char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE];
    password_hash(&gate, TEXT("Sunny-72"), hash);
    password_hash(&gate, TEXT("Sunny-72"), again);
    assert_string_not_equal(hash, again);
    assert_true(password_is(&gate, TEXT("Sunny-72"), text_of(hash)));
    assert_false(password_is(&gate, TEXT("Sunny-73"), text_of(hash)));
    assert_false(password_is(&gate, TEXT("Sunny-72"), TEXT_EMPTY));
    assert_false(password_is(&gate, TEXT("Sunny-72"), TEXT("rubbish")));
    assert_int_equal(gate.inside, 0);
    password_gate_release(&gate);
}

static void passwords_handed_out_pass_the_check(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (int i = 0; i < 100; i++) {
        struct errors errors = {0};
        struct text once = password_once(&arena);
        password_check(once, TEXT("lihua"), "new", &errors, &arena);
        assert_int_equal(errors.n, 0);
        assert_int_equal(text_find_char(once, '0'), TEXT_NONE);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weak_passwords_are_refused),
        cmocka_unit_test(a_hash_knows_its_password),
        cmocka_unit_test(passwords_handed_out_pass_the_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
