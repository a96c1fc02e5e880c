/*
 * data: the tables that the program carries in itself (codes, regions, holidays, …). They stand as
 * CSV under data/ in the repository (data/README.md says where each comes from) and are embedded in
 * the binary at build time. All are UTF-8 with LF and one heading row. Texts taken from here live
 * as long as the program.
 */
#ifndef STANDARD_DATA_H
#define STANDARD_DATA_H

#include "base/text.h"

/* The rows of data/<name> ("code_tables.csv") below its heading; an unknown name is a bug(). */
struct text data_rows(const char *name);

enum { DATA_CELLS = 16 }; /* most columns of one of our tables */

/*
 * Cuts the next row off *rest into cells (without their quotes), filling up to DATA_CELLS with
 * empty texts; false at the end. Reads our own tables only: a doubled quote inside a cell is not
 * understood.
 */
bool data_next_row(struct text *rest, struct text cells[DATA_CELLS]);

#endif
