#include "format/html_table.h"

#include <string.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/list.h"

enum { SPAN_MOST = 65534, ENTITY_MOST = 10 };

struct tag {
    struct text name; /* in any case of letters */
    struct text rest; /* its attributes */
    bool closing;
};

struct reader {
    struct arena *arena;
    struct text rest; /* not read yet */
    struct arena row_arena;
    struct buf cell; /* text of the cell at hand */
    bool in_row, in_cell;
    uint32_t row, col; /* of the cell at hand; of the next one outside of a cell */
    bool hidden;
    uint32_t cols_span, rows_span;
    LIST(struct sheet_cell) cells;
    LIST(uint32_t) taken; /* by column: rows below that a cell above reaches into */
    LIST(struct sheet_range) merged;
    struct sheet_sink sink;
    struct sheet_summary *summary;
    struct error *error;
    bool stopped;
};

/* ---- markup ---- */

static bool is_named(struct text name, const char *word)
{
    return text_equal_nocase(name, text_of(word));
}

bool html_table_is(struct text text)
{
    static const char *const openings[] = {"<!doctype html", "<html",  "<table", "<meta",
                                           "<head",          "<style", "<!--",   "<div"};
    text = text_trim(text);
    for (size_t i = 0; i < COUNT(openings); i++) {
        struct text opening = text_of(openings[i]);
        if (text_equal_nocase(text_slice(text, 0, opening.n), opening)) {
            return true;
        }
    }
    return false;
}

/* Cuts the text before the next `needle` and that itself off *rest; all of it when there is none.
 */
static struct text cut(struct text *rest, struct text needle)
{
    size_t at = text_find(*rest, needle);
    struct text before = text_slice(*rest, 0, at);
    *rest = at == TEXT_NONE ? TEXT_EMPTY : text_slice(*rest, at + needle.n, rest->n);
    return before;
}

/* The end of a tag: a '>' that stands in no quotes. */
static size_t tag_end(struct text t)
{
    char quote = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (quote != 0) {
            quote = t.s[i] == quote ? 0 : quote;
        } else if (t.s[i] == '"' || t.s[i] == '\'') {
            quote = t.s[i];
        } else if (t.s[i] == '>') {
            return i;
        }
    }
    return t.n;
}

/* The tag at *rest, behind its '<'. */
static struct tag cut_tag(struct text *rest)
{
    size_t end = tag_end(*rest);
    struct text inside = text_slice(*rest, 0, end);
    *rest = text_slice(*rest, end + 1, rest->n);
    struct tag tag = {.closing = text_starts(inside, TEXT("/"))};
    inside = text_slice(inside, tag.closing, inside.n);
    size_t n = 0;
    while (n < inside.n && inside.s[n] > ' ' && inside.s[n] != '/') {
        n++;
    }
    tag.name = text_slice(inside, 0, n);
    tag.rest = text_slice(inside, n, inside.n);
    return tag;
}

/* The number of colspan=… or rowspan=…, at least 1. */
static uint32_t span_of(struct text attributes, struct text name)
{
    uint32_t span = 0;
    for (size_t i = 0; i + name.n <= attributes.n; i++) {
        if (!text_equal_nocase(text_slice(attributes, i, i + name.n), name)) {
            continue;
        }
        i += name.n;
        while (i < attributes.n && text_find_char(TEXT("= \"'"), attributes.s[i]) != TEXT_NONE) {
            i++;
        }
        for (; i < attributes.n && attributes.s[i] >= '0' && attributes.s[i] <= '9'; i++) {
            span = span > SPAN_MOST ? span : span * 10 + (uint32_t)(attributes.s[i] - '0');
        }
        break;
    }
    return span < 1 ? 1 : span > SPAN_MOST ? SPAN_MOST : span;
}

static bool is_hidden(struct text attributes)
{
    return text_has(attributes, TEXT("display:none")) ||
           text_has(attributes, TEXT("display: none"));
}

/* ---- characters ---- */

