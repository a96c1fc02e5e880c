/* Setting an empty site up from a notice's folder: county, regions, units, the notice's files. */
#include <stdio.h>

#include "base/list.h"
#include "domain/app.h"
#include "domain/app_books.h"
#include "domain/people/organization.h"
#include "domain/people/region.h"
#include "format/csv.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "notice/notice.h"
#include "standard/region.h"

enum { REGIONS_CEILING = 16 << 20, REGION_COLUMNS = 7 };

/* A row of regions.csv. */
struct place {
    int64_t code, parent, sort;
    struct text name, short_name, level;
    bool reporting;
};

struct place_list {
    struct arena *arena;
    LIST(struct place) at;
};

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
        error_set(setup->error, setup->arena, INVALID,
                  "通知有 %zu 处错误，不能使用：%s 第 %d 行 %.*s", faults.errors, faults.at[0].file,
                  faults.at[0].line, TEXT_ARG(faults.at[0].message));
        return error_hint(setup->error, setup->arena, "用 nuanxin notice check %s 看全部错误",
                          setup->plan->notice);
    }
    return OK;
}

static void place_add(struct place_list *list, struct place place)
{
    list_add(&list->at, place);
}

/* ---- regions.csv: code,name,short_name,level,parent,sort,reporting ---- */

static int64_t number_or(struct text t, int64_t otherwise)
{
    int64_t n;
    return text_to_int(text_trim(t), &n) ? n : otherwise;
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

static struct place region_of(struct text cells[REGION_COLUMNS])
{
    return (struct place){
        .code = number_or(cells[0], 0),
        .name = cells[1],
        .short_name = cells[2],
        .level = cells[3],
        .parent = number_or(cells[4], 0),
        .sort = number_or(cells[5], 0),
        .reporting = text_is(cells[6], "1"),
    };
}

static bool take_region(void *context, const struct sheet_row *row)
{
    struct place_list *rows = context;
    struct text cells[REGION_COLUMNS] = {{0}};
    for (size_t i = 0; i < row->n; i++) {
        if (row->cells[i].col < REGION_COLUMNS) {
            cells[row->cells[i].col] = arena_text(rows->arena, row->cells[i].text);
        }
    }
    if (row->row > 0) {
        place_add(rows, region_of(cells));
    }
    return true;
}

/* The notice's regions.csv; without one, the county and the units that have a region. */
static enum status read_regions(struct setup *setup, struct place_list *rows)
{
    const char *path = arena_printf(setup->arena, "%s/regions.csv", setup->plan->notice).s;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        const struct notice_head *head = &setup->notice->head;
        int64_t county = head->county * 1000000;
        place_add(rows, (struct place){.code = county,
                                       .name = head->county_name,
                                       .short_name = head->county_name,
                                       .level = TEXT("county")});
        for (size_t i = 0; i < setup->notice->units.n; i++) {
            const struct notice_unit *unit = &setup->notice->units.at[i];
            if (unit->kind == UNIT_TOWNSHIP) {
                place_add(rows, (struct place){.code = unit->region,
                                               .name = unit->name,
                                               .short_name = unit->short_name,
                                               .level = TEXT("town"),
                                               .parent = county,
                                               .sort = (int64_t)i + 1,
                                               .reporting = true});
            }
        }
        return OK;
    }
    char *bytes = arena_alloc(setup->arena, REGIONS_CEILING);
    size_t n = fread(bytes, 1, REGIONS_CEILING, file);
    fclose(file);
    struct text text;
    struct sheet_summary summary;
    enum status status = csv_decode(setup->arena, (struct text){bytes, n}, &text, setup->error);
    return status != OK ? status
                        : csv_read(setup->arena, text, ',', (struct sheet_sink){take_region, rows},
                                   &summary, setup->error);
}

