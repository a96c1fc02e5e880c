#include "web/job_json.h"

#include "web/problem.h"

/* What the job left when it failed, as a problem. */
static void write_failure(struct arena *arena, struct json_out *out, struct text failure)
{
    struct json *json;
    struct error error;
    struct text status = TEXT_EMPTY;
    struct problem problem = {.status = 500};
    if (failure.n == 0 || json_parse(arena, failure, &json, &error) != OK) {
        json_put_null(out, "error");
        return;
    }
    json_text(json_member(json, "status"), &status);
    json_text(json_member(json, "message"), &problem.detail);
    json_text(json_member(json, "hint"), &problem.hint);
    for (enum status s = OK; s < STATUS__COUNT; s++) {
        if (text_is(status, status_name(s))) {
            problem.status = status_http(s);
        }
    }
    problem_write(out, "error", &problem);
}

void job_json_write(struct arena *arena, struct json_out *out, const char *key,
                    const struct job_info *info)
{
    json_open(out, key);
    json_put_id(out, "id", info->id);
    json_put_text(out, "kind", info->kind);
    json_put_text(out, "title", info->title);
    json_put_cstr(out, "state", job_state_name(info->state));
    json_put_int(out, "done", info->done);
    json_put_int(out, "total", info->total);
    json_put_text(out, "message", info->message);
    if (info->result.n > 0) {
        json_put_raw(out, "result", info->result);
    } else {
        json_put_null(out, "result");
    }
    write_failure(arena, out, info->failure);
    json_put_text(out, "created_at", clock_format(arena, info->created_at));
    if (info->finished_at != 0) {
        json_put_text(out, "finished_at", clock_format(arena, info->finished_at));
    } else {
        json_put_null(out, "finished_at");
    }
    json_close(out);
}
