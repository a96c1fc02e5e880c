#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "store/db_sqlite.h"
#include "store/db_sqlite_turn.h"

enum {
    CHECKPOINT_FRAMES = 16384, /* 64 MB of 4 KB pages waiting in the WAL */
    WAITING_FEW = 1024,        /* copied by the writer in a moment */
    ROUNDS_MOST = 8,           /* of the keeper behind a flood of commits */
    IDLE_SECONDS = 1,          /* without a commit, then the keeper checkpoints */
    BUSY_ROUNDS = 5000,        /* of a millisecond each, until a lock is given up */
    WANTED_EACH = 16           /* rows between two looks at another process's wish */
};

static const char writer_settings[] = "PRAGMA journal_mode=WAL;"
                                      "PRAGMA synchronous=FULL;"
                                      "PRAGMA wal_autocheckpoint=0;"
                                      "PRAGMA journal_size_limit=67108864;"
                                      "PRAGMA secure_delete=ON;"
                                      "PRAGMA cache_size=-32768;"
                                      "SELECT count(*) FROM sqlite_schema;"; /* opens the WAL */
static const char reader_settings[] = "PRAGMA query_only=ON; PRAGMA cache_size=-8192;";
static const char common_settings[] = "PRAGMA foreign_keys=ON;"
                                      "PRAGMA trusted_schema=OFF;"
                                      "PRAGMA cell_size_check=ON;"
                                      "PRAGMA temp_store=MEMORY;";

static struct sqlite_db *sqlite_of(struct db *db)
{
    return (struct sqlite_db *)db;
}

/* ---- errors ---- */

/* "UNIQUE constraint failed: person.county, person.id_key" as "person(county,id_key)". */
static struct text unique_detail(struct arena *arena, struct text message)
{
    size_t colon = text_find(message, TEXT("failed: "));
    if (colon == TEXT_NONE) {
        return arena_text(arena, message);
    }
    struct text rest = text_slice(message, colon + strlen("failed: "), message.n);
    struct text out = TEXT_EMPTY, part;
    while (text_split(&rest, ',', &part)) {
        part = text_trim(part);
        size_t dot = text_find_char(part, '.');
        if (dot == TEXT_NONE) {
            return arena_text(arena, message);
        }
        struct text table = text_slice(part, 0, dot), column = text_slice(part, dot + 1, part.n);
        out = out.n == 0 ? arena_printf(arena, "%.*s(%.*s", TEXT_ARG(table), TEXT_ARG(column))
                         : arena_printf(arena, "%.*s,%.*s", TEXT_ARG(out), TEXT_ARG(column));
    }
    return arena_printf(arena, "%.*s)", TEXT_ARG(out));
}

static const struct {
    int code; /* primary result code */
    enum status status;
    const char *message, *hint;
} failures[] = {
    {SQLITE_BUSY, BUSY, "系统繁忙，数据库正被其他程序写入", "请稍后重试"},
    {SQLITE_LOCKED, BUSY, "系统繁忙，数据库正被其他程序写入", "请稍后重试"},
    {SQLITE_FULL, UNAVAILABLE, "磁盘空间不足，数据没有保存", "请清理磁盘或联系系统管理员后重试"},
    {SQLITE_IOERR, UNAVAILABLE, "读写磁盘出错，数据没有保存", "请联系系统管理员检查磁盘"},
    {SQLITE_CANTOPEN, UNAVAILABLE, "数据库打不开", "请检查数据目录是否存在、是否有读写权限"},
    {SQLITE_PERM, UNAVAILABLE, "没有读写数据库的权限", "请检查数据目录的权限"},
    {SQLITE_READONLY, UNAVAILABLE, "数据库不可写", "请检查数据目录的权限"},
    {SQLITE_CORRUPT, UNAVAILABLE, "数据库文件已损坏", "请停止使用并从备份恢复"},
    {SQLITE_NOTADB, INVALID, "这个文件不是数据库", "请检查数据目录"},
    {SQLITE_TOOBIG, TOO_LARGE, "内容过长，无法保存", "请缩短内容后重试"},
};

