#include "notice/tree.h"

#include <string.h>

#include <yaml.h>

#include "base/list.h"

enum { DEPTH_MAX = 24 }; /* nesting of a notice's files; ours reach 6 */

struct reader {
    struct arena *arena;
    struct faults *faults;
    const char *file;
    struct text bytes;
    size_t *offsets; /* of each character of bytes, and of their end: libyaml counts characters */
    size_t characters;
    yaml_parser_t parser;
    int depth;
};

/* What libyaml says, and what a clerk most likely did. */
static const struct {
    const char *problem, *message, *hint;
} problems[] = {
    {"could not find expected ':'", "这一行少了“键: 值”中的冒号",
     "请写成“键: 值”，冒号用半角，后面空一格；不要用全角“：”"},
    {"mapping values are not allowed in this context", "这里不能再出现“键: 值”",
     "文字里带有半角冒号时，请给整段文字加双引号；否则检查缩进是否对齐"},
    {"did not find expected key", "缩进没有对齐，或上一行的引号、括号没有写完",
     "同一层的各行开头空格数要相同"},
    {"did not find expected '-' indicator", "缩进没有对齐", "同一列表的各个“- ”要对齐"},
    {"found character that cannot start any token", "这里有不能直接开头的字符（制表符、@、%、`）",
     "缩进只用空格，不用 Tab；以特殊字符开头的文字请加双引号"},
    {"found a tab character that violates indentation", "缩进里有制表符（Tab）", "请改用空格"},
    {"found unexpected end of stream", "引号没有配对", "请在文字末尾补上引号"},
    {"block sequence entries are not allowed in this context", "“- ”写错了位置",
     "列表的“- ”要另起一行，并与同列表其他各项对齐"},
};

static const struct tree *refuse(struct reader *reader, int line, const char *message,
                                 const char *hint)
{
    fault_add(reader->faults, FAULT_ERROR, reader->file, line, "%s", message);
    fault_hint(reader->faults, "%s", hint);
    return NULL;
}

static void refuse_syntax(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    bool key =
        parser->context != NULL && strcmp(parser->context, "while scanning a simple key") == 0;
    int line = (int)(key ? parser->context_mark.line : parser->problem_mark.line) + 1;
    if (parser->error == YAML_READER_ERROR) {
        size_t at = parser->problem_offset < reader->bytes.n ? parser->problem_offset : 0;
        int newlines = 0;
        for (size_t i = 0; i < at; i++) {
            newlines += reader->bytes.s[i] == '\n';
        }
        (void)refuse(reader, newlines + 1, "文件不是 UTF-8 编码的文本",
                     "请用记事本打开，“另存为”时编码选 UTF-8");
        return;
    }
    for (size_t i = 0; i < COUNT(problems); i++) {
        if (parser->problem != NULL && strcmp(parser->problem, problems[i].problem) == 0) {
            (void)refuse(reader, line, problems[i].message, problems[i].hint);
            return;
        }
    }
    (void)refuse(reader, line, "看不懂这一行的写法", "请对照其他行检查缩进、冒号、引号和括号");
}

static bool next(struct reader *reader, yaml_event_t *event)
{
    if (!yaml_parser_parse(&reader->parser, event)) {
        refuse_syntax(reader);
        return false;
    }
    return true;
}

static size_t offset_of(const struct reader *reader, const yaml_mark_t *mark)
{
    return reader->offsets[mark->index < reader->characters ? mark->index : reader->characters];
}

/* Back from `to` over white space: a block's end mark stands where the next thing begins. */
static size_t trimmed(const struct reader *reader, size_t from, size_t to)
{
    while (to > from && text_find_char(TEXT(" \t\r\n"), reader->bytes.s[to - 1]) != TEXT_NONE) {
        to--;
    }
    return to;
}

static struct tree *tree_new(struct reader *reader, enum tree_kind kind, const yaml_event_t *event)
{
    struct tree *tree = arena_new(reader->arena, struct tree);
    tree->kind = kind;
    tree->file = reader->file;
    tree->line = (int)event->start_mark.line + 1;
    tree->from = offset_of(reader, &event->start_mark);
    tree->to = trimmed(reader, tree->from, offset_of(reader, &event->end_mark));
    return tree;
}

