#include "domain/people/recognition_paper.h"

#include <stdlib.h>

#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "format/pdf_table.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "standard/calendar.h"
#include "standard/masking.h"
#include "standard/region.h"
#include "store/audit.h"

/* One recognition on a list, and whom it is about. */
struct line {
    const struct row *recognition, *person;
};

struct lines {
    struct line *at;
    size_t n;
};

/* 2022年10月18日 */
static struct text shown(struct work *work, const struct row *row, int field)
{
    return value_show(work, &row->ledger->fields[field], &row->value[field]);
}

/* The name of the place of that level which the person is registered in. */
static struct text place_of(struct work *work, const struct row *person, enum region_level level)
{
    const struct value *value = &person->value[PERSON_REGION];
    if (!value_is_set(value) || region_level_of(value->number) < level) {
        return TEXT_EMPTY;
    }
    const struct region *place = region_at(work->regions, region_at_level(value->number, level));
    return place == NULL ? TEXT_EMPTY : place->name;
}

/* ---- reading the lines of a list ---- */

static int by_place(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    int64_t x = a->person->value[PERSON_REGION].number, y = b->person->value[PERSON_REGION].number;
    if (x != y) {
        return x < y ? -1 : 1;
    }
    return a->recognition->id < b->recognition->id ? -1 : 1;
}

static enum status find_ids(struct app *app, struct work *work, const struct query_plan *plan,
                            struct query_result *out, struct errors *errors, struct error *error)
{
    struct query_plan all = *plan;
    all.offset = 0;
    all.limit = RECOGNITION_PAPER_ROWS;
    enum status status = query_run(app, work, &all, out, errors, error);
    if (status == OK && out->total > RECOGNITION_PAPER_ROWS) {
        error_set(error, work->arena, TOO_LARGE, "有 %lld 人，一份名单最多 %d 人",
                  (long long)out->total, RECOGNITION_PAPER_ROWS);
        return error_hint(error, work->arena, "请按乡镇或日期分开打印");
    }
    return status;
}

/* People are read plain: a public list masks in another way than the screen. */
static enum status read_lines(struct app *app, struct work *work, const struct query_plan *plan,
                              unsigned flags, struct lines *out, struct errors *errors,
                              struct error *error)
{
    struct query_result found;
    enum status status = find_ids(app, work, plan, &found, errors, error);
    if (status != OK) {
        return status;
    }
    out->at = arena_array(work->arena, struct line, found.n);
    for (size_t i = 0; i < found.n; i++) {
        struct row *recognition, *person;
        struct error gone;
        status = rows_get(work, &recognition_ledger, found.ids[i], 0, &recognition, &gone);
        if (status == OK) {
            status = rows_get(work, &person_ledger, recognition->value[RECOGNITION_PERSON].number,
                              flags, &person, &gone);
        }
        if (status == OK) {
            out->at[out->n++] = (struct line){recognition, person};
        } else if (status != NOT_FOUND) {
            *error = gone;
            return status;
        }
    }
    if (plan->sort_field < 0 && out->n > 0) {
        qsort(out->at, out->n, sizeof(out->at[0]), by_place);
    }
    return OK;
}

/* ---- a list as a table ---- */

enum source {
    OF_NUMBER,      /* 1, 2, 3 … */
    OF_TOWNSHIP,    /* where the person is registered */
    OF_VILLAGE,     /* */
    OF_KINDS,       /* how many categories, never which: one tells of a disability or of need */
    OF_NOTICE,      /* the days of notice */
    OF_PUBLIC,      /* a field of the person as the public may read it */
    OF_PERSON,      /* a field of the person as it is shown */
    OF_RECOGNITION, /* a field of the recognition as it is shown */
};

struct list_column {
    const char *heading;
    double width;
    enum source source;
    int field;
};

struct list {
    struct work *work;
    struct lines lines;
    int days; /* of notice, at least */
};

static struct text public_text(struct work *work, const struct row *person, int field)
{
    const struct field *f = &person_ledger.fields[field];
    const struct value *value = &person->value[field];
    if ((f->flags & FIELD_PUBLIC) == 0) {
        bug("%s is not for the public", f->name);
    }
    enum masking_kind kind = f->kind == KIND_CITIZEN_ID ? MASKING_CITIZEN_ID : MASKING_NAME;
    return value_is_set(value) ? masking_mask(work->arena, kind, MASKING_PUBLIC, value->text)
                               : TEXT_EMPTY;
}

