/* Rarer names weigh more, by their surname and as a whole. */
#include "compare/rarity.h"

#include "people.h"

static void count(struct rarity *rarity, const char *name, uint32_t times)
{
    struct person_row row = row_of((struct line){.name = name});
    for (uint32_t i = 0; i < times; i++) {
        rarity_count(rarity, &row);
    }
    rarity->total += times;
}

static float bits(const struct rarity *rarity, unsigned level, const char *left, const char *right)
{
    struct model model;
    model_init(&model);
    struct person_row a = row_of((struct line){.name = left});
    struct person_row b = row_of((struct line){.name = right});
    return rarity_bits(rarity, &model, score_part(SCORE_NAME, level), &a, &b);
}

static void a_rare_surname_weighs_more(void **state)
{
    (void)state;
    struct rarity rarity;
    rarity_init(&rarity, 20000);
    count(&rarity, "王小梅", 2);
    count(&rarity, "王小强", 4000);
    count(&rarity, "亓小梅", 2);
    count(&rarity, "李小强", 5000);
    /* two names that are borne by nobody else, of a surname of thousands and of one of two */
    float common = bits(&rarity, NAME_SAME, "王小梅", "王小梅");
    float rare = bits(&rarity, NAME_SAME, "亓小梅", "亓小梅");
    assert_true(rare > common + 1);
    /* a name that thousands bear weighs less than one of the same surname that nobody else bears */
    assert_true(bits(&rarity, NAME_SAME, "王小强", "王小强") < common);
    /* where only the surname agrees */
    assert_true(bits(&rarity, NAME_SURNAME, "亓小梅", "亓大有") >
                bits(&rarity, NAME_SURNAME, "王小梅", "王大有") + 1);
    /* names that differ have no rarity */
    assert_true(bits(&rarity, NAME_OTHER, "亓小梅", "李小强") == 0);
    rarity_release(&rarity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_rare_surname_weighs_more)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
