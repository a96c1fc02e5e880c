/*
 * site: a real server over a new site for the API tests: the bundled notice, one account per role
 * (named like the role), listening on loopback; and a client that speaks to it over a socket.
 */
#ifndef TEST_API_SITE_H
#define TEST_API_SITE_H

#include <curl/curl.h>

#include "format/json.h"
#include "web/route.h"
#include "web/server.h"
#include "web/web.h"

#define SITE_PASSWORD "Site-Test-22"

enum { SITE_ROLES = 9 };
extern const char *const site_roles[SITE_ROLES];

/* A cookie jar with its CSRF token. */
struct client {
    CURL *curl;
    char account[40];
    char csrf[64];
};

struct answer {
    long status;
    struct buf body, headers;
};

struct site {
    struct arena arena;
    char folder[128];
    const char *where; /* NULL: SQLite in the folder */
    struct app *app;
    struct web web;
    struct server *server;
    /* A second process's program over the same database, once site_beside has opened it. */
    struct app *second;
    struct web second_web;
    struct server *second_server;
    bool beside;                           /* the next request goes to the second */
    struct client clients[SITE_ROLES + 1]; /* the last one is nobody */
};

/*
 * where: a PostgreSQL address, or NULL for SQLite. Stops the program with a message on failure.
 * A site that is not set up has no accounts yet: only nobody's client asks.
 */
void site_open(struct site *site, const char *where, const char *notices, bool set_up);
void site_close(struct site *site);

/* Sends the next request to the second server, which has followed the database up to now. */
void site_beside(struct site *site);

/* The client of an account; nobody's for "nobody". */
struct client *site_client(struct site *site, const char *account);

/* The same account at another desk; its curl is the caller's to clean up. */
struct client site_sign_in(struct site *site, const char *account);

/*
 * Sends one request. body: NULL for none; headers: "Name: value" lines, NULL-ended, may be NULL.
 * The X-CSRF header is added unless `bare`. The answer's bufs are the caller's to release.
 */
struct answer site_ask(struct site *site, struct client *client, const char *method,
                       const char *path, const char *body, size_t body_n,
                       const char *const *headers, bool bare);

/*
 * Posts the same to both programs over the one database, the first client's to the first, the
 * second's to the second, both on their way together.
 */
void site_ask_at_once(struct site *site, struct client *const clients[2], const char *path,
                      const char *body, struct answer answers[2]);
void answer_release(struct answer *answer);

#endif
