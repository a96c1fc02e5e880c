#include "notice/cross.h"

#include "base/map.h"
#include "format/docx.h"
#include "notice/files.h"
#include "standard/calendar.h"

struct crossing {
    struct arena *arena;
    struct notice *notice;
    struct faults *faults;
};

/* An error at a key of the mapping that a struct was read from; the hint follows. */
#define tell(c, at, key, ...)                                                                      \
    fault_add((c)->faults, FAULT_ERROR, (at)->file, tree_line((at), (key)), __VA_ARGS__)
#define hint(c, ...) fault_hint((c)->faults, __VA_ARGS__)

/* Adds `word` to the words seen; tells when it was there already. */
static void once(struct crossing *c, struct map *seen, struct text word, const struct tree *at,
                 const char *key)
{
    int64_t line;
    if (word.n == 0) {
        return; /* missing: told already */
    }
    if (map_get(seen, word, &line)) {
        tell(c, at, key, "“%.*s”重复，第 %d 行已经有了", TEXT_ARG(word), (int)line);
        hint(c, "请改成不同的，或删去一处");
        return;
    }
    map_put(seen, word, at->line);
}

/* Every item's word in a list of structs that begin with their mapping is there once. */
#define all_once(c, many, member, key)                                                             \
    do {                                                                                           \
        struct map seen;                                                                           \
        map_init(&seen);                                                                           \
        for (size_t i_ = 0; i_ < (many).n; i_++) {                                                 \
            once((c), &seen, (many).at[i_].member, (many).at[i_].at, (key));                       \
        }                                                                                          \
        map_release(&seen);                                                                        \
    } while (0)

/* A day that is there lies between two others that are there. */
static void within(struct crossing *c, const struct tree *at, const char *key, int32_t value,
                   int32_t from, int32_t to)
{
    if (value == DATE_NONE || from == DATE_NONE || to == DATE_NONE ||
        (value >= from && value <= to)) {
        return;
    }
    struct text f = date_iso(c->arena, from), t = date_iso(c->arena, to),
                v = date_iso(c->arena, value);
    tell(c, at, key, "日期 %.*s 不在 %.*s 至 %.*s 之内", TEXT_ARG(v), TEXT_ARG(f), TEXT_ARG(t));
    hint(c, "请改正日期，或在 notice.yaml 的 window 中改活动时间");
}

static void in_order(struct crossing *c, const struct tree *at, const char *key, int32_t first,
                     int32_t second)
{
    if (first != DATE_NONE && second != DATE_NONE && second < first) {
        tell(c, at, key, "“%s”早于前一个日期 %.*s", key, TEXT_ARG(date_iso(c->arena, first)));
        hint(c, "请检查两个日期的先后");
    }
}

static void check_head(struct crossing *c)
{
    const struct notice_head *head = &c->notice->head;
    const struct notice_window *window = head->window;
    if (window != NULL) {
        in_order(c, window->at, "to", window->from, window->to);
        in_order(c, window->at, "last_due", window->to, window->last_due);
        in_order(c, window->at, "to", window->first_data, window->to);
        within(c, head->at, "issued_on", head->issued_on, DATE_NONE, window->last_due);
        in_order(c, window->at, "last_due", head->issued_on, window->last_due);
    }
    if (head->at != NULL && head->reports.n == 0) {
        tell(c, head->at, "reports", "没有列出报表");
        hint(c, "请写 reports: [报表代号]");
    }
}

