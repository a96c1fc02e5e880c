/*
 * import_bench write FILE [ROWS]     a workbook of ROWS (100,000) people in 20 columns
 * import_bench read FILE             parsed, cleaned and judged, without a database; prints seconds
 * import_bench bare FILE DB [index]  the peer: the same cells in a plain SQLite table, see bare()
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/random.h"
#include "domain/ledgers.h"
#include "format/xlsx_write.h"
#include "ledger/import.h"
#include "standard/citizen_id.h"
#include "standard/code.h"
#include "standard/region.h"

static const char *const headings[] = {
    "姓名",     "身份证号", "性别",     "出生日期", "民族",         "文化程度",  "政治面貌",
    "婚姻状况", "乡镇",     "村",       "家庭住址", "与户主关系",   "联系电话",  "备用电话",
    "劳动能力", "是否在校", "退役军人", "毕业院校", "失业登记日期", "帮扶责任人"};

static void write_person(struct xlsx_writer *w, struct dice *dice, long n, struct arena *arena)
{
    static const char *const villages[] = {"水东村", "山塘村", "长胜村", "十里村"};
    static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赖", "钟"};
    static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋"};
    /* A birthday from the row's number, so that no two rows share an ID number. */
    int year = 1950 + (int)(n / 1000 % 55), month = 1 + (int)(n / 55000 % 12),
        day = 1 + (int)(n / 660000 % 28);
    struct text digits =
        arena_printf(arena, "360722%04d%02d%02d%03d", year, month, day, (int)(n % 1000));
    bool man = (digits.s[16] - '0') % 2 == 1;
    struct text name =
        arena_printf(arena, "%s%s%s", surnames[dice_below(dice, COUNT(surnames))],
                     given[dice_below(dice, COUNT(given))], given[dice_below(dice, COUNT(given))]);
    struct text cells[] = {name,
                           arena_printf(arena, "%s%c", digits.s, citizen_id_check(digits.s)),
                           man ? TEXT("男") : TEXT("女"),
                           arena_printf(arena, "%04d-%02d-%02d", year, month, day),
                           TEXT("汉族"),
                           dice_percent(dice, 50) ? TEXT("初中") : TEXT("本科"),
                           TEXT("群众"),
                           TEXT("已婚"),
                           TEXT("嘉定镇"),
                           text_of(villages[dice_below(dice, COUNT(villages))]),
                           arena_printf(arena, "第%u组", dice_below(dice, 20) + 1),
                           TEXT("户主"),
                           arena_printf(arena, "138%08u", dice_below(dice, 100000000)),
                           TEXT_EMPTY,
                           TEXT("普通劳动力"),
                           TEXT("否"),
                           TEXT("否"),
                           TEXT_EMPTY,
                           arena_printf(arena, "2022.%d.%d", 1 + month / 2, day),
                           TEXT("演示干部")};
    for (uint32_t i = 0; i < COUNT(cells); i++) {
        xlsx_writer_text(w, i, cells[i], STYLE_TEXT);
    }
}

static enum status make_file(long rows, struct buf *out, struct error *error)
{
    struct arena arena, scratch;
    arena_init(&arena);
    arena_init(&scratch);
    struct xlsx_column columns[COUNT(headings)];
    for (size_t i = 0; i < COUNT(headings); i++) {
        columns[i] = (struct xlsx_column){.heading = text_of(headings[i])};
    }
    struct xlsx_writer *w = xlsx_writer_open(&arena, (struct zip_output){zip_to_buf, out});
    xlsx_writer_sheet(
        w, &(struct xlsx_plan){.name = TEXT("演示"), .columns = columns, .n = COUNT(columns)});
    struct dice dice = dice_seeded(1);
    for (long i = 0; i < rows; i++) {
        xlsx_writer_row(w);
        write_person(w, &dice, i, &scratch);
        arena_reset(&scratch);
    }
    enum status status = xlsx_writer_close(w, error);
    arena_release(&scratch);
    arena_release(&arena);
    return status;
}

static enum status nothing_refs(void *context, struct arena *arena, struct import_ref **refs,
                                size_t n, struct error *error)
{
    (void)context, (void)arena, (void)refs, (void)n, (void)error;
    return OK;
}

static enum status nothing_rows(void *context, struct arena *arena, struct import_row **rows,
                                size_t n, struct error *error)
{
    (void)context, (void)arena, (void)rows, (void)n, (void)error;
    return OK;
}

static enum status take(void *context, struct import_row *rows, size_t n, struct error *error)
{
    (void)context, (void)rows, (void)n, (void)error;
    return OK;
}

static enum status measure(struct arena *arena, struct text file, struct error *error)
{
    struct region_rows lists[] = {region_rows_national(arena), region_rows_county(arena)};
    struct code_book codes =
        code_book_new(arena, code_rows_embedded(arena), code_aliases_embedded(arena));
    struct import_terms terms = {.ledger = all_ledgers[0],
                                 .ledgers = all_ledgers,
                                 .codes = &codes,
                                 .regions = region_tree_new(arena, lists, COUNT(lists)),
                                 .county = 360722000000,
                                 .today = date_from_civil((struct civil){2022, 9, 30})};
    terms.ledger = ledger_find(all_ledgers, TEXT("person"));
    struct book *book;
    struct import_layout layout;
    struct import_summary summary;
    struct import_hooks hooks = {
        .context = NULL, .resolve = nothing_refs, .match = nothing_rows, .take = take};
    double start = clock_elapsed(), cpu = (double)clock();
    enum status status = book_open(arena, file, &book, error);
    if (status == OK) {
        status = import_survey(arena, &terms, book, 0, NULL, 0, &layout, error);
    }
    double surveyed = clock_elapsed();
    if (status == OK) {
        status = import_run(arena, &terms, book, &layout, 1, &hooks, &summary, error);
    }
    double end = clock_elapsed();
    if (status == OK) {
        printf("survey %.3f s, run %.3f s, cpu of both %.3f s, %lld rows (%lld new, %lld errors), "
               "%.0f rows/s\n",
               (surveyed - start) / 1000, (end - surveyed) / 1000,
               ((double)clock() - cpu) / CLOCKS_PER_SEC, (long long)summary.rows,
               (long long)summary.outcomes[IMPORT_NEW], (long long)summary.outcomes[IMPORT_ERROR],
               (double)summary.rows * 1000 / (end - start));
    }
    return status;
}

