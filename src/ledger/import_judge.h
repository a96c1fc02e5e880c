/*
 * import_judge: what becomes of each row: whom it refers to, whether it is there already, whether
 * this file holds it twice (X14, I05), what it lacks; and the counts of all that.
 */
#ifndef LEDGER_IMPORT_JUDGE_H
#define LEDGER_IMPORT_JUDGE_H

#include "base/list.h"
#include "base/map.h"
#include "ledger/import.h"

/* A row seen before, by its key. */
struct import_seen {
    uint32_t row;
    size_t sheet;
    uint32_t *fields; /* a hash of every field's value */
};

struct import_judge {
    const struct import_terms *terms;
    const struct import_hooks *hooks;
    struct import_summary *summary;
    struct arena *arena; /* of the judging: keys, hashes */
    struct map keys;     /* key to index in `seen` */
    LIST(struct import_seen) seen;
    struct map phones; /* number to how many rows give it */
    int phone_field;   /* -1: none */
};

void import_judge_init(struct import_judge *j, struct arena *arena,
                       const struct import_terms *terms, const struct import_hooks *hooks,
                       struct import_summary *summary);
void import_judge_release(struct import_judge *j);

/* Judges a chunk of rows. `scratch` is the rows' arena. */
MUST_CHECK enum status import_judge_rows(struct import_judge *j, struct arena *scratch,
                                         struct import_row *rows, size_t n, struct error *error);

#endif
