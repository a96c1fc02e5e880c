/*
 * work: all that a function needs to act for somebody: the connection (inside a transaction when it
 * writes), the memory of the request, the time, the person it acts for, and the tables that values
 * are read against. Made per request, job or command; passed first; nothing in it is owned by the
 * callee.
 */
#ifndef LEDGER_WORK_H
#define LEDGER_WORK_H

#include "base/arena.h"
#include "base/clock.h"
#include "ledger/actor.h"
#include "ledger/ledger.h"
#include "ledger/settings.h"
#include "store/db.h"

struct schema;
struct secret;
struct code_book;
struct region_tree;
struct calendar;
struct notice;
struct follow;

struct work {
    struct db *db;
    struct arena *arena;
    struct clock clock;
    const struct actor *actor;
    struct secret *secret;               /* keys of this site */
    const struct ledger *const *ledgers; /* all, NULL-ended */
    const struct schema *schemas;        /* of all ledgers */
    const struct code_book *codes;       /* code tables, the notice's among them */
    const struct region_tree *regions;
    const struct calendar *calendar;
    const struct settings *settings;
    const struct notice *notice; /* in force; NULL before set-up */
    /* What a user is called, for histories; NULL: nobody knows. */
    struct text (*user_name)(struct work *work, int64_t user);
    /* The title of a row in use that the actor reaches, from memory; false: it has to be read.
     * NULL: there are none in memory. */
    bool (*title_kept)(struct work *work, const struct ledger *ledger, int64_t id,
                       struct text *out);
    struct follow *facts; /* of title_kept and whoever knows facts/follow.h; NULL: none */
};

#endif
