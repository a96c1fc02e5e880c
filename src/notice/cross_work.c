/* What the list of tasks, the inspection and the letters say of other parts. */
#include "notice/cross_part.h"
#include "notice/files.h"

static bool asks_for(const struct notice_task *task, enum unit_kind kind)
{
    return task_is_for(task, kind, TEXT_EMPTY);
}

static void check_owner(struct crossing *c, const struct notice_task *task)
{
    if (task->who.n == 0) {
        if (tree_under(task->at, "who") != NULL) { /* else told already */
            tell(c, task->at, "who", "任务“%.*s”没有责任单位", TEXT_ARG(task->key));
            hint(c, "请写 who: [township, village] 等");
        }
        return;
    }
    cross_who(c, task->at, task->who.at, task->who.n);
    if (asks_for(task, UNIT_VILLAGE) && !asks_for(task, UNIT_TOWNSHIP)) {
        tell(c, task->at, "who", "任务“%.*s”交给了村居，却没有乡镇来委派", TEXT_ARG(task->key));
        hint(c, "请写 who: [township, village]");
    }
    for (enum unit_kind kind = UNIT_TOWNSHIP; kind <= UNIT_BUREAU; kind++) {
        if (kind != UNIT_VILLAGE && asks_for(task, kind) && !cross_has_kind(c->notice, kind)) {
            tell(c, task->at, "who", "units.yaml 中没有“%s”这类单位", unit_kinds[kind]);
            hint(c, "请改 who，或在 units.yaml 中补上单位");
        }
    }
}

static void check_progress(struct crossing *c, const struct notice_task *task)
{
    const struct task_progress *progress = task->progress;
    if (progress == NULL) {
        if (task->evidence.n == 0) {
            tell(c, task->at, "key", "任务“%.*s”既没有 progress，也没有 evidence：看不出办到哪一步",
                 TEXT_ARG(task->key));
            hint(c, "台账能算的写 progress；不能算的写 evidence: 要交的佐证");
        }
        return;
    }
    if ((progress->due.n == 0) == (progress->target == SHAPE_BLANK)) {
        tell(c, progress->at, progress->due.n == 0 ? "done" : "due",
             "应办数要写 due 或 target 之一");
        hint(c, "due 写应办的条件；每个单位应办一样多的写 target: 个数");
    }
}

static void check_task(struct crossing *c, const struct notice_task *task)
{
    const struct notice_window *window = c->notice->head.window;
    check_owner(c, task);
    check_progress(c, task);
    cross_in_order(c, task->at, "due", task->remind, task->due);
    if (window != NULL) {
        cross_within(c, task->at, "due", task->due, window->from, window->last_due);
        cross_within(c, task->at, "remind", task->remind, window->from, window->last_due);
    }
}

/* Numbers as printed; an empty one is told by the table of keys. */
static void check_number(struct crossing *c, const struct tree *at, int64_t no,
                         const struct tree *before, int64_t earlier)
{
    if (no == earlier && no != SHAPE_BLANK) {
        tell(c, at, "no", "序号 %lld 重复，第 %d 行已经有了", (long long)no,
             tree_line(before, "no"));
        hint(c, "请改成不同的序号");
    }
}

static void check_worklist(struct crossing *c)
{
    const struct notice_worklist *list = &c->notice->worklist;
    if (list->at == NULL) {
        return; /* a notice without a list of tasks */
    }
    all_once(c, list->tasks, key, "key");
    if (list->heading.n != 5) {
        tell(c, list->at, "heading", "清单有五列，heading 写了 %zu 个列名", list->heading.n);
        hint(c, "请写 heading: [序号, 工作项目, 具体工作任务, 责任单位, 完成时限]");
    }
    const struct report_form *same = notice_report(c->notice, list->key);
    if (same != NULL && same->sheet != SHEET_TASKS) {
        tell(c, list->at, "key", "“%.*s”已经是一张报表的代号", TEXT_ARG(list->key));
        hint(c, "请换一个代号，如 table3");
    }
    for (size_t i = 0; i < list->tasks.n; i++) {
        const struct notice_task *task = &list->tasks.at[i];
        check_task(c, task);
        for (size_t j = 0; j < i; j++) {
            check_number(c, task->at, task->no, list->tasks.at[j].at, list->tasks.at[j].no);
        }
        cross_rest_day(c, task->at, task->due, task->remind);
    }
}

static bool is_head(const struct notice_inspection *inspection, struct text key)
{
    for (size_t i = 0; i < inspection->heads.n; i++) {
        if (text_equal(inspection->heads.at[i].key, key)) {
            return true;
        }
    }
    return false;
}