enum status sqlite_failed(sqlite3 *handle, int code, struct arena *arena, struct error *error)
{
    int extended = handle == NULL ? code : sqlite3_extended_errcode(handle);
    struct text detail = text_of(handle == NULL ? sqlite3_errstr(code) : sqlite3_errmsg(handle));
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        error_set(error, arena, CONFLICT, "已有相同的记录");
        error->detail = unique_detail(arena, detail);
        return error_hint(error, arena, "请先查找已有的记录");
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        error_set(error, arena, CONFLICT, "所引用的记录不存在，或这条记录还被别处引用");
        error->detail = TEXT("foreign key");
        return error_hint(error, arena, "请刷新后重试");
    default:
        break;
    }
    int primary = code & 0xff;
    if (primary == SQLITE_IOERR && handle != NULL &&
        (sqlite3_system_errno(handle) == ENOSPC || sqlite3_system_errno(handle) == EDQUOT)) {
        primary = SQLITE_FULL;
    }
    for (size_t i = 0; i < COUNT(failures); i++) {
        if (primary == failures[i].code) {
            error_set(error, arena, failures[i].status, "%s", failures[i].message);
            error_hint(error, arena, "%s", failures[i].hint);
            error->detail = arena_printf(arena, "sqlite %d: %.*s", extended, TEXT_ARG(detail));
            return error->status;
        }
    }
    error_set(error, arena, INTERNAL, "数据库拒绝了一条语句");
    error->detail = arena_printf(arena, "sqlite %d: %.*s", extended, TEXT_ARG(detail));
    return error->status;
}

/* ---- connections ---- */

static void sqlite_disconnect(struct db *db)
{
    struct sqlite_db *s = sqlite_of(db);
    sqlite3_finalize(s->begin);
    sqlite3_finalize(s->commit);
    sqlite3_finalize(s->rollback);
    if (sqlite3_close(s->handle) != SQLITE_OK) {
        bug("connection closed with statements open");
    }
    if (s->turn >= 0) {
        close(s->turn);
    }
    s->handle = NULL;
    s->wal_index = NULL;
    s->turn = -1;
    s->holds = false;
}

/* The WAL index (sqlite.org/walformat.html §2) is shared by all processes that have the database
 * open; its header changes with each commit. */
static bool map_wal_index(struct sqlite_db *s)
{
    sqlite3_file *file = NULL;
    void volatile *page = NULL;
    sqlite3_file_control(s->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file != NULL && file->pMethods != NULL && file->pMethods->iVersion >= 2 &&
        file->pMethods->xShmMap(file, 0, 32768, 0, &page) == SQLITE_OK) {
        s->wal_index = page;
    }
    return s->wal_index != NULL;
}

/* Somebody else holds the lock: waits a moment, and says so when it is the writer's turn that is
 * waited for. */
static int wait_a_moment(void *context, int rounds)
{
    struct sqlite_db *s = context;
    if (s->begins && rounds == 0) {
        turn_wish(s->turn, true);
    }
    nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
    return rounds < BUSY_ROUNDS;
}

