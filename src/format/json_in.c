#include <jansson.h>
#include <string.h>

#include "base/ceilings.h"
#include "format/json.h"

/* What jansson found wrong, in the reader's words. */
static const struct {
    enum json_error_code code;
    const char *message;
} reasons[] = {
    {json_error_stack_overflow, "层次太深"},
    {json_error_invalid_utf8, "含有不是 UTF-8 的字节"},
    {json_error_premature_end_of_input, "内容不完整，提前结束"},
    {json_error_end_of_input_expected, "后面有多余的内容"},
    {json_error_null_character, "含有空字符"},
    {json_error_null_byte_in_key, "名称中含有空字符"},
    {json_error_duplicate_key, "名称重复"},
    {json_error_numeric_overflow, "数字过大"},
};

static const char *reason_of(enum json_error_code code)
{
    for (size_t i = 0; i < COUNT(reasons); i++) {
        if (reasons[i].code == code) {
            return reasons[i].message;
        }
    }
    return "写法不对";
}

/* jansson recurses by its own ceiling of 2048; ours is checked before it sees the text. */
static bool too_deep(struct text t)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.s[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > CEILING_JSON_DEPTH) {
                return true;
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return false;
}

static void copy_value(struct arena *arena, json_t *from, struct json *to);

static void copy_list(struct arena *arena, json_t *from, struct json *to)
{
    to->n = json_array_size(from);
    to->at = arena_array(arena, struct json, to->n);
    for (size_t i = 0; i < to->n; i++) {
        copy_value(arena, json_array_get(from, i), &to->at[i]);
    }
}

static void copy_object(struct arena *arena, json_t *from, struct json *to)
{
    to->n = json_object_size(from);
    to->at = arena_array(arena, struct json, to->n);
    to->keys = arena_array(arena, struct text, to->n);
    size_t i = 0;
    const char *key;
    json_t *member;
    json_object_foreach(from, key, member)
    {
        to->keys[i] = arena_text(arena, text_of(key));
        copy_value(arena, member, &to->at[i++]);
    }
}

/* Recursion is bounded by CEILING_JSON_DEPTH. */
static void copy_value(struct arena *arena, json_t *from, struct json *to)
{
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        to->kind = JSON_KIND_OBJECT;
        copy_object(arena, from, to);
        break;
    case JSON_ARRAY:
        to->kind = JSON_KIND_LIST;
        copy_list(arena, from, to);
        break;
    case JSON_STRING:
        to->kind = JSON_KIND_TEXT;
        to->text =
            arena_text(arena, (struct text){json_string_value(from), json_string_length(from)});
        break;
    case JSON_INTEGER:
        to->kind = JSON_KIND_INT;
        to->number = json_integer_value(from);
        to->real = (double)to->number;
        break;
    case JSON_REAL:
        to->kind = JSON_KIND_REAL;
        to->real = json_real_value(from);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = JSON_KIND_BOOL;
        to->number = json_is_true(from);
        break;
    case JSON_NULL:
        to->kind = JSON_KIND_NULL;
        break;
    }
}

enum status json_parse(struct arena *arena, struct text text, struct json **out,
                       struct error *error)
{
    if (text_trim(text).n == 0) {
        return error_set(error, arena, INVALID, "JSON 内容为空");
    }
    if (too_deep(text)) {
        return error_set(error, arena, INVALID, "JSON 层次超过 %d 层", CEILING_JSON_DEPTH);
    }
    json_error_t at;
    json_t *root = json_loadb(text.s, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &at);
    if (root == NULL) {
        error_set(error, arena, INVALID, "JSON 第 %d 行第 %d 个字符处%s", at.line, at.column,
                  reason_of(json_error_code(&at)));
        error->detail = arena_text(arena, text_of(at.text));
        return INVALID;
    }
    *out = arena_new(arena, struct json);
    copy_value(arena, root, *out);
    json_decref(root);
    return OK;
}

const struct json *json_member(const struct json *object, const char *name)
{
    if (object == NULL || object->kind != JSON_KIND_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < object->n; i++) {
        if (text_is(object->keys[i], name)) {
            return &object->at[i];
        }
    }
    return NULL;
}

bool json_text(const struct json *value, struct text *out)
{
    if (value == NULL || value->kind != JSON_KIND_TEXT) {
        return false;
    }
    *out = value->text;
    return true;
}

bool json_int(const struct json *value, int64_t *out)
{
    if (value == NULL || value->kind != JSON_KIND_INT) {
        return false;
    }
    *out = value->number;
    return true;
}

bool json_bool(const struct json *value, bool *out)
{
    if (value == NULL || value->kind != JSON_KIND_BOOL) {
        return false;
    }
    *out = value->number != 0;
    return true;
}

bool json_id(const struct json *value, int64_t *out)
{
    int64_t id;
    struct text digits;
    if (json_text(value, &digits) ? !text_to_int(digits, &id) : !json_int(value, &id)) {
        return false;
    }
    if (id < 0) {
        return false;
    }
    *out = id;
    return true;
}
