/* county: a small synthetic site over the bundled notice, with its facts in memory; for tests. The
 * clock stands at noon of 2022-10-18 until a test moves it. */
#ifndef TEST_COUNTY_H
#define TEST_COUNTY_H

#include "domain/app.h"
#include "format/json.h"

enum { COUNTY_PEOPLE = 600 };
static const int64_t county_code = 360722000000, county_town = 360722100000;

struct county {
    struct arena arena;
    char folder[64];
    const char *database; /* NULL: SQLite in the folder */
    struct app *app;
    int64_t now; /* ms */
    struct actor actor;
    struct work work;
    bool writing;
    struct error error;
    struct errors errors;
};

/* cmocka's group set-up and tear-down; the state is a struct county. Its site is a copy of the one
 * that the build made once with county_pack; COUNTY names the file. */
int county_open(void **state);
void county_pack(const char *file);
/* A county as it is right after set-up: no people; its clock stands at noon of 2022-09-08. */
int county_open_new(void **state);
/* The same on PostgreSQL, on the cluster that TEST_POSTGRES_URL names. */
int county_open_shared(void **state);
/* A county of the second notice (test/notices/qingshan-2024), without people; 2024-01-22. */
int county_open_second(void **state);
int county_close(void **state);

/* Fails the test with the error's words unless the status is OK. */
void county_ok(const struct county *county, enum status status);
/* A day of "2022-10-18". */
int32_t county_day(const char *iso);

/* Work over a reader for somebody of that role who belongs to `region`; ended by county_end. */
struct work *county_read(struct county *county, enum role role, int64_t region);
/* The same over the writer, in a transaction that county_end commits and the facts follow. */
struct work *county_write(struct county *county, enum role role, int64_t region);
void county_end(struct county *county);

/* Sets what the county may set, in force from then on. */
void county_set(struct county *county, const char *key, const char *value);

/* What a function wrote, as a tree in the county's arena. */
const struct json *county_tree(struct county *county, struct buf *text);

#endif
