#include "domain/people/recognition_flow.h"

#include "base/date.h"
#include "domain/lists/list_match.h"
#include "domain/people/recognition.h"
#include "ledger/actor.h"
#include "ledger/change.h"
#include "standard/calendar.h"

enum { TOWN = ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_COUNTY), COUNTY = ROLE_BIT(ROLE_COUNTY) };

static const struct flow_state states[] = {
    {"applied", "待初审", "info"},  {"public", "公示中", "info"},   {"valid", "已认定", "ok"},
    {"refused", "不予认定", "bad"}, {"returned", "已退回", "warn"}, {"exiting", "拟退出", "warn"},
    {"exited", "已退出", "mute"},   {"found", "比对发现", "info"},
};

static int32_t today(const struct change *change)
{
    return clock_today(change->work->clock);
}

static void set_day(struct change *change, int field, int32_t day)
{
    change_set(change, field, value_date((struct date){day, DATE_DAY}));
}

/* 初审通过即公示，公示期按工作日计 (公示天数由县设置，未设时按 5 个工作日). */
static void apply_review(struct change *change, struct errors *errors)
{
    (void)errors;
    int days = (int)settings_int(change->work->settings, "publication_days", 5);
    set_day(change, RECOGNITION_REVIEWED_ON, today(change));
    set_day(change, RECOGNITION_NOTICE_FROM, today(change));
    set_day(change, RECOGNITION_NOTICE_TO,
            calendar_add(change->work->calendar, today(change), days));
}

static void apply_found(struct change *change, struct errors *errors)
{
    (void)errors;
    set_day(change, RECOGNITION_APPLIED_ON, today(change));
}

/* The last day before the next re-check (审验间隔由县设置，0 为不审验), counted from that day. */
static int32_t valid_until(const struct change *change, int32_t from)
{
    int months = (int)settings_int(change->work->settings, "recheck_months", 0);
    return months > 0 ? date_add_months(from, months) - 1 : DATE_NONE;
}

static void apply_decide(struct change *change, struct errors *errors)
{
    list_match_hold(change, RECOGNITION_PERSON, errors);
    const struct value *until = change_value(change, RECOGNITION_NOTICE_TO);
    if (value_is_set(until) && until->number >= today(change)) {
        char day[11];
        date_format((struct date){(int32_t)until->number, DATE_DAY}, day);
        struct text message =
            arena_printf(change->work->arena, "公示期到 %s 止，期满后才能认定", day);
        change_fault(change, errors, RECOGNITION_NOTICE_TO, message.s, "请在公示期满次日起办理");
        return;
    }
    set_day(change, RECOGNITION_DECIDED_ON, today(change));
    if (!value_is_set(change_value(change, RECOGNITION_VALID_FROM))) {
        set_day(change, RECOGNITION_VALID_FROM, today(change));
    }
    int32_t last =
        valid_until(change, (int32_t)change_value(change, RECOGNITION_VALID_FROM)->number);
    if (last != DATE_NONE && !value_is_set(change_value(change, RECOGNITION_VALID_TO))) {
        set_day(change, RECOGNITION_VALID_TO, last);
    }
}

/* Who passes stays recognised until the next re-check; never shorter than before. Who was taken
 * over from an older list without an end has one from then on. */
static void apply_recheck(struct change *change, struct errors *errors)
{
    (void)errors;
    set_day(change, RECOGNITION_RECHECKED_ON, today(change));
    const struct value *now = change_value(change, RECOGNITION_VALID_TO);
    int32_t next = valid_until(change, today(change));
    if (next != DATE_NONE && (!value_is_set(now) || next > now->number)) {
        set_day(change, RECOGNITION_VALID_TO, next);
    }
}

static void need_field(struct change *change, struct errors *errors, int field, const char *hint)
{
    if (!value_is_set(change_value(change, field))) {
        change_fault(change, errors, field, "不能为空", hint);
    }
}

