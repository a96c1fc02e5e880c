#include "web/idempotency.h"

#include <sodium.h>

#include "web/web.h"

enum { LONGEST_KEY = 128, DAY = 86400000 };

static struct text key_of(const struct request *request)
{
    struct text key = request->exchange->headers[HEADER_IDEMPOTENCY_KEY];
    bool kept = request->route->method == METHOD_POST && request->signed_in &&
                request->route->body_kind != BODY_BYTES &&
                (request->route->flags & ROUTE_SECRET) == 0;
    return kept ? key : TEXT_EMPTY;
}

/* What the request asks, in short: the same key must not serve two questions. */
static struct text fingerprint(const struct request *request)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    struct text target = request->exchange->target;
    struct text body = buf_text(&request->exchange->body);
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)target.s, target.n);
    crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
    crypto_hash_sha256_update(&state, (const unsigned char *)body.s, body.n);
    crypto_hash_sha256_final(&state, hash);
    char *hex = arena_alloc(request->arena, 2 * sizeof(hash) + 1);
    sodium_bin2hex(hex, 2 * sizeof(hash) + 1, hash, sizeof(hash));
    return (struct text){hex, 2 * sizeof(hash)};
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
    enum status status = db_prepare(request->work.db, &query, &s, request->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, request->actor.county);
    bind_int(s, 2, request->actor.user);
    bind_text(s, 3, key);
    bind_int(s, 4, clock_now(request->work.clock) - DAY);
    enum db_step step = statement_step(s, request->arena, error);
    if (step == DB_ROW && !text_equal(column_text(s, 0), fingerprint(request))) {
        status = error_set(error, request->arena, INVALID, "这个 Idempotency-Key 已用于另一个请求");
    } else if (step == DB_ROW) {
        request->answered = true;
        request->exchange->status = (int)column_int(s, 1);
        buf_addt(&request->exchange->out, column_text(s, 2));
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
    struct statement *s;
    enum status status = db_prepare(request->work.db, &query, &s, request->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, request->actor.county);
    bind_int(s, 2, clock_now(request->work.clock) - DAY);
    return statement_run(s, NULL, request->arena, error);
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
    struct statement *s = NULL;
    if (status == OK) {
        status = db_prepare(request->work.db, &query, &s, request->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, request->actor.county);
    bind_int(s, 2, request->actor.user);
    bind_text(s, 3, key);
    bind_int(s, 4, clock_now(request->work.clock));
    bind_text(s, 5, fingerprint(request));
    bind_int(s, 6, request->exchange->status);
    bind_text(s, 7, buf_text(&request->exchange->out));
    return statement_run(s, NULL, request->arena, error);
}
