#include "domain/people/session.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "domain/people/access.h"

enum {
    SLOTS = 4096,         /* remembered sessions; a newer one takes an older one's place */
    FRESH = 2000,         /* ms a session is remembered: another process may end it */
    SETTLE_AFTER = 60000, /* ms between two writes of one session's seen_at */
    ADDRESSES = 1024,
    ADDRESS_FREE = 20,           /* wrong passwords from one address without a wait … */
    ADDRESS_WINDOW = 15 * 60000, /* … in so many ms */
    ADDRESS_LONGEST = 30,        /* seconds */
};

struct slot {
    bool used;
    uint64_t generation;
    int64_t read_at;    /* when it was read from the database */
    int64_t settled_at; /* the seen_at that is stored */
    struct session session;
};

struct attempts {
    uint64_t address; /* hash; 0: unused */
    int64_t failures, last_at;
};

struct sessions {
    int64_t password_days;
    pthread_mutex_t lock;
    uint64_t generation;
    struct slot *slots; /* SLOTS of them, by the token's hash */
    struct attempts attempts[ADDRESSES];
};

struct sessions *sessions_new(int64_t password_days)
{
    struct sessions *sessions = memory_get_zeroed(sizeof(*sessions));
    sessions->password_days = password_days;
    sessions->slots = memory_get_zeroed(SLOTS * sizeof(struct slot));
    pthread_mutex_init(&sessions->lock, NULL);
    return sessions;
}

void sessions_free(struct sessions *sessions)
{
    pthread_mutex_destroy(&sessions->lock);
    free(sessions->slots);
    free(sessions);
}

void sessions_forget(struct sessions *sessions)
{
    pthread_mutex_lock(&sessions->lock);
    sessions->generation++;
    pthread_mutex_unlock(&sessions->lock);
}

/* ---- tokens and what is stored of them ---- */

