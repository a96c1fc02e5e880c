/*
 * story: words and photos as a document, in one order for two writers: a .docx that a person goes
 * on editing, and a PDF that is printed. Titles, headings, paragraphs and pictures with a line
 * under each, on A4 in the type and margins of an official paper; the pages of the PDF are
 * numbered.
 *
 * Pictures are taken as picture_strip left them: the bytes go into the document as they are.
 */
#ifndef FORMAT_STORY_H
#define FORMAT_STORY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "format/picture.h"

enum story_kind { STORY_TITLE, STORY_ABOUT, STORY_HEADING, STORY_BODY, STORY_PICTURE };

struct story_block {
    enum story_kind kind;
    struct text text;    /* of a picture: the line under it; may be empty */
    struct text picture; /* its bytes */
    struct picture_look look;
};

/* Everything is borrowed during the call. */
struct story {
    const struct story_block *blocks;
    size_t n;
    struct text title; /* as the file's own data tell it */
    int32_t day;
};

enum { STORY_PICTURE_WIDE = 120, STORY_PICTURE_HIGH = 85 }; /* mm that a picture fits into */

/* The size on paper of a picture that has been turned upright, in mm. */
void story_picture_size(const struct picture_look *look, double *wide, double *high);

/* Appends the document. TOO_LARGE: `out` is full. The PDF: INVALID names a character that no font
 * has. After a failure `out` holds nothing of use. */
MUST_CHECK enum status story_docx(struct arena *arena, const struct story *story, struct buf *out,
                                  struct error *error);
MUST_CHECK enum status story_pdf(struct arena *arena, const struct story *story, struct buf *out,
                                 struct error *error);

#endif
