#include "format/docx.h"

#include <expat.h>
#include <string.h>

#include "base/ceilings.h"
#include "base/list.h"
#include "format/unpack.h"
#include "format/zip_read.h"
#include "format/zip_write.h"

static const char part_name[] = "word/document.xml";
static const char row_mark[] = "行.";

enum { PART_MOST = 8 << 20, MARKS_MOST = 5000, NO_MARK = -1 };

enum mark_kind { MARK_PARAGRAPH, MARK_ROW, MARK_CELL, MARK_TABLE };

/* An element of the body: where it stands in the part's bytes. */
struct mark {
    enum mark_kind kind;
    size_t from, to; /* its start tag's first byte, the byte after its end tag */
    int above;       /* index of the mark it stands in, or NO_MARK */
    size_t pieces;   /* of a paragraph: how many pieces there were before it */
    bool repeated;   /* it holds a field of a row */
    enum docx_align align;
    bool indented;
    struct text style;
};

/* Characters of a paragraph as the part holds them. */
struct piece {
    size_t from, to;  /* raw bytes */
    struct text text; /* what they mean */
    int paragraph;
};

/* A field, or what is left of one in a later run. */
struct edit {
    size_t from, to;
    struct text name; /* empty: the bytes go */
    int paragraph;    /* that it stands in */
};

struct scan {
    struct arena *arena;
    struct text part;
    LIST(struct mark) marks;
    LIST(struct piece) pieces;
    LIST(struct edit) edits;
    LIST(double) shares; /* of all tables' columns, one after another */
    LIST(size_t) first_share;
    XML_Parser parser;
    int open; /* the mark at hand */
    bool in_text;
    const char *refusal;
};

/* ---- scanning ---- */

static size_t position(const struct scan *s)
{
    return (size_t)XML_GetCurrentByteIndex(s->parser);
}

static void open_mark(struct scan *s, enum mark_kind kind)
{
    for (int m = s->open; kind == MARK_PARAGRAPH && m != NO_MARK; m = s->marks.at[m].above) {
        if (s->marks.at[m].kind == MARK_PARAGRAPH) {
            s->refusal = "文档里有文本框";
        }
    }
    struct mark mark = {.kind = kind, .from = position(s), .above = s->open, .pieces = s->pieces.n};
    if (s->marks.n >= MARKS_MOST) {
        s->refusal = "文档太长";
        XML_StopParser(s->parser, XML_FALSE);
        return;
    }
    if (kind == MARK_ROW && (s->open == NO_MARK || s->marks.at[s->open].kind != MARK_TABLE)) {
        s->refusal = "文档的表格已损坏";
    }
    s->open = (int)s->marks.n;
    list_add(&s->marks, mark);
    if (kind == MARK_TABLE) {
        list_add(&s->first_share, s->shares.n);
    }
}

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(attributes[i], name) == 0) {
            return attributes[i + 1];
        }
    }
    return "";
}

static enum docx_align align_of(const char *word)
{
    return strcmp(word, "center") == 0                              ? DOCX_CENTER
           : strcmp(word, "right") == 0 || strcmp(word, "end") == 0 ? DOCX_RIGHT
                                                                    : DOCX_LEFT;
}

static void add_break(struct scan *s, const char *text)
{
    if (s->open != NO_MARK && s->marks.at[s->open].kind == MARK_PARAGRAPH) {
        struct piece piece = {position(s), position(s), text_of(text), s->open};
        list_add(&s->pieces, piece);
    }
}

