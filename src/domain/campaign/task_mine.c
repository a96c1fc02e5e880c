#include "domain/campaign/task_mine.h"

#include <stdlib.h>

#include "domain/campaign/task_board.h"
#include "domain/outreach/message.h"
#include "facts/follow.h"
#include "standard/region.h"

enum { ITEMS_MOST = 60, MESSAGES_MOST = 10, DEADLINES_MOST = 8, DAYS_OF_WEEK = 7 };

/* ---- the calendar ---- */

int32_t deadline_next(const struct notice *notice, const struct notice_deadline *deadline,
                      int32_t today)
{
    const struct notice_window *window = notice->head.window;
    if (deadline->frequency != CALENDAR_WEEKLY) {
        return deadline->due != DATE_NONE && deadline->due >= today ? deadline->due : DATE_NONE;
    }
    if (deadline->weekday == SHAPE_BLANK) {
        return DATE_NONE;
    }
    int32_t from = today < window->from ? window->from : today;
    int32_t ahead = (int32_t)(deadline->weekday - date_weekday(from) + DAYS_OF_WEEK) % DAYS_OF_WEEK;
    return from + ahead <= window->last_due ? from + ahead : DATE_NONE;
}

int32_t deadline_remind(const struct notice *notice, const struct notice_deadline *deadline,
                        const struct calendar *calendar, int32_t due)
{
    if (deadline->remind != DATE_NONE && deadline->due == due) {
        return deadline->remind;
    }
    return calendar_remind(calendar, due, (int)notice->settings.remind_days);
}

/* Whether a deadline is the caller's; the county sees everybody's. */
static bool deadline_is_his(const struct notice *notice, const struct notice_deadline *deadline,
                            const struct actor *actor)
{
    static const char *const kinds[ROLE__COUNT] = {
        [ROLE_TOWNSHIP] = "township",
        [ROLE_VILLAGE] = "village",
        [ROLE_BUREAU] = "bureau",
        [ROLE_ENTERPRISE] = "workshop",
    };
    const char *kind = kinds[actor->role];
    for (size_t i = 0; kind != NULL && i < deadline->who.n; i++) {
        const struct notice_unit *unit = notice_unit(notice, deadline->who.at[i]);
        if (text_is(deadline->who.at[i], kind) ||
            (unit != NULL && unit->region != SHAPE_BLANK && unit->region == actor->region)) {
            return true;
        }
    }
    return kind == NULL;
}

struct coming {
    const struct notice_deadline *deadline;
    int32_t due;
};

static int by_due(const void *a, const void *b)
{
    const struct coming *x = a, *y = b;
    return x->due != y->due ? (x->due < y->due ? -1 : 1) : x->deadline < y->deadline ? -1 : 1;
}

static void put_calendar(const struct app_books *books, struct work *work, int32_t today,
                         struct json_out *out)
{
    const struct notice *notice = books->notice;
    struct coming *coming = arena_array(work->arena, struct coming, notice->calendar.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < notice->calendar.n; i++) {
        const struct notice_deadline *deadline = &notice->calendar.at[i];
        int32_t due = deadline_next(notice, deadline, today);
        if (due != DATE_NONE && deadline_is_his(notice, deadline, work->actor)) {
            coming[n++] = (struct coming){deadline, due};
        }
    }
    qsort(coming, n, sizeof(*coming), by_due);
    json_open_list(out, "calendar");
    for (size_t i = 0; i < n && i < DEADLINES_MOST; i++) {
        int32_t remind =
            deadline_remind(notice, coming[i].deadline, books->calendar, coming[i].due);
        json_open(out, NULL);
        json_put_text(out, "key", coming[i].deadline->key);
        json_put_text(out, "what", coming[i].deadline->what);
        json_put_day(out, "due_on", coming[i].due);
        json_put_day(out, "remind_on", remind);
        json_put_int(out, "days", coming[i].due - today);
        json_put_bool(out, "soon", today >= remind);
        json_close(out);
    }
    json_close_list(out);
}

/* ---- tasks ---- */

static bool is_own(const struct task_line *line, const struct actor *actor)
{
    if (actor->role == ROLE_BUREAU || actor->role == ROLE_ENTERPRISE) {
        return actor->organization != 0 && line->organization == actor->organization;
    }
    return line->organization == 0 && line->region == actor->region;
}

/* Whether what this unit reports is for the caller to accept. */
static bool is_below(const struct task_line *line, const struct actor *actor)
{
    if (actor->role == ROLE_COUNTY) {
        return line->level != TASK_LEVEL_VILLAGE;
    }
    return actor->role == ROLE_TOWNSHIP &&
           (line->level == TASK_LEVEL_VILLAGE || line->level == TASK_LEVEL_WORKSHOP);
}

struct count {
    int64_t late, today, soon, returned, review;
};

static bool is_waiting(const struct task_cell *cell)
{
    return cell->row != 0 && cell->light != LIGHT_DONE && cell->state != TASK_REPORTED &&
           cell->state != TASK_ACCEPTED;
}

