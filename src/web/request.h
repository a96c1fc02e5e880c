/*
 * request: what a handler gets: who asks, what for, checked and typed, the work to do it with, and
 * where the answer goes. A handler writes JSON to request->out and returns OK, or fills the error:
 * status, headers, transaction and problem text are the dispatcher's.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "domain/people/session.h"
#include "ledger/work.h"
#include "web/route.h"

struct web;
struct app;

/* Beside what an error's status says: the few HTTP codes that the program's statuses do not tell
 * apart. */
enum refusal {
    REFUSE_BY_STATUS,
    REFUSE_MALFORMED = 400,
    REFUSE_MEDIA = 415,
    REFUSE_LOCKED = 423,
    REFUSE_NEEDED = 428, /* a header or a code is needed */
    REFUSE_RATE = 429,
};

struct request {
    struct web *web;
    struct app *app;
    struct exchange *exchange;
    struct arena *arena;
    const struct route *route;
    const struct route_entry *entry; /* whose pattern the path matched */
    double came;                     /* when its headers had been read, monotonic ms */
    struct target target;

    bool signed_in;
    struct session session;
    struct actor actor;
    struct text token; /* the cookie's, as sent; empty without a session */

    const struct ledger *ledger; /* of {ledger}; NULL when the path has none */
    int64_t id;                  /* of {id}; 0 when the path has none */
    int64_t version;             /* of If-Match; 0 when not sent */
    const struct json *body;     /* checked against route->body; NULL when there is none */

    struct work work; /* work.db: the connection, in a transaction for ROUTE_WRITES */
    struct json_out out;

    struct errors errors;    /* every field's fault, told with INVALID */
    enum refusal refusal;    /* with an error: its HTTP code */
    const char *extra;       /* with an error: further JSON members, "\"totp\":true" */
    int64_t account_changed; /* its sessions are read anew after the commit; 0: nobody's */
    bool jobs_added;         /* the pool is to be told after the commit */
    bool answered;           /* an earlier answer was found: nothing is to be stored */
    struct text kept; /* that answer; or, before it is stored, what to keep instead of `out` */
};

/* The text of "{name}" in the path. */
struct text request_part(const struct request *request, const char *name);
/* A query parameter: text, or a number within bounds (already checked against route->query). */
struct text request_query(const struct request *request, const char *name);
int64_t request_query_int(const struct request *request, const char *name, int64_t otherwise);
/* A day out of the query or the body ("2022-09-23", already checked); today without one. */
int32_t request_day(const struct request *request, struct text day);
/* A member of the body: empty, `otherwise` or false when it is absent or null. */
struct text request_text(const struct request *request, const char *name);
int64_t request_int(const struct request *request, const char *name, int64_t otherwise);
bool request_bool(const struct request *request, const char *name);

/* Sets the HTTP code of an error about to be returned. */
enum status request_refuse(struct request *request, enum refusal refusal, struct error *error,
                           const char *format, ...) PRINTF(4, 5);
/*
 * For ROUTE_BARE: runs a function over a reader, or inside a write transaction that is committed
 * when it returns OK. request->work.db is the connection meanwhile.
 */
MUST_CHECK enum status request_reading(struct request *request,
                                       enum status (*run)(struct request *request, void *context,
                                                          struct error *error),
                                       void *context, struct error *error);
MUST_CHECK enum status request_writing(struct request *request,
                                       enum status (*run)(struct request *request, void *context,
                                                          struct error *error),
                                       void *context, struct error *error);
/*
 * request_writing for what a ROUTE_BARE handler of POST creates: once per Idempotency-Key. When an
 * earlier request with the key has done it, `answered` is set, `kept` is what that one kept, and
 * `run` is not called; without a key it is request_writing.
 */
MUST_CHECK enum status request_once(struct request *request,
                                    enum status (*run)(struct request *request, void *context,
                                                       struct error *error),
                                    void *context, struct error *error);
/* Sends a file that the program made as a download: .xlsx, .csv, .pdf or .docx, told by its name.
 */
void request_made(struct request *request, struct text name);
/* Sends a file as a download: its name in Chinese letters or not; the bytes are already in `out` or
 * the exchange's file. */
void request_attach(struct request *request, const char *content_type, struct text name);
/* The same to be shown in the browser: only for kinds that cannot run anything. */
void request_inline(struct request *request, const char *content_type, struct text name);
/* The bytes of a BODY_BYTES request, mapped as long as the request; INVALID when none came. */
MUST_CHECK enum status request_upload(struct request *request, struct text *out,
                                      struct error *error);

#endif