static struct text kind_count(struct work *work, const struct row *recognition)
{
    struct text rest = recognition->value[RECOGNITION_KINDS].text, one;
    int n = 0;
    while (rest.n > 0 && text_split(&rest, ',', &one)) {
        n++;
    }
    return arena_printf(work->arena, "%d", n);
}

/* As the flow set them, longer when more days were asked for. */
static struct text notice_days(const struct list *list, const struct row *recognition)
{
    struct arena *arena = list->work->arena;
    const struct value *from = &recognition->value[RECOGNITION_NOTICE_FROM];
    const struct value *to = &recognition->value[RECOGNITION_NOTICE_TO];
    if (!value_is_set(from) || !value_is_set(to)) {
        return TEXT_EMPTY;
    }
    int32_t last = calendar_add(list->work->calendar, (int32_t)from->number, list->days);
    last = last > to->number ? last : (int32_t)to->number;
    return arena_printf(arena, "%.*s 至 %.*s", TEXT_ARG(date_iso(arena, (int32_t)from->number)),
                        TEXT_ARG(date_iso(arena, last)));
}

static struct text cell_text(const struct list *list, const struct list_column *column, size_t i)
{
    struct work *work = list->work;
    const struct line *line = &list->lines.at[i];
    switch (column->source) {
    case OF_NUMBER:
        return arena_printf(work->arena, "%zu", i + 1);
    case OF_TOWNSHIP:
        return place_of(work, line->person, REGION_TOWNSHIP);
    case OF_VILLAGE:
        return place_of(work, line->person, REGION_VILLAGE);
    case OF_KINDS:
        return kind_count(work, line->recognition);
    case OF_NOTICE:
        return notice_days(list, line->recognition);
    case OF_PUBLIC:
        return public_text(work, line->person, column->field);
    case OF_PERSON:
        return shown(work, line->person, column->field);
    case OF_RECOGNITION:
        return shown(work, line->recognition, column->field);
    }
    return TEXT_EMPTY;
}

static void lay_out(const struct list *list, const struct list_column *columns, size_t n,
                    struct pdf_table *table)
{
    struct arena *arena = list->work->arena;
    size_t rows = list->lines.n;
    struct pdf_column *widths = arena_array(arena, struct pdf_column, n);
    struct pdf_heading *headings = arena_array(arena, struct pdf_heading, n);
    struct text *cells = arena_array(arena, struct text, n * rows);
    for (uint32_t c = 0; c < n; c++) {
        widths[c] = (struct pdf_column){columns[c].width, PDF_CENTER};
        headings[c] = (struct pdf_heading){0, c, 0, c, text_of(columns[c].heading)};
        for (size_t r = 0; r < rows; r++) {
            cells[r * n + c] = cell_text(list, &columns[c], r);
        }
    }
    table->columns = widths;
    table->column_count = n;
    table->headings = headings;
    table->heading_count = n;
    table->heading_rows = 1;
    table->cells = cells;
    table->row_count = rows;
    table->day = clock_today(list->work->clock);
}

/* The caller's own place: 信丰县, 嘉定镇. */
static struct text own_place(struct app *app, struct work *work)
{
    const struct region *place = region_at(work->regions, work->actor->region);
    return place == NULL ? app->county_name : place->name;
}

/* 认定名册_嘉定镇_20221018.pdf */
static struct text file_name(struct work *work, const char *what, struct text whose)
{
    struct civil c = date_to_civil(clock_today(work->clock));
    return arena_printf(work->arena, "%s_%.*s_%d%02d%02d.pdf", what, TEXT_ARG(whose), c.year,
                        c.month, c.day);
}

/* A paper of a demo site says so, as its pages do. */
static struct text title_of(struct app *app, struct work *work, const char *title)
{
    return arena_printf(work->arena, "%s%s", title, app->demo ? "（演示）" : "");
}

/* How many, and when it was made: on the right over every list. */
static struct text list_note(struct work *work, size_t n)
{
    return arena_printf(work->arena, "共 %zu 人　　制表日期：%.*s", n,
                        TEXT_ARG(date_paper(work->arena, clock_today(work->clock))));
}

static const struct list_column notice_columns[] = {
    {"序号", 5, OF_NUMBER, 0},
    {"姓名", 9, OF_PUBLIC, PERSON_NAME},
    {"身份证号", 20, OF_PUBLIC, PERSON_ID_NO},
    {"乡镇", 11, OF_TOWNSHIP, 0},
    {"村（社区）", 19, OF_VILLAGE, 0},
    {"类别数", 7, OF_KINDS, 0},
    {"公示期间", 24, OF_NOTICE, 0},
};

