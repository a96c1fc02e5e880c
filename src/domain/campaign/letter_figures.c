#include "domain/campaign/letter_figures.h"

#include <stdio.h>

#include "domain/campaign/round.h"
#include "domain/campaign/submission.h"
#include "domain/campaign/task_board.h"
#include "domain/campaign/task_unit.h"
#include "ledger/rows.h"
#include "report/frozen.h"

enum { FIGURES_MOST = 64, HUNDREDTHS = 100, PERCENT = 100, SEAL_SHOWN = 12 };

/* ---- asking ---- */

/* What the formula sees of one unit. */
struct seen {
    const struct app_books *books;
    void *context;
    size_t unit; /* index of the case */
    bool (*figure)(const struct seen *seen, size_t column, int64_t *out);
};

static bool see_column(void *context, enum figure_of of, size_t column, int64_t *out)
{
    const struct seen *seen = context;
    return of == FIGURE_VALUE && seen->figure(seen, column, out);
}

bool letter_parameter_value(const struct app_books *books, struct text key, int64_t *out)
{
    char name[65];
    snprintf(name, sizeof(name), "%.*s", TEXT_ARG(key));
    int64_t value = settings_int(&books->settings, name, notice_parameter(books->notice, key));
    *out = value == SHAPE_BLANK ? 0 : value * HUNDREDTHS;
    return value != SHAPE_BLANK;
}

static bool see_parameter(void *context, struct text key, int64_t *out)
{
    const struct seen *seen = context;
    return letter_parameter_value(seen->books, key, out);
}

/* 企业吸纳人数不足认定人数的六成（企业吸纳人数12人，认定人数40人）. */
static struct text say(struct arena *arena, struct text reason, const struct letter_case *one)
{
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < one->figure_count; i++) {
        const struct letter_figure *figure = &one->figures[i];
        bool blank = figure->value.n == 0;
        all = arena_printf(arena, "%.*s%s%.*s%.*s%.*s", TEXT_ARG(all), i == 0 ? "" : "，",
                           TEXT_ARG(figure->label), TEXT_ARG(blank ? TEXT("空白") : figure->value),
                           TEXT_ARG(blank ? TEXT_EMPTY : figure->unit));
    }
    return arena_printf(arena, "%.*s（%.*s）", TEXT_ARG(reason), TEXT_ARG(all));
}

/* Asks the formula of one unit; `take` makes the figures that it looks at. */
static void ask(struct work *work, const struct letter_cases *cases, struct seen *seen,
                struct letter_case *one,
                void (*take)(struct work *work, const struct seen *seen, size_t column,
                             struct letter_figure *out))
{
    const struct formula *formula = cases->template->formula;
    const struct formula_figures figures = {seen, see_column, see_parameter};
    size_t columns[FIGURES_MOST];
    size_t n = formula_columns(formula, 0, columns, COUNT(columns));
    enum formula_verdict verdict = formula_ask(formula, 0, &figures).verdict;
    one->due = verdict == FORMULA_HOLDS;
    one->blank = verdict == FORMULA_NOT_ASKED;
    one->figures = arena_array(work->arena, struct letter_figure, n);
    one->figure_count = n;
    for (size_t i = 0; i < n; i++) {
        one->figures[i] = (struct letter_figure){.note = TEXT_EMPTY};
        take(work, seen, columns[i], &one->figures[i]);
    }
    one->count = (int64_t)n;
    one->why = say(work->arena, cases->template->reason, one);
}

/* ---- a sealed report ---- */

struct sealed_report {
    const struct report_form *form;
    const struct round *round;
    struct row *row; /* the county's submission */
    struct frozen frozen;
    const struct letter_cases *cases;
};

static enum status find_sealed_round(struct work *work, const struct round *round, struct row **out,
                                     struct error *error)
{
    static const int fields[] = {SUBMISSION_REPORT, SUBMISSION_ROUND, SUBMISSION_UNIT,
                                 SUBMISSION_STATE};
    struct row_list found;
    struct row *like = row_new(work->arena, &submission_ledger);
    like->value[SUBMISSION_REPORT] = value_text(round->form->key);
    like->value[SUBMISSION_ROUND] = value_text(round->key);
    like->value[SUBMISSION_UNIT] = value_text(TEXT(SUBMISSION_COUNTY));
    like->value[SUBMISSION_STATE] = value_text(TEXT("frozen"));
    enum status status = rows_matching(work, like, fields, COUNT(fields), 1, 0, &found, error);
    *out = status == OK && found.n > 0 ? found.at[0] : NULL;
    return status;
}

