#include "domain/import/apply.h"

#include "base/list.h"
#include "domain/app_jobs.h"
#include "domain/import/match.h"
#include "domain/import/preview.h"
#include "ledger/history.h"
#include "ledger/keys.h"
#include "ledger/rows.h"

enum { REFUSALS_TOLD = 100, REFUSALS_CEILING = 1 << 20 };

/*
 * Rows a transaction. Each transaction writes the pages of the indexes again, so a large one is
 * cheaper by the row; but what it wrote must be on the disk before anybody else can write. So a
 * transaction ends as soon as a clerk waits for the writer, and those after it are short; when
 * SHORT_TIMES were let be, they grow. The command, which mostly has nobody beside it, begins with a
 * long one, but none is longer than LONGEST_MS.
 */
enum { SHORT_ROWS = 64, SHORT_TIMES = 8, JOB_ROWS = 512, COMMAND_ROWS = 32768, LONGEST_MS = 500 };

/* ---- writing ---- */

struct writer {
    struct import_session *session;
    const struct apply_choice *choice;
    struct apply_watch watch;
    int64_t after; /* rows up to here were written before a restart */
    struct job *job;
    struct arena scratch; /* of a transaction */
    struct work work;     /* its db is the writer while a transaction is open, else NULL */
    int64_t now;          /* of its clock, which stands still meanwhile: rows share their history */
    int64_t newest;       /* history row, as long as nobody else writes; 0: nothing open yet */
    bool alone;           /* nobody else wrote since the rows were matched */
    int64_t open_rows;    /* rows looked at in the open transaction */
    int64_t open_most;    /* of them, before it is closed */
    double opened;        /* when, by clock_elapsed */
    int64_t let_be;       /* transactions since a clerk last waited */
    int64_t open_written; /* and written */
    int64_t place;        /* of the last one of them */
    struct buf refusals;
    struct json_out refused;
    struct apply_told told;
    int64_t seen;
};

/* A chosen row on its way from `prepare` to `take`. */
struct ready {
    struct change change;
    struct errors errors;
    struct error fault;
    enum status status;
    bool unique; /* matching found no row with its unique values */
    bool known;  /* matching found every row it refers to */
    bool late;   /* to be looked up again when it is written: it joins what this file makes */
};

static bool chosen(const struct writer *w, const struct import_row *row)
{
    if (row->outcome == IMPORT_ERROR || row->outcome == IMPORT_SAME ||
        row->outcome == IMPORT_REPEATED || row->outcome == IMPORT_LEFT) {
        return false;
    }
    if (w->choice->rows == NULL) {
        return w->choice->outcomes[row->outcome];
    }
    int64_t place = apply_place((int64_t)row->sheet, (int64_t)row->row + 1);
    for (size_t i = 0; i < w->choice->row_count; i++) {
        if (w->choice->rows[i] == place) {
            return true;
        }
    }
    return false;
}

/* The place a restart goes on from: sheet and row as one number. */
static int64_t place_of(const struct import_row *row)
{
    return (int64_t)row->sheet << 32 | row->row;
}

/*
 * Whether all that a new row refers to was looked up for it (match_refs), in ledgers that this
 * import does not write: as long as nobody else writes, it need not be looked up again.
 */
static bool knows_references(const struct import_row *row, const struct change *change)
{
    const struct ledger *ledger = change->ledger;
    bool known = row->outcome == IMPORT_NEW && row->base == NULL && row->answer == NULL;
    for (size_t i = 0; known && i < ledger->count; i++) {
        if (ledger->fields[i].kind != KIND_REF || !value_is_set(&change->row->value[i])) {
            continue;
        }
        known = false;
        for (size_t k = 0; k < row->ref_count; k++) {
            known |= row->refs[k].field == (int)i && row->refs[k].found == 1 &&
                     row->refs[k].ledger != ledger &&
                     change->row->value[i].number == row->refs[k].id;
        }
    }
    return known;
}

