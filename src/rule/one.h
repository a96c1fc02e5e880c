/*
 * one: a rule asked of one row, over the chains of references instead of whole columns: some
 * microseconds, whatever the size of the board. Gives the same answers as a run (rule/eval.h).
 * Inside src/rule only; explain.h is its face.
 */
#ifndef RULE_ONE_H
#define RULE_ONE_H

#include "rule/context.h"

struct one {
    struct rule_context context;
    struct frame frame;
    size_t *left; /* questions that may still be asked; see one_tired */
};

/*
 * A rule that goes from rows to rows several times over may ask more than is worth while for one
 * row. Then everything left is answered "unknown", and the caller asks the whole board instead,
 * where each condition is answered once.
 */
enum { ONE_QUESTIONS = 300000 };
static inline bool one_tired(const struct one *one)
{
    return *one->left == 0;
}

/* A row gone through by a RULE_EXISTS … RULE_LAST node, for which the condition is not "no". */
struct referring {
    uint32_t row;
    enum answer answer;
};

enum answer one_truth(const struct one *one, const struct rule_node *node, uint32_t row);
struct interval one_number(const struct one *one, const struct rule_node *node, uint32_t row);

/* The rows that refer to `row`, by rising row, those with the answer "no" too when `all`; in the
 * context's arena. */
size_t one_referring(const struct one *one, const struct rule_node *node, uint32_t row, bool all,
                     struct referring **out);
/* The row that the reference of a RULE_VIA node leads to, or ROW_NONE: missing or removed. */
uint32_t one_led(const struct one *one, const struct rule_node *node, uint32_t row);
/* As `one`, inside a RULE_NAMED node. */
struct one one_inside(const struct one *one, const struct rule_node *node);

#endif
