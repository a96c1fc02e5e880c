/*
 * parser: what reading one rule carries along, shared by parse.c (grammar: which words may follow
 * which) and check.c (types: what may be asked of what). Inside src/rule only.
 */
#ifndef RULE_PARSER_H
#define RULE_PARSER_H

#include "base/map.h"
#include "rule/rule.h"
#include "rule/token.h"

enum {
    RULE_DEPTH = 60,    /* nesting of one rule; also bounds the recursion of whoever walks it */
    RULE_NODES = 20000, /* nodes of one rule, without its definitions' bodies */
    RULE_ERRORS = 20,   /* after so many the reader stops adding */
};

/* A definition and what has become of it. */
struct named {
    const struct rule_definition *definition;
    const struct ledger *ledger;
    const struct rule *rule; /* NULL: not read yet, or wrong */
    enum { NAMED_WAITING, NAMED_READING, NAMED_READ } state;
    int depth; /* of its nodes and those of the definitions it uses */
};

struct rule_language {
    struct arena *arena;
    const struct ledger *const *ledgers;
    const struct rule_param *params;
    size_t param_count;
    struct named *named;
    size_t named_count;
    struct rule_words words;
};

struct parser {
    struct arena *arena;
    const struct rule_language *language;
    struct rule_language *making; /* the same while its definitions are read; else NULL */
    const struct ledger *ledger;  /* whose rows are meant where the reader stands */
    struct text text;
    struct token token; /* the next one */
    struct errors *errors;
    const char *field;  /* what the errors are about: a definition's name, or NULL */
    bool stopped;       /* a fault of grammar: the rest cannot be understood */
    int depth, deepest; /* nesting now, and the deepest with definitions */
    size_t nodes;
    size_t faults;
};

/* A definition's rule, read on first use while the language is being made. NULL when it is wrong,
 * or is being read (it uses itself). */
const struct rule *named_rule(struct parser *parser, struct named *named);

/* Reads the whole of parser->text. */
const struct rule_node *parser_read(struct parser *parser);

/* ---- check.c ---- */

/* Adds an error at a piece of the text. Type faults leave the reader going; see `stopped`. */
void parser_fault(struct parser *parser, struct text at, struct text hint, const char *format, ...)
    PRINTF(4, 5);

/* A node that stands for something wrong: no further error is made of it. */
const struct rule_node *node_wrong(struct parser *parser, struct text at);
bool node_is_wrong(const struct rule_node *node);
struct rule_node *node_new(struct parser *parser, enum rule_op op, enum rule_type type,
                           struct text source);
void node_children(struct parser *parser, struct rule_node *node,
                   const struct rule_node *const *children, size_t n);

/* Literals take the type of what they stand beside: 500 yuan, '2022-09-01', a code's name. The
 * first operand that is no literal decides; false after a fault. */
bool nodes_unified(struct parser *parser, const struct rule_node **operands, size_t n);
/* The same node, or what is asked only of the row referred to asked there. */
const struct rule_node *node_hoisted(struct parser *parser, struct rule_node *node);

const struct rule_node *node_number(struct parser *parser, struct text digits);
const struct rule_node *node_date(struct parser *parser, struct text source);
/* `name` is a field, a definition or a parameter of the ledger at hand; `first`: no dot before it.
 * *named is set when it is a definition. */
const struct rule_node *node_name(struct parser *parser, struct text name, struct text source,
                                  bool first, struct named **named);
const struct rule_node *node_via(struct parser *parser, const struct rule_node *reference,
                                 const struct rule_node *inner, struct text source);

const struct rule_node *node_truth(struct parser *parser, const struct rule_node *node);
/* RULE_AND or RULE_OR over n >= 2 parts. */
const struct rule_node *node_logic(struct parser *parser, enum rule_op op,
                                   const struct rule_node *const *parts, size_t n,
                                   struct text source);
const struct rule_node *node_not(struct parser *parser, const struct rule_node *node,
                                 struct text source);
const struct rule_node *node_compare(struct parser *parser, enum rule_op op,
                                     const struct rule_node *left, const struct rule_node *right,
                                     struct text source);
const struct rule_node *node_between(struct parser *parser, const struct rule_node *value,
                                     const struct rule_node *low, const struct rule_node *high,
                                     struct text source);
const struct rule_node *node_in(struct parser *parser, const struct rule_node *value,
                                const struct rule_node *const *items, size_t n, struct text source);
const struct rule_node *node_known(struct parser *parser, const struct rule_node *value,
                                   struct text source);
/* has, contains, starts, within */
const struct rule_node *node_match(struct parser *parser, enum rule_op op,
                                   const struct rule_node *value, const struct rule_node *word,
                                   struct text source);
/* unit: WORD_NONE, WORD_DAYS, WORD_MONTHS or WORD_YEARS after the right side */
const struct rule_node *node_sum(struct parser *parser, enum rule_op op,
                                 const struct rule_node *left, const struct rule_node *right,
                                 enum word unit, struct text source);
const struct rule_node *node_span(struct parser *parser, enum word unit,
                                  const struct rule_node *from, const struct rule_node *to,
                                  struct text source);
const struct rule_node *node_dated(struct parser *parser, const struct rule_node *named,
                                   const struct rule_node *from, const struct rule_node *to,
                                   struct text source);

/* The reference of `over` that leads to rows of `ledger`: `via` names it, or is empty. -1 and a
 * fault when there is none or a choice. */
int reference_between(struct parser *parser, const struct ledger *over, const struct ledger *ledger,
                      struct text via, struct text at);
const struct rule_node *node_over(struct parser *parser, enum word word, const struct ledger *over,
                                  int field, const struct rule_node *where,
                                  const struct rule_node *value, const struct rule_node *by,
                                  struct text source);

/* A ledger of the language by name or label, or NULL. */
const struct ledger *language_ledger(const struct rule_language *language, struct text name);
/* A reference field of the ledger by name (with or without _id) or label, or -1. */
int reference_named(const struct ledger *ledger, struct text name);

#endif
