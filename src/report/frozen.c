#include "report/frozen.h"

#include <roaring/roaring.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "format/json.h"

#define MAGIC "NXFROZEN1\n"

enum { LENGTH_DIGITS = 8, ID_BYTES_MAX = 9 };

/* ---- out of a report ---- */

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

size_t ids_each_once(struct arena *arena, int64_t *ids, size_t n, int64_t **out)
{
    if (n > 0) {
        qsort(ids, n, sizeof(*ids), by_id);
    }
    *out = arena_array(arena, int64_t, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || ids[i] != ids[i - 1]) {
            (*out)[kept++] = ids[i];
        }
    }
    return kept;
}

static int ledger_index(struct frozen *frozen, const char *name)
{
    for (size_t i = 0; i < frozen->ledger_count; i++) {
        if (text_is(frozen->ledgers[i].name, name)) {
            return (int)i;
        }
    }
    frozen->ledgers[frozen->ledger_count] = (struct frozen_ledger){.name = text_of(name)};
    return (int)frozen->ledger_count++;
}

/* The ids of one ledger in all cells, each once. */
static void collect_ids(struct arena *arena, struct frozen *frozen, int ledger,
                        const struct figure_members *members)
{
    LIST(int64_t) all = {0};
    size_t cells = frozen->rows * frozen->width;
    for (size_t i = 0; i < cells; i++) {
        if (frozen->cells[i].ledger != ledger) {
            continue;
        }
        const struct figure_members *one =
            &members[i % frozen->width * frozen->rows + i / frozen->width];
        for (size_t k = 0; k < one->n; k++) {
            list_add(&all, one->ids[k]);
        }
    }
    struct frozen_ledger *out = &frozen->ledgers[ledger];
    out->n = ids_each_once(arena, all.at, all.n, &out->ids);
    list_release(&all);
}

/* Both rising: one walk. */
static struct text bitmap_of(struct arena *arena, const struct frozen_ledger *ledger,
                             const struct figure_members *members)
{
    if (members->n == 0) {
        return TEXT_EMPTY;
    }
    roaring_bitmap_t *bitmap = roaring_bitmap_create();
    size_t place = 0;
    for (size_t i = 0; i < members->n; i++) {
        while (ledger->ids[place] != members->ids[i]) {
            place++;
        }
        roaring_bitmap_add(bitmap, (uint32_t)place);
    }
    (void)roaring_bitmap_run_optimize(bitmap);
    size_t size = roaring_bitmap_portable_size_in_bytes(bitmap);
    char *bytes = arena_alloc(arena, size);
    (void)roaring_bitmap_portable_serialize(bitmap, bytes);
    roaring_bitmap_free(bitmap);
    return (struct text){bytes, size};
}

static void take_cells(struct frozen *frozen, const struct report *report,
                       const struct figure_members *members)
{
    for (size_t row = 0; row <= report->rows; row++) {
        for (size_t column = 0; column < frozen->width; column++) {
            const struct report_cell *from = report_cell_at(report, row, column);
            struct frozen_cell *cell = &frozen->cells[row * frozen->width + column];
            *cell = (struct frozen_cell){from->value, from->computed, from->unknown, .ledger = -1};
            if (from->override != NULL) {
                cell->reason = from->override->reason;
            }
            if (row < report->rows && members[column * report->rows + row].ledger != NULL) {
                cell->ledger = ledger_index(frozen, members[column * report->rows + row].ledger);
            }
        }
    }
}

struct frozen frozen_of(struct arena *arena, const struct report *report,
                        const struct figure_members *members)
{
    size_t width = report->form->columns.n;
    struct frozen frozen = {
        .report = report->form->key,
        .version = text_of(report->notice->version),
        .as_of = report->span.as_of,
        .from = report->span.from,
        .to = report->span.to,
        .units = arena_array(arena, struct frozen_unit, report->rows),
        .rows = report->rows,
        .columns = arena_array(arena, struct text, width),
        .width = width,
        .cells = arena_array(arena, struct frozen_cell, (report->rows + 1) * width),
        .ledgers = arena_array(arena, struct frozen_ledger, width),
    };
    for (size_t i = 0; i < report->rows; i++) {
        const struct notice_unit *unit = report->units[i];
        frozen.units[i] = (struct frozen_unit){unit->key, unit->name, unit->region};
    }
    for (size_t i = 0; i < width; i++) {
        frozen.columns[i] = report->form->columns.at[i].key;
    }
    take_cells(&frozen, report, members);
    for (size_t i = 0; i < frozen.ledger_count; i++) {
        collect_ids(arena, &frozen, (int)i, members);
    }
    for (size_t i = 0; i < frozen.rows * width; i++) {
        struct frozen_cell *cell = &frozen.cells[i];
        if (cell->ledger >= 0) {
            cell->bitmap = bitmap_of(arena, &frozen.ledgers[cell->ledger],
                                     &members[i % width * frozen.rows + i / width]);
        }
    }
    return frozen;
}

