#include "base/ceilings.h"
#include "notice/edit_part.h"
#include "notice/yaml_write.h"

const char *const edit_acts[] = {"set", "add", "copy", "remove", "up", "down", NULL};
_Static_assert(COUNT(edit_acts) == EDIT__COUNT + 1, "every act has its word");

/* ---- writing ---- */

static void put(struct editing *e, size_t from, size_t to)
{
    buf_addt(&e->out, text_slice(e->bytes, from, to));
}

/* The file with from..to replaced by what write_… has put into `middle`. */
static void splice(struct editing *e, size_t from, size_t to, const struct buf *middle)
{
    put(e, 0, from);
    buf_addt(&e->out, buf_text(middle));
    put(e, to, e->bytes.n);
}

static size_t line_start(struct text bytes, size_t at)
{
    while (at > 0 && bytes.s[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* Where the line that `at` is on ends: before its line feed (and the return before that). */
static size_t line_end(struct text bytes, size_t at)
{
    while (at < bytes.n && bytes.s[at] != '\n') {
        at++;
    }
    return at > 0 && at < bytes.n && bytes.s[at - 1] == '\r' ? at - 1 : at;
}

static size_t next_line(struct text bytes, size_t at)
{
    while (at < bytes.n && bytes.s[at] != '\n') {
        at++;
    }
    return at < bytes.n ? at + 1 : at;
}

static size_t column_of(struct text bytes, size_t at)
{
    return at - line_start(bytes, at);
}

/* The indentation of a mapping's keys. */
static size_t indent_of(struct editing *e, const struct tree *map)
{
    return map->n == 0 ? 0 : column_of(e->bytes, map->key_from[0]);
}

/* The end of a mapping's value i, or of its colon when there is none. */
static size_t value_end(const struct tree *map, size_t i)
{
    return map->kids[i]->to > map->key_to[i] ? map->kids[i]->to : map->key_to[i];
}

/* What stands for no value: in brackets a colon cannot be the last. */
static const char *blank(bool flow)
{
    return flow ? " ~" : "";
}

static void write_value(struct buf *out, const struct slot *slot, struct edit_texts to,
                        struct yaml_place place)
{
    if (to.n == 0) {
        buf_adds(out, blank(place.flow));
    } else if (slot->kind == SLOT_TEXTS) {
        yaml_write_texts(out, to.at, to.n, slot->sense == SENSE_LINES, place);
    } else {
        yaml_write_text(out, to.at[0], place);
    }
}

/* The key of the mapping that stands last before `slot` in the shape's order; SIZE_MAX: none. */
static size_t key_before(const struct tree *map, const struct shape *shape, const struct slot *slot)
{
    size_t before = SIZE_MAX;
    for (size_t i = 0; &shape->slots[i] != slot; i++) {
        size_t at = editing_key_index(map, shape->slots[i].key);
        before = at == SIZE_MAX ? before : at;
    }
    return before;
}

/* Puts "key:" and `value` (with its leading blank) into a mapping that lacks the key. */
static void insert_key(struct editing *e, const struct tree *map, const struct shape *shape,
                       const struct slot *slot, const struct buf *value)
{
    size_t before = key_before(map, shape, slot), at;
    struct buf middle;
    buf_init(&middle, CEILING_NOTICE_FILE);
    if (map->n == 0) { /* an empty file, or {} */
        at = map->flow ? map->from + 1 : e->bytes.n;
        bool line = !map->flow && at > 0 && e->bytes.s[at - 1] != '\n';
        buf_addf(&middle, "%s%s:", line ? "\n" : "", slot->key);
        buf_addt(&middle, buf_text(value));
        buf_adds(&middle, map->flow ? "" : "\n");
    } else if (before == SIZE_MAX) {
        at = map->key_from[0];
        buf_addf(&middle, "%s:", slot->key);
        buf_addt(&middle, buf_text(value));
        if (map->flow) {
            buf_adds(&middle, ", ");
        } else {
            yaml_write_line(&middle, indent_of(e, map));
        }
    } else if (map->flow) {
        at = value_end(map, before);
        buf_addf(&middle, ", %s:", slot->key);
        buf_addt(&middle, buf_text(value));
    } else {
        at = line_end(e->bytes, value_end(map, before));
        yaml_write_line(&middle, indent_of(e, map));
        buf_addf(&middle, "%s:", slot->key);
        buf_addt(&middle, buf_text(value));
    }
    splice(e, at, at, &middle);
    buf_release(&middle);
}

/* Whether anything stands behind a place on its line. */
static bool has_comment(const struct editing *e, size_t at)
{
    return text_trim(text_slice(e->bytes, at, line_end(e->bytes, at))).n > 0;
}

/* Takes a key out. The first of several in a block hands its place to the next; one with a comment
 * on its line, or alone, keeps its key. */
static void remove_key(struct editing *e, const struct tree *map, size_t i)
{
    size_t from = map->key_from[i], to = value_end(map, i);
    bool comment = has_comment(e, to);
    struct buf nothing;
    buf_init(&nothing, 16);
    if (map->n == 1 && map->flow) {
        buf_adds(&nothing, blank(true));
    }
    if (map->n == 1 || (!map->flow && comment)) {
        splice(e, map->key_to[i], to, &nothing);
    } else if (i + 1 < map->n && (map->flow || i == 0)) {
        splice(e, from, map->key_from[i + 1], &nothing);
    } else if (map->flow) {
        splice(e, value_end(map, i - 1), to, &nothing);
    } else {
        splice(e, line_start(e->bytes, from), next_line(e->bytes, to), &nothing);
    }
    buf_release(&nothing);
}

static void set_value(struct editing *e, const struct place *place, struct edit_texts to)
{
    const struct tree *map = place->owner;
    size_t i = editing_key_index(map, place->slot->key);
    struct yaml_place where = {indent_of(e, map), map->flow};
    struct buf middle;
    if (to.n == 0 && i == SIZE_MAX) {
        put(e, 0, e->bytes.n);
        return;
    }
    if (to.n == 0 && !place->slot->required) {
        remove_key(e, map, i);
        return;
    }
    if (i != SIZE_MAX && to.n > 0) { /* before a comment only what fits on the line */
        size_t end = value_end(map, i);
        where.flow = where.flow || has_comment(e, end);
    }
    buf_init(&middle, CEILING_NOTICE_FILE);
    write_value(&middle, place->slot, to, where);
    if (i == SIZE_MAX) {
        insert_key(e, map, place->shape, place->slot, &middle);
    } else {
        splice(e, map->key_to[i], value_end(map, i), &middle);
    }
    buf_release(&middle);
}

/* Puts a part that is not there, with one value in it, under its key. */
static void begin_part(struct editing *e, const struct place *place, struct edit_texts to)
{
    const struct tree *map = place->above;
    size_t i = editing_key_index(map, place->above_slot->key), indent = indent_of(e, map);
    struct buf middle;
    buf_init(&middle, CEILING_NOTICE_FILE);
    if (map->flow) {
        buf_addf(&middle, " {%s:", place->slot->key);
        write_value(&middle, place->slot, to, (struct yaml_place){0, true});
        buf_addc(&middle, '}');
    } else {
        yaml_write_line(&middle, indent + 2);
        buf_addf(&middle, "%s:", place->slot->key);
        write_value(&middle, place->slot, to, (struct yaml_place){indent + 2, false});
    }
    if (i == SIZE_MAX) {
        insert_key(e, map, place->above_shape, place->above_slot, &middle);
    } else {
        size_t at = map->flow ? map->key_to[i] : line_end(e->bytes, map->key_to[i]);
        splice(e, at, at, &middle);
    }
    buf_release(&middle);
}

/* ---- items ---- */

/* The least that a new mapping holds: its first value, and a key for everything required. */
static void write_new(struct buf *out, const struct shape *shape, struct text first,
                      struct yaml_place place)
{
    bool begun = false;
    for (size_t i = 0; i < shape->count; i++) {
        const struct slot *slot = &shape->slots[i];
        if (i > 0 && !slot->required) {
            continue;
        }
        if (begun && place.flow) {
            buf_adds(out, ", ");
        } else if (begun) {
            yaml_write_line(out, place.indent);
        }
        begun = true;
        buf_addf(out, "%s:", slot->key);
        if (i == 0 && first.n > 0) {
            yaml_write_text(out, first, place);
        } else if (slot->kind == SLOT_CHOICE) {
            buf_addf(out, " %s", slot->choices[0]);
        } else if (slot->kind == SLOT_MANY) {
            buf_adds(out, " []");
        } else if (slot->kind == SLOT_ONE && place.flow) {
            buf_adds(out, " {");
            write_new(out, slot->shape, TEXT_EMPTY, place);
            buf_addc(out, '}');
        } else if (slot->kind == SLOT_ONE) {
            yaml_write_line(out, place.indent + 2);
            write_new(out, slot->shape, TEXT_EMPTY, (struct yaml_place){place.indent + 2, false});
        } else {
            buf_adds(out, blank(place.flow));
        }
    }
}

/* Where the dash of a block list's item stands. */
static size_t dash_of(struct editing *e, const struct tree *item)
{
    size_t at = item->from;
    while (at > 0 && e->bytes.s[at] != '-') {
        at--;
    }
    return at;
}

static bool blank_above(struct editing *e, size_t at)
{
    size_t start = line_start(e->bytes, at);
    return start > 0 &&
           text_trim(text_slice(e->bytes, line_start(e->bytes, start - 1), start)).n == 0;
}

/* An item written as `item` after place `after` of a list that has some. */
static void insert_item(struct editing *e, const struct tree *list, size_t after,
                        const struct buf *item)
{
    const struct tree *kid = list->kids[after];
    struct buf middle;
    size_t at = kid->to;
    buf_init(&middle, CEILING_NOTICE_FILE);
    if (list->flow) {
        buf_adds(&middle, ", ");
    } else {
        size_t dash = dash_of(e, kid);
        at = line_end(e->bytes, kid->to);
        if (list->n > 1 && blank_above(e, dash_of(e, list->kids[1]))) {
            buf_addc(&middle, '\n');
        }
        yaml_write_line(&middle, column_of(e->bytes, dash));
        buf_adds(&middle, "- ");
    }
    buf_addt(&middle, buf_text(item));
    splice(e, at, at, &middle);
    buf_release(&middle);
}

static void add_to_some(struct editing *e, const struct tree *list, const struct shape *shape,
                        struct text first)
{
    const struct tree *last = list->kids[list->n - 1];
    bool flow = list->flow || (last->kind == TREE_MAP && last->flow);
    struct buf item;
    buf_init(&item, CEILING_NOTICE_FILE);
    buf_adds(&item, flow ? "{" : "");
    write_new(&item, shape, first,
              (struct yaml_place){flow ? 0 : column_of(e->bytes, last->from), flow});
    buf_adds(&item, flow ? "}" : "");
    insert_item(e, list, list->n - 1, &item);
    buf_release(&item);
}

/* The first item of a list that is empty or not there. */
static void add_first(struct editing *e, const struct place *place, struct text first)
{
    const struct tree *map = place->owner;
    size_t i = editing_key_index(map, place->slot->key), indent = indent_of(e, map);
    struct buf middle;
    buf_init(&middle, CEILING_NOTICE_FILE);
    if (map->flow) {
        buf_adds(&middle, " [{");
        write_new(&middle, place->slot->shape, first, (struct yaml_place){0, true});
        buf_adds(&middle, "}]");
    } else {
        yaml_write_line(&middle, indent + 2);
        buf_adds(&middle, "- ");
        write_new(&middle, place->slot->shape, first, (struct yaml_place){indent + 4, false});
    }
    if (i == SIZE_MAX) {
        insert_key(e, map, place->shape, place->slot, &middle);
    } else {
        splice(e, map->key_to[i], value_end(map, i), &middle);
    }
    buf_release(&middle);
}

static enum status add_item(struct editing *e, const struct place *place, struct text first)
{
    if (place->slot->kind != SLOT_MANY || place->owner == NULL) {
        return editing_refuse(e, INVALID, "这里不是列表", "请刷新页面再试");
    }
    if (place->value != NULL && place->value->kind != TREE_EMPTY &&
        place->value->kind != TREE_LIST) {
        return editing_refuse_manner(e);
    }
    if (place->value != NULL && place->value->n > 0) {
        add_to_some(e, place->value, place->slot->shape, first);
    } else {
        add_first(e, place, first);
    }
    return OK;
}

/* A block item from its dash's line to the end of its last. */
static void item_lines(struct editing *e, const struct tree *item, size_t *from, size_t *to)
{
    *from = line_start(e->bytes, dash_of(e, item));
    *to = next_line(e->bytes, item->to);
}

static void remove_item(struct editing *e, const struct place *place)
{
    const struct tree *list = place->list, *item = list->kids[place->item];
    size_t from = item->from, to = item->to;
    struct buf middle;
    buf_init(&middle, 16);
    if (list->n == 1) {
        from = place->list_from;
        to = list->to;
        buf_adds(&middle, " []");
    } else if (!list->flow) {
        item_lines(e, item, &from, &to);
        if (blank_above(e, from) && to < e->bytes.n && line_end(e->bytes, to) == to) {
            to = next_line(e->bytes, to);
        }
    } else if (place->item + 1 < list->n) {
        to = list->kids[place->item + 1]->from;
    } else {
        from = list->kids[place->item - 1]->to;
    }
    splice(e, from, to, &middle);
    buf_release(&middle);
}

static enum status copy_item(struct editing *e, const struct place *place)
{
    const struct tree *item = place->list->kids[place->item];
    struct buf copy;
    buf_init(&copy, CEILING_NOTICE_FILE);
    buf_addt(&copy, text_slice(e->bytes, item->from, item->to));
    insert_item(e, place->list, place->item, &copy);
    buf_release(&copy);
    return OK;
}

static enum status move_item(struct editing *e, const struct place *place, bool up)
{
    const struct tree *list = place->list;
    if (up ? place->item == 0 : place->item + 1 == list->n) {
        return editing_refuse(e, INVALID, up ? "已经在最上面" : "已经在最下面", "不用再移");
    }
    size_t first = up ? place->item - 1 : place->item;
    size_t a, a_end, b, b_end;
    a = list->kids[first]->from, a_end = list->kids[first]->to;
    b = list->kids[first + 1]->from, b_end = list->kids[first + 1]->to;
    if (!list->flow) {
        item_lines(e, list->kids[first], &a, &a_end);
        item_lines(e, list->kids[first + 1], &b, &b_end);
        a_end = line_end(e->bytes, a_end - 1); /* without their line feeds: the last may lack one */
        b_end = line_end(e->bytes, b_end > b && e->bytes.s[b_end - 1] == '\n' ? b_end - 1 : b_end);
    }
    put(e, 0, a);
    put(e, b, b_end);
    put(e, a_end, b);
    put(e, a, a_end);
    put(e, b_end, e->bytes.n);
    return OK;
}

/* ---- all together ---- */

static bool same_texts(struct edit_texts a, struct edit_texts b)
{
    bool same = a.n == b.n;
    for (size_t i = 0; i < a.n && same; i++) {
        same = text_equal(a.at[i], b.at[i]);
    }
    return same;
}

static enum status parse(struct editing *e, struct text bytes, const struct tree **root)
{
    struct faults faults;
    faults_init(&faults, e->arena);
    *root = tree_read(e->arena, e->file, bytes, &faults);
    return *root == NULL ? editing_refuse(e, INVALID, "这个文件现在读不出来，表单改不了",
                                          "请切换到“文本”，按提示改正写法")
                         : OK;
}

static enum status set_text(struct editing *e, const struct place *place,
                            const struct notice_edit *edit, struct edit_texts *now)
{
    enum slot_kind kind = place->slot->kind;
    if (kind == SLOT_ONE || kind == SLOT_MANY || (kind != SLOT_TEXTS && edit->to.n > 1)) {
        return editing_refuse(e, INVALID, "这里不是一个值", "请刷新页面再试");
    }
    if (!edit_texts_of(e->arena, place->value, now)) {
        return editing_refuse_manner(e);
    }
    if (!same_texts(*now, edit->was)) {
        return editing_refuse(e, CONFLICT, "别人刚改过这一处", "请选择保留哪一个值");
    }
    if (place->owner == NULL) {
        begin_part(e, place, edit->to);
    } else {
        set_value(e, place, edit->to);
    }
    return OK;
}

static enum status remove_at(struct editing *e, const struct place *place,
                             const struct notice_edit *edit)
{
    const struct tree *what =
        place->item == SIZE_MAX ? place->value : place->list->kids[place->item];
    if (place->item == SIZE_MAX &&
        (place->slot->kind != SLOT_ONE || place->owner == NULL || what == NULL)) {
        return editing_refuse(e, CONFLICT, "这一部分已经没有了",
                              "别人刚改过这份草稿，请看现在的内容");
    }
    if (edit->was.n != 1 || !text_equal(edit->was.at[0], edit_mark(e->arena, what, e->bytes))) {
        return editing_refuse(e, CONFLICT, "别人刚改过这一项", "请看现在的内容，再决定要不要删");
    }
    if (place->item == SIZE_MAX) {
        remove_key(e, place->owner, editing_key_index(place->owner, place->slot->key));
    } else {
        remove_item(e, place);
    }
    return OK;
}

static enum status act(struct editing *e, const struct place *place, const struct notice_edit *edit,
                       struct edit_texts *now)
{
    bool item = place->item != SIZE_MAX;
    bool named = edit->to.n == 1 && edit->to.at[0].n > 0;
    if (place->slot == NULL) {
        bug("a place without a key");
    }
    switch (edit->act) {
    case EDIT_SET:
        return item ? editing_refuse(e, INVALID, "这里不是一个值", "请刷新页面再试")
                    : set_text(e, place, edit, now);
    case EDIT_ADD:
        return item || !named ? editing_refuse(e, INVALID, "请写新一项的代号或名称", "")
                              : add_item(e, place, edit->to.at[0]);
    case EDIT_REMOVE:
        return remove_at(e, place, edit);
    case EDIT_COPY:
        return !item || !named ? editing_refuse(e, INVALID, "请写新一项的代号或名称", "")
                               : copy_item(e, place);
    case EDIT_UP:
    case EDIT_DOWN:
        return !item ? editing_refuse(e, INVALID, "这里不是列表的一项", "请刷新页面再试")
                     : move_item(e, place, edit->act == EDIT_UP);
    case EDIT__COUNT:
        break;
    }
    return INVALID;
}

/* The copy gets its own first value: its item stands right after the one it was made of. */
static enum status name_copy(struct editing *e, const struct shape *shape,
                             const struct place *place, const struct notice_edit *edit,
                             struct text *out)
{
    struct edit_texts now;
    struct text first = editing_first_value(place->slot->shape, place->list->kids[place->item]);
    size_t cut = edit->at.n;
    while (cut > 0 && edit->at.s[cut - 1] != '/') {
        cut--;
    }
    const struct notice_edit name = {.act = EDIT_SET,
                                     .at = arena_printf(e->arena, "%.*s#%zu/%s", (int)cut,
                                                        edit->at.s, place->item + 1,
                                                        place->slot->shape->slots[0].key),
                                     .was = {&first, first.n > 0},
                                     .to = edit->to};
    return notice_edit(e->arena, shape, e->file, *out, &name, out, &now, e->error);
}

/* Whatever was written must read back, and a value as the one that was asked for. */
static enum status prove(struct editing *e, const struct shape *shape,
                         const struct notice_edit *edit, struct text out)
{
    const struct tree *root;
    struct place place;
    struct edit_texts now;
    struct editing after = {e->arena, e->file, out, .error = e->error};
    if (parse(&after, out, &root) != OK) {
        return editing_refuse_manner(e);
    }
    if (edit->act != EDIT_SET) {
        return OK;
    }
    /* An item that was given another name is looked for no more. */
    if (editing_find_place(&after, shape, root, edit->at, &place) != OK) {
        return OK;
    }
    return edit_texts_of(e->arena, place.value, &now) && same_texts(now, edit->to)
               ? OK
               : editing_refuse_manner(e);
}

enum status notice_edit(struct arena *arena, const struct shape *shape, const char *file,
                        struct text bytes, const struct notice_edit *edit, struct text *out,
                        struct edit_texts *now, struct error *error)
{
    struct editing e = {arena, file, bytes, .error = error};
    const struct tree *root;
    struct place place;
    *now = (struct edit_texts){NULL, 0};
    enum status status = parse(&e, bytes, &root);
    if (status == OK) {
        status = editing_find_place(&e, shape, root, edit->at, &place);
    }
    if (status != OK) {
        return status;
    }
    buf_init(&e.out, CEILING_NOTICE_FILE);
    status = act(&e, &place, edit, now);
    if (status == OK && e.out.full) {
        status = editing_refuse(&e, TOO_LARGE, "文件太大（超过 1 MiB）", "请删去一些内容");
    }
    *out = arena_text(arena, buf_text(&e.out));
    buf_release(&e.out);
    if (status == OK && edit->act == EDIT_COPY) {
        status = name_copy(&e, shape, &place, edit, out);
    }
    return status == OK ? prove(&e, shape, edit, *out) : status;
}
