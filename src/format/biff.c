#include "format/biff.h"

#include "base/ceilings.h"
#include "format/ole.h"

/* Records of interest ([MS-XLS] 2.3.2). */
enum {
    RECORD_EOF = 0x000A,
    RECORD_BOUNDSHEET = 0x0085,
    RECORD_MERGEDCELLS = 0x00E5,
    RECORD_ROW = 0x0208,
    RECORD_BOF = 0x0809,
    ROW_FLAGS = 12, /* offset in RECORD_ROW */
    ROW_HIDDEN = 0x20,
    SHEETS_MOST = 1024,
};

static uint32_t u16_at(const char *p)
{
    return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

/* The record at *at and its data; moves behind it. */
static bool next_record(struct text stream, size_t *at, uint32_t *kind, struct text *data)
{
    if (*at > stream.n || stream.n - *at < 4) {
        return false;
    }
    *kind = u16_at(stream.s + *at);
    size_t n = u16_at(stream.s + *at + 2);
    if (n > stream.n - *at - 4) {
        return false;
    }
    *data = (struct text){stream.s + *at + 4, n};
    *at += 4 + n;
    return true;
}

static void add_merged(struct biff_sheet *sheet, struct text data)
{
    size_t count = data.n < 2 ? 0 : u16_at(data.s);
    for (size_t i = 0; i < count && 2 + (i + 1) * 8 <= data.n; i++) {
        const char *p = data.s + 2 + i * 8;
        struct sheet_range range = {u16_at(p), u16_at(p + 4), u16_at(p + 2), u16_at(p + 6)};
        if (range.row1 <= range.row2 && range.col1 <= range.col2 &&
            sheet->merged.n < CEILING_SHEET_ROWS) {
            list_add(&sheet->merged, range);
        }
    }
}

/* One sheet's records from its BOF to its EOF; charts inside have their own pairs of these. */
static void survey_sheet(struct arena *arena, struct text stream, size_t at,
                         struct biff_sheet *sheet)
{
    uint32_t kind;
    struct text data;
    int depth = 0;
    while (next_record(stream, &at, &kind, &data)) {
        depth += kind == RECORD_BOF;
        if (kind == RECORD_EOF && --depth <= 0) {
            return;
        }
        if (kind == RECORD_MERGEDCELLS) {
            add_merged(sheet, data);
        }
        if (kind == RECORD_ROW && data.n > ROW_FLAGS && (data.s[ROW_FLAGS] & ROW_HIDDEN) != 0) {
            if (sheet->hidden_rows == NULL) {
                sheet->hidden_rows = arena_array(arena, bool, BIFF_ROWS);
            }
            sheet->hidden_rows[u16_at(data.s)] = true;
        }
    }
}

void biff_survey(struct arena *arena, struct text file, struct biff *out)
{
    struct text stream, data;
    *out = (struct biff){0};
    if (!ole_stream(arena, file, "Workbook", &stream) &&
        !ole_stream(arena, file, "Book", &stream)) {
        return;
    }
    uint32_t kind;
    for (size_t at = 0; next_record(stream, &at, &kind, &data) && kind != RECORD_EOF;) {
        if (kind == RECORD_BOUNDSHEET && data.n >= 6 && out->sheets.n < SHEETS_MOST) {
            struct biff_sheet sheet = {.hidden = (data.s[4] & 3) != 0};
            survey_sheet(arena, stream, u16_at(data.s) | (size_t)u16_at(data.s + 2) << 16, &sheet);
            list_add(&out->sheets, sheet);
        }
    }
}

void biff_release(struct biff *biff)
{
    for (size_t i = 0; i < biff->sheets.n; i++) {
        list_release(&biff->sheets.at[i].merged);
    }
    list_release(&biff->sheets);
}
