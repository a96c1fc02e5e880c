#include "web/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum status listen_open(struct text listen_at, int *out, unsigned *port, struct arena *arena,
                        struct error *error)
{
    size_t colon = listen_at.n;
    while (colon > 0 && listen_at.s[colon - 1] != ':') {
        colon--;
    }
    int64_t number;
    if (colon == 0 || !text_to_int(text_slice(listen_at, colon, listen_at.n), &number) ||
        number < 0 || number > 65535) {
        error_set(error, arena, INVALID, "监听地址“%.*s”不对", TEXT_ARG(listen_at));
        return error_hint(error, arena, "请写成 地址:端口，例如 127.0.0.1:8080");
    }
    struct text host = text_slice(listen_at, 0, colon - 1);
    if (host.n >= 2 && host.s[0] == '[' && host.s[host.n - 1] == ']') {
        host = text_slice(host, 1, host.n - 1);
    }
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char *service = arena_cstr(arena, text_slice(listen_at, colon, listen_at.n));
    if (text_is(host, "localhost")) {
        host = TEXT("127.0.0.1");
    }
    if (getaddrinfo(host.n == 0 ? NULL : arena_cstr(arena, host), service, &hints, &found) != 0) {
        return error_set(error, arena, INVALID, "监听地址“%.*s”不是本机的网络地址",
                         TEXT_ARG(listen_at));
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;
    bool open = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
                bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, 1024) == 0;
    int why = errno;
    freeaddrinfo(found);
    if (!open) {
        if (fd >= 0) {
            close(fd);
        }
        error_set(error, arena, UNAVAILABLE, "不能监听 %.*s：%s", TEXT_ARG(listen_at),
                  why == EADDRINUSE ? "端口已被占用" : "系统不允许");
        return error_hint(error, arena, "请换一个端口，或先停掉占用它的程序");
    }
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } bound = {.v6 = {0}};
    socklen_t length = sizeof(bound);
    getsockname(fd, &bound.any, &length);
    *port = ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
    *out = fd;
    return OK;
}
