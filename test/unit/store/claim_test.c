/* Claims of several processes on one piece of work; here each is a struct claims of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine.h"
#include "store/claim.h"

enum { WORK = 7, OTHER_WORK = 8, LEASE_MS = 60000 };

static struct claims *opened(struct engine *engine, int64_t work)
{
    struct claims *claims;
    engine_ok(engine,
              claims_open(engine->where, work, LEASE_MS, &claims, &engine->arena, &engine->error));
    return claims;
}

static void one_has_a_task(void **state)
{
    struct engine *engine = *state;
    struct claims *a = opened(engine, WORK), *b = opened(engine, WORK);
    struct claims *c = opened(engine, OTHER_WORK);
    assert_true(claim_take(a, 1));
    assert_true(claim_take(a, 1)); /* again */
    assert_false(claim_take(b, 1));
    assert_true(claim_take(b, 2));
    assert_true(claim_take(c, 1)); /* of other work */
    claims_close(c, false);
    claims_close(a, false);
    assert_true(claim_take(b, 1)); /* given back */
    assert_int_equal(engine_number(engine, "SELECT COUNT(*) FROM shared_task"), 2);
    assert_false(claims_failed(b));
    claims_close(b, true);
    assert_int_equal(engine_number(engine, "SELECT COUNT(*) FROM shared_task"), 0);
}

static void a_dead_holder_loses_it(void **state)
{
    struct engine *engine = *state;
    struct claims *dead = opened(engine, WORK), *b = opened(engine, WORK);
    assert_true(claim_take(dead, 1));
    engine_execute(engine, "UPDATE shared_task SET until = 1"); /* long ago */
    assert_true(claim_take(b, 1));
    assert_false(claim_take(dead, 1));
    claims_close(dead, false);
    assert_int_equal(engine_number(engine, "SELECT COUNT(*) FROM shared_task"), 1);
    claims_close(b, true);
}

int main(void)
{
    const struct engine_test tests[] = {ENGINE_TEST(one_has_a_task),
                                        ENGINE_TEST(a_dead_holder_loses_it)};
    return engine_run(tests, COUNT(tests));
}
