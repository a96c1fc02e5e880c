#include "domain/campaign/statistics.h"

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/list.h"
#include "domain/campaign/round.h"
#include "facts/follow.h"
#include "ledger/history.h"
#include "standard/region.h"

enum status statistics_open(struct app *app, struct work *work, struct text name,
                            struct statistics *out, struct error *error)
{
    enum status status = statistics_open_over(app, app_books(app), work, name, out, error);
    if (status == OK && out->form->columns.n == 0) {
        (void)error_set(error, work->arena, NOT_FOUND, "%.*s由各单位填写，没有统计表",
                        TEXT_ARG(out->form->title));
        return error_hint(error, work->arena, "请在“报表报送”中填写和下载");
    }
    return status;
}

/* No report of this name: which there are. */
static enum status no_report(const struct notice *notice, struct text name, struct arena *arena,
                             struct error *error)
{
    (void)error_set(error, arena, NOT_FOUND, "通知里没有报表“%.*s”", TEXT_ARG(name));
    if (notice == NULL || notice->reports.n == 0) {
        return NOT_FOUND;
    }
    struct buf names;
    buf_init(&names, 4 * KIB);
    for (size_t i = 0; i < notice->reports.n; i++) {
        buf_adds(&names, i == 0 ? "" : "、");
        buf_addt(&names, notice->reports.at[i].key);
    }
    (void)error_hint(error, arena, "可以用的有 %.*s", TEXT_ARG(buf_text(&names)));
    buf_release(&names);
    return NOT_FOUND;
}

enum status statistics_open_over(struct app *app, const struct app_books *books, struct work *work,
                                 struct text name, struct statistics *out, struct error *error)
{
    *out = (struct statistics){.books = books};
    out->form = books->notice == NULL ? NULL : notice_report(books->notice, name);
    if (out->form == NULL) {
        return no_report(books->notice, name, work->arena, error);
    }
    struct faults faults;
    faults_init(&faults, work->arena);
    struct form_source *source;
    if (form_source_new(work->arena, out->form, books->ground, books->language, &source, &faults) !=
        OK) {
        return error_set(error, work->arena, INVALID, "%s 第 %d 行：%.*s", faults.at[0].file,
                         faults.at[0].line, TEXT_ARG(faults.at[0].message));
    }
    out->board = (struct form_board){
        .source = source,
        .board = follow_board(app->facts),
        .params = app_params(books, work->arena, DATE_NONE, DATE_NONE, DATE_NONE),
    };
    return OK;
}

/* ---- typed figures ---- */

static const struct query typed_query = {
    .sql = "SELECT unit, cell, value, reason, actor, at FROM report_override"
           " WHERE county = $1 AND report = $2 AND as_of = $3 ORDER BY unit, cell",
};

/* The typed figures of a report on a day, those of other units too. */
static enum status read_typed(const struct statistics *statistics, struct work *work, int32_t as_of,
                              struct report_override **out, size_t *n, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(work->db, &typed_query, &statement, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, work->actor->county);
    bind_text(statement, 2, statistics->form->key);
    bind_text(statement, 3, date_iso(work->arena, as_of));
    LIST(struct report_override) typed = {0};
    LIST(int64_t) actors = {0};
    enum db_step step;
    while ((step = statement_step(statement, work->arena, error)) == DB_ROW) {
        list_add(&typed, (struct report_override){
                             .unit = arena_text(work->arena, column_text(statement, 0)),
                             .column = arena_text(work->arena, column_text(statement, 1)),
                             .value = column_int(statement, 2),
                             .reason = arena_text(work->arena, column_text(statement, 3)),
                             .at = clock_format(work->arena, column_int(statement, 5))});
        list_add(&actors, column_int(statement, 4));
    }
    statement_reset(statement);
    *out = arena_array(work->arena, struct report_override, typed.n);
    for (size_t i = 0; i < typed.n; i++) {
        (*out)[i] = typed.at[i];
        if (work->user_name != NULL) {
            (*out)[i].actor = work->user_name(work, actors.at[i]);
        }
    }
    *n = typed.n;
    list_release(&typed);
    list_release(&actors);
    return step == DB_FAILED ? error->status : OK;
}