enum status recognition_notice_list(struct app *app, struct work *work,
                                    const struct query_plan *plan, int days,
                                    struct recognition_paper *paper, struct errors *errors,
                                    struct error *error)
{
    struct list list = {.work = work, .days = days};
    struct query_plan in_notice = *plan;
    in_notice.filters = arena_printf(work->arena, "%.*s%sstate = 'public'", TEXT_ARG(plan->filters),
                                     plan->filters.n > 0 ? " and " : "");
    enum status status = read_lines(app, work, &in_notice, ROWS_PLAIN, &list.lines, errors, error);
    if (status == OK && list.lines.n == 0) {
        error_set(error, work->arena, INVALID, "所选范围内没有公示中的人员");
        return error_hint(error, work->arena, "初审通过后才公示；请先办理初审，或改变筛选条件");
    }
    if (status != OK) {
        return status;
    }
    struct text place = own_place(app, work);
    struct pdf_table table = {
        .title = title_of(app, work, "拟认定就业援助对象公示名单"),
        .left = arena_printf(work->arena, "公示单位（盖章）：%.*s", TEXT_ARG(place)),
        .right = list_note(work, list.lines.n),
        .notes = TEXT("　　以上人员经本人申请、村（社区）核实、乡镇（街道）初审，拟认定为就业援助"
                      "对象，现予公示。公示期间如有异议，请向公示单位实名反映。\n"
                      "　　监督电话：　　　　　　　　　　　　　　　受理地点："),
        .font_size = 10,
    };
    lay_out(&list, notice_columns, COUNT(notice_columns), &table);
    paper->name = file_name(work, "认定公示名单", place);
    paper->kind = "notice_list";
    paper->rows = list.lines.n;
    return pdf_table_write(work->arena, &table, paper->out, error);
}

static const struct list_column register_columns[] = {
    {"序号", 4, OF_NUMBER, 0},
    {"姓名", 8, OF_PERSON, PERSON_NAME},
    {"性别", 5, OF_PERSON, PERSON_SEX},
    {"身份证号", 16, OF_PERSON, PERSON_ID_NO},
    {"乡镇", 9, OF_TOWNSHIP, 0},
    {"村（社区）", 12, OF_VILLAGE, 0},
    {"认定类别", 20, OF_RECOGNITION, RECOGNITION_KINDS},
    {"状态", 7, OF_RECOGNITION, RECOGNITION_STATE},
    {"申请日期", 9, OF_RECOGNITION, RECOGNITION_APPLIED_ON},
    {"认定日期", 9, OF_RECOGNITION, RECOGNITION_DECIDED_ON},
    {"有效期止", 9, OF_RECOGNITION, RECOGNITION_VALID_TO},
};

enum status recognition_register(struct app *app, struct work *work, const struct query_plan *plan,
                                 struct recognition_paper *paper, struct errors *errors,
                                 struct error *error)
{
    struct list list = {.work = work};
    enum status status = read_lines(app, work, plan, 0, &list.lines, errors, error);
    if (status == OK && list.lines.n == 0) {
        error_set(error, work->arena, INVALID, "没有可以打印的认定");
        return error_hint(error, work->arena, "请改变筛选条件");
    }
    if (status != OK) {
        return status;
    }
    struct text place = own_place(app, work);
    struct pdf_table table = {
        .title = title_of(app, work, "就业援助对象认定名册"),
        .left = arena_printf(work->arena, "单位：%.*s", TEXT_ARG(place)),
        .right = list_note(work, list.lines.n),
        .notes = TEXT("制表人：　　　　　　　　　　　　审核人："),
        .landscape = true,
    };
    lay_out(&list, register_columns, COUNT(register_columns), &table);
    paper->name = file_name(work, "认定名册", place);
    paper->kind = "register";
    paper->rows = list.lines.n;
    return pdf_table_write(work->arena, &table, paper->out, error);
}

/* ---- the certificate ---- */

enum { CERTIFICATE_ROOM = 9 }; /* points */

#define INDENT "　　　　　　　　　　　　　　　　　　　"
#define CERTIFICATE_NOTE                                                                                                                     \
    "\n　　上列人员经本人申请、乡镇（街道）初审并公示、县级审核，认定为就业援助对象，在有效期内" \
    "按规定享受就业援助政策。有效期内情况发生变化的，应当及时报告。\n\n\n\n" INDENT                                                          \
    "认定单位（盖章）：%.*s\n\n" INDENT "出具日期：%.*s"

