#include "format/xlsx_write.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceilings.h"
#include "base/date.h"
#include "format/xlsx_scan.h"
#include "format/xlsx_writer.h"

enum {
    TAG_MOST = 128,      /* bytes of a cell's tags around its value */
    SLICE = 8 << 10,     /* text bytes escaped at a time */
    ESCAPE_MOST = 7,     /* bytes that one byte of text may become */
    EXCEL_DAY_0 = 25569, /* 1970-01-01 as Excel counts */
    FIRST_SURE_DAY = 61, /* 1900-03-01: before it Excel counts a day that never was */
};

/* ---- the block ---- */

static void flush(struct xlsx_writer *w)
{
    zip_writer_add(w->zip, w->block, w->n);
    w->n = 0;
}

/* Room for n bytes, n below XLSX_BLOCK. */
static char *room(struct xlsx_writer *w, size_t n)
{
    if (w->n + n > XLSX_BLOCK) {
        flush(w);
    }
    return w->block + w->n;
}

static void took(struct xlsx_writer *w, const char *end)
{
    w->n = (size_t)(end - w->block);
}

static inline char *add(char *p, const char *s, size_t n)
{
    memcpy(p, s, n);
    return p + n;
}

#define ADD(p, literal) add((p), (literal), sizeof(literal) - 1)

void xlsx_writer_xml(struct xlsx_writer *w, const char *z)
{
    struct text rest = text_of(z);
    while (rest.n > 0) {
        size_t n = rest.n < SLICE ? rest.n : SLICE;
        took(w, add(room(w, n), rest.s, n));
        rest = text_slice(rest, n, rest.n);
    }
}

void xlsx_writer_xmlf(struct xlsx_writer *w, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct arena scratch;
    arena_init(&scratch);
    xlsx_writer_xml(w, arena_vprintf(&scratch, format, args).s);
    arena_release(&scratch);
    va_end(args);
}

/* ---- texts ---- */

/* Bytes that need no look; most of a text that is not Chinese. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '&' && c != '<' && c != '>' && c != '"' && c != '_';
}

static bool looks_like_escape(const char *s, size_t n)
{
    if (n < 7 || s[1] != 'x' || s[6] != '_') {
        return false;
    }
    for (size_t i = 2; i < 6; i++) {
        if (strchr("0123456789abcdefABCDEF", s[i]) == NULL || s[i] == '\0') {
            return false;
        }
    }
    return true;
}

static char *escape_ascii(char *p, const char *s, size_t n)
{
    switch (*s) {
    case '&':
        return ADD(p, "&amp;");
    case '<':
        return ADD(p, "&lt;");
    case '>':
        return ADD(p, "&gt;");
    case '"':
        return ADD(p, "&quot;");
    case '_': /* what reads like an escape is escaped itself (ECMA-376 22.4.2.4) */
        return looks_like_escape(s, n) ? ADD(p, "_x005F_") : ADD(p, "_");
    case '\t':
    case '\n':
        return add(p, s, 1);
    default: { /* XML has no other control characters */
        static const char hex[] = "0123456789ABCDEF";
        p = ADD(p, "_x00");
        *p++ = hex[(unsigned char)*s >> 4];
        *p++ = hex[*s & 15];
        return ADD(p, "_");
    }
    }
}

/* Escapes s[0, n) to p; `end` is where the text itself ends. Returns the end of what was written.
 */
static char *escape(char *p, const char *s, size_t n, const char *end)
{
    const char *stop = s + n;
    while (s < stop) {
        unsigned char c = (unsigned char)*s;
        if (is_plain(c)) {
            *p++ = *s++;
        } else if (c < 0x80) {
            p = escape_ascii(p, s, (size_t)(end - s));
            s++;
        } else {
            size_t used = scan_character(s, (size_t)(end - s));
            p = used == 3   ? add(p, s, 3) /* nearly always: a Han character */
                : used == 0 ? ADD(p, "\xEF\xBF\xBD")
                            : add(p, s, used);
            s += used == 0 ? 1 : used;
        }
    }
    return p;
}

struct text xlsx_escaped(struct arena *arena, struct text t)
{
    char *out = arena_alloc(arena, t.n * ESCAPE_MOST + 1);
    return (struct text){out, (size_t)(escape(out, t.s, t.n, t.s + t.n) - out)};
}

struct text xlsx_units(struct text t, size_t n)
{
    size_t i = 0;
    for (size_t units = 0; i < t.n;) {
        unsigned char c = (unsigned char)t.s[i];
        size_t used = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        units += used == 4 ? 2 : 1;
        if (units > n) {
            break;
        }
        i += used;
    }
    return text_slice(t, 0, i);
}

