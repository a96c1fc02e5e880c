/* Two records of one person made one and taken apart, over a small synthetic county. */
#include "domain/people/person_merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "county.h"
#include "domain/import/session.h"
#include "domain/people/duplicates.h"
#include "domain/people/employment_spell.h"
#include "domain/people/file.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "domain/query.h"
#include "ledger/change.h"
#include "ledger/row_json.h"
#include "store/audit.h"

enum { TEXT_CEILING = 1 << 20, VILLAGE = 201 };

static int64_t new_person(struct county *county, const char *name, const char *id_no,
                          const char *phone)
{
    struct change change = change_create(&county->work, &person_ledger);
    change_set(&change, PERSON_NAME, value_text(text_of(name)));
    change_set(&change, PERSON_REGION, value_number(county_town + VILLAGE));
    change_set(&change, PERSON_BIRTH,
               value_date((struct date){county_day("1985-06-06"), DATE_DAY}));
    if (id_no != NULL) {
        change_set(&change, PERSON_ID_NO, value_text(text_of(id_no)));
    }
    if (phone != NULL) {
        change_set(&change, PERSON_PHONE, value_text(text_of(phone)));
    }
    county_ok(county, change_save(&change, &county->errors, &county->error));
    return change.row->id;
}

static int64_t new_spell(struct county *county, int64_t person, const char *start)
{
    struct change change = change_create(&county->work, &employment_spell_ledger);
    change_set(&change, EMPLOYMENT_SPELL_PERSON, value_number(person));
    change_set(&change, EMPLOYMENT_SPELL_CHANNEL, value_text(TEXT("1")));
    change_set(&change, EMPLOYMENT_SPELL_EMPLOYER, value_text(TEXT("演示制衣厂")));
    change_set(&change, EMPLOYMENT_SPELL_START,
               value_date((struct date){county_day(start), DATE_DAY}));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    return change.row->id;
}

struct pair {
    int64_t kept, gone, spell;
};

/* The kept one has a number, the other a phone, a number of its own and a spell. */
static struct pair new_pair(struct county *county)
{
    static int made;
    static const char *const numbers[][2] = {
        {"360722198506061017", "360722198506061033"}, {"36072219850606105X", "360722198506061076"},
        {"360722198506061092", "360722198506061113"}, {"36072219850606113X", "360722198506061156"},
        {"360722198506061172", "360722198506061199"}, {"36072219850606121X", "360722198506061236"},
        {"360722198506061252", "360722198506061279"}, {"360722198506061295", "360722198506061316"},
        {"360722198506061332", "360722198506061359"}};
    county_write(county, ROLE_COUNTY, county_code);
    struct pair p = {.kept = new_person(county, "赖一人", numbers[made][0], NULL)};
    p.gone = new_person(county, "赖一人", numbers[made++][1], "13800138001");
    p.spell = new_spell(county, p.gone, "2022-03-01");
    county_end(county);
    return p;
}

static struct row *read_row(struct county *county, const struct ledger *ledger, int64_t id)
{
    struct row *row;
    county_read(county, ROLE_PROGRAM, county_code);
    county_ok(county,
              rows_get(&county->work, ledger, id, ROWS_PLAIN | ROWS_REMOVED, &row, &county->error));
    county_end(county);
    return row;
}

static void new_recognition(struct county *county, int64_t person)
{
    struct change change = change_create(&county->work, &recognition_ledger);
    change_set(&change, RECOGNITION_PERSON, value_number(person));
    change_set(&change, RECOGNITION_KINDS, value_text(TEXT("tuopin")));
    change_set(&change, RECOGNITION_DECIDED_ON,
               value_date((struct date){county_day("2022-01-20"), DATE_DAY}));
    county_ok(county, change_save(&change, &county->errors, &county->error));
}

static struct person_merge plan_of(struct pair p, const char *fields)
{
    return (struct person_merge){
        .kept = p.kept, .gone = p.gone, .fields = text_of(fields), .reason = TEXT("一人两档")};
}

