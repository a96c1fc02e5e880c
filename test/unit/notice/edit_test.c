#include "notice/edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "notice/files.h"

static struct arena arena;

static struct edit_texts texts_of(const char *words)
{
    struct text all = text_of(words), part;
    struct text *texts = arena_array(&arena, struct text, all.n + 1);
    size_t n = 0;
    while (all.n > 0 && text_split(&all, '|', &part)) {
        texts[n++] = part;
    }
    return (struct edit_texts){texts, n};
}

struct changed {
    enum status status;
    struct text text;
    struct edit_texts now;
    struct error error;
};

static struct changed change(const char *file, const char *bytes, enum edit_act act, const char *at,
                             const char *was, const char *to)
{
    struct changed c = {0};
    const struct notice_edit edit = {act, text_of(at), texts_of(was), texts_of(to)};
    c.status = notice_edit(&arena, file_kind_of(text_of(file))->shape, file, text_of(bytes), &edit,
                           &c.text, &c.now, &c.error);
    return c;
}

static const struct {
    const char *file, *bytes;
    enum edit_act act;
    const char *at, *was, *to, *after;
} good[] = {
    /* a value, its comment and its neighbours stay */
    {"units.yaml", "# 头\nunits:\n  - key: a   # 甲\n    name: 旧名  # 说明\n    kind: park\n",
     EDIT_SET, "units/a/name", "旧名", "新名",
     "# 头\nunits:\n  - key: a   # 甲\n    name: 新名  # 说明\n    kind: park\n"},
    {"units.yaml", "units:\n  - {key: a, name: 旧, kind: park} # 行\n", EDIT_SET, "units/a/name",
     "旧", "新, 名", "units:\n  - {key: a, name: \"新, 名\", kind: park} # 行\n"},
    /* a key that was not there goes where the form has it */
    {"units.yaml", "units:\n  - key: a\n    name: 甲\n    kind: park\n", EDIT_SET, "units/a/short",
     "", "小甲", "units:\n  - key: a\n    name: 甲\n    short: 小甲\n    kind: park\n"},
    {"units.yaml", "units:\n  - name: 甲\n    kind: park\n", EDIT_SET, "units/#0/key", "", "a",
     "units:\n  - key: a\n    name: 甲\n    kind: park\n"},
    {"units.yaml", "units:\n  - {key: a, kind: park}\n", EDIT_SET, "units/a/name", "", "甲",
     "units:\n  - {key: a, name: 甲, kind: park}\n"},
    /* taken out: the line goes, but not its comment */
    {"units.yaml", "units:\n  - key: a\n    short: 小甲\n    kind: park\n", EDIT_SET,
     "units/a/short", "小甲", "", "units:\n  - key: a\n    kind: park\n"},
    {"calendar.yaml", "calendar:\n  - key: d\n    weekday: 3  # 县里定\n", EDIT_SET,
     "calendar/d/weekday", "3", "", "calendar:\n  - key: d\n    weekday:  # 县里定\n"},
    {"calendar.yaml", "calendar:\n  - key: d\n    weekday:  # 县里定\n", EDIT_SET,
     "calendar/d/weekday", "", "4", "calendar:\n  - key: d\n    weekday: 4  # 县里定\n"},
    {"units.yaml", "units:\n  - {key: a, short: 小, kind: park}\n", EDIT_SET, "units/a/short", "小",
     "", "units:\n  - {key: a, kind: park}\n"},
    {"units.yaml", "units:\n  - {key: a, name: 甲}\n", EDIT_SET, "units/a/name", "甲", "",
     "units:\n  - {key: a, name: ~}\n"},
    {"units.yaml", "units:\n  - {key: a, name: ~}\n", EDIT_SET, "units/a/name", "", "甲",
     "units:\n  - {key: a, name: 甲}\n"},
    /* lists of words */
    {"calendar.yaml", "calendar:\n  - key: d\n    who: township\n", EDIT_SET, "calendar/d/who",
     "township", "township|bureau", "calendar:\n  - key: d\n    who: [township, bureau]\n"},
    {"calendar.yaml",
     "calendar:\n  - key: d\n    who:\n      - township\n      - bureau\n    due: x\n", EDIT_SET,
     "calendar/d/who", "township|bureau", "village",
     "calendar:\n  - key: d\n    who: village\n    due: x\n"},
    {"table2.yaml", "key: t\nabove: [甲]\n", EDIT_SET, "above", "甲", "填报：{unit}|乙",
     "key: t\nabove:\n  - 填报：{unit}\n  - 乙\n"},
    {"table2.yaml", "key: t\nabove: [甲]\n", EDIT_SET, "above", "甲", "{unit}: 乙|#丙",
     "key: t\nabove:\n  - \"{unit}: 乙\"\n  - \"#丙\"\n"},
    /* parts */
    {"notice.yaml", "key: a\nwindow:\n  from: 2022-09-01 # 起\n  to: x\n", EDIT_SET, "window/from",
     "2022-09-01", "2023-09-01", "key: a\nwindow:\n  from: 2023-09-01 # 起\n  to: x\n"},
    {"notice.yaml", "key: a\n", EDIT_SET, "window/to", "", "2023-09-01",
     "key: a\nwindow:\n  to: 2023-09-01\n"},
    {"tasks.yaml", "tasks:\n  - {key: t, no: 1}\n", EDIT_SET, "tasks/t/progress/unit", "", "人",
     "tasks:\n  - {key: t, no: 1, progress: {unit: 人}}\n"},
    {"settings.yaml", "# 空\n", EDIT_SET, "flow", "", "period", "# 空\nflow: period\n"},
    {"settings.yaml", "", EDIT_SET, "flow", "", "period", "flow: period\n"},
    /* items */
    {"units.yaml", "units:\n  - key: a\n    name: 甲\n    kind: park\n# 尾\n", EDIT_ADD, "units",
     "", "b",
     "units:\n  - key: a\n    name: 甲\n    kind: park\n  - key: b\n    name:\n    kind: "
     "township\n# 尾\n"},
    {"units.yaml", "units:\n  - {key: a, name: 甲, kind: park}\n", EDIT_ADD, "units", "", "b",
     "units:\n  - {key: a, name: 甲, kind: park}\n  - {key: b, name: ~, kind: township}\n"},
    {"units.yaml", "units: []\n", EDIT_ADD, "units", "", "b",
     "units:\n  - key: b\n    name:\n    kind: township\n"},
    {"calendar.yaml", "calendar:\n  - key: a\n    what: x\n\n  - key: b\n    what: y\n", EDIT_ADD,
     "calendar", "", "c",
     "calendar:\n  - key: a\n    what: x\n\n  - key: b\n    what: y\n\n  - key: c\n    what:\n    "
     "who:\n"},
    {"units.yaml", "units:\n  - key: a # 甲\n    kind: park\n  - key: c\n", EDIT_COPY, "units/a",
     "", "b",
     "units:\n  - key: a # 甲\n    kind: park\n  - key: b # 甲\n    kind: park\n  - key: c\n"},
    {"units.yaml", "units:\n  - key: a\n    kind: park\n  # 乙\n  - key: b\n    kind: x", EDIT_UP,
     "units/b", "", "", "units:\n  - key: b\n    kind: x\n  # 乙\n  - key: a\n    kind: park"},
    {"units.yaml", "units: [{key: a}, {key: b}, {key: c}]\n", EDIT_DOWN, "units/a", "", "",
     "units: [{key: b}, {key: a}, {key: c}]\n"},
};