/* ---- bytes ---- */

static void put_figure(struct json_out *out, const char *key, int64_t value)
{
    if (value == SHAPE_BLANK) {
        json_put_null(out, key);
    } else {
        json_put_int(out, key, value);
    }
}

static void write_header(const struct frozen *frozen, const size_t *id_bytes, struct buf *buf)
{
    struct json_out out = json_into(buf);
    json_open(&out, NULL);
    json_put_text(&out, "report", frozen->report);
    json_put_text(&out, "version", frozen->version);
    json_put_day(&out, "as_of", frozen->as_of);
    json_put_day(&out, "from", frozen->from);
    json_put_day(&out, "to", frozen->to);
    json_open_list(&out, "columns");
    for (size_t i = 0; i < frozen->width; i++) {
        json_put_text(&out, NULL, frozen->columns[i]);
    }
    json_close_list(&out);
    json_open_list(&out, "units");
    for (size_t i = 0; i < frozen->rows; i++) {
        json_open(&out, NULL);
        json_put_text(&out, "key", frozen->units[i].key);
        json_put_text(&out, "name", frozen->units[i].name);
        json_put_id(&out, "region", frozen->units[i].region);
        json_close(&out);
    }
    json_close_list(&out);
    json_open_list(&out, "ledgers");
    for (size_t i = 0; i < frozen->ledger_count; i++) {
        json_open(&out, NULL);
        json_put_text(&out, "name", frozen->ledgers[i].name);
        json_put_int(&out, "n", (int64_t)frozen->ledgers[i].n);
        json_put_int(&out, "bytes", (int64_t)id_bytes[i]);
        json_close(&out);
    }
    json_close_list(&out);
    json_open_list(&out, "notes");
    for (size_t i = 0; i < frozen->note_count; i++) {
        json_open(&out, NULL);
        json_put_text(&out, "kind", frozen->notes[i].kind);
        json_put_text(&out, "target", frozen->notes[i].target);
        json_put_text(&out, "label", frozen->notes[i].label);
        json_put_text(&out, "body", frozen->notes[i].body);
        json_close(&out);
    }
    json_close_list(&out);
    if (frozen->sheet != NULL) {
        sheet_write(frozen->sheet, &out, "sheet");
    }
    json_open_list(&out, "cells");
    for (size_t i = 0; i < (frozen->rows + 1) * frozen->width; i++) {
        const struct frozen_cell *cell = &frozen->cells[i];
        json_open_list(&out, NULL);
        put_figure(&out, NULL, cell->value);
        put_figure(&out, NULL, cell->computed);
        json_put_int(&out, NULL, cell->unknown);
        json_put_text(&out, NULL, cell->reason);
        json_put_int(&out, NULL, cell->ledger);
        json_put_int(&out, NULL, (int64_t)cell->bitmap.n);
        json_close_list(&out);
    }
    json_close_list(&out);
    json_close(&out);
}

static void write_ids(const struct frozen_ledger *ledger, struct buf *out)
{
    uint64_t before = 0;
    for (size_t i = 0; i < ledger->n; i++) {
        uint64_t step = (uint64_t)ledger->ids[i] - before;
        before = (uint64_t)ledger->ids[i];
        for (; step >= 128; step >>= 7) {
            buf_addc(out, (char)((step & 127) | 128));
        }
        buf_addc(out, (char)step);
    }
}

