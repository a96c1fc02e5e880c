/* The tables that say what each file of a notice may hold, and the reading of a folder. */
#include "notice/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceilings.h"

#define AT(type, member) offsetof(struct type, member)
#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

const char *const unit_kinds[] = {"township", "village",  "bureau", "office",
                                  "park",     "workshop", "other",  NULL};
_Static_assert(COUNT(unit_kinds) == UNIT__COUNT + 1, "every kind of unit has its word");

/* ---- notice.yaml ---- */

static const struct slot window_slots[] = {
    {"from", AT(notice_window, from), SLOT_DATE, .required = true, .say = "活动开始日期"},
    {"to", AT(notice_window, to), SLOT_DATE, .required = true, .say = "活动结束日期"},
    {"last_due", AT(notice_window, last_due), SLOT_DATE, .required = true,
     .say = "最后一项报送的截止日期"},
    {"first_data", AT(notice_window, first_data), SLOT_DATE, .required = true,
     .say = "累计数的起算日期"},
};
static const struct shape window_shape = {"活动时间", sizeof(struct notice_window), window_slots,
                                          COUNT(window_slots)};

static const struct slot basis_slots[] = {
    {"title", AT(notice_basis, title), SLOT_TEXT, .required = true, .say = "上级文件标题"},
    {"number", AT(notice_basis, number), SLOT_TEXT, .say = "文号"},
};
static const struct shape basis_shape = {"上级文件", sizeof(struct notice_basis), basis_slots,
                                         COUNT(basis_slots)};

static const struct slot correction_slots[] = {
    {"place", AT(notice_correction, place), SLOT_TEXT, .required = true, .say = "在通知的哪一处"},
    {"original", AT(notice_correction, original), SLOT_TEXT, .required = true, .say = "原文"},
    {"corrected", AT(notice_correction, corrected), SLOT_TEXT, .required = true, .say = "更正为"},
};
static const struct shape correction_shape = {"更正", sizeof(struct notice_correction),
                                              correction_slots, COUNT(correction_slots)};

static const struct slot head_slots[] = {
    {"key", AT(notice_head, key), SLOT_KEY, .required = true,
     .say = "通知代号，如 xinfeng-2022-02"},
    {"name", AT(notice_head, name), SLOT_TEXT, .required = true, .say = "活动简称"},
    {"title", AT(notice_head, title), SLOT_TEXT, .required = true, .say = "通知标题"},
    {"number", AT(notice_head, number), SLOT_TEXT, .required = true,
     .say = "文号，如 信就办字〔2022〕2号"},
    {"issuer", AT(notice_head, issuer), SLOT_TEXT, .required = true, .say = "印发单位"},
    {"office", AT(notice_head, office), SLOT_TEXT, .required = true, .say = "收报单位"},
    {"slogan", AT(notice_head, slogan), SLOT_TEXT, .say = "活动主题"},
    {"issued_on", AT(notice_head, issued_on), SLOT_DATE, .required = true, .say = "印发日期"},
    {"county", AT(notice_head, county), SLOT_NUMBER, .required = true, .least = 110000,
     .most = 659999, .say = "县的六位行政区划代码，如 360722"},
    {"county_name", AT(notice_head, county_name), SLOT_TEXT, .required = true, .say = "县名"},
    {"window", AT(notice_head, window), SLOT_ONE, .required = true, .shape = &window_shape,
     .say = "下面缩进写 from、to、last_due、first_data"},
    {"reports", AT(notice_head, reports), SLOT_TEXTS, .required = true,
     .say = "报表代号，每个代号有一个同名的 .yaml 文件"},
    {"basis", AT(notice_head, basis), SLOT_MANY, .shape = &basis_shape},
    {"corrections", AT(notice_head, corrections), SLOT_MANY, .shape = &correction_shape},
};
static const struct shape head_shape = {"通知", sizeof(struct notice_head), head_slots,
                                        COUNT(head_slots)};

/* ---- the lists ---- */

static const struct slot unit_slots[] = {
    {"key", AT(notice_unit, key), SLOT_KEY, .required = true, .say = "单位代号，如 jiading"},
    {"name", AT(notice_unit, name), SLOT_TEXT, .required = true, .say = "单位全称"},
    {"short", AT(notice_unit, short_name), SLOT_TEXT, .say = "单位简称"},
    {"kind", AT(notice_unit, kind), SLOT_CHOICE, .required = true, .absent = UNIT_OTHER,
     .choices = unit_kinds,
     .say =
         "township 乡镇、village 村居、bureau 部门、office 主办单位、park 园区、workshop 帮扶车间、"
         "other 其他"},
    {"region", AT(notice_unit, region), SLOT_NUMBER, .absent = SHAPE_BLANK, .least = 110000000000,
     .most = 659999999999, .say = "12 位统计用区划代码，如 360722100000"},
    {"duty", AT(notice_unit, duty), SLOT_TEXT, .say = "通知要求它做的事"},
};
static const struct shape unit_shape = {"单位", sizeof(struct notice_unit), unit_slots,
                                        COUNT(unit_slots)};

