#include "ledger/import.h"

#include <stdio.h>
#include <string.h>

#include "ledger/import_judge.h"
#include "ledger/import_read.h"

enum { CHUNK = 256 /* rows judged together */ };

void import_add(struct arena *arena, struct import_row *row, struct import_finding finding)
{
    if (row->finding_count == row->finding_size) {
        size_t size = row->finding_size == 0 ? 4 : row->finding_size * 2;
        struct import_finding *grown = arena_array(arena, struct import_finding, size);
        if (row->finding_count > 0) {
            memcpy(grown, row->findings, row->finding_count * sizeof(*grown));
        }
        row->findings = grown;
        row->finding_size = size;
    }
    row->findings[row->finding_count++] = finding;
}

struct run {
    struct import_reader reader;
    struct import_cleaner cleaner;
    struct import_judge judge;
    struct arena rows_arena;
    struct import_row rows[CHUNK];
    size_t n;
    enum status status;
    struct error *error;
};

static void flush(struct run *run)
{
    if (run->n > 0 && run->status == OK) {
        run->status =
            import_judge_rows(&run->judge, &run->rows_arena, run->rows, run->n, run->error);
    }
    if (run->status != OK && run->error->message.n > 0) {
        /* The hooks' message may live with the rows. */
        run->error->message = arena_text(run->judge.arena, run->error->message);
        run->error->hint = arena_text(run->judge.arena, run->error->hint);
        run->error->detail = arena_text(run->judge.arena, run->error->detail);
    }
    run->n = 0;
    arena_reset(&run->rows_arena);
}

/* A cell with several codes makes as many rows (F02). */
static void split(struct run *run, const struct import_more *more)
{
    struct import_row first = run->rows[run->n - 1];
    size_t count = run->reader.terms->ledger->count;
    for (size_t i = 0; i < more->n && run->status == OK; i++) {
        if (run->n == CHUNK) {
            bug("a row split past its chunk");
        }
        struct import_row *row = &run->rows[run->n++];
        *row = first;
        row->value = arena_array(&run->rows_arena, struct value, count);
        memcpy(row->value, first.value, count * sizeof(*row->value));
        row->value[more->field] = value_text(more->codes[i]);
        row->findings = NULL;
        row->finding_count = row->finding_size = 0;
        for (size_t k = 0; k < first.finding_count; k++) {
            import_add(&run->rows_arena, row, first.findings[k]);
        }
        if (first.ref_count > 0) {
            row->refs = arena_array(&run->rows_arena, struct import_ref, first.ref_count);
            memcpy(row->refs, first.refs, first.ref_count * sizeof(*row->refs));
        }
    }
}

static bool take_row(void *context, const struct sheet_row *sheet_row)
{
    struct run *run = context;
    struct import_more more;
    if (import_reader_row(&run->reader, sheet_row, &run->rows[run->n], &more)) {
        run->n++;
        split(run, &more);
    }
    if (run->n + IMPORT_CODES_MOST > CHUNK) {
        flush(run);
    }
    return run->status == OK;
}

static enum status read_sheets(struct run *run, struct arena *arena,
                               const struct import_terms *terms, struct book *book,
                               const struct import_layout *layouts, size_t n,
                               struct import_summary *out)
{
    uint64_t hash[2] = {0};
    for (size_t i = 0; i < n && run->status == OK; i++) {
        struct sheet_summary summary;
        import_reader_init(&run->reader, arena, terms, &layouts[i], &run->cleaner, out);
        enum status status = book_read(book, layouts[i].sheet, (struct sheet_sink){take_row, run},
                                       &summary, run->error);
        if (run->status == OK) {
            run->status = status;
        }
        flush(run);
        hash[0] ^= run->reader.hash[0] + i;
        hash[1] += run->reader.hash[1];
    }
    snprintf(out->hash, sizeof(out->hash), "%016llx%016llx", (unsigned long long)hash[0],
             (unsigned long long)hash[1]);
    return run->status;
}

enum status import_run(struct arena *arena, const struct import_terms *terms, struct book *book,
                       const struct import_layout *layouts, size_t n,
                       const struct import_hooks *hooks, struct import_summary *out,
                       struct error *error)
{
    *out = (struct import_summary){0};
    out->fields = arena_array(arena, struct import_field_count, terms->ledger->count);
    *error = (struct error){.status = OK};
    struct run *run = arena_new(arena, struct run);
    run->error = error;
    arena_init(&run->rows_arena);
    import_cleaner_init(&run->cleaner, terms);
    run->cleaner.arena = &run->rows_arena;
    import_judge_init(&run->judge, arena, terms, hooks, out);
    enum status status = read_sheets(run, arena, terms, book, layouts, n, out);
    import_judge_release(&run->judge);
    import_cleaner_release(&run->cleaner);
    arena_release(&run->rows_arena);
    return status;
}
