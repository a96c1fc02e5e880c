#include "domain/campaign/beside.h"

/* is_tuopin or is_monitor: whom the unit answers for, said of `path` ("", "person."). */
static struct text people_of(struct arena *arena, const struct notice *notice,
                             const struct notice_unit *unit, const char *path)
{
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < notice->categories.n; i++) {
        const struct notice_category *category = &notice->categories.at[i];
        if (text_equal(category->bureau, unit->key)) {
            all = arena_printf(arena, "%.*s%s%sis_%.*s", TEXT_ARG(all), all.n > 0 ? " or " : "",
                               path, TEXT_ARG(category->key));
        }
    }
    return all;
}

/* The rule with the unit's people alone; none when it does not speak of people. */
static struct text rule_of(struct arena *arena, const struct notice *notice,
                           const struct notice_unit *unit, const struct report_column *column)
{
    bool itself = text_is(column->subject, "person");
    bool has_one = text_starts(column->by, TEXT("person."));
    struct text people = people_of(arena, notice, unit, itself ? "" : "person.");
    if (column->where.n == 0 || (!itself && !has_one) || people.n == 0) {
        return TEXT_EMPTY;
    }
    return arena_printf(arena, "(%.*s) and (%.*s)", TEXT_ARG(column->where), TEXT_ARG(people));
}

const struct app_books *beside_books(struct arena *arena, const struct app_books *books,
                                     const struct report_form *form, const struct notice_unit *unit,
                                     int64_t county)
{
    struct app_books *out = arena_new(arena, struct app_books);
    struct notice *notice = arena_new(arena, struct notice);
    struct report_form *own = arena_new(arena, struct report_form);
    struct notice_unit *place = arena_new(arena, struct notice_unit);
    struct report_column *columns = arena_array(arena, struct report_column, form->columns.n);
    *place = *unit;
    place->region = county;
    *own = *form;
    own->rows = unit->kind;
    own->columns.at = columns;
    for (size_t i = 0; i < form->columns.n; i++) {
        columns[i] = form->columns.at[i];
        columns[i].where = rule_of(arena, books->notice, unit, &columns[i]);
    }
    *notice = *books->notice;
    notice->units.at = place;
    notice->units.n = 1;
    notice->reports.at = own;
    notice->reports.n = 1;
    *out = *books;
    out->notice = notice;
    return out;
}
