#include "base/error.h"

#include <stdarg.h>
#include <string.h>

static const struct {
    const char *name;
    int http, exit;
} statuses[] = {
    [OK] = {"ok", 200, 0},
    [INVALID] = {"invalid", 422, 1},
    [DENIED] = {"denied", 403, 3},
    [NOT_FOUND] = {"not-found", 404, 3},
    [CONFLICT] = {"conflict", 409, 3},
    [TOO_LARGE] = {"too-large", 413, 3},
    [BUSY] = {"busy", 503, 3},
    [UNAVAILABLE] = {"unavailable", 503, 3},
    [INTERNAL] = {"internal", 500, 3},
    [UNSIGNED] = {"unsigned", 401, 3},
};
_Static_assert(COUNT(statuses) == STATUS__COUNT, "every status is described");

enum status error_set(struct error *error, struct arena *arena, enum status status,
                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *error = (struct error){.status = status, .message = arena_vprintf(arena, format, args)};
    va_end(args);
    return status;
}

enum status error_hint(struct error *error, struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error->hint = arena_vprintf(arena, format, args);
    va_end(args);
    return error->status;
}

void error_keep(struct error *error, struct arena *arena)
{
    error->message = arena_text(arena, error->message);
    error->hint = arena_text(arena, error->hint);
    error->detail = arena_text(arena, error->detail);
}

void errors_add(struct errors *errors, struct arena *arena, const char *field, struct text message,
                struct text hint)
{
    if (errors->n == errors->size) {
        size_t size = errors->size == 0 ? 8 : errors->size * 2;
        struct error *at = arena_array(arena, struct error, size);
        if (errors->n > 0) {
            memcpy(at, errors->at, errors->n * sizeof(*at));
        }
        errors->at = at;
        errors->size = size;
    }
    errors->at[errors->n++] = (struct error){
        .status = INVALID,
        .field = field,
        .message = arena_text(arena, message),
        .hint = arena_text(arena, hint),
    };
}

int status_http(enum status status)
{
    return statuses[status].http;
}

int status_exit(enum status status)
{
    return statuses[status].exit;
}

const char *status_name(enum status status)
{
    return statuses[status].name;
}
