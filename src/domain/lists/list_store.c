#include "domain/lists/list_store.h"

#include <string.h>

#include "base/ceilings.h"
#include "base/list.h"
#include "domain/lists/list_shape.h"

/* %1$s numbers, %2$s bytes, %3$s STRICT where there is such a thing. */
static const char schema[] =
    "CREATE TABLE list_file (\n"
    "  county %1$s NOT NULL,\n  list %1$s NOT NULL,\n  blob TEXT NOT NULL,\n"
    "  plan TEXT NOT NULL,\n  job %1$s NOT NULL,\n  PRIMARY KEY (county, list)\n)%3$s;\n"
    "CREATE TABLE list_row (\n"
    "  county %1$s NOT NULL,\n  list %1$s NOT NULL,\n  place %1$s NOT NULL,\n"
    "  identity %1$s NOT NULL,\n  content %1$s NOT NULL,\n  faults %1$s NOT NULL,\n"
    "  change TEXT NOT NULL,\n  outcome TEXT NOT NULL,\n  cells %2$s NOT NULL,\n"
    "  PRIMARY KEY (county, list, place)\n)%3$s;\n"
    "CREATE INDEX list_row_identity ON list_row (county, list, identity);\n"
    "CREATE TABLE list_decision (\n"
    "  county %1$s NOT NULL,\n  id %1$s NOT NULL,\n  match_id %1$s NOT NULL,\n"
    "  reviewer %1$s NOT NULL,\n  reviewer_name TEXT NOT NULL,\n  cause %1$s NOT NULL,\n"
    "  decision TEXT NOT NULL,\n  reason TEXT NOT NULL,\n  at %1$s NOT NULL,\n"
    "  withdrawn_at %1$s NOT NULL,\n  PRIMARY KEY (county, id)\n)%3$s;\n"
    "CREATE INDEX list_decision_match ON list_decision (county, match_id);\n"
    "CREATE TABLE list_effect (\n"
    "  county %1$s NOT NULL,\n  id %1$s NOT NULL,\n  list %1$s NOT NULL,\n"
    "  place %1$s NOT NULL,\n  match_id %1$s NOT NULL,\n  decision %1$s NOT NULL,\n"
    "  kind TEXT NOT NULL,\n  ledger TEXT NOT NULL,\n  row_id %1$s NOT NULL,\n"
    "  person %1$s NOT NULL,\n  job %1$s NOT NULL,\n  at %1$s NOT NULL,\n"
    "  undone_at %1$s NOT NULL,\n  PRIMARY KEY (county, id)\n)%3$s;\n"
    "CREATE INDEX list_effect_list ON list_effect (county, list);\n"
    "CREATE TABLE list_again (\n"
    "  county %1$s NOT NULL,\n  seq %1$s NOT NULL,\n  at %1$s NOT NULL,\n"
    "  PRIMARY KEY (county)\n)%3$s;\n"
    "CREATE TABLE list_model (\n"
    "  county %1$s NOT NULL,\n  version %1$s NOT NULL,\n  weights TEXT NOT NULL,\n"
    "  list %1$s NOT NULL,\n  at %1$s NOT NULL,\n  PRIMARY KEY (county, version)\n)%3$s;\n";

void list_schema(enum dialect dialect, struct buf *out)
{
    bool sqlite = dialect == DIALECT_SQLITE;
    buf_addf(out, schema, sqlite ? "INTEGER" : "BIGINT", sqlite ? "BLOB" : "BYTEA",
             sqlite ? " STRICT" : "");
}

/* ---- the file ---- */

static const struct query read_file = {
    .sql = "SELECT blob, plan, job FROM list_file WHERE county = $1 AND list = $2",
};
static const struct query write_file = {
    .sql = "INSERT INTO list_file (county, list, blob, plan, job) VALUES ($1, $2, $3, $4, $5)"
           " ON CONFLICT (county, list) DO UPDATE SET plan = excluded.plan, job = excluded.job",
};

enum status list_file_read(struct work *work, int64_t list, struct list_file *out,
                           struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &read_file, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *out = (struct list_file){.list = list,
                                  .plan = arena_text(work->arena, column_text(s, 1)),
                                  .job = column_int(s, 2)};
        struct text blob = text_slice(column_text(s, 0), 0, BLOB_NAME);
        memcpy(out->blob, blob.s, blob.n);
    }
    statement_reset(s);
    if (step == DB_DONE) {
        return error_set(error, work->arena, NOT_FOUND, "没有这份名单的文件");
    }
    return step == DB_FAILED ? error->status : OK;
}

enum status list_file_write(struct work *work, const struct list_file *file, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &write_file, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, file->list);
    bind_text(s, 3, text_of(file->blob));
    bind_text(s, 4, file->plan);
    bind_int(s, 5, file->job);
    return statement_run(s, NULL, work->arena, error);
}

