#include "domain/lists/list_compare.h"

#include "base/list.h"
#include "domain/app_jobs.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_engine.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_pairs.h"
#include "domain/lists/list_shape.h"
#include "domain/lists/list_sides.h"
#include "ledger/history.h"
#include "ledger/rows.h"

enum { PARAMS_CEILING = 4096, DROP_STEP = 500, SHARE_ROWS = 20, SHARE_ENGINE = 30 /* of 100 */ };

/* ---- asking for it ---- */

static enum status submit(struct work *work, struct row *list, struct job_info *job,
                          struct error *error)
{
    struct buf params;
    buf_init(&params, PARAMS_CEILING);
    struct json_out out = json_into(&params);
    json_open(&out, NULL);
    app_job_for(&out, work->actor);
    json_put_id(&out, "list", list->id);
    json_close(&out);
    *job = (struct job_info){
        .county = work->actor->county,
        .actor = work->actor->user,
        .kind = TEXT("list_compare"),
        .title = arena_printf(work->arena, "比对 %.*s", TEXT_ARG(list_title(work, list))),
        .params = arena_text(work->arena, buf_text(&params)),
    };
    buf_release(&params);
    return job_submit(work->db, work->clock, job, work->arena, error);
}

enum status list_compare_submit(struct work *work, int64_t id, struct job_info *job,
                                struct error *error)
{
    struct row *list;
    struct list_file file;
    enum status status = list_find(work, id, ROWS_PLAIN, &list, error);
    if (status == OK) {
        struct change change = change_edit(work, list);
        status = list_batch_move(&change, "read", "comparing", error);
    }
    if (status == OK) {
        status = submit(work, list, job, error);
    }
    if (status == OK) {
        status = list_file_read(work, id, &file, error);
    }
    if (status == OK) {
        file.job = job->id;
        status = list_file_write(work, &file, error);
    }
    return status;
}

/* ---- doing it ---- */

struct comparing {
    struct app *app;
    struct job *job;
    struct work *work; /* over a reader, for the whole job */
    struct list_open open;
    int64_t previous, version_no;
    struct arena scratch;
    int64_t stored; /* rows so far */
    int64_t rows;   /* the sheets have about */
};

static bool tell(struct comparing *c, int64_t percent, const char *words)
{
    return job_progress(c->job, percent, 100, text_of(words));
}

static enum status stopped(struct comparing *c, struct error *error)
{
    return error_set(error, c->work->arena, BUSY, "比对已停止");
}

/* Runs `write` in a transaction of its own; `arena` is the step's memory. */
static enum status in_writing(struct comparing *c, void *context,
                              enum status (*write)(struct comparing *c, struct work *work,
                                                   void *context, struct error *error),
                              struct error *error)
{
    struct work work = *c->work;
    enum status status = database_writer(c->app->database, &work.db, c->work->arena, error);
    if (status != OK) {
        return status;
    }
    work.arena = &c->scratch;
    status = db_begin(work.db, work.arena, error);
    if (status == OK) {
        status = write(c, &work, context, error);
        status = status == OK ? db_commit(work.db, work.arena, error) : status;
        if (status != OK) {
            db_rollback(work.db);
            error->message = arena_text(c->work->arena, error->message);
            error->hint = arena_text(c->work->arena, error->hint);
            error->detail = arena_text(c->work->arena, error->detail);
        }
    }
    db_release(work.db);
    arena_reset(&c->scratch);
    return status == OK ? app_catch_up(c->app, c->work->arena, error) : status;
}

/* A reader may go on seeing what it saw first: taken anew, it sees what this job has written. */
static enum status look_again(struct comparing *c, struct error *error)
{
    db_release(c->work->db);
    c->work->db = NULL;
    return database_reader(c->app->database, &c->work->db, c->work->arena, error);
}

/* ---- rows ---- */

struct chunk {
    const struct import_row *rows;
    size_t n;
};

static enum status write_chunk(struct comparing *c, struct work *work, void *context,
                               struct error *error)
{
    const struct chunk *chunk = context;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < chunk->n; i++) {
        status = list_row_write(work, c->open.list->id, c->previous, &chunk->rows[i],
                                &c->open.session.layouts[chunk->rows[i].sheet], error);
    }
    return status;
}

