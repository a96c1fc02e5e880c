/*
 * The facts and the rules over a million made-up people and three million events:
 *
 *     rules    100 conditions and the 20 conjunctions of five of them, every answer kept
 *     report   32 cells by 16 townships: 20 over people, 8 over events, 4 over people with an event
 *     search   the list's box, and a page in the order of names
 *
 * rules_bench FOLDER [PEOPLE [ONLY]] writes person.csv, event.csv and the same questions as SQL
 * (rules.sql, report.sql) to FOLDER, so that a peer can be asked the same; then prints what it
 * measured, one `name seconds check processor-seconds` a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/random.h"
#include "facts/board.h"
#include "facts/page.h"
#include "facts/search.h"
#include "rule/eval.h"
#include "rule/tally.h"

enum { CONDITIONS = 100, POLICIES = 20, TOWNSHIPS = 16, VILLAGES = 20, ROUNDS = 7 };
enum { EVENTS_EACH = 3, PEOPLE_CELLS = 20, EVENT_CELLS = 8, SOME_CELLS = 4 };
enum { CELLS = PEOPLE_CELLS + EVENT_CELLS + SOME_CELLS };

enum {
    NAME,
    ADDRESS,
    SEX,
    BIRTH,
    EDUCATION,
    REGION,
    LABOUR,
    VETERAN,
    HUKOU,
    CHILDREN,
    INCOME,
    UNEMPLOYED,
    PERSON__COUNT
};
enum { PERSON, KIND, DAY, HELPED, AMOUNT, EVENT__COUNT };

static const struct field person_fields[] = {
    [NAME] = {.name = "name",
              .label = "姓名",
              .kind = KIND_TEXT,
              .flags = FIELD_SEARCH | FIELD_PINYIN},
    [ADDRESS] = {.name = "address", .label = "住址", .kind = KIND_TEXT, .flags = FIELD_SEARCH},
    [SEX] = {.name = "sex", .label = "性别", .kind = KIND_CODE},
    [BIRTH] = {.name = "birth", .label = "出生日期", .kind = KIND_DATE},
    [EDUCATION] = {.name = "education", .label = "文化程度", .kind = KIND_CODE},
    [REGION] = {.name = "region", .label = "户籍地", .kind = KIND_REGION},
    [LABOUR] = {.name = "labour", .label = "劳动能力", .kind = KIND_CODE},
    [VETERAN] = {.name = "veteran", .label = "退役军人", .kind = KIND_BOOL},
    [HUKOU] = {.name = "hukou", .label = "户口性质", .kind = KIND_CODE},
    [CHILDREN] = {.name = "children", .label = "子女数", .kind = KIND_INT},
    [INCOME] = {.name = "income", .label = "收入", .kind = KIND_MONEY},
    [UNEMPLOYED] = {.name = "unemployed_on", .label = "失业日期", .kind = KIND_DATE},
};
static const struct ledger person = {.name = "person",
                                     .label = "人员",
                                     .fields = person_fields,
                                     .count = PERSON__COUNT,
                                     .region = REGION,
                                     .person = -1};
static const struct field event_fields[] = {
    [PERSON] = {.name = "person_id", .label = "人员", .kind = KIND_REF, .ref = "person"},
    [KIND] = {.name = "kind", .label = "类别", .kind = KIND_CODE},
    [DAY] = {.name = "day", .label = "日期", .kind = KIND_DATE},
    [HELPED] = {.name = "helped", .label = "帮助", .kind = KIND_BOOL},
    [AMOUNT] = {.name = "amount", .label = "金额", .kind = KIND_MONEY},
};
static const struct ledger event = {.name = "event",
                                    .label = "事项",
                                    .fields = event_fields,
                                    .count = EVENT__COUNT,
                                    .scope = SCOPE_PERSON,
                                    .region = -1,
                                    .person = PERSON};
static const struct ledger *const ledgers[] = {&person, &event, NULL};

struct bench {
    struct arena arena;
    const char *folder;
    const char *only; /* the one thing to measure; NULL: all */
    size_t people;
    struct board *board;
    const struct rule_language *language;
    int64_t params[PARAM__COUNT];
    const struct rule *rules[CONDITIONS + POLICIES];
    struct tally_cell cells[CELLS];
    int64_t units[TOWNSHIPS];
};

