/*
 * query_kept: what lists showed last. Clerks turn pages, come back to a list and share its filters,
 * so the same question is asked again and again of facts that have not changed. An answer is kept
 * under the whole question (who may see what, the day and the books among it) and the board's
 * generation, and is good only for that generation: the next write that the board sees ends it.
 */
#ifndef DOMAIN_QUERY_KEPT_H
#define DOMAIN_QUERY_KEPT_H

#include "domain/query.h"

struct query_kept;

struct query_kept *query_kept_new(void);
void query_kept_free(struct query_kept *kept); /* NULL: nothing */

/* The question as one text, in the arena; empty: its answer must not be kept. */
struct text query_kept_question(struct app *app, const struct work *work,
                                const struct query_plan *plan);
/* Fills `out` (its ids have room for the plan's limit) if this was asked of this generation. */
bool query_kept_find(struct query_kept *kept, struct text question, uint64_t generation,
                     struct query_result *out);
void query_kept_put(struct query_kept *kept, struct text question, uint64_t generation,
                    const struct query_result *result);

#endif