/* Ahead of writing, in another thread: the chosen rows checked and sealed. */
static enum status prepare(void *context, struct work *work, struct import_row *rows, size_t n,
                           struct error *error)
{
    const struct writer *w = context;
    (void)error;
    for (size_t i = 0; i < n; i++) {
        const struct change *checked = rows[i].extra.n == 0 ? rows[i].prepared : NULL;
        rows[i].prepared = NULL;
        if (place_of(&rows[i]) <= w->after || !chosen(w, &rows[i])) {
            continue;
        }
        struct ready *ready = arena_new(work->arena, struct ready);
        rows[i].prepared = ready;
        ready->late = match_is_late(&rows[i]);
        if (ready->late) {
            continue;
        }
        ready->change = checked != NULL ? *checked : session_change(w->session, work, &rows[i]);
        ready->change.work = work;
        ready->unique = rows[i].outcome == IMPORT_NEW && rows[i].base == NULL &&
                        keys_cover_unique(ready->change.ledger, ready->change.row->value);
        ready->known = knows_references(&rows[i], &ready->change);
        ready->status = change_ready(&ready->change, &ready->errors, &ready->fault);
    }
    return OK;
}

static void refuse(struct writer *w, const struct import_row *row, const struct errors *errors,
                   const struct error *error)
{
    if (w->told.refused++ < REFUSALS_TOLD) {
        json_open(&w->refused, NULL);
        json_put_int(&w->refused, "row", row->row + 1);
        json_put_text(&w->refused, "message",
                      errors->n > 0 ? errors->at[0].message : error->message);
        json_close(&w->refused);
    }
}

/* What could not be prepared ahead, since rows before it in this file had to be written first. */
static void look_again(struct writer *w, struct import_row *row, struct ready *ready)
{
    int64_t made = 0;
    ready->status =
        match_before_writing(w->session, &w->work, row, &made, &ready->errors, &ready->fault);
    w->newest += made;
    if (ready->status == OK) {
        ready->change = session_change(w->session, &w->work, row);
    }
}

/* One row; what is wrong with it alone is told and passed over, what is wrong with the world stops.
 */
static enum status write_one(struct writer *w, struct import_row *row, struct error *error)
{
    struct ready *ready = row->prepared;
    if (ready->late) {
        look_again(w, row, ready);
    }
    enum status status = ready->status;
    if (status == OK) {
        ready->change.work = &w->work;
        ready->change.unique = ready->unique && w->alone;
        ready->change.referred = ready->known && w->alone;
        status = change_save(&ready->change, &ready->errors, &ready->fault);
    }
    if (status == OK) {
        const struct row *old = ready->change.old;
        w->told.written++;
        w->open_written++;
        w->newest += ready->change.row->version != (old == NULL ? 0 : old->version);
        w->alone =
            w->alone && !ready->change.filled; /* a later row may claim what this was given */
    } else if (status == INVALID || status == NOT_FOUND) {
        refuse(w, row, &ready->errors, &ready->fault);
        status = OK;
    } else {
        *error = ready->fault;
    }
    return status;
}

/* Whether all history rows since the matching are this import's own. */
static enum status look_around(struct writer *w, struct error *error)
{
    int64_t expected = w->newest == 0 ? w->session->seq : w->newest;
    enum status status =
        history_last(w->work.db, w->work.actor->county, &w->newest, &w->scratch, error);
    w->alone = w->alone && w->newest == expected;
    return status;
}

static enum status open_transaction(struct writer *w, struct error *error)
{
    w->work = *w->session->work;
    w->work.arena = &w->scratch;
    w->work.db = NULL;
    w->now = clock_now(w->session->work->clock);
    w->work.clock = clock_at(&w->now);
    w->open_rows = w->open_written = 0;
    w->opened = clock_elapsed();
    enum status status =
        database_writer(w->session->app->database, &w->work.db, &w->scratch, error);
    if (status == OK) {
        status = db_begin(w->work.db, &w->scratch, error);
        if (status == OK) {
            status = look_around(w, error);
        }
        if (status != OK) {
            db_release(w->work.db);
            w->work.db = NULL;
        }
    }
    return status;
}