static const struct slot category_slots[] = {
    {"key", AT(notice_category, key), SLOT_KEY, .required = true, .say = "类别代码，如 tuopin"},
    {"name", AT(notice_category, name), SLOT_TEXT, .required = true, .say = "类别名称"},
    {"aliases", AT(notice_category, aliases), SLOT_TEXTS, .say = "各单位名单里的其他写法"},
    {"where", AT(notice_category, where), SLOT_TEXT, .required = true,
     .say = "判断某人是否属于本类的条件"},
    {"definition", AT(notice_category, definition), SLOT_TEXT, .required = true, .say = "含义"},
    {"proof", AT(notice_category, proof), SLOT_TEXT, .say = "证明材料"},
    {"bureau", AT(notice_category, bureau), SLOT_TEXT, .say = "units.yaml 中的单位代号"},
    {"from", AT(notice_category, from), SLOT_DATE, .say = "名称启用日期"},
    {"to", AT(notice_category, to), SLOT_DATE, .say = "名称停用日期"},
    {"note", AT(notice_category, note), SLOT_TEXT, .say = "说明"},
};
static const struct shape category_shape = {"对象类别", sizeof(struct notice_category),
                                            category_slots, COUNT(category_slots)};

static const struct slot definition_slots[] = {
    {"name", AT(notice_definition, name), SLOT_KEY, .required = true, .say = "定义的代号"},
    {"label", AT(notice_definition, label), SLOT_TEXT, .required = true, .say = "中文名称"},
    {"subject", AT(notice_definition, subject), SLOT_KEY, .required = true,
     .say = "说的是哪一台账，如 person"},
    {"where", AT(notice_definition, where), SLOT_TEXT, .required = true, .say = "条件"},
    {"note", AT(notice_definition, note), SLOT_TEXT, .say = "说明"},
};
static const struct shape definition_shape = {"定义", sizeof(struct notice_definition),
                                              definition_slots, COUNT(definition_slots)};

static const struct slot code_slots[] = {
    {"table", AT(notice_code, table), SLOT_KEY, .required = true, .say = "代码表，如 exit_reason"},
    {"code", AT(notice_code, code), SLOT_TEXT, .required = true, .say = "代码"},
    {"name", AT(notice_code, name), SLOT_TEXT, .required = true, .say = "名称"},
    {"retired", AT(notice_code, retired), SLOT_BOOL, .say = "停用写 true"},
};
static const struct shape code_shape = {"代码", sizeof(struct notice_code), code_slots,
                                        COUNT(code_slots)};

static const struct slot deadline_slots[] = {
    {"key", AT(notice_deadline, key), SLOT_KEY, .required = true, .say = "事项代号，如 d01"},
    {"what", AT(notice_deadline, what), SLOT_TEXT, .required = true, .say = "事项"},
    {"who", AT(notice_deadline, who), SLOT_TEXTS, .required = true,
     .say = "单位代号，或 township、bureau 等一类单位"},
    {"frequency", AT(notice_deadline, frequency), SLOT_CHOICE, .absent = CALENDAR_ONCE,
     .choices = WORDS("once", "weekly", "quarterly", "always")},
    {"due", AT(notice_deadline, due), SLOT_DATE, .say = "截止日期，如 2022-09-23"},
    {"remind", AT(notice_deadline, remind), SLOT_DATE, .say = "提醒日期"},
    {"weekday", AT(notice_deadline, weekday), SLOT_NUMBER, .absent = SHAPE_BLANK, .least = 1,
     .most = 7, .say = "星期几：1 是星期一，7 是星期日"},
    {"report", AT(notice_deadline, report), SLOT_TEXT, .say = "报表代号"},
    {"period", AT(notice_deadline, period), SLOT_TEXT, .say = "报表的期次代号"},
    {"note", AT(notice_deadline, note), SLOT_TEXT, .say = "说明"},
};
static const struct shape deadline_shape = {"日程", sizeof(struct notice_deadline), deadline_slots,
                                            COUNT(deadline_slots)};