/* ---- a row's content ---- */

static struct text value_written(struct work *work, const struct field *field,
                                 const struct value *value)
{
    if (field->kind == KIND_DATE) {
        char day[11];
        size_t n = date_format((struct date){(int32_t)value->number, value->precision}, day);
        return arena_text(work->arena, (struct text){day, n});
    }
    return kind_is_number(field->kind) ? arena_printf(work->arena, "%lld", (long long)value->number)
                                       : value->text;
}

static void put_values(struct work *work, const struct import_row *row, struct json_out *out)
{
    json_open(out, "values");
    for (size_t i = 0; i < list_shape.count; i++) {
        if (value_is_set(&row->value[i])) {
            json_put_text(out, list_shape.fields[i].name,
                          value_written(work, &list_shape.fields[i], &row->value[i]));
        }
    }
    json_close(out);
}

/* The cells as they stood, with the field each was read as. */
static void put_cells(const struct import_row *row, const struct import_layout *layout,
                      struct json_out *out)
{
    json_open_list(out, "cells");
    for (size_t i = 0; i < list_shape.count; i++) {
        if (row->col[i] < 0) {
            continue;
        }
        struct text heading = text_of(list_shape.fields[i].label);
        for (size_t k = 0; k < layout->n; k++) {
            if (layout->columns[k].col == (uint32_t)row->col[i]) {
                heading = layout->columns[k].heading;
            }
        }
        json_open_list(out, NULL);
        json_put_text(out, NULL, heading);
        json_put_text(out, NULL, row->raw[i]);
        json_put_cstr(out, NULL, list_shape.fields[i].name);
        json_close_list(out);
    }
    json_close_list(out);
}

struct text list_repeated(struct arena *arena, const struct import_row *row)
{
    struct text sheet = row->same_sheet == row->sheet
                            ? TEXT_EMPTY
                            : arena_printf(arena, "第 %zu 个工作表", row->same_sheet + 1);
    return arena_printf(arena, "与%.*s第 %lld 行是同一人，重复", TEXT_ARG(sheet),
                        (long long)row->same_as + 1);
}

static void put_fault(struct json_out *out, struct text label, struct text message,
                      struct text hint)
{
    json_open_list(out, NULL);
    json_put_text(out, NULL, label);
    json_put_text(out, NULL, message);
    json_put_text(out, NULL, hint);
    json_close_list(out);
}

static int64_t put_faults(struct work *work, const struct import_row *row, struct json_out *out)
{
    int64_t count = 0;
    json_open_list(out, "faults");
    if (row->outcome == IMPORT_REPEATED) {
        count++;
        put_fault(out, TEXT_EMPTY, list_repeated(work->arena, row), TEXT(LIST_REPEATED_HINT));
    }
    for (size_t i = 0; i < row->finding_count; i++) {
        const struct import_finding *finding = &row->findings[i];
        if (finding->level < IMPORT_ASK) {
            continue;
        }
        count++;
        const char *label = finding->field < 0 ? "" : list_shape.fields[finding->field].label;
        put_fault(out, text_of(label), finding->message, finding->hint);
    }
    json_close_list(out);
    return count;
}

static struct secret_place seal_place(struct work *work, int64_t list, int64_t place)
{
    return (struct secret_place){TEXT("list_row"),
                                 arena_printf(work->arena, "%lld", (long long)list), place};
}

/* By the number when there is a good one; else by everything that tells people apart. */
static int64_t identity_of(struct work *work, const struct import_row *row)
{
    const struct value *id = &row->value[LIST_ID_NO];
    if (value_is_set(id)) {
        return secret_key64(work->secret, TEXT("citizen_id"), id->text);
    }
    static const int fields[] = {LIST_NAME, LIST_ID_NO, LIST_BIRTH, LIST_PHONE, LIST_ADDRESS};
    struct buf who;
    buf_init(&who, CEILING_BODY);
    for (size_t i = 0; i < COUNT(fields); i++) {
        buf_addt(&who, row->raw[fields[i]]);
        buf_addc(&who, '|');
    }
    int64_t key = secret_key64(work->secret, TEXT("list_person"), buf_text(&who));
    buf_release(&who);
    return key;
}

/* ---- writing ---- */

static const struct query insert_row = {
    .sql = "INSERT INTO list_row (county, list, place, identity, content, faults, change, outcome,"
           " cells) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8)"
           " ON CONFLICT (county, list, place) DO NOTHING",
};
static const struct query earlier_row = {
    .sql = "SELECT content FROM list_row WHERE county = $1 AND list = $2 AND identity = $3"
           " ORDER BY place LIMIT 1",
};
static const struct query set_outcome = {
    .sql = "UPDATE list_row SET outcome = $4 WHERE county = $1 AND list = $2 AND place = $3",
};
static const struct query drop_rows = {
    .sql = "DELETE FROM list_row WHERE county = $1 AND list = $2",
};

