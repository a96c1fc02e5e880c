#include "domain/people/person_merge.h"

#include "base/id.h"
#include "base/list.h"
#include "domain/people/person.h"
#include "domain/people/person_merge_store.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/row_json.h"
#include "ledger/seal.h"

enum { SECOND_ROLES = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP) };

static const struct query moved_rows = {
    .sql = "SELECT ledger, row_id, version FROM history WHERE county = $1 AND batch = $2"
           " AND batch <> 0 AND NOT (ledger = 'person' AND row_id IN ($3, $4)) ORDER BY seq",
};
/* ---- merging ---- */

/*
 * Whoever may merge two people moves all that refers to them, also rows whose own place lies
 * elsewhere; it stays his act.
 */
static struct work everywhere(const struct work *work, struct actor *wide)
{
    struct work all = *work;
    *wide = *work->actor;
    actor_reach(wide->county, &wide->region_lo, &wide->region_hi);
    wide->organization = 0;
    wide->role = wide->role == ROLE_ENTERPRISE ? ROLE_VILLAGE : wide->role;
    all.actor = wide;
    return all;
}

struct reference {
    struct row *row;
    int field;
};

typedef LIST(struct reference) reference_list;

/* Every row in use that refers to the person, through whatever field of whatever ledger. */
static enum status find_references(struct work *work, int64_t person, reference_list *out,
                                   struct error *error)
{
    enum status status = OK;
    for (const struct ledger *const *l = work->ledgers; *l != NULL && status == OK; l++) {
        for (int f = 0; f < (int)(*l)->count && status == OK; f++) {
            const struct field *field = &(*l)->fields[f];
            struct row_list rows = {0};
            if (field->kind != KIND_REF || !text_is(text_of(field->ref), person_ledger.name)) {
                continue;
            }
            status = rows_referring(work, *l, f, person, ROWS_PLAIN, &rows, error);
            for (size_t i = 0; status == OK && i < rows.n; i++) {
                list_add(out, (struct reference){rows.at[i], f});
            }
        }
    }
    return status;
}

static enum status move(struct work *work, const struct reference *ref, int64_t to,
                        struct text reason, int64_t act, struct error *error)
{
    struct change change = change_edit(work, ref->row);
    change.part = true;
    change.batch = act;
    change.reason = reason;
    enum status status = change_refer(&change, ref->field, to, error);
    *ref->row = *change.row; /* a row with two references to him moves twice */
    return status;
}

static bool named(struct text fields, const char *name)
{
    struct text rest = fields, one;
    while (rest.n > 0 && text_split(&rest, ',', &one)) {
        if (text_is(one, name)) {
            return true;
        }
    }
    return false;
}

void person_merge_typed(struct change *change, const struct person_merge *m, struct errors *errors)
{
    struct json *tree;
    struct error error = {0};
    if (m->typed.n == 0) {
        return;
    }
    if (json_parse(change->work->arena, m->typed, &tree, &error) != OK) {
        errors_add(errors, change->work->arena, "typed", error.message, error.hint);
        return;
    }
    for (size_t i = 0; i < tree->n; i++) {
        int field = ledger_field(&person_ledger, tree->keys[i]);
        if (field >= 0 && (person_ledger.fields[field].flags & FIELD_READONLY) != 0) {
            errors_add(errors, change->work->arena, person_ledger.fields[field].name,
                       TEXT("此项由系统填写，不能另填"), TEXT_EMPTY);
        }
    }
    row_json_read(change, tree, NULL, errors);
}

/* The kept record as it shall be: its own values, the other's chosen ones, the typed ones. */
static void choose_values(struct change *change, const struct person_merge *m,
                          const struct row *gone, struct errors *errors)
{
    for (int i = 0; i < PERSON__COUNT; i++) {
        bool open = (person_ledger.fields[i].flags & FIELD_READONLY) == 0;
        if (open && named(m->fields, person_ledger.fields[i].name)) {
            change_set(change, i, gone->value[i]);
        }
    }
    person_merge_typed(change, m, errors);
}

