#include "domain/campaign/submission.h"

#include "domain/campaign/steps.h"
#include "ledger/actor.h"
#include "ledger/change.h"

enum {
    COUNTY = ROLE_BIT(ROLE_COUNTY),
    UNITS = COUNTY | ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_BUREAU),
    KEY_MAX = 60,
    FILE_NAME = 64,
    STEPS_MAX = 4000,
};

static const struct field submission_fields[] = {
    [SUBMISSION_TITLE] = {.name = "title",
                          .label = "报表",
                          .kind = KIND_TEXT,
                          .flags = FIELD_READONLY | FIELD_LIST | FIELD_SEARCH,
                          .max = 200},
    [SUBMISSION_REPORT] = {.name = "report",
                           .label = "报表代号",
                           .kind = KIND_TEXT,
                           .flags = FIELD_READONLY,
                           .max = KEY_MAX},
    [SUBMISSION_ROUND] = {.name = "round",
                          .label = "期次",
                          .kind = KIND_TEXT,
                          .flags = FIELD_READONLY,
                          .max = KEY_MAX},
    [SUBMISSION_UNIT] = {.name = "unit",
                         .label = "单位代号",
                         .kind = KIND_TEXT,
                         .flags = FIELD_READONLY,
                         .max = KEY_MAX},
    [SUBMISSION_REGION] = {.name = "region",
                           .label = "地区",
                           .kind = KIND_REGION,
                           .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [SUBMISSION_ORGANIZATION] = {.name = "organization_id",
                                 .label = "部门",
                                 .kind = KIND_REF,
                                 .ref = "organization",
                                 .flags = FIELD_READONLY},
    [SUBMISSION_STATE] = {.name = "state",
                          .label = "状态",
                          .kind = KIND_CODE,
                          .codes = "submission_state",
                          .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [SUBMISSION_AS_OF] = {.name = "as_of",
                          .label = "数据截止日",
                          .kind = KIND_DATE,
                          .flags = FIELD_READONLY | FIELD_LIST | FIELD_FUTURE},
    [SUBMISSION_DUE] = {.name = "due",
                        .label = "报送截止日",
                        .kind = KIND_DATE,
                        .flags = FIELD_READONLY | FIELD_LIST | FIELD_FUTURE},
    [SUBMISSION_EXTENDED_TO] = {.name = "extended_to",
                                .label = "准予补报至",
                                .kind = KIND_DATE,
                                .flags = FIELD_READONLY | FIELD_FUTURE},
    [SUBMISSION_SUBMITTED_ON] = {.name = "submitted_on",
                                 .label = "报送日期",
                                 .kind = KIND_DATE,
                                 .flags = FIELD_READONLY | FIELD_LIST},
    [SUBMISSION_FIRST_ON] = {.name = "first_on",
                             .label = "首次报送日期",
                             .kind = KIND_DATE,
                             .flags = FIELD_READONLY},
    [SUBMISSION_LATE] = {.name = "late",
                         .label = "迟报",
                         .kind = KIND_BOOL,
                         .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [SUBMISSION_TIMES] = {.name = "times",
                          .label = "报送次数",
                          .kind = KIND_INT,
                          .flags = FIELD_READONLY,
                          .max = 1000},
    [SUBMISSION_ACCEPTED_ON] = {.name = "accepted_on",
                                .label = "接收日期",
                                .kind = KIND_DATE,
                                .flags = FIELD_READONLY},
    [SUBMISSION_FROZEN] = {.name = "frozen",
                           .label = "封存文件",
                           .help = "报送内容的校验值（SHA-256）：内容有一处不同，校验值就不同",
                           .kind = KIND_TEXT,
                           .flags = FIELD_READONLY,
                           .max = FILE_NAME},
    [SUBMISSION_STEPS] =
        {.name = "steps", .label = "经过", .kind = KIND_NOTE, .flags = FIELD_READONLY, .max = 4000},
};
_Static_assert(COUNT(submission_fields) == SUBMISSION__COUNT, "every field is declared");

/* ---- the flow ---- */

enum { DRAFT, SUBMITTED, RETURNED, ACCEPTED, FROZEN };

static const struct flow_state states[] = {
    [DRAFT] = {"draft", "填报中", "info"},      [SUBMITTED] = {"submitted", "已报送", "warn"},
    [RETURNED] = {"returned", "已退回", "bad"}, [ACCEPTED] = {"accepted", "已接收", "ok"},
    [FROZEN] = {"frozen", "已封存", "mute"},
};

/* The step that leads to each, and the two that lead back. */
static const char *const words[] = {
    [SUBMITTED] = "报送", [RETURNED] = "退回", [ACCEPTED] = "接收", [FROZEN] = "封存"};
static const char unfrozen[] = "解除封存", reopened[] = "重开", let[] = "准予补报至";

static int32_t today(const struct change *change)
{
    return clock_today(change->work->clock);
}

static struct value day(int32_t day)
{
    return value_date((struct date){day, DATE_DAY});
}

static void note(struct change *change, struct text what)
{
    const struct value *old = change_value(change, SUBMISSION_STEPS);
    change_set(change, SUBMISSION_STEPS,
               value_text(steps_add(change->work->arena, value_is_set(old) ? old->text : TEXT_EMPTY,
                                    today(change), what, STEPS_MAX)));
}

static void add_step(struct change *change, const char *what)
{
    note(change, text_of(what));
}

static bool take_content(struct change *change, struct errors *errors)
{
    if (!change_touches(change, SUBMISSION_FROZEN) &&
        !change_touches(change, SUBMISSION_SUBMITTED_ON)) {
        change_fault(change, errors, SUBMISSION_FROZEN, "没有封存的内容",
                     "请在“报表报送”页面打开报表，核对后报送");
        return false;
    }
    const struct value *times = change_value(change, SUBMISSION_TIMES);
    change_set(change, SUBMISSION_TIMES, value_number(value_is_set(times) ? times->number + 1 : 1));
    return true;
}

static void apply_submit(struct change *change, struct errors *errors)
{
    if (take_content(change, errors)) {
        add_step(change, words[SUBMITTED]);
    }
}

static void apply_seal(struct change *change, struct errors *errors)
{
    if (take_content(change, errors)) {
        add_step(change, words[FROZEN]);
    }
}

static void apply_return(struct change *change, struct errors *errors)
{
    (void)errors;
    add_step(change, words[RETURNED]);
}

static void apply_accept(struct change *change, struct errors *errors)
{
    (void)errors;
    change_set(change, SUBMISSION_ACCEPTED_ON, day(today(change)));
    add_step(change, words[ACCEPTED]);
}

static void apply_freeze(struct change *change, struct errors *errors)
{
    (void)errors;
    add_step(change, words[FROZEN]);
}

static bool is_countys(const struct change *change)
{
    return text_is(change_value(change, SUBMISSION_UNIT)->text, SUBMISSION_COUNTY);
}

static void apply_unfreeze(struct change *change, struct errors *errors)
{
    if (is_countys(change)) {
        change_fault(change, errors, SUBMISSION_UNIT, "全县报表不能这样解除", "请用“重开”");
    }
    add_step(change, unfrozen);
}

static void apply_reopen(struct change *change, struct errors *errors)
{
    if (!is_countys(change)) {
        change_fault(change, errors, SUBMISSION_UNIT, "单位的报表随全县报表一起重开",
                     "请打开全县报表重开");
    }
    add_step(change, reopened);
}

static const struct flow_action actions[] = {
    {.name = "submit",
     .label = "报送",
     .from = {"draft", "returned"},
     .to = "submitted",
     .roles = UNITS,
     .apply = apply_submit},
    {.name = "return",
     .label = "退回",
     .from = {"submitted", "accepted"},
     .to = "returned",
     .flags = ACTION_REASON,
     .roles = COUNTY,
     .apply = apply_return},
    {.name = "accept",
     .label = "接收",
     .from = {"submitted"},
     .to = "accepted",
     .flags = ACTION_SECOND | ACTION_BATCH,
     .roles = COUNTY,
     .apply = apply_accept},
    {.name = "freeze",
     .label = "封存",
     .from = {"accepted"},
     .to = "frozen",
     .roles = COUNTY,
     .apply = apply_freeze},
    {.name = "unfreeze",
     .label = "解除封存",
     .from = {"frozen"},
     .to = "accepted",
     .flags = ACTION_REASON | ACTION_ADVERSE,
     .roles = COUNTY,
     .apply = apply_unfreeze},
    {.name = "seal",
     .label = "封存全县报表",
     .from = {"draft", "returned"},
     .to = "frozen",
     .roles = COUNTY,
     .apply = apply_seal},
    {.name = "reopen",
     .label = "重开",
     .from = {"frozen"},
     .to = "returned",
     .flags = ACTION_REASON | ACTION_ADVERSE,
     .roles = COUNTY,
     .apply = apply_reopen},
};

const struct flow submission_flow = {
    .state = SUBMISSION_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
};

/* ---- a past day ---- */

static const char *state_after(struct text what, const char *before)
{
    for (size_t i = SUBMITTED; i < COUNT(words); i++) {
        if (text_is(what, words[i])) {
            return states[i].code;
        }
    }
    return text_is(what, unfrozen)   ? states[ACCEPTED].code
           : text_is(what, reopened) ? states[RETURNED].code
                                     : before;
}

struct submission_stand submission_stand_at(const struct row *row, int32_t day)
{
    struct submission_stand stand = {
        .first_on = DATE_NONE, .last_on = DATE_NONE, .extended_to = DATE_NONE};
    if (row == NULL || clock_day_of(row->created_at) > day) {
        return stand;
    }
    const struct value *v = row->value;
    struct text steps = value_is_set(&v[SUBMISSION_STEPS]) ? v[SUBMISSION_STEPS].text : TEXT_EMPTY;
    struct text what;
    struct date until;
    int32_t at;
    stand.state = states[DRAFT].code;
    while (steps_take(&steps, &at, &what) && at <= day) {
        stand.state = state_after(what, stand.state);
        if (text_is(what, words[SUBMITTED])) {
            stand.first_on = stand.times++ == 0 ? at : stand.first_on;
            stand.last_on = at;
        } else if (text_starts(what, text_of(let)) &&
                   date_parse(text_slice(what, sizeof(let) - 1, what.n), &until)) {
            stand.extended_to = until.day;
        }
    }
    stand.late =
        stand.times > 0 && value_is_set(&v[SUBMISSION_LATE]) && v[SUBMISSION_LATE].number != 0;
    return stand;
}

void submission_let(struct change *change, int32_t until)
{
    change_set(change, SUBMISSION_EXTENDED_TO, day(until));
    note(change, arena_printf(change->work->arena, "%s%.*s", let,
                              TEXT_ARG(date_iso(change->work->arena, until))));
}

/* A round of a report is handed in once by a unit; a form cannot make a row. */
static void submission_check(struct change *change, struct errors *errors)
{
    if (change->old == NULL && !value_is_set(change_value(change, SUBMISSION_UNIT))) {
        change_fault(change, errors, SUBMISSION_UNIT, "报送不能手工新建",
                     "请在“报表报送”页面打开要报的报表");
    }
}

static enum status submission_removable(struct work *work, const struct row *row,
                                        struct error *error)
{
    (void)row;
    error_set(error, work->arena, CONFLICT, "报送不能移除");
    return error_hint(error, work->arena, "要更正的，由县里退回后重报");
}

static const struct ledger_key submission_keys[] = {
    {.field = {SUBMISSION_REPORT, SUBMISSION_ROUND, SUBMISSION_UNIT}, .n = 3},
};

const struct ledger submission_ledger = {
    .name = "submission",
    .label = "报表报送",
    .counter = "份",
    .fields = submission_fields,
    .count = SUBMISSION__COUNT,
    .data = DATA_CAMPAIGN,
    .scope = SCOPE_REGION,
    .region = SUBMISSION_REGION,
    .person = -1,
    .pages_only = true,
    .title = SUBMISSION_TITLE,
    .keys = submission_keys,
    .key_count = COUNT(submission_keys),
    .flow = &submission_flow,
    .check = submission_check,
    .removable = submission_removable,
};
