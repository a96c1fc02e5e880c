#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/ceilings.h"
#include "base/list.h"
#include "format/csv.h"

/* ---- bytes to UTF-8 ---- */

static size_t lines_in(struct text t)
{
    size_t lines = 1;
    for (size_t i = 0; i < t.n; i++) {
        lines += t.s[i] == '\n';
    }
    return lines;
}

static enum status unreadable(struct arena *arena, struct text before, struct error *error)
{
    error_set(error, arena, INVALID, "第 %zu 行附近有无法识别的文字编码", lines_in(before));
    return error_hint(
        error, arena,
        "文件既不是 UTF-8 也不是 GB18030，请用 WPS 或 Excel 打开后另存为 .xlsx 再导入");
}

static enum status convert(struct arena *arena, struct text bytes, const char *charset,
                           struct text *out, struct error *error)
{
    iconv_t how = iconv_open("UTF-8", charset);
    if ((intptr_t)how == -1) {
        return error_set(error, arena, UNAVAILABLE, "本机缺少 %s 文字编码转换", charset);
    }
    /* Two bytes become three at most, four become four. */
    size_t room = bytes.n + bytes.n / 2 + 16, left = bytes.n;
    char *start = arena_alloc(arena, room), *to = start;
    char *from; /* iconv's signature has no const; it writes nothing there */
    memcpy(&from, &bytes.s, sizeof(from));
    size_t failed = iconv(how, &from, &left, &to, &room);
    iconv_close(how);
    if (failed == (size_t)-1) {
        return unreadable(arena, (struct text){bytes.s, bytes.n - left}, error);
    }
    *out = (struct text){start, (size_t)(to - start)};
    return OK;
}

static enum status to_utf8(struct arena *arena, struct text bytes, struct text *out,
                           struct error *error)
{
    if (text_starts(bytes, TEXT("\xFF\xFE"))) {
        return convert(arena, text_slice(bytes, 2, bytes.n), "UTF-16LE", out, error);
    }
    if (text_starts(bytes, TEXT("\xFE\xFF"))) {
        return convert(arena, text_slice(bytes, 2, bytes.n), "UTF-16BE", out, error);
    }
    bool marked = text_starts(bytes, TEXT("\xEF\xBB\xBF"));
    struct text text = text_slice(bytes, marked ? 3 : 0, bytes.n);
    if (utf8_valid(text)) {
        *out = text;
        return OK;
    }
    return marked ? unreadable(arena, TEXT_EMPTY, error)
                  : convert(arena, text, "GB18030", out, error);
}

enum status csv_decode(struct arena *arena, struct text bytes, struct text *out,
                       struct error *error)
{
    enum status status = to_utf8(arena, bytes, out, error);
    if (status != OK) {
        return status;
    }
    size_t nul = text_find_char(*out, '\0');
    if (nul != TEXT_NONE) {
        error_set(error, arena, INVALID, "第 %zu 行含有空字节，不是文本文件",
                  lines_in(text_slice(*out, 0, nul)));
        return error_hint(error, arena, "请用 WPS 或 Excel 打开后另存为 .xlsx 再导入");
    }
    return OK;
}

char csv_separator(struct text text)
{
    enum { LOOK_AT = 64 << 10 };
    static const char candidates[] = {',', ';', '\t'};
    size_t count[COUNT(candidates)] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n && i < LOOK_AT; i++) {
        quoted ^= text.s[i] == '"';
        for (size_t k = 0; k < COUNT(candidates); k++) {
            count[k] += !quoted && text.s[i] == candidates[k];
        }
    }
    for (size_t k = 1; k < COUNT(candidates); k++) {
        if (count[k] > count[best]) {
            best = k;
        }
    }
    return candidates[best];
}

/* ---- UTF-8 to rows ---- */

struct reader {
    struct arena *arena; /* errors */
    struct arena row;    /* what had to be copied for the row at hand */
    const char *at, *end;
    bool stop[256]; /* bytes that end an unquoted cell */
    uint32_t number;
    LIST(struct sheet_cell) cells;
    struct error *error;
};

/* What stands between quotes; leaves `at` behind the closing one. Doubled quotes become one. */
static enum status read_quoted(struct reader *r, struct text *out)
{
    const char *from = ++r->at, *close = from;
    bool doubled = false;
    for (;; close += 2, doubled = true) {
        close = memchr(close, '"', (size_t)(r->end - close));
        if (close == NULL) {
            error_set(r->error, r->arena, INVALID, "第 %u 行的引号没有闭合", r->number + 1);
            return error_hint(r->error, r->arena, "请检查该行是否多了或少了一个英文双引号");
        }
        if (close + 1 == r->end || close[1] != '"') {
            break;
        }
    }
    r->at = close + 1;
    *out = (struct text){from, (size_t)(close - from)};
    if (doubled) {
        char *copy = arena_alloc(&r->row, out->n);
        size_t n = 0;
        for (const char *p = from; p < close; p++) {
            copy[n++] = *p;
            p += *p == '"';
        }
        *out = (struct text){copy, n};
    }
    return OK;
}