static enum status take_rows(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct comparing *c = context;
    struct chunk chunk = {rows, n};
    enum status status = in_writing(c, &chunk, write_chunk, error);
    c->stored += (int64_t)n;
    int64_t share =
        c->rows > 0 && c->stored < c->rows ? c->stored * SHARE_ROWS / c->rows : SHARE_ROWS;
    return status == OK && !tell(c, share, "正在读入名单…") ? stopped(c, error) : status;
}

static enum status remember(struct comparing *c, struct work *work, void *context,
                            struct error *error)
{
    (void)context;
    return batch_remember(work, &c->open.batch, &c->open.session.terms, c->open.session.layouts,
                          c->open.session.sheets, error);
}

static enum status store_rows(struct comparing *c, struct error *error)
{
    struct import_summary summary;
    const struct import_session *session = &c->open.session;
    for (size_t i = 0; i < session->sheets && i < SHEETS_MOST; i++) {
        c->rows += session->chosen[i] ? session->layouts[i].summary.rows : 0;
    }
    enum status status = session_run(&c->open.session, take_rows, c, &summary, error);
    if (status == OK && summary.rows == 0) {
        error_set(error, c->work->arena, INVALID, "名单里没有人员");
        return error_hint(error, c->work->arena, "请检查选的工作表和表头，再重新比对");
    }
    return status == OK ? in_writing(c, NULL, remember, error) : status;
}

/* ---- the engine ---- */

static bool engine_told(void *context, int percent)
{
    return tell(context, SHARE_ROWS + percent * SHARE_ENGINE / 100, "正在比对…");
}

static enum status write_model(struct comparing *c, struct work *work, void *context,
                               struct error *error)
{
    const struct list_found *found = context;
    int64_t version;
    enum status status = list_model_keep(work, c->open.list->id, found->model, &version, error);
    (void)version;
    return status;
}

struct writing {
    struct list_pairs_plan plan;
    size_t from, to;
    int64_t written;
};

static enum status write_pairs(struct comparing *c, struct work *work, void *context,
                               struct error *error)
{
    (void)c;
    struct writing *w = context;
    return list_pairs_write(work, &w->plan, w->from, w->to, &w->written, error);
}

static enum status write_found(struct comparing *c, const struct list_side *left,
                               const struct list_side *right, const struct list_found *found,
                               struct error *error)
{
    enum { STEP = 200 };
    struct writing w = {.plan = {.list = c->open.list,
                                 .previous = c->previous,
                                 .left = left,
                                 .right = right,
                                 .found = found,
                                 .job = job_info(c->job)->id}};
    enum status status = OK;
    for (w.from = 0; status == OK && w.from < left->n; w.from = w.to) {
        w.to = w.from + STEP < left->n ? w.from + STEP : left->n;
        int64_t share = SHARE_ROWS + SHARE_ENGINE +
                        (int64_t)(w.from * (100 - SHARE_ROWS - SHARE_ENGINE) / left->n);
        if (!tell(c, share, "正在写入比对结果…")) {
            return stopped(c, error);
        }
        status = in_writing(c, &w, write_pairs, error);
    }
    return status;
}

static enum status hold_against(struct comparing *c, struct error *error)
{
    struct list_side left, right;
    struct list_found found;
    struct list_watch watch = {engine_told, c, clock_today(c->work->clock)};
    enum status status = look_again(c, error);
    if (status == OK) {
        status = list_side_rows(c->work, c->open.list->id, TEXT_EMPTY, &left, error);
    }
    if (status == OK) {
        status = list_side_registry(c->work, NULL, 0, &right, error);
    }
    if (status == OK) {
        status = list_engine_run(c->work->arena, &left, &right, TEXT_EMPTY, &watch, &found, error);
    }
    if (status == OK) {
        status = in_writing(c, &found, write_model, error);
    }
    return status == OK ? write_found(c, &left, &right, &found, error) : status;
}

/* ---- ending ---- */