/* ---- settings.yaml ---- */

static const struct slot parameter_slots[] = {
    {"key", AT(notice_parameter, key), SLOT_KEY, .required = true, .say = "参数代号"},
    {"label", AT(notice_parameter, label), SLOT_TEXT, .required = true, .say = "参数名称"},
    {"value", AT(notice_parameter, value), SLOT_NUMBER, .absent = SHAPE_BLANK,
     .say = "整数；县里还没定时留空"},
    {"unit", AT(notice_parameter, unit), SLOT_TEXT, .say = "单位"},
    {"note", AT(notice_parameter, note), SLOT_TEXT, .say = "说明"},
};
static const struct shape parameter_shape = {"参数", sizeof(struct notice_parameter),
                                             parameter_slots, COUNT(parameter_slots)};

static const struct slot settings_slots[] = {
    {"flow", AT(notice_settings, flow), SLOT_CHOICE, .required = true,
     .choices = WORDS("cumulative", "period"), .say = "cumulative 累计，或 period 只算本期"},
    {"review_days", AT(notice_settings, review_days), SLOT_NUMBER, .required = true, .least = 1,
     .most = 120, .say = "乡镇初审的工作日数"},
    {"publication_days", AT(notice_settings, publication_days), SLOT_NUMBER, .required = true,
     .least = 1, .most = 60, .say = "公示的工作日数"},
    {"decision_days", AT(notice_settings, decision_days), SLOT_NUMBER, .required = true, .least = 1,
     .most = 120, .say = "县级审核的工作日数"},
    {"recheck_months", AT(notice_settings, recheck_months), SLOT_NUMBER, .required = true,
     .least = 1, .most = 60, .say = "认定后多少个月复核一次"},
    {"due_day_included", AT(notice_settings, due_day_included), SLOT_BOOL, .absent = 1,
     .say = "“前”是否含当日"},
    {"remind_days", AT(notice_settings, remind_days), SLOT_NUMBER, .absent = 2, .least = 0,
     .most = 30, .say = "截止日前几个工作日提醒"},
    {"lock_days", AT(notice_settings, lock_days), SLOT_NUMBER, .absent = SHAPE_BLANK, .least = 0,
     .most = 60, .say = "截止日后几个工作日锁定报表；不写则不自动锁定"},
    {"parameters", AT(notice_settings, parameters), SLOT_MANY, .shape = &parameter_shape},
};
static const struct shape settings_shape = {"设置", sizeof(struct notice_settings), settings_slots,
                                            COUNT(settings_slots)};

/* ---- <report>.yaml ---- */

static const struct slot column_slots[] = {
    {"key", AT(report_column, key), SLOT_KEY, .required = true, .say = "列的代号，如 c01"},
    {"no", AT(report_column, no), SLOT_NUMBER, .absent = SHAPE_BLANK, .least = 1, .most = 999,
     .say = "表上印的列号"},
    {"label", AT(report_column, label), SLOT_TEXT, .required = true, .say = "表上印的列名"},
    {"full", AT(report_column, full), SLOT_TEXT, .say = "单独出现时的全名"},
    {"original", AT(report_column, original), SLOT_TEXT, .say = "原表的错字"},
    {"group", AT(report_column, group), SLOT_TEXT, .say = "所属分组"},
    {"unit", AT(report_column, unit), SLOT_TEXT, .required = true, .say = "计量单位，如 人"},
    {"subject", AT(report_column, subject), SLOT_KEY, .say = "数哪一台账的行"},
    {"where", AT(report_column, where), SLOT_TEXT, .say = "哪些行算数；不写则由单位填报"},
    {"count", AT(report_column, count), SLOT_CHOICE,
     .choices = WORDS("people", "times", "person_days", "sum"),
     .say = "people 人数、times 次数、person_days 人次（同人同日一次）、sum 合计"},
    {"field", AT(report_column, field), SLOT_TEXT, .say = "sum 时加总的字段"},
    {"day", AT(report_column, day), SLOT_TEXT, .say = "person_days 时按哪个日期字段算同一天"},
    {"by", AT(report_column, by), SLOT_TEXT, .say = "按哪个地区字段分乡镇"},
    {"measure", AT(report_column, measure), SLOT_CHOICE, .choices = WORDS("stock", "flow"),
     .say = "stock 报告日的存量，flow 一段时间的流量"},
    {"decimals", AT(report_column, decimals), SLOT_NUMBER, .least = 0, .most = 2,
     .say = "小数位数：金额写 2"},
    {"width", AT(report_column, width), SLOT_NUMBER, .absent = SHAPE_BLANK, .least = 2, .most = 60,
     .say = "列宽（字符）"},
    {"printed", AT(report_column, printed), SLOT_BOOL, .absent = 1},
    {"needs", AT(report_column, needs), SLOT_KEY, .say = "本列要等哪一台账启用"},
    {"note", AT(report_column, note), SLOT_TEXT, .say = "说明"},
};
static const struct shape column_shape = {"报表的列", sizeof(struct report_column), column_slots,
                                          COUNT(column_slots)};

