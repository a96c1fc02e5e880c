/*
 * sheet: a spreadsheet as a stream of rows, whatever file it came in (.xlsx, .xls, .csv, .et). The
 * kind is decided by the content, never by the extension (dirty_data.csv X01). Rows come in file
 * order, one at a time, so a sheet of a million rows needs the memory of one.
 */
#ifndef FORMAT_SHEET_H
#define FORMAT_SHEET_H

#include "base/arena.h"
#include "base/error.h"

enum cell_kind {
    CELL_EMPTY,
    CELL_TEXT,
    CELL_NUMBER, /* stored as a number: digits beyond 15 are lost already */
    CELL_BOOL,
    CELL_ERROR, /* #N/A and its kind */
};

struct sheet_cell {
    uint32_t col; /* from 0 */
    enum cell_kind kind;
    bool date;        /* a number whose cell style is a date or a time */
    bool formula;     /* the value is a formula's cached result */
    struct text text; /* the text; of a number its characters as written in the file; UTF-8 */
    double number;    /* CELL_NUMBER; CELL_BOOL: 0 or 1 */
};

struct sheet_row {
    uint32_t row; /* from 0, as in the file */
    bool hidden;
    const struct sheet_cell
        *cells; /* the non-empty ones, by rising col; valid during the call only */
    size_t n;
};

struct sheet_range {
    uint32_t row1, col1, row2, col2; /* from 0, both ends included */
};

struct sheet_info {
    struct text name;
    bool hidden;
    bool date1904; /* serial dates count from 1904-01-01 */
};

/* What is known of a sheet when its last row has been read. */
struct sheet_summary {
    uint32_t rows;   /* number of the last non-empty row + 1 */
    uint32_t cols;   /* largest column number + 1 */
    uint32_t hidden; /* hidden rows with a cell in them */
    const struct sheet_range *merged;
    size_t merged_count;
};

/* Gets each row; returns false to stop reading early (that is no error). */
struct sheet_sink {
    bool (*row)(void *context, const struct sheet_row *row);
    void *context;
};

enum book_kind { BOOK_XLSX, BOOK_XLS, BOOK_CSV, BOOK_HTML /* a web page named .xls */ };

struct book; /* an opened workbook; lives in the arena given to book_open */

/*
 * Opens a workbook held in `bytes`, which must outlive it. INVALID with a Chinese message when the
 * bytes are no spreadsheet (PDF, an encrypted or truncated package), TOO_LARGE past the
 * ceilings.
 */
MUST_CHECK enum status book_open(struct arena *arena, struct text bytes, struct book **out,
                                 struct error *error);
enum book_kind book_kind(const struct book *book);
size_t book_sheet_count(const struct book *book);
struct sheet_info book_sheet(const struct book *book, size_t index);
/* Streams one sheet's rows into the sink. May be called again, for the same sheet or another. */
MUST_CHECK enum status book_read(struct book *book, size_t index, struct sheet_sink sink,
                                 struct sheet_summary *summary, struct error *error);

#endif
