#include "format/heading.h"
#include "ledger/import.h"
#include "ledger/import_heading.h"
#include "ledger/row_key.h"
#include "standard/heading_word.h"
#include "standard/region.h"

enum { HEADING_HITS = 3 /* columns known at least */ };

/* The first word with the same target as the one that the layers mean. */
static int64_t known_target(void *context, struct arena *scratch, const struct text *layers,
                            size_t n)
{
    const struct import_words *words = *(const struct import_words *const *)context;
    struct import_word word = import_words_find(words, scratch, layers, n);
    for (size_t i = 0; word.origin != IMPORT_UNKNOWN && i < words->at.n; i++) {
        struct import_target t = words->at.at[i].target;
        if (t.field == word.target.field && t.ref_field == word.target.ref_field &&
            t.part == word.target.part) {
            return (int64_t)i;
        }
    }
    return -1;
}

/* ---- the proposal ---- */

static struct text join(struct arena *arena, const struct text *layers, size_t n)
{
    struct text joined = TEXT_EMPTY;
    for (size_t i = 0; i < n; i++) {
        joined = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(joined), i > 0 ? "/" : "",
                              TEXT_ARG(layers[i]));
    }
    return joined;
}

static struct text sample_below(const struct heading *head, uint32_t row, uint32_t col)
{
    for (; row < HEADING_ROWS; row++) {
        if (heading_at(head, row, col).n > 0) {
            return heading_at(head, row, col);
        }
    }
    return TEXT_EMPTY;
}

/* Of several columns with one target the surest keeps it, of equals the first. */
static void settle_rivals(struct import_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n && columns[i].target.field >= 0; k++) {
            struct import_target a = columns[i].target, b = columns[k].target;
            bool rival =
                k != i && a.field == b.field && a.ref_field == b.ref_field && a.part == b.part;
            bool surer = columns[k].origin > columns[i].origin;
            bool earlier = k < i && columns[k].origin == columns[i].origin;
            if (rival && (surer || earlier)) {
                columns[i].target = (struct import_target){-1, -1, IMPORT_WHOLE};
                columns[i].origin = IMPORT_TWICE;
            }
        }
    }
}

/* Where the key of an exported sheet stands among the first rows; false: nowhere. */
static bool find_marks(const struct heading *head, struct heading_cell *out)
{
    for (size_t i = 0; i < head->cells.n && head->cells.at[i].row < HEADING_WITHIN; i++) {
        if (sheet_key_is(head->cells.at[i].text)) {
            *out = head->cells.at[i];
            return true;
        }
    }
    return false;
}

/*
 * A workbook exported here carries its fields' names in a hidden row above the heading and the key
 * of the sheet above the row keys. The marks go along with their columns, whatever people call or
 * however they order these.
 */
static void take_marks(struct heading *head, const struct import_terms *terms,
                       struct import_layout *out)
{
    struct heading_cell key;
    if (!find_marks(head, &key)) {
        return;
    }
    out->sheet_key = key.text;
    if (!text_equal(sheet_key_ledger(key.text), text_of(terms->ledger->name))) {
        return;
    }
    out->key_col = key.col;
    for (size_t i = 0; i < out->n; i++) {
        struct import_column *c = &out->columns[i];
        struct import_target target = import_target_of(terms, heading_at(head, key.row, c->col));
        if (c->col == key.col || target.field >= 0) {
            c->target = target;
            c->origin = IMPORT_BY_MARK;
        }
    }
    settle_rivals(out->columns, out->n);
}

static void propose(struct heading *head, const struct import_words *words,
                    const struct heading_place *g, struct import_layout *out)
{
    struct text layers[HEADING_LAYERS];
    out->columns = arena_array(head->arena, struct import_column, head->cols);
    for (uint32_t col = 0; col < head->cols; col++) {
        size_t n = heading_layers(head, g, col, layers);
        if (n == 0) {
            continue;
        }
        struct import_word word = import_words_find(words, &head->scratch, layers, n);
        struct text heading = join(head->arena, layers, n);
        out->columns[out->n++] = (struct import_column){
            .col = col,
            .heading = heading,
            .target = word.target,
            .origin = word.origin,
            .unit = text_has(heading, TEXT("万元")) ? MONEY_WAN : MONEY_YUAN,
            .sample = sample_below(head, g->row + g->rows, col),
        };
    }
    settle_rivals(out->columns, out->n);
    take_marks(head, words->terms, out);
    for (size_t i = 0; i < head->cells.n && head->cells.at[i].row < g->row; i++) {
        if (out->title.n == 0 && out->key_col < 0) {
            out->title = head->cells.at[i].text;
        }
    }
}

