#include "ledger/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

static const struct field a_text = {.name = "phone", .label = "电话", .kind = KIND_PHONE};
static const struct field some_codes = {
    .name = "kinds", .label = "类别", .kind = KIND_CODES, .codes = "kinds"};

/* "-": empty; "?": absent. */
static struct value value_of(const char *word)
{
    if (strcmp(word, "-") == 0) {
        return VALUE_NULL;
    }
    return strcmp(word, "?") == 0 ? (struct value){.state = VALUE_ABSENT}
                                  : value_text(text_of(word));
}

static void decides_each_case(void **state)
{
    static const struct {
        const struct field *field;
        const char *base, *ours, *theirs;
        enum merge_side side;
        const char *merged;
    } cases[] = {
        {&a_text, "1", "1", "1", MERGE_NEITHER, "1"},
        {&a_text, "-", "-", "-", MERGE_NEITHER, "-"},
        {&a_text, "1", "1", "?", MERGE_NEITHER, "1"},
        {&a_text, "1", "2", "1", MERGE_OURS, "2"},
        {&a_text, "1", "2", "?", MERGE_OURS, "2"},
        {&a_text, "1", "-", "1", MERGE_OURS, "-"},
        {&a_text, "1", "1", "2", MERGE_THEIRS, "2"},
        {&a_text, "-", "-", "2", MERGE_THEIRS, "2"},
        {&a_text, "1", "1", "-", MERGE_THEIRS, "-"},
        {&a_text, "1", "2", "2", MERGE_ALIKE, "2"},
        {&a_text, "1", "-", "-", MERGE_ALIKE, "-"},
        {&a_text, "1", "2", "3", MERGE_CONFLICT, "2"},
        {&a_text, "1", "-", "3", MERGE_CONFLICT, "-"},
        {&a_text, "1", "2", "-", MERGE_CONFLICT, "2"},
        {&some_codes, "01,02", "01,02", "01", MERGE_THEIRS, "01"},
        {&some_codes, "01,02", "01,02,03", "02", MERGE_JOINED, "02,03"},
        {&some_codes, "01", "01,02", "01,03", MERGE_JOINED, "01,02,03"},
        {&some_codes, "-", "02", "01", MERGE_JOINED, "01,02"},
        {&some_codes, "01,02", "01", "02", MERGE_JOINED, "-"},
        {&some_codes, "01", "-", "01,05", MERGE_JOINED, "05"},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct value base = value_of(cases[i].base), ours = value_of(cases[i].ours);
        struct value theirs = value_of(cases[i].theirs), wanted = value_of(cases[i].merged), out;
        enum merge_side side = merge_value(&arena, cases[i].field, &base, &ours, &theirs, &out);
        if (side != cases[i].side || !value_equal(&out, &wanted)) {
            fail_msg("case %zu: side %d, merged %.*s", i, (int)side, TEXT_ARG(out.text));
        }
    }
    arena_release(&arena);
}

static struct value any_value(struct dice *dice, struct arena *arena, const struct field *field)
{
    if (dice_percent(dice, 20)) {
        return VALUE_NULL;
    }
    if (field->kind != KIND_CODES) {
        return value_text(arena_printf(arena, "%u", dice_below(dice, 3)));
    }
    struct text codes = TEXT_EMPTY;
    for (int code = 1; code <= 5; code++) {
        if (dice_percent(dice, 50)) {
            codes =
                arena_printf(arena, "%.*s%s%02d", TEXT_ARG(codes), codes.n > 0 ? "," : "", code);
        }
    }
    return codes.n > 0 ? value_text(codes) : VALUE_NULL;
}

/* What must hold whatever the three versions are. */
static void check_laws(struct arena *arena, const struct field *field, const struct value *base,
                       const struct value *ours, const struct value *theirs)
{
    static const enum merge_side mirror[MERGE_SIDE__COUNT] = {
        [MERGE_NEITHER] = MERGE_NEITHER, [MERGE_OURS] = MERGE_THEIRS,
        [MERGE_THEIRS] = MERGE_OURS,     [MERGE_ALIKE] = MERGE_ALIKE,
        [MERGE_JOINED] = MERGE_JOINED,   [MERGE_CONFLICT] = MERGE_CONFLICT};
    struct value one, other, again;
    enum merge_side side = merge_value(arena, field, base, ours, theirs, &one);
    assert_int_equal(merge_value(arena, field, base, theirs, ours, &other), mirror[side]);
    assert_true(side == MERGE_CONFLICT || value_equal(&one, &other));
    assert_true(side != MERGE_CONFLICT || field->kind != KIND_CODES);
    /* A side that changed nothing gives way; the same change twice is that change. */
    merge_value(arena, field, base, ours, base, &again);
    assert_true(value_equal(&again, ours));
    merge_value(arena, field, base, base, theirs, &again);
    assert_true(value_equal(&again, theirs));
    assert_true(merge_value(arena, field, base, ours, ours, &again) <= MERGE_ALIKE);
    assert_true(value_equal(&again, ours));
    /* What was merged says nothing new when it comes back once more. */
    if (side != MERGE_CONFLICT) {
        assert_true(merge_value(arena, field, theirs, &one, theirs, &again) <= MERGE_OURS);
        assert_true(value_equal(&again, &one));
    }
}

static void keeps_its_laws_for_any_three(void **state)
{
    struct dice dice = dice_seeded(20220908);
    const struct field *fields[] = {&a_text, &some_codes};
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct arena arena;
        arena_init(&arena);
        const struct field *field = fields[i % 2];
        struct value base = any_value(&dice, &arena, field);
        struct value ours = any_value(&dice, &arena, field);
        struct value theirs = any_value(&dice, &arena, field);
        check_laws(&arena, field, &base, &ours, &theirs);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides_each_case),
        cmocka_unit_test(keeps_its_laws_for_any_three),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
