/*
 * route: one thing the server can be asked, as one line of a table: method and path, who may, what
 * body it takes, what it answers, the function that does it. The dispatcher, the OpenAPI
 * description, the permission tests and the documentation are walkers over these tables.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "domain/people/access.h"
#include "web/exchange.h"
#include "web/payload.h"

struct request;

enum body_kind {
    BODY_NONE,
    BODY_JSON,  /* checked against `body` */
    BODY_BYTES, /* a file, spooled; at most CEILING_UPLOAD */
};

enum route_flags {
    ROUTE_WRITES = 1 << 0,    /* runs in a write transaction, committed before the answer */
    ROUTE_QUICK = 1 << 1,     /* a few look-ups: answered on the event thread */
    ROUTE_BARE = 1 << 2,      /* takes no connection: the handler gets what it needs itself */
    ROUTE_VERSION = 1 << 3,   /* If-Match with the row's version is required */
    ROUTE_FILE = 1 << 4,      /* answers bytes, not JSON */
    ROUTE_OPEN = 1 << 5,      /* no CSRF token: there is no session to ride on yet */
    ROUTE_EXPIRED = 1 << 6,   /* allowed while the password must be changed first */
    ROUTE_PACK = 1 << 9,      /* a large JSON answer, read once a page: sent as gzip */
    ROUTE_SECRET = 1 << 8,    /* the answer holds what is shown once: never kept for repetition */
    ROUTE_HANDOVER = 1 << 10, /* it hands over a password or token: kept without that member */
    ROUTE_STREAM = 1 << 7,    /* answers server-sent events */
};

struct route {
    const char *path; /* "/api/v1/{ledger}/{id}"; {ledger} and {id} are resolved before the handler
                       */
    const char *ledger; /* that a path without {ledger} is about; NULL: none */
    enum method method;
    enum permission permission;
    unsigned access; /* PERMIT_LEDGER: ACCESS_ bits on the ledger's data */
    enum body_kind body_kind;
    unsigned flags;
    int status; /* of the answer; 0: 200, or 204 when there is none */
    const struct payload *query;
    const struct payload *body;
    const struct payload *returns; /* NULL: nothing, or a file */
    const char *summary;           /* Chinese, one line: what one gets */
    /* Answers into the request's `out`, or fills *error. */
    enum status (*run)(struct request *request, struct error *error);
};

/* A table of routes; several of them make the whole interface. */
struct route_table {
    const char *title;          /* heading of the group in the description */
    const struct route *routes; /* ended by one without a path */
};

enum { ROUTE_PARTS = 8, ROUTES_MAX = 192 };

/* The tables made ready for look-up, once, at start. */
struct routes {
    struct route_entry {
        const struct route *route;
        struct text part[ROUTE_PARTS]; /* segments; "{…}" matches any one */
        size_t parts;
    } at[ROUTES_MAX]; /* literal segments before open ones, so the first match is the closest */
    size_t n;
};

/* Tables end with one whose routes are NULL. Stops the program on two routes for one thing. */
void routes_prepare(struct routes *routes, const struct route_table *tables);

struct route_match {
    const struct route *route;       /* NULL: the path exists, the method does not; or nothing */
    bool path_known;                 /* the path exists */
    unsigned methods;                /* bits 1 << method that the path takes */
    const struct route_entry *entry; /* whose pattern matched; NULL when no path did */
};

/* Finds the route for a request; HEAD is answered as GET. */
struct route_match routes_match(const struct routes *routes, enum method method,
                                const struct target *target);
/* What stood in the place of "{name}" of the matched path; empty when it has none. */
struct text route_part(const struct route_entry *entry, const struct target *target,
                       const char *name);

#endif
