/* Reports on their way between unit and county: rounds, deadlines, what is refused, what is frozen.
 */
#include "domain/campaign/submission_board.h"
#include "domain/campaign/submitting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "county.h"
#include "domain/campaign/report_note.h"
#include "domain/campaign/summary_draft.h"
#include "domain/people/employment_spell.h"
#include "format/unpack.h"
#include "ledger/change.h"
#include "ledger/rows.h"

enum { CLERK = 21, OTHER_CLERK = 22, CENTRE = 31, COLLEAGUE = 32 };

static const int64_t anxi = 360722105000;

static void stand(struct county *county, const char *iso)
{
    county->now = clock_noon(county_day(iso));
}

/* ---- rounds ---- */

static struct rounds rounds(struct county *county, const struct setting *settings, size_t n)
{
    const struct app_books *books = app_books(county->app);
    struct settings set = {settings, n};
    return rounds_of(&county->arena, books->notice, books->calendar, &set);
}

static void follow_from_the_calendar(void **state)
{
    struct county *county = *state;
    struct rounds all = rounds(county, NULL, 0);
    const struct round *first = round_find(&all, TEXT("table2"), TEXT("first"));
    const struct round *second = round_find(&all, TEXT("table2"), TEXT("second"));
    assert_non_null(first);
    assert_ptr_equal(round_before(&all, second), first);
    assert_null(round_before(&all, first));
    assert_int_equal(second->remind, county_day("2022-10-21"));
    assert_int_equal(second->lock, DATE_NONE);
    size_t weeks = 0;
    for (size_t i = 0; i < all.n; i++) {
        if (text_is(all.at[i].form->key, "weekly")) {
            weeks++;
            assert_int_equal(all.at[i].due, DATE_NONE);
            assert_false(round_is_late(app_books(county->app)->notice, &all.at[i],
                                       county_day("2022-12-31")));
        }
    }
    assert_int_equal(weeks, 10); /* 1 September is a Thursday, 31 October a Monday */
}

static void end_on_the_weekday_that_the_county_chose(void **state)
{
    struct county *county = *state;
    const struct setting chosen[] = {{TEXT("report_weekday"), TEXT("5")},
                                     {TEXT("lock_days"), TEXT("3")}};
    struct rounds all = rounds(county, chosen, COUNT(chosen));
    const struct round *week = round_find(&all, TEXT("weekly"), TEXT("2022-09-30"));
    assert_non_null(week);
    assert_int_equal(week->from, county_day("2022-09-24"));
    assert_int_equal(week->due, county_day("2022-09-30"));
    /* three working days after Friday 30 September, over 国庆: 8 and 9 October are worked */
    assert_int_equal(week->lock, county_day("2022-10-10"));
    assert_int_equal(week->remind, county_day("2022-09-28"));
    const struct round *last = round_find(&all, TEXT("case"), TEXT("2022-10-31"));
    assert_non_null(last);
    assert_int_equal(last->from, county_day("2022-10-29"));
}

/* Every day of the campaign, over 中秋 and 国庆: when each round begins to be late. */
static void are_late_from_the_day_after(void **state)
{
    struct county *county = *state;
    const struct setting chosen[] = {{TEXT("report_weekday"), TEXT("5")}};
    struct rounds all = rounds(county, chosen, COUNT(chosen));
    const struct notice *notice = app_books(county->app)->notice;
    static const struct {
        const char *report, *round, *due;
    } known[] = {
        {"table2", "first", "2022-09-23"},      {"table2", "second", "2022-10-23"},
        {"quarter", "d09", "2022-09-30"},       {"summary", "d06", "2022-11-01"},
        {"weekly", "2022-09-09", "2022-09-09"}, {"case", "2022-10-07", "2022-10-07"},
    };
    for (int32_t day = county_day("2022-09-08"); day <= county_day("2022-11-01"); day++) {
        for (size_t i = 0; i < COUNT(known); i++) {
            const struct round *round =
                round_find(&all, text_of(known[i].report), text_of(known[i].round));
            assert_non_null(round);
            assert_int_equal(round_is_late(notice, round, day), day > county_day(known[i].due));
        }
    }
}

