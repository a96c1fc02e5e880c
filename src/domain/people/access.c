#include "domain/people/access.h"

enum {
    NONE = 0,
    READ = ACCESS_READ,
    EDIT = ACCESS_READ | ACCESS_WRITE | ACCESS_ACT,
    FILES = ACCESS_IMPORT | ACCESS_EXPORT,
    FULL = EDIT | FILES | ACCESS_REVEAL,
};

/* Who reaches how far, from the unit he belongs to. */
enum reach { REACH_NOTHING, REACH_OWN, REACH_COUNTY };

static const struct {
    const char *name, *label;
    enum reach reach;
    unsigned data[DATA_CLASS__COUNT];
} roles[] = {
    [ROLE_NONE] = {"none", "无角色", REACH_NOTHING, {0}},
    [ROLE_COUNTY] = {"county",
                     "县级经办",
                     REACH_COUNTY,
                     {
                         [DATA_PEOPLE] = FULL,
                         [DATA_SERVICE] = FULL,
                         [DATA_JOBS] = FULL,
                         [DATA_MONEY] = FULL,
                         [DATA_CLAIMS] = FULL,
                         [DATA_REGION] = FULL,
                         [DATA_CAMPAIGN] = FULL,
                         [DATA_LISTS] = READ | ACCESS_EXPORT,
                     }},
    [ROLE_TOWNSHIP] = {"township",
                       "乡镇经办",
                       REACH_OWN,
                       {
                           [DATA_PEOPLE] = FULL,
                           [DATA_SERVICE] = FULL,
                           [DATA_JOBS] = FULL,
                           [DATA_MONEY] = FULL,
                           [DATA_CLAIMS] = FULL,
                           [DATA_REGION] = READ,
                           [DATA_CAMPAIGN] = FULL,
                           [DATA_LISTS] = READ,
                       }},
    [ROLE_VILLAGE] = {"village",
                      "村级经办",
                      REACH_OWN,
                      {
                          [DATA_PEOPLE] = FULL,
                          [DATA_SERVICE] = FULL,
                          [DATA_JOBS] = READ,
                          [DATA_MONEY] = EDIT,
                          [DATA_CLAIMS] = EDIT | FILES,
                          [DATA_REGION] = READ,
                          [DATA_CAMPAIGN] = EDIT | FILES,
                      }},
    /* A bureau hands lists in and follows what became of them; it takes no step of the flow. */
    [ROLE_BUREAU] = {"bureau",
                     "部门联络员",
                     REACH_COUNTY,
                     {
                         [DATA_PEOPLE] = READ | ACCESS_WRITE | FILES,
                         [DATA_SERVICE] = READ,
                         [DATA_JOBS] = READ,
                         [DATA_MONEY] = READ,
                         [DATA_CLAIMS] = READ,
                         [DATA_REGION] = READ,
                         [DATA_CAMPAIGN] = EDIT | FILES,
                         [DATA_LISTS] = READ | ACCESS_EXPORT,
                     }},
    [ROLE_ENTERPRISE] = {"enterprise",
                         "企业经办",
                         REACH_OWN,
                         {
                             [DATA_JOBS] = EDIT | FILES,
                             [DATA_CLAIMS] = EDIT | FILES,
                             [DATA_CAMPAIGN] = EDIT,
                         }},
    [ROLE_AUDITOR] = {"auditor",
                      "监督检查",
                      REACH_COUNTY,
                      {
                          [DATA_PEOPLE] = READ | ACCESS_REVEAL,
                          [DATA_SERVICE] = READ | ACCESS_REVEAL,
                          [DATA_JOBS] = READ | ACCESS_REVEAL,
                          [DATA_MONEY] = READ | ACCESS_REVEAL,
                          [DATA_CLAIMS] = READ | ACCESS_REVEAL,
                          [DATA_REGION] = READ,
                          [DATA_CAMPAIGN] = READ,
                          [DATA_LISTS] = READ,
                      }},
    [ROLE_SYSTEM_ADMIN] = {"system_admin",
                           "系统管理员",
                           REACH_COUNTY,
                           {[DATA_REGION] = EDIT | FILES}},
    [ROLE_SECURITY_ADMIN] = {"security_admin", "安全管理员", REACH_NOTHING, {0}},
    [ROLE_AUDIT_ADMIN] = {"audit_admin", "审计管理员", REACH_NOTHING, {0}},
    [ROLE_PROGRAM] = {"program",
                      "系统",
                      REACH_COUNTY,
                      {
                          [DATA_PEOPLE] = FULL,
                          [DATA_SERVICE] = FULL,
                          [DATA_JOBS] = FULL,
                          [DATA_MONEY] = FULL,
                          [DATA_CLAIMS] = FULL,
                          [DATA_REGION] = FULL,
                          [DATA_CAMPAIGN] = FULL,
                          [DATA_LISTS] = FULL,
                      }},
};
_Static_assert(COUNT(roles) == ROLE__COUNT, "every role is described");

