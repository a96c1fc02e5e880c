#include "domain/jobs/vacancy.h"

#include "domain/people/organization.h"
#include "ledger/change.h"
#include "ledger/rows.h"

/* The employer's size as it stands now; a later change of the organization must not move old
 * figures. */
static void copy_employer_size(struct change *change)
{
    const struct value *employer = change_value(change, VACANCY_ORGANIZATION);
    struct row *organization;
    struct error ignored;
    if (value_is_set(change_value(change, VACANCY_LARGE)) || !value_is_set(employer)) {
        return;
    }
    if (rows_get(change->work, &organization_ledger, employer->number, 0, &organization,
                 &ignored) == OK) {
        change_set(change, VACANCY_LARGE, organization->value[ORGANIZATION_LARGE]);
    }
}

static void vacancy_check(struct change *change, struct errors *errors)
{
    change_check_order(change, errors, VACANCY_PUBLISHED_ON, VACANCY_CLOSED_ON);
    const struct value *low = change_value(change, VACANCY_PAY_LOW);
    const struct value *high = change_value(change, VACANCY_PAY_HIGH);
    if (value_is_set(low) && value_is_set(high) && low->number > high->number) {
        change_fault(change, errors, VACANCY_PAY_HIGH, "月薪上限小于月薪下限", "请核对两个数");
    }
    copy_employer_size(change);
}

static const struct field vacancy_fields[] = {
    [VACANCY_TITLE] = {.name = "title",
                       .label = "岗位名称",
                       .group = "岗位",
                       .kind = KIND_TEXT,
                       .flags =
                           FIELD_REQUIRED | FIELD_SEARCH | FIELD_PINYIN | FIELD_LIST | FIELD_QUERY,
                       .max = 60},
    [VACANCY_ORGANIZATION] = {.name = "organization_id",
                              .label = "招聘单位",
                              .kind = KIND_REF,
                              .ref = "organization",
                              .flags = FIELD_REQUIRED | FIELD_LIST},
    [VACANCY_KIND] = {.name = "kind",
                      .label = "岗位类别",
                      .kind = KIND_CODE,
                      .codes = "vacancy_kind",
                      .flags = FIELD_LIST | FIELD_QUERY},
    [VACANCY_HEADCOUNT] = {.name = "headcount",
                           .label = "招聘人数",
                           .kind = KIND_INT,
                           .flags = FIELD_REQUIRED | FIELD_LIST,
                           .min = 1,
                           .max = 100000},
    [VACANCY_PUBLISHED_ON] = {.name = "published_on",
                              .label = "发布日期",
                              .kind = KIND_DATE,
                              .flags = FIELD_REQUIRED | FIELD_LIST},
    [VACANCY_CLOSED_ON] = {.name = "closed_on",
                           .label = "截止日期",
                           .kind = KIND_DATE,
                           .flags = FIELD_LIST | FIELD_FUTURE},
    [VACANCY_REGION] = {.name = "region",
                        .label = "所属地",
                        .help = "统计按此乡镇",
                        .kind = KIND_REGION,
                        .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [VACANCY_LARGE] = {.name = "large",
                       .label = "规上企业岗位",
                       .help = "留空时按招聘单位是否规模以上填写",
                       .kind = KIND_BOOL,
                       .flags = FIELD_LIST},
    [VACANCY_PLACE] = {.name = "place",
                       .label = "工作地点",
                       .group = "待遇与要求",
                       .kind = KIND_TEXT,
                       .flags = FIELD_SEARCH,
                       .max = 100},
    [VACANCY_PAY_LOW] = {.name = "pay_low",
                         .label = "月薪下限",
                         .kind = KIND_MONEY,
                         .flags = FIELD_LIST,
                         .min = 0,
                         .max = 10000000},
    [VACANCY_PAY_HIGH] = {.name = "pay_high",
                          .label = "月薪上限",
                          .kind = KIND_MONEY,
                          .flags = FIELD_LIST,
                          .min = 0,
                          .max = 10000000},
    [VACANCY_EDUCATION] = {.name = "education",
                           .label = "学历要求",
                           .kind = KIND_CODE,
                           .codes = "education"},
    [VACANCY_REQUIREMENT] = {.name = "requirement", .label = "要求", .kind = KIND_NOTE, .max = 500},
    [VACANCY_CARING] = {.name = "caring",
                        .label = "爱心岗位",
                        .help = "低门槛、有保障，可安置残疾人等",
                        .kind = KIND_BOOL},
    [VACANCY_CONTACT] =
        {.name = "contact", .label = "联系人", .group = "联系方式", .kind = KIND_TEXT, .max = 30},
    [VACANCY_PHONE] = {.name = "phone",
                       .label = "联系电话",
                       .kind = KIND_PHONE,
                       .flags = FIELD_LIST},
    [VACANCY_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(vacancy_fields) == VACANCY__COUNT, "every field is declared");

static const struct ledger_key vacancy_keys[] = {
    {.field = {VACANCY_ORGANIZATION, VACANCY_TITLE, VACANCY_PUBLISHED_ON}, .n = 3},
};

const struct ledger vacancy_ledger = {
    .name = "vacancy",
    .label = "岗位",
    .counter = "个",
    .fields = vacancy_fields,
    .count = VACANCY__COUNT,
    .data = DATA_JOBS,
    .scope = SCOPE_REGION,
    .region = VACANCY_REGION,
    .person = -1,
    .title = VACANCY_TITLE,
    .keys = vacancy_keys,
    .key_count = COUNT(vacancy_keys),
    .check = vacancy_check,
};