static void add_text(struct xlsx_writer *w, struct text t)
{
    const char *end = t.s + t.n;
    while (t.n > 0) {
        size_t n = t.n;
        if (n > SLICE) { /* cut between characters */
            for (n = SLICE; n > SLICE - 4 && ((unsigned char)t.s[n] & 0xC0) == 0x80;) {
                n--;
            }
        }
        took(w, escape(room(w, n * ESCAPE_MOST), t.s, n, end));
        t = text_slice(t, n, t.n);
    }
}

/* ---- cells ---- */

size_t xlsx_column_name(uint32_t col, char out[3])
{
    if (col < 26) {
        out[0] = (char)('A' + col);
        return 1;
    }
    if (col < 26 + 26 * 26) {
        out[0] = (char)('A' + col / 26 - 1);
        out[1] = (char)('A' + col % 26);
        return 2;
    }
    out[0] = (char)('A' + (col - 26) / (26 * 26) - 1);
    out[1] = (char)('A' + (col - 26) / 26 % 26);
    out[2] = (char)('A' + col % 26);
    return 3;
}

static char *add_digits(char *p, uint64_t value)
{
    char digits[20];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    return add(p, digits + at, sizeof(digits) - at);
}

static char *add_integer(char *p, int64_t value)
{
    if (value < 0) {
        *p++ = '-';
        return add_digits(p, 0 - (uint64_t)value);
    }
    return add_digits(p, (uint64_t)value);
}

/* <c r="A1" s="4", without its end. */
static char *begin_cell(struct xlsx_writer *w, uint32_t col, unsigned style, bool quoted)
{
    if (!w->in_row || col >= CEILING_SHEET_COLS) {
        bug("cell in column %u outside a row", col);
    }
    char *p = ADD(room(w, TAG_MOST), "<c r=\"");
    p += xlsx_column_name(col, p);
    p = add(p, w->row_digits, sizeof(w->row_digits)) - sizeof(w->row_digits) + w->row_digit_count;
    unsigned index = xlsx_style_index(style, quoted);
    if (index > 0) {
        p = ADD(p, "\" s=\"");
        p = add_digits(p, index);
    }
    *p++ = '"';
    return p;
}

bool xlsx_is_formula_like(struct text t)
{
    return t.n > 0 && (t.s[0] == '=' || t.s[0] == '+' || t.s[0] == '-' || t.s[0] == '@' ||
                       t.s[0] == '\t' || t.s[0] == '\r');
}

void xlsx_writer_text(struct xlsx_writer *w, uint32_t col, struct text value, unsigned style)
{
    if (value.n == 0) {
        if ((style & STYLE_BAD) != 0) {
            took(w, ADD(begin_cell(w, col, style, false), "/>"));
        }
        return;
    }
    char *p = begin_cell(w, col, style, xlsx_is_formula_like(value));
    bool blank = (unsigned char)value.s[0] <= ' ' || (unsigned char)value.s[value.n - 1] <= ' ';
    p = blank ? ADD(p, " t=\"inlineStr\"><is><t xml:space=\"preserve\">")
              : ADD(p, " t=\"inlineStr\"><is><t>");
    took(w, p);
    bool cut = value.n > CEILING_CELL && xlsx_units(value, CEILING_CELL).n < value.n;
    add_text(w, cut ? xlsx_units(value, CEILING_CELL - 1) : value);
    if (cut) {
        add_text(w, TEXT("…"));
    }
    took(w, ADD(room(w, TAG_MOST), "</t></is></c>"));
}

void xlsx_writer_whole(struct xlsx_writer *w, uint32_t col, int64_t value, unsigned style)
{
    char *p = ADD(begin_cell(w, col, style, false), "><v>");
    took(w, ADD(add_integer(p, value), "</v></c>"));
}

/* A number of at most four decimals, as nearly all are; NULL when it is none. */
static char *add_short_decimal(char *p, double value)
{
    enum { SCALE = 10000, PLACES = 4 };
    double size = value < 0 ? -value : value;
    if (!(size < 1e11)) {
        return NULL;
    }
    uint64_t scaled = (uint64_t)(size * SCALE + 0.5);
    /* Both are whole, so the division rounds as reading the digits will. */
    if ((double)scaled / SCALE != size) {
        return NULL;
    }
    if (value < 0) {
        *p++ = '-';
    }
    p = add_digits(p, scaled / SCALE);
    uint64_t decimals = scaled % SCALE;
    if (decimals > 0) {
        *p = '.';
        for (size_t i = PLACES; i > 0; i--) {
            p[i] = (char)('0' + decimals % 10);
            decimals /= 10;
        }
        p += PLACES + 1;
        while (p[-1] == '0') {
            p--;
        }
    }
    return p;
}

