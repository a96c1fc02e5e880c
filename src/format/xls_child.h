/*
 * xls_child: the confined side of xls. Its answer is a run of records in the order sheet, its rows,
 * each row's cells, …, end; or at any place an error, which is the last. Same machine, same
 * program: plain structs in native order, but the reader trusts none of it.
 */
#ifndef FORMAT_XLS_CHILD_H
#define FORMAT_XLS_CHILD_H

#include "base/text.h"

enum xls_record_kind {
    XLS_RECORD_END,
    XLS_RECORD_SHEET,  /* text: its name; cell: 1 when hidden */
    XLS_RECORD_MERGED, /* text: a struct sheet_range; before the sheet's rows */
    XLS_RECORD_ROW,    /* at: row number from 0; cell: 1 when hidden */
    XLS_RECORD_CELL,   /* at: column from 0; cell, number, text */
    XLS_RECORD_ERROR,  /* at: an xls_fault */
};

enum xls_fault { XLS_FAULT_DAMAGED, XLS_FAULT_PASSWORD, XLS_FAULT_CONFINE };

struct xls_record {
    uint32_t kind; /* enum xls_record_kind */
    uint32_t at;
    uint32_t cell; /* enum cell_kind */
    uint32_t n;    /* bytes of text that follow */
    double number;
};

/* Parses the workbook in `bytes`, also open at `file`, writes the records to `pipe` and ends the
 * process. */
_Noreturn void xls_child_run(struct text bytes, int file, int pipe);

#endif
