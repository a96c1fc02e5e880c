#include "domain/posts/attendance.h"

#include "domain/posts/post_month.h"

static const struct post_month month_fields = {ATTENDANCE_PERSON, ATTENDANCE_PLACEMENT,
                                               ATTENDANCE_MONTH};

static void attendance_check(struct change *change, struct errors *errors)
{
    const struct value *due = change_value(change, ATTENDANCE_DAYS_DUE);
    const struct value *days = change_value(change, ATTENDANCE_DAYS);
    if (value_is_set(due) && value_is_set(days) && days->number > due->number) {
        change_fault(change, errors, ATTENDANCE_DAYS, "多于应出勤天数", "请核对两个天数");
    }
    post_month_check(change, errors, &month_fields);
}

static const struct field attendance_fields[] = {
    [ATTENDANCE_PERSON] = {.name = "person_id",
                           .label = "人员",
                           .help = "按身份证号查找",
                           .kind = KIND_REF,
                           .ref = "person",
                           .flags = FIELD_REQUIRED | FIELD_LIST},
    [ATTENDANCE_PLACEMENT] = {.name = "placement_id",
                              .label = "公岗安置",
                              .help = "只有一个岗位的不用选",
                              .kind = KIND_REF,
                              .ref = "placement",
                              .flags = FIELD_LIST},
    [ATTENDANCE_MONTH] = {.name = "month",
                          .label = "月份",
                          .aliases = (const char *const[]){"考勤月份", "所属月份", NULL},
                          .kind = KIND_DATE,
                          .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY | FIELD_PARTIAL |
                                   FIELD_MONTH},
    [ATTENDANCE_DAYS_DUE] = {.name = "days_due",
                             .label = "应出勤天数",
                             .kind = KIND_INT,
                             .flags = FIELD_LIST,
                             .min = 0,
                             .max = 31},
    [ATTENDANCE_DAYS] = {.name = "days",
                         .label = "实际出勤天数",
                         .aliases = (const char *const[]){"出勤天数", "考勤天数", NULL},
                         .kind = KIND_INT,
                         .flags = FIELD_REQUIRED | FIELD_LIST,
                         .min = 0,
                         .max = 31},
    [ATTENDANCE_RESULT] = {.name = "result",
                           .label = "考核结果",
                           .kind = KIND_CODE,
                           .codes = "attendance_result",
                           .flags = FIELD_LIST | FIELD_QUERY},
    [ATTENDANCE_CHECKER] = {.name = "checker", .label = "考勤人", .kind = KIND_TEXT, .max = 30},
    [ATTENDANCE_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(attendance_fields) == ATTENDANCE__COUNT, "every field is declared");

static const struct ledger_key attendance_keys[] = {
    {.field = {ATTENDANCE_PERSON, ATTENDANCE_MONTH, ATTENDANCE_PLACEMENT}, .n = 3},
    {.field = {ATTENDANCE_PERSON, ATTENDANCE_MONTH}, .n = 2},
};

const struct ledger attendance_ledger = {
    .name = "attendance",
    .label = "公岗考勤",
    .counter = "条",
    .fields = attendance_fields,
    .count = ATTENDANCE__COUNT,
    .data = DATA_SERVICE,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = ATTENDANCE_PERSON,
    .title = ATTENDANCE_MONTH,
    .keys = attendance_keys,
    .key_count = COUNT(attendance_keys),
    .check = attendance_check,
};
