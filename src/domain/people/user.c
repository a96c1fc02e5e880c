#include "domain/people/user_parts.h"

#include <string.h>

#include "base/id.h"
#include "base/list.h"
#include "domain/people/access.h"
#include "store/audit.h"

static const char *const schema =
    "CREATE TABLE app_user (\n"
    "  county %1$s NOT NULL, id %1$s NOT NULL, version %1$s NOT NULL,\n"
    "  account TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,\n"
    "  granted %1$s NOT NULL, region %1$s NOT NULL, organization %1$s NOT NULL,\n"
    "  disabled %1$s NOT NULL,\n"
    "  hash TEXT NOT NULL, password_at %1$s NOT NULL, must_change %1$s NOT NULL,\n"
    "  failures %1$s NOT NULL, locked_until %1$s NOT NULL,\n"
    "  totp %2$s, totp_on %1$s NOT NULL, totp_used %1$s NOT NULL,\n"
    "  created_at %1$s NOT NULL, signed_in_at %1$s NOT NULL,\n"
    "  PRIMARY KEY (county, id)\n)%3$s;\n"
    "CREATE UNIQUE INDEX app_user_account ON app_user (county, account);\n"
    "CREATE TABLE user_password (\n"
    "  county %1$s NOT NULL, user_id %1$s NOT NULL, set_at %1$s NOT NULL, hash TEXT NOT NULL,\n"
    "  PRIMARY KEY (county, user_id, set_at)\n)%3$s;\n"
    "CREATE TABLE session (\n"
    "  county %1$s NOT NULL, hash TEXT NOT NULL, user_id %1$s NOT NULL,\n"
    "  created_at %1$s NOT NULL, seen_at %1$s NOT NULL, address TEXT NOT NULL,\n"
    "  PRIMARY KEY (county, hash)\n)%3$s;\n"
    "CREATE INDEX session_of_user ON session (county, user_id);\n"
    "CREATE TABLE api_token (\n"
    "  county %1$s NOT NULL, id %1$s NOT NULL, hash TEXT NOT NULL, user_id %1$s NOT NULL,\n"
    "  name TEXT NOT NULL, created_at %1$s NOT NULL, expires_at %1$s NOT NULL,\n"
    "  seen_at %1$s NOT NULL,\n"
    "  PRIMARY KEY (county, id)\n)%3$s;\n"
    "CREATE UNIQUE INDEX api_token_hash ON api_token (county, hash);\n"
    "CREATE INDEX api_token_user ON api_token (county, user_id);\n"
    "CREATE TABLE preference (\n"
    "  county %1$s NOT NULL, user_id %1$s NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,\n"
    "  PRIMARY KEY (county, user_id, key)\n)%3$s;\n"
    "CREATE TABLE idempotency (\n"
    "  county %1$s NOT NULL, user_id %1$s NOT NULL, key TEXT NOT NULL, at %1$s NOT NULL,\n"
    "  request TEXT NOT NULL, status %1$s NOT NULL, body TEXT NOT NULL,\n"
    "  PRIMARY KEY (county, user_id, key)\n)%3$s;\n"
    "CREATE INDEX idempotency_at ON idempotency (county, at);\n";

