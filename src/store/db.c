#include "store/db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/db_driver.h"

enum { WAIT_SECONDS = 30 /* for a connection to come back */ };

/* ---- opening ---- */

static struct db *db_new(struct database *database, bool writes)
{
    struct db *db = memory_get_zeroed(database->driver->db_size);
    db->database = database;
    db->driver = database->driver;
    db->writes = writes;
    return db;
}

static enum status db_connect(struct db *db, struct arena *arena, struct error *error)
{
    enum status status = db->driver->connect(db, arena, error);
    db->connected = status == OK;
    return status;
}

static void db_free(struct db *db)
{
    if (db == NULL) {
        return;
    }
    db->closes = true;
    db_forget_statements(db);
    if (db->connected) {
        db->driver->disconnect(db);
    }
    free(db->slots);
    free(db);
}

char *db_copy(struct text t)
{
    char *z = memory_get(t.n + 1);
    memcpy(z, t.s, t.n);
    z[t.n] = '\0';
    return z;
}

/* Cuts `schema=NAME` out of the parameters of a postgresql:// address: libpq does not know it. */
static void split_schema(struct database *database, struct text where)
{
    size_t at = text_find(where, TEXT("?schema="));
    if (at == TEXT_NONE) {
        at = text_find(where, TEXT("&schema="));
    }
    if (at == TEXT_NONE) {
        database->where = db_copy(where);
        return;
    }
    struct text rest = text_slice(where, at + strlen("?schema="), where.n);
    size_t end = text_find_char(rest, '&');
    database->schema = db_copy(text_slice(rest, 0, end));
    struct text tail = end == TEXT_NONE ? TEXT_EMPTY : text_slice(rest, end + 1, rest.n);
    size_t head = tail.n > 0 ? at + 1 : at; /* with its separator */
    database->where = memory_get(head + tail.n + 1);
    memcpy(database->where, where.s, head);
    if (tail.n > 0) {
        memcpy(database->where + head, tail.s, tail.n);
    }
    database->where[head + tail.n] = '\0';
}

enum status database_open(const char *where, struct database **out, struct arena *arena,
                          struct error *error)
{
    struct text address = text_of(where);
    struct database *database = memory_get_zeroed(sizeof(*database));
    if (text_starts(address, TEXT("postgresql://")) || text_starts(address, TEXT("postgres://"))) {
        database->driver = &driver_postgres;
        split_schema(database, address);
    } else {
        database->driver = &driver_sqlite;
        database->where = db_copy(address);
    }
    pthread_mutex_init(&database->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&database->returned, &monotonic);
    pthread_condattr_destroy(&monotonic);
    database->writer = db_new(database, true);
    enum status status = db_connect(database->writer, arena, error);
    if (status != OK) {
        database_close(database);
        return status;
    }
    if (database->driver->opened != NULL) {
        database->driver->opened(database);
    }
    *out = database;
    return OK;
}

void database_close(struct database *database)
{
    if (database->driver->closing != NULL && database->writer->connected) {
        database->driver->closing(database);
    }
    for (size_t i = 0; i < READERS; i++) {
        if (database->readers[i] != NULL && database->readers[i]->lent) {
            bug("a reader is still lent");
        }
        db_free(database->readers[i]);
    }
    if (database->writer->lent) {
        bug("the writer is still lent");
    }
    db_free(database->writer);
    pthread_cond_destroy(&database->returned);
    pthread_mutex_destroy(&database->lock);
    free(database->where);
    free(database->schema);
    free(database);
}

enum dialect database_dialect(const struct database *database)
{
    return database->driver->dialect;
}

enum status database_version(struct database *database, uint64_t *out, struct arena *arena,
                             struct error *error)
{
    if (database->driver->shared_version != NULL) {
        *out = database->driver->shared_version(database);
        return OK;
    }
    struct db *db;
    enum status status = database_reader(database, &db, arena, error);
    if (status == OK) {
        status = database->driver->version(db, out, arena, error);
        db_release(db);
    }
    return status;
}

bool db_version_seen(const struct db *db, uint64_t *out)
{
    return db->driver->version_seen != NULL && db->driver->version_seen(db, out);
}

/* ---- lending ---- */

static struct db *idle_reader(struct database *database)
{
    for (size_t i = 0; i < READERS; i++) {
        if (database->readers[i] == NULL) {
            database->readers[i] = db_new(database, false);
        }
        if (!database->readers[i]->lent) {
            return database->readers[i];
        }
    }
    return NULL;
}

static struct db *idle_writer(struct database *database)
{
    return database->writer->lent ? NULL : database->writer;
}

/* Somebody in the queue for a connection. */
struct waiter {
    struct waiter *next;
};

/*
 * A connection, as soon as it is this thread's turn; NULL when that takes too long. In the order of
 * coming: an import that gives the writer back and asks again stands behind the clerks who wait.
 */
static struct db *wait_for(struct database *database, bool writes)
{
    struct waiter self = {NULL}, **queue = &database->waiters[writes], **at = queue;
    struct timespec until;
    int waited = 0;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = &self;
    database->wanted = database->waiters[true] != NULL;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_SECONDS;
    struct db *db = NULL;
    for (;;) {
        if (*queue == &self) {
            db = writes ? idle_writer(database) : idle_reader(database);
        }
        if (db != NULL || waited == ETIMEDOUT) {
            break;
        }
        waited = pthread_cond_timedwait(&database->returned, &database->lock, &until);
    }
    for (at = queue; *at != &self;) {
        at = &(*at)->next;
    }
    *at = self.next;
    database->wanted = database->waiters[true] != NULL;
    if (self.next != NULL) {
        pthread_cond_broadcast(&database->returned);
    }
    return db;
}

