#include "domain/campaign/task_board.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "domain/campaign/task_unit.h"
#include "domain/people/organization.h"
#include "facts/follow.h"
#include "report/report.h"
#include "rule/tally.h"
#include "standard/region.h"

enum { VILLAGES_MOST = 500 }; /* of one township */

const char *task_light_name(enum task_light light)
{
    static const char *const names[] = {
        [LIGHT_NONE] = "none", [LIGHT_GREEN] = "green", [LIGHT_YELLOW] = "yellow",
        [LIGHT_RED] = "red",   [LIGHT_DONE] = "done",
    };
    return names[light];
}

const struct task_cell *task_board_cell(const struct task_board *board, size_t line, size_t task)
{
    return &board->cells[line * board->list->tasks.n + task];
}

enum task_light task_light_of(const struct notice *notice, const struct task_cell *cell,
                              int32_t remind, bool computed, int32_t day)
{
    const struct task_figure *figure = &cell->figure;
    if (cell->row == 0) {
        return LIGHT_NONE;
    }
    if (cell->state == TASK_ACCEPTED ||
        (computed && figure->due > 0 && figure->unsure == 0 && figure->done >= figure->due)) {
        return LIGHT_DONE;
    }
    if (cell->state == TASK_REPORTED) {
        return cell->late ? LIGHT_YELLOW : LIGHT_GREEN;
    }
    bool nothing = computed && figure->due == 0 && figure->unclear == 0;
    if (task_is_late(notice, cell->last, day) && !nothing) {
        return LIGHT_RED;
    }
    return day >= remind || cell->state == TASK_RETURNED ? LIGHT_YELLOW : LIGHT_GREEN;
}

/* ---- the making ---- */

struct making {
    struct work *work;
    struct board *facts;
    const struct task_question *question;
    struct task_board *out;
    struct map index; /* "region organization" -> line */
    bool only_own;    /* the actor is a village: itself alone */
};

static struct text line_key(struct arena *arena, int64_t region, int64_t organization)
{
    return arena_printf(arena, "%lld %lld", (long long)region, (long long)organization);
}

static void add_line(struct making *m, struct task_line line)
{
    struct text key = line_key(m->work->arena, line.region, line.organization);
    int64_t there;
    if (!map_get(&m->index, key, &there)) {
        map_put(&m->index, key, (int64_t)m->out->n);
        m->out->lines[m->out->n++] = line;
    }
}

static void add_place(struct making *m, int level, const struct region *place)
{
    if (place != NULL && actor_reaches(m->work->actor, place->code)) {
        add_line(m, (struct task_line){.level = level, .region = place->code, .name = place->name});
    }
}

static void add_villages(struct making *m, int64_t township)
{
    const struct region *below[VILLAGES_MOST];
    size_t n = region_children(m->out->books->regions, township, below, VILLAGES_MOST);
    for (size_t i = 0; i < n && i < VILLAGES_MOST; i++) {
        add_place(m, TASK_LEVEL_VILLAGE, below[i]);
    }
}

/* Townships in the notice's order, each followed by its villages when those are asked for. */
static void add_places(struct making *m)
{
    const struct app_books *books = m->out->books;
    const struct task_question *q = m->question;
    for (size_t i = 0; i < books->notice->units.n; i++) {
        const struct notice_unit *unit = &books->notice->units.at[i];
        if (unit->kind != UNIT_TOWNSHIP || unit_is_merged(&books->settings, unit, q->as_of) ||
            (q->view == TASK_VIEW_VILLAGES && unit->region != q->township)) {
            continue;
        }
        add_place(m, TASK_LEVEL_TOWNSHIP, region_at(books->regions, unit->region));
        if (q->view != TASK_VIEW_UNITS || m->only_own) {
            add_villages(m, unit->region);
        }
    }
}

static int level_of(struct text code)
{
    static const char *const words[] = {
        [TASK_LEVEL_TOWNSHIP] = "township",
        [TASK_LEVEL_VILLAGE] = "village",
        [TASK_LEVEL_BUREAU] = "bureau",
        [TASK_LEVEL_WORKSHOP] = "workshop",
    };
    for (int i = 0; i < (int)COUNT(words); i++) {
        if (text_is(code, words[i])) {
            return i;
        }
    }
    return TASK_LEVEL_TOWNSHIP;
}

static int64_t number_at(const struct table *table, int field, size_t row)
{
    const struct column *column = &table->columns[field];
    return column_known(column, row) ? column_number(column, row) : -1;
}