/* entered, changed or same against the list before. */
static enum status change_of(struct work *work, int64_t previous, int64_t identity, int64_t content,
                             struct text *out, struct error *error)
{
    struct statement *s;
    *out = TEXT("entered");
    if (previous == 0) {
        return OK;
    }
    enum status status = db_prepare(work->db, &earlier_row, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, previous);
    bind_int(s, 3, identity);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *out = column_int(s, 0) == content ? TEXT("same") : TEXT("changed");
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status list_row_write(struct work *work, int64_t list, int64_t previous,
                           const struct import_row *row, const struct import_layout *layout,
                           struct error *error)
{
    struct buf json;
    buf_init(&json, CEILING_BODY);
    struct json_out out = json_into(&json);
    json_open(&out, NULL);
    put_values(work, row, &out);
    int64_t content = secret_key64(work->secret, TEXT("list_content"), buf_text(&json));
    put_cells(row, layout, &out);
    int64_t faults = put_faults(work, row, &out);
    json_close(&out);
    int64_t place = list_place(row->sheet, row->row), identity = identity_of(work, row);
    struct text cells =
        secret_seal(work->secret, work->arena, seal_place(work, list, place), buf_text(&json));
    buf_release(&json);
    struct text change = TEXT("repeated");
    struct statement *s;
    enum status status = row->outcome == IMPORT_REPEATED
                             ? OK
                             : change_of(work, previous, identity, content, &change, error);
    if (status == OK) {
        status = db_prepare(work->db, &insert_row, &s, work->arena, error);
    }
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    bind_int(s, 3, place);
    bind_int(s, 4, identity);
    bind_int(s, 5, content);
    bind_int(s, 6, faults);
    bind_text(s, 7, change);
    bind_blob(s, 8, cells);
    return statement_run(s, NULL, work->arena, error);
}

enum status list_row_outcome(struct work *work, int64_t list, int64_t place, struct text outcome,
                             struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &set_outcome, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    bind_int(s, 3, place);
    bind_text(s, 4, outcome);
    return statement_run(s, NULL, work->arena, error);
}

enum status list_rows_drop(struct work *work, int64_t list, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &drop_rows, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    return statement_run(s, NULL, work->arena, error);
}

/* ---- reading ---- */

#define ROW_COLUMNS "place, identity, content, faults, change, outcome, cells"

static const struct query one_row = {
    .sql = "SELECT " ROW_COLUMNS " FROM list_row WHERE county = $1 AND list = $2 AND place = $3",
};
static const struct query some_rows = {
    .sql = "SELECT " ROW_COLUMNS " FROM list_row WHERE county = $1 AND list = $2 AND place > $3"
           " AND ($4 = '' OR change = $4) AND ($5 = '' OR outcome = $5)"
           " AND (CAST($6 AS BIGINT) = 0 OR faults > 0) ORDER BY place LIMIT $7",
};
/* Rows of the list before ($2) whose person this list ($4) does not hold. */
static const struct query left_rows = {
    .sql = "SELECT " ROW_COLUMNS " FROM list_row r WHERE r.county = $1 AND r.list = $2"
           " AND r.place > $3 AND r.change <> 'repeated' AND NOT EXISTS (SELECT 1 FROM list_row n"
           " WHERE n.county = r.county AND n.list = $4 AND n.identity = r.identity)"
           " ORDER BY r.place LIMIT $5",
};

static enum status take_row(struct work *work, int64_t list, struct statement *s,
                            struct list_row *out, struct error *error)
{
    struct text plain = TEXT_EMPTY;
    struct json *tree = NULL;
    *out = (struct list_row){
        .place = column_int(s, 0),
        .identity = column_int(s, 1),
        .content = column_int(s, 2),
        .faults = column_int(s, 3),
        .change = arena_text(work->arena, column_text(s, 4)),
        .outcome = arena_text(work->arena, column_text(s, 5)),
    };
    enum status status = secret_open(work->secret, work->arena, seal_place(work, list, out->place),
                                     column_blob(s, 6), &plain, error);
    if (status == OK) {
        status = json_parse(work->arena, plain, &tree, error);
    }
    out->content_tree = tree;
    return status;
}

static enum status gather(struct work *work, int64_t list, struct statement *s,
                          struct list_rows *out, struct error *error)
{
    LIST(struct list_row) rows = {0};
    enum status status = OK;
    enum db_step step = DB_DONE;
    while (status == OK && (step = statement_step(s, work->arena, error)) == DB_ROW) {
        struct list_row row;
        status = take_row(work, list, s, &row, error);
        list_add(&rows, row);
    }
    statement_reset(s);
    *out = (struct list_rows){arena_array(work->arena, struct list_row, rows.n), rows.n};
    if (rows.n > 0) {
        memcpy(out->at, rows.at, rows.n * sizeof(*rows.at));
    }
    list_release(&rows);
    return step == DB_FAILED ? error->status : status;
}

enum status list_rows_read(struct work *work, int64_t list, int64_t previous,
                           const struct list_row_filter *filter, struct list_rows *out,
                           struct error *error)
{
    struct statement *s;
    bool left = text_is(filter->change, "left");
    *out = (struct list_rows){0};
    if (left && previous == 0) {
        return OK;
    }
    enum status status =
        db_prepare(work->db, left ? &left_rows : &some_rows, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, left ? previous : list);
    bind_int(s, 3, filter->after);
    if (left) {
        bind_int(s, 4, list);
        bind_int(s, 5, (int64_t)filter->limit);
        return gather(work, previous, s, out, error);
    }
    bind_text(s, 4, filter->change);
    bind_text(s, 5, filter->outcome);
    bind_int(s, 6, filter->faulty);
    bind_int(s, 7, (int64_t)filter->limit);
    return gather(work, list, s, out, error);
}

enum status list_row_read(struct work *work, int64_t list, int64_t place, struct list_row *out,
                          struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &one_row, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    bind_int(s, 3, place);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        status = take_row(work, list, s, out, error);
    }
    statement_reset(s);
    if (step == DB_DONE) {
        return error_set(error, work->arena, NOT_FOUND, "名单里没有这一行");
    }
    return step == DB_FAILED ? error->status : status;
}

