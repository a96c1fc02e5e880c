#include "notice/edit_part.h"

enum status editing_refuse(struct editing *e, enum status status, const char *message,
                           const char *hint)
{
    (void)error_set(e->error, e->arena, status, "%s", message);
    return error_hint(e->error, e->arena, "%s", hint);
}

enum status editing_refuse_manner(struct editing *e)
{
    return editing_refuse(e, INVALID, "这一处的写法特别，表单改不了", "请切换到“文本”里改");
}

bool edit_texts_of(struct arena *arena, const struct tree *tree, struct edit_texts *out)
{
    *out = (struct edit_texts){NULL, 0};
    if (tree == NULL || tree->kind == TREE_EMPTY) {
        return true;
    }
    if (tree->kind == TREE_MAP) {
        return false;
    }
    size_t n = tree->kind == TREE_LIST ? tree->n : 1;
    struct text *texts = arena_array(arena, struct text, n);
    for (size_t i = 0; i < n; i++) {
        const struct tree *one = tree->kind == TREE_LIST ? tree->kids[i] : tree;
        if (one->kind != TREE_TEXT) {
            return false;
        }
        texts[i] = text_trim(one->text);
    }
    *out = (struct edit_texts){texts, n};
    return true;
}

struct text editing_first_value(const struct shape *shape, const struct tree *item)
{
    const struct tree *value = tree_under(item, shape->slots[0].key);
    return value != NULL && value->kind == TREE_TEXT ? text_trim(value->text) : TEXT_EMPTY;
}

struct text edit_item_name(struct arena *arena, const struct shape *shape, const struct tree *list,
                           size_t i)
{
    struct text name = editing_first_value(shape, list->kids[i]);
    bool own = name.n > 0 && name.s[0] != '#' && text_find_char(name, '/') == TEXT_NONE;
    for (size_t k = 0; k < list->n && own; k++) {
        own = k == i || !text_equal(editing_first_value(shape, list->kids[k]), name);
    }
    return own ? name : arena_printf(arena, "#%zu", i);
}

struct text edit_mark(struct arena *arena, const struct tree *item, struct text bytes)
{
    uint64_t hash = text_hash(text_slice(bytes, item->from, item->to));
    return arena_printf(arena, "%016llx", (unsigned long long)hash);
}

static size_t find_item(struct editing *e, const struct shape *shape, const struct tree *list,
                        struct text name)
{
    for (size_t i = 0; i < list->n; i++) {
        if (text_equal(edit_item_name(e->arena, shape, list, i), name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static const struct slot *find_slot(const struct shape *shape, struct text key)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (text_is(key, shape->slots[i].key)) {
            return &shape->slots[i];
        }
    }
    return NULL;
}

size_t editing_key_index(const struct tree *map, const char *key)
{
    for (size_t i = 0; i < map->n; i++) {
        if (text_is(map->keys[i], key)) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* One step deeper: into the part or the list under place->slot. */
static enum status step_in(struct editing *e, struct place *place, struct text *rest)
{
    const struct tree *value = place->value;
    struct text name;
    if (place->slot->kind == SLOT_ONE) {
        if (value == NULL || value->kind == TREE_EMPTY) {
            if (place->owner == NULL) {
                return editing_refuse(e, INVALID, "上一层还没有内容", "请先填上一层");
            }
            place->above = place->owner;
            place->above_shape = place->shape;
            place->above_slot = place->slot;
            value = NULL;
        }
    } else if (place->slot->kind == SLOT_MANY && place->owner != NULL && value != NULL &&
               value->kind == TREE_LIST) {
        (void)text_split(rest, '/', &name);
        place->list = value;
        place->list_from = place->owner->key_to[editing_key_index(place->owner, place->slot->key)];
        place->item = find_item(e, place->slot->shape, value, name);
        if (place->item == SIZE_MAX) {
            return editing_refuse(e, CONFLICT, "这一项已经没有了",
                                  "别人刚改过这份草稿，请看现在的内容");
        }
        value = value->kids[place->item];
    } else {
        return editing_refuse(e, CONFLICT, "这一项已经没有了",
                              "别人刚改过这份草稿，请看现在的内容");
    }
    if (value != NULL && value->kind != TREE_MAP) {
        return editing_refuse_manner(e);
    }
    place->shape = place->slot->shape;
    place->owner = value;
    return OK;
}

enum status editing_find_place(struct editing *e, const struct shape *shape,
                               const struct tree *root, struct text at, struct place *place)
{
    struct text rest = at, key;
    *place = (struct place){.owner = root, .shape = shape, .item = SIZE_MAX};
    if (root->kind != TREE_MAP) {
        return editing_refuse_manner(e);
    }
    while (rest.n > 0) {
        if (place->slot != NULL) {
            place->item = SIZE_MAX;
            enum status status = step_in(e, place, &rest);
            if (status != OK || rest.n == 0) {
                return status;
            }
        }
        (void)text_split(&rest, '/', &key);
        place->item = SIZE_MAX;
        place->slot = find_slot(place->shape, key);
        if (place->slot == NULL) {
            return editing_refuse(e, INVALID, "没有这一栏", "请刷新页面再试");
        }
        place->value = tree_under(place->owner, place->slot->key);
    }
    return place->slot == NULL ? editing_refuse(e, INVALID, "没有写明改哪里", "请刷新页面再试")
                               : OK;
}
