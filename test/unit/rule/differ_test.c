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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_agree_with_the_plain_interpreter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