static FILE *opened(const struct bench *bench, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", bench->folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        fprintf(stderr, "%s cannot be written\n", path);
        exit(3);
    }
    return file;
}

/* ---- rows ---- */

static const char *iso(int32_t day, char out[11])
{
    date_format((struct date){day, DATE_DAY}, out);
    return out;
}

static struct text made_name(struct dice *dice, char out[64])
{
    static const char surnames[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高";
    uint32_t n = dice_below(dice, 2) + 1;
    size_t at = 0;
    memcpy(out, surnames + (size_t)dice_below(dice, 20) * 3, 3);
    at = 3;
    for (uint32_t i = 0; i < n; i++) {
        at += utf8_encode(0x4e00 + dice_below(dice, 2000), out + at);
    }
    return (struct text){out, at};
}

/* A code from '1' on, or nothing `missing` times in a hundred. */
static struct value made_code(struct dice *dice, uint32_t codes, uint32_t missing, char out[2])
{
    if (dice_percent(dice, missing)) {
        return VALUE_NULL;
    }
    out[0] = (char)('1' + dice_below(dice, codes));
    return value_text((struct text){out, 1});
}

static struct value made_number(struct dice *dice, int64_t from, uint32_t below, uint32_t missing)
{
    return dice_percent(dice, missing) ? VALUE_NULL
                                       : value_number(from + (int64_t)dice_below(dice, below));
}

static void write_value(FILE *file, const struct field *field, const struct value *value)
{
    char day[11];
    if (!value_is_set(value)) {
        return;
    }
    if (field->kind == KIND_DATE) {
        fputs(iso((int32_t)value->number, day), file);
    } else if (field->kind == KIND_CODE || field->kind == KIND_TEXT) {
        fwrite(value->text.s, 1, value->text.n, file);
    } else if (field->kind == KIND_REGION) {
        fprintf(file, "%d", (int)(value->number / 1000 % 1000 - 100)); /* the township alone */
    } else {
        fprintf(file, "%lld", (long long)value->number);
    }
}

static void write_row(FILE *file, const struct ledger *ledger, int64_t id,
                      const struct value *values)
{
    fprintf(file, "%lld", (long long)id);
    for (size_t i = 0; i < ledger->count; i++) {
        if (ledger->fields[i].kind != KIND_TEXT) {
            fputc(',', file);
            write_value(file, &ledger->fields[i], &values[i]);
        }
    }
    fputc('\n', file);
}

static void make_people(struct bench *bench, struct dice *dice)
{
    struct table *table = board_table(bench->board, TEXT("person"));
    FILE *file = opened(bench, "person.csv");
    table_reserve(table, bench->people);
    for (size_t i = 0; i < bench->people; i++) {
        char name[64], address[128], codes[4][2];
        struct value values[PERSON__COUNT];
        int64_t township = 100 + dice_below(dice, TOWNSHIPS);
        int64_t village = 200 + dice_below(dice, VILLAGES);
        int n = snprintf(address, sizeof(address), "某镇第%d村%u组%u号", (int)village,
                         dice_below(dice, 30), dice_below(dice, 500));
        values[NAME] = value_text(made_name(dice, name));
        values[ADDRESS] = value_text((struct text){address, (size_t)n});
        values[SEX] = made_code(dice, 2, 0, codes[0]);
        values[BIRTH] = made_number(dice, -9000, 25000, 1);
        values[EDUCATION] = made_code(dice, 9, 5, codes[1]);
        values[REGION] = value_number((360722000000 + township * 1000) + village);
        values[LABOUR] = made_code(dice, 5, 10, codes[2]);
        values[VETERAN] = made_number(dice, 0, 2, 20);
        values[HUKOU] = made_code(dice, 4, 2, codes[3]);
        values[CHILDREN] = made_number(dice, 0, 5, 15);
        values[INCOME] = made_number(dice, 0, 2000000, 10);
        values[UNEMPLOYED] = made_number(dice, 18000, 1200, 60);
        table_put(table, (int64_t)i + 1, values);
        write_row(file, &person, (int64_t)i + 1, values);
    }
    fclose(file);
}

static void make_events(struct bench *bench, struct dice *dice)
{
    struct table *table = board_table(bench->board, TEXT("event"));
    FILE *file = opened(bench, "event.csv");
    size_t events = bench->people * EVENTS_EACH;
    table_reserve(table, events);
    for (size_t i = 0; i < events; i++) {
        char code[2];
        struct value values[EVENT__COUNT];
        values[PERSON] = value_number((int64_t)dice_below(dice, (uint32_t)bench->people) + 1);
        values[KIND] = made_code(dice, 8, 0, code);
        values[DAY] = made_number(dice, 19000, 700, 0);
        values[HELPED] = made_number(dice, 0, 2, 10);
        values[AMOUNT] = made_number(dice, 0, 100000, 30);
        table_put(table, (int64_t)i + 1, values);
        write_row(file, &event, (int64_t)i + 1, values);
    }
    fclose(file);
}

/* ---- questions, as a rule and as SQL ---- */

struct question {
    char rule[1000], sql[1000];
};

static void condition(struct question *q, size_t policy, size_t kind)
{
    char from[11], to[11];
    int p = (int)policy;
    switch (kind) {
    case 0:
        iso(-9000 + p * 700, from);
        iso(-9000 + p * 700 + 9000, to);
        snprintf(q->rule, sizeof(q->rule), "birth between %s and %s", from, to);
        snprintf(q->sql, sizeof(q->sql), "birth BETWEEN DATE '%s' AND DATE '%s'", from, to);
        break;
    case 1:
        snprintf(q->rule, sizeof(q->rule), "education in ('%d', '%d', '%d')", p % 9 + 1,
                 (p + 3) % 9 + 1, (p + 5) % 9 + 1);
        snprintf(q->sql, sizeof(q->sql), "education IN (%d, %d, %d)", p % 9 + 1, (p + 3) % 9 + 1,
                 (p + 5) % 9 + 1);
        break;
    case 2:
        iso(18100 + p * 50, to);
        snprintf(q->rule, sizeof(q->rule), "unemployed_on <= %s", to);
        snprintf(q->sql, sizeof(q->sql), "unemployed_on <= DATE '%s'", to);
        break;
    case 3:
        snprintf(q->rule, sizeof(q->rule), "income < %d", 2000 + p * 800);
        snprintf(q->sql, sizeof(q->sql), "income < %d", (2000 + p * 800) * 100);
        break;
    default:
        if (p % 4 == 0) {
            snprintf(q->rule, sizeof(q->rule), "children >= %d", p / 4 % 4 + 1);
            snprintf(q->sql, sizeof(q->sql), "children >= %d", p / 4 % 4 + 1);
        } else if (p % 4 == 1) {
            snprintf(q->rule, sizeof(q->rule), "labour != '%d'", p / 4 + 1);
            snprintf(q->sql, sizeof(q->sql), "labour <> %d", p / 4 + 1);
        } else if (p % 4 == 2) {
            snprintf(q->rule, sizeof(q->rule), "veteran or hukou = '%d'", p / 4 % 4 + 1);
            snprintf(q->sql, sizeof(q->sql), "(veteran = 1 OR hukou = %d)", p / 4 % 4 + 1);
        } else {
            snprintf(q->rule, sizeof(q->rule), "region within 360722%d", 100 + p / 4);
            snprintf(q->sql, sizeof(q->sql), "township = %d", p / 4);
        }
    }
}

static const struct rule *parsed(struct bench *bench, const struct ledger *ledger, const char *text)
{
    const struct rule *rule;
    struct errors errors = {0};
    if (rule_parse(&bench->arena, bench->language, ledger, text_of(text), RULE_BOOL, &rule,
                   &errors) != OK) {
        fprintf(stderr, "%s: %.*s\n", text, TEXT_ARG(errors.at[0].message));
        exit(3);
    }
    return rule;
}

static void make_rules(struct bench *bench)
{
    FILE *file = opened(bench, "rules.sql");
    for (size_t p = 0; p < POLICIES; p++) {
        char rule[8000] = "", sql[8000] = "";
        for (size_t k = 0; k < 5; k++) {
            struct question q;
            condition(&q, p, k);
            bench->rules[p * 5 + k] = parsed(bench, &person, q.rule);
            fprintf(file, "%s\n", q.sql);
            snprintf(rule + strlen(rule), sizeof(rule) - strlen(rule), "%s(%s)",
                     k == 0 ? "" : " and ", q.rule);
            snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), "%s(%s)", k == 0 ? "" : " AND ",
                     q.sql);
        }
        bench->rules[CONDITIONS + p] = parsed(bench, &person, rule);
        fprintf(file, "%s\n", sql);
    }
    fclose(file);
}

