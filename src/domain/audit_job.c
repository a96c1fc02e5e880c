#include "domain/audit_job.h"

#include "base/ceilings.h"
#include "domain/app.h"
#include "format/json.h"
#include "store/audit.h"

static bool tell(void *context, int64_t done, int64_t total)
{
    return job_progress(context, done, total, TEXT("正在校验…"));
}

static void tell_result(struct job *job, const struct audit_check *check)
{
    struct buf text;
    buf_init(&text, MIB);
    struct json_out out = json_into(&text);
    json_open(&out, NULL);
    json_put_bool(&out, "ok", check->broken == 0);
    json_put_int(&out, "entries", check->entries);
    json_put_int(&out, "rows", check->rows);
    json_put_text(&out, "reason", check->reason);
    json_put_text(&out, "head", check->head);
    json_close(&out);
    job_result(job, buf_text(&text));
    buf_release(&text);
}

enum status audit_job_run(struct job *job, void *context, struct arena *arena, struct error *error)
{
    struct app *app = context;
    struct audit_check check = {0};
    struct db *db;
    enum status status = database_reader(app->database, &db, arena, error);
    if (status == OK) {
        status = audit_verify(db, app->secret, app->county, &check, tell, job, arena, error);
        db_release(db);
    }
    if (status == OK) {
        tell_result(job, &check);
    }
    return status;
}