/* Audit entry, the job's mark and commit; `failed` is OK or why nothing of it may stay. */
static enum status close_transaction(struct writer *w, enum status failed, struct error *error)
{
    enum status status = failed;
    struct db *db = w->work.db;
    if (db == NULL) {
        return status;
    }
    if (status == OK && w->open_written > 0) {
        status = history_close(&w->work, TEXT("import"), w->session->terms.ledger,
                               w->session->batch->id, TEXT_EMPTY, error);
    }
    if (status == OK && w->job != NULL) {
        status = job_mark(w->job, db, arena_printf(&w->scratch, "%lld", (long long)w->place),
                          &w->scratch, error);
    }
    status = db_end(db, status, &w->scratch, error);
    w->work.db = NULL;
    db_release(db);
    return status == OK ? app_catch_up(w->session->app, &w->scratch, error) : status;
}

/* Whether the open transaction has taken enough rows; says how many the next one may take. */
static bool is_enough(struct writer *w)
{
    int64_t most = w->job != NULL ? JOB_ROWS : COMMAND_ROWS;
    if (db_wanted(w->work.db)) {
        w->open_most = SHORT_ROWS;
        w->let_be = 0;
        return true;
    }
    bool long_enough = w->open_rows % SHORT_ROWS == 0 && clock_elapsed() - w->opened > LONGEST_MS;
    if (w->open_rows < w->open_most && !long_enough) {
        return false;
    }
    if (++w->let_be >= SHORT_TIMES) {
        w->open_most = w->open_most * 2 < most ? w->open_most * 2 : most;
    }
    return true;
}

/* The transaction ends: the next clerk's turn, and the moment to ask whether to go on. */
static enum status turn(struct writer *w, struct error *error)
{
    enum status status = close_transaction(w, OK, error);
    if (status == OK && w->watch.progress != NULL &&
        !w->watch.progress(w->watch.context, w->seen)) {
        status = error_set(error, w->session->work->arena, BUSY,
                           "导入已停止，已写入的行保留，可整批撤销");
    }
    return status;
}

/* Its texts must not go with the scratch memory. */
static void keep_error(struct writer *w, struct error *error)
{
    struct arena *arena = w->session->work->arena;
    error->message = arena_text(arena, error->message);
    error->hint = arena_text(arena, error->hint);
    error->detail = arena_text(arena, error->detail);
}

static enum status take_row(struct writer *w, struct import_row *row, struct error *error)
{
    enum status status = w->work.db == NULL ? open_transaction(w, error) : OK;
    if (status == OK && row->prepared != NULL) {
        status = write_one(w, row, error);
    } else if (status == OK && row->outcome == IMPORT_SAME) {
        w->told.same++;
    }
    w->place = place_of(row);
    w->seen++;
    w->open_rows++;
    if (status != OK) {
        return close_transaction(w, status, error);
    }
    if (is_enough(w)) {
        status = turn(w, error);
        if (status == OK) {
            arena_reset(&w->scratch);
        }
    }
    return status;
}

static enum status take_rows(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct writer *w = context;
    if (w->watch.rows != NULL) {
        w->watch.rows(w->watch.context, rows, n);
    }
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = take_row(w, &rows[i], error);
    }
    if (status != OK) {
        keep_error(w, error);
    }
    return status;
}

