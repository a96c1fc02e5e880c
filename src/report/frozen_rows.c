/* A report again, out of what was frozen. */
#include "base/list.h"
#include "report/frozen.h"

/* The cell of a unit's area and a column, and which frozen report has it; NULL: none. */
static const struct frozen_cell *cell_at(const struct frozen_rows *rows, int64_t region,
                                         struct text column, const struct frozen **frozen)
{
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t row = 0; row < rows->from[i].rows; row++) {
            if (rows->from[i].units[row].region == region) {
                *frozen = &rows->from[i];
                return frozen_cell(*frozen, &rows->from[i].units[row].key, column);
            }
        }
    }
    return NULL;
}

static void count_column(const struct frozen_rows *rows, struct arena *arena, struct text column,
                         int64_t overlap, const int64_t *regions, size_t n,
                         struct column_figures *out)
{
    const struct frozen *frozen;
    bool told = false;
    out->units = arena_array(arena, struct figure, n);
    for (size_t i = 0; i < n; i++) {
        const struct frozen_cell *cell = cell_at(rows, regions[i], column, &frozen);
        if (cell != NULL && cell->computed != SHAPE_BLANK) {
            told = true;
            out->units[i] = (struct figure){cell->computed, cell->unknown};
            out->county.value += cell->computed;
            out->county.unknown += cell->unknown;
        }
    }
    out->county.value -= overlap;
    if (!told) {
        out->blank = TEXT("报送时没有这一列的台账数");
    }
}

static enum status count(void *context, struct arena *arena, const struct report_form *form,
                         const struct report_span *span, const int64_t *regions, size_t n,
                         struct column_figures *out, struct error *error)
{
    (void)span;
    (void)error;
    const struct frozen_rows *rows = context;
    for (size_t c = 0; c < form->columns.n; c++) {
        out[c] = (struct column_figures){0};
        count_column(rows, arena, form->columns.at[c].key,
                     rows->overlap == NULL ? 0 : rows->overlap[c], regions, n, &out[c]);
    }
    return OK;
}

static enum status members(void *context, struct arena *arena, const struct report_column *column,
                           const struct report_span *span, const int64_t *regions, size_t n,
                           struct figure_members *out, struct error *error)
{
    (void)span;
    (void)error;
    LIST(int64_t) all = {0};
    *out = (struct figure_members){.ledger = arena_cstr(arena, column->subject)};
    for (size_t i = 0; i < n; i++) {
        const struct frozen *frozen = NULL;
        const struct frozen_cell *cell = cell_at(context, regions[i], column->key, &frozen);
        struct figure_members some = frozen_members(arena, frozen, cell);
        for (size_t k = 0; k < some.n; k++) {
            list_add(&all, some.ids[k]);
        }
    }
    out->n = ids_each_once(arena, all.at, all.n, &out->ids);
    list_release(&all);
    return OK;
}

static enum status everybody(void *context, struct arena *arena, const struct report_form *form,
                             const struct report_span *span, const int64_t *regions, size_t n,
                             struct figure_members *out, struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < form->columns.n * n; i++) {
        status = members(context, arena, &form->columns.at[i / n], span, &regions[i % n], 1,
                         &out[i], error);
    }
    return status;
}

struct figures frozen_figures(struct frozen_rows *rows)
{
    return (struct figures){
        .context = rows, .count = count, .members = members, .everybody = everybody};
}

void frozen_leave_blank(const struct frozen_rows *rows, struct report *report)
{
    const struct frozen *frozen;
    size_t width = report->form->columns.n;
    for (size_t i = 0; i < report->rows * width; i++) {
        const struct frozen_cell *cell = cell_at(rows, report->units[i / width]->region,
                                                 report->form->columns.at[i % width].key, &frozen);
        if (cell == NULL || cell->value == SHAPE_BLANK) {
            report->cells[i].value = SHAPE_BLANK;
        }
    }
}

const int64_t *frozen_overlap(struct arena *arena, const struct frozen *frozen)
{
    int64_t *overlap = arena_array(arena, int64_t, frozen->width);
    for (size_t c = 0; c < frozen->width; c++) {
        const struct frozen_cell *county = &frozen->cells[frozen->rows * frozen->width + c];
        int64_t sum = 0;
        for (size_t row = 0; row < frozen->rows; row++) {
            int64_t computed = frozen->cells[row * frozen->width + c].computed;
            sum += computed == SHAPE_BLANK ? 0 : computed;
        }
        overlap[c] = county->computed == SHAPE_BLANK ? 0 : sum - county->computed;
    }
    return overlap;
}

struct report_override *frozen_overrides(struct arena *arena, const struct frozen_rows *rows,
                                         size_t *n)
{
    LIST(struct report_override) typed = {0};
    for (size_t i = 0; i < rows->n; i++) {
        const struct frozen *frozen = &rows->from[i];
        for (size_t k = 0; k < frozen->rows * frozen->width; k++) {
            const struct frozen_cell *cell = &frozen->cells[k];
            if (cell->reason.n > 0) {
                list_add(&typed,
                         (struct report_override){.unit = frozen->units[k / frozen->width].key,
                                                  .column = frozen->columns[k % frozen->width],
                                                  .value = cell->value,
                                                  .reason = cell->reason});
            }
        }
    }
    struct report_override *out = arena_array(arena, struct report_override, typed.n);
    for (size_t i = 0; i < typed.n; i++) {
        out[i] = typed.at[i];
    }
    *n = typed.n;
    list_release(&typed);
    return out;
}
