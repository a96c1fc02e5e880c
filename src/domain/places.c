#include "domain/places.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/list.h"
#include "base/map.h"
#include "format/csv.h"

enum { FILE_CEILING = 16 << 20, COLUMNS = 7, FAULTS_TOLD = 10 };

static const char file_name[] = "regions.csv";
static const char *const headings[COLUMNS] = {"code",   "name", "short_name", "level",
                                              "parent", "sort", "reporting"};

struct gathered {
    struct arena *arena;
    const struct notice *notice;
    struct faults *faults;
    size_t wrong;    /* rows at fault; the first FAULTS_TOLD are told */
    bool headed;     /* the first row says what it must */
    struct map seen; /* code -> line */
    LIST(struct place) all;
};

static int64_t number_or(struct text t, int64_t otherwise)
{
    int64_t n;
    return text_to_int(text_trim(t), &n) ? n : otherwise;
}

/* An error at a row, with what to write; false, so that a row's first is its only one. */
static bool refuse(struct gathered *gathered, int line, struct text message, const char *hint)
{
    if (gathered->wrong++ < FAULTS_TOLD) {
        fault_add(gathered->faults, FAULT_ERROR, file_name, line, "%.*s", TEXT_ARG(message));
        fault_hint(gathered->faults, "%s", hint);
    }
    return false;
}

static bool check_heading(struct gathered *gathered, const struct text *cells)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        if (!text_is(text_trim(cells[i]), headings[i])) {
            return refuse(
                gathered, 1,
                arena_printf(gathered->arena, "表头第 %zu 列应是 %s", i + 1, headings[i]),
                "第一行请写 code,name,short_name,level,parent,sort,reporting，用半角逗号");
        }
    }
    return true;
}

static bool is_level(struct text word)
{
    static const char *const levels[] = {"county", "town", "park", "village"};
    for (size_t i = 0; i < COUNT(levels); i++) {
        if (text_is(word, levels[i])) {
            return true;
        }
    }
    return false;
}

/* A row by itself; whether its parent is there is asked when all are read. */
static bool check_cells(struct gathered *gathered, const struct text *cells, int line)
{
    struct arena *arena = gathered->arena;
    int64_t code, before, county = gathered->notice->head.county;
    if (cells[0].n != 12 || !text_to_int(cells[0], &code)) {
        return refuse(gathered, line,
                      arena_printf(arena, "区划代码“%.*s”不是 12 位数字", TEXT_ARG(cells[0])),
                      "请写统计用区划代码，如 360722101000；别让表格软件改成科学计数");
    }
    if (code / 1000000 != county) {
        return refuse(gathered, line,
                      arena_printf(arena, "区划代码 %lld 不在本县（%lld）", (long long)code,
                                   (long long)county),
                      "前六位应是本县代码；县代码在 notice.yaml 的 county");
    }
    if (map_get(&gathered->seen, cells[0], &before)) {
        return refuse(
            gathered, line,
            arena_printf(arena, "区划代码 %lld 与第 %d 行重复", (long long)code, (int)before),
            "请改正其中一行，或删去一行");
    }
    if (cells[1].n == 0) {
        return refuse(gathered, line, arena_printf(arena, "区划 %lld 没有名称", (long long)code),
                      "请在第二列 name 写全称，镇、乡、村委会这些字也写上");
    }
    if (!is_level(cells[3])) {
        return refuse(
            gathered, line,
            arena_printf(arena, "“%.*s”的级别不能是“%.*s”", TEXT_ARG(cells[1]), TEXT_ARG(cells[3])),
            "level 请写 county（县）、town（乡镇）、park（园区）或 village（村居）");
    }
    int64_t sort, reporting = number_or(cells[6], -1);
    if (cells[5].n > 0 && !text_to_int(cells[5], &sort)) {
        return refuse(gathered, line,
                      arena_printf(arena, "“%.*s”的排序“%.*s”不是整数", TEXT_ARG(cells[1]),
                                   TEXT_ARG(cells[5])),
                      "sort 请写整数，如 2");
    }
    if (reporting != 0 && reporting != 1) {
        return refuse(gathered, line,
                      arena_printf(arena, "“%.*s”是否报送不能是“%.*s”", TEXT_ARG(cells[1]),
                                   TEXT_ARG(cells[6])),
                      "reporting 请写 1（报送）或 0（不报送）");
    }
    map_put(&gathered->seen, cells[0], line);
    return true;
}

static bool take_row(void *context, const struct sheet_row *row)
{
    struct gathered *gathered = context;
    struct text cells[COLUMNS] = {{0}};
    int line = (int)row->row + 1;
    for (size_t i = 0; i < row->n; i++) {
        if (row->cells[i].col < COLUMNS) {
            cells[row->cells[i].col] = text_trim(arena_text(gathered->arena, row->cells[i].text));
        }
    }
    if (row->row == 0) {
        gathered->headed = check_heading(gathered, cells);
        return gathered->headed; /* under other headings every row would be told as wrong */
    }
    if (check_cells(gathered, cells, line)) {
        list_add(&gathered->all, (struct place){
                                     .code = number_or(cells[0], 0),
                                     .name = cells[1],
                                     .short_name = cells[2],
                                     .level = cells[3],
                                     .parent = number_or(cells[4], 0),
                                     .sort = number_or(cells[5], 0),
                                     .reporting = text_is(cells[6], "1"),
                                     .line = line,
                                 });
    }
    return true;
}