static enum status write_all(struct writer *w, struct import_summary *summary, struct error *error)
{
    arena_init(&w->scratch);
    buf_init(&w->refusals, REFUSALS_CEILING);
    w->refused = json_into(&w->refusals);
    json_open_list(&w->refused, NULL);
    w->session->prepare = prepare;
    w->alone = true;
    w->open_most = w->job != NULL ? SHORT_ROWS : COMMAND_ROWS;
    /* What the rows are compared with is the ledger as it was before any of them was written. */
    struct db *reader = w->session->work->db;
    enum status status = db_begin(reader, &w->scratch, error);
    if (status == OK) {
        status = session_run(w->session, take_rows, w, summary, error);
        db_rollback(reader);
    }
    if (w->work.db != NULL) {
        status = status == OK ? turn(w, error) : close_transaction(w, status, error);
        if (status != OK) {
            keep_error(w, error);
        }
    }
    json_close_list(&w->refused);
    w->told.refusals = arena_text(w->session->work->arena, buf_text(&w->refusals));
    buf_release(&w->refusals);
    arena_release(&w->scratch);
    return status;
}

enum status apply_write(struct import_session *session, const struct apply_choice *choice,
                        const struct apply_watch *watch, struct apply_told *told,
                        struct error *error)
{
    struct writer w = {.session = session, .choice = choice, .watch = *watch, .after = -1};
    struct import_summary summary;
    enum status status = write_all(&w, &summary, error);
    *told = w.told;
    return status;
}

/* ---- as a job ---- */

static struct text choice_json(struct work *work, const struct batch *batch,
                               const struct apply_choice *choice)
{
    struct buf buf;
    buf_init(&buf, REFUSALS_CEILING);
    struct json_out out = json_into(&buf);
    json_open(&out, NULL);
    json_put_id(&out, "batch", batch->id);
    app_job_for(&out, work->actor);
    json_open_list(&out, "outcomes");
    for (int i = 0; i < IMPORT_OUTCOME__COUNT; i++) {
        if (choice != NULL && choice->outcomes[i]) {
            json_put_cstr(&out, NULL, outcome_name((enum import_outcome)i));
        }
    }
    json_close_list(&out);
    if (choice != NULL && choice->rows != NULL) {
        json_open_list(&out, "rows");
        for (size_t i = 0; i < choice->row_count; i++) {
            json_put_int(&out, NULL, choice->rows[i]);
        }
        json_close_list(&out);
    }
    json_close(&out);
    struct text text = arena_text(work->arena, buf_text(&buf));
    buf_release(&buf);
    return text;
}

static enum status submit(struct work *work, struct batch *batch, const char *kind,
                          struct text title, struct text params, const char *state,
                          struct job_info *job, struct error *error)
{
    *job = (struct job_info){
        .county = work->actor->county,
        .actor = work->actor->user,
        .kind = text_of(kind),
        .title = title,
        .params = params,
    };
    enum status status = job_submit(work->db, work->clock, job, work->arena, error);
    if (status != OK) {
        return status;
    }
    batch->job = job->id;
    batch->state = text_of(state);
    return batch_write(work, batch, error);
}

enum status apply_submit(struct work *work, struct batch *batch, const struct apply_choice *choice,
                         struct job_info *job, struct error *error)
{
    if (!text_is(batch->state, "read")) {
        error_set(error, work->arena, CONFLICT, "这个批次已经确认过，不能再次导入");
        return error_hint(error, work->arena, "请重新上传文件，或先整批撤销");
    }
    return submit(work, batch, "import",
                  arena_printf(work->arena, "导入 %.*s", TEXT_ARG(batch->name)),
                  choice_json(work, batch, choice), "applying", job, error);
}

enum status apply_submit_undo(struct work *work, struct batch *batch, struct text reason,
                              struct job_info *job, struct error *error)
{
    (void)reason;
    if (!text_is(batch->state, "done")) {
        return error_set(error, work->arena, CONFLICT, "只有导入完成的批次可以撤销");
    }
    return submit(work, batch, "import_undo",
                  arena_printf(work->arena, "撤销导入 %.*s", TEXT_ARG(batch->name)),
                  choice_json(work, batch, NULL), "undoing", job, error);
}

