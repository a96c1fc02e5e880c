#include "domain/lists/list_compare.h"

#include "base/log.h"
#include "domain/lists/list_again.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_carry.h"
#include "domain/lists/list_engine.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_job.h"
#include "domain/lists/list_pairs.h"
#include "domain/lists/list_shape.h"
#include "domain/lists/list_sides.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "store/audit.h"

enum { DROP_STEP = 500, WRITE_STEP = 200, SHARE_ROWS = 20, SHARE_ENGINE = 30 /* of 100 */ };

/* ---- asking for it ---- */

/* Whether the job over a list that is being compared has ended: it was cancelled before it began.
 */
static enum status has_ended(struct work *work, const struct list_file *file, bool *out,
                             struct error *error)
{
    struct job_info info;
    *out = true;
    enum status status =
        job_find(work->db, NULL, work->actor->county, file->job, &info, work->arena, error);
    if (status == OK) {
        *out = info.state == JOB_CANCELLED || info.state == JOB_FAILED;
    }
    return status == NOT_FOUND ? OK : status;
}

/* Marks the list as being compared, unless a comparison that came to nothing left it so. */
static enum status mark_comparing(struct work *work, const struct row *list,
                                  const struct list_file *file, struct error *error)
{
    bool ended = false;
    enum status status = OK;
    if (text_is(list->value[LIST_BATCH_STATE].text, "comparing")) {
        status = has_ended(work, file, &ended, error);
    }
    if (status != OK || ended) {
        return status;
    }
    struct change change = change_edit(work, list);
    return list_batch_move(&change, "read", "comparing", error);
}

enum status list_compare_submit(struct work *work, int64_t id, struct job_info *job,
                                struct error *error)
{
    struct row *list;
    struct list_file file;
    enum status status = list_find(work, id, ROWS_PLAIN, &list, error);
    if (status == OK) {
        status = list_file_read(work, id, &file, error);
    }
    if (status == OK) {
        status = mark_comparing(work, list, &file, error);
    }
    if (status == OK) {
        struct text title =
            arena_printf(work->arena, "比对 %.*s", TEXT_ARG(list_title(work, list)));
        status = list_job_submit(work, "list_compare", title, id, NULL, job, error);
    }
    if (status == OK) {
        file.job = job->id;
        status = list_file_write(work, &file, error);
    }
    return status;
}

/* The fields that a row of the version before was read for. */
static enum status fields_before(struct work *work, int64_t list, bool *fields, struct error *error)
{
    struct list_row_filter filter = {.after = -1, .limit = 1};
    struct list_rows rows;
    enum status status = list_rows_read(work, list, 0, &filter, &rows, error);
    const struct json *cells =
        status == OK && rows.n > 0 ? json_member(rows.at[0].content_tree, "cells") : NULL;
    for (size_t i = 0; cells != NULL && i < cells->n; i++) {
        int field = cells->at[i].n == 3 ? ledger_field(&list_shape, cells->at[i].at[2].text) : -1;
        if (field >= 0) {
            fields[field] = true;
        }
    }
    return status;
}

static bool has_column(const struct import_session *session, int field)
{
    for (size_t i = 0; i < session->sheets && i < SHEETS_MOST; i++) {
        const struct import_layout *layout = &session->layouts[i];
        for (size_t k = 0; session->chosen[i] && k < layout->n; k++) {
            if (layout->columns[k].target.field == field) {
                return true;
            }
        }
    }
    return false;
}

enum status list_compare_unasked(struct app *app, struct work *work, int64_t id, bool *out,
                                 struct error *error)
{
    struct list_open *open = arena_new(work->arena, struct list_open);
    bool fields[LIST__COUNT] = {0};
    int64_t previous = 0, version;
    *out = false;
    enum status status = list_open(app, work, id, open, error);
    if (status == OK) {
        status = list_previous(work, open->list, &previous, &version, error);
    }
    if (status != OK || previous == 0) {
        return status;
    }
    status = fields_before(work, previous, fields, error);
    *out = status == OK && (fields[LIST_NAME] || fields[LIST_ID_NO]);
    for (int i = 0; i < LIST__COUNT; i++) {
        *out = *out && (!fields[i] || has_column(&open->session, i));
    }
    return status;
}

/* ---- doing it ---- */

struct comparing {
    struct list_job base;
    struct list_open open;
    int64_t previous, version_no;
    int64_t stored;           /* rows so far */
    int64_t rows;             /* the sheets have about */
    int64_t compared, scored; /* rows held against the registry this time; pairs of them scored */
};

static bool tell(struct comparing *c, int64_t percent, const char *words)
{
    return job_progress(c->base.job, percent, 100, text_of(words));
}

