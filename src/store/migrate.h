/*
 * migrate: the schema's steps, numbered, forward only, never edited once released. Which were taken
 * stands in the table schema_version.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/clock.h"
#include "store/db.h"

struct migration {
    int64_t number; /* 1, 2, 3 … without gaps */
    const char *name;
    const char *sql[DIALECT__COUNT]; /* run first; NULL: nothing */
    /* What SQL cannot say, or DDL that a walker makes; runs after the SQL, inside the same
     * transaction. May be NULL. */
    enum status (*run)(struct db *db, void *context, struct arena *arena, struct error *error);
};

/*
 * Takes the steps that the database has not taken, each in a transaction of its own, up to number
 * `most` (0: all). Two processes may try at once. UNAVAILABLE when the database was made by a newer
 * program.
 */
MUST_CHECK enum status migrate_run(struct database *database, const struct migration *steps,
                                   size_t count, int64_t most, void *context, struct clock clock,
                                   struct arena *arena, struct error *error);
/* The number of the last step taken; 0: an empty database. */
MUST_CHECK enum status migrate_version(struct database *database, int64_t *version,
                                       struct arena *arena, struct error *error);

#endif
