#include "web/server.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "base/clock.h"
#include "web/incoming.h"
#include "web/listen.h"
#include "web/pool.h"

enum {
    DEFAULT_WORKERS = 8,
    DEFAULT_CONNECTIONS = 1024,
    DEFAULT_TIMEOUT = 60,         /* seconds */
    CONNECTION_MEMORY = 32 << 10, /* request line and headers */
    STOP_WAIT = 5000,             /* ms for requests under way when the server stops */
    KEEP = 64 << 10,              /* bytes of a request's memory kept for the next */
};

struct server {
    struct MHD_Daemon *daemon;
    struct server_app app;
    struct pool *pool;
    char *proxy; /* empty: none */
    char *spool;
    char *cert, *key; /* PEM texts */
    unsigned port;
    atomic_bool stopping;
    atomic_int open_requests; /* begun and not yet answered */
    pthread_mutex_t streams_lock;
    struct carrier *streams; /* connections that send a stream now */
};

/* What the server keeps of one connection beside its exchange. */
enum stage { STAGE_HEADERS, STAGE_BODY, STAGE_WORKING, STAGE_ANSWERED, STAGE_SENT };

struct carrier {
    struct exchange exchange;
    struct pool_task task;
    struct server *server;
    struct MHD_Connection *connection;
    enum stage stage;
    struct admission admission;
    bool streaming;       /* in server->streams */
    bool asleep;          /* the stream's connection is suspended; under streams_lock */
    bool woken;           /* exchange_wake came while it was awake */
    struct carrier *next; /* of server->streams */
};

/* The library asks for pointers to bytes that it promises to leave alone. */
static void *without_const(const void *bytes)
{
    void *same;
    memcpy(&same, &bytes, sizeof(same));
    return same;
}

/* ---- answers ---- */

static struct carrier *carrier_of(struct exchange *exchange)
{
    return exchange->carrier;
}

static ssize_t read_stream(void *context, uint64_t position, char *out, size_t room)
{
    (void)position;
    struct carrier *carrier = context;
    struct server *server = carrier->server;
    const struct answer_stream *stream = &carrier->exchange.stream;
    long n = stream->read(stream->context, out, room);
    if (n < 0) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (n > 0) {
        return n;
    }
    pthread_mutex_lock(&server->streams_lock);
    bool end = server->stopping;
    if (!end && !carrier->woken) {
        carrier->asleep = true;
        MHD_suspend_connection(carrier->connection);
    }
    carrier->woken = false;
    pthread_mutex_unlock(&server->streams_lock);
    return end ? MHD_CONTENT_READER_END_OF_STREAM : 0;
}

static void wake(struct carrier *carrier)
{
    if (carrier->asleep) {
        carrier->asleep = false;
        MHD_resume_connection(carrier->connection);
    } else {
        carrier->woken = true;
    }
}

void exchange_wake(struct exchange *exchange)
{
    struct carrier *carrier = carrier_of(exchange);
    pthread_mutex_lock(&carrier->server->streams_lock);
    wake(carrier);
    pthread_mutex_unlock(&carrier->server->streams_lock);
}

static void list_stream(struct carrier *carrier)
{
    pthread_mutex_lock(&carrier->server->streams_lock);
    carrier->streaming = true;
    carrier->asleep = carrier->woken = false;
    carrier->next = carrier->server->streams;
    carrier->server->streams = carrier;
    pthread_mutex_unlock(&carrier->server->streams_lock);
}

static void unlist_stream(struct carrier *carrier)
{
    pthread_mutex_lock(&carrier->server->streams_lock);
    struct carrier **at = &carrier->server->streams;
    while (*at != carrier) {
        at = &(*at)->next;
    }
    *at = carrier->next;
    carrier->streaming = false;
    pthread_mutex_unlock(&carrier->server->streams_lock);
}

