/*
 * query: which rows of a ledger a list, an export or a batch is about: a search text, a unit,
 * filters on fields, a predicate, states; with an order and a page. As JSON it is docs/api.md's
 * `query`; inside it becomes predicates over the facts, each parsed by itself (so that nothing
 * typed can reach out of its own) and intersected with the caller's reach: a list answers from
 * memory and the database reads only the rows of the page.
 */
#ifndef DOMAIN_QUERY_H
#define DOMAIN_QUERY_H

#include "domain/app.h"
#include "format/json.h"

/* A filter that the facts know nothing of: a secret's whole or last four, words inside a note. */
struct query_find {
    int field;
    struct text text;
};

enum { QUERY_FINDS_MOST = 4 };

struct query_plan {
    const struct ledger *ledger;
    struct text text;    /* of the search box; empty: none */
    struct text where;   /* a predicate as somebody wrote it; empty: all */
    struct text filters; /* the predicate of filters, unit and states; empty: all */
    struct query_find finds[QUERY_FINDS_MOST]; /* all hold too */
    size_t find_count;
    int sort_field; /* index; -1: newest first */
    bool sort_desc;
    /* Only rows that agree with others of the reach in these fields: people registered twice, one
     * phone given by `alike_least` or more. None: all. */
    int alike[4];
    size_t alike_count, alike_least;
    bool removed; /* also rows taken out of use */
    int64_t offset, limit;
};

/*
 * Reads docs/api.md's query from JSON (NULL: everything, first page of 20). Unknown members,
 * fields, operators and values of the wrong type are added to `errors`.
 */
void query_read(struct work *work, const struct ledger *ledger, const struct json *json,
                struct query_plan *out, struct errors *errors);

/*
 * The same query in Chinese, for what is made of it to carry ("性别为“女性”；单位“嘉定镇”"); in
 * work->arena, empty when it asks for everything. Numbers of people are not repeated. What
 * query_read refuses is left out.
 */
struct text query_words(struct work *work, const struct ledger *ledger, const struct json *json);

struct set;
struct table;
/* The rows in use of a table that the actor reaches; the caller releases the set and holds the
 * board. */
MUST_CHECK enum status query_reach(struct app *app, struct work *work, const struct table *table,
                                   struct set *out, struct error *error);

struct query_result {
    int64_t *ids; /* of the page, in order; in the work's arena */
    size_t n;
    int64_t total;
};

/*
 * Answers from the facts as far as the actor reaches. INVALID with `errors` when the predicate is
 * wrong (their messages carry line and column).
 */
MUST_CHECK enum status query_run(struct app *app, struct work *work, const struct query_plan *plan,
                                 struct query_result *out, struct errors *errors,
                                 struct error *error);

#endif