static int64_t region_at_row(const struct table *table, size_t row)
{
    return table_value(table, &table->columns[TASK_UNIT_REGION], (uint32_t)row).number;
}

static struct text text_at(const struct table *table, int field, size_t row)
{
    const struct column *column = &table->columns[field];
    return column_known(column, row) ? column_text_at(column, row) : TEXT_EMPTY;
}

/* The id of the organization a row is about; 0: none. */
static int64_t organization_at(const struct table *table, size_t row)
{
    const struct column *column = &table->columns[TASK_UNIT_ORGANIZATION];
    return column_known(column, row) ? column->to->ids[column_number(column, row)] : 0;
}

static bool row_in_reach(const struct making *m, const struct table *table, size_t row)
{
    const struct actor *actor = m->work->actor;
    return bit_get(table->live, row) && actor_reaches(actor, region_at_row(table, row)) &&
           (actor->role != ROLE_ENTERPRISE || organization_at(table, row) == actor->organization);
}

/* Bureaus and workshops are lines because they have tasks. */
static void add_organizations(struct making *m, const struct table *table)
{
    for (size_t row = 0; row < table->rows; row++) {
        int64_t organization = organization_at(table, row);
        if (organization == 0 || !row_in_reach(m, table, row)) {
            continue;
        }
        int64_t region = region_at_row(table, row);
        if (m->question->view == TASK_VIEW_VILLAGES &&
            !region_contains(m->question->township, region)) {
            continue;
        }
        add_line(m, (struct task_line){
                        .level = level_of(text_at(table, TASK_UNIT_LEVEL, row)),
                        .region = region,
                        .organization = organization,
                        .name = arena_text(m->work->arena, text_at(table, TASK_UNIT_UNIT, row))});
    }
}

static size_t task_index(const struct notice_worklist *list, struct text key)
{
    size_t i = 0;
    while (i < list->tasks.n && !text_equal(list->tasks.at[i].key, key)) {
        i++;
    }
    return i;
}

/* Whether a task's figures are of organizations, so that each bureau or workshop has its own. */
static bool asks_organizations(const struct task_rules *rules)
{
    return rules->done != NULL && rules->done->ledger == &organization_ledger;
}

/* What the unit did and typed up to that day. */
static void read_rows(struct making *m, const struct table *table)
{
    struct task_board *out = m->out;
    for (size_t row = 0; row < table->rows; row++) {
        int64_t line;
        if (!row_in_reach(m, table, row)) {
            continue;
        }
        struct text key =
            line_key(m->work->arena, region_at_row(table, row), organization_at(table, row));
        size_t task = task_index(out->list, text_at(table, TASK_UNIT_TASK, row));
        if (task == out->list->tasks.n || !map_get(&m->index, key, &line)) {
            continue;
        }
        struct task_cell *cell = &out->cells[(size_t)line * out->list->tasks.n + task];
        struct text steps = text_at(table, TASK_UNIT_STEPS, row);
        struct task_stand stand = task_stand_at(steps, out->as_of);
        cell->row = table->ids[row];
        cell->state = stand.state;
        cell->since = stand.since;
        cell->last = task_due_at(steps, (int32_t)number_at(table, TASK_UNIT_DUE, row), out->as_of);
        cell->late = (stand.state == TASK_REPORTED || stand.state == TASK_ACCEPTED) &&
                     stand.reported != DATE_NONE &&
                     task_is_late(out->books->notice, cell->last, stand.reported);
        if (out->rules[task].done == NULL ||
            (organization_at(table, row) != 0 && !asks_organizations(&out->rules[task]))) {
            cell->figure.due = number_at(table, TASK_UNIT_TOTAL, row);
            cell->figure.done = number_at(table, TASK_UNIT_DONE, row);
        }
    }
}

/* ---- figures ---- */

struct asking {
    struct tally_cell *cells;
    size_t *task; /* by cell */
    bool *due;    /* by cell: whether it is the task's `due` */
    size_t n;
};

