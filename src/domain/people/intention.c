#include "domain/people/intention.h"

#include "ledger/change.h"

static void intention_check(struct change *change, struct errors *errors)
{
    (void)errors;
    change_today(change, INTENTION_ASKED_ON);
}

static const struct field intention_fields[] = {
    [INTENTION_PERSON] = {.name = "person_id",
                          .label = "人员",
                          .help = "按身份证号查找",
                          .kind = KIND_REF,
                          .ref = "person",
                          .flags = FIELD_REQUIRED | FIELD_LIST},
    [INTENTION_KINDS] = {.name = "kinds",
                         .label = "意愿",
                         .aliases = (const char *const[]){"就业意愿", "求职意愿", "就业意向", NULL},
                         .kind = KIND_CODES,
                         .codes = "intent",
                         .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [INTENTION_JOB] =
        {.name = "job", .label = "意向岗位", .kind = KIND_TEXT, .flags = FIELD_LIST, .max = 60},
    [INTENTION_PLACE] =
        {.name = "place", .label = "意向地点", .kind = KIND_TEXT, .flags = FIELD_LIST, .max = 60},
    [INTENTION_PAY] = {.name = "pay",
                       .label = "期望月薪",
                       .kind = KIND_MONEY,
                       .flags = FIELD_LIST,
                       .min = 0,
                       .max = 10000000},
    [INTENTION_TRAINING] = {.name = "training", .label = "培训方向", .kind = KIND_TEXT, .max = 60},
    [INTENTION_STARTUP] = {.name = "startup", .label = "创业方向", .kind = KIND_TEXT, .max = 60},
    [INTENTION_ASKED_ON] = {.name = "asked_on",
                            .label = "询问日期",
                            .aliases = (const char *const[]){"询问时间", "摸底日期", NULL},
                            .help = "不填为登记当天",
                            .kind = KIND_DATE,
                            .flags = FIELD_LIST},
    [INTENTION_ASKED_BY] = {.name = "asked_by", .label = "询问人", .kind = KIND_TEXT, .max = 30},
    [INTENTION_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(intention_fields) == INTENTION__COUNT, "every field is declared");

static const struct ledger_key intention_keys[] = {
    {.field = {INTENTION_PERSON, INTENTION_ASKED_ON}, .n = 2},
};

const struct ledger intention_ledger = {
    .name = "intention",
    .label = "就业意愿",
    .counter = "条",
    .fields = intention_fields,
    .count = INTENTION__COUNT,
    .data = DATA_SERVICE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = INTENTION_PERSON,
    .title = INTENTION_ASKED_ON,
    .check = intention_check,
    .keys = intention_keys,
    .key_count = COUNT(intention_keys),
};
