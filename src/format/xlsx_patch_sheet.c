#include <string.h>

#include "base/ceilings.h"
#include "format/xlsx_patcher.h"
#include "format/xlsx_row.h"
#include "format/xlsx_writer.h"

enum { REASON_WIDTH = 40 };

struct sheet_copy {
    struct xlsx_patcher *p;
    const struct xlsx_patch *patch;
    struct arena scratch; /* of one row */
    LIST(uint32_t) kept;  /* rows of data that stay, when others go */
    uint32_t next_row, next_col;
    uint32_t row;       /* in the original */
    uint32_t new_row;   /* in the copy */
    size_t mark;        /* the next one to be dealt with */
    struct text reason; /* of the row in hand; empty when it has none or was written */
    uint32_t reason_style;
    uint32_t widest; /* last column that a <col> speaks of, from 1 */
    bool has_cols, in_data, in_row, in_cell;
};

/* ---- where rows and ranges go ---- */

/* How many rows of data that stay come before this one. */
static size_t kept_before(const struct sheet_copy *s, uint32_t row)
{
    size_t low = 0, high = s->kept.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->kept.at[middle] < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Where a range goes; false when none of its rows stays. A range to the last row stays open. */
static bool move_range(const struct sheet_copy *s, struct sheet_range *range)
{
    uint32_t first = s->patch->first_row;
    uint32_t end = range->row2 + 1; /* the row after it */
    if (range->row1 >= first) {
        range->row1 = first + (uint32_t)kept_before(s, range->row1);
    }
    if (end > first && end < CEILING_SHEET_ROWS) {
        end = first + (uint32_t)kept_before(s, end);
    }
    range->row2 = end - 1;
    return end > range->row1;
}

/* A list of ranges, those that stay; empty when none does. */
static struct text move_ranges(struct sheet_copy *s, struct text list)
{
    struct buf b;
    struct text part;
    buf_init(&b, MIB);
    while (text_split(&list, ' ', &part)) {
        struct sheet_range range;
        if (xlsx_range(part, &range) && move_range(s, &range)) {
            bool cell = range.row1 == range.row2 && range.col1 == range.col2;
            struct text name = xlsx_range_name(&s->scratch, range);
            buf_adds(&b, b.n > 0 ? " " : "");
            buf_addt(&b, cell ? text_slice(name, 0, text_find_char(name, ':')) : name);
        }
    }
    struct text moved = {arena_cstr(&s->scratch, buf_text(&b)), b.n};
    buf_release(&b);
    return moved;
}

/* ---- cells ---- */

static void insert(struct sheet_copy *s, struct xlsx_copy *copy, uint32_t col, bool styled,
                   uint32_t style, struct text value)
{
    char letters[3];
    int n = (int)xlsx_column_name(col, letters);
    struct text prefix = xlsx_copy_prefix(copy), text = xlsx_escaped(&s->scratch, value);
    struct buf b;
    buf_init(&b, 16 * MIB);
    buf_addf(&b, "<%.*sc r=\"%.*s%u\"", TEXT_ARG(prefix), n, letters, s->new_row + 1);
    if (styled) {
        buf_addf(&b, " s=\"%u\"", style);
    }
    if (text.n == 0) {
        buf_adds(&b, "/>");
    } else {
        buf_addf(&b, " t=\"inlineStr\"><%.*sis><%.*st xml:space=\"preserve\">", TEXT_ARG(prefix),
                 TEXT_ARG(prefix));
        buf_addt(&b, text);
        buf_addf(&b, "</%.*st></%.*sis></%.*sc>", TEXT_ARG(prefix), TEXT_ARG(prefix),
                 TEXT_ARG(prefix));
    }
    xlsx_copy_xml(copy, buf_text(&b));
    buf_release(&b);
}

static const struct xlsx_mark *next_mark(const struct sheet_copy *s)
{
    return s->mark < s->patch->n && s->patch->marks[s->mark].row == s->row
               ? &s->patch->marks[s->mark]
               : NULL;
}

/* Inserts what belongs before column `col`: marked cells that the row does not have, the reason. */
static void insert_before(struct sheet_copy *s, struct xlsx_copy *copy, uint32_t col)
{
    uint32_t reason_col = s->patch->reason_col, last = XLSX_WHOLE_ROW;
    for (const struct xlsx_mark *m; (m = next_mark(s)) != NULL && m->col < col; s->mark++) {
        if (xlsx_can_paint(s->p) && m->col < reason_col && m->col != last) {
            insert(s, copy, m->col, true, xlsx_red_twin(s->p, 0), TEXT_EMPTY);
            last = m->col;
        }
    }
    if (s->reason.n > 0 && reason_col < col) {
        insert(s, copy, reason_col, xlsx_can_paint(s->p), s->reason_style, s->reason);
        s->reason = TEXT_EMPTY;
    }
}

/* Passes the marks of this column; true when there was one. */
static bool take_marks(struct sheet_copy *s, uint32_t col)
{
    bool any = false;
    for (const struct xlsx_mark *m; (m = next_mark(s)) != NULL && m->col == col; s->mark++) {
        any = true;
    }
    return any;
}

static enum copy_action cell_start(struct sheet_copy *s, struct xlsx_copy *copy,
                                   const char **attributes)
{
    const char *r = xlsx_copy_attribute(attributes, "r");
    const char *style = xlsx_copy_attribute(attributes, "s");
    uint32_t row, col = s->next_col;
    if (r != NULL && !xlsx_ref(text_of(r), &row, &col)) {
        return COPY_DROP;
    }
    s->next_col = col + 1;
    insert_before(s, copy, col);
    bool marked = take_marks(s, col);
    if (col == s->patch->reason_col) {
        return COPY_DROP; /* of an earlier return */
    }
    s->in_cell = true;
    int64_t number = 0;
    if (style != NULL && (!text_to_int(text_of(style), &number) || number < 0)) {
        number = 0;
    }
    if (s->row == s->patch->head_row) { /* its heading looks like the one to its left */
        s->reason_style = (uint32_t)number;
    }
    bool red = marked && xlsx_can_paint(s->p);
    if (!red && s->row == s->new_row) {
        return COPY_KEEP;
    }
    char letters[3];
    int n = (int)xlsx_column_name(col, letters);
    struct text ref = arena_printf(&s->scratch, "%.*s%u", n, letters, s->new_row + 1);
    struct text twin =
        arena_printf(&s->scratch, "%u", red ? xlsx_red_twin(s->p, (uint32_t)number) : 0);
    const struct copy_change changes[] = {{"r", ref.s}, {"s", twin.s}};
    xlsx_copy_tag(copy, attributes, changes, red ? 2 : 1);
    return COPY_TAG;
}

/* ---- rows ---- */

static enum copy_action row_start(struct sheet_copy *s, struct xlsx_copy *copy,
                                  const char **attributes)
{
    const char *r = xlsx_copy_attribute(attributes, "r");
    int64_t number = 0;
    bool said =
        r != NULL && text_to_int(text_of(r), &number) && number > 0 && number <= CEILING_SHEET_ROWS;
    s->row = said ? (uint32_t)number - 1 : s->next_row;
    s->next_row = s->row + 1;
    s->next_col = 0;
    arena_reset(&s->scratch);
    while (s->mark < s->patch->n && s->patch->marks[s->mark].row < s->row) {
        s->mark++;
    }
    bool data = s->row >= s->patch->first_row;
    s->new_row = s->row;
    if (data && s->patch->only_marked) {
        if (next_mark(s) == NULL) {
            return COPY_DROP;
        }
        s->new_row = s->patch->first_row + (uint32_t)kept_before(s, s->row);
    }
    s->reason = next_mark(s) != NULL           ? xlsx_reason(&s->scratch, s->patch, s->mark)
                : s->row == s->patch->head_row ? TEXT(XLSX_REASON)
                                               : TEXT_EMPTY;
    s->in_row = true;
    s->reason_style = xlsx_reason_style(s->p);
    struct text new_number = arena_printf(&s->scratch, "%u", s->new_row + 1);
    const struct copy_change changes[] = {{"r", new_number.s}, {"spans", NULL}};
    xlsx_copy_tag(copy, attributes, changes, COUNT(changes));
    return COPY_TAG;
}

/* ---- around the rows ---- */

static void insert_col(struct sheet_copy *s, struct xlsx_copy *copy, bool wrapped)
{
    uint32_t col = s->patch->reason_col + 1;
    if (s->widest >= col) {
        return; /* some other rule speaks of it already */
    }
    struct text prefix = xlsx_copy_prefix(copy);
    struct text open = {0}, close = {0};
    if (wrapped) {
        open = arena_printf(&s->scratch, "<%.*scols>", TEXT_ARG(prefix));
        close = arena_printf(&s->scratch, "</%.*scols>", TEXT_ARG(prefix));
    }
    xlsx_copy_xml(copy, arena_printf(&s->scratch,
                                     "%.*s<%.*scol min=\"%u\" max=\"%u\" width=\"%d\" "
                                     "customWidth=\"1\"/>%.*s",
                                     TEXT_ARG(open), TEXT_ARG(prefix), col, col, REASON_WIDTH,
                                     TEXT_ARG(close)));
}

static bool is_one_of(struct text name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* An element outside the rows when rows go: what names ranges moves with its rows. */
static enum copy_action moved_start(struct sheet_copy *s, struct xlsx_copy *copy, struct text name,
                                    const char **attributes)
{
    static const char *const holders[] = {"mergeCells", "dataValidations", "hyperlinks",
                                          "protectedRanges"};
    static const char *const dropped[] = {"extLst", "rowBreaks", "ignoredErrors", "selection"};
    static const char *const ranged[] = {"ref", "sqref"};
    if (is_one_of(name, holders, COUNT(holders))) {
        return COPY_HOLD;
    }
    if (is_one_of(name, dropped, COUNT(dropped))) {
        return COPY_DROP;
    }
    if (text_is(name, "sheetView") || text_is(name, "pane")) {
        const struct copy_change top = {"topLeftCell", NULL};
        xlsx_copy_tag(copy, attributes, &top, 1);
        return COPY_TAG;
    }
    for (size_t i = 0; i < COUNT(ranged); i++) {
        const char *list = xlsx_copy_attribute(attributes, ranged[i]);
        if (list == NULL) {
            continue;
        }
        struct text moved = move_ranges(s, text_of(list));
        bool single = text_is(name, "mergeCell") && text_find_char(moved, ':') == TEXT_NONE;
        if (moved.n == 0 || single) {
            return COPY_DROP;
        }
        const struct copy_change change = {ranged[i], moved.s};
        xlsx_copy_tag(copy, attributes, &change, 1);
        return COPY_TAG;
    }
    return COPY_KEEP;
}

static enum copy_action on_start(void *context, struct xlsx_copy *copy, struct text name,
                                 const char **attributes)
{
    struct sheet_copy *s = context;
    bool shrinking = s->patch->only_marked;
    if (s->in_cell) {
        return shrinking && text_is(name, "f") ? COPY_DROP : COPY_KEEP;
    }
    if (s->in_row) {
        return text_is(name, "c") ? cell_start(s, copy, attributes) : COPY_KEEP;
    }
    if (s->in_data) {
        return text_is(name, "row") ? row_start(s, copy, attributes) : COPY_KEEP;
    }
    if (text_is(name, "dimension")) {
        return COPY_DROP; /* no longer true */
    }
    if (text_is(name, "cols")) {
        s->has_cols = true;
        xlsx_copy_tag(copy, attributes, NULL, 0);
        return COPY_TAG;
    }
    if (text_is(name, "col")) {
        int64_t max;
        const char *z = xlsx_copy_attribute(attributes, "max");
        if (z != NULL && text_to_int(text_of(z), &max) && max > s->widest && max <= UINT32_MAX) {
            s->widest = (uint32_t)max;
        }
        return COPY_KEEP;
    }
    if (text_is(name, "sheetData")) {
        if (!s->has_cols) {
            insert_col(s, copy, true);
        }
        s->in_data = true;
        return COPY_KEEP;
    }
    arena_reset(&s->scratch);
    return shrinking ? moved_start(s, copy, name, attributes) : COPY_KEEP;
}

static void on_end(void *context, struct xlsx_copy *copy, struct text name)
{
    struct sheet_copy *s = context;
    if (s->in_cell) {
        s->in_cell = !text_is(name, "c");
    } else if (s->in_row && text_is(name, "row")) {
        insert_before(s, copy, XLSX_WHOLE_ROW);
        s->in_row = false;
    } else if (text_is(name, "sheetData")) {
        s->in_data = false;
    } else if (text_is(name, "cols")) {
        insert_col(s, copy, false);
    }
}

enum status xlsx_patch_sheet(struct xlsx_patcher *p, const struct xlsx_patch *patch,
                             struct error *error)
{
    struct sheet_copy s = {.p = p, .patch = patch};
    arena_init(&s.scratch);
    for (size_t i = 0; i < patch->n; i++) {
        uint32_t row = patch->marks[i].row;
        if (row >= patch->first_row && (s.kept.n == 0 || s.kept.at[s.kept.n - 1] != row)) {
            list_add(&s.kept, row);
        }
    }
    p->formulas_gone |= patch->only_marked;
    struct xlsx_copier copier = {on_start, on_end, &s};
    enum status status =
        xlsx_copy_part(p->arena, p->book->sheets.at[patch->sheet].entry, p->zip, &copier, error);
    list_release(&s.kept);
    arena_release(&s.scratch);
    return status;
}
