#include "rule/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "small.h"

enum { ROUNDS = 60 };

static const int64_t units[] = {360722100000, 360722101000, 360722100200};
enum { UNITS = COUNT(units), ELSEWHERE = UNITS, TOTAL };

static const struct rule *parsed(struct small *small, const struct ledger *ledger, const char *text,
                                 enum rule_type want)
{
    const struct rule *rule = NULL;
    struct errors errors = {0};
    if (rule_parse(&small->arena, small->language, ledger, text_of(text), want, &rule, &errors) !=
        OK) {
        fail_msg("%s: %.*s", text, TEXT_ARG(errors.at[0].message));
    }
    return rule;
}

/* ---- the same figures, the plain way ---- */

static const struct small_row *row_of(const struct small *small, int table,
                                      const struct value *reference)
{
    for (size_t i = 0; value_is_set(reference) && i < small->tables[table].n; i++) {
        if (small->tables[table].at[i].id == reference->number) {
            return &small->tables[table].at[i];
        }
    }
    return NULL;
}

enum { PERSON_ID_NO = 1, PERSON_REGION = 4, SPELL_PERSON = 0, SPELL_START = 2, SPELL_PAY = 5 };

/* Index of the unit, or ELSEWHERE. */
static size_t unit_of(const struct value *region)
{
    if (!value_is_set(region)) {
        return ELSEWHERE;
    }
    return region->number == 360722100200       ? 2
           : region->number / 1000 == 360722100 ? 0
           : region->number / 1000 == 360722101 ? 1
                                                : ELSEWHERE;
}

/* Whether an earlier counted person has the same number: by unit, or anywhere. */
struct seen {
    int64_t who, day;
    size_t unit;
};

struct figures {
    int64_t sure[UNITS + 2], unsure[UNITS + 2];
    struct seen seen[4000];
    size_t n;
};

static void add(int64_t *at, size_t unit, int64_t n)
{
    at[unit] += n;
    at[TOTAL] += n;
}

static void add_once(struct figures *figures, int64_t who, int64_t day, size_t unit)
{
    bool here = false, anywhere = false;
    for (size_t i = 0; i < figures->n; i++) {
        bool same = figures->seen[i].who == who && figures->seen[i].day == day;
        anywhere = anywhere || same;
        here = here || (same && figures->seen[i].unit == unit);
    }
    figures->sure[unit] += !here;
    figures->sure[TOTAL] += !anywhere;
    figures->seen[figures->n++] = (struct seen){who, day, unit};
}

/* Somebody without a number is only himself. */
static int64_t who_is(const struct small_row *person)
{
    const struct value *number = &person->values[PERSON_ID_NO];
    return !person->removed && value_is_set(number) ? number->number : -person->id;
}

static void plain_row(const struct small *small, const struct small_row *row, bool spells,
                      enum tally_how how, struct figures *figures)
{
    const struct small_row *person =
        spells ? row_of(small, SMALL_PERSON, &row->values[SPELL_PERSON]) : row;
    size_t unit =
        person == NULL || person->removed ? ELSEWHERE : unit_of(&person->values[PERSON_REGION]);
    const struct value *pay = &row->values[SPELL_PAY], *start = &row->values[SPELL_START];
    bool day = !spells || how != TALLY_PERSON_DAYS ||
               (value_is_set(start) && start->precision == DATE_DAY);
    switch (how) {
    case TALLY_ROWS:
        add(figures->sure, unit, 1);
        break;
    case TALLY_SUM:
        add(value_is_set(pay) ? figures->sure : figures->unsure, unit,
            value_is_set(pay) ? pay->number : 1);
        break;
    case TALLY_PEOPLE:
    case TALLY_PERSON_DAYS:
        if (person == NULL || !day) {
            add(figures->unsure, unit, 1);
        } else {
            add_once(figures, who_is(person), how == TALLY_PERSON_DAYS ? start->number : 0, unit);
        }
    }
}

