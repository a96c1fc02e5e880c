/* The board of tasks as docs/api.md writes it, and how it went from day to day. */
#include "domain/campaign/task_board.h"

static const char *const levels[] = {
    [TASK_LEVEL_TOWNSHIP] = "township",
    [TASK_LEVEL_VILLAGE] = "village",
    [TASK_LEVEL_BUREAU] = "bureau",
    [TASK_LEVEL_WORKSHOP] = "workshop",
};

static void put_count(struct json_out *out, const char *key, int64_t n)
{
    if (n < 0) {
        json_put_null(out, key);
    } else {
        json_put_int(out, key, n);
    }
}

static void put_figure(struct json_out *out, const struct task_figure *figure)
{
    put_count(out, "due", figure->due);
    put_count(out, "done", figure->done);
    json_put_int(out, "unsure", figure->unsure);
}

static void put_lights(struct json_out *out, const int64_t *counts)
{
    for (enum task_light light = LIGHT_GREEN; light < LIGHT__COUNT; light++) {
        json_put_int(out, task_light_name(light), counts[light]);
    }
}

static void put_task(const struct task_board *board, size_t t, struct json_out *out)
{
    const struct notice_task *task = &board->list->tasks.at[t];
    const struct notice *notice = board->books->notice;
    bool computed = board->rules[t].done != NULL;
    json_open(out, NULL);
    json_put_text(out, "key", task->key);
    json_put_int(out, "no", task->no);
    json_put_text(out, "item", task->item);
    json_put_text(out, "text", task->text);
    json_put_text(out, "who", task->who_text);
    json_put_day(out, "due_on", task->due);
    json_put_day(out, "remind_on", task_remind(notice, task, board->books->calendar, task->due));
    json_put_bool(out, "standing", task->standing);
    json_put_bool(out, "computed", computed);
    json_put_text(out, "unit", computed ? task->progress->unit : TEXT_EMPTY);
    json_put_text(out, "evidence", task->evidence);
    json_put_text(out, "why", board->rules[t].blank);
    put_figure(out, &board->totals[t]);
    json_close(out);
}

static void put_cell(const struct task_board *board, const struct task_cell *cell,
                     struct json_out *out)
{
    json_open(out, NULL);
    json_put_cstr(out, "light", task_light_name(cell->light));
    if (cell->row != 0) {
        json_put_id(out, "id", cell->row);
        json_put_cstr(out, "state", task_state_code(cell->state));
        json_put_day(out, "due_on", cell->last);
        json_put_int(out, "days", cell->last - board->as_of);
        json_put_bool(out, "late", cell->late);
    }
    put_figure(out, &cell->figure);
    json_close(out);
}

static void put_line(const struct task_board *board, size_t i, struct json_out *out)
{
    const struct task_line *line = &board->lines[i];
    json_open(out, NULL);
    json_put_cstr(out, "level", levels[line->level]);
    json_put_id(out, "region", line->region);
    if (line->organization != 0) {
        json_put_id(out, "organization_id", line->organization);
    }
    json_put_text(out, "label", line->name);
    json_put_int(out, "rank", (int64_t)line->rank);
    put_lights(out, line->counts);
    json_open_list(out, "cells");
    for (size_t t = 0; t < board->list->tasks.n; t++) {
        put_cell(board, task_board_cell(board, i, t), out);
    }
    json_close_list(out);
    json_close(out);
}

void task_board_json(const struct task_board *board, struct json_out *out)
{
    json_open(out, NULL);
    json_put_text(out, "name", board->list->name);
    json_put_text(out, "title", board->list->title);
    json_put_day(out, "as_of", board->as_of);
    json_open_list(out, "tasks");
    for (size_t t = 0; t < board->list->tasks.n; t++) {
        put_task(board, t, out);
    }
    json_close_list(out);
    json_open_list(out, "units");
    for (size_t i = 0; i < board->n; i++) {
        put_line(board, i, out);
    }
    json_close_list(out);
    json_close(out);
}

/* ---- day by day ---- */

static void put_trend_day(const struct task_board *board, struct json_out *out)
{
    int64_t counts[LIGHT__COUNT] = {0};
    for (size_t i = 0; i < board->n; i++) {
        for (enum task_light light = 0; light < LIGHT__COUNT; light++) {
            counts[light] += board->lines[i].counts[light];
        }
    }
    json_open(out, NULL);
    json_put_day(out, "day", board->as_of);
    put_lights(out, counts);
    json_open_list(out, "figures");
    for (size_t t = 0; t < board->list->tasks.n; t++) {
        if (board->rules[t].done != NULL) {
            json_open(out, NULL);
            json_put_text(out, "task", board->list->tasks.at[t].key);
            put_count(out, "due", board->totals[t].due);
            put_count(out, "done", board->totals[t].done);
            json_close(out);
        }
    }
    json_close_list(out);
    json_close(out);
}

enum status task_trend_json(struct app *app, struct work *work,
                            const struct task_question *question, size_t days, struct json_out *out,
                            struct error *error)
{
    struct arena scratch;
    struct work day_work = *work;
    struct task_question day = *question;
    enum status status = OK;
    arena_init(&scratch);
    day_work.arena = &scratch;
    json_open(out, NULL);
    json_open_list(out, "days");
    for (size_t i = 0; status == OK && i < days; i++) {
        struct task_board board;
        day.as_of = question->as_of - (int32_t)(days - 1 - i);
        status = task_board_make(app, &day_work, &day, &board, error);
        if (status == OK) {
            put_trend_day(&board, out);
            arena_reset(&scratch);
        }
    }
    json_close_list(out);
    json_close(out);
    if (status != OK) {
        error_keep(error, work->arena);
    }
    arena_release(&scratch);
    return status;
}