/* What is said of the paragraph or table at hand. */
static void take_property(struct scan *s, const char *name, const char **attributes)
{
    struct mark *mark = s->open == NO_MARK ? NULL : &s->marks.at[s->open];
    bool paragraph = mark != NULL && mark->kind == MARK_PARAGRAPH;
    if (paragraph && strcmp(name, "w:jc") == 0) {
        mark->align = align_of(attribute(attributes, "w:val"));
    } else if (paragraph && strcmp(name, "w:pStyle") == 0) {
        mark->style = arena_text(s->arena, text_of(attribute(attributes, "w:val")));
    } else if (paragraph && strcmp(name, "w:ind") == 0) {
        int64_t chars = 0, twips = 0;
        text_to_int(text_of(attribute(attributes, "w:firstLineChars")), &chars);
        text_to_int(text_of(attribute(attributes, "w:firstLine")), &twips);
        mark->indented = chars > 0 || twips > 0;
    } else if (strcmp(name, "w:gridCol") == 0 && s->first_share.n > 0) {
        int64_t width = 1;
        text_to_int(text_of(attribute(attributes, "w:w")), &width);
        list_add(&s->shares, width > 0 ? (double)width : 1.0);
    }
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
    struct scan *s = context;
    if (strcmp(name, "w:p") == 0) {
        open_mark(s, MARK_PARAGRAPH);
    } else if (strcmp(name, "w:tr") == 0) {
        open_mark(s, MARK_ROW);
    } else if (strcmp(name, "w:tc") == 0) {
        open_mark(s, MARK_CELL);
    } else if (strcmp(name, "w:tbl") == 0) {
        open_mark(s, MARK_TABLE);
    } else if (strcmp(name, "w:t") == 0) {
        s->in_text = true;
    } else if (strcmp(name, "w:br") == 0) {
        add_break(s, "\n");
    } else if (strcmp(name, "w:tab") == 0) {
        add_break(s, " ");
    } else {
        take_property(s, name, attributes);
    }
}

static void XMLCALL on_end(void *context, const char *name)
{
    struct scan *s = context;
    if (strcmp(name, "w:t") == 0) {
        s->in_text = false;
    } else if (s->open != NO_MARK && (strcmp(name, "w:p") == 0 || strcmp(name, "w:tr") == 0 ||
                                      strcmp(name, "w:tc") == 0 || strcmp(name, "w:tbl") == 0)) {
        struct mark *mark = &s->marks.at[s->open];
        mark->to = position(s) + (size_t)XML_GetCurrentByteCount(s->parser);
        s->open = mark->above;
    }
}

static void XMLCALL on_text(void *context, const char *bytes, int n)
{
    struct scan *s = context;
    if (s->in_text && s->open != NO_MARK && s->marks.at[s->open].kind == MARK_PARAGRAPH) {
        struct piece piece = {.from = position(s), .paragraph = s->open};
        piece.to = piece.from + (size_t)XML_GetCurrentByteCount(s->parser);
        piece.text = arena_text(s->arena, (struct text){bytes, (size_t)n});
        list_add(&s->pieces, piece);
    }
}

static void XMLCALL on_doctype(void *context, const char *name, const char *system,
                               const char *public, int subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)subset;
    struct scan *s = context;
    s->refusal = "文档里有不认得的声明";
    XML_StopParser(s->parser, XML_FALSE);
}

static enum status parse(struct scan *s, struct error *error)
{
    s->parser = XML_ParserCreate("UTF-8");
    if (s->parser == NULL) {
        bug("no memory for expat");
    }
    XML_SetUserData(s->parser, s);
    XML_SetElementHandler(s->parser, on_start, on_end);
    XML_SetCharacterDataHandler(s->parser, on_text);
    XML_SetStartDoctypeDeclHandler(s->parser, on_doctype);
    bool good = XML_Parse(s->parser, s->part.s, (int)s->part.n, XML_TRUE) == XML_STATUS_OK;
    XML_ParserFree(s->parser);
    if (good && s->refusal == NULL) {
        return OK;
    }
    error_set(error, s->arena, INVALID, "%s", s->refusal != NULL ? s->refusal : "文档的正文已损坏");
    return error_hint(error, s->arena, "请用 Word 或 WPS 打开后另存为 .docx 再试");
}

/* ---- fields ---- */

/* Marks a field of a row's repeated row, or its paragraph where there is no table. */
static void mark_repeated(struct scan *s, int paragraph)
{
    int at = paragraph;
    for (int m = paragraph; m != NO_MARK; m = s->marks.at[m].above) {
        if (s->marks.at[m].kind == MARK_ROW) {
            at = m; /* the outermost row: nested tables repeat with it */
        }
    }
    s->marks.at[at].repeated = true;
}

/* The raw bytes of decoded bytes from..to of a piece. */
static struct edit raw_part(const struct piece *piece, size_t from, size_t to)
{
    bool plain = piece->to - piece->from == piece->text.n; /* else an entity: all of it */
    return (struct edit){.from = plain ? piece->from + from : piece->from,
                         .to = plain ? piece->from + to : piece->to,
                         .name = TEXT_EMPTY,
                         .paragraph = piece->paragraph};
}

