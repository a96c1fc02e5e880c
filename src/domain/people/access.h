/*
 * access: who may do what with which kind of data, as one table of role x data class, and a few
 * permissions that are about no ledger. Region and organization narrow it further: they are part
 * of the actor. The three administrators (三员分立) see no business data at all, whatever else
 * changes (GB/T 22239-2019 8.1.10.1-3; data/security_dengbao_app.csv L3-CES1-08).
 */
#ifndef DOMAIN_PEOPLE_ACCESS_H
#define DOMAIN_PEOPLE_ACCESS_H

#include "ledger/actor.h"
#include "ledger/ledger.h"

enum access {
    ACCESS_READ = 1 << 0,   /* lists, rows, history, and figures over them */
    ACCESS_WRITE = 1 << 1,  /* create, change, remove, undo */
    ACCESS_ACT = 1 << 2,    /* a flow's actions; the flow says which role takes which */
    ACCESS_IMPORT = 1 << 3, /* files in */
    ACCESS_EXPORT = 1 << 4, /* files out */
    ACCESS_REVEAL = 1 << 5, /* a masked value in full, with a reason */
};

/* What is allowed that is not about one ledger's rows. */
enum permission {
    PERMIT_ANYBODY,   /* signed in or not: sign-in, set-up, pages, health */
    PERMIT_SIGNED,    /* any signed-in user: own session, preferences, own jobs and files */
    PERMIT_LEDGER,    /* decided by the ledger in the path and the route's access */
    PERMIT_FIGURES,   /* board, reports: any role that reads people */
    PERMIT_ADJUST,    /* override a report figure */
    PERMIT_LISTS,     /* hand a bureau's list in, have it compared and returned */
    PERMIT_LIST_ROWS, /* see the rows of a list */
    PERMIT_REVIEW,    /* decide who is who */
    PERMIT_APPLY,     /* let what was decided take effect, and take that back */
    PERMIT_QUEUE,     /* see what waits for such a decision */
    PERMIT_USERS,     /* see users */
    PERMIT_ACCOUNTS,  /* make, disable users; one-time passwords */
    PERMIT_GRANT,     /* give roles and regions; policy settings */
    PERMIT_SETTINGS,  /* site settings, holidays */
    PERMIT_NOTICE,    /* draft another version of the notice, switch it on */
    PERMIT_TOKENS,    /* API tokens */
    PERMIT_AUDIT,     /* read and verify the audit */
    PERMIT_METRICS,   /* figures about the program; a loopback caller or the system administrator */
    PERMIT__COUNT
};

/* Whether the actor may do `access` (one or several bits, all needed) with that kind of data. */
bool access_may(const struct actor *actor, enum data_class data, unsigned access);
/* All ACCESS_ bits the role has on that kind of data. */
unsigned access_of(enum role role, enum data_class data);
/* Whether the actor has a permission; PERMIT_LEDGER is answered by access_may alone: false here. */
bool access_permits(const struct actor *actor, enum permission permission);

/* The word in the API and on the command line ("township"), and what people read (乡镇经办). */
const char *role_name(enum role role);
const char *role_label(enum role role);
/* The role of that word; ROLE_NONE when there is none or nobody can sign in with it. */
enum role role_find(struct text name);
/* Whether the role is one of the three administrators. */
bool role_is_administrator(enum role role);

/* Whether the role reaches only its own unit, so that an account without one reaches nothing. */
bool role_needs_unit(enum role role);

/*
 * What an actor of this role reaches who belongs to `region`: county-wide roles the county, the
 * others their own unit; the administrators and nobody reach nothing.
 */
void access_reach(struct actor *actor, int64_t region);

#endif
