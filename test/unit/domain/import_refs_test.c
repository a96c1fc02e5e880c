/* In every ledger that can be imported a row finds its person by ID number and its unit by name or
 * code; one that finds none, or two, goes back with the reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "county.h"
#include "domain/import/session.h"
#include "domain/ledgers.h"
#include "domain/people/access.h"
#include "domain/people/organization.h"
#include "domain/people/person.h"
#include "ledger/change.h"
#include "ledger/import_heading.h"
#include "ledger/rows.h"

#define KNOWN_ID   "360722198503010003" /* of nobody: order 000 */
#define SHARED_ID  "360722198503020009"
#define UNKNOWN_ID "360722198503030004"
#define KNOWN_CODE "91360722MA35C00AX4"

/* What became of one reference of a row. */
struct outcome {
    enum import_level level; /* worst of the field's findings; IMPORT_FIXED: none */
    enum import_outcome row;
    struct text message;
    int64_t id; /* what it refers to; 0: nothing */
};

struct run {
    struct county *county;
    int field;
    struct outcome rows[3];
    size_t n;
};

static enum status keep(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct run *run = context;
    (void)error;
    for (size_t i = 0; i < n; i++) {
        struct outcome *out = &run->rows[run->n++];
        const struct value *v = &rows[i].value[run->field];
        *out = (struct outcome){.row = rows[i].outcome, .id = value_is_set(v) ? v->number : 0};
        for (size_t k = 0; k < rows[i].finding_count; k++) {
            const struct import_finding *f = &rows[i].findings[k];
            if (f->field == run->field && f->level >= out->level) {
                out->level = f->level;
                out->message = arena_text(&run->county->arena, f->message);
            }
        }
    }
    return OK;
}

/* Three rows whose first column is the reference's field of that name. */
static struct run look_up(struct county *county, const struct ledger *ledger, int field,
                          const char *by, const char *const cells[3])
{
    struct arena *arena = &county->arena;
    struct run run = {.county = county, .field = field};
    struct batch batch = {
        .ledger = ledger,
        .plan =
            arena_printf(arena, "{\"heading\":{\"0\":[1]},\"columns\":{\"0\":{\"0\":\"%s.%s\"}}}",
                         ledger->fields[field].name, by)};
    struct text csv =
        arena_printf(arena, "谁,序号\n%s,1\n%s,2\n%s,3\n", cells[0], cells[1], cells[2]);
    struct import_session session;
    struct import_summary summary;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, session_over(county->app, work, &batch, csv, &session, &county->error));
    county_ok(county, session_run(&session, keep, &run, &summary, &county->error));
    county_end(county);
    assert_int_equal(run.n, 3);
    return run;
}

static void expect_returned(const struct ledger *ledger, int field, const struct outcome *is,
                            enum import_level level, const char *words)
{
    bool goes_in = is->row == IMPORT_NEW || is->row == IMPORT_CHANGED;
    if (is->level != level || goes_in || is->id != 0 || !text_has(is->message, text_of(words))) {
        fail_msg("%s.%s: level %d, outcome %d, %.*s", ledger->name, ledger->fields[field].name,
                 (int)is->level, (int)is->row, TEXT_ARG(is->message));
    }
}

/* The first row finds `id`, the second none, the third two. */
static void expect_found(const struct ledger *ledger, const struct run *run, int64_t id)
{
    if (run->rows[0].id != id || run->rows[0].level >= IMPORT_ASK) {
        fail_msg("%s.%s: not found: %.*s", ledger->name, ledger->fields[run->field].name,
                 TEXT_ARG(run->rows[0].message));
    }
    expect_returned(ledger, run->field, &run->rows[1], IMPORT_REJECT, "没有找到");
    expect_returned(ledger, run->field, &run->rows[2], IMPORT_ASK, "有 2 个");
}

static int64_t add(struct county *county, enum role role, int64_t region,
                   const struct ledger *ledger, const struct value *values)
{
    struct work *work = county_write(county, role, region);
    struct change change = change_create(work, ledger);
    for (size_t i = 0; i < ledger->count; i++) {
        if (value_is_set(&values[i])) {
            change_set(&change, (int)i, values[i]);
        }
    }
    county_ok(county, change_save(&change, &county->errors, &county->error));
    county_end(county);
    return change.row->id;
}

