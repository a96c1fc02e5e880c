/*
 * Both notices spoiled in every way that somebody in a hurry spoils them, one at a time: each
 * value, key and item that the tables know. A mistake must be told at its line with what to write
 * instead; what is none must leave the notice usable; nothing may crash. Each spoiling reads the
 * whole notice anew, so a fifth of those of our own notice is tried; NUANXIN_SLOW=1 tries all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "grounds.h"
#include "notice/edit.h"
#include "notice/files.h"

static struct arena arena;
static struct notice_ground ground;

struct spoiling {
    struct notice_files files;
    size_t file; /* which of them */
    const struct tree *root;
    size_t every; /* one of so many is tried */
    size_t met, tried, told, missed;
};

enum outcome { MUST_TELL, MAY_PASS };

static struct text name_of(const struct spoiling *s)
{
    return s->files.at[s->file].name;
}

/* Everything said against the notice while one file reads `bytes`. */
static struct faults faults_of(struct arena *own, const struct spoiling *s, struct text bytes)
{
    struct notice_file *files = arena_array(own, struct notice_file, s->files.n);
    memcpy(files, s->files.at, s->files.n * sizeof(*files));
    files[s->file].bytes = bytes;
    const struct notice_files all = {files, s->files.n};
    struct faults faults;
    faults_init(&faults, own);
    const struct notice *notice = notice_read(own, &all, &faults);
    if (notice != NULL) {
        notice_check(own, notice, &ground, &faults);
    }
    return faults;
}

static bool on_line(const struct spoiling *s, const struct fault *fault, int from, int to)
{
    return text_is(name_of(s), fault->file) && fault->line >= from && fault->line <= to;
}

/* Bytes from..to replaced by `by`; lines from_line..to_line are where it must be told. */
static void spoil(struct spoiling *s, size_t from, size_t to, struct text by, enum outcome outcome,
                  int from_line, int to_line, const char *what)
{
    if (s->met++ % s->every != 0) {
        return;
    }
    struct arena own;
    struct text bytes = s->files.at[s->file].bytes;
    arena_init(&own);
    struct text spoiled = arena_printf(&own, "%.*s%.*s%.*s", (int)from, bytes.s, TEXT_ARG(by),
                                       (int)(bytes.n - to), bytes.s + to);
    struct faults faults = faults_of(&own, s, spoiled);
    bool told = false, hinted = true;
    for (size_t i = 0; i < faults.n; i++) {
        const struct fault *fault = &faults.at[i];
        if (fault->level == FAULT_ERROR && on_line(s, fault, from_line, to_line)) {
            told = true;
        }
        hinted = hinted && (fault->level != FAULT_ERROR || fault->hint.n > 0);
    }
    if ((outcome == MUST_TELL && !told) || !hinted) {
        for (size_t i = 0; i < faults.n; i++) {
            print_message("  %s:%d %.*s | %.*s\n", faults.at[i].file, faults.at[i].line,
                          TEXT_ARG(faults.at[i].message), TEXT_ARG(faults.at[i].hint));
        }
        print_message("%.*s:%d %s: %s (%.*s -> %.*s)\n", TEXT_ARG(name_of(s)), from_line, what,
                      told ? "没有改法" : "没有指出", (int)(to - from), bytes.s + from,
                      TEXT_ARG(by));
        s->missed++;
    }
    s->tried++;
    s->told += faults.errors > 0;
    arena_release(&own);
}

/* What no value of the kind may be. */
static const char *never(const struct slot *slot)
{
    switch (slot->kind) {
    case SLOT_KEY:
        return "中文 代号";
    case SLOT_NUMBER:
        return "许多";
    case SLOT_BOOL:
        return "也许";
    case SLOT_DATE:
        return "2022-13-45";
    case SLOT_CHOICE:
        return "nosuch";
    default:
        break;
    }
    switch (slot->sense) {
    case SENSE_RULE:
        return "nosuch_field = 1";
    case SENSE_VALUE:
        return "nosuch_field";
    case SENSE_WHO:
    case SENSE_UNIT:
    case SENSE_REPORT:
    case SENSE_PERIOD:
    case SENSE_HEAD:
    case SENSE_LETTER:
    case SENSE_LEDGER:
    case SENSE_CODES:
        return "nosuch";
    default:
        return NULL;
    }
}

/* A ledger that is waited for may have any name: the column stays blank until it is there. */
static bool waits(const struct slot *slot, const struct tree *map)
{
    return strcmp(slot->key, "needs") == 0 ||
           (tree_says(map, "needs") && (slot->sense == SENSE_RULE || slot->sense == SENSE_VALUE ||
                                        slot->sense == SENSE_LEDGER));
}

static void spoil_value(struct spoiling *s, const struct slot *slot, const struct tree *map,
                        size_t i)
{
    const struct tree *value = map->kids[i];
    int line = map->key_lines[i], last = line + 12;
    const char *wrong = never(slot);
    if (wrong != NULL && !waits(slot, map)) {
        spoil(s, map->key_to[i], value->to, arena_printf(&arena, " %s", wrong), MUST_TELL, line,
              last, "a value that is none");
    }
    if (slot->kind == SLOT_DATE) {
        spoil(s, map->key_to[i], value->to, TEXT(" 2031-01-01"), MAY_PASS, line, last, "far off");
    }
    if (slot->kind == SLOT_NUMBER && slot->most > 0) {
        spoil(s, map->key_to[i], value->to,
              arena_printf(&arena, " %lld", (long long)slot->most + 1), MUST_TELL, line, last,
              "too large");
    }
    if (slot->kind != SLOT_ONE) { /* a mapping where none belongs */
        spoil(s, map->key_to[i], value->to, TEXT(" {a: 1}"), MUST_TELL, line, last, "a mapping");
    }
    if (slot->kind != SLOT_TEXTS && slot->kind != SLOT_MANY) {
        spoil(s, map->key_to[i], value->to, TEXT(" [a, b]"), MUST_TELL, line, last, "a list");
    }
    if (slot->kind == SLOT_ONE || slot->kind == SLOT_MANY) {
        spoil(s, map->key_to[i], value->to, TEXT(" 甲"), MUST_TELL, line, last, "a word");
    }
    spoil(s, map->key_to[i], value->to, TEXT(" \"\""), slot->required ? MUST_TELL : MAY_PASS,
          map->line, last, "nothing in quotes");
}

