#include "domain/campaign/quality.h"

#include <stdlib.h>

#include "domain/campaign/units.h"
#include "domain/people/person.h"
#include "domain/query.h"
#include "facts/alike.h"
#include "facts/follow.h"
#include "format/csv.h"
#include "format/xlsx_write.h"
#include "rule/tally.h"

enum { UNITS_MOST = 1000, SHARED_PHONE = 5, THOUSAND = 1000 };

/* Either a named predicate, or fields in which people agree with others. */
struct item {
    const char *name, *label, *help;
    const char *where;
    int alike[2];
    size_t alike_count;
    const char *setting; /* how many must agree; NULL: two */
};

static const struct item items[] = {
    {.name = "base",
     .label = "底数不清",
     .help = "姓名、证号、性别、出生日期、户籍、电话、文化程度、劳动能力、家庭有缺项",
     .where = "quality_base"},
    {.name = "status",
     .label = "状态过期",
     .help = "就业状态在有效天数内没有核查过",
     .where = "quality_status"},
    {.name = "intention",
     .label = "意愿不清",
     .help = "就业意愿在有效天数内没有问过",
     .where = "quality_intention"},
    {.name = "need", .label = "需求不清", .help = "没有登记服务需求", .where = "quality_need"},
    {.name = "id_no",
     .label = "证号有问题",
     .help = "没有身份证号，或待核验",
     .where = "quality_id_no"},
    {.name = "phone", .label = "没有电话", .help = "联系电话为空", .where = "quality_phone"},
    {.name = "spell",
     .label = "就业未核实",
     .help = "在业，但登记的就业在有效天数内没有核实过",
     .where = "quality_spell"},
    {.name = "shared_phone",
     .label = "电话多人共用",
     .help = "同一个电话登记给多人，人数见系统设置",
     .alike = {PERSON_PHONE},
     .alike_count = 1,
     .setting = "shared_phone"},
    {.name = "duplicate",
     .label = "可能重复",
     .help = "姓名、出生日期与别的档案相同",
     .alike = {PERSON_NAME, PERSON_BIRTH},
     .alike_count = 2},
};

/* The rows of the tally before the items: everybody, and those with any fault. */
enum { CELL_PEOPLE, CELL_FAULTY, CELL__ITEMS };
static const char *const wholes[CELL__ITEMS] = {"alive", "quality_any"};

struct line {
    int64_t region;
    struct text label;
    int64_t people, faulty;
    int64_t figure[COUNT(items)];
    int64_t rate; /* in a thousand; -1: nobody is there */
    size_t rank;  /* from 1; 0: nobody is there */
};

struct quality {
    const struct app_books *books;
    int32_t today;
    int64_t place;
    size_t least[COUNT(items)];
    struct line *lines;
    size_t n;
    struct line total;
};

static enum status add_cell(const struct quality *q, struct arena *arena, const char *where,
                            struct tally_cell *out, struct error *error)
{
    struct errors errors = {0};
    *out = (struct tally_cell){.how = TALLY_ROWS};
    enum status status = rule_parse(arena, q->books->language, &person_ledger, text_of(where),
                                    RULE_BOOL, &out->where, &errors);
    if (status != OK) {
        error_set(error, arena, status, "数据质量的条件“%s”不能用：%.*s", where,
                  TEXT_ARG(errors.n > 0 ? errors.at[0].message : TEXT_EMPTY));
        return error_hint(error, arena, "请检查通知中是否给同一个名字写了别的意思");
    }
    return OK;
}

static void take_line(const struct tally *tally, size_t unit, struct line *line)
{
    size_t cell = CELL__ITEMS;
    line->people = tally_figure(tally, CELL_PEOPLE, unit);
    line->faulty = tally_figure(tally, CELL_FAULTY, unit);
    for (size_t i = 0; i < COUNT(items); i++) {
        line->figure[i] = items[i].where != NULL ? tally_figure(tally, cell++, unit) : 0;
    }
}

static enum status count_rules(struct quality *q, struct work *work, const struct board *board,
                               const int64_t *units, struct error *error)
{
    struct tally_cell cells[CELL__ITEMS + COUNT(items)];
    size_t n = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < CELL__ITEMS; i++) {
        status = add_cell(q, work->arena, wholes[i], &cells[n++], error);
    }
    for (size_t i = 0; status == OK && i < COUNT(items); i++) {
        if (items[i].where != NULL) {
            status = add_cell(q, work->arena, items[i].where, &cells[n++], error);
        }
    }
    if (status != OK) {
        return status;
    }
    const struct tally_plan plan = {
        .cells = cells,
        .cell_count = n,
        .units = units,
        .unit_count = q->n,
        .scope = q->place == work->actor->county ? 0 : q->place,
        .params = app_params(q->books, work->arena, q->today, app_first_day(q->books), q->today),
    };
    struct tally *tally = tally_new(board, q->books->language, &plan);
    for (size_t i = 0; i < q->n; i++) {
        take_line(tally, i, &q->lines[i]);
    }
    take_line(tally, tally_total(&plan), &q->total);
    tally_free(tally);
    return OK;
}

