/* Setting an empty site up from a notice's folder: county, regions, units, the notice's files. */
#include "domain/app.h"
#include "domain/app_books.h"
#include "domain/campaign/task_open.h"
#include "domain/campaign/units.h"
#include "domain/notice_shelf.h"
#include "domain/people/region.h"
#include "domain/places.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "notice/notice.h"
#include "standard/calendar.h"

struct setup {
    struct app *app;
    const struct app_plan *plan;
    struct arena *arena;
    struct error *error;
    struct notice_files files;
    const struct notice *notice;
    struct work work;
    enum status status; /* the first failure stops everything after it */
};

static enum status refuse_faults(struct setup *setup, const struct faults *faults)
{
    const struct fault *first = fault_first(faults);
    (void)error_set(setup->error, setup->arena, INVALID, "通知有 %zu 处错误，不能使用：%.*s %.*s",
                    faults->errors, TEXT_ARG(fault_place(setup->arena, first)),
                    TEXT_ARG(first->message));
    return error_hint(setup->error, setup->arena, "用 nuanxin notice check %s 看全部错误",
                      setup->plan->notice);
}

static enum status read_notice(struct setup *setup)
{
    struct faults faults;
    faults_init(&faults, setup->arena);
    enum status status =
        notice_files_read(setup->arena, setup->plan->notice, &setup->files, setup->error);
    if (status != OK) {
        return status;
    }
    setup->notice = notice_read(setup->arena, &setup->files, &faults);
    if (setup->notice == NULL) {
        return refuse_faults(setup, &faults);
    }
    return OK;
}

static void save(struct setup *setup, struct change *change)
{
    struct errors errors = {0};
    if (setup->status != OK) {
        return;
    }
    change->part = true;
    setup->status = change_save(change, &errors, setup->error);
    if (setup->status == INVALID) {
        error_hint(setup->error, setup->arena, "%s：%.*s", errors.at[0].field,
                   TEXT_ARG(errors.at[0].message));
    }
}

static void save_region(struct setup *setup, const struct place *region)
{
    struct change c = change_create(&setup->work, &region_ledger);
    change_set(&c, REGION_CODE,
               value_text(arena_printf(setup->arena, "%lld", (long long)region->code)));
    change_set(&c, REGION_NAME, value_text(region->name));
    change_set(&c, REGION_SHORT_NAME, value_text(region->short_name));
    change_set(&c, REGION_LEVEL, value_text(region->level));
    if (region->parent != 0) {
        change_set(&c, REGION_PARENT, value_number(region->parent));
    }
    change_set(&c, REGION_SORT, value_number(region->sort));
    change_set(&c, REGION_REPORTING, value_number(region->reporting));
    save(setup, &c);
}

/* ---- plain tables ---- */

static enum status run_texts(struct setup *setup, const struct query *query, int64_t county,
                             const struct text *texts, int count, const int64_t *numbers,
                             int number_count)
{
    struct statement *statement;
    enum status status = db_prepare(setup->work.db, query, &statement, setup->arena, setup->error);
    if (status != OK) {
        return status;
    }
    int at = 1;
    bind_int(statement, at++, county);
    for (int i = 0; i < count; i++) {
        bind_text(statement, at++, texts[i]);
    }
    for (int i = 0; i < number_count; i++) {
        bind_int(statement, at++, numbers[i]);
    }
    return statement_run(statement, NULL, setup->arena, setup->error);
}

static const struct query insert_site = {
    .sql = "INSERT INTO site (county, name, keys, notice, demo, clock_shift, set_up_at, books)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
};

static enum status write_tables(struct setup *setup)
{
    const struct notice_head *head = &setup->notice->head;
    struct text site[] = {head->county_name, secret_fingerprint(setup->app->secret, setup->arena)};
    int64_t version;
    enum status status =
        notice_shelf_first(&setup->work, &setup->files, setup->notice, &version, setup->error);
    int64_t numbers[] = {version, setup->plan->demo, setup->plan->clock_shift,
                         clock_now(setup->app->clock)};
    return status == OK ? run_texts(setup, &insert_site, setup->app->county, site, COUNT(site),
                                    numbers, COUNT(numbers))
                        : status;
}

static enum status open_tasks(struct setup *setup)
{
    size_t n, opened;
    const struct calendar_row *rows = calendar_rows(setup->arena, &n);
    struct calendar calendar = calendar_new(setup->arena, rows, n);
    setup->work.notice = setup->notice;
    setup->work.calendar = &calendar;
    return task_open_all(&setup->work, &opened, setup->error);
}

static enum status write_all(struct setup *setup)
{
    struct places places;
    struct faults faults;
    faults_init(&faults, setup->arena);
    enum status status = places_read(setup->arena, setup->plan->notice, setup->notice, &places,
                                     &faults, setup->error);
    if (status == OK && faults.errors > 0) {
        status = refuse_faults(setup, &faults);
    }
    if (status == OK) {
        status = write_tables(setup);
    }
    if (status != OK) {
        return status;
    }
    setup->work.regions = places_tree(setup->arena, &places);
    setup->work.codes = app_codes(setup->arena, setup->notice);
    for (size_t i = 0; i < places.n; i++) {
        save_region(setup, &places.at[i]);
    }
    if (setup->status == OK) {
        size_t made;
        setup->status = units_enter(&setup->work, setup->notice, &made, setup->error);
    }
    if (setup->status == OK) {
        setup->status = open_tasks(setup);
    }
    return setup->status != OK ? setup->status
                               : history_close(&setup->work, TEXT("site.set_up"), NULL, 0,
                                               setup->notice->head.title, setup->error);
}

enum status app_set_up(struct app *app, const struct app_plan *plan, struct arena *arena,
                       struct error *error)
{
    struct setup setup = {.app = app, .plan = plan, .arena = arena, .error = error};
    if (app->county != 0) {
        return error_set(error, arena, CONFLICT, "这个站点已经初始化过（%.*s）",
                         TEXT_ARG(app->county_name));
    }
    enum status status = read_notice(&setup);
    if (status != OK) {
        return status;
    }
    struct clock before = app->clock;
    app->county = setup.notice->head.county * 1000000;
    app->clock_shift =
        plan->clock_shift; /* from the first id on, or later rows would come before these */
    app_shift_clock(app);
    struct db *db;
    status = database_writer(app->database, &db, arena, error);
    if (status == OK) {
        status = db_begin(db, arena, error);
        if (status == OK) {
            struct actor actor = actor_program(app->county);
            setup.work = app_work(app, db, arena, &actor);
            status = write_all(&setup);
            status = db_end(db, status, arena, error);
        }
        db_release(db);
    }
    if (status != OK) {
        app->county = 0;
        app->clock_shift = 0;
        app->clock = before;
        return status;
    }
    return app_refresh(app, arena, error);
}
