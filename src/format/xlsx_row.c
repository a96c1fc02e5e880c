#include "format/xlsx_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/ceilings.h"

void xlsx_rows_init(struct xlsx_rows *rows, const struct xlsx *book, struct sheet_sink sink)
{
    *rows = (struct xlsx_rows){.book = book, .sink = sink};
    arena_init(&rows->scratch);
}

void xlsx_rows_release(struct xlsx_rows *rows)
{
    list_release(&rows->cells);
    list_release(&rows->merged);
    arena_release(&rows->scratch);
}

bool xlsx_row_begin(struct xlsx_rows *rows, uint64_t number, bool hidden)
{
    uint64_t row = number == 0 ? rows->next_row : number - 1;
    rows->row = (uint32_t)(row < CEILING_SHEET_ROWS ? row : CEILING_SHEET_ROWS);
    if (row < rows->next_row || row >= CEILING_SHEET_ROWS) {
        return false;
    }
    rows->hidden = hidden;
    rows->next_row = rows->row + 1;
    rows->next_col = 0;
    rows->cells.n = 0;
    if (rows->scratch.used > 0) {
        arena_reset(&rows->scratch);
    }
    return true;
}

void xlsx_row_end(struct xlsx_rows *rows)
{
    bool again = rows->done++ < rows->skip;
    if (rows->cells.n == 0) {
        return;
    }
    rows->at.rows = rows->row + 1;
    uint32_t cols = rows->cells.at[rows->cells.n - 1].col + 1;
    if (cols > rows->at.cols) {
        rows->at.cols = cols;
    }
    rows->at.hidden += rows->hidden;
    if (!again) {
        struct sheet_row row = {rows->row, rows->hidden, rows->cells.at, rows->cells.n};
        rows->stopped = !rows->sink.row(rows->sink.context, &row);
    }
}

static struct text trim_blanks(struct text t)
{
    while (t.n > 0 && (unsigned char)t.s[0] <= ' ') {
        t = text_slice(t, 1, t.n);
    }
    while (t.n > 0 && (unsigned char)t.s[t.n - 1] <= ' ') {
        t.n--;
    }
    return t;
}

static bool parse_index(struct text t, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < t.n; i++) {
        unsigned digit = (unsigned)(t.s[i] - '0');
        if (digit > 9 || i > 9) {
            return false;
        }
        *out = *out * 10 + digit;
    }
    return t.n > 0;
}

/* A text with escapes is copied, as its bytes may be the window's or the file's. */
static struct text unescaped(struct arena *arena, struct text t)
{
    if (text_find_char(t, '_') == TEXT_NONE) {
        return t;
    }
    char *copy = arena_alloc(arena, t.n);
    memcpy(copy, t.s, t.n);
    return (struct text){copy, xlsx_unescape(copy, t.n)};
}

static void set_number(const struct xlsx_rows *rows, uint32_t style, struct text value,
                       struct sheet_cell *cell)
{
    struct text digits = trim_blanks(value);
    if (!xlsx_number(digits, &cell->number)) {
        cell->kind = CELL_TEXT; /* NaN, INF and the like: shown as they stand */
        cell->text = value;
        return;
    }
    cell->kind = CELL_NUMBER;
    cell->text = digits;
    cell->date = style < rows->book->date_styles.n && rows->book->date_styles.at[style];
}

/* ISO date-times whose time says nothing become plain days, as people would type them. */
static struct text iso_day(struct text t)
{
    size_t mark = text_find_char(t, 'T');
    if (mark != 10) {
        return t;
    }
    for (size_t i = mark + 1; i < t.n; i++) {
        if (t.s[i] != '0' && t.s[i] != ':' && t.s[i] != '.' && t.s[i] != 'Z') {
            return t;
        }
    }
    return text_slice(t, 0, mark);
}

static bool set_value(struct xlsx_rows *rows, const struct xlsx_cell *head, struct text value,
                      struct sheet_cell *cell)
{
    uint64_t index;
    switch (head->type) {
    case XLSX_SHARED:
        cell->kind = CELL_TEXT;
        return parse_index(trim_blanks(value), &index) &&
               xlsx_strings_get(&rows->book->strings, index, &cell->text);
    case XLSX_NUMBER:
        set_number(rows, head->style, value, cell);
        return true;
    case XLSX_BOOL:
        cell->kind = CELL_BOOL;
        cell->text = trim_blanks(value);
        cell->number = text_is(cell->text, "1") || text_is(cell->text, "true");
        return true;
    case XLSX_ERROR:
        cell->kind = CELL_ERROR;
        cell->text = value;
        return true;
    case XLSX_DATE:
        cell->kind = CELL_TEXT;
        cell->text = iso_day(trim_blanks(value));
        return true;
    case XLSX_STRING:
    case XLSX_INLINE:
        cell->kind = CELL_TEXT;
        cell->text = unescaped(&rows->scratch, value);
        return true;
    }
    return false;
}

bool xlsx_row_add(struct xlsx_rows *rows, const struct xlsx_cell *head, struct text value)
{
    if (head->col < rows->next_col || head->col >= CEILING_SHEET_COLS) {
        return false;
    }
    rows->next_col = head->col + 1;
    if (value.n == 0) {
        return true;
    }
    if (rows->cells.n == rows->cells.size) {
        list_reserve(&rows->cells, rows->cells.n + 1);
    }
    struct sheet_cell *cell = &rows->cells.at[rows->cells.n];
    *cell = (struct sheet_cell){.col = head->col, .formula = head->formula};
    if (!set_value(rows, head, value, cell)) {
        return false;
    }
    rows->cells.n += cell->text.n > 0;
    return true;
}