static void check_hints(struct crossing *c, const struct notice_inspection *inspection)
{
    all_once(c, inspection->hints, key, "key");
    for (size_t i = 0; i < inspection->hints.n; i++) {
        const struct inspection_hint *one = &inspection->hints.at[i];
        if (one->head.n > 0 && !is_head(inspection, one->head)) {
            tell(c, one->at, "head", "没有代号为“%.*s”的排查项目", TEXT_ARG(one->head));
            hint(c, "请写 heads 中的一个 key");
        }
        size_t open = text_find(one->problem, TEXT("{"));
        if (open != TEXT_NONE &&
            !text_starts(text_slice(one->problem, open, one->problem.n), TEXT("{n}"))) {
            tell(c, one->at, "problem", "问题描述里大括号只能写 {n}");
            hint(c, "请写 {n}，立为问题时换成个数");
        }
    }
}

static void check_inspection(struct crossing *c)
{
    const struct notice_inspection *inspection = &c->notice->inspection;
    const struct notice_window *window = c->notice->head.window;
    if (inspection->at == NULL) {
        return; /* a notice that asks for no inspection */
    }
    all_once(c, inspection->heads, key, "key");
    all_once(c, inspection->sources, key, "key");
    for (size_t i = 0; i < inspection->heads.n; i++) {
        for (size_t j = 0; j < i; j++) {
            check_number(c, inspection->heads.at[i].at, inspection->heads.at[i].no,
                         inspection->heads.at[j].at, inspection->heads.at[j].no);
        }
    }
    check_hints(c, inspection);
    if (inspection->heading.n != INSPECTION_COLUMNS) {
        tell(c, inspection->at, "heading", "表有六列，heading 写了 %zu 个列名",
             inspection->heading.n);
        hint(c, "请写 heading: [序号, 排查项目, 具体表现, 排查发现的问题, 发现后是否进行整改, "
                "整改进展]");
    }
    size_t self = 0;
    for (size_t i = 0; i < inspection->sources.n; i++) {
        self += inspection->sources.at[i].self;
    }
    if (self != 1) {
        tell(c, inspection->at, "sources", "有 %zu 个来源写了 self: true，应有一个", self);
        hint(c, "请在“自查”一项写 self: true");
    }
    const struct report_form *same = notice_report(c->notice, inspection->key);
    if (same != NULL && same->sheet != SHEET_INSPECTION) {
        tell(c, inspection->at, "key", "“%.*s”已经是一张报表的代号", TEXT_ARG(inspection->key));
        hint(c, "请换一个代号，如 table1");
    }
    cross_in_order(c, inspection->at, "rectify_by", inspection->inspect_by, inspection->rectify_by);
    if (window != NULL) {
        cross_within(c, inspection->at, "inspect_by", inspection->inspect_by, window->from,
                     window->last_due);
        cross_within(c, inspection->at, "rectify_by", inspection->rectify_by, window->from,
                     window->last_due);
    }
}

/* ---- letters ---- */

struct letter_naming {
    const struct notice *notice;
    const struct report_form *form; /* NULL: the board of tasks, or the reports that are due */
    bool due;
};

static int letter_column(const void *context, struct text key)
{
    const struct letter_naming *naming = context;
    for (int i = 0; naming->due && i < LETTER_DUE__COUNT; i++) {
        if (text_is(key, letter_due_words[i].key)) {
            return i;
        }
    }
    return naming->due            ? -1
           : naming->form != NULL ? report_column(naming->form, key)
                                  : letter_task_column(naming->notice, key);
}

static bool letter_parameter(const void *context, struct text key)
{
    const struct letter_naming *naming = context;
    return notice_has_parameter(naming->notice, key);
}

static void check_when(struct crossing *c, struct letter_template *template,
                       const struct report_form *form)
{
    struct error error = {0};
    bool due = template->basis == LETTER_OF_DUE;
    const struct letter_naming naming = {c->notice, form, due};
    const struct formula_names names = {&naming, letter_column, letter_parameter};
    if (template->when.n == 0) {
        tell(c, template->at, "when", "没有写满足什么就发函");
        hint(c, due            ? "请写到期报表的式子，如 missing >= 1"
                : form != NULL ? "请写本表各列之间的式子，如 c17 * 100 < c04 * 60"
                               : "请写任务进度的式子，如 red >= 3 或 rank > units - 3");
    } else if (formula_parse(c->arena, template->when, &names, &template->formula, &error) != OK) {
        tell(c, template->at, "when", "发函的条件有误：%.*s", TEXT_ARG(error.message));
        hint(c,
             due ? "可以写 asked（到期的）、missing（逾期未报）、late（迟报）"
             : form != NULL ? "%.*s"
                            : "可以写 given、done、red、yellow、percent、rank、units 和任务的代号",
             TEXT_ARG(error.hint));
    } else if (formula_count(template->formula) != 1 ||
               formula_needs(template->formula, FIGURE_PREVIOUS) ||
               formula_needs(template->formula, FIGURE_ROWS) ||
               formula_needs(template->formula, FIGURE_COMPUTED)) {
        tell(c, template->at, "when", "发函的条件只看本期各列的数，一个式子");
        hint(c, "请不用 previous、computed、rows 和 c02..c10 这样的范围（sum 可以）");
    }
}

