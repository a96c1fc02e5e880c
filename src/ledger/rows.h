/*
 * rows: reading a ledger's rows. Every function takes the caller's reach from work->actor and the
 * SQL contains it; a row that is absent and a row that is not his give the same NOT_FOUND. Secret
 * fields come back as they are only with ROWS_PLAIN, else masked.
 */
#ifndef LEDGER_ROWS_H
#define LEDGER_ROWS_H

#include "ledger/ledger.h"
#include "ledger/work.h"

enum rows_flags {
    ROWS_PLAIN = 1 << 0,   /* secrets in clear, for a change or a logged reveal */
    ROWS_REMOVED = 1 << 1, /* rows taken out of use too */
};

/* One row by id; NOT_FOUND when absent, removed (without ROWS_REMOVED) or out of reach. */
MUST_CHECK enum status rows_get(struct work *work, const struct ledger *ledger, int64_t id,
                                unsigned flags, struct row **out, struct error *error);

/* The rows of these ids in their order; out[i] is NULL where rows_get would say NOT_FOUND. */
MUST_CHECK enum status rows_get_many(struct work *work, const struct ledger *ledger,
                                     const int64_t *ids, size_t n, unsigned flags, struct row **out,
                                     struct error *error);

struct row_list {
    struct row **at;
    size_t n;
};

/* Up to `limit` rows after the id `after` (0: from the start), by rising id. */
MUST_CHECK enum status rows_after(struct work *work, const struct ledger *ledger, int64_t after,
                                  size_t limit, unsigned flags, struct row_list *out,
                                  struct error *error);

/* The rows whose reference field holds `id` (a person's spells, an organization's vacancies), by
 * id. */
MUST_CHECK enum status rows_referring(struct work *work, const struct ledger *ledger, int field,
                                      int64_t id, unsigned flags, struct row_list *out,
                                      struct error *error);

/* Who has the value of a key: by number, a row in use within the actor's reach. */
struct rows_holder {
    int64_t key, id;
};

/*
 * The rows whose looked-up field (FIELD_LOOKUP) has one of the values with these keys (seal_key), a
 * few dozen a statement; each key's by rising id. *out lives in work->arena.
 */
MUST_CHECK enum status rows_holders(struct work *work, const struct ledger *ledger, int field,
                                    const int64_t *keys, size_t n, struct rows_holder **out,
                                    size_t *count, struct error *error);

/*
 * The rows in use whose field has this value, at most `limit`: a unique or looked-up field through
 * its index, any other by a scan of the county. The value is as stored (an ID number normalised).
 */
MUST_CHECK enum status rows_with(struct work *work, const struct ledger *ledger, int field,
                                 const struct value *value, size_t limit, unsigned flags,
                                 struct row_list *out, struct error *error);

/* The rows in use that agree with `like` in all these fields (empty agrees with empty); as
 * rows_with. */
MUST_CHECK enum status rows_matching(struct work *work, const struct row *like, const int *fields,
                                     size_t n, size_t limit, unsigned flags, struct row_list *out,
                                     struct error *error);

/*
 * A statement that steps over all rows in use that the actor reaches, in no order: the id, then the
 * columns, written as ", t.name, …". The caller steps and resets it.
 */
MUST_CHECK enum status rows_scan(struct work *work, const struct ledger *ledger,
                                 struct text columns, struct statement **out, struct error *error);

/* Whether a row in use other than `id` has this value in a unique or looked-up field, as far as the
 * actor reaches. */
MUST_CHECK enum status rows_taken(struct work *work, const struct ledger *ledger, int field,
                                  const struct value *value, int64_t id, bool *out,
                                  struct error *error);

/* Whether the actor reaches the row: its region, its person's region, its organization. */
MUST_CHECK enum status rows_reachable(struct work *work, const struct row *row, bool *out,
                                      struct error *error);

/* Makes the row's secrets ready to be stored, in work->arena: the row has its id, and its values
 * are not changed afterwards. */
void row_seal(struct work *work, struct row *row);
/*
 * Binds a sealed row's own columns from parameter `first` on, in the order of schema_columns;
 * returns the next free parameter. What is bound lives in work->arena and with the row.
 */
int row_bind(struct work *work, const struct row *row, struct statement *statement, int first);

#endif
