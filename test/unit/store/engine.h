/*
 * engine: an empty database of each engine for one test. SQLite is always there; PostgreSQL when
 * TEST_POSTGRES_URL names a cluster (test/with_postgres makes one), else its half is reported as
 * skipped. Each test gets a file or a schema of its own; the schemas go with the cluster.
 *
 *     static void keeps_a_row(void **state)
 *     {
 *         struct engine *engine = *state;
 *         engine_execute(engine, "CREATE TABLE …");
 *     }
 *
 * and in main: `const struct engine_test tests[] = {ENGINE_TEST(keeps_a_row)};` and
 * `return engine_run(tests, COUNT(tests));`
 */
#ifndef TEST_ENGINE_H
#define TEST_ENGINE_H

#include "store/db.h"

struct engine {
    struct arena arena;
    struct error error;
    struct database *database;
    const char *folder; /* of this test: put files here */
    const char *where;  /* to open the same database again */
    bool postgres;
};

struct engine_test {
    const char *name;
    void (*run)(void **state);
};

#define ENGINE_TEST(function)                                                                      \
    {                                                                                              \
#function, function                                                                        \
    }

/* Runs every test on SQLite and, where there is a cluster, on PostgreSQL; the result of main. */
int engine_run(const struct engine_test *tests, size_t count);

/* Fails the test with the error's texts unless status is OK. */
void engine_ok(struct engine *engine, enum status status);
/* Runs SQL on the writer in a transaction of its own. */
void engine_execute(struct engine *engine, const char *sql);
/* The first column of the first row of a query, by a reader. */
int64_t engine_number(struct engine *engine, const char *sql);

#endif
