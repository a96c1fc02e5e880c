/*
 * xlsx_table: the table that all spreadsheet benches write and read: a million people of a made-up
 * county in 12 columns, every cell a function of its row and column, so that each reader can be
 * checked against it to the byte.
 */
#ifndef BENCH_XLSX_TABLE_H
#define BENCH_XLSX_TABLE_H

#include "base/text.h"

enum { TABLE_COLS = 12, TABLE_CELL = 96 };

enum table_kind { TABLE_EMPTY, TABLE_TEXT, TABLE_NUMBER, TABLE_DATE };

struct table_cell {
    enum table_kind kind;
    double number;
    size_t n;
    char text[TABLE_CELL]; /* NUL-terminated; of a number as a workbook writes it */
};

/* Row 0 is the heading. */
void table_cell(uint32_t row, uint32_t col, struct table_cell *out);

/* What a reader found: enough to see that all did the same work. */
struct tally {
    bool exact;     /* hash every cell; else only count */
    uint64_t cells; /* not empty */
    uint64_t bytes; /* of their texts */
    uint64_t hash;  /* over row, column and text */
};

static inline void tally_add(struct tally *t, uint32_t row, uint32_t col, struct text text)
{
    t->cells++;
    t->bytes += text.n;
    if (t->exact) {
        t->hash += text_hash(text) * (2 * ((uint64_t)row << 14 | col) + 1);
    }
}

#endif
