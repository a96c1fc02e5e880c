/*
 * plan: rules as steps over columns. plan.c makes the steps (which column, which ranges, in which
 * stage), run.c works them off. Equal steps are made once, whatever rule they come from. Inside
 * src/rule only.
 *
 * A step answers for every row of one table with two bitmaps. Most steps go row by row and are
 * worked off in blocks by several threads; the steps that go from the rows of one table to those of
 * another need the first table complete, which is what stages are for:
 *
 *     stage 0   columns, and, or, not …        row by row
 *               any(…), count(…) over them     whole
 *     stage 1   what needs those, and what is asked of the row a reference refers to
 *     …
 */
#ifndef RULE_PLAN_H
#define RULE_PLAN_H

#include "base/list.h"
#include "base/map.h"
#include "facts/board.h"
#include "facts/kernel.h"
#include "rule/bitmaps.h"
#include "rule/context.h"
#include "rule/eval.h"
#include "rule/interval.h"

enum step_op {
    STEP_CONSTANT, /* `answer` everywhere */
    STEP_RANGES,   /* the column's number lies in one of the ranges */
    STEP_LOOKUP,   /* answers[the column's number] */
    STEP_KNOWN,    /* the column is filled */
    STEP_AND,
    STEP_OR,
    STEP_NOT,
    STEP_DECIDED, /* input 0 is not unknown */
    STEP_COMPARE, /* a `compare` b */
    STEP_PICK,    /* a lies in one of the ranges */
    STEP_TELLS,   /* a is known */
    STEP_GATHER,  /* input 0, asked of the row the column refers to */
    STEP_EXISTS,  /* input 0 is true of some row whose column refers to this one */
};

enum number_op {
    NUMBER_CONSTANT,
    NUMBER_COLUMN,
    NUMBER_VIA, /* a, asked of the row the column refers to */
    NUMBER_ADD,
    NUMBER_SUB,
    NUMBER_SHIFT, /* a, moved by b months, `factor` times */
    NUMBER_AGE,
    NUMBER_MONTHS,
    NUMBER_OVER, /* over the rows whose column refers to this one and for which `where` holds */
};

struct step {
    enum step_op op;
    enum answer answer;    /* STEP_CONSTANT */
    enum rule_op compare;  /* STEP_COMPARE */
    struct table *table;   /* whose rows it answers for */
    struct column *column; /* of `table`; of STEP_EXISTS: of the input's table */
    const struct range *ranges;
    size_t range_count;
    bool points;            /* the ranges are single values: a partial date is in none for sure */
    const uint8_t *answers; /* STEP_LOOKUP: by number of the column's dictionary */
    struct step **in;
    size_t n;
    struct number *a, *b; /* STEP_RANGES: a decides partial dates, against `picks` */
    const struct range *picks;
    size_t pick_count;
    unsigned stage;          /* in which it is worked off */
    unsigned last;           /* the last stage that reads it */
    bool kept;               /* a rule's own answer */
    bool certain;            /* STEP_GATHER: the input is unknown for no live row */
    uint64_t *yes, *unknown; /* side by side, of the run's bitmaps */
};

struct number {
    enum number_op op;
    enum rule_op over;     /* NUMBER_OVER: RULE_COUNT … RULE_LAST */
    struct table *table;   /* whose rows it is a number of; NULL: constant */
    struct column *column; /* of `table`; NUMBER_OVER: of the table gone through */
    struct number *a, *b;  /* NUMBER_OVER: value, by */
    struct step *where;
    struct interval constant;
    int64_t factor;
    unsigned stage; /* NUMBER_OVER: in which it is worked off */
    unsigned ready; /* the first stage in which it can be read */
    unsigned last;
    bool kept;
    int64_t *lo, *hi; /* NUMBER_OVER: by row of `table`; the same array when all are points */
};

/* A rule of the run: a step or a number. */
struct root {
    const struct rule *rule;
    struct step *step;
    struct number *number;
    const struct dictionary *dictionary; /* what the number's values stand for, or NULL */
    struct set yes, unknown;             /* over the step's bitmaps */
};

struct rule_run {
    struct rule_context context; /* in the run's arena */
    struct arena arena;
    int64_t *params;
    LIST(struct step *) steps; /* inputs before what reads them */
    LIST(struct number *) overs;
    LIST(struct root) roots;
    struct map known;       /* a step's or number's own text -> its address */
    struct bitmaps bitmaps; /* the steps' answers */
    unsigned stages;
    bool worked;
};

struct step *plan_step(struct rule_run *run, const struct rule_node *node,
                       const struct frame *frame);
struct number *plan_number(struct rule_run *run, const struct rule_node *node,
                           const struct frame *frame);

/* The step like `model`, made once. `detail` tells apart what the members do not: the word a lookup
 * was made for. */
struct step *plan_made(struct rule_run *run, struct step model, struct text detail);
/* Whether the number lies in one of the ranges (in the run's arena, changed). points: they are
 * single values. */
struct step *plan_pick(struct rule_run *run, struct number *number, struct range *ranges, size_t n,
                       bool points);

/* A number made of two others, from what these are. */
struct interval number_combine(const struct number *number, struct interval a, struct interval b);

/* n numbers of one table, at the rows given (run.c). */
void number_read(const struct number *number, const uint32_t *rows, size_t n, struct interval *out);

#endif
