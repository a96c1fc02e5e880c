#include "domain/lists/list_job.h"

#include "domain/app_jobs.h"

enum { PARAMS_CEILING = 4096 };

enum status list_job_submit(struct work *work, const char *kind, struct text title, int64_t list,
                            const char *option, struct job_info *job, struct error *error)
{
    struct buf params;
    buf_init(&params, PARAMS_CEILING);
    struct json_out out = json_into(&params);
    json_open(&out, NULL);
    app_job_for(&out, work->actor);
    json_put_id(&out, "list", list);
    if (option != NULL) {
        json_put_bool(&out, option, true);
    }
    json_close(&out);
    *job = (struct job_info){
        .county = work->actor->county,
        .actor = work->actor->user,
        .kind = text_of(kind),
        .title = title,
        .params = arena_text(work->arena, buf_text(&params)),
    };
    buf_release(&params);
    return job_submit(work->db, work->clock, job, work->arena, error);
}

enum status list_job_begin(struct list_job *lj, struct job *job, struct app *app,
                           struct arena *arena, struct error *error)
{
    struct json *params;
    struct db *db;
    *lj = (struct list_job){.app = app, .job = job};
    enum status status = json_parse(arena, job_info(job)->params, &params, error);
    if (status == OK) {
        status = database_reader(app->database, &db, arena, error);
    }
    if (status != OK) {
        return status;
    }
    json_id(json_member(params, "list"), &lj->list);
    lj->params = params;
    lj->actor = app_job_actor(app, job_info(job), params);
    lj->work = app_work(app, db, arena, &lj->actor);
    arena_init(&lj->scratch);
    arena_init(&lj->told);
    return OK;
}

void list_job_end(struct list_job *lj)
{
    arena_release(&lj->scratch);
    arena_release(&lj->told);
    if (lj->work.db != NULL) {
        db_release(lj->work.db);
    }
}

enum status list_job_look(struct list_job *lj, struct error *error)
{
    if (lj->work.db != NULL) {
        db_release(lj->work.db);
    }
    lj->work.db = NULL;
    return database_reader(lj->app->database, &lj->work.db, lj->work.arena, error);
}

enum status list_job_write(struct list_job *lj, void *context,
                           enum status (*write)(struct work *work, void *context,
                                                struct error *error),
                           struct error *error)
{
    struct work work = lj->work;
    work.arena = &lj->scratch;
    enum status status = database_writer(lj->app->database, &work.db, work.arena, error);
    if (status == OK) {
        status = db_begin(work.db, work.arena, error);
        if (status == OK) {
            status = write(&work, context, error);
            status = status == OK ? db_commit(work.db, work.arena, error) : status;
            if (status != OK) {
                db_rollback(work.db);
            }
        }
        db_release(work.db);
    }
    if (status == OK) {
        status = app_catch_up(lj->app, work.arena, error);
    }
    if (status != OK) {
        error->message = arena_text(&lj->told, error->message);
        error->hint = arena_text(&lj->told, error->hint);
        error->detail = arena_text(&lj->told, error->detail);
    }
    arena_reset(&lj->scratch);
    return status;
}