void xlsx_writer_number(struct xlsx_writer *w, uint32_t col, double value, unsigned style)
{
    char digits[32];
    if (value - value != 0) { /* a workbook knows no infinity */
        xlsx_writer_text(w, col, TEXT("#NUM!"), style);
        return;
    }
    char *end = add_short_decimal(digits, value);
    int n = end == NULL ? snprintf(digits, sizeof(digits), "%.15g", value) : (int)(end - digits);
    if (end == NULL && strtod(digits, NULL) != value) {
        n = snprintf(digits, sizeof(digits), "%.17g", value);
    }
    char *p = ADD(begin_cell(w, col, style, false), "><v>");
    took(w, ADD(add(p, digits, (size_t)n), "</v></c>"));
}

void xlsx_writer_money(struct xlsx_writer *w, uint32_t col, int64_t fen, unsigned style)
{
    char *p = ADD(begin_cell(w, col, style, false), "><v>");
    uint64_t amount = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    if (fen < 0) {
        *p++ = '-';
    }
    p = add_digits(p, amount / 100);
    if (amount % 100 != 0) {
        *p++ = '.';
        *p++ = (char)('0' + amount % 100 / 10);
        *p++ = (char)('0' + amount % 10);
    }
    took(w, ADD(p, "</v></c>"));
}

void xlsx_writer_date(struct xlsx_writer *w, uint32_t col, int32_t day, unsigned style)
{
    int64_t serial = (int64_t)day + EXCEL_DAY_0;
    if (serial >= FIRST_SURE_DAY) {
        xlsx_writer_whole(w, col, serial, style);
        return;
    }
    char iso[11];
    size_t n = date_format((struct date){day, DATE_DAY}, iso);
    xlsx_writer_text(w, col, (struct text){iso, n}, style);
}

/* ---- rows and sheets ---- */

static void end_row(struct xlsx_writer *w)
{
    if (w->in_row) {
        took(w, ADD(room(w, TAG_MOST), "</row>"));
        w->in_row = false;
    }
}

#define ROW_HIGH(points) "\" customHeight=\"1\" ht=\"" points
#define ROW_HIDDEN       "\" hidden=\"1"

/* Begins a row with these attributes; NULL for none. */
static uint32_t begin_row(struct xlsx_writer *w, const char *attributes)
{
    if (!w->in_sheet) {
        bug("row outside a sheet");
    }
    end_row(w);
    if (w->row == CEILING_SHEET_ROWS) { /* goes on over the last row; closing tells */
        w->too_many_rows = true;
        w->row--;
    }
    w->row++;
    w->row_digit_count = (size_t)(add_digits(w->row_digits, w->row) - w->row_digits);
    char *p = ADD(room(w, TAG_MOST), "<row r=\"");
    p = add(p, w->row_digits, w->row_digit_count);
    if (attributes != NULL) {
        p = add(p, attributes, strlen(attributes));
    }
    took(w, ADD(p, "\">"));
    w->in_row = true;
    return w->row - 1;
}

uint32_t xlsx_writer_row(struct xlsx_writer *w)
{
    return begin_row(w, NULL);
}

static void end_sheet(struct xlsx_writer *w)
{
    if (!w->in_sheet) {
        return;
    }
    end_row(w);
    struct xlsx_made *sheet = &w->sheets.at[w->sheets.n - 1];
    sheet->filter.row2 = w->row > 0 ? w->row - 1 : 0;
    xlsx_write_sheet_tail(w, sheet);
    flush(w);
    zip_writer_end(w->zip);
    w->rules.n = 0;
    w->merge = TEXT_EMPTY;
    w->in_sheet = false;
}

static void write_headings(struct xlsx_writer *w, const struct xlsx_plan *plan)
{
    if (plan->marks != NULL) {
        begin_row(w, ROW_HIDDEN);
        for (uint32_t i = 0; i < plan->n; i++) {
            xlsx_writer_text(w, i, plan->marks[i], STYLE_TEXT);
        }
    }
    if (plan->title.n > 0) {
        uint32_t row = begin_row(w, ROW_HIGH("30"));
        xlsx_writer_text(w, 0, plan->title, STYLE_TITLE);
        if (plan->n > 1) {
            struct sheet_range range = {row, 0, row, (uint32_t)plan->n - 1};
            w->merge = xlsx_range_name(w->arena, range);
        }
    }
    if (!plan->headless) {
        begin_row(w, ROW_HIGH("24"));
        for (uint32_t i = 0; i < plan->n; i++) {
            xlsx_writer_text(w, i, plan->columns[i].heading, STYLE_HEADING);
        }
    }
}

