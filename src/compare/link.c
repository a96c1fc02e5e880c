#include "compare/link.h"

const char *outcome_code(enum outcome outcome)
{
    static const char *const codes[OUTCOME__COUNT] = {"same", "likely", "conflict", "left_only",
                                                      "right_only"};
    return codes[outcome];
}

const char *outcome_label(enum outcome outcome)
{
    static const char *const labels[OUTCOME__COUNT] = {"一致", "疑似", "冲突", "仅左", "仅右"};
    return labels[outcome];
}

void link_spread_init(struct link_spread *spread, const uint32_t last[2])
{
    *spread = (struct link_spread){0};
    for (int side = 0; side < 2; side++) {
        while (last[side] >> spread->shift[side] >= LINK_RANGES) {
            spread->shift[side]++;
        }
    }
}

void link_spread_release(struct link_spread *spread)
{
    for (size_t i = 0; i < COUNT(spread->at); i++) {
        list_release(&spread->at[i]);
    }
}

void link_spread_add(struct link_spread *spread, const struct link *link)
{
    size_t range = link->left != 0 ? link->left >> spread->shift[0]
                                   : LINK_RANGES + (link->right >> spread->shift[1]);
    list_add(&spread->at[range], *link);
}
