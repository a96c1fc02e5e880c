/* shelf: a small ledger with a field of every kind that matters, and work to write it with; for
 * tests. */
#ifndef TEST_SHELF_H
#define TEST_SHELF_H

#include "engine.h"
#include "ledger/change.h"

enum { SHELF_NAME, SHELF_ID_NO, SHELF_REGION, SHELF_BORN, SHELF_PAID, SHELF_STATE, SHELF__COUNT };

extern const struct ledger shelf_ledger;

struct shelf {
    struct engine *engine;
    struct arena arena;
    int64_t now; /* ms: the clock that the work reads */
    struct actor actor;
    struct error error;
    struct errors errors;
    struct work work;
};

/* Tables, keys and a writer in a transaction, for a county clerk. */
void shelf_open(struct shelf *shelf, struct engine *engine);
/* Commits and gives the connection back. */
void shelf_close(struct shelf *shelf);
/* Commits, and begins again. */
void shelf_commit(struct shelf *shelf);

/* A new row with this name and number in village 360722100201; its id. */
int64_t shelf_put(struct shelf *shelf, const char *name, const char *id_no);
/* The row as a change may use it. */
struct row *shelf_row(struct shelf *shelf, int64_t id);

#endif
