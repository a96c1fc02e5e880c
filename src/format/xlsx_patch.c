#include "format/xlsx_patch.h"

#include <string.h>

#include "base/ceilings.h"
#include "format/xlsx_patcher.h"
#include "format/xlsx_read.h"
#include "format/xlsx_write.h"
#include "format/xlsx_writer.h"
#include "format/xlsx_xml.h"

uint32_t xlsx_red_twin(struct xlsx_patcher *p, uint32_t style)
{
    style = style < p->book->date_styles.n ? style : 0;
    if (p->twins[style] == 0) {
        list_add(&p->styles, style);
        p->twins[style] = (uint32_t)p->styles.n;
    }
    return xlsx_reason_style(p) + p->twins[style];
}

struct text xlsx_reason(struct arena *arena, const struct xlsx_patch *patch, size_t at)
{
    struct buf b;
    buf_init(&b, MIB);
    for (size_t i = at; i < patch->n && patch->marks[i].row == patch->marks[at].row; i++) {
        struct text message = patch->marks[i].message;
        buf_adds(&b, b.n > 0 && message.n > 0 ? "；" : "");
        buf_addt(&b, message);
    }
    struct text reason = arena_text(arena, xlsx_units(buf_text(&b), CEILING_CELL));
    buf_release(&b);
    return reason;
}

/* ---- styles.xml: one more fill, the style of reasons, a red twin of each style in need ---- */

struct twins {
    struct xlsx_patcher *p;
    struct arena arena;
    struct buf xml;    /* of the <xf> in hand */
    struct text *made; /* by twin: its whole <xf>; empty until it was met */
    size_t fills;      /* seen: the number of the new one */
    size_t at;         /* number of the style in hand + 1 */
    bool in_fills, in_styles, in_xf;
};

static void add_attribute(struct twins *t, const char *name, const char *value)
{
    buf_addf(&t->xml, " %s=\"", name);
    buf_addt(&t->xml, xlsx_escaped(&t->arena, text_of(value)));
    buf_addc(&t->xml, '"');
}

/* The tag of a style, red. */
static void twin_start(struct twins *t, const char **attributes)
{
    buf_clear(&t->xml);
    buf_adds(&t->xml, "<xf");
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        bool fill = strcmp(attributes[i], "fillId") == 0 || strcmp(attributes[i], "applyFill") == 0;
        if (!fill && strchr(attributes[i], '\n') == NULL) { /* none of a foreign namespace */
            add_attribute(t, attributes[i], attributes[i + 1]);
        }
    }
    /* In a file without fills the new one follows the two that Excel reserves. */
    buf_addf(&t->xml, " fillId=\"%zu\" applyFill=\"1\">", t->fills == 0 ? 2 : t->fills);
}

static void twins_start(void *context, struct text name, const char **attributes)
{
    struct twins *t = context;
    if (text_is(name, "fills")) {
        t->in_fills = true;
    } else if (text_is(name, "cellXfs")) {
        t->in_styles = true;
    } else if (t->in_fills && text_is(name, "fill")) {
        t->fills++;
    } else if (t->in_xf && (text_is(name, "alignment") || text_is(name, "protection"))) {
        buf_addf(&t->xml, "<%.*s", TEXT_ARG(name));
        for (size_t i = 0; attributes[i] != NULL; i += 2) {
            add_attribute(t, attributes[i], attributes[i + 1]);
        }
        buf_adds(&t->xml, "/>");
    } else if (t->in_styles && text_is(name, "xf")) {
        t->in_xf = true;
        t->at++;
        twin_start(t, attributes);
    }
}

static void twins_end(void *context, struct text name)
{
    struct twins *t = context;
    if (text_is(name, "fills")) {
        t->in_fills = false;
    } else if (text_is(name, "cellXfs")) {
        t->in_styles = false;
    } else if (t->in_xf && text_is(name, "xf")) {
        t->in_xf = false;
        buf_adds(&t->xml, "</xf>");
        size_t style = t->at - 1;
        size_t place = style < t->p->book->date_styles.n ? t->p->twins[style] : 0;
        if (place > 0) {
            t->made[place - 1] = arena_text(&t->arena, buf_text(&t->xml));
        }
    }
}

