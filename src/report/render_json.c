#include "report/layout.h"
#include "report/render.h"

/* A township by its region, as everywhere in the API; the last row is the county. */
static struct text unit_id(struct arena *arena, const struct report *report, size_t row)
{
    return row == report->rows ? TEXT("county")
                               : arena_printf(arena, "%lld", (long long)report->units[row]->region);
}

static void put_figure(struct json_out *json, const char *key, const struct report_column *column,
                       int64_t value)
{
    if (value == SHAPE_BLANK) {
        json_put_null(json, key);
    } else if (column->decimals == 0) {
        json_put_int(json, key, value);
    } else {
        json_put_real(json, key, (double)value / (column->decimals == 2 ? 100 : 10));
    }
}

static void put_setting(struct json_out *json, const char *label, struct text value)
{
    json_open(json, NULL);
    json_put_cstr(json, "label", label);
    json_put_text(json, "value", value);
    json_close(json);
}

static void put_settings(struct arena *arena, const struct report *report, struct json_out *json)
{
    const struct report_span *span = &report->span;
    bool cumulative = report_is_cumulative(report->notice, report->form, report->settings);
    json_open_list(json, "settings");
    put_setting(json, "口径", cumulative ? TEXT("累计") : TEXT("本期"));
    put_setting(json, "期间",
                arena_printf(arena, "%.*s 至 %.*s", TEXT_ARG(date_iso(arena, span->from)),
                             TEXT_ARG(date_iso(arena, span->to))));
    json_close_list(json);
}

static void put_head(const struct layout *layout, struct json_out *json)
{
    json_open_list(json, "head");
    for (size_t row = 0; row < layout->heading_rows; row++) {
        json_open_list(json, NULL);
        for (size_t i = 0; i < layout->heading_count; i++) {
            const struct layout_cell *cell = &layout->heading[i];
            if (cell->row1 == row) {
                json_open(json, NULL);
                json_put_text(json, "text", cell->text);
                json_put_int(json, "cols", cell->col2 - cell->col1 + 1);
                json_put_int(json, "rows", cell->row2 - cell->row1 + 1);
                json_close(json);
            }
        }
        json_close_list(json);
    }
    json_close_list(json);
}

/* The notice's own words, and which rows are counted in a clerk's. */
static struct text help_of(struct arena *arena, const struct report *report, size_t index)
{
    const struct text note = report->form->columns.at[index].note;
    const struct text told = report->told == NULL ? TEXT_EMPTY : report->told[index];
    if (told.n == 0) {
        return note;
    }
    return arena_printf(arena, "%.*s%s计入：%.*s", TEXT_ARG(note), note.n > 0 ? "；" : "",
                        TEXT_ARG(told));
}

static void put_columns(struct arena *arena, const struct layout *layout, struct json_out *json)
{
    json_open_list(json, "columns");
    for (size_t i = 0; i < layout->column_count; i++) {
        const struct report_column *column = &layout->report->form->columns.at[layout->columns[i]];
        struct text help = help_of(arena, layout->report, layout->columns[i]);
        json_open(json, NULL);
        json_put_text(json, "key", column->key);
        json_put_int(json, "no", column->no == SHAPE_BLANK ? (int64_t)i + 1 : column->no);
        json_put_text(json, "label", report_column_name(column));
        json_put_text(json, "group", column->group);
        json_put_text(json, "unit", column->unit);
        json_put_cstr(json, "kind", column->measure == MEASURE_STOCK ? "stock" : "flow");
        json_put_text(json, "help", help);
        json_close(json);
    }
    json_close_list(json);
}

static void put_override(const struct report_override *override, struct json_out *json)
{
    if (override == NULL) {
        json_put_null(json, "override");
        return;
    }
    json_open(json, "override");
    json_put_text(json, "reason", override->reason);
    json_put_text(json, "actor", override->actor);
    json_put_text(json, "at", override->at);
    json_close(json);
}