static void moves_all_and_gives_it_back(void **state)
{
    struct county *county = *state;
    struct pair p = new_pair(county);
    struct text number = read_row(county, &person_ledger, p.gone)->value[PERSON_ID_NO].text;
    struct person_merge plan = plan_of(p, "phone,id_no");
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, person_merge_do(work, &plan, &county->errors, &county->error));
    county_end(county);
    assert_true(text_is(plan.state, "merged"));
    struct row *kept = read_row(county, &person_ledger, p.kept);
    assert_true(text_equal(kept->value[PERSON_ID_NO].text, number));
    assert_true(text_is(kept->value[PERSON_PHONE].text, "13800138001"));
    assert_true(read_row(county, &person_ledger, p.gone)->removed_at != 0);
    assert_int_equal(
        read_row(county, &employment_spell_ledger, p.spell)->value[EMPLOYMENT_SPELL_PERSON].number,
        p.kept);
    /* Something changes meanwhile. */
    work = county_write(county, ROLE_TOWNSHIP, county_town);
    struct row *now;
    county_ok(county, rows_get(work, &person_ledger, p.kept, ROWS_PLAIN, &now, &county->error));
    struct change change = change_edit(work, now);
    change_set(&change, PERSON_PHONE, value_text(TEXT("13900139002")));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    int64_t later = new_spell(county, p.kept, "2022-09-09");
    county_end(county);

    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    work = county_write(county, ROLE_COUNTY, county_code);
    json_open(&out, NULL);
    county_ok(county, person_merge_part(work, plan.id, TEXT("是父子"), &out, "stayed",
                                        &county->errors, &county->error));
    json_close(&out);
    county_end(county);
    const struct json *stayed = json_member(county_tree(county, &text), "stayed");
    buf_release(&text);
    assert_int_equal(stayed->n, 1);
    assert_true(text_has(stayed->at[0].text, TEXT("联系电话")));
    kept = read_row(county, &person_ledger, p.kept);
    struct row *gone = read_row(county, &person_ledger, p.gone);
    assert_int_equal(gone->removed_at, 0);
    assert_true(text_equal(gone->value[PERSON_ID_NO].text, number));
    assert_false(text_equal(kept->value[PERSON_ID_NO].text, number));
    assert_true(text_is(kept->value[PERSON_PHONE].text, "13900139002"));
    assert_int_equal(
        read_row(county, &employment_spell_ledger, p.spell)->value[EMPLOYMENT_SPELL_PERSON].number,
        p.gone);
    assert_int_equal(
        read_row(county, &employment_spell_ledger, later)->value[EMPLOYMENT_SPELL_PERSON].number,
        p.kept);
    work = county_write(county, ROLE_COUNTY, county_code);
    buf_init(&text, TEXT_CEILING);
    out = json_into(&text);
    assert_int_equal(
        person_merge_part(work, plan.id, TEXT("再拆"), &out, NULL, &county->errors, &county->error),
        CONFLICT);
    county_end(county);
    buf_release(&text);
}

/* ---- a value of neither ---- */

static enum status merge_typed(struct county *county, struct person_merge *plan, enum role role,
                               const char *typed)
{
    int64_t region = role == ROLE_COUNTY ? county_code : county_town + VILLAGE;
    struct work *work = county_write(county, role, region);
    plan->typed = text_of(typed);
    county->errors = (struct errors){0};
    enum status status = person_merge_do(work, plan, &county->errors, &county->error);
    county_end(county);
    return status;
}

static void a_value_of_neither_may_be_typed(void **state)
{
    struct county *county = *state;
    struct pair p = new_pair(county);
    struct person_merge plan = plan_of(p, "phone"), made;
    /* Whoever asks is told what is wrong with it, not whoever confirms. */
    assert_int_equal(merge_typed(county, &plan, ROLE_VILLAGE, "{\"phone\":\"没有\"}"), INVALID);
    assert_string_equal(county->errors.at[0].field, "phone");
    assert_int_equal(merge_typed(county, &plan, ROLE_VILLAGE, "{\"shoes\":\"42\"}"), INVALID);
    assert_int_equal(merge_typed(county, &plan, ROLE_VILLAGE, "{\"id_state\":\"ok\"}"), INVALID);
    assert_int_equal(merge_typed(county, &plan, ROLE_COUNTY, "{\"name\":null}"), INVALID);
    assert_int_equal(read_row(county, &person_ledger, p.gone)->removed_at, 0);
    county_ok(county, merge_typed(county, &plan, ROLE_VILLAGE,
                                  "{\"phone\":\"13700137003\",\"address\":\"新屋 3 号\"}"));
    assert_true(text_is(plan.state, "asked"));
    /* It waits sealed, and is told masked to whoever confirms. */
    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    county->actor.user = 8;
    county_ok(county, person_merge_read(work, plan.id, &made, &county->error));
    county_ok(county, person_merge_json(work, &made, &out, NULL, &county->error));
    assert_true(text_has(buf_text(&text), TEXT("137****7003")));
    assert_false(text_has(buf_text(&text), TEXT("13700137003")));
    assert_true(text_has(buf_text(&text), TEXT("新屋 3 号")));
    buf_release(&text);
    county_ok(county, person_merge_confirm(work, plan.id, &made, &county->errors, &county->error));
    county_end(county);
    struct row *kept = read_row(county, &person_ledger, p.kept);
    assert_true(text_is(kept->value[PERSON_PHONE].text, "13700137003"));
    assert_true(text_is(kept->value[PERSON_ADDRESS].text, "新屋 3 号"));
}