/* Inserts XML written without prefix: each tag gets that of its surroundings. */
static void insert(struct xlsx_copy *copy, struct text xml)
{
    struct text prefix = xlsx_copy_prefix(copy);
    struct buf b;
    buf_init(&b, MIB);
    for (size_t i = 0; i < xml.n; i++) {
        buf_addc(&b, xml.s[i]);
        if (xml.s[i] == '<') {
            if (i + 1 < xml.n && xml.s[i + 1] == '/') {
                buf_addc(&b, xml.s[++i]);
            }
            buf_addt(&b, prefix);
        }
    }
    xlsx_copy_xml(copy, buf_text(&b));
    buf_release(&b);
}

#define RED_FILL                                                                                   \
    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFFC7CE\"/></patternFill></fill>"
#define NO_FILLS                                                                                   \
    "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill "                          \
    "patternType=\"gray125\"/></fill>"

static enum copy_action styles_start(void *context, struct xlsx_copy *copy, struct text name,
                                     const char **attributes)
{
    struct twins *t = context;
    bool after_fills = text_is(name, "borders") || text_is(name, "cellStyleXfs");
    if (xlsx_copy_depth(copy) != 1) {
        return COPY_KEEP;
    }
    if (t->fills == 0 && (after_fills || text_is(name, "cellXfs"))) {
        insert(copy, TEXT("<fills>" NO_FILLS RED_FILL "</fills>"));
        t->fills = 3;
    }
    if (text_is(name, "fills") || text_is(name, "cellXfs")) {
        const struct copy_change no_count = {"count", NULL};
        xlsx_copy_tag(copy, attributes, &no_count, 1);
        return COPY_TAG;
    }
    return COPY_KEEP;
}

static void styles_end(void *context, struct xlsx_copy *copy, struct text name)
{
    struct twins *t = context;
    if (xlsx_copy_depth(copy) != 1) {
        return;
    }
    if (text_is(name, "fills")) {
        insert(copy, TEXT(RED_FILL));
    } else if (text_is(name, "cellXfs")) {
        insert(copy, TEXT("<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
                          "applyNumberFormat=\"1\" applyAlignment=\"1\"><alignment "
                          "vertical=\"top\" wrapText=\"1\"/></xf>"));
        for (size_t i = 0; i < t->p->styles.n; i++) {
            insert(copy, t->made[i]);
        }
    }
}

static enum status copy_styles(struct xlsx_patcher *p, struct error *error)
{
    struct twins t = {.p = p};
    arena_init(&t.arena);
    buf_init(&t.xml, MIB);
    t.made = arena_array(&t.arena, struct text, p->styles.n + 1);
    struct xlsx_xml reading = {.start = twins_start, .end = twins_end, .context = &t};
    enum status status =
        xlsx_xml_read(p->arena, p->book->styles_entry, UNPACK_CHUNK, &reading, error);
    if (status == OK) {
        struct xlsx_copier copier = {styles_start, styles_end, &t};
        status = xlsx_copy_part(p->arena, p->book->styles_entry, p->zip, &copier, error);
    }
    buf_release(&t.xml);
    arena_release(&t.arena);
    return status;
}

/* ---- the chain of calculation ---- */

static enum copy_action chainless_start(void *context, struct xlsx_copy *copy, struct text name,
                                        const char **attributes)
{
    (void)context;
    (void)copy;
    const char *type = xlsx_copy_attribute(attributes, "Type");
    const char *part = xlsx_copy_attribute(attributes, "PartName");
    bool chain = (text_is(name, "Relationship") && type != NULL &&
                  text_ends(text_of(type), TEXT("/calcChain"))) ||
                 (text_is(name, "Override") && part != NULL &&
                  text_ends(text_of(part), TEXT("/calcChain.xml")));
    return chain ? COPY_DROP : COPY_KEEP;
}

static void chainless_end(void *context, struct xlsx_copy *copy, struct text name)
{
    (void)context;
    (void)copy;
    (void)name;
}

/* ---- the package ---- */

