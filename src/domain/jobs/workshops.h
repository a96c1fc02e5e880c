/*
 * workshops (帮扶车间): the organizations of that kind with who works there now, what they earn and
 * which benefits the workshop claimed. As far as the actor reaches: workshops of his area, and of
 * their people those that are his; a workshop's clerk sees his own workshop. Asked of the facts.
 */
#ifndef DOMAIN_JOBS_WORKSHOPS_H
#define DOMAIN_JOBS_WORKSHOPS_H

#include "domain/app.h"
#include "format/json.h"

/* Writes {"rows":[…],"total":{…}} as docs/api.md says; money in fen, by the regions' codes. */
MUST_CHECK enum status workshops_json(struct app *app, struct work *work, struct json_out *out,
                                      struct error *error);

#endif
