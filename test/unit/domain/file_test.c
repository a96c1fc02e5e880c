#include "domain/people/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "county.h"
#include "domain/people/employment_spell.h"
#include "domain/people/household.h"
#include "domain/people/person.h"
#include "facts/follow.h"
#include "ledger/change.h"

enum { FILE_CEILING = 1 << 20 };

static const struct json *file_of(struct county *county, int64_t person)
{
    struct buf text;
    buf_init(&text, FILE_CEILING);
    struct json_out out = json_into(&text);
    county_ok(county, file_json(&county->work, person, &out, &county->error));
    const struct json *tree = county_tree(county, &text);
    buf_release(&text);
    return tree;
}

static int64_t save(struct county *county, struct change *change)
{
    county_ok(county, change_save(change, &county->errors, &county->error));
    return change->row->id;
}

static int64_t new_person(struct county *county, const char *name, int64_t household,
                          const char *relation)
{
    struct change change = change_create(&county->work, &person_ledger);
    change_set(&change, PERSON_NAME, value_text(text_of(name)));
    change_set(&change, PERSON_BIRTH,
               value_date((struct date){county_day("1985-06-06"), DATE_DAY}));
    change_set(&change, PERSON_REGION, value_number(county_town + 201));
    change_set(&change, PERSON_RELATION, value_text(text_of(relation)));
    change_set(&change, PERSON_PHONE, value_text(TEXT("13800138000")));
    if (household != 0) {
        change_set(&change, PERSON_HOUSEHOLD, value_number(household));
    }
    return save(county, &change);
}

static int64_t new_household(struct county *county)
{
    struct change change = change_create(&county->work, &household_ledger);
    change_set(&change, HOUSEHOLD_HEAD_NAME, value_text(TEXT("欧阳娜")));
    change_set(&change, HOUSEHOLD_REGION, value_number(county_town + 201));
    return save(county, &change);
}

static int64_t new_spell(struct county *county, int64_t person, const char *start)
{
    struct change change = change_create(&county->work, &employment_spell_ledger);
    change_set(&change, EMPLOYMENT_SPELL_PERSON, value_number(person));
    change_set(&change, EMPLOYMENT_SPELL_CHANNEL, value_text(TEXT("1")));
    change_set(&change, EMPLOYMENT_SPELL_EMPLOYER, value_text(TEXT("演示制衣厂")));
    change_set(&change, EMPLOYMENT_SPELL_START,
               value_date((struct date){county_day(start), DATE_DAY}));
    return save(county, &change);
}

