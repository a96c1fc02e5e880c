/* Random rules over random rows: the columns must say what the plain interpreter says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rule/eval.h"
#include "rule/explain.h"
#include "small.h"

enum { ROUNDS = 70, RULES = 25 };

struct tally {
    size_t yes, no, unknown;
};

/* The same question asked of one row, with its reasons. */
static void check_one(const struct small *small, const struct board *board, const struct rule *rule,
                      uint32_t row, enum plain wanted)
{
    static const enum answer answers[] = {
        [PLAIN_NO] = ANSWER_NO, [PLAIN_YES] = ANSWER_YES, [PLAIN_UNKNOWN] = ANSWER_UNKNOWN};
    struct arena arena;
    struct explanation explanation;
    struct buf json;
    if (rule_answer(board, rule, small->params, row) != answers[wanted]) {
        fail_msg("one row %u of %s: not %d: %.*s", row, rule->ledger->name, (int)wanted,
                 TEXT_ARG(rule->text));
    }
    arena_init(&arena);
    rule_explain(&arena, board, rule, small->params, row, &explanation);
    assert_int_equal(explanation.answer, answers[wanted]);
    buf_init(&json, 1 << 22);
    struct json_out out = json_into(&json);
    explanation_json(&explanation, &out, NULL);
    assert_true(utf8_valid(buf_text(&json)));
    assert_false(json.full);
    buf_release(&json);
    arena_release(&arena);
}

/* Fails with the rule's text where the answers differ. */
static void check_rule(const struct small *small, const struct board *board, int ledger,
                       const struct rule *rule, const struct set *yes, const struct set *unknown,
                       struct tally *tally)
{
    const struct table *table = board_table_at(board, (size_t)ledger);
    for (size_t i = 0; i < small->tables[ledger].n; i++) {
        const struct small_row *plain = &small->tables[ledger].at[i];
        uint32_t row = table_row(table, plain->id);
        enum plain got = set_has(yes, row)       ? PLAIN_YES
                         : set_has(unknown, row) ? PLAIN_UNKNOWN
                                                 : PLAIN_NO;
        enum plain wanted = plain->removed ? PLAIN_NO : small_answer(small, rule, i);
        if (got != wanted) {
            fail_msg("row %zu of %s: %d, not %d: %.*s", i, rule->ledger->name, (int)got,
                     (int)wanted, TEXT_ARG(rule->text));
        }
        if (!plain->removed) {
            check_one(small, board, rule, row, got);
        }
        tally->yes += got == PLAIN_YES;
        tally->no += got == PLAIN_NO;
        tally->unknown += got == PLAIN_UNKNOWN;
    }
}

/* RULES rules in one run, so that they share steps. */
static void check_world(const struct small *small, const struct board *board, struct dice *dice,
                        struct tally *tally)
{
    struct arena arena;
    arena_init(&arena);
    const struct rule *rules[RULES];
    int ledgers[RULES];
    struct rule_run *run = rule_run_new(board, small->language, small->params);
    for (size_t i = 0; i < RULES; i++) {
        struct buf text;
        struct errors errors = {0};
        buf_init(&text, 1 << 20);
        ledgers[i] = (int)dice_below(dice, SMALL__COUNT);
        small_rule(dice, ledgers[i], &text);
        if (rule_parse(&arena, small->language, small_ledgers[ledgers[i]], buf_text(&text),
                       RULE_BOOL, &rules[i], &errors) != OK) {
            fail_msg("%.*s: %.*s", TEXT_ARG(buf_text(&text)), TEXT_ARG(errors.at[0].message));
        }
        buf_release(&text);
        assert_int_equal(rule_run_add(run, rules[i]), i);
    }
    rule_run_work(run);
    for (size_t i = 0; i < RULES; i++) {
        check_rule(small, board, ledgers[i], rules[i], rule_run_yes(run, i),
                   rule_run_unknown(run, i), tally);
    }
    rule_run_free(run);
    arena_release(&arena);
}

