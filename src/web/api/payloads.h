/* payloads: the shapes that more than one group of routes takes or answers. */
#ifndef WEB_API_PAYLOADS_H
#define WEB_API_PAYLOADS_H

#include "web/payload.h"

extern const struct payload empty_payload;  /* no members */
extern const struct payload row_payload;    /* a row as answered: its fields beside the base ones */
extern const struct payload rows_payload;   /* {"rows","total","offset"} */
extern const struct payload fields_payload; /* a row's fields as sent */
extern const struct payload query_payload;  /* docs/api.md's query */
extern const struct payload job_payload;
extern const struct payload job_answer_payload; /* {"job": job} */
extern const struct payload reason_payload;     /* {"reason"} */
extern const struct payload change_payload;     /* one field of a history entry */

#endif