static enum status stopped(struct comparing *c, struct error *error)
{
    return error_set(error, c->base.work.arena, BUSY, "比对已停止");
}

/* ---- rows ---- */

struct chunk {
    struct comparing *c;
    const struct import_row *rows;
    size_t n;
};

static enum status write_chunk(struct work *work, void *context, struct error *error)
{
    const struct chunk *chunk = context;
    const struct comparing *c = chunk->c;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < chunk->n; i++) {
        status = list_row_write(work, c->open.list->id, c->previous, &chunk->rows[i],
                                &c->open.session.layouts[chunk->rows[i].sheet], error);
    }
    return status;
}

static enum status take_rows(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct comparing *c = context;
    struct chunk chunk = {c, rows, n};
    enum status status = list_job_write(&c->base, &chunk, write_chunk, error);
    c->stored += (int64_t)n;
    int64_t share =
        c->rows > 0 && c->stored < c->rows ? c->stored * SHARE_ROWS / c->rows : SHARE_ROWS;
    return status == OK && !tell(c, share, "正在读入名单…") ? stopped(c, error) : status;
}

static enum status remember(struct work *work, void *context, struct error *error)
{
    struct comparing *c = context;
    return batch_remember(work, &c->open.batch, &c->open.session.terms, c->open.session.layouts,
                          c->open.session.sheets, error);
}

static enum status store_rows(struct comparing *c, struct error *error)
{
    struct import_summary summary;
    const struct import_session *session = &c->open.session;
    for (size_t i = 0; i < session->sheets && i < SHEETS_MOST; i++) {
        c->rows += session->chosen[i] ? session->layouts[i].summary.rows : 0;
    }
    enum status status = session_run(&c->open.session, take_rows, c, &summary, error);
    if (status == OK && summary.rows == 0) {
        error_set(error, c->base.work.arena, INVALID, "名单里没有人员");
        return error_hint(error, c->base.work.arena, "请检查选的工作表和表头，再重新比对");
    }
    return status == OK ? list_job_write(&c->base, c, remember, error) : status;
}

/* ---- the engine ---- */

static bool engine_told(void *context, int percent)
{
    return tell(context, SHARE_ROWS + percent * SHARE_ENGINE / 100, "正在比对…");
}

struct found_by {
    struct comparing *c;
    struct list_found *found;
    int64_t seen; /* the newest change of the registry that was seen */
};

/* The weights, and from where on changes of people are looked at again. */
static enum status write_model(struct work *work, void *context, struct error *error)
{
    const struct found_by *by = context;
    enum status status =
        list_model_keep(work, by->c->base.list, by->found->model, &by->found->version, error);
    return status == OK ? list_again_begin(work, by->seen, error) : status;
}

struct writing {
    struct list_pairs_plan plan;
    size_t from, to;
    int64_t written, after;
    size_t copied;
};

static enum status write_pairs(struct work *work, void *context, struct error *error)
{
    struct writing *w = context;
    return list_pairs_write(work, &w->plan, w->from, w->to, &w->written, error);
}

static enum status write_found(struct comparing *c, const struct list_side *left,
                               const struct list_side *right, const struct list_found *found,
                               struct error *error)
{
    struct writing w = {.plan = {.list = c->open.list,
                                 .previous = c->previous,
                                 .left = left,
                                 .right = right,
                                 .found = found,
                                 .job = job_info(c->base.job)->id}};
    enum status status = OK;
    for (w.from = 0; status == OK && w.from < left->n; w.from = w.to) {
        w.to = w.from + WRITE_STEP < left->n ? w.from + WRITE_STEP : left->n;
        int64_t share = SHARE_ROWS + SHARE_ENGINE +
                        (int64_t)(w.from * (100 - SHARE_ROWS - SHARE_ENGINE) / left->n);
        if (!tell(c, share, "正在写入比对结果…")) {
            return stopped(c, error);
        }
        status = list_job_write(&c->base, &w, write_pairs, error);
    }
    return status;
}

/* ---- what the version before settled ---- */

static enum status carry_some(struct work *work, void *context, struct error *error)
{
    struct writing *w = context;
    return list_carry(work, &w->plan, &w->after, WRITE_STEP, &w->copied, error);
}

static enum status carry_outcomes(struct work *work, void *context, struct error *error)
{
    const struct comparing *c = context;
    return list_carry_outcomes(work, c->base.list, c->previous, error);
}

