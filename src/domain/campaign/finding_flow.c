#include "domain/campaign/finding_flow.h"

#include "domain/attachment.h"
#include "domain/campaign/finding.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "standard/calendar.h"

enum {
    TOWN = ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_COUNTY),
    COUNTY = ROLE_BIT(ROLE_COUNTY),
    UNITS = TOWN | ROLE_BIT(ROLE_VILLAGE) | ROLE_BIT(ROLE_BUREAU),
};

enum { RECTIFY_DAYS = 15 /* working days, when the notice's own day has passed */ };

static const struct flow_state states[] = {
    {"open", "待整改", "warn"},      {"returned", "退回整改", "bad"},
    {"rectified", "待验收", "info"}, {"accepted", "待销号", "info"},
    {"closed", "已销号", "ok"},      {"sampled", "待回头看", "warn"},
    {"kept", "回头看合格", "ok"},
};

static const char *const settled[] = {"closed", "kept", NULL};

static int32_t today(const struct change *change)
{
    return clock_today(change->work->clock);
}

static void set_today(struct change *change, int field)
{
    change_set(change, field, value_date((struct date){today(change), DATE_DAY}));
}

static void need(struct change *change, struct errors *errors, int field, const char *hint)
{
    if (!value_is_set(change_value(change, field))) {
        change_fault(change, errors, field, "不能为空", hint);
    }
}

/* A failure of the database while a rule asks it: the step is refused, to be tried again. */
static bool asked(struct change *change, struct errors *errors, enum status status)
{
    if (status != OK) {
        change_fault(change, errors, FINDING_STATE, "暂时查不到所需的记录", "请稍后再试");
    }
    return status == OK;
}

/* Evidence goes with what is handed in, unless the county does without. */
static void need_evidence(struct change *change, struct errors *errors)
{
    int64_t files = 0;
    struct error error = {0};
    if (settings_int(change->work->settings, "finding_evidence", 1) == 0 ||
        change->work->actor->role == ROLE_PROGRAM) {
        return;
    }
    enum status status =
        attachment_count(change->work, &finding_ledger, change->row->id, &files, &error);
    if (asked(change, errors, status) && files == 0) {
        change_fault(change, errors, FINDING_PROGRESS, "没有佐证材料",
                     "请先在“附件”里上传照片或文件，再提交整改");
    }
}

static void apply_rectify(struct change *change, struct errors *errors)
{
    need(change, errors, FINDING_RESPONSIBLE, "请填写责任人");
    need(change, errors, FINDING_MEASURE, "请填写整改措施");
    need(change, errors, FINDING_PROGRESS, "请写明整改到什么程度");
    need_evidence(change, errors);
    set_today(change, FINDING_RECTIFIED_ON);
}

/* The one who handed it in does not judge it. */
static void need_other(struct change *change, struct errors *errors)
{
    int64_t who = 0;
    struct error error = {0};
    enum status status =
        history_step_actor(change->work, change->old, TEXT("rectify"), &who, &error);
    if (asked(change, errors, status) && who == change->work->actor->user &&
        change->work->actor->role != ROLE_PROGRAM) {
        change_fault(change, errors, FINDING_STATE, "整改是您本人提交的，须由另一人办理",
                     "请另一位同事登录后办理");
    }
}

static void apply_accept(struct change *change, struct errors *errors)
{
    need_other(change, errors);
    set_today(change, FINDING_ACCEPTED_ON);
}

static void apply_close(struct change *change, struct errors *errors)
{
    need_other(change, errors);
    set_today(change, FINDING_CLOSED_ON);
}

static void apply_sample(struct change *change, struct errors *errors)
{
    (void)errors;
    set_today(change, FINDING_SAMPLED_ON);
}

static void apply_keep(struct change *change, struct errors *errors)
{
    need_other(change, errors);
    need(change, errors, FINDING_BACK_NOTE, "请写明回头看看到的情况");
    set_today(change, FINDING_BACK_ON);
}

static void count_again(struct change *change)
{
    const struct value *times = change_value(change, FINDING_TIMES);
    change_set(change, FINDING_TIMES, value_number(value_is_set(times) ? times->number + 1 : 1));
    static const int cleared[] = {FINDING_RECTIFIED_ON, FINDING_ACCEPTED_ON, FINDING_CLOSED_ON,
                                  FINDING_SAMPLED_ON};
    for (size_t i = 0; i < COUNT(cleared); i++) {
        change_set(change, cleared[i], VALUE_NULL);
    }
}

static void apply_return(struct change *change, struct errors *errors)
{
    need_other(change, errors);
    count_again(change);
}

