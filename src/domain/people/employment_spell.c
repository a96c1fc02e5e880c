#include "domain/people/employment_spell.h"

#include "ledger/change.h"

static void employment_spell_check(struct change *change, struct errors *errors)
{
    change_check_order(change, errors, EMPLOYMENT_SPELL_START, EMPLOYMENT_SPELL_END);
}

static const struct field employment_spell_fields[] = {
    [EMPLOYMENT_SPELL_PERSON] = {.name = "person_id",
                                 .label = "人员",
                                 .help = "按身份证号查找",
                                 .kind = KIND_REF,
                                 .ref = "person",
                                 .flags = FIELD_REQUIRED | FIELD_LIST},
    [EMPLOYMENT_SPELL_CHANNEL] = {.name = "channel",
                                  .label = "就业渠道",
                                  .aliases = (const char *const[]){"就业形式", "就业方式", NULL},
                                  .kind = KIND_CODE,
                                  .codes = "emp_channel",
                                  .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [EMPLOYMENT_SPELL_EMPLOYER] = {.name = "employer",
                                   .label = "工作单位",
                                   .aliases = (const char *const[]){"务工企业", "用人单位",
                                                                    "就业单位", NULL},
                                   .kind = KIND_TEXT,
                                   .flags = FIELD_SEARCH | FIELD_LIST,
                                   .max = 100},
    [EMPLOYMENT_SPELL_ORGANIZATION] = {.name = "organization_id",
                                       .label = "用人单位",
                                       .help = "在单位台账中选择",
                                       .kind = KIND_REF,
                                       .ref = "organization"},
    [EMPLOYMENT_SPELL_JOB] = {.name = "job", .label = "工种或岗位", .kind = KIND_TEXT, .max = 60},
    [EMPLOYMENT_SPELL_WORK_REGION] = {.name = "work_region",
                                      .label = "就业地",
                                      .aliases = (const char *const[]){"务工地点", NULL},
                                      .kind = KIND_REGION},
    [EMPLOYMENT_SPELL_WORK_AREA] = {.name = "work_area",
                                    .label = "务工地点层级",
                                    .kind = KIND_CODE,
                                    .codes = "work_area",
                                    .flags = FIELD_LIST | FIELD_QUERY},
    [EMPLOYMENT_SPELL_START] = {.name = "start",
                                .label = "开始日期",
                                .aliases =
                                    (const char *const[]){"务工时间", "就业时间", "入职时间", NULL},
                                .kind = KIND_DATE,
                                .flags = FIELD_REQUIRED | FIELD_LIST},
    [EMPLOYMENT_SPELL_END] = {.name = "end",
                              .label = "结束日期",
                              .help = "在岗的留空",
                              .kind = KIND_DATE,
                              .flags = FIELD_LIST | FIELD_FUTURE},
    [EMPLOYMENT_SPELL_END_REASON] = {.name = "end_reason",
                                     .label = "离职原因",
                                     .kind = KIND_TEXT,
                                     .max = 60},
    [EMPLOYMENT_SPELL_PAY] = {.name = "pay",
                              .label = "月收入",
                              .aliases = (const char *const[]){"务工收入", "月工资", NULL},
                              .kind = KIND_MONEY,
                              .flags = FIELD_LIST,
                              .min = 0,
                              .max = 10000000},
    [EMPLOYMENT_SPELL_CONTRACT] = {.name = "contract", .label = "签订合同", .kind = KIND_BOOL},
    [EMPLOYMENT_SPELL_HELPED] = {.name = "helped",
                                 .label = "帮助实现就业",
                                 .help = "经帮扶实现就业：统计表第 16 列按此计",
                                 .kind = KIND_BOOL,
                                 .flags = FIELD_LIST | FIELD_QUERY},
    [EMPLOYMENT_SPELL_SERVICE] = {.name = "service_id",
                                  .label = "由哪次服务促成",
                                  .kind = KIND_REF,
                                  .ref = "service"},
    [EMPLOYMENT_SPELL_EVIDENCE] = {.name = "evidence",
                                   .label = "佐证材料",
                                   .kind = KIND_TEXT,
                                   .max = 100},
    [EMPLOYMENT_SPELL_VERIFIED_ON] = {.name = "verified_on",
                                      .label = "核实日期",
                                      .kind = KIND_DATE},
    [EMPLOYMENT_SPELL_VERIFIED_BY] = {.name = "verified_by",
                                      .label = "核实人",
                                      .kind = KIND_TEXT,
                                      .max = 30},
    [EMPLOYMENT_SPELL_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(employment_spell_fields) == EMPLOYMENT_SPELL__COUNT,
               "every field is declared");

static const struct ledger_key employment_spell_keys[] = {
    {.field = {EMPLOYMENT_SPELL_PERSON, EMPLOYMENT_SPELL_START, EMPLOYMENT_SPELL_CHANNEL}, .n = 3},
};

const struct ledger employment_spell_ledger = {
    .name = "employment_spell",
    .label = "就业登记",
    .counter = "条",
    .fields = employment_spell_fields,
    .count = EMPLOYMENT_SPELL__COUNT,
    .data = DATA_PEOPLE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = EMPLOYMENT_SPELL_PERSON,
    .title = EMPLOYMENT_SPELL_EMPLOYER,
    .keys = employment_spell_keys,
    .key_count = COUNT(employment_spell_keys),
    .check = employment_spell_check,
};

bool employment_spell_holds(const struct row *spell, int32_t day)
{
    const struct value *start = &spell->value[EMPLOYMENT_SPELL_START];
    const struct value *end = &spell->value[EMPLOYMENT_SPELL_END];
    return value_is_set(start) && start->number <= day && (!value_is_set(end) || end->number > day);
}
