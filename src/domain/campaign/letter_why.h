/*
 * letter_why: why a letter was written, kept with it: the figures that decided, what they were
 * taken from, and who stood behind each of them then. Kept as a file that its own hash names, so
 * that it cannot be changed afterwards unseen; the letter's field `evidence` is that hash.
 */
#ifndef DOMAIN_CAMPAIGN_LETTER_WHY_H
#define DOMAIN_CAMPAIGN_LETTER_WHY_H

#include "domain/campaign/letter_case.h"
#include "format/json.h"

struct letter_why {
    struct text why, grounds, seal; /* as of letter_case.h */
    int32_t as_of;
    struct letter_figure *figures;
    size_t n;
};

/* In the writer's transaction; name gets the file's. */
MUST_CHECK enum status letter_why_keep(struct app *app, struct work *work,
                                       const struct letter_cases *cases,
                                       const struct letter_case *one, char name[BLOB_NAME + 1],
                                       struct error *error);

/* Of a letter. NOT_FOUND: no such letter within the actor's reach, or it was written by hand. */
MUST_CHECK enum status letter_why_read(struct app *app, struct work *work, int64_t letter,
                                       struct letter_why *out, struct error *error);

/* Writes figures as the member "figures" of docs/api.md, without the people. */
void letter_figures_json(const struct letter_figure *figures, size_t n, struct json_out *out);

#endif
