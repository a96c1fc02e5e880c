/*
 * json: JSON text out of values and values out of JSON text (RFC 8259).
 *
 * Out: a writer over a struct buf that knows where commas belong. It never fails by itself: past
 * the buf's ceiling `full` is set there. 64-bit ids go out as strings (JavaScript loses digits past
 * 2^53); bytes that are no UTF-8 become U+FFFD.
 *
 * In: a strict reader. Trailing text, duplicate keys, bad UTF-8, NUL characters, integers beyond 64
 * bits and nesting past CEILING_JSON_DEPTH are refused with their position. The tree lives in the
 * caller's arena and borrows nothing from the input.
 */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"

/* ---- writing ---- */

struct json_out {
    struct buf *buf; /* borrowed */
    bool more;       /* the next value at this place needs a comma before it */
};

/* Starts one JSON value at the end of `buf`, whatever stands there already. */
struct json_out json_into(struct buf *buf);

/*
 * Each of these writes one value. `key` is its name inside an object (a literal of ours: it is not
 * escaped) and NULL inside an array or at the top.
 */
void json_open(struct json_out *out, const char *key); /* { */
void json_close(struct json_out *out);                 /* } */
void json_open_list(struct json_out *out, const char *key);
void json_close_list(struct json_out *out);
void json_put_text(struct json_out *out, const char *key, struct text value);
void json_put_cstr(struct json_out *out, const char *key, const char *value); /* NULL: null */
void json_put_int(struct json_out *out, const char *key, int64_t value);
void json_put_id(struct json_out *out, const char *key, int64_t id); /* "123…" */
void json_put_bool(struct json_out *out, const char *key, bool value);
void json_put_null(struct json_out *out, const char *key);
/* A day as "2022-09-08"; null for DATE_NONE. */
void json_put_day(struct json_out *out, const char *key, int32_t day);
/* A number with fraction; NaN and infinity become null. */
void json_put_real(struct json_out *out, const char *key, double value);
/* JSON that somebody else wrote. */
void json_put_raw(struct json_out *out, const char *key, struct text json);
/* A key that is not a literal: escaped. The value's call follows with key NULL. */
void json_put_key(struct json_out *out, struct text key);

/* ---- reading ---- */

enum json_kind {
    JSON_KIND_NULL,
    JSON_KIND_BOOL,
    JSON_KIND_INT,
    JSON_KIND_REAL,
    JSON_KIND_TEXT,
    JSON_KIND_LIST,
    JSON_KIND_OBJECT
};

struct json {
    enum json_kind kind;
    int64_t number;    /* INT; BOOL: 0 or 1 */
    double real;       /* INT and REAL */
    struct text text;  /* TEXT */
    struct text *keys; /* OBJECT: the members' names, in the text's order */
    struct json *at;   /* LIST: its items; OBJECT: its members' values */
    size_t n;          /* items or members */
};

/* Reads one whole text. INVALID with line and column when it is not JSON as promised above. */
MUST_CHECK enum status json_parse(struct arena *arena, struct text text, struct json **out,
                                  struct error *error);

/* Writes what was read back as JSON. */
void json_put_tree(struct json_out *out, const char *key, const struct json *value);

/* The member of that name; NULL when there is none or `object` is NULL or no object. */
const struct json *json_member(const struct json *object, const char *name);
/* Each reads one value and says whether it was there and of that kind; `value` may be NULL. */
bool json_text(const struct json *value, struct text *out);
bool json_int(const struct json *value, int64_t *out);
bool json_bool(const struct json *value, bool *out);
/* An id: a string of digits, or an integer. Never negative. */
bool json_id(const struct json *value, int64_t *out);

#endif