static void put_cell(const struct report *report, size_t row, size_t column, struct json_out *json)
{
    const struct report_column *of = &report->form->columns.at[column];
    const struct report_cell *cell = report_cell_at(report, row, column);
    json_open(json, NULL);
    put_figure(json, "value", of, cell->value);
    put_figure(json, "computed", of, cell->computed);
    json_put_int(json, "unknown", cell->unknown);
    put_override(cell->override, json);
    if (row == report->rows) {
        put_figure(json, "rows", of, report->totals[column].rows);
        put_figure(json, "outside", of, report->totals[column].outside);
    }
    json_close(json);
}

/* The most by which the rows of a column of people exceed the county's figure. */
static int64_t duplicates(const struct layout *layout)
{
    const struct report *report = layout->report;
    int64_t most = 0;
    for (size_t i = 0; i < layout->column_count; i++) {
        size_t column = layout->columns[i];
        const struct report_cell *county = report_cell_at(report, report->rows, column);
        int64_t rows = report->totals[column].rows;
        bool people = report->form->columns.at[column].count == COUNT_PEOPLE;
        if (people && county->value != SHAPE_BLANK && rows - county->value > most) {
            most = rows - county->value;
        }
    }
    return most;
}

static void put_rows(struct arena *arena, const struct layout *layout, struct json_out *json)
{
    const struct report *report = layout->report;
    json_open_list(json, "rows");
    for (size_t row = 0; row <= report->rows; row++) {
        json_open(json, NULL);
        json_put_text(json, "unit", unit_id(arena, report, row));
        json_put_text(json, "label", layout_row_name(layout, row));
        json_open_list(json, "cells");
        for (size_t i = 0; i < layout->column_count; i++) {
            put_cell(report, row, layout->columns[i], json);
        }
        json_close_list(json);
        if (row == report->rows) {
            json_put_int(json, "duplicates", duplicates(layout));
        }
        json_close(json);
    }
    json_close_list(json);
}

static void put_finding(struct arena *arena, const struct layout *layout,
                        const struct report_finding *finding, struct json_out *json)
{
    const struct report *report = layout->report;
    json_open(json, NULL);
    json_put_text(json, "id", finding->check->key);
    json_put_cstr(json, "level", finding->check->level == CHECK_ERROR ? "error" : "warn");
    json_put_text(json, "unit", unit_id(arena, report, finding->row));
    json_put_text(json, "unit_label", layout_row_name(layout, finding->row));
    json_open_list(json, "columns");
    for (size_t i = 0; i < finding->column_count; i++) {
        json_put_text(json, NULL, report->form->columns.at[finding->columns[i]].key);
    }
    json_close_list(json);
    json_put_text(json, "message", finding->sentence);
    json_close(json);
}

static void put_checks(struct arena *arena, const struct layout *layout, struct json_out *json)
{
    const struct report *report = layout->report;
    json_open_list(json, "checks");
    for (size_t i = 0; i < report->finding_count; i++) {
        put_finding(arena, layout, &report->findings[i], json);
    }
    json_close_list(json);
    json_open_list(json, "unasked");
    for (size_t i = 0; i < report->unasked_count; i++) {
        json_open(json, NULL);
        json_put_text(json, "id", report->unasked[i].check->key);
        json_put_text(json, "message", report->unasked[i].check->message);
        json_put_text(json, "why", report->unasked[i].why);
        json_close(json);
    }
    json_close_list(json);
}

void report_json(struct arena *arena, const struct report *report, struct json_out *json)
{
    struct layout layout;
    layout_make(arena, report, &layout);
    json_open(json, NULL);
    json_put_text(json, "name", report->form->key);
    json_put_text(json, "title", report->form->title);
    json_put_text(json, "as_of", date_iso(arena, report->span.as_of));
    put_settings(arena, report, json);
    put_head(&layout, json);
    put_columns(arena, &layout, json);
    put_rows(arena, &layout, json);
    put_checks(arena, &layout, json);
    json_close(json);
}
