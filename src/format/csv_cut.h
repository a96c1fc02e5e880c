/*
 * csv_cut: a long .csv cut into pieces at row ends, so that several hands can read one each. What a
 * piece's rows say is what csv_read would say of them; a file whose quotes are irregular is one
 * piece. There is no ceiling of rows here: the text is mapped, and a row needs no memory.
 */
#ifndef FORMAT_CSV_CUT_H
#define FORMAT_CSV_CUT_H

#include "base/arena.h"
#include "base/crew.h"
#include "base/error.h"

struct csv_piece {
    const char *at, *end;
    uint32_t row; /* number of its first row, from 0 as in the file; blank rows count */
};

struct csv_cut {
    char separator;
    struct csv_piece *pieces; /* in the file's order */
    size_t n;
    uint32_t rows; /* of the whole text, blank ones included */
};

/*
 * Plans the pieces of a UTF-8 text (csv_decode), each of about `size` bytes. The hands of `crew`
 * (NULL: the caller alone) look through the text once. `mapped`: a file lies behind the text, so
 * memory that was looked at is given back to the system.
 */
void csv_cut_plan(struct arena *arena, struct text text, char separator, size_t size, bool mapped,
                  struct crew *crew, struct csv_cut *out);

/* Gives the memory of a mapped piece back, until it is looked at again. */
void csv_cut_forget(const char *at, const char *end);

/* Gets each row that is not blank: its cells up to the `columns` asked for, absent ones empty. The
 * cells live during the call. False stops reading. */
struct csv_cut_sink {
    bool (*row)(void *context, uint32_t row, const struct text *cells);
    void *context;
};

enum { CSV_CUT_COLUMNS = 1024 }; /* most that may be asked for */

/*
 * Reads one piece. INVALID for a quote that never ends, TOO_LARGE for a cell past the ceiling;
 * both name the row.
 */
MUST_CHECK enum status csv_cut_read(struct arena *arena, const struct csv_cut *cut, size_t piece,
                                    size_t columns, struct csv_cut_sink sink, struct error *error);

#endif