/* Takes a field that stands at from..to of the paragraph's text, over one or more pieces. */
static void take_field(struct scan *s, size_t first, size_t end, size_t from, size_t to,
                       struct text name)
{
    size_t at = 0;
    bool named = false;
    for (size_t i = first; i < end; i++) {
        const struct piece *piece = &s->pieces.at[i];
        size_t lo = from > at ? from - at : 0;
        size_t hi = to > at ? to - at : 0;
        hi = hi < piece->text.n ? hi : piece->text.n;
        if (lo < hi) {
            struct edit edit = raw_part(piece, lo, hi);
            edit.name = named ? TEXT_EMPTY : name;
            named = true;
            list_add(&s->edits, edit);
        }
        at += piece->text.n;
    }
}

static struct text text_of_pieces(struct scan *s, size_t first, size_t end)
{
    struct buf all;
    buf_init(&all, PART_MOST);
    for (size_t i = first; i < end; i++) {
        buf_addt(&all, s->pieces.at[i].text);
    }
    struct text text = arena_text(s->arena, buf_text(&all));
    buf_release(&all);
    return text;
}

static void find_fields(struct scan *s, size_t first, size_t end)
{
    struct text text = text_of_pieces(s, first, end);
    size_t at = 0;
    for (;;) {
        size_t open = text_find(text_slice(text, at, text.n), TEXT("{{"));
        if (open == TEXT_NONE) {
            return;
        }
        open += at;
        size_t close = text_find(text_slice(text, open + 2, text.n), TEXT("}}"));
        if (close == TEXT_NONE) {
            return;
        }
        close += open + 2;
        struct text name = text_trim(text_slice(text, open + 2, close));
        if (name.n > 0) {
            take_field(s, first, end, open, close + 2, name);
            if (text_starts(name, text_of(row_mark))) {
                mark_repeated(s, s->pieces.at[first].paragraph);
            }
        }
        at = close + 2;
    }
}

/* The piece after the last one of the paragraph that `first` belongs to. */
static size_t end_of_paragraph(const struct scan *s, size_t first)
{
    size_t end = first;
    while (end < s->pieces.n && s->pieces.at[end].paragraph == s->pieces.at[first].paragraph) {
        end++;
    }
    return end;
}

/* ---- opening ---- */

struct document {
    struct zip zip;
    const struct zip_entry *body;
    struct scan scan;
};

static enum status read_part(struct arena *arena, const struct zip_entry *entry, struct text *out,
                             struct error *error)
{
    struct unpack u;
    struct buf part;
    enum status status = OK;
    buf_init(&part, PART_MOST);
    unpack_open(&u, arena, entry, UNPACK_CHUNK);
    while (status == OK && !u.last) {
        status = unpack_more(&u, arena, error);
        if (status == OK) {
            buf_add(&part, u.p, (size_t)(u.end - u.p));
            u.p = u.end;
        }
    }
    unpack_stop(&u);
    if (status == OK && part.full) {
        status = error_set(error, arena, TOO_LARGE, "文档的正文太长");
    }
    *out = arena_text(arena, buf_text(&part));
    buf_release(&part);
    return status;
}

static void document_release(struct document *d)
{
    list_release(&d->scan.marks);
    list_release(&d->scan.pieces);
    list_release(&d->scan.edits);
    list_release(&d->scan.shares);
    list_release(&d->scan.first_share);
}

/* On failure there is nothing to release. */
static enum status document_open(struct document *d, struct arena *arena, struct text bytes,
                                 struct error *error)
{
    *d = (struct document){.scan = {.arena = arena, .open = NO_MARK}};
    enum status status = zip_read(arena, bytes, &d->zip, error);
    if (status != OK) {
        return status;
    }
    d->body = zip_find(&d->zip, text_of(part_name));
    if (d->body == NULL) {
        return error_set(error, arena, INVALID, "不是 .docx 文档");
    }
    status = read_part(arena, d->body, &d->scan.part, error);
    if (status == OK) {
        status = parse(&d->scan, error);
    }
    for (size_t i = 0; status == OK && i < d->scan.pieces.n;) {
        size_t end = end_of_paragraph(&d->scan, i);
        find_fields(&d->scan, i, end);
        i = end;
    }
    if (status != OK) {
        document_release(d);
    }
    return status;
}

/* ---- filling ---- */

struct filling {
    const struct scan *scan;
    const struct docx_data *data;
    struct buf *out;
    struct text missing; /* a field that the data lack */
};

