#include "cli/site.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

struct app *site_open(const struct arguments *arguments, int *code)
{
    struct app_options options = {
        .folder = argument(arguments, "data", NULL),
        .database = argument(arguments, "database", NULL),
    };
    struct app *app;
    struct error error;
    if (app_open(&options, clock_system(), &app, arguments->arena, &error) != OK) {
        *code = command_failed(&error);
        return NULL;
    }
    return app;
}

struct app *site_open_ready(const struct arguments *arguments, int *code)
{
    struct app *app = site_open(arguments, code);
    if (app != NULL && app->county == 0) {
        fprintf(stderr, "错误：这个数据目录还没有初始化\n办法：先运行 nuanxin init --data %s\n",
                argument(arguments, "data", NULL));
        *code = EXIT_FAILED;
        app_close(app);
        return NULL;
    }
    return app;
}

void site_progress(const char *what, int64_t done, int64_t total)
{
    if (!isatty(STDERR_FILENO)) {
        return;
    }
    fprintf(stderr, "\r%s %lld / %lld", what, (long long)done, (long long)total);
    if (done >= total) {
        fputc('\n', stderr);
    }
}

const char *site_ask_secret(struct arena *arena, const char *question)
{
    struct termios old, quiet;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &old) == 0;
    if (terminal) {
        fputs(question, stderr);
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    char line[256];
    char *got = fgets(line, sizeof(line), stdin);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
        fputc('\n', stderr);
    }
    if (got == NULL) {
        return NULL;
    }
    line[strcspn(line, "\r\n")] = '\0';
    const char *copy = arena_cstr(arena, text_of(line));
    explicit_bzero(line, sizeof(line));
    return copy;
}

int site_write(struct app *app, struct arena *arena,
               enum status (*act)(struct work *work, void *context, struct error *error),
               void *context)
{
    struct error error;
    struct db *db;
    enum status status = database_writer(app->database, &db, arena, &error);
    if (status != OK) {
        return command_failed(&error);
    }
    status = db_begin(db, arena, &error);
    if (status == OK) {
        struct actor actor = actor_program(app->county);
        struct work work = app_work(app, db, arena, &actor);
        status = act(&work, context, &error);
        status = db_end(db, status, arena, &error);
    }
    db_release(db);
    return status == OK ? EXIT_OK : command_failed(&error);
}

const char *site_notices(struct arena *arena)
{
    static const char *const beside[] = {"../notices", "../../notices", "../share/nuanxin/notices"};
    const char *here = "notices";
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof(program));
    struct text folder = {program, n > 0 ? (size_t)n : 0};
    while (folder.n > 0 && folder.s[folder.n - 1] != '/') {
        folder.n--;
    }
    for (size_t i = 0; access(here, R_OK | X_OK) != 0 && i < COUNT(beside); i++) {
        here = arena_printf(arena, "%.*s%s", TEXT_ARG(folder), beside[i]).s;
    }
    return here;
}
