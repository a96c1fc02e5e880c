/* What a report's form says of itself and of other parts. */
#include "notice/cross_part.h"
#include "notice/files.h"

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
    return notice_has_parameter(((const struct naming *)context)->notice, key);
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
            warn(c, column->at, "key", "没有一条校验规则看到“%.*s”这一列，填错了也不会提示",
                 TEXT_ARG(column->key));
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
        if (!cross_is_kind(kind) || text_is(kind, unit_kinds[form->rows])) {
            tell(c, form->at, "beside", "“%.*s”不能另报一行", TEXT_ARG(kind));
            hint(c, "请写与 rows 不同的一类单位，如 bureau");
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
    if (!cross_has_kind(c->notice, form->rows)) {
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
        cross_in_order(c, period->at, "as_of", period->from, period->as_of);
        if (window != NULL) {
            cross_within(c, period->at, "from", period->from, window->first_data, window->last_due);
            cross_within(c, period->at, "as_of", period->as_of, window->from, window->last_due);
            cross_within(c, period->at, "due", period->due, window->from, window->last_due);
        }
    }
    for (size_t i = 0; i < form->checks.n; i++) {
        check_check(c, form, &form->checks.at[i]);
    }
    tell_unchecked(c, form);
}

void cross_reports(struct crossing *c)
{
    for (size_t i = 0; i < c->notice->reports.n; i++) {
        check_form(c, &c->notice->reports.at[i]);
    }
}
