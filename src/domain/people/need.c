#include "domain/people/need.h"

#include "ledger/change.h"

static void need_check(struct change *change, struct errors *errors)
{
    change_today(change, NEED_ASKED_ON);
    change_check_order(change, errors, NEED_ASKED_ON, NEED_MET_ON);
}

static const struct field need_fields[] = {
    [NEED_PERSON] = {.name = "person_id",
                     .label = "人员",
                     .help = "按身份证号查找",
                     .kind = KIND_REF,
                     .ref = "person",
                     .flags = FIELD_REQUIRED | FIELD_LIST},
    [NEED_KIND] = {.name = "kind",
                   .label = "需求",
                   .aliases = (const char *const[]){"服务需求", "需求类型", NULL},
                   .kind = KIND_CODE,
                   .codes = "need_kind",
                   .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [NEED_DETAIL] =
        {.name = "detail", .label = "具体情况", .kind = KIND_TEXT, .flags = FIELD_LIST, .max = 200},
    [NEED_ASKED_ON] = {.name = "asked_on",
                       .label = "提出日期",
                       .aliases = (const char *const[]){"提出时间", NULL},
                       .help = "不填为登记当天",
                       .kind = KIND_DATE,
                       .flags = FIELD_LIST},
    [NEED_MET_ON] = {.name = "met_on",
                     .label = "满足日期",
                     .help = "未满足的留空",
                     .kind = KIND_DATE,
                     .flags = FIELD_LIST},
    [NEED_MET_BY] = {.name = "met_by", .label = "如何满足", .kind = KIND_TEXT, .max = 100},
    [NEED_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(need_fields) == NEED__COUNT, "every field is declared");

static const struct ledger_key need_keys[] = {
    {.field = {NEED_PERSON, NEED_KIND, NEED_ASKED_ON}, .n = 3},
};

const struct ledger need_ledger = {
    .name = "need",
    .label = "服务需求",
    .counter = "条",
    .fields = need_fields,
    .count = NEED__COUNT,
    .data = DATA_SERVICE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = NEED_PERSON,
    .title = NEED_KIND,
    .keys = need_keys,
    .key_count = COUNT(need_keys),
    .check = need_check,
};
