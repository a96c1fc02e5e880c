#include "files.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "format/zip_write.h"

#define MAIN       "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELS       "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE    "http://schemas.openxmlformats.org/package/2006/relationships"
#define XML        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define CELL(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define ROWS                                                                                       \
    "<row r=\"1\">" CELL("姓名") CELL("出生日期")                                                  \
        CELL("户籍地") "</row><row r=\"2\">" CELL("谢好") CELL("1985-04-03")                       \
            CELL("嘉定镇水东村") "</row>"

enum { BLANKS = 1000000, LARGE_ROWS = 10000, LARGE_CELL = 4000, BOMB = 256 << 20 };

static void begin(struct zip_writer *w)
{
    zip_writer_put(w, "_rels/.rels",
                   TEXT(XML "<Relationships xmlns=\"" PACKAGE
                            "\"><Relationship Id=\"rId1\" Type=\"" RELS
                            "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"));
    zip_writer_put(w, "xl/_rels/workbook.xml.rels",
                   TEXT(XML "<Relationships xmlns=\"" PACKAGE
                            "\"><Relationship Id=\"rId1\" Type=\"" RELS
                            "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"));
    zip_writer_put(w, "xl/workbook.xml",
                   TEXT(XML "<workbook " MAIN " xmlns:r=\"" RELS "\"><sheets><sheet name=\"表一\" "
                            "sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"));
    zip_writer_begin(w, "xl/worksheets/sheet1.xml");
    zip_writer_add(w, XML "<worksheet " MAIN "><sheetData>",
                   strlen(XML "<worksheet " MAIN "><sheetData>"));
    zip_writer_add(w, ROWS, strlen(ROWS));
}

static void end(struct zip_writer *w)
{
    struct error error;
    zip_writer_add(w, "</sheetData></worksheet>", strlen("</sheetData></worksheet>"));
    zip_writer_end(w);
    if (zip_writer_close(w, &error) != OK) {
        bug("a test's package is too large");
    }
}

static void add_blanks(struct zip_writer *w)
{
    char row[64];
    for (int i = 3; i < BLANKS + 3; i++) {
        int n = snprintf(row, sizeof(row), "<row r=\"%d\"><c s=\"1\"/></row>", i);
        zip_writer_add(w, row, (size_t)n);
    }
}

static void add_bomb(struct arena *arena, struct zip_writer *w)
{
    struct text spaces = {arena_alloc(arena, MIB), MIB};
    for (int i = 0; i < BOMB / (int)MIB; i++) {
        zip_writer_add(w, spaces.s, spaces.n);
    }
}

static void add_large(struct buf *out)
{
    buf_adds(out, "姓名,出生日期,户籍地,备注\n");
    for (int i = 0; i < LARGE_ROWS; i++) {
        buf_addf(out, "谢%d,,,", i);
        for (int k = 0; k < LARGE_CELL / 3; k++) {
            buf_adds(out, "长");
        }
        buf_adds(out, "\n");
    }
}

struct text files_make(struct arena *arena, const char *name)
{
    struct buf out;
    buf_init(&out, CEILING_UPLOAD);
    if (strcmp(name, "headless.csv") == 0) {
        buf_adds(&out, "谢一,某处,13800000001\n谢二,某处,13800000002\n");
    } else if (strcmp(name, "large.csv") == 0) {
        add_large(&out);
    } else {
        struct zip_writer *w = zip_writer_open(arena, (struct zip_output){zip_to_buf, &out});
        begin(w);
        if (strcmp(name, "blanks.xlsx") == 0) {
            add_blanks(w);
        } else if (strcmp(name, "bomb.xlsx") == 0) {
            add_bomb(arena, w);
        } else if (strcmp(name, "good.xlsx") != 0 && strcmp(name, "truncated.xlsx") != 0) {
            bug("no such test file: %s", name);
        }
        end(w);
    }
    struct text all = arena_text(arena, buf_text(&out));
    buf_release(&out);
    return strcmp(name, "truncated.xlsx") == 0 ? text_slice(all, 0, all.n / 2) : all;
}
