#include "ledger/change.h"

#include "base/id.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "ledger/schema.h"
#include "ledger/value_check.h"

struct change change_create(struct work *work, const struct ledger *ledger)
{
    struct row *row = row_new(work->arena, ledger);
    for (size_t i = 0; i < ledger->count; i++) {
        row->value[i] = VALUE_NULL;
    }
    row->id = id_next(work->clock);
    if (ledger->flow != NULL) {
        row->value[ledger->flow->state] = value_text(text_of(ledger->flow->states[0].code));
    }
    return (struct change){.work = work, .ledger = ledger, .row = row};
}

struct change change_edit(struct work *work, const struct row *old)
{
    return (struct change){
        .work = work, .ledger = old->ledger, .old = old, .row = row_copy(work->arena, old)};
}

const struct value *change_value(const struct change *change, int field)
{
    return &change->row->value[field];
}

bool change_touches(const struct change *change, int field)
{
    return change->old == NULL
               ? value_is_set(&change->row->value[field])
               : !value_equal(&change->old->value[field], &change->row->value[field]);
}

void change_set(struct change *change, int field, struct value value)
{
    change->row->value[field] = value;
    change->checked = false;
}

void change_fault(struct change *change, struct errors *errors, int field, const char *message,
                  const char *hint)
{
    errors_add(errors, change->work->arena, change->ledger->fields[field].name, text_of(message),
               text_of(hint));
}

void change_today(struct change *change, int field)
{
    if (change->old == NULL && !value_is_set(change_value(change, field))) {
        struct date today = {clock_today(change->work->clock), DATE_DAY};
        change_set(change, field, value_date(today));
    }
}

void change_check_order(struct change *change, struct errors *errors, int earlier, int later)
{
    const struct value *a = change_value(change, earlier), *b = change_value(change, later);
    if (!value_is_set(a) || !value_is_set(b)) {
        return;
    }
    if (date_last((struct date){(int32_t)b->number, b->precision}) < a->number) {
        struct text message =
            arena_printf(change->work->arena, "早于“%s”", change->ledger->fields[earlier].label);
        change_fault(change, errors, later, message.s, "请核对这两个日期");
    }
}

/* Whether the field may be written by this change: read-only ones only by a flow's step or a rule.
 */
static bool writable(const struct change *change, size_t field)
{
    return (change->ledger->fields[field].flags & FIELD_READONLY) == 0;
}

static enum status refused(struct change *change, const struct errors *errors, struct error *error)
{
    struct arena *arena = change->work->arena;
    error_set(error, arena, INVALID, "有 %zu 处需要改正", errors->n);
    error->field = errors->at[0].field;
    error->detail = errors->at[0].message;
    return INVALID;
}

enum status change_check(struct change *change, struct errors *errors, struct error *error)
{
    size_t before = errors->n;
    if (change->checked) {
        return OK;
    }
    for (size_t i = 0; i < change->ledger->count; i++) {
        const struct field *f = &change->ledger->fields[i];
        struct value *v = &change->row->value[i];
        if (change->old != NULL && !change_touches(change, (int)i)) {
            continue;
        }
        if (value_is_set(v)) {
            value_check(change->work, f, v, errors);
        } else if ((f->flags & FIELD_REQUIRED) != 0) {
            errors_add(errors, change->work->arena, f->name, TEXT("不能为空"),
                       arena_printf(change->work->arena, "请填写“%s”", f->label));
        }
    }
    if (errors->n == before && change->ledger->check != NULL) {
        change->ledger->check(change, errors);
    }
    change->checked = errors->n == before;
    return change->checked ? OK : refused(change, errors, error);
}