/* A collection ends with its bracket, or with its last value. */
static void end_tree(const struct reader *reader, struct tree *tree, const yaml_event_t *end)
{
    if (tree->flow) {
        tree->to = offset_of(reader, &end->end_mark);
    } else if (tree->n > 0) {
        size_t key_to = tree->kind == TREE_MAP ? tree->key_to[tree->n - 1] : 0;
        size_t to = tree->kids[tree->n - 1]->to;
        tree->to = to > key_to ? to : key_to;
    }
}

static struct tree *read_value(struct reader *reader, yaml_event_t *event);

static struct tree *read_scalar(struct reader *reader, const yaml_event_t *event)
{
    const char *s = (const char *)event->data.scalar.value;
    struct text text = {s, event->data.scalar.length};
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && (text.n == 0 || text_is(text, "~") || text_is(text, "null"))) {
        return tree_new(reader, TREE_EMPTY, event);
    }
    struct tree *tree = tree_new(reader, TREE_TEXT, event);
    tree->text = arena_text(reader->arena, text);
    return tree;
}

struct pair { /* of a list: only its value */
    struct text key;
    size_t from, to; /* of the key, behind its colon */
    int line;
    struct tree *value;
};

static struct tree *read_list(struct reader *reader, const yaml_event_t *start)
{
    struct tree *tree = tree_new(reader, TREE_LIST, start);
    tree->flow = start->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    LIST(struct pair) kids = {0};
    yaml_event_t event;
    bool good = true;
    for (;;) {
        good = next(reader, &event);
        if (!good || event.type == YAML_SEQUENCE_END_EVENT) {
            break;
        }
        struct tree *kid = read_value(reader, &event);
        if (kid == NULL) {
            good = false;
            break;
        }
        list_add(&kids, (struct pair){.value = kid});
    }
    tree->n = kids.n;
    tree->kids = arena_array(reader->arena, struct tree *, kids.n);
    for (size_t i = 0; i < kids.n; i++) {
        tree->kids[i] = kids.at[i].value;
    }
    if (good) {
        end_tree(reader, tree, &event);
        yaml_event_delete(&event);
    }
    list_release(&kids);
    return good ? tree : NULL;
}

/* One "key: value" of a mapping; false when the mapping cannot be read further. */
static bool read_pair(struct reader *reader, yaml_event_t *event, struct pair *pair)
{
    pair->line = (int)event->start_mark.line + 1;
    if (event->type != YAML_SCALAR_EVENT) {
        yaml_event_delete(event);
        (void)refuse(reader, pair->line, "“键: 值”的键只能是一个词", "请把冒号前面改成一个词");
        return false;
    }
    const char *s = (const char *)event->data.scalar.value;
    pair->key = arena_text(reader->arena, (struct text){s, event->data.scalar.length});
    pair->from = offset_of(reader, &event->start_mark);
    pair->to = offset_of(reader, &event->end_mark);
    size_t colon = pair->to;
    while (colon < reader->bytes.n && reader->bytes.s[colon] == ' ') {
        colon++;
    }
    pair->to = colon < reader->bytes.n && reader->bytes.s[colon] == ':' ? colon + 1 : pair->to;
    yaml_event_delete(event);
    if (!next(reader, event)) {
        return false;
    }
    pair->value = read_value(reader, event);
    return pair->value != NULL;
}

static struct tree *read_map(struct reader *reader, const yaml_event_t *start)
{
    struct tree *tree = tree_new(reader, TREE_MAP, start);
    tree->flow = start->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    LIST(struct pair) pairs = {0};
    yaml_event_t event;
    bool good = true;
    for (;;) {
        good = next(reader, &event);
        if (!good || event.type == YAML_MAPPING_END_EVENT) {
            break;
        }
        struct pair pair;
        if (!read_pair(reader, &event, &pair)) {
            good = false;
            break;
        }
        bool twice = false;
        for (size_t i = 0; i < pairs.n && !twice; i++) {
            twice = text_equal(pairs.at[i].key, pair.key);
        }
        if (twice) {
            fault_add(reader->faults, FAULT_ERROR, reader->file, pair.line, "“%.*s”写了两遍",
                      TEXT_ARG(pair.key));
            fault_hint(reader->faults, "请只留一处");
            continue;
        }
        list_add(&pairs, pair);
    }
    tree->n = pairs.n;
    tree->keys = arena_array(reader->arena, struct text, pairs.n);
    tree->key_lines = arena_array(reader->arena, int, pairs.n);
    tree->key_from = arena_array(reader->arena, size_t, pairs.n);
    tree->key_to = arena_array(reader->arena, size_t, pairs.n);
    tree->kids = arena_array(reader->arena, struct tree *, pairs.n);
    for (size_t i = 0; i < pairs.n; i++) {
        tree->keys[i] = pairs.at[i].key;
        tree->key_lines[i] = pairs.at[i].line;
        tree->key_from[i] = pairs.at[i].from;
        tree->key_to[i] = pairs.at[i].to;
        tree->kids[i] = pairs.at[i].value;
    }
    if (good) {
        end_tree(reader, tree, &event);
        yaml_event_delete(&event);
    }
    list_release(&pairs);
    return good ? tree : NULL;
}

