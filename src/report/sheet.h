/*
 * sheet: what a form of lines says (附表1, 附件3): a unit's words beside each line that the notice
 * prints (排查项目, 工作任务), and the counts that the words were made of, so that the sheets of
 * several units can be joined into one without asking the ledgers again. Everything is borrowed or
 * lives in the arena it was made in.
 */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include "base/arena.h"
#include "format/json.h"

struct sheet {
    size_t lines, width, counted; /* per line: so many cells, so many counts */
    size_t units;                 /* one, or several and then the whole */
    struct text *keys;            /* lines: key of the head or the task */
    struct text *names;           /* units */
    struct text *cells;           /* units x lines x width */
    int64_t *counts;              /* units x lines x counted */
};

/* An empty one of that size, its keys and names still to be filled. */
struct sheet sheet_new(struct arena *arena, size_t units, size_t lines, size_t width,
                       size_t counted);
/* The cells (width of them) and the counts (counted) of a line at a unit. */
struct text *sheet_cells(const struct sheet *sheet, size_t unit, size_t line);
int64_t *sheet_counts(const struct sheet *sheet, size_t unit, size_t line);
/* Copies a unit of one sheet to a unit of another of the same lines. */
void sheet_take(struct sheet *to, size_t unit, const struct sheet *from, size_t which);

/* As a JSON object under a key, and back; false when it is none. */
void sheet_write(const struct sheet *sheet, struct json_out *out, const char *key);
bool sheet_read(struct arena *arena, const struct json *from, struct sheet *out);

#endif
