/*
 * xlsx_make: packages put together by hand for the tests, and a sheet written out as one text, so
 * that two ways of reading can be compared.
 */
#ifndef TEST_XLSX_MAKE_H
#define TEST_XLSX_MAKE_H

#include <stdio.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "format/xlsx_book.h"
#include "format/zip_write.h"

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define XML  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* The parts of a workbook; NULL ones get a plain stand-in, strings and styles may be left out. */
struct parts {
    const char *workbook, *sheet, *strings, *styles;
};

static inline void add_part(struct zip_writer *w, const char *name, const char *xml)
{
    zip_writer_begin(w, name);
    zip_writer_add(w, xml, strlen(xml));
    zip_writer_end(w);
}

static inline void make_package(struct arena *arena, const struct parts *parts, struct buf *out)
{
    buf_init(out, 256 * MIB);
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, out});
    struct error error;
    zip_writer_put(w, "_rels/.rels",
                   TEXT(XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                            "relationships\"><Relationship Id=\"rId1\" Type=\"" RELS
                            "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"));
    zip_writer_put(w, "xl/_rels/workbook.xml.rels",
                   TEXT(XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                            "relationships\"><Relationship Id=\"rId1\" Type=\"" RELS
                            "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                            "<Relationship Id=\"rId2\" Type=\"" RELS
                            "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
                            "<Relationship Id=\"rId3\" Type=\"" RELS
                            "/styles\" Target=\"styles.xml\"/></Relationships>"));
    const char *workbook = parts->workbook;
    if (workbook == NULL) {
        workbook = XML "<workbook " MAIN " xmlns:r=\"" RELS "\"><sheets><sheet name=\"表一\" "
                       "sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    }
    add_part(w, "xl/workbook.xml", workbook);
    add_part(w, "xl/worksheets/sheet1.xml", parts->sheet);
    if (parts->strings != NULL) {
        add_part(w, "xl/sharedStrings.xml", parts->strings);
    }
    if (parts->styles != NULL) {
        add_part(w, "xl/styles.xml", parts->styles);
    }
    assert_int_equal(zip_writer_close(w, &error), OK);
}

static inline bool dump_row(void *context, const struct sheet_row *row)
{
    static const char kinds[] = "_TNBE";
    struct buf *out = context;
    buf_addf(out, "%u%s", row->row + 1, row->hidden ? "h" : "");
    for (size_t i = 0; i < row->n; i++) {
        const struct sheet_cell *c = &row->cells[i];
        buf_addf(out, "|%u%c%s%s:", c->col, kinds[c->kind], c->date ? "d" : "",
                 c->formula ? "f" : "");
        buf_addt(out, c->text);
        if (c->kind == CELL_NUMBER || c->kind == CELL_BOOL) {
            buf_addf(out, "=%.17g", c->number);
        }
    }
    buf_adds(out, "\n");
    return true;
}

/* Reads a sheet of an opened book into `out`, its summary in the last line. */
static inline enum status dump_sheet(struct xlsx *book, size_t index, struct buf *out,
                                     struct error *error)
{
    struct sheet_summary s;
    struct sheet_sink sink = {dump_row, out};
    enum status status = xlsx_read(book, index, sink, &s, error);
    if (status == OK) {
        buf_addf(out, "%u x %u, %u hidden", s.rows, s.cols, s.hidden);
        for (size_t i = 0; i < s.merged_count; i++) {
            const struct sheet_range *m = &s.merged[i];
            buf_addf(out, " %u,%u-%u,%u", m->row1, m->col1, m->row2, m->col2);
        }
    }
    return status;
}

/* Opens and reads the first sheet with the given chunk size and way. */
static inline enum status dump_package(struct arena *arena, struct text bytes, size_t chunk,
                                       bool careful, struct buf *out, struct error *error)
{
    struct xlsx *book;
    buf_init(out, 256 * MIB);
    enum status status = xlsx_open(arena, bytes, &book, error);
    if (status != OK) {
        return status;
    }
    book->chunk = chunk;
    book->careful = careful;
    return dump_sheet(book, 0, out, error);
}

#endif