static void changes_only_what_is_meant(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct changed c =
            change(good[i].file, good[i].bytes, good[i].act, good[i].at, good[i].was, good[i].to);
        if (c.status != OK || !text_is(c.text, good[i].after)) {
            fail_msg("change %zu (%s): %.*s\n%.*s", i, good[i].at, TEXT_ARG(c.error.message),
                     TEXT_ARG(c.text));
        }
    }
}

static struct text mark_of(const char *bytes, size_t item)
{
    struct faults faults;
    faults_init(&faults, &arena);
    const struct tree *root = tree_read(&arena, "units.yaml", text_of(bytes), &faults);
    return edit_mark(&arena, root->kids[0]->kids[item], text_of(bytes));
}

static void takes_items_out(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *at, *after;
        size_t item;
    } cases[] = {
        {"units:\n  - key: a\n    kind: x\n  - key: b\n# 尾\n", "units/a",
         "units:\n  - key: b\n# 尾\n", 0},
        {"units:\n  - key: a\n\n  - key: b\n\n  - key: c\n", "units/b",
         "units:\n  - key: a\n\n  - key: c\n", 1},
        {"units: # 单位\n  - key: a\n# 尾\n", "units/a", "units: []\n# 尾\n", 0},
        {"units: [{key: a}, {key: b}]\n", "units/b", "units: [{key: a}]\n", 1},
        {"units: [{key: a}, {key: b}]\n", "units/a", "units: [{key: b}]\n", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text mark = mark_of(cases[i].bytes, cases[i].item);
        struct changed c = change("units.yaml", cases[i].bytes, EDIT_REMOVE, cases[i].at,
                                  arena_cstr(&arena, mark), "");
        if (c.status != OK || !text_is(c.text, cases[i].after)) {
            fail_msg("case %zu: %.*s\n%.*s", i, TEXT_ARG(c.error.message), TEXT_ARG(c.text));
        }
    }
}