static enum status settle(struct comparing *c, struct work *work, void *context,
                          struct error *error)
{
    (void)context;
    struct row *list;
    enum status status = list_find(work, c->open.list->id, ROWS_PLAIN, &list, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, list);
    change.part = true;
    status = list_pairs_settle(work, &change, c->previous, c->version_no + 1, error);
    if (status == OK) {
        status = list_batch_move(&change, "comparing", "review", error);
    }
    if (status == OK && c->previous != 0) {
        status = list_pairs_supersede(work, c->previous, error);
    }
    return status == OK ? history_close(work, TEXT("list_compare"), &list_batch_ledger,
                                        job_info(c->job)->id, TEXT_EMPTY, error)
                        : status;
}

static enum status drop_some(struct comparing *c, struct work *work, void *context,
                             struct error *error)
{
    bool *more = context;
    size_t dropped = 0;
    enum status status =
        list_pairs_drop(work, c->open.list->id, TEXT("比对没有完成"), DROP_STEP, &dropped, error);
    *more = dropped == DROP_STEP;
    if (status != OK || *more) {
        return status == OK ? history_close(work, TEXT("list_compare"), &list_batch_ledger,
                                            job_info(c->job)->id, TEXT_EMPTY, error)
                            : status;
    }
    struct row *list;
    status = list_rows_drop(work, c->open.list->id, error);
    if (status == OK) {
        status = list_find(work, c->open.list->id, ROWS_PLAIN, &list, error);
    }
    if (status == OK) {
        struct change change = change_edit(work, list);
        change.reason = TEXT("比对没有完成");
        status = list_batch_move(&change, "comparing", "read", error);
    }
    return status;
}

/* Takes out what a cancelled or failed job wrote. */
static void take_back(struct comparing *c)
{
    struct error error;
    bool more = true;
    while (more && in_writing(c, &more, drop_some, &error) == OK) {
    }
}

static void tell_result(struct comparing *c)
{
    struct list_counts n;
    struct error error;
    if (look_again(c, &error) == OK &&
        list_count(c->work, c->open.list->id, c->previous, &n, &error) == OK) {
        job_result(c->job,
                   arena_printf(c->work->arena,
                                "{\"rows\":%lld,\"same\":%lld,\"likely\":%lld,\"conflict\":%lld,"
                                "\"alone\":%lld}",
                                (long long)n.rows, (long long)n.same, (long long)n.likely,
                                (long long)n.conflict, (long long)n.alone));
    }
}

static enum status run_steps(struct comparing *c, int64_t list, struct error *error)
{
    enum status status = list_open(c->app, c->work, list, &c->open, error);
    if (status == OK) {
        status = list_previous(c->work, c->open.list, &c->previous, &c->version_no, error);
    }
    if (status != OK) {
        return status;
    }
    status = store_rows(c, error);
    if (status == OK) {
        status = hold_against(c, error);
    }
    if (status == OK) {
        status = in_writing(c, NULL, settle, error);
    }
    /* Stopped because the program ends: what is there stays, the next run goes on from it. */
    if (status != OK && (status != BUSY || job_info(c->job)->cancel)) {
        take_back(c);
    }
    return status;
}

enum status list_compare_run(struct job *job, void *context, struct arena *arena,
                             struct error *error)
{
    struct app *app = context;
    struct json *params;
    int64_t list = 0;
    struct db *db;
    enum status status = json_parse(arena, job_info(job)->params, &params, error);
    if (status == OK) {
        status = database_reader(app->database, &db, arena, error);
    }
    if (status != OK) {
        return status;
    }
    json_id(json_member(params, "list"), &list);
    struct actor actor = app_job_actor(app, job_info(job), params);
    struct work work = app_work(app, db, arena, &actor);
    struct comparing *c = arena_new(arena, struct comparing);
    *c = (struct comparing){.app = app, .job = job, .work = &work};
    arena_init(&c->scratch);
    status = run_steps(c, list, error);
    if (status == OK) {
        tell_result(c);
    }
    arena_release(&c->scratch);
    if (work.db != NULL) {
        db_release(work.db);
    }
    return status;
}
