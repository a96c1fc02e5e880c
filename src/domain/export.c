#include "domain/export.h"

#include "base/ceilings.h"
#include "base/id.h"
#include "base/list.h"
#include "domain/app_jobs.h"
#include "domain/handed_out.h"
#include "domain/made_file.h"
#include "format/csv.h"
#include "format/xlsx_write.h"
#include "ledger/history.h"
#include "ledger/import_heading.h"
#include "ledger/import_template.h"
#include "ledger/row_json.h"
#include "ledger/row_key.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "standard/code.h"
#include "standard/region.h"

enum { PAGE = 500, CSV_PIECE = 1 << 20, DROP_DOWN_MOST = 400, EXCEL_DAY_0 = 25569 };

void export_usual_columns(struct work *work, const struct ledger *ledger, struct export_plan *plan)
{
    int *columns = arena_array(work->arena, int, ledger->count);
    plan->n = 0;
    for (size_t i = 0; i < ledger->count; i++) {
        if ((ledger->fields[i].flags & FIELD_LIST) != 0) {
            columns[plan->n++] = (int)i;
        }
    }
    plan->columns = columns;
}

/* ---- columns of a workbook ---- */

static void choices_of(struct work *work, const struct field *field, struct xlsx_column *column)
{
    static const struct text yes_no[] = {{"是", 3}, {"否", 3}};
    if (field->kind == KIND_BOOL) {
        column->choices = yes_no;
        column->choice_count = COUNT(yes_no);
        return;
    }
    const struct code_table *table = field->kind != KIND_CODE || work->codes == NULL
                                         ? NULL
                                         : code_table_of(work->codes, text_of(field->codes));
    if (table == NULL || table->n > DROP_DOWN_MOST) {
        return;
    }
    struct text *names = arena_array(work->arena, struct text, table->n);
    for (size_t i = 0; i < table->n; i++) {
        names[i] = table->rows[i].name;
    }
    column->choices = names;
    column->choice_count = table->n;
}

static unsigned style_of(const struct field *field)
{
    switch (field->kind) {
    case KIND_INT:
        return STYLE_WHOLE;
    case KIND_MONEY:
        return STYLE_MONEY;
    case KIND_DATE:
        return (field->flags & FIELD_PARTIAL) != 0 ? STYLE_TEXT : STYLE_DATE;
    case KIND_CITIZEN_ID:
    case KIND_CREDIT_CODE:
    case KIND_PHONE:
    case KIND_CARD:
        return STYLE_TEXT;
    case KIND_TEXT:
        return (field->flags & FIELD_SECRET) != 0 ? STYLE_TEXT : STYLE_PLAIN;
    case KIND_NOTE:
        return STYLE_WRAP;
    case KIND_TIME:
    case KIND_BOOL:
    case KIND_CODE:
    case KIND_CODES:
    case KIND_REGION:
    case KIND_REF:
        return STYLE_PLAIN;
    case KIND__COUNT:
        break;
    }
    bug("field %s has no kind", field->name);
}

static double width_of(const struct field *field)
{
    switch (field->kind) {
    case KIND_CITIZEN_ID:
    case KIND_CREDIT_CODE:
    case KIND_CARD:
        return 22;
    case KIND_REGION:
    case KIND_NOTE:
        return 26;
    case KIND_PHONE:
        return 15;
    case KIND_DATE:
        return 12;
    default:
        return 0;
    }
}

/*
 * The columns chosen and, hidden, that of the row keys; above them, hidden, the fields' names and
 * the sheet's key.
 */
