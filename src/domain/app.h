/*
 * app: the running program over one site: database, keys, files, jobs, the facts in memory, the
 * notice in force and the tables that values are read against. Made once in main and passed down; a
 * test can hold two.
 *
 * A site is a folder: site.db (unless --database names a server), keys, blobs/, notice/ (the notice
 * in force).
 */
#ifndef DOMAIN_APP_H
#define DOMAIN_APP_H

#include <pthread.h>

#include "ledger/work.h"
#include "store/backup.h"
#include "store/blob.h"
#include "store/db.h"
#include "store/job.h"
#include "store/secret.h"

struct buf;
struct notice;
struct notice_ground;
struct rule_language;
struct follow;
struct query_kept;

/*
 * What values are read against, as of the last edit of regions, holidays, settings or the notice:
 * read-only and replaced as a whole. Superseded ones stay until the program ends, so that a request
 * may keep what it began with.
 */
struct app_books {
    struct arena arena;
    const struct code_book *codes;
    const struct region_tree *regions;
    const struct calendar *calendar;
    struct settings settings;
    const struct notice *notice;        /* NULL before set-up */
    const struct notice_ground *ground; /* ledgers, definitions and words under the language */
    const struct rule_language *language;
    int64_t stamp; /* of the edits they were read after: see app_catch_up */
    struct app_books *older;
};

struct app {
    struct arena arena;        /* as long as the app */
    struct text folder, where; /* the site's folder; the database as database_open takes it */
    struct database *database;
    struct secret *secret;
    struct blobs *blobs;
    struct jobs *jobs;          /* NULL when the command runs none */
    struct follow *facts;       /* NULL until app_load_facts */
    struct query_kept *queries; /* what lists showed last; domain/query_kept.h */
    struct clock clock;         /* of a demo site: standing in its campaign, running on */
    int64_t clock_shift;        /* ms added to the system's clock; 0 unless demo */
    int64_t county;             /* 12-digit code; 0 before set-up */
    struct text county_name;
    bool demo; /* synthetic people: 演示 on every page */
    const struct ledger *const *ledgers;
    const struct schema *schemas;
    struct app_books *books; /* newest; read with app_books */
    pthread_mutex_t lock;    /* around replacing books */
};

struct app_options {
    const char *folder;   /* --data */
    const char *database; /* --database; NULL: site.db in the folder */
};

/* The numbered steps of the schema, which restoring a backup takes too. */
extern const struct migration app_migrations[];
extern const size_t app_migration_count;
/* Appends the DDL of a new site with these ledgers (NULL-ended): what the database shall hold. */
void app_schema(const struct ledger *const *ledgers, enum dialect dialect, struct buf *ddl);
/* Takes the steps that the open database has not taken, then adds what a site of an earlier
 * program lacks (store/forward.h). */
MUST_CHECK enum status app_migrate(struct app *app, struct arena *arena, struct error *error);

/* Makes a site's folder, readable by its owner only; one that is there is left as it is. */
MUST_CHECK enum status app_make_folder(const char *folder, struct arena *arena,
                                       struct error *error);

/*
 * Opens the site in a folder, making an empty one with new keys when there is none; migrates, reads
 * the books. The app is not set up (county 0) until app_set_up.
 */
MUST_CHECK enum status app_open(const struct app_options *options, struct clock clock,
                                struct app **out, struct arena *arena, struct error *error);
void app_close(struct app *app);

struct app_plan {
    const char *notice; /* a notice's folder */
    bool demo;
    int64_t clock_shift;
};

/* Lets app->clock run clock_shift beside the clock it was opened with. */
void app_shift_clock(struct app *app);

/*
 * Sets an empty site up: copies the notice into it, takes county, regions and units from it. In a
 * transaction of its own. CONFLICT when it is set up already.
 */
MUST_CHECK enum status app_set_up(struct app *app, const struct app_plan *plan, struct arena *arena,
                                  struct error *error);

/* The books as they are now; good until app_close. */
const struct app_books *app_books(struct app *app);
/* Tells every process on the database that holidays, settings or the notice are being edited; in
 * the transaction that edits them. Regions tell it by their own history. */
MUST_CHECK enum status app_books_edited(struct work *work, struct error *error);
/* Reads regions, holidays, settings and the notice again, after one of them was edited and
 * committed. */
MUST_CHECK enum status app_refresh(struct app *app, struct arena *arena, struct error *error);

/* Loads the facts into memory and keeps them following the database. */
MUST_CHECK enum status app_load_facts(struct app *app, struct arena *arena, struct error *error);

/*
 * Brings the facts up to the newest commit, and the books when they were edited since, by whichever
 * process: after every commit of this one, and each second for the others'.
 */
MUST_CHECK enum status app_catch_up(struct app *app, struct arena *arena, struct error *error);

/* The work of an actor over a connection, with the books as they are now. */
struct work app_work(struct app *app, struct db *db, struct arena *arena,
                     const struct actor *actor);

/* The language's parameters: the three dates, and the notice's numbers as the county set them. In
 * the arena. */
const int64_t *app_params(const struct app_books *books, struct arena *arena, int32_t as_of,
                          int32_t from, int32_t to);

/* The first day that cumulative figures of the notice in force count from. */
int32_t app_first_day(const struct app_books *books);

/* The site's settings: what the county filled over what the notice gives. Changing one needs
 * app_refresh. */
MUST_CHECK enum status app_put_setting(struct work *work, struct text key, struct text value,
                                       struct error *error);

#endif
