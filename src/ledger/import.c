#include "ledger/import.h"

#include <stdio.h>
#include <string.h>

#include "ledger/import_judge.h"
#include "ledger/import_line.h"
#include "ledger/import_read.h"

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
    struct line line;
    struct import_reader reader;
    struct import_cleaner cleaner;
    struct import_judge judge;
    const struct import_terms *terms;
    const struct import_hooks *hooks;
    struct book *book;
    const struct import_layout *layouts;
    size_t sheets;
    struct import_summary *summary;
    /* Of the reading thread. */
    struct arena reading;     /* what it keeps to the end */
    struct line_chunk *chunk; /* being filled; NULL: none at hand */
    enum status status;       /* of the file */
    struct error error;
};

/* ---- reading ---- */

/* A chunk to put rows in; false when another station failed. */
static bool take_chunk(struct run *run)
{
    if (run->chunk == NULL) {
        run->chunk = line_next(&run->line, STATION_READ);
    }
    if (run->chunk != NULL) {
        run->cleaner.arena = &run->chunk->arena;
    }
    return run->chunk != NULL;
}

static void pass_chunk(struct run *run)
{
    if (run->chunk != NULL && run->chunk->n > 0) {
        line_pass(&run->line, STATION_READ);
        run->chunk = NULL;
    }
}

/* A cell with several codes makes as many rows (F02). */
static void split(struct run *run, const struct import_more *more)
{
    struct line_chunk *chunk = run->chunk;
    struct import_row first = chunk->rows[chunk->n - 1];
    size_t count = run->terms->ledger->count;
    for (size_t i = 0; i < more->n; i++) {
        if (chunk->n == LINE_ROWS) {
            bug("a row split past its chunk");
        }
        struct import_row *row = &chunk->rows[chunk->n++];
        *row = first;
        row->value = arena_array(&chunk->arena, struct value, count);
        memcpy(row->value, first.value, count * sizeof(*row->value));
        row->value[more->field] = value_text(more->codes[i]);
        row->findings = NULL;
        row->finding_count = row->finding_size = 0;
        for (size_t k = 0; k < first.finding_count; k++) {
            import_add(&chunk->arena, row, first.findings[k]);
        }
        if (first.ref_count > 0) {
            row->refs = arena_array(&chunk->arena, struct import_ref, first.ref_count);
            memcpy(row->refs, first.refs, first.ref_count * sizeof(*row->refs));
        }
    }
}

static bool take_row(void *context, const struct sheet_row *sheet_row)
{
    struct run *run = context;
    struct import_more more;
    if (!take_chunk(run)) {
        return false;
    }
    if (import_reader_row(&run->reader, sheet_row, &run->chunk->rows[run->chunk->n], &more)) {
        run->chunk->n++;
        split(run, &more);
    }
    if (run->chunk->n + IMPORT_CODES_MOST > LINE_ROWS) {
        pass_chunk(run);
    }
    return true;
}

static void *read_sheets(void *context)
{
    struct run *run = context;
    uint64_t hash[2] = {0};
    for (size_t i = 0; i < run->sheets && run->status == OK; i++) {
        struct sheet_summary summary;
        import_reader_init(&run->reader, &run->reading, run->terms, &run->layouts[i], &run->cleaner,
                           run->summary);
        run->status = book_read(run->book, run->layouts[i].sheet,
                                (struct sheet_sink){take_row, run}, &summary, &run->error);
        if (run->status == OK) {
            pass_chunk(run);
        }
        hash[0] ^= run->reader.hash[0] + i;
        hash[1] += run->reader.hash[1];
    }
    snprintf(run->summary->hash, sizeof(run->summary->hash), "%016llx%016llx",
             (unsigned long long)hash[0], (unsigned long long)hash[1]);
    line_read_out(&run->line);
    return NULL;
}

/* ---- judging and taking ---- */

static bool judge_chunk(struct run *run, struct line_chunk *chunk)
{
    struct error error = {.status = OK};
    const struct import_hooks *hooks = run->hooks;
    enum status status =
        import_judge_rows(&run->judge, &chunk->arena, chunk->rows, chunk->n, &error);
    if (status == OK && hooks->prepare != NULL) {
        status = hooks->prepare(hooks->context, &chunk->arena, chunk->rows, chunk->n, &error);
    }
    status == OK ? line_pass(&run->line, STATION_JUDGE) : line_fail(&run->line, status, &error);
    return status == OK;
}

static void *judge_chunks(void *context)
{
    struct run *run = context;
    struct line_chunk *chunk;
    while ((chunk = line_next(&run->line, STATION_JUDGE)) != NULL && judge_chunk(run, chunk)) {
    }
    return NULL;
}

static void take_chunks(struct run *run, bool judging)
{
    struct line_chunk *chunk;
    while ((chunk = line_next(&run->line, judging ? STATION_JUDGE : STATION_TAKE)) != NULL) {
        struct error error = {.status = OK};
        if (judging && !judge_chunk(run, chunk)) {
            return;
        }
        enum status status = run->hooks->take(run->hooks->context, chunk->rows, chunk->n, &error);
        if (status != OK) {
            line_fail(&run->line, status, &error);
            return;
        }
        line_pass(&run->line, STATION_TAKE);
    }
}

/* ---- the whole ---- */

static pthread_t started(void *(*work)(void *context), struct run *run)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, run) != 0) {
        bug("no thread to be had");
    }
    return thread;
}

/* What reading and the line kept, for the caller's arena. */
static enum status settle(struct run *run, struct arena *arena, struct error *error)
{
    struct import_summary *s = run->summary;
    if (s->passed_count > 0) {
        struct import_passed *passed = arena_array(arena, struct import_passed, s->passed_count);
        for (size_t i = 0; i < s->passed_count; i++) {
            passed[i] = s->passed[i];
            passed[i].text = arena_text(arena, passed[i].text);
        }
        s->passed = passed;
    }
    enum status status = run->line.status != OK ? run->line.status : run->status;
    if (status != OK) {
        *error = run->line.status != OK ? run->line.error : run->error;
        error_keep(error, arena);
    }
    return status;
}

enum status import_run(struct arena *arena, const struct import_terms *terms, struct book *book,
                       const struct import_layout *layouts, size_t n,
                       const struct import_hooks *hooks, struct import_summary *out,
                       struct error *error)
{
    *out = (struct import_summary){0};
    out->fields = arena_array(arena, struct import_field_count, terms->ledger->count);
    *error = (struct error){.status = OK};
    struct run run = {.terms = terms,
                      .hooks = hooks,
                      .book = book,
                      .layouts = layouts,
                      .sheets = n,
                      .summary = out,
                      .status = OK};
    struct arena judging;
    arena_init(&judging);
    arena_init(&run.reading);
    line_init(&run.line);
    import_cleaner_init(&run.cleaner, terms);
    import_judge_init(&run.judge, &judging, terms, hooks, out);
    bool beside = hooks->prepare != NULL;
    pthread_t reader = started(read_sheets, &run), judge = reader;
    if (beside) {
        judge = started(judge_chunks, &run);
    }
    take_chunks(&run, !beside);
    pthread_join(reader, NULL);
    if (beside) {
        pthread_join(judge, NULL);
    }
    enum status status = settle(&run, arena, error);
    import_judge_release(&run.judge);
    import_cleaner_release(&run.cleaner);
    line_release(&run.line);
    arena_release(&run.reading);
    arena_release(&judging);
    return status;
}