/* The round that the template names, or the last that is sealed. The whole table is the county's
 * own; what of it the actor sees is decided by the cases. */
static enum status find_sealed(struct work *work, const struct app_books *books,
                               const struct letter_template *template, struct sealed_report *out,
                               struct error *error)
{
    struct work county = *work;
    struct actor program = actor_program(work->actor->county);
    struct rounds rounds = rounds_of(work->arena, books->notice, books->calendar, &books->settings);
    enum status status = OK;
    county.actor = &program;
    for (size_t i = rounds.n; status == OK && out->row == NULL && i-- > 0;) {
        const struct round *round = &rounds.at[i];
        bool asked = template->round.n == 0 || text_equal(round->key, template->round);
        if (asked && text_equal(round->form->key, template->report)) {
            out->round = round;
            status = find_sealed_round(&county, round, &out->row, error);
        }
    }
    return status;
}

static const struct frozen_cell *cell_of(const struct seen *seen, size_t column)
{
    const struct sealed_report *sealed = seen->context;
    const struct letter_unit *unit = &sealed->cases->at[seen->unit].unit;
    return frozen_cell(&sealed->frozen, &unit->key, sealed->form->columns.at[column].key);
}

static bool sealed_figure(const struct seen *seen, size_t column, int64_t *out)
{
    const struct sealed_report *sealed = seen->context;
    const struct frozen_cell *cell = cell_of(seen, column);
    if (cell == NULL || cell->value == SHAPE_BLANK) {
        return false;
    }
    *out = report_hundredths(&sealed->form->columns.at[column], cell->value);
    return true;
}

static void take_sealed(struct work *work, const struct seen *seen, size_t column,
                        struct letter_figure *out)
{
    const struct sealed_report *sealed = seen->context;
    const struct report_column *of = &sealed->form->columns.at[column];
    const struct frozen_cell *cell = cell_of(seen, column);
    struct text name = report_column_name(of);
    out->label = of->no == SHAPE_BLANK ? name
                                       : arena_printf(work->arena, "第%lld列“%.*s”",
                                                      (long long)of->no, TEXT_ARG(name));
    out->unit = of->unit;
    out->value = cell == NULL ? TEXT_EMPTY : report_figure_text(work->arena, of, cell->value);
    struct figure_members members = frozen_members(work->arena, &sealed->frozen, cell);
    out->ledger = members.ledger;
    out->ids = members.ids;
    out->id_count = members.n;
    if (cell != NULL && cell->reason.n > 0 && cell->computed != SHAPE_BLANK) {
        out->note = arena_printf(work->arena, "单位填报的数，台账推算 %.*s；理由：%.*s",
                                 TEXT_ARG(report_figure_text(work->arena, of, cell->computed)),
                                 TEXT_ARG(cell->reason));
    }
}

static struct text grounds_of(struct work *work, const struct sealed_report *sealed)
{
    const struct value *v = sealed->row->value;
    struct text seal = text_slice(v[SUBMISSION_FROZEN].text, 0, SEAL_SHOWN);
    struct text day = date_paper(work->arena, (int32_t)v[SUBMISSION_SUBMITTED_ON].number);
    struct text form = sealed->form->name, round = sealed->round->name;
    form = text_starts(round, form) ? TEXT_EMPTY : form; /* 附表1（9月30日） says it already */
    return arena_printf(work->arena, "%.*s%.*s，%.*s封存，校验码%.*s", TEXT_ARG(form),
                        TEXT_ARG(round), TEXT_ARG(day), TEXT_ARG(seal));
}

