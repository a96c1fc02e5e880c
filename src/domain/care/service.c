#include "domain/care/service.h"

static const struct field service_fields[] = {
    [SERVICE_PERSON] = {.name = "person_id",
                        .label = "人员",
                        .help = "按身份证号查找",
                        .kind = KIND_REF,
                        .ref = "person",
                        .flags = FIELD_REQUIRED | FIELD_LIST},
    [SERVICE_KIND] = {.name = "kind",
                      .label = "服务类型",
                      .kind = KIND_CODE,
                      .codes = "service_kind",
                      .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [SERVICE_DATE] = {.name = "date",
                      .label = "服务日期",
                      .kind = KIND_DATE,
                      .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [SERVICE_METHOD] = {.name = "method",
                        .label = "方式",
                        .kind = KIND_CODE,
                        .codes = "service_method",
                        .flags = FIELD_LIST},
    [SERVICE_STAFF] =
        {.name = "staff", .label = "服务人", .kind = KIND_TEXT, .flags = FIELD_LIST, .max = 30},
    [SERVICE_VACANCY] = {.name = "vacancy_id",
                         .label = "推荐岗位",
                         .help = "岗位推荐时选择；同一岗位推荐两次只算一个",
                         .kind = KIND_REF,
                         .ref = "vacancy"},
    [SERVICE_CONTENT] =
        {.name = "content", .label = "内容", .kind = KIND_TEXT, .flags = FIELD_LIST, .max = 300},
    [SERVICE_RESULT] = {.name = "result",
                        .label = "联系结果",
                        .kind = KIND_CODE,
                        .codes = "follow_result",
                        .flags = FIELD_LIST},
    [SERVICE_ACKNOWLEDGED] = {.name = "acknowledged", .label = "本人确认", .kind = KIND_BOOL},
    [SERVICE_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(service_fields) == SERVICE__COUNT, "every field is declared");

static const struct ledger_key service_keys[] = {
    {.field = {SERVICE_PERSON, SERVICE_KIND, SERVICE_DATE, SERVICE_VACANCY}, .n = 4},
    {.field = {SERVICE_PERSON, SERVICE_KIND, SERVICE_DATE}, .n = 3},
};

const struct ledger service_ledger = {
    .name = "service",
    .label = "服务记录",
    .counter = "次",
    .fields = service_fields,
    .count = SERVICE__COUNT,
    .data = DATA_SERVICE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = SERVICE_PERSON,
    .title = SERVICE_KIND,
    .keys = service_keys,
    .key_count = COUNT(service_keys),
};