static struct text read_plain(struct reader *r)
{
    const char *from = r->at;
    while (r->at < r->end && !r->stop[(unsigned char)*r->at]) {
        r->at++;
    }
    return (struct text){from, (size_t)(r->at - from)};
}

/* Takes off ="…" and the guard that csv_put sets. */
static struct text unwrap(struct text t)
{
    if (t.n >= 3 && t.s[0] == '=' && t.s[1] == '"' && t.s[t.n - 1] == '"') {
        return text_slice(t, 2, t.n - 1);
    }
    if (t.n >= 2 && t.s[0] == '\'' && text_find_char(TEXT("=+-@\t\r"), t.s[1]) != TEXT_NONE) {
        return text_slice(t, 1, t.n);
    }
    return t;
}

static enum status read_cell(struct reader *r, uint32_t col)
{
    struct text t = TEXT_EMPTY;
    if (r->at < r->end && *r->at == '"') {
        enum status status = read_quoted(r, &t);
        if (status != OK) {
            return status;
        }
        struct text rest = read_plain(r); /* "ab"c: as Excel, the rest belongs to the cell */
        if (rest.n > 0) {
            t = arena_printf(&r->row, "%.*s%.*s", (int)t.n, t.s, (int)rest.n, rest.s);
        }
    } else {
        t = read_plain(r);
    }
    t = unwrap(t);
    if (t.n > CEILING_CELL && utf8_length(t) > CEILING_CELL) {
        return error_set(r->error, r->arena, TOO_LARGE, "第 %u 行第 %u 列超过 %d 字", r->number + 1,
                         col + 1, CEILING_CELL);
    }
    if (col >= CEILING_SHEET_COLS) {
        return error_set(r->error, r->arena, TOO_LARGE, "第 %u 行超过 %d 列", r->number + 1,
                         CEILING_SHEET_COLS);
    }
    if (t.n > 0) {
        list_add(&r->cells, (struct sheet_cell){.col = col, .kind = CELL_TEXT, .text = t});
    }
    return OK;
}

/* One record; leaves `at` behind its line end. */
static enum status read_row(struct reader *r, char separator)
{
    r->cells.n = 0;
    for (uint32_t col = 0;; col++) {
        enum status status = read_cell(r, col);
        if (status != OK) {
            return status;
        }
        if (r->at == r->end) {
            return OK;
        }
        char c = *r->at++;
        if (c != separator) {
            r->at += c == '\r' && r->at < r->end && *r->at == '\n';
            return OK;
        }
    }
}

static enum status read_rows(struct reader *r, char separator, struct sheet_sink sink,
                             struct sheet_summary *summary)
{
    for (; r->at < r->end; r->number++) {
        if (r->number >= CEILING_SHEET_ROWS) {
            return error_set(r->error, r->arena, TOO_LARGE, "超过 %d 行", CEILING_SHEET_ROWS);
        }
        enum status status = read_row(r, separator);
        if (status != OK) {
            return status;
        }
        if (r->cells.n == 0) {
            continue;
        }
        summary->rows = r->number + 1;
        uint32_t last = r->cells.at[r->cells.n - 1].col;
        summary->cols = last + 1 > summary->cols ? last + 1 : summary->cols;
        struct sheet_row row = {.row = r->number, .cells = r->cells.at, .n = r->cells.n};
        if (!sink.row(sink.context, &row)) {
            return OK;
        }
        if (r->row.used > 0) {
            arena_reset(&r->row);
        }
    }
    return OK;
}

enum status csv_read(struct arena *arena, struct text text, char separator, struct sheet_sink sink,
                     struct sheet_summary *summary, struct error *error)
{
    *summary = (struct sheet_summary){0};
    if (text.n == 0) {
        return OK;
    }
    struct reader r = {.arena = arena, .at = text.s, .end = text.s + text.n, .error = error};
    r.stop[(unsigned char)separator] = r.stop['\n'] = r.stop['\r'] = true;
    arena_init(&r.row);
    enum status status = read_rows(&r, separator, sink, summary);
    arena_release(&r.row);
    list_release(&r.cells);
    return status;
}
