/* A query's JSON turned into one predicate of the rule language. */
#include "domain/query.h"
#include "ledger/flow.h"
#include "ledger/row_json.h"

enum { WHERE_CEILING = 64 << 10, PAGE_USUAL = 20, PAGE_MOST = 100 };

struct reader {
    struct work *work;
    const struct ledger *ledger;
    struct errors *errors;
    struct buf where;
    struct query_plan *finds; /* where filters that are no predicate go */
};

static void fault(struct reader *r, const char *field, const char *message)
{
    errors_add(r->errors, r->work->arena, field, text_of(message), TEXT_EMPTY);
}

static void and_also(struct reader *r)
{
    if (r->where.n > 0) {
        buf_adds(&r->where, " and ");
    }
}

/* A literal as the rule language writes it; a quote inside a text is doubled. */
static void put_literal(struct reader *r, const struct field *field, const struct value *value)
{
    char day[11];
    switch (field->kind) {
    case KIND_BOOL:
        buf_adds(&r->where, value->number != 0 ? "true" : "false");
        break;
    case KIND_DATE:
        date_format((struct date){(int32_t)value->number, DATE_DAY}, day);
        buf_adds(&r->where, day);
        break;
    case KIND_MONEY:
        buf_addf(&r->where, "%lld.%02lld", (long long)value->number / 100,
                 (long long)value->number % 100);
        break;
    case KIND_INT:
    case KIND_REGION:
    case KIND_REF:
        buf_add_int(&r->where, value->number);
        break;
    case KIND_TIME:
    case KIND_TEXT:
    case KIND_NOTE:
    case KIND_CODE:
    case KIND_CODES:
    case KIND_CITIZEN_ID:
    case KIND_CREDIT_CODE:
    case KIND_PHONE:
    case KIND_CARD:
        buf_addc(&r->where, '\'');
        for (size_t i = 0; i < value->text.n; i++) {
            buf_adds(&r->where, value->text.s[i] == '\'' ? "''" : "");
            if (value->text.s[i] != '\'') {
                buf_addc(&r->where, value->text.s[i]);
            }
        }
        buf_addc(&r->where, '\'');
        break;
    case KIND__COUNT:
        bug("field %s has no kind", field->name);
    }
}

/* One JSON value of the field's kind; several codes are asked for one at a time. */
static bool read_value(struct reader *r, const struct field *field, const struct json *json,
                       struct value *out)
{
    struct field single = *field;
    if (field->kind == KIND_CODES) {
        single.kind = KIND_CODE;
    }
    if (json == NULL) {
        fault(r, field->name, "缺少筛选的值");
        return false;
    }
    if (!value_json_read(r->work, &single, json, out, r->errors)) {
        return false;
    }
    if (!value_is_set(out)) {
        fault(r, field->name, "缺少筛选的值");
        return false;
    }
    return true;
}

static void put_name(struct reader *r, const struct field *field)
{
    buf_adds(&r->where, field->name);
}

static void put_comparison(struct reader *r, const struct field *field, const char *op,
                           const struct json *json)
{
    struct value value;
    if (!read_value(r, field, json, &value)) {
        return;
    }
    put_name(r, field);
    if (field->kind == KIND_CODES) {
        op = "has";
    } else if (field->kind == KIND_REGION && text_is(text_of(op), "=")) {
        op = "within";
    }
    buf_addf(&r->where, " %s ", op);
    put_literal(r, field, &value);
}

static void put_list(struct reader *r, const struct field *field, const struct json *json)
{
    if (json == NULL || json->kind != JSON_KIND_LIST || json->n == 0) {
        fault(r, field->name, "应为一个列表");
        return;
    }
    buf_addc(&r->where, '(');
    for (size_t i = 0; i < json->n; i++) {
        if (i > 0) {
            buf_adds(&r->where, " or ");
        }
        put_comparison(r, field, "=", &json->at[i]);
    }
    buf_addc(&r->where, ')');
}

static void put_between(struct reader *r, const struct field *field, const struct json *json)
{
    if (json == NULL || json->kind != JSON_KIND_LIST || json->n != 2) {
        fault(r, field->name, "应为起止两个值");
        return;
    }
    put_comparison(r, field, ">=", &json->at[0]);
    buf_adds(&r->where, " and ");
    put_comparison(r, field, "<=", &json->at[1]);
}