static void read_choice(struct arena *arena, const struct json *params, struct apply_choice *out)
{
    const struct json *outcomes = json_member(params, "outcomes");
    const struct json *rows = json_member(params, "rows");
    *out = (struct apply_choice){0};
    for (size_t i = 0; outcomes != NULL && i < outcomes->n; i++) {
        for (int k = 0; k < IMPORT_OUTCOME__COUNT; k++) {
            out->outcomes[k] |= text_is(outcomes->at[i].text, outcome_name((enum import_outcome)k));
        }
    }
    if (rows != NULL) {
        int64_t *numbers = arena_array(arena, int64_t, rows->n);
        for (size_t i = 0; i < rows->n; i++) {
            json_int(&rows->at[i], &numbers[i]);
        }
        out->rows = numbers;
        out->row_count = rows->n;
    }
}

static bool tell(void *context, int64_t done)
{
    struct writer *w = context;
    int64_t total = 0;
    for (size_t i = 0; i < w->session->sheets && i < SHEETS_MOST; i++) {
        total += w->session->chosen[i] ? w->session->layouts[i].summary.rows : 0;
    }
    return job_progress(w->job, done, total, TEXT("正在写入…"));
}

/* Writes the batch's new state, and what its headings meant, in a transaction of its own. */
static enum status settle(struct import_session *session, struct work *work, const char *state,
                          struct text counts, struct error *error)
{
    struct batch *batch = session->batch;
    struct work writing = *work;
    enum status status = database_writer(session->app->database, &writing.db, work->arena, error);
    if (status != OK) {
        return status;
    }
    batch->state = text_of(state);
    if (counts.n > 0) {
        batch->counts = counts;
    }
    status = db_begin(writing.db, work->arena, error);
    if (status == OK) {
        status = batch_write(&writing, batch, error);
        if (status == OK) {
            status = batch_remember(&writing, batch, &session->terms, session->layouts,
                                    session->sheets, error);
        }
        status = db_end(writing.db, status, work->arena, error);
    }
    db_release(writing.db);
    return status;
}

static struct text told_json(struct arena *arena, const struct apply_told *told)
{
    return arena_printf(arena,
                        "{\"written\":%lld,\"same\":%lld,\"refused\":%lld,\"refusals\":%.*s}",
                        (long long)told->written, (long long)told->same, (long long)told->refused,
                        TEXT_ARG(told->refusals));
}

static enum status run_batch(struct writer *w, struct work *work, struct batch *batch,
                             const struct json *params, struct error *error)
{
    struct import_session *session = arena_new(work->arena, struct import_session);
    struct apply_choice *choice = arena_new(work->arena, struct apply_choice);
    struct import_summary summary;
    read_choice(work->arena, params, choice);
    enum status status = session_begin(w->session->app, work, batch, session, error);
    if (status != OK) {
        return status;
    }
    w->session = session;
    w->choice = choice;
    status = write_all(w, &summary, error);
    bool stopped = status == BUSY;
    if (status != OK && !stopped) {
        return status;
    }
    struct text counts = told_json(work->arena, &w->told);
    batch->content = arena_text(work->arena, text_of(stopped ? "" : summary.hash));
    struct error ignored;
    enum status settled = settle(session, work, "done", counts, stopped ? &ignored : error);
    job_result(w->job, counts);
    return stopped ? BUSY : settled;
}

enum status apply_run(struct job *job, void *context, struct arena *arena, struct error *error)
{
    struct app *app = context;
    const struct job_info *info = job_info(job);
    struct json *params;
    int64_t id = 0;
    enum status status = json_parse(arena, info->params, &params, error);
    if (status != OK) {
        return status;
    }
    json_id(json_member(params, "batch"), &id);
    struct actor actor = app_job_actor(app, info, params);
    struct db *db;
    status = database_reader(app->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    struct work work = app_work(app, db, arena, &actor);
    struct batch batch;
    struct import_session place = {.app = app};
    struct writer w = {.session = &place, .watch.progress = tell, .job = job, .after = -1};
    w.watch.context = &w;
    text_to_int(info->mark, &w.after);
    status = batch_read(&work, id, &batch, error);
    if (status == OK) {
        status = run_batch(&w, &work, &batch, params, error);
    }
    db_release(db);
    return status;
}
