#include "report/checks.h"

#include <stdio.h>
#include <string.h>

#include "base/list.h"

enum {
    COLUMNS_MAX = 64, /* columns named by one condition; sum(c02..c10) has the most, 9 */
    SCALE = 100,      /* formulas reckon in hundredths */
};

/* What a formula sees while it is asked of one row. */
struct asking {
    const struct report *report;
    const struct report_previous *previous;
    size_t row;
    struct text blank_parameter; /* the last one found not filled in */
    struct text blank_column;    /* why the last blank column is blank */
    bool no_previous;
};

static bool cell_figure(const struct asking *asking, enum figure_of of, size_t column, int64_t *out)
{
    const struct report *report = asking->report;
    const struct report_cell *cell = report_cell_at(report, asking->row, column);
    switch (of) {
    case FIGURE_VALUE:
        *out = cell->value;
        break;
    case FIGURE_COMPUTED:
        *out = cell->computed;
        break;
    case FIGURE_ROWS:
        *out = report->totals[column].rows;
        break;
    case FIGURE_PREVIOUS:
    case FIGURE__COUNT:
        return asking->previous->value(asking->previous->context, asking->row, column, out);
    }
    return *out != SHAPE_BLANK;
}

static bool column_figure(void *context, enum figure_of of, size_t column, int64_t *out)
{
    struct asking *asking = context;
    if (of == FIGURE_PREVIOUS && asking->previous == NULL) {
        asking->no_previous = true;
        return false;
    }
    if (!cell_figure(asking, of, column, out)) {
        struct text why = asking->report->totals[column].blank;
        asking->blank_column = why.n > 0 ? why : TEXT("要用的格子空着");
        return false;
    }
    *out = report_hundredths(&asking->report->form->columns.at[column], *out);
    return true;
}

static bool parameter_figure(void *context, struct text key, int64_t *out)
{
    struct asking *asking = context;
    const struct report *report = asking->report;
    char name[65];
    snprintf(name, sizeof(name), "%.*s", TEXT_ARG(key));
    int64_t value = settings_int(report->settings, name, notice_parameter(report->notice, key));
    if (value == SHAPE_BLANK) {
        asking->blank_parameter = key;
        return false;
    }
    *out = value * SCALE;
    return true;
}

struct checking {
    struct arena *arena;
    struct report *report;
    const struct report_previous *previous;
    LIST(struct report_finding) findings;
    LIST(struct report_unasked) unasked;
};

static struct text row_name(const struct report *report, size_t row)
{
    return row == report->rows ? report->form->total : report->units[row]->name;
}

/* 安西镇：现场招聘会次数不得大于专场招聘场次（第 13 列 5，第 12 列 3） */
static struct text sentence(struct arena *arena, const struct report *report,
                            const struct report_check *check, size_t row, const size_t *columns,
                            size_t n)
{
    struct text values = TEXT_EMPTY;
    for (size_t i = 0; i < n; i++) {
        const struct report_column *column = &report->form->columns.at[columns[i]];
        const struct report_cell *cell = report_cell_at(report, row, columns[i]);
        struct text figure = report_figure_text(arena, column, cell->value);
        struct text name = column->no == SHAPE_BLANK
                               ? column->label
                               : arena_printf(arena, "第 %lld 列", (long long)column->no);
        values = arena_printf(arena, "%.*s%s%.*s %.*s", TEXT_ARG(values), i == 0 ? "" : "，",
                              TEXT_ARG(name), TEXT_ARG(figure.n > 0 ? figure : TEXT("空白")));
    }
    return arena_printf(arena, "%.*s：%.*s（%.*s）", TEXT_ARG(row_name(report, row)),
                        TEXT_ARG(check->message), TEXT_ARG(values));
}