/* ---- both histories whole ---- */

/* Everything about a person as it stands, and everything that happened to it before `seq`. */
static struct text told_of(struct county *county, int64_t person, int64_t seq)
{
    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    struct row *row;
    struct work *work = county_read(county, ROLE_PROGRAM, county_code);
    json_open_list(&out, NULL);
    county_ok(county, rows_get(work, &person_ledger, person, ROWS_PLAIN, &row, &county->error));
    for (const struct ledger *const *l = work->ledgers; *l != NULL; l++) {
        for (int f = 0; f < (int)(*l)->count; f++) {
            struct row_list rows = {0};
            if ((*l)->fields[f].kind == KIND_REF &&
                text_is(text_of((*l)->fields[f].ref), "person")) {
                county_ok(county,
                          rows_referring(work, *l, f, person, ROWS_PLAIN, &rows, &county->error));
            }
            for (size_t i = 0; i <= rows.n; i++) {
                struct row *one = i < rows.n                       ? rows.at[i]
                                  : *l == &person_ledger && f == 0 ? row
                                                                   : NULL;
                for (int k = 0; one != NULL && k < (int)one->ledger->count; k++) {
                    value_json_write(&out, NULL, &one->ledger->fields[k], &one->value[k]);
                }
            }
        }
    }
    json_close_list(&out);
    struct statement *s;
    county_ok(county,
              db_prepare_text(work->db,
                              TEXT("SELECT seq, ledger, row_id, version, action, changes FROM"
                                   " history WHERE county = $1 AND seq <= $2 AND row_id IN"
                                   " (SELECT $3 UNION SELECT id FROM employment_spell WHERE"
                                   " county = $1 AND person_id = $3) ORDER BY seq"),
                              &s, &county->arena, &county->error));
    bind_int(s, 1, county_code);
    bind_int(s, 2, seq);
    bind_int(s, 3, person);
    enum db_step step;
    while ((step = statement_step(s, &county->arena, &county->error)) == DB_ROW) {
        buf_addf(&text, "\n%lld %lld %lld", (long long)column_int(s, 0),
                 (long long)column_int(s, 2), (long long)column_int(s, 3));
        buf_addt(&text, column_text(s, 1));
        buf_addt(&text, column_text(s, 4));
        buf_addt(&text, column_text(s, 5));
    }
    statement_reset(s);
    assert_int_equal(step, DB_DONE);
    county_end(county);
    struct text told = arena_text(&county->arena, buf_text(&text));
    buf_release(&text);
    return told;
}

static void parting_gives_both_histories_back_whole(void **state)
{
    struct county *county = *state;
    struct pair p = new_pair(county);
    county_write(county, ROLE_COUNTY, county_code);
    new_spell(county, p.kept, "2021-05-01");
    new_recognition(county, p.gone);
    county_end(county);
    int64_t seq;
    struct work *work = county_read(county, ROLE_PROGRAM, county_code);
    county_ok(county, history_last(work->db, county_code, &seq, &county->arena, &county->error));
    county_end(county);
    struct text kept = told_of(county, p.kept, seq), gone = told_of(county, p.gone, seq);
    struct person_merge plan = plan_of(p, "phone,id_no");
    county_ok(county, merge_typed(county, &plan, ROLE_COUNTY, "{\"address\":\"新屋 3 号\"}"));
    assert_false(text_equal(told_of(county, p.kept, seq), kept));

    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, person_merge_part(work, plan.id, TEXT("是父子"), &out, NULL, &county->errors,
                                        &county->error));
    county_end(county);
    assert_true(text_is(buf_text(&text), "[]")); /* nothing stayed behind */
    buf_release(&text);
    assert_true(text_equal(told_of(county, p.kept, seq), kept));
    assert_true(text_equal(told_of(county, p.gone, seq), gone));
    /* And what happened meanwhile is told in both. */
    assert_int_equal(read_row(county, &person_ledger, p.kept)->version, 3);
    assert_int_equal(read_row(county, &person_ledger, p.gone)->version, 3);
    assert_int_equal(read_row(county, &employment_spell_ledger, p.spell)->version, 3);
}

