/*
 * Loading the facts from SQLite at start, and following one commit: a million made-up people in
 * households with three million events. The rows are written straight into the tables, as the
 * ledgers' own schema has them.
 *
 * facts_bench FOLDER [PEOPLE] prints `name value` a line: seconds, and megabytes of memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "domain/ledgers.h"
#include "facts/follow.h"
#include "ledger/schema.h"
#include "store/audit.h"

enum { COUNTY = 360722, ROUNDS = 3 };

struct bench {
    struct arena arena;
    struct error error;
    struct database *database;
    struct db *db;
    struct dice dice;
    int64_t people;
    char path[4096];
};

static void must(struct bench *bench, enum status status)
{
    if (status != OK) {
        fprintf(stderr, "%.*s %.*s\n", TEXT_ARG(bench->error.message),
                TEXT_ARG(bench->error.detail));
        exit(3);
    }
}

static void execute(struct bench *bench, struct text sql)
{
    must(bench, db_execute(bench->db, sql, &bench->arena, &bench->error));
}

static void make_schema(struct bench *bench)
{
    struct buf sql;
    buf_init(&sql, 1 << 20);
    for (size_t i = 0; all_ledgers[i] != NULL; i++) {
        schema_ddl(all_ledgers[i], DIALECT_SQLITE, &sql);
    }
    execute(bench, buf_text(&sql));
    execute(bench, text_of(audit_ddl[DIALECT_SQLITE]));
    buf_release(&sql);
}

/* ---- rows ---- */

static int64_t below(struct bench *bench, uint32_t n)
{
    return dice_below(&bench->dice, n);
}

static void bind_day(struct bench *bench, struct statement *statement, int index, int64_t day)
{
    char iso[11];
    size_t n = date_format((struct date){(int32_t)day, DATE_DAY}, iso);
    bind_text(statement, index, arena_text(&bench->arena, (struct text){iso, n}));
}

static void bind_name(struct bench *bench, struct statement *statement, int index)
{
    char name[16];
    size_t n = 0;
    for (int64_t left = 2 + below(bench, 2); left > 0; left--) {
        n += utf8_encode((uint32_t)(0x4e00 + below(bench, left == 1 ? 2000 : 60)), name + n);
    }
    bind_text(statement, index, arena_text(&bench->arena, (struct text){name, n}));
}

static void bind_digit(struct bench *bench, struct statement *statement, int index, uint32_t codes)
{
    bind_text(statement, index, arena_printf(&bench->arena, "%d", (int)below(bench, codes) + 1));
}

static int64_t region(struct bench *bench)
{
    return (360722100 + below(bench, 16)) * 1000 + 200 + below(bench, 20);
}

/* Ids as the program gives them: rising with time, and not one after the other. */
static int64_t id_of(int64_t i, int64_t ledger)
{
    return ((int64_t)1 << 50) + i * 4096 * 3 + i % 7 * 64 + ledger;
}

static void bind_household(struct bench *bench, struct statement *statement, int64_t i)
{
    bind_int(statement, 3, region(bench));
    bind_int(statement, 4, below(bench, 2000000));
    (void)i;
}

static void bind_person(struct bench *bench, struct statement *statement, int64_t i)
{
    bind_name(bench, statement, 3);
    bind_int(statement, 4, (int64_t)dice_next(&bench->dice));
    bind_int(statement, 5, below(bench, 10000));
    bind_digit(bench, statement, 6, 2);
    bind_day(bench, statement, 7, -9000 + below(bench, 24000));
    bind_digit(bench, statement, 8, 9);
    bind_int(statement, 9, region(bench));
    bind_text(statement, 10,
              arena_printf(&bench->arena, "某镇第%d村民小组%d号", (int)below(bench, 600),
                           (int)below(bench, 300)));
    bind_int(statement, 11, id_of(i / 3, 1));
    bind_int(statement, 12, (int64_t)dice_next(&bench->dice));
    bind_digit(bench, statement, 13, 3);
    bind_int(statement, 14, below(bench, 2));
}

static void bind_tag(struct bench *bench, struct statement *statement, int64_t i)
{
    static const char *const kinds[] = {"tuopin", "monitor", "age4050", "dibao", "disabled"};
    (void)i;
    bind_int(statement, 3, id_of(below(bench, (uint32_t)bench->people), 2));
    bind_text(statement, 4, text_of(kinds[below(bench, 5)]));
    bind_day(bench, statement, 5, 18500 + below(bench, 700));
}

static void bind_spell(struct bench *bench, struct statement *statement, int64_t i)
{
    static const char *const channels[] = {"enterprise", "flexible", "business", "welfare"};
    (void)i;
    bind_int(statement, 3, id_of(below(bench, (uint32_t)bench->people), 2));
    bind_text(statement, 4, text_of(channels[below(bench, 4)]));
    bind_text(statement, 5, arena_printf(&bench->arena, "信丰某电子厂%d", (int)below(bench, 3000)));
    bind_day(bench, statement, 6, 18500 + below(bench, 800));
    bind_int(statement, 7, below(bench, 2));
}

static void bind_service(struct bench *bench, struct statement *statement, int64_t i)
{
    static const char *const kinds[] = {"publicity", "guidance", "job", "training", "visit"};
    (void)i;
    bind_int(statement, 3, id_of(below(bench, (uint32_t)bench->people), 2));
    bind_text(statement, 4, text_of(kinds[below(bench, 5)]));
    bind_day(bench, statement, 5, 19230 + below(bench, 60));
}

