#include "base/list.h"
#include "ledger/import.h"
#include "ledger/import_heading.h"

static const struct {
    const char *suffix, *label;
} parts[] = {
    [IMPORT_WHOLE] = {"", ""},
    [IMPORT_TOWN] = {":town", "·乡镇"},
    [IMPORT_VILLAGE] = {":village", "·村"},
};

static const struct import_target nowhere = {-1, -1, IMPORT_WHOLE};

static const struct ledger *ref_ledger(const struct import_terms *terms, int field)
{
    const struct field *f = &terms->ledger->fields[field];
    return f->kind == KIND_REF ? ledger_find(terms->ledgers, text_of(f->ref)) : NULL;
}

struct text import_target_name(struct arena *arena, const struct import_terms *terms,
                               struct import_target target)
{
    if (target.field < 0) {
        return TEXT_EMPTY;
    }
    const struct ledger *to = ref_ledger(terms, target.field);
    bool inside = to != NULL && target.ref_field >= 0;
    return arena_printf(arena, "%s%s%s%s", terms->ledger->fields[target.field].name,
                        inside ? "." : "", inside ? to->fields[target.ref_field].name : "",
                        parts[target.part].suffix);
}

struct text import_target_label(struct arena *arena, const struct import_terms *terms,
                                struct import_target target)
{
    if (target.field < 0) {
        return TEXT_EMPTY;
    }
    const struct ledger *to = ref_ledger(terms, target.field);
    bool inside = to != NULL && target.ref_field >= 0;
    return arena_printf(arena, "%s%s%s%s", terms->ledger->fields[target.field].label,
                        inside ? "·" : "", inside ? to->fields[target.ref_field].label : "",
                        parts[target.part].label);
}

struct import_target import_target_of(const struct import_terms *terms, struct text name)
{
    enum import_part part = IMPORT_WHOLE;
    for (size_t i = IMPORT_TOWN; i < COUNT(parts); i++) {
        struct text suffix = text_of(parts[i].suffix);
        if (text_ends(name, suffix)) {
            part = (enum import_part)i;
            name = text_slice(name, 0, name.n - suffix.n);
        }
    }
    size_t dot = text_find_char(name, '.');
    int field = ledger_field(terms->ledger, text_slice(name, 0, dot));
    if (field < 0 || !import_field_open(&terms->ledger->fields[field])) {
        return nowhere;
    }
    const struct ledger *to = ref_ledger(terms, field);
    int ref_field = to == NULL ? -1 : to->title;
    if (dot != TEXT_NONE) {
        ref_field = to == NULL ? -1 : ledger_field(to, text_slice(name, dot + 1, name.n));
        if (ref_field < 0 || !import_ref_field_open(to, ref_field)) {
            return nowhere;
        }
    } else if (to != NULL && !import_title_open(to)) {
        return nowhere;
    }
    enum kind kind = to == NULL ? terms->ledger->fields[field].kind : to->fields[ref_field].kind;
    if (part != IMPORT_WHOLE && kind != KIND_REGION) {
        return nowhere;
    }
    return (struct import_target){field, ref_field, part};
}

size_t import_missing(struct arena *arena, const struct import_terms *terms,
                      const struct import_layout *layout, const struct field ***out)
{
    const struct ledger *ledger = terms->ledger;
    const struct field **missing = arena_array(arena, const struct field *, ledger->count);
    size_t n = 0;
    for (int i = 0; i < (int)ledger->count; i++) {
        const struct field *f = &ledger->fields[i];
        bool has = (f->flags & FIELD_REQUIRED) == 0 || !import_field_open(f) ||
                   (i == ledger->region && layout->village_from_sheet);
        for (size_t c = 0; c < layout->n; c++) {
            has |= layout->columns[c].target.field == i;
        }
        if (!has) {
            missing[n++] = f;
        }
    }
    *out = missing;
    return n;
}
