/*
 * batch (导入批次): one workbook handed in for one ledger: the original file, how its columns were
 * understood, what was taken from it, by whom. Every row it wrote carries its number, so the whole
 * of it can be undone.
 *
 *   read -> (mapping corrected, previewed again) -> applying -> done -> undone
 *      \-> cancelled
 */
#ifndef DOMAIN_IMPORT_BATCH_H
#define DOMAIN_IMPORT_BATCH_H

#include "domain/app.h"
#include "format/json.h"
#include "ledger/import.h"

struct batch {
    int64_t id, at, actor, job;
    const struct ledger *ledger;
    struct text name;   /* of the file as sent */
    struct text source; /* who sent it: mappings are remembered by source; may be empty */
    struct text state;
    struct text
        plan; /* JSON: {"sheets":[0],"columns":{"0":{"3":"id_no"}},"units":{…},"hidden":true} */
    struct text counts;  /* JSON of the outcomes when it was applied; may be empty */
    struct text content; /* hash of the content: the same figures sent again (S01) */
    struct text answers; /* sealed: what people decided of its rows (answers.h); may be empty */
    struct text preview; /* blob of its judged rows (kept.h); empty: not judged yet */
    int64_t edition;     /* grows when layout or answers change: judged rows of before are void */
    char blob[BLOB_NAME + 1];
};

/* INVALID when the ledger's rows come from its pages alone. */
MUST_CHECK enum status batch_takes(struct work *work, const struct ledger *ledger,
                                   struct error *error);

/* Keeps the file and makes the batch; INVALID when the ledger takes no file, or the
 * bytes are no workbook. In a write transaction. */
MUST_CHECK enum status batch_create(struct app *app, struct work *work, const struct ledger *ledger,
                                    struct text name, struct text source, struct text bytes,
                                    struct batch *out, struct error *error);
/* NOT_FOUND unless the actor may see it: his own, or anybody's for the county centre. */
MUST_CHECK enum status batch_read(struct work *work, int64_t id, struct batch *out,
                                  struct error *error);
/* Writes everything back that may change; the newest edition's. */
MUST_CHECK enum status batch_write(struct work *work, const struct batch *batch,
                                   struct error *error);

struct batch_list {
    struct batch *at;
    size_t n;
};

/* The newest hundred of a ledger (NULL: of all) that the actor may see. */
MUST_CHECK enum status batch_list(struct work *work, const struct ledger *ledger,
                                  struct batch_list *out, struct error *error);
/* The name of an earlier batch with the same content, or the empty text. */
MUST_CHECK enum status batch_twin(struct work *work, const struct batch *batch, struct text *name,
                                  struct error *error);

/* What this source's headings were mapped to before; and remembering a layout. */
MUST_CHECK enum status batch_memory(struct work *work, const struct batch *batch,
                                    struct import_pair **pairs, size_t *n, struct error *error);
MUST_CHECK enum status batch_remember(struct work *work, const struct batch *batch,
                                      const struct import_terms *terms,
                                      const struct import_layout *layouts, size_t n,
                                      struct error *error);

#endif