static struct asking ask_what(struct arena *arena, const struct task_board *board)
{
    static const enum tally_how how[] = {[COUNT_PEOPLE] = TALLY_PEOPLE, [COUNT_TIMES] = TALLY_ROWS};
    size_t tasks = board->list->tasks.n;
    struct asking asking = {.cells = arena_array(arena, struct tally_cell, 2 * tasks),
                            .task = arena_array(arena, size_t, 2 * tasks),
                            .due = arena_array(arena, bool, 2 * tasks)};
    for (size_t i = 0; i < tasks; i++) {
        const struct task_rules *rules = &board->rules[i];
        if (rules->done == NULL) {
            continue;
        }
        int count = board->list->tasks.at[i].progress->count;
        for (int side = 0; side < 2; side++) {
            if (side == 1 && rules->due == NULL) {
                continue;
            }
            asking.task[asking.n] = i;
            asking.due[asking.n] = side == 1;
            asking.cells[asking.n++] =
                (struct tally_cell){.where = side == 1 ? rules->due : rules->done,
                                    .how = how[count],
                                    .place = rules->by};
        }
    }
    return asking;
}

static int64_t scope_of(const struct actor *actor)
{
    return actor_reaches(actor, actor->county) ? 0 : actor->region;
}

static const int64_t *params_of(const struct making *m)
{
    const struct task_board *out = m->out;
    return app_params(out->books, m->work->arena, out->as_of, app_first_day(out->books),
                      out->as_of);
}

static void put_figure(const struct task_board *board, const struct asking *asking,
                       const struct tally *tally, size_t cell, size_t unit,
                       struct task_figure *figure)
{
    const struct task_progress *progress = board->list->tasks.at[asking->task[cell]].progress;
    int64_t value = tally_figure(tally, cell, unit);
    if (asking->due[cell]) {
        figure->due = value;
        figure->unclear = tally_unsure(tally, cell, unit);
    } else {
        figure->done = value;
        figure->unsure = tally_unsure(tally, cell, unit);
        if (progress->target != SHAPE_BLANK) {
            figure->due = progress->target;
        }
    }
}

/* One side of a task's figure at the organizations themselves. */
struct own_side {
    struct task_board *board;
    const struct table *organizations;
    size_t task;
    bool due;
};

static void put_own(void *context, uint32_t row, size_t unit)
{
    const struct own_side *side = context;
    (void)unit;
    for (size_t i = 0; i < side->board->n; i++) {
        if (side->board->lines[i].organization == side->organizations->ids[row]) {
            struct task_figure *figure =
                &side->board->cells[i * side->board->list->tasks.n + side->task].figure;
            *(side->due ? &figure->due : &figure->done) = 1;
        }
    }
}

/* A task asked of organizations: at each of them one or none is due, and done. */
static void read_own(struct making *m, const struct asking *asking, const struct tally *tally)
{
    struct task_board *out = m->out;
    struct own_side side = {
        .board = out, .organizations = board_table(m->facts, text_of(organization_ledger.name))};
    for (size_t cell = 0; cell < asking->n; cell++) {
        side.task = asking->task[cell];
        side.due = asking->due[cell];
        if (!asks_organizations(&out->rules[side.task])) {
            continue;
        }
        for (size_t i = 0; i < out->n; i++) {
            if (out->lines[i].organization != 0) {
                struct task_figure *figure = &out->cells[i * out->list->tasks.n + side.task].figure;
                *(side.due ? &figure->due : &figure->done) = 0;
            }
        }
        tally_each(tally, cell, put_own, &side);
    }
}

/* A target is each place's own: together they have as many as were given the task. */
static void add_targets(struct task_board *out, const size_t *lines, size_t n)
{
    size_t tasks = out->list->tasks.n;
    for (size_t t = 0; t < tasks; t++) {
        const struct notice_task *task = &out->list->tasks.at[t];
        if (out->rules[t].done == NULL || task->progress->target == SHAPE_BLANK) {
            continue;
        }
        int64_t given = 0;
        for (size_t i = 0; i < n; i++) {
            given += out->cells[lines[i] * tasks + t].row != 0;
        }
        out->totals[t].due = task->progress->target * (given > 0 ? given : 1);
    }
}

