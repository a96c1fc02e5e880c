/*
 * user: an account that somebody signs in with: one person, one account, one role, one unit. The
 * system administrator makes and disables accounts, the security administrator gives them role and
 * unit: neither can let anybody in alone (三员分立). Users are never deleted: history names them.
 *
 * Every function works for work->actor inside the caller's transaction and leaves an audit entry;
 * whether the actor may do it at all is the caller's permission check.
 */
#ifndef DOMAIN_PEOPLE_USER_H
#define DOMAIN_PEOPLE_USER_H

#include "base/buf.h"
#include "domain/people/password.h"
#include "ledger/work.h"

enum {
    USER_LOCK_FAILURES = 5, /* wrong passwords in a row … */
    USER_LOCK_MINUTES = 15, /* … lock the account for so long */
    USER_PASSWORDS_KEPT = 5 /* earlier passwords that may not come back */
};

enum user_state { USER_ACTIVE, USER_DISABLED };

struct user {
    int64_t id, version;
    struct text account, name;
    enum role role;       /* as asked for; ROLE_NONE: not yet */
    bool granted;         /* the security administrator agreed: until then nobody signs in */
    int64_t region;       /* 12-digit code of the unit; 0 until given */
    int64_t organization; /* 0: none */
    enum user_state state;
    struct text hash;     /* of the password */
    int64_t password_at;  /* ms: when it was set */
    bool must_change;     /* it was set by somebody else */
    int64_t failures;     /* wrong passwords since the last right one */
    int64_t locked_until; /* ms; 0: not locked */
    struct text totp;     /* sealed secret; empty: none */
    bool totp_on;         /* asked for at sign-in */
    int64_t totp_used;    /* the last time step a code was taken for: a code counts once */
    int64_t created_at, signed_in_at; /* ms; 0: never */
};

/* The tables of accounts, sessions, tokens and preferences. */
void user_schema(enum dialect dialect, struct buf *out);

/* Leaves an audit entry about an account: "user.create", "session.open" … */
MUST_CHECK enum status user_note(struct work *work, const char *action, int64_t user,
                                 struct text detail, struct error *error);

/* What a form or the command line says about an account; what is not set stays as it is. */
struct user_edit {
    struct text account, name; /* empty: not set */
    enum role role;            /* ROLE_NONE: not set */
    int64_t region;            /* 0: not set */
    bool organization_set;
    int64_t organization; /* 0 takes it away */
};

/* What an account may do now: nothing before its role was granted. */
enum role user_role(const struct user *user);

/*
 * Makes an account with a first password that must be changed; INVALID with `errors` when a field
 * is wrong, CONFLICT when the account exists. `hash` is password_hash of the first password. The
 * role counts as granted when the actor may grant; else it waits for who may.
 */
MUST_CHECK enum status user_create(struct work *work, const struct user_edit *edit,
                                   const char *hash, bool must_change, int64_t *id,
                                   struct errors *errors, struct error *error);
/*
 * Changes fields; CONFLICT when the stored version is another one. DENIED where the change is
 * another administrator's: account and name are PERMIT_ACCOUNTS's, role, unit and organization once
 * granted PERMIT_GRANT's (who grants by sending the role, changed or not); and for the actor's own
 * role.
 */
MUST_CHECK enum status user_change(struct work *work, int64_t id, int64_t version,
                                   const struct user_edit *edit, struct errors *errors,
                                   struct error *error);
/* DENIED unless the actor may give this account a new password: nobody lets himself in as another
 * kind of administrator. */
MUST_CHECK enum status user_may_reset(struct work *work, const struct user *user,
                                      struct error *error);
/*
 * Disables (and ends all sessions and tokens) or enables an account. DENIED for the actor's own and
 * for the last active administrator of a kind.
 */
MUST_CHECK enum status user_set_state(struct work *work, int64_t id, enum user_state state,
                                      struct error *error);

struct user_page {
    struct user *at; /* in the work's arena */
    size_t n;
    int64_t total;
};

/* Those that belong to places lo … hi, disabled ones too. */
MUST_CHECK enum status user_of_places(struct work *work, int64_t lo, int64_t hi,
                                      struct user_page *out, struct error *error);
/* Gives an account another place because the places themselves were changed (unit_merge.h): role
 * and grant stay. Whether that may be is the caller's to check. */
MUST_CHECK enum status user_move(struct work *work, const struct user *user, int64_t region,
                                 struct error *error);

MUST_CHECK enum status user_read(struct work *work, int64_t id, struct user *out,
                                 struct error *error);
MUST_CHECK enum status user_find(struct work *work, struct text account, struct user *out,
                                 struct error *error);
/* Whether any account exists: none means the site is not set up. */
MUST_CHECK enum status user_any(struct work *work, bool *out, struct error *error);

/* What a user is called, for histories: work->user_name. Empty when there is no such user. */
struct text user_called(struct work *work, int64_t id);

/* Accounts by text in account or name (empty: all), in the order of accounts. */
MUST_CHECK enum status user_list(struct work *work, struct text text, int64_t offset, int64_t limit,
                                 struct user_page *out, struct error *error);

/*
 * Sets a password. INVALID when it is one of the last USER_PASSWORDS_KEPT: `gate` is for comparing
 * with them. Ends all sessions of the account but `keep` (a session's hash; may be empty).
 */
MUST_CHECK enum status user_set_password(struct work *work, const struct user *user,
                                         const char *hash, bool must_change, struct text keep,
                                         struct error *error);
/* Whether a new password is the current or one of the earlier ones. Slow: not in a transaction. */
MUST_CHECK enum status user_password_reused(struct work *work, const struct user *user,
                                            struct password_gate *gate, struct text password,
                                            bool *out, struct error *error);

/* Notes a wrong password; locks the account at the limit. *locked_until: 0, or when it opens (ms).
 */
MUST_CHECK enum status user_failed(struct work *work, const struct user *user,
                                   int64_t *locked_until, struct error *error);
/* Notes a right one: forgets failures, remembers the moment. */
MUST_CHECK enum status user_signed_in(struct work *work, const struct user *user,
                                      struct error *error);

/* Keeps a sealed TOTP secret, switched on or not yet; an empty secret takes it away. */
MUST_CHECK enum status user_set_totp(struct work *work, const struct user *user, struct text sealed,
                                     bool on, struct error *error);
/* Notes the time step of a code just used; false in *fresh when it, or a later one, was used. */
MUST_CHECK enum status user_use_code(struct work *work, const struct user *user, int64_t step,
                                     bool *fresh, struct error *error);

#endif