void frozen_write(const struct frozen *frozen, struct buf *out)
{
    struct buf ids, header;
    buf_init(&ids, out->ceiling);
    buf_init(&header, out->ceiling);
    size_t *id_bytes = memory_get_zeroed((frozen->ledger_count + 1) * sizeof(*id_bytes));
    for (size_t i = 0; i < frozen->ledger_count; i++) {
        size_t before = ids.n;
        write_ids(&frozen->ledgers[i], &ids);
        id_bytes[i] = ids.n - before;
    }
    write_header(frozen, id_bytes, &header);
    buf_addf(out, MAGIC "%08zx", header.n);
    buf_addt(out, buf_text(&header));
    buf_addt(out, buf_text(&ids));
    for (size_t i = 0; i < (frozen->rows + 1) * frozen->width; i++) {
        buf_addt(out, frozen->cells[i].bitmap);
    }
    out->full = out->full || header.full || ids.full;
    free(id_bytes);
    buf_release(&header);
    buf_release(&ids);
}

/* ---- and back ---- */

struct reading {
    struct arena *arena;
    struct text rest; /* after the header */
    bool good;
};

static struct text take(struct reading *reading, int64_t n)
{
    if (n < 0 || (uint64_t)n > reading->rest.n) {
        reading->good = false;
        return TEXT_EMPTY;
    }
    struct text out = text_slice(reading->rest, 0, (size_t)n);
    reading->rest = text_slice(reading->rest, (size_t)n, reading->rest.n);
    return out;
}

static struct text text_in(struct reading *reading, const struct json *value)
{
    struct text out = TEXT_EMPTY;
    reading->good = json_text(value, &out) && reading->good;
    return out;
}

static int64_t number_in(struct reading *reading, const struct json *value)
{
    int64_t out = 0;
    reading->good = json_int(value, &out) && reading->good;
    return out;
}

static int64_t figure_in(struct reading *reading, const struct json *value)
{
    return value->kind == JSON_KIND_NULL ? SHAPE_BLANK : number_in(reading, value);
}

static int32_t day_in(struct reading *reading, const struct json *value)
{
    struct date date = {DATE_NONE, DATE_DAY};
    struct text text = TEXT_EMPTY;
    if (json_text(value, &text) && !date_parse(text, &date)) {
        reading->good = false;
    }
    return date.day;
}

/* A list member; an empty one when it is none. */
static const struct json *list_in(struct reading *reading, const struct json *object,
                                  const char *name)
{
    static const struct json none = {.kind = JSON_KIND_LIST};
    const struct json *list = json_member(object, name);
    if (list == NULL || list->kind != JSON_KIND_LIST) {
        reading->good = false;
        return &none;
    }
    return list;
}

static void read_names(struct reading *reading, const struct json *header, struct frozen *out)
{
    const struct json *columns = list_in(reading, header, "columns");
    out->width = columns->n;
    out->columns = arena_array(reading->arena, struct text, columns->n);
    for (size_t i = 0; i < columns->n; i++) {
        out->columns[i] = text_in(reading, &columns->at[i]);
    }
    const struct json *units = list_in(reading, header, "units");
    out->rows = units->n;
    out->units = arena_array(reading->arena, struct frozen_unit, units->n);
    for (size_t i = 0; i < units->n; i++) {
        const struct json *unit = &units->at[i];
        out->units[i].key = text_in(reading, json_member(unit, "key"));
        out->units[i].name = text_in(reading, json_member(unit, "name"));
        reading->good =
            json_id(json_member(unit, "region"), &out->units[i].region) && reading->good;
    }
}

static void read_notes(struct reading *reading, const struct json *header, struct frozen *out)
{
    const struct json *notes = list_in(reading, header, "notes");
    out->note_count = notes->n;
    out->notes = arena_array(reading->arena, struct frozen_note, notes->n);
    for (size_t i = 0; i < notes->n; i++) {
        const struct json *note = &notes->at[i];
        out->notes[i] = (struct frozen_note){
            .kind = text_in(reading, json_member(note, "kind")),
            .target = text_in(reading, json_member(note, "target")),
            .label = text_in(reading, json_member(note, "label")),
            .body = text_in(reading, json_member(note, "body")),
        };
    }
}

static void read_sheet(struct reading *reading, const struct json *header, struct frozen *out)
{
    const struct json *from = json_member(header, "sheet");
    if (from != NULL) {
        struct sheet *sheet = arena_new(reading->arena, struct sheet);
        reading->good = sheet_read(reading->arena, from, sheet) && reading->good;
        out->sheet = sheet;
    }
}