/* base64url of SHA-256 over a word that says what for, and the token. */
static void digest(const char *purpose, struct text token, char out[SESSION_HASH_SIZE + 1])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_hash_sha256_update(&state, (const unsigned char *)token.s, token.n);
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2base64(out, SESSION_HASH_SIZE + 1, hash, sizeof(hash),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void session_token(char out[SESSION_TOKEN_SIZE + 1])
{
    unsigned char bytes[32];
    random_bytes(bytes, sizeof(bytes));
    sodium_bin2base64(out, SESSION_TOKEN_SIZE + 1, bytes, sizeof(bytes),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void session_hash(struct text token, char out[SESSION_HASH_SIZE + 1])
{
    digest("token", token, out);
}

static void copy(char *out, size_t size, struct text t)
{
    size_t n = t.n < size ? t.n : size - 1;
    memcpy(out, t.s, n);
    out[n] = '\0';
}

/* ---- finding ---- */

static const struct query find_session = {
    .sql = "SELECT u.id, u.account, u.name, u.role, u.region, u.organization, u.must_change, "
           "u.totp_on, u.password_at, s.created_at, s.seen_at, u.granted "
           "FROM session s JOIN app_user u ON u.county = s.county AND u.id = s.user_id "
           "WHERE s.county = $1 AND s.hash = $2 AND u.disabled = 0",
};
static const struct query find_token = {
    .sql = "SELECT u.id, u.account, u.name, u.role, u.region, u.organization, 0, "
           "u.totp_on, u.password_at, t.expires_at, t.seen_at, u.granted "
           "FROM api_token t JOIN app_user u ON u.county = t.county AND u.id = t.user_id "
           "WHERE t.county = $1 AND t.hash = $2 AND u.disabled = 0",
};

static bool is_over(const struct session *session, int64_t now)
{
    if (session->role == ROLE_NONE) {
        return true;
    }
    if (session->machine) {
        return now > session->created_at; /* of a token: when it expires */
    }
    return now - session->created_at > SESSION_HOURS * 3600000LL ||
           now - session->seen_at > SESSION_IDLE_MINUTES * 60000LL;
}

static void read_session(struct sessions *sessions, struct statement *s, int64_t now,
                         struct session *out)
{
    out->user = column_int(s, 0);
    copy(out->account, sizeof(out->account), column_text(s, 1));
    copy(out->name, sizeof(out->name), column_text(s, 2));
    struct user user = {.role = role_find(column_text(s, 3)),
                        .region = column_int(s, 4),
                        .granted = column_int(s, 11) != 0};
    out->role = user_role(&user);
    out->region = column_int(s, 4);
    out->organization = column_int(s, 5);
    bool expired = sessions->password_days > 0 && !out->machine &&
                   now - column_int(s, 8) > sessions->password_days * 86400000LL;
    out->must_change = column_int(s, 6) != 0 || expired;
    out->totp = column_int(s, 7) != 0;
    out->created_at = column_int(s, 9);
    out->seen_at = column_int(s, 10);
}

static enum status load(struct sessions *sessions, struct database *database, int64_t county,
                        int64_t now, struct arena *arena, struct session *out, struct error *error)
{
    struct db *db;
    enum status status = database_reader(database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    struct statement *s;
    status = db_prepare(db, out->machine ? &find_token : &find_session, &s, arena, error);
    if (status == OK) {
        bind_int(s, 1, county);
        bind_text(s, 2, text_of(out->hash));
        enum db_step step = statement_step(s, arena, error);
        if (step == DB_ROW) {
            read_session(sessions, s, now, out);
        } else {
            status =
                step == DB_FAILED ? error->status : error_set(error, arena, UNSIGNED, "请重新登录");
        }
        statement_reset(s);
    }
    db_release(db);
    return status;
}

static struct slot *slot_of(struct sessions *sessions, const char *hash)
{
    return &sessions->slots[text_hash(text_of(hash)) % SLOTS];
}

/* The remembered session, if it is still good; marks it as just used. */
static bool recall(struct sessions *sessions, struct session *out, int64_t now)
{
    pthread_mutex_lock(&sessions->lock);
    struct slot *slot = slot_of(sessions, out->hash);
    bool good = slot->used && slot->generation == sessions->generation &&
                now - slot->read_at < FRESH && slot->session.machine == out->machine &&
                strcmp(slot->session.hash, out->hash) == 0 && !is_over(&slot->session, now);
    if (good) {
        slot->session.seen_at = now;
        *out = slot->session;
    }
    pthread_mutex_unlock(&sessions->lock);
    return good;
}

/* Keeps what was read. When it stood here before, its later use counts, not the stored one. */
static void remember(struct sessions *sessions, struct session *session, uint64_t generation,
                     int64_t now)
{
    pthread_mutex_lock(&sessions->lock);
    struct slot *slot = slot_of(sessions, session->hash);
    int64_t stored = session->seen_at;
    if (slot->used && strcmp(slot->session.hash, session->hash) == 0 &&
        slot->session.seen_at > session->seen_at) {
        session->seen_at = slot->session.seen_at;
    }
    if (!is_over(session, now)) {
        session->seen_at = now;
        *slot = (struct slot){true, generation, now, stored, *session};
    } else {
        slot->used = slot->used && strcmp(slot->session.hash, session->hash) != 0;
    }
    pthread_mutex_unlock(&sessions->lock);
}

enum status sessions_find(struct sessions *sessions, struct database *database, int64_t county,
                          struct text token, bool machine, struct clock clock, struct arena *arena,
                          struct session *out, struct error *error)
{
    if (token.n != SESSION_TOKEN_SIZE) {
        return error_set(error, arena, UNSIGNED, "请先登录");
    }
    int64_t now = clock_now(clock);
    *out = (struct session){.machine = machine};
    digest("token", token, out->hash);
    if (recall(sessions, out, now)) {
        return OK;
    }
    pthread_mutex_lock(&sessions->lock);
    uint64_t generation = sessions->generation;
    pthread_mutex_unlock(&sessions->lock);
    enum status status = load(sessions, database, county, now, arena, out, error);
    if (status != OK) {
        return status;
    }
    digest("csrf", token, out->csrf);
    remember(sessions, out, generation, now);
    if (is_over(out, now)) {
        error_set(error, arena, UNSIGNED, "登录已过期");
        return error_hint(error, arena, "请重新登录");
    }
    return OK;
}

struct actor session_actor(const struct session *session, int64_t county, struct text address)
{
    struct actor actor = {
        .user = session->user,
        .role = session->role,
        .county = county,
        .organization = session->organization,
        .name = text_of(session->name),
        .address = address,
    };
    access_reach(&actor, session->region);
    return actor;
}

/* ---- opening and closing ---- */

enum status session_open(struct work *work, const struct user *user,
                         char token[SESSION_TOKEN_SIZE + 1], struct session *out,
                         struct error *error)
{
    static const struct query query = {
        .sql = "INSERT INTO session (county, hash, user_id, created_at, seen_at, address) "
               "VALUES ($1, $2, $3, $4, $4, $5)",
    };
    struct statement *s;
    enum status status = db_prepare(work->db, &query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    session_token(token);
    int64_t now = clock_now(work->clock);
    *out = (struct session){
        .user = user->id,
        .role = user_role(user),
        .region = user->region,
        .organization = user->organization,
        .must_change = user->must_change,
        .totp = user->totp_on,
        .created_at = now,
        .seen_at = now,
    };
    copy(out->account, sizeof(out->account), user->account);
    copy(out->name, sizeof(out->name), user->name);
    digest("token", text_of(token), out->hash);
    digest("csrf", text_of(token), out->csrf);
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, text_of(out->hash));
    bind_int(s, 3, user->id);
    bind_int(s, 4, now);
    bind_text(s, 5, work->actor->address);
    return statement_run(s, NULL, work->arena, error);
}

enum status session_close(struct work *work, const struct session *session, struct error *error)
{
    static const struct query query = {
        .sql = "DELETE FROM session WHERE county = $1 AND hash = $2",
    };
    struct statement *s;
    enum status status = db_ask(work->db, &query, &s, work->arena, error,
                                BIND_INT(work->actor->county), BIND_TEXT(text_of(session->hash)));
    if (status != OK) {
        return status;
    }
    status = statement_run(s, NULL, work->arena, error);
    if (status != OK) {
        return status;
    }
    return user_note(work, "session.close", session->user, TEXT_EMPTY, error);
}

static enum status settle_one(struct work *work, const struct session *session, struct error *error)
{
    static const struct query queries[] = {
        {.sql = "UPDATE session SET seen_at = $3 WHERE county = $1 AND hash = $2"},
        {.sql = "UPDATE api_token SET seen_at = $3 WHERE county = $1 AND hash = $2"},
    };
    struct statement *s;
    enum status status =
        db_prepare(work->db, &queries[session->machine ? 1 : 0], &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, text_of(session->hash));
    bind_int(s, 3, session->seen_at);
    return statement_run(s, NULL, work->arena, error);
}

/* Copies the next session whose use is worth storing, from slot *at on. */
static bool next_unsettled(struct sessions *sessions, size_t *at, struct session *out)
{
    pthread_mutex_lock(&sessions->lock);
    bool found = false;
    for (; *at < SLOTS && !found; (*at)++) {
        struct slot *slot = &sessions->slots[*at];
        if (slot->used && slot->session.seen_at - slot->settled_at > SETTLE_AFTER) {
            slot->settled_at = slot->session.seen_at;
            *out = slot->session;
            found = true;
        }
    }
    pthread_mutex_unlock(&sessions->lock);
    return found;
}

enum status sessions_settle(struct sessions *sessions, struct work *work, struct error *error)
{
    static const struct query remove_old = {
        .sql = "DELETE FROM session WHERE county = $1 AND (seen_at < $2 OR created_at < $3)",
    };
    enum status status = OK;
    struct session session;
    for (size_t at = 0; status == OK && next_unsettled(sessions, &at, &session);) {
        status = settle_one(work, &session, error);
    }
    struct statement *s;
    if (status == OK) {
        status = db_prepare(work->db, &remove_old, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    int64_t now = clock_now(work->clock);
    bind_int(s, 1, work->actor->county);
    /* One settling later than the limit: the last use may not be stored yet. */
    bind_int(s, 2, now - SESSION_IDLE_MINUTES * 60000LL - 2LL * SETTLE_AFTER);
    bind_int(s, 3, now - SESSION_HOURS * 3600000LL);
    return statement_run(s, NULL, work->arena, error);
}

/* ---- addresses that try too often ---- */

static struct attempts *attempts_of(struct sessions *sessions, struct text address, int64_t now)
{
    uint64_t hash = text_hash(address) | 1;
    struct attempts *attempts = &sessions->attempts[(hash >> 1) % ADDRESSES];
    if (attempts->address != hash || now - attempts->last_at > ADDRESS_WINDOW) {
        *attempts = (struct attempts){.address = hash, .last_at = now};
    }
    return attempts;
}

int64_t sessions_wait(struct sessions *sessions, struct text address, struct clock clock)
{
    int64_t now = clock_now(clock);
    pthread_mutex_lock(&sessions->lock);
    struct attempts *attempts = attempts_of(sessions, address, now);
    int64_t over = attempts->failures - ADDRESS_FREE;
    int64_t wait = over < 0 ? 0 : over < 5 ? 1LL << over : ADDRESS_LONGEST;
    int64_t left = attempts->last_at + wait * 1000 - now;
    pthread_mutex_unlock(&sessions->lock);
    return wait == 0 || left <= 0 ? 0 : (left + 999) / 1000;
}

void sessions_failed(struct sessions *sessions, struct text address, struct clock clock)
{
    int64_t now = clock_now(clock);
    pthread_mutex_lock(&sessions->lock);
    struct attempts *attempts = attempts_of(sessions, address, now);
    attempts->failures++;
    attempts->last_at = now;
    pthread_mutex_unlock(&sessions->lock);
}