/* &amp; &#19968; &#x4E00;: the character at *rest behind '&'; false when it is none. */
static bool cut_entity(struct text *rest, uint32_t *cp)
{
    static const struct {
        const char *name;
        uint32_t cp;
    } known[] = {{"amp", '&'},   {"lt", '<'},   {"gt", '>'},      {"quot", '"'},
                 {"apos", '\''}, {"nbsp", ' '}, {"middot", 0xB7}, {"times", 0xD7}};
    size_t end = text_find_char(text_slice(*rest, 0, ENTITY_MOST), ';');
    struct text name = text_slice(*rest, 0, end);
    if (end == TEXT_NONE || end < 2) {
        return false;
    }
    *cp = 0;
    for (size_t i = 0; i < COUNT(known); i++) {
        *cp = text_is(name, known[i].name) ? known[i].cp : *cp;
    }
    if (name.s[0] == '#') {
        bool hex = name.s[1] == 'x' || name.s[1] == 'X';
        for (size_t i = hex ? 2 : 1; i < name.n; i++) {
            uint32_t c = (unsigned char)name.s[i] | 0x20u;
            uint32_t digit = c >= 'a' ? c - 'a' + 10 : c - '0'; /* '0' | 0x20 is '0' */
            if (digit >= (hex ? 16u : 10u)) {
                return false;
            }
            *cp = *cp * (hex ? 16u : 10u) + digit;
        }
    }
    if (*cp < ' ') {
        return false;
    }
    *rest = text_slice(*rest, end + 1, rest->n);
    return true;
}

static void add_blank(struct buf *cell, char blank)
{
    if (cell->n > 0 && cell->s[cell->n - 1] != '\n' && cell->s[cell->n - 1] != ' ') {
        buf_addc(cell, blank);
    }
}

/* A run of characters between tags, its white space folded as a browser does. */
static void add_text(struct buf *cell, struct text run)
{
    while (run.n > 0) {
        char c = run.s[0];
        run = text_slice(run, 1, run.n);
        uint32_t cp;
        if (c == '&' && cut_entity(&run, &cp)) {
            buf_add_utf8(cell, cp);
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            add_blank(cell, ' ');
        } else {
            buf_addc(cell, c);
        }
    }
}

/* ---- cells and rows ---- */

static enum status end_cell(struct reader *r)
{
    if (!r->in_cell) {
        return OK;
    }
    r->in_cell = false;
    struct text text = text_trim(buf_text(&r->cell));
    if (r->cell.full || (text.n > CEILING_CELL && utf8_length(text) > CEILING_CELL)) {
        return error_set(r->error, r->arena, TOO_LARGE, "第 %u 行第 %u 列超过 %d 字", r->row + 1,
                         r->col + 1, CEILING_CELL);
    }
    if (r->col + r->cols_span > CEILING_SHEET_COLS) {
        return error_set(r->error, r->arena, TOO_LARGE, "第 %u 行超过 %d 列", r->row + 1,
                         CEILING_SHEET_COLS);
    }
    if (text.n > 0) {
        list_add(&r->cells, (struct sheet_cell){.col = r->col,
                                                .kind = CELL_TEXT,
                                                .text = arena_text(&r->row_arena, text)});
    }
    if (r->cols_span > 1 || r->rows_span > 1) {
        list_add(&r->merged, (struct sheet_range){r->row, r->col, r->row + r->rows_span - 1,
                                                  r->col + r->cols_span - 1});
    }
    for (uint32_t i = 0; i < r->cols_span; i++, r->col++) {
        while (r->taken.n <= r->col) {
            list_add(&r->taken, 0);
        }
        r->taken.at[r->col] = r->rows_span;
    }
    return OK;
}