void user_schema(enum dialect dialect, struct buf *out)
{
    bool sqlite = dialect == DIALECT_SQLITE;
    buf_addf(out, schema, sqlite ? "INTEGER" : "BIGINT", sqlite ? "BLOB" : "BYTEA",
             sqlite ? " STRICT" : "");
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
    "id, version, account, name, role, region, organization, disabled, hash, password_at, "        \
    "must_change, failures, locked_until, totp, totp_on, totp_used, created_at, signed_in_at, "    \
    "granted"

static const struct query by_id = {
    .sql = "SELECT " COLUMNS " FROM app_user WHERE county = $1 AND id = $2",
};
static const struct query by_account = {
    .sql = "SELECT " COLUMNS " FROM app_user WHERE county = $1 AND account = $2",
};

static struct user read_user(struct statement *s, struct arena *arena)
{
    struct user user = {
        .id = column_int(s, 0),
        .version = column_int(s, 1),
        .account = arena_text(arena, column_text(s, 2)),
        .name = arena_text(arena, column_text(s, 3)),
        .role = role_find(column_text(s, 4)),
        .region = column_int(s, 5),
        .organization = column_int(s, 6),
        .state = column_int(s, 7) != 0 ? USER_DISABLED : USER_ACTIVE,
        .hash = arena_text(arena, column_text(s, 8)),
        .password_at = column_int(s, 9),
        .must_change = column_int(s, 10) != 0,
        .failures = column_int(s, 11),
        .locked_until = column_int(s, 12),
        .totp = arena_text(arena, column_blob(s, 13)),
        .totp_on = column_int(s, 14) != 0,
        .totp_used = column_int(s, 15),
        .created_at = column_int(s, 16),
        .signed_in_at = column_int(s, 17),
        .granted = column_int(s, 18) != 0,
    };
    return user;
}

/* Reads the one user of a statement whose parameters are bound. */
static enum status read_one(struct work *work, struct statement *s, struct user *out,
                            struct error *error)
{
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *out = read_user(s, work->arena);
    }
    statement_reset(s);
    if (step == DB_FAILED) {
        return error->status;
    }
    return step == DB_ROW ? OK : error_set(error, work->arena, NOT_FOUND, "没有这个账号");
}

enum status user_read(struct work *work, int64_t id, struct user *out, struct error *error)
{
    struct statement *s;
    enum status status = db_ask(work->db, &by_id, &s, work->arena, error,
                                BIND_INT(work->actor->county), BIND_INT(id));
    if (status != OK) {
        return status;
    }
    return read_one(work, s, out, error);
}

struct text user_called(struct work *work, int64_t id)
{
    struct user user = {0};
    struct error ignored;
    return user_read(work, id, &user, &ignored) == OK ? user.name : TEXT_EMPTY;
}

enum status user_find(struct work *work, struct text account, struct user *out, struct error *error)
{
    struct statement *s;
    enum status status = db_ask(work->db, &by_account, &s, work->arena, error,
                                BIND_INT(work->actor->county), BIND_TEXT(account));
    if (status != OK) {
        return status;
    }
    return read_one(work, s, out, error);
}

enum status user_any(struct work *work, bool *out, struct error *error)
{
    static const struct query query = {
        .sql = "SELECT 1 FROM app_user WHERE county = $1 LIMIT 1",
    };
    struct statement *s;
    enum status status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county));
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, work->arena, error);
    statement_reset(s);
    *out = step == DB_ROW;
    return step == DB_FAILED ? error->status : OK;
}

enum status user_list(struct work *work, struct text text, int64_t offset, int64_t limit,
                      struct user_page *out, struct error *error)
{
    static const struct query query = {
        .sql = "SELECT " COLUMNS ", COUNT(*) OVER () FROM app_user "
               "WHERE county = $1 AND ($2 = '' OR account LIKE $3 OR name LIKE $3) "
               "ORDER BY account LIMIT $4 OFFSET $5",
    };
    struct statement *s;
    enum status status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_TEXT(text), BIND_TEXT(arena_printf(work->arena, "%%%.*s%%", TEXT_ARG(text))),
               BIND_INT(limit), BIND_INT(offset));
    if (status != OK) {
        return status;
    }
    *out = (struct user_page){.at = arena_array(work->arena, struct user, (size_t)limit)};
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        out->total = column_int(s, 19);
        out->at[out->n++] = read_user(s, work->arena);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status user_of_places(struct work *work, int64_t lo, int64_t hi, struct user_page *out,
                           struct error *error)
{
    static const struct query query = {
        .sql = "SELECT " COLUMNS " FROM app_user WHERE county = $1 AND region BETWEEN $2 AND $3 "
               "ORDER BY account",
    };
    struct statement *s;
    LIST(struct user) found = {0};
    enum status status = db_ask(work->db, &query, &s, work->arena, error,
                                BIND_INT(work->actor->county), BIND_INT(lo), BIND_INT(hi));
    if (status != OK) {
        return status;
    }
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        list_add(&found, read_user(s, work->arena));
    }
    statement_reset(s);
    *out = (struct user_page){.at = arena_array(work->arena, struct user, found.n),
                              .n = found.n,
                              .total = (int64_t)found.n};
    for (size_t i = 0; i < found.n; i++) {
        out->at[i] = found.at[i];
    }
    list_release(&found);
    return step == DB_FAILED ? error->status : OK;
}