/* ---- handing in ---- */

static enum status as(struct county *county, enum role role, int64_t region, int64_t user,
                      const char *round, const char *unit, struct submitting *s)
{
    county_write(county, role, region);
    county->actor.user = user;
    county->errors = (struct errors){0};
    return submitting_open(county->app, &county->work, TEXT("table2"), text_of(round),
                           text_of(unit), s, &county->error);
}

static bool has_fault(const struct county *county, const char *start)
{
    for (size_t i = 0; i < county->errors.n; i++) {
        if (strncmp(county->errors.at[i].field, start, strlen(start)) == 0) {
            return true;
        }
    }
    return false;
}

/* Hands in; every warning gets a sentence, every error a failure of the test. */
static enum status hand_in(struct county *county, enum role role, int64_t user, const char *round,
                           const char *unit, int64_t region)
{
    struct submitting s;
    county_ok(county, as(county, role, region, user, round, unit, &s));
    enum status status = submitting_submit(&s, &county->errors, &county->error);
    if (status == INVALID) {
        struct errors refused = county->errors;
        county->errors = (struct errors){0};
        for (size_t i = 0; i < refused.n; i++) {
            if (strncmp(refused.at[i].field, "explain.", 8) != 0) {
                fail_msg("%s %.*s", refused.at[i].field, TEXT_ARG(refused.at[i].message));
            }
            struct submitting_words words = {NOTE_EXPLAIN, text_of(refused.at[i].field + 8),
                                             TEXT("已核对，情况属实")};
            county_ok(county, submitting_write(&s, &words, 1, &county->errors, &county->error));
        }
        status = submitting_submit(&s, &county->errors, &county->error);
    }
    county_end(county);
    return status;
}

static struct text state_of(struct county *county, const char *round, const char *unit)
{
    struct submitting s;
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, round, unit, &s));
    struct text state = submitting_state(&s);
    county_end(county);
    return state;
}

static enum status county_step(struct county *county, int64_t user, const char *round,
                               const char *unit, const char *step, const char *reason)
{
    struct submitting s;
    county_ok(county, as(county, ROLE_COUNTY, county_code, user, round, unit, &s));
    enum status status =
        submitting_step(&s, step, text_of(reason), NULL, 0, &county->errors, &county->error);
    county_end(county);
    return status;
}

static void is_handed_in_once(void **state)
{
    struct county *county = *state;
    stand(county, "2022-09-22");
    assert_int_equal(hand_in(county, ROLE_TOWNSHIP, CLERK, "first", "anxi", anxi), OK);
    assert_true(text_is(state_of(county, "first", "anxi"), "submitted"));
    assert_int_equal(hand_in(county, ROLE_TOWNSHIP, OTHER_CLERK, "first", "anxi", anxi), CONFLICT);
    struct submitting s;
    county_ok(county, as(county, ROLE_TOWNSHIP, anxi, CLERK, "first", "anxi", &s));
    assert_false(submitting_may(&s).write);
    assert_int_equal(s.row->value[SUBMISSION_LATE].number, 0);
    struct frozen *frozen;
    county_ok(county, submitting_frozen(&s, s.row, &frozen, &county->error));
    assert_int_equal(frozen->rows, 1);
    assert_int_equal(frozen->as_of, county_day("2022-09-23"));
    county_end(county);
}

static void is_nobody_elses(void **state)
{
    struct county *county = *state;
    struct submitting s;
    assert_int_equal(as(county, ROLE_TOWNSHIP, county_town, CLERK, "first", "anxi", &s), NOT_FOUND);
    county_end(county);
    assert_int_equal(as(county, ROLE_TOWNSHIP, anxi, CLERK, "third", "anxi", &s), NOT_FOUND);
    county_end(county);
    assert_int_equal(as(county, ROLE_TOWNSHIP, anxi, CLERK, "first", "county", &s), NOT_FOUND);
    county_end(county);
    county_ok(county, as(county, ROLE_AUDITOR, county_code, CLERK, "second", "anxi", &s));
    assert_int_equal(submitting_submit(&s, &county->errors, &county->error), CONFLICT);
    county_end(county);
}

