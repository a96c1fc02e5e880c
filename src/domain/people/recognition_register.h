/*
 * recognition_register: the register of recognitions made as a job, since thousands of people take
 * seconds to set: the PDF is kept for whoever asked (made_file), noted in the audit.
 */
#ifndef DOMAIN_PEOPLE_RECOGNITION_REGISTER_H
#define DOMAIN_PEOPLE_RECOGNITION_REGISTER_H

#include "domain/app.h"
#include "format/json.h"
#include "store/job.h"

/* Submits the job in the caller's write transaction; the query is over recognition (NULL: all).
 * INVALID with errors when it cannot be read. */
MUST_CHECK enum status recognition_register_submit(struct work *work, const struct json *query,
                                                   struct job_info *job, struct errors *errors,
                                                   struct error *error);

/* The kind "recognition_register"; the context is the app. Its result: {"file","name","rows"}. */
enum status recognition_register_run(struct job *job, void *app, struct arena *arena,
                                     struct error *error);

#endif