static const struct notice_unit *unit_at(const struct statistics *statistics, int64_t region)
{
    const struct notice *notice = statistics->books->notice;
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == statistics->form->rows && unit->region == region) {
            return unit;
        }
    }
    return NULL;
}

/* The cell a figure is about; NOT_FOUND when it is none of the actor's. */
static enum status find_cell(const struct statistics *statistics, struct work *work,
                             const struct statistics_figure *figure,
                             const struct notice_unit **unit, const struct report_column **column,
                             struct error *error)
{
    *unit = unit_at(statistics, figure->unit);
    int index = report_column(statistics->form, figure->column);
    if (*unit == NULL || index < 0 || !actor_reaches(work->actor, figure->unit)) {
        (void)error_set(error, work->arena, NOT_FOUND, "报表里没有您可以填的这一格");
        return NOT_FOUND;
    }
    *column = &statistics->form->columns.at[index];
    return OK;
}

/* 附表2 2022-09-23 安西镇 举办专场招聘场次：4（台账漏录一场） */
static enum status note(const struct statistics *statistics, struct work *work, const char *action,
                        const struct notice_unit *unit, const struct report_column *column,
                        const struct statistics_figure *figure, struct text what,
                        struct error *error)
{
    struct text summary =
        arena_printf(work->arena, "%.*s %.*s %.*s %.*s：%.*s", TEXT_ARG(statistics->form->name),
                     TEXT_ARG(date_iso(work->arena, figure->as_of)), TEXT_ARG(unit->name),
                     TEXT_ARG(report_column_name(column)), TEXT_ARG(what));
    return history_close(work, text_of(action), NULL, 0, summary, error);
}

static const struct query type_query = {
    .sql = "INSERT INTO report_override"
           " (county, report, as_of, unit, cell, value, reason, actor, at)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
           " ON CONFLICT (county, report, as_of, unit, cell) DO UPDATE SET"
           " value = excluded.value, reason = excluded.reason, actor = excluded.actor,"
           " at = excluded.at",
};

enum status statistics_type(const struct statistics *statistics, struct work *work,
                            const struct statistics_figure *figure, struct error *error)
{
    const struct notice_unit *unit;
    const struct report_column *column;
    enum status status = find_cell(statistics, work, figure, &unit, &column, error);
    if (status != OK) {
        return status;
    }
    struct text reason = text_trim(figure->reason);
    if (reason.n == 0 || figure->value < 0) {
        (void)error_set(error, work->arena, INVALID,
                        reason.n == 0 ? "没有写改数的原因" : "填报数不能是负数");
        error->field = reason.n == 0 ? "reason" : "value";
        return error_hint(error, work->arena, "填报数与台账不同时，请写明原因；没有的填 0");
    }
    struct statement *statement;
    status = db_prepare(work->db, &type_query, &statement, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, work->actor->county);
    bind_text(statement, 2, statistics->form->key);
    bind_text(statement, 3, date_iso(work->arena, figure->as_of));
    bind_text(statement, 4, unit->key);
    bind_text(statement, 5, column->key);
    bind_int(statement, 6, figure->value);
    bind_text(statement, 7, reason);
    bind_int(statement, 8, work->actor->user);
    bind_int(statement, 9, clock_now(work->clock));
    status = statement_run(statement, NULL, work->arena, error);
    if (status != OK) {
        return status;
    }
    struct text value = report_figure_text(work->arena, column, figure->value);
    struct text what = arena_printf(work->arena, "%.*s（%.*s）", TEXT_ARG(value), TEXT_ARG(reason));
    return note(statistics, work, "adjust", unit, column, figure, what, error);
}

static const struct query take_back_query = {
    .sql = "DELETE FROM report_override WHERE county = $1 AND report = $2 AND as_of = $3"
           " AND unit = $4 AND cell = $5",
};

