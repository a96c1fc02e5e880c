/*
 * model: what agreement and disagreement are worth (Fellegi and Sunter 1969). For every field and
 * level m is how often pairs of one person show it, u how often pairs of two; the weight is
 * log2(m / u), and weights add up. Agreement on a name counts by how rare the name is in the lists
 * at hand. m and u are estimated from the lists without anybody labelling pairs: u from pairs drawn
 * by chance, m by expectation maximisation over the candidates, both held towards the built-in
 * values so that short lists do not run wild. A model is kept as JSON with its version, so that a
 * result can be explained years later.
 */
#ifndef COMPARE_MODEL_H
#define COMPARE_MODEL_H

#include "base/buf.h"
#include "base/error.h"
#include "compare/score.h"

enum { MODEL_VERSION = 3 };

struct model {
    int version;   /* of the meaning of levels: MODEL_VERSION */
    int64_t made;  /* day it was estimated; DATE_NONE: the built-in one */
    int64_t pairs; /* candidate pairs it was estimated from */
    double people; /* rows of the longer list: the more, the rarer relatives are among them */
    double prior;  /* how likely two people drawn by chance are one: 1 in … */
    double m[SCORE_FIELD__COUNT][SCORE_LEVELS], u[SCORE_FIELD__COUNT][SCORE_LEVELS];
    /* These follow from m and u: log2(m / u), and what members of a family share against strangers.
     */
    float weight[SCORE_FIELD__COUNT][SCORE_LEVELS];
    float kin[SCORE_FIELD__COUNT][SCORE_LEVELS], twin[SCORE_FIELD__COUNT][SCORE_LEVELS];
    double error;    /* share of wrong ones among 疑似 that is accepted: 0.02 */
    float threshold; /* the weight from which a pair is 疑似; set by every run */
};

/* The built-in model, for lists too short to estimate one from. */
void model_init(struct model *model);

/* How often each pattern occurs among the candidate pairs, and among pairs drawn by chance. */
struct model_counts {
    uint32_t *candidates; /* SCORE_PATTERNS */
    uint32_t *chance;     /* SCORE_PATTERNS */
};

/*
 * Estimates m, u and the prior anew. `rows` are how many of each list went into the candidates;
 * pairs with two valid numbers are not counted among them.
 */
void model_estimate(struct model *model, const struct model_counts *counts, const int64_t rows[2],
                    int32_t today);

/*
 * The weight of a pattern in bits, the prior and the name's rarity not yet in it. Holds what
 * model_kin says.
 */
float model_weight(const struct model *model, uint32_t pattern);
/* What speaks for two of one family (a household's phone, a twin's birthday) instead of one person:
 * never above 0. */
float model_kin(const struct model *model, uint32_t pattern);

/* The weights of all patterns there can be, into SCORE_PATTERNS places; the others become 0. */
void model_table(const struct model *model, float *table);

/* Writes the model as one JSON object; reads one back. INVALID when it is none or of another
 * version. */
void model_save(const struct model *model, struct buf *out);
MUST_CHECK enum status model_load(struct arena *arena, struct text json, struct model *out,
                                  struct error *error);

#endif
