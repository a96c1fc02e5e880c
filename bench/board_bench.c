/*
 * board_bench FOLDER: the board of tasks over a demo site, every township and village, made and
 * written as JSON; beside it SQLite counting the same figures of five of the tasks from the same
 * database. Prints the site's size, then `name seconds check` a line; the checks are
 * the sums of due and done over all villages and must agree.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "domain/campaign/task_board.h"
#include "ledger/actor.h"

enum { ROUNDS = 5, OUT_CEILING = 16 << 20 };

/* A person of the tasks: $1 is the day, $2 the first day of the campaign. */
#define PEOPLE                                                                                     \
    "WITH who AS (SELECT p.county, p.id, p.region, p.checked_on FROM person p WHERE p.removed_at " \
    "= 0"                                                                                          \
    " AND (p.deceased_on IS NULL OR p.deceased_on > ?1)"                                           \
    " AND p.birth <= date(?1, '-16 years') AND p.labour IN ('1', '2', '3') AND p.is_student = 0"   \
    " AND EXISTS (SELECT 1 FROM category_tag t WHERE t.removed_at = 0 AND t.county = p.county "    \
    "AND t.person_id = p.id"                                                                       \
    " AND (t.\"from\" IS NULL OR t.\"from\" <= ?1) AND (t.\"to\" IS NULL OR t.\"to\" >= ?1)"       \
    " AND (%s))) "
#define MONITOR  "t.kind = 'monitor' AND (t.risk_removed_on IS NULL OR t.risk_removed_on > ?1)"
#define ASSISTED "t.kind = 'tuopin' OR " MONITOR
#define WILLING                                                                                    \
    "EXISTS (SELECT 1 FROM intention i WHERE i.removed_at = 0 AND i.county = w.county AND "        \
    "i.person_id = w.id"                                                                           \
    " AND i.asked_on <= ?1 AND (i.kinds LIKE '%%1%%' OR i.kinds LIKE '%%2%%'"                      \
    " OR i.kinds LIKE '%%3%%'))"
#define SERVED(what)                                                                               \
    "EXISTS (SELECT 1 FROM service s WHERE s.removed_at = 0 AND s.county = w.county AND "          \
    "s.person_id = w.id AND " what " AND s.date BETWEEN ?2 AND ?1)"
#define CURRENT "s.removed_at = 0 AND s.start <= ?1 AND (s.\"end\" IS NULL OR s.\"end\" > ?1)"

/* Each answers one row a village: region, due, done. */
static const struct {
    const char *task, *tags, *sql;
} peers[] = {
    {"t01", ASSISTED,
     "SELECT region, count(*), sum(checked_on BETWEEN date(?1, '-31 days') AND ?1 OR EXISTS"
     " (SELECT 1 FROM employment_spell s WHERE s.removed_at = 0 AND s.county = w.county AND "
     "s.person_id = w.id"
     " AND s.verified_on BETWEEN date(?1, '-31 days') AND ?1)) FROM who w GROUP BY region"},
    {"t02", ASSISTED,
     "SELECT region, count(*), sum(" SERVED(
         "s.kind IN ('publicity', 'guidance')") " AND (SELECT count(DISTINCT s.vacancy_id) FROM "
                                                "service s WHERE s.removed_at = 0"
                                                " AND s.county = w.county AND s.person_id = w.id "
                                                "AND s.kind = 'job' AND "
                                                "s.date BETWEEN ?2 AND ?1) >= 3"
                                                " AND (NOT EXISTS (SELECT 1 FROM intention i WHERE "
                                                "i.removed_at = 0 AND i.county = w.county AND "
                                                "i.person_id = w.id"
                                                " AND i.asked_on <= ?1 AND i.kinds LIKE '%3%') "
                                                "OR " SERVED(
                                                    "s.kind = 'training'") ")) FROM who w "
                                                                           "WHERE " WILLING
                                                                           " GROUP BY region"},
    {"t10", MONITOR,
     "SELECT region, count(*), sum(coalesce(checked_on BETWEEN ?2 AND ?1, 0) OR EXISTS"
     " (SELECT 1 FROM employment_spell s WHERE s.removed_at = 0 AND s.county = w.county AND "
     "s.person_id = w.id"
     " AND s.verified_on BETWEEN ?2 AND ?1)) FROM who w WHERE " WILLING " GROUP BY region"},
    {"t12", ASSISTED,
     "SELECT region, count(*), sum(EXISTS (SELECT 1 FROM intention i WHERE i.removed_at = 0"
     " AND i.county = w.county AND i.person_id = w.id AND i.asked_on BETWEEN ?2 AND ?1)"
     " AND " SERVED(
         "1") ") FROM who w"
              " WHERE NOT EXISTS (SELECT 1 FROM employment_spell s WHERE s.county = w.county"
              " AND s.person_id = w.id AND " CURRENT
              ") AND EXISTS (SELECT 1 FROM employment_spell s WHERE s.removed_at = 0"
              " AND s.county = w.county AND s.person_id = w.id AND s.work_area IN ('4', '5', '6')"
              " AND s.\"end\" BETWEEN date(?2, '-90 days') AND ?1) GROUP BY region"},
    {"t13", NULL,
     "SELECT region, count(*), sum(accepted_on IS NOT NULL AND accepted_on <= ?1) FROM finding"
     " WHERE removed_at = 0 AND found_on <= ?1 GROUP BY region"},
};

