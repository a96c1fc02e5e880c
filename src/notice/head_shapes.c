/* The tables that say what notice.yaml, settings.yaml, document.yaml and the lists of units,
 * categories, definitions, codes and deadlines may hold. */
#include "notice/files.h"

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

const char *const unit_kinds[] = {"township", "village",  "bureau", "office",
                                  "park",     "workshop", "other",  NULL};
const char *const unit_kind_labels[] = {"乡镇", "村居",     "部门", "主办单位",
                                        "园区", "帮扶车间", "其他", NULL};
_Static_assert(COUNT(unit_kinds) == UNIT__COUNT + 1, "every kind of unit has its word");
_Static_assert(COUNT(unit_kind_labels) == COUNT(unit_kinds), "and its name");

/* ---- notice.yaml ---- */

static const struct slot window_slots[] = {
    {"from", AT(notice_window, from), SLOT_DATE, .label = "开始", .required = true,
     .say = "活动开始日期"},
    {"to", AT(notice_window, to), SLOT_DATE, .label = "结束", .required = true,
     .say = "活动结束日期"},
    {"last_due", AT(notice_window, last_due), SLOT_DATE, .label = "最后报送日", .required = true,
     .say = "最后一项报送的截止日期"},
    {"first_data", AT(notice_window, first_data), SLOT_DATE, .label = "累计起算日",
     .required = true, .say = "累计数的起算日期"},
};
static const struct shape window_shape = {"活动时间", sizeof(struct notice_window), window_slots,
                                          COUNT(window_slots)};

static const struct slot basis_slots[] = {
    {"title", AT(notice_basis, title), SLOT_TEXT, .label = "标题", .required = true,
     .say = "上级文件标题"},
    {"number", AT(notice_basis, number), SLOT_TEXT, .label = "文号", .say = "文号"},
};
static const struct shape basis_shape = {"上级文件", sizeof(struct notice_basis), basis_slots,
                                         COUNT(basis_slots)};

static const struct slot correction_slots[] = {
    {"place", AT(notice_correction, place), SLOT_TEXT, .label = "位置", .required = true,
     .say = "在通知的哪一处"},
    {"original", AT(notice_correction, original), SLOT_TEXT, .label = "原文", .sense = SENSE_LONG,
     .required = true, .say = "原文"},
    {"corrected", AT(notice_correction, corrected), SLOT_TEXT, .label = "更正为",
     .sense = SENSE_LONG, .required = true, .say = "更正为"},
};
static const struct shape correction_shape = {"更正", sizeof(struct notice_correction),
                                              correction_slots, COUNT(correction_slots)};

