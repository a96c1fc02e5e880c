#include "domain/posts/post.h"

#include "ledger/change.h"

static void post_check(struct change *change, struct errors *errors)
{
    change_check_order(change, errors, POST_VALID_FROM, POST_VALID_TO);
    change_check_order(change, errors, POST_VALID_FROM, POST_CLOSED_ON);
}

static const struct field post_fields[] = {
    [POST_NAME] = {.name = "name",
                   .label = "岗位名称",
                   .group = "岗位",
                   .aliases = (const char *const[]){"公益性岗位名称", "公岗名称", NULL},
                   .kind = KIND_TEXT,
                   .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST | FIELD_QUERY,
                   .max = 60},
    [POST_KIND] = {.name = "kind",
                   .label = "岗位类别",
                   .aliases = (const char *const[]){"岗位类型", "公岗类别", NULL},
                   .kind = KIND_CODE,
                   .codes = "post_kind",
                   .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [POST_REGION] = {.name = "region",
                     .label = "所在地",
                     .aliases = (const char *const[]){"岗位所在地", NULL},
                     .kind = KIND_REGION,
                     .flags = FIELD_REQUIRED | FIELD_LIST},
    [POST_ORGANIZATION] = {.name = "organization_id",
                           .label = "用人单位",
                           .help = "在单位台账中选择；村（居）自用的可以不填",
                           .kind = KIND_REF,
                           .ref = "organization",
                           .flags = FIELD_LIST},
    [POST_QUOTA] = {.name = "quota",
                    .label = "核定人数",
                    .aliases = (const char *const[]){"岗位数", "核定岗位数", NULL},
                    .kind = KIND_INT,
                    .flags = FIELD_REQUIRED | FIELD_LIST,
                    .min = 1,
                    .max = 10000},
    [POST_FUND] = {.name = "fund",
                   .label = "资金来源",
                   .aliases = (const char *const[]){"资金渠道", NULL},
                   .kind = KIND_CODE,
                   .codes = "post_fund",
                   .flags = FIELD_LIST | FIELD_QUERY},
    [POST_PAY] = {.name = "pay",
                  .label = "月工资标准",
                  .aliases = (const char *const[]){"岗位工资标准", "补贴标准", NULL},
                  .kind = KIND_MONEY,
                  .flags = FIELD_LIST,
                  .min = 1,
                  .max = 10000000},
    [POST_APPROVAL_NO] = {.name = "approval_no",
                          .label = "核定文号",
                          .group = "核定",
                          .kind = KIND_TEXT,
                          .flags = FIELD_SEARCH,
                          .max = 60},
    [POST_VALID_FROM] = {.name = "valid_from",
                         .label = "核定日期",
                         .kind = KIND_DATE,
                         .flags = FIELD_LIST},
    [POST_VALID_TO] = {.name = "valid_to",
                       .label = "有效期止",
                       .kind = KIND_DATE,
                       .flags = FIELD_LIST | FIELD_FUTURE},
    [POST_CLOSED_ON] = {.name = "closed_on",
                        .label = "撤销日期",
                        .help = "岗位还在的留空",
                        .kind = KIND_DATE},
    [POST_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(post_fields) == POST__COUNT, "every field is declared");

static const struct ledger_key post_keys[] = {
    {.field = {POST_NAME, POST_REGION}, .n = 2},
};

const struct ledger post_ledger = {
    .name = "post",
    .label = "公益性岗位",
    .counter = "个",
    .fields = post_fields,
    .count = POST__COUNT,
    .data = DATA_SERVICE,
    .scope = SCOPE_REGION,
    .region = POST_REGION,
    .person = -1,
    .title = POST_NAME,
    .keys = post_keys,
    .key_count = COUNT(post_keys),
    .check = post_check,
};