static void make_cells(struct bench *bench)
{
    FILE *file = opened(bench, "report.sql");
    for (size_t c = 0; c < CELLS; c++) {
        struct question a, b;
        char rule[4000], sql[4000], from[11], to[11];
        iso(19000 + (int)c * 10, from);
        iso(19000 + (int)c * 10 + 200, to);
        condition(&a, c % POLICIES, c % 5);
        condition(&b, (c * 7 + 3) % POLICIES, (c + 2) % 5);
        if (c < PEOPLE_CELLS) {
            snprintf(rule, sizeof(rule), "(%s) and (%s)", a.rule, b.rule);
            snprintf(sql, sizeof(sql), "people (%s) AND (%s)", a.sql, b.sql);
        } else if (c < PEOPLE_CELLS + EVENT_CELLS) {
            snprintf(rule, sizeof(rule),
                     "kind in ('%d','%d') and day between %s and %s and person.sex = '%d'",
                     (int)c % 8 + 1, (int)(c + 3) % 8 + 1, from, to, (int)c % 2 + 1);
            snprintf(sql, sizeof(sql),
                     "events kind IN (%d, %d) AND day BETWEEN DATE '%s' AND DATE '%s' AND sex = %d",
                     (int)c % 8 + 1, (int)(c + 3) % 8 + 1, from, to, (int)c % 2 + 1);
        } else {
            snprintf(rule, sizeof(rule), "any(event where kind = '%d' and day between %s and %s)",
                     (int)c % 8 + 1, from, to);
            snprintf(sql, sizeof(sql), "some kind = %d AND day BETWEEN DATE '%s' AND DATE '%s'",
                     (int)c % 8 + 1, from, to);
        }
        bool events = c >= PEOPLE_CELLS && c < PEOPLE_CELLS + EVENT_CELLS;
        bench->cells[c] =
            (struct tally_cell){.where = parsed(bench, events ? &event : &person, rule),
                                .how = events ? TALLY_ROWS : TALLY_PEOPLE};
        fprintf(file, "%s\n", sql);
    }
    fclose(file);
}

