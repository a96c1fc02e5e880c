#include "domain/made_file.h"

#include <string.h>

#include "base/id.h"
#include "base/list.h"

enum { DAY_MS = 86400000 };

static const struct query insert_file = {
    .sql = "INSERT INTO made_file (county, id, owner, name, type, blob, size, created_at)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
};

static const struct query read_file = {
    .sql = "SELECT id, owner, name, type, blob, size, created_at FROM made_file"
           " WHERE county = $1 AND id = $2 AND owner = $3 AND created_at > $4",
};

static const struct query old_files = {
    .sql = "SELECT id, blob FROM made_file WHERE county = $1 AND created_at <= $2 ORDER BY id "
           "LIMIT 1000",
};

static const struct query delete_file = {
    .sql = "DELETE FROM made_file WHERE county = $1 AND id = $2",
};

enum status made_file_keep(struct work *work, struct blob_writer *writer, struct text name,
                           struct text type, struct made_file *out, struct error *error)
{
    *out = (struct made_file){.id = id_next(work->clock),
                              .owner = work->actor->user,
                              .created_at = clock_now(work->clock),
                              .name = name,
                              .type = type};
    enum status status = blob_keep(writer, work->db, work->actor->county, work->clock, out->blob,
                                   &out->size, work->arena, error);
    struct statement *s;
    if (status == OK) {
        status = db_prepare(work->db, &insert_file, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, out->id);
    bind_int(s, 3, out->owner);
    bind_text(s, 4, name);
    bind_text(s, 5, type);
    bind_text(s, 6, text_of(out->blob));
    bind_int(s, 7, out->size);
    bind_int(s, 8, out->created_at);
    return statement_run(s, NULL, work->arena, error);
}

enum status made_file_read(struct work *work, int64_t id, struct made_file *out,
                           struct error *error)
{
    struct statement *s;
    enum status status =
        db_ask(work->db, &read_file, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(id), BIND_INT(work->actor->user),
               BIND_INT(clock_now(work->clock) - (int64_t)MADE_FILE_DAYS * DAY_MS));
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *out = (struct made_file){.id = column_int(s, 0),
                                  .owner = column_int(s, 1),
                                  .name = arena_text(work->arena, column_text(s, 2)),
                                  .type = arena_text(work->arena, column_text(s, 3)),
                                  .size = column_int(s, 5),
                                  .created_at = column_int(s, 6)};
        struct text blob = text_slice(column_text(s, 4), 0, BLOB_NAME);
        memcpy(out->blob, blob.s, blob.n);
    }
    statement_reset(s);
    if (step == DB_DONE) {
        error_set(error, work->arena, NOT_FOUND, "没有这个文件");
        return error_hint(error, work->arena, "文件保留 %d 天，请重新导出", MADE_FILE_DAYS);
    }
    return step == DB_FAILED ? error->status : OK;
}

struct old_file {
    int64_t id;
    char blob[BLOB_NAME + 1];
};

static enum status drop(struct work *work, const struct old_file *file, struct error *error)
{
    struct statement *s;
    enum status status =
        blob_refer(work->db, work->actor->county, file->blob, -1, work->clock, work->arena, error);
    if (status == OK) {
        status = db_prepare(work->db, &delete_file, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, file->id);
    return statement_run(s, NULL, work->arena, error);
}

enum status made_file_sweep(struct work *work, struct error *error)
{
    struct statement *s;
    LIST(struct old_file) old = {0};
    enum status status =
        db_ask(work->db, &old_files, &s, work->arena, error, BIND_INT(work->actor->county),
               BIND_INT(clock_now(work->clock) - (int64_t)MADE_FILE_DAYS * DAY_MS));
    if (status != OK) {
        return status;
    }
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        struct old_file file = {.id = column_int(s, 0)};
        struct text blob = text_slice(column_text(s, 1), 0, BLOB_NAME);
        memcpy(file.blob, blob.s, blob.n);
        list_add(&old, file);
    }
    statement_reset(s);
    status = step == DB_FAILED ? error->status : OK;
    for (size_t i = 0; status == OK && i < old.n; i++) {
        status = drop(work, &old.at[i], error);
    }
    list_release(&old);
    return status;
}