static void begin_sheet(struct work *work, const struct export_plan *plan, int64_t made,
                        struct xlsx_writer *w)
{
    const struct ledger *ledger = plan->query.ledger;
    struct xlsx_column *columns = arena_array(work->arena, struct xlsx_column, plan->n + 1);
    struct text *marks = arena_array(work->arena, struct text, plan->n + 1);
    for (size_t i = 0; i < plan->n; i++) {
        const struct field *f = &ledger->fields[plan->columns[i]];
        columns[i] = (struct xlsx_column){
            .heading = text_of(f->label), .width = width_of(f), .style = style_of(f)};
        choices_of(work, f, &columns[i]);
        marks[i] = text_of(f->name);
    }
    columns[plan->n] = (struct xlsx_column){
        .heading = TEXT("行标识（请勿改动）"), .style = STYLE_TEXT, .hidden = true};
    marks[plan->n] = sheet_key_write(work, ledger, made);
    struct xlsx_plan sheet = {
        .name = text_of(ledger->label), .columns = columns, .n = plan->n + 1, .marks = marks};
    xlsx_writer_sheet(w, &sheet);
}

/* Writes a value's cell; returns the cell's text as an import reads it. */
static struct text put_cell(struct work *work, struct xlsx_writer *w, uint32_t col,
                            const struct field *f, const struct value *v)
{
    if (!value_is_set(v)) {
        return TEXT_EMPTY;
    }
    unsigned style = style_of(f);
    if (f->kind == KIND_INT) {
        xlsx_writer_whole(w, col, v->number, style);
        return arena_printf(work->arena, "%lld", (long long)v->number);
    }
    if (f->kind == KIND_DATE && v->precision == DATE_DAY && style == STYLE_DATE) {
        xlsx_writer_date(w, col, (int32_t)v->number, style);
        return arena_printf(work->arena, "%lld", (long long)v->number + EXCEL_DAY_0);
    }
    struct text shown = value_show(work, f, v);
    if (f->kind != KIND_MONEY) {
        xlsx_writer_text(w, col, shown, style);
        return text_trim(shown);
    }
    xlsx_writer_money(w, col, v->number, style);
    return v->number % 100 == 0 ? text_slice(shown, 0, shown.n - sizeof(".00") + 1) : shown;
}

/* ---- rows ---- */

struct exporter {
    struct app *app;
    struct work *work;
    const struct export_plan *plan;
    struct zip_output output;
    struct xlsx_writer *book; /* NULL: CSV */
    struct buf csv;
    bool (*progress)(void *context, int64_t done, int64_t total);
    void *context;
    int64_t id;
    LIST(int64_t) ids; /* of the rows written */
};

static bool flush_csv(struct exporter *e)
{
    bool good = e->csv.n == 0 || e->output.write(e->output.context, e->csv.s, e->csv.n);
    buf_clear(&e->csv);
    return good;
}

static void put_csv_row(struct exporter *e, struct work *work, struct csv_out *csv,
                        const struct row *row)
{
    for (size_t i = 0; i < e->plan->n; i++) {
        const struct field *f = &row->ledger->fields[e->plan->columns[i]];
        const struct value *v = &row->value[e->plan->columns[i]];
        csv_put(csv, value_is_set(v) ? value_show(work, f, v) : TEXT_EMPTY);
    }
    csv_end_row(csv);
}

/* The row's cells and its key. */
static void put_book_row(struct exporter *e, struct work *work, const struct row *row)
{
    const struct ledger *ledger = row->ledger;
    struct text *cells = arena_array(work->arena, struct text, ledger->count);
    struct row_key key = {.id = row->id, .version = row->version};
    xlsx_writer_row(e->book);
    for (size_t i = 0; i < e->plan->n; i++) {
        int field = e->plan->columns[i];
        cells[field] =
            put_cell(work, e->book, (uint32_t)i, &ledger->fields[field], &row->value[field]);
    }
    for (int i = 0; i < (int)ledger->count; i++) {
        if (import_field_open(&ledger->fields[i])) {
            key.cells = row_key_hash(key.cells, i, cells[i]);
        }
    }
    xlsx_writer_text(e->book, (uint32_t)e->plan->n, row_key_write(work, ledger, key), STYLE_TEXT);
}

static void put_row(struct exporter *e, struct work *work, struct csv_out *csv,
                    const struct row *row)
{
    if (e->book != NULL) {
        put_book_row(e, work, row);
    } else {
        put_csv_row(e, work, csv, row);
    }
    list_add(&e->ids, row->id);
}