static void columns_agree_with_the_plain_interpreter(void **state)
{
    (void)state;
    struct tally tally = {0};
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        struct dice dice = dice_seeded(seed);
        struct small small;
        small_make(&small, &dice, seed % 10 == 0 ? 300 : 40);
        struct board *board = small_board(&small, &dice);
        check_world(&small, board, &dice, &tally);
        /* And again after rows were added, changed and removed. */
        for (int i = 0; i < 30; i++) {
            small_change(&small, board, &dice);
        }
        check_world(&small, board, &dice, &tally);
        board_free(board);
        small_release(&small);
    }
    /* The three answers must all have been asked for often. */
    size_t all = tally.yes + tally.no + tally.unknown;
    print_message("%zu yes, %zu no, %zu unknown\n", tally.yes, tally.no, tally.unknown);
    assert_true(tally.yes > all / 10);
    assert_true(tally.unknown > all / 10);
}

/* So many rows that the work is shared out: blocks on several threads, many words a bitmap. */
static struct board *crowd(struct dice *dice, uint32_t people)
{
    struct board *board = board_new();
    for (int t = 0; t < SMALL__COUNT; t++) {
        board_add(board, small_ledgers[t]);
    }
    board_link(board);
    for (int64_t id = 1; id <= people; id++) {
        struct value person[11] = {0}, spell[9] = {0};
        person[2] = dice_percent(dice, 20) ? VALUE_NULL : value_text(TEXT("1"));
        person[3] = value_date((struct date){(int)dice_below(dice, 20000),
                                             dice_percent(dice, 9) ? DATE_YEAR : DATE_DAY});
        person[8] = value_number(dice_below(dice, 5));
        table_put(board_table_at(board, SMALL_PERSON), id, person);
        for (int64_t k = 0; k < 2; k++) {
            spell[0] = value_number(dice_below(dice, people) + 1);
            spell[2] = value_date((struct date){18800 + (int)dice_below(dice, 900), DATE_DAY});
            spell[4] = dice_percent(dice, 10) ? VALUE_NULL : value_number(dice_below(dice, 2));
            spell[5] = value_number(dice_below(dice, 400000));
            table_put(board_table_at(board, SMALL_SPELL), id * 2 + k, spell);
        }
    }
    return board;
}

static void many_rows_on_many_threads(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "sex = '1' and age(birth) >= 20",
        "any(spell where helped and start >= 2022-01-01)",
        "count(spell where helped) >= 2 or children > 3",
        "sum(spell.pay) > 4000 and not any(spell where not helped)",
        "last(spell by start : pay) >= 2000",
        "any(spell where person.sex = '1' and pay > 1000)",
    };
    struct dice dice = dice_seeded(99);
    struct small small;
    small_make(&small, &dice, 1);
    struct board *board = crowd(&dice, 30000);
    const struct rule *rules[COUNT(texts)];
    struct errors errors = {0};
    board_read(board);
    struct rule_run *run = rule_run_new(board, small.language, small.params);
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_int_equal(rule_parse(&small.arena, small.language, &small_person, text_of(texts[i]),
                                    RULE_BOOL, &rules[i], &errors),
                         OK);
        rule_run_add(run, rules[i]);
    }
    rule_run_work(run);
    for (uint32_t row = 0; row < 30000; row += 37) {
        for (size_t i = 0; i < COUNT(texts); i++) {
            enum answer answer = rule_answer(board, rules[i], small.params, row);
            assert_int_equal(set_has(rule_run_yes(run, i), row), answer == ANSWER_YES);
            assert_int_equal(set_has(rule_run_unknown(run, i), row), answer == ANSWER_UNKNOWN);
        }
    }
    rule_run_free(run);
    board_done(board);
    board_free(board);
    small_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_agree_with_the_plain_interpreter),
        cmocka_unit_test(many_rows_on_many_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
