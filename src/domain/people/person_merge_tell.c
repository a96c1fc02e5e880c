#include "domain/people/access.h"
#include "domain/people/person.h"
#include "domain/people/person_merge_store.h"
#include "domain/people/recognition.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/seal.h"
#include "ledger/show.h"

static const struct {
    const char *code, *label;
} states[] = {{"asked", "待另一人确认"},
              {"merged", "已合并"},
              {"refused", "已退回"},
              {"parted", "已拆分"},
              {"different", "不是同一人"}};

/* ---- side by side ---- */

static struct text shown(struct work *work, const struct row *row, int field)
{
    const struct field *f = &row->ledger->fields[field];
    const struct value *v = &row->value[field];
    if (!value_is_set(v)) {
        return TEXT_EMPTY;
    }
    return (f->flags & FIELD_SECRET) != 0 ? seal_mask(work->arena, f, v->text)
                                          : value_show(work, f, v);
}

static void put_fields(struct work *work, const struct row *kept, const struct row *other,
                       struct json_out *out)
{
    json_open_list(out, "fields");
    for (int i = 0; i < PERSON__COUNT; i++) {
        const struct field *f = &person_ledger.fields[i];
        bool any = value_is_set(&kept->value[i]) || value_is_set(&other->value[i]);
        if (!any || (f->flags & FIELD_READONLY) != 0) {
            continue;
        }
        json_open(out, NULL);
        json_put_cstr(out, "field", f->name);
        json_put_cstr(out, "label", f->label);
        json_put_text(out, "kept", shown(work, kept, i));
        json_put_text(out, "other", shown(work, other, i));
        json_put_bool(out, "differs", !value_equal(&kept->value[i], &other->value[i]));
        json_put_cstr(out, "propose", value_is_set(&kept->value[i]) ? "kept" : "other");
        json_close(out);
    }
    json_close_list(out);
}

static void warn(struct json_out *out, struct text words)
{
    json_put_text(out, NULL, words);
}

static void warn_fields(struct work *work, const struct row *kept, const struct row *other,
                        struct json_out *out)
{
    const struct value *a = &kept->value[PERSON_ID_NO], *b = &other->value[PERSON_ID_NO];
    if (value_is_set(a) && value_is_set(b) && !value_equal(a, b)) {
        warn(out,
             TEXT("两份档案的身份证号不同：请核对户口簿，确是一人两号、或其中一个登记错了再合并"));
    }
    if (!value_equal(&kept->value[PERSON_NAME], &other->value[PERSON_NAME])) {
        warn(out, arena_printf(work->arena, "姓名不同：%.*s、%.*s",
                               TEXT_ARG(kept->value[PERSON_NAME].text),
                               TEXT_ARG(other->value[PERSON_NAME].text)));
    }
}

/* Whether the kept record has a row that the other's row would stand twice beside. */
static enum status is_twice(struct work *work, const struct row *row, int field, int64_t kept,
                            bool *out, struct error *error)
{
    enum status status = OK;
    struct row *like = row_copy(work->arena, row);
    like->value[field] = value_number(kept);
    *out = false;
    for (size_t k = 0; k < row->ledger->key_count && !*out && status == OK; k++) {
        const struct ledger_key *key = &row->ledger->keys[k];
        struct row_list found = {0};
        bool about = false, whole = true;
        for (size_t i = 0; i < key->n; i++) {
            about = about || key->field[i] == field;
            whole = whole && value_is_set(&like->value[key->field[i]]);
        }
        if (about && whole && !key->weak) {
            status = rows_matching(work, like, key->field, key->n, 1, 0, &found, error);
        }
        *out = found.n > 0;
    }
    return status;
}

static size_t valid_among(const struct row_list *rows)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct value *state = &rows->at[i]->value[RECOGNITION_STATE];
        n += rows->at[i]->ledger == &recognition_ledger && value_is_set(state) &&
             text_is(state->text, "valid");
    }
    return n;
}

struct comparing {
    struct work *work;
    struct row *kept, *other;
    struct json_out *rows; /* gets the counts */
    struct json_out *warnings;
};

