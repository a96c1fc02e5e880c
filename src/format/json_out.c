#include <math.h>
#include <stdio.h>
#include <string.h>

#include "format/json.h"

struct json_out json_into(struct buf *buf)
{
    return (struct json_out){.buf = buf};
}

/* What a byte needs inside a string: 0 nothing, 'u' \u00xx, 1 a look at its UTF-8, else \ and it.
 */
static unsigned char escape_of(unsigned char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return c < 0x20 || c == 0x7F ? 'u' : c >= 0x80 ? 1 : 0;
    }
}

/* How many bytes from `from` on stand in JSON as they are. */
static size_t plain_bytes(struct text t, size_t from)
{
    uint32_t cp;
    size_t at = from;
    while (at < t.n) {
        unsigned char how = escape_of((unsigned char)t.s[at]);
        size_t used = how == 0 ? 1 : how == 1 ? utf8_decode(t.s + at, t.n - at, &cp) : 0;
        if (used == 0) {
            break;
        }
        at += used;
    }
    return at - from;
}

static void put_escaped(struct buf *buf, unsigned char c)
{
    unsigned char how = escape_of(c);
    if (how == 1) {
        buf_add_utf8(buf, 0xFFFD);
    } else if (how == 'u') {
        buf_addf(buf, "\\u%04x", c);
    } else {
        buf_addc(buf, '\\');
        buf_addc(buf, (char)how);
    }
}

static void put_string(struct buf *buf, struct text t)
{
    size_t plain = plain_bytes(t, 0);
    char *room = plain == t.n ? buf_room(buf, t.n + 2) : NULL;
    if (room != NULL) { /* most texts: one copy */
        room[0] = '"';
        memcpy(room + 1, t.n > 0 ? t.s : "", t.n);
        room[t.n + 1] = '"';
        buf_took(buf, t.n + 2);
        return;
    }
    buf_addc(buf, '"');
    for (size_t i = 0; i < t.n; plain = plain_bytes(t, i)) {
        buf_add(buf, t.s + i, plain);
        i += plain;
        if (i < t.n) {
            put_escaped(buf, (unsigned char)t.s[i++]);
        }
    }
    buf_addc(buf, '"');
}

/* The comma and the key before a value. */
static void begin(struct json_out *out, const char *key)
{
    struct text name = text_of(key == NULL ? "" : key);
    char *room = buf_room(out->buf, name.n + 4), *at = room;
    if (room == NULL) {
        return;
    }
    if (out->more) {
        *at++ = ',';
    }
    out->more = true;
    if (key != NULL) {
        *at++ = '"';
        memcpy(at, name.s, name.n);
        at += name.n;
        *at++ = '"';
        *at++ = ':';
    }
    buf_took(out->buf, (size_t)(at - room));
}

static void open_with(struct json_out *out, const char *key, char bracket)
{
    begin(out, key);
    buf_addc(out->buf, bracket);
    out->more = false;
}

static void close_with(struct json_out *out, char bracket)
{
    buf_addc(out->buf, bracket);
    out->more = true;
}

void json_open(struct json_out *out, const char *key)
{
    open_with(out, key, '{');
}

void json_close(struct json_out *out)
{
    close_with(out, '}');
}

void json_open_list(struct json_out *out, const char *key)
{
    open_with(out, key, '[');
}

void json_close_list(struct json_out *out)
{
    close_with(out, ']');
}

void json_put_text(struct json_out *out, const char *key, struct text value)
{
    begin(out, key);
    put_string(out->buf, value);
}

void json_put_cstr(struct json_out *out, const char *key, const char *value)
{
    if (value == NULL) {
        json_put_null(out, key);
    } else {
        json_put_text(out, key, text_of(value));
    }
}

void json_put_int(struct json_out *out, const char *key, int64_t value)
{
    begin(out, key);
    buf_add_int(out->buf, value);
}

void json_put_id(struct json_out *out, const char *key, int64_t id)
{
    begin(out, key);
    buf_addc(out->buf, '"');
    buf_add_int(out->buf, id);
    buf_addc(out->buf, '"');
}

void json_put_bool(struct json_out *out, const char *key, bool value)
{
    begin(out, key);
    buf_adds(out->buf, value ? "true" : "false");
}

void json_put_null(struct json_out *out, const char *key)
{
    begin(out, key);
    buf_add(out->buf, "null", 4);
}

void json_put_day(struct json_out *out, const char *key, int32_t day)
{
    char iso[11];
    if (day == DATE_NONE) {
        json_put_null(out, key);
        return;
    }
    date_format((struct date){day, DATE_DAY}, iso);
    json_put_cstr(out, key, iso);
}

void json_put_real(struct json_out *out, const char *key, double value)
{
    if (!isfinite(value)) {
        json_put_null(out, key);
        return;
    }
    begin(out, key);
    buf_addf(out->buf, "%.15g", value);
}

void json_put_raw(struct json_out *out, const char *key, struct text json)
{
    begin(out, key);
    buf_addt(out->buf, json);
}

void json_put_key(struct json_out *out, struct text key)
{
    begin(out, NULL);
    put_string(out->buf, key);
    buf_addc(out->buf, ':');
    out->more = false;
}

void json_put_tree(struct json_out *out, const char *key, const struct json *value)
{
    switch (value->kind) {
    case JSON_KIND_NULL:
        json_put_null(out, key);
        break;
    case JSON_KIND_BOOL:
        json_put_bool(out, key, value->number != 0);
        break;
    case JSON_KIND_INT:
        json_put_int(out, key, value->number);
        break;
    case JSON_KIND_REAL:
        json_put_real(out, key, value->real);
        break;
    case JSON_KIND_TEXT:
        json_put_text(out, key, value->text);
        break;
    case JSON_KIND_LIST:
        json_open_list(out, key);
        for (size_t i = 0; i < value->n; i++) {
            json_put_tree(out, NULL, &value->at[i]);
        }
        json_close_list(out);
        break;
    case JSON_KIND_OBJECT:
        json_open(out, key);
        for (size_t i = 0; i < value->n; i++) {
            json_put_key(out, value->keys[i]);
            json_put_tree(out, NULL, &value->at[i]);
        }
        json_close(out);
        break;
    }
}