static int connect_steps(struct sqlite_db *s, const char *where)
{
    bool writes = s->base.writes;
    if (writes) {
        /* Counting every allocation takes a lock that all connections share. Once SQLite runs this
         * changes nothing and says so. */
        (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    }
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(where, &s->handle, flags, NULL);
    if (code != SQLITE_OK) {
        return code;
    }
    sqlite3_busy_handler(s->handle, wait_a_moment, s);
    sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    code = sqlite3_exec(s->handle, writes ? writer_settings : reader_settings, NULL, NULL, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(s->handle, common_settings, NULL, NULL, NULL);
    }
    const char *begin = writes ? "BEGIN IMMEDIATE" : "BEGIN";
    if (code == SQLITE_OK) {
        code = sqlite3_prepare_v3(s->handle, begin, -1, SQLITE_PREPARE_PERSISTENT, &s->begin, NULL);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_prepare_v3(s->handle, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT, &s->commit,
                                  NULL);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_prepare_v3(s->handle, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT,
                                  &s->rollback, NULL);
    }
    return code;
}

static enum status sqlite_connect(struct db *db, struct arena *arena, struct error *error)
{
    struct sqlite_db *s = sqlite_of(db);
    const char *where = db->database->where;
    s->turn = db->writes ? turn_open(where) : -1;
    if (db->writes) {
        /* SQLite would make it readable for the group; its other files copy these rights. An open
         * one is left alone: closing a second descriptor would drop this process's locks on it. */
        int made = open(where, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
        if (made >= 0) {
            close(made);
        }
    }
    int code = connect_steps(s, where);
    if (code != SQLITE_OK) {
        enum status status = sqlite_failed(s->handle, code, arena, error);
        sqlite_disconnect(db);
        return status;
    }
    if (db->writes && !map_wal_index(s)) {
        sqlite_disconnect(db);
        error_set(error, arena, UNAVAILABLE, "数据目录所在的磁盘不能存放数据库");
        error->detail = arena_printf(arena, "%s: no WAL on this file system", where);
        return error_hint(error, arena, "请把数据目录放在本机磁盘上，不要放在网络共享目录");
    }
    return OK;
}

/* The checksum of the WAL index header, which covers its change counter: one aligned load. */
static uint64_t sqlite_shared_version(struct database *database)
{
    enum { CHECKSUM = 40 };
    const volatile char *header = sqlite_of(database->writer)->wal_index;
    return __atomic_load_n((const volatile uint64_t *)(header + CHECKSUM), __ATOMIC_ACQUIRE);
}

static bool sqlite_version_seen(const struct db *db, uint64_t *out)
{
    const struct sqlite_db *s = (const struct sqlite_db *)db;
    *out = s->held_version;
    return s->holds;
}

static void run_control(struct sqlite_db *s, sqlite3_stmt *control)
{
    sqlite3_step(control);
    int code = sqlite3_reset(control);
    if (code != SQLITE_OK && !sqlite3_get_autocommit(s->handle)) {
        bug("a read transaction cannot be ended: %s", sqlite3_errmsg(s->handle));
    }
}

static void let_go(struct db *reader)
{
    struct sqlite_db *s = sqlite_of(reader);
    if (s->holds) {
        run_control(s, s->commit);
        s->holds = false;
    }
}

static enum status sqlite_lend(struct db *db, struct arena *arena, struct error *error)
{
    struct sqlite_db *s = sqlite_of(db);
    if (db->writes) {
        return OK;
    }
    uint64_t version = sqlite_shared_version(db->database);
    if (s->holds && s->held_version == version) {
        return OK;
    }
    let_go(db);
    s->held_version = version; /* read before the snapshot: at worst it is renewed once too often */
    sqlite3_step(s->begin);
    int code = sqlite3_reset(s->begin);
    if (code != SQLITE_OK) {
        return sqlite_failed(s->handle, code, arena, error);
    }
    s->holds = true;
    return OK;
}

/* ---- transactions ---- */

static enum status sqlite_begin(struct db *db, struct arena *arena, struct error *error)
{
    struct sqlite_db *s = sqlite_of(db);
    if (!db->writes) {
        return sqlite_lend(db, arena, error);
    }
    turn_let_others(s->turn);
    s->begins = true;
    sqlite3_step(s->begin);
    int code = sqlite3_reset(s->begin);
    s->begins = false;
    turn_wish(s->turn, false);
    return code == SQLITE_OK ? OK : sqlite_failed(s->handle, code, arena, error);
}

static bool sqlite_wanted(struct db *db)
{
    struct sqlite_db *s = sqlite_of(db);
    return s->wanted++ % WANTED_EACH == 0 && turn_is_wished(s->turn);
}

static enum status sqlite_commit(struct db *db, struct arena *arena, struct error *error)
{
    struct sqlite_db *s = sqlite_of(db);
    if (!db->writes) {
        return OK;
    }
    sqlite3_step(s->commit);
    int code = sqlite3_reset(s->commit);
    return code == SQLITE_OK ? OK : sqlite_failed(s->handle, code, arena, error);
}

static void sqlite_rollback(struct db *db)
{
    struct sqlite_db *s = sqlite_of(db);
    /* a full disk or an I/O error has rolled back already */
    if (db->writes && !sqlite3_get_autocommit(s->handle)) {
        run_control(s, s->rollback);
    }
}

static enum status sqlite_execute(struct db *db, const char *sql, struct arena *arena,
                                  struct error *error)
{
    struct sqlite_db *s = sqlite_of(db);
    int code = sqlite3_exec(s->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_failed(s->handle, code, arena, error);
}

/* ---- moving the WAL into the database ---- */

/*
 * The keeper is a thread with a connection of its own: once nothing was committed for a second, or
 * as soon as 64 MB wait, it copies the WAL into the database, so that no clerk's commit waits for
 * it. In a flood of commits (an import) there is always a rest it has not copied; the writer copies
 * that rest, which is small by then, and may begin the WAL anew.
 */
struct keeper {
    struct database *database;
    sqlite3 *handle;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool dirty;     /* committed since the last checkpoint */
    bool urgent;    /* CHECKPOINT_FRAMES wait */
    bool copied;    /* of an urgent one all but a rest is copied */
    uint32_t tried; /* pages in the WAL when the last urgent one began */
    bool ends;
};

static void checkpoint(struct database *database, sqlite3 *handle)
{
    database_idle_readers(database, let_go);
    int code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) {
        log_warn("checkpoint: %s", sqlite3_errmsg(handle));
    }
}

/* Pages in the WAL (mxFrame in the header of its index), and those not copied into the database yet
 * (nBackfill behind the header's two copies). */
static uint32_t wal_number(const struct sqlite_db *s, size_t at)
{
    return __atomic_load_n((const volatile uint32_t *)(s->wal_index + at), __ATOMIC_RELAXED);
}

static uint32_t wal_frames(const struct sqlite_db *s)
{
    enum { MX_FRAME = 16 };
    return wal_number(s, MX_FRAME);
}

static uint32_t wal_waiting(const struct sqlite_db *s)
{
    enum { BACKFILL = 96 };
    uint32_t frames = wal_frames(s), copied = wal_number(s, BACKFILL);
    return frames > copied ? frames - copied : 0;
}

/* Waits for a commit and then for a second without one, or for an urgent one; false when the
 * database closes. */
static bool wait_for_calm(struct keeper *keeper, bool *urgent)
{
    pthread_mutex_lock(&keeper->lock);
    while (!keeper->dirty && !keeper->ends) {
        pthread_cond_wait(&keeper->changed, &keeper->lock);
    }
    while (keeper->dirty && !keeper->ends && !keeper->urgent) {
        keeper->dirty = false;
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += IDLE_SECONDS;
        while (!keeper->ends && !keeper->urgent &&
               pthread_cond_timedwait(&keeper->changed, &keeper->lock, &until) != ETIMEDOUT) {
        }
    }
    *urgent = keeper->urgent;
    bool goes_on = !keeper->ends;
    pthread_mutex_unlock(&keeper->lock);
    return goes_on;
}

/* Copies until few pages wait, or a reader that keeps an old state lets no more be copied. */
static bool copy_most(struct keeper *keeper)
{
    const struct sqlite_db *writer = sqlite_of(keeper->database->writer);
    uint32_t before = UINT32_MAX, waiting = wal_waiting(writer);
    for (int i = 0; i < ROUNDS_MOST && waiting > WAITING_FEW && waiting < before; i++) {
        checkpoint(keeper->database, keeper->handle);
        before = waiting;
        waiting = wal_waiting(writer);
    }
    return waiting <= WAITING_FEW;
}

static void *keeper_run(void *context)
{
    struct keeper *keeper = context;
    bool urgent;
    while (wait_for_calm(keeper, &urgent)) {
        bool copied = false;
        if (urgent) {
            copied = copy_most(keeper);
        } else {
            checkpoint(keeper->database, keeper->handle);
        }
        pthread_mutex_lock(&keeper->lock);
        keeper->copied = copied;
        keeper->urgent = false;
        pthread_mutex_unlock(&keeper->lock);
    }
    return NULL;
}

static void sqlite_opened(struct database *database)
{
    sqlite3 *handle = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(database->where, &handle, flags, NULL) != SQLITE_OK) {
        log_warn("no checkpoints while idle: %s", sqlite3_errmsg(handle));
        sqlite3_close(handle);
        return;
    }
    sqlite3_exec(handle, "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;", NULL, NULL, NULL);
    struct keeper *keeper = memory_get_zeroed(sizeof(*keeper));
    keeper->database = database;
    keeper->handle = handle;
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&keeper->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&keeper->thread, NULL, keeper_run, keeper) != 0) {
        bug("no thread to be had");
    }
    database->keeper = keeper;
}