void xlsx_writer_sheet(struct xlsx_writer *w, const struct xlsx_plan *plan)
{
    end_sheet(w);
    uint32_t headings = plan->headless ? 0 : 1U + (plan->title.n > 0) + (plan->marks != NULL);
    struct xlsx_made sheet = {
        .name = xlsx_sheet_name(w, plan->name),
        .filter = {headings > 0 ? headings - 1 : 0, 0, 0, plan->n > 0 ? (uint32_t)plan->n - 1 : 0},
        .headings = plan->n > 0 ? headings : 0,
        .hidden = plan->hidden,
    };
    list_add(&w->sheets, sheet);
    char name[64];
    snprintf(name, sizeof(name), "xl/worksheets/sheet%zu.xml", w->sheets.n);
    zip_writer_begin(w->zip, name);
    w->in_sheet = true;
    w->row = 0;
    for (uint32_t i = 0; i < plan->n; i++) {
        const struct xlsx_column *c = &plan->columns[i];
        if (c->choice_count > 0) {
            struct text formula = xlsx_choices_formula(w, c->choices, c->choice_count);
            list_add(&w->rules, (struct xlsx_rule){i, formula});
        }
    }
    xlsx_write_sheet_head(w, plan);
    write_headings(w, plan);
}

void xlsx_writer_note(struct xlsx_writer *w, struct text name, const struct text *lines, size_t n)
{
    const struct xlsx_column column = {.width = 100, .style = STYLE_WRAP};
    struct xlsx_plan plan = {.name = name, .columns = &column, .n = 1, .headless = true};
    xlsx_writer_sheet(w, &plan);
    for (size_t i = 0; i < n; i++) {
        xlsx_writer_row(w);
        xlsx_writer_text(w, 0, lines[i], STYLE_WRAP);
    }
}

/* ---- the workbook ---- */

static void release(void *context)
{
    struct xlsx_writer *w = context;
    list_release(&w->sheets);
    list_release(&w->choices);
    list_release(&w->rules);
}

struct xlsx_writer *xlsx_writer_open(struct arena *arena, struct zip_output output)
{
    struct xlsx_writer *w = arena_new(arena, struct xlsx_writer);
    w->arena = arena;
    w->zip = zip_writer_open(arena, output);
    w->block = arena_alloc(arena, XLSX_BLOCK);
    arena_defer(arena, release, w);
    xlsx_write_first_parts(w->zip);
    return w;
}

bool xlsx_writer_failed(const struct xlsx_writer *w)
{
    return zip_writer_failed(w->zip);
}

/* The hidden sheet of lists: a column each. */
static void write_lists(struct xlsx_writer *w)
{
    if (w->choices.n == 0) {
        return;
    }
    struct xlsx_plan plan = {.name = TEXT(XLSX_LISTS_SHEET), .headless = true, .hidden = true};
    xlsx_writer_sheet(w, &plan);
    size_t longest = 0;
    for (size_t i = 0; i < w->choices.n; i++) {
        longest = w->choices.at[i].n > longest ? w->choices.at[i].n : longest;
    }
    for (size_t r = 0; r < longest; r++) {
        xlsx_writer_row(w);
        for (uint32_t i = 0; i < w->choices.n; i++) {
            if (r < w->choices.at[i].n) {
                xlsx_writer_text(w, i, w->choices.at[i].at[r], STYLE_TEXT);
            }
        }
    }
}

enum status xlsx_writer_close(struct xlsx_writer *w, struct error *error)
{
    write_lists(w);
    if (w->sheets.n == 0) {
        xlsx_writer_note(w, TEXT("Sheet1"), NULL, 0); /* a workbook has at least one */
    }
    end_sheet(w);
    xlsx_write_last_parts(w);
    enum status status = zip_writer_close(w->zip, error);
    if (status == OK && w->too_many_rows) {
        error_set(error, w->arena, TOO_LARGE, "行数超过一张工作表的上限（%d 行）",
                  CEILING_SHEET_ROWS);
        return error_hint(error, w->arena, "请增加筛选条件，分几次导出，或导出为 CSV");
    }
    return status;
}
