#include "ledger/merge.h"

#include "base/buf.h"

enum { CODES_CEILING = 64 << 10 };

/* Whether the code is among codes joined by ','. */
static bool among(const struct value *codes, struct text code)
{
    struct text rest = value_is_set(codes) ? codes->text : TEXT_EMPTY, one;
    while (rest.n > 0 && text_split(&rest, ',', &one)) {
        if (text_equal(one, code)) {
            return true;
        }
    }
    return false;
}

/* Whether the code is to be there: as it was, unless a side changed that. */
static bool belongs(struct text code, const struct value *base, const struct value *ours,
                    const struct value *theirs)
{
    return among(base, code) ? among(ours, code) && among(theirs, code)
                             : among(ours, code) || among(theirs, code);
}

/*
 * The sets are sorted, so the smallest code past the last one written comes next, whichever side
 * holds it.
 */
static bool next_code(const struct value *const *sides, struct text after, struct text *out)
{
    bool found = false;
    for (size_t i = 0; i < 2; i++) {
        struct text rest = value_is_set(sides[i]) ? sides[i]->text : TEXT_EMPTY, one;
        while (rest.n > 0 && text_split(&rest, ',', &one)) {
            if (text_compare(one, after) > 0 && (!found || text_compare(one, *out) < 0)) {
                *out = one;
                found = true;
            }
        }
    }
    return found;
}

static struct value join_codes(struct arena *arena, const struct value *base,
                               const struct value *ours, const struct value *theirs)
{
    const struct value *const sides[] = {ours, theirs};
    struct text code = TEXT_EMPTY;
    struct buf joined;
    buf_init(&joined, CODES_CEILING);
    while (next_code(sides, code, &code)) {
        if (belongs(code, base, ours, theirs)) {
            buf_adds(&joined, joined.n > 0 ? "," : "");
            buf_addt(&joined, code);
        }
    }
    struct value value =
        joined.n > 0 ? value_text(arena_text(arena, buf_text(&joined))) : VALUE_NULL;
    buf_release(&joined);
    return value;
}

enum merge_side merge_value(struct arena *arena, const struct field *field,
                            const struct value *base, const struct value *ours,
                            const struct value *theirs, struct value *out)
{
    bool we = !value_equal(base, ours);
    bool they = theirs->state != VALUE_ABSENT && !value_equal(base, theirs);
    *out = they && !we ? *theirs : *ours;
    if (!we || !they) {
        return we ? MERGE_OURS : they ? MERGE_THEIRS : MERGE_NEITHER;
    }
    if (value_equal(ours, theirs)) {
        return MERGE_ALIKE;
    }
    if (field->kind != KIND_CODES) {
        return MERGE_CONFLICT;
    }
    *out = join_codes(arena, base, ours, theirs);
    return MERGE_JOINED;
}

size_t merge_row(struct arena *arena, const struct ledger *ledger, const struct value *base,
                 const struct value *ours, const struct value *theirs, struct value *out,
                 enum merge_side *side)
{
    size_t conflicts = 0;
    for (size_t i = 0; i < ledger->count; i++) {
        side[i] = merge_value(arena, &ledger->fields[i], &base[i], &ours[i], &theirs[i], &out[i]);
        conflicts += side[i] == MERGE_CONFLICT;
    }
    return conflicts;
}
