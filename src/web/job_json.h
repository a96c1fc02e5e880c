/* job_json: a job as docs/api.md says. */
#ifndef WEB_JOB_JSON_H
#define WEB_JOB_JSON_H

#include "format/json.h"
#include "store/job.h"

void job_json_write(struct arena *arena, struct json_out *out, const char *key,
                    const struct job_info *info);

#endif