/* ---- writing ---- */

enum status user_note(struct work *work, const char *action, int64_t user, struct text detail,
                      struct error *error)
{
    struct audit entry = {
        .at = clock_now(work->clock),
        .actor = work->actor->user,
        .actor_name = work->actor->name,
        .address = work->actor->address,
        .action = text_of(action),
        .ledger = TEXT("app_user"),
        .row_id = user,
        .summary = detail,
    };
    return audit_entry(work->db, work->secret, work->actor->county, &entry, work->arena, error);
}

enum status user_run(struct work *work, struct statement *s, const char *action, int64_t id,
                     struct text detail, struct error *error)
{
    enum status status = statement_run(s, NULL, work->arena, error);
    return status == OK ? user_note(work, action, id, detail, error) : status;
}

static bool is_account(struct text account)
{
    for (size_t i = 0; i < account.n; i++) {
        char c = account.s[i];
        bool good =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (!good) {
            return false;
        }
    }
    return account.n >= 3 && account.n <= 32;
}

static bool is_unit(const struct work *work, int64_t region)
{
    int64_t lo, hi;
    actor_reach(work->actor->county, &lo, &hi);
    return region >= lo && region <= hi;
}

static enum status check_edit(struct work *work, const struct user_edit *edit,
                              struct errors *errors, struct error *error)
{
    if (edit->account.n > 0 && !is_account(edit->account)) {
        errors_add(errors, work->arena, "account", TEXT("账号不合格式"),
                   TEXT("3 到 32 位小写字母、数字、点、横线或下划线"));
    }
    if (edit->name.n > 0 && utf8_length(edit->name) > 30) {
        errors_add(errors, work->arena, "name", TEXT("姓名太长"), TEXT("最多 30 个字"));
    }
    if (edit->region != 0 && !is_unit(work, edit->region)) {
        errors_add(errors, work->arena, "region", TEXT("不是本县的单位"), TEXT("请从列表中选择"));
    }
    return errors->n == 0 ? OK : error_set(error, work->arena, INVALID, "账号资料有误");
}

enum role user_role(const struct user *user)
{
    bool placed = user->region != 0 || !role_needs_unit(user->role);
    return user->granted && placed ? user->role : ROLE_NONE;
}

static bool may_grant(const struct work *work)
{
    return access_permits(work->actor, PERMIT_GRANT);
}

