#include "format/xlsx_sheet.h"

#include <string.h>

#include "base/ceilings.h"
#include "format/xlsx_scan.h"

/* Where in the sheet the scanner stands. */
enum place { IN_HEAD, IN_ROWS, IN_TAIL, AT_END };

struct scan {
    struct unpack u;
    struct xlsx_rows *rows;
    struct scan_head head;
    struct buf joined; /* runs of an inline text */
    enum place place;
    enum scan_end why; /* why a piece returned NULL */
};

static const char *give_up(struct scan *s, enum scan_end why)
{
    s->why = why;
    return NULL;
}

static const char *unknown(struct scan *s, const char *p)
{
    return give_up(s, scan_unknown(p, s->u.end));
}

/* The reference in r="…", p behind the opening quote; returns behind the closing one. */
static const char *scan_ref(struct scan *s, const char *p, uint32_t *col)
{
    const char *start = p;
    uint32_t c = 0, r = 0;
    while (*p >= 'A' && *p <= 'Z' && p - start < 3) {
        c = c * 26 + (uint32_t)(*p++ - 'A' + 1);
    }
    while (*p >= '0' && *p <= '9' && p - start < 10) {
        r = r * 10 + (uint32_t)(*p++ - '0');
    }
    if (*p != '"' || c == 0 || r != s->rows->row + 1) {
        return unknown(s, p);
    }
    *col = c - 1;
    return p + 1;
}

static const char *scan_style(struct scan *s, const char *p, uint32_t *style)
{
    const char *start = p;
    *style = 0;
    while (*p >= '0' && *p <= '9' && p - start < 6) {
        *style = *style * 10 + (uint32_t)(*p++ - '0');
    }
    return *p == '"' && p > start ? p + 1 : unknown(s, p);
}

static const char *scan_type(struct scan *s, const char *p, enum xlsx_type *type)
{
    if (p[0] == 's' && p[1] == '"') {
        *type = XLSX_SHARED;
        return p + 2;
    }
    if (memcmp(p, "inlineStr\"", 10) == 0) {
        *type = XLSX_INLINE;
        return p + 10;
    }
    const char *start = p;
    while (*p >= 'a' && *p <= 'z' && p - start < 4) {
        p++;
    }
    struct text t = {start, (size_t)(p - start)};
    return *p == '"' && xlsx_type_of(t, type) ? p + 1 : unknown(s, p);
}

/* The attributes of a <c>, p behind its name; returns at '>' or "/>". */
static const char *scan_cell_tag(struct scan *s, const char *p, struct xlsx_cell *cell)
{
    while (*p == ' ') {
        bool value = p[2] == '=' && p[3] == '"';
        if (value && p[1] == 'r') {
            p = scan_ref(s, p + 4, &cell->col);
        } else if (value && p[1] == 's') {
            p = scan_style(s, p + 4, &cell->style);
        } else if (value && p[1] == 't') {
            p = scan_type(s, p + 4, &cell->type);
        } else {
            struct text name, ignored;
            enum scan_end at = scan_attribute(&p, s->u.end, &name, &ignored);
            if (at != SCAN_OK) {
                return give_up(s, at);
            }
        }
        if (p == NULL) {
            return NULL;
        }
    }
    return p;
}

/* Character data up to the next tag, checked and decoded; returns at that tag. */
static const char *scan_text(struct scan *s, const char *p, struct text *out)
{
    unsigned seen = 0;
    const char *close = scan_open(p, s->u.end, &seen);
    if (close == NULL) {
        return give_up(s, SCAN_MORE);
    }
    *out = (struct text){p, (size_t)(close - p)};
    if ((seen & SEEN_ODD) != 0) {
        char *copy = arena_alloc(&s->rows->scratch, out->n);
        if (!scan_decode(p, out->n, copy, &out->n)) {
            return give_up(s, SCAN_ODD);
        }
        out->s = copy;
    } else if ((seen & SEEN_HIGH) != 0 && !scan_utf8(p, out->n)) {
        return give_up(s, SCAN_ODD);
    }
    return close;
}

/* As scan_text, quicker for what most cells hold: a number, or the number of a shared string. */
static const char *scan_value(struct scan *s, const char *p, struct text *out)
{
    const char *q = p;
    while ((signed char)*q > ' ' && *q != '<' && *q != '&') { /* ASCII only */
        q++;
    }
    if (*q != '<') {
        return scan_text(s, p, out);
    }
    *out = (struct text){p, (size_t)(q - p)};
    return q;
}

