/*
 * import_bench ROWS: a sheet of ROWS people in 20 columns through the import's reading: parse,
 * clean, judge, no database. Prints the seconds of the survey and of the run, and rows a second.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/clock.h"
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

static void write_person(struct xlsx_writer *w, struct dice *dice, struct arena *arena)
{
    static const char *const villages[] = {"水东村", "山塘村", "长胜村", "十里村"};
    int year = 1950 + (int)dice_below(dice, 55), month = 1 + (int)dice_below(dice, 12),
        day = 1 + (int)dice_below(dice, 28);
    struct text digits =
        arena_printf(arena, "360722%04d%02d%02d%03u", year, month, day, dice_below(dice, 1000));
    bool man = (digits.s[16] - '0') % 2 == 1;
    struct text cells[] = {TEXT("演示某"),
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
        write_person(w, &dice, &scratch);
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
    struct import_hooks hooks = {NULL, nothing_refs, nothing_rows, take, NULL};
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

int main(int argc, char **argv)
{
    enum { ROWS = 100000 };
    long rows = argc > 1 ? strtol(argv[1], NULL, 10) : ROWS;
    struct arena arena;
    struct error error = {0};
    struct buf file;
    arena_init(&arena);
    buf_init(&file, CEILING_UPLOAD);
    enum status status = make_file(rows, &file, &error);
    if (status == OK) {
        status = measure(&arena, buf_text(&file), &error);
    }
    if (status != OK) {
        fprintf(stderr, "%.*s\n", TEXT_ARG(error.message));
    }
    buf_release(&file);
    arena_release(&arena);
    return status == OK ? 0 : 3;
}
