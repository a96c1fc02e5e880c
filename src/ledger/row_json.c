#include "ledger/row_json.h"

#include <string.h>

#include "ledger/show.h"

static void put_codes(struct json_out *out, const char *key, struct text codes)
{
    struct text rest = codes, code;
    json_open_list(out, key);
    while (codes.n > 0 && text_split(&rest, ',', &code)) {
        json_put_text(out, NULL, code);
    }
    json_close_list(out);
}

void value_json_write(struct json_out *out, const char *key, const struct field *field,
                      const struct value *value)
{
    char day[11];
    if (!value_is_set(value)) {
        json_put_null(out, key);
        return;
    }
    switch (field->kind) {
    case KIND_INT:
    case KIND_MONEY:
        json_put_int(out, key, value->number);
        break;
    case KIND_BOOL:
        json_put_bool(out, key, value->number != 0);
        break;
    case KIND_DATE:
        date_format((struct date){(int32_t)value->number, value->precision}, day);
        json_put_cstr(out, key, day);
        break;
    case KIND_TIME:
    case KIND_REGION:
    case KIND_REF:
        json_put_id(out, key, value->number);
        break;
    case KIND_CODES:
        put_codes(out, key, value->text);
        break;
    case KIND_TEXT:
    case KIND_NOTE:
    case KIND_CODE:
    case KIND_CITIZEN_ID:
    case KIND_CREDIT_CODE:
    case KIND_PHONE:
    case KIND_CARD:
        json_put_text(out, key, value->text);
        break;
    case KIND__COUNT:
        bug("field %s has no kind", field->name);
    }
}

static bool needs_label(const struct field *field)
{
    return field->kind == KIND_CODE || field->kind == KIND_CODES || field->kind == KIND_REGION ||
           field->kind == KIND_REF;
}

void row_json_write(struct work *work, struct json_out *out, const char *key, const struct row *row)
{
    const struct ledger *ledger = row->ledger;
    json_open(out, key);
    json_put_id(out, "id", row->id);
    json_put_int(out, "version", row->version);
    json_put_text(out, "created_at", clock_format(work->arena, row->created_at));
    json_put_text(out, "changed_at", clock_format(work->arena, row->changed_at));
    if (row->removed_at != 0) {
        json_put_text(out, "removed_at", clock_format(work->arena, row->removed_at));
    }
    for (size_t i = 0; i < ledger->count; i++) {
        if (row->value[i].state != VALUE_ABSENT) {
            value_json_write(out, ledger->fields[i].name, &ledger->fields[i], &row->value[i]);
        }
    }
    json_open(out, "labels");
    for (size_t i = 0; i < ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        if (value_is_set(&row->value[i]) && needs_label(f)) {
            json_put_text(out, f->name, value_show(work, f, &row->value[i]));
        }
    }
    json_close(out);
    json_open_list(out, "masked");
    for (size_t i = 0; i < ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        if ((f->flags & FIELD_SECRET) != 0 && value_is_set(&row->value[i]) &&
            row->value[i].masked) {
            json_put_cstr(out, NULL, f->name);
        }
    }
    json_close_list(out);
    json_close(out);
}

static bool wrong(struct work *work, const struct field *field, const char *message,
                  struct errors *errors)
{
    errors_add(errors, work->arena, field->name, text_of(message), TEXT_EMPTY);
    return false;
}

/* ["b","a"] -> "a,b": sorted and each once, so that equal sets are equal texts. */
static bool read_codes(struct work *work, const struct field *field, const struct json *json,
                       struct value *out, struct errors *errors)
{
    if (json->kind != JSON_KIND_LIST) {
        return wrong(work, field, "应为代码的列表", errors);
    }
    struct text *codes = arena_array(work->arena, struct text, json->n + 1);
    size_t n = 0, length = 0;
    for (size_t i = 0; i < json->n; i++) {
        struct text code;
        if (!json_text(&json->at[i], &code) || code.n == 0 || text_has(code, TEXT(","))) {
            return wrong(work, field, "应为代码的列表", errors);
        }
        size_t at = n;
        while (at > 0 && text_compare(codes[at - 1], code) > 0) {
            at--;
        }
        if (at > 0 && text_equal(codes[at - 1], code)) {
            continue;
        }
        memmove(&codes[at + 1], &codes[at], (n - at) * sizeof(*codes));
        codes[at] = code;
        n++;
        length += code.n + 1;
    }
    if (n == 0) {
        *out = VALUE_NULL;
        return true;
    }
    char *joined = arena_alloc(work->arena, length);
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            joined[used++] = ',';
        }
        memcpy(joined + used, codes[i].s, codes[i].n);
        used += codes[i].n;
    }
    *out = value_text((struct text){joined, used});
    return true;
}

bool value_json_read(struct work *work, const struct field *field, const struct json *json,
                     struct value *out, struct errors *errors)
{
    struct text text;
    struct date day;
    int64_t number;
    bool flag;
    if (json->kind == JSON_KIND_NULL || (json_text(json, &text) && text_trim(text).n == 0)) {
        *out = VALUE_NULL;
        return true;
    }
    switch (field->kind) {
    case KIND_INT:
    case KIND_MONEY:
        if (json->kind != JSON_KIND_INT || !json_int(json, &number)) {
            return wrong(work, field, "应为整数", errors);
        }
        *out = value_number(number);
        return true;
    case KIND_BOOL:
        if (!json_bool(json, &flag)) {
            return wrong(work, field, "应为是或否", errors);
        }
        *out = value_number(flag);
        return true;
    case KIND_DATE:
        if (!json_text(json, &text) || !date_parse(text, &day)) {
            return wrong(work, field, "不是有效日期，应写成 2022-09-08", errors);
        }
        *out = value_date(day);
        return true;
    case KIND_TIME:
        return wrong(work, field, "此项由系统填写", errors);
    case KIND_REGION:
    case KIND_REF:
        if (!json_id(json, &number)) {
            return wrong(work, field, "应为编号", errors);
        }
        *out = value_number(number);
        return true;
    case KIND_CODES:
        return read_codes(work, field, json, out, errors);
    case KIND_TEXT:
    case KIND_NOTE:
    case KIND_CODE:
    case KIND_CITIZEN_ID:
    case KIND_CREDIT_CODE:
    case KIND_PHONE:
    case KIND_CARD:
        if (!json_text(json, &text)) {
            return wrong(work, field, "应为文本", errors);
        }
        *out = value_text(text);
        return true;
    case KIND__COUNT:
        break;
    }
    bug("field %s has no kind", field->name);
}

static bool among(struct text name, const char *const *list)
{
    for (; list != NULL && *list != NULL; list++) {
        if (text_is(name, *list)) {
            return true;
        }
    }
    return false;
}

void row_json_read(struct change *change, const struct json *object, const char *const *also,
                   struct errors *errors)
{
    struct work *work = change->work;
    if (object == NULL || object->kind != JSON_KIND_OBJECT) {
        errors_add(errors, work->arena, NULL, TEXT("请求体应为一个对象"), TEXT_EMPTY);
        return;
    }
    for (size_t i = 0; i < object->n; i++) {
        int field = ledger_field(change->ledger, object->keys[i]);
        if (field >= 0) {
            struct value value;
            if (value_json_read(work, &change->ledger->fields[field], &object->at[i], &value,
                                errors)) {
                change_set(change, field, value);
            }
        } else if (!among(object->keys[i], also)) {
            errors_add(errors, work->arena, arena_cstr(work->arena, object->keys[i]),
                       TEXT("没有这个字段"), TEXT("请对照接口文档检查字段名"));
        }
    }
}
