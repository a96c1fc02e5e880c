/*
 * A sheet and its shared strings as bytes, "sheet XML NUL strings XML", in a package around them.
 * What expat reads, the scanner must read alike, in pieces of any size; a returned workbook made of
 * it must be readable again.
 */
#include <string.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "format/unpack.h"
#include "format/xlsx_book.h"
#include "format/xlsx_patch.h"

#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define LINKS                                                                                      \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_package(struct arena *arena, struct text sheet, struct text strings,
                         struct buf *out)
{
    struct error error;
    struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, out});
    zip_writer_put(w, "xl/workbook.xml",
                   TEXT("<workbook " MAIN " xmlns:r=\"" RELS "\"><sheets><sheet name=\"a\" "
                        "r:id=\"a\"/></sheets></workbook>"));
    zip_writer_put(w, "xl/_rels/workbook.xml.rels",
                   TEXT(LINKS "<Relationship Id=\"a\" Type=\"/worksheet\" Target=\"a.xml\"/>"
                              "<Relationship Id=\"b\" Type=\"/sharedStrings\" Target=\"b.xml\"/>"
                              "<Relationship Id=\"c\" Type=\"/styles\" Target=\"c.xml\"/>"
                              "</Relationships>"));
    zip_writer_put(w, "xl/a.xml", sheet);
    if (strings.n > 0) {
        zip_writer_put(w, "xl/b.xml", strings);
    }
    zip_writer_put(w, "xl/c.xml",
                   TEXT("<styleSheet " MAIN "><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs>"
                        "</styleSheet>"));
    if (zip_writer_close(w, &error) != OK) {
        bug("cannot make the package");
    }
}

static bool dump_row(void *context, const struct sheet_row *row)
{
    struct buf *out = context;
    buf_addf(out, "%u %d\n", row->row, row->hidden);
    for (size_t i = 0; i < row->n; i++) {
        const struct sheet_cell *c = &row->cells[i];
        if (i > 0 && c->col <= row->cells[i - 1].col) {
            bug("columns do not rise");
        }
        if (c->text.n == 0 || c->kind == CELL_EMPTY) {
            bug("an empty cell");
        }
        buf_addf(out, "%u %d %d %d %a ", c->col, c->kind, c->date, c->formula, c->number);
        buf_addt(out, c->text);
        buf_addc(out, '\n');
    }
    return true;
}

static enum status dump(struct arena *arena, struct text package, size_t chunk, bool careful,
                        struct buf *out, struct sheet_summary *summary)
{
    struct error error;
    struct xlsx *book;
    struct sheet_sink sink = {dump_row, out};
    enum status status = xlsx_open(arena, package, &book, &error);
    if (status == OK) {
        book->chunk = chunk;
        book->careful = careful;
        status = xlsx_read(book, 0, sink, summary, &error);
    }
    return status;
}

static void compare(struct arena *arena, struct text package, size_t chunk,
                    const struct buf *wanted, const struct sheet_summary *summary)
{
    struct buf got;
    struct sheet_summary s;
    buf_init(&got, 64 * MIB);
    if (dump(arena, package, chunk, false, &got, &s) != OK) {
        bug("the scanner refuses what expat reads");
    }
    if (!text_equal(buf_text(&got), buf_text(wanted)) || s.rows != summary->rows ||
        s.cols != summary->cols || s.hidden != summary->hidden ||
        s.merged_count != summary->merged_count) {
        bug("the scanner reads otherwise than expat");
    }
    buf_release(&got);
}

static void patch_and_read(struct arena *arena, struct text package, bool only_marked,
                           const struct sheet_summary *summary)
{
    const struct xlsx_mark marks[] = {{1, 0, TEXT("甲<")}, {1, 3, TEXT("乙")}, {4, 1, TEXT("丙")}};
    struct xlsx_patch patch = {
        .marks = marks,
        .n = COUNT(marks),
        .first_row = 1,
        .reason_col = summary->cols < CEILING_SHEET_COLS ? summary->cols : CEILING_SHEET_COLS - 1,
        .only_marked = only_marked,
    };
    struct buf out, rows;
    struct error error;
    struct sheet_summary s;
    buf_init(&out, 64 * MIB);
    buf_init(&rows, 64 * MIB);
    struct zip_output output = {zip_to_buf, &out};
    if (xlsx_patch(arena, package, &patch, 1, output, &error) == OK &&
        dump(arena, buf_text(&out), UNPACK_CHUNK, false, &rows, &s) != OK) {
        bug("the returned workbook cannot be read");
    }
    buf_release(&rows);
    buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text sheet = {(const char *)data, size}, strings = TEXT_EMPTY;
    const char *nul = size == 0 ? NULL : memchr(data, 0, size);
    if (nul != NULL) {
        sheet.n = (size_t)(nul - sheet.s);
        strings = (struct text){nul + 1, size - sheet.n - 1};
    }
    struct arena arena;
    struct buf package, wanted;
    struct sheet_summary summary;
    arena_init(&arena);
    buf_init(&package, 64 * MIB);
    buf_init(&wanted, 64 * MIB);
    make_package(&arena, sheet, strings, &package);
    struct text bytes = buf_text(&package);
    if (dump(&arena, bytes, UNPACK_CHUNK, true, &wanted, &summary) == OK) {
        compare(&arena, bytes, UNPACK_CHUNK, &wanted, &summary);
        compare(&arena, bytes, 1 + size % 97, &wanted, &summary);
        patch_and_read(&arena, bytes, false, &summary);
        patch_and_read(&arena, bytes, true, &summary);
    } else {
        struct buf partial;
        buf_init(&partial, 64 * MIB);
        enum status status = dump(&arena, bytes, 1 + size % 97, false, &partial, &summary);
        if (status != OK && status != INVALID && status != TOO_LARGE) {
            bug("an unexpected status");
        }
        buf_release(&partial);
    }
    buf_release(&wanted);
    buf_release(&package);
    arena_release(&arena);
    return 0;
}
