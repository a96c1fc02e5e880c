/*
 * letter_docx: whether a word-processor document can be the template of a letter: that it can be
 * read, that every field in it is one that a letter fills, and that it has the paragraphs by which
 * the PDF is laid out.
 */
#ifndef NOTICE_LETTER_DOCX_H
#define NOTICE_LETTER_DOCX_H

#include "ledger/ledger.h"
#include "notice/letters.h"

/* The styles by which the PDF finds a letter's parts; a paragraph of none of them is the body's. */
extern const char *const letter_styles[];
enum letter_style {
    LETTER_STYLE_MARK,
    LETTER_STYLE_NUMBER,
    LETTER_STYLE_TITLE,
    LETTER_STYLE_TO,
    LETTER_STYLE_SIGN,
    LETTER_STYLE_DATE,
    LETTER_STYLE__COUNT
};

/*
 * Adds every mistake of the document `docx` to faults, at the template's `file`: one that cannot be
 * read, a field that nothing fills (with its place and the nearest right name), and as warnings a
 * number, title or date that the PDF would lack. subject: the ledger whose rows the template tells;
 * NULL: figures.
 */
void letter_docx_check(struct arena *arena, const struct letter_template *template,
                       struct text docx, const struct ledger *subject, struct faults *faults);

#endif
