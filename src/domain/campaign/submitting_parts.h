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

/* What the units of the round handed in and the county accepted. */
struct submitting_parts {
    struct frozen_rows rows;
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

#endif
