/* The table that says what letters.yaml may hold. */
#include "notice/letters.h"

#include "notice/files.h"

const char *const letter_fields[] = {
    [LETTER_UNIT] = "单位",       [LETTER_NUMBER] = "文号",
    [LETTER_DATE] = "日期",       [LETTER_COUNT] = "数量",
    [LETTER_COUNTY] = "县名",     [LETTER_ISSUER] = "机关",
    [LETTER_NOTICE] = "通知",     [LETTER_NOTICE_NUMBER] = "通知文号",
    [LETTER_AS_OF] = "截至",      [LETTER_REPLY_BY] = "回复期限",
    [LETTER_FIELD__COUNT] = NULL,
};

static const struct slot kind_slots[] = {
    {"key", AT(letter_kind, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "文种代号，如 urge"},
    {"name", AT(letter_kind, name), SLOT_TEXT, .label = "文种", .required = true,
     .say = "文种，如 督办函"},
    {"word", AT(letter_kind, word), SLOT_TEXT, .label = "机关代字", .required = true,
     .say = "机关代字，如 信就办督"},
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
    {"subject", AT(letter_template, subject), SLOT_KEY, .label = "台账", .sense = SENSE_LEDGER,
     .required = true, .say = "列出哪一台账的记录，如 finding"},
    {"where", AT(letter_template, where), SLOT_TEXT, .label = "条件", .sense = SENSE_RULE,
     .required = true, .say = "哪些记录写进函里"},
    {"by", AT(letter_template, by), SLOT_TEXT, .label = "按哪个地区", .sense = SENSE_VALUE,
     .required = true, .say = "按哪个地区分单位"},
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