static void check_of_report(struct crossing *c, struct letter_template *template)
{
    const struct report_form *form = notice_report(c->notice, template->report);
    if (template->to == LETTER_TO_VILLAGES || template->to == LETTER_TO_WORKSHOPS) {
        tell(c, template->at, "to", "报表只有乡镇和部门的行，不能按它给村居、帮扶车间发函");
        hint(c, "请写 to: township 或 bureau，或者 basis: tasks、rows");
    }
    if (form == NULL || form->columns.n == 0) {
        tell(c, template->at, "report",
             form == NULL ? "没有代号为“%.*s”的报表" : "“%.*s”这张报表没有数字",
             TEXT_ARG(template->report));
        hint(c, "请写有数字的一张报表的代号");
        return;
    }
    if (template->round.n > 0 && report_period(form, template->round) == NULL) {
        tell(c, template->at, "round", "“%.*s”没有“%.*s”这一期", TEXT_ARG(form->name),
             TEXT_ARG(template->round));
        hint(c, "请写这张表 periods 中的一个；不写是最近封存的一期");
    }
    check_when(c, template, form);
}

static void check_of_due(struct crossing *c, struct letter_template *template)
{
    if (template->to == LETTER_TO_VILLAGES || template->to == LETTER_TO_WORKSHOPS) {
        tell(c, template->at, "to", "报表由乡镇和部门报送，不能按它给村居、帮扶车间发函");
        hint(c, "请写 to: township 或 bureau，或者 basis: tasks、rows");
    }
    check_when(c, template, NULL);
}

static void check_basis(struct crossing *c, struct letter_template *template)
{
    bool rows = template->basis == LETTER_OF_ROWS;
    if (template->basis == LETTER_OF_REPORT) {
        check_of_report(c, template);
    } else if (template->basis == LETTER_OF_TASKS && c->notice->worklist.at == NULL) {
        tell(c, template->at, "basis", "这份通知没有工作清单，看不了任务进度");
        hint(c, "请先写 tasks.yaml，或换一种依据");
    } else if (template->basis == LETTER_OF_TASKS) {
        check_when(c, template, NULL);
    } else if (template->basis == LETTER_OF_DUE) {
        check_of_due(c, template);
    }
    if (!rows && template->reason.n == 0) {
        tell(c, template->at, "reason", "没有写为什么发");
        hint(c, "请写一句话，如 企业吸纳人数不足认定人数的六成");
    }
    const struct {
        const char *key;
        struct text value;
    } needed[] = {{"subject", template->subject}, {"where", template->where}, {"by", template->by}};
    for (size_t i = 0; i < COUNT(needed); i++) {
        if (needed[i].value.n == 0 && (rows || template->subject.n > 0)) {
            tell(c, template->at, needed[i].key, "没有写 %s", needed[i].key);
            hint(c, "列台账的记录要写 subject（台账）、where（哪些记录）、by（按哪个地区）");
        }
    }
}

static void check_letters(struct crossing *c)
{
    struct notice_letters *letters = &c->notice->letters;
    if (letters->at == NULL) {
        return; /* a notice without letters */
    }
    all_once(c, letters->kinds, key, "key");
    all_once(c, letters->kinds, word, "word");
    all_once(c, letters->templates, key, "key");
    for (size_t i = 0; i < letters->templates.n; i++) {
        struct letter_template *template = &letters->templates.at[i];
        if (template->kind.n > 0 && letter_kind(c->notice, template->kind) == NULL) {
            tell(c, template->at, "kind", "没有代号为“%.*s”的文种", TEXT_ARG(template->kind));
            hint(c, "请写 kinds 中的一个 key");
        }
        check_basis(c, template);
    }
}

void cross_work(struct crossing *c)
{
    check_worklist(c);
    check_inspection(c);
    check_letters(c);
}