bool xlsx_rows_merge(struct xlsx_rows *rows, struct text ref)
{
    enum { MOST_MERGED = 1 << 20 };
    struct sheet_range range;
    if (!xlsx_range(ref, &range) || rows->merged.n == MOST_MERGED) {
        return false;
    }
    list_add(&rows->merged, range);
    return true;
}

enum status xlsx_row_error(const struct xlsx_rows *rows, struct arena *arena, struct error *error)
{
    error_set(error, arena, INVALID, "第%u行的内容有误（单元格顺序、位置或所引用的文字不对）",
              rows->row + 1);
    return error_hint(error, arena, "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传");
}

bool xlsx_type_of(struct text t, enum xlsx_type *type)
{
    static const struct {
        const char *name;
        enum xlsx_type type;
    } types[] = {
        {"n", XLSX_NUMBER}, {"s", XLSX_SHARED}, {"str", XLSX_STRING}, {"inlineStr", XLSX_INLINE},
        {"b", XLSX_BOOL},   {"e", XLSX_ERROR},  {"d", XLSX_DATE}};
    for (size_t i = 0; i < COUNT(types); i++) {
        if (text_is(t, types[i].name)) {
            *type = types[i].type;
            return true;
        }
    }
    return false;
}

bool xlsx_ref(struct text ref, uint32_t *row, uint32_t *col)
{
    uint32_t c = 0, r = 0;
    size_t i = 0;
    for (; i < ref.n && i < 3 && ref.s[i] >= 'A' && ref.s[i] <= 'Z'; i++) {
        c = c * 26 + (uint32_t)(ref.s[i] - 'A' + 1);
    }
    size_t digits = i;
    for (; i < ref.n && i - digits < 7 && ref.s[i] >= '0' && ref.s[i] <= '9'; i++) {
        r = r * 10 + (uint32_t)(ref.s[i] - '0');
    }
    *row = r - 1;
    *col = c - 1;
    return i == ref.n && c > 0 && r > 0 && r <= CEILING_SHEET_ROWS && c <= CEILING_SHEET_COLS;
}

bool xlsx_range(struct text ref, struct sheet_range *range)
{
    size_t colon = text_find_char(ref, ':');
    struct text first = text_slice(ref, 0, colon);
    struct text second = colon == TEXT_NONE ? first : text_slice(ref, colon + 1, ref.n);
    return xlsx_ref(first, &range->row1, &range->col1) &&
           xlsx_ref(second, &range->row2, &range->col2) && range->row1 <= range->row2 &&
           range->col1 <= range->col2;
}

/* The UTF-16 unit of an escape _xHHHH_ at s, or -1. */
static int32_t escape_at(const char *s, size_t n)
{
    if (n < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_') {
        return -1;
    }
    int32_t unit = 0;
    for (size_t i = 2; i < 6; i++) {
        char c = s[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0) {
            return -1;
        }
        unit = unit << 4 | digit;
    }
    return unit;
}

size_t xlsx_unescape(char *s, size_t n)
{
    size_t out = 0;
    for (size_t i = 0; i < n;) {
        int32_t unit = escape_at(s + i, n - i), low = -1;
        size_t used = 7;
        if (unit >= 0xD800 && unit <= 0xDBFF) {
            low = escape_at(s + i + 7, n - i - 7);
            bool pair = low >= 0xDC00 && low <= 0xDFFF;
            unit = pair ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00) : -1;
            used = 14;
        }
        /* NUL and half a pair are no characters: such an escape stays as it stands. */
        if (unit <= 0 || (unit >= 0xDC00 && unit <= 0xDFFF)) {
            s[out++] = s[i++];
            continue;
        }
        out += utf8_encode((uint32_t)unit, s + out);
        i += used;
    }
    return out;
}

/* Exact for up to 15 digits: both the digits and the power of ten are whole doubles. */
static bool exact_number(struct text t, double *out)
{
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    size_t i = t.n > 0 && t.s[0] == '-', digits = 0, decimals = 0;
    uint64_t value = 0;
    bool point = false;
    for (; i < t.n; i++) {
        unsigned digit = (unsigned)(t.s[i] - '0');
        if (digit <= 9) {
            value = value * 10 + digit;
            decimals += point;
            digits++;
        } else if (t.s[i] == '.' && !point) {
            point = true;
        } else {
            return false;
        }
    }
    if (digits == 0 || digits > 15) {
        return false;
    }
    double number = (double)value / powers[decimals];
    *out = t.s[0] == '-' ? -number : number;
    return true;
}

bool xlsx_number(struct text t, double *out)
{
    enum { LONGEST = 320 };
    if (t.n == 0 || t.n > LONGEST) {
        return false;
    }
    if (exact_number(t, out)) {
        return true;
    }
    char copy[LONGEST + 1];
    for (size_t i = 0; i < t.n; i++) {
        copy[i] = t.s[i];
        bool fits = (copy[i] >= '0' && copy[i] <= '9') || copy[i] == '.' || copy[i] == '-' ||
                    copy[i] == '+' || copy[i] == 'e' || copy[i] == 'E';
        if (!fits) { /* strtod would also take hexadecimal, inf and nan */
            return false;
        }
    }
    copy[t.n] = '\0';
    char *end;
    *out = strtod(copy, &end);
    return end == copy + t.n && *out - *out == 0;
}
