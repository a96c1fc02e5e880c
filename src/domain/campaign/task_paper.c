#include "domain/campaign/task_paper.h"

#include "domain/campaign/task_board.h"

/* 412/530; nothing when nobody says. */
static struct text figure_text(struct arena *arena, const struct task_figure *figure)
{
    if (figure->due < 0 && figure->done < 0) {
        return TEXT_EMPTY;
    }
    return figure->due < 0
               ? arena_printf(arena, "%lld", (long long)figure->done)
               : arena_printf(arena, "%lld/%lld", (long long)(figure->done < 0 ? 0 : figure->done),
                              (long long)figure->due);
}

static struct text light_text(struct arena *arena, const struct task_board *board,
                              const struct task_cell *cell)
{
    switch (cell->light) {
    case LIGHT_DONE:
        return cell->late ? TEXT("完成（迟）") : TEXT("完成");
    case LIGHT_RED:
        return arena_printf(arena, "逾期%d天", board->as_of - cell->last);
    case LIGHT_YELLOW:
    case LIGHT_GREEN:
        return cell->state == TASK_REPORTED   ? TEXT("待审")
               : cell->state == TASK_RETURNED ? TEXT("退回")
               : cell->figure.due == 0        ? TEXT("无应办")
                                              : TEXT("办理中");
    case LIGHT_NONE:
    case LIGHT__COUNT:
        break;
    }
    return TEXT_EMPTY;
}

static struct text cell_text(struct arena *arena, const struct task_board *board,
                             const struct task_cell *cell)
{
    struct text light = light_text(arena, board, cell);
    struct text figure = figure_text(arena, &cell->figure);
    return arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(light),
                        light.n > 0 && figure.n > 0 ? " " : "", TEXT_ARG(figure));
}

static struct text counts_text(struct arena *arena, const int64_t *counts)
{
    int64_t other = counts[LIGHT_GREEN] + counts[LIGHT_YELLOW];
    return arena_printf(arena, "完成 %lld，逾期 %lld，其他 %lld", (long long)counts[LIGHT_DONE],
                        (long long)counts[LIGHT_RED], (long long)other);
}

const struct text *task_paper_states(struct arena *arena, const struct sheet *sheet)
{
    struct text *states = arena_array(arena, struct text, sheet->units);
    int64_t all[LIGHT__COUNT] = {0};
    for (size_t i = 0; i < sheet->units; i++) {
        int64_t counts[LIGHT__COUNT] = {0};
        for (size_t t = 0; t < sheet->lines; t++) {
            int64_t light = sheet_counts(sheet, i, t)[TASK_PAPER_LIGHT];
            counts[light >= 0 && light < LIGHT__COUNT ? light : LIGHT_NONE]++;
        }
        for (size_t k = 0; k < LIGHT__COUNT; k++) {
            all[k] += counts[k];
        }
        bool whole = i > 0 && i + 1 == sheet->units;
        states[i] = counts_text(arena, whole ? all : counts);
    }
    return states;
}

/* 16/21 units done, and the figure of all where the ledgers tell. */
static void write_total(struct arena *arena, struct sheet *sheet, size_t task,
                        const struct task_figure *figure)
{
    int64_t done = 0, given = 0;
    for (size_t i = 0; i + 1 < sheet->units; i++) {
        int64_t light = sheet_counts(sheet, i, task)[TASK_PAPER_LIGHT];
        done += light == LIGHT_DONE;
        given += light != LIGHT_NONE;
    }
    struct text text = figure_text(arena, figure);
    sheet_cells(sheet, sheet->units - 1, task)[0] =
        arena_printf(arena, "%lld/%lld 个单位%s%.*s", (long long)done, (long long)given,
                     text.n > 0 ? "；" : "", TEXT_ARG(text));
}

void task_paper_whole(struct arena *arena, struct sheet *sheet)
{
    for (size_t t = 0; t < sheet->lines; t++) {
        struct task_figure sum = {.due = -1, .done = -1};
        for (size_t i = 0; i + 1 < sheet->units; i++) {
            const int64_t *counts = sheet_counts(sheet, i, t);
            if (counts[TASK_PAPER_DUE] >= 0) {
                sum.due = (sum.due < 0 ? 0 : sum.due) + counts[TASK_PAPER_DUE];
            }
            if (counts[TASK_PAPER_DONE] >= 0) {
                sum.done = (sum.done < 0 ? 0 : sum.done) + counts[TASK_PAPER_DONE];
            }
        }
        write_total(arena, sheet, t, &sum);
    }
}

static void take_line(struct arena *arena, const struct task_board *board, size_t line,
                      struct sheet *sheet, size_t unit)
{
    sheet->names[unit] = board->lines[line].name;
    for (size_t t = 0; t < sheet->lines; t++) {
        const struct task_cell *cell = task_board_cell(board, line, t);
        int64_t *counts = sheet_counts(sheet, unit, t);
        counts[TASK_PAPER_LIGHT] = cell->light;
        counts[TASK_PAPER_DUE] = cell->figure.due;
        counts[TASK_PAPER_DONE] = cell->figure.done;
        sheet_cells(sheet, unit, t)[0] = cell_text(arena, board, cell);
    }
}

/* The lines wanted, in the board's order. */
static size_t choose(const struct task_board *board, int64_t region, size_t *lines)
{
    size_t n = 0;
    for (size_t i = 0; i < board->n; i++) {
        const struct task_line *line = &board->lines[i];
        if (region == 0 || (line->region == region && line->level == TASK_LEVEL_TOWNSHIP)) {
            lines[n++] = i;
        }
    }
    return n;
}

enum status task_paper_make(struct app *app, struct work *work, int32_t as_of, int64_t region,
                            struct worklist_page *out, struct error *error)
{
    struct task_board board;
    const struct task_question question = {.as_of = as_of, .view = TASK_VIEW_UNITS};
    enum status status = task_board_make(app, work, &question, &board, error);
    if (status != OK) {
        return status;
    }
    size_t *lines = arena_array(work->arena, size_t, board.n);
    size_t n = choose(&board, region, lines), tasks = board.list->tasks.n;
    if (region != 0 && n == 0) {
        return error_set(error, work->arena, NOT_FOUND, "这个单位没有工作清单任务");
    }
    struct sheet sheet =
        sheet_new(work->arena, region == 0 ? n + 1 : n, tasks, 1, TASK_PAPER__COUNT);
    for (size_t t = 0; t < tasks; t++) {
        sheet.keys[t] = board.list->tasks.at[t].key;
    }
    for (size_t i = 0; i < n; i++) {
        take_line(work->arena, &board, lines[i], &sheet, i);
    }
    if (region == 0) {
        sheet.names[n] = TEXT("合计");
        for (size_t t = 0; t < tasks; t++) {
            write_total(work->arena, &sheet, t, &board.totals[t]);
        }
    }
    *out = (struct worklist_page){.notice = board.books->notice,
                                  .as_of = as_of,
                                  .unit_heading = TEXT("单位"),
                                  .sheet = sheet,
                                  .states = task_paper_states(work->arena, &sheet)};
    return OK;
}