/* A secret is asked for whole (or by its last four, where these are known), a note by words. */
static void put_find(struct reader *r, int index, struct text op, const struct json *value)
{
    const struct field *f = &r->ledger->fields[index];
    struct text text = TEXT_EMPTY;
    bool note = f->kind == KIND_NOTE;
    if (!note && (f->flags & FIELD_LOOKUP) == 0) {
        fault(r, f->name, "此项加密保存，只能按“已填”或“为空”筛选");
    } else if (!text_is(op, note ? "contains" : "is")) {
        fault(r, f->name, note ? "此项只能按“包含”筛选" : "此项只能按整号筛选");
    } else if (!json_text(value, &text) || text_trim(text).n == 0) {
        fault(r, f->name, "缺少筛选的值");
    } else if (r->finds->find_count == QUERY_FINDS_MOST) {
        fault(r, f->name, "这类条件最多 4 个");
    } else {
        r->finds->finds[r->finds->find_count++] =
            (struct query_find){index, arena_text(r->work->arena, text_trim(text))};
    }
}

static void put_filter(struct reader *r, const struct json *filter)
{
    struct text name = TEXT_EMPTY, op = TEXT_EMPTY;
    json_text(json_member(filter, "field"), &name);
    json_text(json_member(filter, "op"), &op);
    const struct json *value = json_member(filter, "value");
    int index = ledger_field(r->ledger, name);
    if (index < 0) {
        fault(r, "filters", "没有这个字段");
        return;
    }
    const struct field *f = &r->ledger->fields[index];
    bool asks = text_is(op, "empty") || text_is(op, "filled");
    if (!asks && ((f->flags & FIELD_SECRET) != 0 || f->kind == KIND_NOTE)) {
        put_find(r, index, op, value);
        return;
    }
    and_also(r);
    if (asks) {
        put_name(r, f);
        buf_adds(&r->where, text_is(op, "empty") ? " is unknown" : " is known");
    } else if (text_is(op, "is")) {
        put_comparison(r, f, "=", value);
    } else if (text_is(op, "not")) {
        buf_adds(&r->where, "not (");
        put_comparison(r, f, "=", value);
        buf_addc(&r->where, ')');
    } else if (text_is(op, "in")) {
        put_list(r, f, value);
    } else if (text_is(op, "from")) {
        put_comparison(r, f, ">=", value);
    } else if (text_is(op, "to")) {
        put_comparison(r, f, "<=", value);
    } else if (text_is(op, "between")) {
        put_between(r, f, value);
    } else if (text_is(op, "contains")) {
        put_comparison(r, f, f->kind == KIND_TEXT ? "contains" : "=", value);
    } else {
        fault(r, f->name, "没有这种筛选方式");
    }
}

static void read_filters(struct reader *r, const struct json *filters)
{
    if (filters == NULL || filters->kind == JSON_KIND_NULL) {
        return;
    }
    if (filters->kind != JSON_KIND_LIST) {
        fault(r, "filters", "应为一个列表");
        return;
    }
    for (size_t i = 0; i < filters->n; i++) {
        put_filter(r, &filters->at[i]);
    }
}

/* A unit chosen in the tree beside the list: the row's own region, or its person's. */
static void read_region(struct reader *r, const struct json *json)
{
    int64_t region;
    if (json == NULL || json->kind == JSON_KIND_NULL) {
        return;
    }
    if (!json_id(json, &region)) {
        fault(r, "region", "应为区划代码");
    } else if (r->ledger->region >= 0) {
        and_also(r);
        buf_addf(&r->where, "%s within %lld", r->ledger->fields[r->ledger->region].name,
                 (long long)region);
    } else if (r->ledger->person >= 0) {
        and_also(r);
        buf_addf(&r->where, "%s.region within %lld", r->ledger->fields[r->ledger->person].name,
                 (long long)region);
    }
}

static void read_states(struct reader *r, const struct json *json)
{
    if (json == NULL || json->kind == JSON_KIND_NULL ||
        (json->kind == JSON_KIND_LIST && json->n == 0)) {
        return;
    }
    if (r->ledger->flow == NULL) {
        fault(r, "state", "这个台账没有状态");
        return;
    }
    and_also(r);
    put_list(r, &r->ledger->fields[r->ledger->flow->state], json);
}