static enum status end_row(struct reader *r)
{
    enum status status = end_cell(r);
    if (status != OK || !r->in_row) {
        return status;
    }
    r->in_row = false;
    for (size_t i = 0; i < r->taken.n; i++) {
        r->taken.at[i] -= r->taken.at[i] > 0;
    }
    if (r->row >= CEILING_SHEET_ROWS) {
        return error_set(r->error, r->arena, TOO_LARGE, "超过 %d 行", CEILING_SHEET_ROWS);
    }
    if (r->cells.n > 0) {
        uint32_t last = r->cells.at[r->cells.n - 1].col;
        r->summary->rows = r->row + 1;
        r->summary->cols = last + 1 > r->summary->cols ? last + 1 : r->summary->cols;
        r->summary->hidden += r->hidden;
        struct sheet_row row = {r->row, r->hidden, r->cells.at, r->cells.n};
        r->stopped = !r->sink.row(r->sink.context, &row);
        r->cells.n = 0;
        arena_reset(&r->row_arena);
    }
    r->row++;
    return OK;
}

static enum status begin_cell(struct reader *r, struct text attributes)
{
    enum status status = end_cell(r);
    r->in_row = r->in_cell = true;
    buf_clear(&r->cell);
    while (r->col < r->taken.n && r->taken.at[r->col] > 0) {
        r->col++;
    }
    r->cols_span = span_of(attributes, TEXT("colspan"));
    r->rows_span = span_of(attributes, TEXT("rowspan"));
    return status;
}

static enum status take_tag(struct reader *r, const struct tag *tag)
{
    enum status status = OK;
    if (is_named(tag->name, "tr")) {
        status = end_row(r);
        r->in_row = !tag->closing;
        r->col = 0;
        r->hidden = !tag->closing && is_hidden(tag->rest);
    } else if (is_named(tag->name, "td") || is_named(tag->name, "th")) {
        status = tag->closing ? end_cell(r) : begin_cell(r, tag->rest);
    } else if (is_named(tag->name, "table")) {
        status = end_row(r);
        r->taken.n = 0;
        r->col = 0;
    } else if (is_named(tag->name, "br") || is_named(tag->name, "p")) {
        add_blank(&r->cell, '\n');
    } else if (!tag->closing && is_named(tag->name, "script")) {
        (void)cut(&r->rest, TEXT("</script>"));
    } else if (!tag->closing && is_named(tag->name, "style")) {
        (void)cut(&r->rest, TEXT("</style>"));
    }
    return status;
}

static enum status read_all(struct reader *r)
{
    enum status status = OK;
    while (status == OK && r->rest.n > 0 && !r->stopped) {
        size_t tag_at = text_find_char(r->rest, '<');
        struct text run = text_slice(r->rest, 0, tag_at);
        r->rest = text_slice(r->rest, tag_at == TEXT_NONE ? r->rest.n : tag_at + 1, r->rest.n);
        if (r->in_cell) {
            add_text(&r->cell, run);
        }
        if (text_starts(r->rest, TEXT("!--"))) {
            (void)cut(&r->rest, TEXT("-->"));
        } else if (r->rest.n > 0) {
            struct tag tag = cut_tag(&r->rest);
            status = take_tag(r, &tag);
        }
    }
    return status == OK && !r->stopped ? end_row(r) : status;
}

enum status html_table_read(struct arena *arena, struct text text, struct sheet_sink sink,
                            struct sheet_summary *summary, struct error *error)
{
    *summary = (struct sheet_summary){0};
    struct reader r = {
        .arena = arena, .rest = text, .sink = sink, .summary = summary, .error = error};
    arena_init(&r.row_arena);
    buf_init(&r.cell, (size_t)CEILING_CELL * 8);
    enum status status = read_all(&r);
    struct sheet_range *merged = arena_array(arena, struct sheet_range, r.merged.n);
    if (r.merged.n > 0) {
        memcpy(merged, r.merged.at, r.merged.n * sizeof(*merged));
    }
    summary->merged = merged;
    summary->merged_count = r.merged.n;
    list_release(&r.merged);
    list_release(&r.taken);
    list_release(&r.cells);
    buf_release(&r.cell);
    arena_release(&r.row_arena);
    return status;
}
