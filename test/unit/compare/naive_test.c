/*
 * The comparison against a naive one: small random lists, every left row held beside every right
 * row with the same scorer and model. Whatever the naive way is sure of, the blocking keys must
 * have found; whatever is told must weigh what its two rows weigh.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/random.h"
#include "compare/compare.h"
#include "compare/sound.h"

enum { LISTS = 100, PEOPLE = 60, TODAY = 19243, CELL = 64 };

struct somebody {
    char name[CELL], number[CELL], birth[CELL], phone[CELL], village[CELL];
    bool male;
};

struct case_ {
    struct dice dice;
    struct sounds sounds;
    struct somebody people[PEOPLE];
    struct person_row rows[2][PEOPLE];
    size_t n[2];
    size_t who[2][PEOPLE];
};

static struct text of(const char *list, size_t i)
{
    return (struct text){list + i * 3, 3};
}

static void make_people(struct case_ *c)
{
    static const char surnames[] = "刘陈李黄张谢曾王", given[] = "建国志强秀英春梅文华小军玉兰平辉";
    for (size_t i = 0; i < PEOPLE; i++) {
        struct somebody *p = &c->people[i];
        struct text s = of(surnames, dice_below(&c->dice, 8));
        struct text g = of(given, dice_below(&c->dice, 16)),
                    h = of(given, dice_below(&c->dice, 16));
        snprintf(p->name, CELL, "%.*s%.*s%.*s", TEXT_ARG(s), TEXT_ARG(g), TEXT_ARG(h));
        struct civil day = {1950 + (int)dice_below(&c->dice, 50), 1 + (int)dice_below(&c->dice, 12),
                            1 + (int)dice_below(&c->dice, 28)};
        p->male = dice_percent(&c->dice, 50);
        snprintf(p->number, CELL, "360722%04d%02d%02d%03d", day.year, day.month, day.day,
                 (int)dice_below(&c->dice, 400) * 2 + (p->male ? 1 : 2));
        p->number[17] = citizen_id_check(p->number);
        p->number[18] = '\0';
        snprintf(p->birth, CELL, "%04d-%02d-%02d", day.year, day.month, day.day);
        snprintf(p->phone, CELL, "139%08u", dice_below(&c->dice, 100000000));
        snprintf(p->village, CELL, "第%u村", dice_below(&c->dice, 6) + 1);
    }
}

static void damage(struct case_ *c, struct somebody *p)
{
    size_t at = dice_below(&c->dice, 17);
    switch (dice_below(&c->dice, 8)) {
    case 0:
    case 1:
        p->number[at] = (char)('0' + dice_below(&c->dice, 10));
        break;
    case 2:
        p->number[0] = '\0';
        break;
    case 3:
        memcpy(p->name + 3, "健", 3);
        break;
    case 4:
        p->phone[dice_below(&c->dice, 11)] = '7';
        break;
    case 5:
        snprintf(p->village, CELL, "第%u村", dice_below(&c->dice, 6) + 1);
        break;
    case 6:
        p->phone[0] = '\0';
        break;
    default:
        p->birth[0] = '\0';
    }
}

static void add_row(struct case_ *c, struct cleaner *cleaner, int side, size_t who)
{
    struct somebody p = c->people[who];
    if (side == COMPARE_RIGHT && dice_percent(&c->dice, 50)) {
        damage(c, &p);
    }
    struct clean_cell cells[CLEAN_FIELD__COUNT] = {
        [CLEAN_NAME] = {text_of(p.name), WRITTEN_AS_TEXT},
        [CLEAN_NUMBER] = {text_of(p.number), WRITTEN_AS_TEXT},
        [CLEAN_SEX] = {text_of(p.male ? "男" : "女"), WRITTEN_AS_TEXT},
        [CLEAN_BIRTH] = {text_of(p.birth), WRITTEN_AS_TEXT},
        [CLEAN_PHONE] = {text_of(p.phone), WRITTEN_AS_TEXT},
        [CLEAN_VILLAGE] = {text_of(p.village), WRITTEN_AS_TEXT},
    };
    struct person_row *row = &c->rows[side][c->n[side]];
    clean_row(cleaner, cells, row);
    row->row = (uint32_t)c->n[side] + 1;
    c->who[side][c->n[side]++] = who;
    sound_set(&c->sounds, row);
}

static void make_lists(struct case_ *c, uint64_t seed)
{
    struct cleaner cleaner;
    c->dice = dice_seeded(seed);
    c->n[0] = c->n[1] = 0;
    cleaner_init(&cleaner, TODAY, DATE_FROM_1900);
    make_people(c);
    for (size_t i = 0; i < PEOPLE; i++) {
        uint32_t where = dice_below(&c->dice, 4);
        if (where != 0) {
            add_row(c, &cleaner, COMPARE_LEFT, i);
        }
        if (where != 1) {
            add_row(c, &cleaner, COMPARE_RIGHT, i);
        }
    }
    cleaner_release(&cleaner);
}

/* The pairs that are told of a row, as the heaviest of them; INFINITY for one with the same number.
 */