static void die(const char *what, const char *detail)
{
    fprintf(stderr, "board_bench: %s: %s\n", what, detail);
    exit(1);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *times)
{
    qsort(times, ROUNDS, sizeof(*times), by_size);
    return times[ROUNDS / 2];
}

/* ---- the peer ---- */

static long long ask_peer(sqlite3 *db, size_t at, const char *day, const char *first)
{
    char *head =
        peers[at].tags == NULL ? sqlite3_mprintf("") : sqlite3_mprintf(PEOPLE, peers[at].tags);
    char *plain = sqlite3_mprintf("%s", peers[at].sql), *from, *to;
    for (from = to = plain; *from != '\0'; from++) { /* a doubled percent sign is one */
        *to++ = *from;
        from += from[0] == '%' && from[1] == '%';
    }
    *to = '\0';
    char *sql = sqlite3_mprintf("%s%s", head, plain);
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
        die(peers[at].task, sqlite3_errmsg(db));
    }
    sqlite3_bind_text(statement, 1, day, -1, SQLITE_STATIC);
    if (sqlite3_bind_parameter_count(statement) > 1) {
        sqlite3_bind_text(statement, 2, first, -1, SQLITE_STATIC);
    }
    long long check = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        if (sqlite3_column_int64(statement, 0) % 1000 != 0) { /* villages */
            check += sqlite3_column_int64(statement, 1) * 1000 + sqlite3_column_int64(statement, 2);
        }
    }
    sqlite3_finalize(statement);
    sqlite3_free(sql);
    sqlite3_free(plain);
    sqlite3_free(head);
    return check;
}

static long long count_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
        die(sql, sqlite3_errmsg(db));
    }
    long long n = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return n;
}

static void run_peer(const char *folder, const char *day, const char *first)
{
    char path[4096];
    sqlite3 *db;
    snprintf(path, sizeof(path), "%s/site.db", folder);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        die(path, sqlite3_errmsg(db));
    }
    sqlite3_exec(db, "PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -262144", NULL, NULL,
                 NULL);
    printf("size %lld people, %lld events\n", count_of(db, "SELECT count(*) FROM person"),
           count_of(db, "SELECT (SELECT count(*) FROM category_tag) + (SELECT count(*) FROM"
                        " recognition) + (SELECT count(*) FROM employment_spell) + (SELECT count(*)"
                        " FROM intention) + (SELECT count(*) FROM need) + (SELECT count(*) FROM"
                        " service) + (SELECT count(*) FROM relief)"));
    double times[ROUNDS];
    long long check = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = clock_elapsed();
        check = 0;
        for (size_t i = 0; i < COUNT(peers); i++) {
            check += ask_peer(db, i, day, first) * (long long)(i + 1);
        }
        times[round] = clock_elapsed() - start;
    }
    printf("peer %.6f %lld\n", median(times) / 1000, check);
    sqlite3_close(db);
}

/* ---- ours ---- */

static long long check_of(const struct task_board *board)
{
    long long check = 0;
    for (size_t i = 0; i < COUNT(peers); i++) {
        for (size_t t = 0; t < board->list->tasks.n; t++) {
            if (!text_is(board->list->tasks.at[t].key, peers[i].task)) {
                continue;
            }
            for (size_t k = 0; k < board->n; k++) {
                const struct task_figure *figure = &task_board_cell(board, k, t)->figure;
                bool village = board->lines[k].level == TASK_LEVEL_VILLAGE;
                check += village ? (figure->due * 1000 + figure->done) * (long long)(i + 1) : 0;
            }
        }
    }
    return check;
}

static void run_ours(const char *folder, char day[11], char first[11])
{
    struct arena arena;
    struct error error;
    struct app *app;
    arena_init(&arena);
    const struct app_options options = {.folder = folder};
    if (app_open(&options, clock_system(), &app, &arena, &error) != OK ||
        app_load_facts(app, &arena, &error) != OK) {
        die("site", arena_cstr(&arena, error.message));
    }
    struct actor actor = actor_program(app->county);
    int32_t today = clock_today(app->clock);
    date_format((struct date){today, DATE_DAY}, day);
    date_format((struct date){app_first_day(app_books(app)), DATE_DAY}, first);
    const struct task_question question = {.as_of = today, .view = TASK_VIEW_ALL};
    double times[ROUNDS];
    long long check = 0;
    size_t units = 0, tasks = 0, due = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct arena request;
        struct task_board board;
        struct buf text;
        arena_init(&request);
        buf_init(&text, OUT_CEILING);
        struct work work = app_work(app, NULL, &request, &actor);
        double start = clock_elapsed();
        if (task_board_make(app, &work, &question, &board, &error) != OK) {
            die("board", arena_cstr(&request, error.message));
        }
        struct json_out out = json_into(&text);
        task_board_json(&board, &out);
        times[round] = clock_elapsed() - start;
        check = check_of(&board);
        units = board.n;
        tasks = board.list->tasks.n;
        due = (size_t)board.totals[0].due;
        buf_release(&text);
        arena_release(&request);
    }
    printf("board %.6f %lld\n", median(times) / 1000, check);
    printf("table %zu tasks, %zu units, %zu recipients of the first task\n", tasks, units, due);
    app_close(app);
    arena_release(&arena);
}

int main(int argc, char **argv)
{
    char day[11], first[11];
    if (argc != 2) {
        fputs("board_bench FOLDER\n", stderr);
        return 2;
    }
    run_ours(argv[1], day, first);
    run_peer(argv[1], day, first);
    return 0;
}
