#include "ledger/rows.h"

#include <string.h>

#include "base/list.h"
#include "ledger/flow.h"
#include "ledger/schema.h"
#include "ledger/seal.h"

enum { SQL_CEILING = 64 << 10 };

enum { MANY = 32 /* rows asked for at once */, PARAMETERS_MAX = 16 + MANY };

/* A query in the making: its text and the values of its parameters. */
struct sql {
    struct buf text;
    struct {
        bool is_text;
        int64_t number;
        struct text text;
    } parameter[PARAMETERS_MAX];
    int n;
};

static void sql_open(struct sql *sql, struct text select)
{
    buf_init(&sql->text, SQL_CEILING);
    buf_addt(&sql->text, select);
    sql->n = 0;
}

static void sql_rows(struct sql *sql, struct work *work, const struct ledger *ledger)
{
    sql_open(sql, schema_of(work->schemas, ledger)->select);
}

static int sql_number(struct sql *sql, int64_t number)
{
    sql->parameter[sql->n].is_text = false;
    sql->parameter[sql->n].number = number;
    return ++sql->n;
}

static int sql_text(struct sql *sql, struct text text)
{
    sql->parameter[sql->n].is_text = true;
    sql->parameter[sql->n].text = text.s == NULL ? TEXT_EMPTY : text;
    return ++sql->n;
}

/* Adds `before`, the column and `after`, then $number; without the cost of a format. */
static void sql_add(struct sql *sql, const char *before, const char *column, const char *after,
                    int number)
{
    buf_adds(&sql->text, before);
    buf_adds(&sql->text, column);
    buf_adds(&sql->text, after);
    buf_addc(&sql->text, '$');
    buf_add_int(&sql->text, number);
}

/* The caller's reach as conditions on t: county, region, and for an enterprise or a
 * bureau its own organization. */
enum { SCOPE_SCAN = 1 << 8 /* beside rows_flags: all rows are wanted */ };

static void sql_scope(struct sql *sql, struct work *work, const struct ledger *ledger,
                      unsigned flags)
{
    const struct actor *actor = work->actor;
    /* The sign keeps a scan from going by an index of another order. */
    sql_add(sql, " WHERE ", (flags & SCOPE_SCAN) != 0 ? "+t.county" : "t.county", " = ",
            sql_number(sql, actor->county));
    if ((flags & ROWS_REMOVED) == 0) {
        buf_adds(&sql->text, " AND t.removed_at = 0");
    }
    if (ledger->scope == SCOPE_REGION || ledger->scope == SCOPE_PERSON) {
        int lo = sql_number(sql, actor->region_lo), hi = sql_number(sql, actor->region_hi);
        schema_reach(ledger, lo, hi, &sql->text);
    }
    const char *unseen = ledger_unseen(ledger, actor);
    if (unseen != NULL) {
        const char *state = ledger->fields[ledger->flow->state].name;
        buf_addf(&sql->text, " AND t.%s <> '%s'", state, unseen);
    }
    int own = ledger_own(ledger, actor);
    if (own >= 0 || actor->role == ROLE_ENTERPRISE) {
        sql_add(sql, " AND t.", own >= 0 ? ledger->fields[own].name : "id", " = ",
                sql_number(sql, actor->organization));
    }
}

/* The prepared statement with its parameters bound. */
static enum status sql_prepare(struct sql *sql, struct work *work, struct statement **out,
                               struct error *error)
{
    enum status status = db_prepare_text(work->db, buf_text(&sql->text), out, work->arena, error);
    buf_release(&sql->text);
    if (status != OK) {
        return status;
    }
    for (int i = 0; i < sql->n; i++) {
        if (sql->parameter[i].is_text) {
            bind_text(*out, i + 1, sql->parameter[i].text);
        } else {
            bind_int(*out, i + 1, sql->parameter[i].number);
        }
    }
    return OK;
}

void row_seal(struct work *work, struct row *row)
{
    const struct ledger *ledger = row->ledger;
    struct sealed *sealed = arena_array(work->arena, struct sealed, ledger->count);
    for (size_t i = 0; i < ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        const struct value *v = &row->value[i];
        if (!value_is_set(v)) {
            continue;
        }
        if ((f->flags & FIELD_SECRET) != 0) {
            sealed[i].bytes = seal_value(work, row, (int)i, v->text);
        }
        if ((f->flags & FIELD_LOOKUP) != 0) {
            sealed[i].key = seal_key(work, f, v->text);
        }
        if ((f->flags & FIELD_TAIL) != 0) {
            sealed[i].tail = seal_tail(work, f, v->text);
        }
    }
    row->sealed = sealed;
}