/* <f>…</f> or <f/>, p behind "<f"; the formula itself is not kept. */
static const char *scan_formula(struct scan *s, const char *p)
{
    bool closed;
    unsigned seen = 0;
    enum scan_end at = scan_tag(&p, s->u.end, &closed);
    if (at != SCAN_OK) {
        return give_up(s, at);
    }
    if (closed) {
        return p;
    }
    const char *close = scan_open(p, s->u.end, &seen);
    if (close == NULL) {
        return give_up(s, SCAN_MORE);
    }
    return memcmp(close, "</f>", 4) == 0 ? close + 4 : unknown(s, close);
}

static const char *scan_inline(struct scan *s, const char *p, struct text *out)
{
    enum scan_end at = scan_rich(&p, s->u.end, "</is>", &s->joined, out);
    if (at != SCAN_OK) {
        return give_up(s, at);
    }
    if (out->n > 0 && out->s == s->joined.s) {
        *out = arena_text(&s->rows->scratch, *out);
    }
    return p;
}

/* One child element of a <c>; `value` is set by the one that holds the cell's value. */
static const char *scan_child(struct scan *s, const char *p, struct xlsx_cell *cell,
                              struct text *value)
{
    struct text text = TEXT_EMPTY;
    if (memcmp(p, "<v>", 3) == 0) {
        bool number = cell->type == XLSX_SHARED || cell->type == XLSX_NUMBER;
        p = number ? scan_value(s, p + 3, &text) : scan_text(s, p + 3, &text);
        if (p == NULL) {
            return NULL;
        }
        if (cell->type != XLSX_INLINE) {
            *value = text;
        }
        return memcmp(p, "</v>", 4) == 0 ? p + 4 : unknown(s, p);
    }
    if (memcmp(p, "<is>", 4) == 0) {
        p = scan_inline(s, p + 4, &text);
        if (p != NULL && cell->type == XLSX_INLINE) {
            *value = text;
        }
        return p;
    }
    if (memcmp(p, "<f>", 3) == 0 || memcmp(p, "<f ", 3) == 0 || memcmp(p, "<f/", 3) == 0) {
        cell->formula = true;
        return scan_formula(s, p + 2);
    }
    if (memcmp(p, "<v/>", 4) == 0) {
        return p + 4;
    }
    return unknown(s, p);
}

/* A cell, p behind "<c"; returns behind it. */
static const char *scan_cell(struct scan *s, const char *p)
{
    struct xlsx_cell cell = {.col = s->rows->next_col};
    struct text value = TEXT_EMPTY;
    p = scan_cell_tag(s, p, &cell);
    if (p == NULL) {
        return NULL;
    }
    if (p[0] == '/' && p[1] == '>') {
        p += 2;
    } else if (*p == '>') {
        p++;
        while (memcmp(p, "</c>", 4) != 0) {
            if (scan_blank(*p)) {
                p++;
                continue;
            }
            p = scan_child(s, p, &cell, &value);
            if (p == NULL) {
                return NULL;
            }
        }
        p += 4;
    } else {
        return unknown(s, p);
    }
    return xlsx_row_add(s->rows, &cell, value) ? p : give_up(s, SCAN_ODD);
}

/* A row's number: decimal digits only. */
static bool row_number(struct text t, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.s[i] < '0' || t.s[i] > '9' || i > 7) {
            return false;
        }
        *number = *number * 10 + (uint64_t)(t.s[i] - '0');
    }
    return *number > 0;
}

/* The tag of a row, p behind "<row": begins the row and returns behind the tag. */
static const char *scan_row_tag(struct scan *s, const char *p, bool *closed)
{
    uint64_t number = 0;
    bool hidden = false;
    for (;;) {
        struct text name, value;
        enum scan_end at = scan_attribute(&p, s->u.end, &name, &value);
        if (at != SCAN_OK) {
            return give_up(s, at);
        }
        if (name.n == 0) {
            break;
        }
        if (text_is(name, "r") && !row_number(value, &number)) {
            return give_up(s, SCAN_ODD);
        }
        if (text_is(name, "hidden")) {
            hidden = text_is(value, "1") || text_is(value, "true");
        }
    }
    *closed = *p == '/';
    p += *closed;
    if (*p != '>') {
        return unknown(s, p);
    }
    return xlsx_row_begin(s->rows, number, hidden) ? p + 1 : give_up(s, SCAN_ODD);
}

/* A whole row, p behind "<row"; returns behind it. */
static const char *scan_row(struct scan *s, const char *p)
{
    bool closed;
    p = scan_row_tag(s, p, &closed);
    while (p != NULL && !closed) {
        if (p[0] == '<' && p[1] == 'c' && (p[2] == ' ' || p[2] == '>' || p[2] == '/')) {
            p = scan_cell(s, p + 2);
        } else if (memcmp(p, "</row>", 6) == 0) {
            p += 6;
            closed = true;
        } else if (scan_blank(*p)) {
            p++;
        } else {
            p = unknown(s, p);
        }
    }
    return p;
}

