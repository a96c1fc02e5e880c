/*
 * audit: who did what, kept so that later edits show. Two tables, written in the transaction of the
 * change itself:
 *
 *   history  one number for each version of each ledger row: what changed. It is also the change
 * log that followers read: history numbers grow in the order of commits. A record holds one of
 * them, or a run: rows created one after the other (an import's), of which nothing but the id
 * differs. Readers here give each of them by itself; whoever reads the table finds single records
 * only (first_id = 0) of ledgers that no run is asked for. audit    one entry for each act (a save,
 * an import, a sign-in, a look at secrets). It covers the history rows written since the entry
 * before by a digest over them, and is chained to that entry: hash = MAC(previous hash, the entry,
 * digest of its rows).
 *
 * The MAC is keyed with the site's keys (store/secret.h), so that a chain cannot be mended by
 * somebody who has the database alone; the head of the chain is sealed too, so that cutting off
 * its end shows. There is one chain a county. Texts handed in must hold no personal data in clear:
 * the caller masks secret fields.
 *
 * A transaction writes for one county. It must not commit history rows without an entry after them.
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/db.h"
#include "store/migrate.h"
#include "store/secret.h"

/* CREATE TABLE for a migration: audit, audit_head, history. */
extern const char *const audit_ddl[DIALECT__COUNT];

struct history {
    int64_t seq; /* given by audit_history */
    struct text ledger;
    int64_t row_id, version;
    int64_t at;         /* ms since 1970 UTC */
    int64_t actor;      /* user id; 0: the program */
    struct text action; /* "create", "edit", "remove" or a flow's action */
    int64_t batch;      /* import or job; 0: none */
    struct text reason;
    struct text changes; /* JSON; empty for a creation */
    /* A creation without a reason that may stand in one record with those before it; `ledger` and
     * `action` live as long as the transaction. */
    bool run;
};

struct audit {
    int64_t seq; /* given by audit_entry */
    int64_t at;
    int64_t actor;
    struct text actor_name, address; /* as they were then */
    struct text action;              /* "save", "import", "sign_in", "reveal" … */
    struct text ledger;              /* may be empty */
    int64_t row_id;                  /* 0: none, or many */
    int64_t batch;
    struct text reason;
    struct text summary; /* JSON or a sentence; may be empty */
    int64_t rows;        /* history rows it covers; given by audit_entry */
};

/* Writes a history row, or keeps it until its run ends; inside a transaction of the writer. */
MUST_CHECK enum status audit_history(struct db *db, struct secret *secret, int64_t county,
                                     struct history *history, struct arena *arena,
                                     struct error *error);
/* Writes an entry over the history rows since the entry before. */
MUST_CHECK enum status audit_entry(struct db *db, struct secret *secret, int64_t county,
                                   struct audit *entry, struct arena *arena, struct error *error);

/* The history of one row, newest first, at most `most`; in `arena`. before: only older than this
 * seq; 0: from the newest. */
MUST_CHECK enum status history_of_row(struct db *db, int64_t county, struct text ledger,
                                      int64_t row_id, int64_t before, size_t most,
                                      struct history **out, size_t *count, struct arena *arena,
                                      struct error *error);

/*
 * The newest history rows of a batch that are older than `before`, newest first, at most `most`;
 * those of one audit entry, since it is the entries that are found by their batch. None: *count 0.
 */
MUST_CHECK enum status history_of_batch(struct db *db, int64_t county, int64_t batch,
                                        int64_t before, size_t most, struct history **out,
                                        size_t *count, struct arena *arena, struct error *error);

/* What an administrator looks for; empty texts and zeroes do not restrict. */
struct audit_filter {
    int64_t before; /* entries older than this seq */
    int64_t actor;
    struct text action;
    int64_t from, to; /* ms, to excluded */
};
/* Newest first, at most `most`; in `arena`. */
MUST_CHECK enum status audit_list(struct db *db, int64_t county, const struct audit_filter *filter,
                                  size_t most, struct audit **out, size_t *count,
                                  struct arena *arena, struct error *error);

/* For followers: calls each(…) for the history rows after `after`, in their order, at most `most`;
 * *last gets the seq of the last one (or `after`). Only seq, ledger, row_id and version are filled.
 */
MUST_CHECK enum status history_follow(struct db *db, int64_t county, int64_t after, size_t most,
                                      void (*each)(void *context, const struct history *history),
                                      void *context, int64_t *last, struct arena *arena,
                                      struct error *error);
/* The newest history number of the county; 0: none. */
MUST_CHECK enum status history_last(struct db *db, int64_t county, int64_t *last,
                                    struct arena *arena, struct error *error);

struct audit_check {
    int64_t entries, rows;  /* walked and good */
    int64_t broken;         /* the first broken entry's seq; 0: the chain is whole */
    int64_t broken_history; /* the history row at fault, when one can be named; else 0 */
    struct text reason;     /* Chinese; what is wrong with it */
    struct text head;       /* "seq:hash" in hex of the newest entry: note it down elsewhere */
};
/*
 * Walks the county's whole chain on a reader. OK when the walk was done, whatever it found.
 * progress may be NULL; returning false stops the walk (BUSY).
 */
MUST_CHECK enum status audit_verify(struct db *db, struct secret *secret, int64_t county,
                                    struct audit_check *check,
                                    bool (*progress)(void *context, int64_t done, int64_t total),
                                    void *context, struct arena *arena, struct error *error);

#endif
