/*
 * target: what stands in the request line and in the Cookie header, taken apart. Everything here
 * reads bytes that anybody may send: nothing is trusted, nothing is modified, and what cannot be
 * read is refused or skipped.
 */
#ifndef WEB_TARGET_H
#define WEB_TARGET_H

#include "base/arena.h"

enum { TARGET_PARTS = 8, TARGET_QUERY = 16 };

struct target_pair {
    struct text name, value;
};

struct target {
    struct text part[TARGET_PARTS]; /* the path's segments, decoded */
    size_t parts;
    struct target_pair query[TARGET_QUERY]; /* decoded; a name may stand twice */
    size_t queries;
};

/*
 * Takes a request target apart ("/api/v1/person/17?limit=20"). Texts borrow from `raw` or live in
 * the arena. False when it is malformed: no leading slash, a broken %xx, bytes that are no UTF-8, a
 * NUL or other control character, "." or ".." as a segment, or more parts than there is room for.
 */
bool target_parse(struct arena *arena, struct text raw, struct target *out);

/* The value of a query parameter; the empty text when it is absent. */
struct text target_query(const struct target *target, const char *name);

/* The value of a cookie of that exact name; false when there is none. The first one counts. */
bool cookie_find(struct text header, struct text name, struct text *value);

#endif
