#include "domain/campaign/task_flow.h"

#include "domain/attachment.h"
#include "domain/campaign/steps.h"
#include "domain/campaign/task_open.h"
#include "domain/campaign/task_unit.h"
#include "domain/outreach/message.h"
#include "domain/people/organization.h"
#include "ledger/actor.h"
#include "ledger/change.h"
#include "ledger/rows.h"
#include "standard/code.h"
#include "standard/region.h"

enum {
    COUNTY = ROLE_BIT(ROLE_COUNTY),
    TOWN = ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_COUNTY),
    UNITS = TOWN | ROLE_BIT(ROLE_VILLAGE) | ROLE_BIT(ROLE_BUREAU) | ROLE_BIT(ROLE_ENTERPRISE),
    STEPS_MAX = 2000,
};

static const struct flow_state states[] = {
    [TASK_OPEN] = {"open", "待办", "info"},         [TASK_DOING] = {"doing", "办理中", "info"},
    [TASK_REPORTED] = {"reported", "已上报", "ok"}, [TASK_RETURNED] = {"returned", "已退回", "bad"},
    [TASK_ACCEPTED] = {"accepted", "已完成", "ok"},
};

static const char *const words[] = {
    [TASK_OPEN] = "待办",     [TASK_DOING] = "办理",    [TASK_REPORTED] = "上报",
    [TASK_RETURNED] = "退回", [TASK_ACCEPTED] = "完成",
};
_Static_assert(COUNT(words) == TASK_STATE__COUNT, "every state has its word");

enum task_state task_state_of(struct text code)
{
    for (enum task_state state = TASK_OPEN; state < TASK_STATE__COUNT; state++) {
        if (text_is(code, states[state].code)) {
            return state;
        }
    }
    return TASK_OPEN;
}

const char *task_state_code(enum task_state state)
{
    return states[state].code;
}

/* ---- days ---- */

int32_t task_due(const struct notice *notice, const struct notice_task *task,
                 const struct calendar *calendar, bool village)
{
    int lead = (int)notice->worklist.village_lead;
    return village && lead > 0 ? calendar_add(calendar, task->due, -lead) : task->due;
}

int32_t task_remind(const struct notice *notice, const struct notice_task *task,
                    const struct calendar *calendar, int32_t due)
{
    if (task->remind != DATE_NONE && due == task->due) {
        return task->remind;
    }
    return calendar_remind(calendar, due, (int)notice->settings.remind_days);
}

bool task_is_late(const struct notice *notice, int32_t due, int32_t day)
{
    return notice->settings.due_day_included ? day > due : day >= due;
}

/* ---- what happened when ---- */

static enum task_state state_of_word(struct text word)
{
    for (enum task_state state = TASK_OPEN; state < TASK_STATE__COUNT; state++) {
        if (text_is(word, words[state])) {
            return state;
        }
    }
    return TASK_OPEN;
}

/* "2022-09-27 延期（原时限2022-09-30）": the deadline until then stays known. */
static const char extended[] = "延期（原时限";

struct task_stand task_stand_at(struct text steps, int32_t day)
{
    struct task_stand stand = {TASK_OPEN, DATE_NONE, DATE_NONE};
    struct text what;
    int32_t at;
    while (steps_take(&steps, &at, &what) && at <= day) {
        if (!text_starts(what, text_of(extended))) {
            stand.state = state_of_word(what);
            stand.since = at;
            stand.reported = stand.state == TASK_REPORTED ? at : stand.reported;
        }
    }
    return stand;
}

int32_t task_due_at(struct text steps, int32_t due, int32_t day)
{
    struct text what;
    struct date old;
    int32_t at;
    while (steps_take(&steps, &at, &what)) {
        size_t start = sizeof(extended) - 1;
        if (at > day && text_starts(what, text_of(extended)) && what.n >= start + 10 &&
            date_parse(text_slice(what, start, start + 10), &old)) {
            return old.day;
        }
    }
    return due;
}

static int32_t today(const struct change *change)
{
    return clock_today(change->work->clock);
}

static void set_day(struct change *change, int field, int32_t day)
{
    change_set(change, field, value_date((struct date){day, DATE_DAY}));
}