static const struct xlsx_patch *patch_of(const struct xlsx_patcher *p,
                                         const struct xlsx_patch *patches, size_t n,
                                         const struct zip_entry *entry)
{
    for (size_t i = 0; i < n; i++) {
        if (p->book->sheets.at[patches[i].sheet].entry == entry) {
            return &patches[i];
        }
    }
    return NULL;
}

/* Sheets first: what they need of the styles is known only then. */
static enum status copy_package(struct xlsx_patcher *p, const struct xlsx_patch *patches, size_t n,
                                struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; i < n && status == OK; i++) {
        status = xlsx_patch_sheet(p, &patches[i], error);
    }
    for (size_t i = 0; i < p->book->zip.n && status == OK; i++) {
        const struct zip_entry *entry = &p->book->zip.entries[i];
        bool names_parts = text_ends(entry->name, TEXT("workbook.xml.rels")) ||
                           text_is(entry->name, "[Content_Types].xml");
        if (patch_of(p, patches, n, entry) != NULL) {
            continue;
        }
        if (p->formulas_gone && text_ends(entry->name, TEXT("/calcChain.xml"))) {
            continue;
        }
        if (entry == p->book->styles_entry && xlsx_can_paint(p)) {
            status = copy_styles(p, error);
        } else if (p->formulas_gone && names_parts) {
            struct xlsx_copier copier = {chainless_start, chainless_end, NULL};
            status = xlsx_copy_part(p->arena, entry, p->zip, &copier, error);
        } else {
            zip_writer_copy(p->zip, entry);
        }
    }
    return status;
}

enum status xlsx_patch(struct arena *arena, struct text bytes, const struct xlsx_patch *patches,
                       size_t n, struct zip_output output, struct error *error)
{
    struct xlsx_patcher p = {.arena = arena};
    enum status status = xlsx_open(arena, bytes, &p.book, error);
    if (status != OK) {
        return status;
    }
    p.zip = zip_writer_open(arena, output);
    p.twins = arena_array(arena, uint32_t, p.book->date_styles.n);
    status = copy_package(&p, patches, n, error);
    list_release(&p.styles);
    return status == OK ? zip_writer_close(p.zip, error) : status;
}

/* ---- rows of any origin ---- */

struct rebuild {
    struct arena scratch; /* of one row */
    struct xlsx_writer *w;
    const struct xlsx_patch *patch;
    int days;         /* from the source's day 0 to 1900's */
    size_t mark;      /* the next one to be dealt with */
    uint32_t row;     /* in the source */
    uint32_t written; /* rows written so far */
    struct text reason;
};

static const struct xlsx_mark *next_mark(const struct rebuild *r)
{
    return r->mark < r->patch->n && r->patch->marks[r->mark].row == r->row
               ? &r->patch->marks[r->mark]
               : NULL;
}

/* What belongs before column `col`: marked cells that the row does not have, the reason. */
static void put_before(struct rebuild *r, uint32_t col)
{
    uint32_t last = XLSX_WHOLE_ROW;
    for (const struct xlsx_mark *m; (m = next_mark(r)) != NULL && m->col < col; r->mark++) {
        if (m->col < r->patch->reason_col && m->col != last) {
            xlsx_writer_text(r->w, m->col, TEXT_EMPTY, STYLE_TEXT | STYLE_BAD);
            last = m->col;
        }
    }
    if (r->reason.n > 0 && r->patch->reason_col < col) {
        xlsx_writer_text(r->w, r->patch->reason_col, r->reason, STYLE_WRAP);
        r->reason = TEXT_EMPTY;
    }
}

static void put_cell(struct rebuild *r, const struct sheet_cell *cell)
{
    unsigned red = 0;
    for (const struct xlsx_mark *m; (m = next_mark(r)) != NULL && m->col == cell->col; r->mark++) {
        red = STYLE_BAD;
    }
    if (cell->col == r->patch->reason_col) {
        return; /* of an earlier return */
    }
    if (cell->kind != CELL_NUMBER) {
        xlsx_writer_text(r->w, cell->col, cell->text, STYLE_TEXT | red);
    } else if (cell->date) {
        double serial = cell->number + r->days;
        bool day = serial == (double)(int64_t)serial;
        xlsx_writer_number(r->w, cell->col, serial, (day ? STYLE_DATE : STYLE_DATE_TIME) | red);
    } else {
        xlsx_writer_number(r->w, cell->col, cell->number, STYLE_PLAIN | red);
    }
}