struct text list_row_value(const struct list_row *row, int field)
{
    struct text value = TEXT_EMPTY;
    json_text(json_member(json_member(row->content_tree, "values"), list_shape.fields[field].name),
              &value);
    return value;
}

struct text list_row_raw(const struct list_row *row, int field)
{
    const struct json *cells = json_member(row->content_tree, "cells");
    for (size_t i = 0; cells != NULL && i < cells->n; i++) {
        const struct json *cell = &cells->at[i];
        if (cell->n == 3 && text_is(cell->at[2].text, list_shape.fields[field].name)) {
            return cell->at[1].text;
        }
    }
    return TEXT_EMPTY;
}

/* ---- counting ---- */

static const struct query count_rows = {
    .sql = "SELECT count(*), CAST(sum(CASE WHEN faults > 0 THEN 1 ELSE 0 END) AS BIGINT),"
           " CAST(sum(CASE WHEN change = 'entered' THEN 1 ELSE 0 END) AS BIGINT),"
           " CAST(sum(CASE WHEN change = 'changed' THEN 1 ELSE 0 END) AS BIGINT),"
           " CAST(sum(CASE WHEN outcome = 'same' THEN 1 ELSE 0 END) AS BIGINT),"
           " CAST(sum(CASE WHEN outcome = 'likely' THEN 1 ELSE 0 END) AS BIGINT),"
           " CAST(sum(CASE WHEN outcome = 'conflict' THEN 1 ELSE 0 END) AS BIGINT),"
           " CAST(sum(CASE WHEN outcome = 'alone' THEN 1 ELSE 0 END) AS BIGINT)"
           " FROM list_row WHERE county = $1 AND list = $2",
};
static const struct query count_left = {
    .sql = "SELECT count(*) FROM list_row r WHERE r.county = $1 AND r.list = $2"
           " AND r.change <> 'repeated' AND NOT EXISTS (SELECT 1 FROM list_row n"
           " WHERE n.county = r.county AND n.list = $3 AND n.identity = r.identity)",
};

enum status list_count(struct work *work, int64_t list, int64_t previous, struct list_counts *out,
                       struct error *error)
{
    struct statement *s;
    *out = (struct list_counts){0};
    enum status status = db_prepare(work->db, &count_rows, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    int64_t *const counts[] = {&out->rows, &out->faulty, &out->entered,  &out->changed,
                               &out->same, &out->likely, &out->conflict, &out->alone};
    enum db_step step = statement_step(s, work->arena, error);
    for (int i = 0; step == DB_ROW && i < (int)COUNT(counts); i++) {
        *counts[i] = column_int(s, i);
    }
    statement_reset(s);
    if (step == DB_FAILED || previous == 0) {
        return step == DB_FAILED ? error->status : OK;
    }
    status = db_prepare(work->db, &count_left, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, previous);
    bind_int(s, 3, list);
    step = statement_step(s, work->arena, error);
    out->left = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}
