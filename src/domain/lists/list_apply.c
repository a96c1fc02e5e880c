#include "domain/lists/list_apply.h"

#include "domain/lists/list_batch.h"
#include "domain/lists/list_effects.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_job.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_store.h"
#include "domain/lists/list_undo.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "ledger/show.h"

enum { STEP = 500, TOLD = 200 };

/* ---- asking for it ---- */

/* One thing at a time: two that apply one list would bring everything about twice. */
static enum status at_rest(struct work *work, int64_t id, struct list_file *file,
                           struct error *error)
{
    struct job_info info;
    enum status status = list_file_read(work, id, file, error);
    if (status != OK || file->job == 0) {
        return status;
    }
    status = job_find(work->db, NULL, work->actor->county, file->job, &info, work->arena, error);
    if (status == OK && (info.state == JOB_WAITING || info.state == JOB_RUNNING)) {
        error_set(error, work->arena, CONFLICT, "这份名单正在办理：%.*s", TEXT_ARG(info.title));
        return error_hint(error, work->arena, "请等它完成，或先取消它");
    }
    return status == NOT_FOUND ? OK : status;
}

static enum status submit(struct work *work, int64_t id, const char *kind, const char *verb,
                          bool applied_only, const char *option, struct job_info *job,
                          struct error *error)
{
    struct row *list;
    struct list_file file;
    enum status status = list_find(work, id, 0, &list, error);
    if (status != OK) {
        return status;
    }
    struct text state = list->value[LIST_BATCH_STATE].text;
    if (!text_is(state, "applied") && (applied_only || !text_is(state, "review"))) {
        return error_set(error, work->arena, CONFLICT,
                         applied_only ? "这份名单还没有应用" : "这份名单还没有比对完");
    }
    status = at_rest(work, id, &file, error);
    if (status == OK) {
        struct text title =
            arena_printf(work->arena, "%s %.*s", verb, TEXT_ARG(list_title(work, list)));
        status = list_job_submit(work, kind, title, id, option, job, error);
    }
    if (status == OK) {
        file.job = job->id;
        status = list_file_write(work, &file, error);
    }
    return status;
}

enum status list_apply_submit(struct work *work, int64_t list, bool leavers, struct text reason,
                              struct job_info *job, struct errors *errors, struct error *error)
{
    enum status status = OK;
    if (leavers) {
        status = list_match_settled(work, list, "处理不在名单中的人", reason, errors, error);
        if (status == OK && reason.n > 0) {
            status =
                history_close(work, TEXT("list_leavers"), &list_batch_ledger, 0, reason, error);
        }
    }
    return status != OK ? status
                        : submit(work, list, "list_apply", "应用", false,
                                 leavers ? "leavers" : NULL, job, error);
}

enum status list_unapply_submit(struct work *work, int64_t list, struct job_info *job,
                                struct error *error)
{
    return submit(work, list, "list_unapply", "撤销应用", true, NULL, job, error);
}

/* ---- counting ---- */

static const struct query count_ready = {
    .sql = "SELECT count(*) FROM list_match WHERE county = $1 AND list_id = $2 AND removed_at = 0"
           " AND decision = 'same' AND state IN ('sure', 'decided') AND applied = 0",
};
static const struct query count_effects = {
    .sql = "SELECT count(*) FROM list_effect WHERE county = $1 AND list = $2 AND undone_at = 0",
};

