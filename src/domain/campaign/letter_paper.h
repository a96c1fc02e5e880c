/*
 * letter_paper: what a letter says and how it is printed. A draft's text is a .docx made from the
 * template with the figures and rows of that moment in it; number and date stay open until the
 * letter is sent. Its documents are made from that text whenever they are asked for, so .docx and
 * PDF agree.
 */
#ifndef DOMAIN_CAMPAIGN_LETTER_PAPER_H
#define DOMAIN_CAMPAIGN_LETTER_PAPER_H

#include "base/buf.h"
#include "domain/campaign/letter_case.h"
#include "notice/notice.h"

enum letter_format { LETTER_DOCX, LETTER_PDF };

enum { LETTER_DOCUMENT_MOST = 8 << 20 };

/* The last day to answer of a letter written today. */
int32_t letter_reply_by(const struct work *work, const struct letter_template *template);

/* Appends the text of the letter to one unit, and gives its title. INVALID: the template names a
 * field that nothing fills. */
MUST_CHECK enum status letter_write(struct work *work, const struct notice *notice,
                                    const struct letter_cases *cases, const struct letter_case *one,
                                    struct buf *docx, struct text *title, struct error *error);

/* What a text's open fields get. */
struct letter_opening {
    struct text kind;   /* code of letter_kind */
    struct text number; /* empty: not numbered yet */
    int32_t dated;      /* DATE_NONE: not sent yet */
};

/* Appends a text as a document. INVALID names a character that no font has. */
MUST_CHECK enum status letter_print(struct work *work, const struct notice *notice,
                                    struct text docx, const struct letter_opening *opening,
                                    enum letter_format format, struct buf *out,
                                    struct error *error);

#endif