/* The places of one level: a township's figure has its villages' in it, so each is asked alone. */
static void read_figures(struct making *m, const struct asking *asking, int level, bool totals)
{
    struct task_board *out = m->out;
    struct arena *arena = m->work->arena;
    int64_t *units = arena_array(arena, int64_t, out->n + 1);
    size_t *lines = arena_array(arena, size_t, out->n + 1), n = 0;
    for (size_t i = 0; i < out->n; i++) {
        if (out->lines[i].level == level && out->lines[i].organization == 0) {
            lines[n] = i;
            units[n++] = out->lines[i].region;
        }
    }
    if (asking->n == 0 || (n == 0 && !totals)) {
        return;
    }
    int64_t scope = scope_of(m->work->actor);
    if (m->question->view == TASK_VIEW_VILLAGES && scope == 0) {
        scope = m->question->township;
    }
    const struct tally_plan plan = {.cells = asking->cells,
                                    .cell_count = asking->n,
                                    .units = units,
                                    .unit_count = n,
                                    .scope = scope,
                                    .params = params_of(m)};
    struct tally *tally = tally_new(m->facts, out->books->language, &plan);
    for (size_t cell = 0; cell < asking->n; cell++) {
        for (size_t i = 0; i < n; i++) {
            put_figure(out, asking, tally, cell, i,
                       &out->cells[lines[i] * out->list->tasks.n + asking->task[cell]].figure);
        }
        if (totals) {
            put_figure(out, asking, tally, cell, tally_total(&plan),
                       &out->totals[asking->task[cell]]);
        }
    }
    if (totals) {
        add_targets(out, lines, n);
        read_own(m, asking, tally);
    }
    tally_free(tally);
}

/* ---- lights and ranks ---- */

static void light_up(struct making *m)
{
    struct task_board *out = m->out;
    const struct notice *notice = out->books->notice;
    for (size_t i = 0; i < out->n; i++) {
        for (size_t t = 0; t < out->list->tasks.n; t++) {
            struct task_cell *cell = &out->cells[i * out->list->tasks.n + t];
            const struct notice_task *task = &out->list->tasks.at[t];
            int32_t remind =
                cell->row == 0 ? 0 : task_remind(notice, task, out->books->calendar, cell->last);
            bool computed = out->rules[t].done != NULL &&
                            (out->lines[i].organization == 0 || asks_organizations(&out->rules[t]));
            cell->light = task_light_of(notice, cell, remind, computed, out->as_of);
            out->lines[i].counts[cell->light]++;
        }
    }
}

/* More of its tasks done is better; of equals fewer late, then fewer warned. Below 0: a first. */
static int better(const struct task_line *a, const struct task_line *b)
{
    const int64_t *x = a->counts, *y = b->counts;
    int64_t given_x = x[LIGHT_DONE] + x[LIGHT_GREEN] + x[LIGHT_YELLOW] + x[LIGHT_RED];
    int64_t given_y = y[LIGHT_DONE] + y[LIGHT_GREEN] + y[LIGHT_YELLOW] + y[LIGHT_RED];
    int64_t left = x[LIGHT_DONE] * given_y, right = y[LIGHT_DONE] * given_x;
    if (left != right) {
        return left > right ? -1 : 1;
    }
    if (x[LIGHT_RED] != y[LIGHT_RED]) {
        return x[LIGHT_RED] < y[LIGHT_RED] ? -1 : 1;
    }
    return x[LIGHT_YELLOW] == y[LIGHT_YELLOW] ? 0 : x[LIGHT_YELLOW] < y[LIGHT_YELLOW] ? -1 : 1;
}

/* Among units of one level. */
static void rank(struct task_board *out)
{
    for (size_t i = 0; i < out->n; i++) {
        out->lines[i].rank = 1;
        for (size_t k = 0; k < out->n; k++) {
            out->lines[i].rank += out->lines[k].level == out->lines[i].level &&
                                  better(&out->lines[k], &out->lines[i]) < 0;
        }
    }
}

static enum status read_rules(const struct app_books *books, struct work *work,
                              struct task_board *out, struct error *error)
{
    out->books = books;
    if (books->notice == NULL || books->notice->worklist.tasks.n == 0) {
        return error_set(error, work->arena, NOT_FOUND, "这份通知没有工作清单");
    }
    out->list = &books->notice->worklist;
    out->rules = arena_array(work->arena, struct task_rules, out->list->tasks.n);
    struct faults faults;
    faults_init(&faults, work->arena);
    for (size_t i = 0; i < out->list->tasks.n; i++) {
        if (notice_task_rules(work->arena, &out->list->tasks.at[i], books->ground, books->language,
                              &out->rules[i], &faults) != OK) {
            return error_set(error, work->arena, INVALID, "%s 第 %d 行：%.*s", faults.at[0].file,
                             faults.at[0].line, TEXT_ARG(faults.at[0].message));
        }
    }
    return OK;
}