static void change_phone(struct county *county, int64_t person, const char *phone)
{
    struct row *row;
    county_ok(county,
              rows_get(&county->work, &person_ledger, person, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(&county->work, row);
    change_set(&change, PERSON_PHONE, value_text(text_of(phone)));
    save(county, &change);
}

static struct text word(const struct json *object, const char *member)
{
    struct text text = TEXT_EMPTY;
    json_text(json_member(object, member), &text);
    return text;
}

static void tells_household_rows_and_clarity(void **state)
{
    struct county *county = *state;
    county_write(county, ROLE_COUNTY, county_code);
    int64_t household = new_household(county);
    int64_t wife = new_person(county, "欧阳娜", household, "0");
    int64_t man = new_person(county, "张三", household, "1");
    int64_t spell = new_spell(county, man, "2022-09-05");
    const struct json *file = file_of(county, wife);
    const struct json *members = json_member(file, "members");
    assert_int_equal(members->n, 1); /* he; she is the person herself */
    assert_true(text_is(word(&members->at[0], "name"), "张三"));
    assert_true(text_is(word(&members->at[0], "relation"), "配偶"));
    assert_true(text_is(word(&members->at[0], "status"), "在业"));
    assert_int_equal(json_member(&members->at[0], "age")->number, 37);
    assert_true(text_is(word(json_member(file, "household"), "head_name"), "欧阳娜"));
    assert_int_equal(json_member(file, "employment_spell")->n, 0);

    file = file_of(county, man);
    const struct json *spells = json_member(file, "employment_spell");
    int64_t id;
    assert_int_equal(spells->n, 1);
    assert_true(json_id(json_member(&spells->at[0], "id"), &id));
    assert_int_equal(id, spell);
    const struct json *parts = json_member(json_member(file, "clarity"), "parts");
    assert_int_equal(parts->n, 4);
    assert_false(json_member(&parts->at[0], "ok")->number);
    /* Every ledger about people has its list, filled or not. */
    for (const struct ledger *const *l = county->app->ledgers; *l != NULL; l++) {
        assert_int_equal((*l)->person >= 0,
                         json_member(file, (*l)->name) != NULL &&
                             json_member(file, (*l)->name)->kind == JSON_KIND_LIST);
    }
    county_end(county);
}

static void tells_what_happened_newest_first_and_masked(void **state)
{
    struct county *county = *state;
    county_write(county, ROLE_COUNTY, county_code);
    int64_t person = new_person(county, "李四", 0, "0");
    int64_t spell = new_spell(county, person, "2022-09-05");
    change_phone(county, person, "13900139000");
    struct row *row;
    county_ok(county, rows_get(&county->work, &employment_spell_ledger, spell, ROWS_PLAIN, &row,
                               &county->error));
    struct change gone = change_edit(&county->work, row);
    gone.reason = TEXT("录错了人");
    county_ok(county, change_remove(&gone, &county->error));

    const struct json *file = file_of(county, person);
    assert_int_equal(json_member(file, "employment_spell")->n, 0); /* out of use … */
    const struct json *timeline = json_member(file, "timeline");
    assert_int_equal(timeline->n, 4); /* … but it did happen */
    assert_true(text_is(word(&timeline->at[0], "ledger"), "employment_spell"));
    assert_true(text_has(word(&timeline->at[0], "text"), TEXT("录错了人")));
    const struct json *changes = json_member(&timeline->at[1], "changes");
    assert_int_equal(changes->n, 1);
    assert_true(text_is(word(&changes->at[0], "label"), "联系电话"));
    assert_true(text_is(word(&changes->at[0], "old"), "138****8000"));
    assert_true(text_is(word(&changes->at[0], "new"), "139****9000"));
    assert_true(text_is(word(&timeline->at[1], "actor"), "用户 7")); /* of no account */
    assert_true(text_is(word(&timeline->at[3], "ledger"), "person"));
    county_end(county);
}

static void is_absent_for_another_town(void **state)
{
    struct county *county = *state;
    county_write(county, ROLE_COUNTY, county_code);
    int64_t person = new_person(county, "王五", 0, "0");
    county_end(county);
    struct buf text;
    buf_init(&text, FILE_CEILING);
    struct json_out out = json_into(&text);
    struct work *work = county_read(county, ROLE_TOWNSHIP, county_town + 1000);
    assert_int_equal(file_json(work, person, &out, &county->error), NOT_FOUND);
    county_end(county);
    work = county_read(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, file_json(work, person, &out, &county->error));
    county_end(county);
    buf_release(&text);
}

static void names_a_situation_as_people_do(void **state)
{
    struct county *county = *state;
    struct row *person = row_new(&county->arena, &person_ledger);
    struct row *spell = row_new(&county->arena, &employment_spell_ledger);
    struct row_list none = {0}, one = {.at = &spell, .n = 1};
    int32_t today = county_day("2022-10-18");
    spell->value[EMPLOYMENT_SPELL_START] = value_number(today);
    assert_string_equal(file_status(person, &none, today), "未就业");
    assert_string_equal(file_status(person, &one, today), "在业");
    assert_string_equal(file_status(person, &one, today - 1), "未就业");
    spell->value[EMPLOYMENT_SPELL_END] = value_number(today);
    assert_string_equal(file_status(person, &one, today), "未就业");
    person->value[PERSON_LABOUR] = value_text(TEXT("5"));
    assert_string_equal(file_status(person, &none, today), "无劳动能力");
    person->value[PERSON_BIRTH] = value_number(county_day("2010-01-01"));
    assert_string_equal(file_status(person, &none, today), "未满 16 周岁");
    person->value[PERSON_IS_STUDENT] = value_number(1);
    assert_string_equal(file_status(person, &none, today), "在校");
    person->value[PERSON_DECEASED_ON] = value_number(today);
    assert_string_equal(file_status(person, &none, today), "已故");
}

/* ---- what the facts know need not be read ---- */

static struct text text_of_file(struct county *county, const struct work *work, int64_t person)
{
    struct work own = *work;
    struct buf text;
    buf_init(&text, FILE_CEILING);
    struct json_out out = json_into(&text);
    county_ok(county, file_json(&own, person, &out, &county->error));
    struct text copy = arena_text(&county->arena, buf_text(&text));
    buf_release(&text);
    return copy;
}

/* The same file with the facts at hand and without; `facts` NULL: the county's. */
static void expect_same_file(struct county *county, int64_t person, struct follow *facts)
{
    struct work *work = county_read(county, ROLE_TOWNSHIP, county_town);
    struct work with = *work, without = *work;
    with.facts = facts != NULL ? facts : work->facts;
    without.facts = NULL;
    without.title_kept = NULL;
    assert_true(follow_shows(with.facts, with.db));
    struct text known = text_of_file(county, &with, person);
    struct text read = text_of_file(county, &without, person);
    if (!text_equal(known, read)) {
        fail_msg("%.*s\n-- read:\n%.*s", TEXT_ARG(known), TEXT_ARG(read));
    }
    county_end(county);
}

static struct row *in_clear(struct county *county, const struct ledger *ledger, int64_t id)
{
    struct row *row;
    county_ok(county,
              rows_get(&county->work, ledger, id, ROWS_PLAIN | ROWS_REMOVED, &row, &county->error));
    return row;
}

static void take_out(struct county *county, const struct ledger *ledger, int64_t id)
{
    county_write(county, ROLE_COUNTY, county_code);
    struct change change = change_edit(&county->work, in_clear(county, ledger, id));
    change.reason = TEXT("录错了");
    county_ok(county, change_remove(&change, &county->error));
    county_end(county);
}

static void take_back(struct county *county, const struct ledger *ledger, int64_t id)
{
    county_write(county, ROLE_COUNTY, county_code);
    struct change change = change_edit(&county->work, in_clear(county, ledger, id));
    county_ok(county, change_restore(&change, &county->error));
    county_end(county);
}

static struct follow *other_facts(struct county *county)
{
    struct follow *facts;
    county_ok(county, follow_open(county->app->database, county_code, county->app->ledgers, &facts,
                                  &county->arena, &county->error));
    county_ok(county, follow_catch_up(facts, &county->arena, &county->error));
    return facts;
}

static void is_the_same_with_the_facts_at_hand(void **state)
{
    struct county *county = *state;
    struct row_list people;
    struct work *work = county_read(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, rows_after(work, &person_ledger, 0, 100, 0, &people, &county->error));
    int64_t ids[100];
    size_t n = people.n;
    for (size_t i = 0; i < n; i++) {
        ids[i] = people.at[i]->id;
    }
    county_end(county);
    county_ok(county, app_catch_up(county->app, &county->arena, &county->error));
    assert_true(n > 20);
    for (size_t i = 0; i < n; i++) {
        expect_same_file(county, ids[i], NULL);
    }
}

static void follows_each_write_with_the_facts_at_hand(void **state)
{
    struct county *county = *state;
    county_write(county, ROLE_COUNTY, county_code);
    int64_t household = new_household(county);
    int64_t wife = new_person(county, "欧阳一", household, "0");
    int64_t man = new_person(county, "张三一", household, "1");
    county_end(county);
    expect_same_file(county, wife, NULL);
    county_write(county, ROLE_COUNTY, county_code);
    int64_t spell = new_spell(county, man, "2022-09-05");
    county_end(county);
    expect_same_file(county, wife, NULL);
    expect_same_file(county, man, NULL);

    take_out(county, &employment_spell_ledger, spell);
    expect_same_file(county, man, NULL);
    /* Facts that are loaded later do not have the spell, but know that there was one. */
    struct follow *facts = other_facts(county);
    expect_same_file(county, man, facts);
    follow_close(facts);

    take_out(county, &person_ledger, man);
    expect_same_file(county, wife, NULL);
    expect_same_file(county, man, NULL);
    facts = other_facts(county);
    expect_same_file(county, wife, facts);
    /* Nor do they have him; when he comes back, what was about him is not forgotten. */
    take_back(county, &person_ledger, man);
    county_ok(county, follow_catch_up(facts, &county->arena, &county->error));
    expect_same_file(county, man, facts);
    follow_close(facts);
    take_back(county, &employment_spell_ledger, spell);
    expect_same_file(county, man, NULL);
    expect_same_file(county, wife, NULL);
}

/* Facts that have not seen a commit are not asked. */
static void reads_what_the_facts_have_not_seen(void **state)
{
    struct county *county = *state;
    county_write(county, ROLE_COUNTY, county_code);
    int64_t person = new_person(county, "张后", 0, "0");
    county_end(county);
    struct follow *facts = other_facts(county);
    county_write(county, ROLE_COUNTY, county_code);
    new_spell(county, person, "2022-09-05");
    county_end(county);
    struct work work = *county_read(county, ROLE_TOWNSHIP, county_town);
    work.facts = facts;
    assert_false(follow_shows(facts, work.db));
    assert_true(text_has(text_of_file(county, &work, person), TEXT("演示制衣厂")));
    county_end(county);
    follow_close(facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_household_rows_and_clarity),
        cmocka_unit_test(tells_what_happened_newest_first_and_masked),
        cmocka_unit_test(is_absent_for_another_town),
        cmocka_unit_test(names_a_situation_as_people_do),
        cmocka_unit_test(is_the_same_with_the_facts_at_hand),
        cmocka_unit_test(follows_each_write_with_the_facts_at_hand),
        cmocka_unit_test(reads_what_the_facts_have_not_seen),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
