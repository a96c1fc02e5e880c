#include "domain/policy/claim_flow.h"

#include "domain/lists/list_match.h"
#include "domain/people/organization.h"
#include "domain/people/person.h"
#include "domain/policy/claim.h"
#include "ledger/actor.h"
#include "ledger/change.h"
#include "ledger/rows.h"

enum {
    COUNTY = ROLE_BIT(ROLE_COUNTY),
    TOWN = COUNTY | ROLE_BIT(ROLE_TOWNSHIP),
    FILERS = TOWN | ROLE_BIT(ROLE_VILLAGE) | ROLE_BIT(ROLE_ENTERPRISE),
};

static const struct flow_state states[] = {
    {"filed", "已申报", "info"},    {"reviewed", "已初审", "info"},  {"handed", "已移交", "info"},
    {"approved", "待拨付", "warn"}, {"paid", "已拨付", "ok"},        {"failed", "发放失败", "bad"},
    {"returned", "已退回", "bad"},  {"withdrawn", "已撤回", "mute"},
};

static void set_today(struct change *change, int field)
{
    struct date day = {clock_today(change->work->clock), DATE_DAY};
    change_set(change, field, value_date(day));
}

static void need(struct change *change, struct errors *errors, int field, const char *hint)
{
    if (!value_is_set(change_value(change, field))) {
        change_fault(change, errors, field, "不能为空", hint);
    }
}

static void apply_review(struct change *change, struct errors *errors)
{
    (void)errors;
    set_today(change, CLAIM_REVIEWED_ON);
}

static void apply_hand(struct change *change, struct errors *errors)
{
    (void)errors;
    if (!value_is_set(change_value(change, CLAIM_HANDED_ON))) {
        set_today(change, CLAIM_HANDED_ON);
    }
}

static void apply_approve(struct change *change, struct errors *errors)
{
    list_match_hold(change, CLAIM_PERSON, errors);
    need(change, errors, CLAIM_AMOUNT, "请填写审定的金额");
    set_today(change, CLAIM_APPROVED_ON);
}

static void apply_pay(struct change *change, struct errors *errors)
{
    list_match_hold(change, CLAIM_PERSON, errors);
    need(change, errors, CLAIM_AMOUNT, "请先填写审定的金额");
    if (!value_is_set(change_value(change, CLAIM_PAID_ON))) {
        set_today(change, CLAIM_PAID_ON);
    }
    if (!value_is_set(change_value(change, CLAIM_PAID))) {
        change_set(change, CLAIM_PAID, *change_value(change, CLAIM_AMOUNT));
    }
    change_set(change, CLAIM_FAILURE, VALUE_NULL);
}

static void apply_fail(struct change *change, struct errors *errors)
{
    need(change, errors, CLAIM_FAILURE, "请写明银行退回的原因");
    change_set(change, CLAIM_PAID_ON, VALUE_NULL);
    change_set(change, CLAIM_PAID, VALUE_NULL);
}

/* Begins again: what was reached is undone, and stands in the history. */
static void apply_return(struct change *change, struct errors *errors)
{
    (void)errors;
    static const int undone[] = {CLAIM_REVIEWED_ON, CLAIM_HANDED_ON, CLAIM_APPROVED_ON};
    for (size_t i = 0; i < COUNT(undone); i++) {
        change_set(change, undone[i], VALUE_NULL);
    }
    set_today(change, CLAIM_ENDED_ON);
}

static void apply_withdraw(struct change *change, struct errors *errors)
{
    (void)errors;
    set_today(change, CLAIM_ENDED_ON);
}

static void apply_refile(struct change *change, struct errors *errors)
{
    (void)errors;
    change_set(change, CLAIM_ENDED_ON, VALUE_NULL);
    set_today(change, CLAIM_FILED_ON);
}

static const char *const refile_fields[] = {"period_from", "period_to", "headcount",
                                            "amount",      "papers",    NULL};
static const char *const opinion_fields[] = {"opinion", NULL};
static const char *const hand_fields[] = {"handed_on", NULL};
static const char *const approve_fields[] = {"amount", "opinion", NULL};
static const char *const pay_fields[] = {"paid_on", "paid", NULL};
static const char *const fail_fields[] = {"failure", NULL};