static bool has_kind(const struct notice *notice, int kind)
{
    for (size_t i = 0; i < notice->units.n; i++) {
        if (notice->units.at[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static void check_units(struct crossing *c)
{
    const struct notice *notice = c->notice;
    all_once(c, notice->units, key, "key");
    all_once(c, notice->units, name, "name");
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP && unit->region == SHAPE_BLANK) {
            tell(c, unit->at, "region", "乡镇“%.*s”没有写区划代码", TEXT_ARG(unit->name));
            hint(c, "请补上 region: 12 位统计用区划代码");
        }
        if (unit->region == SHAPE_BLANK) {
            continue;
        }
        if (notice->head.county != 0 && unit->region / 1000000 != notice->head.county) {
            tell(c, unit->at, "region", "区划代码 %lld 不在本县（%lld）", (long long)unit->region,
                 (long long)notice->head.county);
            hint(c, "前六位应是本县代码；县代码在 notice.yaml 的 county");
        }
        for (size_t j = 0; j < i; j++) {
            if (notice->units.at[j].region == unit->region) {
                tell(c, unit->at, "region", "区划代码 %lld 与“%.*s”相同", (long long)unit->region,
                     TEXT_ARG(notice->units.at[j].name));
                hint(c, "每个单位的区划代码不同，请改正其中一处");
            }
        }
    }
}

/* Words for the hint when a unit's key is not known. */
static void hint_unit(struct crossing *c, struct text word)
{
    size_t n = c->notice->units.n;
    const char **keys = arena_array(c->arena, const char *, n + UNIT__COUNT);
    for (size_t i = 0; i < n; i++) {
        keys[i] = arena_cstr(c->arena, c->notice->units.at[i].key);
    }
    for (size_t i = 0; i < UNIT__COUNT; i++) {
        keys[n++] = unit_kinds[i];
    }
    const char *near = fault_nearest(word, keys, n);
    if (near != NULL) {
        hint(c, "是不是“%s”？", near);
    } else {
        hint(c, "请写 units.yaml 中的单位代号");
    }
}

static void check_categories(struct crossing *c)
{
    const struct notice *notice = c->notice;
    all_once(c, notice->categories, key, "key");
    for (size_t i = 0; i < notice->categories.n; i++) {
        const struct notice_category *category = &notice->categories.at[i];
        in_order(c, category->at, "to", category->from, category->to);
        if (category->bureau.n > 0 && notice_unit(notice, category->bureau) == NULL) {
            tell(c, category->at, "bureau", "没有单位“%.*s”", TEXT_ARG(category->bureau));
            hint_unit(c, category->bureau);
        }
    }
}

static void check_codes(struct crossing *c)
{
    struct map seen;
    map_init(&seen);
    for (size_t i = 0; i < c->notice->codes.n; i++) {
        const struct notice_code *code = &c->notice->codes.at[i];
        struct text both =
            arena_printf(c->arena, "%.*s %.*s", TEXT_ARG(code->table), TEXT_ARG(code->code));
        once(c, &seen, code->code.n == 0 ? TEXT_EMPTY : both, code->at, "code");
    }
    map_release(&seen);
}

static bool is_unit_kind(struct text word)
{
    for (size_t i = 0; i < UNIT__COUNT; i++) {
        if (text_is(word, unit_kinds[i])) {
            return true;
        }
    }
    return false;
}

/* A deadline on a day off, with no day to remind on before it: most would be late. */
static void check_rest_day(struct crossing *c, const struct calendar *calendar,
                           const struct tree *at, int32_t due_day, int32_t remind)
{
    if (due_day == DATE_NONE || remind != DATE_NONE || calendar_works(calendar, due_day)) {
        return;
    }
    struct text due = date_iso(c->arena, due_day);
    struct text last = date_iso(c->arena, calendar_last(calendar, due_day));
    fault_add(c->faults, FAULT_WARN, at->file, tree_line(at, "due"), "截止日 %.*s 是休息日",
              TEXT_ARG(due));
    hint(c, "请补上 remind: %.*s，提前到最后一个工作日提醒", TEXT_ARG(last));
}

/* Everybody named under `who` is a unit or a kind of unit. */
static void check_who(struct crossing *c, const struct tree *at, const struct text *who, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (who[i].n > 0 && !is_unit_kind(who[i]) && notice_unit(c->notice, who[i]) == NULL) {
            tell(c, at, "who", "没有单位“%.*s”", TEXT_ARG(who[i]));
            hint_unit(c, who[i]);
        }
    }
}

static void check_deadline(struct crossing *c, const struct notice_deadline *deadline)
{
    const struct notice_window *window = c->notice->head.window;
    if (window != NULL) {
        within(c, deadline->at, "due", deadline->due, window->from, window->last_due);
        within(c, deadline->at, "remind", deadline->remind, window->from, window->last_due);
    }
    in_order(c, deadline->at, "due", deadline->remind, deadline->due);
    bool dated = deadline->frequency == CALENDAR_ONCE || deadline->frequency == CALENDAR_QUARTERLY;
    if (dated && tree_under(deadline->at, "due") == NULL) {
        tell(c, deadline->at, "due", "事项“%.*s”没有截止日期", TEXT_ARG(deadline->what));
        hint(c, "请补上 due: 日期；每周的事项写 frequency: weekly");
    }
    check_who(c, deadline->at, deadline->who.at, deadline->who.n);
    if (deadline->report.n == 0) {
        return;
    }
    const struct report_form *form = notice_report(c->notice, deadline->report);
    if (form == NULL) {
        tell(c, deadline->at, "report", "没有报表“%.*s”", TEXT_ARG(deadline->report));
        hint(c, "报表要在 notice.yaml 的 reports 中列出");
    } else if (deadline->period.n > 0 && report_period(form, deadline->period) == NULL) {
        tell(c, deadline->at, "period", "报表“%.*s”没有期次“%.*s”", TEXT_ARG(deadline->report),
             TEXT_ARG(deadline->period));
        hint(c, "请写 %s 的 periods 中的代号", form->at->file);
    }
}

/* A key that goes with one way of counting: it must be there then, and not otherwise. */
static void check_goes_with(struct crossing *c, const struct report_column *column, const char *key,
                            struct text value, enum report_count count, const char *example)
{
    if (column->where.n == 0) {
        return;
    }
    if (column->count == (int)count && value.n == 0) {
        tell(c, column->at, "count", "这样计数的列要写 %s", key);
        hint(c, "请补上 %s: 字段，如 %s: %s", key, key, example);
    } else if (column->count != (int)count && value.n > 0) {
        tell(c, column->at, key, "这样计数的列不写 %s", key);
        hint(c, "请删去 %s，或改 count", key);
    }
}

/* A column without a rule is typed by the units; one with a rule says what is counted, and where.
 */
static void check_rule(struct crossing *c, const struct report_column *column)
{
    static const char *const keys[] = {"subject", "where", "count", "by", "measure"};
    size_t there = 0;
    for (size_t i = 0; i < COUNT(keys); i++) {
        there += tree_under(column->at, keys[i]) != NULL;
    }
    for (size_t i = 0; i < COUNT(keys) && there > 0 && there < COUNT(keys); i++) {
        if (tree_under(column->at, keys[i]) == NULL) {
            tell(c, column->at, "key", "报表的列缺少“%s”", keys[i]);
            hint(c, "请补上 %s；要由单位填报的列，subject、where、count、by、measure 都不写",
                 keys[i]);
        }
    }
}

static void check_column(struct crossing *c, const struct report_column *column)
{
    check_rule(c, column);
    check_goes_with(c, column, "field", column->field, COUNT_SUM, "amount");
    check_goes_with(c, column, "day", column->day, COUNT_PERSON_DAYS, "date");
}

static bool heading_has(const struct report_form *form, const char *word)
{
    for (size_t i = 0; i < form->heading.n; i++) {
        if (text_is(form->heading.at[i], word)) {
            return true;
        }
    }
    return false;
}

static void check_heading(struct crossing *c, const struct report_form *form)
{
    static const char *const words[] = {"group", "number", "label"};
    for (size_t i = 0; i < form->heading.n; i++) {
        bool known = false;
        for (size_t j = 0; j < COUNT(words); j++) {
            known = known || text_is(form->heading.at[i], words[j]);
        }
        if (!known) {
            tell(c, form->at, "heading", "表头的一行不能是“%.*s”", TEXT_ARG(form->heading.at[i]));
            hint(c, "请写 group（分组）、number（列号）或 label（列名）");
        }
    }
    for (size_t i = 0; heading_has(form, "number") && i < form->columns.n; i++) {
        const struct report_column *column = &form->columns.at[i];
        if (column->printed && column->no == SHAPE_BLANK) {
            tell(c, column->at, "key", "表头要印列号，这一列没有 no");
            hint(c, "请补上 no: %zu；不印的列写 printed: false", i + 1);
        }
    }
}

const char *const form_words[] = {"unit", "county", "office", "as_of", NULL};
_Static_assert(COUNT(form_words) == FORM__COUNT + 1, "every word has its text");

/* {words} in a line above or below a form are known ones. */
static void check_line(struct crossing *c, const struct report_form *form, const char *key,
                       struct text line)
{
    size_t open;
    while ((open = text_find_char(line, '{')) != TEXT_NONE) {
        line = text_slice(line, open + 1, line.n);
        size_t close = text_find_char(line, '}');
        struct text word = text_slice(line, 0, close);
        bool known = false;
        for (size_t i = 0; i < FORM__COUNT; i++) {
            known = known || text_is(word, form_words[i]);
        }
        if (!known) {
            tell(c, form->at, key, "大括号里不能是“%.*s”", TEXT_ARG(word));
            hint(c, "可以写 {unit}、{county}、{office}、{as_of}");
        }
    }
}

struct naming {
    const struct notice *notice;
    const struct report_form *form;
};

static int column_named(const void *context, struct text key)
{
    return report_column(((const struct naming *)context)->form, key);
}

static bool parameter_named(const void *context, struct text key)
{
    const struct notice *notice = ((const struct naming *)context)->notice;
    for (size_t i = 0; i < notice->settings.parameters.n; i++) {
        if (text_equal(notice->settings.parameters.at[i].key, key)) {
            return true;
        }
    }
    return false;
}

static void check_check(struct crossing *c, const struct report_form *form,
                        struct report_check *check)
{
    const struct naming naming = {c->notice, form};
    const struct formula_names names = {&naming, column_named, parameter_named};
    const struct formula **formulas =
        arena_array(c->arena, const struct formula *, check->formula.n);
    check->formulas = formulas;
    for (size_t i = 0; i < check->formula.n; i++) {
        struct error error = {0};
        if (check->formula.at[i].n == 0) {
            continue; /* no text: told already */
        }
        if (formula_parse(c->arena, check->formula.at[i], &names, &formulas[i], &error) != OK) {
            tell(c, check->at, "formula", "规则 %.*s 的公式有误：%.*s", TEXT_ARG(check->key),
                 TEXT_ARG(error.message));
            hint(c, "%.*s", TEXT_ARG(error.hint));
        } else if (formula_needs(formulas[i], FIGURE_ROWS) && check->scope != CHECK_TOTAL) {
            tell(c, check->at, "formula", "rows(…) 是各行之和，只能在合计行校验");
            hint(c, "请补上 scope: total");
        }
    }
}

static void mark_checked(const struct formula *formula, bool *checked)
{
    for (size_t i = 0; i < formula_count(formula); i++) {
        size_t columns[64];
        size_t found = formula_columns(formula, i, columns, COUNT(columns));
        for (size_t k = 0; k < found; k++) {
            checked[columns[k]] = true;
        }
    }
}

/* A column that no check looks at may be wrong and nobody is told. */
static void tell_unchecked(struct crossing *c, const struct report_form *form)
{
    bool *checked = arena_array(c->arena, bool, form->columns.n);
    for (size_t i = 0; i < form->checks.n; i++) {
        const struct report_check *check = &form->checks.at[i];
        for (size_t k = 0; k < check->formula.n; k++) {
            if (check->formulas[k] != NULL) {
                mark_checked(check->formulas[k], checked);
            }
        }
    }
    for (size_t i = 0; i < form->columns.n; i++) {
        const struct report_column *column = &form->columns.at[i];
        if (!checked[i] && column->printed && column->key.n > 0) {
            fault_add(c->faults, FAULT_WARN, column->at->file, tree_line(column->at, "key"),
                      "没有一条校验规则看到“%.*s”这一列，填错了也不会提示", TEXT_ARG(column->key));
            hint(c, "请在 checks 里加一条，如 formula: %.*s = computed(%.*s)",
                 TEXT_ARG(column->key), TEXT_ARG(column->key));
        }
    }
}

/* What a form with columns needs, and one without does not. */
static void check_parts(struct crossing *c, const struct report_form *form)
{
    if (form->columns.n == 0 && form->prose.n == 0) {
        tell(c, form->at, "key", "报表“%.*s”没有一栏可填", TEXT_ARG(form->key));
        hint(c, "请补上 columns（数字列）或 prose（文字栏）");
        return;
    }
    const struct {
        const char *key;
        bool there;
    } parts[] = {
        {"unit_heading", form->unit_heading.n > 0},
        {"total", form->total.n > 0},
        {"heading", form->heading.n > 0},
        {"paper", form->paper != NULL},
    };
    for (size_t i = 0; i < COUNT(parts) && form->columns.n > 0; i++) {
        if (!parts[i].there && tree_under(form->at, parts[i].key) == NULL) {
            tell(c, form->at, "key", "有数字列的报表要写 %s", parts[i].key);
            hint(c, "可照 table2.yaml 的 %s 写", parts[i].key);
        }
    }
    all_once(c, form->prose, key, "key");
    for (size_t i = 0; i < form->prose.n; i++) {
        if (form->prose.at[i].least > form->prose.at[i].most) {
            tell(c, form->prose.at[i].at, "least", "最少字数多于最多字数");
            hint(c, "请改 least 或 most");
        }
    }
}

/* The part of the notice that a form prints has the form's key, and a unit beside has people. */
static void check_sheet(struct crossing *c, const struct report_form *form)
{
    const struct {
        struct text key;
        const char *file;
    } sheets[] = {
        [SHEET_FIGURES] = {form->key, ""},
        [SHEET_INSPECTION] = {c->notice->inspection.key, "inspection.yaml"},
        [SHEET_TASKS] = {c->notice->worklist.key, "tasks.yaml"},
    };
    if (!text_equal(sheets[form->sheet].key, form->key)) {
        tell(c, form->at, "sheet", "%s 里没有代号为“%.*s”的表", sheets[form->sheet].file,
             TEXT_ARG(form->key));
        hint(c, "报表的代号要与 %s 的 key 相同", sheets[form->sheet].file);
    }
    for (size_t i = 0; i < form->beside.n; i++) {
        struct text kind = form->beside.at[i];
        if (!is_unit_kind(kind) || text_is(kind, unit_kinds[form->rows])) {
            tell(c, form->at, "beside", "“%.*s”不能另报一行", TEXT_ARG(kind));
            hint(c, "请写与 rows 不同的一类单位，如 bureau");
        }
    }
}

/* {report.column} in the draft names a report and its column. */
static void check_draft(struct crossing *c, const struct report_form *form)
{
    for (size_t i = 0; i < form->draft.n; i++) {
        struct text rest = form->draft.at[i];
        size_t open;
        while ((open = text_find_char(rest, '{')) != TEXT_NONE) {
            rest = text_slice(rest, open + 1, rest.n);
            size_t close = text_find_char(rest, '}');
            struct text named = text_slice(rest, 0, close == TEXT_NONE ? rest.n : close);
            size_t dot = text_find_char(named, '.');
            const struct report_form *other =
                dot == TEXT_NONE ? NULL : notice_report(c->notice, text_slice(named, 0, dot));
            if (close == TEXT_NONE || other == NULL ||
                report_column(other, text_slice(named, dot + 1, named.n)) < 0) {
                tell(c, form->at, "draft", "草稿里的“{%.*s}”不是哪张报表的哪一列", TEXT_ARG(named));
                hint(c, "请写成 {报表代号.列代号}，如 {table2.c01}");
            }
        }
    }
}

static void check_form(struct crossing *c, struct report_form *form)
{
    const struct notice_window *window = c->notice->head.window;
    check_parts(c, form);
    check_sheet(c, form);
    check_draft(c, form);
    all_once(c, form->columns, key, "key");
    all_once(c, form->checks, key, "key");
    all_once(c, form->periods, key, "key");
    if (!has_kind(c->notice, form->rows)) {
        tell(c, form->at, "rows", "units.yaml 中没有这类单位，表里将没有行");
        hint(c, "请改 rows，或在 units.yaml 中补上单位");
    }
    check_heading(c, form);
    for (size_t i = 0; i < form->above.n; i++) {
        check_line(c, form, "above", form->above.at[i]);
    }
    for (size_t i = 0; i < form->below.n; i++) {
        check_line(c, form, "below", form->below.at[i]);
    }
    for (size_t i = 0; i < form->columns.n; i++) {
        check_column(c, &form->columns.at[i]);
    }
    for (size_t i = 0; i < form->periods.n; i++) {
        const struct report_period *period = &form->periods.at[i];
        in_order(c, period->at, "as_of", period->from, period->as_of);
        if (window != NULL) {
            within(c, period->at, "from", period->from, window->first_data, window->last_due);
            within(c, period->at, "as_of", period->as_of, window->from, window->last_due);
            within(c, period->at, "due", period->due, window->from, window->last_due);
        }
    }
    for (size_t i = 0; i < form->checks.n; i++) {
        check_check(c, form, &form->checks.at[i]);
    }
    tell_unchecked(c, form);
}

/* ---- tasks.yaml ---- */

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
    check_who(c, task->at, task->who.at, task->who.n);
    if (asks_for(task, UNIT_VILLAGE) && !asks_for(task, UNIT_TOWNSHIP)) {
        tell(c, task->at, "who", "任务“%.*s”交给了村居，却没有乡镇来委派", TEXT_ARG(task->key));
        hint(c, "请写 who: [township, village]");
    }
    for (enum unit_kind kind = UNIT_TOWNSHIP; kind <= UNIT_BUREAU; kind++) {
        if (kind != UNIT_VILLAGE && asks_for(task, kind) && !has_kind(c->notice, kind)) {
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
    in_order(c, task->at, "due", task->remind, task->due);
    if (window != NULL) {
        within(c, task->at, "due", task->due, window->from, window->last_due);
        within(c, task->at, "remind", task->remind, window->from, window->last_due);
    }
}

static void check_worklist(struct crossing *c, const struct calendar *calendar)
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
        check_rest_day(c, calendar, task->at, task->due, task->remind);
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
    in_order(c, inspection->at, "rectify_by", inspection->inspect_by, inspection->rectify_by);
    if (window != NULL) {
        within(c, inspection->at, "inspect_by", inspection->inspect_by, window->from,
               window->last_due);
        within(c, inspection->at, "rectify_by", inspection->rectify_by, window->from,
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

void cross_check(struct arena *arena, struct notice *notice, struct faults *faults)
{
    struct crossing c = {arena, notice, faults};
    check_head(&c);
    check_units(&c);
    check_categories(&c);
    check_codes(&c);
    all_once(&c, notice->definitions, name, "name");
    all_once(&c, notice->settings.parameters, key, "key");
    all_once(&c, notice->calendar, key, "key");
    for (size_t i = 0; i < notice->reports.n; i++) {
        check_form(&c, &notice->reports.at[i]);
    }
    size_t days;
    const struct calendar_row *rows = calendar_rows(arena, &days);
    const struct calendar calendar = calendar_new(arena, rows, days);
    for (size_t i = 0; i < notice->calendar.n; i++) {
        check_deadline(&c, &notice->calendar.at[i]);
        const struct notice_deadline *deadline = &notice->calendar.at[i];
        check_rest_day(&c, &calendar, deadline->at, deadline->due, deadline->remind);
    }
    check_worklist(&c, &calendar);
    check_inspection(&c);
    check_letters(&c);
}