static void note(struct change *change, struct text what)
{
    const struct value *before = change_value(change, TASK_UNIT_STEPS);
    change_set(
        change, TASK_UNIT_STEPS,
        value_text(steps_add(change->work->arena, value_is_set(before) ? before->text : TEXT_EMPTY,
                             today(change), what, STEPS_MAX)));
}

static void note_step(struct change *change)
{
    note(change, text_of(words[task_state_of(change_value(change, TASK_UNIT_STATE)->text)]));
}

/* ---- who may ---- */

static bool level_is(const struct change *change, const char *level)
{
    return text_is(change_value(change, TASK_UNIT_LEVEL)->text, level);
}

/* A bureau reads the whole county and acts for itself alone. */
static bool is_own(struct change *change, struct errors *errors)
{
    const struct actor *actor = change->work->actor;
    const struct value *of = change_value(change, TASK_UNIT_ORGANIZATION);
    if (actor->role == ROLE_BUREAU && (!value_is_set(of) || of->number != actor->organization)) {
        change_fault(change, errors, TASK_UNIT_UNIT, "不是本部门的任务", "只能办理本部门的任务");
        return false;
    }
    if (actor->role == ROLE_VILLAGE && !level_is(change, "village")) {
        change_fault(change, errors, TASK_UNIT_UNIT, "不是村（居）的任务", "请由责任单位办理");
        return false;
    }
    return true;
}

/* Who accepts stands above the unit: a township over its villages and workshops, else the county.
 */
static bool is_above(struct change *change, struct errors *errors)
{
    if (change->work->actor->role == ROLE_TOWNSHIP && !level_is(change, "village") &&
        !level_is(change, "workshop")) {
        change_fault(change, errors, TASK_UNIT_UNIT, "乡镇自己的任务由县里审核",
                     "请等县就创中心审核");
        return false;
    }
    return true;
}

/* ---- steps ---- */

static bool check_counts(struct change *change, struct errors *errors)
{
    const struct value *done = change_value(change, TASK_UNIT_DONE);
    const struct value *total = change_value(change, TASK_UNIT_TOTAL);
    if (value_is_set(done) && value_is_set(total) && done->number > total->number) {
        change_fault(change, errors, TASK_UNIT_DONE, "大于应办数", "请核对应办数和已办数");
        return false;
    }
    return true;
}

static void apply_record(struct change *change, struct errors *errors)
{
    if (is_own(change, errors) && check_counts(change, errors) &&
        !text_is(change->old->value[TASK_UNIT_STATE].text, states[TASK_DOING].code)) {
        note_step(change);
    }
}

static const struct notice_task *task_of(const struct change *change)
{
    const struct notice *notice = change->work->notice;
    const struct value *key = change_value(change, TASK_UNIT_TASK);
    return notice == NULL || !value_is_set(key) ? NULL : notice_task(notice, key->text);
}

/* Evidence in words, or as a file. */
static bool is_shown(struct change *change)
{
    const struct value *evidence = change_value(change, TASK_UNIT_EVIDENCE);
    struct error error = {0};
    int64_t files = 0;
    return (value_is_set(evidence) && text_trim(evidence->text).n > 0) ||
           (attachment_count(change->work, &task_unit_ledger, change->row->id, &files, &error) ==
                OK &&
            files > 0);
}

/* What no ledger can tell must be shown. */
static void apply_report(struct change *change, struct errors *errors)
{
    const struct notice_task *task = task_of(change);
    if (!is_own(change, errors) || !check_counts(change, errors)) {
        return;
    }
    if (task != NULL && task->evidence.n > 0 && !is_shown(change)) {
        struct text hint =
            arena_printf(change->work->arena, "请写明，或传上附件：%.*s", TEXT_ARG(task->evidence));
        change_fault(change, errors, TASK_UNIT_EVIDENCE, "上报时要有佐证材料", hint.s);
        return;
    }
    set_day(change, TASK_UNIT_REPORTED_ON, today(change));
    note_step(change);
}

static void apply_return(struct change *change, struct errors *errors)
{
    if (is_above(change, errors)) {
        change_set(change, TASK_UNIT_ACCEPTED_ON, VALUE_NULL);
        note_step(change);
    }
}

static void apply_accept(struct change *change, struct errors *errors)
{
    if (is_above(change, errors)) {
        set_day(change, TASK_UNIT_ACCEPTED_ON, today(change));
        note_step(change);
    }
}