static const struct flow_action actions[] = {
    {.name = "review",
     .label = "初审通过",
     .from = {"filed"},
     .to = "reviewed",
     .flags = ACTION_BATCH,
     .roles = TOWN,
     .fields = opinion_fields,
     .apply = apply_review},
    {.name = "hand",
     .label = "移交就创中心",
     .from = {"reviewed"},
     .to = "handed",
     .flags = ACTION_BATCH,
     .roles = TOWN,
     .fields = hand_fields,
     .apply = apply_hand},
    {.name = "approve",
     .label = "审定通过",
     .from = {"handed"},
     .to = "approved",
     .flags = ACTION_BATCH | ACTION_SECOND,
     .roles = COUNTY,
     .fields = approve_fields,
     .apply = apply_approve},
    {.name = "pay",
     .label = "登记拨付",
     .from = {"approved"},
     .to = "paid",
     .flags = ACTION_BATCH,
     .roles = COUNTY,
     .fields = pay_fields,
     .apply = apply_pay},
    {.name = "fail",
     .label = "发放失败",
     .from = {"approved", "paid"},
     .to = "failed",
     .roles = COUNTY,
     .fields = fail_fields,
     .apply = apply_fail},
    {.name = "correct",
     .label = "更正后再拨",
     .from = {"failed"},
     .to = "approved",
     .flags = ACTION_BATCH | ACTION_REASON,
     .roles = COUNTY},
    {.name = "return",
     .label = "退回",
     .from = {"filed", "reviewed", "handed", "approved"},
     .to = "returned",
     .flags = ACTION_BATCH | ACTION_REASON | ACTION_ADVERSE,
     .roles = TOWN,
     .fields = opinion_fields,
     .apply = apply_return},
    {.name = "refile",
     .label = "重新申报",
     .from = {"returned"},
     .to = "filed",
     .flags = ACTION_BATCH,
     .roles = FILERS,
     .fields = refile_fields,
     .apply = apply_refile},
    {.name = "withdraw",
     .label = "撤回",
     .from = {"filed", "returned"},
     .to = "withdrawn",
     .flags = ACTION_REASON,
     .roles = FILERS,
     .apply = apply_withdraw},
};

static const char *const settled[] = {"paid", "withdrawn", NULL};

const struct flow claim_flow = {
    .state = CLAIM_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
    .settled = settled,
};

/* ---- a claim as a whole ---- */

/* Where it is dealt with; a reference that leads nowhere is refused, with its own words, later. */
static void derive_region(struct change *change, struct errors *errors)
{
    struct work *work = change->work;
    const struct value *of = change_value(change, CLAIM_ORGANIZATION);
    const struct value *person = change_value(change, CLAIM_PERSON);
    struct row *row;
    struct error error = {0};
    if (value_is_set(of)) {
        if (rows_get(work, &organization_ledger, of->number, 0, &row, &error) == OK) {
            change_set(change, CLAIM_REGION, row->value[ORGANIZATION_REGION]);
        }
    } else if (value_is_set(person)) {
        if (rows_get(work, &person_ledger, person->number, 0, &row, &error) == OK) {
            change_set(change, CLAIM_REGION, row->value[PERSON_REGION]);
        }
    } else {
        change_fault(change, errors, CLAIM_PERSON, "没有写谁申领", "请选择人员或申领单位");
    }
}

/* The amount that the county set for the benefit, for one person or once. */
static void fill_amount(struct change *change)
{
    struct work *work = change->work;
    const struct value *heads = change_value(change, CLAIM_HEADCOUNT);
    if (value_is_set(change_value(change, CLAIM_AMOUNT)) || value_is_set(heads)) {
        return;
    }
    struct text key = arena_printf(work->arena, "amount_%.*s",
                                   TEXT_ARG(change_value(change, CLAIM_BENEFIT)->text));
    int64_t yuan = settings_int(work->settings, arena_cstr(work->arena, key), 0);
    if (yuan > 0) {
        change_set(change, CLAIM_AMOUNT, value_number(yuan * 100));
    }
}

static bool is_live(const struct row *claim)
{
    const struct text state = claim->value[CLAIM_STATE].text;
    return !text_is(state, "returned") && !text_is(state, "withdrawn");
}