static void apply_relapse(struct change *change, struct errors *errors)
{
    apply_keep(change, errors);
    const struct value *deadline = change_value(change, FINDING_DEADLINE);
    if (!value_is_set(deadline) || deadline->number < today(change)) {
        change_fault(change, errors, FINDING_DEADLINE, "新的整改时限应在今天以后",
                     "请填写重新整改的时限");
    }
    count_again(change);
}

static const char *const rectify_fields[] = {"responsible", "measure", "progress", NULL};
static const char *const opinion_fields[] = {"opinion", NULL};
static const char *const return_fields[] = {"opinion", "deadline", NULL};
static const char *const back_fields[] = {"back_note", NULL};
static const char *const relapse_fields[] = {"back_note", "deadline", NULL};

static const struct flow_action actions[] = {
    {.name = "rectify",
     .label = "提交整改",
     .from = {"open", "returned"},
     .to = "rectified",
     .flags = ACTION_BATCH,
     .roles = UNITS,
     .fields = rectify_fields,
     .apply = apply_rectify},
    {.name = "accept",
     .label = "验收通过",
     .from = {"rectified"},
     .to = "accepted",
     .flags = ACTION_BATCH | ACTION_SECOND,
     .roles = TOWN,
     .fields = opinion_fields,
     .apply = apply_accept},
    {.name = "return",
     .label = "退回整改",
     .from = {"rectified", "accepted"},
     .to = "returned",
     .flags = ACTION_BATCH | ACTION_REASON | ACTION_ADVERSE,
     .roles = TOWN,
     .fields = return_fields,
     .apply = apply_return},
    {.name = "close",
     .label = "销号",
     .from = {"accepted"},
     .to = "closed",
     .flags = ACTION_BATCH,
     .roles = COUNTY,
     .apply = apply_close},
    {.name = "sample",
     .label = "列入回头看",
     .from = {"closed"},
     .to = "sampled",
     .flags = ACTION_BATCH | ACTION_REASON,
     .roles = COUNTY,
     .apply = apply_sample},
    {.name = "keep",
     .label = "回头看合格",
     .from = {"sampled"},
     .to = "kept",
     .flags = ACTION_BATCH,
     .roles = TOWN,
     .fields = back_fields,
     .apply = apply_keep},
    {.name = "relapse",
     .label = "回头看不合格",
     .from = {"sampled"},
     .to = "returned",
     .flags = ACTION_REASON | ACTION_ADVERSE,
     .roles = TOWN,
     .fields = relapse_fields,
     .apply = apply_relapse},
};

const struct flow finding_flow = {
    .state = FINDING_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
    .settled = settled,
};

/* The notice's day, or so many working days from today when that has passed. */
static int32_t usual_deadline(const struct change *change)
{
    int64_t notice = settings_int(change->work->settings, "rectify_by", 0);
    int64_t days = settings_int(change->work->settings, "rectify_days", RECTIFY_DAYS);
    return notice >= today(change) ? (int32_t)notice
                                   : calendar_add(change->work->calendar, today(change), (int)days);
}

void finding_check(struct change *change, struct errors *errors)
{
    if (change->old != NULL && change->action == NULL && !change->undo &&
        flow_settled(&finding_flow, change->old->value[FINDING_STATE].text)) {
        change_fault(change, errors, FINDING_STATE, "已销号的问题不能再改",
                     "确需更正的，请撤销销号，或登记新的问题");
        return;
    }
    change_today(change, FINDING_FOUND_ON);
    if (change->old == NULL && !value_is_set(change_value(change, FINDING_DEADLINE))) {
        change_set(change, FINDING_DEADLINE,
                   value_date((struct date){usual_deadline(change), DATE_DAY}));
    }
    change_check_order(change, errors, FINDING_FOUND_ON, FINDING_DEADLINE);
}

enum status finding_removable(struct work *work, const struct row *row, struct error *error)
{
    struct text self = settings_text(work->settings, "inspection_self", TEXT_EMPTY);
    bool own = text_equal(row->value[FINDING_SOURCE].text, self);
    bool open = text_is(row->value[FINDING_STATE].text, "open");
    if (work->actor->role == ROLE_PROGRAM || (open && (own || actor_is(work->actor, COUNTY)))) {
        return OK;
    }
    error_set(error, work->arena, CONFLICT, "%s",
              open ? "上级反馈的问题不能移除" : "已经办理的问题不能移除");
    return error_hint(error, work->arena, "登记有误的，请写明情况后按步骤办理");
}
