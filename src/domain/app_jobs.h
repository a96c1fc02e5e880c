/*
 * app_jobs: the kinds of long work the program does, and for whom. A job's parameters say on whose
 * behalf it was asked for, so that it reaches what he reached then, whoever's process runs it.
 */
#ifndef DOMAIN_APP_JOBS_H
#define DOMAIN_APP_JOBS_H

#include "domain/app.h"
#include "format/json.h"

/* Writes the members "role", "region", "organization" and "name" of a job's parameters. */
void app_job_for(struct json_out *out, const struct actor *actor);
/* The actor they describe. Its texts live as long as `params`. */
struct actor app_job_actor(const struct app *app, const struct job_info *info,
                           const struct json *params);

/* Starts the pool over the site with every kind; app->jobs. */
void app_start_jobs(struct app *app);

#endif