static enum status count_of(struct work *work, const struct query *query, int64_t list,
                            int64_t other, int64_t *out, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    if (other != 0) {
        bind_int(s, 3, other);
    }
    enum db_step step = statement_step(s, work->arena, error);
    *out = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* ---- applying ---- */

struct applying {
    struct list_job base;
    struct row *list;
    struct text title, sender;
    struct list_flags *flags;
    int64_t previous;
    int64_t after; /* match, person or effect handled last */
    int64_t made, taken;
    int64_t total; /* to be taken up, as far as it can be known */
    bool more;
};

/* Settled as one person and not applied yet. */
static const struct query ready_matches = {
    .sql = "SELECT id FROM list_match WHERE county = $1 AND list_id = $2 AND removed_at = 0"
           " AND decision = 'same' AND state IN ('sure', 'decided') AND applied = 0 AND id > $3"
           " ORDER BY id LIMIT $4",
};
/* On the version before ($2) for certain; on this one ($3) neither for certain nor perhaps. */
#define LEAVERS                                                                                    \
    " FROM list_match o WHERE o.county = $1 AND o.list_id = $2 AND o.removed_at = 0"               \
    " AND o.decision = 'same' AND NOT EXISTS (SELECT 1 FROM list_match n WHERE"                    \
    " n.county = o.county AND n.list_id = $3 AND n.person_id = o.person_id AND n.removed_at = 0"   \
    " AND (n.decision = 'same' OR n.state IN ('open', 'second', 'third')))"
static const struct query find_leavers = {
    .sql = "SELECT DISTINCT o.person_id" LEAVERS " AND o.person_id > $4 ORDER BY o.person_id"
           " LIMIT $5",
};
static const struct query count_leavers = {
    .sql = "SELECT count(DISTINCT o.person_id)" LEAVERS,
};

static enum status gather(struct work *work, struct statement *s, int64_t *ids, size_t *n,
                          struct error *error)
{
    enum db_step step;
    *n = 0;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && *n < STEP) {
        ids[(*n)++] = column_int(s, 0);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* The audit entry over what a step changed. */
static enum status close_step(const struct applying *a, struct work *work, const char *action,
                              struct error *error)
{
    return history_close(work, text_of(action), &list_batch_ledger, job_info(a->base.job)->id,
                         TEXT_EMPTY, error);
}

static enum status mark_match(const struct applying *a, struct work *work, int64_t id, bool applied,
                              struct error *error)
{
    struct row *match;
    struct errors errors = {0};
    enum status status = rows_get(work, &list_match_ledger, id, ROWS_PLAIN, &match, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, match);
    change.part = true;
    change.batch = job_info(a->base.job)->id;
    change_set(&change, LIST_MATCH_APPLIED, value_number(applied));
    change_set(&change, LIST_MATCH_AGAIN, VALUE_NULL);
    return change_save(&change, &errors, error);
}

static struct list_case case_of(const struct applying *a, struct work *work)
{
    return (struct list_case){
        .work = work,
        .list = a->list,
        .title = a->title,
        .sender = a->sender,
        .job = job_info(a->base.job)->id,
        .place = -1,
        .flags = a->flags,
    };
}

static enum status apply_one(struct applying *a, struct work *work, int64_t id, struct error *error)
{
    struct row *match;
    enum status status = rows_get(work, &list_match_ledger, id, ROWS_PLAIN, &match, error);
    if (status != OK) {
        return status;
    }
    struct list_case c = case_of(a, work);
    c.person = match->value[LIST_MATCH_PERSON].number;
    c.place = match->value[LIST_MATCH_PLACE].number;
    c.match = id;
    status = list_effects_of_row(&c, &a->made, error);
    a->taken += status == OK;
    return status == OK ? mark_match(a, work, id, true, error) : status;
}

static enum status apply_some(struct work *work, void *context, struct error *error)
{
    struct applying *a = context;
    struct statement *s;
    int64_t ids[STEP];
    size_t n = 0;
    enum status status = db_prepare(work->db, &ready_matches, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, a->list->id);
    bind_int(s, 3, a->after);
    bind_int(s, 4, STEP);
    status = gather(work, s, ids, &n, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = apply_one(a, work, ids[i], error);
        a->after = ids[i];
    }
    a->more = n == STEP;
    return status == OK && n > 0 ? close_step(a, work, "list_apply", error) : status;
}

static enum status leave_some(struct work *work, void *context, struct error *error)
{
    struct applying *a = context;
    struct statement *s;
    int64_t ids[STEP], before = a->made;
    size_t n = 0;
    enum status status = db_prepare(work->db, &find_leavers, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, a->previous);
    bind_int(s, 3, a->list->id);
    bind_int(s, 4, a->after);
    bind_int(s, 5, STEP);
    status = gather(work, s, ids, &n, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct list_case c = case_of(a, work);
        c.person = ids[i];
        status = list_effects_of_leaving(&c, &a->made, error);
        a->after = ids[i];
    }
    a->more = n == STEP;
    return status == OK && a->made > before ? close_step(a, work, "list_apply", error) : status;
}

static enum status move_list(struct work *work, int64_t id, const char *from, const char *to,
                             struct value day, struct error *error)
{
    struct row *list;
    enum status status = list_find(work, id, ROWS_PLAIN, &list, error);
    if (status != OK || text_is(list->value[LIST_BATCH_STATE].text, to)) {
        return status;
    }
    struct change change = change_edit(work, list);
    change_set(&change, LIST_BATCH_APPLIED_ON, day);
    return list_batch_move(&change, from, to, error);
}

static struct value today(const struct work *work)
{
    return value_date((struct date){clock_today(work->clock), DATE_DAY});
}

static enum status mark_applied(struct work *work, void *context, struct error *error)
{
    const struct applying *a = context;
    return move_list(work, a->list->id, "review", "applied", today(work), error);
}

/* Runs a step in transactions until there is no more. */
static enum status repeat(struct applying *a,
                          enum status (*some)(struct work *work, void *context,
                                              struct error *error),
                          const char *words, struct error *error)
{
    enum status status = OK;
    a->after = 0;
    for (a->more = true; status == OK && a->more;) {
        status = list_job_write(&a->base, a, some, error);
        if (status == OK && !job_progress(a->base.job, a->taken, a->total > a->taken ? a->total : 0,
                                          text_of(words))) {
            status = error_set(error, a->base.work.arena, BUSY,
                               "已停止；已应用的保留，可再次应用或整批撤销");
        }
    }
    return status;
}

static enum status apply_all(struct applying *a, struct error *error)
{
    struct work *work = &a->base.work;
    bool leavers = false;
    enum status status = list_find(work, a->base.list, ROWS_PLAIN, &a->list, error);
    if (status != OK) {
        return status;
    }
    const struct value *before = &a->list->value[LIST_BATCH_PREVIOUS];
    a->previous = value_is_set(before) ? before->number : 0;
    a->title = list_title(work, a->list);
    a->sender = list_sender(work, a->list);
    json_bool(json_member(a->base.params, "leavers"), &leavers);
    status =
        list_flags_read(a->base.app, work, a->list->value[LIST_BATCH_KIND].text, &a->flags, error);
    if (status == OK) {
        status = count_of(work, &count_ready, a->list->id, 0, &a->total, error);
    }
    if (status == OK) {
        status = repeat(a, apply_some, "正在应用…", error);
    }
    if (status == OK && leavers && a->previous != 0 &&
        a->list->value[LIST_BATCH_WHOLE].number != 0) {
        status = repeat(a, leave_some, "正在处理已不在名单中的人…", error);
    }
    return status == OK ? list_job_write(&a->base, a, mark_applied, error) : status;
}

static enum status run(struct job *job, void *app, struct arena *arena,
                       enum status (*all)(struct applying *a, struct error *error),
                       const char *format, struct error *error)
{
    struct applying *a = arena_new(arena, struct applying);
    enum status status = list_job_begin(&a->base, job, app, arena, error);
    if (status != OK) {
        return status;
    }
    status = all(a, error);
    if (status == OK) {
        struct buf json;
        buf_init(&json, TOLD);
        struct json_out out = json_into(&json);
        json_open(&out, NULL);
        json_put_int(&out, format, a->taken);
        json_put_int(&out, "effects", a->made);
        json_close(&out);
        job_result(job, buf_text(&json));
        buf_release(&json);
    } else {
        error->message = arena_text(arena, error->message);
        error->hint = arena_text(arena, error->hint);
        error->detail = arena_text(arena, error->detail);
    }
    list_job_end(&a->base);
    return status;
}

enum status list_apply_run(struct job *job, void *app, struct arena *arena, struct error *error)
{
    return run(job, app, arena, apply_all, "applied", error);
}

/* ---- one alone ---- */

enum status list_apply_match(struct app *app, struct work *work, int64_t id, int64_t match_id,
                             int64_t *made, struct error *error)
{
    struct row *list, *match;
    struct errors errors = {0};
    struct list_flags *flags;
    enum status status = list_find(work, id, ROWS_PLAIN, &list, error);
    if (status == OK) {
        status = rows_get(work, &list_match_ledger, match_id, ROWS_PLAIN, &match, error);
    }
    if (status == OK) {
        status = list_flags_read(app, work, list->value[LIST_BATCH_KIND].text, &flags, error);
    }
    if (status != OK) {
        return status;
    }
    struct list_case c = {.work = work,
                          .list = list,
                          .title = list_title(work, list),
                          .sender = list_sender(work, list),
                          .person = match->value[LIST_MATCH_PERSON].number,
                          .place = match->value[LIST_MATCH_PLACE].number,
                          .match = match_id,
                          .job = match_id, /* no job: its own id tells its changes apart */
                          .flags = flags};
    status = list_effects_of_row(&c, made, error);
    if (status == OK) {
        struct change change = change_edit(work, match);
        change.part = true;
        change_set(&change, LIST_MATCH_APPLIED, value_number(1));
        status = change_save(&change, &errors, error);
    }
    return status == OK ? move_list(work, id, "review", "applied", today(work), error) : status;
}

/* ---- taking back ---- */

static const struct query applied_matches = {
    .sql = "SELECT id FROM list_match WHERE county = $1 AND list_id = $2 AND removed_at = 0"
           " AND applied = 1 AND id > $3 ORDER BY id LIMIT $4",
};

static enum status undo_some(struct work *work, void *context, struct error *error)
{
    struct applying *a = context;
    struct list_undo undo = {
        .list = a->base.list, .before = a->after, .job = job_info(a->base.job)->id};
    enum status status = list_undo_some(work, &undo, STEP, error);
    a->after = undo.before;
    a->taken += undo.taken;
    a->made += undo.kept;
    a->more = undo.handled == STEP;
    return status == OK && undo.taken > 0 ? close_step(a, work, "list_unapply", error) : status;
}

static enum status reopen_some(struct work *work, void *context, struct error *error)
{
    struct applying *a = context;
    struct statement *s;
    int64_t ids[STEP];
    size_t n = 0;
    enum status status = db_prepare(work->db, &applied_matches, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, a->base.list);
    bind_int(s, 3, a->after);
    bind_int(s, 4, STEP);
    status = gather(work, s, ids, &n, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = mark_match(a, work, ids[i], false, error);
        a->after = ids[i];
    }
    a->more = n == STEP;
    return status == OK && n > 0 ? close_step(a, work, "list_unapply", error) : status;
}

static enum status mark_review(struct work *work, void *context, struct error *error)
{
    const struct applying *a = context;
    return move_list(work, a->base.list, "applied", "review", VALUE_NULL, error);
}

static enum status unapply_all(struct applying *a, struct error *error)
{
    enum status status = count_of(&a->base.work, &count_effects, a->base.list, 0, &a->total, error);
    if (status == OK) {
        status = repeat(a, undo_some, "正在撤销…", error);
    }
    if (status == OK) {
        status = repeat(a, reopen_some, "正在放回待应用…", error);
    }
    return status == OK ? list_job_write(&a->base, a, mark_review, error) : status;
}

enum status list_unapply_run(struct job *job, void *app, struct arena *arena, struct error *error)
{
    return run(job, app, arena, unapply_all, "undone", error);
}

/* ---- telling ---- */

static const struct query list_effects = {
    .sql = "SELECT e.kind, e.person, p.name, e.place, e.decision, e.ledger, e.row_id, e.at,"
           " e.undone_at FROM list_effect e"
           " JOIN person p ON p.county = e.county AND p.id = e.person"
           " WHERE e.county = $1 AND e.list = $2 ORDER BY e.id DESC LIMIT $3",
};

/* What an effect is called: a watch item's kind has its code's name. */
static struct text effect_label(struct work *work, struct text kind)
{
    if (text_is(kind, "tag_opened")) {
        return TEXT("新增类别");
    }
    if (text_is(kind, "tag_closed")) {
        return TEXT("终止类别");
    }
    if (text_is(kind, "candidate")) {
        return TEXT("认定候选人");
    }
    const struct ledger *watch = ledger_find(work->ledgers, TEXT("watch_item"));
    return code_label(work, &watch->fields[ledger_field(watch, TEXT("kind"))], kind);
}

static enum status put_effects(struct work *work, int64_t list, struct json_out *out,
                               struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &list_effects, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    bind_int(s, 3, TOLD);
    json_open_list(out, "effects");
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        int64_t place = column_int(s, 3);
        json_open(out, NULL);
        json_put_text(out, "kind", column_text(s, 0));
        json_put_text(out, "label", effect_label(work, column_text(s, 0)));
        json_put_id(out, "person_id", column_int(s, 1));
        json_put_text(out, "person", column_text(s, 2));
        place < 0 ? json_put_null(out, "row") : json_put_int(out, "row", list_row_shown(place));
        json_put_bool(out, "reviewed", column_int(s, 4) != 0);
        json_put_text(out, "ledger", column_text(s, 5));
        json_put_id(out, "row_id", column_int(s, 6));
        json_put_text(out, "at", clock_format(work->arena, column_int(s, 7)));
        json_put_bool(out, "undone", column_int(s, 8) != 0);
        json_close(out);
    }
    statement_reset(s);
    json_close_list(out);
    return step == DB_FAILED ? error->status : OK;
}

enum status list_effects_write(struct work *work, int64_t id, struct json_out *out,
                               struct error *error)
{
    struct row *list;
    int64_t ready = 0, leavers = 0;
    enum status status = list_find(work, id, 0, &list, error);
    if (status == OK) {
        status = count_of(work, &count_ready, id, 0, &ready, error);
    }
    if (status == OK && value_is_set(&list->value[LIST_BATCH_PREVIOUS]) &&
        list->value[LIST_BATCH_WHOLE].number != 0) {
        status = count_of(work, &count_leavers, list->value[LIST_BATCH_PREVIOUS].number, id,
                          &leavers, error);
    }
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    json_put_int(out, "ready", ready);
    json_put_int(out, "leavers", leavers);
    status = put_effects(work, id, out, error);
    json_close(out);
    return status;
}
