/*
 * docx: a word-processor document (.docx) as a template: fields written {{名称}} are filled in, and
 * a table row (or a paragraph outside tables) that holds a field written {{行.名称}} is repeated
 * once for each row of data. Everything else of the document, its fonts, margins and pictures,
 * passes as it stands, so that what comes out can be edited like what went in. A field may be cut
 * into several runs by the word processor.
 *
 * The document comes from outside: it is scanned by expat, a document type is refused, and so are
 * text boxes (a paragraph inside a paragraph).
 */
#ifndef FORMAT_DOCX_H
#define FORMAT_DOCX_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

struct docx_field {
    struct text name, value; /* a value may have several lines */
};

struct docx_fields {
    const struct docx_field *at;
    size_t n;
};

struct docx_data {
    struct docx_fields fields;
    const struct docx_fields *rows; /* of the repeated rows; names without 行. */
    size_t row_count;
};

/* Appends the filled document to `out`. INVALID: no such document, or a field that the data lack,
 * which the message names. TOO_LARGE when `out` is full. */
MUST_CHECK enum status docx_fill(struct arena *arena, struct text document,
                                 const struct docx_data *data, struct buf *out,
                                 struct error *error);

/* A field of a template; one of rows has 行. before its name. */
struct docx_name {
    struct text name;
    struct text place; /* 第 3 段; 第 1 张表第 2 行 */
};

/* A template's fields in their order. */
struct docx_names {
    struct docx_name *at;
    size_t n;
};
MUST_CHECK enum status docx_names(struct arena *arena, struct text document, struct docx_names *out,
                                  struct error *error);

enum docx_align { DOCX_LEFT, DOCX_CENTER, DOCX_RIGHT };

/* A paragraph, or a row of a table. */
struct docx_block {
    struct text text;  /* of a paragraph; several lines where it has breaks */
    struct text style; /* the id of its style; may be empty */
    enum docx_align align;
    bool indented;      /* its first line */
    struct text *cells; /* of a row; NULL: a paragraph */
    size_t cell_count;
    int table;            /* of a row: which table, from 0 */
    const double *shares; /* of a row: its table's column widths; table_columns of them */
    size_t share_count;
};

/* What the document says, in its order, for printing. INVALID as above. */
struct docx_text {
    struct docx_block *at;
    size_t n;
};
MUST_CHECK enum status docx_read(struct arena *arena, struct text document, struct docx_text *out,
                                 struct error *error);

#endif
