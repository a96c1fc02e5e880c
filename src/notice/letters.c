/* The table that says what letters.yaml may hold. */
#include "notice/letters.h"

#include "notice/files.h"

const char *const letter_fields[] = {
    [LETTER_UNIT] = "单位",       [LETTER_NUMBER] = "文号",
    [LETTER_DATE] = "日期",       [LETTER_COUNT] = "数量",
    [LETTER_COUNTY] = "县名",     [LETTER_ISSUER] = "机关",
    [LETTER_NOTICE] = "通知",     [LETTER_NOTICE_NUMBER] = "通知文号",
    [LETTER_AS_OF] = "截至",      [LETTER_REPLY_BY] = "回复期限",
    [LETTER_GROUNDS] = "依据",    [LETTER_WHY] = "原因",
    [LETTER_FIELD__COUNT] = NULL,
};

const char *const letter_row_fields[] = {
    [LETTER_ROW_NO] = "序号",
    [LETTER_ROW_NAME] = "指标",
    [LETTER_ROW_FIGURE] = "数字",
    [LETTER_ROW__COUNT] = NULL,
};

const struct letter_task_word letter_task_words[LETTER_TASKS__COUNT] = {
    [LETTER_TASKS_GIVEN] = {"given", "应办任务（项）"},
    [LETTER_TASKS_DONE] = {"done", "已完成（项）"},
    [LETTER_TASKS_RED] = {"red", "逾期未完成（项）"},
    [LETTER_TASKS_YELLOW] = {"yellow", "临近时限（项）"},
    [LETTER_TASKS_PERCENT] = {"percent", "完成率（%）"},
    [LETTER_TASKS_RANK] = {"rank", "完成情况名次"},
    [LETTER_TASKS_UNITS] = {"units", "参加排名的单位（个）"},
};

const struct letter_task_word letter_due_words[LETTER_DUE__COUNT] = {
    [LETTER_DUE_ASKED] = {"asked", "已到期的报表（期）"},
    [LETTER_DUE_MISSING] = {"missing", "逾期未报（期）"},
    [LETTER_DUE_LATE] = {"late", "迟报（期）"},
};

const char *const letter_bases[] = {[LETTER_OF_ROWS] = "rows",
                                    [LETTER_OF_REPORT] = "report",
                                    [LETTER_OF_TASKS] = "tasks",
                                    [LETTER_OF_DUE] = "due",
                                    NULL};
static const char *const basis_labels[] = {[LETTER_OF_ROWS] = "台账现在的记录",
                                           [LETTER_OF_REPORT] = "封存的报表",
                                           [LETTER_OF_TASKS] = "任务进度和名次",
                                           [LETTER_OF_DUE] = "到期的报表报了没有"};

static const char *const receivers[] = {[LETTER_TO_TOWNSHIPS] = "township",
                                        [LETTER_TO_VILLAGES] = "village",
                                        [LETTER_TO_BUREAUS] = "bureau",
                                        [LETTER_TO_WORKSHOPS] = "workshop",
                                        NULL};
static const char *const receiver_labels[] = {[LETTER_TO_TOWNSHIPS] = "乡镇",
                                              [LETTER_TO_VILLAGES] = "村居",
                                              [LETTER_TO_BUREAUS] = "部门",
                                              [LETTER_TO_WORKSHOPS] = "帮扶车间"};

bool letter_to_organizations(const struct letter_template *template)
{
    return template->to == LETTER_TO_BUREAUS || template->to == LETTER_TO_WORKSHOPS;
}

static const struct slot kind_slots[] = {
    {"key", AT(letter_kind, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "文种代号，如 urge"},
    {"name", AT(letter_kind, name), SLOT_TEXT, .label = "文种", .required = true,
     .say = "文种，如 督办函"},
    {"word", AT(letter_kind, word), SLOT_TEXT, .label = "机关代字", .required = true,
     .say = "机关代字，编号以它开头"},
};
static const struct shape kind_shape = {"文种", sizeof(struct letter_kind), kind_slots,
                                        COUNT(kind_slots)};

static const struct slot template_slots[] = {
    {"key", AT(letter_template, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "模板代号，如 overdue"},
    {"name", AT(letter_template, name), SLOT_TEXT, .label = "名称", .required = true,
     .say = "模板名称"},
    {"kind", AT(letter_template, kind), SLOT_KEY, .label = "文种", .sense = SENSE_LETTER,
     .required = true, .say = "kinds 中的文种代号"},
    {"file", AT(letter_template, file), SLOT_TEXT, .label = "模板文件", .required = true,
     .say = "通知文件夹里的 .docx 文件名"},
    {"to", AT(letter_template, to), SLOT_CHOICE, .label = "发给谁", .choices = receivers,
     .choice_labels = receiver_labels,
     .say = "township 乡镇（不写就是它）、village 村居、bureau 部门、workshop 帮扶车间"},
    {"basis", AT(letter_template, basis), SLOT_CHOICE, .label = "看什么发函",
     .choices = letter_bases, .choice_labels = basis_labels,
     .say = "rows 台账的记录，report 封存的报表，tasks 任务进度，due 到期的报表"},
    {"report", AT(letter_template, report), SLOT_KEY, .label = "哪张报表", .sense = SENSE_REPORT,
     .say = "看封存的哪张报表"},
    {"round", AT(letter_template, round), SLOT_KEY, .label = "哪一期", .sense = SENSE_PERIOD,
     .say = "这张表的期别；不写是最近封存的一期"},
    {"when", AT(letter_template, when), SLOT_TEXT, .label = "满足什么就发", .sense = SENSE_LONG,
     .say = "单位的数字满足这个式子就收函，如 c17 * 100 < c04 * 60"},
    {"reason", AT(letter_template, reason), SLOT_TEXT, .label = "为什么发",
     .say = "一句话，如 企业吸纳人数不足认定人数的六成；写进函里的“原因”"},
    {"subject", AT(letter_template, subject), SLOT_KEY, .label = "台账", .sense = SENSE_LEDGER,
     .say = "函里列出哪一台账的记录，如 finding"},
    {"where", AT(letter_template, where), SLOT_TEXT, .label = "条件", .sense = SENSE_RULE,
     .say = "哪些记录写进函里"},
    {"by", AT(letter_template, by), SLOT_TEXT, .label = "按哪个地区", .sense = SENSE_VALUE,
     .say = "按哪个地区分单位；发给部门、帮扶车间的，写记着单位的栏，如 organization_id"},
    {"at_least", AT(letter_template, at_least), SLOT_NUMBER, .label = "几条才发", .absent = 1,
     .least = 1, .most = 1000000, .say = "一个单位有几条才发函"},
    {"reply_days", AT(letter_template, reply_days), SLOT_NUMBER, .label = "回复工作日", .absent = 5,
     .least = 1, .most = 60, .say = "几个工作日内回复"},
};
static const struct shape template_shape = {"函的模板", sizeof(struct letter_template),
                                            template_slots, COUNT(template_slots)};

static const struct slot slots[] = {
    {"mark", AT(notice_letters, mark), SLOT_TEXT, .label = "发文机关标志", .required = true,
     .say = "发文机关标志"},
    {"kinds", AT(notice_letters, kinds), SLOT_MANY, .label = "文种", .required = true,
     .shape = &kind_shape},
    {"templates", AT(notice_letters, templates), SLOT_MANY, .label = "模板", .required = true,
     .shape = &template_shape},
};
const struct shape letters_shape = {"函件", sizeof(struct notice_letters), slots, COUNT(slots)};
