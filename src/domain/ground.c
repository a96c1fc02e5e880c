#include "domain/ground.h"

#include "domain/app_books.h"
#include "domain/definitions.h"
#include "domain/ledgers.h"
#include "domain/places.h"
#include "standard/code.h"
#include "standard/region.h"

static bool word_code(void *context, const char *table, struct text word, struct text *code)
{
    const struct app_books *books = context;
    const struct code_table *t = code_table_of(books->codes, text_of(table));
    if (t == NULL) {
        *code = word;
        return true;
    }
    if (code_name(t, word).n > 0) {
        *code = word;
        return true;
    }
    return code_find(t, word, code) == CODE_FOUND;
}

static bool word_code_at(void *context, const char *table, size_t i, struct text *code,
                         struct text *name)
{
    const struct app_books *books = context;
    const struct code_table *t = code_table_of(books->codes, text_of(table));
    if (t == NULL || i >= t->n) {
        return false;
    }
    *code = t->rows[i].code;
    *name = t->rows[i].name;
    return true;
}

static bool word_region(void *context, struct text word, int64_t *region)
{
    const struct app_books *books = context;
    struct arena scratch;
    arena_init(&scratch);
    struct region_match match =
        region_find(books->regions, &scratch, word, 0, REGION_VILLAGE, DATE_NONE);
    bool found = match.outcome == REGION_FOUND && match.rest.n == 0;
    if (found) {
        *region = match.at[0]->code;
    }
    arena_release(&scratch);
    return found;
}

static struct text word_region_name(void *context, int64_t region)
{
    const struct app_books *books = context;
    const struct region *at = region_at(books->regions, region);
    return at != NULL ? at->name : TEXT_EMPTY;
}

const struct notice_ground *ground_make(struct app_books *books)
{
    struct notice_ground *ground = arena_new(&books->arena, struct notice_ground);
    *ground = (struct notice_ground){
        .ledgers = all_ledgers,
        .definitions = domain_definitions,
        .definition_count = domain_definition_count,
        .words = {word_code, word_code_at, word_region, word_region_name, books},
        .params = domain_params,
        .param_count = domain_param_count,
    };
    return ground;
}

enum status ground_check_notice(struct arena *arena, const char *folder, const struct notice **out,
                                struct faults *faults, struct error *error)
{
    struct notice_files files;
    *out = NULL;
    enum status status = notice_files_read(arena, folder, &files, error);
    if (status != OK) {
        return status;
    }
    const struct notice *notice = notice_read(arena, &files, faults);
    if (notice == NULL) {
        return OK;
    }
    struct app_books books = {.notice = notice};
    struct places places = {0};
    arena_init(&books.arena);
    status = places_read(arena, folder, notice, &places, faults, error);
    if (status == OK && faults->errors > 0) {
        fault_stop(faults, fault_first(faults)->file);
    } else if (status == OK) {
        books.codes = app_codes(&books.arena, notice);
        books.regions = places_tree(&books.arena, &places);
        notice_check(arena, notice, ground_make(&books), faults);
        *out = notice;
    }
    arena_release(&books.arena);
    return status;
}