static void bind_field(struct work *work, const struct row *row, size_t field,
                       struct statement *statement, int at)
{
    const struct field *f = &row->ledger->fields[field];
    const struct value *v = &row->value[field];
    if (!value_is_set(v)) {
        return; /* a parameter that is not bound is NULL */
    }
    if ((f->flags & FIELD_SECRET) != 0) {
        bind_blob(statement, at, row->sealed[field].bytes);
    } else if (f->kind == KIND_DATE) {
        char *day = arena_alloc(work->arena, 11);
        size_t n = date_format((struct date){(int32_t)v->number, v->precision}, day);
        bind_text(statement, at, (struct text){day, n});
    } else if (kind_is_number(f->kind)) {
        bind_int(statement, at, v->number);
    } else {
        bind_text(statement, at, v->text);
    }
    if ((f->flags & FIELD_LOOKUP) != 0) {
        bind_int(statement, ++at, row->sealed[field].key);
    }
    if ((f->flags & FIELD_TAIL) != 0) {
        bind_int(statement, ++at, row->sealed[field].tail);
    }
}

int row_bind(struct work *work, const struct row *row, struct statement *statement, int first)
{
    const int64_t base[COLUMN__FIELDS] = {row->id,         row->version,    row->created_at,
                                          row->created_by, row->changed_at, row->changed_by,
                                          row->removed_at};
    int at = first;
    for (int i = 0; i < COLUMN__FIELDS; i++) {
        bind_int(statement, at++, base[i]);
    }
    for (size_t i = 0; i < row->ledger->count; i++) {
        unsigned flags = row->ledger->fields[i].flags;
        bind_field(work, row, i, statement, at);
        at += 1 + ((flags & FIELD_LOOKUP) != 0) + ((flags & FIELD_TAIL) != 0);
    }
    return at;
}

/* One field's value as it was read; secrets opened, and masked unless ROWS_PLAIN. */
static enum status read_field(struct work *work, struct row *row, int index,
                              const struct db_value *got, unsigned flags, struct error *error)
{
    const struct field *f = &row->ledger->fields[index];
    struct value *v = &row->value[index];
    *v = (struct value){.state = VALUE_SET};
    if ((f->flags & FIELD_SECRET) != 0) {
        v->masked = (flags & ROWS_PLAIN) == 0;
        return seal_open(work, row, index, got->text, !v->masked, &v->text, error);
    }
    if (f->kind == KIND_DATE) {
        struct date d;
        if (!date_parse(got->text, &d)) {
            return error_set(error, work->arena, INTERNAL, "%s %lld 的“%s”不是日期",
                             row->ledger->label, (long long)row->id, f->label);
        }
        *v = value_date(d);
    } else if (kind_is_number(f->kind)) {
        v->number = got->number;
    } else {
        v->text = arena_text(work->arena, got->text);
    }
    return OK;
}

/* Reads the columns of a step, in the order of schema_columns; `got` has room for them. */
static enum status read_row(struct work *work, const struct ledger *ledger,
                            struct statement *statement, struct db_value *got, unsigned flags,
                            struct row **out, struct error *error)
{
    struct row *row = row_new(work->arena, ledger);
    int64_t *const base[COLUMN__FIELDS] = {&row->id,         &row->version,    &row->created_at,
                                           &row->created_by, &row->changed_at, &row->changed_by,
                                           &row->removed_at};
    statement_values(statement, got, schema_column_count(ledger));
    for (int i = 0; i < COLUMN__FIELDS; i++) {
        *base[i] = got[i].number;
    }
    const struct db_value *column = got + COLUMN__FIELDS;
    for (size_t i = 0; i < ledger->count; i++) {
        unsigned f = ledger->fields[i].flags;
        if (column->type == DB_NULL) {
            row->value[i] = VALUE_NULL;
        } else {
            enum status status = read_field(work, row, (int)i, column, flags, error);
            if (status != OK) {
                return status;
            }
        }
        column += 1 + ((f & FIELD_LOOKUP) != 0) + ((f & FIELD_TAIL) != 0);
    }
    *out = row;
    return OK;
}