static void count_cell(const struct task_board *board, const struct task_cell *cell,
                       struct count *count)
{
    if (is_waiting(cell)) {
        count->late += cell->light == LIGHT_RED;
        count->today += cell->last == board->as_of;
        count->soon += cell->light == LIGHT_YELLOW && cell->last > board->as_of;
        count->returned += cell->state == TASK_RETURNED;
    }
}

static void put_item(const struct task_board *board, const struct task_line *line, size_t task,
                     const struct task_cell *cell, struct json_out *out)
{
    const struct notice_task *of = &board->list->tasks.at[task];
    json_open(out, NULL);
    json_put_id(out, "id", cell->row);
    json_put_text(out, "task", of->key);
    json_put_int(out, "no", of->no);
    json_put_text(out, "item", of->item);
    json_put_text(out, "unit", line->name);
    json_put_day(out, "due_on", cell->last);
    json_put_int(out, "days", cell->last - board->as_of);
    json_put_cstr(out, "light", task_light_name(cell->light));
    json_put_cstr(out, "state", task_state_code(cell->state));
    json_close(out);
}

static void put_tasks(const struct task_board *board, struct work *work, struct json_out *out)
{
    const struct actor *actor = work->actor;
    bool overseer = actor->role == ROLE_COUNTY || actor->role == ROLE_AUDITOR;
    struct count count = {0};
    size_t written = 0;
    json_open_list(out, "items");
    for (size_t i = 0; i < board->n; i++) {
        const struct task_line *line = &board->lines[i];
        bool own = is_own(line, actor);
        for (size_t t = 0; t < board->list->tasks.n; t++) {
            const struct task_cell *cell = task_board_cell(board, i, t);
            count.review += cell->row != 0 && cell->state == TASK_REPORTED && is_below(line, actor);
            if (own || overseer) {
                count_cell(board, cell, &count);
            }
            if (own && is_waiting(cell) && written < ITEMS_MOST) {
                put_item(board, line, t, cell, out);
                written++;
            }
        }
    }
    json_close_list(out);
    json_open(out, "counts");
    json_put_int(out, "late", count.late);
    json_put_int(out, "today", count.today);
    json_put_int(out, "soon", count.soon);
    json_put_int(out, "returned", count.returned);
    json_put_int(out, "review", count.review);
    json_close(out);
}

/* ---- who urged ---- */

static struct text text_at(const struct table *table, int field, size_t row)
{
    const struct column *column = &table->columns[field];
    return column_known(column, row) ? column_text_at(column, row) : TEXT_EMPTY;
}

static bool message_is_his(const struct table *table, size_t row, const struct actor *actor)
{
    const struct column *organization = &table->columns[MESSAGE_ORGANIZATION];
    const struct column *region = &table->columns[MESSAGE_REGION];
    int64_t to = column_known(organization, row)
                     ? organization->to->ids[column_number(organization, row)]
                     : 0;
    if (actor->role == ROLE_BUREAU || actor->role == ROLE_ENTERPRISE) {
        return to != 0 && to == actor->organization;
    }
    return to == 0 && table_value(table, region, (uint32_t)row).number == actor->region;
}

static void put_messages(struct app *app, struct work *work, struct json_out *out)
{
    struct board *facts = follow_board(app->facts);
    size_t written = 0;
    json_open_list(out, "messages");
    board_read(facts);
    const struct table *table = board_table(facts, text_of(message_ledger.name));
    for (size_t row = table->rows; row-- > 0 && written < MESSAGES_MOST;) {
        if (!bit_get(table->live, row) || !text_is(text_at(table, MESSAGE_STATE, row), "sent") ||
            !message_is_his(table, row, work->actor)) {
            continue;
        }
        json_open(out, NULL);
        json_put_id(out, "id", table->ids[row]);
        json_put_text(out, "title", text_at(table, MESSAGE_TITLE, row));
        json_put_day(out, "sent_on", (int32_t)column_number(&table->columns[MESSAGE_SENT_ON], row));
        json_close(out);
        written++;
    }
    board_done(facts);
    json_close_list(out);
}

/* A clerk sees his own place and what lies under it; those of the whole county its units. */
static struct task_question question_of(const struct app_books *books, const struct actor *actor,
                                        int32_t today)
{
    struct task_question question = {.as_of = today, .view = TASK_VIEW_UNITS};
    if (actor->region != books->notice->head.county * 1000000) {
        question.view = TASK_VIEW_VILLAGES;
        question.township = region_at_level(actor->region, REGION_TOWNSHIP);
    }
    return question;
}

enum status task_mine_json(struct app *app, struct work *work, struct json_out *out,
                           struct error *error)
{
    const struct app_books *books = app_books(app);
    int32_t today = clock_today(work->clock);
    json_open(out, NULL);
    json_put_day(out, "as_of", today);
    if (books->notice != NULL && books->notice->worklist.tasks.n > 0) {
        struct task_board board;
        struct task_question question = question_of(books, work->actor, today);
        enum status status = task_board_make(app, work, &question, &board, error);
        if (status != OK) {
            return status;
        }
        put_tasks(&board, work, out);
    } else {
        json_open_list(out, "items");
        json_close_list(out);
        json_open(out, "counts");
        json_close(out);
    }
    put_messages(app, work, out);
    if (books->notice != NULL) {
        put_calendar(books, work, today, out);
    }
    json_close(out);
    return OK;
}
