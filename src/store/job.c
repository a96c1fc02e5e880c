#include "store/job.h"

#include "base/id.h"
#include "store/job_pool.h"

const char *const job_ddl[DIALECT__COUNT] = {
    [DIALECT_SQLITE] =
        "CREATE TABLE job (county INTEGER NOT NULL, id INTEGER NOT NULL, actor INTEGER NOT NULL, "
        "kind TEXT NOT NULL, title TEXT NOT NULL, params TEXT NOT NULL, state INTEGER NOT NULL, "
        "done INTEGER NOT NULL, total INTEGER NOT NULL, message TEXT NOT NULL, result TEXT NOT "
        "NULL, failure TEXT NOT NULL, mark TEXT NOT NULL, cancel INTEGER NOT NULL, owner TEXT NOT "
        "NULL, heartbeat INTEGER NOT NULL, created_at INTEGER NOT NULL, started_at INTEGER NOT "
        "NULL, finished_at INTEGER NOT NULL, PRIMARY KEY (county, id)) STRICT, WITHOUT ROWID;"
        "CREATE INDEX job_open ON job (county, state, id) WHERE state < 2",
    [DIALECT_POSTGRES] =
        "CREATE TABLE job (county BIGINT NOT NULL, id BIGINT NOT NULL, actor BIGINT NOT NULL, "
        "kind TEXT NOT NULL, title TEXT NOT NULL, params TEXT NOT NULL, state BIGINT NOT NULL, "
        "done BIGINT NOT NULL, total BIGINT NOT NULL, message TEXT NOT NULL, result TEXT NOT "
        "NULL, failure TEXT NOT NULL, mark TEXT NOT NULL, cancel BIGINT NOT NULL, owner TEXT NOT "
        "NULL, heartbeat BIGINT NOT NULL, created_at BIGINT NOT NULL, started_at BIGINT NOT "
        "NULL, finished_at BIGINT NOT NULL, PRIMARY KEY (county, id));"
        "CREATE INDEX job_open ON job (county, state, id) WHERE state < 2",
};

static const struct {
    const char *name, *label;
} states[] = {
    [JOB_WAITING] = {"waiting", "等待"},
    [JOB_RUNNING] = {"running", "运行"},
    [JOB_DONE] = {"done", "完成"},
    [JOB_FAILED] = {"failed", "失败"},
    [JOB_CANCELLED] = {"cancelled", "已取消"},
};
_Static_assert(COUNT(states) == JOB_STATE__COUNT, "every state has a name");

const char *job_state_name(enum job_state state)
{
    return states[state].name;
}

const char *job_state_label(enum job_state state)
{
    return states[state].label;
}

struct job_info job_read(struct statement *s, struct arena *arena)
{
    return (struct job_info){
        .county = column_int(s, 0),
        .id = column_int(s, 1),
        .actor = column_int(s, 2),
        .kind = arena_text(arena, column_text(s, 3)),
        .title = arena_text(arena, column_text(s, 4)),
        .params = arena_text(arena, column_text(s, 5)),
        .state = (enum job_state)column_int(s, 6),
        .done = column_int(s, 7),
        .total = column_int(s, 8),
        .message = arena_text(arena, column_text(s, 9)),
        .result = arena_text(arena, column_text(s, 10)),
        .failure = arena_text(arena, column_text(s, 11)),
        .mark = arena_text(arena, column_text(s, 12)),
        .cancel = column_int(s, 13) != 0,
        .created_at = column_int(s, 14),
        .started_at = column_int(s, 15),
        .finished_at = column_int(s, 16),
    };
}

enum status job_submit(struct db *db, struct clock clock, struct job_info *info,
                       struct arena *arena, struct error *error)
{
    static const struct query query = {
        "INSERT INTO job (county, id, actor, kind, title, params, state, done, total, message, "
        "result, failure, mark, cancel, owner, heartbeat, created_at, started_at, finished_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, '', '', '', '', 0, '', 0, $7, 0, 0)",
        NULL};
    struct statement *s;
    enum status status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    info->id = id_next(clock);
    info->created_at = clock_now(clock);
    info->state = JOB_WAITING;
    bind_int(s, 1, info->county);
    bind_int(s, 2, info->id);
    bind_int(s, 3, info->actor);
    bind_text(s, 4, info->kind);
    bind_text(s, 5, info->title);
    bind_text(s, 6, info->params);
    bind_int(s, 7, info->created_at);
    return statement_run(s, NULL, arena, error);
}

enum status job_find(struct db *db, struct jobs *jobs, int64_t county, int64_t id,
                     struct job_info *out, struct arena *arena, struct error *error)
{
    static const struct query query = {
        "SELECT " JOB_COLUMNS " FROM job WHERE county = $1 AND id = $2", NULL};
    struct statement *s;
    enum status status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, county);
    bind_int(s, 2, id);
    enum db_step step = statement_step(s, arena, error);
    if (step == DB_ROW) {
        *out = job_read(s, arena);
    }
    statement_reset(s);
    if (step == DB_FAILED) {
        return error->status;
    }
    if (step == DB_DONE) {
        return error_set(error, arena, NOT_FOUND, "没有这个任务");
    }
    if (jobs != NULL) {
        jobs_overlay(jobs, out, arena);
    }
    return OK;
}

enum status job_list(struct db *db, int64_t county, int64_t actor, size_t most,
                     struct job_info **out, size_t *count, struct arena *arena, struct error *error)
{
    static const struct query query = {
        "SELECT " JOB_COLUMNS " FROM job WHERE county = $1 "
        "AND (CAST($2 AS BIGINT) = 0 OR actor = $2) ORDER BY id DESC LIMIT $3",
        NULL};
    struct statement *s;
    enum status status = db_prepare(db, &query, &s, arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, county);
    bind_int(s, 2, actor);
    bind_int(s, 3, (int64_t)most);
    *out = arena_array(arena, struct job_info, most);
    enum db_step step;
    for (*count = 0; (step = statement_step(s, arena, error)) == DB_ROW; ++*count) {
        (*out)[*count] = job_read(s, arena);
    }
    statement_reset(s);
    return step == DB_DONE ? OK : error->status;
}

enum status job_cancel(struct db *db, struct clock clock, int64_t county, int64_t id,
                       struct arena *arena, struct error *error)
{
    static const struct query query = {
        "UPDATE job SET cancel = 1, state = CASE WHEN state = 0 THEN 4 ELSE state END, "
        "finished_at = CASE WHEN state = 0 THEN $3 ELSE finished_at END "
        "WHERE county = $1 AND id = $2 AND state < 2",
        NULL};
    struct job_info info = {0};
    struct statement *s;
    int64_t changed;
    enum status status = job_find(db, NULL, county, id, &info, arena, error);
    if (status == OK) {
        status = db_prepare(db, &query, &s, arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, county);
    bind_int(s, 2, id);
    bind_int(s, 3, clock_now(clock));
    status = statement_run(s, &changed, arena, error);
    if (status == OK && changed == 0) {
        error_set(error, arena, CONFLICT, "任务已经结束（%s）", job_state_label(info.state));
        return error_hint(error, arena, "不需要取消");
    }
    return status;
}