static void comes_back_with_remarks(void **state)
{
    struct county *county = *state;
    struct submitting s;
    struct submitting_words remark = {NOTE_REMARK, TEXT("c11"), TEXT("走访人次与台账不符")};
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "first", "anxi", &s));
    assert_int_equal(
        submitting_step(&s, "return", TEXT_EMPTY, NULL, 0, &county->errors, &county->error),
        INVALID);
    county->errors = (struct errors){0};
    county_ok(county, submitting_step(&s, "return", TEXT("请核对走访"), &remark, 1, &county->errors,
                                      &county->error));
    county_end(county);
    county_ok(county, as(county, ROLE_TOWNSHIP, anxi, CLERK, "first", "anxi", &s));
    assert_true(text_is(submitting_state(&s), "returned"));
    assert_true(text_is(submitting_note(&s, NOTE_REMARK, TEXT("c11")), "走访人次与台账不符"));
    assert_true(submitting_may(&s).submit);
    struct submitting_words own = {NOTE_REMARK, TEXT("c12"), TEXT("县里看漏了")};
    assert_int_equal(submitting_write(&s, &own, 1, &county->errors, &county->error), INVALID);
    county_end(county);
    stand(county, "2022-09-26"); /* again after the deadline: the first time was in time */
    assert_int_equal(hand_in(county, ROLE_TOWNSHIP, CLERK, "first", "anxi", anxi), OK);
    county_ok(county, as(county, ROLE_TOWNSHIP, anxi, CLERK, "first", "anxi", &s));
    assert_int_equal(s.row->value[SUBMISSION_TIMES].number, 2);
    assert_int_equal(s.row->value[SUBMISSION_LATE].number, 0);
    county_end(county);
}

static void is_accepted_by_another_person(void **state)
{
    struct county *county = *state;
    assert_int_equal(hand_in(county, ROLE_COUNTY, CENTRE, "first", "gubei", county_code), OK);
    assert_int_equal(county_step(county, CENTRE, "first", "gubei", "accept", ""), DENIED);
    assert_int_equal(county_step(county, COLLEAGUE, "first", "gubei", "accept", ""), OK);
    struct submitting s;
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "first", "gubei", &s));
    assert_int_equal(s.row->value[SUBMISSION_LATE].number, 1);
    county_end(county);
}

static void stays_as_it_was_handed_in(void **state)
{
    struct county *county = *state;
    struct submitting s;
    struct report before, now, shown;
    struct figure_members *members;
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "first", "gubei", &s));
    county_ok(county, submitting_shown(&s, &before, &members, &county->error));
    size_t c16 = (size_t)report_column(before.form, TEXT("c16"));
    int64_t helped = report_cell_at(&before, 0, c16)->value;
    /* One of the recognised people is helped into a job on a day inside the round. */
    size_t c01 = (size_t)report_column(before.form, TEXT("c01"));
    assert_true(members[c01].n > 0);
    bool found = false;
    for (size_t i = 0; i < members[c01].n && !found; i++) {
        bool counted = false;
        for (size_t k = 0; k < members[c16].n; k++) {
            counted = counted || members[c16].ids[k] == members[c01].ids[i];
        }
        if (counted) {
            continue;
        }
        struct change change = change_create(&county->work, &employment_spell_ledger);
        change_set(&change, EMPLOYMENT_SPELL_PERSON, value_number(members[c01].ids[i]));
        change_set(&change, EMPLOYMENT_SPELL_CHANNEL, value_text(TEXT("2")));
        change_set(&change, EMPLOYMENT_SPELL_START,
                   value_date((struct date){county_day("2022-09-20"), DATE_DAY}));
        change_set(&change, EMPLOYMENT_SPELL_HELPED, value_number(1));
        found = change_save(&change, &county->errors, &county->error) == OK;
    }
    assert_true(found);
    county_end(county);
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "first", "gubei", &s));
    county_ok(county, submitting_shown(&s, &shown, &members, &county->error));
    assert_int_equal(report_cell_at(&shown, 0, c16)->value, helped);
    struct figure_members *live;
    struct frozen *frozen;
    county_ok(county, submitting_report(&s, &now, &live, &county->error));
    county_ok(county, submitting_frozen(&s, s.row, &frozen, &county->error));
    assert_int_equal(report_cell_at(&now, 0, c16)->value, helped + 1);
    struct text gubei = TEXT("gubei");
    struct figure_members old =
        frozen_members(&county->arena, frozen, frozen_cell(frozen, &gubei, TEXT("c16")));
    struct member_change change = members_compare(&county->arena, &old, &live[c16]);
    assert_int_equal(change.added_n, 1);
    assert_int_equal(change.removed_n, 0);
    county_end(county);
}