static void apply_propose_exit(struct change *change, struct errors *errors)
{
    need_field(change, errors, RECOGNITION_EXIT_REASON, "请选择退出原因");
    need_field(change, errors, RECOGNITION_EXIT_EVIDENCE, "请写明佐证材料，如比对名单、证明文号");
}

static void apply_confirm_exit(struct change *change, struct errors *errors)
{
    list_match_hold(change, RECOGNITION_PERSON, errors);
    if (!value_is_set(change_value(change, RECOGNITION_EXITED_ON))) {
        set_day(change, RECOGNITION_EXITED_ON, today(change));
    }
}

static void apply_keep(struct change *change, struct errors *errors)
{
    (void)errors;
    change_set(change, RECOGNITION_EXIT_REASON, VALUE_NULL);
    change_set(change, RECOGNITION_EXIT_EVIDENCE, VALUE_NULL);
    change_set(change, RECOGNITION_EXITED_ON, VALUE_NULL);
}

static const char *const found_fields[] = {"channel", "consent", "papers", NULL};
static const char *const review_fields[] = {"review_opinion", NULL};
static const char *const decide_fields[] = {"decision", "number", "valid_from", "valid_to", NULL};
static const char *const exit_fields[] = {"exit_reason", "exit_evidence", NULL};

static const struct flow_action actions[] = {
    {.name = "apply",
     .label = "本人同意申请",
     .from = {"found"},
     .to = "applied",
     .flags = ACTION_BATCH,
     .roles = TOWN | ROLE_BIT(ROLE_VILLAGE),
     .fields = found_fields,
     .apply = apply_found},
    {.name = "drop",
     .label = "本人不申请",
     .from = {"found"},
     .to = "refused",
     .flags = ACTION_REASON,
     .roles = TOWN | ROLE_BIT(ROLE_VILLAGE)},
    {.name = "review",
     .label = "初审通过并公示",
     .from = {"applied"},
     .to = "public",
     .flags = ACTION_BATCH,
     .roles = TOWN,
     .fields = review_fields,
     .apply = apply_review},
    {.name = "return",
     .label = "退回补正",
     .from = {"applied", "public"},
     .to = "returned",
     .flags = ACTION_BATCH | ACTION_REASON,
     .roles = TOWN},
    {.name = "resubmit",
     .label = "重新提交",
     .from = {"returned"},
     .to = "applied",
     .roles = TOWN | ROLE_BIT(ROLE_VILLAGE)},
    {.name = "decide",
     .label = "认定",
     .from = {"public"},
     .to = "valid",
     .flags = ACTION_BATCH,
     .roles = COUNTY,
     .fields = decide_fields,
     .apply = apply_decide},
    {.name = "refuse",
     .label = "不予认定",
     .from = {"applied", "public"},
     .to = "refused",
     .flags = ACTION_BATCH | ACTION_REASON | ACTION_ADVERSE,
     .roles = COUNTY},
    {.name = "recheck",
     .label = "年度审验通过",
     .from = {"valid"},
     .to = "valid",
     .flags = ACTION_BATCH,
     .roles = TOWN,
     .apply = apply_recheck},
    {.name = "propose_exit",
     .label = "提出退出",
     .from = {"valid"},
     .to = "exiting",
     .flags = ACTION_BATCH | ACTION_REASON | ACTION_ADVERSE,
     .roles = TOWN,
     .fields = exit_fields,
     .apply = apply_propose_exit},
    {.name = "confirm_exit",
     .label = "确认退出",
     .from = {"exiting"},
     .to = "exited",
     .flags = ACTION_BATCH | ACTION_SECOND | ACTION_ADVERSE,
     .roles = TOWN,
     .apply = apply_confirm_exit},
    {.name = "keep",
     .label = "撤销退出",
     .from = {"exiting"},
     .to = "valid",
     .flags = ACTION_REASON,
     .roles = TOWN,
     .apply = apply_keep},
};

const struct flow recognition_flow = {
    .state = RECOGNITION_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
};

