/*
 * actor: on whose behalf something is done, and how far that person sees. It is an argument of
 * every function that reads or writes rows, never ambient; a query puts region_lo and region_hi
 * into its SQL. An actor is plain data, made by a session, a token, a job or the command line, and
 * copied freely; its texts belong to whoever made it.
 */
#ifndef LEDGER_ACTOR_H
#define LEDGER_ACTOR_H

#include "base/text.h"

enum role {
    ROLE_NONE,       /* nobody: may do nothing */
    ROLE_COUNTY,     /* 县就创中心 */
    ROLE_TOWNSHIP,   /* 乡镇（街道）经办 */
    ROLE_VILLAGE,    /* 村（社区）经办 */
    ROLE_BUREAU,     /* 部门联络员：乡村振兴、民政、残联、教体、退役军人 */
    ROLE_ENTERPRISE, /* 企业、帮扶车间经办 */
    ROLE_AUDITOR,    /* 监督检查人员：只读 */
    ROLE_SYSTEM_ADMIN,   /* 系统管理员 */
    ROLE_SECURITY_ADMIN, /* 安全管理员 */
    ROLE_AUDIT_ADMIN,    /* 审计管理员 */
    ROLE_PROGRAM,        /* the program itself and the command line on the machine; never a login */
    ROLE__COUNT
};

/* Several roles in one word, as a flow's action names who may take it. */
#define ROLE_BIT(role) (1u << (role))

struct actor {
    int64_t user; /* app_user.id; 0: the program */
    enum role role;
    int64_t county;               /* the tenant: 12-digit code of the county, 360722000000 */
    int64_t region;               /* the caller's own unit, at any level */
    int64_t region_lo, region_hi; /* region codes he reaches, both included; lo > hi: none */
    int64_t organization;         /* bureau, enterprise or workshop he acts for; 0: none */
    struct text name;             /* as shown in history */
    struct text address;          /* the client's network address, for the audit; may be empty */
};

/*
 * The lowest and highest 12-digit code inside a unit, itself included: of 360722000000 the whole
 * county, of 360722100000 the township with its villages, of 360722100201 that village alone. Of 0,
 * nothing: lo > hi.
 */
void actor_reach(int64_t region, int64_t *lo, int64_t *hi);
/* Whether the actor reaches a unit. */
bool actor_reaches(const struct actor *actor, int64_t region);
/* Whether the actor's role is among ROLE_BIT(…) | …; the program is among all. */
bool actor_is(const struct actor *actor, unsigned roles);

/* The actor for work that nobody in particular asked for: all of the county, user 0. */
struct actor actor_program(int64_t county);

#endif
