/*
 * csv: tables as plain text (RFC 4180 and what Excel, WPS and government systems make of it).
 *
 * Reading: the bytes become UTF-8 first (byte order mark, then strict UTF-8, then GB18030 and never
 * GBK, which loses rare characters of names; dirty_data.csv X03), then rows stream to a sink as
 * those of any sheet, each cell CELL_TEXT. Cells point into the text read, so a file needs no
 * second copy.
 *
 * Writing: UTF-8 with a byte order mark (Excel takes it for GBK without), CRLF, cells quoted where
 * they must be. Every cell is plain text: ID numbers stand there with all their digits and no
 * ="…" around them, because other programs read these files too. Excel turns such a number into
 * 3.6E+17 when it opens a .csv by double click: lists for Excel are exported as .xlsx.
 */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "format/sheet.h"

/*
 * The text of a file as UTF-8 without mark; *out borrows from `bytes` when nothing had to be
 * converted, else lives in the arena. INVALID when it is text in no known encoding or holds NUL
 * bytes.
 */
MUST_CHECK enum status csv_decode(struct arena *arena, struct text bytes, struct text *out,
                                  struct error *error);

/* The separator that the first rows use most: ',' ';' or tab. */
char csv_separator(struct text text);

/*
 * Streams the rows of a UTF-8 text. Rows may differ in length; quoted cells may hold separators,
 * quotes and line ends. ="…" around a cell and the writer's guard (below) are taken off. Empty
 * rows are counted, not handed on. INVALID for a quote that never ends, TOO_LARGE past the
 * ceilings of cell, columns and rows; both name the row.
 */
MUST_CHECK enum status csv_read(struct arena *arena, struct text text, char separator,
                                struct sheet_sink sink, struct sheet_summary *summary,
                                struct error *error);

struct csv_out {
    struct buf *buf; /* borrowed; its `full` tells whether all fitted */
    bool more;       /* the next cell needs a comma before it */
};

/* Starts a file: the byte order mark. */
struct csv_out csv_into(struct buf *buf);
/*
 * One cell. A text that a spreadsheet would run as a formula (first character = + - @ tab or
 * return; a plain negative number excepted) gets an apostrophe before it (dirty_data.csv X05).
 */
void csv_put(struct csv_out *out, struct text cell);
void csv_end_row(struct csv_out *out);

#endif
