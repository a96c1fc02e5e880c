/* What another version of the notice would change in today's figures. */
#include "domain/app_books.h"
#include "domain/campaign/statistics.h"
#include "domain/campaign/task_board.h"
#include "domain/notice_shelf.h"

enum { CELLS_MOST = 500 };

#define GONE TEXT("（无）")

struct comparing {
    struct app *app;
    struct work *work;
    const struct app_books *old, *new;
    int32_t as_of;
    struct json_out *out;
    struct error *error;
};

/* ---- what comes and what goes ---- */

static void put_change(struct comparing *c, const char *what, struct text label, struct text old,
                       struct text new)
{
    json_open(c->out, NULL);
    json_put_cstr(c->out, "what", what);
    json_put_text(c->out, "label", label);
    json_put_text(c->out, "old", old);
    json_put_text(c->out, "new", new);
    json_close(c->out);
}

static struct text day_text(struct arena *arena, int32_t day)
{
    return day == DATE_NONE ? TEXT_EMPTY : date_iso(arena, day);
}

static void compare_text(struct comparing *c, const char *what, struct text label, struct text old,
                         struct text new)
{
    if (!text_equal(old, new)) {
        put_change(c, what, label, old, new);
    }
}

static void compare_head(struct comparing *c)
{
    struct arena *arena = c->work->arena;
    const struct notice_head *old = &c->old->notice->head, *new = &c->new->notice->head;
    compare_text(c, "标题", TEXT("通知"), old->title, new->title);
    compare_text(c, "文号", TEXT("通知"), old->number, new->number);
    compare_text(c, "开始", TEXT("活动时间"), day_text(arena, old->window->from),
                 day_text(arena, new->window->from));
    compare_text(c, "结束", TEXT("活动时间"), day_text(arena, old->window->to),
                 day_text(arena, new->window->to));
    compare_text(c, "累计起算", TEXT("活动时间"), day_text(arena, old->window->first_data),
                 day_text(arena, new->window->first_data));
}

static const struct notice_deadline *deadline_of(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->calendar.n; i++) {
        if (text_equal(notice->calendar.at[i].key, key)) {
            return &notice->calendar.at[i];
        }
    }
    return NULL;
}

static const struct notice_category *category_of(const struct notice *notice, struct text key)
{
    for (size_t i = 0; i < notice->categories.n; i++) {
        if (text_equal(notice->categories.at[i].key, key)) {
            return &notice->categories.at[i];
        }
    }
    return NULL;
}

/* Items of `from` that `other` lacks; `added` says which way it is told. */
static void tell_missing(struct comparing *c, const struct notice *from, const struct notice *other,
                         bool added)
{
    for (size_t i = 0; i < from->units.n; i++) {
        struct text name = from->units.at[i].name;
        if (notice_unit(other, from->units.at[i].key) == NULL) {
            put_change(c, "单位", name, added ? GONE : name, added ? name : GONE);
        }
    }
    for (size_t i = 0; i < from->categories.n; i++) {
        struct text name = from->categories.at[i].name;
        if (category_of(other, from->categories.at[i].key) == NULL) {
            put_change(c, "类别", name, added ? GONE : name, added ? name : GONE);
        }
    }
    for (size_t i = 0; i < from->worklist.tasks.n; i++) {
        struct text name = task_title(c->work->arena, &from->worklist.tasks.at[i]);
        if (notice_task(other, from->worklist.tasks.at[i].key) == NULL) {
            put_change(c, "任务", name, added ? GONE : name, added ? name : GONE);
        }
    }
    for (size_t i = 0; i < from->calendar.n; i++) {
        struct text name = from->calendar.at[i].what;
        if (deadline_of(other, from->calendar.at[i].key) == NULL) {
            put_change(c, "日程", name, added ? GONE : name, added ? name : GONE);
        }
    }
    for (size_t i = 0; i < from->reports.n; i++) {
        struct text name = from->reports.at[i].title;
        if (notice_report(other, from->reports.at[i].key) == NULL) {
            put_change(c, "报表", name, added ? GONE : name, added ? name : GONE);
        }
    }
}