/* The line of a person's place; NULL: in none of them. */
static struct line *line_of(struct quality *q, const struct table *table, size_t row, bool *inside)
{
    const struct column *region = &table->columns[PERSON_REGION];
    int64_t code = 0;
    *inside = column_known(region, row) && text_to_int(column_text_at(region, row), &code) &&
              region_contains(q->place, code);
    for (size_t i = 0; *inside && i < q->n; i++) {
        if (region_contains(q->lines[i].region, code)) {
            return &q->lines[i];
        }
    }
    return NULL;
}

/* Agreeing is asked among all whom the actor reaches, as the list behind the figure does. */
static void count_alike(struct quality *q, const struct table *table, const struct set *within,
                        size_t item)
{
    struct set rows;
    size_t row;
    set_copy(&rows, within);
    alike_narrow(table, items[item].alike, items[item].alike_count, within, q->least[item], &rows);
    SET_EACH(&rows, row)
    {
        bool inside;
        struct line *line = line_of(q, table, row, &inside);
        q->total.figure[item] += inside;
        if (line != NULL) {
            line->figure[item]++;
        }
    }
    set_release(&rows);
}

static int better_first(const void *left, const void *right)
{
    const struct line *const *a = left, *const *b = right;
    return ((*a)->rate < (*b)->rate) - ((*a)->rate > (*b)->rate);
}

static void rank(struct quality *q, struct arena *arena)
{
    struct line **order = arena_array(arena, struct line *, q->n);
    for (size_t i = 0; i <= q->n; i++) {
        struct line *line = i < q->n ? &q->lines[i] : &q->total;
        line->rate =
            line->people == 0 ? -1 : (line->people - line->faulty) * THOUSAND / line->people;
        if (i < q->n) {
            order[i] = line;
        }
    }
    if (q->n > 0) {
        qsort(order, q->n, sizeof(struct line *), better_first);
    }
    for (size_t i = 0; i < q->n && order[i]->rate >= 0; i++) {
        bool same = i > 0 && order[i]->rate == order[i - 1]->rate;
        order[i]->rank = same ? order[i - 1]->rank : i + 1;
    }
}

enum status quality_count(struct app *app, struct work *work, int64_t place, struct quality **out,
                          struct error *error)
{
    struct arena *arena = work->arena;
    struct quality *q = arena_new(arena, struct quality);
    const struct region **units = arena_array(arena, const struct region *, UNITS_MOST);
    int64_t *codes = arena_array(arena, int64_t, UNITS_MOST);
    *q = (struct quality){.books = app_books(app),
                          .today = clock_today(work->clock),
                          .place = place == 0 ? work->actor->region : place};
    const struct region *here = region_at(q->books->regions, q->place);
    if (here == NULL || !actor_reaches(work->actor, q->place)) {
        return error_set(error, arena, NOT_FOUND, "没有这个单位，或不在您的范围内");
    }
    q->n = units_below(q->books, arena, q->place, units, UNITS_MOST);
    q->lines = arena_array(arena, struct line, q->n);
    q->total = (struct line){.region = q->place, .label = here->name};
    for (size_t i = 0; i < q->n; i++) {
        q->lines[i] = (struct line){.region = units[i]->code, .label = units[i]->name};
        codes[i] = units[i]->code;
    }
    for (size_t i = 0; i < COUNT(items); i++) {
        int64_t least = items[i].setting == NULL
                            ? 2
                            : settings_int(work->settings, items[i].setting, SHARED_PHONE);
        q->least[i] = least < 2 ? 2 : (size_t)least;
    }
    struct board *board = follow_board(app->facts);
    struct set within;
    board_read(board);
    const struct table *table = board_table(board, text_of(person_ledger.name));
    enum status status = query_reach(app, work, table, &within, error);
    if (status == OK) {
        status = count_rules(q, work, board, codes, error);
        for (size_t i = 0; status == OK && i < COUNT(items); i++) {
            if (items[i].alike_count > 0) {
                count_alike(q, table, &within, i);
            }
        }
        set_release(&within);
    }
    board_done(board);
    rank(q, arena);
    *out = q;
    return status;
}

/* ---- telling ---- */

static void put_query(const struct quality *q, size_t item, struct json_out *out)
{
    json_open(out, "query");
    if (items[item].where != NULL) {
        json_put_cstr(out, "where", items[item].where);
    } else {
        json_open(out, "alike");
        json_open_list(out, "fields");
        for (size_t i = 0; i < items[item].alike_count; i++) {
            json_put_cstr(out, NULL, person_ledger.fields[items[item].alike[i]].name);
        }
        json_close_list(out);
        json_put_int(out, "least", (int64_t)q->least[item]);
        json_close(out);
    }
    json_close(out);
}

static void put_line(const struct line *line, struct json_out *out, const char *key)
{
    json_open(out, key);
    json_put_id(out, "region", line->region);
    json_put_text(out, "label", line->label);
    json_put_int(out, "people", line->people);
    json_put_int(out, "faulty", line->faulty);
    line->rate < 0 ? json_put_null(out, "rate") : json_put_int(out, "rate", line->rate);
    line->rank == 0 ? json_put_null(out, "rank") : json_put_int(out, "rank", (int64_t)line->rank);
    json_open_list(out, "figures");
    for (size_t i = 0; i < COUNT(items); i++) {
        json_put_int(out, NULL, line->figure[i]);
    }
    json_close_list(out);
    json_close(out);
}

