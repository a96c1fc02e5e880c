#include "grounds.h"

#include "domain/definitions.h"
#include "domain/ledgers.h"
#include "standard/code.h"
#include "standard/region.h"

static struct code_book codes;
static struct region_tree *regions;

static bool word_code(void *context, const char *name, struct text word, struct text *code)
{
    (void)context;
    const struct code_table *table = code_table_of(&codes, text_of(name));
    if (table == NULL || code_name(table, word).n > 0) {
        *code = word;
        return true;
    }
    return code_find(table, word, code) == CODE_FOUND;
}

static bool word_code_at(void *context, const char *name, size_t i, struct text *code,
                         struct text *label)
{
    (void)context;
    const struct code_table *table = code_table_of(&codes, text_of(name));
    if (table == NULL || i >= table->n) {
        return false;
    }
    *code = table->rows[i].code;
    *label = table->rows[i].name;
    return true;
}

static struct text region_name(void *context, int64_t region)
{
    (void)context;
    const struct region *at = region_at(regions, region);
    return at == NULL ? TEXT_EMPTY : at->name;
}

struct notice_ground grounds(struct arena *arena)
{
    codes = code_book_new(arena, code_rows_embedded(arena), code_aliases_embedded(arena));
    struct region_rows rows = region_rows_county(arena);
    regions = region_tree_new(arena, &rows, 1);
    return (struct notice_ground){all_ledgers,
                                  domain_definitions,
                                  domain_definition_count,
                                  {word_code, word_code_at, NULL, region_name, NULL},
                                  domain_params,
                                  domain_param_count};
}