static void found(struct checking *c, const struct report_check *check,
                  const struct formula *formula, size_t index, size_t row)
{
    size_t columns[COLUMNS_MAX];
    size_t n = formula_columns(formula, index, columns, COUNT(columns));
    struct report_finding finding = {
        .check = check,
        .row = row,
        .columns = arena_array(c->arena, size_t, n),
        .column_count = n,
        .sentence = sentence(c->arena, c->report, check, row, columns, n),
    };
    memcpy(finding.columns, columns, n * sizeof(*columns));
    list_add(&c->findings, finding);
    c->report->error_count += check->level == CHECK_ERROR;
}

/* Asks one formula of one row; whether any of its conditions could be asked. */
static bool ask_row(struct checking *c, const struct report_check *check,
                    const struct formula *formula, struct asking *asking)
{
    const struct formula_figures figures = {asking, column_figure, parameter_figure};
    bool asked = false;
    for (size_t i = 0; i < formula_count(formula); i++) {
        enum formula_verdict verdict = formula_ask(formula, i, &figures).verdict;
        bool blank = verdict == FORMULA_NOT_ASKED;
        if (verdict == FORMULA_FAILS || (blank && check->blank_fails)) {
            found(c, check, formula, i, asking->row);
        }
        asked = asked || !blank || check->blank_fails;
    }
    return asked;
}

static struct text why_unasked(struct checking *c, const struct asking *asking)
{
    if (asking->no_previous) {
        return TEXT("还没有上一次报表");
    }
    const struct notice_settings *settings = &c->report->notice->settings;
    for (size_t i = 0; asking->blank_parameter.n > 0 && i < settings->parameters.n; i++) {
        if (text_equal(settings->parameters.at[i].key, asking->blank_parameter)) {
            return arena_printf(c->arena, "县里还没有定“%.*s”",
                                TEXT_ARG(settings->parameters.at[i].label));
        }
    }
    return asking->blank_column;
}

static void ask_check(struct checking *c, const struct report_check *check)
{
    const struct report *report = c->report;
    bool cumulative = report_is_cumulative(report->notice, report->form, report->settings);
    if ((check->flow == CHECK_IF_CUMULATIVE && !cumulative) ||
        (check->flow == CHECK_IF_PERIOD && cumulative)) {
        struct text why = cumulative ? TEXT("口径为累计时不校验") : TEXT("口径为本期时不校验");
        list_add(&c->unasked, (struct report_unasked){check, why});
        return;
    }
    size_t first = check->scope == CHECK_TOTAL ? report->rows : 0;
    size_t last = check->scope == CHECK_ROWS ? report->rows : report->rows + 1;
    bool told = false;
    for (size_t f = 0; f < check->formula.n; f++) {
        struct asking asking = {.report = report, .previous = c->previous};
        bool asked = last == first;
        for (asking.row = first; asking.row < last; asking.row++) {
            asked = ask_row(c, check, check->formulas[f], &asking) || asked;
        }
        if (!asked && !told) {
            list_add(&c->unasked, (struct report_unasked){check, why_unasked(c, &asking)});
            told = true;
        }
    }
}

void report_check_all(struct arena *arena, struct report *report,
                      const struct report_previous *previous)
{
    struct checking c = {.arena = arena, .report = report, .previous = previous};
    for (size_t i = 0; i < report->form->checks.n; i++) {
        ask_check(&c, &report->form->checks.at[i]);
    }
    report->finding_count = c.findings.n;
    report->findings = arena_array(arena, struct report_finding, c.findings.n);
    report->unasked_count = c.unasked.n;
    report->unasked = arena_array(arena, struct report_unasked, c.unasked.n);
    if (c.findings.n > 0) {
        memcpy(report->findings, c.findings.at, c.findings.n * sizeof(*c.findings.at));
    }
    if (c.unasked.n > 0) {
        memcpy(report->unasked, c.unasked.at, c.unasked.n * sizeof(*c.unasked.at));
    }
    list_release(&c.findings);
    list_release(&c.unasked);
}
