#include "county.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    county->actor = (struct actor){.user = 7, .county = county_code, .role = role};
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

static struct county *open_site(const char *day)
{
    struct county *county = test_calloc(1, sizeof(*county));
    arena_init(&county->arena);
    strcpy(county->folder, "/tmp/nuanxin-county-XXXXXX");
    assert_non_null(mkdtemp(county->folder));
    county->now = clock_noon(county_day(day));
    struct app_options options = {.folder = county->folder};
    county_ok(county, app_open(&options, clock_at(&county->now), &county->app, &county->arena,
                               &county->error));
    struct text notice = arena_printf(&county->arena, "%s/xinfeng-2022-02", getenv("NOTICES"));
    struct app_plan plan = {.notice = arena_cstr(&county->arena, notice), .demo = true};
    county_ok(county, app_set_up(county->app, &plan, &county->arena, &county->error));
    county_ok(county, app_load_facts(county->app, &county->arena, &county->error));
    return county;
}

int county_open_new(void **state)
{
    *state = open_site("2022-09-08");
    return 0;
}

int county_open(void **state)
{
    struct county *county = open_site("2022-10-18");
    struct work *work = county_write(county, ROLE_PROGRAM, county_code);
    struct demo_plan people = {.people = COUNTY_PEOPLE,
                               .seed = 11,
                               .from = county_day("2022-09-01"),
                               .to = county_day("2022-10-18")};
    county_ok(county, demo_fill(work, &people, NULL, NULL, &county->error));
    county_end(county);
    *state = county;
    return 0;
}

int county_close(void **state)
{
    struct county *county = *state;
    char command[128];
    app_close(county->app);
    snprintf(command, sizeof(command), "rm -rf %s", county->folder);
    assert_int_equal(system(command), 0); /* NOLINT: the name is our own mkdtemp */
    arena_release(&county->arena);
    test_free(county);
    return 0;
}

const struct json *county_tree(struct county *county, struct buf *text)
{
    struct json *tree;
    assert_false(text->full);
    county_ok(county, json_parse(&county->arena, buf_text(text), &tree, &county->error));
    return tree;
}
