/* What the list of tasks, the inspection and the letters say of other parts. */
#include "format/docx.h"
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

static bool is_letter_field(struct text name)
{
    for (size_t i = 0; letter_fields[i] != NULL; i++) {
        if (text_is(name, letter_fields[i])) {
            return true;
        }
    }
    return text_starts(name, TEXT("行.")); /* asked of the ledger by ground.c */
}

/* The fields of a template's document are ones that a letter can fill. */
static void check_document(struct crossing *c, const struct letter_template *template)
{
    struct docx_names names;
    struct error error = {0};
    if (template->docx.n == 0) {
        tell(c, template->at, "file", "通知文件夹里没有“%.*s”", TEXT_ARG(template->file));
        hint(c, "请把 .docx 模板放进文件夹，或改正文件名");
        return;
    }
    if (docx_names(c->arena, template->docx, &names, &error) != OK) {
        tell(c, template->at, "file", "模板“%.*s”读不出来：%.*s", TEXT_ARG(template->file),
             TEXT_ARG(error.message));
        hint(c, "请用 Word 或 WPS 另存为 .docx");
        return;
    }
    for (size_t i = 0; i < names.n; i++) {
        if (!is_letter_field(names.at[i])) {
            tell(c, template->at, "file", "模板“%.*s”里的“{{%.*s}}”没有可填的内容",
                 TEXT_ARG(template->file), TEXT_ARG(names.at[i]));
            hint(c, "可以写：单位、文号、日期、数量、县名、机关、通知、通知文号、截至、回复期限；"
                    "重复的行写 行.序号、行. 加台账的栏名");
        }
    }
}

static void check_letters(struct crossing *c)
{
    const struct notice_letters *letters = &c->notice->letters;
    if (letters->at == NULL) {
        return; /* a notice without letters */
    }
    all_once(c, letters->kinds, key, "key");
    all_once(c, letters->kinds, word, "word");
    all_once(c, letters->templates, key, "key");
    for (size_t i = 0; i < letters->templates.n; i++) {
        const struct letter_template *template = &letters->templates.at[i];
        if (template->kind.n > 0 && letter_kind(c->notice, template->kind) == NULL) {
            tell(c, template->at, "kind", "没有代号为“%.*s”的文种", TEXT_ARG(template->kind));
            hint(c, "请写 kinds 中的一个 key");
        }
        check_document(c, template);
    }
}

void cross_work(struct crossing *c)
{
    check_worklist(c);
    check_inspection(c);
    check_letters(c);
}
