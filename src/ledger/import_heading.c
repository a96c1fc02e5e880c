#include "ledger/import_heading.h"

#include "standard/data.h"
#include "standard/heading_word.h"

/* Names of header_synonyms.csv that mean part of a region's name. */
#define TOWN    "town"
#define VILLAGE "village"

static const struct import_word unknown = {{-1, -1, IMPORT_WHOLE}, IMPORT_UNKNOWN};

/* ---- gathering the words ---- */

bool import_field_open(const struct field *field)
{
    return (field->flags & FIELD_READONLY) == 0 && field->kind != KIND_TIME;
}

bool import_title_open(const struct ledger *ledger)
{
    enum kind kind = ledger->fields[ledger->title].kind;
    return kind != KIND_REF && kind != KIND_TIME;
}

bool import_ref_field_open(const struct ledger *ledger, int field)
{
    const struct field *f = &ledger->fields[field];
    if ((f->flags & FIELD_READONLY) != 0 || f->kind == KIND_REF || f->kind == KIND_TIME) {
        return false;
    }
    bool found = field == ledger->title;
    for (size_t k = 0; k < ledger->key_count; k++) {
        for (size_t i = 0; i < ledger->keys[k].n; i++) {
            found |= ledger->keys[k].field[i] == field;
        }
    }
    return found;
}

/* The first word of a key wins: the surer ones are added first. */
static void add(struct import_words *w, struct text heading, struct import_target target,
                enum import_origin origin)
{
    struct text key = heading_key(w->arena, heading);
    int64_t taken;
    if (key.n == 0 || map_get(&w->by_key, key, &taken)) {
        return;
    }
    map_put(&w->by_key, key, (int64_t)w->at.n);
    list_add(&w->at, (struct import_word){target, origin});
}

static void add_label(struct import_words *w, const struct field *f, struct import_target target)
{
    add(w, text_of(f->label), target, IMPORT_BY_LABEL);
    for (size_t i = 0; f->aliases != NULL && f->aliases[i] != NULL; i++) {
        add(w, text_of(f->aliases[i]), target, IMPORT_BY_ALIAS);
    }
}

static void add_synonyms(struct import_words *w, struct text name, struct import_target target)
{
    struct text rest = data_rows("header_synonyms.csv"), cells[DATA_CELLS];
    while (data_next_row(&rest, cells)) {
        if (text_equal(cells[0], name)) {
            add(w, cells[1], target, IMPORT_BY_SYNONYM);
        }
    }
}

static void add_region_parts(struct import_words *w, struct import_target target)
{
    target.part = IMPORT_TOWN;
    add_synonyms(w, TEXT(TOWN), target);
    target.part = IMPORT_VILLAGE;
    add_synonyms(w, TEXT(VILLAGE), target);
}

/* The fields by which a reference's row is found. */
static void add_ref_fields(struct import_words *w, int field)
{
    const struct field *f = &w->terms->ledger->fields[field];
    const struct ledger *to = ledger_find(w->terms->ledgers, text_of(f->ref));
    for (int i = 0; to != NULL && i < (int)to->count; i++) {
        struct import_target target = {field, i, IMPORT_WHOLE};
        if (import_ref_field_open(to, i)) {
            add(w, import_target_label(w->arena, w->terms, target), target, IMPORT_BY_LABEL);
            add_label(w, &to->fields[i], target);
            add_synonyms(w, text_of(to->fields[i].name), target);
        }
    }
    if (to != NULL && field == w->terms->ledger->person && to->region >= 0) {
        add_region_parts(w, (struct import_target){field, to->region, IMPORT_WHOLE});
    }
}

/* False for what no cell holds: a row that is itself known by another (a placement by its post) has
 * no title that could be read from one. */
static bool own_target(const struct import_terms *terms, int field, struct import_target *out)
{
    const struct field *f = &terms->ledger->fields[field];
    const struct ledger *to =
        f->kind == KIND_REF ? ledger_find(terms->ledgers, text_of(f->ref)) : NULL;
    *out = (struct import_target){field, to == NULL ? -1 : to->title, IMPORT_WHOLE};
    return import_field_open(f) && (to == NULL || import_title_open(to));
}

static void release(void *what)
{
    struct import_words *w = what;
    map_release(&w->by_key);
    list_release(&w->at);
}

void import_words_init(struct import_words *w, struct arena *arena,
                       const struct import_terms *terms, const struct import_pair *pairs, size_t n)
{
    *w = (struct import_words){.arena = arena, .terms = terms};
    map_init(&w->by_key);
    arena_defer(arena, release, w);
    const struct ledger *ledger = terms->ledger;
    struct import_target own;
    for (size_t i = 0; i < n; i++) {
        add(w, pairs[i].heading, import_target_of(terms, pairs[i].target), IMPORT_REMEMBERED);
    }
    for (int i = 0; i < (int)ledger->count; i++) {
        if (own_target(terms, i, &own)) {
            add_label(w, &ledger->fields[i], own);
        }
    }
    for (int i = 0; i < (int)ledger->count; i++) {
        if (own_target(terms, i, &own)) {
            add_synonyms(w, text_of(ledger->fields[i].name), own);
        }
    }
    if (ledger->region >= 0 && import_field_open(&ledger->fields[ledger->region])) {
        add_region_parts(w, (struct import_target){ledger->region, -1, IMPORT_WHOLE});
    }
    if (ledger->person >= 0) {
        add_ref_fields(w, ledger->person);
    }
    for (int i = 0; i < (int)ledger->count; i++) {
        if (ledger->fields[i].kind == KIND_REF && import_field_open(&ledger->fields[i])) {
            add_ref_fields(w, i);
        }
    }
}

/* ---- finding ---- */

static struct import_word find(const struct import_words *w, struct text key)
{
    int64_t i;
    return key.n > 0 && map_get(&w->by_key, key, &i) ? w->at.at[i] : unknown;
}

struct import_word import_words_find(const struct import_words *w, struct arena *scratch,
                                     const struct text *layers, size_t n)
{
    /* The longest joined name first: 户主/姓名 is the householder and not a name. */
    for (size_t from = 0; from < n; from++) {
        struct text joined = TEXT_EMPTY, upper = TEXT_EMPTY;
        for (size_t i = 0; i < n; i++) {
            struct text *to = i < from ? &upper : &joined;
            *to = arena_printf(scratch, "%.*s%.*s", TEXT_ARG(*to), TEXT_ARG(layers[i]));
        }
        struct import_word word = find(w, heading_key(scratch, joined));
        if (word.origin != IMPORT_UNKNOWN) {
            return heading_about_others(upper) ? unknown : word;
        }
    }
    for (size_t i = n; i-- > 1;) {
        struct import_word word = find(w, heading_key(scratch, layers[i - 1]));
        if (word.origin != IMPORT_UNKNOWN) {
            return word;
        }
    }
    return unknown;
}