static bool put_row(void *context, const struct sheet_row *row)
{
    struct rebuild *r = context;
    r->row = row->row;
    while (r->mark < r->patch->n && r->patch->marks[r->mark].row < row->row) {
        r->mark++;
    }
    bool data = row->row >= r->patch->first_row;
    bool marked = next_mark(r) != NULL;
    if (data && r->patch->only_marked && !marked) {
        return true;
    }
    uint32_t target = data && r->patch->only_marked ? r->written : row->row;
    if (data && target < r->patch->first_row) {
        target = r->patch->first_row;
    }
    while (r->written <= target) { /* blank rows of the source stay blank */
        xlsx_writer_row(r->w);
        r->written++;
    }
    arena_reset(&r->scratch);
    r->reason = marked                           ? xlsx_reason(&r->scratch, r->patch, r->mark)
                : row->row == r->patch->head_row ? TEXT(XLSX_REASON)
                                                 : TEXT_EMPTY;
    for (size_t i = 0; i < row->n; i++) {
        put_before(r, row->cells[i].col);
        put_cell(r, &row->cells[i]);
    }
    put_before(r, XLSX_WHOLE_ROW);
    return !xlsx_writer_failed(r->w);
}

/* How wide the columns of the first rows are: a number must not be cut by its neighbour. */
struct widths {
    struct xlsx_column *columns;
    uint32_t n, head_row, rows; /* a title above the heading goes over them all */
};

static bool measure_row(void *context, const struct sheet_row *row)
{
    enum { LOOKED_AT = 500, WIDEST = 36, ROOM = 2 };
    struct widths *widths = context;
    for (size_t i = 0; row->row >= widths->head_row && i < row->n; i++) {
        const struct sheet_cell *cell = &row->cells[i];
        if (cell->col >= widths->n || cell->kind == CELL_NUMBER) {
            continue;
        }
        double width = ROOM; /* Han characters take two columns */
        struct text rest = cell->text;
        for (uint32_t cp; width < WIDEST && utf8_next(&rest, &cp);) {
            width += cp < 0x80 ? 1 : 2;
        }
        double *known = &widths->columns[cell->col].width;
        *known = width > *known ? width : *known;
    }
    return ++widths->rows < LOOKED_AT;
}

enum status xlsx_rebuild(struct arena *arena, struct sheet_info info,
                         struct xlsx_rows_source source, const struct xlsx_patch *patch,
                         struct zip_output output, struct error *error)
{
    enum { REASON_WIDTH = 56, DATE_WIDTH = 12, DAYS_1904 = 1462 /* from 1900's day 0 to 1904's */ };
    struct rebuild r = {.patch = patch, .days = info.date1904 ? DAYS_1904 : 0};
    struct xlsx_column *columns =
        arena_array(arena, struct xlsx_column, (size_t)patch->reason_col + 1);
    for (uint32_t i = 0; i <= patch->reason_col; i++) {
        columns[i] = (struct xlsx_column){
            .width = i == patch->reason_col ? REASON_WIDTH : DATE_WIDTH, .style = STYLE_TEXT};
    }
    struct widths widths = {
        .columns = columns, .n = patch->reason_col, .head_row = patch->head_row};
    enum status status =
        source.read(source.context, (struct sheet_sink){measure_row, &widths}, error);
    if (status != OK) {
        return status;
    }
    struct xlsx_plan plan = {.name = info.name,
                             .columns = columns,
                             .n = (size_t)patch->reason_col + 1,
                             .headless = true};
    arena_init(&r.scratch);
    r.w = xlsx_writer_open(arena, output);
    xlsx_writer_sheet(r.w, &plan);
    status = source.read(source.context, (struct sheet_sink){put_row, &r}, error);
    arena_release(&r.scratch);
    return status == OK ? xlsx_writer_close(r.w, error) : status;
}