/* The value that begins with *event, which is given up here. NULL when it cannot be read. */
static struct tree *read_value(struct reader *reader, yaml_event_t *event)
{
    struct tree *tree = NULL;
    int line = (int)event->start_mark.line + 1;
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor != NULL || tag != NULL || event->type == YAML_ALIAS_EVENT) {
        (void)refuse(reader, line, "这里用了 YAML 的锚、别名或类型标记（&、*、!）",
                     "请直接写出内容；以这些字符开头的文字请加双引号");
    } else if (reader->depth == DEPTH_MAX) {
        (void)refuse(reader, line, "层次太多", "请减少缩进的层数");
    } else if (event->type == YAML_SCALAR_EVENT) {
        tree = read_scalar(reader, event);
    } else {
        reader->depth++;
        tree = event->type == YAML_SEQUENCE_START_EVENT ? read_list(reader, event)
                                                        : read_map(reader, event);
        reader->depth--;
    }
    yaml_event_delete(event);
    return tree;
}

/* Reads past what stands before the first value; an empty file is an empty mapping. */
static const struct tree *read_document(struct reader *reader)
{
    yaml_event_t event;
    for (;;) {
        if (!next(reader, &event)) {
            return NULL;
        }
        if (event.type == YAML_STREAM_END_EVENT) {
            struct tree *empty = tree_new(reader, TREE_MAP, &event);
            yaml_event_delete(&event);
            return empty;
        }
        if (event.type != YAML_STREAM_START_EVENT && event.type != YAML_DOCUMENT_START_EVENT) {
            break;
        }
        yaml_event_delete(&event);
    }
    const struct tree *root = read_value(reader, &event);
    for (int i = 0; root != NULL && i < 2; i++) { /* the document's end, then the stream's */
        if (!next(reader, &event)) {
            return NULL;
        }
        bool more = event.type != YAML_DOCUMENT_END_EVENT && event.type != YAML_STREAM_END_EVENT;
        int line = (int)event.start_mark.line + 1;
        yaml_event_delete(&event);
        if (more) {
            return refuse(reader, line, "一个文件里写了两份内容", "请删去多余的“---”行及其后内容");
        }
    }
    return root;
}

const struct tree *tree_read(struct arena *arena, const char *file, struct text bytes,
                             struct faults *faults)
{
    struct reader reader = {.arena = arena, .faults = faults, .file = file, .bytes = bytes};
    LIST(size_t) offsets = {0};
    for (size_t at = 0; at < bytes.n; at++) {
        if (((unsigned char)bytes.s[at] & 0xc0) != 0x80) { /* no byte inside a character */
            list_add(&offsets, at);
        }
    }
    list_add(&offsets, bytes.n);
    reader.offsets = offsets.at;
    reader.characters = offsets.n - 1;
    if (!yaml_parser_initialize(&reader.parser)) {
        bug("out of memory");
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)bytes.s, bytes.n);
    const struct tree *tree = read_document(&reader);
    yaml_parser_delete(&reader.parser);
    list_release(&offsets);
    return tree;
}

const struct tree *tree_under(const struct tree *tree, const char *key)
{
    if (tree == NULL || tree->kind != TREE_MAP) {
        return NULL;
    }
    for (size_t i = 0; i < tree->n; i++) {
        if (text_is(tree->keys[i], key)) {
            return tree->kids[i];
        }
    }
    return NULL;
}

bool tree_says(const struct tree *tree, const char *key)
{
    const struct tree *value = tree_under(tree, key);
    return value != NULL && value->kind != TREE_EMPTY;
}

int tree_line(const struct tree *tree, const char *key)
{
    for (size_t i = 0; tree->kind == TREE_MAP && i < tree->n; i++) {
        if (text_is(tree->keys[i], key)) {
            return tree->key_lines[i];
        }
    }
    return tree->line;
}
