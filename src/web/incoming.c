#include "web/incoming.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "base/log.h"

static const struct {
    const char *name;
    size_t n;
} header_names[] = {
#define NAME(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
    [HEADER_ACCEPT_ENCODING] = NAME("Accept-Encoding"),
    [HEADER_AUTHORIZATION] = NAME("Authorization"),
    [HEADER_CONTENT_TYPE] = NAME("Content-Type"),
    [HEADER_COOKIE] = NAME("Cookie"),
    [HEADER_CSRF] = NAME("X-CSRF"),
    [HEADER_FORWARDED_FOR] = NAME("X-Forwarded-For"),
    [HEADER_FORWARDED_PROTO] = NAME("X-Forwarded-Proto"),
    [HEADER_HOST] = NAME("Host"),
    [HEADER_IDEMPOTENCY_KEY] = NAME("Idempotency-Key"),
    [HEADER_IF_MATCH] = NAME("If-Match"),
    [HEADER_IF_NONE_MATCH] = NAME("If-None-Match"),
    [HEADER_ORIGIN] = NAME("Origin"),
#undef NAME
};
_Static_assert(COUNT(header_names) == HEADER__COUNT, "every header has its name");

/* A request that the application must see as it is: what the body's length claims to be. */
struct reading {
    struct exchange *exchange;
    bool chunked;
};

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   size_t name_n, const char *value, size_t value_n)
{
    (void)kind;
    struct reading *reading = context;
    struct exchange *exchange = reading->exchange;
    struct text is = {name, name_n};
    struct text content = value == NULL ? TEXT_EMPTY : (struct text){value, value_n};
    for (enum header h = 0; h < HEADER__COUNT; h++) {
        struct text wanted = {header_names[h].name, header_names[h].n};
        if (wanted.n == name_n && text_equal_nocase(is, wanted)) {
            /* The first counts, but of the proxy's list the last is its own word. */
            if (exchange->headers[h].n == 0 || h == HEADER_FORWARDED_FOR) {
                exchange->headers[h] = content;
            }
            return MHD_YES;
        }
    }
    if (text_equal_nocase(is, TEXT("Content-Length"))) {
        if (!text_to_int(content, &exchange->content_length) || exchange->content_length < 0) {
            return MHD_NO;
        }
    } else if (text_equal_nocase(is, TEXT("Transfer-Encoding"))) {
        reading->chunked = true;
    }
    return MHD_YES;
}

static struct text peer_address(struct exchange *exchange, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL) {
        return TEXT_EMPTY;
    }
    char *out = arena_alloc(&exchange->arena, INET6_ADDRSTRLEN);
    const struct sockaddr *address = info->client_addr;
    const void *bytes =
        address->sa_family == AF_INET6
            ? (const void *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr
            : (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr;
    if (inet_ntop(address->sa_family, bytes, out, INET6_ADDRSTRLEN) == NULL) {
        return TEXT_EMPTY;
    }
    return text_of(out);
}

/* Whom the request comes from; what a proxy says counts only when it is the configured one. */
static void find_client(struct exchange *exchange, struct MHD_Connection *connection,
                        const char *proxy)
{
    exchange->address = peer_address(exchange, connection);
    if (proxy[0] == '\0' || !text_is(exchange->address, proxy)) {
        return;
    }
    struct text list = exchange->headers[HEADER_FORWARDED_FOR];
    struct text last = TEXT_EMPTY;
    struct text part;
    while (list.n > 0 && text_split(&list, ',', &part)) {
        last = text_trim(part);
    }
    if (last.n > 0 && last.n < INET6_ADDRSTRLEN) {
        exchange->address = last;
    }
    exchange->secure = text_is(exchange->headers[HEADER_FORWARDED_PROTO], "https");
}

bool incoming_headers(struct exchange *exchange, struct MHD_Connection *connection,
                      const char *method, bool tls, const char *proxy)
{
    exchange->method = method_find(method);
    exchange->content_length = 0;
    exchange->secure = tls;
    struct reading reading = {exchange, false};
    if (MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_header, &reading) < 0) {
        return false;
    }
    if (reading.chunked) {
        exchange->content_length = -1;
    }
    find_client(exchange, connection, proxy);
    return true;
}

static bool spool(struct exchange *exchange, const char *folder, const char *bytes, size_t n)
{
    if (exchange->upload < 0) {
        exchange->upload = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (exchange->upload < 0) {
            return false;
        }
    }
    while (n > 0) {
        ssize_t took = write(exchange->upload, bytes, n);
        if (took < 0 && errno != EINTR) {
            return false;
        }
        if (took > 0) {
            bytes += took;
            n -= (size_t)took;
        }
    }
    return true;
}

bool incoming_body(struct exchange *exchange, const struct admission *admission, const char *folder,
                   const char *bytes, size_t n)
{
    exchange->body_size += n;
    if (exchange->body_status != OK) {
        /* Somebody who goes on sending after the refusal is not waited for for ever. */
        return exchange->body_size <= 2 * CEILING_UPLOAD;
    }
    if (exchange->body_size > admission->ceiling) {
        exchange->body_status = TOO_LARGE;
    } else if (!admission->spool) {
        buf_add(&exchange->body, bytes, n);
    } else if (!spool(exchange, folder, bytes, n)) {
        log_warn("cannot keep an upload: %s", strerror(errno));
        exchange->body_status = UNAVAILABLE;
    }
    return true;
}
