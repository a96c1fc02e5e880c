#include "notice/form.h"

#include "base/list.h"
#include "notice/edit.h"
#include "notice/files.h"

static const char *const kind_words[] = {
    [SLOT_TEXT] = "text",   [SLOT_KEY] = "key",   [SLOT_NUMBER] = "number",
    [SLOT_BOOL] = "bool",   [SLOT_DATE] = "date", [SLOT_CHOICE] = "choice",
    [SLOT_TEXTS] = "texts", [SLOT_ONE] = "part",  [SLOT_MANY] = "list",
};
static const char *const sense_words[] = {
    [SENSE_PLAIN] = "plain",   [SENSE_LONG] = "long",     [SENSE_LINES] = "lines",
    [SENSE_RULE] = "rule",     [SENSE_VALUE] = "value",   [SENSE_WHO] = "who",
    [SENSE_UNIT] = "unit",     [SENSE_LEDGER] = "ledger", [SENSE_CODES] = "codes",
    [SENSE_REPORT] = "report", [SENSE_PERIOD] = "period", [SENSE_HEAD] = "head",
    [SENSE_LETTER] = "letter",
};
_Static_assert(COUNT(sense_words) == SENSE__COUNT, "every sense has its word");

/* ---- the tables ---- */

static void write_slot(struct json_out *out, const struct slot *slot)
{
    json_open(out, NULL);
    json_put_cstr(out, "key", slot->key);
    json_put_cstr(out, "label", slot->label);
    json_put_cstr(out, "kind", kind_words[slot->kind]);
    json_put_cstr(out, "sense", sense_words[slot->sense]);
    json_put_bool(out, "required", slot->required);
    if (slot->say != NULL) {
        json_put_cstr(out, "help", slot->say);
    }
    if (slot->least != 0 || slot->most != 0) {
        json_put_int(out, "least", slot->least);
        json_put_int(out, "most", slot->most);
    }
    if (slot->choices != NULL) {
        json_open_list(out, "choices");
        for (size_t i = 0; slot->choices[i] != NULL; i++) {
            json_open(out, NULL);
            json_put_cstr(out, "value", slot->choices[i]);
            json_put_cstr(out, "label",
                          slot->choice_labels == NULL ? slot->choices[i] : slot->choice_labels[i]);
            json_close(out);
        }
        json_close_list(out);
    }
    if (slot->choices != NULL && !slot->required) {
        json_put_cstr(out, "absent", slot->choices[slot->absent]);
    } else if (slot->kind == SLOT_BOOL) {
        json_put_cstr(out, "absent", slot->absent != 0 ? "true" : "false");
    } else if (slot->kind == SLOT_NUMBER && !slot->required && slot->absent != SHAPE_BLANK) {
        json_put_int(out, "absent", slot->absent);
    }
    if (slot->shape != NULL) {
        json_put_cstr(out, "shape", slot->shape->label);
    }
    json_close(out);
}

typedef LIST(const struct shape *) shape_list;

static void write_shape(struct json_out *out, const struct shape *shape, shape_list *seen)
{
    for (size_t i = 0; i < seen->n; i++) {
        if (seen->at[i] == shape) {
            return;
        }
    }
    list_add(seen, shape);
    json_open(out, NULL);
    json_put_cstr(out, "label", shape->label);
    json_open_list(out, "slots");
    for (size_t i = 0; i < shape->count; i++) {
        write_slot(out, &shape->slots[i]);
    }
    json_close_list(out);
    json_close(out);
    for (size_t i = 0; i < shape->count; i++) {
        if (shape->slots[i].shape != NULL) {
            write_shape(out, shape->slots[i].shape, seen);
        }
    }
}

/* ---- what stands there ---- */

struct forming {
    struct arena *arena;
    struct text bytes;
    struct json_out *out;
};

/* The line that a place in the bytes is on. */
static int line_of(const struct forming *f, const struct tree *tree)
{
    int line = tree->line;
    for (size_t i = tree->from; i < tree->to; i++) {
        line += f->bytes.s[i] == '\n';
    }
    return line;
}

static void write_map(const struct forming *f, const char *key, const struct shape *shape,
                      const struct tree *map, struct text at);

