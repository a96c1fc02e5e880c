#include "format/xlsx_sheet.h"

#include <string.h>

#include "base/ceilings.h"
#include "format/xlsx_xml.h"

/* The sheet as expat's events build it: which element is open, and the cell in hand. */
struct parse {
    struct xlsx_rows *rows;
    struct xlsx_cell cell;
    struct buf value; /* of the cell in hand */
    size_t reading;   /* depth of phonetic readings */
    bool in_data;     /* between <sheetData> and its end */
    bool in_row, in_cell;
    bool in_inline; /* inside <is> */
    bool taking;    /* character data belongs to the value */
    bool bad;       /* the row in hand breaks a rule */
    bool done;      /* stop: bad, or the sink wants no more */
};

static void fail(struct parse *in)
{
    in->bad = true;
    in->done = true;
}

static bool is_true(const char *z)
{
    return z != NULL && (strcmp(z, "1") == 0 || strcmp(z, "true") == 0);
}

static void row_start(struct parse *in, const char **attributes)
{
    const char *r = xlsx_xml_attribute(attributes, "r");
    int64_t number = 0;
    bool valid = r == NULL || (text_to_int(text_of(r), &number) && number > 0);
    bool hidden = is_true(xlsx_xml_attribute(attributes, "hidden"));
    in->in_row = true;
    if (!valid || !xlsx_row_begin(in->rows, (uint64_t)number, hidden)) {
        fail(in);
    }
}

static void cell_start(struct parse *in, const char **attributes)
{
    const char *r = xlsx_xml_attribute(attributes, "r");
    const char *s = xlsx_xml_attribute(attributes, "s");
    const char *t = xlsx_xml_attribute(attributes, "t");
    in->cell = (struct xlsx_cell){.col = in->rows->next_col};
    in->in_cell = true;
    buf_clear(&in->value);
    uint32_t row = in->rows->row;
    int64_t style = 0;
    if ((r != NULL && !xlsx_ref(text_of(r), &row, &in->cell.col)) || row != in->rows->row ||
        (s != NULL && (!text_to_int(text_of(s), &style) || style < 0 || style > 999999)) ||
        (t != NULL && !xlsx_type_of(text_of(t), &in->cell.type))) {
        fail(in);
    }
    in->cell.style = (uint32_t)style;
}

static void child_start(struct parse *in, struct text name)
{
    bool is_inline = in->cell.type == XLSX_INLINE;
    in->reading += text_is(name, "rPh");
    in->cell.formula |= text_is(name, "f");
    if (text_is(name, "is")) {
        in->in_inline = true;
    }
    in->taking = is_inline ? in->in_inline && in->reading == 0 && text_is(name, "t")
                           : !in->in_inline && text_is(name, "v");
}

static void on_start(void *context, struct text name, const char **attributes)
{
    struct parse *in = context;
    if (in->done) {
        return;
    }
    if (in->in_cell) {
        child_start(in, name);
    } else if (in->in_row && text_is(name, "c")) {
        cell_start(in, attributes);
    } else if (in->in_data && !in->in_row && text_is(name, "row")) {
        row_start(in, attributes);
    } else if (text_is(name, "sheetData")) {
        in->in_data = true;
    } else if (!in->in_data && text_is(name, "mergeCell")) {
        const char *ref = xlsx_xml_attribute(attributes, "ref");
        if (ref == NULL || !xlsx_rows_merge(in->rows, text_of(ref))) {
            fail(in);
        }
    }
}

static void cell_end(struct parse *in)
{
    in->in_cell = false;
    in->in_inline = false;
    in->reading = 0;
    struct text value = arena_text(&in->rows->scratch, buf_text(&in->value));
    if (in->value.full || !xlsx_row_add(in->rows, &in->cell, value)) {
        fail(in);
    }
}

static void on_end(void *context, struct text name)
{
    struct parse *in = context;
    in->taking = false;
    if (in->done) {
        return;
    }
    if (in->in_cell) {
        in->reading -= in->reading > 0 && text_is(name, "rPh");
        if (text_is(name, "is")) {
            in->in_inline = false;
        } else if (text_is(name, "c")) {
            cell_end(in);
        }
    } else if (in->in_row && text_is(name, "row")) {
        in->in_row = false;
        xlsx_row_end(in->rows);
        in->done = in->rows->stopped;
    } else if (text_is(name, "sheetData")) {
        in->in_data = false;
    }
}

static void on_text(void *context, const char *s, size_t n)
{
    struct parse *in = context;
    if (in->taking) {
        buf_add(&in->value, s, n);
    }
}

enum status xlsx_sheet_parse(struct xlsx_rows *rows, const struct zip_entry *entry,
                             struct error *error)
{
    struct parse in = {.rows = rows};
    buf_init(&in.value, 16 * MIB);
    struct xlsx_xml handlers = {on_start, on_end, on_text, &in, &in.done};
    enum status status =
        xlsx_xml_read(rows->book->arena, entry, rows->book->chunk, &handlers, error);
    buf_release(&in.value);
    if (status == OK && in.bad) {
        return xlsx_row_error(rows, rows->book->arena, error);
    }
    return status;
}
