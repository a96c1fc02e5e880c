/* Any text as a rule about each ledger of a small world: either told what is wrong, or answered,
 * and then the same for all rows at once and for each row by itself, with reasons that are JSON. */
#include <stddef.h>
#include <stdint.h>

#include "../test/unit/rule/small.h"
#include "rule/eval.h"
#include "rule/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const struct small *small, const struct board *board, const struct rule *rule,
                      uint32_t row, enum answer wanted)
{
    struct arena arena;
    struct explanation explanation;
    struct buf json;
    arena_init(&arena);
    rule_explain(&arena, board, rule, small->params, row, &explanation);
    if (explanation.answer != wanted) {
        bug("row %u: %d, not %d", row, (int)explanation.answer, (int)wanted);
    }
    buf_init(&json, 1 << 22);
    struct json_out out = json_into(&json);
    explanation_json(&explanation, &out, NULL);
    if (!utf8_valid(buf_text(&json))) {
        bug("an explanation is no UTF-8");
    }
    buf_release(&json);
    arena_release(&arena);
}

static void check_rule(const struct small *small, const struct board *board,
                       const struct rule *rule)
{
    struct set yes, unknown, live;
    size_t row;
    rule_rows(board, rule, small->params, &yes, &unknown);
    table_live(board_table(board, text_of(rule->ledger->name)), &live);
    SET_EACH(&live, row)
    {
        enum answer wanted = set_has(&yes, row)       ? ANSWER_YES
                             : set_has(&unknown, row) ? ANSWER_UNKNOWN
                                                      : ANSWER_NO;
        check_row(small, board, rule, (uint32_t)row, wanted);
    }
    set_release(&yes);
    set_release(&unknown);
    set_release(&live);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct small small;
    static struct board *board;
    if (board == NULL) {
        struct dice dice = dice_seeded(3);
        small_make(&small, &dice, 8);
        board = small_board(&small, &dice);
    }
    struct text text = {(const char *)data, size};
    for (int t = 0; t < SMALL__COUNT; t++) {
        struct arena arena;
        struct errors errors = {0};
        const struct rule *rule;
        arena_init(&arena);
        if (rule_parse(&arena, small.language, small_ledgers[t], text, RULE_BOOL, &rule, &errors) ==
            OK) {
            check_rule(&small, board, rule);
        } else if (errors.n == 0) {
            bug("a wrong rule says nothing");
        }
        arena_release(&arena);
    }
    return 0;
}
