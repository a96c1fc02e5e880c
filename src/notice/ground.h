/*
 * ground: what a notice's rules stand on: the program's ledgers and definitions, and what codes and
 * regions are called. A notice adds its own definitions (one of the same name takes the place of
 * the program's), one for each category (is_ and its key) and its parameters; with them its
 * predicates can be read, and every mistake in them is told with file and line.
 */
#ifndef NOTICE_GROUND_H
#define NOTICE_GROUND_H

#include "notice/notice.h"
#include "rule/rule.h"

/* A number of the program's own that its definitions use and a county may set. */
struct ground_param {
    struct rule_param param;
    int64_t value; /* until somebody sets it */
};

struct notice_ground {
    const struct ledger *const *ledgers; /* NULL-ended */
    const struct rule_definition *definitions;
    size_t definition_count;
    struct rule_words words;
    const struct ground_param *params;
    size_t param_count;
};

/*
 * The language of a notice's rules. Parameters: as_of, from, to, then `previous` (the day of the
 * report before), then the notice's in their order; one in 元 is money; then the program's that the
 * notice does not name. Mistakes in definitions and
 * categories are added to faults, and then INVALID comes back. The ground and the notice must
 * outlive the language. `notice` may be NULL: then it is the program's own language.
 */
enum { PARAM_PREVIOUS = PARAM__COUNT, PARAM_NOTICE /* the first of the notice's own */ };
MUST_CHECK enum status notice_language(struct arena *arena, const struct notice *notice,
                                       const struct notice_ground *ground,
                                       const struct rule_language **out, struct faults *faults);

/*
 * Values for a question: one for each parameter of the language, INT64_MIN where the county has not
 * filled it in. The caller sets as_of, from, to and previous, and may put the county's own values
 * over the notice's. In the arena.
 */
int64_t *notice_params(struct arena *arena, const struct notice *notice,
                       const struct notice_ground *ground);

/* The rules of one column of a form. */
struct column_rules {
    const struct rule *where;  /* which rows count */
    const struct rule *by;     /* their region */
    const struct rule *person; /* whose row it is; NULL: the rows are persons, or none is asked */
    const struct rule *value;  /* COUNT_SUM: what is added up */
    const struct rule *day;    /* COUNT_PERSON_DAYS: the day */
    struct text blank;         /* not empty: the column waits for a ledger, and has no rules */
};

/* Reads a column's rules. INVALID: every mistake is in faults. */
MUST_CHECK enum status notice_column_rules(struct arena *arena, const struct report_column *column,
                                           const struct notice_ground *ground,
                                           const struct rule_language *language,
                                           struct column_rules *out, struct faults *faults);

/* The rules of a task's progress. */
struct task_rules {
    const struct rule *due;  /* NULL: the task has a target */
    const struct rule *done; /* of those due */
    const struct rule *by;   /* their region */
    struct text blank;       /* not empty: it is typed, and this is why; there are no rules */
};

/* Reads a task's rules. INVALID: every mistake is in faults. */
MUST_CHECK enum status notice_task_rules(struct arena *arena, const struct notice_task *task,
                                         const struct notice_ground *ground,
                                         const struct rule_language *language,
                                         struct task_rules *out, struct faults *faults);

/* Reads a hint's rules: `where` and `by`, and `person` when it lists people. INVALID: as above. */
MUST_CHECK enum status notice_hint_rules(struct arena *arena, const struct inspection_hint *hint,
                                         const struct notice_ground *ground,
                                         const struct rule_language *language,
                                         struct column_rules *out, struct faults *faults);

/* Reads a letter template's rules: `where` and `by`. INVALID: as above. */
MUST_CHECK enum status notice_letter_rules(struct arena *arena,
                                           const struct letter_template *template,
                                           const struct notice_ground *ground,
                                           const struct rule_language *language,
                                           struct column_rules *out, struct faults *faults);

/* Reads a predicate over a person of flags.yaml. *out is NULL while it waits for the ledger
 * `needs`. INVALID: every mistake is in faults. */
MUST_CHECK enum status notice_flag_rule(struct arena *arena, const struct tree *at,
                                        struct text where, struct text needs,
                                        const struct notice_ground *ground,
                                        const struct rule_language *language,
                                        const struct rule **out, struct faults *faults);

/*
 * Everything that can be said against a notice by one who knows the ledgers: its language, every
 * column's rules, the code tables it names, the names of its units' regions. All of it is added to
 * faults.
 */
void notice_check(struct arena *arena, const struct notice *notice,
                  const struct notice_ground *ground, struct faults *faults);

#endif