static void tells_two_clerks_of_each_other(void **state)
{
    (void)state;
    const char *bytes = "units:\n  - key: a\n    name: 新\n";
    struct changed c = change("units.yaml", bytes, EDIT_SET, "units/a/name", "旧", "我的");
    assert_int_equal(c.status, CONFLICT);
    assert_int_equal(c.now.n, 1);
    assert_true(text_is(c.now.at[0], "新"));
    assert_int_equal(change("units.yaml", bytes, EDIT_SET, "units/b/name", "旧", "我的").status,
                     CONFLICT);
    assert_int_equal(change("units.yaml", bytes, EDIT_REMOVE, "units/a", "0", "").status, CONFLICT);
}

static void refuses_what_it_cannot_change(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        enum edit_act act;
        const char *at, *was, *to;
    } cases[] = {
        {"units:\n  - key: a\n", EDIT_SET, "units/a/nosuch", "", "x"},
        {"units:\n  - key: a\n", EDIT_SET, "units", "", "x"},
        {"units:\n  - key: a\n", EDIT_SET, "units/a", "", "x"},
        {"units:\n  - key: a\n", EDIT_SET, "", "", "x"},
        {"units:\n  - key: a\n", EDIT_ADD, "units", "", ""},
        {"units:\n  - key: a\n", EDIT_ADD, "units/a", "", "b"},
        {"units:\n  - key: a\n", EDIT_UP, "units/a", "", ""},
        {"units:\n  - key: a\n", EDIT_DOWN, "units/a", "", ""},
        {"units:\n  - key: a\n", EDIT_UP, "units", "", ""},
        {"units:\n  - 甲\n", EDIT_SET, "units/#0/name", "", "x"},
        {"units:\n  - key: a\n    name: {x: 1}\n", EDIT_SET, "units/a/name", "", "x"},
        {"units: [\n", EDIT_SET, "units/a/name", "", "x"},
        {"- a\n", EDIT_SET, "units/a/name", "", "x"},
        {"units: 无\n", EDIT_ADD, "units", "", "a"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct changed c = change("units.yaml", cases[i].bytes, cases[i].act, cases[i].at,
                                  cases[i].was, cases[i].to);
        if (c.status != INVALID || c.error.message.n == 0) {
            fail_msg("case %zu: %s %.*s", i, status_name(c.status), TEXT_ARG(c.text));
        }
    }
}

/* ---- every value of both notices, set to what is hard to write ---- */

static const char *const hard[] = {
    "甲",
    "a: b",
    "a #b",
    "- x",
    "'引'",
    "\"引\"",
    "{x}",
    "[x",
    "x:",
    "~",
    "null",
    "第一段\n第二段",
    "第一段\n\n  缩进",
    "尾\\",
    "tab\there",
    "?",
    "%",
    "@",
    "`",
    "&x",
    "*x",
    "!x",
    "|",
    ">",
    "1",
    "any(service where kind = 'visit' and date between from and to) and not (phone is unknown or "
    "alive = false) and recognised",
};

enum { STEP = 5 };

struct walk {
    const char *file;
    const struct shape *shape;
    struct text bytes;
    const struct tree *root;
    size_t tried;
};

/* Whether two trees say the same everywhere but at a path; `here` is where they are. */
static bool same_but(const struct tree *a, const struct tree *b, struct text at, struct text here)
{
    if (text_equal(at, here)) {
        return true;
    }
    if (a->kind != b->kind || a->n != b->n) {
        /* a part or a key begun for the value itself */
        return text_starts(at, here) && b->kind == TREE_MAP && a->n + 1 >= b->n;
    }
    if (a->kind == TREE_TEXT) {
        return text_equal(a->text, b->text);
    }
    for (size_t i = 0; i < a->n; i++) {
        struct text name = TEXT("*");
        size_t k = i;
        if (a->kind == TREE_MAP) {
            name = a->keys[i];
            for (k = 0; k < b->n && !text_equal(b->keys[k], name); k++) {
            }
        }
        if (k == b->n || !same_but(a->kids[i], b->kids[k], at,
                                   arena_printf(&arena, "%.*s%s%.*s", TEXT_ARG(here),
                                                here.n == 0 ? "" : "/", TEXT_ARG(name)))) {
            return false;
        }
    }
    return true;
}