static struct MHD_Response *make_response(struct carrier *carrier)
{
    struct exchange *exchange = &carrier->exchange;
    if (exchange->stream.read != NULL) {
        list_stream(carrier);
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_stream, carrier,
                                                 NULL);
    }
    if (exchange->file >= 0) {
        struct stat found;
        if (fstat(exchange->file, &found) != 0) {
            return NULL;
        }
        struct MHD_Response *response =
            MHD_create_response_from_fd64((uint64_t)found.st_size, exchange->file);
        if (response != NULL) {
            exchange->file = -1; /* the response closes it */
        }
        return response;
    }
    struct text body = exchange->fixed.n > 0 ? exchange->fixed : buf_text(&exchange->out);
    /* The bytes are the exchange's or the program's, and outlive the sending. */
    return MHD_create_response_from_buffer(body.n, without_const(body.s), MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result send_answer(struct carrier *carrier)
{
    struct exchange *exchange = &carrier->exchange;
    struct MHD_Response *response = make_response(carrier);
    if (response == NULL) {
        return MHD_NO;
    }
    for (size_t i = 0; i < exchange->answer_header_count; i++) {
        const struct answer_header *header = &exchange->answer_headers[i];
        MHD_add_response_header(response, header->name, header->value);
    }
    if (carrier->server->stopping) {
        MHD_add_response_header(response, "Connection", "close");
    }
    enum MHD_Result result =
        MHD_queue_response(carrier->connection, (unsigned)exchange->status, response);
    MHD_destroy_response(response);
    carrier->stage = STAGE_SENT;
    return result;
}

static void run_task(struct pool_task *task)
{
    struct carrier *carrier =
        (struct carrier *)(void *)((char *)task - offsetof(struct carrier, task));
    carrier->server->app.answer(carrier->server->app.context, &carrier->exchange);
    carrier->stage = STAGE_ANSWERED;
    MHD_resume_connection(carrier->connection);
}

static enum MHD_Result answer(struct carrier *carrier)
{
    struct server *server = carrier->server;
    if (!carrier->admission.answered) {
        if (carrier->admission.worker) {
            carrier->stage = STAGE_WORKING;
            MHD_suspend_connection(carrier->connection);
            if (!pool_add(server->pool, &carrier->task)) {
                run_task(&carrier->task); /* the server is stopping: the workers are gone */
            }
            return MHD_YES;
        }
        server->app.answer(server->app.context, &carrier->exchange);
    }
    return send_answer(carrier);
}

/* ---- the library's calls ---- */

static void *on_target(void *context, const char *uri, struct MHD_Connection *connection)
{
    (void)context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct carrier *carrier = info->socket_context;
    carrier->stage = STAGE_HEADERS;
    carrier->server->open_requests++;
    carrier->exchange.target = arena_text(&carrier->exchange.arena, text_of(uri));
    return carrier;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *n, void **request)
{
    (void)context;
    (void)url;
    (void)version;
    struct carrier *carrier = *request;
    struct server *server = carrier->server;
    switch (carrier->stage) {
    case STAGE_HEADERS:
        if (!incoming_headers(&carrier->exchange, connection, method, server->cert != NULL,
                              server->proxy)) {
            return MHD_NO;
        }
        carrier->admission = server->app.admit(server->app.context, &carrier->exchange);
        carrier->stage = STAGE_BODY;
        if (carrier->admission.answered && carrier->exchange.content_length != 0) {
            return send_answer(carrier); /* the library closes instead of reading the body */
        }
        return MHD_YES;
    case STAGE_BODY:
        if (*n > 0) {
            bool go_on =
                incoming_body(&carrier->exchange, &carrier->admission, server->spool, bytes, *n);
            *n = 0;
            return go_on ? MHD_YES : MHD_NO;
        }
        return answer(carrier);
    case STAGE_WORKING:
        return MHD_YES;
    case STAGE_ANSWERED:
        return send_answer(carrier);
    case STAGE_SENT:
        break;
    }
    return MHD_YES;
}

static void exchange_init(struct exchange *exchange)
{
    arena_init(&exchange->arena);
    buf_init(&exchange->body, CEILING_BODY);
    buf_init(&exchange->out, CEILING_RESPONSE);
    exchange->upload = -1;
    exchange->file = -1;
}

/* Makes the exchange ready for the connection's next request, keeping a little memory. */
static void exchange_reset(struct exchange *exchange)
{
    exchange_clear_answer(exchange);
    if (exchange->upload >= 0) {
        close(exchange->upload);
        exchange->upload = -1;
    }
    if (exchange->arena.used > KEEP) {
        arena_release(&exchange->arena);
    } else {
        arena_reset(&exchange->arena);
    }
    struct buf *bufs[] = {&exchange->body, &exchange->out};
    for (size_t i = 0; i < COUNT(bufs); i++) {
        size_t ceiling = bufs[i]->ceiling;
        if (bufs[i]->size > KEEP) {
            buf_release(bufs[i]);
            buf_init(bufs[i], ceiling);
        } else {
            buf_clear(bufs[i]);
        }
        bufs[i]->full = false;
    }
    memset(exchange->headers, 0, sizeof(exchange->headers));
    exchange->target = exchange->address = TEXT_EMPTY;
    exchange->body_size = 0;
    exchange->body_status = OK;
    exchange->state = NULL;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode code)
{
    (void)context;
    (void)connection;
    (void)code;
    struct carrier *carrier = *request;
    if (carrier == NULL) {
        return;
    }
    if (carrier->streaming) {
        unlist_stream(carrier);
    }
    struct server *server = carrier->server;
    exchange_reset(&carrier->exchange);
    server->open_requests--;
    *request = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        struct carrier *carrier = memory_get_zeroed(sizeof(*carrier));
        carrier->server = context;
        carrier->connection = connection;
        carrier->task.run = run_task;
        carrier->exchange.carrier = carrier;
        exchange_init(&carrier->exchange);
        *socket_context = carrier;
        return;
    }
    struct carrier *carrier = *socket_context;
    exchange_reset(&carrier->exchange);
    arena_release(&carrier->exchange.arena);
    buf_release(&carrier->exchange.body);
    buf_release(&carrier->exchange.out);
    free(carrier);
    *socket_context = NULL;
}

