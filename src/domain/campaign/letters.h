/*
 * letters: which units a template's letter goes to, the drafting of them, and a letter as a
 * document. A draft's text is a .docx attached to the letter, with the rows of that moment in it
 * and only its number and date left open; the clerk may edit it (upload the edited one, remove the
 * first). Its documents are made from that text whenever they are asked for, so .docx and PDF
 * agree.
 */
#ifndef DOMAIN_CAMPAIGN_LETTERS_H
#define DOMAIN_CAMPAIGN_LETTERS_H

#include "domain/app.h"
#include "format/json.h"

enum { LETTER_ROWS_MOST = 200 };

/* Writes docs/api.md's templates: each with the units that have rows now, and whether they have
 * enough. */
MUST_CHECK enum status letters_json(struct app *app, struct work *work, struct json_out *out,
                                    struct error *error);

struct letters_drafted {
    int64_t *ids;
    size_t n;
};

/*
 * Drafts a template's letter to each of the units (n 0: to all that have enough rows), in a write
 * transaction. DENIED unless the caller is the county; NOT_FOUND: no such template; INVALID: no
 * unit has enough rows.
 */
MUST_CHECK enum status letters_draft(struct app *app, struct work *work, struct text template,
                                     const int64_t *units, size_t n, struct letters_drafted *out,
                                     struct errors *errors, struct error *error);

enum letter_format { LETTER_DOCX, LETTER_PDF };

/* Appends the letter as a document; *name gets its file name. NOT_FOUND: no such letter, or no text
 * attached; INVALID names a character that no font has. */
MUST_CHECK enum status letter_document(struct app *app, struct work *work, int64_t letter,
                                       enum letter_format format, struct buf *out,
                                       struct text *name, struct error *error);

#endif
