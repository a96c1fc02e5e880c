#include "domain/app_jobs.h"
#include "domain/import/apply.h"
#include "ledger/history.h"
#include "ledger/rows.h"

enum { UNDO_STEP = 200 };

struct undo {
    struct app *app;
    struct batch *batch;
    int64_t before; /* history rows older than this are still to be undone */
    int64_t done, kept;
};

/* What was changed again since the import stays as it is and is counted. */
static enum status undo_one(struct undo *undo, struct work *work, const struct history *written,
                            struct error *error)
{
    /* The batch's own, or that of a household made on the way. */
    const struct ledger *ledger = ledger_find(work->ledgers, written->ledger);
    struct row *row;
    struct errors errors = {0};
    struct error fault;
    enum status status =
        rows_get(work, ledger, written->row_id, ROWS_PLAIN | ROWS_REMOVED, &row, &fault);
    if (status == OK) {
        status = history_undo_part(work, row, written->seq, 0, TEXT("整批撤销"), &errors, &fault);
    }
    if (status == CONFLICT || status == INVALID || status == NOT_FOUND) {
        undo->kept++;
        return OK;
    }
    undo->done += status == OK;
    if (status != OK) {
        *error = fault;
    }
    return status;
}

static enum status undo_step(struct undo *undo, struct work *work, bool *more, struct error *error)
{
    struct history *written;
    size_t n = 0;
    int64_t before = undo->done;
    enum status status = database_writer(undo->app->database, &work->db, work->arena, error);
    if (status != OK) {
        return status;
    }
    status = db_begin(work->db, work->arena, error);
    if (status == OK) {
        status = history_of_batch(work->db, work->actor->county, undo->batch->id, undo->before,
                                  UNDO_STEP, &written, &n, work->arena, error);
        for (size_t i = 0; status == OK && i < n; i++) {
            status = undo_one(undo, work, &written[i], error);
            undo->before = written[i].seq;
        }
        if (status == OK && undo->done > before) {
            status = history_close(work, TEXT("import_undo"), undo->batch->ledger, 0,
                                   undo->batch->name, error);
        }
        *more = n > 0;
        status = db_end(work->db, status, work->arena, error);
    }
    db_release(work->db);
    return status;
}

static enum status undo_all(struct undo *undo, struct work *work, struct job *job,
                            struct error *error)
{
    bool more = true;
    enum status status = OK;
    struct arena scratch;
    arena_init(&scratch);
    struct work step = *work;
    step.arena = &scratch;
    while (status == OK && more) {
        status = undo_step(undo, &step, &more, error);
        if (status == OK) {
            status = app_catch_up(undo->app, &scratch, error);
        }
        if (status == OK && !job_progress(job, undo->done, 0, TEXT("正在撤销…"))) {
            status = error_set(error, work->arena, BUSY, "撤销已停止");
        }
        if (status != OK) {
            error->message = arena_text(work->arena, error->message);
        }
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    return status;
}

/* Notes in the batch that it was undone, in a transaction of its own. */
static enum status settle(struct app *app, struct work *work, struct batch *batch,
                          struct error *error)
{
    struct work writing = *work;
    enum status status = database_writer(app->database, &writing.db, work->arena, error);
    if (status != OK) {
        return status;
    }
    batch->state = TEXT("undone");
    status = db_begin(writing.db, work->arena, error);
    if (status == OK) {
        status = db_end(writing.db, batch_write(&writing, batch, error), work->arena, error);
    }
    db_release(writing.db);
    return status;
}

enum status apply_run_undo(struct job *job, void *context, struct arena *arena, struct error *error)
{
    struct app *app = context;
    const struct job_info *info = job_info(job);
    struct json *params;
    struct batch batch;
    struct db *db;
    int64_t id = 0;
    enum status status = json_parse(arena, info->params, &params, error);
    if (status == OK) {
        status = database_reader(app->database, &db, arena, error);
    }
    if (status != OK) {
        return status;
    }
    json_id(json_member(params, "batch"), &id);
    struct actor actor = app_job_actor(app, info, params);
    struct work work = app_work(app, db, arena, &actor);
    status = batch_read(&work, id, &batch, error);
    db_release(db);
    struct undo undo = {.app = app, .batch = &batch, .before = INT64_MAX};
    if (status == OK) {
        status = undo_all(&undo, &work, job, error);
    }
    if (status == OK) {
        job_result(job, arena_printf(arena, "{\"undone\":%lld,\"kept\":%lld}", (long long)undo.done,
                                     (long long)undo.kept));
        status = settle(app, &work, &batch, error);
    }
    return status;
}