static void write_items(const struct forming *f, const struct slot *slot, const struct tree *list,
                        struct text at)
{
    json_open_list(f->out, "items");
    for (size_t i = 0; list != NULL && list->kind == TREE_LIST && i < list->n; i++) {
        struct text name = edit_item_name(f->arena, slot->shape, list, i);
        write_map(f, NULL, slot->shape, list->kids[i],
                  arena_printf(f->arena, "%.*s/%.*s", TEXT_ARG(at), TEXT_ARG(name)));
    }
    json_close_list(f->out);
}

static void write_texts(const struct forming *f, const struct tree *value)
{
    struct edit_texts texts;
    bool good = edit_texts_of(f->arena, value, &texts);
    json_open_list(f->out, "texts");
    for (size_t i = 0; good && i < texts.n; i++) {
        json_put_text(f->out, NULL, texts.at[i]);
    }
    json_close_list(f->out);
    if (!good) {
        json_put_bool(f->out, "odd", true); /* only its text can be edited */
    }
}

static void write_field(const struct forming *f, const struct slot *slot, const struct tree *map,
                        struct text at)
{
    const struct tree *value = tree_under(map, slot->key);
    json_open(f->out, slot->key);
    json_put_text(f->out, "at", at);
    if (value != NULL) {
        json_put_int(f->out, "line", tree_line(map, slot->key));
        json_put_int(f->out, "last", line_of(f, value));
    }
    if (slot->kind == SLOT_MANY) {
        write_items(f, slot, value, at);
    } else if (slot->kind != SLOT_ONE) {
        write_texts(f, value);
    } else if (value != NULL && value->kind != TREE_EMPTY) {
        write_map(f, "part", slot->shape, value, at);
    }
    json_close(f->out);
}

/* `map` NULL: a file that is not there. */
static void write_map(const struct forming *f, const char *key, const struct shape *shape,
                      const struct tree *map, struct text at)
{
    json_open(f->out, key);
    json_put_text(f->out, "at", at);
    json_put_cstr(f->out, "shape", shape->label);
    if (map != NULL) {
        json_put_int(f->out, "line", map->line);
        json_put_int(f->out, "last", line_of(f, map));
        json_put_text(f->out, "mark", edit_mark(f->arena, map, f->bytes));
    }
    json_open(f->out, "fields");
    for (size_t i = 0; i < shape->count; i++) {
        const struct slot *slot = &shape->slots[i];
        write_field(f, slot, map,
                    at.n == 0 ? text_of(slot->key)
                              : arena_printf(f->arena, "%.*s/%s", TEXT_ARG(at), slot->key));
    }
    json_close(f->out);
    json_close(f->out);
}

static const struct notice_file *find(const struct notice_files *files, struct text name)
{
    for (size_t i = 0; i < files->n; i++) {
        if (text_equal(files->at[i].name, name)) {
            return &files->at[i];
        }
    }
    return NULL;
}

/* A report is called by its own name. */
static struct text label_of(const struct file_kind *kind, const struct tree *root, struct text name)
{
    const struct tree *own = kind->name == NULL ? tree_under(root, "name") : NULL;
    if (own != NULL && own->kind == TREE_TEXT) {
        return own->text;
    }
    return kind->name == NULL ? name : text_of(kind->label);
}

void form_write(struct arena *arena, const struct notice_files *files, struct text name,
                struct json_out *out)
{
    const struct file_kind *kind = file_kind_of(name);
    const struct notice_file *file = find(files, name);
    struct forming f = {arena, file == NULL ? TEXT_EMPTY : file->bytes, out};
    struct faults faults;
    faults_init(&faults, arena);
    const struct tree *root =
        file == NULL ? NULL : tree_read(arena, arena_cstr(arena, name), f.bytes, &faults);
    shape_list seen = {0};
    json_put_text(out, "file", name);
    json_put_text(out, "label", label_of(kind, root, name));
    json_put_bool(out, "there", file != NULL);
    json_open_list(out, "shapes");
    write_shape(out, kind->shape, &seen);
    json_close_list(out);
    list_release(&seen);
    if (file == NULL || (root != NULL && root->kind == TREE_MAP)) {
        write_map(&f, "root", kind->shape, root, TEXT_EMPTY);
    }
}

