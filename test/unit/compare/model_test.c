#include "compare/model.h"

#include <math.h>

#include "people.h"

static uint32_t pattern(unsigned number, unsigned name, unsigned birth, unsigned sex,
                        unsigned phone, unsigned place)
{
    const unsigned levels[] = {number, name, birth, sex, phone, place};
    uint32_t p = 0;
    for (unsigned f = 0; f < SCORE_FIELD__COUNT; f++) {
        p |= score_part((enum score_field)f, levels[f]);
    }
    return p;
}

static void weighs(void **state)
{
    (void)state;
    struct model model;
    model_init(&model);
    assert_true(model_weight(&model, 0) > -.1f && model_weight(&model, 0) <= 0);
    float sum = 0;
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        double m = 0, u = 0;
        for (int l = 1; l < score_levels((enum score_field)f); l++) {
            m += model.m[f][l];
            u += model.u[f][l];
        }
        assert_true(fabs(m - 1) < .001 && fabs(u - 1) < .001);
        sum += model.weight[f][1];
    }
    assert_true(sum > 60);
    /* A twin shares birthday, phone and village: that must not make him one person. */
    uint32_t twin =
        pattern(NUMBER_NEAR, NAME_NEAR, BIRTH_SAME, SEX_SAME, PHONE_SAME, PLACE_VILLAGE);
    assert_true(model_kin(&model, twin) < -15);
    assert_true(model_kin(&model, pattern(0, NAME_SAME, BIRTH_SAME, SEX_SAME, 0, 0)) > -1);
}

static void keeps(void **state)
{
    (void)state;
    struct arena arena;
    struct error error;
    struct model model, back;
    struct buf buf;
    arena_init(&arena);
    buf_init(&buf, 1 << 16);
    model_init(&model);
    model.made = TODAY;
    model.m[SCORE_NAME][NAME_SOUND] = .125;
    model_save(&model, &buf);
    assert_int_equal(model_load(&arena, buf_text(&buf), &back, &error), OK);
    assert_int_equal(back.made, TODAY);
    assert_true(back.m[SCORE_NAME][NAME_SOUND] == .125);
    assert_true(back.weight[SCORE_NAME][NAME_SOUND] > model.weight[SCORE_NAME][NAME_SOUND]);
    static const char *const bad[] = {
        "", "{}", "[]", "{\"version\":2}", "{\"version\":1,\"made\":0,\"pairs\":0,\"prior\":2}",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(model_load(&arena, text_of(bad[i]), &back, &error), INVALID);
    }
    buf_release(&buf);
    arena_release(&arena);
}

/* Of pairs made with known shares the estimate finds these shares again, without being told. */
static void estimates(void **state)
{
    (void)state;
    struct model model;
    model_init(&model);
    struct model_counts counts = {calloc(SCORE_PATTERNS, 4), calloc(SCORE_PATTERNS, 4)};
    const uint32_t same = 20000;
    uint32_t found = pattern(NUMBER_ONE_DIGIT, NAME_SAME, BIRTH_SAME, SEX_SAME, PHONE_SAME, 1);
    uint32_t moved = pattern(NUMBER_ONE_DIGIT, NAME_SAME, BIRTH_SAME, SEX_SAME, PHONE_OTHER, 3);
    uint32_t strangers = pattern(NUMBER_OTHER, NAME_SAME, BIRTH_OTHER, SEX_SAME, PHONE_OTHER, 1);
    counts.candidates[found] = same * 3 / 4;
    counts.candidates[moved] = same / 4;
    counts.candidates[strangers] = same / 4;
    counts.chance[pattern(NUMBER_OTHER, NAME_OTHER, BIRTH_OTHER, SEX_OTHER, PHONE_OTHER, 3)] =
        20000;
    counts.chance[pattern(NUMBER_OTHER, NAME_OTHER, BIRTH_OTHER, SEX_SAME, PHONE_OTHER, 3)] = 20000;
    const int64_t rows[2] = {100000, 100000};
    model_estimate(&model, &counts, rows, TODAY);
    assert_true(fabs(model.m[SCORE_PHONE][PHONE_SAME] - .75) < .02);
    assert_true(fabs(model.m[SCORE_PLACE][PLACE_OTHER] - .25) < .02);
    assert_true(model.m[SCORE_BIRTH][BIRTH_SAME] > .98);
    assert_true(fabs(model.u[SCORE_SEX][SEX_SAME] - .5) < .02);
    assert_true(fabs(model.prior * 1e10 - same) < same * .05);
    assert_int_equal(model.made, TODAY);
    free(counts.candidates);
    free(counts.chance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(weighs), cmocka_unit_test(keeps),
                                       cmocka_unit_test(estimates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