static enum status check_in_force(struct work *work, const struct row *recognition,
                                  struct error *error)
{
    const struct value *state = &recognition->value[RECOGNITION_STATE];
    const struct value *until = &recognition->value[RECOGNITION_VALID_TO];
    if (!text_is(state->text, "valid") && !text_is(state->text, "exiting")) {
        return error_set(error, work->arena, CONFLICT, "状态为“%.*s”，不能出具认定证明",
                         TEXT_ARG(shown(work, recognition, RECOGNITION_STATE)));
    }
    if (value_is_set(until) && until->number < clock_today(work->clock)) {
        error_set(error, work->arena, CONFLICT, "认定已于 %.*s 到期，不能出具认定证明",
                  TEXT_ARG(shown(work, recognition, RECOGNITION_VALID_TO)));
        return error_hint(error, work->arena, "请先办理年度审验");
    }
    return OK;
}

/* 2022-10-05 至 2023-10-04, or 2022-10-05 起. */
static struct text validity(struct work *work, const struct row *recognition)
{
    struct text from = shown(work, recognition, RECOGNITION_VALID_FROM);
    struct text to = shown(work, recognition, RECOGNITION_VALID_TO);
    return arena_printf(work->arena, "%.*s %s%.*s", TEXT_ARG(from), to.n > 0 ? "至 " : "起",
                        TEXT_ARG(to));
}

enum status recognition_certificate(struct app *app, struct work *work, int64_t id,
                                    struct recognition_paper *paper, struct error *error)
{
    struct row *recognition, *person;
    enum status status = rows_get(work, &recognition_ledger, id, 0, &recognition, error);
    if (status == OK) {
        status = check_in_force(work, recognition, error);
    }
    if (status == OK) {
        status = rows_get(work, &person_ledger, recognition->value[RECOGNITION_PERSON].number,
                          ROWS_PLAIN, &person, error);
    }
    if (status != OK) {
        return status;
    }
    static const struct pdf_column columns[] = {
        {10, PDF_CENTER}, {25, PDF_CENTER}, {10, PDF_CENTER}, {25, PDF_CENTER}};
    const struct text cells[] = {
        TEXT("姓　　名"), shown(work, person, PERSON_NAME),
        TEXT("性　　别"), shown(work, person, PERSON_SEX),
        TEXT("身份证号"), shown(work, person, PERSON_ID_NO),
        TEXT("户 籍 地"), shown(work, person, PERSON_REGION),
        TEXT("认定类别"), shown(work, recognition, RECOGNITION_KINDS),
        TEXT("认定日期"), shown(work, recognition, RECOGNITION_DECIDED_ON),
        TEXT("认定编号"), shown(work, recognition, RECOGNITION_NUMBER),
        TEXT("有 效 期"), validity(work, recognition),
    };
    const struct pdf_table table = {
        .title = title_of(app, work, "就业援助对象认定证明"),
        .notes = arena_printf(work->arena, CERTIFICATE_NOTE, TEXT_ARG(app->county_name),
                              TEXT_ARG(date_paper(work->arena, clock_today(work->clock)))),
        .row_room = CERTIFICATE_ROOM,
        .font_size = 13,
        .day = clock_today(work->clock),
        .columns = columns,
        .column_count = COUNT(columns),
        .cells = cells,
        .row_count = COUNT(cells) / COUNT(columns),
    };
    paper->name = file_name(work, "认定证明", shown(work, person, PERSON_NAME));
    paper->kind = "certificate";
    paper->row = id;
    paper->rows = 1;
    return pdf_table_write(work->arena, &table, paper->out, error);
}

enum status recognition_paper_note(struct work *work, const struct recognition_paper *paper,
                                   struct error *error)
{
    struct audit entry = {
        .at = clock_now(work->clock),
        .actor = work->actor->user,
        .actor_name = work->actor->name,
        .address = work->actor->address,
        .action = text_of(paper->kind),
        .ledger = text_of(recognition_ledger.name),
        .row_id = paper->row,
        .summary = arena_printf(work->arena, "%zu 人，%.*s", paper->rows, TEXT_ARG(paper->name)),
    };
    return audit_entry(work->db, work->secret, work->actor->county, &entry, work->arena, error);
}