/* ---- measuring ---- */

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* The median of ROUNDS runs, in seconds. */
static double median(struct bench *bench, int64_t (*work)(struct bench *), int64_t *check)
{
    double times[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        double start = clock_elapsed();
        *check = work(bench);
        times[i] = (clock_elapsed() - start) / 1000;
    }
    qsort(times, ROUNDS, sizeof(*times), by_size);
    return times[ROUNDS / 2];
}

static int64_t run_rules(struct bench *bench)
{
    struct rule_run *run = rule_run_new(bench->board, bench->language, bench->params);
    for (size_t i = 0; i < COUNT(bench->rules); i++) {
        rule_run_add(run, bench->rules[i]);
    }
    rule_run_work(run);
    int64_t yes = 0;
    for (size_t i = 0; i < COUNT(bench->rules); i++) {
        yes += (int64_t)set_count(rule_run_yes(run, i));
    }
    rule_run_free(run);
    return yes;
}

static int64_t run_report(struct bench *bench)
{
    struct tally_plan plan = {.cells = bench->cells,
                              .cell_count = CELLS,
                              .units = bench->units,
                              .unit_count = TOWNSHIPS,
                              .params = bench->params};
    struct tally *tally = tally_new(bench->board, bench->language, &plan);
    int64_t sum = 0;
    for (size_t c = 0; c < CELLS; c++) {
        for (size_t u = 0; u < TOWNSHIPS; u++) {
            sum += tally_figure(tally, c, u) * (int64_t)(u + 1);
        }
    }
    tally_free(tally);
    return sum;
}

