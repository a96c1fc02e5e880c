#include "report/report.h"

#include <stdio.h>

#include "report/checks.h"
#include "standard/region.h"

enum { KEY_ROOM = 80 };

bool report_is_cumulative(const struct notice *notice, const struct report_form *form,
                          const struct settings *settings)
{
    enum { BY_NOTICE, CUMULATIVE, PERIOD };
    int64_t set = settings_int(settings, REPORT_FLOW_SETTING, BY_NOTICE);
    bool site = set == CUMULATIVE || (set != PERIOD && notice->settings.flow == FLOW_CUMULATIVE);
    return form->flow == FORM_FLOW_AS_SET ? site : form->flow == FORM_FLOW_CUMULATIVE;
}

struct report_span report_span_of(const struct notice *notice, const struct report_form *form,
                                  const struct settings *settings, int32_t as_of)
{
    struct report_span span = {.as_of = as_of,
                               .from = notice->head.window->first_data,
                               .to = as_of,
                               .previous = DATE_NONE};
    if (report_is_cumulative(notice, form, settings)) {
        return span;
    }
    for (size_t i = 0; i < form->periods.n; i++) {
        const struct report_period *period = &form->periods.at[i];
        span.from = period->from;
        if (as_of <= period->as_of) {
            break;
        }
    }
    return span;
}

const struct report_cell *report_cell_at(const struct report *report, size_t row, size_t column)
{
    if (row > report->rows || column >= report->form->columns.n) {
        bug("cell %zu, %zu of a report of %zu rows", row, column, report->rows);
    }
    return &report->cells[row * report->form->columns.n + column];
}

static struct report_cell *cell(struct report *report, size_t row, size_t column)
{
    return &report->cells[row * report->form->columns.n + column];
}

struct text unit_merged(const struct settings *settings, const struct notice_unit *unit)
{
    char key[KEY_ROOM];
    snprintf(key, sizeof(key), MERGED_SETTING "%.*s", TEXT_ARG(unit->key));
    return settings_text(settings, key, TEXT_EMPTY);
}

bool unit_is_merged(const struct settings *settings, const struct notice_unit *unit, int32_t day)
{
    struct text merged = unit_merged(settings, unit);
    struct date from;
    return merged.n > 10 && date_parse(text_slice(merged, 0, 10), &from) && day >= from.day;
}

/* Whether a unit's area lies in the caller's, or his in it (a village clerk's township). */
static bool sees(int64_t scope, const struct notice_unit *unit)
{
    return scope == 0 || region_contains(scope, unit->region) ||
           region_contains(unit->region, scope);
}

/* The unit as its row is called: a village clerk's row is not his township's. */
static const struct notice_unit *part_of(struct arena *arena, const struct notice_unit *unit,
                                         int64_t scope)
{
    if (scope == 0 || region_contains(scope, unit->region)) {
        return unit;
    }
    struct notice_unit *part = arena_new(arena, struct notice_unit);
    *part = *unit;
    part->name = arena_printf(arena, "%.*s（本村）", TEXT_ARG(unit->name));
    return part;
}

static void lay_out(struct arena *arena, const struct report_request *request,
                    struct report *report)
{
    const struct notice *notice = request->notice;
    report->notice = notice;
    report->form = request->form;
    report->settings = request->settings;
    report->span = report_span_of(notice, request->form, request->settings, request->as_of);
    report->span.scope = request->scope;
    if (request->from != 0) {
        report->span.from = request->from;
    }
    if (request->previous != NULL) {
        report->span.previous = request->previous->as_of;
    }
    report->units = arena_array(arena, const struct notice_unit *, notice->units.n);
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == request->form->rows && sees(request->scope, unit) &&
            (request->as_was || !unit_is_merged(request->settings, unit, request->as_of))) {
            report->units[report->rows++] = part_of(arena, unit, request->scope);
        }
    }
    size_t columns = request->form->columns.n;
    report->cells = arena_array(arena, struct report_cell, (report->rows + 1) * columns);
    report->totals = arena_array(arena, struct report_column_total, columns);
}

static int64_t *regions_of(struct arena *arena, const struct report *report)
{
    int64_t *regions = arena_array(arena, int64_t, report->rows);
    for (size_t i = 0; i < report->rows; i++) {
        regions[i] = report->units[i]->region;
    }
    return regions;
}

/* NULL: the figure cannot be computed. */
static void put(struct report_cell *cell, const struct figure *figure)
{
    cell->computed = figure == NULL ? SHAPE_BLANK : figure->value;
    cell->value = cell->computed;
    cell->unknown = figure == NULL ? 0 : figure->unknown;
}

static enum status compute(struct arena *arena, struct report *report,
                           const struct figures *figures, struct error *error)
{
    size_t columns = report->form->columns.n;
    struct column_figures *out = arena_array(arena, struct column_figures, columns);
    enum status status = figures->count(figures->context, arena, report->form, &report->span,
                                        regions_of(arena, report), report->rows, out, error);
    for (size_t c = 0; status == OK && c < columns; c++) {
        bool blank = out[c].blank.n > 0;
        for (size_t r = 0; r < report->rows; r++) {
            put(cell(report, r, c), blank ? NULL : &out[c].units[r]);
        }
        put(cell(report, report->rows, c), blank ? NULL : &out[c].county);
        report->totals[c].outside = blank ? 0 : out[c].outside;
        report->totals[c].blank = out[c].blank;
    }
    return status;
}