static const struct slot check_slots[] = {
    {"key", AT(report_check, key), SLOT_TEXT, .required = true, .say = "规则编号，如 V02"},
    {"level", AT(report_check, level), SLOT_CHOICE, .required = true,
     .choices = WORDS("error", "warn"), .say = "error 不许上报，warn 提示说明"},
    {"scope", AT(report_check, scope), SLOT_CHOICE, .absent = CHECK_BOTH,
     .choices = WORDS("rows", "total", "both")},
    {"flow", AT(report_check, flow), SLOT_CHOICE, .absent = CHECK_ANY_FLOW,
     .choices = WORDS("any", "cumulative", "period")},
    {"blank_fails", AT(report_check, blank_fails), SLOT_BOOL, .say = "空白算不符合写 true"},
    {"formula", AT(report_check, formula), SLOT_TEXTS, .required = true,
     .say = "各列之间的关系，如 c13 <= c12"},
    {"message", AT(report_check, message), SLOT_TEXT, .required = true, .say = "不符合时的提示"},
    {"note", AT(report_check, note), SLOT_TEXT, .say = "说明"},
};
static const struct shape check_shape = {"校验规则", sizeof(struct report_check), check_slots,
                                         COUNT(check_slots)};

static const struct slot period_slots[] = {
    {"key", AT(report_period, key), SLOT_KEY, .required = true, .say = "期次代号，如 first"},
    {"name", AT(report_period, name), SLOT_TEXT, .required = true, .say = "期次名称"},
    {"from", AT(report_period, from), SLOT_DATE, .required = true, .say = "本期第一天"},
    {"as_of", AT(report_period, as_of), SLOT_DATE, .required = true, .say = "数据截止日"},
    {"due", AT(report_period, due), SLOT_DATE, .required = true, .say = "报送截止日"},
};
static const struct shape period_shape = {"报表期次", sizeof(struct report_period), period_slots,
                                          COUNT(period_slots)};

static const struct slot paper_slots[] = {
    {"size", AT(report_paper, size), SLOT_CHOICE, .choices = WORDS("A4", "A3")},
    {"landscape", AT(report_paper, landscape), SLOT_BOOL, .absent = 1},
    {"title_font", AT(report_paper, title_font), SLOT_TEXT, .required = true, .say = "标题字体"},
    {"body_font", AT(report_paper, body_font), SLOT_TEXT, .required = true, .say = "表内字体"},
    {"title_points", AT(report_paper, title_points), SLOT_NUMBER, .absent = 18, .least = 6,
     .most = 72, .say = "标题字号（磅）"},
    {"body_points", AT(report_paper, body_points), SLOT_NUMBER, .absent = 10, .least = 5,
     .most = 36, .say = "表内字号（磅）"},
    {"row_height", AT(report_paper, row_height), SLOT_NUMBER, .absent = 20, .least = 8, .most = 200,
     .say = "数据行高（磅）"},
    {"unit_width", AT(report_paper, unit_width), SLOT_NUMBER, .absent = 10, .least = 2, .most = 60,
     .say = "第一列的宽（字符）"},
    {"column_width", AT(report_paper, column_width), SLOT_NUMBER, .absent = 8, .least = 2,
     .most = 60, .say = "其他列的宽（字符）"},
    {"label_height", AT(report_paper, label_height), SLOT_NUMBER, .absent = 60, .least = 8,
     .most = 400, .say = "列名行高（磅）"},
};
const struct shape paper_shape = {"纸张", sizeof(struct report_paper), paper_slots,
                                  COUNT(paper_slots)};

static const struct slot prose_slots[] = {
    {"key", AT(report_prose, key), SLOT_KEY, .required = true, .say = "文字栏的代号，如 progress"},
    {"label", AT(report_prose, label), SLOT_TEXT, .required = true, .say = "文字栏的名称"},
    {"help", AT(report_prose, help), SLOT_TEXT, .say = "写什么"},
    {"least", AT(report_prose, least), SLOT_NUMBER, .least = 0, .most = 5000,
     .say = "最少多少字；0 可以不填"},
    {"most", AT(report_prose, most), SLOT_NUMBER, .absent = 2000, .least = 1, .most = 10000,
     .say = "最多多少字"},
};
static const struct shape prose_shape = {"文字栏", sizeof(struct report_prose), prose_slots,
                                         COUNT(prose_slots)};

