#include "report/frozen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "filled.h"

enum { AS_OF = 19258 /* 2022-09-23 */, ANXI = 5 };

static const int64_t good[] = {10, 4, 4, 1, 1, 1, 1, 1, 1, 1, 5, 2, 1, 30, 10,    6,  3,
                               1,  1, 1, 5, 2, 2, 1, 0, 0, 0, 0, 0, 0, 1,  50000, 10, 0};

static struct arena arena;
static struct filled filled;
static const struct report_override typed = {TEXT("anxi"), TEXT("c12"), 4,
                                             .reason = TEXT("县残联联合举办两场")};

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    struct text folder = arena_printf(&arena, "%s/xinfeng-2022-02", getenv("NOTICES"));
    filled_open(&arena, arena_cstr(&arena, folder), good, COUNT(good), &filled);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* The report with one typed figure, frozen and brought to bytes. */
static struct text freeze(int64_t scope, struct report *report)
{
    *report = filled_report(
        &arena, &filled,
        &(struct report_request){
            .as_of = AS_OF, .scope = scope, .overrides = &typed, .override_count = 1});
    struct figures figures = filled_figures(&filled);
    size_t width = report->form->columns.n;
    int64_t *regions = arena_array(&arena, int64_t, report->rows);
    for (size_t i = 0; i < report->rows; i++) {
        regions[i] = report->units[i]->region;
    }
    struct figure_members *members =
        arena_array(&arena, struct figure_members, width * report->rows);
    struct error error;
    assert_int_equal(figures.everybody(figures.context, &arena, report->form, &report->span,
                                       regions, report->rows, members, &error),
                     OK);
    struct frozen frozen = frozen_of(&arena, report, members);
    struct frozen_note note = {TEXT("explain"), TEXT("V17"), TEXT("说明"), TEXT("两场合办")};
    frozen.notes = &note;
    frozen.note_count = 1;
    struct buf bytes;
    buf_init(&bytes, CEILING_UPLOAD);
    frozen_write(&frozen, &bytes);
    assert_false(bytes.full);
    struct text out = arena_text(&arena, buf_text(&bytes));
    buf_release(&bytes);
    return out;
}

static struct frozen thaw(struct text bytes)
{
    struct frozen frozen;
    struct error error;
    assert_int_equal(frozen_read(&arena, bytes, &frozen, &error), OK);
    return frozen;
}

static const struct frozen_cell *at(const struct frozen *frozen, const char *unit,
                                    const char *column)
{
    struct text key = text_of(unit);
    const struct frozen_cell *cell = frozen_cell(frozen, &key, text_of(column));
    assert_non_null(cell);
    return cell;
}

static void keeps_figures_reasons_and_people(void **state)
{
    (void)state;
    struct report report;
    struct frozen frozen = thaw(freeze(0, &report));
    assert_true(text_is(frozen.report, "table2"));
    assert_int_equal(frozen.as_of, AS_OF);
    assert_int_equal(frozen.rows, 16);
    assert_true(text_is(frozen.units[ANXI].name, "安西镇"));
    assert_int_equal(at(&frozen, "anxi", "c12")->value, 4);
    assert_int_equal(at(&frozen, "anxi", "c12")->computed, 2);
    assert_true(text_equal(at(&frozen, "anxi", "c12")->reason, typed.reason));
    assert_int_equal(frozen_cell(&frozen, NULL, TEXT("c12"))->value, 34);
    struct figure_members people = frozen_members(&arena, &frozen, at(&frozen, "anxi", "c01"));
    assert_string_equal(people.ledger, "person");
    assert_int_equal(people.n, 10);
    for (size_t i = 0; i < people.n; i++) {
        assert_int_equal(people.ids[i], report.units[ANXI]->region * 1000 + (int64_t)i);
    }
    assert_int_equal(frozen_members(&arena, &frozen, at(&frozen, "anxi", "c25")).n, 0);
    assert_null(frozen_cell(&frozen, NULL, TEXT("c99")));
    assert_int_equal(frozen.note_count, 1);
    assert_true(text_is(frozen.notes[0].body, "两场合办"));
}

