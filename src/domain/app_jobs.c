#include "domain/app_jobs.h"

#include "domain/audit_job.h"
#include "domain/bulk.h"
#include "domain/export.h"
#include "domain/import/apply.h"
#include "domain/lists/list_again.h"
#include "domain/lists/list_apply.h"
#include "domain/lists/list_compare.h"
#include "domain/people/access.h"
#include "domain/people/recognition_apply.h"
#include "domain/people/recognition_register.h"

enum { THREADS = 2 };

static const struct job_kind kinds[] = {
    {"audit_verify", audit_job_run},
    {"bulk", bulk_run},
    {"export", export_run},
    {"import", apply_run},
    {"import_undo", apply_run_undo},
    {"list_again", list_again_run},
    {"list_apply", list_apply_run},
    {"list_compare", list_compare_run},
    {"list_unapply", list_unapply_run},
    {"recognition_apply", recognition_apply_run},
    {"recognition_register", recognition_register_run},
};

void app_job_for(struct json_out *out, const struct actor *actor)
{
    json_put_int(out, "role", actor->role);
    json_put_id(out, "region", actor->region);
    json_put_id(out, "organization", actor->organization);
    json_put_text(out, "name", actor->name);
}

struct actor app_job_actor(const struct app *app, const struct job_info *info,
                           const struct json *params)
{
    int64_t role = ROLE_NONE, region = app->county;
    struct actor actor = {.user = info->actor, .county = app->county};
    json_int(json_member(params, "role"), &role);
    json_id(json_member(params, "region"), &region);
    if (role == ROLE_PROGRAM) {
        return actor_program(app->county);
    }
    json_id(json_member(params, "organization"), &actor.organization);
    json_text(json_member(params, "name"), &actor.name);
    actor.role = (enum role)role;
    access_reach(&actor, region);
    return actor;
}

void app_start_jobs(struct app *app)
{
    app->jobs = jobs_start(app->database, app->clock, kinds, COUNT(kinds), THREADS, app);
}