/* Gathers the rows of a statement whose parameters are bound. */
static enum status gather_rows(struct work *work, const struct ledger *ledger,
                               struct statement *statement, unsigned flags, struct row_list *out,
                               struct error *error)
{
    struct db_value *got =
        arena_array(work->arena, struct db_value, (size_t)schema_column_count(ledger));
    enum status status = OK;
    *out = (struct row_list){0};
    size_t size = 0;
    enum db_step step;
    while ((step = statement_step(statement, work->arena, error)) == DB_ROW) {
        struct row *row;
        status = read_row(work, ledger, statement, got, flags, &row, error);
        if (status != OK) {
            break;
        }
        if (out->n == size) {
            size = size == 0 ? 16 : size * 2;
            struct row **at = arena_array(work->arena, struct row *, size);
            if (out->n > 0) {
                memcpy(at, out->at, out->n * sizeof(*at));
            }
            out->at = at;
        }
        out->at[out->n++] = row;
    }
    statement_reset(statement);
    return step == DB_FAILED ? error->status : status;
}

/* Runs the query and gathers its rows. */
static enum status gather(struct work *work, const struct ledger *ledger, struct sql *sql,
                          unsigned flags, struct row_list *out, struct error *error)
{
    struct statement *statement;
    enum status status = sql_prepare(sql, work, &statement, error);
    return status == OK ? gather_rows(work, ledger, statement, flags, out, error) : status;
}

/* Whether the actor's reach is his regions alone, as in the schema's own queries. */
static bool is_plain(const struct work *work, const struct ledger *ledger)
{
    return work->actor->role != ROLE_ENTERPRISE && ledger_own(ledger, work->actor) < 0 &&
           ledger_unseen(ledger, work->actor) == NULL;
}

/* One of the schema's queries, which end in the number looked for. */
static enum status gather_by(struct work *work, const struct ledger *ledger,
                             const struct query *query, int64_t number, unsigned flags,
                             struct row_list *out, struct error *error)
{
    struct statement *statement;
    enum status status = db_prepare(work->db, query, &statement, work->arena, error);
    if (status != OK) {
        return status;
    }
    int at = 1;
    bind_int(statement, at++, work->actor->county);
    if (ledger->scope == SCOPE_REGION || ledger->scope == SCOPE_PERSON) {
        bind_int(statement, at++, work->actor->region_lo);
        bind_int(statement, at++, work->actor->region_hi);
    }
    bind_int(statement, at, number);
    return gather_rows(work, ledger, statement, flags, out, error);
}

static bool also_removed(unsigned flags)
{
    return (flags & ROWS_REMOVED) != 0;
}

enum status rows_get(struct work *work, const struct ledger *ledger, int64_t id, unsigned flags,
                     struct row **out, struct error *error)
{
    struct sql sql;
    struct row_list list;
    enum status status;
    if (is_plain(work, ledger)) {
        const struct schema *schema = schema_of(work->schemas, ledger);
        status =
            gather_by(work, ledger, &schema->by_id[also_removed(flags)], id, flags, &list, error);
    } else {
        sql_rows(&sql, work, ledger);
        sql_scope(&sql, work, ledger, flags);
        sql_add(&sql, " AND t.", "id", " = ", sql_number(&sql, id));
        status = gather(work, ledger, &sql, flags, &list, error);
    }
    if (status != OK) {
        return status;
    }
    if (list.n == 0) {
        error_set(error, work->arena, NOT_FOUND, "没有这条%s记录", ledger->label);
        return error_hint(error, work->arena, "它可能已被移除，或不在您管辖的范围内；请刷新列表");
    }
    *out = list.at[0];
    return OK;
}

/* Adds " AND t.column IN (…)"; always of MANY numbers, so that one statement serves them all. */
static void sql_among(struct sql *sql, const char *column, const char *suffix,
                      const int64_t *numbers, size_t n)
{
    buf_addf(&sql->text, " AND t.\"%s%s\" IN (", column, suffix);
    for (size_t i = 0; i < MANY; i++) {
        sql_add(sql, i == 0 ? "" : ", ", "", "", sql_number(sql, numbers[i < n ? i : n - 1]));
    }
    buf_addc(&sql->text, ')');
}

static size_t piece(size_t n, size_t from)
{
    return n - from < MANY ? n - from : MANY;
}

/* A statement a row: in the same process the kept one by id is quicker than any that asks for many.
 */