static void read_ids(struct reading *reading, struct text bytes, struct frozen_ledger *ledger)
{
    uint64_t id = 0;
    size_t at = 0;
    for (size_t i = 0; i < ledger->n && reading->good; i++) {
        uint64_t step = 0;
        unsigned shift = 0;
        bool more = true;
        while (more && at < bytes.n && shift < 7 * ID_BYTES_MAX) {
            unsigned char byte = (unsigned char)bytes.s[at++];
            step |= (uint64_t)(byte & 127) << shift;
            shift += 7;
            more = byte >= 128;
        }
        id += step;
        reading->good = !more && id <= INT64_MAX && (i == 0 || step > 0);
        ledger->ids[i] = (int64_t)id;
    }
    reading->good = reading->good && at == bytes.n;
}

static void read_ledgers(struct reading *reading, const struct json *header, struct frozen *out)
{
    const struct json *ledgers = list_in(reading, header, "ledgers");
    out->ledger_count = ledgers->n;
    out->ledgers = arena_array(reading->arena, struct frozen_ledger, ledgers->n);
    for (size_t i = 0; i < ledgers->n; i++) {
        struct frozen_ledger *ledger = &out->ledgers[i];
        ledger->name = text_in(reading, json_member(&ledgers->at[i], "name"));
        int64_t n = number_in(reading, json_member(&ledgers->at[i], "n"));
        struct text bytes =
            take(reading, number_in(reading, json_member(&ledgers->at[i], "bytes")));
        if (!reading->good || n < 0 || (uint64_t)n > bytes.n) {
            reading->good = false;
            return;
        }
        ledger->n = (size_t)n;
        ledger->ids = arena_array(reading->arena, int64_t, ledger->n);
        read_ids(reading, bytes, ledger);
    }
}

struct places_seen {
    uint64_t count, least; /* the next place must be at least this */
    size_t n;              /* and below this */
};

static bool place_fits(uint32_t place, void *context)
{
    struct places_seen *seen = context;
    bool fits = place >= seen->least && place < seen->n;
    seen->count++;
    seen->least = (uint64_t)place + 1;
    return fits;
}

/* Every place of a bitmap lies in its ledger's list. The library checks only that it stays within
 * the bytes, so what it says of order and count is held against a walk. */
static bool bitmap_fits(struct text bytes, const struct frozen_ledger *ledger)
{
    roaring_bitmap_t *bitmap = roaring_bitmap_portable_deserialize_safe(bytes.s, bytes.n);
    if (bitmap == NULL) {
        return false;
    }
    struct places_seen seen = {.n = ledger->n};
    bool fits = roaring_iterate(bitmap, place_fits, &seen) &&
                seen.count == roaring_bitmap_get_cardinality(bitmap);
    roaring_bitmap_free(bitmap);
    return fits;
}

static void read_cells(struct reading *reading, const struct json *header, struct frozen *out)
{
    const struct json *cells = list_in(reading, header, "cells");
    if (cells->n != (out->rows + 1) * out->width) {
        reading->good = false;
        return;
    }
    out->cells = arena_array(reading->arena, struct frozen_cell, cells->n);
    for (size_t i = 0; i < cells->n && reading->good; i++) {
        const struct json *from = &cells->at[i];
        if (from->kind != JSON_KIND_LIST || from->n != 6) {
            reading->good = false;
            return;
        }
        int64_t ledger = number_in(reading, &from->at[4]);
        struct frozen_cell *cell = &out->cells[i];
        *cell = (struct frozen_cell){
            .value = figure_in(reading, &from->at[0]),
            .computed = figure_in(reading, &from->at[1]),
            .unknown = number_in(reading, &from->at[2]),
            .reason = text_in(reading, &from->at[3]),
            .ledger = (int)ledger,
            .bitmap = take(reading, number_in(reading, &from->at[5])),
        };
        bool has = ledger >= 0 && (uint64_t)ledger < out->ledger_count;
        reading->good =
            reading->good && (has || ledger == -1) &&
            (cell->bitmap.n == 0 || (has && bitmap_fits(cell->bitmap, &out->ledgers[ledger])));
    }
}

