/* How one submission is told as JSON (docs/api.md): standing, words, figures, lines. */
#ifndef WEB_API_SUBMISSION_SHOW_H
#define WEB_API_SUBMISSION_SHOW_H

#include "domain/campaign/submitting.h"
#include "web/request.h"

MUST_CHECK enum status submission_write(struct request *request, const struct submitting *s,
                                        struct error *error);
/* What a column or a line said each time that the report was handed in. NOT_FOUND: no such cell. */
MUST_CHECK enum status submission_write_history(struct request *request, const struct submitting *s,
                                                struct text target, struct error *error);
/* A figure of a column as people read it, or null. */
void submission_put_figure(struct request *request, const char *key,
                           const struct report_column *column, int64_t value);

#endif
