/* What an account is opened with: passwords, failed tries, the second factor. */
#include "domain/people/access.h"
#include "domain/people/user_parts.h"

enum status user_may_reset(struct work *work, const struct user *user, struct error *error)
{
    /* The system administrator helps everybody but his peers; the security administrator helps
     * them; one of his own kind is helped on the machine itself. */
    bool peer = role_is_administrator(user->role);
    enum permission needed = peer ? PERMIT_GRANT : PERMIT_ACCOUNTS;
    bool may = access_permits(work->actor, needed) &&
               (user->role != ROLE_SECURITY_ADMIN || work->actor->role == ROLE_PROGRAM);
    if (may) {
        return OK;
    }
    error_set(error, work->arena, DENIED, "您不能重设这个账号的密码");
    return error_hint(
        error, work->arena,
        peer ? "管理员的密码由安全管理员重设；安全管理员的请在服务器上用 nuanxin user 命令"
             : "请联系系统管理员");
}

enum status user_password_reused(struct work *work, const struct user *user,
                                 struct password_gate *gate, struct text password, bool *out,
                                 struct error *error)
{
    static const struct query query = {
        .sql = "SELECT hash FROM user_password WHERE county = $1 AND user_id = $2 "
               "ORDER BY set_at DESC LIMIT $3",
    };
    struct statement *s;
    enum status status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(user->id), BIND_INT(USER_PASSWORDS_KEPT - 1));
    if (status != OK) {
        return status;
    }
    struct text old[USER_PASSWORDS_KEPT] = {user->hash};
    size_t n = 1;
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        old[n++] = arena_text(work->arena, column_text(s, 0));
    }
    statement_reset(s);
    if (step == DB_FAILED) {
        return error->status;
    }
    *out = false;
    for (size_t i = 0; i < n && !*out; i++) {
        *out = password_is(gate, password, old[i]);
    }
    return OK;
}

static enum status keep_old_password(struct work *work, const struct user *user,
                                     struct error *error)
{
    static const struct query insert = {
        .sql = "INSERT INTO user_password (county, user_id, set_at, hash) "
               "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    };
    return db_run(work->db, &insert, NULL, work->arena, error, BIND_INT(work->actor->county),
                  BIND_INT(user->id), BIND_INT(user->password_at), BIND_TEXT(user->hash));
}

enum status user_set_password(struct work *work, const struct user *user, const char *hash,
                              bool must_change, struct text keep, struct error *error)
{
    static const struct query update = {
        .sql = "UPDATE app_user SET version = version + 1, hash = $3, password_at = $4, "
               "must_change = $5, failures = 0, locked_until = 0 WHERE county = $1 AND id = $2",
    };
    static const struct query end_others = {
        .sql = "DELETE FROM session WHERE county = $1 AND user_id = $2 AND hash <> $3",
    };
    enum status status = keep_old_password(work, user, error);
    struct statement *s = NULL;
    if (status == OK) {
        status = db_ask(work->db, &update, &s, work->arena, error, BIND_INT(work->actor->county),
                        BIND_INT(user->id), BIND_TEXT(text_of(hash)),
                        BIND_INT(clock_now(work->clock)), BIND_INT(must_change ? 1 : 0));
    }
    if (status != OK) {
        return status;
    }
    status = user_run(work, s, must_change ? "user.password_once" : "user.password", user->id,
                      user->account, error);
    return status != OK
               ? status
               : db_run(work->db, &end_others, NULL, work->arena, error,
                        BIND_INT(work->actor->county), BIND_INT(user->id), BIND_TEXT(keep));
}

enum status user_failed(struct work *work, const struct user *user, int64_t *locked_until,
                        struct error *error)
{
    static const struct query query = {
        .sql = "UPDATE app_user SET failures = $3, locked_until = $4 "
               "WHERE county = $1 AND id = $2",
    };
    /* Read again: others may have failed since the password was checked outside a transaction. */
    struct user now = {0};
    enum status status = user_read(work, user->id, &now, error);
    if (status != OK) {
        return status;
    }
    bool lock = now.failures + 1 >= USER_LOCK_FAILURES;
    *locked_until = lock ? clock_now(work->clock) + USER_LOCK_MINUTES * 60000LL : 0;
    struct statement *s;
    status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(user->id), BIND_INT(lock ? 0 : now.failures + 1), BIND_INT(*locked_until));
    if (status != OK) {
        return status;
    }
    return user_run(work, s, lock ? "session.lock" : "session.fail", user->id, user->account,
                    error);
}

enum status user_signed_in(struct work *work, const struct user *user, struct error *error)
{
    static const struct query query = {
        .sql = "UPDATE app_user SET failures = 0, locked_until = 0, signed_in_at = $3 "
               "WHERE county = $1 AND id = $2",
    };
    struct statement *s;
    enum status status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(user->id), BIND_INT(clock_now(work->clock)));
    if (status != OK) {
        return status;
    }
    return user_run(work, s, "session.open", user->id, user->account, error);
}

enum status user_set_totp(struct work *work, const struct user *user, struct text sealed, bool on,
                          struct error *error)
{
    static const struct query query = {
        .sql = "UPDATE app_user SET version = version + 1, totp = $3, totp_on = $4 "
               "WHERE county = $1 AND id = $2",
    };
    struct statement *s;
    enum status status = db_ask(work->db, &query, &s, work->arena, error,
                                BIND_INT(work->actor->county), BIND_INT(user->id),
                                sealed.n > 0 ? BIND_BLOB(sealed) : BIND_NULL, BIND_INT(on ? 1 : 0));
    if (status != OK) {
        return status;
    }
    return user_run(work, s, on ? "user.totp_on" : "user.totp_off", user->id, user->account, error);
}

enum status user_use_code(struct work *work, const struct user *user, int64_t step, bool *fresh,
                          struct error *error)
{
    static const struct query query = {
        .sql = "UPDATE app_user SET totp_used = $3 "
               "WHERE county = $1 AND id = $2 AND totp_used < $3",
    };
    struct statement *s;
    enum status status = db_ask(work->db, &query, &s, work->arena, error,
                                BIND_INT(work->actor->county), BIND_INT(user->id), BIND_INT(step));
    if (status != OK) {
        return status;
    }
    int64_t changed = 0;
    status = statement_run(s, &changed, work->arena, error);
    *fresh = changed == 1;
    return status;
}