/* A path with its items' names as places: what same_but counts in is any item, "*". */
static struct text any_item(struct text at, const struct shape *shape)
{
    struct text rest = at, part, out = TEXT_EMPTY;
    bool item = false;
    while (rest.n > 0 && text_split(&rest, '/', &part)) {
        const struct slot *slot = NULL;
        for (size_t i = 0; !item && i < shape->count; i++) {
            slot = text_is(part, shape->slots[i].key) ? &shape->slots[i] : slot;
        }
        out = arena_printf(&arena, "%.*s%s%.*s", TEXT_ARG(out), out.n == 0 ? "" : "/",
                           TEXT_ARG(item ? TEXT("*") : part));
        shape = slot != NULL && slot->shape != NULL ? slot->shape : shape;
        item = slot != NULL && slot->kind == SLOT_MANY;
    }
    return out;
}

static void set_all(struct walk *w, const struct slot *slot, const struct tree *value,
                    struct text at)
{
    struct edit_texts was;
    assert_true(edit_texts_of(&arena, value, &was));
    for (size_t i = w->tried % STEP; i < COUNT(hard);
         i += STEP) { /* all of them over many values */
        struct arena own;
        struct text text = text_of(hard[i]), out;
        struct text two[] = {text, TEXT("乙")};
        struct error error = {0};
        struct edit_texts now;
        bool several = slot->kind == SLOT_TEXTS && i % 2 == 0;
        const struct notice_edit edit = {EDIT_SET, at, was, {two, several ? 2 : 1}};
        arena_init(&own);
        enum status status =
            notice_edit(&own, w->shape, w->file, w->bytes, &edit, &out, &now, &error);
        if (status != OK) { /* what reads back otherwise is refused: notice_edit proves it */
            fail_msg("%s %.*s := %s: %.*s", w->file, TEXT_ARG(at), hard[i],
                     TEXT_ARG(error.message));
        }
        struct faults faults;
        faults_init(&faults, &own);
        const struct tree *after = tree_read(&own, w->file, out, &faults);
        if (!same_but(w->root, after, any_item(at, w->shape), TEXT_EMPTY)) {
            fail_msg("%s %.*s := %s changed more", w->file, TEXT_ARG(at), hard[i]);
        }
        arena_release(&own);
    }
    w->tried++;
}

static void walk_map(struct walk *w, const struct shape *shape, const struct tree *map,
                     struct text at)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct slot *slot = &shape->slots[i];
        const struct tree *value = tree_under(map, slot->key);
        struct text path =
            arena_printf(&arena, "%.*s%s%s", TEXT_ARG(at), at.n == 0 ? "" : "/", slot->key);
        if (slot->kind == SLOT_MANY) {
            for (size_t k = 0; value != NULL && k < value->n && k < 2; k++) {
                struct text name = edit_item_name(&arena, slot->shape, value, k);
                walk_map(w, slot->shape, value->kids[k],
                         arena_printf(&arena, "%.*s/%.*s", TEXT_ARG(path), TEXT_ARG(name)));
            }
        } else if (slot->kind == SLOT_ONE) {
            walk_map(w, slot->shape, value, path);
        } else {
            set_all(w, slot, value, path);
        }
    }
}

static void writes_every_value_of_both_notices(void **state)
{
    (void)state;
    static const char *const folders[] = {"NOTICES", "TEST_NOTICES"};
    static const char *const names[] = {"xinfeng-2022-02", "qingshan-2024"};
    size_t tried = 0;
    for (size_t i = 0; i < COUNT(folders); i++) {
        struct notice_files files;
        struct error error;
        struct text path = arena_printf(&arena, "%s/%s", getenv(folders[i]), names[i]);
        assert_int_equal(notice_files_read(&arena, arena_cstr(&arena, path), &files, &error), OK);
        for (size_t k = 0; k < files.n; k++) {
            struct faults faults;
            struct walk w = {arena_cstr(&arena, files.at[k].name),
                             file_kind_of(files.at[k].name)->shape, files.at[k].bytes, NULL, 0};
            faults_init(&faults, &arena);
            if (text_ends(files.at[k].name, TEXT(".yaml"))) {
                const struct tree *root = tree_read(&arena, w.file, w.bytes, &faults);
                assert_non_null(root);
                w.root = root;
                walk_map(&w, w.shape, root, TEXT_EMPTY);
                tried += w.tried;
            }
        }
    }
    assert_true(tried > 800);
}

int main(void)
{
    arena_init(&arena);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_only_what_is_meant),
        cmocka_unit_test(takes_items_out),
        cmocka_unit_test(tells_two_clerks_of_each_other),
        cmocka_unit_test(refuses_what_it_cannot_change),
        cmocka_unit_test(writes_every_value_of_both_notices),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