static const struct slot form_slots[] = {
    {"key", AT(report_form, key), SLOT_KEY, .required = true, .say = "报表代号，与文件名相同"},
    {"name", AT(report_form, name), SLOT_TEXT, .required = true, .say = "简称，如 附表2"},
    {"title", AT(report_form, title), SLOT_TEXT, .required = true, .say = "表上印的标题"},
    {"unit_heading", AT(report_form, unit_heading), SLOT_TEXT, .say = "第一列的列名，如 乡镇"},
    {"total", AT(report_form, total), SLOT_TEXT, .say = "合计行的名称"},
    {"rows", AT(report_form, rows), SLOT_CHOICE, .required = true, .choices = unit_kinds,
     .say = "每行一个哪类单位，如 township"},
    {"beside", AT(report_form, beside), SLOT_TEXTS,
     .say = "另报一行、不计入合计的单位，如 [bureau]"},
    {"sheet", AT(report_form, sheet), SLOT_CHOICE, .absent = SHEET_FIGURES,
     .choices = WORDS("figures", "inspection", "tasks"),
     .say = "印什么：figures 数字、inspection 排查表、tasks 工作清单"},
    {"heading", AT(report_form, heading), SLOT_TEXTS,
     .say = "表头各行，从上到下：group、number、label"},
    {"above", AT(report_form, above), SLOT_TEXTS, .say = "表格上方的一行字"},
    {"below", AT(report_form, below), SLOT_TEXTS, .say = "表格下方的一行字"},
    {"paper", AT(report_form, paper), SLOT_ONE, .shape = &paper_shape,
     .say = "下面缩进写 size、title_font、body_font 等"},
    {"flow", AT(report_form, flow), SLOT_CHOICE, .absent = FORM_FLOW_AS_SET,
     .choices = WORDS("as_set", "cumulative", "period"),
     .say = "流量列怎么算：as_set 照 settings.yaml、cumulative 累计、period 本期"},
    {"photos", AT(report_form, photos), SLOT_NUMBER, .least = 0, .most = 20, .say = "至少几张照片"},
    {"published", AT(report_form, published), SLOT_BOOL, .say = "采用后可以公开的写 true"},
    {"periods", AT(report_form, periods), SLOT_MANY, .shape = &period_shape},
    {"columns", AT(report_form, columns), SLOT_MANY, .shape = &column_shape},
    {"draft", AT(report_form, draft), SLOT_TEXTS,
     .say = "全县总结的草稿，一段一项；{table2.c01} 写已封存的数，“# ”开头是标题"},
    {"prose", AT(report_form, prose), SLOT_MANY, .shape = &prose_shape},
    {"checks", AT(report_form, checks), SLOT_MANY, .shape = &check_shape},
};
static const struct shape form_shape = {"报表", sizeof(struct report_form), form_slots,
                                        COUNT(form_slots)};

/* ---- tasks.yaml ---- */

static const struct slot progress_slots[] = {
    {"subject", AT(task_progress, subject), SLOT_KEY, .required = true,
     .say = "数哪一台账，如 person、employment_spell"},
    {"due", AT(task_progress, due), SLOT_TEXT, .say = "应办的条件，如 assisted and able_to_work"},
    {"done", AT(task_progress, done), SLOT_TEXT, .required = true, .say = "已办的条件"},
    {"target", AT(task_progress, target), SLOT_NUMBER, .absent = SHAPE_BLANK, .least = 1,
     .most = 1000000, .say = "每个单位应办的个数，如 2"},
    {"count", AT(task_progress, count), SLOT_CHOICE, .required = true,
     .choices = WORDS("people", "times"), .say = "people 按人、times 按条"},
    {"by", AT(task_progress, by), SLOT_TEXT, .required = true,
     .say = "按哪个地区分，如 region、person.region"},
    {"unit", AT(task_progress, unit), SLOT_TEXT, .required = true, .say = "人、条、场"},
    {"needs", AT(task_progress, needs), SLOT_TEXT, .say = "要等启用的台账"},
};
static const struct shape progress_shape = {"任务进度", sizeof(struct task_progress),
                                            progress_slots, COUNT(progress_slots)};

