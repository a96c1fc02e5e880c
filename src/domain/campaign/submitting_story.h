/*
 * submitting_story: what was written of a report, as a document with its photos: a unit's case or
 * summary, or the county's, which is those of all units that handed in, one after the other.
 */
#ifndef DOMAIN_CAMPAIGN_SUBMITTING_STORY_H
#define DOMAIN_CAMPAIGN_SUBMITTING_STORY_H

#include "domain/campaign/submitting.h"

enum story_format { STORY_FORMAT_DOCX, STORY_FORMAT_PDF };

/* Appends it. NOT_FOUND: the form has no words, or nothing was written (by any unit, handed in);
 * INVALID names a character that no font has. */
MUST_CHECK enum status submitting_story(const struct submitting *s, enum story_format format,
                                        struct buf *out, struct error *error);

#endif
