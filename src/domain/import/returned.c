#include "domain/import/returned.h"

#include "base/list.h"
#include "base/map.h"
#include "domain/handed_out.h"
#include "ledger/history.h"
#include "ledger/merge.h"
#include "ledger/row_key.h"
#include "ledger/rows.h"
#include "ledger/seal.h"
#include "ledger/show.h"

enum { MISSING_TOLD = 100 };

struct returned {
    struct arena *arena; /* of the run */
    const struct ledger *ledger;
    struct map seen;        /* row id to its row in the sheet */
    bool known;             /* the export is still on record */
    struct handed_out made; /* when known */
    struct {
        int64_t rows, untouched, merged, conflicts, refused, copied;
    } count;
};

static void release(void *what)
{
    struct returned *r = what;
    map_release(&r->seen);
}

struct returned *returned_of(struct work *work, const struct ledger *ledger,
                             const struct import_layout *layouts, size_t n)
{
    const struct import_layout *first = NULL;
    for (size_t i = 0; i < n && first == NULL; i++) {
        first = layouts[i].key_col >= 0 ? &layouts[i] : NULL;
    }
    if (first == NULL) {
        return NULL;
    }
    struct returned *r = arena_new(work->arena, struct returned);
    *r = (struct returned){.arena = work->arena, .ledger = ledger};
    map_init(&r->seen);
    arena_defer(work->arena, release, r);
    int64_t made;
    struct error unknown;
    r->known = sheet_key_read(work, ledger, first->sheet_key, &made) &&
               handed_out_read(work, made, &r->made, &unknown) == OK;
    return r;
}

/* ---- which row it was ---- */

static void find(struct work *work, struct import_row *row, enum import_level level, int field,
                 const char *rule, struct text message, const char *hint)
{
    import_add(work->arena, row,
               (struct import_finding){.level = level,
                                       .field = field,
                                       .col = field < 0 ? -1 : row->col[field],
                                       .rule = rule,
                                       .message = message,
                                       .hint = text_of(hint)});
}

/* Takes a cell out of the row, with what was found in it and whom it refers to. */
static void drop_cell(struct import_row *row, int field)
{
    size_t kept = 0;
    for (size_t i = 0; i < row->finding_count; i++) {
        if (row->findings[i].field != field) {
            row->findings[kept++] = row->findings[i];
        }
    }
    row->finding_count = kept;
    kept = 0;
    for (size_t i = 0; i < row->ref_count; i++) {
        if (row->refs[i].field != field) {
            row->refs[kept++] = row->refs[i];
        }
    }
    row->ref_count = kept;
    row->value[field] = (struct value){.state = VALUE_ABSENT};
}

static uint64_t cells_of(const struct ledger *ledger, const struct import_row *row)
{
    uint64_t hash = 0;
    for (int i = 0; i < (int)ledger->count; i++) {
        bool open =
            (ledger->fields[i].flags & FIELD_READONLY) == 0 && ledger->fields[i].kind != KIND_TIME;
        hash = open ? row_key_hash(hash, i, text_trim(row->raw[i])) : hash;
    }
    return hash;
}

/* Nothing in the row was changed by hand, so it says nothing. */
static void leave(struct returned *r, struct import_row *row)
{
    for (int i = 0; i < (int)r->ledger->count; i++) {
        drop_cell(row, i);
    }
    row->extra = TEXT_EMPTY;
    row->untouched = true;
    r->count.untouched++;
}

/* Whether the cell still says what the value was exported as, in clear or masked. */
static bool says_still(struct work *work, const struct field *field, const struct value *value,
                       struct text cell)
{
    struct text shown = value_show(work, field, value);
    bool secret = (field->flags & FIELD_SECRET) != 0 && value_is_set(value);
    return text_equal(text_trim(shown), cell) ||
           (secret && text_equal(seal_mask(work->arena, field, value->text), cell));
}

static void drop_untouched_cells(struct work *work, struct import_row *row)
{
    const struct row *base = row->base, *ours = row->old;
    for (int i = 0; i < (int)base->ledger->count; i++) {
        const struct field *f = &base->ledger->fields[i];
        struct text cell = text_trim(row->raw[i]);
        bool mask = (f->flags & FIELD_SECRET) != 0 && text_find_char(cell, '*') != TEXT_NONE;
        bool by_other = row->col[i] < 0 && value_is_set(&row->value[i]); /* a second number */
        if (by_other) {
            continue;
        }
        if (row->col[i] < 0 || says_still(work, f, &base->value[i], cell) ||
            (mask && says_still(work, f, &ours->value[i], cell))) {
            drop_cell(row, i);
        }
    }
}

