#include "domain/campaign/units.h"

#include "domain/people/organization.h"
#include "ledger/change.h"
#include "ledger/rows.h"
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

/* 嘉定镇人民政府; a bureau is called as the notice calls it. */
static struct text name_of(struct arena *arena, const struct notice_unit *unit)
{
    return unit->kind == UNIT_TOWNSHIP ? arena_printf(arena, "%.*s人民政府", TEXT_ARG(unit->name))
                                       : unit->name;
}

static enum status enter(struct work *work, const struct notice_unit *unit, size_t *made,
                         struct error *error)
{
    struct value name = value_text(name_of(work->arena, unit));
    struct row_list found;
    enum status status =
        rows_with(work, &organization_ledger, ORGANIZATION_NAME, &name, 1, 0, &found, error);
    if (status != OK || found.n > 0) {
        return status;
    }
    bool township = unit->kind == UNIT_TOWNSHIP;
    struct errors errors = {0};
    struct change change = change_create(work, &organization_ledger);
    change.part = true;
    change_set(&change, ORGANIZATION_NAME, name);
    change_set(&change, ORGANIZATION_KIND, value_text(text_of(township ? "township" : "bureau")));
    change_set(&change, ORGANIZATION_REGION,
               value_number(township ? unit->region : work->actor->county));
    status = change_save(&change, &errors, error);
    if (status == INVALID && errors.n > 0) {
        (void)error_hint(error, work->arena, "单位“%.*s”：%.*s", TEXT_ARG(name.text),
                         TEXT_ARG(errors.at[0].message));
    }
    *made += status == OK;
    return status;
}

enum status units_enter(struct work *work, const struct notice *notice, size_t *made,
                        struct error *error)
{
    enum status status = OK;
    *made = 0;
    for (size_t i = 0; status == OK && i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_BUREAU || unit->kind == UNIT_TOWNSHIP || unit->kind == UNIT_OFFICE) {
            status = enter(work, unit, made, error);
        }
    }
    return status;
}
