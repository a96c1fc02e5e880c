#include "domain/lists/list_again.h"

#include <stdlib.h>

#include "base/list.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_job.h"
#include "domain/lists/list_rejudge.h"
#include "domain/lists/list_sides.h"
#include "domain/people/person.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "store/audit.h"

enum {
    CHANGES_MOST = 100000,
    LISTS_MOST = 100,
    MINUTE = 60000 /* ms */,
    MINUTES = 10,
    WRITE_STEP = 200
};

/* ---- how far it has looked ---- */

static const struct query read_place = {
    .sql = "SELECT seq, at FROM list_again WHERE county = $1",
};
static const struct query write_place = {
    .sql = "INSERT INTO list_again (county, seq, at) VALUES ($1, $2, $3)"
           " ON CONFLICT (county) DO UPDATE SET seq = excluded.seq, at = excluded.at",
};
static const struct query begin_place = {
    .sql = "INSERT INTO list_again (county, seq, at) VALUES ($1, $2, $3)"
           " ON CONFLICT (county) DO NOTHING",
};
/* Compared, and no later version of it is. */
#define CURRENT                                                                                    \
    " FROM list_batch b WHERE b.county = $1 AND b.removed_at = 0"                                  \
    " AND b.state IN ('review', 'applied') AND NOT EXISTS (SELECT 1 FROM"                          \
    " list_batch n WHERE n.county = b.county AND n.previous_id = b.id AND n.removed_at = 0"        \
    " AND n.state IN ('review', 'applied'))"
static const struct query current_lists = {
    .sql = "SELECT b.id" CURRENT " ORDER BY b.id DESC LIMIT 100",
};
static const struct query current_list = {
    .sql = "SELECT b.id" CURRENT " AND b.id = $2",
};

