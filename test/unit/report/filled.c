#include "filled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct notice_files files_of(struct arena *arena, const char *folder)
{
    struct notice_files files;
    struct error error;
    if (notice_files_read(arena, folder, &files, &error) != OK) {
        fail_msg("%.*s", TEXT_ARG(error.message));
    }
    return files;
}

void filled_open(struct arena *arena, const char *folder, const int64_t *row, size_t n,
                 struct filled *out)
{
    struct notice_files files = files_of(arena, folder);
    struct faults faults;
    faults_init(&faults, arena);
    const struct notice *notice = notice_read(arena, &files, &faults);
    for (size_t i = 0; i < faults.n; i++) {
        print_message("%s:%d %.*s\n", faults.at[i].file, faults.at[i].line,
                      TEXT_ARG(faults.at[i].message));
    }
    assert_non_null(notice);
    *out = (struct filled){.notice = notice, .form = notice_report(notice, TEXT("table2"))};
    if (out->form == NULL) { /* another county's notice */
        out->form = &notice->reports.at[0];
    }
    for (size_t i = 0; i < notice->units.n; i++) {
        out->units += notice->units.at[i].kind == out->form->rows;
    }
    size_t columns = out->form->columns.n;
    out->values = arena_array(arena, int64_t, out->units * columns);
    for (size_t u = 0; u < out->units; u++) {
        for (size_t c = 0; c < columns && c < n; c++) {
            out->values[u * columns + c] = row[c];
        }
    }
}

void filled_set(struct filled *filled, struct filled_change change)
{
    int column = report_column(filled->form, text_of(change.column));
    assert_true(column >= 0);
    size_t unit = 0;
    for (size_t i = 0; i < filled->notice->units.n; i++) {
        const struct notice_unit *one = &filled->notice->units.at[i];
        if (one->kind != filled->form->rows) {
            continue;
        }
        if (change.unit == NULL || text_is(one->key, change.unit)) {
            filled->values[unit * filled->form->columns.n + (size_t)column] = change.value;
        }
        unit++;
    }
}

static void count_column(const struct filled *filled, struct arena *arena, size_t index, size_t n,
                         struct column_figures *out)
{
    const struct report_column *column = &filled->form->columns.at[index];
    if (column->needs.n > 0 || (filled->blank != NULL && text_is(column->key, filled->blank))) {
        out->blank = TEXT("台账还没有启用");
        return;
    }
    out->units = arena_array(arena, struct figure, n);
    for (size_t i = 0; i < n; i++) {
        out->units[i].value = filled->values[i * filled->form->columns.n + index];
        out->county.value += out->units[i].value;
    }
    if (column->count == COUNT_PEOPLE) {
        out->county.value -= filled->twice;
    }
    out->outside = filled->outside;
}

static enum status count(void *context, struct arena *arena, const struct report_form *form,
                         const struct report_span *span, const int64_t *regions, size_t n,
                         struct column_figures *out, struct error *error)
{
    (void)span;
    (void)regions;
    (void)error;
    for (size_t i = 0; i < form->columns.n; i++) {
        count_column(context, arena, i, n, &out[i]);
    }
    return OK;
}

static enum status members(void *context, struct arena *arena, const struct report_column *column,
                           const struct report_span *span, const int64_t *regions, size_t n,
                           struct figure_members *out, struct error *error)
{
    (void)context;
    (void)span;
    (void)error;
    *out = (struct figure_members){arena_cstr(arena, column->subject),
                                   arena_array(arena, int64_t, n), n, NULL, 0};
    for (size_t i = 0; i < n; i++) {
        out->ids[i] = regions[i]; /* one row for each area asked for */
    }
    return OK;
}

/* As many rows as the figure says, of which neighbouring columns share most; none of sums. */
static enum status everybody(void *context, struct arena *arena, const struct report_form *form,
                             const struct report_span *span, const int64_t *regions, size_t n,
                             struct figure_members *out, struct error *error)
{
    (void)span;
    (void)error;
    const struct filled *filled = context;
    for (size_t i = 0; i < form->columns.n * n; i++) {
        const struct report_column *column = &form->columns.at[i / n];
        int64_t figure = filled->values[i % n * form->columns.n + i / n];
        out[i] = (struct figure_members){.ledger = arena_cstr(arena, column->subject)};
        if (column->count == COUNT_SUM || column->needs.n > 0) {
            continue;
        }
        out[i].n = (size_t)figure;
        out[i].ids = arena_array(arena, int64_t, out[i].n);
        for (size_t k = 0; k < out[i].n; k++) {
            out[i].ids[k] = regions[i % n] * 1000 + (int64_t)(k + i / n % 3);
        }
    }
    return OK;
}

struct figures filled_figures(struct filled *filled)
{
    return (struct figures){
        .context = filled, .count = count, .members = members, .everybody = everybody};
}

struct report filled_report(struct arena *arena, struct filled *filled,
                            const struct report_request *request)
{
    struct report_request whole = *request;
    whole.notice = filled->notice;
    whole.form = filled->form;
    struct figures figures = filled_figures(filled);
    struct report report;
    struct error error;
    if (report_build(arena, &whole, &figures, &report, &error) != OK) {
        fail_msg("%.*s", TEXT_ARG(error.message));
    }
    return report;
}
