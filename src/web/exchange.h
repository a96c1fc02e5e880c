/*
 * exchange: one HTTP request and the answer being made for it, free of the library that carries
 * it. It belongs to its connection and is used again for the connection's next request: everything
 * in its arena is gone once the answer is sent. One thread works on it at a time.
 */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OPTIONS,
    METHOD_OTHER,
    METHOD__COUNT
};

/* The request headers that anything here looks at; all others are ignored. */
enum header {
    HEADER_ACCEPT_ENCODING,
    HEADER_AUTHORIZATION,
    HEADER_CONTENT_TYPE,
    HEADER_COOKIE,
    HEADER_CSRF,
    HEADER_FORWARDED_FOR,
    HEADER_FORWARDED_PROTO,
    HEADER_HOST,
    HEADER_IDEMPOTENCY_KEY,
    HEADER_IF_MATCH,
    HEADER_IF_NONE_MATCH,
    HEADER_ORIGIN,
    HEADER__COUNT
};

enum { EXCHANGE_HEADERS = 20 }; /* most headers on one answer */

struct answer_header {
    const char *name; /* a literal */
    const char *value;
};

/*
 * An answer that grows while it is sent (server-sent events). `read` copies up to n bytes and says
 * how many; 0 means nothing yet, and the connection then sleeps until exchange_wake. -1 ends it.
 * `close` is called once, when the connection is through with it.
 */
struct answer_stream {
    long (*read)(void *context, char *out, size_t n);
    void (*close)(void *context);
    void *context;
};

struct exchange {
    struct arena arena;

    /* The request. */
    enum method method;
    struct text target;                 /* as sent: path, then perhaps '?' and a query */
    struct text headers[HEADER__COUNT]; /* empty when not sent */
    struct text address;                /* the client's, seen through a configured proxy */
    bool secure;                        /* came over TLS, here or at the proxy */
    int64_t content_length;             /* -1: not said (chunked) */
    struct buf body;                    /* the body, unless it was spooled */
    int upload;                         /* the spooled body, at its beginning; -1 when none */
    uint64_t body_size;                 /* bytes that came */
    enum status body_status;            /* TOO_LARGE, UNAVAILABLE: it was not kept, and why */

    /* The answer. */
    int status;
    struct answer_header answer_headers[EXCHANGE_HEADERS];
    size_t answer_header_count;
    struct buf out;              /* the answer's body when it is built here */
    struct text fixed;           /* …or bytes that live as long as the program … */
    int file;                    /* …or a file to send, closed afterwards; -1 when none … */
    struct answer_stream stream; /* …or a stream; read is NULL when none */

    void *state;   /* the dispatcher's, in the arena */
    void *carrier; /* the server's own part */
};

/* The word of a method as on the wire ("GET"). */
const char *method_name(enum method method);
enum method method_find(const char *name);

/* Adds a header to the answer. `value` must live until the answer is sent (arena or literal). */
void exchange_header(struct exchange *exchange, const char *name, const char *value);
/* Empties the answer made so far: status 0, no headers, no body. */
void exchange_clear_answer(struct exchange *exchange);
/* Lets a sleeping stream be read again. Safe from any thread until the stream's close was called.
 */
void exchange_wake(struct exchange *exchange);

#endif