/* What refers to each of the two through one field of one ledger. */
static enum status compare_field(struct comparing *c, const struct ledger *ledger, int field,
                                 struct error *error)
{
    struct row_list mine = {0}, others = {0};
    enum status status =
        rows_referring(c->work, ledger, field, c->kept->id, ROWS_PLAIN, &mine, error);
    if (status == OK) {
        status = rows_referring(c->work, ledger, field, c->other->id, ROWS_PLAIN, &others, error);
    }
    if (status != OK || mine.n + others.n == 0) {
        return status;
    }
    json_open(c->rows, NULL);
    json_put_cstr(c->rows, "ledger", ledger->name);
    json_put_cstr(c->rows, "label", ledger->label);
    json_put_cstr(c->rows, "counter", ledger->counter);
    json_put_int(c->rows, "kept", (int64_t)mine.n);
    json_put_int(c->rows, "other", (int64_t)others.n);
    json_close(c->rows);
    if (valid_among(&mine) > 0 && valid_among(&others) > 0) {
        warn(c->warnings, TEXT("两份档案都有有效的认定：合并后请把其中一件办理退出"));
    }
    for (size_t i = 0; status == OK && i < others.n; i++) {
        bool twice;
        status = is_twice(c->work, others.at[i], field, c->kept->id, &twice, error);
        if (status == OK && twice) {
            warn(c->warnings,
                 arena_printf(c->work->arena, "%s“%.*s”两份档案都有，合并后会有两%s", ledger->label,
                              TEXT_ARG(row_title(c->work, others.at[i])), ledger->counter));
        }
    }
    return status;
}

static enum status compare_rows(struct comparing *c, struct error *error)
{
    enum status status = OK;
    for (const struct ledger *const *l = c->work->ledgers; *l != NULL; l++) {
        for (int f = 0; f < (int)(*l)->count && status == OK; f++) {
            const struct field *field = &(*l)->fields[f];
            if (field->kind == KIND_REF && text_is(text_of(field->ref), person_ledger.name) &&
                access_may(c->work->actor, (*l)->data, ACCESS_READ)) {
                status = compare_field(c, *l, f, error);
            }
        }
    }
    return status;
}

enum status person_merge_compare(struct work *work, int64_t kept, int64_t other,
                                 struct json_out *out, struct error *error)
{
    struct row *a, *b;
    struct buf text;
    enum status status = rows_get(work, &person_ledger, kept, ROWS_PLAIN, &a, error);
    if (status == OK) {
        status = rows_get(work, &person_ledger, other, ROWS_PLAIN, &b, error);
    }
    if (status != OK) {
        return status;
    }
    if (kept == other) {
        return error_set(error, work->arena, INVALID, "这是同一份档案");
    }
    buf_init(&text, 1 << 20);
    struct json_out warnings = json_into(&text);
    struct comparing c = {work, a, b, out, &warnings};
    json_open(out, NULL);
    put_fields(work, a, b, out);
    json_open_list(&warnings, NULL);
    warn_fields(work, a, b, &warnings);
    json_open_list(out, "rows");
    status = compare_rows(&c, error);
    json_close_list(out);
    json_close_list(&warnings);
    json_put_raw(out, "warnings", arena_text(work->arena, buf_text(&text)));
    buf_release(&text);
    json_put_cstr(out, "may", actor_is(work->actor, ROLE_BIT(ROLE_COUNTY)) ? "merge" : "ask");
    json_close(out);
    return status;
}

/* ---- what was merged ---- */

static const struct query list_merges = {
    .sql = "SELECT " PERSON_MERGE_COLUMNS " FROM person_merge m WHERE county = $1"
           " AND (state = $2 OR $2 = '' AND state <> 'different')"
           " AND EXISTS (SELECT 1 FROM person p WHERE p.county = m.county AND p.id = m.kept"
           "  AND p.region BETWEEN $3 AND $4)"
           " AND EXISTS (SELECT 1 FROM person p WHERE p.county = m.county AND p.id = m.gone"
           "  AND p.region BETWEEN $3 AND $4)"
           " ORDER BY id DESC LIMIT 100",
};

static const struct query merges_of_person = {
    .sql = "SELECT " PERSON_MERGE_COLUMNS " FROM person_merge"
           " WHERE county = $1 AND (kept = $2 OR gone = $2)"
           " AND state IN ('asked', 'merged', 'parted') ORDER BY id DESC LIMIT 100",
};

static void put_user(struct work *work, struct json_out *out, const char *key, int64_t user)
{
    if (user == 0) {
        json_put_cstr(out, key, "系统");
    } else {
        json_put_text(out, key, work->user_name != NULL ? work->user_name(work, user) : TEXT_EMPTY);
    }
}

static enum status put_person(struct work *work, struct json_out *out, const char *key, int64_t id,
                              struct error *error)
{
    struct row *row;
    enum status status = rows_get(work, &person_ledger, id, ROWS_REMOVED, &row, error);
    if (status == OK) {
        json_open(out, key);
        json_put_id(out, "id", id);
        json_put_text(out, "name", row_title(work, row));
        json_put_text(out, "region", shown(work, row, PERSON_REGION));
        json_close(out);
    }
    return status;
}