static int64_t add_person(struct county *county, const char *name, const char *id_no,
                          int64_t township)
{
    struct value values[PERSON__COUNT] = {
        [PERSON_NAME] = value_text(text_of(name)),
        [PERSON_ID_NO] = value_text(text_of(id_no)),
        [PERSON_REGION] = value_number(township),
    };
    return add(county, ROLE_TOWNSHIP, township, &person_ledger, values);
}

static int64_t add_unit(struct county *county, const char *name, const char *code)
{
    struct value values[ORGANIZATION__COUNT] = {
        [ORGANIZATION_NAME] = value_text(text_of(name)),
        [ORGANIZATION_KIND] = value_text(TEXT("enterprise")),
        [ORGANIZATION_CREDIT_CODE] = code == NULL ? (struct value){0} : value_text(text_of(code)),
        [ORGANIZATION_REGION] = value_number(county_town),
    };
    return add(county, ROLE_COUNTY, county_code, &organization_ledger, values);
}

/* A field by which a row of the ledger can be found: its title, else the first that is open. */
static const char *open_field(const struct ledger *to)
{
    int at = to->title;
    for (int i = 0; !import_ref_field_open(to, at) && i < (int)to->count; i++) {
        at = i;
    }
    if (!import_ref_field_open(to, at)) {
        fail_msg("no row of %s can be referred to in an import", to->name);
    }
    return to->fields[at].name;
}

static void every_ledger_finds_people_and_units(void **state)
{
    static const int64_t other_town = 360722101000;
    static const char *const people[] = {KNOWN_ID, UNKNOWN_ID, SHARED_ID};
    static const char *const names[] = {"测试一厂", "没有这家厂", "测试重名厂"};
    static const char *const codes[] = {KNOWN_CODE, "91360722MA35C00BX5", KNOWN_CODE};
    static const char *const titles[] = {"没有这一个", "没有这一个", "没有这一个"};
    struct county *county = *state;
    int64_t person = add_person(county, "张一", KNOWN_ID, county_town);
    add_person(county, "李两处", SHARED_ID, county_town);
    add_person(county, "李两处", SHARED_ID, other_town);
    int64_t unit = add_unit(county, "测试一厂", KNOWN_CODE);
    add_unit(county, "测试重名厂", NULL);
    add_unit(county, "测试重名厂", NULL);
    size_t of_people = 0, of_units = 0, of_others = 0;
    for (size_t i = 0; all_ledgers[i] != NULL; i++) {
        const struct ledger *ledger = all_ledgers[i];
        struct actor actor = {.role = ROLE_COUNTY};
        bool imported = !ledger->pages_only && access_may(&actor, ledger->data, ACCESS_IMPORT);
        for (int f = 0; imported && f < (int)ledger->count; f++) {
            const struct field *field = &ledger->fields[f];
            if (field->kind != KIND_REF || !import_field_open(field)) {
                continue;
            }
            const struct ledger *to = ledger_find(all_ledgers, text_of(field->ref));
            if (to == &person_ledger) {
                struct run run = look_up(county, ledger, f, "id_no", people);
                expect_found(ledger, &run, person);
                of_people++;
            } else if (to == &organization_ledger) {
                struct run run = look_up(county, ledger, f, "name", names);
                expect_found(ledger, &run, unit);
                run = look_up(county, ledger, f, "credit_code", codes);
                assert_int_equal(run.rows[0].id, unit);
                expect_returned(ledger, f, &run.rows[1], IMPORT_REJECT, "没有找到");
                of_units++;
            } else if ((field->flags & FIELD_HOUSEHOLD) == 0) { /* a household may come later */
                struct run run = look_up(county, ledger, f, open_field(to), titles);
                const struct outcome *none = &run.rows[0];
                assert_true(none->row == IMPORT_ERROR && none->id == 0 && none->message.n > 0);
                of_others++;
            }
        }
    }
    /* The ledgers that the statistics count are among them. */
    assert_true(of_people >= 8 && of_units >= 3 && of_others >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_ledger_finds_people_and_units)};
    return cmocka_run_group_tests(tests, county_open_new, county_close);
}
