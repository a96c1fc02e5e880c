#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/people/access.h"

static struct actor actor_of(enum role role)
{
    return (struct actor){.user = 1, .role = role, .county = 360722000000};
}

static void administrators_see_no_business_data(void **state)
{
    (void)state;
    static const enum role administrators[] = {ROLE_SYSTEM_ADMIN, ROLE_SECURITY_ADMIN,
                                               ROLE_AUDIT_ADMIN};
    static const enum data_class business[] = {DATA_PEOPLE, DATA_SERVICE, DATA_JOBS, DATA_MONEY,
                                               DATA_CAMPAIGN};
    for (size_t i = 0; i < COUNT(administrators); i++) {
        struct actor actor = actor_of(administrators[i]);
        assert_true(role_is_administrator(actor.role));
        for (size_t j = 0; j < COUNT(business); j++) {
            assert_int_equal(access_of(actor.role, business[j]), 0);
        }
        assert_false(access_permits(&actor, PERMIT_FIGURES));
    }
}

static void administrators_hold_different_powers(void **state)
{
    (void)state;
    static const enum permission powers[] = {PERMIT_ACCOUNTS, PERMIT_GRANT, PERMIT_AUDIT};
    static const enum role holders[] = {ROLE_SYSTEM_ADMIN, ROLE_SECURITY_ADMIN, ROLE_AUDIT_ADMIN};
    for (enum role role = ROLE_NONE; role < ROLE_PROGRAM; role++) {
        struct actor actor = actor_of(role);
        for (size_t i = 0; i < COUNT(powers); i++) {
            assert_int_equal(access_permits(&actor, powers[i]), role == holders[i]);
        }
    }
}

static void nobody_may_nothing(void **state)
{
    (void)state;
    struct actor actor = actor_of(ROLE_NONE);
    for (enum data_class data = 0; data < DATA_CLASS__COUNT; data++) {
        assert_int_equal(access_of(ROLE_NONE, data), 0);
    }
    for (enum permission p = PERMIT_SIGNED; p < PERMIT__COUNT; p++) {
        assert_false(access_permits(&actor, p));
    }
    assert_true(access_permits(&actor, PERMIT_ANYBODY));
}

static void auditor_only_reads(void **state)
{
    (void)state;
    struct actor actor = actor_of(ROLE_AUDITOR);
    for (enum data_class data = 0; data < DATA_CLASS__COUNT; data++) {
        assert_true(access_may(&actor, data, ACCESS_READ));
        assert_false(access_may(&actor, data, ACCESS_WRITE));
        assert_false(access_may(&actor, data, ACCESS_READ | ACCESS_ACT));
        assert_false(access_may(&actor, data, ACCESS_IMPORT));
    }
}

static void all_bits_are_needed_and_none_is_refused(void **state)
{
    (void)state;
    struct actor actor = actor_of(ROLE_BUREAU);
    assert_true(access_may(&actor, DATA_PEOPLE, ACCESS_READ | ACCESS_IMPORT));
    assert_false(access_may(&actor, DATA_PEOPLE, ACCESS_READ | ACCESS_REVEAL));
    assert_false(access_may(&actor, DATA_PEOPLE, 0));
}

static void reach_follows_the_code(void **state)
{
    (void)state;
    int64_t lo, hi;
    actor_reach(360722000000, &lo, &hi);
    assert_int_equal(lo, 360722000000);
    assert_int_equal(hi, 360722999999);
    actor_reach(360722100000, &lo, &hi);
    assert_int_equal(hi, 360722100999);
    actor_reach(360722100201, &lo, &hi);
    assert_int_equal(lo, 360722100201);
    assert_int_equal(hi, 360722100201);
    actor_reach(360700000000, &lo, &hi);
    assert_int_equal(hi, 360799999999);
    actor_reach(360000000000, &lo, &hi);
    assert_int_equal(hi, 369999999999);
}

static void role_decides_how_far(void **state)
{
    (void)state;
    struct actor township = actor_of(ROLE_TOWNSHIP);
    access_reach(&township, 360722100000);
    assert_true(actor_reaches(&township, 360722100201));
    assert_false(actor_reaches(&township, 360722101000));

    struct actor bureau = actor_of(ROLE_BUREAU);
    access_reach(&bureau, 360722100000);
    assert_true(actor_reaches(&bureau, 360722101201));
    assert_false(actor_reaches(&bureau, 360723100000));

    struct actor nowhere = actor_of(ROLE_VILLAGE);
    access_reach(&nowhere, 0);
    assert_false(actor_reaches(&nowhere, 360722100201));

    struct actor keeper = actor_of(ROLE_AUDIT_ADMIN);
    access_reach(&keeper, 360722000000);
    assert_false(actor_reaches(&keeper, 360722000000));
    assert_false(actor_reaches(&keeper, 0));

    struct actor program = actor_program(360722000000);
    assert_true(actor_reaches(&program, 360722101201));
    assert_true(actor_is(&program, ROLE_BIT(ROLE_VILLAGE)));
}

static void names_find_their_role(void **state)
{
    (void)state;
    for (enum role role = ROLE_COUNTY; role < ROLE_PROGRAM; role++) {
        assert_int_equal(role_find(text_of(role_name(role))), role);
        assert_non_null(role_label(role));
    }
    assert_int_equal(role_find(TEXT("program")), ROLE_NONE);
    assert_int_equal(role_find(TEXT("")), ROLE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(administrators_see_no_business_data),
        cmocka_unit_test(administrators_hold_different_powers),
        cmocka_unit_test(nobody_may_nothing),
        cmocka_unit_test(auditor_only_reads),
        cmocka_unit_test(all_bits_are_needed_and_none_is_refused),
        cmocka_unit_test(reach_follows_the_code),
        cmocka_unit_test(role_decides_how_far),
        cmocka_unit_test(names_find_their_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