/* ---- the files ---- */

static void write_file(struct json_out *out, struct text name, struct text label, bool there,
                       bool required)
{
    json_open(out, NULL);
    json_put_text(out, "name", name);
    json_put_text(out, "label", label);
    json_put_bool(out, "there", there);
    json_put_bool(out, "required", required);
    json_close(out);
}

static void write_report_file(struct arena *arena, const struct notice_files *files,
                              struct text report, struct json_out *out)
{
    struct text name = arena_printf(arena, "%.*s.yaml", TEXT_ARG(report));
    const struct notice_file *file = find(files, name);
    struct faults faults;
    faults_init(&faults, arena);
    const struct tree *root =
        file == NULL ? NULL : tree_read(arena, arena_cstr(arena, name), file->bytes, &faults);
    const struct file_kind *kind = file_kind_of(name);
    struct text label = root == NULL ? report : label_of(kind, root, name);
    write_file(out, name, label, file != NULL, true);
}

void form_write_files(struct arena *arena, const struct notice_files *files, struct json_out *out)
{
    const struct notice_file *head = find(files, TEXT("notice.yaml"));
    struct faults faults;
    faults_init(&faults, arena);
    const struct tree *root =
        head == NULL ? NULL : tree_read(arena, "notice.yaml", head->bytes, &faults);
    struct edit_texts reports = {NULL, 0};
    if (!edit_texts_of(arena, tree_under(root, "reports"), &reports)) {
        reports.n = 0;
    }
    json_open_list(out, "parts");
    for (size_t i = 0; i < file_kind_count; i++) {
        const struct file_kind *kind = &file_kinds[i];
        struct text name = text_of(kind->name);
        write_file(out, name, text_of(kind->label), find(files, name) != NULL, kind->required);
    }
    for (size_t i = 0; i < reports.n; i++) {
        write_report_file(arena, files, reports.at[i], out);
    }
    json_close_list(out);
}

/* ---- names ---- */

static void write_name(struct json_out *out, struct text value, struct text label)
{
    json_open(out, NULL);
    json_put_text(out, "value", value);
    json_put_text(out, "label", label.n == 0 ? value : label);
    json_close(out);
}

#define write_names(out, word, many, value_member, label_member)                                   \
    do {                                                                                           \
        json_open_list((out), (word));                                                             \
        for (size_t i_ = 0; i_ < (many).n; i_++) {                                                 \
            write_name((out), (many).at[i_].value_member, (many).at[i_].label_member);             \
        }                                                                                          \
        json_close_list(out);                                                                      \
    } while (0)

static void write_periods(const struct notice *notice, struct json_out *out)
{
    json_open(out, "period");
    for (size_t i = 0; i < notice->reports.n; i++) {
        const struct report_form *form = &notice->reports.at[i];
        if (form->key.n == 0) {
            continue;
        }
        json_put_key(out, form->key);
        json_open_list(out, NULL);
        for (size_t k = 0; k < form->periods.n; k++) {
            write_name(out, form->periods.at[k].key, form->periods.at[k].name);
        }
        json_close_list(out);
    }
    json_close(out);
}

void form_write_names(struct arena *arena, const struct notice_files *files, struct json_out *out)
{
    const struct notice *notice = notice_peek(arena, files);
    json_open(out, "names");
    write_names(out, "unit", notice->units, key, name);
    json_open_list(out, "who");
    for (size_t i = 0; unit_kinds[i] != NULL; i++) {
        write_name(out, text_of(unit_kinds[i]), arena_printf(arena, "各%s", unit_kind_labels[i]));
    }
    for (size_t i = 0; i < notice->units.n; i++) {
        write_name(out, notice->units.at[i].key, notice->units.at[i].name);
    }
    json_close_list(out);
    write_names(out, "report", notice->reports, key, name);
    write_periods(notice, out);
    write_names(out, "head", notice->inspection.heads, key, item);
    write_names(out, "letter", notice->letters.kinds, key, name);
    json_close(out);
}