static void fill(struct making *m)
{
    struct task_board *out = m->out;
    const struct table *table = board_table(m->facts, text_of(task_unit_ledger.name));
    const struct notice *notice = out->books->notice;
    /* At most a line for each unit, each village of each township and each row of the ledger. */
    size_t most = notice->units.n * (1 + VILLAGES_MOST) + table->rows;
    out->lines = arena_array(m->work->arena, struct task_line, most);
    add_places(m);
    add_organizations(m, table);
    size_t tasks = out->list->tasks.n;
    out->cells = arena_array(m->work->arena, struct task_cell, out->n * tasks + 1);
    out->totals = arena_array(m->work->arena, struct task_figure, tasks);
    static const struct task_figure nothing = {.due = -1, .done = -1};
    for (size_t i = 0; i < out->n * tasks; i++) {
        out->cells[i] =
            (struct task_cell){.last = DATE_NONE, .since = DATE_NONE, .figure = nothing};
    }
    for (size_t t = 0; t < tasks; t++) {
        out->totals[t] = nothing;
    }
    read_rows(m, table);
    struct asking asking = ask_what(m->work->arena, out);
    read_figures(m, &asking, TASK_LEVEL_TOWNSHIP, true);
    read_figures(m, &asking, TASK_LEVEL_VILLAGE, false);
    light_up(m);
    rank(out);
}

enum status task_board_make(struct app *app, struct work *work,
                            const struct task_question *question, struct task_board *out,
                            struct error *error)
{
    *out = (struct task_board){.as_of = question->as_of};
    const struct app_books *books = question->books == NULL ? app_books(app) : question->books;
    enum status status = read_rules(books, work, out, error);
    if (status != OK) {
        return status;
    }
    struct making m = {.work = work,
                       .facts = follow_board(app->facts),
                       .question = question,
                       .out = out,
                       .only_own = work->actor->role == ROLE_VILLAGE};
    map_init(&m.index);
    board_read(m.facts);
    fill(&m);
    board_done(m.facts);
    map_release(&m.index);
    return OK;
}

/* ---- who stands behind a figure ---- */

static const struct task_rules *rules_of(const struct task_board *board, struct text key,
                                         size_t *index)
{
    *index = task_index(board->list, key);
    const struct task_rules *rules = *index == board->list->tasks.n ? NULL : &board->rules[*index];
    return rules == NULL || rules->done == NULL ? NULL : rules;
}

/* The rows of a side; the caller releases the set. */
static void pick_side(const struct tally *tally, size_t unit, enum task_side side, bool has_due,
                      struct set *out)
{
    struct set done;
    if (side == TASK_SIDE_UNSURE) {
        tally_unsure_members(tally, 0, unit, out);
        return;
    }
    tally_members(tally, side == TASK_SIDE_DONE || !has_due ? 0 : 1, unit, out);
    if (side == TASK_SIDE_OPEN && has_due) {
        tally_members(tally, 0, unit, &done);
        set_minus(out, &done);
        set_release(&done);
    }
}

enum status task_board_members(struct app *app, struct work *work, struct text task, int64_t region,
                               int32_t as_of, enum task_side side, struct task_members *out,
                               struct error *error)
{
    struct task_board board = {.as_of = as_of};
    size_t index;
    enum status status = read_rules(app_books(app), work, &board, error);
    if (status != OK || board.list == NULL) {
        return status;
    }
    const struct task_rules *rules = rules_of(&board, task, &index);
    if (rules == NULL || (region != 0 && !actor_reaches(work->actor, region))) {
        return error_set(error, work->arena, NOT_FOUND, "没有这一格，或它没有名单");
    }
    struct making m = {.work = work, .facts = follow_board(app->facts), .out = &board};
    const struct tally_cell cells[] = {
        {.where = rules->done, .how = TALLY_ROWS, .place = rules->by},
        {.where = rules->due, .how = TALLY_ROWS, .place = rules->by},
    };
    int64_t units[] = {region};
    const struct tally_plan plan = {.cells = cells,
                                    .cell_count = rules->due == NULL ? 1 : 2,
                                    .units = units,
                                    .unit_count = region == 0 ? 0 : 1,
                                    .scope = scope_of(work->actor),
                                    .params = params_of(&m)};
    board_read(m.facts);
    struct tally *tally = tally_new(m.facts, board.books->language, &plan);
    struct set rows;
    pick_side(tally, region == 0 ? tally_total(&plan) : 0, side, rules->due != NULL, &rows);
    const struct table *table = board_table(m.facts, text_of(rules->done->ledger->name));
    *out = (struct task_members){.ledger = rules->done->ledger,
                                 .ids = arena_array(work->arena, int64_t, set_count(&rows))};
    size_t row;
    SET_EACH(&rows, row)
    {
        out->ids[out->n++] = table->ids[row];
    }
    set_release(&rows);
    tally_free(tally);
    board_done(m.facts);
    return OK;
}
