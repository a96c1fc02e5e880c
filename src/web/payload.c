#include "web/payload.h"

#include "base/date.h"

static const char *const kind_words[] = {
    [MEMBER_TEXT] = "文字",       [MEMBER_INT] = "整数",         [MEMBER_REAL] = "数字",
    [MEMBER_BOOL] = "是或否",     [MEMBER_ID] = "编号",          [MEMBER_DAY] = "日期",
    [MEMBER_ANY] = "内容",        [MEMBER_OBJECT] = "对象",      [MEMBER_MAP] = "对象",
    [MEMBER_LIST] = "列表",       [MEMBER_TEXTS] = "文字的列表", [MEMBER_IDS] = "编号的列表",
    [MEMBER_INTS] = "整数的列表",
};

/* One check under way: where it is and where faults go. */
struct checking {
    struct errors *errors;
    struct arena *arena;
};

static void fault(struct checking *c, struct text path, const char *label, struct text message)
{
    struct text said =
        label == NULL ? message : arena_printf(c->arena, "“%s”%.*s", label, TEXT_ARG(message));
    errors_add(c->errors, c->arena, arena_cstr(c->arena, path), said, TEXT_EMPTY);
}

static bool is_day(struct text t)
{
    struct date date;
    return date_parse(t, &date) && date.precision == DATE_DAY;
}

static bool is_id(const struct json *value)
{
    int64_t id;
    return json_id(value, &id);
}

static bool is_kind(const struct member *member, const struct json *value)
{
    struct text text;
    switch (member->kind) {
    case MEMBER_TEXT:
        return value->kind == JSON_KIND_TEXT;
    case MEMBER_INT:
        return value->kind == JSON_KIND_INT;
    case MEMBER_REAL:
        return value->kind == JSON_KIND_REAL || value->kind == JSON_KIND_INT;
    case MEMBER_BOOL:
        return value->kind == JSON_KIND_BOOL;
    case MEMBER_ID:
        return is_id(value);
    case MEMBER_DAY:
        return json_text(value, &text) && is_day(text);
    case MEMBER_OBJECT:
    case MEMBER_MAP:
        return value->kind == JSON_KIND_OBJECT;
    case MEMBER_LIST:
    case MEMBER_TEXTS:
    case MEMBER_IDS:
    case MEMBER_INTS:
        return value->kind == JSON_KIND_LIST;
    case MEMBER_ANY:
        break;
    }
    return true;
}

static bool is_choice(const struct member *member, struct text text)
{
    for (const char *const *c = member->choices; c != NULL && *c != NULL; c++) {
        if (text_is(text, *c)) {
            return true;
        }
    }
    return member->choices == NULL;
}

static void check_bounds(struct checking *c, const struct member *member, struct text path,
                         int64_t measure, const char *unit)
{
    if (member->min == 0 && member->max == 0) {
        return;
    }
    if (measure < member->min) {
        fault(c, path, member->label,
              measure == 0 && member->kind != MEMBER_INT
                  ? TEXT("不能为空")
                  : arena_printf(c->arena, "至少%s %lld", unit, (long long)member->min));
    } else if (member->max != 0 && measure > member->max) {
        fault(c, path, member->label,
              arena_printf(c->arena, "至多%s %lld", unit, (long long)member->max));
    }
}

static void check_text(struct checking *c, const struct member *member, struct text path,
                       struct text value)
{
    struct text trimmed = (member->flags & MEMBER_BLANKS) != 0 ? value : text_trim(value);
    check_bounds(c, member, path, (int64_t)utf8_length(trimmed), "字数");
    if (!is_choice(member, value)) {
        fault(c, path, member->label, TEXT("不是可选的值"));
    }
}

static void check_object(struct checking *c, const struct payload *payload,
                         const struct json *object, struct text path);

static void check_items(struct checking *c, const struct member *member, const struct json *list,
                        struct text path)
{
    check_bounds(c, member, path, (int64_t)list->n, "项数");
    for (size_t i = 0; i < list->n; i++) {
        const struct json *item = &list->at[i];
        struct text at = arena_printf(c->arena, "%.*s[%zu]", TEXT_ARG(path), i);
        if (member->kind == MEMBER_LIST) {
            if (member->of != NULL && item->kind != JSON_KIND_OBJECT) {
                fault(c, at, member->label, TEXT("应是对象"));
            } else if (member->of != NULL) {
                check_object(c, member->of, item, at);
            }
            continue;
        }
        bool good = member->kind == MEMBER_TEXTS ? item->kind == JSON_KIND_TEXT
                    : member->kind == MEMBER_IDS ? is_id(item)
                                                 : item->kind == JSON_KIND_INT;
        if (!good) {
            fault(c, at, member->label, arena_printf(c->arena, "应是%s", kind_words[member->kind]));
        }
    }
}

