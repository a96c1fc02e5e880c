#include "domain/care/watch_item.h"

#include "ledger/actor.h"
#include "ledger/change.h"

enum {
    CLERKS = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_VILLAGE),
    OFFICES = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP),
};

static const struct flow_state states[] = {
    {"open", "待处理", "warn"}, {"done", "已处理", "ok"}, {"dismissed", "不成立", "mute"}};

static void close_it(struct change *change, struct errors *errors)
{
    struct date today = {clock_today(change->work->clock), DATE_DAY};
    change_set(change, WATCH_ITEM_CLOSED_ON, value_date(today));
    if (!value_is_set(change_value(change, WATCH_ITEM_RESULT))) {
        change_fault(change, errors, WATCH_ITEM_RESULT, "不能为空", "请写明核实和处理的结果");
    }
}

static const char *const result_fields[] = {"result", NULL};

static const struct flow_action actions[] = {
    {.name = "settle",
     .label = "已处理",
     .from = {"open"},
     .to = "done",
     .flags = ACTION_BATCH,
     .roles = CLERKS,
     .fields = result_fields,
     .apply = close_it},
    {.name = "dismiss",
     .label = "不成立",
     .from = {"open"},
     .to = "dismissed",
     .flags = ACTION_REASON,
     .roles = OFFICES,
     .fields = result_fields,
     .apply = close_it},
};

static const struct flow watch_flow = {
    .state = WATCH_ITEM_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
};

static void watch_item_check(struct change *change, struct errors *errors)
{
    (void)errors;
    change_today(change, WATCH_ITEM_FOUND_ON);
}

static const struct field watch_item_fields[] = {
    [WATCH_ITEM_PERSON] = {.name = "person_id",
                           .label = "人员",
                           .help = "按身份证号查找",
                           .kind = KIND_REF,
                           .ref = "person",
                           .flags = FIELD_REQUIRED | FIELD_LIST},
    [WATCH_ITEM_KIND] = {.name = "kind",
                         .label = "事项",
                         .kind = KIND_CODE,
                         .codes = "watch_kind",
                         .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [WATCH_ITEM_STATE] = {.name = "state",
                          .label = "状态",
                          .kind = KIND_CODE,
                          .codes = "watch_state",
                          .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [WATCH_ITEM_FOUND_ON] = {.name = "found_on",
                             .label = "发现日期",
                             .help = "不填为登记当天",
                             .kind = KIND_DATE,
                             .flags = FIELD_LIST},
    [WATCH_ITEM_DETAIL] =
        {.name = "detail", .label = "情况", .kind = KIND_TEXT, .flags = FIELD_LIST, .max = 300},
    [WATCH_ITEM_EVIDENCE] = {.name = "evidence",
                             .label = "依据",
                             .help = "哪份名单第几行、谁的决定",
                             .kind = KIND_TEXT,
                             .flags = FIELD_LIST,
                             .max = 300},
    [WATCH_ITEM_HOUSEHOLD] = {.name = "household_id",
                              .label = "家庭",
                              .kind = KIND_REF,
                              .ref = "household"},
    [WATCH_ITEM_RESULT] = {.name = "result", .label = "处理结果", .kind = KIND_TEXT, .max = 300},
    [WATCH_ITEM_CLOSED_ON] = {.name = "closed_on",
                              .label = "处理日期",
                              .kind = KIND_DATE,
                              .flags = FIELD_READONLY},
};
_Static_assert(COUNT(watch_item_fields) == WATCH_ITEM__COUNT, "every field is declared");

static const struct ledger_key watch_item_keys[] = {
    {.field = {WATCH_ITEM_PERSON, WATCH_ITEM_KIND, WATCH_ITEM_FOUND_ON}, .n = 3},
};

const struct ledger watch_item_ledger = {
    .name = "watch_item",
    .label = "关注事项",
    .counter = "件",
    .fields = watch_item_fields,
    .count = WATCH_ITEM__COUNT,
    .data = DATA_SERVICE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = WATCH_ITEM_PERSON,
    .title = WATCH_ITEM_DETAIL,
    .keys = watch_item_keys,
    .key_count = COUNT(watch_item_keys),
    .flow = &watch_flow,
    .check = watch_item_check,
};