enum status letter_of_report(struct app *app, struct work *work, const struct app_books *books,
                             struct letter_cases *cases, struct error *error)
{
    struct text bytes = TEXT_EMPTY;
    const struct letter_template *template = cases->template;
    struct sealed_report sealed = {.form = notice_report(books->notice, template->report),
                                   .cases = cases};
    enum status status = find_sealed(work, books, template, &sealed, error);
    if (status == OK && sealed.row == NULL) {
        cases->none =
            arena_printf(work->arena, "%.*s%s还没有封存，封存以后才能按它发函",
                         TEXT_ARG(sealed.form->name), template->round.n > 0 ? "的这一期" : "");
        cases->n = 0;
        return OK;
    }
    if (status == OK) {
        cases->seal = sealed.row->value[SUBMISSION_FROZEN].text;
        status = blob_bytes(app->blobs, arena_cstr(work->arena, cases->seal), &bytes, work->arena,
                            error);
    }
    status = status == OK ? frozen_read(work->arena, bytes, &sealed.frozen, error) : status;
    if (status != OK) {
        return status;
    }
    cases->as_of = sealed.frozen.as_of;
    cases->grounds = grounds_of(work, &sealed);
    for (size_t i = 0; i < cases->n; i++) {
        struct seen seen = {books, &sealed, i, sealed_figure};
        ask(work, cases, &seen, &cases->at[i], take_sealed);
    }
    return OK;
}

/* ---- the board of tasks ---- */

struct boarded {
    struct app *app;
    struct task_board board;
    const struct letter_cases *cases;
    const struct task_line **lines; /* one a case; NULL: it was given nothing */
    int64_t units;                  /* of the kind that the letter goes to, on the board */
    enum status status;             /* of reading people */
    struct error *error;
};

static int64_t given(const struct task_line *line)
{
    const int64_t *n = line->counts;
    return n[LIGHT_GREEN] + n[LIGHT_YELLOW] + n[LIGHT_RED] + n[LIGHT_DONE];
}

/* A figure in hundredths; false: it is blank. */
static bool board_figure(const struct seen *seen, size_t column, int64_t *out)
{
    const struct boarded *b = seen->context;
    const struct task_line *line = b->lines[seen->unit];
    if (line == NULL) {
        return false;
    }
    if (column >= LETTER_TASKS__COUNT) {
        const struct task_cell *cell = task_board_cell(&b->board, (size_t)(line - b->board.lines),
                                                       column - LETTER_TASKS__COUNT);
        bool told = cell->figure.due > 0 && cell->figure.done >= 0;
        *out = told ? cell->figure.done * PERCENT * HUNDREDTHS / cell->figure.due : 0;
        return told;
    }
    int64_t all = given(line);
    const int64_t values[LETTER_TASKS__COUNT] = {
        [LETTER_TASKS_GIVEN] = all * HUNDREDTHS,
        [LETTER_TASKS_DONE] = line->counts[LIGHT_DONE] * HUNDREDTHS,
        [LETTER_TASKS_RED] = line->counts[LIGHT_RED] * HUNDREDTHS,
        [LETTER_TASKS_YELLOW] = line->counts[LIGHT_YELLOW] * HUNDREDTHS,
        [LETTER_TASKS_PERCENT] =
            all == 0 ? 0 : line->counts[LIGHT_DONE] * PERCENT * HUNDREDTHS / all,
        [LETTER_TASKS_RANK] = (int64_t)line->rank * HUNDREDTHS,
        [LETTER_TASKS_UNITS] = b->units * HUNDREDTHS,
    };
    *out = values[column];
    return column != LETTER_TASKS_PERCENT || all > 0;
}

/* The tasks of a light, as rows of task_unit; of any light for what is counted from all. */
static void take_lit(struct work *work, const struct boarded *b, const struct task_line *line,
                     size_t column, struct letter_figure *out)
{
    static const enum task_light lights[LETTER_TASKS__COUNT] = {
        [LETTER_TASKS_DONE] = LIGHT_DONE,
        [LETTER_TASKS_RED] = LIGHT_RED,
        [LETTER_TASKS_YELLOW] = LIGHT_YELLOW,
        [LETTER_TASKS_PERCENT] = LIGHT_DONE,
    };
    if (column == LETTER_TASKS_RANK || column == LETTER_TASKS_UNITS) {
        return;
    }
    out->ledger = task_unit_ledger.name;
    out->ids = arena_array(work->arena, int64_t, b->board.list->tasks.n);
    for (size_t t = 0; t < b->board.list->tasks.n; t++) {
        const struct task_cell *cell =
            task_board_cell(&b->board, (size_t)(line - b->board.lines), t);
        bool counts = column == LETTER_TASKS_GIVEN ? cell->light != LIGHT_NONE
                                                   : cell->light == lights[column];
        if (cell->row != 0 && counts) {
            out->ids[out->id_count++] = cell->row;
        }
    }
}