/* Whether some column, or the sheet's name, tells where the rows live. */
static bool has_region(const struct import_terms *terms, const struct import_layout *layout)
{
    bool has = layout->village_from_sheet;
    for (size_t i = 0; i < layout->n; i++) {
        has |= layout->columns[i].target.field == terms->ledger->region;
    }
    return has;
}

/* The field of the citizen ID that finds a row; -1: rows are found otherwise. */
static int id_field(const struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->key_count; i++) {
        int field = ledger->keys[i].field[0];
        if (ledger->keys[i].n == 1 && ledger->fields[field].kind == KIND_CITIZEN_ID) {
            return field;
        }
    }
    return -1;
}

/* 证号, 证件, 编号 …: where no heading says which column is the citizen ID, the first whose cells
 * are such numbers. */
static void ids_by_cells(const struct heading *head, const struct heading_place *place,
                         const struct ledger *ledger, struct import_layout *layout)
{
    int field = id_field(ledger);
    struct import_column *found = NULL;
    for (size_t i = 0; i < layout->n; i++) {
        struct import_column *c = &layout->columns[i];
        bool vague = c->origin == IMPORT_UNKNOWN ||
                     (c->origin < IMPORT_REMEMBERED && c->target.field >= 0 &&
                      c->target.ref_field < 0 && ledger->fields[c->target.field].kind == KIND_TEXT);
        if (c->target.field == field) {
            return;
        }
        if (found == NULL && vague && !heading_about_others(c->heading) &&
            heading_over_ids(head, place, c->col)) {
            found = c;
        }
    }
    if (field >= 0 && found != NULL) {
        found->target = (struct import_target){field, -1, IMPORT_WHOLE};
        found->origin = IMPORT_BY_CELLS;
    }
}

/* 户籍地址 with nothing else that tells the place: it is the place, and its rest the address. */
static void region_of_address(struct heading *head, const struct import_terms *terms,
                              struct import_layout *layout)
{
    const struct ledger *ledger = terms->ledger;
    int address = ledger_field(ledger, TEXT("address"));
    if (ledger->region < 0 || address < 0 || has_region(terms, layout)) {
        return;
    }
    for (size_t i = 0; i < layout->n; i++) {
        struct import_column *c = &layout->columns[i];
        if (c->target.field != address || c->origin > IMPORT_BY_SYNONYM ||
            !text_has(c->heading, TEXT("户籍"))) {
            continue;
        }
        struct region_match match = region_find(terms->regions, &head->scratch, c->sample,
                                                terms->county, REGION_VILLAGE, terms->today);
        if (match.outcome != REGION_UNKNOWN) {
            c->target = (struct import_target){ledger->region, -1, IMPORT_WHOLE};
        }
    }
}

/* A sheet named after a village says where its rows belong, unless a column does (X06). */
static bool village_in_name(struct heading *head, const struct import_terms *terms,
                            const struct import_layout *layout)
{
    for (size_t i = 0; i < layout->n; i++) {
        struct import_target target = layout->columns[i].target;
        if (target.field == terms->ledger->region && target.part != IMPORT_TOWN) {
            return false;
        }
    }
    if (terms->ledger->region < 0 || layout->info.name.n == 0 || layout->key_col >= 0) {
        return false;
    }
    struct region_match match = region_find(terms->regions, &head->scratch, layout->info.name,
                                            terms->county, REGION_VILLAGE, terms->today);
    return match.outcome == REGION_FOUND && match.rest.n == 0 &&
           region_level_of(match.at[0]->code) == REGION_VILLAGE;
}

