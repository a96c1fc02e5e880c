/*
 * rule: a predicate, or a value, over the rows of one ledger, written as text, parsed and type
 * checked once and then asked of many rows (rule/eval.h), of one row with its reasons
 * (rule/explain.h), or counted (rule/tally.h). The language, and what "unknown" means in each
 * operator, is written down in docs/rules.md; this header is its shape in memory.
 *
 * A rule_language is what rules may name: ledgers with their fields, parameters (as_of, from, to
 * and those the notice adds) and definitions. It never changes once made, so any number of threads
 * may parse with it. Rules live in the arena they were parsed into and borrow from the language.
 */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include "base/arena.h"
#include "base/error.h"
#include "ledger/ledger.h"

enum rule_type {
    RULE_BOOL, /* yes, no or unknown */
    RULE_INT,
    RULE_MONEY, /* fen inside, yuan when written */
    RULE_DATE,
    RULE_CODE,   /* a code of the table node->codes */
    RULE_CODES,  /* several: `has`, `is known` */
    RULE_TEXT,   /* =, in, contains, starts */
    RULE_REGION, /* 12 digits */
    RULE_REF,    /* a row of the ledger node->refers */
    RULE_HIDDEN, /* secrets and notes: only `is known` */
    RULE_ANY,    /* for rule_parse: whatever the text gives */
};

enum rule_op {
    RULE_NUMBER, /* literal int, money, date, region or row id: `number`; bool: 0 or 1 */
    RULE_WORD,   /* literal text or code: `text` */
    RULE_PARAM,  /* parameter number `number` */
    RULE_FIELD,  /* field `field` of the row */
    RULE_VIA,    /* child 0, asked of the row that reference `field` refers to */
    RULE_NAMED,  /* child 0 is a definition's body; children 1 (at) or 1, 2 (during): its dates */
    RULE_AND,
    RULE_OR,
    RULE_NOT,
    RULE_EQ, /* two children from here to RULE_GE */
    RULE_NE,
    RULE_LT,
    RULE_LE,
    RULE_GT,
    RULE_GE,
    RULE_BETWEEN,  /* value, low, high; both ends belong to it */
    RULE_IN,       /* value, then constants */
    RULE_KNOWN,    /* child 0 has a value */
    RULE_HAS,      /* several codes, one of them */
    RULE_CONTAINS, /* text, word */
    RULE_STARTS,   /* text, word */
    RULE_WITHIN,   /* region, number: the region or one that lies in it */
    /* Over the rows of ledger `over` whose reference `field` refers to this row, as far as child 0
     * is true of them: */
    RULE_EXISTS,   /* any(…) */
    RULE_COUNT,    /* */
    RULE_DISTINCT, /* different values of child 1 */
    RULE_SUM,      /* of child 1 */
    RULE_MIN,
    RULE_MAX,
    RULE_FIRST, /* child 1 of the row with the least child 2 */
    RULE_LAST,  /* with the greatest; of equals the row entered last */
    RULE_ADD,
    RULE_SUB,
    RULE_SHIFT,  /* child 0 (a date) moved by child 1 (constant) months */
    RULE_AGE,    /* whole years from child 0 to child 1 */
    RULE_MONTHS, /* whole months from child 0 to child 1 */
    RULE_OP__COUNT
};

struct rule_node {
    enum rule_op op;
    enum rule_type type;
    const struct ledger *ledger;          /* whose rows it is asked of */
    const struct ledger *over;            /* RULE_EXISTS … RULE_LAST: the ledger gone through */
    const struct ledger *refers;          /* RULE_REF, RULE_VIA: the ledger referred to */
    const char *codes;                    /* RULE_CODE, RULE_CODES: the code table */
    int field;                            /* RULE_FIELD, RULE_VIA: of `ledger`; over: of `over` */
    bool constant;                        /* the same for every row */
    bool plain;                           /* a literal number that may yet become money */
    int64_t number;                       /* */
    struct text text;                     /* RULE_WORD; RULE_NAMED: how people call it */
    struct text source;                   /* the piece of text it was written as */
    const struct rule_node *const *child; /* */
    size_t n;                             /* children */
};

struct rule {
    const struct rule_language *language;
    const struct ledger *ledger; /* whose rows it is asked of */
    const struct rule_node *node;
    struct text text; /* as written */
};

/* ---- what rules may name ---- */

/* A value that the caller gives with every question. */
struct rule_param {
    const char *name, *label;
    enum rule_type type; /* INT, MONEY, DATE or REGION */
};

/* The first three parameters of every language. */
enum { PARAM_AS_OF, PARAM_FROM, PARAM_TO, PARAM__COUNT };

/* A rule with a name, asked of rows of one ledger; it may use other definitions. */
struct rule_definition {
    const char *name, *label; /* recognised, 有效认定 */
    const char *ledger;
    const char *text;
};

/* What codes and regions are called. Every function may be NULL: then any word is accepted. */
struct rule_words {
    /* The code of `table` that is written `word` (its code or its name); false when none is. */
    bool (*code)(void *context, const char *table, struct text word, struct text *code);
    /* Code number i of a table for suggestions; false past the last. */
    bool (*code_at)(void *context, const char *table, size_t i, struct text *code,
                    struct text *name);
    /* The region that is written `word`: 12 digits as a number. */
    bool (*region)(void *context, struct text word, int64_t *region);
    /* A region's name; the empty text when it has none. */
    struct text (*region_name)(void *context, int64_t region);
    void *context;
};

struct rule_language_plan {
    const struct ledger *const *ledgers; /* NULL-ended */
    const struct rule_param *params;     /* beyond as_of, from and to */
    size_t param_count;
    const struct rule_definition *definitions;
    size_t definition_count;
    struct rule_words words;
};

struct rule_language;

/*
 * A language, made in `arena`, which must outlive it; so must all that the plan points to. Every
 * fault of every definition is added to *errors (field: the definition's name), and then INVALID
 * comes back.
 */
MUST_CHECK enum status rule_language_new(struct arena *arena, const struct rule_language_plan *plan,
                                         const struct rule_language **out, struct errors *errors);

/* Parameter by number, and how many there are: as_of, from, to, then the plan's. */
const struct rule_param *rule_language_param(const struct rule_language *language, size_t index);
size_t rule_language_params(const struct rule_language *language);
const struct rule_words *rule_language_words(const struct rule_language *language);

/*
 * Parses a rule about rows of `ledger`, which must be one of the language's. `want` is the type it
 * must have, or RULE_ANY. INVALID: every fault is in *errors, each with line and column and, where
 * something near it would be right, what to write instead. TOO_LARGE past CEILING_PREDICATE.
 */
MUST_CHECK enum status rule_parse(struct arena *arena, const struct rule_language *language,
                                  const struct ledger *ledger, struct text text,
                                  enum rule_type want, const struct rule **out,
                                  struct errors *errors);

/* How a type is called: 是否, 数, 金额, 日期 … */
const char *rule_type_label(enum rule_type type);

#endif