enum status user_create(struct work *work, const struct user_edit *edit, const char *hash,
                        bool must_change, int64_t *id, struct errors *errors, struct error *error)
{
    static const struct query query = {
        .sql = "INSERT INTO app_user (county, id, version, account, name, role, region, "
               "organization, disabled, hash, password_at, must_change, failures, locked_until, "
               "totp_on, totp_used, created_at, signed_in_at, granted) "
               "VALUES ($1, $2, 1, $3, $4, $5, $6, $7, 0, $8, $9, $10, 0, 0, 0, 0, $9, 0, $11)",
    };
    if (edit->account.n == 0) {
        errors_add(errors, work->arena, "account", TEXT("账号不能为空"), TEXT_EMPTY);
    }
    if (edit->name.n == 0) {
        errors_add(errors, work->arena, "name", TEXT("姓名不能为空"), TEXT("请填写使用人的姓名"));
    }
    enum status status = check_edit(work, edit, errors, error);
    struct statement *s = NULL;
    if (status == OK) {
        status = db_prepare(work->db, &query, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    *id = id_next(work->clock);
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, *id);
    bind_text(s, 3, edit->account);
    bind_text(s, 4, edit->name);
    bind_text(s, 5, text_of(role_name(edit->role)));
    bind_int(s, 6, edit->region);
    bind_int(s, 7, edit->organization);
    bind_text(s, 8, text_of(hash));
    bind_int(s, 9, clock_now(work->clock));
    bind_int(s, 10, must_change ? 1 : 0);
    bind_int(s, 11, may_grant(work) && edit->role != ROLE_NONE ? 1 : 0);
    status = user_run(
        work, s, "user.create", *id,
        arena_printf(work->arena, "%.*s %s", TEXT_ARG(edit->account), role_name(edit->role)),
        error);
    if (status == CONFLICT) {
        error_set(error, work->arena, CONFLICT, "账号“%.*s”已经有了", TEXT_ARG(edit->account));
        error->field = "account";
        return error_hint(error, work->arena, "请换一个账号");
    }
    return status;
}

/* Whether another active account has the role: the last administrator of a kind must stay. */
static enum status another_of(struct work *work, const struct user *user, bool *out,
                              struct error *error)
{
    static const struct query query = {
        .sql = "SELECT COUNT(*) FROM app_user "
               "WHERE county = $1 AND role = $2 AND granted = 1 AND disabled = 0 AND id <> $3",
    };
    struct statement *s;
    enum status status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_TEXT(text_of(role_name(user->role))), BIND_INT(user->id));
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, work->arena, error);
    *out = step == DB_ROW && column_int(s, 0) > 0;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* Refuses to take its role from the actor himself and from the last administrator of a kind. */
static enum status guard_role(struct work *work, const struct user *user, struct error *error)
{
    if (user->id == work->actor->user) {
        return error_set(error, work->arena, DENIED, "不能改自己的角色或停用自己");
    }
    if (!role_is_administrator(user->role)) {
        return OK;
    }
    bool another = false;
    enum status status = another_of(work, user, &another, error);
    if (status == OK && !another) {
        error_set(error, work->arena, DENIED, "这是最后一个%s，不能停用或改作他用",
                  role_label(user->role));
        return error_hint(error, work->arena, "请先另设一个");
    }
    return status;
}

/* What an edit would change, as against the account as it is. */
struct user_effect {
    bool names;  /* account or name */
    bool grants; /* role, unit or organization */
    bool role;
};

static struct user_effect effect_of(const struct user *user, const struct user_edit *edit)
{
    struct user_effect effect = {
        .names = (edit->account.n > 0 && !text_equal(edit->account, user->account)) ||
                 (edit->name.n > 0 && !text_equal(edit->name, user->name)),
        .role = edit->role != ROLE_NONE && edit->role != user->role,
    };
    effect.grants = effect.role || (edit->region != 0 && edit->region != user->region) ||
                    (edit->organization_set && edit->organization != user->organization);
    return effect;
}

static enum status check_effect(struct work *work, const struct user *user,
                                const struct user_effect *effect, struct error *error)
{
    if (effect->names && !access_permits(work->actor, PERMIT_ACCOUNTS)) {
        return error_set(error, work->arena, DENIED, "账号和姓名由系统管理员修改");
    }
    /* What is asked for may be put right until it is granted. */
    if (effect->grants && !may_grant(work) && user->granted) {
        return error_set(error, work->arena, DENIED, "角色和单位由安全管理员授予");
    }
    return effect->role || (effect->grants && user->id == work->actor->user)
               ? guard_role(work, user, error)
               : OK;
}