static void check_cell(const struct small *small, const struct tally *tally, size_t cell,
                       const struct tally_cell *plan)
{
    bool spells = plan->where->ledger == &small_spell;
    const struct small_rows *rows = &small->tables[spells ? SMALL_SPELL : SMALL_PERSON];
    struct figures figures = {0};
    for (size_t i = 0; i < rows->n; i++) {
        enum plain answer = rows->at[i].removed ? PLAIN_NO : small_answer(small, plan->where, i);
        if (answer == PLAIN_YES) {
            plain_row(small, &rows->at[i], spells, plan->how, &figures);
        } else if (answer == PLAIN_UNKNOWN) {
            const struct small_row *person =
                spells ? row_of(small, SMALL_PERSON, &rows->at[i].values[SPELL_PERSON])
                       : &rows->at[i];
            add(figures.unsure,
                person == NULL || person->removed ? ELSEWHERE
                                                  : unit_of(&person->values[PERSON_REGION]),
                1);
        }
    }
    for (size_t unit = 0; unit < UNITS + 2; unit++) {
        struct set members, unsure;
        assert_int_equal(tally_figure(tally, cell, unit), figures.sure[unit]);
        assert_int_equal(tally_unsure(tally, cell, unit), figures.unsure[unit]);
        tally_members(tally, cell, unit, &members);
        tally_unsure_members(tally, cell, unit, &unsure);
        assert_int_equal(set_count(&unsure), figures.unsure[unit]);
        if (plan->how == TALLY_ROWS) {
            assert_int_equal(set_count(&members), figures.sure[unit]);
        }
        assert_true(set_count(&members) >= (size_t)(figures.sure[unit] > 0));
        set_release(&members);
        set_release(&unsure);
    }
}

static void figures_agree_with_plain_counting(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        struct dice dice = dice_seeded(seed);
        struct small small;
        small_make(&small, &dice, 200);
        struct board *board = small_board(&small, &dice);
        const struct rule *pay = parsed(&small, &small_spell, "pay", RULE_MONEY);
        const struct rule *start = parsed(&small, &small_spell, "start", RULE_DATE);
        const struct rule *where =
            parsed(&small, &small_spell, "channel = 'enterprise' or helped", RULE_BOOL);
        struct tally_cell cells[] = {
            {parsed(&small, &small_person, "sex = '1'", RULE_BOOL), TALLY_ROWS, NULL, NULL},
            {parsed(&small, &small_person, "any(spell where helped)", RULE_BOOL), TALLY_PEOPLE,
             NULL, NULL},
            {where, TALLY_ROWS, NULL, NULL},
            {where, TALLY_PEOPLE, NULL, NULL},
            {where, TALLY_PERSON_DAYS, start, NULL},
            {where, TALLY_SUM, pay, parsed(&small, &small_spell, "person.region", RULE_REGION)},
        };
        struct tally_plan plan = {.cells = cells,
                                  .cell_count = COUNT(cells),
                                  .units = units,
                                  .unit_count = UNITS,
                                  .params = small.params};
        board_read(board);
        struct tally *tally = tally_new(board, small.language, &plan);
        for (size_t i = 0; i < COUNT(cells); i++) {
            check_cell(&small, tally, i, &cells[i]);
        }
        /* A township's clerk sees his part of every figure, and nothing elsewhere. */
        plan.scope = 360722100000;
        struct tally *part = tally_new(board, small.language, &plan);
        for (size_t i = 0; i < COUNT(cells); i++) {
            assert_int_equal(tally_figure(part, i, 0), tally_figure(tally, i, 0));
            assert_int_equal(tally_figure(part, i, 2), tally_figure(tally, i, 2));
            assert_int_equal(tally_figure(part, i, 1), 0);
            assert_int_equal(tally_figure(part, i, ELSEWHERE), 0);
        }
        tally_free(part);
        tally_free(tally);
        board_done(board);
        board_free(board);
        small_release(&small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_agree_with_plain_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