static void fill(struct bench *bench, const char *table, const char *columns, int count,
                 int64_t ledger, int64_t rows,
                 void (*bind)(struct bench *, struct statement *, int64_t))
{
    struct buf sql;
    struct statement *statement;
    struct arena kept = bench->arena;
    arena_init(&bench->arena);
    buf_init(&sql, 1 << 16);
    buf_addf(&sql,
             "INSERT INTO \"%s\" (county, id, version, created_at, created_by, changed_at, "
             "changed_by, removed_at, %s) VALUES ($1, $2, 1, 0, 0, 0, 0, 0",
             table, columns);
    for (int i = 0; i < count; i++) {
        buf_addf(&sql, ", $%d", i + 3);
    }
    buf_addc(&sql, ')');
    must(bench, db_begin(bench->db, &bench->arena, &bench->error));
    for (int64_t i = 0; i < rows; i++) {
        must(bench,
             db_prepare_text(bench->db, buf_text(&sql), &statement, &bench->arena, &bench->error));
        bind_int(statement, 1, COUNTY);
        bind_int(statement, 2, id_of(i, ledger));
        bind(bench, statement, i);
        must(bench, statement_run(statement, NULL, &bench->arena, &bench->error));
        arena_reset(&bench->arena);
    }
    must(bench, db_commit(bench->db, &bench->arena, &bench->error));
    buf_release(&sql);
    arena_release(&bench->arena);
    bench->arena = kept;
}

/* ---- measuring ---- */

static double resident_mb(void)
{
    long total, pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%ld %ld", &total, &pages) != 2) {
        pages = 0;
    }
    if (file != NULL) {
        fclose(file);
    }
    return (double)pages * 4096 / (1 << 20);
}

static void one_more_visit(struct bench *bench)
{
    int64_t id = id_next(clock_system());
    struct text sql = arena_printf(
        &bench->arena,
        "INSERT INTO service (county, id, version, created_at, created_by, changed_at, changed_by, "
        "removed_at, person_id, kind, date) VALUES (%d, %lld, 1, 0, 0, 0, 0, 0, %lld, 'visit', "
        "'2022-09-20'); INSERT INTO history (county, seq, ledger, row_id, version, at, actor, "
        "action, batch, reason, changes) SELECT %d, coalesce(max(seq), 0) + 1, 'service', %lld, 1, "
        "0, 0, 'created', 0, '', '' FROM history",
        COUNTY, (long long)id, (long long)id_of(id % bench->people, 2), COUNTY, (long long)id);
    must(bench, db_begin(bench->db, &bench->arena, &bench->error));
    execute(bench, sql);
    must(bench, db_commit(bench->db, &bench->arena, &bench->error));
}

static void measure(struct bench *bench)
{
    struct follow *follow = NULL;
    double best = 1e9;
    clock_t cpu = 0;
    for (int i = 0; i < ROUNDS; i++) {
        follow_close(follow);
        cpu = clock();
        double start = clock_elapsed();
        must(bench, follow_open(bench->database, COUNTY, all_ledgers, &follow, &bench->arena,
                                &bench->error));
        double seconds = (clock_elapsed() - start) / 1000;
        best = seconds < best ? seconds : best;
        cpu = clock() - cpu;
    }
    printf("load_seconds %.3f\n", best);
    printf("load_processor_seconds %.3f\n", (double)cpu / CLOCKS_PER_SEC);
    printf("board_mb %.0f\n", (double)board_memory(follow_board(follow)) / (1 << 20));
    printf("resident_mb %.0f\n", resident_mb());
    double worst = 0;
    for (int i = 0; i < 20; i++) {
        one_more_visit(bench);
        double start = clock_elapsed();
        must(bench, follow_catch_up(follow, &bench->arena, &bench->error));
        double ms = clock_elapsed() - start;
        worst = ms > worst ? ms : worst;
    }
    printf("follow_ms %.3f\n", worst);
    follow_close(follow);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: facts_bench FOLDER [PEOPLE]\n");
        return 2;
    }
    struct bench bench = {.people = argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000,
                          .dice = dice_seeded(7)};
    arena_init(&bench.arena);
    snprintf(bench.path, sizeof(bench.path), "%s/facts.db", argv[1]);
    FILE *made = fopen(bench.path, "r");
    must(&bench, database_open(bench.path, &bench.database, &bench.arena, &bench.error));
    must(&bench, database_writer(bench.database, &bench.db, &bench.arena, &bench.error));
    if (made == NULL) {
        make_schema(&bench);
        fill(&bench, "household", "region, income", 2, 1, bench.people / 3 + 1, bind_household);
        fill(&bench, "person",
             "name, id_no_key, id_no_tail, sex, birth, education, region, address, household_id, "
             "phone_key, labour, is_student",
             12, 2, bench.people, bind_person);
        fill(&bench, "category_tag", "person_id, kind, \"from\"", 3, 3, bench.people * 6 / 5,
             bind_tag);
        fill(&bench, "employment_spell", "person_id, channel, employer, start, helped", 5, 4,
             bench.people * 4 / 5, bind_spell);
        fill(&bench, "service", "person_id, kind, date", 3, 5, bench.people, bind_service);
    }
    measure(&bench);
    db_release(bench.db);
    database_close(bench.database);
    arena_release(&bench.arena);
    return 0;
}
