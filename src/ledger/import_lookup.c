/* Cells whose meaning is looked up: codes of a table, places of the country. */
#include <string.h>

#include "ledger/import_clean.h"
#include "standard/code.h"
#include "standard/disability.h"

enum { NAMES_SHOWN = 12 /* choices told with an error */ };

void import_cleaner_init(struct import_cleaner *c, const struct import_terms *terms)
{
    *c = (struct import_cleaner){.terms = terms};
    arena_init(&c->kept);
    map_init(&c->places);
}

void import_cleaner_release(struct import_cleaner *c)
{
    for (size_t i = 0; i < c->known.n; i++) {
        map_release(&c->known.at[i].words);
    }
    list_release(&c->known);
    list_release(&c->matches);
    map_release(&c->places);
    arena_release(&c->kept);
}

struct text import_joined(struct arena *arena, const struct text *parts, size_t n)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        length += parts[i].n;
    }
    char *all = arena_alloc(arena, length), *to = all;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n > 0) {
            memcpy(to, parts[i].s, parts[i].n);
            to += parts[i].n;
        }
    }
    return (struct text){all, length};
}

/* ---- codes ---- */

static struct import_known *known_of(struct import_cleaner *c, const struct field *f)
{
    for (size_t i = 0; i < c->known.n; i++) {
        if (c->known.at[i].codes == f->codes) {
            return &c->known.at[i];
        }
    }
    const struct code_table *table = code_table_of(c->terms->codes, text_of(f->codes));
    if (table == NULL) {
        bug("field %s names no code table: %s", f->name, f->codes);
    }
    list_add(&c->known, (struct import_known){.codes = f->codes, .table = table});
    map_init(&c->known.at[c->known.n - 1].words);
    return &c->known.at[c->known.n - 1];
}

static void remember(struct import_cleaner *c, struct import_known *known, struct text written,
                     struct text code)
{
    for (size_t i = 0; i < known->table->n; i++) {
        if (text_equal(known->table->rows[i].code, code)) {
            map_put(&known->words, arena_text(&c->kept, written), (int64_t)i);
            return;
        }
    }
}

static struct text choices(struct arena *arena, const struct code_table *table)
{
    struct text list = TEXT("可填：");
    size_t n = table->n < NAMES_SHOWN ? table->n : NAMES_SHOWN;
    for (size_t i = 0; i < n; i++) {
        list = arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(list), i > 0 ? "、" : "",
                            TEXT_ARG(table->rows[i].name));
    }
    return n < table->n ? arena_printf(arena, "%.*s 等", TEXT_ARG(list)) : list;
}

/* Kind or level out of 肢体二级, 肢二, 42 (F03). False when the text says nothing of the sort. */
static bool clean_disability(struct import_cleaner *c, struct import_cell *cell,
                             struct text written)
{
    bool level = strcmp(cell->to->codes, "disability_level") == 0;
    struct disability d;
    if ((!level && strcmp(cell->to->codes, "disability_type") != 0) ||
        !disability_read(written, &d)) {
        return false;
    }
    char code = level ? d.level : d.type;
    if (code == 0) {
        import_cell_find(c, cell, IMPORT_WARN, "F03",
                         arena_printf(c->arena, "“%.*s”没有写明%s，待核", TEXT_ARG(written),
                                      level ? "等级" : "类别"),
                         TEXT("请对照残疾人证补填"));
        return true;
    }
    *cell->value = value_text(arena_text(c->arena, (struct text){&code, 1}));
    return true;
}

static bool usable(struct import_cleaner *c, struct import_cell *cell,
                   const struct code_table *table, const struct code_part *part)
{
    struct arena *arena = c->arena;
    switch (part->outcome) {
    case CODE_FOUND:
        return true;
    case CODE_CONTAINED:
        import_cell_find(c, cell, IMPORT_FIXED, "",
                         arena_printf(arena, "“%.*s”按“%.*s”理解", TEXT_ARG(part->written),
                                      TEXT_ARG(code_name(table, part->code))),
                         TEXT_EMPTY);
        return true;
    case CODE_SEVERAL:
        import_cell_find(
            c, cell, IMPORT_ASK, "",
            arena_printf(arena, "“%.*s”可能是几个选项中的一个", TEXT_ARG(part->written)),
            choices(arena, table));
        return false;
    case CODE_UNKNOWN:
    case CODE_EMPTY:
        import_cell_find(c, cell, IMPORT_REJECT, "",
                         arena_printf(arena, "没有“%.*s”这个选项", TEXT_ARG(part->written)),
                         choices(arena, table));
        return false;
    }
    return false;
}

/* Sorted, each once; returns how many are left. */
static size_t sort_codes(struct text *codes, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = kept;
        while (at > 0 && text_compare(codes[at - 1], codes[i]) > 0) {
            at--;
        }
        if (at > 0 && text_equal(codes[at - 1], codes[i])) {
            continue;
        }
        struct text code = codes[i];
        memmove(&codes[at + 1], &codes[at], (kept - at) * sizeof(*codes));
        codes[at] = code;
        kept++;
    }
    return kept;
}

static struct text join(struct arena *arena, const struct text *codes, size_t n)
{
    struct text all = codes[0];
    for (size_t i = 1; i < n; i++) {
        all = arena_printf(arena, "%.*s,%.*s", TEXT_ARG(all), TEXT_ARG(codes[i]));
    }
    return all;
}