static void apply_extend(struct change *change, struct errors *errors)
{
    const struct value *due = change_value(change, TASK_UNIT_DUE);
    if (!value_is_set(due) || !change_touches(change, TASK_UNIT_DUE)) {
        change_fault(change, errors, TASK_UNIT_DUE, "没有新的时限", "请填延到哪一天");
    } else if (due->number < today(change)) {
        change_fault(change, errors, TASK_UNIT_DUE, "早于今天", "请填今天以后的日期");
    }
    const struct value *old = &change->old->value[TASK_UNIT_DUE];
    if (value_is_set(old)) {
        char day[11];
        date_format((struct date){(int32_t)old->number, DATE_DAY}, day);
        note(change, arena_printf(change->work->arena, "%s%s）", extended, day));
    }
}

static void apply_transfer(struct change *change, struct errors *errors)
{
    if (!is_above(change, errors)) {
        return;
    }
    if (!change_touches(change, TASK_UNIT_REGION) &&
        !change_touches(change, TASK_UNIT_ORGANIZATION) &&
        !change_touches(change, TASK_UNIT_HANDLER)) {
        change_fault(change, errors, TASK_UNIT_HANDLER, "没有写转给谁",
                     "请选地区、单位，或填承办人");
    }
}

static void apply_delegate(struct change *change, struct errors *errors)
{
    const struct notice_task *task = task_of(change);
    if (!level_is(change, "township")) {
        change_fault(change, errors, TASK_UNIT_LEVEL, "只有乡镇的任务可以委派到村",
                     "请选乡镇的任务");
        return;
    }
    if (task == NULL || !task_is_for(task, UNIT_VILLAGE, TEXT_EMPTY)) {
        change_fault(change, errors, TASK_UNIT_TASK, "这项任务由乡镇自己办理",
                     "通知没有把它交给村（居）");
        return;
    }
    struct error error = {0};
    size_t opened;
    enum status status =
        task_open_villages(change->work, task, change_value(change, TASK_UNIT_REGION)->number,
                           change->batch, &opened, &error);
    if (status != OK) {
        change_fault(change, errors, TASK_UNIT_REGION,
                     arena_cstr(change->work->arena, error.message),
                     arena_cstr(change->work->arena, error.hint));
    } else if (opened == 0) {
        change_fault(change, errors, TASK_UNIT_REGION, "各村（居）都已经委派过", "不必再办理");
    }
}

/* 嘉定镇：“2 开展131帮扶活动”应于 2022-09-30 前完成，请抓紧办理。 */
static struct text urge_text(struct change *change)
{
    struct arena *arena = change->work->arena;
    struct text own = text_trim(change->reason);
    if (own.n > 0) {
        return own;
    }
    const struct notice_task *task = task_of(change);
    const struct value *due = change_value(change, TASK_UNIT_DUE);
    char day[11] = "";
    if (value_is_set(due)) {
        date_format((struct date){(int32_t)due->number, DATE_DAY}, day);
    }
    struct text title = task == NULL ? TEXT_EMPTY : task_title(arena, task);
    bool late = value_is_set(due) && change->work->notice != NULL &&
                task_is_late(change->work->notice, (int32_t)due->number, today(change));
    return arena_printf(arena, "“%.*s”完成时限 %s%s，请抓紧办理并上报。", TEXT_ARG(title), day,
                        late ? "，已逾期" : "");
}

/* Says it to the unit (the outbox), in the same transaction as the count. */
static void apply_urge(struct change *change, struct errors *errors)
{
    if (!is_above(change, errors)) {
        return;
    }
    struct work *work = change->work;
    struct change message = change_create(work, &message_ledger);
    message.part = true;
    message.batch = change->batch;
    const struct notice_task *task = task_of(change);
    struct text title = task == NULL ? TEXT("任务") : task_title(work->arena, task);
    change_set(&message, MESSAGE_TITLE,
               value_text(arena_printf(work->arena, "催办：%.*s", TEXT_ARG(title))));
    change_set(&message, MESSAGE_KIND, value_text(TEXT("urge")));
    change_set(&message, MESSAGE_REGION, *change_value(change, TASK_UNIT_REGION));
    change_set(&message, MESSAGE_ORGANIZATION, *change_value(change, TASK_UNIT_ORGANIZATION));
    change_set(&message, MESSAGE_TASK_UNIT, value_number(change->old->id));
    change_set(&message, MESSAGE_TEXT, value_text(urge_text(change)));
    struct error error = {0};
    struct errors faults = {0};
    if (change_save(&message, &faults, &error) != OK) {
        change_fault(change, errors, TASK_UNIT_UNIT, "消息没有发出",
                     faults.n > 0 ? arena_cstr(work->arena, faults.at[0].message)
                                  : arena_cstr(work->arena, error.message));
        return;
    }
    const struct value *urges = change_value(change, TASK_UNIT_URGES);
    change_set(change, TASK_UNIT_URGES, value_number(value_is_set(urges) ? urges->number + 1 : 1));
    set_day(change, TASK_UNIT_URGED_ON, today(change));
}