void quality_json(const struct quality *q, struct json_out *out)
{
    char day[11];
    date_format((struct date){q->today, DATE_DAY}, day);
    json_open(out, NULL);
    json_put_cstr(out, "as_of", day);
    json_put_id(out, "place", q->place);
    json_put_text(out, "label", q->total.label);
    json_open_list(out, "items");
    for (size_t i = 0; i < COUNT(items); i++) {
        json_open(out, NULL);
        json_put_cstr(out, "name", items[i].name);
        json_put_cstr(out, "label", items[i].label);
        json_put_cstr(out, "help", items[i].help);
        put_query(q, i, out);
        json_close(out);
    }
    json_close_list(out);
    json_open_list(out, "rows");
    for (size_t i = 0; i < q->n; i++) {
        put_line(&q->lines[i], out, NULL);
    }
    json_close_list(out);
    put_line(&q->total, out, "total");
    json_close(out);
}

/* ---- as a table ---- */

enum { COLUMN_UNIT, COLUMN_PEOPLE, COLUMN_RATE, COLUMN_RANK, COLUMN__ITEMS };
static const char *const heads[COLUMN__ITEMS] = {"单位", "在册人数", "合格率", "排名"};

static struct text rate_text(struct arena *arena, const struct line *line)
{
    return line->rate < 0 ? TEXT("—")
                          : arena_printf(arena, "%lld.%lld%%", (long long)line->rate / 10,
                                         (long long)line->rate % 10);
}

static const struct line *line_at(const struct quality *q, size_t i)
{
    return i < q->n ? &q->lines[i] : &q->total;
}

static struct text line_label(const struct quality *q, size_t i)
{
    return i < q->n ? q->lines[i].label : TEXT("合计");
}

enum status quality_book(const struct quality *q, struct arena *arena, struct zip_output output,
                         struct error *error)
{
    char day[11];
    struct xlsx_column columns[COLUMN__ITEMS + COUNT(items)] = {0};
    for (size_t i = 0; i < COLUMN__ITEMS; i++) {
        columns[i].heading = text_of(heads[i]);
    }
    for (size_t i = 0; i < COUNT(items); i++) {
        columns[COLUMN__ITEMS + i].heading = text_of(items[i].label);
    }
    date_format((struct date){q->today, DATE_DAY}, day);
    struct xlsx_plan plan = {
        .name = TEXT("数据质量"),
        .title = arena_printf(arena, "%.*s数据质量（%s）", TEXT_ARG(q->total.label), day),
        .columns = columns,
        .n = COUNT(columns)};
    struct xlsx_writer *w = xlsx_writer_open(arena, output);
    xlsx_writer_sheet(w, &plan);
    for (size_t i = 0; i <= q->n; i++) {
        const struct line *line = line_at(q, i);
        xlsx_writer_row(w);
        xlsx_writer_text(w, COLUMN_UNIT, line_label(q, i), STYLE_PLAIN);
        xlsx_writer_whole(w, COLUMN_PEOPLE, line->people, STYLE_WHOLE);
        xlsx_writer_text(w, COLUMN_RATE, rate_text(arena, line), STYLE_PLAIN);
        if (line->rank > 0) {
            xlsx_writer_whole(w, COLUMN_RANK, (int64_t)line->rank, STYLE_WHOLE);
        }
        for (size_t k = 0; k < COUNT(items); k++) {
            xlsx_writer_whole(w, (uint32_t)(COLUMN__ITEMS + k), line->figure[k], STYLE_WHOLE);
        }
    }
    struct text lines[COUNT(items)];
    for (size_t i = 0; i < COUNT(items); i++) {
        lines[i] = arena_printf(arena, "%s：%s", items[i].label, items[i].help);
    }
    xlsx_writer_note(w, TEXT("口径"), lines, COUNT(items));
    return xlsx_writer_close(w, error);
}

void quality_csv(const struct quality *q, struct arena *arena, struct buf *out)
{
    struct csv_out csv = csv_into(out);
    for (size_t i = 0; i < COLUMN__ITEMS + COUNT(items); i++) {
        csv_put(&csv, text_of(i < COLUMN__ITEMS ? heads[i] : items[i - COLUMN__ITEMS].label));
    }
    csv_end_row(&csv);
    for (size_t i = 0; i <= q->n; i++) {
        const struct line *line = line_at(q, i);
        csv_put(&csv, line_label(q, i));
        csv_put(&csv, arena_printf(arena, "%lld", (long long)line->people));
        csv_put(&csv, rate_text(arena, line));
        csv_put(&csv, line->rank == 0 ? TEXT_EMPTY : arena_printf(arena, "%zu", line->rank));
        for (size_t k = 0; k < COUNT(items); k++) {
            csv_put(&csv, arena_printf(arena, "%lld", (long long)line->figure[k]));
        }
        csv_end_row(&csv);
    }
}