static void told_of(const struct compare_result *result, float told[2][PEOPLE])
{
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < PEOPLE; i++) {
            told[side][i] = -INFINITY;
        }
    }
    for (size_t i = 0; i < result->n; i++) {
        const struct link *link = &result->at[i];
        if (link->left == 0 || link->right == 0) {
            continue;
        }
        bool sure = score_level(link->pattern, SCORE_NUMBER) == NUMBER_SAME;
        float weight = sure ? INFINITY : link->weight;
        told[0][link->left - 1] = fmaxf(told[0][link->left - 1], weight);
        told[1][link->right - 1] = fmaxf(told[1][link->right - 1], weight);
    }
}

static void check_links(const struct case_ *c, const struct compare_result *result)
{
    float prior = (float)log2(result->model.prior / (1 - result->model.prior));
    for (size_t i = 0; i < result->n; i++) {
        const struct link *link = &result->at[i];
        if (link->left == 0 || link->right == 0) {
            continue;
        }
        uint32_t pattern =
            score_pattern(&c->sounds, &c->rows[0][link->left - 1], &c->rows[1][link->right - 1]);
        assert_int_equal(link->pattern, pattern);
        if (link->outcome == OUTCOME_LIKELY) {
            float weight = model_weight(&result->model, pattern) + prior + link->rarity / 100.0F;
            assert_true(fabsf(weight - link->weight) < 0.05F);
            assert_true(link->weight >= result->model.threshold - 0.05F);
        }
        if (link->outcome == OUTCOME_SAME) {
            assert_int_equal(c->who[0][link->left - 1], c->who[1][link->right - 1]);
        }
    }
}

/* Pairs that the naive way is sure of and that the engine lost although both rows were to be had.
 */
static size_t lost(const struct case_ *c, const struct compare_result *result)
{
    enum { SURE = 8 }; /* bits above the threshold */
    float told[2][PEOPLE];
    float prior = (float)log2(result->model.prior / (1 - result->model.prior));
    size_t count = 0;
    told_of(result, told);
    for (size_t l = 0; l < c->n[0]; l++) {
        for (size_t r = 0; r < c->n[1]; r++) {
            uint32_t pattern = score_pattern(&c->sounds, &c->rows[0][l], &c->rows[1][r]);
            float weight = model_weight(&result->model, pattern) + prior;
            bool two = number_usable(&c->rows[0][l]) && number_usable(&c->rows[1][r]);
            if (!two && weight > result->model.threshold + SURE && told[0][l] < weight - SURE &&
                told[1][r] < weight - SURE) {
                count++;
            }
        }
    }
    return count;
}

static void blocking_loses_nothing_that_is_sure(void **state)
{
    static struct case_ c;
    (void)state;
    sounds_init(&c.sounds);
    size_t lost_in_all = 0, pairs = 0;
    struct model model;
    model_init(&model);
    for (uint64_t seed = 1; seed <= LISTS; seed++) {
        struct compare_settings settings = {.today = TODAY, .all_left = true, .model = &model};
        struct compare_result result;
        struct arena arena;
        struct error error;
        arena_init(&arena);
        make_lists(&c, seed);
        struct compare *compare = compare_new(&settings);
        for (int side = 0; side < 2; side++) {
            compare_add(compare, (enum compare_side)side, c.rows[side], c.n[side]);
        }
        assert_int_equal(compare_run(compare, &result, &arena, &error), OK);
        check_links(&c, &result);
        lost_in_all += lost(&c, &result);
        pairs += (size_t)result.outcomes[OUTCOME_LIKELY];
        compare_free(compare);
        arena_release(&arena);
    }
    assert_true(pairs > LISTS);
    assert_int_equal(lost_in_all, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocking_loses_nothing_that_is_sure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
