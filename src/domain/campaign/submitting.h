/*
 * submitting (报送): what a unit and the county office do with one report of one round: write, hand
 * in, return, accept, seal (封存), open again. Handing in builds the report as of the round's last
 * day, asks the form's checks (an error refuses, a warning needs a sentence), and freezes figures,
 * people and words into a file; the county's table is joined from what the units handed in, so that
 * it says what they said, and is sealed once all of them are accepted.
 */
#ifndef DOMAIN_CAMPAIGN_SUBMITTING_H
#define DOMAIN_CAMPAIGN_SUBMITTING_H

#include "domain/app.h"
#include "domain/campaign/round.h"
#include "domain/campaign/statistics.h"
#include "domain/campaign/submission.h"
#include "report/frozen.h"

struct submitting {
    struct app *app;
    struct work *work;
    const struct app_books *books; /* as they were when it was opened */
    struct rounds rounds;
    const struct round *round;
    const struct notice_unit *unit; /* NULL: the county's own table */
    struct row *row;                /* NULL: nothing was written or handed in yet */
    struct row **notes;             /* of the row (report_note), by id */
    size_t note_count;
};

/* Finds a report, round and unit ("county": the whole); NOT_FOUND when the notice has none such or
 * the actor does not reach it. Facts must have been loaded. */
MUST_CHECK enum status submitting_open(struct app *app, struct work *work, struct text report,
                                       struct text round, struct text unit, struct submitting *out,
                                       struct error *error);

/* What the actor may do now. */
struct submitting_may {
    bool write, submit, give_back, accept, seal, reopen, extend;
};
struct submitting_may submitting_may(const struct submitting *s);
/* draft … frozen; "none" before anything was written. */
struct text submitting_state(const struct submitting *s);
/* Whether the round is locked for this unit (an extension counts). */
bool submitting_locked(const struct submitting *s);
/* The note of a kind about a target; empty when there is none. */
struct text submitting_note(const struct submitting *s, const char *kind, struct text target);

/* The report as it would be handed in today: the unit's row alone, or the county's table joined
 * from what the units handed in. A form without a row for the unit gives one without rows. */
MUST_CHECK enum status submitting_report(const struct submitting *s, struct report *report,
                                         struct figure_members **members, struct error *error);
/* The report as people look at it: what was handed in while it is with the county, else as it would
 * be handed in today. */
MUST_CHECK enum status submitting_shown(const struct submitting *s, struct report *report,
                                        struct figure_members **members, struct error *error);
/* What a form of lines says (notice.h: form_sheet), likewise as it would be handed in today: the
 * unit's alone, or the units' and then the whole, joined from what they handed in. Without lines
 * when the form has none or the unit has no row. */
MUST_CHECK enum status submitting_sheet(const struct submitting *s, struct sheet *out,
                                        struct error *error);
/* The same as people look at it. */
MUST_CHECK enum status submitting_sheet_shown(const struct submitting *s, struct sheet *out,
                                              struct error *error);
enum submitting_format { SUBMITTING_XLSX, SUBMITTING_PDF, SUBMITTING_CSV };
/* Appends it as a file in the notice's form; a unit's, or the county's together. */
MUST_CHECK enum status submitting_sheet_file(const struct submitting *s,
                                             enum submitting_format format, struct buf *out,
                                             struct error *error);

/* What a cell said each time that the report was handed in, oldest first. */
struct submitting_version {
    int64_t at, actor; /* ms; who handed it in */
    const char *step;  /* 报送, 封存 */
    struct frozen *frozen;
};
struct submitting_versions {
    struct submitting_version *at;
    size_t n;
};
MUST_CHECK enum status submitting_history(const struct submitting *s,
                                          struct submitting_versions *out, struct error *error);

/* What this one handed in last; NULL: nothing. */
MUST_CHECK enum status submitting_frozen(const struct submitting *s, const struct row *row,
                                         struct frozen **out, struct error *error);
/* What the same unit handed in for the round before; NULL: nothing. */
MUST_CHECK enum status submitting_before(const struct submitting *s, struct frozen **out,
                                         struct error *error);

/* Of the county's table: the units of the round, each opened as by itself. */
MUST_CHECK enum status submitting_units(const struct submitting *s, struct submitting **out,
                                        size_t *n, struct error *error);

/* ---- in a write transaction ---- */

struct submitting_words { /* one thing written */
    const char *kind;     /* NOTE_PROSE, NOTE_EXPLAIN, NOTE_REMARK, NOTE_COMMENT */
    struct text target, body;
};

/* Keeps what was written; an empty body takes it back. Begins the row when there is none. */
MUST_CHECK enum status submitting_write(struct submitting *s, const struct submitting_words *words,
                                        size_t n, struct errors *errors, struct error *error);
/* Types a figure of its row over the computed one, with the reason; SHAPE_BLANK takes it back. */
MUST_CHECK enum status submitting_type(struct submitting *s, struct text column, int64_t value,
                                       struct text reason, struct errors *errors,
                                       struct error *error);
/* Hands it in. INVALID with each check, part and reason that stands against it; CONFLICT when it
 * was handed in already or the round is locked. */
MUST_CHECK enum status submitting_submit(struct submitting *s, struct errors *errors,
                                         struct error *error);
/* Takes the county's step with a unit's: "return" (with remarks among the words) or "accept". */
MUST_CHECK enum status submitting_step(struct submitting *s, const char *step, struct text reason,
                                       const struct submitting_words *words, size_t n,
                                       struct errors *errors, struct error *error);
/* Lets a unit hand in until a day, though the round is locked. */
MUST_CHECK enum status submitting_extend(struct submitting *s, int32_t until, struct text reason,
                                         struct errors *errors, struct error *error);
/* Seals the round: joins the county's table, freezes it and every unit's. CONFLICT naming the units
 * that are not accepted, unless a reason says why the table goes without them. */
MUST_CHECK enum status submitting_seal(struct submitting *s, struct text reason,
                                       const struct submitting_words *words, size_t n,
                                       struct errors *errors, struct error *error);
/* Opens a sealed round again: the county's table is returned, the units' are accepted as before and
 * may be returned one by one. */
MUST_CHECK enum status submitting_reopen(struct submitting *s, struct text reason,
                                         struct errors *errors, struct error *error);

#endif