static enum status get_each(struct work *work, const struct ledger *ledger, const int64_t *ids,
                            size_t n, unsigned flags, struct row **out, struct error *error)
{
    for (size_t i = 0; i < n; i++) {
        struct error missing;
        enum status status = rows_get(work, ledger, ids[i], flags, &out[i], &missing);
        if (status == NOT_FOUND) {
            out[i] = NULL;
        } else if (status != OK) {
            *error = missing;
            return status;
        }
    }
    return OK;
}

/* At most MANY of them in one statement, which a server answers in one round trip. */
static enum status get_piece(struct work *work, const struct ledger *ledger, const int64_t *ids,
                             size_t n, unsigned flags, struct row **out, struct error *error)
{
    struct sql sql;
    struct row_list list;
    sql_rows(&sql, work, ledger);
    sql_scope(&sql, work, ledger, flags);
    sql_among(&sql, "id", "", ids, n);
    enum status status = gather(work, ledger, &sql, flags, &list, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        out[i] = NULL;
        for (size_t k = 0; out[i] == NULL && k < list.n; k++) {
            out[i] = list.at[k]->id == ids[i] ? list.at[k] : NULL;
        }
    }
    return status;
}

enum status rows_get_many(struct work *work, const struct ledger *ledger, const int64_t *ids,
                          size_t n, unsigned flags, struct row **out, struct error *error)
{
    if (db_dialect(work->db) == DIALECT_SQLITE) {
        return get_each(work, ledger, ids, n, flags, out, error);
    }
    enum status status = OK;
    for (size_t from = 0; status == OK && from < n; from += MANY) {
        status = get_piece(work, ledger, ids + from, piece(n, from), flags, out + from, error);
    }
    return status;
}

enum status rows_holders(struct work *work, const struct ledger *ledger, int field,
                         const int64_t *keys, size_t n, struct rows_holder **out, size_t *count,
                         struct error *error)
{
    LIST(struct rows_holder) found = {0};
    const char *name = ledger->fields[field].name;
    enum status status = OK;
    for (size_t from = 0; status == OK && from < n; from += MANY) {
        struct sql sql;
        struct statement *s;
        sql_open(&sql, TEXT_EMPTY);
        buf_addf(&sql.text, "SELECT t.id, t.\"%s_key\" FROM \"%s\" t", name, ledger->name);
        sql_scope(&sql, work, ledger, 0);
        sql_among(&sql, name, "_key", keys + from, piece(n, from));
        buf_adds(&sql.text, " ORDER BY t.id");
        status = sql_prepare(&sql, work, &s, error);
        enum db_step step = DB_DONE;
        while (status == OK && (step = statement_step(s, work->arena, error)) == DB_ROW) {
            list_add(&found, (struct rows_holder){column_int(s, 1), column_int(s, 0)});
        }
        if (status == OK) {
            statement_reset(s);
            status = step == DB_FAILED ? error->status : OK;
        }
    }
    *count = found.n;
    *out = arena_array(work->arena, struct rows_holder, found.n);
    if (found.n > 0) {
        memcpy(*out, found.at, found.n * sizeof(**out));
    }
    list_release(&found);
    return status;
}

enum status rows_after(struct work *work, const struct ledger *ledger, int64_t after, size_t limit,
                       unsigned flags, struct row_list *out, struct error *error)
{
    struct sql sql;
    sql_rows(&sql, work, ledger);
    sql_scope(&sql, work, ledger, flags);
    int from = sql_number(&sql, after), most = sql_number(&sql, (int64_t)limit);
    buf_addf(&sql.text, " AND t.id > $%d ORDER BY t.id LIMIT $%d", from, most);
    return gather(work, ledger, &sql, flags, out, error);
}

enum status rows_referring(struct work *work, const struct ledger *ledger, int field, int64_t id,
                           unsigned flags, struct row_list *out, struct error *error)
{
    struct value value = value_number(id);
    if (field == ledger->person && is_plain(work, ledger)) {
        const struct schema *schema = schema_of(work->schemas, ledger);
        return gather_by(work, ledger, &schema->by_person[also_removed(flags)], id, flags, out,
                         error);
    }
    return rows_with(work, ledger, field, &value, 10000, flags, out, error);
}

