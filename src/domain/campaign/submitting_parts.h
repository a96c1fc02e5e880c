/* What the files of submitting share: submitting.c finds, submitting_build.c makes the report,
 * submitting_act.c writes. */
#ifndef DOMAIN_CAMPAIGN_SUBMITTING_PARTS_H
#define DOMAIN_CAMPAIGN_SUBMITTING_PARTS_H

#include "base/list.h"
#include "domain/campaign/submitting.h"

bool submitting_is_county(const struct submitting *s);
struct text submitting_unit_key(const struct submitting *s);
struct text submitting_unit_name(const struct submitting *s);
/* Where the row lives: a bureau's at the county. */
int64_t submitting_region(const struct submitting *s);
/* The row of a unit in a round; NULL: none yet. */
MUST_CHECK enum status submitting_find(const struct submitting *s, struct text unit,
                                       const struct round *round, struct row **out,
                                       struct error *error);
/* Reads its row and notes again. */
MUST_CHECK enum status submitting_read(struct submitting *s, struct error *error);
/* CONFLICT: 安西镇的附表2已报送，不能填写. */
enum status submitting_may_not(const struct submitting *s, const char *what, struct error *error);

/* Whether the unit has a row in the form. */
bool submitting_has_row(const struct submitting *s);
/* Whether that row stands beside the form's own, in no total (beside.h). */
bool submitting_is_beside(const struct submitting *s);
/* The live figures of its row. */
MUST_CHECK enum status submitting_statistics(const struct submitting *s, struct statistics *out,
                                             struct error *error);

/* What the units of the round handed in and the county accepted. */
struct submitting_parts {
    struct frozen_rows rows; /* of the units that are rows of the form */
    LIST(struct frozen) from;
    struct text missing; /* 安西镇（未报送）、县残联（已退回） */
    size_t missing_n;
    LIST(struct row *) submitted; /* released by the caller */
};
MUST_CHECK enum status submitting_collect(const struct submitting *s,
                                          struct submitting_parts *parts, struct error *error);
/* The county's table: what the units said, joined. */
MUST_CHECK enum status submitting_join(const struct submitting *s, struct submitting_parts *parts,
                                       struct report *report, struct figure_members **members,
                                       struct error *error);
/* A report of words alone. */
void submitting_words_only(const struct submitting *s, struct report *report,
                           struct figure_members **members);
/* The same of a form of lines. */
void submitting_join_sheet(const struct submitting *s, const struct submitting_parts *parts,
                           struct sheet *out);
/* Begins its row when there is none. */
MUST_CHECK enum status submitting_begin(struct submitting *s, struct errors *errors,
                                        struct error *error);
/* Whether it was handed in and has not come back. */
bool submitting_with_county(const struct submitting *s);
/* A frozen report by the name of its file; NULL for the empty name. */
MUST_CHECK enum status submitting_frozen_file(const struct submitting *s, struct text name,
                                              struct frozen **out, struct error *error);

#endif