static enum status lend(struct database *database, bool writes, struct db **out,
                        struct arena *arena, struct error *error)
{
    pthread_mutex_lock(&database->lock);
    struct db *db = wait_for(database, writes);
    if (db != NULL) {
        db->lent = true;
    }
    pthread_mutex_unlock(&database->lock);
    if (db == NULL) {
        error_set(error, arena, BUSY, "系统繁忙，等待数据库超过 %d 秒", WAIT_SECONDS);
        error_hint(error, arena, "请稍后重试");
        return BUSY;
    }
    enum status status = OK;
    if (!db->connected) {
        status = db_connect(db, arena, error);
    }
    if (status == OK) {
        status = db->driver->lend(db, arena, error);
    }
    if (status != OK) {
        db_release(db);
        return status;
    }
    *out = db;
    return OK;
}

enum status database_reader(struct database *database, struct db **out, struct arena *arena,
                            struct error *error)
{
    return lend(database, false, out, arena, error);
}

enum status database_writer(struct database *database, struct db **out, struct arena *arena,
                            struct error *error)
{
    return lend(database, true, out, arena, error);
}

static void reset_all(struct db *db)
{
    for (size_t i = 0; i < db->slots_size && db->in_use > 0; i++) {
        if (db->slots[i] != NULL && db->slots[i]->in_use) {
            statement_reset(db->slots[i]);
        }
    }
}

void db_release(struct db *db)
{
    reset_all(db);
    if (db->in_transaction) {
        db_rollback(db);
    }
    struct database *database = db->database;
    pthread_mutex_lock(&database->lock);
    if (!db->lent) {
        bug("connection released twice");
    }
    db->lent = false;
    pthread_cond_broadcast(&database->returned);
    pthread_mutex_unlock(&database->lock);
}

bool db_wanted(struct db *db)
{
    return db->writes &&
           (db->database->wanted || (db->driver->wanted != NULL && db->driver->wanted(db)));
}

void database_idle_readers(struct database *database, void (*each)(struct db *reader))
{
    pthread_mutex_lock(&database->lock);
    for (size_t i = 0; i < READERS; i++) {
        struct db *reader = database->readers[i];
        if (reader != NULL && !reader->lent && reader->connected) {
            each(reader);
        }
    }
    pthread_mutex_unlock(&database->lock);
}

enum dialect db_dialect(const struct db *db)
{
    return db->driver->dialect;
}

/* ---- transactions ---- */

enum status db_begin(struct db *db, struct arena *arena, struct error *error)
{
    if (db->in_transaction) {
        bug("transaction inside a transaction");
    }
    enum status status = db->driver->begin(db, arena, error);
    db->in_transaction = status == OK;
    db->spoiled = false;
    return status;
}

void *db_transaction_data(struct db *db, size_t size,
                          enum status (*before_commit)(struct db *db, void *data,
                                                       struct arena *arena, struct error *error),
                          void (*ended)(void *data))
{
    if (!db->in_transaction) {
        bug("transaction data outside a transaction");
    }
    if (db->data == NULL) {
        db->data = memory_get_zeroed(size);
        db->before_commit = before_commit;
        db->ended = ended;
    }
    return db->data;
}

void *db_transaction_kept(struct db *db)
{
    return db->data;
}

static void end_transaction(struct db *db)
{
    if (db->data != NULL) {
        db->ended(db->data);
        free(db->data);
        db->data = NULL;
    }
    db->in_transaction = false;
    db->spoiled = false;
}

enum status db_commit(struct db *db, struct arena *arena, struct error *error)
{
    if (!db->in_transaction) {
        bug("commit outside a transaction");
    }
    if (db->spoiled) {
        bug("commit after a statement failed: roll back");
    }
    reset_all(db);
    enum status status = OK;
    if (db->data != NULL) {
        status = db->before_commit(db, db->data, arena, error);
    }
    if (status == OK) {
        status = db->driver->commit(db, arena, error);
    }
    if (status != OK) {
        db_rollback(db);
        return status;
    }
    end_transaction(db);
    if (db->writes && db->driver->committed != NULL) {
        db->driver->committed(db);
    }
    return OK;
}

void db_rollback(struct db *db)
{
    if (!db->in_transaction) {
        bug("rollback outside a transaction");
    }
    reset_all(db);
    db->driver->rollback(db);
    end_transaction(db);
}

enum status db_end(struct db *db, enum status status, struct arena *arena, struct error *error)
{
    if (status == OK) {
        return db_commit(db, arena, error);
    }
    db_rollback(db);
    return status;
}

void db_spoil(struct db *db)
{
    if (db->in_transaction) {
        db->spoiled = true;
    }
}

enum status db_execute(struct db *db, struct text sql, struct arena *arena, struct error *error)
{
    bool own = db->writes && !db->in_transaction;
    enum status status = own ? db_begin(db, arena, error) : OK;
    if (status != OK) {
        return status;
    }
    if (db->spoiled) {
        bug("statement after a failed one: roll back");
    }
    status = db->driver->execute(db, arena_cstr(arena, sql), arena, error);
    if (status != OK) {
        db_spoil(db);
        if (own) {
            db_rollback(db);
        }
        return status;
    }
    return own ? db_commit(db, arena, error) : OK;
}