/* Days of claims without a period are taken as always: such a benefit is paid once. */
static bool same_period(const struct row *a, const struct row *b)
{
    const struct value *from_a = &a->value[CLAIM_PERIOD_FROM], *to_a = &a->value[CLAIM_PERIOD_TO];
    const struct value *from_b = &b->value[CLAIM_PERIOD_FROM], *to_b = &b->value[CLAIM_PERIOD_TO];
    bool before = value_is_set(to_a) && value_is_set(from_b) && to_a->number < from_b->number;
    bool after = value_is_set(to_b) && value_is_set(from_a) && to_b->number < from_a->number;
    return !before && !after;
}

/* One benefit once for a period: 同一人（单位）、同一项目、同一期间只能申领一次. */
static void check_once(struct change *change, struct errors *errors)
{
    static const int fields[] = {CLAIM_PERSON, CLAIM_ORGANIZATION, CLAIM_BENEFIT};
    enum { CLAIMS_READ = 100 };
    struct row_list found;
    struct error error = {0};
    if (rows_matching(change->work, change->row, fields, COUNT(fields), CLAIMS_READ, 0, &found,
                      &error) != OK) {
        change_fault(change, errors, CLAIM_BENEFIT, "没有查成", "请再试一次");
        return;
    }
    for (size_t i = 0; i < found.n; i++) {
        if (found.at[i]->id != change->row->id && is_live(found.at[i]) &&
            same_period(found.at[i], change->row)) {
            change_fault(change, errors, CLAIM_BENEFIT, "同一期间已经申领过这项补贴",
                         "请打开已有的申领办理；期间不同的请填写补贴期间");
            return;
        }
    }
}

/* A claim from before: its days say how far it came. */
static void derive_state(struct change *change, struct errors *errors)
{
    static const struct {
        int day;
        const char *state;
    } reached[] = {
        {CLAIM_REVIEWED_ON, "reviewed"},
        {CLAIM_HANDED_ON, "handed"},
        {CLAIM_APPROVED_ON, "approved"},
        {CLAIM_PAID_ON, "paid"},
    };
    int last = CLAIM_FILED_ON;
    for (size_t i = 0; i < COUNT(reached); i++) {
        if (!value_is_set(change_value(change, reached[i].day))) {
            continue;
        }
        change_check_order(change, errors, last, reached[i].day);
        change_set(change, CLAIM_STATE, value_text(text_of(reached[i].state)));
        last = reached[i].day;
    }
    if (last != CLAIM_FILED_ON && !actor_is(change->work->actor, TOWN)) {
        change_fault(change, errors, last, "只有乡镇和县里可以录入已经办理的申领",
                     "请清空审核、拨付的日期，按申报办理");
    }
}

static void check_edit(struct change *change, struct errors *errors)
{
    static const int fixed[] = {CLAIM_REVIEWED_ON, CLAIM_HANDED_ON, CLAIM_APPROVED_ON,
                                CLAIM_PAID_ON,     CLAIM_PAID,      CLAIM_FAILURE};
    for (size_t i = 0; i < COUNT(fixed); i++) {
        if (change_touches(change, fixed[i])) {
            change_fault(change, errors, fixed[i], "不能直接修改", "请用办理步骤填写");
        }
    }
    const struct text state = change->old->value[CLAIM_STATE].text;
    if (!text_is(state, "filed") && !text_is(state, "returned")) {
        change_fault(change, errors, CLAIM_STATE, "已经审核，不能修改", "要改的请先退回");
    }
}

void claim_check(struct change *change, struct errors *errors)
{
    change_check_order(change, errors, CLAIM_PERIOD_FROM, CLAIM_PERIOD_TO);
    if (change->old != NULL && change->action == NULL && !change->undo) {
        check_edit(change, errors);
    }
    change_today(change, CLAIM_FILED_ON);
    derive_region(change, errors);
    if (errors->n > 0 || (change->old != NULL && change->action != NULL && !is_live(change->row))) {
        return;
    }
    if (change->old == NULL) {
        fill_amount(change);
        derive_state(change, errors);
    }
    check_once(change, errors);
}

enum status claim_removable(struct work *work, const struct row *row, struct error *error)
{
    if (work->actor->role == ROLE_PROGRAM || text_is(row->value[CLAIM_STATE].text, "filed")) {
        return OK;
    }
    error_set(error, work->arena, CONFLICT, "已经办理的申领不能移除");
    return error_hint(error, work->arena, "登记有误的，请退回或撤回");
}