/* The first order given counts. */
static void read_sort(struct reader *r, const struct json *json, struct query_plan *out)
{
    if (json == NULL || json->kind != JSON_KIND_LIST || json->n == 0) {
        return;
    }
    struct text name = TEXT_EMPTY;
    json_text(json_member(&json->at[0], "field"), &name);
    json_bool(json_member(&json->at[0], "desc"), &out->sort_desc);
    out->sort_field = ledger_field(r->ledger, name);
    if (out->sort_field < 0 || (r->ledger->fields[out->sort_field].flags & FIELD_SECRET) != 0 ||
        r->ledger->fields[out->sort_field].kind == KIND_NOTE) {
        fault(r, "sort", "不能按此项排序");
        out->sort_field = -1;
    }
}

static void read_page(struct reader *r, const struct json *json, struct query_plan *out)
{
    json_int(json_member(json, "offset"), &out->offset);
    json_int(json_member(json, "limit"), &out->limit);
    if (out->offset < 0 || out->limit < 1 || out->limit > PAGE_MOST) {
        fault(r, "limit", "每页 1 到 100 行");
    }
}

/* {"fields":["phone"],"least":5} */
static void read_alike(struct reader *r, const struct json *json, struct query_plan *out)
{
    const struct json *fields = json_member(json, "fields");
    int64_t least = 2;
    if (json == NULL || json->kind == JSON_KIND_NULL) {
        return;
    }
    json_int(json_member(json, "least"), &least);
    if (fields == NULL || fields->n == 0 || fields->n > COUNT(out->alike) || least < 2) {
        fault(r, "alike", "请给出 1 到 4 个要相同的项，至少 2 条");
        return;
    }
    for (size_t i = 0; i < fields->n; i++) {
        int field = ledger_field(r->ledger, fields->at[i].text);
        enum kind kind = field < 0 ? KIND_NOTE : r->ledger->fields[field].kind;
        bool lookup = field >= 0 && (r->ledger->fields[field].flags & FIELD_LOOKUP) != 0;
        bool secret = field >= 0 && (r->ledger->fields[field].flags & FIELD_SECRET) != 0;
        if (kind == KIND_NOTE || (secret && !lookup)) {
            fault(r, "alike", "不能按此项找相同的");
            return;
        }
        out->alike[i] = field;
    }
    out->alike_count = fields->n;
    out->alike_least = (size_t)least;
}

static void check_members(struct reader *r, const struct json *json)
{
    static const char *const known[] = {"text", "region",  "filters", "where", "state",
                                        "sort", "removed", "offset",  "limit", "alike"};
    for (size_t i = 0; i < json->n; i++) {
        bool found = false;
        for (size_t k = 0; k < COUNT(known); k++) {
            found = found || text_is(json->keys[i], known[k]);
        }
        if (!found) {
            fault(r, arena_cstr(r->work->arena, json->keys[i]), "没有这个查询项");
        }
    }
}

void query_read(struct work *work, const struct ledger *ledger, const struct json *json,
                struct query_plan *out, struct errors *errors)
{
    *out = (struct query_plan){.ledger = ledger, .limit = PAGE_USUAL, .sort_field = -1};
    if (json == NULL || json->kind == JSON_KIND_NULL) {
        return;
    }
    struct reader r = {.work = work, .ledger = ledger, .errors = errors, .finds = out};
    if (json->kind != JSON_KIND_OBJECT) {
        fault(&r, "query", "查询应为一个对象");
        return;
    }
    buf_init(&r.where, WHERE_CEILING);
    check_members(&r, json);
    json_text(json_member(json, "text"), &out->text);
    json_bool(json_member(json, "removed"), &out->removed);
    read_region(&r, json_member(json, "region"));
    read_filters(&r, json_member(json, "filters"));
    read_states(&r, json_member(json, "state"));
    json_text(json_member(json, "where"), &out->where);
    out->where = text_trim(out->where).n > 0 ? out->where : TEXT_EMPTY;
    read_alike(&r, json_member(json, "alike"), out);
    read_sort(&r, json_member(json, "sort"), out);
    read_page(&r, json, out);
    if (r.where.full) {
        fault(&r, "filters", "筛选条件太长");
    }
    out->filters = arena_text(work->arena, buf_text(&r.where));
    buf_release(&r.where);
}