enum status statistics_take_back(const struct statistics *statistics, struct work *work,
                                 const struct statistics_figure *figure, struct error *error)
{
    const struct notice_unit *unit;
    const struct report_column *column;
    enum status status = find_cell(statistics, work, figure, &unit, &column, error);
    struct statement *statement;
    if (status == OK) {
        status = db_prepare(work->db, &take_back_query, &statement, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(statement, 1, work->actor->county);
    bind_text(statement, 2, statistics->form->key);
    bind_text(statement, 3, date_iso(work->arena, figure->as_of));
    bind_text(statement, 4, unit->key);
    bind_text(statement, 5, column->key);
    int64_t gone = 0;
    status = statement_run(statement, &gone, work->arena, error);
    if (status == OK && gone == 0) {
        return error_set(error, work->arena, NOT_FOUND, "这一格没有填报数");
    }
    return status == OK ? note(statistics, work, "adjust", unit, column, figure,
                               TEXT("取消填报数，恢复台账推算"), error)
                        : status;
}

/* ---- the report ---- */

/* 0 for who reaches the whole county. */
static int64_t scope_of(const struct actor *actor)
{
    return actor_reaches(actor, actor->county) ? 0 : actor->region;
}

/* The first day of a report's flows on a day: its round's, unless it counts from the beginning. */
static int32_t first_day(const struct statistics *statistics, struct work *work, int32_t as_of)
{
    const struct app_books *books = statistics->books;
    if (report_is_cumulative(books->notice, statistics->form, &books->settings)) {
        return 0;
    }
    struct rounds rounds = rounds_of(work->arena, books->notice, books->calendar, &books->settings);
    int32_t from = 0;
    for (size_t i = 0; i < rounds.n; i++) {
        const struct round *round = &rounds.at[i];
        if (round->form == statistics->form && (from == 0 || round->from <= as_of)) {
            from = round->from;
        }
    }
    return from;
}

enum status statistics_build(const struct statistics *statistics, struct work *work,
                             const struct statistics_ask *ask, struct report *out,
                             struct error *error)
{
    struct report_override *typed;
    size_t n;
    enum status status = read_typed(statistics, work, ask->as_of, &typed, &n, error);
    if (status != OK) {
        return status;
    }
    size_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        const struct notice_unit *unit = notice_unit(statistics->books->notice, typed[i].unit);
        bool known = unit != NULL && unit->kind == statistics->form->rows &&
                     report_column(statistics->form, typed[i].column) >= 0;
        /* A village clerk's row is a part of his township's: what the township typed is not his. */
        if (known && (ask->scope == 0 || region_contains(ask->scope, unit->region))) {
            typed[seen++] = typed[i];
        }
    }
    struct report_request request = {
        .notice = statistics->books->notice,
        .form = statistics->form,
        .as_of = ask->as_of,
        .from = ask->from != 0 ? ask->from : first_day(statistics, work, ask->as_of),
        .scope = ask->scope,
        .settings = &statistics->books->settings,
        .overrides = typed,
        .override_count = seen,
        .previous = ask->previous,
    };
    struct form_board board = statistics->board;
    struct figures figures = form_figures(&board);
    return report_build(work->arena, &request, &figures, out, error);
}

enum status statistics_everybody(const struct statistics *statistics, struct work *work,
                                 const struct report *report, struct figure_members **out,
                                 struct error *error)
{
    int64_t *regions = arena_array(work->arena, int64_t, report->rows);
    for (size_t i = 0; i < report->rows; i++) {
        regions[i] = report->units[i]->region;
    }
    *out = arena_array(work->arena, struct figure_members, report->form->columns.n * report->rows);
    struct form_board board = statistics->board;
    struct figures figures = form_figures(&board);
    return figures.everybody(figures.context, work->arena, report->form, &report->span, regions,
                             report->rows, *out, error);
}

enum status statistics_report(const struct statistics *statistics, struct work *work, int32_t as_of,
                              struct report *out, struct error *error)
{
    return statistics_build(
        statistics, work, &(struct statistics_ask){.as_of = as_of, .scope = scope_of(work->actor)},
        out, error);
}

enum status statistics_members(const struct statistics *statistics, struct work *work,
                               const struct report *report, int64_t unit, struct text column,
                               struct figure_members *out, struct error *error)
{
    size_t row = 0;
    while (row < report->rows && (unit == 0 || report->units[row]->region != unit)) {
        row++;
    }
    int index = report_column(statistics->form, column);
    if (index < 0 || (unit != 0 && row == report->rows)) {
        return error_set(error, work->arena, NOT_FOUND, "报表没有这一格");
    }
    struct form_board board = statistics->board;
    struct figures figures = form_figures(&board);
    return report_members(work->arena, report, row, (size_t)index, &figures, out, error);
}