static void take_boarded(struct work *work, const struct seen *seen, size_t column,
                         struct letter_figure *out)
{
    struct boarded *b = seen->context;
    const struct task_line *line = b->lines[seen->unit];
    int64_t value;
    out->label = letter_task_label(work->arena, seen->books->notice, column);
    out->unit = TEXT_EMPTY;
    out->value = TEXT_EMPTY;
    if (!board_figure(seen, column, &value)) {
        return;
    }
    out->value = value % HUNDREDTHS == 0
                     ? arena_printf(work->arena, "%lld", (long long)(value / HUNDREDTHS))
                     : arena_printf(work->arena, "%lld.%lld", (long long)(value / HUNDREDTHS),
                                    (long long)(value % HUNDREDTHS / 10));
    if (column < LETTER_TASKS__COUNT) {
        take_lit(work, b, line, column, out);
        return;
    }
    struct task_members members = {0};
    const struct notice_task *task = &b->board.list->tasks.at[column - LETTER_TASKS__COUNT];
    bool listed = line->organization == 0 &&
                  seen->books == app_books(b->app) && /* of a draft only the figures are asked */
                  b->board.rules[column - LETTER_TASKS__COUNT].done != NULL;
    if (b->status == OK && listed) {
        b->status = task_board_members(b->app, work, task->key, line->region, b->board.as_of,
                                       TASK_SIDE_OPEN, &members, b->error);
    }
    if (members.ledger != NULL) {
        out->ledger = members.ledger->name;
        out->ids = members.ids;
        out->id_count = members.n;
        out->note = TEXT("名单是还没办的");
    }
}

static const int levels[] = {[LETTER_TO_TOWNSHIPS] = TASK_LEVEL_TOWNSHIP,
                             [LETTER_TO_VILLAGES] = TASK_LEVEL_VILLAGE,
                             [LETTER_TO_BUREAUS] = TASK_LEVEL_BUREAU,
                             [LETTER_TO_WORKSHOPS] = TASK_LEVEL_WORKSHOP};

enum status letter_of_tasks(struct app *app, struct work *work, const struct app_books *books,
                            struct letter_cases *cases, struct error *error)
{
    struct work county = *work;
    struct actor program = actor_program(work->actor->county);
    int to = cases->template->to;
    const struct task_question question = {.as_of = cases->as_of,
                                           .view = to == LETTER_TO_VILLAGES ? TASK_VIEW_ALL
                                                                            : TASK_VIEW_UNITS,
                                           .books = books};
    struct boarded b = {.app = app, .cases = cases, .error = error};
    county.actor = &program; /* ranks are among all; whom the actor sees the cases decide */
    enum status status = task_board_make(app, &county, &question, &b.board, error);
    if (status != OK) {
        return status;
    }
    b.lines = arena_array(work->arena, const struct task_line *, cases->n);
    for (size_t i = 0; i < b.board.n; i++) {
        const struct task_line *line = &b.board.lines[i];
        int64_t id = line->organization != 0 ? line->organization : line->region;
        b.units += line->level == levels[to];
        for (size_t k = 0; line->level == levels[to] && k < cases->n; k++) {
            if (cases->at[k].unit.id == id) {
                b.lines[k] = line;
            }
        }
    }
    cases->grounds =
        arena_printf(work->arena, "%.*s任务进度，截至%.*s", TEXT_ARG(b.board.list->name),
                     TEXT_ARG(date_paper(work->arena, cases->as_of)));
    for (size_t i = 0; i < cases->n && b.status == OK; i++) {
        struct seen seen = {books, &b, i, board_figure};
        ask(work, cases, &seen, &cases->at[i], take_boarded);
    }
    return b.status;
}
