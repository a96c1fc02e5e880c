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
 * Its accounts go with it, each to the place that its own became, with the role they have: whoever
 * served a village serves it still. Each move has its audit entry for the security administrator.
 *
 * The last merging can be taken back, whenever: what it moved goes back unless somebody moved it
 * on, what was entered since in the old unit's villages goes with them, the old unit is asked for
 * reports again. Reports that were returned or handed in meanwhile stay as they are.
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
    int64_t accounts; /* that go along, disabled ones too */
    struct text who;  /* 张三（zhang）、…, as many as fit a line */
    struct text kept; /* rounds that stay the old unit's: 附表2 第一次（9月23日）、… */
    struct text successors; /* rounds that the successor reports for both */
    struct text returned;   /* of these, what it handed in and gets back */
};

/* What it would do, with nothing written. INVALID: not two places of the same level in the county,
 * or one of them has ended. */
MUST_CHECK enum status unit_merge_preview(struct app *app, struct work *work,
                                          const struct unit_merge *plan,
                                          struct unit_merge_told *out, struct error *error);
/* What undoing did. */
struct unit_merge_undone {
    int64_t back, accounts; /* rows and accounts */
    int64_t stay;           /* rows and accounts that somebody moved on since */
};

/* Does it, in a write transaction, as one act of the audit; needs app_refresh once committed.
 * DENIED unless the actor is the county's; INVALID without a reason. */
MUST_CHECK enum status unit_merge_do(struct app *app, struct work *work,
                                     const struct unit_merge *plan, struct unit_merge_told *out,
                                     struct errors *errors, struct error *error);

/* Takes a merging back, in a write transaction, as one act of the audit; needs app_refresh once
 * committed. NOT_FOUND; CONFLICT when it was undone or another came after it; DENIED and INVALID as
 * above. */
MUST_CHECK enum status unit_merge_undo(struct work *work, int64_t id, struct text reason,
                                       struct unit_merge_undone *out, struct errors *errors,
                                       struct error *error);

/* Writes {"merges":[…]} as docs/api.md says, the newest first. */
MUST_CHECK enum status unit_merge_list(struct work *work, struct json_out *out,
                                       struct error *error);

#endif