/* A reference must lead to a row in use that the actor reaches. */
static enum status check_references(struct change *change, struct errors *errors,
                                    struct error *error)
{
    struct work *work = change->work;
    for (size_t i = 0; i < change->ledger->count; i++) {
        const struct field *f = &change->ledger->fields[i];
        if (f->kind != KIND_REF || !value_is_set(&change->row->value[i]) ||
            !change_touches(change, (int)i)) {
            continue;
        }
        const struct ledger *ledger = ledger_find(work->ledgers, text_of(f->ref));
        struct row *row;
        enum status status = rows_get(work, ledger, change->row->value[i].number, 0, &row, error);
        if (status == NOT_FOUND) {
            errors_add(errors, work->arena, f->name,
                       arena_printf(work->arena, "在“%s”中没有找到", ledger->label),
                       TEXT("它可能已被移除，或不在您管辖的范围内；请重新选择"));
        } else if (status != OK) {
            return status;
        }
    }
    return OK;
}

/* Names the row that has the value already. */
static enum status tell_taken(struct change *change, int field, struct errors *errors,
                              struct error *error)
{
    struct work *work = change->work;
    const struct ledger *ledger = change->ledger;
    struct row_list same;
    enum status status =
        rows_with(work, ledger, field, &change->row->value[field], 2, 0, &same, error);
    for (size_t k = 0; status == OK && k < same.n; k++) {
        if (same.at[k]->id != change->row->id) {
            struct value *title = &same.at[k]->value[ledger->title];
            errors_add(errors, work->arena, ledger->fields[field].name,
                       arena_printf(work->arena, "与已有的“%.*s”重复", TEXT_ARG(title->text)),
                       TEXT("请打开已有的记录修改，不要重复登记"));
            break;
        }
    }
    return status;
}

/*
 * A unique secret is looked up by its key within the actor's reach: a person registered by another
 * township under the same number is no conflict here but a second registration, which the county
 * resolves (V16).
 */