static enum status no_heading(struct arena *arena, const struct heading *head, struct error *error)
{
    if (head->cells.n == 0) {
        error_set(error, arena, INVALID, "工作表是空的");
        return error_hint(error, arena, "请选择有数据的工作表");
    }
    error_set(error, arena, INVALID, "前 %d 行没有找到表头", HEADING_WITHIN);
    return error_hint(error, arena,
                      "请保留一行列名，如“姓名”“身份证号”“联系电话”；也可以下载模板填写");
}

/* A list of numbers and nothing else: one heading, which says so. */
static bool is_of_numbers(struct heading *head, const struct import_words *words,
                          const struct heading_place *g)
{
    struct text layers[HEADING_LAYERS];
    for (uint32_t col = 0; g->hits == 1 && g->filled == 1 && col < head->cols; col++) {
        size_t n = heading_layers(head, g, col, layers);
        struct import_word word = {.origin = IMPORT_UNKNOWN};
        if (n > 0) {
            word = import_words_find(words, &head->scratch, layers, n);
        }
        if (word.origin != IMPORT_UNKNOWN && word.target.field >= 0 &&
            words->terms->ledger->fields[word.target.field].kind == KIND_CITIZEN_ID) {
            return true;
        }
    }
    return false;
}

static enum status survey(struct arena *arena, struct heading *head,
                          const struct import_words *words, struct book *book,
                          const struct heading_place *given, struct import_layout *out,
                          struct error *error)
{
    enum status status = heading_read(head, arena, book, out->sheet, &out->summary, error);
    if (status != OK) {
        return status;
    }
    struct heading_place g =
        given != NULL ? *given : heading_find(head, words->at.n, known_target, &words);
    struct heading_cell key;
    bool found = given != NULL || g.hits >= HEADING_HITS;
    if (!found && find_marks(head, &key)) { /* every heading was renamed */
        g = (struct heading_place){.row = key.row + 1, .rows = 1};
    } else if (!found && (g.hits < 2 || g.hits < g.filled) && !is_of_numbers(head, words, &g)) {
        return no_heading(head->arena, head, error);
    }
    out->heading_row = g.row;
    out->heading_rows = g.rows;
    propose(head, words, &g, out);
    ids_by_cells(head, &g, words->terms->ledger, out);
    out->village_from_sheet = village_in_name(head, words->terms, out);
    region_of_address(head, words->terms, out);
    return OK;
}

static enum status begin(struct arena *arena, const struct import_terms *terms, struct book *book,
                         size_t sheet, const struct import_pair *pairs, size_t pair_count,
                         const struct heading_place *given, struct import_layout *out,
                         struct error *error)
{
    struct import_words *words = arena_new(arena, struct import_words);
    import_words_init(words, arena, terms, pairs, pair_count);
    *out = (struct import_layout){.sheet = sheet, .info = book_sheet(book, sheet), .key_col = -1};
    struct heading head = {.arena = arena};
    enum status status = survey(arena, &head, words, book, given, out, error);
    heading_release(&head);
    return status;
}

enum status import_survey(struct arena *arena, const struct import_terms *terms, struct book *book,
                          size_t sheet, const struct import_pair *pairs, size_t pair_count,
                          struct import_layout *out, struct error *error)
{
    return begin(arena, terms, book, sheet, pairs, pair_count, NULL, out, error);
}

enum status import_survey_at(struct arena *arena, const struct import_terms *terms,
                             struct book *book, size_t sheet, uint32_t heading_row,
                             uint32_t heading_rows, const struct import_pair *pairs,
                             size_t pair_count, struct import_layout *out, struct error *error)
{
    struct heading_place given = {.row = heading_row, .rows = heading_rows};
    if (heading_rows == 0 || heading_rows > HEADING_LAYERS || heading_row >= HEADING_WITHIN) {
        return error_set(error, arena, INVALID, "表头应在前 %d 行内，最多 %d 行", HEADING_WITHIN,
                         HEADING_LAYERS);
    }
    return begin(arena, terms, book, sheet, pairs, pair_count, &given, out, error);
}
