#include "domain/posts/wage.h"

#include "domain/lists/list_match.h"
#include "domain/posts/post_month.h"

static const struct post_month month_fields = {WAGE_PERSON, WAGE_PLACEMENT, WAGE_MONTH};

/* An amount and its day go together. */
static void check_pair(struct change *change, struct errors *errors, int amount, int day)
{
    bool has_amount = value_is_set(change_value(change, amount));
    bool has_day = value_is_set(change_value(change, day));
    if (has_amount != has_day) {
        int missing = has_amount ? day : amount;
        change_fault(change, errors, missing, "不能为空", "金额和日期要一起填");
    }
}

/* Money that goes out now waits until it is settled who the person is. What was written before is
 * not asked for again. */
static void check_settled(struct change *change, struct errors *errors)
{
    static const int money[] = {WAGE_PAID, WAGE_SUBSIDY};
    for (size_t i = 0; i < COUNT(money); i++) {
        if (change_touches(change, money[i]) && value_is_set(change_value(change, money[i]))) {
            if (text_trim(change->reason).n == 0) {
                change->reason = change_value(change, WAGE_OVERRIDE)->text;
            }
            list_match_hold(change, WAGE_PERSON, errors);
            return;
        }
    }
}

static void wage_check(struct change *change, struct errors *errors)
{
    check_pair(change, errors, WAGE_PAID, WAGE_PAID_ON);
    check_pair(change, errors, WAGE_SUBSIDY, WAGE_SUBSIDY_ON);
    post_month_check(change, errors, &month_fields);
    check_settled(change, errors);
}

static const struct field wage_fields[] = {
    [WAGE_PERSON] = {.name = "person_id",
                     .label = "人员",
                     .help = "按身份证号查找",
                     .kind = KIND_REF,
                     .ref = "person",
                     .flags = FIELD_REQUIRED | FIELD_LIST},
    [WAGE_PLACEMENT] = {.name = "placement_id",
                        .label = "公岗安置",
                        .help = "只有一个岗位的不用选",
                        .kind = KIND_REF,
                        .ref = "placement",
                        .flags = FIELD_LIST},
    [WAGE_MONTH] = {.name = "month",
                    .label = "月份",
                    .aliases = (const char *const[]){"工资月份", "所属月份", NULL},
                    .kind = KIND_DATE,
                    .flags =
                        FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY | FIELD_PARTIAL | FIELD_MONTH},
    [WAGE_DUE] = {.name = "due",
                  .label = "应发工资",
                  .aliases = (const char *const[]){"应发", "应发金额", NULL},
                  .kind = KIND_MONEY,
                  .flags = FIELD_REQUIRED | FIELD_LIST,
                  .min = 0,
                  .max = 10000000},
    [WAGE_PAID] = {.name = "paid",
                   .label = "实发工资",
                   .help = "没有发的留空",
                   .aliases = (const char *const[]){"实发", "实发金额", NULL},
                   .kind = KIND_MONEY,
                   .flags = FIELD_LIST,
                   .min = 0,
                   .max = 10000000},
    [WAGE_PAID_ON] = {.name = "paid_on",
                      .label = "发放日期",
                      .aliases = (const char *const[]){"发放时间", NULL},
                      .kind = KIND_DATE,
                      .flags = FIELD_LIST | FIELD_QUERY},
    [WAGE_VOUCHER] = {.name = "voucher", .label = "发放凭证号", .kind = KIND_TEXT, .max = 60},
    [WAGE_SUBSIDY_ON] = {.name = "subsidy_on",
                         .label = "补贴申报日期",
                         .group = "岗位补贴",
                         .aliases = (const char *const[]){"申报补贴日期", NULL},
                         .kind = KIND_DATE,
                         .flags = FIELD_LIST},
    [WAGE_SUBSIDY] =
        {.name = "subsidy", .label = "申报补贴金额", .kind = KIND_MONEY, .min = 0, .max = 10000000},
    [WAGE_OVERRIDE] = {.name = "override",
                       .label = "先发理由",
                       .help = "此人还有名单比对疑似没有审核，却要先发工资或先报补贴的，写明理由",
                       .aliases = (const char *const[]){"先办理由", NULL},
                       .kind = KIND_TEXT,
                       .max = 200},
    [WAGE_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(wage_fields) == WAGE__COUNT, "every field is declared");

static const struct ledger_key wage_keys[] = {
    {.field = {WAGE_PERSON, WAGE_MONTH, WAGE_PLACEMENT}, .n = 3},
    {.field = {WAGE_PERSON, WAGE_MONTH}, .n = 2},
};

const struct ledger wage_ledger = {
    .name = "wage",
    .label = "公岗工资",
    .counter = "条",
    .fields = wage_fields,
    .count = WAGE__COUNT,
    .data = DATA_MONEY,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = WAGE_PERSON,
    .title = WAGE_MONTH,
    .keys = wage_keys,
    .key_count = COUNT(wage_keys),
    .check = wage_check,
};