static enum status check_unique(struct change *change, struct errors *errors, struct error *error)
{
    struct work *work = change->work;
    const struct ledger *ledger = change->ledger;
    for (size_t i = 0; i < ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        bool back = change->old != NULL && change->old->removed_at != 0;
        if ((f->flags & FIELD_UNIQUE) == 0 || !value_is_set(&change->row->value[i]) ||
            !(back || change_touches(change, (int)i))) {
            continue;
        }
        bool taken;
        enum status status = rows_taken(work, ledger, (int)i, &change->row->value[i],
                                        change->row->id, &taken, error);
        if (status == OK && taken) {
            status = tell_taken(change, (int)i, errors, error);
        }
        if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status check_reach(struct change *change, struct errors *errors, struct error *error)
{
    bool reachable;
    enum status status = rows_reachable(change->work, change->row, &reachable, error);
    if (status == OK && !reachable) {
        const struct ledger *ledger = change->ledger;
        int field = ledger->scope == SCOPE_PERSON ? ledger->person
                    : ledger->region >= 0         ? ledger->region
                                                  : ledger->title;
        change_fault(change, errors, field, "不在您管辖的范围内", "请选择本辖区的村（居）或人员");
    }
    return status;
}

/* Whether its person, who was found within the actor's reach, is all the reach asks about. */
static bool is_reached(const struct change *change)
{
    const struct ledger *ledger = change->ledger;
    const struct actor *actor = change->work->actor;
    return change->referred && ledger->scope == SCOPE_PERSON && actor->role != ROLE_ENTERPRISE &&
           ledger_own(ledger, actor) < 0 && value_is_set(&change->row->value[ledger->person]);
}

static enum status stale(struct change *change, struct error *error)
{
    error_set(error, change->work->arena, CONFLICT, "这条%s记录刚被别人修改过",
              change->ledger->label);
    return error_hint(error, change->work->arena, "请对照两边的内容，选择要保留的，再保存");
}

static enum status write_row(struct change *change, struct error *error)
{
    struct work *work = change->work;
    const struct schema *schema = schema_of(work->schemas, change->ledger);
    struct statement *statement;
    enum status status =
        db_prepare(work->db, change->old == NULL ? &schema->insert : &schema->update, &statement,
                   work->arena, error);
    if (status != OK) {
        return status;
    }
    int64_t changed = 0;
    if (change->row->sealed == NULL) {
        row_seal(work, change->row);
    }
    bind_int(statement, 1, work->actor->county);
    int next = row_bind(work, change->row, statement, 2);
    if (change->old != NULL) {
        bind_int(statement, next, change->old->version);
    }
    status = statement_run(statement, &changed, work->arena, error);
    return status == OK && changed == 0 ? stale(change, error) : status;
}

/* Stamps the row, writes it and its history. */
static enum status commit_row(struct change *change, enum history_action action,
                              struct error *error)
{
    struct work *work = change->work;
    struct row *row = change->row;
    row->changed_at = clock_now(work->clock);
    row->changed_by = work->actor->user;
    if (change->old == NULL) {
        row->version = 1;
        row->created_at = row->changed_at;
        row->created_by = row->changed_by;
    } else {
        row->version = change->old->version + 1;
    }
    enum status status = write_row(change, error);
    return status == OK ? history_write(change, action, error) : status;
}

static bool anything_changed(const struct change *change)
{
    if (change->old == NULL) {
        return true;
    }
    for (size_t i = 0; i < change->ledger->count; i++) {
        if (change_touches(change, (int)i)) {
            return true;
        }
    }
    return false;
}

/* The checks that need the database, then the write. */
static enum status save_checked(struct change *change, enum history_action action,
                                struct errors *errors, struct error *error)
{
    size_t before = errors->n;
    enum status status = change->referred ? OK : check_references(change, errors, error);
    if (status == OK && !change->unique) {
        status = check_unique(change, errors, error);
    }
    if (status == OK && errors->n == before && !is_reached(change)) {
        status = check_reach(change, errors, error);
    }
    if (status != OK) {
        return status;
    }
    if (errors->n > before) {
        return refused(change, errors, error);
    }
    if (change->ledger->complete != NULL) {
        status = change->ledger->complete(change, &change->filled, error);
    }
    return status == OK ? commit_row(change, action, error) : status;
}

/* What the program alone may write must not have been set by hand. Rules derive such fields in
 * change_check, so this is asked before it. */
static void check_writable(struct change *change, struct errors *errors)
{
    for (size_t i = 0; i < change->ledger->count; i++) {
        bool first_state = change->old == NULL && change->ledger->flow != NULL &&
                           change->ledger->flow->state == (int)i;
        if (!change->undo && !change->program && !writable(change, i) && !first_state &&
            change_touches(change, (int)i)) {
            change_fault(change, errors, (int)i, "此项由系统填写，不能直接修改",
                         "请通过办理步骤改变它");
        }
    }
}

enum status change_ready(struct change *change, struct errors *errors, struct error *error)
{
    if (!change->checked) {
        check_writable(change, errors);
    }
    if (errors->n > 0) {
        return refused(change, errors, error);
    }
    enum status status = change_check(change, errors, error);
    if (status == OK) {
        row_seal(change->work, change->row);
        change->ready = true;
    }
    return status;
}

enum status change_save(struct change *change, struct errors *errors, struct error *error)
{
    enum status status = change->ready ? OK : change_ready(change, errors, error);
    if (status != OK) {
        return status;
    }
    if (!anything_changed(change)) {
        return OK;
    }
    enum history_action action = change->undo          ? HISTORY_UNDONE
                                 : change->old == NULL ? HISTORY_CREATED
                                                       : HISTORY_CHANGED;
    return save_checked(change, action, errors, error);
}

static enum status wrong_state(struct change *change, const struct flow_action *action,
                               struct error *error)
{
    const struct flow *flow = change->ledger->flow;
    const struct flow_state *now = flow_state(flow, change->old->value[flow->state].text);
    error_set(error, change->work->arena, CONFLICT, "“%s”的记录不能办理“%s”",
              now != NULL ? now->label : "状态不明", action->label);
    return error_hint(error, change->work->arena, "请刷新，看看是否已由别人办理");
}

/* The step's second person must not be the one who took the step before it. */
static enum status check_second(struct change *change, struct error *error)
{
    int64_t before;
    enum status status = history_step_actor(change->work, change->old, TEXT_EMPTY, &before, error);
    if (status != OK) {
        return status;
    }
    if (before == change->work->actor->user && change->work->actor->role != ROLE_PROGRAM) {
        error_set(error, change->work->arena, DENIED, "须由另一人确认：上一步是您本人办理的");
        return error_hint(error, change->work->arena, "请请另一位同事登录后确认");
    }
    return OK;
}

static bool asked_for(const struct flow_action *action, const char *field)
{
    for (const char *const *f = action->fields; f != NULL && *f != NULL; f++) {
        if (text_is(text_of(field), *f)) {
            return true;
        }
    }
    return false;
}

enum status change_act(struct change *change, const struct flow_action *action,
                       struct errors *errors, struct error *error)
{
    struct work *work = change->work;
    const struct flow *flow = change->ledger->flow;
    if (!actor_is(work->actor, action->roles)) {
        error_set(error, work->arena, DENIED, "您的角色不能办理“%s”", action->label);
        return DENIED;
    }
    if (!flow_allows(action, change->old->value[flow->state].text)) {
        return wrong_state(change, action, error);
    }
    if ((action->flags & ACTION_SECOND) != 0) {
        enum status status = check_second(change, error);
        if (status != OK) {
            return status;
        }
    }
    if ((action->flags & ACTION_REASON) != 0 && text_trim(change->reason).n == 0) {
        errors_add(errors, work->arena, "reason", TEXT("请写明理由"), TEXT_EMPTY);
    }
    for (size_t i = 0; i < change->ledger->count; i++) {
        if (!change->program && change_touches(change, (int)i) &&
            !asked_for(action, change->ledger->fields[i].name)) {
            change_fault(change, errors, (int)i, "这一步不能修改此项", "请先办理，再编辑");
        }
    }
    change->action = action;
    if (action->to != NULL) {
        change_set(change, flow->state, value_text(text_of(action->to)));
    }
    if (errors->n == 0 && action->apply != NULL) {
        action->apply(change, errors);
    }
    if (errors->n > 0) {
        return refused(change, errors, error);
    }
    enum status status = change_check(change, errors, error);
    return status == OK ? save_checked(change, HISTORY_ACTED, errors, error) : status;
}

enum status change_refer(struct change *change, int field, int64_t id, struct error *error)
{
    struct errors errors = {0};
    change_set(change, field, value_number(id));
    enum status status = check_references(change, &errors, error);
    if (status == OK) {
        status = check_reach(change, &errors, error);
    }
    if (status != OK) {
        return status;
    }
    return errors.n > 0 ? refused(change, &errors, error)
                        : commit_row(change, HISTORY_CHANGED, error);
}

enum status change_remove(struct change *change, struct error *error)
{
    if (text_trim(change->reason).n == 0) {
        error->field = "reason";
        return error_set(error, change->work->arena, INVALID, "请写明移除的理由");
    }
    if (change->ledger->removable != NULL && !change->program) {
        enum status status = change->ledger->removable(change->work, change->old, error);
        if (status != OK) {
            return status;
        }
    }
    change->row->removed_at = clock_now(change->work->clock);
    return commit_row(change, HISTORY_REMOVED, error);
}

enum status change_restore(struct change *change, struct error *error)
{
    struct errors errors = {0};
    change->row->removed_at = 0;
    enum status status = check_unique(change, &errors, error);
    if (status != OK) {
        return status;
    }
    return errors.n > 0 ? refused(change, &errors, error)
                        : commit_row(change, HISTORY_RESTORED, error);
}