void import_clean_code(struct import_cleaner *c, struct import_cell *cell, struct text written)
{
    struct import_known *known = known_of(c, cell->to);
    const struct code_table *table = known->table;
    int64_t row;
    if (map_get(&known->words, written, &row)) {
        *cell->value = value_text(table->rows[row].code);
        cell->value->read = true;
        return;
    }
    if (clean_disability(c, cell, written)) {
        return;
    }
    struct code_part parts[IMPORT_CODES_MOST];
    size_t found = code_find_several(table, written, parts, IMPORT_CODES_MOST);
    size_t n = found < IMPORT_CODES_MOST ? found : IMPORT_CODES_MOST;
    if (n == 1 && parts[0].outcome == CODE_UNKNOWN &&
        (text_is(written, "无") || text_is(written, "暂无"))) {
        return;
    }
    struct text codes[IMPORT_CODES_MOST];
    bool good = n > 0;
    for (size_t i = 0; i < n; i++) {
        good &= usable(c, cell, table, &parts[i]);
        codes[i] = parts[i].code;
    }
    if (!good) {
        return;
    }
    if (n == 1 && parts[0].outcome == CODE_FOUND) {
        remember(c, known, written, codes[0]);
    }
    n = sort_codes(codes, n);
    if (cell->to->kind == KIND_CODES) {
        *cell->value = value_text(join(c->arena, codes, n));
        return;
    }
    *cell->value = value_text(codes[0]);
    if (n > 1) {
        cell->more_count = n - 1;
        cell->more = arena_array(c->arena, struct text, n - 1);
        memcpy(cell->more, codes + 1, (n - 1) * sizeof(*codes));
    }
}

/* ---- places ---- */

static const struct region_match *match_of(struct import_cleaner *c, struct text written, bool home)
{
    struct text key =
        import_joined(c->arena, (struct text[]){home ? TEXT("h") : TEXT("a"), written}, 2);
    int64_t i;
    if (map_get(&c->places, key, &i)) {
        return &c->matches.at[i];
    }
    const struct import_terms *t = c->terms;
    struct region_match match =
        region_find(t->regions, &c->kept, written, t->county, REGION_VILLAGE, t->today);
    if (match.outcome != REGION_FOUND && !home) {
        /* Work places away from home: to the county, as far as it is known (A03). */
        match = region_find(t->regions, &c->kept, written, 0, REGION_COUNTY, t->today);
    }
    map_put(&c->places, arena_text(&c->kept, key), (int64_t)c->matches.n);
    list_add(&c->matches, match);
    return &c->matches.at[c->matches.n - 1];
}

static struct text names_of(struct arena *arena, const struct import_cleaner *c,
                            const struct region_match *match)
{
    struct text names = TEXT_EMPTY;
    for (size_t i = 0; i < match->n; i++) {
        struct text name =
            region_full_name(c->terms->regions, arena, match->at[i]->code, REGION_TOWNSHIP);
        names =
            arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(names), i > 0 ? "、" : "", TEXT_ARG(name));
    }
    return names;
}

/* What followed the place's name, 3组 or a street, belongs to the address. */
static void keep_rest(struct import_cleaner *c, struct import_cell *cell, struct text written,
                      struct text rest)
{
    if (rest.n == 0) {
        return;
    }
    int address = ledger_field(c->terms->ledger, TEXT("address"));
    if (cell->home && address >= 0 && cell->row->raw[address].n == 0) {
        cell->row->value[address] = value_text(arena_text(c->arena, written));
    } else if (!cell->home) {
        import_keep_words(c->arena, cell->row, written);
    }
}

void import_clean_place(struct import_cleaner *c, struct import_cell *cell, struct text written)
{
    const struct region_match *match = match_of(c, written, cell->home);
    struct arena *arena = c->arena;
    switch (match->outcome) {
    case REGION_FOUND:
        *cell->value = value_number(match->at[0]->code);
        keep_rest(c, cell, written, match->rest);
        if (cell->home && region_level_of(match->at[0]->code) < REGION_VILLAGE) {
            import_cell_find(c, cell, IMPORT_WARN, "A01",
                             arena_printf(arena, "“%.*s”只到乡镇，没有村（居）", TEXT_ARG(written)),
                             TEXT("请补填村（居）"));
        }
        break;
    case REGION_SEVERAL:
        import_cell_find(c, cell, IMPORT_ASK, "A01",
                         arena_printf(arena, "“%.*s”有几处同名：%.*s", TEXT_ARG(written),
                                      TEXT_ARG(names_of(arena, c, match))),
                         TEXT("请写明乡镇"));
        break;
    case REGION_CLOSE:
        import_cell_find(c, cell, IMPORT_ASK, "A01",
                         arena_printf(arena, "没有“%.*s”，是否为：%.*s", TEXT_ARG(written),
                                      TEXT_ARG(names_of(arena, c, match))),
                         TEXT("请核对后填写规范的乡镇、村名"));
        break;
    case REGION_UNKNOWN:
        if (cell->home) {
            import_cell_find(c, cell, IMPORT_REJECT, "A01",
                             arena_printf(arena, "没有“%.*s”这个地方", TEXT_ARG(written)),
                             TEXT("请填本县的乡镇和村（居）的全名，如“某某镇某某村”"));
        } else {
            import_cell_find(
                c, cell, IMPORT_WARN, "A03",
                arena_printf(arena, "“%.*s”对不上区划，原文记入备注", TEXT_ARG(written)),
                TEXT_EMPTY);
            import_keep_words(arena, cell->row, written);
        }
        break;
    }
}