static const char *const record_fields[] = {"handler",  "total",    "done",
                                            "progress", "evidence", NULL};
static const char *const opinion_fields[] = {"opinion", NULL};
static const char *const due_fields[] = {"due", NULL};
static const char *const transfer_fields[] = {"region", "organization_id", "handler", NULL};

static const struct flow_action actions[] = {
    {.name = "record",
     .label = "填报进展",
     .from = {"open", "doing", "returned"},
     .to = "doing",
     .flags = ACTION_BATCH,
     .roles = UNITS,
     .fields = record_fields,
     .apply = apply_record},
    {.name = "report",
     .label = "上报完成",
     .from = {"open", "doing", "returned"},
     .to = "reported",
     .flags = ACTION_BATCH,
     .roles = UNITS,
     .fields = record_fields,
     .apply = apply_report},
    {.name = "accept",
     .label = "审核通过",
     .from = {"reported"},
     .to = "accepted",
     .flags = ACTION_BATCH | ACTION_SECOND,
     .roles = TOWN,
     .fields = opinion_fields,
     .apply = apply_accept},
    {.name = "return",
     .label = "退回",
     .from = {"reported"},
     .to = "returned",
     .flags = ACTION_BATCH | ACTION_REASON,
     .roles = TOWN,
     .fields = opinion_fields,
     .apply = apply_return},
    {.name = "reopen",
     .label = "重新打开",
     .from = {"accepted"},
     .to = "returned",
     .flags = ACTION_BATCH | ACTION_REASON | ACTION_ADVERSE,
     .roles = COUNTY,
     .apply = apply_return},
    {.name = "delegate",
     .label = "委派到村",
     .from = {"open", "doing", "returned"},
     .flags = ACTION_BATCH,
     .roles = TOWN,
     .apply = apply_delegate},
    {.name = "transfer",
     .label = "转办",
     .from = {"open", "doing", "returned"},
     .flags = ACTION_BATCH | ACTION_REASON,
     .roles = TOWN,
     .fields = transfer_fields,
     .apply = apply_transfer},
    {.name = "extend",
     .label = "延期",
     .from = {"open", "doing", "returned"},
     .flags = ACTION_BATCH | ACTION_REASON,
     .roles = COUNTY,
     .fields = due_fields,
     .apply = apply_extend},
    {.name = "urge",
     .label = "催办",
     .from = {"open", "doing", "returned"},
     .flags = ACTION_BATCH,
     .roles = TOWN,
     .apply = apply_urge},
};

const struct flow task_flow = {
    .state = TASK_UNIT_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
};

/* ---- a row as a whole ---- */

/* Whose task it is: of an organization, or of a place. False: there is a fault. */
static bool derive_unit(struct change *change, struct errors *errors)
{
    struct work *work = change->work;
    int64_t region = change_value(change, TASK_UNIT_REGION)->number;
    const struct value *organization = change_value(change, TASK_UNIT_ORGANIZATION);
    const struct region *place = region_at(work->regions, region);
    struct text name = place == NULL ? TEXT_EMPTY : place->name;
    const char *level = region % 1000 != 0 ? "village" : "township";
    if (value_is_set(organization)) {
        struct row *row;
        struct error error = {0};
        if (rows_get(work, &organization_ledger, organization->number, 0, &row, &error) != OK) {
            return false; /* the reference is refused, with its own words, later */
        }
        name = row->value[ORGANIZATION_NAME].text;
        level = text_is(row->value[ORGANIZATION_KIND].text, "workshop") ? "workshop" : "bureau";
    } else if (region == work->actor->county) {
        change_fault(change, errors, TASK_UNIT_REGION, "县里不是责任单位",
                     "请选乡镇、村（居），或选部门、帮扶车间");
        return false;
    } else if (region % 1000 != 0) {
        name = region_full_name(work->regions, work->arena, region, REGION_TOWNSHIP);
    }
    change_set(change, TASK_UNIT_UNIT, value_text(name));
    change_set(change, TASK_UNIT_LEVEL, value_text(text_of(level)));
    return true;
}