/* ---- the peer ---- */

struct cells {
    struct arena arena;
    LIST(struct text) at; /* COUNT(headings) a row */
};

static bool keep_row(void *context, const struct sheet_row *row)
{
    struct cells *cells = context;
    if (row->row == 0) {
        return true;
    }
    size_t first = cells->at.n;
    for (size_t i = 0; i < COUNT(headings); i++) {
        list_add(&cells->at, TEXT_EMPTY);
    }
    for (size_t i = 0; i < row->n && row->cells[i].col < COUNT(headings); i++) {
        cells->at.at[first + row->cells[i].col] = arena_text(&cells->arena, row->cells[i].text);
    }
    return true;
}

static void execute(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        bug("%s: %s", sql, sqlite3_errmsg(db));
    }
}

/*
 * What SQLite itself needs for these rows: one table of 20 text columns and a row number, one
 * prepared statement, one transaction, the same journal, synchronous and page cache as the site's;
 * the cells are in memory before the clock starts. `indexed` adds the indexes that a person's row
 * has in the site (ID number, phone, household), on the plain texts.
 */
static void bare(const struct cells *cells, const char *path, bool indexed)
{
    sqlite3 *db;
    sqlite3_stmt *insert;
    if (sqlite3_open(path, &db) != SQLITE_OK) {
        bug("%s cannot be opened", path);
    }
    execute(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768;"
                "CREATE TABLE person (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h, i, j, k, l, "
                "m, n, o, p, q, r, s, t)");
    if (indexed) {
        execute(db, "CREATE INDEX person_b ON person (b); CREATE INDEX person_m ON person (m);"
                    "CREATE INDEX person_r ON person (r)");
    }
    sqlite3_prepare_v2(db,
                       "INSERT INTO person VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                       "?, ?, ?, ?, ?, ?)",
                       -1, &insert, NULL);
    double start = clock_elapsed();
    execute(db, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < cells->at.n; i += COUNT(headings)) {
        for (int k = 0; k < (int)COUNT(headings); k++) {
            struct text t = cells->at.at[i + (size_t)k];
            if (t.n > 0) {
                sqlite3_bind_text64(insert, k + 1, t.s, t.n, SQLITE_STATIC, SQLITE_UTF8);
            } else {
                sqlite3_bind_null(insert, k + 1);
            }
        }
        if (sqlite3_step(insert) != SQLITE_DONE) {
            bug("%s", sqlite3_errmsg(db));
        }
        sqlite3_reset(insert);
    }
    execute(db, "COMMIT");
    sqlite3_finalize(insert);
    sqlite3_close(db); /* writes it into the database file, as the program's end does */
    printf("%.3f\n", (clock_elapsed() - start) / 1000);
}

static enum status measure_bare(struct arena *arena, struct text file, const char *path,
                                bool indexed, struct error *error)
{
    struct book *book;
    struct sheet_summary summary;
    struct cells cells = {0};
    arena_init(&cells.arena);
    enum status status = book_open(arena, file, &book, error);
    if (status == OK) {
        status = book_read(book, 0, (struct sheet_sink){keep_row, &cells}, &summary, error);
    }
    if (status == OK) {
        bare(&cells, path, indexed);
    }
    list_release(&cells.at);
    arena_release(&cells.arena);
    return status;
}

/* ---- */

static enum status write_to(const char *path, long rows, struct error *error)
{
    struct buf file;
    buf_init(&file, CEILING_UPLOAD);
    enum status status = make_file(rows, &file, error);
    FILE *out = fopen(path, "wb");
    if (status == OK && (out == NULL || fwrite(file.s, 1, file.n, out) != file.n)) {
        bug("%s cannot be written", path);
    }
    if (out != NULL) {
        fclose(out);
    }
    buf_release(&file);
    return status;
}

static struct text read_from(struct arena *arena, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        bug("%s cannot be read", path);
    }
    fseek(in, 0, SEEK_END);
    size_t n = (size_t)ftell(in);
    rewind(in);
    char *bytes = arena_alloc(arena, n);
    n = fread(bytes, 1, n, in);
    fclose(in);
    return (struct text){bytes, n};
}

int main(int argc, char **argv)
{
    enum { ROWS = 100000 };
    struct text way = argc > 2 ? text_of(argv[1]) : TEXT_EMPTY;
    struct arena arena;
    struct error error = {0};
    enum status status = OK;
    arena_init(&arena);
    if (text_is(way, "write")) {
        status = write_to(argv[2], argc > 3 ? strtol(argv[3], NULL, 10) : ROWS, &error);
    } else if (text_is(way, "read")) {
        status = measure(&arena, read_from(&arena, argv[2]), &error);
    } else if (text_is(way, "bare") && argc > 3) {
        status = measure_bare(&arena, read_from(&arena, argv[2]), argv[3], argc > 4, &error);
    } else {
        fprintf(stderr, "usage: import_bench write|read|bare FILE …\n");
        return 2;
    }
    if (status != OK) {
        fprintf(stderr, "%.*s\n", TEXT_ARG(error.message));
    }
    arena_release(&arena);
    return status == OK ? 0 : 3;
}
