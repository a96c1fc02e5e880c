#include "domain/outreach/message.h"

#include "ledger/actor.h"
#include "ledger/change.h"
#include "ledger/flow.h"

static const struct field message_fields[] = {
    [MESSAGE_TITLE] = {.name = "title",
                       .label = "标题",
                       .kind = KIND_TEXT,
                       .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_SEARCH,
                       .max = 100},
    [MESSAGE_KIND] = {.name = "kind",
                      .label = "类型",
                      .kind = KIND_CODE,
                      .codes = "message_kind",
                      .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [MESSAGE_REGION] = {.name = "region",
                        .label = "收件地区",
                        .kind = KIND_REGION,
                        .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [MESSAGE_ORGANIZATION] = {.name = "organization_id",
                              .label = "收件单位",
                              .help = "发给部门、帮扶车间的填写",
                              .kind = KIND_REF,
                              .ref = "organization",
                              .flags = FIELD_LIST},
    [MESSAGE_TASK_UNIT] = {.name = "task_unit_id",
                           .label = "有关任务",
                           .kind = KIND_REF,
                           .ref = "task_unit"},
    [MESSAGE_TEXT] =
        {.name = "text", .label = "内容", .kind = KIND_NOTE, .flags = FIELD_REQUIRED, .max = 1000},
    [MESSAGE_STATE] = {.name = "state",
                       .label = "状态",
                       .kind = KIND_CODE,
                       .codes = "message_state",
                       .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [MESSAGE_SENT_ON] = {.name = "sent_on",
                         .label = "发出日期",
                         .kind = KIND_DATE,
                         .flags = FIELD_READONLY | FIELD_LIST},
    [MESSAGE_READ_ON] = {.name = "read_on",
                         .label = "已阅日期",
                         .kind = KIND_DATE,
                         .flags = FIELD_READONLY | FIELD_LIST},
};
_Static_assert(COUNT(message_fields) == MESSAGE__COUNT, "every field is declared");

static const struct flow_state states[] = {{"sent", "未阅", "info"}, {"read", "已阅", "mute"}};

static void apply_read(struct change *change, struct errors *errors)
{
    const struct actor *actor = change->work->actor;
    const struct value *to = change_value(change, MESSAGE_ORGANIZATION);
    if (actor->role == ROLE_BUREAU && (!value_is_set(to) || to->number != actor->organization)) {
        change_fault(change, errors, MESSAGE_ORGANIZATION, "不是发给本部门的", "不必办理");
        return;
    }
    change_set(change, MESSAGE_READ_ON,
               value_date((struct date){clock_today(change->work->clock), DATE_DAY}));
}

static const struct flow_action actions[] = {
    {.name = "read",
     .label = "已阅",
     .from = {"sent"},
     .to = "read",
     .flags = ACTION_BATCH,
     .roles = ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_VILLAGE) | ROLE_BIT(ROLE_BUREAU) |
              ROLE_BIT(ROLE_ENTERPRISE),
     .apply = apply_read},
};

static const struct flow message_flow = {
    .state = MESSAGE_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
};

/* Only those above a unit speak to it; what was said stays as it was. */
static void message_check(struct change *change, struct errors *errors)
{
    if (change->action != NULL) {
        return;
    }
    if (!actor_is(change->work->actor, ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP))) {
        change_fault(change, errors, MESSAGE_TITLE, "您的角色不能发消息", "请与县里或乡镇联系");
    } else if (change->old != NULL && !change->undo) {
        change_fault(change, errors, MESSAGE_TEXT, "消息已经发出，不能修改", "请另发一条");
    }
    if (change->old == NULL) {
        change_today(change, MESSAGE_SENT_ON);
    }
}

/* An urging is taken back by who sent it, before it is read; never by whom it urges. */
static enum status message_removable(struct work *work, const struct row *row, struct error *error)
{
    bool own = work->actor->role == ROLE_PROGRAM || row->created_by == work->actor->user;
    if (own && text_is(row->value[MESSAGE_STATE].text, states[0].code)) {
        return OK;
    }
    return error_set(error, work->arena, CONFLICT, "%s",
                     own ? "对方已经看过，不能移除" : "别人发的消息不能移除");
}

static const struct ledger_key message_keys[] = {
    {.field = {MESSAGE_TITLE, MESSAGE_REGION, MESSAGE_SENT_ON}, .n = 3},
};

const struct ledger message_ledger = {
    .name = "message",
    .label = "消息",
    .counter = "条",
    .fields = message_fields,
    .count = MESSAGE__COUNT,
    .data = DATA_CAMPAIGN,
    .scope = SCOPE_REGION,
    .region = MESSAGE_REGION,
    .person = -1,
    .pages_only = true,
    .title = MESSAGE_TITLE,
    .keys = message_keys,
    .key_count = COUNT(message_keys),
    .flow = &message_flow,
    .check = message_check,
    .removable = message_removable,
};