static void goes_up_when_all_below_have(void **state)
{
    struct county *county = *state;
    struct submitting s;
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "first", "county", &s));
    assert_int_equal(submitting_seal(&s, TEXT_EMPTY, NULL, 0, &county->errors, &county->error),
                     CONFLICT);
    assert_true(text_has(county->error.message, TEXT("安西镇（已报送）")));
    assert_true(text_has(county->error.message, TEXT("嘉定镇（未报送）")));
    assert_false(text_has(county->error.message, TEXT("古陂镇")));
    county_end(county);
    const struct notice *notice = app_books(county->app)->notice;
    assert_int_equal(county_step(county, COLLEAGUE, "first", "anxi", "accept", ""), OK);
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind != UNIT_TOWNSHIP || text_is(unit->key, "anxi") ||
            text_is(unit->key, "gubei")) {
            continue;
        }
        char key[64];
        snprintf(key, sizeof(key), "%.*s", TEXT_ARG(unit->key));
        assert_int_equal(hand_in(county, ROLE_TOWNSHIP, CLERK, "first", key, unit->region), OK);
        assert_int_equal(county_step(county, COLLEAGUE, "first", key, "accept", ""), OK);
    }
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "first", "county", &s));
    struct report joined;
    struct figure_members *members;
    county_ok(county, submitting_report(&s, &joined, &members, &county->error));
    int64_t sum = 0;
    for (size_t row = 0; row < joined.rows; row++) {
        sum += report_cell_at(&joined, row, 0)->value;
    }
    assert_true(report_cell_at(&joined, joined.rows, 0)->value <= sum);
    assert_true(sum > 0);
    enum status status = submitting_seal(&s, TEXT("五个部门只报文字，另行收集"), NULL, 0,
                                         &county->errors, &county->error);
    if (status == INVALID) { /* the county's own warnings */
        struct errors refused = county->errors;
        county->errors = (struct errors){0};
        struct submitting_words *words =
            arena_array(&county->arena, struct submitting_words, refused.n);
        for (size_t i = 0; i < refused.n; i++) {
            assert_int_equal(strncmp(refused.at[i].field, "explain.", 8), 0);
            words[i] = (struct submitting_words){NOTE_EXPLAIN, text_of(refused.at[i].field + 8),
                                                 TEXT("已逐户核对")};
        }
        status = submitting_seal(&s, TEXT("五个部门只报文字，另行收集"), words, refused.n,
                                 &county->errors, &county->error);
    }
    county_ok(county, status);
    county_end(county);
    assert_true(text_is(state_of(county, "first", "county"), "frozen"));
    assert_true(text_is(state_of(county, "first", "anxi"), "frozen"));
    assert_int_equal(county_step(county, CENTRE, "first", "anxi", "return", "再看看"), CONFLICT);
}

/* One part of a package. */
static struct text part_of(struct county *county, struct text package, const char *name)
{
    struct zip zip;
    struct unpack part;
    county_ok(county, zip_read(&county->arena, package, &zip, &county->error));
    const struct zip_entry *entry = zip_find(&zip, text_of(name));
    assert_non_null(entry);
    unpack_open(&part, &county->arena, entry, UNPACK_CHUNK);
    do {
        county_ok(county, unpack_more(&part, &county->arena, &county->error));
    } while (!part.last);
    return (struct text){part.p, (size_t)(part.end - part.p)};
}