static void builds_the_same_report_again(void **state)
{
    (void)state;
    filled.twice = 3;
    struct report before;
    struct frozen frozen = thaw(freeze(0, &before));
    struct frozen_rows rows = {&frozen, 1, frozen_overlap(&arena, &frozen)};
    struct figures figures = frozen_figures(&rows);
    struct report_request request = {.notice = filled.notice, .form = filled.form, .as_of = AS_OF};
    request.overrides = frozen_overrides(&arena, &rows, &request.override_count);
    assert_int_equal(request.override_count, 1);
    struct report after;
    struct error error;
    assert_int_equal(report_build(&arena, &request, &figures, &after, &error), OK);
    for (size_t row = 0; row <= before.rows; row++) {
        for (size_t c = 0; c < before.form->columns.n; c++) {
            assert_true(report_cell_at(&before, row, c)->value ==
                        report_cell_at(&after, row, c)->value);
        }
    }
    struct figure_members people;
    int gone = report_column(filled.form, TEXT("c01"));
    assert_int_equal(
        report_members(&arena, &after, after.rows, (size_t)gone, &figures, &people, &error), OK);
    assert_int_equal(people.n, 16 * 10);
}

/* What sixteen townships handed in one by one is the county's table. */
static void joins_the_rows_of_units(void **state)
{
    (void)state;
    struct report whole, one;
    struct frozen expected = thaw(freeze(0, &whole));
    struct frozen *parts = arena_array(&arena, struct frozen, whole.rows);
    for (size_t i = 0; i < whole.rows; i++) {
        struct frozen part = thaw(freeze(0, &one));
        part.units += i;
        part.cells += i * part.width;
        part.rows = 1;
        parts[i] = part;
    }
    struct frozen_rows rows = {parts, whole.rows, frozen_overlap(&arena, &expected)};
    struct figures figures = frozen_figures(&rows);
    struct report_request request = {.notice = filled.notice, .form = filled.form, .as_of = AS_OF};
    request.overrides = frozen_overrides(&arena, &rows, &request.override_count);
    struct report joined;
    struct error error;
    assert_int_equal(report_build(&arena, &request, &figures, &joined, &error), OK);
    for (size_t c = 0; c < whole.form->columns.n; c++) {
        assert_true(report_cell_at(&joined, joined.rows, c)->value ==
                    report_cell_at(&whole, whole.rows, c)->value);
    }
}

static void refuses_what_was_cut_or_altered(void **state)
{
    (void)state;
    struct report report;
    struct text bytes = freeze(0, &report);
    struct frozen frozen;
    struct error error;
    size_t refused = 0;
    for (size_t n = 0; n < bytes.n; n += 1 + n / 16) {
        refused += frozen_read(&arena, text_slice(bytes, 0, n), &frozen, &error) == INVALID;
        assert_int_equal(frozen.rows, 0);
    }
    assert_true(refused > 50);
    static const char *const bad[] = {"",
                                      "NXFROZEN1\n",
                                      "NXFROZEN1\n0000000g{}",
                                      "NXFROZEN1\n00000002{}",
                                      "NXFROZEN1\n00000002[]",
                                      "NXFROZEN1\n00000009{}"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(frozen_read(&arena, text_of(bad[i]), &frozen, &error), INVALID);
    }
}

static void tells_who_came_and_who_left(void **state)
{
    (void)state;
    int64_t before[] = {1, 2, 5, 9}, now[] = {2, 3, 9, 10, 11};
    struct figure_members old = {"person", before, COUNT(before), NULL, 0};
    struct figure_members new = {"person", now, COUNT(now), NULL, 0};
    struct member_change change = members_compare(&arena, &old, &new);
    const int64_t added[] = {3, 10, 11}, removed[] = {1, 5};
    assert_int_equal(change.added_n, COUNT(added));
    assert_int_equal(change.removed_n, COUNT(removed));
    assert_memory_equal(change.added, added, sizeof(added));
    assert_memory_equal(change.removed, removed, sizeof(removed));
    struct figure_members nobody = {0};
    assert_int_equal(members_compare(&arena, &nobody, &new).added_n, COUNT(now));
    assert_int_equal(members_compare(&arena, &old, &nobody).removed_n, COUNT(before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_figures_reasons_and_people, set_up, tear_down),
        cmocka_unit_test_setup_teardown(builds_the_same_report_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(joins_the_rows_of_units, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_what_was_cut_or_altered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_who_came_and_who_left, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
