/*
 * assign: who is whom among the candidates. The best pairs are taken first and each row at most
 * once, unless its list names people several times on purpose; how sure a pair is depends on who
 * else would have fitted. Pairs of two valid numbers come last and only become conflicts.
 */
#ifndef COMPARE_ASSIGN_H
#define COMPARE_ASSIGN_H

#include "base/list.h"
#include "compare/candidates.h"
#include "compare/link.h"
#include "compare/rarity.h"

struct assign_terms {
    const struct sounds *sounds;
    const struct rest *rest; /* two */
    const struct rarity *rarity;
    bool repeats[2]; /* by side: its rows may be one person several times */
    double error;    /* accepted share of wrong ones among those taken */
};

struct assigned {
    LIST(struct link) links; /* LIKELY, and CONFLICT with LINK_TWO_NUMBERS */
    uint8_t *taken[2];       /* by side and index in the rest: stands in a link */
};

/* Sets model->threshold to the least weight that was taken. */
void assign(const struct assign_terms *terms, const struct candidates *candidates,
            struct model *model, struct assigned *out);
void assigned_release(struct assigned *assigned);

#endif
