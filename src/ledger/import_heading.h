/*
 * import_heading: the words by which people call a ledger's fields, and finding the target that a
 * column's heading means (dirty_data.csv X09). Words come from the fields' labels and aliases, from
 * data/header_synonyms.csv and from the source's earlier mappings.
 */
#ifndef LEDGER_IMPORT_HEADING_H
#define LEDGER_IMPORT_HEADING_H

#include "base/list.h"
#include "base/map.h"
#include "ledger/import.h"

struct import_word {
    struct import_target target;
    enum import_origin origin;
};

struct import_words {
    struct arena *arena;
    const struct import_terms *terms;
    struct map by_key; /* key to index in `at` */
    LIST(struct import_word) at;
};

/* Gathers all words; `pairs` may be NULL. Released with the arena. */
void import_words_init(struct import_words *words, struct arena *arena,
                       const struct import_terms *terms, const struct import_pair *pairs, size_t n);

/* The target of a heading of up to three layers, the upper ones first; nowhere when unknown.
 * Nothing of the answer lives in `scratch`. */
struct import_word import_words_find(const struct import_words *words, struct arena *scratch,
                                     const struct text *layers, size_t n);

/* Whether a field takes values from a sheet at all. */
bool import_field_open(const struct field *field);
/* Whether the title of a referred-to row can be read from one cell. */
bool import_title_open(const struct ledger *ledger);
/* Whether a referred-to row may be found by that field of its ledger. */
bool import_ref_field_open(const struct ledger *ledger, int field);

#endif
