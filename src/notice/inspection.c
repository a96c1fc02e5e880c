/* The table that says what inspection.yaml may hold. */
#include "notice/inspection.h"

#include "notice/files.h"

static const struct slot head_slots[] = {
    {"key", AT(inspection_head, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "项目代号，如 publicity"},
    {"no", AT(inspection_head, no), SLOT_NUMBER, .label = "序号", .required = true, .least = 1,
     .most = 99, .say = "表上印的序号"},
    {"item", AT(inspection_head, item), SLOT_TEXT, .label = "排查项目", .required = true,
     .say = "排查项目"},
    {"text", AT(inspection_head, text), SLOT_TEXT, .label = "具体表现", .sense = SENSE_LONG,
     .required = true, .say = "具体表现"},
    {"clause", AT(inspection_head, clause), SLOT_TEXT, .label = "条款",
     .say = "通知的条款，如 五（一）一是"},
};
static const struct shape head_shape = {"排查项目", sizeof(struct inspection_head), head_slots,
                                        COUNT(head_slots)};

static const struct slot source_slots[] = {
    {"key", AT(inspection_source, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "来源代号，如 central"},
    {"name", AT(inspection_source, name), SLOT_TEXT, .label = "名称", .required = true,
     .say = "来源名称，如 中央"},
    {"self", AT(inspection_source, self), SLOT_BOOL, .label = "本单位自查",
     .say = "本单位自查写 true"},
};
static const struct shape source_shape = {"问题来源", sizeof(struct inspection_source),
                                          source_slots, COUNT(source_slots)};

static const struct slot hint_slots[] = {
    {"key", AT(inspection_hint, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "线索代号，如 untold"},
    {"label", AT(inspection_hint, label), SLOT_TEXT, .label = "名称", .required = true,
     .say = "线索名称"},
    {"head", AT(inspection_hint, head), SLOT_KEY, .label = "排查项目", .sense = SENSE_HEAD,
     .required = true, .say = "heads 中的项目代号"},
    {"subject", AT(inspection_hint, subject), SLOT_KEY, .label = "台账", .sense = SENSE_LEDGER,
     .required = true, .say = "列出哪一台账的记录，如 person"},
    {"where", AT(inspection_hint, where), SLOT_TEXT, .label = "条件", .sense = SENSE_RULE,
     .required = true, .say = "哪些记录可能有问题"},
    {"by", AT(inspection_hint, by), SLOT_TEXT, .label = "按哪个地区", .sense = SENSE_VALUE,
     .required = true, .say = "按哪个地区分，如 region、person.region"},
    {"count", AT(inspection_hint, count), SLOT_CHOICE, .label = "怎么数",
     .choice_labels = (const char *const[]){"按人", "按条", NULL},
     .choices = (const char *const[]){"people", "times", NULL},
     .say = "people 按人，立为问题时带上名单；times 按条"},
    {"problem", AT(inspection_hint, problem), SLOT_TEXT, .label = "问题描述", .sense = SENSE_LONG,
     .required = true, .say = "立为问题时的问题描述，{n} 换成个数"},
    {"measure", AT(inspection_hint, measure), SLOT_TEXT, .label = "整改措施", .sense = SENSE_LONG,
     .required = true, .say = "建议的整改措施"},
    {"needs", AT(inspection_hint, needs), SLOT_KEY, .label = "等哪一台账", .sense = SENSE_LEDGER,
     .say = "要等哪一台账启用"},
};
static const struct shape hint_shape = {"排查线索", sizeof(struct inspection_hint), hint_slots,
                                        COUNT(hint_slots)};

static const struct slot back_slots[] = {
    {"days", AT(inspection_back, days), SLOT_NUMBER, .label = "销号后天数", .required = true,
     .least = 0, .most = 366, .say = "销号后多少天"},
    {"percent", AT(inspection_back, percent), SLOT_NUMBER, .label = "抽查百分比", .required = true,
     .least = 1, .most = 100, .say = "抽查的百分比"},
    {"least", AT(inspection_back, least), SLOT_NUMBER, .label = "每单位至少", .absent = 1,
     .least = 0, .most = 1000, .say = "每个单位至少抽几个"},
};
static const struct shape back_shape = {"回头看", sizeof(struct inspection_back), back_slots,
                                        COUNT(back_slots)};

static const struct slot slots[] = {
    {"key", AT(notice_inspection, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "表的代号，如 table1"},
    {"name", AT(notice_inspection, name), SLOT_TEXT, .label = "简称", .required = true,
     .say = "简称，通知里怎样叫这张表"},
    {"title", AT(notice_inspection, title), SLOT_TEXT, .label = "标题", .required = true,
     .say = "表上印的标题"},
    {"heading", AT(notice_inspection, heading), SLOT_TEXTS, .label = "列名", .required = true,
     .say = "六个列名：序号、排查项目、具体表现、排查发现的问题、发现后是否进行整改、整改进展"},
    {"above", AT(notice_inspection, above), SLOT_TEXTS, .label = "表上方", .sense = SENSE_LINES,
     .say = "表上方的一行字"},
    {"below", AT(notice_inspection, below), SLOT_TEXTS, .label = "表下方", .sense = SENSE_LINES,
     .say = "表下方的备注"},
    {"inspect_by", AT(notice_inspection, inspect_by), SLOT_DATE, .label = "排查完成日",
     .required = true, .say = "排查完成的日期"},
    {"rectify_by", AT(notice_inspection, rectify_by), SLOT_DATE, .label = "整改完成日",
     .required = true, .say = "整改完成的日期"},
    {"paper", AT(notice_inspection, paper), SLOT_ONE, .label = "纸张", .required = true,
     .shape = &paper_shape, .say = "下面缩进写 size、title_font、body_font 等"},
    {"look_back", AT(notice_inspection, look_back), SLOT_ONE, .label = "回头看", .required = true,
     .shape = &back_shape, .say = "下面缩进写 days、percent、least"},
    {"sources", AT(notice_inspection, sources), SLOT_MANY, .label = "问题来源", .required = true,
     .shape = &source_shape},
    {"heads", AT(notice_inspection, heads), SLOT_MANY, .label = "排查项目", .required = true,
     .shape = &head_shape},
    {"hints", AT(notice_inspection, hints), SLOT_MANY, .label = "排查线索", .shape = &hint_shape},
};
const struct shape inspection_shape = {"排查", sizeof(struct notice_inspection), slots,
                                       COUNT(slots)};
