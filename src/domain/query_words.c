/* A query's JSON in the words of the person who reads what came of it. */
#include "domain/query.h"
#include "ledger/flow.h"
#include "ledger/row_json.h"
#include "ledger/show.h"

enum { WORDS_CEILING = 64 << 10, PHONE_DIGITS = 11 };

struct speaker {
    struct work *work;
    const struct ledger *ledger;
    struct buf words;
};

static void next(struct speaker *s)
{
    if (s->words.n > 0) {
        buf_adds(&s->words, "；");
    }
}

/* One value of the field, shown; what does not read as one is the query reader's to refuse. */
static void say_value(struct speaker *s, const struct field *field, const struct json *json)
{
    struct field single = *field;
    struct value value = {0};
    struct errors ignored = {0};
    if (field->kind == KIND_CODES) {
        single.kind = KIND_CODE;
    }
    if (json != NULL && value_json_read(s->work, &single, json, &value, &ignored)) {
        buf_addt(&s->words, value_show(s->work, &single, &value));
    }
}

static void say_values(struct speaker *s, const struct field *field, const struct json *json,
                       const char *between)
{
    if (json == NULL || json->kind != JSON_KIND_LIST) {
        say_value(s, field, json);
        return;
    }
    for (size_t i = 0; i < json->n; i++) {
        buf_adds(&s->words, i > 0 ? between : "");
        say_value(s, field, &json->at[i]);
    }
}

static void say_filter(struct speaker *s, const struct json *filter)
{
    static const struct {
        const char *op, *words;
    } ways[] = {{"is", "为"},       {"not", "不为"},    {"in", "为"},
                {"from", "不小于"}, {"to", "不大于"},   {"between", "介于"},
                {"empty", "为空"},  {"filled", "已填"}, {"contains", "包含"}};
    struct text name = TEXT_EMPTY, op = TEXT_EMPTY;
    json_text(json_member(filter, "field"), &name);
    json_text(json_member(filter, "op"), &op);
    int index = ledger_field(s->ledger, name);
    if (index < 0) {
        return;
    }
    const struct field *field = &s->ledger->fields[index];
    next(s);
    buf_adds(&s->words, field->label);
    for (size_t i = 0; i < COUNT(ways); i++) {
        buf_adds(&s->words, text_is(op, ways[i].op) ? ways[i].words : "");
    }
    if (text_is(op, "empty") || text_is(op, "filled")) {
        return;
    }
    buf_adds(&s->words, "“");
    if ((field->flags & FIELD_SECRET) != 0) {
        buf_adds(&s->words, "已遮盖");
    } else {
        say_values(s, field, json_member(filter, "value"),
                   text_is(op, "between") ? "”与“" : "”或“");
    }
    buf_adds(&s->words, "”");
}

static void say_filters(struct speaker *s, const struct json *filters)
{
    for (size_t i = 0; filters != NULL && i < filters->n; i++) {
        say_filter(s, &filters->at[i]);
    }
}

static void say_region(struct speaker *s, const struct json *json)
{
    static const struct field region = {.name = "region", .kind = KIND_REGION};
    int64_t code;
    if (json != NULL && json_id(json, &code)) {
        next(s);
        struct value value = {.state = VALUE_SET, .number = code};
        struct text name = value_show(s->work, &region, &value);
        buf_addf(&s->words, "单位“%.*s”", TEXT_ARG(name));
    }
}

static void say_text(struct speaker *s, const char *before, const struct json *json)
{
    struct text text = TEXT_EMPTY;
    json_text(json, &text);
    text = text_trim(text);
    if (text.n > 0) {
        next(s);
        buf_addf(&s->words, "%s“%.*s”", before, TEXT_ARG(text));
    }
}

/* A number that was searched for whole stays as masked as those of the rows. */
static void say_search(struct speaker *s, const struct json *json)
{
    struct text text = TEXT_EMPTY;
    size_t digits = 0;
    json_text(json, &text);
    for (size_t i = 0; i < text.n; i++) {
        digits += text.s[i] >= '0' && text.s[i] <= '9';
    }
    if (digits < PHONE_DIGITS) {
        say_text(s, "搜索", json);
    } else {
        next(s);
        buf_adds(&s->words, "搜索号码“已遮盖”");
    }
}

static void say_states(struct speaker *s, const struct json *json)
{
    if (json != NULL && json->n > 0 && s->ledger->flow != NULL) {
        next(s);
        buf_adds(&s->words, "状态“");
        say_values(s, &s->ledger->fields[s->ledger->flow->state], json, "”或“");
        buf_adds(&s->words, "”");
    }
}

static void say_alike(struct speaker *s, const struct json *json)
{
    const struct json *fields = json_member(json, "fields");
    for (size_t i = 0; fields != NULL && i < fields->n; i++) {
        int field = ledger_field(s->ledger, fields->at[i].text);
        if (field >= 0) {
            next(s);
            buf_addf(&s->words, "%s与别的相同", s->ledger->fields[field].label);
        }
    }
}

struct text query_words(struct work *work, const struct ledger *ledger, const struct json *json)
{
    struct speaker s = {.work = work, .ledger = ledger};
    bool removed = false;
    buf_init(&s.words, WORDS_CEILING);
    say_search(&s, json_member(json, "text"));
    say_region(&s, json_member(json, "region"));
    say_states(&s, json_member(json, "state"));
    say_filters(&s, json_member(json, "filters"));
    say_text(&s, "条件式", json_member(json, "where"));
    say_alike(&s, json_member(json, "alike"));
    json_bool(json_member(json, "removed"), &removed);
    if (removed) {
        next(&s);
        buf_adds(&s.words, "含已移除的");
    }
    struct text words = arena_text(work->arena, buf_text(&s.words));
    buf_release(&s.words);
    return words;
}
