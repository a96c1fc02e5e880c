/*
 * letters: the drafting of a template's letters, a look at one before it is drafted, and a letter
 * as a document. A draft's text is a .docx attached to the letter (letter_paper.h); the clerk may
 * edit it: upload the edited one, remove the first. Why the unit gets it is kept (letter_why.h).
 */
#ifndef DOMAIN_CAMPAIGN_LETTERS_H
#define DOMAIN_CAMPAIGN_LETTERS_H

#include "domain/campaign/letter_paper.h"
#include "format/json.h"

/* Writes docs/api.md's templates: each with the units, the figures that decide, and whether they
 * get it. */
MUST_CHECK enum status letters_json(struct app *app, struct work *work, struct json_out *out,
                                    struct error *error);

struct letters_drafted {
    int64_t *ids;
    size_t n;
};

/*
 * Drafts a template's letter to each of the units (as letters_preview says; n 0: to all over the
 * threshold), in a write transaction. One below it gets the letter only when it has rows to tell.
 * DENIED unless the caller is the county; NOT_FOUND: no such template; INVALID: no unit is over it.
 */
MUST_CHECK enum status letters_draft(struct app *app, struct work *work, struct text template,
                                     const int64_t *units, size_t n, struct letters_drafted *out,
                                     struct errors *errors, struct error *error);

/*
 * Appends the letter that a unit (its organization, or else its region; 0: the first that gets one)
 * would get now, as PDF, whether or not it is over the threshold; nothing is kept. `books` may be a
 * draft's. DENIED unless the caller is the county; NOT_FOUND: no such template or unit; INVALID:
 * there is nothing to tell it, or a character that no font has.
 */
MUST_CHECK enum status letters_preview(struct app *app, struct work *work,
                                       const struct app_books *books, struct text template,
                                       int64_t unit, struct buf *out, struct text *name,
                                       struct error *error);

/* Appends the letter as a document; *name gets its file name. NOT_FOUND: no such letter, or no text
 * attached; INVALID names a character that no font has. */
MUST_CHECK enum status letter_document(struct app *app, struct work *work, int64_t letter,
                                       enum letter_format format, struct buf *out,
                                       struct text *name, struct error *error);

#endif
