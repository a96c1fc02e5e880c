#include "ledger/import_read.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/import_heading.h"
#include "standard/heading_word.h"

enum { PASSED_MOST = 200, TOTAL_LABEL = 30 /* bytes */, HEADING_CELLS = 3 };

struct import_spot {
    const struct import_column *column;
    const struct field *field;  /* whose kind cleans the cell */
    const struct ledger *ref;   /* where the field is one of a row referred to */
    bool fill;                  /* household: a merged cell counts for all its rows */
    bool home;                  /* a place inside the county */
    struct sheet_range *ranges; /* merged over several rows of this column, by rising row */
    size_t range_count, range_at;
    struct sheet_cell held; /* top cell of the range at hand */
    struct sheet_cell cell; /* of the row at hand */
};

/* ---- getting ready ---- */

static int by_row(const void *a, const void *b)
{
    const struct sheet_range *x = a, *y = b;
    return x->row1 < y->row1 ? -1 : x->row1 > y->row1;
}

static void collect_ranges(struct import_reader *r, struct import_spot *spot)
{
    const struct sheet_summary *s = &r->layout->summary;
    for (int keep = 0; keep < 2; keep++) {
        spot->range_count = 0;
        for (size_t i = 0; i < s->merged_count; i++) {
            const struct sheet_range *range = &s->merged[i];
            if (range->col1 != spot->column->col || range->row2 <= range->row1) {
                continue;
            }
            if (keep) {
                spot->ranges[spot->range_count] = *range;
            }
            spot->range_count++;
        }
        if (!keep) {
            spot->ranges = arena_array(r->arena, struct sheet_range, spot->range_count);
        }
    }
    if (spot->range_count > 0) {
        qsort(spot->ranges, spot->range_count, sizeof(*spot->ranges), by_row);
    }
}

static void add_spot(struct import_reader *r, const struct import_column *column)
{
    const struct ledger *ledger = r->terms->ledger;
    const struct field *own = &ledger->fields[column->target.field];
    struct import_spot *spot = &r->spots[r->spot_count];
    *spot = (struct import_spot){.column = column, .field = own};
    if (own->kind == KIND_REF) {
        spot->ref = ledger_find(r->terms->ledgers, text_of(own->ref));
        spot->field = &spot->ref->fields[column->target.ref_field];
    }
    spot->fill = (own->flags & FIELD_HOUSEHOLD) != 0;
    spot->home = spot->ref != NULL || column->target.field == ledger->region ||
                 (own->flags & FIELD_HOUSEHOLD) != 0;
    if (spot->fill) {
        collect_ranges(r, spot);
    }
    if (spot->field->kind == KIND_CITIZEN_ID && r->id_spot < 0) {
        r->id_spot = (int)r->spot_count;
    }
    r->spot_of_col[column->col] = (int32_t)r->spot_count++;
}

void import_reader_init(struct import_reader *r, struct arena *arena,
                        const struct import_terms *terms, const struct import_layout *layout,
                        struct import_cleaner *cleaner, struct import_summary *summary)
{
    *r = (struct import_reader){.terms = terms,
                                .layout = layout,
                                .cleaner = cleaner,
                                .summary = summary,
                                .arena = arena,
                                .id_spot = -1,
                                .hash = {0x243F6A8885A308D3u, 0x13198A2E03707344u}};
    for (size_t i = 0; i < layout->n; i++) {
        uint32_t next = layout->columns[i].col + 1;
        r->cols = next > r->cols ? next : r->cols;
    }
    r->spots = arena_array(arena, struct import_spot, layout->n);
    r->spot_of_col = arena_array(arena, int32_t, r->cols);
    memset(r->spot_of_col, 0xFF, r->cols * sizeof(*r->spot_of_col));
    for (size_t i = 0; i < layout->n; i++) {
        if (layout->columns[i].target.field >= 0) {
            add_spot(r, &layout->columns[i]);
        }
    }
    cleaner->serial = layout->info.date1904 ? DATE_FROM_1904 : DATE_FROM_1900;
}