static void is_what_the_summary_is_drafted_from(void **state)
{
    struct county *county = *state;
    struct submitting s, table;
    struct frozen *frozen;
    county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, submitting_open(county->app, &county->work, TEXT("summary"), TEXT("d06"),
                                      TEXT("county"), &s, &county->error));
    county_ok(county, submitting_open(county->app, &county->work, TEXT("table2"), TEXT("first"),
                                      TEXT("county"), &table, &county->error));
    county_ok(county, submitting_frozen(&table, table.row, &frozen, &county->error));
    struct buf out;
    buf_init(&out, 1 << 20);
    county_ok(county, summary_draft(&s, &out, &county->error));
    struct text package = arena_text(&county->arena, buf_text(&out));
    buf_release(&out);
    struct text document = part_of(county, package, "word/document.xml");
    struct text notes = part_of(county, package, "word/footnotes.xml");
    int64_t recognised = frozen_cell(frozen, NULL, TEXT("c01"))->value;
    assert_true(recognised > 0);
    assert_true(text_has(document, arena_printf(&county->arena,
                                                "preserve\">%lld</w:t></w:r><w:r><w:rPr>"
                                                "<w:rStyle w:val=\"FootnoteReference\"/>",
                                                (long long)recognised)));
    assert_true(text_has(notes, TEXT("附表2 第一次（9月23日） 合计行“认定的援助对象人数”")));
    assert_true(text_has(notes, text_slice(table.row->value[SUBMISSION_FROZEN].text, 0, 16)));
    assert_false(text_has(document, TEXT("待填")));
    county_end(county);
}

static void opens_again_as_a_whole(void **state)
{
    struct county *county = *state;
    struct submitting s;
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "first", "county", &s));
    county_ok(county,
              submitting_reopen(&s, TEXT("安西镇数字有误"), &county->errors, &county->error));
    county_end(county);
    assert_true(text_is(state_of(county, "first", "county"), "returned"));
    assert_true(text_is(state_of(county, "first", "anxi"), "accepted"));
    assert_int_equal(county_step(county, CENTRE, "first", "anxi", "return", "更正走访人次"), OK);
}

static void is_compared_with_the_round_before(void **state)
{
    struct county *county = *state;
    struct submitting s;
    stand(county, "2022-10-18");
    county_ok(county, as(county, ROLE_TOWNSHIP, anxi, CLERK, "second", "anxi", &s));
    struct frozen *before;
    county_ok(county, submitting_before(&s, &before, &county->error));
    assert_non_null(before);
    assert_int_equal(before->as_of, county_day("2022-09-23"));
    struct report report;
    struct figure_members *members;
    county_ok(county, submitting_report(&s, &report, &members, &county->error));
    for (size_t i = 0; i < report.unasked_count; i++) {
        assert_false(text_has(report.unasked[i].why, TEXT("上一次")));
    }
    county_end(county);
}

static struct submission_stand standing_of(struct county *county, const char *unit, const char *day)
{
    struct submitting s;
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "second", unit, &s));
    struct submission_stand stand = submission_stand_at(s.row, county_day(day));
    county_end(county);
    return stand;
}

static struct submission_stand standing(struct county *county, const char *day)
{
    return standing_of(county, "anxi", day);
}

/* The light of 安西镇's second Table 2 on the board of a day. */
static const char *stands(struct county *county, const char *day)
{
    struct text unit, round, light = TEXT_EMPTY;
    struct buf text;
    buf_init(&text, 1 << 20);
    struct json_out out = json_into(&text);
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, submission_board_json(county->app, &county->work, county_day(day), &out,
                                            &county->error));
    const struct json *rounds = json_member(county_tree(county, &text), "rounds");
    buf_release(&text);
    county_end(county);
    for (size_t i = 0; i < rounds->n; i++) {
        const struct json *units = json_member(&rounds->at[i], "units");
        assert_true(json_text(json_member(&rounds->at[i], "round"), &round));
        for (size_t k = 0; text_is(round, "second") && k < units->n; k++) {
            assert_true(json_text(json_member(&units->at[k], "unit"), &unit));
            if (text_is(unit, "anxi")) {
                assert_true(json_text(json_member(&units->at[k], "light"), &light));
            }
        }
    }
    return arena_cstr(&county->arena, light);
}