static const char *label_of(struct text state)
{
    for (size_t i = 0; i < COUNT(states); i++) {
        if (text_is(state, states[i].code)) {
            return states[i].label;
        }
    }
    return "";
}

static void put_can(struct work *work, const struct person_merge *m, struct json_out *out)
{
    const struct actor *actor = work->actor;
    bool asked = text_is(m->state, "asked"), merged = text_is(m->state, "merged");
    bool second = actor_is(actor, ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP)) &&
                  actor->user != m->asked_by;
    json_open(out, "can");
    json_put_bool(out, "confirm", asked && second);
    json_put_bool(out, "part", merged && actor_is(actor, ROLE_BIT(ROLE_COUNTY)));
    json_close(out);
}

/* What was typed of either record's: the field and the value, masked like in the record. */
static void put_typed(struct work *work, const struct person_merge *m, struct json_out *out)
{
    struct row *row = row_new(work->arena, &person_ledger);
    struct errors errors = {0};
    struct change change = {.work = work, .ledger = &person_ledger, .row = row};
    person_merge_typed(&change, m, &errors);
    json_open_list(out, "typed");
    for (int i = 0; i < PERSON__COUNT; i++) {
        if (row->value[i].state != VALUE_ABSENT) {
            json_open(out, NULL);
            json_put_cstr(out, "label", person_ledger.fields[i].label);
            json_put_text(out, "text", shown(work, row, i));
            json_close(out);
        }
    }
    json_close_list(out);
}

enum status person_merge_json(struct work *work, const struct person_merge *m, struct json_out *out,
                              const char *key, struct error *error)
{
    struct text rest = m->fields, name;
    json_open(out, key);
    json_put_id(out, "id", m->id);
    json_put_text(out, "state", m->state);
    json_put_cstr(out, "state_label", label_of(m->state));
    enum status status = put_person(work, out, "kept", m->kept, error);
    if (status == OK) {
        status = put_person(work, out, "gone", m->gone, error);
    }
    json_open_list(out, "fields");
    while (rest.n > 0 && text_split(&rest, ',', &name)) {
        int field = ledger_field(&person_ledger, name);
        if (field >= 0) {
            json_put_cstr(out, NULL, person_ledger.fields[field].label);
        }
    }
    json_close_list(out);
    put_typed(work, m, out);
    json_put_text(out, "reason", m->reason);
    put_user(work, out, "asked_by", m->asked_by);
    json_put_text(out, "asked_at", clock_format(work->arena, m->asked_at));
    if (m->decided_at != 0) {
        put_user(work, out, "decided_by", m->decided_by);
        json_put_text(out, "decided_at", clock_format(work->arena, m->decided_at));
    }
    json_put_text(out, "remark", m->remark);
    put_can(work, m, out);
    json_close(out);
    return status;
}

/* All that a query gives, read before anything else is asked. */
static enum status read_all(struct work *work, struct statement *s, struct person_merge *all,
                            size_t *n, struct error *error)
{
    enum db_step step = DB_DONE;
    enum status status = OK;
    *n = 0;
    while (status == OK && (step = statement_step(s, work->arena, error)) == DB_ROW) {
        status = person_merge_take(work, s, &all[(*n)++], error);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : status;
}

enum { MERGES_MOST = 100 };

enum status person_merge_list(struct work *work, struct text state, struct json_out *out,
                              const char *key, struct error *error)
{
    struct statement *s;
    struct person_merge *all = arena_array(work->arena, struct person_merge, MERGES_MOST);
    size_t n = 0;
    enum status status = db_prepare(work->db, &list_merges, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, state);
    bind_int(s, 3, work->actor->region_lo);
    bind_int(s, 4, work->actor->region_hi);
    status = read_all(work, s, all, &n, error);
    json_open_list(out, key);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = person_merge_json(work, &all[i], out, NULL, error);
    }
    json_close_list(out);
    return status;
}

enum status person_merge_of(struct work *work, int64_t person, struct json_out *out,
                            const char *key, struct error *error)
{
    struct statement *s;
    struct person_merge *all = arena_array(work->arena, struct person_merge, MERGES_MOST);
    size_t n = 0;
    enum status status = db_prepare(work->db, &merges_of_person, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, person);
    status = read_all(work, s, all, &n, error);
    json_open_list(out, key);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct row *other;
        struct error unseen;
        int64_t id = all[i].kept == person ? all[i].gone : all[i].kept;
        if (rows_get(work, &person_ledger, id, ROWS_REMOVED, &other, &unseen) == OK) {
            status = person_merge_json(work, &all[i], out, NULL, error);
        }
    }
    json_close_list(out);
    return status;
}