/* The next row, or the end of them. A row cut by the window's end is read again from its start. */
static enum scan_end scan_rows(struct scan *s)
{
    const char *p = s->u.p;
    while (scan_blank(*p)) {
        p++;
    }
    if (memcmp(p, "<row", 4) == 0 && (scan_blank(p[4]) || p[4] == '>' || p[4] == '/')) {
        uint32_t number = s->rows->next_row;
        p = scan_row(s, p + 4);
        if (p == NULL) {
            s->rows->next_row = number;
            return s->why;
        }
        xlsx_row_end(s->rows);
    } else if (memcmp(p, "</sheetData>", 12) == 0) {
        p += 12;
        s->place = IN_TAIL;
    } else {
        return scan_unknown(p, s->u.end);
    }
    s->u.p = p;
    return SCAN_OK;
}

static enum scan_end scan_head_tag(struct scan *s)
{
    const char *p = s->u.p;
    while (scan_blank(*p)) {
        p++;
    }
    if (s->head.rooted && memcmp(p, "<sheetData>", 11) == 0) {
        s->u.p = p + 11;
        s->place = IN_ROWS;
        return SCAN_OK;
    }
    if (s->head.rooted && memcmp(p, "<sheetData/>", 12) == 0) {
        s->u.p = p + 12;
        s->place = IN_TAIL;
        return SCAN_OK;
    }
    if (s->head.rooted && s->u.end - p < 12) {
        return SCAN_MORE;
    }
    return memcmp(p, "<sheetData", 10) == 0 ? SCAN_ODD : scan_prolog(&s->u, &s->head);
}

/* A tag after the rows; of these only merged ranges matter. */
static enum scan_end scan_tail(struct scan *s)
{
    unsigned seen = 0;
    bool closed;
    const char *p = scan_open(s->u.p, s->u.end, &seen);
    if (p == NULL || s->u.end - p < 12) {
        return SCAN_MORE;
    }
    if (p[1] == '!') {
        return SCAN_ODD;
    }
    if (memcmp(p, "</worksheet>", 12) == 0) {
        s->place = AT_END;
        return SCAN_OK;
    }
    const char *tag = p++;
    enum scan_end at = scan_tag(&p, s->u.end, &closed);
    if (at != SCAN_OK) {
        return at;
    }
    if (memcmp(tag, "<mergeCell ", 11) == 0) {
        const char *attribute = tag + 10;
        struct text name, value;
        at = scan_attribute(&attribute, s->u.end, &name, &value);
        if (at != SCAN_OK || !text_is(name, "ref") || !xlsx_rows_merge(s->rows, value)) {
            return SCAN_ODD;
        }
    }
    s->u.p = p;
    return SCAN_OK;
}

static enum scan_end scan_step(struct scan *s)
{
    switch (s->place) {
    case IN_HEAD:
        return scan_head_tag(s);
    case IN_ROWS:
        return scan_rows(s);
    case IN_TAIL:
        return scan_tail(s);
    case AT_END:
        break;
    }
    return SCAN_OK;
}

static enum status scan_all(struct scan *s, bool *odd, struct error *error)
{
    struct arena *arena = s->rows->book->arena;
    enum status status = unpack_more(&s->u, arena, error);
    while (status == OK && s->place != AT_END && !s->rows->stopped) {
        enum scan_end at = scan_step(s);
        if (at == SCAN_MORE && !s->u.last) {
            status = unpack_more(&s->u, arena, error);
        } else if (at != SCAN_OK) {
            *odd = true;
            break;
        }
    }
    /* What follows the sheet's end is unpacked too: only then is the checksum known to be right. */
    while (status == OK && s->place == AT_END && !s->u.last) {
        s->u.p = s->u.end;
        status = unpack_more(&s->u, arena, error);
    }
    return status;
}

enum status xlsx_sheet_scan(struct xlsx_rows *rows, const struct zip_entry *entry, bool *odd,
                            struct error *error)
{
    struct arena scratch;
    arena_init(&scratch);
    struct scan s = {.rows = rows, .head = {.root = "<worksheet"}};
    buf_init(&s.joined, 16 * MIB);
    unpack_open(&s.u, &scratch, entry, rows->book->chunk);
    *odd = false;
    enum status status = scan_all(&s, odd, error);
    buf_release(&s.joined);
    arena_release(&scratch);
    return status;
}
