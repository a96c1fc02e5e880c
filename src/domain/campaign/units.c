#include "domain/campaign/units.h"

#include "notice/notice.h"
#include "report/report.h"

static size_t add(const struct region *place, const struct region **out, size_t n, size_t most)
{
    if (place != NULL && n < most) {
        out[n++] = place;
    }
    return n;
}

size_t units_below(const struct app_books *books, struct arena *arena, int64_t place,
                   const struct region **out, size_t most)
{
    const struct region_tree *tree = books->regions;
    const struct notice *notice = books->notice;
    size_t n = 0;
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP && unit->region != place &&
            unit_merged(&books->settings, unit).n == 0 && region_contains(place, unit->region)) {
            n = add(region_at(tree, unit->region), out, n, most);
        }
    }
    if (n > 0) {
        return n;
    }
    const struct region **below = arena_array(arena, const struct region *, most);
    size_t children = region_children(tree, place, below, most);
    for (size_t i = 0; i < children && i < most; i++) {
        n = add(below[i], out, n, most);
    }
    return children == 0 ? add(region_at(tree, place), out, n, most) : n;
}
