/* site: what every command over a site shares: opening it, acting in it, telling progress. */
#ifndef CLI_SITE_H
#define CLI_SITE_H

#include "cli/command.h"
#include "domain/app.h"

#define OPTION_DATA                                                                                \
    {                                                                                              \
        "data", "目录", "数据目录", true                                                           \
    }
#define OPTION_DATABASE                                                                            \
    {                                                                                              \
        "database", "地址", "PostgreSQL 地址 postgresql://…；不填用数据目录里的 SQLite", false     \
    }

/* Opens the site named by --data and --database; prints the failure. NULL: stop with *code. */
struct app *site_open(const struct arguments *arguments, int *code);
/* As site_open, and it must be set up. */
struct app *site_open_ready(const struct arguments *arguments, int *code);

/* A progress line on stderr when it is a terminal; done == total ends it. */
void site_progress(const char *what, int64_t done, int64_t total);

/* Reads one line without echo when stdin is a terminal; NULL at the end of input. In the arena. */
const char *site_ask_secret(struct arena *arena, const char *question);

/* Runs `act` in one write transaction for the program; prints the failure. */
int site_write(struct app *app, struct arena *arena,
               enum status (*act)(struct work *work, void *context, struct error *error),
               void *context);

/*
 * Where notices are when the caller names no place: in `notices` here, beside the source tree that
 * the program was built in, or where its package puts them; in the arena.
 */
const char *site_notices(struct arena *arena);

#endif
