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
        return TEXT("完成");
    case LIGHT_RED:
        return arena_printf(arena, "逾期%d天", board->as_of - cell->last);
    case LIGHT_YELLOW:
    case LIGHT_GREEN:
        return cell->state == TASK_REPORTED   ? TEXT("待审")
               : cell->state == TASK_RETURNED ? TEXT("退回")
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

/* 16/21 units done, and the figure of all where the ledgers tell. */
static struct text total_text(struct arena *arena, const struct task_board *board, size_t task)
{
    int64_t done = 0, given = 0;
    for (size_t i = 0; i < board->n; i++) {
        enum task_light light = task_board_cell(board, i, task)->light;
        done += light == LIGHT_DONE;
        given += light != LIGHT_NONE;
    }
    struct text figure = figure_text(arena, &board->totals[task]);
    return arena_printf(arena, "%lld/%lld 个单位%s%.*s", (long long)done, (long long)given,
                        figure.n > 0 ? "；" : "", TEXT_ARG(figure));
}

enum status task_paper_make(struct app *app, struct work *work, int32_t as_of,
                            struct worklist_page *out, struct error *error)
{
    struct task_board board;
    const struct task_question question = {.as_of = as_of, .view = TASK_VIEW_UNITS};
    enum status status = task_board_make(app, work, &question, &board, error);
    if (status != OK) {
        return status;
    }
    struct arena *arena = work->arena;
    size_t tasks = board.list->tasks.n;
    struct text *units = arena_array(arena, struct text, board.n + 1);
    struct text *states = arena_array(arena, struct text, board.n + 1);
    struct text *cells = arena_array(arena, struct text, (board.n + 1) * tasks);
    int64_t counts[LIGHT__COUNT] = {0};
    for (size_t i = 0; i < board.n; i++) {
        units[i] = board.lines[i].name;
        states[i] = counts_text(arena, board.lines[i].counts);
        for (size_t t = 0; t < tasks; t++) {
            cells[i * tasks + t] = cell_text(arena, &board, task_board_cell(&board, i, t));
        }
        for (enum task_light light = 0; light < LIGHT__COUNT; light++) {
            counts[light] += board.lines[i].counts[light];
        }
    }
    units[board.n] = TEXT("合计");
    states[board.n] = counts_text(arena, counts);
    for (size_t t = 0; t < tasks; t++) {
        cells[board.n * tasks + t] = total_text(arena, &board, t);
    }
    *out = (struct worklist_page){.notice = board.books->notice,
                                  .as_of = as_of,
                                  .unit_heading = TEXT("单位"),
                                  .units = units,
                                  .cells = cells,
                                  .states = states,
                                  .n = board.n + 1};
    return OK;
}
