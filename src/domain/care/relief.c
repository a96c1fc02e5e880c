#include "domain/care/relief.h"

static const struct field relief_fields[] = {
    [RELIEF_PERSON] = {.name = "person_id",
                       .label = "人员",
                       .help = "按身份证号查找",
                       .kind = KIND_REF,
                       .ref = "person",
                       .flags = FIELD_REQUIRED | FIELD_LIST},
    [RELIEF_DATE] = {.name = "date",
                     .label = "发放日期",
                     .aliases = (const char *const[]){"救助日期", "救助时间", "发放时间", NULL},
                     .kind = KIND_DATE,
                     .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [RELIEF_AMOUNT] = {.name = "amount",
                       .label = "金额",
                       .aliases = (const char *const[]){"救助金额", "发放金额", NULL},
                       .kind = KIND_MONEY,
                       .flags = FIELD_REQUIRED | FIELD_LIST,
                       .min = 1,
                       .max = 100000000},
    [RELIEF_KIND] = {.name = "kind",
                     .label = "救助类型",
                     .aliases = (const char *const[]){"救助类别", NULL},
                     .kind = KIND_CODE,
                     .codes = "relief_kind",
                     .flags = FIELD_LIST | FIELD_QUERY},
    [RELIEF_EVIDENCE_NO] = {.name = "evidence_no",
                            .label = "审批文号",
                            .kind = KIND_TEXT,
                            .flags = FIELD_LIST,
                            .max = 60},
    [RELIEF_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(relief_fields) == RELIEF__COUNT, "every field is declared");

static const struct ledger_key relief_keys[] = {
    {.field = {RELIEF_PERSON, RELIEF_DATE, RELIEF_AMOUNT}, .n = 3},
};

const struct ledger relief_ledger = {
    .name = "relief",
    .label = "临时救助",
    .counter = "条",
    .fields = relief_fields,
    .count = RELIEF__COUNT,
    .data = DATA_MONEY,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = RELIEF_PERSON,
    .title = RELIEF_DATE,
    .keys = relief_keys,
    .key_count = COUNT(relief_keys),
};
