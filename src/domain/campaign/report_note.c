#include "domain/campaign/report_note.h"

#include "ledger/actor.h"
#include "ledger/change.h"

static const struct field report_note_fields[] = {
    [REPORT_NOTE_SUBMISSION] = {.name = "submission_id",
                                .label = "报送",
                                .kind = KIND_REF,
                                .ref = "submission",
                                .flags = FIELD_READONLY | FIELD_REQUIRED | FIELD_LIST},
    [REPORT_NOTE_REGION] = {.name = "region",
                            .label = "地区",
                            .kind = KIND_REGION,
                            .flags = FIELD_READONLY | FIELD_REQUIRED | FIELD_LIST},
    [REPORT_NOTE_KIND] = {.name = "kind",
                          .label = "种类",
                          .kind = KIND_CODE,
                          .codes = "report_note_kind",
                          .flags = FIELD_READONLY | FIELD_REQUIRED | FIELD_LIST},
    [REPORT_NOTE_TARGET] = {.name = "target",
                            .label = "所指代号",
                            .kind = KIND_TEXT,
                            .flags = FIELD_READONLY | FIELD_LIST,
                            .max = 60},
    [REPORT_NOTE_LABEL] = {.name = "label",
                           .label = "所指",
                           .kind = KIND_TEXT,
                           .flags = FIELD_READONLY | FIELD_LIST,
                           .max = 200},
    [REPORT_NOTE_BODY] = {.name = "body",
                          .label = "内容",
                          .kind = KIND_NOTE,
                          .flags = FIELD_READONLY | FIELD_REQUIRED | FIELD_LIST,
                          .max = 10000},
    [REPORT_NOTE_DAY] = {.name = "day",
                         .label = "日期",
                         .kind = KIND_DATE,
                         .flags = FIELD_READONLY | FIELD_LIST},
};
_Static_assert(COUNT(report_note_fields) == REPORT_NOTE__COUNT, "every field is declared");

/* Only the county remarks; what somebody wrote is changed by him or, in a unit's own words, by his
 * colleagues, never by the other side. */
static void report_note_check(struct change *change, struct errors *errors)
{
    change_today(change, REPORT_NOTE_DAY);
    const struct value *kind = change_value(change, REPORT_NOTE_KIND);
    bool remark = value_is_set(kind) && text_is(kind->text, NOTE_REMARK);
    if (remark && !actor_is(change->work->actor, ROLE_BIT(ROLE_COUNTY))) {
        change_fault(change, errors, REPORT_NOTE_KIND, "只有县就创中心可以写退回意见",
                     "请改用批注");
    }
    bool comment = value_is_set(kind) && text_is(kind->text, NOTE_COMMENT);
    if (comment && change->old != NULL && change->old->created_by != change->work->actor->user) {
        change_fault(change, errors, REPORT_NOTE_BODY, "只能改自己写的批注", "请另写一条");
    }
}

/* What was remarked, explained or written to a report stays with it. */
static enum status report_note_removable(struct work *work, const struct row *row,
                                         struct error *error)
{
    (void)row;
    return error_set(error, work->arena, CONFLICT, "批注和说明不能移除，可以再写一条");
}

const struct ledger report_note_ledger = {
    .name = "report_note",
    .label = "报表批注",
    .counter = "条",
    .fields = report_note_fields,
    .count = REPORT_NOTE__COUNT,
    .data = DATA_CAMPAIGN,
    .scope = SCOPE_REGION,
    .region = REPORT_NOTE_REGION,
    .person = -1,
    .pages_only = true,
    .title = REPORT_NOTE_LABEL,
    .check = report_note_check,
    .removable = report_note_removable,
};
