/*
 * list_store: what belongs to a list beside its ledgers: its file and the reading of its columns
 * (list_file), every row as it was sent (list_row), who answered what about a pair
 * (list_decision), what applying it did (list_effect), the weights its comparison used
 * (list_model), and how far changes of people were looked at again (list_again). A row holds
 * personal data throughout, so the whole of it is sealed; beside it stand only keyed hashes, by
 * which two versions of a list are held against each other.
 */
#ifndef DOMAIN_LISTS_LIST_STORE_H
#define DOMAIN_LISTS_LIST_STORE_H

#include "format/json.h"
#include "ledger/import.h"
#include "ledger/work.h"
#include "store/blob.h"

/* Appends the CREATE TABLE statements of these tables. */
void list_schema(enum dialect dialect, struct buf *out);

struct list_file {
    int64_t list;
    char blob[BLOB_NAME + 1];
    struct text plan; /* what a clerk corrected of the columns: import's plan, JSON */
    int64_t job;      /* the newest job over it; 0: none */
};
/* NOT_FOUND when the list has none. */
MUST_CHECK enum status list_file_read(struct work *work, int64_t list, struct list_file *out,
                                      struct error *error);
/* Writes or replaces it. */
MUST_CHECK enum status list_file_write(struct work *work, const struct list_file *file,
                                       struct error *error);

/* Where a row stands: sheet and row of the file, both from 0, as one number. */
static inline int64_t list_place(size_t sheet, uint32_t row)
{
    return (int64_t)sheet << 32 | row;
}
/* Its row as the sheet shows it, from 1. */
static inline int64_t list_row_shown(int64_t place)
{
    return (place & UINT32_MAX) + 1;
}

struct list_row {
    int64_t place;
    int64_t identity;    /* keyed hash of who it is: of the ID number, else of all that is known */
    int64_t content;     /* keyed hash of everything that was understood of it */
    int64_t faults;      /* findings for the sender */
    struct text change;  /* entered changed same; repeated: the same person stands above */
    struct text outcome; /* of the comparison: same likely conflict alone; empty: not compared */
    /* {"values":{field: text},"cells":[[heading, raw]],"faults":[[label, message]]} */
    const struct json *content_tree;
};

/* What was understood of a row: the field's value as text (ISO day, code, region's digits), or
 * empty. `field` is an index of list_shape. */
struct text list_row_value(const struct list_row *row, int field);
/* The cell the field was read from, as it stood; empty when there was none. */
struct text list_row_raw(const struct list_row *row, int field);

/* What the sender is told of a row that repeats one above (IMPORT_REPEATED), and what to do. */
struct text list_repeated(struct arena *arena, const struct import_row *row);
#define LIST_REPEATED_HINT "请只留前面那一行"

/* Seals and writes a finished import row; `change` is worked out against the list `previous` (0:
 * none). In a write transaction; a row already there is left as it is. */
MUST_CHECK enum status list_row_write(struct work *work, int64_t list, int64_t previous,
                                      const struct import_row *row,
                                      const struct import_layout *layout, struct error *error);
MUST_CHECK enum status list_row_outcome(struct work *work, int64_t list, int64_t place,
                                        struct text outcome, struct error *error);

/* Which rows of a list: of one kind of change ("left": those of the list before that are gone),
 * of one outcome, or with faults. Empty texts: all. */
struct list_row_filter {
    struct text change, outcome;
    bool faulty;
    int64_t after; /* place; -1: from the start */
    size_t limit;
};

struct list_rows {
    struct list_row *at;
    size_t n;
};

/* The rows by place, opened; all in work->arena. `previous` is the list before, for "left". */
MUST_CHECK enum status list_rows_read(struct work *work, int64_t list, int64_t previous,
                                      const struct list_row_filter *filter, struct list_rows *out,
                                      struct error *error);
/* One row; NOT_FOUND when it is not there. */
MUST_CHECK enum status list_row_read(struct work *work, int64_t list, int64_t place,
                                     struct list_row *out, struct error *error);
/* Takes all rows of a list out: of one whose comparison was cancelled. */
MUST_CHECK enum status list_rows_drop(struct work *work, int64_t list, struct error *error);

struct list_counts {
    int64_t rows, faulty, entered, changed, left;
    int64_t same, likely, conflict, alone;
};
MUST_CHECK enum status list_count(struct work *work, int64_t list, int64_t previous,
                                  struct list_counts *out, struct error *error);

#endif