/* One page of ids: read, written, forgotten. */
static enum status put_page(struct exporter *e, struct arena *scratch, struct csv_out *csv,
                            int64_t offset, int64_t *total, struct error *error)
{
    struct work work = *e->work;
    work.arena = scratch;
    struct query_plan query = e->plan->query;
    query.offset = offset;
    query.limit = PAGE;
    struct query_result page;
    struct errors errors = {0};
    enum status status = query_run(e->app, &work, &query, &page, &errors, error);
    struct row **rows = arena_array(scratch, struct row *, PAGE);
    if (status == OK) {
        status = rows_get_many(&work, query.ledger, page.ids, page.n,
                               e->plan->plain ? ROWS_PLAIN : 0, rows, error);
    }
    if (status != OK) {
        return status;
    }
    *total = page.total;
    for (size_t i = 0; i < page.n; i++) {
        if (rows[i] != NULL) {
            put_row(e, &work, csv, rows[i]);
        }
    }
    return OK;
}

static enum status put_rows(struct exporter *e, struct csv_out *csv, struct error *error)
{
    struct arena scratch;
    arena_init(&scratch);
    int64_t total = 1;
    enum status status = OK;
    for (int64_t offset = 0; status == OK && offset < total; offset += PAGE) {
        status = put_page(e, &scratch, csv, offset, &total, error);
        bool failed = e->book != NULL ? xlsx_writer_failed(e->book) : !flush_csv(e);
        if (status == OK && total > CEILING_EXPORT_ROWS) {
            status =
                error_set(error, e->work->arena, TOO_LARGE, "结果超过一张工作表的行数，请缩小范围");
        }
        if (status == OK && failed) {
            status = error_set(error, e->work->arena, UNAVAILABLE, "文件写不下去：磁盘可能已满");
        }
        if (status == OK && e->progress != NULL &&
            !e->progress(e->context, (int64_t)e->ids.n, total)) {
            status = error_set(error, e->work->arena, BUSY, "导出已取消");
        }
        if (status != OK) {
            error_keep(error, e->work->arena);
        }
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    return status;
}

static void put_note(struct exporter *e)
{
    struct arena *a = e->work->arena;
    struct text lines[8];
    size_t n = 0;
    if (e->app->demo) {
        lines[n++] = TEXT("演示数据：人员均为虚构");
    }
    lines[n++] = arena_printf(a, "台账：%s，共 %lld %s", e->plan->query.ledger->label,
                              (long long)e->ids.n, e->plan->query.ledger->counter);
    lines[n++] = arena_printf(a, "筛选：%.*s",
                              TEXT_ARG(e->plan->filter.n > 0 ? e->plan->filter : TEXT("全部")));
    lines[n++] = arena_printf(a, "导出人：%.*s", TEXT_ARG(e->work->actor->name));
    lines[n++] =
        arena_printf(a, "导出时间：%.*s", TEXT_ARG(clock_format(a, clock_now(e->work->clock))));
    lines[n++] = e->plan->plain
                     ? arena_printf(a, "含未遮盖的个人信息，理由：%.*s。请妥善保管，用后销毁",
                                    TEXT_ARG(e->plan->reason))
                     : TEXT("证号、电话、账号已遮盖");
    xlsx_writer_note(e->book, TEXT("导出说明"), lines, n);
}

enum status export_write(struct app *app, struct work *work, const struct export_plan *plan,
                         struct zip_output output,
                         bool (*progress)(void *context, int64_t done, int64_t total),
                         void *context, struct export_made *made, struct error *error)
{
    struct exporter e = {.app = app,
                         .work = work,
                         .plan = plan,
                         .output = output,
                         .progress = progress,
                         .context = context};
    struct csv_out csv = {0};
    buf_init(&e.csv, (size_t)64 * CSV_PIECE);
    if (plan->format == EXPORT_XLSX) {
        e.id = id_next(work->clock);
        e.book = xlsx_writer_open(work->arena, output);
        begin_sheet(work, plan, e.id, e.book);
    } else {
        csv = csv_into(&e.csv);
        for (size_t i = 0; i < plan->n; i++) {
            csv_put(&csv, text_of(plan->query.ledger->fields[plan->columns[i]].label));
        }
        csv_end_row(&csv);
    }
    enum status status = put_rows(&e, &csv, error);
    if (status == OK && e.book != NULL) {
        put_note(&e);
        status = xlsx_writer_close(e.book, error);
    }
    buf_release(&e.csv);
    *made = (struct export_made){e.id, arena_array(work->arena, int64_t, e.ids.n), e.ids.n};
    for (size_t i = 0; i < e.ids.n; i++) {
        made->ids[i] = e.ids.at[i];
    }
    list_release(&e.ids);
    return status;
}

enum status export_note(struct work *work, const struct export_plan *plan,
                        const struct export_made *made, struct error *error)
{
    struct handed_out handed = {.id = made->id,
                                .ledger = plan->query.ledger,
                                .plain = plan->plain,
                                .ids = made->ids,
                                .n = made->rows};
    enum status status = made->id == 0 ? OK : handed_out_keep(work, &handed, error);
    if (status != OK) {
        return status;
    }
    struct buf buf;
    buf_init(&buf, 64 << 10);
    struct json_out out = json_into(&buf);
    json_open(&out, NULL);
    json_put_text(&out, "filter", plan->filter);
    json_put_int(&out, "rows", (int64_t)made->rows);
    json_put_bool(&out, "plain", plan->plain);
    json_put_text(&out, "reason", plan->reason);
    json_open_list(&out, "columns");
    for (size_t i = 0; i < plan->n; i++) {
        json_put_cstr(&out, NULL, plan->query.ledger->fields[plan->columns[i]].name);
    }
    json_close_list(&out);
    json_close(&out);
    status = history_close(work, TEXT("export"), plan->query.ledger, 0, buf_text(&buf), error);
    buf_release(&buf);
    return status;
}

struct text export_name(struct app *app, struct work *work, const struct export_plan *plan)
{
    struct civil day = date_to_civil(clock_today(work->clock));
    struct text place =
        region_full_name(work->regions, work->arena, work->actor->region,
                         work->actor->region == app->county ? REGION_COUNTY : REGION_TOWNSHIP);
    return arena_printf(work->arena, "%s%s_%.*s_%04d%02d%02d.%s", app->demo ? "演示_" : "",
                        plan->query.ledger->label, TEXT_ARG(place), day.year, day.month, day.day,
                        plan->format == EXPORT_XLSX ? "xlsx" : "csv");
}

/* ---- the empty workbook ---- */

enum status export_template(struct app *app, struct work *work, const struct ledger *ledger,
                            struct zip_output output, struct error *error)
{
    struct import_terms terms = {.ledger = ledger,
                                 .ledgers = work->ledgers,
                                 .codes = work->codes,
                                 .regions = work->regions,
                                 .county = app->county,
                                 .today = clock_today(work->clock)};
    return import_template_write(work->arena, &terms, output, error);
}

/* ---- as a job ---- */

struct text export_params(struct work *work, const struct ledger *ledger, struct text query_json,
                          const struct export_plan *plan)
{
    struct buf buf;
    buf_init(&buf, 1 << 20);
    struct json_out out = json_into(&buf);
    json_open(&out, NULL);
    json_put_cstr(&out, "ledger", ledger->name);
    json_put_raw(&out, "query", query_json.n > 0 ? query_json : TEXT("null"));
    json_put_text(&out, "filter", plan->filter);
    json_put_int(&out, "format", plan->format);
    json_put_bool(&out, "plain", plan->plain);
    json_put_text(&out, "reason", plan->reason);
    app_job_for(&out, work->actor);
    json_open_list(&out, "columns");
    for (size_t i = 0; i < plan->n; i++) {
        json_put_cstr(&out, NULL, ledger->fields[plan->columns[i]].name);
    }
    json_close_list(&out);
    json_close(&out);
    struct text text = arena_text(work->arena, buf_text(&buf));
    buf_release(&buf);
    return text;
}

static bool take_bytes(void *context, const char *bytes, size_t n)
{
    struct blob_writer *writer = context;
    struct arena scratch;
    struct error ignored;
    arena_init(&scratch);
    enum status status = blob_write(writer, (struct text){bytes, n}, &scratch, &ignored);
    arena_release(&scratch);
    return status == OK;
}

static bool tell(void *context, int64_t done, int64_t total)
{
    return job_progress(context, done, total, TEXT("正在导出…"));
}

static void read_columns(struct work *work, const struct json *params, struct export_plan *plan)
{
    const struct json *names = json_member(params, "columns");
    int *columns = arena_array(work->arena, int, names == NULL ? 1 : names->n);
    for (size_t i = 0; names != NULL && i < names->n; i++) {
        int field = ledger_field(plan->query.ledger, names->at[i].text);
        if (field >= 0) {
            columns[plan->n++] = field;
        }
    }
    plan->columns = columns;
}

static void read_plan(struct work *work, const struct json *params, struct export_plan *plan,
                      struct errors *errors)
{
    struct text name = TEXT_EMPTY;
    int64_t format = EXPORT_XLSX;
    json_text(json_member(params, "ledger"), &name);
    json_int(json_member(params, "format"), &format);
    const struct ledger *ledger = ledger_find(work->ledgers, name);
    query_read(work, ledger, json_member(params, "query"), &plan->query, errors);
    plan->format = (enum export_format)format;
    json_text(json_member(params, "filter"), &plan->filter);
    json_text(json_member(params, "reason"), &plan->reason);
    json_bool(json_member(params, "plain"), &plan->plain);
    read_columns(work, params, plan);
}

/* Keeps the file and notes the export, in one transaction. */
static enum status keep(struct app *app, struct work *work, const struct export_plan *plan,
                        struct blob_writer *writer, const struct export_made *made,
                        struct made_file *file, struct error *error)
{
    struct work writing = *work;
    enum status status = database_writer(app->database, &writing.db, work->arena, error);
    if (status != OK) {
        blob_drop(writer);
        return status;
    }
    static const char *const types[] = {
        [EXPORT_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [EXPORT_CSV] = "text/csv; charset=utf-8",
    };
    status = db_begin(writing.db, work->arena, error);
    if (status != OK) {
        blob_drop(writer);
    } else {
        status = made_file_keep(&writing, writer, export_name(app, work, plan),
                                text_of(types[plan->format]), file, error);
        if (status == OK) {
            status = export_note(&writing, plan, made, error);
        }
        status = db_end(writing.db, status, work->arena, error);
    }
    db_release(writing.db);
    return status;
}

static enum status export_file(struct app *app, struct work *work, struct job *job,
                               const struct json *params, struct error *error)
{
    struct export_plan plan = {0};
    struct errors errors = {0};
    struct blob_writer *writer;
    struct export_made made;
    read_plan(work, params, &plan, &errors);
    if (errors.n > 0) {
        return error_set(error, work->arena, INVALID, "%.*s", TEXT_ARG(errors.at[0].message));
    }
    enum status status = blob_new(app->blobs, &writer, work->arena, error);
    if (status != OK) {
        return status;
    }
    status = export_write(app, work, &plan, (struct zip_output){take_bytes, writer}, tell, job,
                          &made, error);
    if (status != OK) {
        blob_drop(writer);
        return status;
    }
    struct made_file file;
    status = keep(app, work, &plan, writer, &made, &file, error);
    if (status == OK) {
        job_result(job,
                   arena_printf(work->arena, "{\"file\":\"%lld\",\"name\":\"%.*s\",\"rows\":%lld}",
                                (long long)file.id, TEXT_ARG(file.name), (long long)made.rows));
    }
    return status;
}

enum status export_run(struct job *job, void *context, struct arena *arena, struct error *error)
{
    struct app *app = context;
    struct json *params;
    enum status status = json_parse(arena, job_info(job)->params, &params, error);
    if (status != OK) {
        return status;
    }
    struct actor actor = app_job_actor(app, job_info(job), params);
    struct db *db;
    status = database_reader(app->database, &db, arena, error);
    if (status == OK) {
        struct work work = app_work(app, db, arena, &actor);
        status = export_file(app, &work, job, params, error);
        db_release(db);
    }
    return status;
}
