#include "domain/posts/placement.h"

#include "ledger/actor.h"
#include "ledger/change.h"
#include "ledger/rows.h"

enum {
    TOWN = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP),
    CLERKS = TOWN | ROLE_BIT(ROLE_VILLAGE),
};

static const struct flow_state states[] = {
    {"on", "在岗", "ok"}, {"left", "已退出", "mute"}, {"dismissed", "已清退", "bad"}};

static struct value today(const struct change *change)
{
    return value_date((struct date){clock_today(change->work->clock), DATE_DAY});
}

static void apply_renew(struct change *change, struct errors *errors)
{
    const struct value *before = &change->old->value[PLACEMENT_CONTRACT_TO];
    const struct value *now = change_value(change, PLACEMENT_CONTRACT_TO);
    if (!value_is_set(now) || (value_is_set(before) && now->number <= before->number)) {
        change_fault(change, errors, PLACEMENT_CONTRACT_TO, "没有新的到期日",
                     "请填写续签到哪一天，应晚于原来的到期日");
        return;
    }
    const struct value *times = change_value(change, PLACEMENT_RENEWALS);
    change_set(change, PLACEMENT_RENEWALS,
               value_number(value_is_set(times) ? times->number + 1 : 1));
    change_set(change, PLACEMENT_RENEWED_ON, today(change));
}

static void apply_exit(struct change *change, struct errors *errors)
{
    if (!value_is_set(change_value(change, PLACEMENT_EXITED_ON))) {
        change_set(change, PLACEMENT_EXITED_ON, today(change));
    }
    if (!value_is_set(change_value(change, PLACEMENT_EXIT_REASON))) {
        change_fault(change, errors, PLACEMENT_EXIT_REASON, "不能为空", "请选择退出原因");
    }
}

static const char *const renew_fields[] = {"contract_no", "contract_from", "contract_to",
                                           "filed_on", NULL};
static const char *const exit_fields[] = {"exited_on", "exit_reason", "exit_note", NULL};

static const struct flow_action actions[] = {
    {.name = "renew",
     .label = "续签",
     .from = {"on"},
     .to = "on",
     .flags = ACTION_BATCH,
     .roles = CLERKS,
     .fields = renew_fields,
     .apply = apply_renew},
    {.name = "leave",
     .label = "退出",
     .from = {"on"},
     .to = "left",
     .flags = ACTION_BATCH,
     .roles = CLERKS,
     .fields = exit_fields,
     .apply = apply_exit},
    {.name = "dismiss",
     .label = "清退",
     .from = {"on"},
     .to = "dismissed",
     .flags = ACTION_REASON | ACTION_ADVERSE,
     .roles = TOWN,
     .fields = exit_fields,
     .apply = apply_exit},
};

static const struct flow placement_flow = {
    .state = PLACEMENT_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
};

/* Nobody holds the same post twice at a time; another post beside it is for the checks to find. */
static void check_alone(struct change *change, struct errors *errors)
{
    static const int fields[] = {PLACEMENT_PERSON, PLACEMENT_POST, PLACEMENT_STATE};
    struct row *like = row_copy(change->work->arena, change->row);
    struct row_list found;
    struct error error = {0};
    like->value[PLACEMENT_STATE] = value_text(text_of(states[0].code));
    if (rows_matching(change->work, like, fields, COUNT(fields), 2, 0, &found, &error) != OK) {
        change_fault(change, errors, PLACEMENT_POST, "没有查成", "请再试一次");
        return;
    }
    for (size_t i = 0; i < found.n; i++) {
        if (found.at[i]->id != change->row->id) {
            change_fault(change, errors, PLACEMENT_POST, "此人已在这个岗位上",
                         "续签请打开已有的那一条办理");
            return;
        }
    }
}

static void placement_check(struct change *change, struct errors *errors)
{
    change_check_order(change, errors, PLACEMENT_START, PLACEMENT_EXITED_ON);
    change_check_order(change, errors, PLACEMENT_CONTRACT_FROM, PLACEMENT_CONTRACT_TO);
    bool ended = value_is_set(change_value(change, PLACEMENT_EXITED_ON));
    if (change->old == NULL && ended) {
        if (!value_is_set(change_value(change, PLACEMENT_EXIT_REASON))) {
            change_fault(change, errors, PLACEMENT_EXIT_REASON, "不能为空", "请选择退出原因");
        }
        change_set(change, PLACEMENT_STATE, value_text(TEXT("left")));
    } else if (change->old != NULL && change->action == NULL && !change->undo &&
               (change_touches(change, PLACEMENT_EXITED_ON) ||
                change_touches(change, PLACEMENT_EXIT_REASON))) {
        change_fault(change, errors, PLACEMENT_EXITED_ON, "退出情况不能直接修改",
                     "请用“退出”或“清退”办理；办错的可以撤销");
    }
    if (!ended && (change->old == NULL || change_touches(change, PLACEMENT_PERSON) ||
                   change_touches(change, PLACEMENT_POST))) {
        check_alone(change, errors);
    }
}

