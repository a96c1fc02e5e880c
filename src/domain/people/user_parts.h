/* user_parts: what the parts of user (user.c, user_secret.c) share. */
#ifndef DOMAIN_PEOPLE_USER_PARTS_H
#define DOMAIN_PEOPLE_USER_PARTS_H

#include "domain/people/user.h"

/* Runs a statement and leaves an audit entry about the account. */
MUST_CHECK enum status user_run(struct work *work, struct statement *s, const char *action,
                                int64_t id, struct text detail, struct error *error);

#endif