static void compare_kept(struct comparing *c)
{
    struct arena *arena = c->work->arena;
    const struct notice *old = c->old->notice, *new = c->new->notice;
    for (size_t i = 0; i < new->units.n; i++) {
        const struct notice_unit *was = notice_unit(old, new->units.at[i].key);
        if (was != NULL) {
            compare_text(c, "单位名称", was->name, was->name, new->units.at[i].name);
        }
    }
    for (size_t i = 0; i < new->categories.n; i++) {
        const struct notice_category *was = category_of(old, new->categories.at[i].key);
        if (was != NULL) {
            compare_text(c, "类别条件", was->name, was->where, new->categories.at[i].where);
        }
    }
    for (size_t i = 0; i < new->worklist.tasks.n; i++) {
        const struct notice_task *task = &new->worklist.tasks.at[i];
        const struct notice_task *was = notice_task(old, task->key);
        if (was != NULL) {
            struct text title = task_title(arena, task);
            compare_text(c, "任务时限", title, day_text(arena, was->due),
                         day_text(arena, task->due));
            compare_text(c, "任务内容", title, was->text, task->text);
        }
    }
    for (size_t i = 0; i < new->calendar.n; i++) {
        const struct notice_deadline *was = deadline_of(old, new->calendar.at[i].key);
        if (was != NULL) {
            compare_text(c, "报送期限", was->what, day_text(arena, was->due),
                         day_text(arena, new->calendar.at[i].due));
        }
    }
}

/* ---- figures ---- */

static enum status report_over(struct comparing *c, const struct app_books *books, struct text name,
                               struct report *out)
{
    struct statistics statistics;
    enum status status = statistics_open_over(c->app, books, c->work, name, &statistics, c->error);
    return status == OK ? statistics_report(&statistics, c->work, c->as_of, out, c->error) : status;
}

/* The row of a unit by its key; the county's row is the last of both. */
static size_t row_of(const struct report *report, const struct report *other, size_t row)
{
    if (row == other->rows) {
        return report->rows;
    }
    size_t i = 0;
    while (i < report->rows && !text_equal(report->units[i]->key, other->units[row]->key)) {
        i++;
    }
    return i == report->rows ? SIZE_MAX : i;
}

static void put_cell(struct comparing *c, const struct report *new, size_t row, size_t column,
                     const struct report *old, size_t old_row, int old_column)
{
    const struct report_column *of = &new->form->columns.at[column];
    bool there = old_row != SIZE_MAX && old_column >= 0;
    struct text before =
        there ? report_figure_text(c->work->arena, &old->form->columns.at[old_column],
                                   report_cell_at(old, old_row, (size_t)old_column)->value)
              : GONE;
    struct text after =
        report_figure_text(c->work->arena, of, report_cell_at(new, row, column)->value);
    json_open(c->out, NULL);
    json_put_text(c->out, "unit", row == new->rows ? new->form->total : new->units[row]->name);
    json_put_text(c->out, "column", report_column_name(of));
    json_put_text(c->out, "old", before);
    json_put_text(c->out, "new", after);
    json_close(c->out);
}

static size_t put_cells(struct comparing *c, const struct report *old, const struct report *new)
{
    size_t n = 0;
    for (size_t row = 0; row <= new->rows; row++) {
        size_t old_row = row_of(old, new, row);
        for (size_t column = 0; column < new->form->columns.n; column++) {
            int was = report_column(old->form, new->form->columns.at[column].key);
            bool same = old_row != SIZE_MAX && was >= 0 &&
                        report_cell_at(old, old_row, (size_t)was)->value ==
                            report_cell_at(new, row, column)->value;
            if (!same && n++ < CELLS_MOST) {
                put_cell(c, new, row, column, old, old_row, was);
            }
        }
    }
    return n;
}