static enum status place_read(struct work *work, int64_t *seq, int64_t *at, struct error *error)
{
    struct statement *s;
    *seq = *at = 0;
    enum status status = db_prepare(work->db, &read_place, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *seq = column_int(s, 0);
        *at = column_int(s, 1);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status put_place(struct work *work, const struct query *query, int64_t seq,
                             struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, seq);
    bind_int(s, 3, clock_now(work->clock));
    return statement_run(s, NULL, work->arena, error);
}

/* A look up to `seq` was asked for or made now. */
static enum status place_write(struct work *work, int64_t seq, struct error *error)
{
    return put_place(work, &write_place, seq, error);
}

enum status list_again_begin(struct work *work, int64_t seen, struct error *error)
{
    return put_place(work, &begin_place, seen, error);
}

enum status list_again_last(struct work *work, int64_t *at, int64_t *minutes, struct error *error)
{
    int64_t seq;
    *minutes = settings_int(work->settings, "list_again_minutes", MINUTES);
    return place_read(work, &seq, at, error);
}

enum status list_again_stands(struct work *work, bool *out, struct error *error)
{
    int64_t at, minutes;
    enum status status = list_again_last(work, &at, &minutes, error);
    *out = status == OK && at > 0 && minutes > 0;
    return status;
}

static enum status lists_read(struct work *work, int64_t *ids, size_t *n, struct error *error)
{
    struct statement *s;
    *n = 0;
    enum status status = db_prepare(work->db, &current_lists, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && *n < LISTS_MOST) {
        ids[(*n)++] = column_int(s, 0);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* ---- who changed ---- */

struct changed {
    LIST(int64_t) ids;
};

static void take_change(void *context, const struct history *history)
{
    struct changed *changed = context;
    if (text_is(history->ledger, person_ledger.name)) {
        list_add(&changed->ids, history->row_id);
    }
}

/* Who took over the pairs of another record, or gave them back: that one was taken out or came
 * back. */
static const struct query merged_records = {
    .sql = "SELECT kept, gone FROM person_merge WHERE county = $1"
           " AND state IN ('merged', 'parted') /* scan: a few */",
};

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void each_once(struct changed *changed)
{
    size_t kept = 0;
    if (changed->ids.n > 0) {
        qsort(changed->ids.at, changed->ids.n, sizeof(*changed->ids.at), by_number);
    }
    for (size_t i = 0; i < changed->ids.n; i++) {
        if (i == 0 || changed->ids.at[i] != changed->ids.at[i - 1]) {
            changed->ids.at[kept++] = changed->ids.at[i];
        }
    }
    changed->ids.n = kept;
}

static enum status add_merged(struct work *work, struct changed *changed, struct error *error)
{
    struct statement *s;
    size_t n = changed->ids.n;
    enum status status =
        n == 0 ? OK : db_prepare(work->db, &merged_records, &s, work->arena, error);
    if (status != OK || n == 0) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        int64_t kept = column_int(s, 0), gone = column_int(s, 1);
        if (bsearch(&gone, changed->ids.at, n, sizeof(gone), by_number) != NULL) {
            list_add(&changed->ids, kept);
        }
    }
    statement_reset(s);
    each_once(changed);
    return step == DB_FAILED ? error->status : OK;
}

/* People with a change after `seq`, each once; *seq moves to what was looked at. */
static enum status who_changed(struct work *work, int64_t *seq, struct changed *out,
                               struct error *error)
{
    enum status status = history_follow(work->db, work->actor->county, *seq, CHANGES_MOST,
                                        take_change, out, seq, work->arena, error);
    each_once(out);
    return status == OK ? add_merged(work, out, error) : status;
}

/* ---- when ---- */

struct due {
    int64_t seq;  /* up to where; 0: there is nothing to look at */
    int64_t from; /* up to where the last look went */
    bool first;   /* nothing was ever looked at: only the place is noted */
    bool people;
};

static enum status find_due(struct work *work, struct due *due, struct error *error)
{
    int64_t at, lists[LISTS_MOST];
    size_t n;
    struct changed changed = {0};
    int64_t minutes = settings_int(work->settings, "list_again_minutes", MINUTES);
    enum status status = place_read(work, &due->seq, &at, error);
    if (status != OK || minutes == 0 ||
        (at > 0 && clock_now(work->clock) - at < minutes * MINUTE)) {
        due->seq = 0;
        return status;
    }
    status = lists_read(work, lists, &n, error);
    due->from = due->seq;
    due->first = at == 0;
    if (status == OK && due->first) {
        return history_last(work->db, work->actor->county, &due->seq, work->arena, error);
    }
    if (status == OK) {
        status = who_changed(work, &due->seq, &changed, error);
    }
    due->people = n > 0 && changed.ids.n > 0;
    list_release(&changed.ids);
    return status;
}

static enum status submit_due(struct work *work, const struct due *due, struct error *error)
{
    struct job_info job;
    if (!due->people) {
        return place_write(work, due->seq, error);
    }
    enum status status =
        list_job_submit(work, "list_again", TEXT("名单再比对"), 0, NULL, &job, error);
    return status == OK ? place_write(work, due->from, error) : status;
}

enum status list_again_due(struct app *app, struct arena *arena, struct error *error)
{
    struct actor actor = actor_program(app->county);
    struct due due = {0};
    struct db *db;
    enum status status = database_reader(app->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    struct work work = app_work(app, db, arena, &actor);
    status = find_due(&work, &due, error);
    db_release(db);
    if (status != OK || due.seq == 0) {
        return status;
    }
    status = database_writer(app->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    work.db = db;
    status = db_begin(db, arena, error);
    if (status == OK) {
        status = submit_due(&work, &due, error);
        status = status == OK ? db_commit(db, arena, error) : status;
        if (status != OK) {
            db_rollback(db);
        }
    }
    db_release(db);
    return status;
}

/* ---- doing it ---- */

struct again {
    struct list_job base;
    int64_t seq;
    struct list_pairs_plan plan;
    struct list_rejudge stale;
    size_t from, to;
    struct row *list;
    int64_t found, put_up, dropped; /* pairs */
    int64_t rows, scored;           /* held together with who changed; pairs of them */
    int64_t model;                  /* version of the weights */
};

/*
 * A list may be withdrawn, or replaced by its next version, while this runs: what it found then is
 * nobody's to decide any more, and is not written.
 */
static enum status still_current(struct work *work, const struct again *a, bool *out,
                                 struct error *error)
{
    struct statement *s;
    *out = false;
    enum status status = db_prepare(work->db, &current_list, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, a->list->id);
    enum db_step step = statement_step(s, work->arena, error);
    *out = step == DB_ROW;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status write_stale(struct work *work, void *context, struct error *error)
{
    struct again *a = context;
    bool current;
    enum status status = still_current(work, a, &current, error);
    if (status != OK || !current) {
        return status;
    }
    return list_rejudge_write(work, &a->stale, a->plan.left, a->plan.found, a->from, a->to, error);
}

static enum status write_pairs(struct work *work, void *context, struct error *error)
{
    struct again *a = context;
    bool current;
    enum status status = still_current(work, a, &current, error);
    if (status != OK || !current) {
        return status;
    }
    return list_pairs_write(work, &a->plan, a->from, a->to, &a->found, error);
}

static enum status write_counts(struct work *work, void *context, struct error *error)
{
    const struct again *a = context;
    struct row *list;
    struct errors errors = {0};
    bool current;
    enum status status = still_current(work, a, &current, error);
    if (status == OK && current) {
        status = list_find(work, a->list->id, ROWS_PLAIN, &list, error);
    }
    if (status != OK || !current) {
        return status;
    }
    const struct value *before = &list->value[LIST_BATCH_PREVIOUS];
    struct change change = change_edit(work, list);
    status = list_pairs_recount(work, &change, value_is_set(before) ? before->number : 0, error);
    return status == OK ? change_save(&change, &errors, error) : status;
}

static bool go_on(void *context, int percent)
{
    (void)percent;
    struct again *a = context;
    return job_progress(a->base.job, a->found, 0, TEXT("正在再比对…"));
}

/* `write` over n in steps, each a transaction. */
static enum status in_steps(struct again *a, size_t n,
                            enum status (*write)(struct work *work, void *context,
                                                 struct error *error),
                            struct error *error)
{
    enum status status = OK;
    for (a->from = 0; status == OK && a->from < n; a->from = a->to) {
        a->to = a->from + WRITE_STEP < n ? a->from + WRITE_STEP : n;
        status = list_job_write(&a->base, a, write, error);
    }
    return status;
}

static enum status write_list(struct again *a, const struct list_side *rows,
                              const struct list_found *found, struct error *error)
{
    a->plan = (struct list_pairs_plan){.list = a->list,
                                       .left = rows,
                                       .right = &a->stale.people,
                                       .found = found,
                                       .job = a->stale.job,
                                       .again = true};
    enum status status = in_steps(a, a->stale.n, write_stale, error);
    if (status == OK && found->n > 0) {
        status = in_steps(a, rows->n, write_pairs, error);
    }
    a->put_up += a->stale.put_up;
    a->dropped += a->stale.dropped;
    return status == OK ? list_job_write(&a->base, a, write_counts, error) : status;
}

static enum status one_list(struct again *a, int64_t id, const struct changed *changed,
                            const struct list_side *people, struct text model, struct error *error)
{
    struct list_side rows = {0};
    struct list_found found = {0};
    struct work *work = &a->base.work;
    struct list_watch watch = {go_on, a, clock_today(work->clock),
                               settings_int(work->settings, "list_error", 20)};
    enum status status = list_find(work, id, ROWS_PLAIN, &a->list, error);
    if (status == NOT_FOUND) {
        return OK; /* withdrawn since this began */
    }
    if (status == OK) {
        status =
            list_rejudge_plan(work, id, changed->ids.at, changed->ids.n, people, &a->stale, error);
        a->stale.job = job_info(a->base.job)->id;
    }
    if (status == OK && a->stale.people.n > 0) {
        status = list_side_rows(work, id, LIST_ROWS_ALONE, &a->stale.rows, &rows, error);
    }
    if (status == OK && rows.n > 0) {
        status =
            list_engine_run(work->arena, &rows, &a->stale.people, model, &watch, &found, error);
        found.version = a->model;
        a->rows += (int64_t)rows.n;
        a->scored += found.scored;
    }
    if (status != OK || (found.n == 0 && a->stale.n == 0)) {
        return status;
    }
    return write_list(a, &rows, &found, error);
}

static enum status note_place(struct work *work, void *context, struct error *error)
{
    const struct again *a = context;
    return place_write(work, a->seq, error);
}

static enum status look_again(struct again *a, struct error *error)
{
    struct work *work = &a->base.work;
    struct changed changed = {0};
    struct list_side people = {0};
    struct text model = TEXT_EMPTY;
    int64_t at, lists[LISTS_MOST];
    size_t n = 0;
    enum status status = place_read(work, &a->seq, &at, error);
    if (status == OK) {
        status = who_changed(work, &a->seq, &changed, error);
    }
    if (status == OK && changed.ids.n > 0) {
        status = list_side_registry(work, changed.ids.at, changed.ids.n, &people, error);
    }
    if (status == OK) {
        status = list_model_newest(work, &model, &a->model, error);
    }
    if (status == OK) {
        status = lists_read(work, lists, &n, error);
    }
    for (size_t i = 0; status == OK && changed.ids.n > 0 && i < n; i++) {
        status = one_list(a, lists[i], &changed, &people, model, error);
    }
    list_release(&changed.ids);
    return status == OK ? list_job_write(&a->base, a, note_place, error) : status;
}

enum status list_again_run(struct job *job, void *app, struct arena *arena, struct error *error)
{
    struct again *a = arena_new(arena, struct again);
    enum status status = list_job_begin(&a->base, job, app, arena, error);
    if (status != OK) {
        return status;
    }
    status = look_again(a, error);
    if (status == OK) {
        job_result(job,
                   arena_printf(arena,
                                "{\"found\":%lld,\"again\":%lld,\"gone\":%lld,\"compared\":%lld,"
                                "\"scored\":%lld}",
                                (long long)a->found, (long long)a->put_up, (long long)a->dropped,
                                (long long)a->rows, (long long)a->scored));
    } else {
        error->message = arena_text(arena, error->message);
        error->hint = arena_text(arena, error->hint);
        error->detail = arena_text(arena, error->detail);
    }
    list_job_end(&a->base);
    return status;
}