/* One county, and under it everything else has a parent that is there. */
static void check_tree(struct gathered *gathered)
{
    size_t counties = 0;
    for (size_t i = 0; i < gathered->all.n; i++) {
        const struct place *place = &gathered->all.at[i];
        int64_t line;
        if (text_is(place->level, "county")) {
            counties++;
            continue;
        }
        struct text parent = arena_printf(gathered->arena, "%lld", (long long)place->parent);
        if (!map_get(&gathered->seen, parent, &line)) {
            (void)refuse(gathered, place->line,
                         arena_printf(gathered->arena, "“%.*s”的上级代码 %.*s 不在这个文件里",
                                      TEXT_ARG(place->name), TEXT_ARG(parent)),
                         "parent 请写上一级那一行的 code");
        }
    }
    if (counties != 1) {
        (void)refuse(gathered, 1,
                     arena_printf(gathered->arena, "有 %zu 行的 level 是 county", counties),
                     "请留本县一行写 county，其余写 town、park 或 village");
    }
}

static void check_all(struct gathered *gathered)
{
    if (gathered->headed && gathered->wrong == 0) {
        check_tree(gathered);
    }
    if (gathered->wrong > FAULTS_TOLD) {
        fault_add(gathered->faults, FAULT_WARN, file_name, 0, "这个文件还有 %zu 行也不对",
                  gathered->wrong - FAULTS_TOLD);
        fault_hint(gathered->faults, "先改好列出的各行，再检查一次");
    }
}

static void take_units(struct gathered *gathered, const struct notice *notice)
{
    int64_t county = notice->head.county * 1000000;
    list_add(&gathered->all, (struct place){.code = county,
                                            .name = notice->head.county_name,
                                            .short_name = notice->head.county_name,
                                            .level = TEXT("county")});
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP) {
            list_add(&gathered->all, (struct place){.code = unit->region,
                                                    .parent = county,
                                                    .sort = (int64_t)i + 1,
                                                    .name = unit->name,
                                                    .short_name = unit->short_name,
                                                    .level = TEXT("town"),
                                                    .reporting = true});
        }
    }
}

static void take_file(struct gathered *gathered, FILE *file)
{
    struct error error = {0};
    char *bytes = arena_alloc(gathered->arena, FILE_CEILING);
    struct text text = {bytes, fread(bytes, 1, FILE_CEILING, file)};
    struct sheet_summary summary;
    map_init(&gathered->seen);
    enum status status = csv_decode(gathered->arena, text, &text, &error);
    if (status == OK) {
        status = csv_read(gathered->arena, text, ',', (struct sheet_sink){take_row, gathered},
                          &summary, &error);
    }
    if (status != OK) {
        fault_add(gathered->faults, FAULT_ERROR, file_name, 0, "%.*s", TEXT_ARG(error.message));
        fault_hint(gathered->faults, "%.*s", TEXT_ARG(error.hint));
    } else if (text_trim(text).n == 0) {
        (void)refuse(gathered, 1, TEXT("文件 regions.csv 没有内容"),
                     "请照自带通知的 regions.csv 写；没有村居名单的请删去这个文件");
    } else {
        check_all(gathered);
    }
    map_release(&gathered->seen);
}

enum status places_read(struct arena *arena, const char *folder, const struct notice *notice,
                        struct places *out, struct faults *faults, struct error *error)
{
    struct gathered gathered = {.arena = arena, .notice = notice, .faults = faults};
    FILE *file = fopen(arena_printf(arena, "%s/%s", folder, file_name).s, "rb");
    if (file != NULL) {
        take_file(&gathered, file);
        fclose(file);
    } else if (errno == ENOENT) {
        fault_add(faults, FAULT_WARN, file_name, 0, "没有 regions.csv：只建县和乡镇，没有村居");
        fault_hint(faults, "请补上这个文件，第一行写 "
                           "code,name,short_name,level,parent,sort,reporting");
        take_units(&gathered, notice);
    } else {
        return error_set(error, arena, UNAVAILABLE, "读不了文件 %s：%s", file_name,
                         strerror(errno));
    }
    *out = (struct places){arena_array(arena, struct place, gathered.all.n), gathered.all.n};
    if (gathered.all.at != NULL) {
        memcpy(out->at, gathered.all.at, out->n * sizeof(*out->at));
    }
    list_release(&gathered.all);
    return OK;
}

const struct region_tree *places_tree(struct arena *arena, const struct places *places)
{
    struct region *at = arena_array(arena, struct region, places->n);
    for (size_t i = 0; i < places->n; i++) {
        at[i] = (struct region){.code = places->at[i].code,
                                .name = places->at[i].name,
                                .short_name = places->at[i].short_name,
                                .valid_from = DATE_NONE,
                                .valid_to = DATE_NONE};
    }
    struct region_rows lists[] = {region_rows_national(arena), {at, places->n}};
    return region_tree_new(arena, lists, COUNT(lists));
}
