/*
 * server: listens, reads requests within limits, hands each to the application and sends its
 * answer. It knows HTTP/1.1 and TLS (libmicrohttpd) and nothing of what is asked. Event threads
 * answer what is quick; what may wait for a lock or take long goes to worker threads meanwhile, so
 * a slow write never holds up a page.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/error.h"
#include "web/exchange.h"

struct server;

/* What the application wants after seeing the headers. */
struct admission {
    bool answered;    /* the answer stands already: the body is not wanted */
    bool worker;      /* answer on a worker thread */
    bool spool;       /* keep the body in a file, not in memory */
    uint64_t ceiling; /* most bytes of body; past it `overflow` is set and the rest dropped */
};

struct server_app {
    void *context;
    /* The headers are in. Called on an event thread: must be quick. */
    struct admission (*admit)(void *context, struct exchange *exchange);
    /* The body is in: make the answer. */
    void (*answer)(void *context, struct exchange *exchange);
};

struct server_options {
    struct text listen;   /* "127.0.0.1:8080", "[::1]:8080"; port 0: any free one */
    struct text tls_cert; /* PEM files; both or neither */
    struct text tls_key;
    struct text proxy;    /* address of the proxy whose X-Forwarded-* is believed; may be empty */
    struct text spool;    /* folder for uploads */
    unsigned threads;     /* event threads; 0: one a processor */
    unsigned workers;     /* worker threads; 0: 8 */
    unsigned connections; /* most at once; 0: 1024 */
    unsigned timeout;     /* seconds a connection may stand idle; 0: 60 */
};

/*
 * Starts listening. INVALID when the address or the certificate cannot be read, UNAVAILABLE when
 * the port is taken. The application must live until server_stop.
 */
MUST_CHECK enum status server_start(const struct server_options *options, struct server_app app,
                                    struct server **out, struct arena *arena, struct error *error);
/* The port it listens on. */
unsigned server_port(const struct server *server);
/* Finishes what was begun (each answer closes its connection), then closes everything and frees the
 * server. */
void server_stop(struct server *server);

#endif