static void sql_condition(struct sql *sql, struct work *work, const struct field *f,
                          const struct value *value)
{
    char day[11];
    if (!value_is_set(value)) {
        buf_addf(&sql->text, " AND t.\"%s\" IS NULL", f->name);
    } else if ((f->flags & FIELD_LOOKUP) != 0) {
        sql_add(sql, " AND t.\"", f->name,
                "_key\" = ", sql_number(sql, seal_key(work, f, value->text)));
    } else if (f->kind == KIND_DATE) {
        size_t n = date_format((struct date){(int32_t)value->number, value->precision}, day);
        sql_add(sql, " AND t.\"", f->name,
                "\" = ", sql_text(sql, arena_text(work->arena, (struct text){day, n})));
    } else {
        sql_add(sql, " AND t.\"", f->name, "\" = ",
                kind_is_number(f->kind) ? sql_number(sql, value->number)
                                        : sql_text(sql, value->text));
    }
}

enum status rows_matching(struct work *work, const struct row *like, const int *fields, size_t n,
                          size_t limit, unsigned flags, struct row_list *out, struct error *error)
{
    const struct ledger *ledger = like->ledger;
    struct sql sql;
    sql_rows(&sql, work, ledger);
    sql_scope(&sql, work, ledger, flags);
    for (size_t i = 0; i < n; i++) {
        sql_condition(&sql, work, &ledger->fields[fields[i]], &like->value[fields[i]]);
    }
    buf_addf(&sql.text, " ORDER BY t.id LIMIT $%d", sql_number(&sql, (int64_t)limit));
    return gather(work, ledger, &sql, flags, out, error);
}

enum status rows_with(struct work *work, const struct ledger *ledger, int field,
                      const struct value *value, size_t limit, unsigned flags, struct row_list *out,
                      struct error *error)
{
    struct row *like = row_new(work->arena, ledger);
    like->value[field] = *value;
    return rows_matching(work, like, &field, 1, limit, flags, out, error);
}

enum status rows_scan(struct work *work, const struct ledger *ledger, struct text columns,
                      struct statement **out, struct error *error)
{
    struct sql sql;
    sql_open(&sql, TEXT("/* scan: all of them */ SELECT t.id"));
    buf_addt(&sql.text, columns);
    buf_addf(&sql.text, " FROM \"%s\" t", ledger->name);
    sql_scope(&sql, work, ledger, SCOPE_SCAN);
    return sql_prepare(&sql, work, out, error);
}

enum status rows_taken(struct work *work, const struct ledger *ledger, int field,
                       const struct value *value, int64_t id, bool *out, struct error *error)
{
    struct sql sql;
    struct statement *statement;
    sql_open(&sql, TEXT("SELECT t.id FROM \""));
    buf_adds(&sql.text, ledger->name);
    buf_adds(&sql.text, "\" t");
    sql_scope(&sql, work, ledger, 0);
    sql_condition(&sql, work, &ledger->fields[field], value);
    sql_add(&sql, " AND t.", "id", " <> ", sql_number(&sql, id));
    buf_adds(&sql.text, " LIMIT 1");
    enum status status = sql_prepare(&sql, work, &statement, error);
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(statement, work->arena, error);
    *out = step == DB_ROW;
    statement_reset(statement);
    return step == DB_FAILED ? error->status : OK;
}

enum status rows_reachable(struct work *work, const struct row *row, bool *out, struct error *error)
{
    const struct ledger *ledger = row->ledger;
    *out = true;
    if (ledger->scope == SCOPE_REGION) {
        *out = value_is_set(&row->value[ledger->region]) &&
               actor_reaches(work->actor, row->value[ledger->region].number);
    } else if (ledger->scope == SCOPE_PERSON) {
        struct row *person;
        struct error missing;
        const struct ledger *people = ledger_find(work->ledgers, TEXT("person"));
        enum status status =
            rows_get(work, people, row->value[ledger->person].number, 0, &person, &missing);
        *out = status == OK;
        if (status != OK && status != NOT_FOUND) {
            *error = missing;
            return status;
        }
    }
    const char *unseen = ledger_unseen(ledger, work->actor);
    if (unseen != NULL && text_is(row->value[ledger->flow->state].text, unseen)) {
        *out = false;
    }
    int own = ledger_own(ledger, work->actor);
    if (*out && (own >= 0 || work->actor->role == ROLE_ENTERPRISE)) {
        *out = own >= 0 ? row->value[own].number == work->actor->organization
                        : row->id == work->actor->organization;
    }
    return OK;
}