static bool find_value(const struct docx_fields *fields, struct text name, struct text *value)
{
    for (size_t i = 0; i < fields->n; i++) {
        if (text_equal(fields->at[i].name, name)) {
            *value = fields->at[i].value;
            return true;
        }
    }
    return false;
}

static void put_value(struct buf *out, struct text value)
{
    uint32_t cp;
    while (utf8_next(&value, &cp)) {
        if (cp == '&') {
            buf_adds(out, "&amp;");
        } else if (cp == '<') {
            buf_adds(out, "&lt;");
        } else if (cp == '>') {
            buf_adds(out, "&gt;");
        } else if (cp == '\n') {
            buf_adds(out, "</w:t><w:br/><w:t xml:space=\"preserve\">");
        } else if (cp >= ' ' && cp != 0xFFFE && cp != 0xFFFF) { /* else no character of XML */
            buf_add_utf8(out, cp);
        }
    }
}

/* The bytes from..to with their fields filled; row: of the repeated row, or NULL. */
static void put_range(struct filling *f, size_t from, size_t to, const struct docx_fields *row)
{
    const struct scan *s = f->scan;
    static const struct docx_fields none = {0};
    size_t at = from;
    for (size_t i = 0; i < s->edits.n; i++) {
        const struct edit *edit = &s->edits.at[i];
        if (edit->from < from || edit->to > to) {
            continue;
        }
        buf_addt(f->out, text_slice(s->part, at, edit->from));
        at = edit->to;
        struct text name = edit->name, value = TEXT_EMPTY;
        bool of_row = text_starts(name, text_of(row_mark));
        struct text inner = of_row ? text_slice(name, sizeof(row_mark) - 1, name.n) : name;
        if (name.n > 0 &&
            !find_value(of_row ? (row == NULL ? &none : row) : &f->data->fields, inner, &value)) {
            f->missing = name;
        }
        put_value(f->out, value);
    }
    buf_addt(f->out, text_slice(s->part, at, to));
}

static void put_body(struct filling *f)
{
    const struct scan *s = f->scan;
    size_t at = 0;
    for (size_t i = 0; i < s->marks.n; i++) {
        const struct mark *mark = &s->marks.at[i];
        if (!mark->repeated || mark->from < at) {
            continue;
        }
        put_range(f, at, mark->from, NULL);
        for (size_t row = 0; row < f->data->row_count; row++) {
            put_range(f, mark->from, mark->to, &f->data->rows[row]);
        }
        at = mark->to;
    }
    put_range(f, at, s->part.n, NULL);
}

static enum status write_package(const struct document *d, struct arena *arena, struct text body,
                                 struct buf *out, struct error *error)
{
    struct zip_writer *zip = zip_writer_open(arena, (struct zip_output){zip_to_buf, out});
    for (size_t i = 0; i < d->zip.n; i++) {
        if (&d->zip.entries[i] == d->body) {
            zip_writer_begin(zip, part_name);
            zip_writer_add(zip, body.s, body.n);
            zip_writer_end(zip);
        } else {
            zip_writer_copy(zip, &d->zip.entries[i]);
        }
    }
    enum status status = zip_writer_close(zip, error);
    return status == OK ? OK : error_set(error, arena, TOO_LARGE, "文档太大，写不下");
}

enum status docx_fill(struct arena *arena, struct text document, const struct docx_data *data,
                      struct buf *out, struct error *error)
{
    struct document d;
    enum status status = document_open(&d, arena, document, error);
    if (status != OK) {
        return status;
    }
    struct buf body;
    buf_init(&body, PART_MOST);
    struct filling f = {.scan = &d.scan, .data = data, .out = &body};
    put_body(&f);
    if (f.missing.n > 0) {
        error_set(error, arena, INVALID, "模板里的“{{%.*s}}”没有可填的内容", TEXT_ARG(f.missing));
        status = error_hint(error, arena, "请对照说明改正模板里的字段名");
    } else if (body.full) {
        status = error_set(error, arena, TOO_LARGE, "文档的正文太长");
    } else {
        status = write_package(&d, arena, buf_text(&body), out, error);
    }
    buf_release(&body);
    document_release(&d);
    return status;
}