/* ---- what a row is ---- */

/* The column names again, on every printed page: each cell ends the heading it stands under. */
static bool is_heading(const struct import_reader *r, const struct sheet_row *row)
{
    size_t same = 0, known = 0;
    for (size_t i = 0; i < row->n; i++) {
        const struct sheet_cell *cell = &row->cells[i];
        int32_t at = cell->col < r->cols ? r->spot_of_col[cell->col] : -1;
        struct text text = at < 0 ? TEXT_EMPTY : text_trim(cell->text);
        if (text.n == 0) {
            continue;
        }
        known++;
        same += text_ends(r->spots[at].column->heading, text);
        if (same == 0) {
            return false;
        }
    }
    return same >= HEADING_CELLS || (same >= 2 && same == known);
}

/* 合计, 小 计, 嘉定镇小计: in one of the first two cells, so that a number may stand before. */
static bool is_total(struct arena *scratch, const struct sheet_row *row)
{
    static const struct text words[] = {TEXT("合计"), TEXT("小计"), TEXT("总计"), TEXT("共计"),
                                        TEXT("累计")};
    for (size_t i = 0; i < 2 && i < row->n; i++) {
        if (row->cells[i].kind != CELL_TEXT || row->cells[i].text.n > TOTAL_LABEL ||
            !text_has(row->cells[i].text, TEXT("计"))) {
            continue;
        }
        struct text key = heading_key(scratch, row->cells[i].text);
        for (size_t w = 0; w < COUNT(words); w++) {
            if (text_ends(key, words[w])) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the text could be meant as an ID number. */
static bool has_digits(struct text t)
{
    enum { ENOUGH = 6 };
    size_t digits = 0;
    for (size_t i = 0; i < t.n; i++) {
        digits += t.s[i] >= '0' && t.s[i] <= '9';
    }
    return digits >= ENOUGH;
}

/* 填表人：… 备注：…: words at the foot that no record begins with, in a row without ID number. */
static bool is_remark(const struct import_reader *r, const struct sheet_row *row)
{
    static const struct text openings[] = {
        TEXT("填表"),   TEXT("填报"),       TEXT("制表"),       TEXT("审核"),       TEXT("审批"),
        TEXT("经办"),   TEXT("负责人"),     TEXT("单位负责人"), TEXT("主要负责人"), TEXT("分管"),
        TEXT("备注："), TEXT("备注:"),      TEXT("注："),       TEXT("注:"),        TEXT("说明："),
        TEXT("说明:"),  TEXT("联系电话："), TEXT("签字"),       TEXT("签名"),       TEXT("盖章"),
        TEXT("（盖章"), TEXT("日期："),     TEXT("年 月 日")};
    if (r->id_spot >= 0 && has_digits(r->spots[r->id_spot].cell.text)) {
        return false;
    }
    struct text first = text_trim(row->cells[0].text);
    for (size_t i = 0; i < COUNT(openings); i++) {
        if (text_starts(first, openings[i])) {
            return true;
        }
    }
    return false;
}

static void keep_passed(struct import_reader *r, const struct sheet_row *row)
{
    struct import_summary *s = r->summary;
    if (s->passed == NULL) {
        s->passed = arena_array(r->arena, struct import_passed, PASSED_MOST);
    }
    if (s->passed_count == PASSED_MOST) {
        return;
    }
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < row->n; i++) {
        struct text part = text_trim(row->cells[i].text);
        all = arena_printf(r->arena, "%.*s%s%.*s", TEXT_ARG(all), i > 0 ? " " : "", TEXT_ARG(part));
    }
    s->passed[s->passed_count++] = (struct import_passed){r->layout->sheet, row->row, all};
}

/* Whether the row is a record; counts it when it is not. */
static bool is_record(struct import_reader *r, const struct sheet_row *row, size_t filled)
{
    if (row->n > 0 && is_heading(r, row)) {
        r->summary->headings++;
        return false;
    }
    if (row->n > 0 && is_total(r->cleaner->arena, row)) {
        r->summary->totals++;
        return false;
    }
    if (row->n > 0 && is_remark(r, row)) {
        keep_passed(r, row);
        return false;
    }
    if (filled == 0) {
        r->summary->blank++;
        return false;
    }
    return true;
}

/* ---- its cells ---- */

static void hash_word(uint64_t hash[2], uint64_t word)
{
    hash[0] = (hash[0] ^ word) * 0x9FB21C651E98DF25u;
    hash[0] ^= hash[0] >> 29;
    hash[1] = (hash[1] + word) * 0xD6E8FEB86659FD93u + hash[0];
}

/* 64 bits at a time; the same on every machine and release, since hashes are kept. */
static void hash_add(uint64_t hash[2], struct text t, uint64_t salt)
{
    hash[0] = (hash[0] ^ salt ^ t.n) * 0x9FB21C651E98DF25u;
    for (; t.n >= 8; t = text_slice(t, 8, t.n)) {
        uint64_t word;
        memcpy(&word, t.s, 8);
        hash_word(hash, word);
    }
    if (t.n > 0) {
        uint64_t word = 0;
        for (size_t i = t.n; i-- > 0;) {
            word = word << 8 | (uint8_t)t.s[i];
        }
        hash_word(hash, word);
    }
}

/* The top cell of a merged household range stands for all its rows. */
static void fill_down(struct import_reader *r, struct import_spot *spot, uint32_t row)
{
    while (spot->range_at < spot->range_count && spot->ranges[spot->range_at].row2 < row) {
        spot->range_at++;
    }
    if (spot->range_at == spot->range_count || spot->ranges[spot->range_at].row1 > row) {
        return;
    }
    if (spot->ranges[spot->range_at].row1 == row) {
        spot->held = spot->cell;
        spot->held.text = arena_text(r->arena, spot->cell.text);
    } else if (spot->cell.kind == CELL_EMPTY) {
        spot->cell = spot->held;
    }
}

/* Puts the row's cells in their spots; returns how many of them are filled by the row itself. */
static size_t take_cells(struct import_reader *r, const struct sheet_row *row)
{
    size_t filled = 0;
    for (size_t i = 0; i < r->spot_count; i++) {
        r->spots[i].cell = (struct sheet_cell){.kind = CELL_EMPTY};
    }
    for (size_t i = 0; i < row->n && row->cells[i].col < r->cols; i++) {
        int32_t at = r->spot_of_col[row->cells[i].col];
        if (at >= 0 && text_trim(row->cells[i].text).n > 0) {
            r->spots[at].cell = row->cells[i];
            filled++;
        }
    }
    return filled;
}

/* ---- the record ---- */

static struct import_ref *ref_of(struct import_reader *r, struct import_row *out,
                                 const struct import_spot *spot)
{
    struct arena *arena = r->cleaner->arena;
    int field = spot->column->target.field;
    for (size_t i = 0; i < out->ref_count; i++) {
        if (out->refs[i].field == field) {
            return &out->refs[i];
        }
    }
    if (out->refs == NULL) {
        out->refs = arena_array(arena, struct import_ref, r->spot_count);
    }
    struct import_ref *ref = &out->refs[out->ref_count++];
    *ref = (struct import_ref){.field = field, .ledger = spot->ref};
    ref->like = arena_array(arena, struct value, spot->ref->count);
    return ref;
}

static struct value *value_of(struct import_reader *r, struct import_row *out,
                              const struct import_spot *spot)
{
    const struct import_target *t = &spot->column->target;
    return spot->ref == NULL ? &out->value[t->field] : &ref_of(r, out, spot)->like[t->ref_field];
}

static struct import_cell cell_of(struct import_row *out, const struct import_spot *spot)
{
    return (struct import_cell){.row = out,
                                .field = spot->column->target.field,
                                .to = spot->field,
                                .cell = &spot->cell,
                                .unit = spot->column->unit,
                                .home = spot->home};
}

/* Town, village and whole of one place joined as far as the row tells them. */
static void clean_places(struct import_reader *r, struct import_row *out)
{
    struct arena *arena = r->cleaner->arena;
    for (size_t i = 0; i < r->spot_count; i++) {
        const struct import_spot *first = &r->spots[i];
        if (first->field->kind != KIND_REGION) {
            continue;
        }
        struct text parts[3] = {TEXT_EMPTY, TEXT_EMPTY, TEXT_EMPTY};
        struct import_cell cell = cell_of(out, first);
        bool earlier = false;
        for (size_t k = 0; k < r->spot_count; k++) {
            const struct import_target *t = &r->spots[k].column->target;
            if (t->field != first->column->target.field ||
                t->ref_field != first->column->target.ref_field) {
                continue;
            }
            earlier |= k < i;
            parts[t->part] = text_trim(r->spots[k].cell.text);
            if (r->spots[k].cell.kind != CELL_EMPTY) {
                cell.cell = &r->spots[k].cell;
            }
        }
        if (earlier) {
            continue;
        }
        if (parts[IMPORT_VILLAGE].n == 0 && parts[IMPORT_WHOLE].n == 0 &&
            r->layout->village_from_sheet && first->ref == NULL) {
            parts[IMPORT_VILLAGE] = r->layout->info.name;
        }
        bool repeated =
            parts[IMPORT_TOWN].n > 0 && text_has(parts[IMPORT_WHOLE], parts[IMPORT_TOWN]);
        if (repeated) {
            parts[IMPORT_TOWN] = TEXT_EMPTY;
        }
        struct text written = import_joined(
            arena, (struct text[]){parts[IMPORT_TOWN], parts[IMPORT_VILLAGE], parts[IMPORT_WHOLE]},
            3);
        cell.value = value_of(r, out, first);
        *cell.value = VALUE_NULL;
        if (written.n > 0) {
            import_clean_place(r->cleaner, &cell, written);
        }
    }
}

/* Without any column for the place the sheet's name tells it. */
static void clean_sheet_place(struct import_reader *r, struct import_row *out)
{
    int field = r->terms->ledger->region;
    if (!r->layout->village_from_sheet || field < 0 || out->value[field].state != VALUE_ABSENT) {
        return;
    }
    static const struct sheet_cell none = {.kind = CELL_EMPTY};
    struct import_cell cell = {.row = out,
                               .field = field,
                               .cell = &none,
                               .to = &r->terms->ledger->fields[field],
                               .home = true,
                               .value = &out->value[field]};
    *cell.value = VALUE_NULL;
    import_clean_place(r->cleaner, &cell, r->layout->info.name);
}

static void clean_cells(struct import_reader *r, struct import_row *out, struct import_more *more)
{
    for (size_t i = 0; i < r->spot_count; i++) {
        struct import_spot *spot = &r->spots[i];
        if (spot->field->kind == KIND_REGION) {
            continue;
        }
        struct import_cell cell = cell_of(out, spot);
        struct value side = spot->ref == NULL ? out->value[cell.field] : (struct value){0};
        if (spot->ref != NULL && cell.cell->kind == CELL_EMPTY) {
            continue;
        }
        cell.value = value_of(r, out, spot);
        import_clean(r->cleaner, &cell);
        if (cell.cell->kind == CELL_EMPTY && value_is_set(&side)) {
            *cell.value = side; /* another cell filled this field: the second phone number */
        }
        if (cell.more_count > 0 && more->n == 0) {
            *more = (struct import_more){cell.field, cell.more, cell.more_count};
            import_cell_find(r->cleaner, &cell, IMPORT_FIXED, "F02",
                             arena_printf(r->cleaner->arena, "一格填了 %zu 个选项，拆成 %zu 条",
                                          more->n + 1, more->n + 1),
                             TEXT_EMPTY);
        } else if (cell.more_count > 0) {
            import_cell_find(r->cleaner, &cell, IMPORT_ASK, "F02", TEXT("一格填了多个选项"),
                             TEXT("请只填一个"));
        }
    }
}

/* The cells' texts, which are the file's, in one piece. */
static void keep_texts(struct import_reader *r, struct arena *arena)
{
    size_t n = 0;
    for (size_t i = 0; i < r->spot_count; i++) {
        n += r->spots[i].cell.text.n;
    }
    char *to = arena_alloc(arena, n);
    for (size_t i = 0; i < r->spot_count; i++) {
        struct text *text = &r->spots[i].cell.text;
        if (text->n > 0) {
            memcpy(to, text->s, text->n);
            text->s = to;
            to += text->n;
        }
    }
}

static void begin_row(struct import_reader *r, const struct sheet_row *row, struct import_row *out)
{
    struct arena *arena = r->cleaner->arena;
    size_t count = r->terms->ledger->count;
    *out = (struct import_row){.sheet = r->layout->sheet,
                               .row = row->row,
                               .hidden = row->hidden,
                               .value = arena_array(arena, struct value, count),
                               .raw = arena_array(arena, struct text, count),
                               .col = arena_array(arena, int64_t, count),
                               .same_as = -1};
    memset(out->col, 0xFF, count * sizeof(*out->col));
    keep_texts(r, arena);
    for (size_t i = 0; i < r->spot_count; i++) {
        const struct import_spot *spot = &r->spots[i];
        int field = spot->column->target.field;
        if (out->raw[field].n == 0) {
            out->raw[field] = spot->cell.text;
            out->col[field] = spot->column->col;
        }
        hash_add(r->hash, spot->cell.text, (uint64_t)field + 1);
    }
}

static void take_key(struct import_reader *r, const struct sheet_row *row, struct import_row *out)
{
    for (size_t i = 0; r->layout->key_col >= 0 && i < row->n; i++) {
        if (row->cells[i].col == (uint32_t)r->layout->key_col) {
            out->key = arena_text(r->cleaner->arena, text_trim(row->cells[i].text));
        }
    }
}

/* A reference none of whose cells gave a value refers to nobody. */
static void drop_empty_refs(const struct import_reader *r, struct import_row *out)
{
    for (size_t i = 0; i < r->spot_count; i++) {
        int field = r->spots[i].column->target.field;
        if (r->spots[i].ref != NULL) {
            out->value[field] = VALUE_NULL;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < out->ref_count; i++) {
        bool set = false, rejected = false;
        for (size_t k = 0; k < out->refs[i].ledger->count; k++) {
            set |= value_is_set(&out->refs[i].like[k]);
        }
        for (size_t k = 0; k < out->finding_count; k++) {
            rejected |= out->findings[k].field == out->refs[i].field &&
                        out->findings[k].level >= IMPORT_ASK;
        }
        if (set && !rejected) {
            out->refs[kept++] = out->refs[i];
        }
    }
    out->ref_count = kept;
}

bool import_reader_row(struct import_reader *r, const struct sheet_row *row, struct import_row *out,
                       struct import_more *more)
{
    if (row->row < r->layout->heading_row + r->layout->heading_rows) {
        return false;
    }
    *more = (struct import_more){.field = -1};
    size_t filled = take_cells(r, row);
    for (size_t i = 0; i < r->spot_count; i++) {
        fill_down(r, &r->spots[i], row->row);
    }
    if (!is_record(r, row, filled)) {
        return false;
    }
    begin_row(r, row, out);
    take_key(r, row, out);
    clean_cells(r, out, more);
    clean_places(r, out);
    clean_sheet_place(r, out);
    drop_empty_refs(r, out);
    return true;
}
