/*
 * merge: three versions of one row into one, field by field: as it was when it was handed out
 * (base), as it is stored now (ours), and as it came back (theirs). What only one side changed is
 * taken; what both changed to different values is a conflict, which a person decides. A field of
 * several codes is merged as a set, so it never conflicts: each side's additions and removals
 * count.
 *
 * Pure, and the same from either side: merging with ours and theirs exchanged gives the same value
 * and the mirrored answer.
 */
#ifndef LEDGER_MERGE_H
#define LEDGER_MERGE_H

#include "base/arena.h"
#include "ledger/ledger.h"

enum merge_side {
    MERGE_NEITHER,  /* nobody changed it */
    MERGE_OURS,     /* only what is stored changed */
    MERGE_THEIRS,   /* only what came back changed */
    MERGE_ALIKE,    /* both changed it to the same */
    MERGE_JOINED,   /* both changed a set of codes: the changes of both */
    MERGE_CONFLICT, /* both changed it, each otherwise */
    MERGE_SIDE__COUNT
};

/*
 * Merges one value. Absent in theirs (the column is gone) is no change. *out is the merged value,
 * in a conflict ours; a joined set of codes lives in `arena`.
 */
enum merge_side merge_value(struct arena *arena, const struct field *field,
                            const struct value *base, const struct value *ours,
                            const struct value *theirs, struct value *out);

/*
 * Merges ledger->count values of each into out and side, arrays as long. Returns how many fields
 * are in conflict.
 */
size_t merge_row(struct arena *arena, const struct ledger *ledger, const struct value *base,
                 const struct value *ours, const struct value *theirs, struct value *out,
                 enum merge_side *side);

#endif