static void locks_unless_the_county_lets_it(void **state)
{
    struct county *county = *state;
    stand(county, "2022-10-18");
    county_set(county, "lock_days", "1");
    stand(county, "2022-10-25");
    struct submitting s;
    county_ok(county, as(county, ROLE_TOWNSHIP, anxi, CLERK, "second", "anxi", &s));
    assert_true(submitting_locked(&s));
    assert_int_equal(submitting_submit(&s, &county->errors, &county->error), CONFLICT);
    county_end(county);
    assert_string_equal(stands(county, "2022-10-25"), "red");
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "second", "anxi", &s));
    assert_int_equal(submitting_extend(&s, county_day("2022-10-24"), TEXT_EMPTY, &county->errors,
                                       &county->error),
                     INVALID);
    assert_true(has_fault(county, "reason") && has_fault(county, "until"));
    county->errors = (struct errors){0};
    county_ok(county, submitting_extend(&s, county_day("2022-10-27"), TEXT("台风停电"),
                                        &county->errors, &county->error));
    county_end(county);
    assert_string_equal(stands(county, "2022-10-25"), "yellow"); /* late with leave */
    assert_string_equal(stands(county, "2022-10-28"), "red");    /* which ends */
    stand(county, "2022-10-26");
    assert_int_equal(hand_in(county, ROLE_TOWNSHIP, CLERK, "second", "anxi", anxi), OK);
    county_ok(county, as(county, ROLE_TOWNSHIP, anxi, CLERK, "second", "anxi", &s));
    assert_int_equal(s.row->value[SUBMISSION_LATE].number, 1);
    county_end(county);
    assert_int_equal(county_step(county, COLLEAGUE, "second", "anxi", "accept", ""), OK);
    struct submission_stand now = standing(county, "2022-10-26");
    assert_string_equal(now.state, "accepted"); /* accepting does not make it punctual */
    assert_true(now.late && now.extended_to == county_day("2022-10-27"));
    now = standing(county, "2022-10-25");
    assert_string_equal(now.state, "draft");
    assert_false(now.late);
    assert_null(standing(county, "2022-10-24").state);
}

/* A form open on the screen when the deadline, and then the lock, passes: what it says is kept, it
 * is answered in words, and goes up when the county lets it; late it is. */
static void stays_open_past_its_deadline_and_its_lock(void **state)
{
    struct county *county = *state;
    struct submitting s;
    struct submitting_words typed = {NOTE_COMMENT, TEXT_EMPTY, TEXT("安置数待核")};
    const int64_t gubei = 360722102000;
    stand(county, "2022-10-23");
    county_ok(county, as(county, ROLE_TOWNSHIP, gubei, CLERK, "second", "gubei", &s));
    assert_true(submitting_may(&s).submit); /* the form is opened */
    county_end(county);
    county->now = clock_noon(county_day("2022-10-24")) - 11LL * 3600000; /* 01:00 that night */
    assert_int_equal(hand_in(county, ROLE_TOWNSHIP, CLERK, "second", "gubei", gubei), OK);
    assert_true(standing_of(county, "gubei", "2022-10-24").late);

    stand(county, "2022-10-24"); /* the last day before the lock */
    county_ok(county, as(county, ROLE_TOWNSHIP, county_town, CLERK, "second", "jiading", &s));
    assert_true(submitting_may(&s).submit);
    county_end(county);
    stand(county, "2022-10-25");
    county_ok(county, as(county, ROLE_TOWNSHIP, county_town, CLERK, "second", "jiading", &s));
    county_ok(county, submitting_write(&s, &typed, 1, &county->errors, &county->error));
    assert_int_equal(submitting_submit(&s, &county->errors, &county->error), CONFLICT);
    assert_true(text_has(county->error.message, TEXT("已经锁定")));
    assert_true(text_has(county->error.hint, TEXT("准予补报")));
    county_end(county);
    county_ok(county, as(county, ROLE_TOWNSHIP, county_town, CLERK, "second", "jiading", &s));
    assert_true(text_is(submitting_note(&s, NOTE_COMMENT, TEXT_EMPTY), "安置数待核"));
    assert_true(submitting_may(&s).write);
    county_end(county);
    county_ok(county, as(county, ROLE_COUNTY, county_code, CENTRE, "second", "jiading", &s));
    county_ok(county, submitting_extend(&s, county_day("2022-10-26"), TEXT("锁定时正在填"),
                                        &county->errors, &county->error));
    county_end(county);
    assert_int_equal(hand_in(county, ROLE_TOWNSHIP, CLERK, "second", "jiading", county_town), OK);
    assert_true(standing_of(county, "jiading", "2022-10-25").late);
}

