/*
 * docx_write: a word-processor document written from nothing: a title, headings, paragraphs,
 * pictures and real footnotes, on A4 with the margins and type of an official paper (GB/T 9704:
 * 方正小标宋 title, 黑体 headings, 仿宋 body of 16 points, 28 points a line). What comes out is
 * meant to be edited by a person. Paragraphs are added in order; nothing is checked but the room of
 * the buffer.
 */
#ifndef FORMAT_DOCX_WRITE_H
#define FORMAT_DOCX_WRITE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "format/picture.h"

enum docx_style { DOCX_TITLE, DOCX_HEADING, DOCX_BODY, DOCX_CENTERED, DOCX_CAPTION };

struct docx_writer; /* lives in its arena */

struct docx_writer *docx_begin(struct arena *arena);
/* Starts a paragraph; text and notes go to the newest one. */
void docx_paragraph(struct docx_writer *w, enum docx_style style);
void docx_text(struct docx_writer *w, struct text text);
/* A footnote at this place. */
void docx_footnote(struct docx_writer *w, struct text note);
/* A picture as a paragraph of its own, so large on paper (mm) once it is turned upright. The bytes
 * are borrowed until docx_end. */
void docx_picture(struct docx_writer *w, struct text bytes, const struct picture_look *look,
                  double wide, double high);
/* Appends the document to `out` and frees what the arena does not hold. TOO_LARGE: it is full. */
MUST_CHECK enum status docx_end(struct docx_writer *w, struct buf *out, struct error *error);

#endif
