#include "web/idempotency.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "store/secret.h"
#include "web/web.h"

enum { LONGEST_KEY = 128, DAY = 86400000, PIECE = 1 << 16 };

static struct text key_of(const struct request *request)
{
    bool kept =
        request->route->method == METHOD_POST && (request->route->flags & ROUTE_SECRET) == 0;
    return kept ? request->exchange->headers[HEADER_IDEMPOTENCY_KEY] : TEXT_EMPTY;
}

static void add_upload(struct secret_digest *digest, const struct request *request)
{
    char *piece = arena_alloc(request->arena, PIECE);
    ssize_t n;
    for (off_t at = 0; (n = pread(request->exchange->upload, piece, PIECE, at)) > 0; at += n) {
        secret_digest_add(digest, (struct text){piece, (size_t)n});
    }
}

/* What the request asks, in short: the same key must not serve two questions. */
static struct text fingerprint(const struct request *request)
{
    uint8_t hash[SECRET_DIGEST];
    struct secret_digest *digest = secret_digest_new(request->app->secret);
    secret_digest_add(digest, request->exchange->target);
    secret_digest_add(digest, TEXT("\n"));
    secret_digest_add(digest, buf_text(&request->exchange->body));
    if (request->exchange->upload >= 0) {
        add_upload(digest, request);
    }
    secret_digest_take(digest, hash);
    secret_digest_free(digest);
    char *hex = arena_alloc(request->arena, 2 * sizeof(hash) + 1);
    sodium_bin2hex(hex, 2 * sizeof(hash) + 1, hash, sizeof(hash));
    return (struct text){hex, 2 * sizeof(hash)};
}

/* The answer without what is shown once. */
static struct text stripped(struct request *request)
{
    static const char *const once[] = {"password", "token"};
    struct json *answer;
    struct error error;
    if (json_parse(request->arena, buf_text(&request->exchange->out), &answer, &error) != OK) {
        bug("an answer that is no JSON");
    }
    struct buf buf;
    buf_init(&buf, CEILING_BODY);
    struct json_out out = json_into(&buf);
    json_open(&out, NULL);
    for (size_t i = 0; i < answer->n; i++) {
        if (!text_is(answer->keys[i], once[0]) && !text_is(answer->keys[i], once[1])) {
            json_put_key(&out, answer->keys[i]);
            json_put_tree(&out, NULL, &answer->at[i]);
        }
    }
    json_close(&out);
    struct text text = arena_text(request->arena, buf_text(&buf));
    buf_release(&buf);
    return text;
}

static struct text what_to_keep(struct request *request)
{
    return request->kept.n > 0                             ? request->kept
           : (request->route->flags & ROUTE_HANDOVER) != 0 ? stripped(request)
                                                           : buf_text(&request->exchange->out);
}

enum status idempotency_find(struct request *request, struct error *error)
{
    static const struct query query = {
        .sql = "SELECT request, status, body FROM idempotency "
               "WHERE county = $1 AND user_id = $2 AND key = $3 AND at > $4",
    };
    struct text key = key_of(request);
    if (key.n == 0) {
        return OK;
    }
    if (key.n > LONGEST_KEY || !utf8_valid(key)) {
        return request_refuse(request, REFUSE_MALFORMED, error, "Idempotency-Key 太长");
    }
    struct statement *s;
    enum status status = db_ask(request->work.db, &query, &s, request->arena, error,
                                BIND_INT(request->actor.county), BIND_INT(request->actor.user),
                                BIND_TEXT(key), BIND_INT(clock_now(request->work.clock) - DAY));
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, request->arena, error);
    if (step == DB_ROW && !text_equal(column_text(s, 0), fingerprint(request))) {
        status = error_set(error, request->arena, INVALID, "这个 Idempotency-Key 已用于另一个请求");
    } else if (step == DB_ROW) {
        request->answered = true;
        request->exchange->status = (int)column_int(s, 1);
        request->kept = arena_text(request->arena, column_text(s, 2));
        exchange_header(request->exchange, "Idempotent-Replayed", "true");
    } else if (step == DB_FAILED) {
        status = error->status;
    }
    statement_reset(s);
    return status;
}

static enum status forget_old(struct request *request, struct error *error)
{
    static const struct query query = {
        .sql = "DELETE FROM idempotency WHERE county = $1 AND at <= $2",
    };
    return db_run(request->work.db, &query, NULL, request->arena, error,
                  BIND_INT(request->actor.county), BIND_INT(clock_now(request->work.clock) - DAY));
}

enum status idempotency_keep(struct request *request, struct error *error)
{
    static const struct query query = {
        .sql = "INSERT INTO idempotency (county, user_id, key, at, request, status, body) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7)",
    };
    struct text key = key_of(request);
    if (key.n == 0) {
        return OK;
    }
    enum status status = forget_old(request, error);
    return status != OK
               ? status
               : db_run(request->work.db, &query, NULL, request->arena, error,
                        BIND_INT(request->actor.county), BIND_INT(request->actor.user),
                        BIND_TEXT(key), BIND_INT(clock_now(request->work.clock)),
                        BIND_TEXT(fingerprint(request)), BIND_INT(request->exchange->status),
                        BIND_TEXT(what_to_keep(request)));
}