static bool header_length(struct text bytes, size_t *out)
{
    struct text magic = TEXT(MAGIC);
    if (!text_starts(bytes, magic) || bytes.n < magic.n + LENGTH_DIGITS) {
        return false;
    }
    *out = 0;
    for (size_t i = 0; i < LENGTH_DIGITS; i++) {
        char c = bytes.s[magic.n + i];
        bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'a' || c > 'f')) {
            return false;
        }
        *out = *out << 4 | (size_t)(digit ? c - '0' : c - 'a' + 10);
    }
    return *out <= bytes.n - magic.n - LENGTH_DIGITS;
}

enum status frozen_read(struct arena *arena, struct text bytes, struct frozen *out,
                        struct error *error)
{
    size_t length;
    *out = (struct frozen){0};
    if (!header_length(bytes, &length)) {
        return error_set(error, arena, INVALID, "不是封存的报表");
    }
    size_t start = strlen(MAGIC) + LENGTH_DIGITS;
    struct json *header;
    enum status status =
        json_parse(arena, text_slice(bytes, start, start + length), &header, error);
    if (status != OK) {
        return status;
    }
    struct reading reading = {arena, text_slice(bytes, start + length, bytes.n), true};
    out->report = text_in(&reading, json_member(header, "report"));
    out->version = text_in(&reading, json_member(header, "version"));
    out->as_of = day_in(&reading, json_member(header, "as_of"));
    out->from = day_in(&reading, json_member(header, "from"));
    out->to = day_in(&reading, json_member(header, "to"));
    read_names(&reading, header, out);
    read_notes(&reading, header, out);
    read_sheet(&reading, header, out);
    read_ledgers(&reading, header, out);
    if (reading.good) {
        read_cells(&reading, header, out);
    }
    if (!reading.good || reading.rest.n != 0) {
        *out = (struct frozen){0};
        return error_set(error, arena, INVALID, "封存的报表已损坏");
    }
    return OK;
}

/* ---- asking ---- */

static size_t row_of(const struct frozen *frozen, struct text unit)
{
    size_t row = 0;
    while (row < frozen->rows && !text_equal(frozen->units[row].key, unit)) {
        row++;
    }
    return row;
}

const struct frozen_cell *frozen_cell(const struct frozen *frozen, const struct text *unit,
                                      struct text column)
{
    size_t row = unit == NULL ? frozen->rows : row_of(frozen, *unit);
    if (unit != NULL && row == frozen->rows) {
        return NULL;
    }
    for (size_t i = 0; i < frozen->width; i++) {
        if (text_equal(frozen->columns[i], column)) {
            return &frozen->cells[row * frozen->width + i];
        }
    }
    return NULL;
}

struct figure_members frozen_members(struct arena *arena, const struct frozen *frozen,
                                     const struct frozen_cell *cell)
{
    struct figure_members out = {0};
    if (cell == NULL || cell->ledger < 0) {
        return out;
    }
    const struct frozen_ledger *ledger = &frozen->ledgers[cell->ledger];
    out.ledger = arena_cstr(arena, ledger->name);
    if (cell->bitmap.n == 0) {
        return out;
    }
    roaring_bitmap_t *bitmap =
        roaring_bitmap_portable_deserialize_safe(cell->bitmap.s, cell->bitmap.n);
    if (bitmap == NULL) {
        bug("a bitmap that frozen_read let through");
    }
    out.n = roaring_bitmap_get_cardinality(bitmap);
    out.ids = arena_array(arena, int64_t, out.n);
    uint32_t *places = memory_get((out.n + 1) * sizeof(*places));
    roaring_bitmap_to_uint32_array(bitmap, places);
    for (size_t i = 0; i < out.n; i++) {
        out.ids[i] = ledger->ids[places[i]];
    }
    free(places);
    roaring_bitmap_free(bitmap);
    return out;
}

/* ---- what changed ---- */

struct member_change members_compare(struct arena *arena, const struct figure_members *before,
                                     const struct figure_members *now)
{
    struct member_change out = {.added = arena_array(arena, int64_t, now->n),
                                .removed = arena_array(arena, int64_t, before->n)};
    size_t i = 0, k = 0;
    while (i < before->n || k < now->n) {
        if (k == now->n || (i < before->n && before->ids[i] < now->ids[k])) {
            out.removed[out.removed_n++] = before->ids[i++];
        } else if (i == before->n || now->ids[k] < before->ids[i]) {
            out.added[out.added_n++] = now->ids[k++];
        } else {
            i++;
            k++;
        }
    }
    return out;
}