/*
 * Lists and what was found by comparing them are written by the program alone: handing one in,
 * deciding and applying are acts of their own (PERMIT_LISTS, PERMIT_REVIEW).
 */

enum {
    CLERKS = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_VILLAGE),
    ADMINISTRATORS =
        ROLE_BIT(ROLE_SYSTEM_ADMIN) | ROLE_BIT(ROLE_SECURITY_ADMIN) | ROLE_BIT(ROLE_AUDIT_ADMIN),
    SIGNED = CLERKS | ADMINISTRATORS | ROLE_BIT(ROLE_BUREAU) | ROLE_BIT(ROLE_ENTERPRISE) |
             ROLE_BIT(ROLE_AUDITOR),
};

static const unsigned permissions[] = {
    [PERMIT_ANYBODY] = ROLE_BIT(ROLE_NONE) | SIGNED,
    [PERMIT_SIGNED] = SIGNED,
    [PERMIT_LEDGER] = 0,
    [PERMIT_FIGURES] = CLERKS | ROLE_BIT(ROLE_BUREAU) | ROLE_BIT(ROLE_AUDITOR),
    [PERMIT_ADJUST] = ROLE_BIT(ROLE_COUNTY),
    [PERMIT_LISTS] = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_BUREAU),
    [PERMIT_LIST_ROWS] = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_BUREAU) | ROLE_BIT(ROLE_AUDITOR),
    [PERMIT_REVIEW] = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP),
    [PERMIT_APPLY] = ROLE_BIT(ROLE_COUNTY),
    [PERMIT_QUEUE] = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_AUDITOR),
    [PERMIT_USERS] = ROLE_BIT(ROLE_SYSTEM_ADMIN) | ROLE_BIT(ROLE_SECURITY_ADMIN),
    [PERMIT_ACCOUNTS] = ROLE_BIT(ROLE_SYSTEM_ADMIN),
    [PERMIT_GRANT] = ROLE_BIT(ROLE_SECURITY_ADMIN),
    [PERMIT_SETTINGS] = ROLE_BIT(ROLE_SYSTEM_ADMIN) | ROLE_BIT(ROLE_SECURITY_ADMIN),
    [PERMIT_NOTICE] = ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_SYSTEM_ADMIN),
    [PERMIT_TOKENS] = SIGNED,
    [PERMIT_AUDIT] = ROLE_BIT(ROLE_AUDIT_ADMIN),
    [PERMIT_METRICS] = ROLE_BIT(ROLE_SYSTEM_ADMIN),
};
_Static_assert(COUNT(permissions) == PERMIT__COUNT, "every permission names its roles");

unsigned access_of(enum role role, enum data_class data)
{
    return roles[role].data[data];
}

bool access_may(const struct actor *actor, enum data_class data, unsigned access)
{
    return access != 0 && (access_of(actor->role, data) & access) == access;
}

bool access_permits(const struct actor *actor, enum permission permission)
{
    return permission != PERMIT_LEDGER && actor_is(actor, permissions[permission]);
}

const char *role_name(enum role role)
{
    return roles[role].name;
}

const char *role_label(enum role role)
{
    return roles[role].label;
}

enum role role_find(struct text name)
{
    for (enum role role = ROLE_COUNTY; role < ROLE_PROGRAM; role++) {
        if (text_is(name, roles[role].name)) {
            return role;
        }
    }
    return ROLE_NONE;
}

bool role_is_administrator(enum role role)
{
    return (ADMINISTRATORS & ROLE_BIT(role)) != 0;
}

bool role_needs_unit(enum role role)
{
    return roles[role].reach == REACH_OWN;
}

void access_reach(struct actor *actor, int64_t region)
{
    actor->region = region;
    actor->region_lo = 1;
    actor->region_hi = 0;
    switch (roles[actor->role].reach) {
    case REACH_NOTHING:
        break;
    case REACH_OWN:
        actor_reach(region, &actor->region_lo, &actor->region_hi);
        break;
    case REACH_COUNTY:
        actor->region = actor->county;
        actor_reach(actor->county, &actor->region_lo, &actor->region_hi);
        break;
    }
}
