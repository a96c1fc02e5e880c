/*
 * eval: rules asked of a whole board at once. A run takes any number of rules with one set of
 * parameters, turns them into steps over columns in which equal parts of different rules are one
 * step, and works the steps off in blocks on the board's threads. A predicate's answer is two sets:
 * the rows for which it is true, and those for which nobody can tell. A value can be read for any
 * row afterwards.
 *
 * The caller holds the board (board_read) from rule_run_new until the last use of the run.
 */
#ifndef RULE_EVAL_H
#define RULE_EVAL_H

#include "facts/board.h"
#include "rule/interval.h"
#include "rule/rule.h"

struct rule_run;

/*
 * params: values of the language's parameters in their order (dates as day numbers); INT64_MIN: not
 * given, and whatever needs it is unknown. They are copied.
 */
struct rule_run *rule_run_new(const struct board *board, const struct rule_language *language,
                              const int64_t *params);
void rule_run_free(struct rule_run *run);

/* Adds a rule of any type, before rule_run_work; returns its number in the run: 0, 1, 2 …
 * Its ledger and all that it names must be on the board. */
size_t rule_run_add(struct rule_run *run, const struct rule *rule);
/* Answers all that was added. */
void rule_run_work(struct rule_run *run);

/* A predicate's two sets over the live rows of its ledger; they belong to the run. */
const struct set *rule_run_yes(const struct rule_run *run, size_t rule);
const struct set *rule_run_unknown(const struct rule_run *run, size_t rule);

/*
 * A value for each of n rows. Numbers, money (fen) and dates as they are; a code, text or region as
 * its number in the dictionary (rule_run_dictionary), a reference as the row referred to.
 */
void rule_run_values(const struct rule_run *run, size_t rule, const uint32_t *rows, size_t n,
                     struct interval *out);
/* The dictionary that a value's numbers belong to; NULL when it is no code, text or region. */
const struct dictionary *rule_run_dictionary(const struct rule_run *run, size_t rule);

/* How many steps the rules became: for tests and benches. */
size_t rule_run_steps(const struct rule_run *run);

/* One predicate, in one call: sets that the caller releases; `unknown` may be NULL. */
void rule_rows(const struct board *board, const struct rule *rule, const int64_t *params,
               struct set *yes, struct set *unknown);

#endif