static void save_region(struct setup *setup, const struct place *region)
{
    struct change c = change_create(&setup->work, &region_ledger);
    change_set(&c, REGION_CODE, value_number(region->code));
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

/* Bureaus and townships are organizations too: lists come from them, letters go to them. */
static void save_unit(struct setup *setup, const struct notice_unit *unit)
{
    if (unit->kind != UNIT_BUREAU && unit->kind != UNIT_TOWNSHIP && unit->kind != UNIT_OFFICE) {
        return;
    }
    bool township = unit->kind == UNIT_TOWNSHIP;
    struct change c = change_create(&setup->work, &organization_ledger);
    change_set(&c, ORGANIZATION_NAME,
               value_text(township
                              ? arena_printf(setup->arena, "%.*s人民政府", TEXT_ARG(unit->name))
                              : unit->name));
    change_set(&c, ORGANIZATION_KIND, value_text(text_of(township ? "township" : "bureau")));
    change_set(&c, ORGANIZATION_REGION, value_number(township ? unit->region : setup->app->county));
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
    .sql = "INSERT INTO site (county, name, notice, keys, demo, clock_shift, set_up_at)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7)",
};

static const struct query insert_file = {
    .sql = "INSERT INTO notice_file (county, notice, name, content) VALUES ($1, $2, $3, $4)",
};

static enum status write_tables(struct setup *setup)
{
    const struct notice_head *head = &setup->notice->head;
    struct text site[] = {head->county_name, head->key,
                          secret_fingerprint(setup->app->secret, setup->arena)};
    int64_t numbers[] = {setup->plan->demo, setup->plan->clock_shift, clock_now(setup->app->clock)};
    enum status status = run_texts(setup, &insert_site, setup->app->county, site, COUNT(site),
                                   numbers, COUNT(numbers));
    for (size_t i = 0; status == OK && i < setup->files.n; i++) {
        struct text file[] = {head->key, setup->files.at[i].name, setup->files.at[i].bytes};
        status = run_texts(setup, &insert_file, setup->app->county, file, COUNT(file), NULL, 0);
    }
    return status;
}

/* The regions as values are checked against while they themselves are being written. */
static const struct region_tree *tree_of(struct arena *arena, const struct place_list *list)
{
    struct region *at = arena_array(arena, struct region, list->at.n);
    for (size_t i = 0; i < list->at.n; i++) {
        at[i] = (struct region){.code = list->at.at[i].code,
                                .name = list->at.at[i].name,
                                .short_name = list->at.at[i].short_name,
                                .valid_from = DATE_NONE,
                                .valid_to = DATE_NONE};
    }
    struct region_rows rows = {at, list->at.n};
    return region_tree_new(arena, &rows, 1);
}

static enum status write_all(struct setup *setup)
{
    struct place_list rows = {.arena = setup->arena};
    enum status status = read_regions(setup, &rows);
    if (status == OK) {
        status = write_tables(setup);
    }
    if (status != OK) {
        return status;
    }
    setup->work.regions = tree_of(setup->arena, &rows);
    setup->work.codes = app_codes(setup->arena, setup->notice);
    for (size_t i = 0; i < rows.at.n; i++) {
        save_region(setup, &rows.at.at[i]);
    }
    for (size_t i = 0; i < setup->notice->units.n; i++) {
        save_unit(setup, &setup->notice->units.at[i]);
    }
    list_release(&rows.at);
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
    app->county = setup.notice->head.county * 1000000;
    struct db *db;
    status = database_writer(app->database, &db, arena, error);
    if (status == OK) {
        status = db_begin(db, arena, error);
        if (status == OK) {
            struct actor actor = actor_program(app->county);
            setup.work = app_work(app, db, arena, &actor);
            status = write_all(&setup);
            if (status == OK) {
                status = db_commit(db, arena, error);
            } else {
                db_rollback(db);
            }
        }
        db_release(db);
    }
    if (status != OK) {
        app->county = 0;
        return status;
    }
    return app_refresh(app, arena, error);
}