/* What is the county's to decide, and what only the exit writes. */
static const int decided[] = {RECOGNITION_DECIDED_ON, RECOGNITION_DECISION, RECOGNITION_NUMBER,
                              RECOGNITION_VALID_FROM, RECOGNITION_VALID_TO},
                 left[] = {RECOGNITION_EXIT_REASON, RECOGNITION_EXIT_EVIDENCE,
                           RECOGNITION_EXITED_ON};

static bool stands(const struct row *row)
{
    struct text state = row->value[RECOGNITION_STATE].text;
    return text_is(state, "valid") || text_is(state, "exiting") || text_is(state, "exited");
}

/* An edit past the steps neither decides about somebody nor ends what was decided. */
static void check_edit(struct change *change, struct errors *errors)
{
    bool county = actor_is(change->work->actor, COUNTY);
    for (size_t i = 0; i < COUNT(decided); i++) {
        if (!county && change_touches(change, decided[i])) {
            change_fault(change, errors, decided[i], "由县就创中心填写", "请请县就创中心更正");
        }
    }
    for (size_t i = 0; i < COUNT(left); i++) {
        if (change_touches(change, left[i])) {
            change_fault(change, errors, left[i], "不能直接填写", "请办理“提出退出”");
        }
    }
    if (!stands(change->old)) {
        return;
    }
    if (change_touches(change, RECOGNITION_PERSON)) {
        change_fault(change, errors, RECOGNITION_PERSON, "认定后不能换人", "请另行申请");
    }
    if (change_touches(change, RECOGNITION_NUMBER) &&
        !value_is_set(change_value(change, RECOGNITION_NUMBER))) {
        change_fault(change, errors, RECOGNITION_NUMBER, "认定后编号不能清空",
                     "编错的请改成正确的编号");
    }
    const struct value *until = change_value(change, RECOGNITION_VALID_TO);
    if (change_touches(change, RECOGNITION_VALID_TO) && value_is_set(until) &&
        until->number < today(change)) {
        change_fault(change, errors, RECOGNITION_VALID_TO, "早于今天，等于终止认定",
                     "终止认定请办理“提出退出”");
    }
}

enum status recognition_removable(struct work *work, const struct row *row, struct error *error)
{
    bool entered = !value_is_set(&row->value[RECOGNITION_REVIEWED_ON]) &&
                   !value_is_set(&row->value[RECOGNITION_RECHECKED_ON]) &&
                   text_is(row->value[RECOGNITION_STATE].text, "valid");
    if (!stands(row) || (entered && actor_is(work->actor, COUNTY))) {
        return OK;
    }
    error_set(error, work->arena, CONFLICT, "已经认定的不能移除");
    return error_hint(error, work->arena, "不再符合条件的，请办理“提出退出”");
}

void recognition_check(struct change *change, struct errors *errors)
{
    if (change->old != NULL && change->action == NULL && !change->program) {
        check_edit(change, errors);
    }
    if (!value_is_set(change_value(change, RECOGNITION_DECIDED_ON))) {
        change_today(change, RECOGNITION_APPLIED_ON);
    }
    change_check_order(change, errors, RECOGNITION_APPLIED_ON, RECOGNITION_DECIDED_ON);
    change_check_order(change, errors, RECOGNITION_VALID_FROM, RECOGNITION_VALID_TO);
    change_check_order(change, errors, RECOGNITION_VALID_FROM, RECOGNITION_EXITED_ON);
    if (change->old != NULL || !value_is_set(change_value(change, RECOGNITION_DECIDED_ON))) {
        return;
    }
    if (!actor_is(change->work->actor, COUNTY)) {
        change_fault(change, errors, RECOGNITION_DECIDED_ON, "只有县就创中心可以录入已认定人员",
                     "请清空认定日期，按申请办理");
        return;
    }
    change_set(change, RECOGNITION_STATE, value_text(TEXT("valid")));
    if (!value_is_set(change_value(change, RECOGNITION_VALID_FROM))) {
        change_set(change, RECOGNITION_VALID_FROM, *change_value(change, RECOGNITION_DECIDED_ON));
    }
}
