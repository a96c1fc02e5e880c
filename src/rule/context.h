/*
 * context: what a rule's names and constants mean on a board: which table, column and dictionary,
 * which parameters, which number a code has. Shared by the ways of answering: many rows (plan.c)
 * and one row (one.c). Inside src/rule only.
 */
#ifndef RULE_CONTEXT_H
#define RULE_CONTEXT_H

#include "facts/board.h"
#include "rule/interval.h"
#include "rule/rule.h"

struct rule_context {
    const struct board *board;
    const struct rule_language *language;
    struct arena *arena; /* for what is made on the way */
};

/* The parameters as they stand for a part of a rule: `recognised at D` changes them. */
struct frame {
    const int64_t *params;
    struct text key; /* tells two frames apart */
};

struct table *context_table(const struct rule_context *context, const struct ledger *ledger);
/* The column of a RULE_FIELD or RULE_VIA node. */
struct column *context_column(const struct rule_context *context, const struct rule_node *node);
/* The dictionary behind a code, text or region value; NULL: there is none. */
const struct dictionary *context_dictionary(const struct rule_context *context,
                                            const struct rule_node *node);
/* The frame inside a RULE_NAMED node. */
struct frame context_inside(const struct rule_context *context, const struct rule_node *node,
                            const struct frame *frame);
/* The value of a constant node that is no word. */
struct interval context_constant(const struct rule_context *context, const struct rule_node *node,
                                 const struct frame *frame);
/* The number a constant stands for beside `model`: a code's place in the dictionary, the row of an
 * id. False when no row can have it. */
bool context_beside(const struct rule_context *context, const struct rule_node *constant,
                    const struct rule_node *model, const struct frame *frame, struct interval *out);
/* What a RULE_HAS … RULE_WITHIN node looks for in a text of the dictionary; false: not given. */
bool context_word(const struct rule_context *context, const struct rule_node *node,
                  const struct frame *frame, struct text *word);
/* Whether a text of the dictionary is what the node looks for. */
bool context_matches(enum rule_op op, struct text text, struct text word);

#endif