static const struct slot task_slots[] = {
    {"key", AT(notice_task, key), SLOT_KEY, .required = true, .say = "任务代号，如 t01"},
    {"no", AT(notice_task, no), SLOT_NUMBER, .required = true, .least = 1, .most = 999,
     .say = "清单上印的序号"},
    {"item", AT(notice_task, item), SLOT_TEXT, .required = true, .say = "工作项目"},
    {"text", AT(notice_task, text), SLOT_TEXT, .required = true, .say = "具体工作任务"},
    {"who", AT(notice_task, who), SLOT_TEXTS, .required = true,
     .say = "责任单位：township、village、bureau、workshop，或单位代号"},
    {"who_text", AT(notice_task, who_text), SLOT_TEXT, .required = true,
     .say = "清单上印的责任单位，如 各乡镇、村居"},
    {"due", AT(notice_task, due), SLOT_DATE, .required = true, .say = "截止日期，如 2022-09-30"},
    {"due_text", AT(notice_task, due_text), SLOT_TEXT, .required = true,
     .say = "清单上印的完成时限，如 9月底前"},
    {"remind", AT(notice_task, remind), SLOT_DATE, .say = "提醒日期"},
    {"standing", AT(notice_task, standing), SLOT_BOOL, .say = "长期坚持写 true"},
    {"evidence", AT(notice_task, evidence), SLOT_TEXT, .say = "要交的佐证"},
    {"progress", AT(notice_task, progress), SLOT_ONE, .shape = &progress_shape,
     .say = "下面缩进写 subject、due、done、count、by、unit"},
    {"note", AT(notice_task, note), SLOT_TEXT, .say = "说明"},
};
static const struct shape task_shape = {"任务", sizeof(struct notice_task), task_slots,
                                        COUNT(task_slots)};

static const struct slot worklist_slots[] = {
    {"key", AT(notice_worklist, key), SLOT_KEY, .required = true, .say = "清单代号，如 table3"},
    {"name", AT(notice_worklist, name), SLOT_TEXT, .required = true, .say = "简称，如 附件3"},
    {"title", AT(notice_worklist, title), SLOT_TEXT, .required = true, .say = "清单上印的标题"},
    {"heading", AT(notice_worklist, heading), SLOT_TEXTS, .required = true,
     .say = "五个列名：序号、工作项目、具体工作任务、责任单位、完成时限"},
    {"paper", AT(notice_worklist, paper), SLOT_ONE, .required = true, .shape = &paper_shape,
     .say = "下面缩进写 size、title_font、body_font 等"},
    {"village_lead", AT(notice_worklist, village_lead), SLOT_NUMBER, .least = 0, .most = 30,
     .say = "村居比乡镇提前几个工作日"},
    {"tasks", AT(notice_worklist, tasks), SLOT_MANY, .required = true, .shape = &task_shape},
};
static const struct shape worklist_shape = {"工作清单", sizeof(struct notice_worklist),
                                            worklist_slots, COUNT(worklist_slots)};

/* ---- document.yaml ---- */

static const struct slot document_slots[] = {
    {"text", AT(notice_document, text), SLOT_TEXT, .required = true,
     .say = "通知正文：text: | 换行后缩进写，一段一行"},
};
static const struct shape document_shape = {"正文", sizeof(struct notice_document), document_slots,
                                            COUNT(document_slots)};

/* ---- the files ---- */

/* A file is one mapping, or, with `list`, one mapping whose only key holds a list of them. */
static const struct {
    const char *name, *list;
    const struct shape *shape;
    size_t offset; /* in struct notice */
    bool required;
} files_known[] = {
    {"notice.yaml", NULL, &head_shape, AT(notice, head), true},
    {"settings.yaml", NULL, &settings_shape, AT(notice, settings), true},
    {"units.yaml", "units", &unit_shape, AT(notice, units), true},
    {"categories.yaml", "categories", &category_shape, AT(notice, categories), true},
    {"definitions.yaml", "definitions", &definition_shape, AT(notice, definitions), false},
    {"codes.yaml", "codes", &code_shape, AT(notice, codes), false},
    {"calendar.yaml", "calendar", &deadline_shape, AT(notice, calendar), true},
    {"document.yaml", NULL, &document_shape, AT(notice, document), false},
    {"tasks.yaml", NULL, &worklist_shape, AT(notice, worklist), false},
    {"inspection.yaml", NULL, &inspection_shape, AT(notice, inspection), false},
    {"letters.yaml", NULL, &letters_shape, AT(notice, letters), false},
    {"flags.yaml", NULL, &flags_shape, AT(notice, flags), false},
};

