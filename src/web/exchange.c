#include "web/exchange.h"

#include <string.h>
#include <unistd.h>

static const char *const methods[] = {
    [METHOD_GET] = "GET",         [METHOD_HEAD] = "HEAD",   [METHOD_POST] = "POST",
    [METHOD_PUT] = "PUT",         [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
    [METHOD_OPTIONS] = "OPTIONS", [METHOD_OTHER] = "",
};
_Static_assert(COUNT(methods) == METHOD__COUNT, "every method has its word");

const char *method_name(enum method method)
{
    return methods[method];
}

enum method method_find(const char *name)
{
    for (enum method m = METHOD_GET; m < METHOD_OTHER; m++) {
        if (strcmp(name, methods[m]) == 0) {
            return m;
        }
    }
    return METHOD_OTHER;
}

void exchange_header(struct exchange *exchange, const char *name, const char *value)
{
    if (exchange->answer_header_count == EXCHANGE_HEADERS) {
        bug("more than %d headers on one answer", EXCHANGE_HEADERS);
    }
    exchange->answer_headers[exchange->answer_header_count++] = (struct answer_header){name, value};
}

void exchange_clear_answer(struct exchange *exchange)
{
    exchange->status = 0;
    exchange->answer_header_count = 0;
    buf_clear(&exchange->out);
    exchange->fixed = TEXT_EMPTY;
    if (exchange->file >= 0) {
        close(exchange->file);
        exchange->file = -1;
    }
    if (exchange->stream.close != NULL) {
        exchange->stream.close(exchange->stream.context);
    }
    exchange->stream = (struct answer_stream){0};
}
