/*
 * explain: why a rule says what it says of one row: its conditions as a tree of Chinese sentences,
 * each with the value it met and its answer, and the facts that are missing when the answer is
 * "unknown": which field of which record somebody has to fill so that the question can be decided.
 *
 *     年龄 47 ≥ 40：是
 *     缺少“失业登记日期”，无法判断
 */
#ifndef RULE_EXPLAIN_H
#define RULE_EXPLAIN_H

#include "facts/board.h"
#include "format/json.h"
#include "rule/interval.h"
#include "rule/rule.h"

/* A fact that is not known, and whose absence leaves the question open. */
struct missing {
    const struct ledger *ledger;
    int64_t id; /* the record's */
    const struct field *field;
    bool partial; /* a date given only as a month or a year */
};

struct reason {
    enum rule_op op;
    struct text sentence; /* without the answer: 年龄 47 ≥ 40 */
    struct text source;   /* the piece of the rule */
    enum answer answer;
    const struct ledger *ledger; /* whose record it is asked of, when that changes here; or NULL */
    int64_t id;
    struct reason *parts; /* what it was decided by; long lists of records are cut (`left_out`) */
    size_t n;
    size_t left_out;
};

struct explanation {
    enum answer answer;
    struct reason top;
    struct missing *missing;
    size_t missing_count;
};

/* Only the answer: some microseconds, or one run over the board for a rule so wide that it would
 * ask hundreds of thousands of rows for this one. The board is held for reading in all of these. */
enum answer rule_answer(const struct board *board, const struct rule *rule, const int64_t *params,
                        uint32_t row);
/* The value of a rule that is no predicate; codes and references as in rule_run_values. */
struct interval rule_value(const struct board *board, const struct rule *rule,
                           const int64_t *params, uint32_t row);

/* Explains a predicate; everything in `arena`. Of a rule too wide (see above) only the answer. */
void rule_explain(struct arena *arena, const struct board *board, const struct rule *rule,
                  const int64_t *params, uint32_t row, struct explanation *out);

/* One sentence for a list or a heading: 符合, 不符合：年龄 37 ≥ 40, or
 * 无法判断：缺少“失业登记日期”. */
struct text explanation_line(struct arena *arena, const struct explanation *explanation);
/* {"answer": "yes"|"no"|"unknown", "line": …, "reason": {"sentence", "answer", "source", "ledger",
 * "id", "parts": […], "left_out"}, "missing": [{"ledger", "id", "field", "label", "partial"}]}
 * under the key (NULL inside an array). */
void explanation_json(const struct explanation *explanation, struct json_out *out, const char *key);

/* yes, no, unknown */
const char *answer_name(enum answer answer);

#endif
