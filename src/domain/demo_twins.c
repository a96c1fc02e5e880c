#include "domain/demo_twins.h"

#include "domain/people/person.h"
#include "ledger/change.h"
#include "ledger/rows.h"

enum { PAGE = 500, ONE_IN = 250 };

/* As the other clerk wrote him down: no number, no household, whatever he said of himself. */
static enum status register_again(struct work *work, const struct row *person, struct dice *dice,
                                  struct error *error)
{
    static const int kept[] = {PERSON_NAME, PERSON_BIRTH, PERSON_REGION, PERSON_LABOUR};
    const struct value *v = person->value;
    struct errors errors = {0};
    struct change c = change_create(work, &person_ledger);
    c.part = true;
    for (size_t i = 0; i < COUNT(kept); i++) {
        change_set(&c, kept[i], v[kept[i]]);
    }
    if (dice_percent(dice, 50)) {
        change_set(&c, PERSON_PHONE, v[PERSON_PHONE]);
    }
    change_set(&c, PERSON_ADDRESS,
               value_text(arena_printf(work->arena, "%.*s老屋", TEXT_ARG(v[PERSON_ADDRESS].text))));
    enum status status = change_save(&c, &errors, error);
    if (status == INVALID && errors.n > 0) {
        error->message = errors.at[0].message;
    }
    return status;
}

enum status demo_twins(struct work *work, struct dice *dice, struct error *error)
{
    struct arena scratch;
    struct work row = *work;
    int64_t after = 0;
    size_t n = PAGE;
    enum status status = OK;
    arena_init(&scratch);
    row.arena = &scratch;
    for (bool any = false; status == OK && n == PAGE;) {
        struct row_list page;
        status = rows_after(&row, &person_ledger, after, PAGE, ROWS_PLAIN, &page, error);
        n = status == OK ? page.n : 0;
        for (size_t i = 0; status == OK && i < n; i++) {
            const struct row *person = page.at[i];
            after = person->id;
            /* Those made here have no number. */
            if (value_is_set(&person->value[PERSON_ID_NO]) &&
                (!any || dice_below(dice, ONE_IN) == 0)) {
                status = register_again(&row, person, dice, error);
                any = true;
            }
        }
        if (status == OK) {
            arena_reset(&scratch);
        } else {
            error->message = arena_text(work->arena, error->message);
        }
    }
    arena_release(&scratch);
    return status;
}