static enum status take_values(struct work *work, struct person_merge *m, struct row *kept,
                               const struct row *gone, struct text reason, struct errors *errors,
                               struct error *error)
{
    struct change change = change_edit(work, kept);
    change.part = true;
    change.batch = m->id;
    change.reason = reason;
    choose_values(&change, m, gone, errors);
    enum status status = change_save(&change, errors, error);
    m->kept_version = status == OK && change.row->version > kept->version ? change.row->version : 0;
    return status;
}

static enum status take_out(struct work *work, const struct person_merge *m, const struct row *gone,
                            struct text reason, struct error *error)
{
    struct change change = change_edit(work, gone);
    change.part = true;
    change.batch = m->id;
    change.reason = reason;
    return change_remove(&change, error);
}

static struct text summary_of(struct work *work, const struct person_merge *m)
{
    return arena_printf(work->arena, "{\"kept\":\"%lld\",\"gone\":\"%lld\"}", (long long)m->kept,
                        (long long)m->gone);
}

/* The act itself: the number must be free before the kept record may take it. */
static enum status merge(struct work *work, struct person_merge *m, struct errors *errors,
                         struct error *error)
{
    struct row *kept, *gone;
    struct actor wide;
    reference_list refs = {0};
    enum status status = person_merge_both(work, m->kept, m->gone, ROWS_PLAIN, &kept, &gone, error);
    if (status != OK) {
        return status;
    }
    struct work all = everywhere(work, &wide);
    struct text reason = arena_printf(work->arena, "合并档案：%.*s", TEXT_ARG(m->reason));
    const struct value *number = &gone->value[PERSON_ID_NO];
    m->number_key = value_is_set(number)
                        ? seal_key(work, &person_ledger.fields[PERSON_ID_NO], number->text)
                        : 0;
    status = find_references(&all, m->gone, &refs, error);
    if (status == OK) {
        status = take_out(work, m, gone, reason, error);
    }
    if (status == OK) {
        status = take_values(work, m, kept, gone, reason, errors, error);
    }
    for (size_t i = 0; status == OK && i < refs.n; i++) {
        status = move(&all, &refs.at[i], m->kept, reason, m->id, error);
    }
    list_release(&refs);
    m->state = TEXT("merged");
    m->decided_by = work->actor->user;
    m->decided_at = clock_now(work->clock);
    return status == OK ? history_close(work, TEXT("person_merge"), &person_ledger, m->id,
                                        summary_of(work, m), error)
                        : status;
}

static enum status check_pair(struct work *work, const struct person_merge *m,
                              struct errors *errors, struct error *error)
{
    struct row *kept, *gone;
    int64_t waiting;
    if (m->kept == m->gone) {
        return error_set(error, work->arena, INVALID, "这是同一份档案");
    }
    if (text_trim(m->reason).n == 0) {
        error->field = "reason";
        return error_set(error, work->arena, INVALID, "请写明为什么是同一个人");
    }
    enum status status = person_merge_both(work, m->kept, m->gone, ROWS_PLAIN, &kept, &gone, error);
    if (status == OK) {
        status = person_merge_pair(work, m->kept, m->gone, TEXT("asked"), &waiting, error);
    }
    if (status == OK && waiting != 0) {
        error_set(error, work->arena, CONFLICT, "这两份档案已有人提出合并，正等另一人确认");
        return error_hint(error, work->arena, "请到“重复与合并”中确认或退回");
    }
    if (status != OK) {
        return status;
    }
    /* Whoever asks is told of a wrong value, not whoever confirms. */
    struct change change = change_edit(work, kept);
    choose_values(&change, m, gone, errors);
    return errors->n > 0 ? error_set(error, work->arena, INVALID, "所选的项有误")
                         : change_check(&change, errors, error);
}

enum status person_merge_do(struct work *work, struct person_merge *m, struct errors *errors,
                            struct error *error)
{
    m->id = id_next(work->clock);
    m->asked_by = work->actor->user;
    m->asked_at = clock_now(work->clock);
    m->state = TEXT("asked");
    enum status status = check_pair(work, m, errors, error);
    if (status == OK && actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        status = merge(work, m, errors, error);
    } else if (status == OK) {
        status = history_close(work, TEXT("person_merge_ask"), &person_ledger, m->id,
                               summary_of(work, m), error);
    }
    return status == OK ? person_merge_insert(work, m, error) : status;
}