static const struct notice_file *find_file(const struct notice_files *files, struct text name)
{
    for (size_t i = 0; i < files->n; i++) {
        if (text_equal(files->at[i].name, name)) {
            return &files->at[i];
        }
    }
    return NULL;
}

struct list_file {
    const struct tree *at;
    MANY(char) items; /* of whatever kind the list has */
};

static void read_list(struct arena *arena, const char *key, const struct shape *shape,
                      const struct tree *tree, void *out, struct faults *faults)
{
    struct list_file file = {0};
    const struct slot slot = {key,
                              AT(list_file, items),
                              SLOT_MANY,
                              .required = true,
                              .shape = shape,
                              .say = "下面每项以“- ”开头"};
    const struct shape whole = {"文件", sizeof(file), &slot, 1};
    shape_read(arena, &whole, tree, &file, faults);
    memcpy(out, &file.items, sizeof(file.items));
}

static void missing(struct faults *faults, const char *name)
{
    fault_add(faults, FAULT_ERROR, name, 0, "缺少文件 %s", name);
    fault_hint(faults, "可从自带通知的文件夹复制一份再改");
}

static bool read_reports(struct arena *arena, const struct notice_files *files,
                         struct notice *notice, struct faults *faults)
{
    bool readable = true;
    size_t n = notice->head.reports.n;
    notice->reports.at = arena_array(arena, struct report_form, n);
    for (size_t i = 0; i < n; i++) {
        struct text key = notice->head.reports.at[i];
        const char *name = arena_cstr(arena, arena_printf(arena, "%.*s.yaml", TEXT_ARG(key)));
        const struct notice_file *file = find_file(files, text_of(name));
        if (file == NULL) {
            missing(faults, name);
            continue;
        }
        const struct tree *tree = tree_read(arena, name, file->bytes, faults);
        if (tree == NULL) {
            readable = false;
            continue;
        }
        struct report_form *form = &notice->reports.at[notice->reports.n++];
        shape_read(arena, &form_shape, tree, form, faults);
        if (form->key.n > 0 && !text_equal(form->key, key)) {
            fault_add(faults, FAULT_ERROR, name, tree_line(tree, "key"),
                      "报表代号“%.*s”与文件名不同", TEXT_ARG(form->key));
            fault_hint(faults, "请写成 key: %.*s", TEXT_ARG(key));
        }
    }
    return readable;
}

/* Files that nothing reads are most likely misnamed. */
static void tell_unused(const struct notice_files *files, const struct notice *notice,
                        struct faults *faults)
{
    const char *names[COUNT(files_known)];
    for (size_t i = 0; i < COUNT(files_known); i++) {
        names[i] = files_known[i].name;
    }
    for (size_t i = 0; i < files->n; i++) {
        struct text name = files->at[i].name;
        bool used = false;
        for (size_t j = 0; j < COUNT(names) && !used; j++) {
            used = text_is(name, names[j]);
        }
        for (size_t j = 0; j < notice->letters.templates.n && !used; j++) {
            used = text_equal(name, notice->letters.templates.at[j].file);
        }
        struct text stem = text_slice(name, 0, name.n - strlen(".yaml"));
        for (size_t j = 0; j < notice->head.reports.n && !used; j++) {
            used = text_equal(stem, notice->head.reports.at[j]);
        }
        if (used) {
            continue;
        }
        fault_add(faults, FAULT_WARN, arena_cstr(faults->arena, name), 0, "没有用到文件 %.*s",
                  TEXT_ARG(name));
        const char *near = fault_nearest(name, names, COUNT(names));
        if (near != NULL) {
            fault_hint(faults, "是不是应叫 %s？", near);
        } else {
            fault_hint(faults, "报表文件要在 notice.yaml 的 reports 中列出；不要的文件请移走");
        }
    }
}

/* ---- templates of letters ---- */

static const char docx_ending[] = ".docx";

static struct text encoded(struct arena *arena, struct text bytes)
{
    char *out = arena_alloc(arena, (bytes.n + 2) / 3 * 4 + 1);
    int n = EVP_EncodeBlock((unsigned char *)out, (const unsigned char *)bytes.s, (int)bytes.n);
    return (struct text){out, (size_t)n};
}

static struct text decoded(struct arena *arena, struct text base64)
{
    char *out = arena_alloc(arena, base64.n / 4 * 3 + 3);
    int n = EVP_DecodeBlock((unsigned char *)out, (const unsigned char *)base64.s, (int)base64.n);
    size_t padding = text_ends(base64, TEXT("==")) ? 2 : text_ends(base64, TEXT("=")) ? 1 : 0;
    return n < (int)padding ? TEXT_EMPTY : (struct text){out, (size_t)n - padding};
}

