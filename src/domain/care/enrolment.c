#include "domain/care/enrolment.h"

#include "ledger/change.h"

static void enrolment_check(struct change *change, struct errors *errors)
{
    change_check_order(change, errors, ENROLMENT_START, ENROLMENT_END);
}

static const struct field enrolment_fields[] = {
    [ENROLMENT_PERSON] = {.name = "person_id",
                          .label = "人员",
                          .help = "按身份证号查找",
                          .kind = KIND_REF,
                          .ref = "person",
                          .flags = FIELD_REQUIRED | FIELD_LIST},
    [ENROLMENT_COURSE] = {.name = "course",
                          .label = "培训班",
                          .aliases = (const char *const[]){"培训班名称", "班级名称", "培训项目",
                                                           "班名", "培训工种", NULL},
                          .kind = KIND_TEXT,
                          .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST,
                          .max = 60},
    [ENROLMENT_KIND] = {.name = "kind",
                        .label = "培训类别",
                        .kind = KIND_CODE,
                        .codes = "training_kind",
                        .flags = FIELD_LIST | FIELD_QUERY},
    [ENROLMENT_ORGANIZATION] = {.name = "organization_id",
                                .label = "培训机构",
                                .kind = KIND_REF,
                                .ref = "organization"},
    [ENROLMENT_START] = {.name = "start",
                         .label = "开班日期",
                         .aliases = (const char *const[]){"培训开始", "培训时间", NULL},
                         .kind = KIND_DATE,
                         .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [ENROLMENT_END] = {.name = "end",
                       .label = "结业日期",
                       .help = "还没有结业的留空",
                       .aliases = (const char *const[]){"培训结束", NULL},
                       .kind = KIND_DATE,
                       .flags = FIELD_LIST | FIELD_FUTURE},
    [ENROLMENT_HOURS] =
        {.name = "hours", .label = "出勤课时", .kind = KIND_INT, .min = 0, .max = 10000},
    [ENROLMENT_RESULT] = {.name = "result",
                          .label = "培训结果",
                          .kind = KIND_CODE,
                          .codes = "training_result",
                          .flags = FIELD_LIST | FIELD_QUERY},
    [ENROLMENT_CERTIFICATE] = {.name = "certificate",
                               .label = "证书编号",
                               .kind = KIND_TEXT,
                               .max = 60},
    [ENROLMENT_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(enrolment_fields) == ENROLMENT__COUNT, "every field is declared");

static const struct ledger_key enrolment_keys[] = {
    {.field = {ENROLMENT_PERSON, ENROLMENT_COURSE, ENROLMENT_START}, .n = 3},
};

const struct ledger enrolment_ledger = {
    .name = "enrolment",
    .label = "参训记录",
    .counter = "人次",
    .fields = enrolment_fields,
    .count = ENROLMENT__COUNT,
    .data = DATA_SERVICE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = ENROLMENT_PERSON,
    .title = ENROLMENT_COURSE,
    .keys = enrolment_keys,
    .key_count = COUNT(enrolment_keys),
    .check = enrolment_check,
};