static enum status compare_reports(struct comparing *c)
{
    enum status status = OK;
    json_open_list(c->out, "reports");
    for (size_t i = 0; status == OK && i < c->new->notice->reports.n; i++) {
        const struct report_form *form = &c->new->notice->reports.at[i];
        struct report old, new;
        if (notice_report(c->old->notice, form->key) == NULL || form->columns.n == 0) {
            continue; /* told among what comes */
        }
        status = report_over(c, c->old, form->key, &old);
        if (status == OK) {
            status = report_over(c, c->new, form->key, &new);
        }
        if (status == OK) {
            json_open(c->out, NULL);
            json_put_text(c->out, "name", form->key);
            json_put_text(c->out, "title", form->title);
            json_open_list(c->out, "cells");
            size_t n = put_cells(c, &old, &new);
            json_close_list(c->out);
            json_put_int(c->out, "total", (int64_t)n);
            json_close(c->out);
        }
    }
    json_close_list(c->out);
    return status;
}

static struct text figure_text(struct arena *arena, const struct task_figure *figure)
{
    return figure->due < 0
               ? TEXT("由单位填报")
               : arena_printf(arena, "%lld/%lld", (long long)figure->done, (long long)figure->due);
}

static enum status compare_tasks(struct comparing *c)
{
    struct task_board old = {0}, new = {0};
    struct task_question question = {.as_of = c->as_of, .books = c->old};
    json_open_list(c->out, "tasks");
    bool both = c->old->notice->worklist.tasks.n > 0 && c->new->notice->worklist.tasks.n > 0;
    enum status status = both ? task_board_make(c->app, c->work, &question, &old, c->error) : OK;
    if (both && status == OK) {
        question.books = c->new;
        status = task_board_make(c->app, c->work, &question, &new, c->error);
    }
    for (size_t i = 0; both && status == OK && i < new.list->tasks.n; i++) {
        for (size_t k = 0; k < old.list->tasks.n; k++) {
            struct text before = figure_text(c->work->arena, &old.totals[k]);
            struct text after = figure_text(c->work->arena, &new.totals[i]);
            if (text_equal(old.list->tasks.at[k].key, new.list->tasks.at[i].key) &&
                !text_equal(before, after)) {
                put_change(c, "进度", task_title(c->work->arena, &new.list->tasks.at[i]), before,
                           after);
            }
        }
    }
    json_close_list(c->out);
    return status;
}

static enum status compare(struct comparing *c, bool figures)
{
    json_open(c->out, NULL);
    json_put_text(c->out, "as_of", day_text(c->work->arena, c->as_of));
    json_open_list(c->out, "changes");
    compare_head(c);
    tell_missing(c, c->new->notice, c->old->notice, true);
    tell_missing(c, c->old->notice, c->new->notice, false);
    compare_kept(c);
    json_close_list(c->out);
    enum status status = figures ? compare_reports(c) : OK;
    if (figures && status == OK) {
        status = compare_tasks(c);
    }
    json_close(c->out);
    return status;
}

enum status notice_shelf_difference(struct app *app, struct work *work, int64_t id, int32_t as_of,
                                    bool figures, struct json_out *out, struct error *error)
{
    struct notice_version version;
    struct notice_files files;
    struct faults faults;
    struct app_books *books;
    enum status status = notice_shelf_read(app, work, id, &version, &files, &books, &faults, error);
    if (status == OK && faults.errors > 0) {
        status = error_set(error, work->arena, INVALID, "草稿有 %zu 处错误，改完才能比较",
                           faults.errors);
    }
    if (status == OK) {
        struct comparing c = {app, work, app_books(app), books, as_of, out, error};
        status = compare(&c, figures);
    }
    app_books_free(books);
    return status;
}
