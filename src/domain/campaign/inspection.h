/*
 * inspection (排查): the notice's heads beside what the ledgers say: how many each hint lists, what
 * was found by whom and where it stands, what each unit's own inspection says; and a hint made into
 * a finding with its people. Everything within the caller's reach.
 */
#ifndef DOMAIN_CAMPAIGN_INSPECTION_H
#define DOMAIN_CAMPAIGN_INSPECTION_H

#include "domain/app.h"
#include "format/json.h"

enum { FINDING_PEOPLE_MOST = 5000 };

/*
 * Writes docs/api.md's inspection of a unit (0: the caller's own place). NOT_FOUND when the notice
 * asks for none, or the unit is beyond the caller's reach.
 */
MUST_CHECK enum status inspection_json(struct app *app, struct work *work, int64_t region,
                                       struct json_out *out, struct error *error);

/* What a clerk says when a hint becomes a finding; empty texts: as the notice proposes. */
struct finding_order {
    struct text hint;
    int64_t region;
    struct text problem, responsible, measure;
    int32_t deadline; /* DATE_NONE: the usual one */
};

/*
 * Makes a finding of a hint in a unit, with the people it lists now attached; in a write
 * transaction, one audit entry. *people counts them. INVALID: it lists nobody there, waits for a
 * ledger, or lists more than FINDING_PEOPLE_MOST.
 */
MUST_CHECK enum status inspection_make_finding(struct app *app, struct work *work,
                                               const struct finding_order *order, int64_t *finding,
                                               int64_t *people, struct errors *errors,
                                               struct error *error);

/* The people (or the rows, when it counts times) that a hint lists in a unit today, by rising id;
 * in the arena. NOT_FOUND: no such hint; INVALID: it waits for a ledger. */
struct hint_rows {
    int64_t *at;
    size_t n;
};
MUST_CHECK enum status inspection_hint_rows(struct app *app, struct work *work, struct text hint,
                                            int64_t region, struct hint_rows *out,
                                            struct error *error);

#endif