static int64_t found(struct county *county, const char *typed)
{
    struct query_plan plan = {
        .ledger = &person_ledger, .text = text_of(typed), .sort_field = -1, .limit = 5};
    struct query_result result;
    county_read(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, query_run(county->app, &county->work, &plan, &result, &county->errors,
                                &county->error));
    county_end(county);
    return result.n == 1 ? result.ids[0] : 0;
}

static void leads_the_old_number_and_id_to_the_kept_one(void **state)
{
    struct county *county = *state;
    struct pair p = new_pair(county), q = new_pair(county);
    struct text number = read_row(county, &person_ledger, p.gone)->value[PERSON_ID_NO].text;
    const char *typed = arena_cstr(&county->arena, number);
    assert_int_equal(found(county, typed), p.gone);
    struct person_merge first = plan_of(p, ""), second = plan_of(q, "");
    second.kept = q.kept;
    second.gone = p.kept;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, person_merge_do(work, &first, &county->errors, &county->error));
    county_end(county);
    assert_int_equal(found(county, typed), p.kept);
    work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, person_merge_do(work, &second, &county->errors, &county->error));
    county_end(county);
    assert_int_equal(found(county, typed), q.kept);

    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    work = county_read(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, file_json(work, p.gone, &out, &county->error));
    int64_t into;
    assert_true(json_id(json_member(county_tree(county, &text), "merged_into"), &into));
    assert_int_equal(into, q.kept);
    /* A record that went on cannot be given its parts back. */
    buf_clear(&text);
    county_end(county);
    work = county_write(county, ROLE_COUNTY, county_code);
    assert_int_equal(person_merge_part(work, first.id, TEXT("先拆前面"), &out, NULL,
                                       &county->errors, &county->error),
                     CONFLICT);
    county_end(county);
    buf_release(&text);
}

struct seen {
    int64_t id; /* of the row already there */
    enum import_outcome outcome;
    bool number; /* the sheet's number would be written */
};

static enum status look(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct seen *seen = context;
    (void)error;
    assert_int_equal(n, 1);
    *seen = (struct seen){rows[0].old == NULL ? 0 : rows[0].old->id, rows[0].outcome,
                          value_is_set(&rows[0].value[PERSON_ID_NO])};
    return OK;
}

static void finds_the_kept_one_when_a_list_has_the_old_number(void **state)
{
    struct county *county = *state;
    struct pair p = new_pair(county);
    struct text number = read_row(county, &person_ledger, p.gone)->value[PERSON_ID_NO].text;
    struct person_merge plan = plan_of(p, "");
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, person_merge_do(work, &plan, &county->errors, &county->error));
    county_end(county);
    struct text csv = arena_printf(&county->arena,
                                   "姓名,身份证号,家庭住址,户籍地\n赖一人,%.*s,新址 9 号,"
                                   "嘉定镇水东村\n",
                                   TEXT_ARG(number));
    struct batch batch = {.ledger = &person_ledger, .state = TEXT("read"), .plan = TEXT("{}")};
    struct import_session session;
    struct import_summary summary;
    struct seen seen = {0};
    work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, session_over(county->app, work, &batch, csv, &session, &county->error));
    county_ok(county, session_run(&session, look, &seen, &summary, &county->error));
    county_end(county);
    assert_int_equal(seen.id, p.kept);
    assert_int_equal(seen.outcome, IMPORT_CHANGED);
    assert_false(seen.number);
}

static void needs_a_second_person_below_the_county(void **state)
{
    struct county *county = *state;
    struct pair p = new_pair(county);
    struct person_merge plan = plan_of(p, ""), made, again = plan_of(p, "");
    struct work *work = county_write(county, ROLE_VILLAGE, county_town + VILLAGE);
    county_ok(county, person_merge_do(work, &plan, &county->errors, &county->error));
    assert_true(text_is(plan.state, "asked"));
    assert_int_equal(person_merge_do(work, &again, &county->errors, &county->error), CONFLICT);
    assert_int_equal(person_merge_confirm(work, plan.id, &made, &county->errors, &county->error),
                     DENIED);
    county_end(county);
    assert_int_equal(read_row(county, &person_ledger, p.gone)->removed_at, 0);
    /* The same user in another role is no second person; another one beyond reach sees nothing. */
    work = county_write(county, ROLE_TOWNSHIP, county_town);
    assert_int_equal(person_merge_confirm(work, plan.id, &made, &county->errors, &county->error),
                     DENIED);
    county->actor.user = 8;
    county_ok(county, person_merge_confirm(work, plan.id, &made, &county->errors, &county->error));
    county_end(county);
    assert_true(read_row(county, &person_ledger, p.gone)->removed_at != 0);
    work = county_read(county, ROLE_TOWNSHIP, county_town + 1000);
    assert_int_equal(person_merge_read(work, plan.id, &made, &county->error), NOT_FOUND);
    county_end(county);
}