static void check_alone(struct change *change, struct errors *errors)
{
    static const int fields[] = {TASK_UNIT_TASK, TASK_UNIT_REGION, TASK_UNIT_ORGANIZATION};
    struct row_list found;
    struct error error = {0};
    if (rows_matching(change->work, change->row, fields, COUNT(fields), 2, 0, &found, &error) !=
        OK) {
        change_fault(change, errors, TASK_UNIT_TASK, "没有查成", "请再试一次");
        return;
    }
    for (size_t i = 0; i < found.n; i++) {
        if (found.at[i]->id != change->row->id) {
            change_fault(change, errors, TASK_UNIT_TASK, "这个单位已经有这项任务",
                         "请打开已有的那一项");
            return;
        }
    }
}

static void check_edit(struct change *change, struct errors *errors)
{
    static const int fixed[] = {TASK_UNIT_TASK, TASK_UNIT_REGION, TASK_UNIT_ORGANIZATION,
                                TASK_UNIT_DUE, TASK_UNIT_OPINION};
    for (size_t i = 0; i < COUNT(fixed); i++) {
        if (change_touches(change, fixed[i])) {
            change_fault(change, errors, fixed[i], "不能直接修改", "请用“转办”“延期”等步骤办理");
        }
    }
    enum task_state state = task_state_of(change->old->value[TASK_UNIT_STATE].text);
    if (state == TASK_REPORTED || state == TASK_ACCEPTED) {
        change_fault(change, errors, TASK_UNIT_STATE, "已经上报，不能修改", "要改的请先由上级退回");
    }
    if (errors->n == 0 && is_own(change, errors)) {
        (void)check_counts(change, errors);
    }
}

static void check_new(struct change *change, struct errors *errors)
{
    struct work *work = change->work;
    const struct notice_task *task = task_of(change);
    if (!actor_is(work->actor, TOWN)) {
        change_fault(change, errors, TASK_UNIT_TASK, "任务由县里或乡镇下达", "请与上级联系");
        return;
    }
    if (task == NULL) {
        change_fault(change, errors, TASK_UNIT_TASK, "通知里没有这项任务", "请从列表中选择");
        return;
    }
    if (!derive_unit(change, errors)) {
        return;
    }
    if (!value_is_set(change_value(change, TASK_UNIT_DUE))) {
        int32_t due = task_due(work->notice, task, work->calendar, level_is(change, "village"));
        set_day(change, TASK_UNIT_DUE,
                task_is_late(work->notice, due, today(change)) ? task->due : due);
    }
    check_alone(change, errors);
}

void task_check(struct change *change, struct errors *errors)
{
    if (change->old == NULL) {
        check_new(change, errors);
    } else if (change->action == NULL && !change->undo) {
        check_edit(change, errors);
    } else if (change_touches(change, TASK_UNIT_REGION) ||
               change_touches(change, TASK_UNIT_ORGANIZATION)) {
        if (derive_unit(change, errors)) {
            check_alone(change, errors);
        }
    }
}

enum status task_removable(struct work *work, const struct row *row, struct error *error)
{
    enum task_state state = task_state_of(row->value[TASK_UNIT_STATE].text);
    bool village = text_is(row->value[TASK_UNIT_LEVEL].text, "village");
    bool above = work->actor->role == ROLE_PROGRAM || actor_is(work->actor, COUNTY) ||
                 (village && work->actor->role == ROLE_TOWNSHIP);
    if (above && (state == TASK_OPEN || state == TASK_DOING || state == TASK_RETURNED)) {
        return OK;
    }
    error_set(error, work->arena, CONFLICT, "%s",
              above ? "已经上报的任务不能移除" : "下达的任务不能由责任单位移除");
    return error_hint(error, work->arena, "%s",
                      above ? "先退回或重新打开" : "不属于本单位的，请县里转办");
}
