/*
 * ledger (台账): a kind of record, declared once as a table of fields plus a flow. A row is an
 * array of values in the order of the fields, with what every record has: id, version, who and
 * when.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "ledger/field.h"

struct actor;  /* ledger/actor.h: on whose behalf */
struct flow;   /* ledger/flow.h: states, actions, who may */
struct change; /* ledger/change.h: a row about to be written */
struct work;   /* ledger/work.h */
struct row;

/* Kinds of data that a role may or may not see (domain/people/access.c). */
enum data_class {
    DATA_PEOPLE,   /* registry: persons, households, tags, recognitions */
    DATA_SERVICE,  /* what was done for them */
    DATA_JOBS,     /* organizations, vacancies, fairs */
    DATA_MONEY,    /* relief, wages of public-service posts */
    DATA_CLAIMS,   /* claims for benefits, an organization's own among them */
    DATA_REGION,   /* regions and units */
    DATA_CAMPAIGN, /* tasks, inspection findings, report submissions, letters */
    DATA_LISTS,    /* bureaus' lists and what comparing them found */
    DATA_CLASS__COUNT
};

/* Where the rows of a ledger live, which decides who sees them. */
enum scope_by {
    SCOPE_REGION, /* the row's own region field */
    SCOPE_PERSON, /* its person's region */
    SCOPE_COUNTY, /* everybody of the county */
};

/*
 * What tells that an imported row is one already there. A weak key gives candidates only: a person
 * must say whether it is the same (domain.md H8: only an equal ID number decides by itself).
 */
struct ledger_key {
    int field[4];
    size_t n;
    bool weak;
};

struct ledger {
    const char *name;    /* SQL table, API path, CLI word: "employment_spell" */
    const char *label;   /* 就业登记 */
    const char *counter; /* measure word: 人 户 条 场 */
    const struct field *fields;
    size_t count;
    enum data_class data;
    enum scope_by scope;
    int region; /* index of the field with the row's region; -1 with SCOPE_PERSON or SCOPE_COUNTY */
    int person; /* index of the field that refers to the person; -1 when it is about no person */
    int title;  /* index of the field that names a row to people */
    const struct ledger_key
        *keys; /* tried in this order; a key with an empty field is passed over */
    size_t key_count;
    const struct flow *flow; /* NULL: a plain ledger */
    /* A state in which a row is still the county's own work: but for the county and the auditor
     * nobody sees it. NULL: none. */
    const char *draft;
    /* ROLE_BIT(…) of who may make, change and import rows; 0: whoever may write its data. */
    unsigned writers;
    bool pages_only; /* its rows come from the product's pages and steps: no file is imported */
    /*
     * Rules across fields, run after each field was checked: derives fields, adds field errors.
     * `old` is NULL for a new row. May be NULL.
     */
    void (*check)(struct change *change, struct errors *errors);
    /*
     * Fills in what only the writing transaction knows, such as a running number. Run once all was
     * found in order, right before the row is written; uniqueness is its own to see to. Says in
     * `filled` whether it set anything. May be NULL.
     */
    enum status (*complete)(struct change *change, bool *filled, struct error *error);
    /* Whether the caller may take a row out of use: CONFLICT with the reason when not. May be NULL.
     */
    enum status (*removable)(struct work *work, const struct row *row, struct error *error);
};

/* A secret value as it is stored: see seal.h. */
struct sealed {
    struct text bytes;
    int64_t key, tail; /* keyed hashes, of fields that are looked up by them */
};

struct row {
    const struct ledger *ledger;
    int64_t id;
    int64_t version;                /* 1 when created */
    int64_t created_at, changed_at; /* ms */
    int64_t created_by, changed_by; /* user ids; 0: the program */
    int64_t removed_at;             /* 0: in use */
    struct value *value;            /* ledger->count of them */
    struct sealed *sealed;          /* by field, made by row_seal; NULL: not yet */
};

/* A row with every value absent. */
struct row *row_new(struct arena *arena, const struct ledger *ledger);
struct row *row_copy(struct arena *arena, const struct row *row);
/* The index of a field by name, or -1. */
int ledger_field(const struct ledger *ledger, struct text name);

/*
 * The field by which the actor's role is held to the rows of his own organization: organization_id
 * for an enterprise, sender_id for a bureau; -1 when the ledger or the role knows no such rule.
 */
int ledger_own(const struct ledger *ledger, const struct actor *actor);
/* The state whose rows the actor does not see, or NULL: he sees all that he reaches. */
const char *ledger_unseen(const struct ledger *ledger, const struct actor *actor);

/* A ledger by name, or NULL. `all` is NULL-ended; domain/ledgers.h hands up the product's list. */
const struct ledger *ledger_find(const struct ledger *const *all, struct text name);

#endif