/* A touched row: what it is now, and what it was when it was exported. */
static enum status take_base(struct returned *r, struct work *work, struct import_row *row,
                             struct row *ours, int64_t version, struct error *error)
{
    struct row *base;
    if (ours == NULL) {
        r->count.refused++;
        find(work, row, IMPORT_REJECT, -1, "W02",
             TEXT("这一行导出的记录不在台账里，或不在您管辖的范围内"), "请交给导出这张表的人导入");
        return OK;
    }
    enum status status = history_row_at(work, ours, version, &base, error);
    if (status == NOT_FOUND) {
        r->count.refused++;
        find(work, row, IMPORT_REJECT, -1, "W02", TEXT("台账里没有导出时的这一版"),
             "数据库可能恢复过备份，请重新导出再填");
        return OK;
    }
    if (status == OK) {
        row->old = ours;
        row->base = base;
        drop_untouched_cells(work, row);
    }
    return status;
}

/* Sorts the keys out; true when the row has to be looked up. */
static bool know_key(struct returned *r, struct work *work, struct import_row *row,
                     struct row_key *key)
{
    r->count.rows++;
    if (!row_key_read(work, r->ledger, row->key, key)) {
        r->count.refused++;
        find(work, row, IMPORT_REJECT, -1, "W01", TEXT("这一行的标识被改动过，或不是本站导出的"),
             "如是新增的行，请取消隐藏最后一列，清空这一行的“行标识”再导入");
        return false;
    }
    struct text id = {(const char *)&key->id, sizeof(key->id)};
    int64_t before;
    if (map_get(&r->seen, id, &before)) {
        r->count.copied++;
        find(work, row, IMPORT_WARN, -1, "W03",
             arena_printf(work->arena, "这一行由第 %lld 行复制而来，按新增的行处理",
                          (long long)before + 1),
             "");
        return false;
    }
    map_put(&r->seen, arena_text(r->arena, id), row->row);
    if (key->cells == cells_of(r->ledger, row)) {
        leave(r, row);
        return false;
    }
    return true;
}

enum status returned_know(struct returned *r, struct work *work, struct import_row **rows, size_t n,
                          struct error *error)
{
    struct import_row **touched = arena_array(work->arena, struct import_row *, n);
    int64_t *ids = arena_array(work->arena, int64_t, n);
    int64_t *versions = arena_array(work->arena, int64_t, n);
    struct row **ours = arena_array(work->arena, struct row *, n);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        struct row_key key;
        if (know_key(r, work, rows[i], &key)) {
            touched[count] = rows[i];
            versions[count] = key.version;
            ids[count++] = key.id;
        }
    }
    enum status status =
        rows_get_many(work, r->ledger, ids, count, ROWS_PLAIN | ROWS_REMOVED, ours, error);
    for (size_t i = 0; status == OK && i < count; i++) {
        status = take_base(r, work, touched[i], ours[i], versions[i], error);
    }
    return status;
}

/* ---- three into one ---- */

static struct text shown(struct work *work, const struct field *field, const struct value *value)
{
    if (!value_is_set(value)) {
        return TEXT("空");
    }
    return (field->flags & FIELD_SECRET) != 0 ? seal_mask(work->arena, field, value->text)
                                              : value_show(work, field, value);
}

static void ask(struct work *work, struct import_row *row, int field)
{
    const struct field *f = &row->old->ledger->fields[field];
    find(work, row, IMPORT_ASK, field, "W04",
         arena_printf(work->arena, "两边都改了：表中为“%.*s”，台账已改为“%.*s”，导出时是“%.*s”",
                      TEXT_ARG(shown(work, f, &row->value[field])),
                      TEXT_ARG(shown(work, f, &row->old->value[field])),
                      TEXT_ARG(shown(work, f, &row->base->value[field]))),
         "请选定以哪一边为准");
}

/* Whether somebody decided that the sheet's value, or one of his own, is taken. */
static bool is_picked(const struct import_row *row, int field)
{
    bool picked = false;
    for (size_t i = 0; row->answer != NULL && i < row->answer->n; i++) {
        picked = picked || row->answer->picks[i].field == field;
    }
    return picked;
}

