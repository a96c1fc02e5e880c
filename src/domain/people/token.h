/*
 * token: how a machine signs in: `Authorization: Bearer …`. A token acts as the user who made it,
 * with his role and reach as they are at that moment, until it is taken away or expires.
 */
#ifndef DOMAIN_PEOPLE_TOKEN_H
#define DOMAIN_PEOPLE_TOKEN_H

#include "domain/people/session.h"

enum { TOKEN_DAYS = 365 }; /* the longest a token lasts */

struct token {
    int64_t id;
    struct text name;
    int64_t created_at, expires_at, seen_at; /* ms; seen_at 0: never used */
};

struct token_list {
    struct token *at; /* in the work's arena */
    size_t n;
};

/* Makes a token for the actor; `secret` is shown once and stored nowhere. days: 1 to TOKEN_DAYS. */
MUST_CHECK enum status token_create(struct work *work, struct text name, int64_t days,
                                    char secret[SESSION_TOKEN_SIZE + 1], struct token *out,
                                    struct error *error);
/* The actor's own tokens, newest first. */
MUST_CHECK enum status token_list(struct work *work, struct token_list *out, struct error *error);
/* Takes one of the actor's own away; NOT_FOUND when it is not his. */
MUST_CHECK enum status token_remove(struct work *work, int64_t id, struct error *error);

#endif