static void check_value(struct checking *c, const struct member *member, const struct json *value,
                        struct text path)
{
    if (value->kind == JSON_KIND_NULL && (member->flags & MEMBER_NULL) != 0) {
        return;
    }
    if (!is_kind(member, value)) {
        fault(c, path, member->label, arena_printf(c->arena, "应是%s", kind_words[member->kind]));
        return;
    }
    switch (member->kind) {
    case MEMBER_TEXT:
        check_text(c, member, path, value->text);
        break;
    case MEMBER_INT:
        check_bounds(c, member, path, value->number, "为");
        break;
    case MEMBER_OBJECT:
        if (member->of != NULL) {
            check_object(c, member->of, value, path);
        }
        break;
    case MEMBER_LIST:
    case MEMBER_TEXTS:
    case MEMBER_IDS:
    case MEMBER_INTS:
        check_items(c, member, value, path);
        break;
    case MEMBER_REAL:
    case MEMBER_BOOL:
    case MEMBER_ID:
    case MEMBER_DAY:
    case MEMBER_ANY:
    case MEMBER_MAP:
        break;
    }
}

static const struct member *find_member(const struct payload *payload, struct text name)
{
    for (const struct member *m = payload->members; m->name != NULL; m++) {
        if (text_is(name, m->name)) {
            return m;
        }
    }
    return NULL;
}

static struct text join(struct checking *c, struct text path, struct text name)
{
    return path.n == 0 ? name : arena_printf(c->arena, "%.*s.%.*s", TEXT_ARG(path), TEXT_ARG(name));
}

static void check_object(struct checking *c, const struct payload *payload,
                         const struct json *object, struct text path)
{
    for (size_t i = 0; i < object->n; i++) {
        const struct member *member = find_member(payload, object->keys[i]);
        if (member != NULL) {
            check_value(c, member, &object->at[i], join(c, path, object->keys[i]));
        } else if (!payload->row) {
            fault(c, join(c, path, object->keys[i]), NULL,
                  arena_printf(c->arena, "没有“%.*s”这一项", TEXT_ARG(object->keys[i])));
        }
    }
    for (const struct member *m = payload->members; m->name != NULL; m++) {
        if ((m->flags & MEMBER_REQUIRED) != 0 && json_member(object, m->name) == NULL) {
            fault(c, join(c, path, text_of(m->name)), m->label, TEXT("没有填写"));
        }
    }
}

void payload_check(const struct payload *payload, const struct json *body, struct errors *errors,
                   struct arena *arena)
{
    struct checking c = {errors, arena};
    if (body->kind != JSON_KIND_OBJECT) {
        fault(&c, TEXT_EMPTY, NULL, TEXT("请求内容应是一个 JSON 对象"));
        return;
    }
    check_object(&c, payload, body, TEXT_EMPTY);
}

static void check_parameter(struct checking *c, const struct member *member, struct text value)
{
    struct text path = text_of(member->name);
    int64_t number;
    switch (member->kind) {
    case MEMBER_INT:
    case MEMBER_ID:
        if (!text_to_int(value, &number) || (member->kind == MEMBER_ID && number < 0)) {
            fault(c, path, member->label, TEXT("应是整数"));
        } else {
            check_bounds(c, member, path, number, "为");
        }
        break;
    case MEMBER_DAY:
        if (!is_day(value)) {
            fault(c, path, member->label, TEXT("应是日期，例如 2022-09-23"));
        }
        break;
    default:
        check_text(c, member, path, value);
    }
}

void payload_check_query(const struct payload *payload, const struct target *target,
                         struct errors *errors, struct arena *arena)
{
    struct checking c = {errors, arena};
    for (size_t i = 0; i < target->queries; i++) {
        const struct target_pair *pair = &target->query[i];
        const struct member *member = payload == NULL ? NULL : find_member(payload, pair->name);
        if (member == NULL) {
            fault(&c, pair->name, NULL,
                  arena_printf(arena, "没有“%.*s”这个参数", TEXT_ARG(pair->name)));
        } else if (pair->value.n > 0) {
            check_parameter(&c, member, pair->value);
        }
    }
    if (payload == NULL) {
        return;
    }
    for (const struct member *m = payload->members; m->name != NULL; m++) {
        if ((m->flags & MEMBER_REQUIRED) != 0 && target_query(target, m->name).n == 0) {
            fault(&c, text_of(m->name), m->label, TEXT("没有填写"));
        }
    }
}