static enum status carry(struct comparing *c, struct error *error)
{
    struct writing w = {
        .plan = {.list = c->open.list, .previous = c->previous, .job = job_info(c->base.job)->id},
        .copied = WRITE_STEP};
    enum status status = OK;
    while (status == OK && w.copied == WRITE_STEP) {
        status = list_job_write(&c->base, &w, carry_some, error);
        if (status == OK && !tell(c, SHARE_ROWS, "正在沿用上期没有变化的行…")) {
            return stopped(c, error);
        }
    }
    return status == OK ? list_job_write(&c->base, c, carry_outcomes, error) : status;
}

/* ---- comparing ---- */

/*
 * A list whose version before stands, and whose people are looked at again whenever they change,
 * needs only its new and changed rows compared, with the weights of then.
 */
static enum status compare_sides(struct comparing *c, struct list_side *left,
                                 struct list_side *right, struct text *model, struct error *error)
{
    struct work *work = &c->base.work;
    int64_t version = 0;
    bool standing = false;
    *model = TEXT_EMPTY;
    enum status status = OK;
    if (c->previous != 0) {
        status = list_again_stands(work, &standing, error);
    }
    if (status == OK && standing) {
        status = list_model_newest(work, model, &version, error);
    }
    standing = standing && version > 0;
    if (status == OK && standing) {
        status = carry(c, error);
    }
    if (status == OK) {
        status = list_job_look(&c->base, error);
    }
    if (status == OK) {
        status = list_side_rows(work, c->open.list->id, standing ? LIST_ROWS_FRESH : LIST_ROWS_ALL,
                                NULL, left, error);
    }
    if (status == OK) {
        status = list_side_registry(work, NULL, 0, right, error);
    }
    return status == OK && standing ? list_side_free(work, c->open.list->id, right, error) : status;
}

static enum status hold_against(struct comparing *c, struct error *error)
{
    struct list_side left = {0}, right = {0};
    struct list_found found = {0};
    struct text model;
    struct found_by by = {.c = c, .found = &found};
    struct work *work = &c->base.work;
    struct list_watch watch = {engine_told, c, clock_today(work->clock),
                               settings_int(work->settings, "list_error", 20)};
    enum status status = list_job_look(&c->base, error);
    if (status == OK) {
        status = history_last(work->db, work->actor->county, &by.seen, work->arena, error);
    }
    if (status == OK) {
        status = compare_sides(c, &left, &right, &model, error);
    }
    if (status != OK || left.n == 0) {
        return status;
    }
    status = list_engine_run(work->arena, &left, &right, model, &watch, &found, error);
    c->compared = (int64_t)left.n;
    c->scored = found.scored;
    if (status == OK) {
        status = list_job_write(&c->base, &by, write_model, error);
    }
    return status == OK ? write_found(c, &left, &right, &found, error) : status;
}

/* ---- ending ---- */

static enum status settle(struct work *work, void *context, struct error *error)
{
    const struct comparing *c = context;
    struct row *list;
    enum status status = list_find(work, c->base.list, ROWS_PLAIN, &list, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, list);
    change.part = true;
    status = list_pairs_settle(work, &change, c->previous, c->version_no + 1, error);
    if (status == OK) {
        status = list_batch_move(&change, "comparing", "review", error);
    }
    if (status == OK && c->previous != 0) {
        status = list_carry_supersede(work, c->previous, error);
    }
    return status == OK ? history_close(work, TEXT("list_compare"), &list_batch_ledger,
                                        job_info(c->base.job)->id, TEXT_EMPTY, error)
                        : status;
}

struct dropping {
    struct comparing *c;
    bool more;
};

static enum status drop_some(struct work *work, void *context, struct error *error)
{
    struct dropping *d = context;
    const struct comparing *c = d->c;
    size_t dropped = 0;
    enum status status =
        list_pairs_drop(work, c->base.list, TEXT("比对没有完成"), DROP_STEP, &dropped, error);
    d->more = dropped == DROP_STEP;
    if (status != OK || d->more) {
        return status == OK ? history_close(work, TEXT("list_compare"), &list_batch_ledger,
                                            job_info(c->base.job)->id, TEXT_EMPTY, error)
                            : status;
    }
    struct row *list;
    status = list_rows_drop(work, c->base.list, error);
    if (status == OK) {
        status = list_find(work, c->base.list, ROWS_PLAIN, &list, error);
    }
    if (status == OK) {
        struct change change = change_edit(work, list);
        change.reason = TEXT("比对没有完成");
        status = list_batch_move(&change, "comparing", "read", error);
    }
    return status;
}