/* 第 3 段; 第 1 张表第 2 行: as one counts who looks at the document. */
static struct text place_of(const struct scan *s, int paragraph)
{
    int outer = paragraph, row = NO_MARK, table = NO_MARK;
    for (int m = paragraph; m != NO_MARK; m = s->marks.at[m].above) {
        row = s->marks.at[m].kind == MARK_ROW ? m : row;
        table = s->marks.at[m].kind == MARK_TABLE ? m : table;
        outer = m;
    }
    size_t above = 0, rows = 0;
    for (int m = 0; m <= outer; m++) {
        above += s->marks.at[m].kind == s->marks.at[outer].kind && s->marks.at[m].above == NO_MARK;
    }
    for (int m = table; m != NO_MARK && m <= row; m++) {
        rows += s->marks.at[m].kind == MARK_ROW && s->marks.at[m].above == table;
    }
    return table == NO_MARK ? arena_printf(s->arena, "第 %zu 段", above)
                            : arena_printf(s->arena, "第 %zu 张表第 %zu 行", above, rows);
}

enum status docx_names(struct arena *arena, struct text document, struct docx_names *out,
                       struct error *error)
{
    struct document d;
    enum status status = document_open(&d, arena, document, error);
    if (status != OK) {
        return status;
    }
    *out = (struct docx_names){.at = arena_array(arena, struct docx_name, d.scan.edits.n)};
    for (size_t i = 0; i < d.scan.edits.n; i++) {
        const struct edit *edit = &d.scan.edits.at[i];
        if (edit->name.n > 0) {
            out->at[out->n++] = (struct docx_name){edit->name, place_of(&d.scan, edit->paragraph)};
        }
    }
    document_release(&d);
    return OK;
}

/* ---- reading ---- */

static struct text paragraph_text(struct scan *s, int paragraph)
{
    size_t first = s->marks.at[paragraph].pieces;
    return first < s->pieces.n && s->pieces.at[first].paragraph == paragraph
               ? text_of_pieces(s, first, end_of_paragraph(s, first))
               : TEXT_EMPTY;
}

static bool stands_in(const struct scan *s, int mark, int above)
{
    while (mark != NO_MARK && mark != above) {
        mark = s->marks.at[mark].above;
    }
    return mark == above;
}

/* The paragraphs of a cell, one a line. */
static struct text cell_text(struct scan *s, int cell)
{
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < s->marks.n; i++) {
        if (s->marks.at[i].kind == MARK_PARAGRAPH && stands_in(s, (int)i, cell)) {
            struct text text = paragraph_text(s, (int)i);
            all = all.n == 0 ? text
                             : arena_printf(s->arena, "%.*s\n%.*s", TEXT_ARG(all), TEXT_ARG(text));
        }
    }
    return all;
}

static struct docx_block row_block(struct scan *s, int row, int table)
{
    struct docx_block block = {.table = table, .text = TEXT_EMPTY, .style = TEXT_EMPTY};
    block.cells = arena_array(s->arena, struct text, s->marks.n);
    for (size_t i = 0; i < s->marks.n; i++) {
        if (s->marks.at[i].kind == MARK_CELL && s->marks.at[i].above == row) {
            block.cells[block.cell_count++] = cell_text(s, (int)i);
        }
    }
    size_t first = s->first_share.at[table];
    size_t end = (size_t)table + 1 < s->first_share.n ? s->first_share.at[table + 1] : s->shares.n;
    double *shares = arena_array(s->arena, double, end - first);
    for (size_t i = first; i < end; i++) {
        shares[i - first] = s->shares.at[i];
    }
    block.shares = shares;
    block.share_count = end - first;
    return block;
}

enum status docx_read(struct arena *arena, struct text document, struct docx_text *out,
                      struct error *error)
{
    struct document d;
    enum status status = document_open(&d, arena, document, error);
    if (status != OK) {
        return status;
    }
    int table = -1;
    struct scan *s = &d.scan;
    *out = (struct docx_text){.at = arena_array(arena, struct docx_block, s->marks.n)};
    for (size_t i = 0; i < s->marks.n; i++) {
        const struct mark *mark = &s->marks.at[i];
        table += mark->kind == MARK_TABLE;
        if (mark->kind == MARK_PARAGRAPH && mark->above == NO_MARK) {
            out->at[out->n++] =
                (struct docx_block){.text = paragraph_text(s, (int)i),
                                    .style = mark->style.s == NULL ? TEXT_EMPTY : mark->style,
                                    .align = mark->align,
                                    .indented = mark->indented};
        } else if (mark->kind == MARK_ROW && s->marks.at[mark->above].above == NO_MARK) {
            out->at[out->n++] = row_block(s, (int)i, table);
        }
    }
    document_release(&d);
    return OK;
}