/* Reads one that waits for a second person, who must not be the first. */
static enum status read_asked(struct work *work, int64_t id, struct person_merge *out,
                              struct error *error)
{
    enum status status = person_merge_read(work, id, out, error);
    if (status != OK) {
        return status;
    }
    if (!text_is(out->state, "asked")) {
        return error_set(error, work->arena, CONFLICT, "这次合并已经办理过了");
    }
    if (!actor_is(work->actor, SECOND_ROLES)) {
        return error_set(error, work->arena, DENIED, "由乡镇或县就创中心的同事确认");
    }
    if (out->asked_by == work->actor->user && work->actor->role != ROLE_PROGRAM) {
        error_set(error, work->arena, DENIED, "须由另一人确认：合并是您本人提出的");
        return error_hint(error, work->arena, "请请另一位同事登录后确认");
    }
    return OK;
}

enum status person_merge_confirm(struct work *work, int64_t id, struct person_merge *out,
                                 struct errors *errors, struct error *error)
{
    enum status status = read_asked(work, id, out, error);
    if (status == OK) {
        status = merge(work, out, errors, error);
    }
    return status == OK ? person_merge_update(work, out, error) : status;
}

enum status person_merge_refuse(struct work *work, int64_t id, struct text reason,
                                struct person_merge *out, struct error *error)
{
    enum status status = read_asked(work, id, out, error);
    if (status != OK) {
        return status;
    }
    out->state = TEXT("refused");
    out->remark = reason;
    out->decided_by = work->actor->user;
    out->decided_at = clock_now(work->clock);
    status = person_merge_update(work, out, error);
    return status == OK ? history_close(work, TEXT("person_merge_refuse"), &person_ledger, id,
                                        summary_of(work, out), error)
                        : status;
}

enum status person_merge_differ(struct work *work, int64_t one, int64_t other, struct text reason,
                                struct person_merge *out, struct error *error)
{
    struct row *a, *b;
    *out = (struct person_merge){.id = id_next(work->clock),
                                 .kept = one,
                                 .gone = other,
                                 .state = TEXT("different"),
                                 .reason = reason,
                                 .asked_by = work->actor->user,
                                 .asked_at = clock_now(work->clock)};
    if (one == other) {
        return error_set(error, work->arena, INVALID, "这是同一份档案");
    }
    enum status status = person_merge_both(work, one, other, 0, &a, &b, error);
    if (status == OK) {
        status = person_merge_insert(work, out, error);
    }
    return status == OK ? history_close(work, TEXT("person_differ"), &person_ledger, out->id,
                                        summary_of(work, out), error)
                        : status;
}

enum status person_merge_differs(struct work *work, int64_t one, int64_t other, bool *out,
                                 struct error *error)
{
    int64_t found;
    enum status status = person_merge_pair(work, one, other, TEXT("different"), &found, error);
    *out = found != 0;
    return status;
}

/* ---- taking apart ---- */

static void stay(struct work *work, struct json_out *out, const char *what, const char *label)
{
    json_put_text(out, NULL,
                  arena_printf(work->arena, "%s“%s”后来又改过，保持现在的内容", what, label));
}

/* Gives the kept record back what the merging changed in it. */
static enum status give_back(struct work *work, const struct person_merge *m, struct text reason,
                             struct json_out *out, struct errors *errors, struct error *error)
{
    struct row *now, *before, *after;
    enum status status = rows_get(work, &person_ledger, m->kept, ROWS_PLAIN, &now, error);
    if (status == NOT_FOUND) {
        error_set(error, work->arena, CONFLICT, "保留的档案已移除或又并入了别的档案，不能拆分");
        return error_hint(error, work->arena, "请先恢复它，或先拆分后面那次合并");
    }
    if (status != OK || m->kept_version == 0) {
        return status;
    }
    status = history_row_at(work, now, m->kept_version - 1, &before, error);
    if (status == OK) {
        status = history_row_at(work, now, m->kept_version, &after, error);
    }
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, now);
    change.part = true;
    change.undo = true;
    change.batch = m->id;
    change.reason = reason;
    for (int i = 0; i < PERSON__COUNT; i++) {
        if (value_equal(&before->value[i], &after->value[i])) {
            continue;
        }
        if (value_equal(&after->value[i], &now->value[i])) {
            change_set(&change, i, before->value[i]);
        } else {
            stay(work, out, person_ledger.label, person_ledger.fields[i].label);
        }
    }
    return change_save(&change, errors, error);
}