static void spoil_key(struct spoiling *s, const struct slot *slot, const struct tree *map, size_t i)
{
    struct text bytes = s->files.at[s->file].bytes;
    int line = map->key_lines[i], last = line + 12;
    size_t from = map->key_from[i];
    struct text key = map->keys[i];
    spoil(s, from, from + key.n, arena_printf(&arena, "%.*sx", TEXT_ARG(key)), MUST_TELL, line,
          last, "a misspelt key");
    struct text whole = text_slice(bytes, from, map->kids[i]->to);
    bool lines = text_find_char(whole, '\n') != TEXT_NONE;
    if (!lines) {
        size_t indent = 0;
        while (from > indent && bytes.s[from - indent - 1] != '\n') {
            indent++;
        }
        struct text twice =
            map->flow ? arena_printf(&arena, "%.*s, %.*s", TEXT_ARG(whole), TEXT_ARG(whole))
                      : arena_printf(&arena, "%.*s\n%*s%.*s", TEXT_ARG(whole), (int)indent, "",
                                     TEXT_ARG(whole));
        spoil(s, from, map->kids[i]->to, twice, MUST_TELL, line, line + 1, "a key twice");
        spoil(s, from, map->key_to[i], arena_printf(&arena, "%.*s：", TEXT_ARG(key)), MUST_TELL,
              map->line - 1, last, "a full-width colon");
    }
    bool first = i == 0 && !map->flow;
    if (!first && !lines) { /* the key is forgotten */
        size_t start = from;
        while (start > 0 && strchr(map->flow ? "," : "\n", bytes.s[start - 1]) == NULL) {
            start--;
        }
        if (!map->flow || i > 0) {
            spoil(s, start - 1, map->kids[i]->to, TEXT_EMPTY, slot->required ? MUST_TELL : MAY_PASS,
                  map->line - 1, last, "a missing key");
        }
    }
}

static void spoil_map(struct spoiling *s, const struct shape *shape, const struct tree *map);

/* The first item stands for all, and the last where they are few. */
static void spoil_items(struct spoiling *s, const struct slot *slot, const struct tree *list)
{
    if (list->kind != TREE_LIST || list->n == 0) {
        return;
    }
    spoil_map(s, slot->shape, list->kids[0]);
    if (list->n > 1 && list->n < 6) {
        spoil_map(s, slot->shape, list->kids[list->n - 1]);
    }
}

static void spoil_map(struct spoiling *s, const struct shape *shape, const struct tree *map)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct slot *slot = &shape->slots[i];
        for (size_t k = 0; k < map->n; k++) {
            if (!text_is(map->keys[k], slot->key)) {
                continue;
            }
            spoil_key(s, slot, map, k);
            if (map->kids[k]->kind != TREE_EMPTY) {
                spoil_value(s, slot, map, k);
            }
            if (slot->kind == SLOT_MANY) {
                spoil_items(s, slot, map->kids[k]);
            } else if (slot->kind == SLOT_ONE && map->kids[k]->kind == TREE_MAP) {
                spoil_map(s, slot->shape, map->kids[k]);
            }
        }
    }
}

static void spoil_notice(const char *folders, const char *name, size_t every, size_t least)
{
    const char *slow = getenv("NUANXIN_SLOW");
    struct spoiling s = {.every = slow != NULL && strcmp(slow, "1") == 0 ? 1 : every};
    struct error error;
    struct text path = arena_printf(&arena, "%s/%s", getenv(folders), name);
    assert_int_equal(notice_files_read(&arena, arena_cstr(&arena, path), &s.files, &error), OK);
    for (s.file = 0; s.file < s.files.n; s.file++) {
        struct faults faults;
        faults_init(&faults, &arena);
        if (!text_ends(name_of(&s), TEXT(".yaml"))) {
            continue;
        }
        s.root =
            tree_read(&arena, arena_cstr(&arena, name_of(&s)), s.files.at[s.file].bytes, &faults);
        assert_non_null(s.root);
        spoil_map(&s, file_kind_of(name_of(&s))->shape, s.root);
    }
    print_message("%s: %zu of %zu spoiled, %zu told\n", name, s.tried, s.met, s.told);
    assert_int_equal(s.missed, 0);
    assert_true(s.tried > least);
}

static void tells_whatever_is_spoiled_in_ours(void **state)
{
    (void)state;
    spoil_notice("NOTICES", "xinfeng-2022-02", 5, 500);
}

static void tells_whatever_is_spoiled_in_the_second(void **state)
{
    (void)state;
    spoil_notice("TEST_NOTICES", "qingshan-2024", 1, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_whatever_is_spoiled_in_the_second),
        cmocka_unit_test(tells_whatever_is_spoiled_in_ours),
    };
    arena_init(&arena);
    ground = grounds(&arena);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
