#include "domain/people/recognition_register.h"

#include "base/ceilings.h"
#include "domain/app_jobs.h"
#include "domain/made_file.h"
#include "domain/people/recognition.h"
#include "domain/people/recognition_paper.h"

enum status recognition_register_submit(struct work *work, const struct json *query,
                                        struct job_info *job, struct errors *errors,
                                        struct error *error)
{
    struct query_plan plan;
    query_read(work, &recognition_ledger, query, &plan, errors);
    if (errors->n > 0) {
        return error_set(error, work->arena, INVALID, "查询条件有误");
    }
    struct buf params;
    buf_init(&params, MIB);
    struct json_out out = json_into(&params);
    json_open(&out, NULL);
    app_job_for(&out, work->actor);
    if (query != NULL) {
        json_put_tree(&out, "query", query);
    }
    json_close(&out);
    *job = (struct job_info){
        .county = work->actor->county,
        .actor = work->actor->user,
        .kind = TEXT("recognition_register"),
        .title = TEXT("打印认定名册"),
        .params = arena_text(work->arena, buf_text(&params)),
    };
    buf_release(&params);
    return job_submit(work->db, work->clock, job, work->arena, error);
}

/* Keeps the PDF and notes who took it, in one transaction. */
static enum status keep(struct app *app, struct work *work, const struct recognition_paper *paper,
                        struct made_file *file, struct error *error)
{
    struct work writing = *work;
    struct blob_writer *writer;
    enum status status = blob_new(app->blobs, &writer, work->arena, error);
    if (status == OK) {
        status = blob_write(writer, buf_text(paper->out), work->arena, error);
        if (status == OK) {
            status = database_writer(app->database, &writing.db, work->arena, error);
        }
        if (status != OK) {
            blob_drop(writer);
        }
    }
    if (status != OK) {
        return status;
    }
    status = db_begin(writing.db, work->arena, error);
    if (status != OK) {
        blob_drop(writer);
    } else {
        status =
            made_file_keep(&writing, writer, paper->name, TEXT("application/pdf"), file, error);
        if (status == OK) {
            status = recognition_paper_note(&writing, paper, error);
        }
        status = db_end(writing.db, status, work->arena, error);
    }
    db_release(writing.db);
    return status;
}

static enum status make(struct app *app, struct work *work, struct job *job,
                        const struct json *params, struct error *error)
{
    struct query_plan plan;
    struct errors errors = {0};
    struct made_file file;
    struct buf out;
    query_read(work, &recognition_ledger, json_member(params, "query"), &plan, &errors);
    buf_init(&out, CEILING_RESPONSE);
    struct recognition_paper paper = {.out = &out};
    if (!job_progress(job, 0, 0, TEXT("正在排版…"))) {
        return error_set(error, work->arena, BUSY, "已取消");
    }
    enum status status = recognition_register(app, work, &plan, &paper, &errors, error);
    if (status == OK) {
        status = keep(app, work, &paper, &file, error);
    }
    if (status == OK) {
        job_result(job,
                   arena_printf(work->arena, "{\"file\":\"%lld\",\"name\":\"%.*s\",\"rows\":%zu}",
                                (long long)file.id, TEXT_ARG(file.name), paper.rows));
    }
    buf_release(&out);
    return status;
}

enum status recognition_register_run(struct job *job, void *context, struct arena *arena,
                                     struct error *error)
{
    struct app *app = context;
    struct json *params;
    struct db *db;
    enum status status = json_parse(arena, job_info(job)->params, &params, error);
    if (status == OK) {
        status = database_reader(app->database, &db, arena, error);
    }
    if (status != OK) {
        return status;
    }
    struct actor actor = app_job_actor(app, job_info(job), params);
    struct work work = app_work(app, db, arena, &actor);
    status = make(app, &work, job, params, error);
    db_release(db);
    return status;
}