static const struct slot notice_slots[] = {
    {"key", AT(notice_head, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "通知代号，如 xinfeng-2022-02"},
    {"name", AT(notice_head, name), SLOT_TEXT, .label = "简称", .required = true,
     .say = "活动简称"},
    {"title", AT(notice_head, title), SLOT_TEXT, .label = "标题", .required = true,
     .say = "通知标题"},
    {"number", AT(notice_head, number), SLOT_TEXT, .label = "文号", .required = true,
     .say = "文号，如 信就办字〔2022〕2号"},
    {"issuer", AT(notice_head, issuer), SLOT_TEXT, .label = "印发单位", .required = true,
     .say = "印发单位"},
    {"office", AT(notice_head, office), SLOT_TEXT, .label = "收报单位", .required = true,
     .say = "收报单位"},
    {"slogan", AT(notice_head, slogan), SLOT_TEXT, .label = "主题", .say = "活动主题"},
    {"issued_on", AT(notice_head, issued_on), SLOT_DATE, .label = "印发日期", .required = true,
     .say = "印发日期"},
    {"county", AT(notice_head, county), SLOT_NUMBER, .label = "县代码", .required = true,
     .least = 110000, .most = 659999, .say = "县的六位行政区划代码，如 360722"},
    {"county_name", AT(notice_head, county_name), SLOT_TEXT, .label = "县名", .required = true,
     .say = "县名"},
    {"window", AT(notice_head, window), SLOT_ONE, .label = "活动时间", .required = true,
     .shape = &window_shape, .say = "下面缩进写 from、to、last_due、first_data"},
    {"reports", AT(notice_head, reports), SLOT_TEXTS, .label = "报表", .required = true,
     .say = "报表代号，每个代号有一个同名的 .yaml 文件"},
    {"basis", AT(notice_head, basis), SLOT_MANY, .label = "依据的上级文件", .shape = &basis_shape},
    {"corrections", AT(notice_head, corrections), SLOT_MANY, .label = "原文更正",
     .shape = &correction_shape},
};
const struct shape notice_shape = {"通知", sizeof(struct notice_head), notice_slots,
                                   COUNT(notice_slots)};

/* ---- the lists ---- */

static const struct slot unit_slots[] = {
    {"key", AT(notice_unit, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "单位代号，如 jiading"},
    {"name", AT(notice_unit, name), SLOT_TEXT, .label = "全称", .required = true,
     .say = "单位全称"},
    {"short", AT(notice_unit, short_name), SLOT_TEXT, .label = "简称", .say = "单位简称"},
    {"kind", AT(notice_unit, kind), SLOT_CHOICE, .label = "类别", .choice_labels = unit_kind_labels,
     .required = true, .absent = UNIT_OTHER, .choices = unit_kinds,
     .say =
         "township 乡镇、village 村居、bureau 部门、office 主办单位、park 园区、workshop 帮扶车间、"
         "other 其他"},
    {"region", AT(notice_unit, region), SLOT_NUMBER, .label = "区划代码", .absent = SHAPE_BLANK,
     .least = 110000000000, .most = 659999999999, .say = "12 位统计用区划代码，如 360722100000"},
    {"duty", AT(notice_unit, duty), SLOT_TEXT, .label = "分工", .sense = SENSE_LONG,
     .say = "通知要求它做的事"},
};
static const struct shape unit_shape = {"单位", sizeof(struct notice_unit), unit_slots,
                                        COUNT(unit_slots)};

static const struct slot category_slots[] = {
    {"key", AT(notice_category, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "类别代码，如 tuopin"},
    {"name", AT(notice_category, name), SLOT_TEXT, .label = "名称", .required = true,
     .say = "类别名称"},
    {"aliases", AT(notice_category, aliases), SLOT_TEXTS, .label = "其他写法",
     .say = "各单位名单里的其他写法"},
    {"where", AT(notice_category, where), SLOT_TEXT, .label = "条件", .sense = SENSE_RULE,
     .required = true, .say = "判断某人是否属于本类的条件"},
    {"definition", AT(notice_category, definition), SLOT_TEXT, .label = "含义", .sense = SENSE_LONG,
     .required = true, .say = "含义"},
    {"proof", AT(notice_category, proof), SLOT_TEXT, .label = "证明材料", .sense = SENSE_LONG,
     .say = "证明材料"},
    {"bureau", AT(notice_category, bureau), SLOT_TEXT, .label = "出名单的部门", .sense = SENSE_UNIT,
     .say = "units.yaml 中的单位代号"},
    {"from", AT(notice_category, from), SLOT_DATE, .label = "启用日期", .say = "名称启用日期"},
    {"to", AT(notice_category, to), SLOT_DATE, .label = "停用日期", .say = "名称停用日期"},
    {"note", AT(notice_category, note), SLOT_TEXT, .label = "说明", .sense = SENSE_LONG,
     .say = "说明"},
};
static const struct shape category_shape = {"对象类别", sizeof(struct notice_category),
                                            category_slots, COUNT(category_slots)};

static const struct slot definition_slots[] = {
    {"name", AT(notice_definition, name), SLOT_KEY, .label = "代号", .required = true,
     .say = "定义的代号"},
    {"label", AT(notice_definition, label), SLOT_TEXT, .label = "名称", .required = true,
     .say = "中文名称"},
    {"subject", AT(notice_definition, subject), SLOT_KEY, .label = "台账", .sense = SENSE_LEDGER,
     .required = true, .say = "说的是哪一台账，如 person"},
    {"where", AT(notice_definition, where), SLOT_TEXT, .label = "条件", .sense = SENSE_RULE,
     .required = true, .say = "条件"},
    {"note", AT(notice_definition, note), SLOT_TEXT, .label = "说明", .sense = SENSE_LONG,
     .say = "说明"},
};
static const struct shape definition_shape = {"定义", sizeof(struct notice_definition),
                                              definition_slots, COUNT(definition_slots)};

static const struct slot code_slots[] = {
    {"table", AT(notice_code, table), SLOT_KEY, .label = "代码表", .sense = SENSE_CODES,
     .required = true, .say = "代码表，如 exit_reason"},
    {"code", AT(notice_code, code), SLOT_TEXT, .label = "代码", .required = true, .say = "代码"},
    {"name", AT(notice_code, name), SLOT_TEXT, .label = "名称", .required = true, .say = "名称"},
    {"retired", AT(notice_code, retired), SLOT_BOOL, .label = "停用", .say = "停用写 true"},
};
static const struct shape code_shape = {"代码", sizeof(struct notice_code), code_slots,
                                        COUNT(code_slots)};

static const struct slot deadline_slots[] = {
    {"key", AT(notice_deadline, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "事项代号，如 d01"},
    {"what", AT(notice_deadline, what), SLOT_TEXT, .label = "事项", .required = true,
     .say = "事项"},
    {"who", AT(notice_deadline, who), SLOT_TEXTS, .label = "谁", .sense = SENSE_WHO,
     .required = true, .say = "单位代号，或 township、bureau 等一类单位"},
    {"frequency", AT(notice_deadline, frequency), SLOT_CHOICE, .label = "频次",
     .choice_labels = WORDS("一次", "每周", "每季", "长期"), .absent = CALENDAR_ONCE,
     .choices = WORDS("once", "weekly", "quarterly", "always")},
    {"due", AT(notice_deadline, due), SLOT_DATE, .label = "截止日",
     .say = "截止日期，如 2022-09-23"},
    {"remind", AT(notice_deadline, remind), SLOT_DATE, .label = "提醒日", .say = "提醒日期"},
    {"weekday", AT(notice_deadline, weekday), SLOT_NUMBER, .label = "星期几", .absent = SHAPE_BLANK,
     .least = 1, .most = 7, .say = "星期几：1 是星期一，7 是星期日"},
    {"report", AT(notice_deadline, report), SLOT_TEXT, .label = "报表", .sense = SENSE_REPORT,
     .say = "报表代号"},
    {"period", AT(notice_deadline, period), SLOT_TEXT, .label = "期次", .sense = SENSE_PERIOD,
     .say = "报表的期次代号"},
    {"note", AT(notice_deadline, note), SLOT_TEXT, .label = "说明", .sense = SENSE_LONG,
     .say = "说明"},
};
static const struct shape deadline_shape = {"日程", sizeof(struct notice_deadline), deadline_slots,
                                            COUNT(deadline_slots)};

/* ---- settings.yaml ---- */

static const struct slot parameter_slots[] = {
    {"key", AT(notice_parameter, key), SLOT_KEY, .label = "代号", .required = true,
     .say = "参数代号"},
    {"label", AT(notice_parameter, label), SLOT_TEXT, .label = "名称", .required = true,
     .say = "参数名称"},
    {"value", AT(notice_parameter, value), SLOT_NUMBER, .label = "数值", .absent = SHAPE_BLANK,
     .say = "整数；县里还没定时留空"},
    {"unit", AT(notice_parameter, unit), SLOT_TEXT, .label = "单位", .say = "单位"},
    {"note", AT(notice_parameter, note), SLOT_TEXT, .label = "说明", .sense = SENSE_LONG,
     .say = "说明"},
};
static const struct shape parameter_shape = {"参数", sizeof(struct notice_parameter),
                                             parameter_slots, COUNT(parameter_slots)};

static const struct slot settings_slots[] = {
    {"flow", AT(notice_settings, flow), SLOT_CHOICE, .label = "流量口径",
     .choice_labels = WORDS("累计", "只算本期"), .required = true,
     .choices = WORDS("cumulative", "period"), .say = "cumulative 累计，或 period 只算本期"},
    {"review_days", AT(notice_settings, review_days), SLOT_NUMBER, .label = "初审工作日",
     .required = true, .least = 1, .most = 120, .say = "乡镇初审的工作日数"},
    {"publication_days", AT(notice_settings, publication_days), SLOT_NUMBER, .label = "公示工作日",
     .required = true, .least = 1, .most = 60, .say = "公示的工作日数"},
    {"decision_days", AT(notice_settings, decision_days), SLOT_NUMBER, .label = "审核工作日",
     .required = true, .least = 1, .most = 120, .say = "县级审核的工作日数"},
    {"recheck_months", AT(notice_settings, recheck_months), SLOT_NUMBER, .label = "复核月数",
     .required = true, .least = 1, .most = 60, .say = "认定后多少个月复核一次"},
    {"due_day_included", AT(notice_settings, due_day_included), SLOT_BOOL, .label = "“前”含当日",
     .absent = 1, .say = "“前”是否含当日"},
    {"remind_days", AT(notice_settings, remind_days), SLOT_NUMBER, .label = "提前提醒工作日",
     .absent = 2, .least = 0, .most = 30, .say = "截止日前几个工作日提醒"},
    {"lock_days", AT(notice_settings, lock_days), SLOT_NUMBER, .label = "锁定工作日",
     .absent = SHAPE_BLANK, .least = 0, .most = 60,
     .say = "截止日后几个工作日锁定报表；不写则不自动锁定"},
    {"parameters", AT(notice_settings, parameters), SLOT_MANY, .label = "参数",
     .shape = &parameter_shape},
};
const struct shape settings_shape = {"设置", sizeof(struct notice_settings), settings_slots,
                                     COUNT(settings_slots)};

/* ---- document.yaml ---- */

static const struct slot document_slots[] = {
    {"text", AT(notice_document, text), SLOT_TEXT, .label = "正文", .sense = SENSE_LONG,
     .required = true, .say = "通知正文：text: | 换行后缩进写，一段一行"},
};
const struct shape document_shape = {"正文", sizeof(struct notice_document), document_slots,
                                     COUNT(document_slots)};

/* ---- the files that hold one list ---- */

#define LIST_SLOT(word, name, of)                                                                  \
    {                                                                                              \
        word, AT(list_file, items), SLOT_MANY, .label = name, .required = true, .shape = &of,      \
                                               .say = "下面每项以“- ”开头"              \
    }

static const struct slot units_file_slots[] = {LIST_SLOT("units", "单位", unit_shape)};
const struct shape units_file = {"文件", sizeof(struct list_file), units_file_slots, 1};

static const struct slot categories_file_slots[] = {
    LIST_SLOT("categories", "对象类别", category_shape)};
const struct shape categories_file = {"文件", sizeof(struct list_file), categories_file_slots, 1};

static const struct slot definitions_file_slots[] = {
    LIST_SLOT("definitions", "定义", definition_shape)};
const struct shape definitions_file = {"文件", sizeof(struct list_file), definitions_file_slots, 1};

static const struct slot codes_file_slots[] = {LIST_SLOT("codes", "代码", code_shape)};
const struct shape codes_file = {"文件", sizeof(struct list_file), codes_file_slots, 1};

static const struct slot calendar_file_slots[] = {LIST_SLOT("calendar", "日程", deadline_shape)};
const struct shape calendar_file = {"文件", sizeof(struct list_file), calendar_file_slots, 1};
