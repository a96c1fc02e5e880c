/*
 * summary_draft (总结草稿): the county's summary begun for the person who writes it: the paragraphs
 * that the notice gives, their figures taken from the newest sealed table, each with a footnote
 * that says report, round, column and the seal; then what the units wrote. A figure whose table is
 * not sealed yet is left open and says so. A .docx to be edited.
 */
#ifndef DOMAIN_CAMPAIGN_SUMMARY_DRAFT_H
#define DOMAIN_CAMPAIGN_SUMMARY_DRAFT_H

#include "base/buf.h"
#include "domain/campaign/submitting.h"

/* Appends the document. NOT_FOUND when the form has no draft or the actor opened a unit's. */
MUST_CHECK enum status summary_draft(const struct submitting *s, struct buf *out,
                                     struct error *error);

#endif
