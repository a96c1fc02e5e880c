#include "domain/people/organization.h"

static const struct field organization_fields[] = {
    [ORGANIZATION_NAME] = {.name = "name",
                           .label = "单位名称",
                           .group = "基本信息",
                           .aliases =
                               (const char *const[]){"企业名称", "用人单位", "务工企业", NULL},
                           .kind = KIND_TEXT,
                           .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_PINYIN | FIELD_LIST |
                                    FIELD_QUERY,
                           .max = 100},
    [ORGANIZATION_CREDIT_CODE] = {.name = "credit_code",
                                  .label = "统一社会信用代码",
                                  .aliases = (const char *const[]){"信用代码", "营业执照号", NULL},
                                  .kind = KIND_CREDIT_CODE,
                                  .flags = FIELD_UNIQUE | FIELD_SEARCH | FIELD_LIST},
    [ORGANIZATION_KIND] = {.name = "kind",
                           .label = "单位类型",
                           .kind = KIND_CODE,
                           .codes = "organization_kind",
                           .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [ORGANIZATION_REGION] = {.name = "region",
                             .label = "所在地",
                             .kind = KIND_REGION,
                             .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [ORGANIZATION_ADDRESS] =
        {.name = "address", .label = "地址", .kind = KIND_TEXT, .flags = FIELD_SEARCH, .max = 200},
    [ORGANIZATION_INDUSTRY] = {.name = "industry",
                               .label = "行业门类",
                               .kind = KIND_CODE,
                               .codes = "industry_section"},
    [ORGANIZATION_LARGE] = {.name = "large",
                            .label = "规模以上",
                            .help = "规模以上企业：统计表第 15 列按此计",
                            .kind = KIND_BOOL,
                            .flags = FIELD_LIST},
    [ORGANIZATION_PARK] = {.name = "park",
                           .label = "园区企业",
                           .kind = KIND_BOOL,
                           .flags = FIELD_LIST},
    [ORGANIZATION_CONTACT] =
        {.name = "contact", .label = "联系人", .group = "联系方式", .kind = KIND_TEXT, .max = 30},
    [ORGANIZATION_PHONE] = {.name = "phone",
                            .label = "联系电话",
                            .kind = KIND_PHONE,
                            .flags = FIELD_SEARCH | FIELD_LIST},
    [ORGANIZATION_WORKSHOP_NO] = {.name = "workshop_no",
                                  .label = "车间认定文号",
                                  .group = "帮扶车间",
                                  .kind = KIND_TEXT,
                                  .max = 60},
    [ORGANIZATION_WORKSHOP_ON] = {.name = "workshop_on",
                                  .label = "车间认定日期",
                                  .kind = KIND_DATE},
    [ORGANIZATION_WORKERS] =
        {.name = "workers", .label = "用工人数", .kind = KIND_INT, .min = 0, .max = 1000000},
    [ORGANIZATION_CLOSED_ON] = {.name = "closed_on", .label = "停业日期", .kind = KIND_DATE},
    [ORGANIZATION_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(organization_fields) == ORGANIZATION__COUNT, "every field is declared");

static const struct ledger_key organization_keys[] = {
    {.field = {ORGANIZATION_CREDIT_CODE}, .n = 1},
    {.field = {ORGANIZATION_NAME}, .n = 1},
};

const struct ledger organization_ledger = {
    .name = "organization",
    .label = "单位",
    .counter = "家",
    .fields = organization_fields,
    .count = ORGANIZATION__COUNT,
    .data = DATA_JOBS,
    .scope = SCOPE_REGION,
    .region = ORGANIZATION_REGION,
    .person = -1,
    .title = ORGANIZATION_NAME,
    .keys = organization_keys,
    .key_count = COUNT(organization_keys),
};