/* ---- starting and stopping ---- */

static enum status read_pem(struct text path, char **out, struct arena *arena, struct error *error)
{
    enum { LARGEST = 256 << 10 };
    int fd = open(arena_cstr(arena, path), O_RDONLY | O_CLOEXEC);
    char *text = memory_get_zeroed(LARGEST + 1);
    ssize_t n = fd < 0 ? -1 : read(fd, text, LARGEST);
    if (fd >= 0) {
        close(fd);
    }
    if (n <= 0) {
        free(text);
        return error_set(error, arena, INVALID, "读不到证书文件 %.*s", TEXT_ARG(path));
    }
    *out = text;
    return OK;
}

static char *kept(struct text t)
{
    char *copy = memory_get_zeroed(t.n + 1);
    if (t.n > 0) {
        memcpy(copy, t.s, t.n);
    }
    return copy;
}

static const char tls_versions[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE";

static struct MHD_Daemon *start_daemon(struct server *server, const struct server_options *options,
                                       int fd)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned threads = options->threads != 0 ? options->threads
                       : processors > 1      ? (unsigned)processors
                                             : 1;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME;
    struct MHD_OptionItem more[8] = {
        {MHD_OPTION_LISTEN_SOCKET, fd, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, server},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, server},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_target, server},
    };
    size_t n = 4;
    if (server->cert != NULL) {
        flags |= MHD_USE_TLS;
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, server->cert};
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, server->key};
        more[n++] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, without_const(tls_versions)};
    }
    more[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_ARRAY, more,
        MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0, MHD_OPTION_CONNECTION_LIMIT,
        options->connections != 0 ? options->connections : (unsigned)DEFAULT_CONNECTIONS,
        MHD_OPTION_CONNECTION_TIMEOUT,
        options->timeout != 0 ? options->timeout : (unsigned)DEFAULT_TIMEOUT,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_END);
}

static void server_free(struct server *server)
{
    pthread_mutex_destroy(&server->streams_lock);
    free(server->proxy);
    free(server->spool);
    free(server->cert);
    free(server->key);
    free(server);
}

enum status server_start(const struct server_options *options, struct server_app app,
                         struct server **out, struct arena *arena, struct error *error)
{
    struct server *server = memory_get_zeroed(sizeof(*server));
    server->app = app;
    server->proxy = kept(options->proxy);
    server->spool = kept(options->spool);
    pthread_mutex_init(&server->streams_lock, NULL);
    enum status status = OK;
    if (options->tls_cert.n > 0 || options->tls_key.n > 0) {
        status = read_pem(options->tls_cert, &server->cert, arena, error);
        if (status == OK) {
            status = read_pem(options->tls_key, &server->key, arena, error);
        }
    }
    int fd = -1;
    if (status == OK) {
        status = listen_open(options->listen, &fd, &server->port, arena, error);
    }
    if (status != OK) {
        server_free(server);
        return status;
    }
    server->pool = pool_start(options->workers != 0 ? options->workers : (unsigned)DEFAULT_WORKERS);
    server->daemon = start_daemon(server, options, fd);
    if (server->daemon == NULL) {
        pool_stop(server->pool);
        pool_free(server->pool);
        server_free(server);
        close(fd);
        return error_set(error, arena, INVALID, "网页服务没有启动：请检查证书和私钥是否成对");
    }
    *out = server;
    return OK;
}

unsigned server_port(const struct server *server)
{
    return server->port;
}

void server_stop(struct server *server)
{
    /* The library's own quiesce takes the listening socket out of a thread's epoll set while that
     * thread may be doing the same, and the second one aborts the process. So nothing is taken out:
     * every answer from here on closes its connection. */
    pthread_mutex_lock(&server->streams_lock);
    server->stopping = true;
    for (struct carrier *c = server->streams; c != NULL; c = c->next) {
        wake(c);
    }
    pthread_mutex_unlock(&server->streams_lock);
    double until = clock_elapsed() + STOP_WAIT;
    while (server->open_requests > 0 && clock_elapsed() < until) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    /* The library must find no connection suspended: workers hand all of them back first. */
    pool_stop(server->pool);
    MHD_stop_daemon(server->daemon);
    pool_free(server->pool);
    server_free(server);
}
