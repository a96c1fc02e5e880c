#include "compare/explain.h"

#include "people.h"

static void tells(enum outcome outcome, unsigned flags, uint32_t pattern, uint32_t other,
                  const char *expected)
{
    struct link link = {.left = 1,
                        .right = 2,
                        .other = other,
                        .second = 9,
                        .pattern = pattern,
                        .flags = (uint16_t)flags,
                        .outcome = (uint8_t)outcome};
    char says[EXPLAIN_SIZE];
    size_t n = explain_sentence(&link, says);
    if (n != strlen(expected) || memcmp(says, expected, n) != 0) {
        fail_msg("%.*s\n instead of %s", (int)n, says, expected);
    }
}

static uint32_t pattern(unsigned number, unsigned name, unsigned birth, unsigned sex,
                        unsigned phone, unsigned place)
{
    return score_part(SCORE_NUMBER, number) | score_part(SCORE_NAME, name) |
           score_part(SCORE_BIRTH, birth) | score_part(SCORE_SEX, sex) |
           score_part(SCORE_PHONE, phone) | score_part(SCORE_PLACE, place);
}

static void sentences(void **state)
{
    (void)state;
    tells(OUTCOME_SAME, 0, pattern(1, 1, 1, 1, 1, 1), 0, "身份证号相同、姓名相同");
    tells(OUTCOME_SAME, LINK_FROM_15, pattern(1, NAME_SOUND, BIRTH_SWAPPED, 1, 1, 1), 0,
          "身份证号相同（15位升18位）、姓名同音字不同、出生月日颠倒（以证号为准）");
    tells(OUTCOME_SAME, LINK_RIGHT_DEAD, pattern(1, NAME_NEAR, 1, 1, 0, 0), 0,
          "身份证号相同、姓名相近（请核）；右表注明死亡，请核实");
    tells(OUTCOME_LIKELY, 0, pattern(NUMBER_ONE_DIGIT, NAME_SOUND, 0, 1, 0, PLACE_VILLAGE), 0,
          "身份证号仅一位不同、姓名同音字不同、同村");
    tells(OUTCOME_LIKELY, 0, pattern(NUMBER_FITS, NAME_SOUND, 0, 1, 0, 0), 0,
          "身份证号未遮的各位相同、姓名同音字不同");
    tells(OUTCOME_LIKELY, LINK_AMBIGUOUS, pattern(0, 1, 1, 1, PHONE_OTHER, 0), 0,
          "至少一方没有身份证号、姓名相同、同日出生、电话不同；右表第9行也相近，请人工选定");
    tells(OUTCOME_CONFLICT, LINK_NAME_DIFFERS | LINK_SEX_DIFFERS,
          pattern(1, NAME_OTHER, 1, 2, 0, 0), 0,
          "身份证号相同，但姓名不同、性别不同：疑似一号两人");
    tells(OUTCOME_CONFLICT, LINK_TWO_NUMBERS, pattern(NUMBER_OTHER_VALID, 1, 1, 1, 1, 1), 0,
          "姓名相同、同日出生、电话相同、同村，但两个身份证号都有效：疑似一人两号");
    tells(OUTCOME_LEFT_ONLY, LINK_NUMBER_POOR, 0, 0, "右表没有找到此人（本行身份证号缺失或有误）");
    tells(OUTCOME_RIGHT_ONLY, LINK_RIGHT_REPEATED, 0, 5, "左表没有找到此人；右表本行与第5行重复");
}

/* Two people of one list with one number whom the other list does not have. */
static void told_of_one_list(void **state)
{
    (void)state;
    struct link link = {
        .right = 7, .other = 3, .flags = LINK_SHARED_NUMBER, .outcome = OUTCOME_CONFLICT};
    char says[EXPLAIN_SIZE];
    says[explain_sentence(&link, says)] = '\0';
    assert_string_equal(says,
                        "左表没有找到此人；右表第3行不是同一人，也用这个身份证号：疑似一号两人");
    link.flags |= LINK_RIGHT_REPEATED;
    says[explain_sentence(&link, says)] = '\0';
    assert_string_equal(says, "左表没有找到此人；同一表内另有其人用这个身份证号：疑似一号两人"
                              "；右表本行与第3行重复");
}

/* Whatever the levels and flags, the sentence fits and is UTF-8 without a comma or a quote. */
static void any_sentence_fits(void **state)
{
    (void)state;
    struct link link = {
        .left = 4294967295u, .right = 4294967295u, .other = 4294967295u, .second = 4294967295u};
    for (uint32_t p = 0; p < SCORE_PATTERNS; p += 7) {
        char says[EXPLAIN_SIZE];
        link.pattern = p;
        link.flags = (uint16_t)(p % 5 == 0 ? 0xFFFF : p * 2654435761u >> 16);
        link.outcome = (uint8_t)(p % OUTCOME__COUNT);
        size_t n = explain_sentence(&link, says);
        struct text t = {says, n};
        assert_in_range(n, 6, EXPLAIN_SIZE);
        assert_true(utf8_valid(t) && text_find_char(t, ',') == TEXT_NONE &&
                    text_find_char(t, '"') == TEXT_NONE);
    }
}

static void bars_add_up(void **state)
{
    (void)state;
    struct model model;
    model_init(&model);
    struct link link = {.left = 1, .right = 1, .rarity = 150, .pattern = pattern(0, 1, 1, 1, 1, 1)};
    struct bar bars[SCORE_FIELD__COUNT + 1];
    size_t n = explain_bars(&model, &link, bars);
    float sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += bars[i].weight;
        assert_true(strlen(bars[i].label) > 0 && strlen(bars[i].says) > 0);
    }
    assert_in_range(n, 5, 6);
    assert_true(sum > model_weight(&model, link.pattern) + 1.4f &&
                sum < model_weight(&model, link.pattern) + 2.1f);
    link.right = 0;
    assert_int_equal(explain_bars(&model, &link, bars), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences), cmocka_unit_test(told_of_one_list),
        cmocka_unit_test(any_sentence_fits), cmocka_unit_test(bars_add_up)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
