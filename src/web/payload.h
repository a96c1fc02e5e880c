/*
 * payload: what a JSON object or a query string may hold, said once. The dispatcher checks a body
 * against its payload before the handler runs, and the OpenAPI description is a walker over the
 * same tables, so what is documented is what is accepted.
 */
#ifndef WEB_PAYLOAD_H
#define WEB_PAYLOAD_H

#include "base/error.h"
#include "format/json.h"
#include "web/target.h"

enum member_kind {
    MEMBER_TEXT, /* min/max: characters */
    MEMBER_INT,  /* min/max: the value */
    MEMBER_REAL, /* answers only */
    MEMBER_BOOL,
    MEMBER_ID,     /* a 64-bit number as a string of digits */
    MEMBER_DAY,    /* "2022-09-08" */
    MEMBER_ANY,    /* any JSON; the handler looks */
    MEMBER_OBJECT, /* `of` says its members */
    MEMBER_MAP,    /* an object with names that are data */
    MEMBER_LIST,   /* of objects, when `of` is set; else of anything; min/max: items */
    MEMBER_TEXTS,  /* a list of texts */
    MEMBER_IDS,    /* a list of ids */
    MEMBER_INTS,   /* a list of integers */
};

enum member_flags {
    MEMBER_REQUIRED = 1 << 0,
    MEMBER_NULL = 1 << 1,   /* may be null */
    MEMBER_BLANKS = 1 << 2, /* a text taken as typed: a password */
};

struct payload;

struct member {
    const char *name;
    const char *label; /* in error texts; NULL in answers */
    enum member_kind kind;
    unsigned flags;
    int64_t min, max; /* both 0: no bound */
    const struct payload *of;
    const char *const *choices; /* the words allowed; NULL-ended, may be NULL */
};

struct payload {
    const char *name;             /* the component in OpenAPI; NULL: written in place */
    const struct member *members; /* ended by one without a name */
    bool row;                     /* members beyond these are fields of the ledger in the path */
};

/*
 * Checks a body: wrong kinds, missing and unknown members, bounds; every fault becomes one of
 * `errors`, its field the path ("sort[0].field"). With payload->row set, unknown members pass: the
 * ledger's own reader looks at them.
 */
void payload_check(const struct payload *payload, const struct json *body, struct errors *errors,
                   struct arena *arena);
/* The same for query parameters, whose values are texts. */
void payload_check_query(const struct payload *payload, const struct target *target,
                         struct errors *errors, struct arena *arena);

#endif
