#include "notice/shape.h"

#include <string.h>

enum { KEYS_MAX = 48 }; /* keys of one mapping; the widest has some 20 */

struct many {
    void *at;
    size_t n;
};

struct shaping {
    struct arena *arena;
    struct faults *faults;
};

static const char *const yes_no[] = {"false", "true", "否", "是", NULL};

static void wrong(struct shaping *s, const struct tree *tree, const struct slot *slot,
                  const char *expected)
{
    fault_add(s->faults, FAULT_ERROR, tree->file, tree->line, "“%s”应是%s", slot->key, expected);
    fault_key(s->faults, slot->key);
    fault_hint(s->faults, "%s", slot->say == NULL ? "请对照自带通知的同一文件改写" : slot->say);
}

static bool is_key(struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        char c = t.s[i];
        bool letter = c >= 'a' && c <= 'z';
        bool other = (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!letter && (i == 0 || !other)) {
            return false;
        }
    }
    return t.n > 0 && t.n <= 64;
}

static int choice_of(const struct slot *slot, struct text text)
{
    for (int i = 0; slot->choices[i] != NULL; i++) {
        if (text_is(text, slot->choices[i])) {
            return i;
        }
    }
    return -1;
}

static void wrong_choice(struct shaping *s, const struct tree *tree, const struct slot *slot)
{
    size_t n = 0;
    struct text all = TEXT_EMPTY;
    while (slot->choices[n] != NULL) {
        all =
            arena_printf(s->arena, "%.*s%s%s", TEXT_ARG(all), n == 0 ? "" : "、", slot->choices[n]);
        n++;
    }
    fault_add(s->faults, FAULT_ERROR, tree->file, tree->line, "“%s”不能是“%.*s”", slot->key,
              TEXT_ARG(tree->text));
    fault_key(s->faults, slot->key);
    const char *near = fault_nearest(tree->text, slot->choices, n);
    fault_hint(s->faults, "请写其中之一：%.*s%s%s%s", TEXT_ARG(all),
               near == NULL ? "" : "（是不是“", near == NULL ? "" : near,
               near == NULL ? "" : "”？）");
}

static void read_number(struct shaping *s, const struct slot *slot, const struct tree *tree,
                        int64_t *out)
{
    int64_t value;
    if (tree->kind != TREE_TEXT || !text_to_int(tree->text, &value) || value == SHAPE_BLANK) {
        wrong(s, tree, slot, "整数");
    } else if ((slot->least != 0 || slot->most != 0) &&
               (value < slot->least || value > slot->most)) {
        fault_add(s->faults, FAULT_ERROR, tree->file, tree->line,
                  "“%s”应在 %lld 到 %lld 之间，现在是 %lld", slot->key, (long long)slot->least,
                  (long long)slot->most, (long long)value);
        fault_key(s->faults, slot->key);
        fault_hint(s->faults, "%s", slot->say == NULL ? "请改正数值" : slot->say);
    } else {
        *out = value;
    }
}

static void read_bool(struct shaping *s, const struct slot *slot, const struct tree *tree,
                      bool *out)
{
    for (int i = 0; tree->kind == TREE_TEXT && yes_no[i] != NULL; i++) {
        if (text_is(tree->text, yes_no[i])) {
            *out = i % 2 == 1;
            return;
        }
    }
    wrong(s, tree, slot, " true（是）或 false（否）");
}

static void read_date(struct shaping *s, const struct slot *slot, const struct tree *tree,
                      int32_t *out)
{
    struct date date;
    if (tree->kind == TREE_TEXT && date_parse(tree->text, &date) && date.precision == DATE_DAY) {
        *out = date.day;
        return;
    }
    fault_add(s->faults, FAULT_ERROR, tree->file, tree->line, "“%s”不是一个日期", slot->key);
    fault_key(s->faults, slot->key);
    fault_hint(s->faults, "请写成年-月-日，如 2022-09-08");
}

static void read_choice(struct shaping *s, const struct slot *slot, const struct tree *tree,
                        int *out)
{
    if (tree->kind != TREE_TEXT) {
        wrong(s, tree, slot, "一个词");
        return;
    }
    int choice = choice_of(slot, tree->text);
    if (choice < 0) {
        wrong_choice(s, tree, slot);
        return;
    }
    *out = choice;
}

static void read_text(struct shaping *s, const struct slot *slot, const struct tree *tree,
                      struct text *out)
{
    if (tree->kind != TREE_TEXT) {
        wrong(s, tree, slot, "一段文字");
    } else if (slot->kind == SLOT_KEY && !is_key(tree->text)) {
        fault_add(s->faults, FAULT_ERROR, tree->file, tree->line,
                  "“%s”的代号“%.*s”只能用小写字母、数字、_ 和 -，以字母开头", slot->key,
                  TEXT_ARG(tree->text));
        fault_key(s->faults, slot->key);
        fault_hint(s->faults, "请改成如 long_unemployed 的样子");
    } else {
        *out = text_trim(tree->text);
    }
}

static void read_texts(struct shaping *s, const struct slot *slot, const struct tree *tree,
                       void *out)
{
    const struct tree *const alone[] = {tree};
    const struct tree *const *items = alone;
    size_t n = 1;
    if (tree->kind == TREE_LIST) {
        items = (const struct tree *const *)tree->kids;
        n = tree->n;
    }
    struct text *texts = arena_array(s->arena, struct text, n);
    for (size_t i = 0; i < n; i++) {
        read_text(s, slot, items[i], &texts[i]);
    }
    struct many many = {texts, n};
    memcpy(out, &many, sizeof(many));
}

static void read_mapping(struct shaping *s, const struct shape *shape, const struct tree *tree,
                         void *out);

