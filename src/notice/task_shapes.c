/* The tables that say what tasks.yaml may hold. */
#include "notice/files.h"

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static const struct slot progress_slots[] = {
    {"subject", AT(task_progress, subject), SLOT_KEY, .label = "台账", .sense = SENSE_LEDGER,
     .required = true, .say = "数哪一台账，如 person、employment_spell"},
    {"due", AT(task_progress, due), SLOT_TEXT, .label = "应办条件", .sense = SENSE_RULE,
     .say = "应办的条件，如 assisted and able_to_work"},
    {"done", AT(task_progress, done), SLOT_TEXT, .label = "已办条件", .sense = SENSE_RULE,
     .required = true, .say = "已办的条件"},
    {"target", AT(task_progress, target), SLOT_NUMBER, .label = "每单位应办数",
     .absent = SHAPE_BLANK, .least = 1, .most = 1000000, .say = "每个单位应办的个数，如 2"},
    {"count", AT(task_progress, count), SLOT_CHOICE, .label = "怎么数",
     .choice_labels = WORDS("按人", "按条"), .required = true, .choices = WORDS("people", "times"),
     .say = "people 按人、times 按条"},
    {"by", AT(task_progress, by), SLOT_TEXT, .label = "按哪个地区", .sense = SENSE_VALUE,
     .required = true, .say = "按哪个地区分，如 region、person.region"},
    {"unit", AT(task_progress, unit), SLOT_TEXT, .label = "计量单位", .required = true,
     .say = "人、条、场"},
    {"needs", AT(task_progress, needs), SLOT_TEXT, .label = "等哪一台账", .sense = SENSE_LEDGER,
     .say = "要等启用的台账"},
};
static const struct shape progress_shape = {"任务进度", sizeof(struct task_progress),
                                            progress_slots, COUNT(progress_slots)};

static const struct slot task_slots[] = {
    {"key", AT(notice_task, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "任务代号，如 t01"},
    {"no", AT(notice_task, no), SLOT_NUMBER, .label = "序号", .required = true, .least = 1,
     .most = 999, .say = "清单上印的序号"},
    {"item", AT(notice_task, item), SLOT_TEXT, .label = "工作项目", .required = true,
     .say = "工作项目"},
    {"text", AT(notice_task, text), SLOT_TEXT, .label = "具体任务", .sense = SENSE_LONG,
     .required = true, .say = "具体工作任务"},
    {"who", AT(notice_task, who), SLOT_TEXTS, .label = "责任单位", .sense = SENSE_WHO,
     .required = true, .say = "责任单位：township、village、bureau、workshop，或单位代号"},
    {"who_text", AT(notice_task, who_text), SLOT_TEXT, .label = "印的责任单位", .sense = SENSE_LONG,
     .required = true, .say = "清单上印的责任单位，如 各乡镇、村居"},
    {"due", AT(notice_task, due), SLOT_DATE, .label = "截止日", .required = true,
     .say = "截止日期，如 2022-09-30"},
    {"due_text", AT(notice_task, due_text), SLOT_TEXT, .label = "印的完成时限", .required = true,
     .say = "清单上印的完成时限，如 9月底前"},
    {"remind", AT(notice_task, remind), SLOT_DATE, .label = "提醒日", .say = "提醒日期"},
    {"standing", AT(notice_task, standing), SLOT_BOOL, .label = "长期坚持",
     .say = "长期坚持写 true"},
    {"evidence", AT(notice_task, evidence), SLOT_TEXT, .label = "要交的佐证", .sense = SENSE_LONG,
     .say = "要交的佐证"},
    {"progress", AT(notice_task, progress), SLOT_ONE, .label = "台账算进度",
     .shape = &progress_shape, .say = "下面缩进写 subject、due、done、count、by、unit"},
    {"note", AT(notice_task, note), SLOT_TEXT, .label = "说明", .sense = SENSE_LONG, .say = "说明"},
};
static const struct shape task_shape = {"任务", sizeof(struct notice_task), task_slots,
                                        COUNT(task_slots)};

static const struct slot worklist_slots[] = {
    {"key", AT(notice_worklist, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "清单代号，如 table3"},
    {"name", AT(notice_worklist, name), SLOT_TEXT, .label = "简称", .required = true,
     .say = "简称，通知里怎样叫这张表"},
    {"title", AT(notice_worklist, title), SLOT_TEXT, .label = "标题", .required = true,
     .say = "清单上印的标题"},
    {"heading", AT(notice_worklist, heading), SLOT_TEXTS, .label = "列名", .required = true,
     .say = "五个列名：序号、工作项目、具体工作任务、责任单位、完成时限"},
    {"paper", AT(notice_worklist, paper), SLOT_ONE, .label = "纸张", .required = true,
     .shape = &paper_shape, .say = "下面缩进写 size、title_font、body_font 等"},
    {"village_lead", AT(notice_worklist, village_lead), SLOT_NUMBER, .label = "村居提前工作日",
     .least = 0, .most = 30, .say = "村居比乡镇提前几个工作日"},
    {"tasks", AT(notice_worklist, tasks), SLOT_MANY, .label = "任务", .required = true,
     .shape = &task_shape},
};
const struct shape worklist_shape = {"工作清单", sizeof(struct notice_worklist), worklist_slots,
                                     COUNT(worklist_slots)};