/* Takes out what a cancelled or failed job wrote. */
static void take_back(struct comparing *c)
{
    struct error error;
    struct dropping d = {c, true};
    enum status status = OK;
    while (status == OK && d.more) {
        status = list_job_write(&c->base, &d, drop_some, &error);
    }
    if (status != OK) {
        log_warn("list %lld: what its comparison wrote could not be taken out: %.*s",
                 (long long)c->base.list, TEXT_ARG(error.detail));
    }
}

static void tell_result(struct comparing *c)
{
    struct list_counts n;
    struct error error;
    if (list_job_look(&c->base, &error) == OK &&
        list_count(&c->base.work, c->base.list, c->previous, &n, &error) == OK) {
        job_result(c->base.job,
                   arena_printf(c->base.work.arena,
                                "{\"rows\":%lld,\"same\":%lld,\"likely\":%lld,\"conflict\":%lld,"
                                "\"alone\":%lld,\"compared\":%lld,\"scored\":%lld}",
                                (long long)n.rows, (long long)n.same, (long long)n.likely,
                                (long long)n.conflict, (long long)n.alone, (long long)c->compared,
                                (long long)c->scored));
    }
}

/* Nobody can be found by a list that says neither a name nor a number. */
static enum status check_columns(struct comparing *c, struct error *error)
{
    const struct import_session *session = &c->open.session;
    if (has_column(session, LIST_NAME) || has_column(session, LIST_ID_NO)) {
        return OK;
    }
    bool told = session->sheets > 0 && session->faults[0].n > 0;
    error_set(error, c->base.work.arena, INVALID,
              "没有认出“姓名”列，也没有认出“身份证号”列，无法比对%s%.*s", told ? "：" : "",
              TEXT_ARG(told ? session->faults[0] : TEXT_EMPTY));
    return error_hint(error, c->base.work.arena,
                      "请在下面的列中指明姓名或身份证号；没有列名的，补上一行列名重新报送");
}

static enum status run_steps(struct comparing *c, struct error *error)
{
    enum status status = list_open(c->base.app, &c->base.work, c->base.list, &c->open, error);
    if (status == OK) {
        status = list_previous(&c->base.work, c->open.list, &c->previous, &c->version_no, error);
    }
    if (status == OK) {
        status = check_columns(c, error);
    }
    if (status == OK) {
        status = store_rows(c, error);
    }
    if (status == OK) {
        status = hold_against(c, error);
    }
    return status == OK ? list_job_write(&c->base, c, settle, error) : status;
}

enum status list_compare_run(struct job *job, void *app, struct arena *arena, struct error *error)
{
    struct comparing *c = arena_new(arena, struct comparing);
    enum status status = list_job_begin(&c->base, job, app, arena, error);
    if (status != OK) {
        return status;
    }
    status = run_steps(c, error);
    if (status == OK) {
        tell_result(c);
    } else if (status != BUSY || job_info(job)->cancel) {
        /* A program that ends is another thing: the next run goes on from what is there. */
        take_back(c);
    }
    if (status != OK) {
        error->message = arena_text(arena, error->message);
        error->hint = arena_text(arena, error->hint);
        error->detail = arena_text(arena, error->detail);
    }
    list_job_end(&c->base);
    return status;
}

/* ---- taking one out ---- */

/* Whether nobody works on the list: it is read or compared, or its comparison never began. */
static enum status rests_now(struct work *work, const struct row *list, bool *out,
                             struct error *error)
{
    struct text state = list->value[LIST_BATCH_STATE].text;
    struct list_file file;
    *out = text_is(state, "read") || text_is(state, "review");
    if (!text_is(state, "comparing")) {
        return OK;
    }
    enum status status = list_file_read(work, list->id, &file, error);
    return status == OK ? has_ended(work, &file, out, error) : status;
}

enum status list_withdraw(struct work *work, int64_t id, struct text reason, struct error *error)
{
    struct row *list;
    size_t dropped = DROP_STEP;
    bool rests = false;
    enum status status = list_find(work, id, ROWS_PLAIN, &list, error);
    if (status == OK) {
        status = rests_now(work, list, &rests, error);
    }
    if (status != OK) {
        return status;
    }
    if (!rests) {
        error_set(error, work->arena, CONFLICT, "比对中和已应用的名单不能撤回");
        return error_hint(error, work->arena, "请先取消比对，或整批撤销应用");
    }
    while (status == OK && dropped == DROP_STEP) {
        status = list_pairs_drop(work, id, reason, DROP_STEP, &dropped, error);
    }
    if (status != OK) {
        return status;
    }
    const struct value *before = &list->value[LIST_BATCH_PREVIOUS];
    if (value_is_set(before)) {
        status = list_carry_revive(work, before->number, error);
    }
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, list);
    change.reason = reason;
    return change_remove(&change, error);
}
