/*
 * session: proof that a request comes from somebody who signed in, kept on the server and named by
 * a random token that only the browser holds (a hash of it is stored). An API token is the same for
 * a machine. Sessions read from the database are remembered for a moment, so that a request costs
 * no query; whatever changes an account or ends a session makes all of them be read again.
 */
#ifndef DOMAIN_PEOPLE_SESSION_H
#define DOMAIN_PEOPLE_SESSION_H

#include "domain/people/user.h"

enum {
    SESSION_IDLE_MINUTES = 30, /* without a request */
    SESSION_HOURS = 12,        /* in all */
    SESSION_TOKEN_SIZE = 43,   /* characters: 256 random bits in base64url */
    SESSION_HASH_SIZE = 43,    /* characters of the stored hash */
};

/* Everything a request needs to know of its caller; plain data without pointers. */
struct session {
    char hash[SESSION_HASH_SIZE + 1]; /* names it in the database */
    char csrf[SESSION_HASH_SIZE + 1]; /* what X-CSRF must say */
    char account[33], name[124];
    int64_t user;
    enum role role;
    int64_t region, organization;
    bool must_change;            /* the password, before anything else */
    bool totp;                   /* a second factor is on */
    bool machine;                /* an API token: no cookie, so no CSRF */
    int64_t created_at, seen_at; /* ms */
};

struct sessions;

/* password_days: a password older than that must be changed; 0: never. */
struct sessions *sessions_new(int64_t password_days);
void sessions_free(struct sessions *sessions);

/*
 * The session of a token as the browser sent it. UNSIGNED when there is none, it is over, or its
 * account is disabled or has no role. Safe from any thread. `database` is asked only when the
 * session is not remembered.
 */
MUST_CHECK enum status sessions_find(struct sessions *sessions, struct database *database,
                                     int64_t county, struct text token, bool machine,
                                     struct clock clock, struct arena *arena, struct session *out,
                                     struct error *error);
/* Makes every remembered session be read again. Call after committing a change of any account. */
void sessions_forget(struct sessions *sessions);
/* Stores when sessions were last used, and removes those that are over, in a transaction. */
MUST_CHECK enum status sessions_settle(struct sessions *sessions, struct work *work,
                                       struct error *error);

/* The actor a session stands for. Its texts borrow from the session and `address`. */
struct actor session_actor(const struct session *session, int64_t county, struct text address);

/* Opens a session for a user whose password was right; the token is for the browser alone. */
MUST_CHECK enum status session_open(struct work *work, const struct user *user,
                                    char token[SESSION_TOKEN_SIZE + 1], struct session *out,
                                    struct error *error);
/* Ends it. */
MUST_CHECK enum status session_close(struct work *work, const struct session *session,
                                     struct error *error);

/* ---- signing in ---- */

/*
 * Whether an address has to wait before it may try again: seconds, 0 for no. After many wrong
 * passwords from one address each further one doubles the wait, up to half a minute: a county often
 * stands behind one address, so nobody is shut out for long.
 */
int64_t sessions_wait(struct sessions *sessions, struct text address, struct clock clock);
void sessions_failed(struct sessions *sessions, struct text address, struct clock clock);

/* ---- tokens ---- */

/* 256 random bits in base64url. */
void session_token(char out[SESSION_TOKEN_SIZE + 1]);
/* What is stored of a token: base64url of SHA-256. */
void session_hash(struct text token, char out[SESSION_HASH_SIZE + 1]);

#endif
