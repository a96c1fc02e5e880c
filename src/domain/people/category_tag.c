#include "domain/people/category_tag.h"

#include "ledger/change.h"

static void category_tag_check(struct change *change, struct errors *errors)
{
    change_today(change, CATEGORY_TAG_FROM);
    change_check_order(change, errors, CATEGORY_TAG_FROM, CATEGORY_TAG_TO);
    change_check_order(change, errors, CATEGORY_TAG_FROM, CATEGORY_TAG_RISK_REMOVED_ON);
}

static const struct field category_tag_fields[] = {
    [CATEGORY_TAG_PERSON] = {.name = "person_id",
                             .label = "人员",
                             .help = "按身份证号查找",
                             .kind = KIND_REF,
                             .ref = "person",
                             .flags = FIELD_REQUIRED | FIELD_LIST},
    [CATEGORY_TAG_KIND] = {.name = "kind",
                           .label = "类别",
                           .aliases =
                               (const char *const[]){"人员类别", "困难类型", "困难类别",
                                                     "援助对象类别", "身份类别", "人员身份", NULL},
                           .kind = KIND_CODE,
                           .codes = "category",
                           .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [CATEGORY_TAG_SUB_KIND] = {.name = "sub_kind",
                               .label = "细类",
                               .help = "监测三类、低保城乡、残疾类别等级等",
                               .kind = KIND_TEXT,
                               .flags = FIELD_LIST,
                               .max = 40},
    [CATEGORY_TAG_SOURCE] = {.name = "source",
                             .label = "来源单位",
                             .kind = KIND_TEXT,
                             .flags = FIELD_LIST | FIELD_QUERY,
                             .max = 60},
    [CATEGORY_TAG_EVIDENCE_NO] = {.name = "evidence_no",
                                  .label = "证件或文号",
                                  .aliases = (const char *const[]){"证号", "低保证号", NULL},
                                  .kind = KIND_TEXT,
                                  .flags = FIELD_LIST,
                                  .max = 60},
    [CATEGORY_TAG_FROM] = {.name = "from",
                           .label = "起始日期",
                           .help = "不填为登记当天",
                           .kind = KIND_DATE,
                           .flags = FIELD_LIST},
    [CATEGORY_TAG_TO] = {.name = "to",
                         .label = "终止日期",
                         .help = "仍有效的留空",
                         .kind = KIND_DATE,
                         .flags = FIELD_LIST | FIELD_FUTURE},
    [CATEGORY_TAG_RISK_REMOVED_ON] = {.name = "risk_removed_on",
                                      .label = "风险消除日期",
                                      .kind = KIND_DATE},
    [CATEGORY_TAG_VERIFIED_ON] = {.name = "verified_on",
                                  .label = "最近核实日期",
                                  .kind = KIND_DATE},
    [CATEGORY_TAG_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(category_tag_fields) == CATEGORY_TAG__COUNT, "every field is declared");

static const struct ledger_key category_tag_keys[] = {
    {.field = {CATEGORY_TAG_PERSON, CATEGORY_TAG_KIND, CATEGORY_TAG_FROM}, .n = 3},
};

const struct ledger category_tag_ledger = {
    .name = "category_tag",
    .label = "人员类别",
    .counter = "条",
    .fields = category_tag_fields,
    .count = CATEGORY_TAG__COUNT,
    .data = DATA_PEOPLE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = CATEGORY_TAG_PERSON,
    .title = CATEGORY_TAG_KIND,
    .keys = category_tag_keys,
    .key_count = COUNT(category_tag_keys),
    .check = category_tag_check,
};