static enum status put_back(struct work *work, const struct person_merge *m, struct text reason,
                            struct error *error)
{
    struct row *gone;
    enum status status =
        rows_get(work, &person_ledger, m->gone, ROWS_PLAIN | ROWS_REMOVED, &gone, error);
    if (status != OK || gone->removed_at == 0) {
        return status;
    }
    struct change change = change_edit(work, gone);
    change.part = true;
    change.batch = m->id;
    change.reason = reason;
    return change_restore(&change, error);
}

struct moved {
    const struct ledger *ledger;
    int64_t row, version;
};

typedef LIST(struct moved) moved_list;

/* The rows that the merging moved: all it wrote but the two records themselves. */
static enum status read_moved(struct work *work, const struct person_merge *m, moved_list *out,
                              struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &moved_rows, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, m->id);
    bind_int(s, 3, m->kept);
    bind_int(s, 4, m->gone);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        list_add(out, (struct moved){ledger_find(work->ledgers, column_text(s, 0)),
                                     column_int(s, 1), column_int(s, 2)});
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* Points a row that was moved back to the record it came from. */
static enum status move_back(struct work *work, const struct person_merge *m,
                             const struct moved *moved, struct text reason, struct json_out *out,
                             struct error *error)
{
    struct row *now, *before, *after;
    enum status status =
        rows_get(work, moved->ledger, moved->row, ROWS_PLAIN | ROWS_REMOVED, &now, error);
    if (status == OK) {
        status = history_row_at(work, now, moved->version - 1, &before, error);
    }
    if (status == OK) {
        status = history_row_at(work, now, moved->version, &after, error);
    }
    for (int f = 0; status == OK && f < (int)moved->ledger->count; f++) {
        if (value_equal(&before->value[f], &after->value[f])) {
            continue;
        }
        if (value_equal(&after->value[f], &now->value[f])) {
            struct reference ref = {now, f};
            status = move(work, &ref, m->gone, reason, m->id, error);
        } else {
            stay(work, out, moved->ledger->label, moved->ledger->fields[f].label);
        }
    }
    return status;
}

static enum status part(struct work *work, struct person_merge *m, struct text why,
                        struct json_out *out, struct errors *errors, struct error *error)
{
    struct actor wide;
    moved_list moved = {0};
    struct work all = everywhere(work, &wide);
    struct text reason = arena_printf(work->arena, "拆分档案：%.*s", TEXT_ARG(why));
    enum status status = read_moved(work, m, &moved, error);
    if (status == OK) {
        status = give_back(work, m, reason, out, errors, error);
    }
    if (status == OK) {
        status = put_back(work, m, reason, error);
    }
    for (size_t i = 0; status == OK && i < moved.n; i++) {
        status = move_back(&all, m, &moved.at[i], reason, out, error);
    }
    list_release(&moved);
    m->state = TEXT("parted");
    m->remark = why;
    m->decided_by = work->actor->user;
    m->decided_at = clock_now(work->clock);
    return status == OK ? person_merge_update(work, m, error) : status;
}

enum status person_merge_part(struct work *work, int64_t id, struct text reason,
                              struct json_out *out, const char *key, struct errors *errors,
                              struct error *error)
{
    struct person_merge m = {0};
    if (!actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "拆分由县就创中心办理");
    }
    if (text_trim(reason).n == 0) {
        error->field = "reason";
        return error_set(error, work->arena, INVALID, "请写明拆分的理由");
    }
    enum status status = person_merge_read(work, id, &m, error);
    if (status == OK && !text_is(m.state, "merged")) {
        return error_set(error, work->arena, CONFLICT, "这两份档案没有合并，或已经拆分");
    }
    if (status == OK) {
        json_open_list(out, key);
        status = part(work, &m, reason, out, errors, error);
        json_close_list(out);
    }
    return status == OK ? history_close(work, TEXT("person_part"), &person_ledger, id,
                                        summary_of(work, &m), error)
                        : status;
}