enum status user_change(struct work *work, int64_t id, int64_t version,
                        const struct user_edit *edit, struct errors *errors, struct error *error)
{
    static const struct query query = {
        .sql = "UPDATE app_user SET version = version + 1, account = $3, name = $4, role = $5, "
               "region = $6, organization = $7, granted = $8 WHERE county = $1 AND id = $2",
    };
    struct user user = {0};
    enum status status = user_read(work, id, &user, error);
    if (status == OK && user.version != version) {
        status = error_set(error, work->arena, CONFLICT, "账号刚被别人改过");
    }
    if (status == OK) {
        status = check_edit(work, edit, errors, error);
    }
    struct user_effect effect = effect_of(&user, edit);
    if (status == OK) {
        status = check_effect(work, &user, &effect, error);
    }
    struct statement *s = NULL;
    if (status == OK) {
        status = db_prepare(work->db, &query, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    enum role role = edit->role != ROLE_NONE ? edit->role : user.role;
    int64_t region = edit->region != 0 ? edit->region : user.region;
    bool confirms = may_grant(work) && edit->role != ROLE_NONE;
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, id);
    bind_text(s, 3, edit->account.n > 0 ? edit->account : user.account);
    bind_text(s, 4, edit->name.n > 0 ? edit->name : user.name);
    bind_text(s, 5, text_of(role_name(role)));
    bind_int(s, 6, region);
    bind_int(s, 7, edit->organization_set ? edit->organization : user.organization);
    bind_int(s, 8, confirms || user.granted ? 1 : 0);
    return user_run(work, s, confirms ? "user.grant" : "user.change", id,
                    arena_printf(work->arena, "%s -> %s, %lld -> %lld", role_name(user.role),
                                 role_name(role), (long long)user.region, (long long)region),
                    error);
}

enum status user_move(struct work *work, const struct user *user, int64_t region,
                      struct error *error)
{
    static const struct query query = {
        .sql = "UPDATE app_user SET version = version + 1, region = $3 "
               "WHERE county = $1 AND id = $2",
    };
    struct statement *s;
    enum status status =
        db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(user->id), BIND_INT(region));
    return status == OK
               ? user_run(work, s, "user.move", user->id,
                          arena_printf(work->arena, "%.*s: %lld -> %lld", TEXT_ARG(user->account),
                                       (long long)user->region, (long long)region),
                          error)
               : status;
}

/* Runs a statement of (county, user) alone. */
static enum status run_for(struct work *work, const struct query *query, int64_t id,
                           struct error *error)
{
    return db_run(work->db, query, NULL, work->arena, error, BIND_INT(work->actor->county),
                  BIND_INT(id));
}

enum status user_set_state(struct work *work, int64_t id, enum user_state state,
                           struct error *error)
{
    static const struct query query = {
        .sql = "UPDATE app_user SET version = version + 1, disabled = $3, failures = 0, "
               "locked_until = 0 WHERE county = $1 AND id = $2",
    };
    static const struct query end_sessions = {
        .sql = "DELETE FROM session WHERE county = $1 AND user_id = $2",
    };
    static const struct query end_tokens = {
        .sql = "DELETE FROM api_token WHERE county = $1 AND user_id = $2",
    };
    struct user user = {0};
    enum status status = user_read(work, id, &user, error);
    if (status == OK && state == USER_DISABLED) {
        status = guard_role(work, &user, error);
    }
    struct statement *s = NULL;
    if (status == OK) {
        status = db_ask(work->db, &query, &s, work->arena, error, BIND_INT(work->actor->county),
                        BIND_INT(id), BIND_INT(state == USER_DISABLED ? 1 : 0));
    }
    if (status != OK) {
        return status;
    }
    status = user_run(work, s, state == USER_DISABLED ? "user.disable" : "user.enable", id,
                      user.account, error);
    if (status == OK && state == USER_DISABLED) {
        status = run_for(work, &end_sessions, id, error);
        if (status == OK) {
            status = run_for(work, &end_tokens, id, error);
        }
    }
    return status;
}
