/*
 * export: a query's rows as a workbook or CSV, in the query's order, whatever their number in fixed
 * memory. IDs and phones are text cells, codes have drop-downs, secrets are masked unless the
 * export is plain; a sheet says which filter it was, who made it, when, and how many rows.
 */
#ifndef DOMAIN_EXPORT_H
#define DOMAIN_EXPORT_H

#include "domain/query.h"
#include "format/zip_write.h"
#include "store/job.h"

enum export_format { EXPORT_XLSX, EXPORT_CSV };

struct export_plan {
    struct query_plan query; /* offset and limit do not matter */
    struct text filter;      /* the query as people read it; for the note */
    const int *columns;      /* field indices */
    size_t n;
    enum export_format format;
    bool plain; /* secrets in clear; with a reason */
    struct text reason;
};

/* The columns a list first shows, when nobody chose. In the work's arena. */
void export_usual_columns(struct work *work, const struct ledger *ledger, struct export_plan *plan);

/* What was written: a workbook's number in its keys, and the rows. In the work's arena. */
struct export_made {
    int64_t id;   /* 0: CSV, which carries no keys */
    int64_t *ids; /* of the rows */
    size_t rows;
};

/*
 * Writes all rows to `output`. A workbook's rows carry their keys (ledger/row_key.h), so that it
 * can be filled in and imported again. `progress` may be NULL; false from it stops with
 * BUSY. The audit entry of a plain export is the caller's (export_note).
 */
MUST_CHECK enum status export_write(struct app *app, struct work *work,
                                    const struct export_plan *plan, struct zip_output output,
                                    bool (*progress)(void *context, int64_t done, int64_t total),
                                    void *context, struct export_made *made, struct error *error);

/* Leaves the audit entry of an export: ledger, filter, columns, rows, reason; and keeps which rows
 * a workbook holds. In a write transaction. */
MUST_CHECK enum status export_note(struct work *work, const struct export_plan *plan,
                                   const struct export_made *made, struct error *error);

/* The empty workbook to fill in: headings, drop-downs, what each column means. */
MUST_CHECK enum status export_template(struct app *app, struct work *work,
                                       const struct ledger *ledger, struct zip_output output,
                                       struct error *error);

/* 对象_嘉定镇_20220923.xlsx */
struct text export_name(struct app *app, struct work *work, const struct export_plan *plan);

/* The job kind "export"; params as export_params makes them. Its result: {"file","name","rows"}. */
struct text export_params(struct work *work, const struct ledger *ledger, struct text query_json,
                          const struct export_plan *plan);
enum status export_run(struct job *job, void *app, struct arena *arena, struct error *error);

#endif