static void needs_its_words(void **state)
{
    struct county *county = *state;
    stand(county, "2022-11-01");
    struct submitting s;
    county_write(county, ROLE_TOWNSHIP, anxi);
    county->actor.user = CLERK;
    county->errors = (struct errors){0};
    county_ok(county, submitting_open(county->app, &county->work, TEXT("summary"), TEXT("d06"),
                                      TEXT("anxi"), &s, &county->error));
    assert_int_equal(submitting_submit(&s, &county->errors, &county->error), INVALID);
    assert_true(has_fault(county, "prose.work") && has_fault(county, "prose.next"));
    county->errors = (struct errors){0};
    static const char long_text[] =
        "全镇十二个村逐户走访，建立一人一策台账，每周调度一次，村干部包户到人，共走访三百二十户，"
        "推荐岗位九百六十个，组织专场招聘会两场，现场签约四十五人。";
    const struct submitting_words words[] = {
        {NOTE_PROSE, TEXT("work"), text_of(long_text)},
        {NOTE_PROSE, TEXT("effect"), text_of(long_text)},
        {NOTE_PROSE, TEXT("problems"), TEXT("无")},
        {NOTE_PROSE, TEXT("next"), TEXT("坚持每周调度，对未就业的逐人再推荐")},
    };
    county_ok(county, submitting_write(&s, words, COUNT(words), &county->errors, &county->error));
    county_ok(county, submitting_submit(&s, &county->errors, &county->error));
    struct frozen *frozen;
    county_ok(county, submitting_frozen(&s, s.row, &frozen, &county->error));
    assert_int_equal(frozen->rows, 0);
    assert_int_equal(frozen->note_count, COUNT(words));
    county_end(county);
}

static void asks_a_case_for_its_photo(void **state)
{
    struct county *county = *state;
    struct submitting s;
    county_write(county, ROLE_TOWNSHIP, anxi);
    county->actor.user = CLERK;
    county->errors = (struct errors){0};
    county_ok(county, submitting_open(county->app, &county->work, TEXT("case"), TEXT("2022-10-30"),
                                      TEXT("anxi"), &s, &county->error));
    assert_int_equal(submitting_submit(&s, &county->errors, &county->error), INVALID);
    assert_true(has_fault(county, "photos"));
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follow_from_the_calendar),
        cmocka_unit_test(end_on_the_weekday_that_the_county_chose),
        cmocka_unit_test(are_late_from_the_day_after),
        cmocka_unit_test(is_handed_in_once),
        cmocka_unit_test(is_nobody_elses),
        cmocka_unit_test(comes_back_with_remarks),
        cmocka_unit_test(is_accepted_by_another_person),
        cmocka_unit_test(stays_as_it_was_handed_in),
        cmocka_unit_test(goes_up_when_all_below_have),
        cmocka_unit_test(is_what_the_summary_is_drafted_from),
        cmocka_unit_test(opens_again_as_a_whole),
        cmocka_unit_test(is_compared_with_the_round_before),
        cmocka_unit_test(locks_unless_the_county_lets_it),
        cmocka_unit_test(stays_open_past_its_deadline_and_its_lock),
        cmocka_unit_test(needs_its_words),
        cmocka_unit_test(asks_a_case_for_its_photo),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
