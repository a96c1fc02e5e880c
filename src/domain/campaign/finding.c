#include "domain/campaign/finding.h"

#include "domain/campaign/finding_flow.h"
#include "ledger/rows.h"

static const struct field finding_fields[] = {
    [FINDING_PROBLEM] = {.name = "problem",
                         .label = "排查发现的问题",
                         .aliases = (const char *const[]){"问题", "问题描述", "存在问题", NULL},
                         .kind = KIND_TEXT,
                         .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_SEARCH,
                         .max = 300},
    [FINDING_REGION] = {.name = "region",
                        .label = "责任单位",
                        .aliases = (const char *const[]){"单位", "乡镇", NULL},
                        .kind = KIND_REGION,
                        .flags = FIELD_REQUIRED | FIELD_LIST},
    [FINDING_SOURCE] = {.name = "source",
                        .label = "问题来源",
                        .aliases = (const char *const[]){"来源", NULL},
                        .kind = KIND_CODE,
                        .codes = "finding_source",
                        .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [FINDING_HEAD] = {.name = "head",
                      .label = "排查项目",
                      .aliases = (const char *const[]){"项目", NULL},
                      .kind = KIND_CODE,
                      .codes = "inspection_head",
                      .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [FINDING_CLAUSE] = {.name = "clause",
                        .label = "对应条款",
                        .help = "文件或反馈意见的条款",
                        .kind = KIND_TEXT,
                        .max = 60},
    [FINDING_FOUND_ON] = {.name = "found_on",
                          .label = "发现日期",
                          .help = "不填为登记当天",
                          .kind = KIND_DATE,
                          .flags = FIELD_LIST | FIELD_QUERY},
    [FINDING_HINT] = {.name = "hint",
                      .label = "来自线索",
                      .kind = KIND_CODE,
                      .codes = "inspection_hint"},
    [FINDING_STATE] = {.name = "state",
                       .label = "状态",
                       .kind = KIND_CODE,
                       .codes = "finding_state",
                       .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [FINDING_RESPONSIBLE] = {.name = "responsible",
                             .label = "责任人",
                             .group = "整改",
                             .aliases = (const char *const[]){"整改责任人", NULL},
                             .kind = KIND_TEXT,
                             .flags = FIELD_LIST | FIELD_SEARCH | FIELD_NAME,
                             .max = 30},
    [FINDING_MEASURE] = {.name = "measure", .label = "整改措施", .kind = KIND_TEXT, .max = 300},
    [FINDING_DEADLINE] = {.name = "deadline",
                          .label = "整改时限",
                          .aliases = (const char *const[]){"完成时限", NULL},
                          .help = "不填按通知的整改期限，期限已过按工作日推算",
                          .kind = KIND_DATE,
                          .flags = FIELD_LIST | FIELD_QUERY | FIELD_FUTURE},
    [FINDING_PROGRESS] = {.name = "progress", .label = "整改进展", .kind = KIND_TEXT, .max = 300},
    [FINDING_RECTIFIED_ON] = {.name = "rectified_on",
                              .label = "提交整改日期",
                              .kind = KIND_DATE,
                              .flags = FIELD_READONLY},
    [FINDING_OPINION] = {.name = "opinion",
                         .label = "验收意见",
                         .group = "验收、销号和回头看",
                         .kind = KIND_TEXT,
                         .flags = FIELD_READONLY,
                         .max = 200},
    [FINDING_ACCEPTED_ON] = {.name = "accepted_on",
                             .label = "验收日期",
                             .kind = KIND_DATE,
                             .flags = FIELD_READONLY},
    [FINDING_CLOSED_ON] = {.name = "closed_on",
                           .label = "销号日期",
                           .kind = KIND_DATE,
                           .flags = FIELD_READONLY | FIELD_LIST},
    [FINDING_SAMPLED_ON] = {.name = "sampled_on",
                            .label = "抽中回头看日期",
                            .kind = KIND_DATE,
                            .flags = FIELD_READONLY},
    [FINDING_BACK_ON] = {.name = "back_on",
                         .label = "回头看日期",
                         .kind = KIND_DATE,
                         .flags = FIELD_READONLY},
    [FINDING_BACK_NOTE] = {.name = "back_note",
                           .label = "回头看情况",
                           .kind = KIND_TEXT,
                           .flags = FIELD_READONLY,
                           .max = 200},
    [FINDING_TIMES] = {.name = "times",
                       .label = "退回和反弹次数",
                       .kind = KIND_INT,
                       .flags = FIELD_READONLY,
                       .max = 1000},
    [FINDING_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(finding_fields) == FINDING__COUNT, "every field is declared");

static const struct ledger_key finding_keys[] = {
    {.field = {FINDING_PROBLEM, FINDING_REGION, FINDING_SOURCE}, .n = 3},
};

const struct ledger finding_ledger = {
    .name = "finding",
    .label = "排查问题",
    .counter = "个",
    .fields = finding_fields,
    .count = FINDING__COUNT,
    .data = DATA_CAMPAIGN,
    .scope = SCOPE_REGION,
    .region = FINDING_REGION,
    .person = -1,
    .title = FINDING_PROBLEM,
    .keys = finding_keys,
    .key_count = COUNT(finding_keys),
    .flow = &finding_flow,
    .check = finding_check,
    .removable = finding_removable,
};

static const struct field finding_person_fields[] = {
    [FINDING_PERSON_FINDING] = {.name = "finding_id",
                                .label = "排查问题",
                                .kind = KIND_REF,
                                .ref = "finding",
                                .flags = FIELD_REQUIRED | FIELD_LIST},
    [FINDING_PERSON_PERSON] = {.name = "person_id",
                               .label = "人员",
                               .help = "按身份证号查找",
                               .kind = KIND_REF,
                               .ref = "person",
                               .flags = FIELD_REQUIRED | FIELD_LIST},
    [FINDING_PERSON_NOTE] =
        {.name = "note", .label = "整改情况", .kind = KIND_TEXT, .flags = FIELD_LIST, .max = 200},
};
_Static_assert(COUNT(finding_person_fields) == FINDING_PERSON__COUNT, "every field is declared");

/* Whom a closed problem was about stays told. */
static enum status finding_person_removable(struct work *work, const struct row *row,
                                            struct error *error)
{
    struct row *finding;
    enum status status = rows_get(work, &finding_ledger, row->value[FINDING_PERSON_FINDING].number,
                                  0, &finding, error);
    if (status == OK && value_is_set(&finding->value[FINDING_CLOSED_ON])) {
        status = error_set(error, work->arena, CONFLICT, "问题已经销号，涉及人员不能移除");
    }
    return status;
}

static const struct ledger_key finding_person_keys[] = {
    {.field = {FINDING_PERSON_FINDING, FINDING_PERSON_PERSON}, .n = 2},
};

const struct ledger finding_person_ledger = {
    .name = "finding_person",
    .label = "问题涉及人员",
    .counter = "人",
    .fields = finding_person_fields,
    .count = FINDING_PERSON__COUNT,
    .data = DATA_CAMPAIGN,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = FINDING_PERSON_PERSON,
    .title = FINDING_PERSON_PERSON,
    .keys = finding_person_keys,
    .key_count = COUNT(finding_person_keys),
    .removable = finding_person_removable,
};