static void find_templates(struct arena *arena, const struct notice_files *files,
                           struct notice *notice)
{
    for (size_t i = 0; i < notice->letters.templates.n; i++) {
        struct letter_template *template = &notice->letters.templates.at[i];
        const struct notice_file *file = text_ends(template->file, text_of(docx_ending))
                                             ? find_file(files, template->file)
                                             : NULL;
        template->docx = file == NULL ? TEXT_EMPTY : decoded(arena, file->bytes);
    }
}

bool files_shape(struct arena *arena, const struct notice_files *files, struct notice *notice,
                 struct faults *faults)
{
    bool readable = true;
    for (size_t i = 0; i < COUNT(files_known); i++) {
        const struct notice_file *file = find_file(files, text_of(files_known[i].name));
        if (file == NULL) {
            if (files_known[i].required) {
                missing(faults, files_known[i].name);
            }
            continue;
        }
        const struct tree *tree = tree_read(arena, files_known[i].name, file->bytes, faults);
        if (tree == NULL) {
            readable = false;
            continue;
        }
        void *out = (char *)notice + files_known[i].offset;
        if (files_known[i].list == NULL) {
            shape_read(arena, files_known[i].shape, tree, out, faults);
        } else {
            read_list(arena, files_known[i].list, files_known[i].shape, tree, out, faults);
        }
    }
    readable = read_reports(arena, files, notice, faults) && readable;
    if (readable) {
        find_templates(arena, files, notice);
        tell_unused(files, notice, faults);
    }
    return readable;
}

/* ---- the folder ---- */

static int by_name(const void *a, const void *b)
{
    return text_compare(((const struct notice_file *)a)->name,
                        ((const struct notice_file *)b)->name);
}

static enum status read_whole(struct arena *arena, const char *folder, const char *name,
                              struct text *out, struct error *error)
{
    struct text path = arena_printf(arena, "%s/%s", folder, name);
    int fd = open(arena_cstr(arena, path), O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) {
        if (fd >= 0) {
            close(fd);
        }
        return error_set(error, arena, UNAVAILABLE, "读不了文件 %s：%s", name, strerror(errno));
    }
    if (info.st_size > (off_t)CEILING_NOTICE_FILE) {
        close(fd);
        return error_set(error, arena, TOO_LARGE, "文件 %s 太大（超过 1 MiB）", name);
    }
    size_t size = (size_t)info.st_size, n = 0;
    char *bytes = arena_alloc(arena, size + 1);
    ssize_t got;
    do {
        got = read(fd, bytes + n, size - n);
        n += got > 0 ? (size_t)got : 0;
    } while (n < size && (got > 0 || (got < 0 && errno == EINTR)));
    close(fd);
    if (n < size) {
        return error_set(error, arena, UNAVAILABLE, "文件 %s 没有读完整", name);
    }
    *out = (struct text){bytes, n};
    return OK;
}

enum status notice_files_read(struct arena *arena, const char *folder, struct notice_files *files,
                              struct error *error)
{
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        enum status status = error_set(error, arena, NOT_FOUND, "打不开通知文件夹 %s", folder);
        (void)error_hint(error, arena, "请写出含有 notice.yaml 的文件夹");
        return status;
    }
    *files = (struct notice_files){arena_array(arena, struct notice_file, CEILING_NOTICE_FILES), 0};
    enum status status = OK;
    struct dirent *entry;
    while (status == OK && (entry = readdir(dir)) != NULL) {
        bool docx = text_ends(text_of(entry->d_name), text_of(docx_ending));
        if (entry->d_name[0] == '.' ||
            (!docx && !text_ends(text_of(entry->d_name), TEXT(".yaml")))) {
            continue;
        }
        if (files->n == CEILING_NOTICE_FILES) {
            status = error_set(error, arena, TOO_LARGE, "通知文件夹里的文件超过 %d 个",
                               CEILING_NOTICE_FILES);
            break;
        }
        struct notice_file *file = &files->at[files->n++];
        file->name = arena_text(arena, text_of(entry->d_name));
        status = read_whole(arena, folder, entry->d_name, &file->bytes, error);
        if (status == OK && docx) {
            file->bytes = encoded(arena, file->bytes);
        }
    }
    closedir(dir);
    qsort(files->at, files->n, sizeof(*files->at), by_name);
    return status;
}