static int row_of(const struct report *report, struct text unit)
{
    for (size_t i = 0; i < report->rows; i++) {
        if (text_equal(report->units[i]->key, unit)) {
            return (int)i;
        }
    }
    return -1;
}

static enum status override_one(struct arena *arena, struct report *report,
                                const struct report_override *override, struct error *error)
{
    int row = row_of(report, override->unit);
    int column = report_column(report->form, override->column);
    if (row < 0 || column < 0) {
        (void)error_set(error, arena, INVALID, "报表没有“%.*s”这一行或“%.*s”这一列",
                        TEXT_ARG(override->unit), TEXT_ARG(override->column));
        return error_hint(error, arena, "合计行由各行得出，不能直接填");
    }
    struct text unit = report->units[row]->name;
    struct text label = report_column_name(&report->form->columns.at[column]);
    if (text_trim(override->reason).n == 0) {
        (void)error_set(error, arena, INVALID, "%.*s的“%.*s”没有写改数的原因", TEXT_ARG(unit),
                        TEXT_ARG(label));
        return error_hint(error, arena, "填报数与台账不同时，请写明原因");
    }
    if (override->value < 0 && override->value != SHAPE_BLANK) {
        (void)error_set(error, arena, INVALID, "%.*s的“%.*s”不能是负数", TEXT_ARG(unit),
                        TEXT_ARG(label));
        return error_hint(error, arena, "没有的填 0");
    }
    struct report_cell *target = cell(report, (size_t)row, (size_t)column);
    target->value = override->value;
    target->override = override;
    return OK;
}

/*
 * The county's figure moves by what was typed in its units; of a column that the ledgers cannot
 * tell it is the sum of what was typed. A blank unit leaves the county blank: a total that silently
 * misses a unit would look complete.
 */
static void sum_up(struct report *report)
{
    for (size_t c = 0; c < report->form->columns.n; c++) {
        struct report_cell *county = cell(report, report->rows, c);
        int64_t sum = 0, computed = 0;
        bool blank = false;
        for (size_t r = 0; r < report->rows && !blank; r++) {
            const struct report_cell *unit = cell(report, r, c);
            blank = unit->value == SHAPE_BLANK;
            sum += blank ? 0 : unit->value;
            computed += county->computed == SHAPE_BLANK ? 0 : unit->computed;
        }
        report->totals[c].rows = blank ? SHAPE_BLANK : sum;
        int64_t base = county->computed == SHAPE_BLANK ? 0 : county->computed;
        county->value = blank ? SHAPE_BLANK : base + (sum - computed);
    }
}

enum status report_build(struct arena *arena, const struct report_request *request,
                         const struct figures *figures, struct report *out, struct error *error)
{
    *out = (struct report){0};
    lay_out(arena, request, out);
    enum status status = compute(arena, out, figures, error);
    out->told = arena_array(arena, struct text, out->form->columns.n);
    for (size_t i = 0; figures->told != NULL && i < out->form->columns.n; i++) {
        out->told[i] = figures->told(figures->context, arena, i);
    }
    for (size_t i = 0; status == OK && i < request->override_count; i++) {
        status = override_one(arena, out, &request->overrides[i], error);
    }
    if (status != OK) {
        return status;
    }
    sum_up(out);
    report_check_all(arena, out, request->previous);
    return OK;
}

enum status report_members(struct arena *arena, const struct report *report, size_t row,
                           size_t column, const struct figures *figures, struct figure_members *out,
                           struct error *error)
{
    if (row > report->rows || column >= report->form->columns.n) {
        return error_set(error, arena, NOT_FOUND, "报表没有这一格");
    }
    const int64_t *regions = regions_of(arena, report);
    bool county = row == report->rows;
    return figures->members(figures->context, arena, &report->form->columns.at[column],
                            &report->span, county ? regions : regions + row,
                            county ? report->rows : 1, out, error);
}

int64_t report_hundredths(const struct report_column *column, int64_t value)
{
    for (int64_t decimals = column->decimals; decimals < 2; decimals++) {
        value *= 10;
    }
    return value;
}

struct text report_figure_text(struct arena *arena, const struct report_column *column,
                               int64_t value)
{
    if (value == SHAPE_BLANK) {
        return TEXT_EMPTY;
    }
    int64_t scale = 1;
    for (int64_t i = 0; i < column->decimals; i++) {
        scale *= 10;
    }
    int64_t whole = value / scale, part = value % scale;
    if (part == 0) {
        return arena_printf(arena, "%lld", (long long)whole);
    }
    return arena_printf(arena, "%s%lld.%0*lld", value < 0 && whole == 0 ? "-" : "",
                        (long long)whole, (int)column->decimals,
                        (long long)(part < 0 ? -part : part));
}