static void tells_nothing_of_people_beyond_reach(void **state)
{
    struct county *county = *state;
    struct pair p = new_pair(county);
    struct person_merge plan = plan_of(p, "");
    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town + 1000);
    assert_int_equal(person_merge_do(work, &plan, &county->errors, &county->error), NOT_FOUND);
    assert_int_equal(person_merge_compare(work, p.kept, p.gone, &out, &county->error), NOT_FOUND);
    county_end(county);
    buf_release(&text);
}

static void tells_what_to_mind_before_merging(void **state)
{
    struct county *county = *state;
    struct pair p = new_pair(county);
    county_write(county, ROLE_COUNTY, county_code);
    new_spell(county, p.kept, "2022-03-01");
    new_recognition(county, p.kept);
    new_recognition(county, p.gone);
    county_end(county);
    struct buf text;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, person_merge_compare(work, p.kept, p.gone, &out, &county->error));
    const struct json *tree = county_tree(county, &text);
    county_end(county);
    const struct json *warnings = json_member(tree, "warnings");
    assert_int_equal(warnings->n, 3);
    assert_true(text_has(warnings->at[0].text, TEXT("身份证号不同")));
    assert_true(text_has(warnings->at[1].text, TEXT("有效的认定")));
    assert_true(text_has(warnings->at[2].text, TEXT("演示制衣厂")));
    buf_release(&text);
}

static int64_t groups(struct county *county, const char *kind)
{
    struct buf text;
    int64_t total = -1;
    buf_init(&text, TEXT_CEILING);
    struct json_out out = json_into(&text);
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, duplicates_json(county->app, work, duplicates_kind(text_of(kind)), 0, 50,
                                      &out, &county->error));
    json_int(json_member(county_tree(county, &text), "total"), &total);
    county_end(county);
    buf_release(&text);
    return total;
}

static void lists_duplicates_until_they_are_looked_at(void **state)
{
    struct county *county = *state;
    int64_t births = groups(county, "birth"), phones = groups(county, "phone");
    county_write(county, ROLE_COUNTY, county_code);
    int64_t one = new_person(county, "蓝双生", NULL, "13611112222");
    int64_t other = new_person(county, "蓝双生", NULL, "13611112222");
    county_end(county);
    assert_int_equal(groups(county, "birth"), births + 1);
    assert_int_equal(groups(county, "phone"), phones + 1);
    struct person_merge made;
    struct work *work = county_write(county, ROLE_TOWNSHIP, county_town);
    county_ok(county, person_merge_differ(work, one, other, TEXT("双胞胎"), &made, &county->error));
    county_end(county);
    assert_int_equal(groups(county, "birth"), births);
    assert_int_equal(groups(county, "phone"), phones);
    struct query_plan plan = {.ledger = &person_ledger,
                              .where = TEXT("name = '蓝双生'"),
                              .alike = {PERSON_PHONE},
                              .alike_count = 1,
                              .alike_least = 2,
                              .sort_field = -1,
                              .limit = 5};
    struct query_result result;
    county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, query_run(county->app, &county->work, &plan, &result, &county->errors,
                                &county->error));
    assert_int_equal(result.total, 2);
    plan.alike_least = 3;
    county_ok(county, query_run(county->app, &county->work, &plan, &result, &county->errors,
                                &county->error));
    assert_int_equal(result.total, 0);
    county_end(county);
}

static void keeps_the_chain_whole(void **state)
{
    struct county *county = *state;
    struct audit_check check;
    struct work *work = county_read(county, ROLE_PROGRAM, county_code);
    county_ok(county, audit_verify(work->db, work->secret, county_code, &check, NULL, NULL,
                                   &county->arena, &county->error));
    assert_int_equal(check.broken, 0);
    county_end(county);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_all_and_gives_it_back),
        cmocka_unit_test(a_value_of_neither_may_be_typed),
        cmocka_unit_test(parting_gives_both_histories_back_whole),
        cmocka_unit_test(leads_the_old_number_and_id_to_the_kept_one),
        cmocka_unit_test(finds_the_kept_one_when_a_list_has_the_old_number),
        cmocka_unit_test(needs_a_second_person_below_the_county),
        cmocka_unit_test(tells_nothing_of_people_beyond_reach),
        cmocka_unit_test(tells_what_to_mind_before_merging),
        cmocka_unit_test(lists_duplicates_until_they_are_looked_at),
        cmocka_unit_test(keeps_the_chain_whole),
    };
    return cmocka_run_group_tests(tests, county_open, county_close);
}