static int64_t searched(struct bench *bench, const char *typed)
{
    struct set rows;
    table_search(board_table(bench->board, TEXT("person")), text_of(typed), NULL, 0, &rows);
    int64_t n = (int64_t)set_count(&rows);
    set_release(&rows);
    return n;
}

static int64_t run_search_name(struct bench *bench)
{
    return searched(bench, "伟");
}

static int64_t run_search_pinyin(struct bench *bench)
{
    return searched(bench, "wangy");
}

static int64_t run_search_address(struct bench *bench)
{
    return searched(bench, "组77号");
}

static int64_t run_page(struct bench *bench)
{
    const struct table *table = board_table(bench->board, TEXT("person"));
    struct set all;
    uint32_t rows[20];
    struct page page = {&table->columns[NAME], false, 100000, 20};
    table_live(table, &all);
    int64_t n = (int64_t)table_page(table, &all, &page, rows);
    set_release(&all);
    return n;
}

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Wall seconds (median), the check figure, and processor seconds (mean) of all threads. */
static void measure(struct bench *bench, const char *name, int64_t (*work)(struct bench *))
{
    int64_t check;
    if (bench->only != NULL && strcmp(bench->only, name) != 0) {
        return;
    }
    double cpu = cpu_seconds();
    double seconds = median(bench, work, &check);
    cpu = (cpu_seconds() - cpu) / ROUNDS;
    printf("%s %.6f %lld %.6f\n", name, seconds, (long long)check, cpu);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: rules_bench FOLDER [PEOPLE [ONLY]]\n");
        return 2;
    }
    struct bench bench = {.folder = argv[1],
                          .people = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000,
                          .only = argc > 3 ? argv[3] : NULL,
                          .params = {19000, 19000, 19365}};
    arena_init(&bench.arena);
    struct rule_language_plan plan = {.ledgers = ledgers};
    struct errors errors = {0};
    if (rule_language_new(&bench.arena, &plan, &bench.language, &errors) != OK) {
        return 3;
    }
    bench.board = board_new();
    board_add(bench.board, &person);
    board_add(bench.board, &event);
    board_link(bench.board);
    for (int64_t i = 0; i < TOWNSHIPS; i++) {
        bench.units[i] = (360722100 + i) * 1000;
    }
    struct dice dice = dice_seeded(2022);
    double start = clock_elapsed();
    make_people(&bench, &dice);
    make_events(&bench, &dice);
    fprintf(stderr, "rows made in %.1f s, %zu MB on the board\n", (clock_elapsed() - start) / 1000,
            board_memory(bench.board) >> 20);
    make_rules(&bench);
    make_cells(&bench);
    measure(&bench, "rules", run_rules);
    measure(&bench, "report", run_report);
    measure(&bench, "search_name", run_search_name);
    measure(&bench, "search_pinyin", run_search_pinyin);
    measure(&bench, "search_address", run_search_address);
    measure(&bench, "page_by_name", run_page);
    board_free(bench.board);
    arena_release(&bench.arena);
    return 0;
}
