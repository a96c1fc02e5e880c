#include "web/request.h"

#include <stdarg.h>
#include <sys/mman.h>

#include "domain/app.h"
#include "web/idempotency.h"

struct text request_part(const struct request *request, const char *name)
{
    return route_part(request->entry, &request->target, name);
}

struct text request_query(const struct request *request, const char *name)
{
    return target_query(&request->target, name);
}

int64_t request_query_int(const struct request *request, const char *name, int64_t otherwise)
{
    int64_t number;
    return text_to_int(request_query(request, name), &number) ? number : otherwise;
}

int32_t request_day(const struct request *request, struct text day)
{
    struct date date;
    return date_parse(day, &date) ? date.day : clock_today(request->work.clock);
}

struct text request_text(const struct request *request, const char *name)
{
    struct text text;
    return json_text(json_member(request->body, name), &text) ? text : TEXT_EMPTY;
}

int64_t request_int(const struct request *request, const char *name, int64_t otherwise)
{
    int64_t number;
    return json_int(json_member(request->body, name), &number) ? number : otherwise;
}

bool request_bool(const struct request *request, const char *name)
{
    bool value;
    return json_bool(json_member(request->body, name), &value) && value;
}

enum status request_refuse(struct request *request, enum refusal refusal, struct error *error,
                           const char *format, ...)
{
    va_list args;
    va_start(args, format);
    *error =
        (struct error){.status = INVALID, .message = arena_vprintf(request->arena, format, args)};
    va_end(args);
    request->refusal = refusal;
    return error->status;
}

enum status request_reading(struct request *request,
                            enum status (*run)(struct request *, void *, struct error *),
                            void *context, struct error *error)
{
    enum status status =
        database_reader(request->app->database, &request->work.db, request->arena, error);
    if (status == OK) {
        status = run(request, context, error);
        db_release(request->work.db);
        request->work.db = NULL;
    }
    return status;
}

enum status request_writing(struct request *request,
                            enum status (*run)(struct request *, void *, struct error *),
                            void *context, struct error *error)
{
    struct db *db;
    enum status status = database_writer(request->app->database, &db, request->arena, error);
    if (status != OK) {
        return status;
    }
    request->work.db = db;
    status = db_begin(db, request->arena, error);
    if (status == OK) {
        status = run(request, context, error);
        status = db_end(db, status, request->arena, error);
    }
    db_release(db);
    request->work.db = NULL;
    return status;
}

struct once {
    enum status (*run)(struct request *, void *, struct error *);
    void *context;
};

static enum status run_once(struct request *request, void *context, struct error *error)
{
    struct once *once = context;
    struct actor asker = request->actor; /* whom a handler acts as may change: a first sign-in */
    enum status status = idempotency_find(request, error);
    if (status != OK || request->answered) {
        return status;
    }
    status = once->run(request, once->context, error);
    if (status == OK) {
        struct actor now = request->actor;
        request->actor = asker;
        status = idempotency_keep(request, error);
        request->actor = now;
    }
    return status;
}

enum status request_once(struct request *request,
                         enum status (*run)(struct request *, void *, struct error *),
                         void *context, struct error *error)
{
    struct once once = {run, context};
    return request_writing(request, run_once, &once, error);
}

struct mapped {
    void *at;
    size_t n;
};

static void unmap(void *what)
{
    const struct mapped *mapped = what;
    munmap(mapped->at, mapped->n);
}

enum status request_upload(struct request *request, struct text *out, struct error *error)
{
    struct exchange *exchange = request->exchange;
    if (exchange->upload < 0 || exchange->body_size == 0) {
        return error_set(error, request->arena, INVALID, "没有收到文件，或文件是空的");
    }
    void *at = mmap(NULL, exchange->body_size, PROT_READ, MAP_PRIVATE, exchange->upload, 0);
    if (at == MAP_FAILED) {
        return error_set(error, request->arena, UNAVAILABLE, "读不到收到的文件");
    }
    struct mapped *mapped = arena_new(request->arena, struct mapped);
    *mapped = (struct mapped){at, exchange->body_size};
    arena_defer(request->arena, unmap, mapped);
    *out = (struct text){at, mapped->n};
    return OK;
}

static void name_file(struct request *request, const char *how, const char *content_type,
                      struct text name)
{
    static const char digits[] = "0123456789ABCDEF";
    char *escaped = arena_alloc(request->arena, name.n * 3 + 1);
    char *at = escaped;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.s[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '-' || c == '_';
        if (plain) {
            *at++ = (char)c;
        } else {
            *at++ = '%';
            *at++ = digits[c >> 4];
            *at++ = digits[c & 15];
        }
    }
    struct text value = arena_printf(request->arena, "%s; filename*=UTF-8''%s", how, escaped);
    exchange_header(request->exchange, "Content-Type", content_type);
    exchange_header(request->exchange, "Content-Disposition", value.s);
}

void request_attach(struct request *request, const char *content_type, struct text name)
{
    name_file(request, "attachment", content_type, name);
}

void request_made(struct request *request, struct text name)
{
    static const struct {
        const char *ending, *type;
    } kinds[] = {
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {".csv", "text/csv; charset=utf-8"},
        {".pdf", "application/pdf"},
        {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (text_ends(name, text_of(kinds[i].ending))) {
            request_attach(request, kinds[i].type, name);
            return;
        }
    }
    bug("a file of no kind: %.*s", TEXT_ARG(name));
}

void request_inline(struct request *request, const char *content_type, struct text name)
{
    name_file(request, "inline", content_type, name);
}
