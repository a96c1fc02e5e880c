#include "county.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "domain/demo.h"
#include "domain/people/access.h"

void county_ok(const struct county *county, enum status status)
{
    if (status != OK) {
        fail_msg("%s: %.*s %.*s", status_name(status), TEXT_ARG(county->error.message),
                 TEXT_ARG(county->error.detail));
    }
}

int32_t county_day(const char *iso)
{
    struct date date;
    assert_true(date_parse(text_of(iso), &date));
    return date.day;
}

static void act_as(struct county *county, enum role role, int64_t region)
{
    county->actor = (struct actor){.user = 7, .county = county->app->county, .role = role};
    county->actor.name = TEXT("测试");
    access_reach(&county->actor, region);
    county->errors = (struct errors){0};
}

struct work *county_read(struct county *county, enum role role, int64_t region)
{
    struct db *db;
    act_as(county, role, region);
    county_ok(county, database_reader(county->app->database, &db, &county->arena, &county->error));
    county->work = app_work(county->app, db, &county->arena, &county->actor);
    return &county->work;
}

struct work *county_write(struct county *county, enum role role, int64_t region)
{
    struct db *db;
    act_as(county, role, region);
    county_ok(county, database_writer(county->app->database, &db, &county->arena, &county->error));
    county_ok(county, db_begin(db, &county->arena, &county->error));
    county->writing = true;
    county->work = app_work(county->app, db, &county->arena, &county->actor);
    return &county->work;
}

void county_end(struct county *county)
{
    if (county->writing) {
        county_ok(county, db_commit(county->work.db, &county->arena, &county->error));
    }
    db_release(county->work.db);
    county->writing = false;
    county_ok(county, app_catch_up(county->app, &county->arena, &county->error));
}

void county_set(struct county *county, const char *key, const char *value)
{
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, app_put_setting(work, text_of(key), text_of(value), &county->error));
    county_end(county);
    county_ok(county, app_refresh(county->app, &county->arena, &county->error));
}

/* The command over the county's folder and a file; the names are the build's and our mkdtemp's. */
static void run_tar(const struct county *county, const char *how, const char *file)
{
    char command[512];
    snprintf(command, sizeof(command), "tar %s '%s' -C '%s' .", how, file, county->folder);
    assert_int_equal(system(command), 0); /* NOLINT */
}

static int64_t noon(const char *day)
{
    return clock_noon(county_day(day));
}

/* packed: the folder's content as county_pack left it; NULL: there is none yet. */
static struct county *open_folder(int64_t now, const char *packed, const char *database)
{
    struct county *county = test_calloc(1, sizeof(*county));
    arena_init(&county->arena);
    strcpy(county->folder, "/tmp/nuanxin-county-XXXXXX");
    assert_non_null(mkdtemp(county->folder));
    if (packed != NULL) {
        run_tar(county, "xf", packed);
    }
    county->now = now;
    county->database = database;
    struct app_options options = {.folder = county->folder, .database = database};
    county_ok(county, app_open(&options, clock_at(&county->now), &county->app, &county->arena,
                               &county->error));
    return county;
}

static struct county *open_site(const char *folder, const char *name, int64_t now,
                                const char *database)
{
    struct county *county = open_folder(now, NULL, database);
    struct text notice = arena_printf(&county->arena, "%s/%s", getenv(folder), name);
    struct app_plan plan = {.notice = arena_cstr(&county->arena, notice), .demo = true};
    county_ok(county, app_set_up(county->app, &plan, &county->arena, &county->error));
    county_ok(county, app_load_facts(county->app, &county->arena, &county->error));
    return county;
}

static const char bundled[] = "xinfeng-2022-02";

int county_open_shared(void **state)
{
    static char url[512];
    const char *cluster = getenv("TEST_POSTGRES_URL");
    assert_non_null(cluster);
    snprintf(url, sizeof(url), "%s%sschema=county_%d", cluster,
             strchr(cluster, '?') == NULL ? "?" : "&", (int)getpid());
    *state = open_site("NOTICES", bundled, noon("2022-09-08"), url);
    return 0;
}

int county_open_second(void **state)
{
    *state = open_site("TEST_NOTICES", "qingshan-2024", noon("2024-01-22"), NULL);
    return 0;
}

int county_open_new(void **state)
{
    *state = open_site("NOTICES", bundled, noon("2022-09-08"), NULL);
    return 0;
}

/* The last of a county whose app is closed. */
static void remove_folder(struct county *county)
{
    char command[128];
    snprintf(command, sizeof(command), "rm -rf %s", county->folder);
    assert_int_equal(system(command), 0); /* NOLINT: the name is our own mkdtemp */
    arena_release(&county->arena);
    test_free(county);
}

static const char demo_day[] = "2022-10-18";

int county_open(void **state)
{
    struct county *county = open_folder(noon(demo_day), getenv("COUNTY"), NULL);
    county_ok(county, app_load_facts(county->app, &county->arena, &county->error));
    *state = county;
    return 0;
}

/* A minute before county_open's time: another program goes on with this county under a clock that
 * stands, and no two programs make ids in one millisecond for hours. */
void county_pack(const char *file)
{
    int64_t made = noon(demo_day) - 60 * (int64_t)1000;
    struct county *county = open_site("NOTICES", bundled, made, NULL);
    struct work *work = county_write(county, ROLE_PROGRAM, county_code);
    struct demo_plan people = {.people = COUNTY_PEOPLE,
                               .seed = 11,
                               .from = county_day("2022-09-01"),
                               .to = county_day(demo_day),
                               .now = made};
    county_ok(county, demo_fill(work, &people, NULL, NULL, &county->error));
    county_end(county);
    app_close(county->app);
    run_tar(county, "cf", file);
    remove_folder(county);
}

int county_close(void **state)
{
    struct county *county = *state;
    app_close(county->app);
    remove_folder(county);
    return 0;
}

const struct json *county_tree(struct county *county, struct buf *text)
{
    struct json *tree;
    assert_false(text->full);
    county_ok(county, json_parse(&county->arena, buf_text(text), &tree, &county->error));
    return tree;
}