static const struct field placement_fields[] = {
    [PLACEMENT_PERSON] = {.name = "person_id",
                          .label = "人员",
                          .group = "安置",
                          .help = "按身份证号查找",
                          .kind = KIND_REF,
                          .ref = "person",
                          .flags = FIELD_REQUIRED | FIELD_LIST},
    [PLACEMENT_POST] = {.name = "post_id",
                        .label = "公益性岗位",
                        .aliases = (const char *const[]){"岗位名称", "安置岗位", NULL},
                        .kind = KIND_REF,
                        .ref = "post",
                        .flags = FIELD_REQUIRED | FIELD_LIST},
    [PLACEMENT_STATE] = {.name = "state",
                         .label = "状态",
                         .kind = KIND_CODE,
                         .codes = "placement_state",
                         .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [PLACEMENT_START] = {.name = "start",
                         .label = "上岗日期",
                         .aliases = (const char *const[]){"上岗时间", "安置日期", NULL},
                         .kind = KIND_DATE,
                         .flags = FIELD_REQUIRED | FIELD_LIST},
    [PLACEMENT_CONTRACT_NO] = {.name = "contract_no",
                               .label = "合同（协议）编号",
                               .group = "合同（协议）",
                               .aliases = (const char *const[]){"合同编号", "协议编号", NULL},
                               .kind = KIND_TEXT,
                               .flags = FIELD_SEARCH,
                               .max = 60},
    [PLACEMENT_CONTRACT_FROM] = {.name = "contract_from",
                                 .label = "合同起",
                                 .aliases = (const char *const[]){"合同开始日期", NULL},
                                 .kind = KIND_DATE,
                                 .flags = FIELD_FUTURE},
    [PLACEMENT_CONTRACT_TO] = {.name = "contract_to",
                               .label = "合同止",
                               .aliases = (const char *const[]){"合同到期日期", "合同期限", NULL},
                               .kind = KIND_DATE,
                               .flags = FIELD_LIST | FIELD_FUTURE},
    [PLACEMENT_RENEWALS] = {.name = "renewals",
                            .label = "续签次数",
                            .kind = KIND_INT,
                            .flags = FIELD_READONLY,
                            .max = 100},
    [PLACEMENT_RENEWED_ON] = {.name = "renewed_on",
                              .label = "最近续签日期",
                              .kind = KIND_DATE,
                              .flags = FIELD_READONLY},
    [PLACEMENT_FILED_ON] = {.name = "filed_on",
                            .label = "上报备案日期",
                            .aliases = (const char *const[]){"备案日期", NULL},
                            .kind = KIND_DATE},
    [PLACEMENT_INSURED] = {.name = "insured", .label = "购买意外险", .kind = KIND_BOOL},
    [PLACEMENT_EXITED_ON] = {.name = "exited_on",
                             .label = "退出日期",
                             .group = "退出",
                             .help = "在岗的留空；退出的第一天",
                             .aliases = (const char *const[]){"离岗日期", "退岗时间", NULL},
                             .kind = KIND_DATE,
                             .flags = FIELD_LIST},
    [PLACEMENT_EXIT_REASON] = {.name = "exit_reason",
                               .label = "退出原因",
                               .aliases = (const char *const[]){"离岗原因", "清退原因", NULL},
                               .kind = KIND_CODE,
                               .codes = "post_exit_reason",
                               .flags = FIELD_QUERY},
    [PLACEMENT_EXIT_NOTE] = {.name = "exit_note",
                             .label = "处理情况",
                             .kind = KIND_TEXT,
                             .max = 200},
    [PLACEMENT_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(placement_fields) == PLACEMENT__COUNT, "every field is declared");

static const struct ledger_key placement_keys[] = {
    {.field = {PLACEMENT_PERSON, PLACEMENT_POST, PLACEMENT_START}, .n = 3},
};

const struct ledger placement_ledger = {
    .name = "placement",
    .label = "公岗安置",
    .counter = "人次",
    .fields = placement_fields,
    .count = PLACEMENT__COUNT,
    .data = DATA_SERVICE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = PLACEMENT_PERSON,
    .title = PLACEMENT_POST,
    .keys = placement_keys,
    .key_count = COUNT(placement_keys),
    .flow = &placement_flow,
    .check = placement_check,
};
