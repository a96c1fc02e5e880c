/*
 * pdf_letter: an official letter as PDF in the 信函 format of GB/T 9704-2012 (10.1): A4, the
 * issuer's mark in red with its upper edge 30 mm below the page's, a red double line (thick over
 * thin) 4 mm under it and another (thin over thick) 20 mm above the page's lower edge, both 170 mm
 * long; the number at the right under the first line, the title centred, the body on a grid of 22
 * lines of 28 characters in 156 x 225 mm; signature and date at the right, without seal; no page
 * number on the first page.
 *
 * Fonts are the system's Noto Serif CJK: Debian has neither 小标宋 nor 仿宋. A character that no
 * installed font has is never printed as a box: the letter is refused and the character named.
 */
#ifndef FORMAT_PDF_LETTER_H
#define FORMAT_PDF_LETTER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* A paragraph of the body, or a row of a table in it. */
struct pdf_letter_block {
    struct text text;         /* of a paragraph; a line break begins a new line */
    bool indented;            /* two characters */
    const struct text *cells; /* of a row; NULL: a paragraph */
    const double *shares;     /* of a row: the widths of its columns */
    size_t cell_count;
};

/* Everything is borrowed during the call. Empty texts take no space. */
struct pdf_letter {
    struct text mark;   /* 信丰县就业工作领导小组办公室 */
    struct text number; /* 信就办函〔2022〕3号 */
    struct text title;
    struct text to; /* 嘉定镇人民政府： */
    const struct pdf_letter_block *blocks;
    size_t block_count;
    struct text sign, date; /* 2022年9月16日 */
    int32_t day;            /* the document's date, as the file's own data tell it */
};

/* Appends the PDF to `out`. INVALID names a character that cannot be drawn, or a row that does not
 * fit on a page; TOO_LARGE when `out` is full. After a failure `out` holds nothing of use. */
MUST_CHECK enum status pdf_letter_write(struct arena *arena, const struct pdf_letter *letter,
                                        struct buf *out, struct error *error);

#endif