static void read_many(struct shaping *s, const struct slot *slot, const struct tree *tree,
                      void *out)
{
    if (tree->kind != TREE_LIST) {
        wrong(s, tree, slot, "列表，每项以“- ”开头");
        return;
    }
    char *items = arena_alloc_array(s->arena, tree->n, slot->shape->size);
    for (size_t i = 0; i < tree->n; i++) {
        read_mapping(s, slot->shape, tree->kids[i], items + i * slot->shape->size);
    }
    struct many many = {items, tree->n};
    memcpy(out, &many, sizeof(many));
}

static void read_one(struct shaping *s, const struct slot *slot, const struct tree *tree, void *out)
{
    void *one = arena_alloc(s->arena, slot->shape->size);
    read_mapping(s, slot->shape, tree, one);
    memcpy(out, &one, sizeof(one));
}

static void read_slot(struct shaping *s, const struct slot *slot, const struct tree *tree,
                      void *out)
{
    switch (slot->kind) {
    case SLOT_TEXT:
    case SLOT_KEY:
        read_text(s, slot, tree, out);
        break;
    case SLOT_NUMBER:
        read_number(s, slot, tree, out);
        break;
    case SLOT_BOOL:
        read_bool(s, slot, tree, out);
        break;
    case SLOT_DATE:
        read_date(s, slot, tree, out);
        break;
    case SLOT_CHOICE:
        read_choice(s, slot, tree, out);
        break;
    case SLOT_TEXTS:
        read_texts(s, slot, tree, out);
        break;
    case SLOT_ONE:
        read_one(s, slot, tree, out);
        break;
    case SLOT_MANY:
        read_many(s, slot, tree, out);
        break;
    }
}

/* What a slot holds before anything is read. */
static void set_absent(const struct slot *slot, char *out)
{
    void *at = out + slot->offset;
    switch (slot->kind) {
    case SLOT_TEXT:
    case SLOT_KEY:
        *(struct text *)at = TEXT_EMPTY;
        break;
    case SLOT_NUMBER:
        *(int64_t *)at = slot->absent;
        break;
    case SLOT_BOOL:
        *(bool *)at = slot->absent != 0;
        break;
    case SLOT_DATE:
        *(int32_t *)at = DATE_NONE;
        break;
    case SLOT_CHOICE:
        *(int *)at = (int)slot->absent;
        break;
    case SLOT_TEXTS:
    case SLOT_ONE:
    case SLOT_MANY: /* zeroed memory says none */
        break;
    }
}

static void tell_unknown_key(struct shaping *s, const struct shape *shape, const struct tree *tree,
                             size_t index)
{
    const char *keys[KEYS_MAX];
    for (size_t i = 0; i < shape->count; i++) {
        keys[i] = shape->slots[i].key;
    }
    fault_add(s->faults, FAULT_ERROR, tree->file, tree->key_lines[index], "%s没有“%.*s”这一项",
              shape->label, TEXT_ARG(tree->keys[index]));
    const char *near = fault_nearest(tree->keys[index], keys, shape->count);
    if (near != NULL) {
        fault_hint(s->faults, "是不是“%s”？", near);
        return;
    }
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < shape->count; i++) {
        all = arena_printf(s->arena, "%.*s%s%s", TEXT_ARG(all), i == 0 ? "" : "、", keys[i]);
    }
    fault_hint(s->faults, "可以写的有：%.*s", TEXT_ARG(all));
}

/* Blanks in quotes, and a list without items that is no list of mappings, say nothing. */
static bool says_something(const struct tree *value, enum slot_kind kind)
{
    if (value == NULL || value->kind == TREE_EMPTY) {
        return false;
    }
    return value->kind == TREE_TEXT
               ? text_trim(value->text).n > 0
               : kind != SLOT_TEXTS || value->kind != TREE_LIST || value->n > 0;
}

static void read_mapping(struct shaping *s, const struct shape *shape, const struct tree *tree,
                         void *out)
{
    if (shape->count > KEYS_MAX) {
        bug("%s: more than %d keys", shape->label, KEYS_MAX);
    }
    *(const struct tree **)out = tree; /* the struct's first member */
    for (size_t i = 0; i < shape->count; i++) {
        set_absent(&shape->slots[i], out);
    }
    if (tree->kind != TREE_MAP) {
        fault_add(s->faults, FAULT_ERROR, tree->file, tree->line, "%s应写成若干行“键: 值”",
                  shape->label);
        fault_hint(s->faults, "例如 %s: %s", shape->slots[0].key,
                   shape->slots[0].say == NULL ? "…" : shape->slots[0].say);
        return;
    }
    for (size_t i = 0; i < tree->n; i++) {
        bool known = false;
        for (size_t j = 0; j < shape->count && !known; j++) {
            known = text_is(tree->keys[i], shape->slots[j].key);
        }
        if (!known) {
            tell_unknown_key(s, shape, tree, i);
        }
    }
    for (size_t i = 0; i < shape->count; i++) {
        const struct slot *slot = &shape->slots[i];
        const struct tree *value = tree_under(tree, slot->key);
        if (says_something(value, slot->kind)) {
            read_slot(s, slot, value, (char *)out + slot->offset);
        } else if (slot->required) {
            fault_add(s->faults, FAULT_ERROR, tree->file, tree_line(tree, slot->key), "%s缺少“%s”",
                      shape->label, slot->key);
            fault_key(s->faults, slot->key);
            fault_hint(s->faults, "请补上 %s: %s", slot->key, slot->say == NULL ? "…" : slot->say);
        }
    }
}

void shape_read(struct arena *arena, const struct shape *shape, const struct tree *tree, void *out,
                struct faults *faults)
{
    struct shaping s = {.arena = arena, .faults = faults};
    read_mapping(&s, shape, tree, out);
}
