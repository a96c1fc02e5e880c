/*
 * unit_merge (单位合并): a township made part of another (or a village of another) while a campaign
 * runs. What is finished stays with the old unit: closed findings, answered letters, accepted
 * tasks, fairs, publicity, and every report that was sealed. From the day on its people,
 * households, organizations, posts, vacancies, claims, open findings, unanswered letters and
 * villages' tasks are the successor's; its villages get codes in the successor's area and keep
 * their names, the old codes end the day before. Its own open tasks are taken out, since the
 * successor has the same tasks and they now speak of both areas.
 *
 * Of each round of reports that is not sealed: when both have been accepted, both stand as they are
 * and the county counts each; else the successor reports for both (what it has handed in is
 * returned to it), and the old unit is no longer asked. Which rounds stay with the old unit is kept
 * as the setting merged_<unit> (report/report.h).
 *
 * Accounts are not moved: whom an account serves is for the security administrator to say.
 */
#ifndef DOMAIN_CAMPAIGN_UNIT_MERGE_H
#define DOMAIN_CAMPAIGN_UNIT_MERGE_H

#include "domain/app.h"
#include "format/json.h"

struct unit_merge {
    int64_t from, into; /* regions of the same level */
    struct text reason;
};

enum { UNIT_MERGE_LEDGERS = 16 };

struct unit_merge_told {
    struct {
        const struct ledger *ledger;
        int64_t moves, stays, removed; /* rows */
    } ledgers[UNIT_MERGE_LEDGERS];
    size_t n;
    int64_t places;   /* villages that get a new code */
    struct text kept; /* rounds that stay the old unit's: 附表2 第一次（9月23日）、… */
    struct text successors; /* rounds that the successor reports for both */
    struct text returned;   /* of these, what it handed in and gets back */
};

/* What it would do, with nothing written. INVALID: not two places of the same level in the county,
 * or one of them has ended. */
MUST_CHECK enum status unit_merge_preview(struct app *app, struct work *work,
                                          const struct unit_merge *plan,
                                          struct unit_merge_told *out, struct error *error);
/* Does it, in a write transaction, as one act of the audit; needs app_refresh once committed.
 * DENIED unless the actor is the county's; INVALID without a reason. */
MUST_CHECK enum status unit_merge_do(struct app *app, struct work *work,
                                     const struct unit_merge *plan, struct unit_merge_told *out,
                                     struct errors *errors, struct error *error);

#endif
