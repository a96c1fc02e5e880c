#include "domain/people/token.h"

#include "base/id.h"

enum { LONGEST_LIST = 100 };

enum status token_create(struct work *work, struct text name, int64_t days,
                         char secret[SESSION_TOKEN_SIZE + 1], struct token *out,
                         struct error *error)
{
    static const struct query query = {
        .sql = "INSERT INTO api_token (county, id, hash, user_id, name, created_at, expires_at, "
               "seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
    };
    struct statement *s;
    enum status status = db_prepare(work->db, &query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    char hash[SESSION_HASH_SIZE + 1];
    session_token(secret);
    session_hash(text_of(secret), hash);
    int64_t now = clock_now(work->clock);
    *out = (struct token){.id = id_next(work->clock),
                          .name = name,
                          .created_at = now,
                          .expires_at = now + days * 86400000LL};
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, out->id);
    bind_text(s, 3, text_of(hash));
    bind_int(s, 4, work->actor->user);
    bind_text(s, 5, name);
    bind_int(s, 6, now);
    bind_int(s, 7, out->expires_at);
    status = statement_run(s, NULL, work->arena, error);
    return status == OK ? user_note(work, "token.create", work->actor->user, name, error) : status;
}

enum status token_list(struct work *work, struct token_list *out, struct error *error)
{
    static const struct query query = {
        .sql = "SELECT id, name, created_at, expires_at, seen_at FROM api_token "
               "WHERE county = $1 AND user_id = $2 ORDER BY id DESC LIMIT $3",
    };
    struct statement *s;
    enum status status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(work->actor->user), BIND_INT(LONGEST_LIST));
    if (status != OK) {
        return status;
    }
    *out = (struct token_list){.at = arena_array(work->arena, struct token, LONGEST_LIST)};
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        out->at[out->n++] = (struct token){
            .id = column_int(s, 0),
            .name = arena_text(work->arena, column_text(s, 1)),
            .created_at = column_int(s, 2),
            .expires_at = column_int(s, 3),
            .seen_at = column_int(s, 4),
        };
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status token_remove(struct work *work, int64_t id, struct error *error)
{
    static const struct query query = {
        .sql = "DELETE FROM api_token WHERE county = $1 AND id = $2 AND user_id = $3",
    };
    struct statement *s;
    enum status status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(id), BIND_INT(work->actor->user));
    if (status != OK) {
        return status;
    }
    int64_t changed = 0;
    status = statement_run(s, &changed, work->arena, error);
    if (status == OK && changed == 0) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个令牌");
    }
    return status == OK ? user_note(work, "token.remove", work->actor->user, TEXT_EMPTY, error)
                        : status;
}
