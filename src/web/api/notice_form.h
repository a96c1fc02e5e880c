/* A draft of the notice as forms: its fields, one change at a time, and conditions while they are
 * written. */
#ifndef WEB_API_NOTICE_FORM_H
#define WEB_API_NOTICE_FORM_H

#include "web/route.h"

extern const struct route notice_form_routes[];
extern const struct payload notice_fault_payload;

struct request;
struct faults;
/* Writes "errors" and "faults": all that is said against a version. */
void notice_faults_write(struct request *request, struct faults *faults);

#endif
