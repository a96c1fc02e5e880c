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

enum { MODEL_VERSION = 1 };

struct model {
    int version;   /* of the meaning of levels: MODEL_VERSION */
    int64_t made;  /* day it was estimated; DATE_NONE: the built-in one */
    int64_t pairs; /* candidate pairs it was estimated from */
    double prior;  /* how likely two people drawn by chance are one: 1 in … */
    double m[SCORE_FIELD__COUNT][SCORE_LEVELS], u[SCORE_FIELD__COUNT][SCORE_LEVELS];
    float weight[SCORE_FIELD__COUNT][SCORE_LEVELS]; /* log2(m / u); follows from them */
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
 * Estimates m, u and the prior anew. `rows` are the two lists' lengths; `same` counts by level of
 * every field what pairs with the same number show (they are one person but for the odd mistake).
 */
void model_estimate(struct model *model, const struct model_counts *counts, const int64_t rows[2],
                    int32_t today);

/* The weight of a pattern; `rarity` is what the name's rarity adds (model_rarity). */
static inline float model_weight(const struct model *model, uint32_t pattern)
{
    float sum = 0;
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        sum += model->weight[f][score_level(pattern, (enum score_field)f)];
    }
    return sum;
}

/* Writes the model as one JSON object; reads one back. INVALID when it is none or of another
 * version. */
void model_save(const struct model *model, struct buf *out);
MUST_CHECK enum status model_load(struct arena *arena, struct text json, struct model *out,
                                  struct error *error);

#endif
