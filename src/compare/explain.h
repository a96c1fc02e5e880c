/*
 * explain: a link told twice: as a sentence a clerk understands
 * (身份证号仅一位不同、姓名同音、同村) and as bars, what each field weighs for and against. Both
 * follow from the link and the model alone, so a stored result can be explained again at any time.
 */
#ifndef COMPARE_EXPLAIN_H
#define COMPARE_EXPLAIN_H

#include "base/buf.h"
#include "compare/link.h"
#include "compare/model.h"

enum { EXPLAIN_SIZE = 512 }; /* bytes that hold any sentence */

/* Writes the sentence, no NUL; the length. */
size_t explain_sentence(const struct link *link, char out[EXPLAIN_SIZE]);
/* The same where the left side is a bureau's list and the right one the registry: the sides by what
 * they are, and no row numbers, which nobody there knows. */
size_t explain_suspect(const struct link *link, char out[EXPLAIN_SIZE]);

struct bar {
    enum score_field field; /* SCORE_FIELD__COUNT: what being of one family explains as well */
    int level;
    const char *label; /* 身份证号 */
    const char *says;  /* 仅一位不同 */
    float weight;      /* bits: positive speaks for one person, negative for two */
};

/*
 * The bars of a link, one a field that both sides have, and one more where members of a family
 * would agree as well: how many. Together with the prior they make the link's weight.
 */
size_t explain_bars(const struct model *model, const struct link *link,
                    struct bar bars[SCORE_FIELD__COUNT + 1]);

#endif