static void sqlite_closing(struct database *database)
{
    struct keeper *keeper = database->keeper;
    if (keeper == NULL) {
        return;
    }
    pthread_mutex_lock(&keeper->lock);
    keeper->ends = true;
    pthread_cond_signal(&keeper->changed);
    pthread_mutex_unlock(&keeper->lock);
    pthread_join(keeper->thread, NULL);
    sqlite3_close(keeper->handle);
    pthread_cond_destroy(&keeper->changed);
    pthread_mutex_destroy(&keeper->lock);
    free(keeper);
    database->keeper = NULL;
}

/* Whether so much waits that the keeper must not wait for a calm second. */
static bool is_urgent(struct keeper *keeper, const struct sqlite_db *writer)
{
    uint32_t frames = wal_frames(writer);
    keeper->tried = frames < keeper->tried ? 0 : keeper->tried; /* the WAL began anew */
    if (keeper->urgent || frames - keeper->tried < CHECKPOINT_FRAMES) {
        return false;
    }
    keeper->tried = frames;
    return true;
}

static void sqlite_committed(struct db *db)
{
    struct sqlite_db *s = sqlite_of(db);
    struct keeper *keeper = db->database->keeper;
    if (keeper == NULL) {
        if (wal_waiting(s) >= CHECKPOINT_FRAMES) {
            checkpoint(db->database, s->handle);
        }
        return;
    }
    pthread_mutex_lock(&keeper->lock);
    bool wakes = !keeper->dirty, rest = keeper->copied;
    keeper->dirty = true;
    keeper->copied = false;
    if (is_urgent(keeper, s)) {
        keeper->urgent = wakes = true;
    }
    if (wakes) {
        pthread_cond_signal(&keeper->changed);
    }
    pthread_mutex_unlock(&keeper->lock);
    if (rest) {
        checkpoint(db->database, s->handle);
    }
}

const struct driver driver_sqlite = {
    .dialect = DIALECT_SQLITE,
    .statements = &statements_sqlite,
    .db_size = sizeof(struct sqlite_db),
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .opened = sqlite_opened,
    .closing = sqlite_closing,
    .committed = sqlite_committed,
    .wanted = sqlite_wanted,
    .lend = sqlite_lend,
    .shared_version = sqlite_shared_version,
    .version_seen = sqlite_version_seen,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .execute = sqlite_execute,
};