void returned_merge(struct returned *r, struct work *work, struct import_row *row)
{
    size_t count = r->ledger->count, changes = 0;
    struct value *merged = arena_array(work->arena, struct value, count);
    enum merge_side *side = arena_array(work->arena, enum merge_side, count);
    size_t conflicts = merge_row(work->arena, r->ledger, row->base->value, row->old->value,
                                 row->value, merged, side);
    for (int i = 0; i < (int)count; i++) {
        if (side[i] == MERGE_CONFLICT && is_picked(row, i)) {
            conflicts--;
            changes++;
        } else if (side[i] == MERGE_CONFLICT) {
            ask(work, row, i);
        } else if (side[i] == MERGE_THEIRS || side[i] == MERGE_JOINED) {
            row->value[i] = merged[i];
            changes++;
        } else {
            row->value[i] = (struct value){.state = VALUE_ABSENT};
        }
    }
    r->count.conflicts += conflicts > 0;
    r->count.merged += conflicts == 0 && changes > 0;
    if (row->old->removed_at != 0 && conflicts + changes > 0) {
        find(work, row, IMPORT_REJECT, -1, "W05", TEXT("台账中这条记录已移除，表中的改动没有采用"),
             "如仍需要，请先在台账中恢复它");
    }
}

/* ---- telling ---- */

/* Goes over the rows that were exported and no longer stand in the sheet. */
static size_t missing(const struct returned *r, int64_t *ids, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; r->known && i < r->made.n; i++) {
        struct text id = {(const char *)&r->made.ids[i], sizeof(r->made.ids[i])};
        int64_t row;
        if (map_get(&r->seen, id, &row)) {
            continue;
        }
        if (n < most) {
            ids[n] = r->made.ids[i];
        }
        n++;
    }
    return n;
}

static enum status put_missing(struct returned *r, struct work *work, struct json_out *out,
                               struct error *error)
{
    int64_t ids[MISSING_TOLD];
    struct row *rows[MISSING_TOLD];
    size_t n = missing(r, ids, MISSING_TOLD), told = n < MISSING_TOLD ? n : MISSING_TOLD;
    enum status status = rows_get_many(work, r->ledger, ids, told, 0, rows, error);
    json_put_int(out, "missing", (int64_t)n);
    json_open_list(out, "missing_rows");
    for (size_t i = 0; status == OK && i < told; i++) {
        if (rows[i] != NULL) {
            json_open(out, NULL);
            json_put_id(out, "id", rows[i]->id);
            json_put_text(out, "title", row_title(work, rows[i]));
            json_close(out);
        }
    }
    json_close_list(out);
    return status;
}

enum status returned_tell(struct returned *r, struct work *work, struct json_out *out,
                          const char *key, struct error *error)
{
    json_open(out, key);
    if (r->known) {
        json_put_text(out, "made_at", clock_format(work->arena, r->made.at));
        json_put_text(out, "made_by",
                      work->user_name != NULL && r->made.actor != 0
                          ? work->user_name(work, r->made.actor)
                          : TEXT("系统"));
    } else {
        json_put_null(out, "made_at");
        json_put_null(out, "made_by");
    }
    json_put_int(out, "rows", r->count.rows);
    json_put_int(out, "untouched", r->count.untouched);
    json_put_int(out, "merged", r->count.merged);
    json_put_int(out, "conflicts", r->count.conflicts);
    json_put_int(out, "refused", r->count.refused);
    json_put_int(out, "copied", r->count.copied);
    enum status status = put_missing(r, work, out, error);
    json_close(out);
    return status;
}

struct text returned_sentence(const struct returned *r, struct work *work)
{
    struct text gone = r->known
                           ? arena_printf(work->arena, "表中缺少 %zu 行（不会删除台账中的记录）",
                                          missing(r, NULL, 0))
                           : TEXT("没有这次导出的记录，不知道缺了哪些行");
    return arena_printf(work->arena,
                        "本站导出的工作簿：没动过 %lld 行，可直接采用 %lld 行，两边都改了 %lld "
                        "行，标识不对 %lld 行，复制的 %lld 行；%.*s",
                        (long long)r->count.untouched, (long long)r->count.merged,
                        (long long)r->count.conflicts, (long long)r->count.refused,
                        (long long)r->count.copied, TEXT_ARG(gone));
}
