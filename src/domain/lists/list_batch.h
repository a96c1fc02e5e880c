/*
 * list_batch (名单): one version of one bureau's list: who sent it, as of which day, what it
 * proves, how good its rows are, what changed since the version before, and what its comparison
 * with the registry found. Its rows, its file and what was decided stand in the tables of
 * list_store.h.
 *
 *     read --compare--> comparing --> review --apply--> applied --undo--> review
 *                           \--cancelled--> read
 *
 * One that was sent by mistake is withdrawn in read or review: taken out of use with its matches.
 *
 * The ledger is written by the program only: the routes of the lists ask domain/lists, and no role
 * may write DATA_LISTS by itself (people/access.c).
 */
#ifndef DOMAIN_LISTS_LIST_BATCH_H
#define DOMAIN_LISTS_LIST_BATCH_H

#include "ledger/change.h"

enum {
    LIST_BATCH_SOURCE,
    LIST_BATCH_KIND,
    LIST_BATCH_CATEGORY,
    LIST_BATCH_SENDER,
    LIST_BATCH_PERIOD_ON,
    LIST_BATCH_WHOLE,
    LIST_BATCH_STATE,
    LIST_BATCH_VERSION_NO,
    LIST_BATCH_PREVIOUS,
    LIST_BATCH_FILE_NAME,
    LIST_BATCH_ROWS,
    LIST_BATCH_FAULTY,
    LIST_BATCH_FILLED,
    LIST_BATCH_ENTERED,
    LIST_BATCH_LEFT,
    LIST_BATCH_CHANGED,
    LIST_BATCH_SAME,
    LIST_BATCH_LIKELY,
    LIST_BATCH_CONFLICT,
    LIST_BATCH_ALONE,
    LIST_BATCH_MODEL,
    LIST_BATCH_APPLIED_ON,
    LIST_BATCH__COUNT
};

extern const struct ledger list_batch_ledger;

/* What a list of a kind proves; kind is a code of the table list_kind. */
enum list_kind {
    LIST_CATEGORY, /* its people belong to a category: tags, candidates for recognition */
    LIST_INSURED,  /* somebody pays social insurance for them: they work */
    LIST_PENSION,  /* they draw an old-age pension */
    LIST_DECEASED, /* they have died */
    LIST_BUSINESS, /* they own a registered business */
    LIST_PLATFORM, /* the provincial platform's own records of them */
};
enum list_kind list_kind_of(const struct row *batch);

/* 县民政局《农村低保对象》2022-09-01: how a list is named in evidence and titles. In work->arena.
 */
struct text list_title(struct work *work, const struct row *batch);

/* The sending unit's name. In work->arena. */
struct text list_sender(struct work *work, const struct row *batch);

/* Moves a batch to a state (CONFLICT unless it is in `from`) with changes already set on *change;
 * saves. In a write transaction. */
MUST_CHECK enum status list_batch_move(struct change *change, const char *from, const char *to,
                                       struct error *error);

#endif
