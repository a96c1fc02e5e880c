/* Letters: numbers without gap or double whoever sends, what decided kept with them, templates
 * replaced in a draft, and characters that cannot be printed. */
#include "domain/campaign/letters.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "county.h"
#include "domain/campaign/finding.h"
#include "domain/campaign/letter.h"
#include "domain/campaign/letter_why.h"
#include "domain/notice_shelf.h"
#include "domain/notice_template.h"
#include "domain/people/access.h"
#include "format/zip_write.h"
#include "ledger/change.h"
#include "ledger/rows.h"

static void new_finding(struct county *county, int64_t region, const char *problem)
{
    struct change c =
        change_create(county_write(county, ROLE_COUNTY, county->app->county), &finding_ledger);
    const struct date found = {county_day("2022-09-01"), DATE_DAY};
    const struct date deadline = {county_day("2022-09-05"), DATE_DAY};
    change_set(&c, FINDING_PROBLEM, value_text(text_of(problem)));
    change_set(&c, FINDING_REGION, value_number(region));
    change_set(&c, FINDING_SOURCE, value_text(TEXT("county")));
    change_set(&c, FINDING_HEAD, value_text(TEXT("posts")));
    change_set(&c, FINDING_FOUND_ON, value_date(found));
    change_set(&c, FINDING_DEADLINE, value_date(deadline));
    county_ok(county, change_save(&c, &county->errors, &county->error));
    county_end(county);
}

/* ---- numbers ---- */

enum { SENDERS = 2, EACH = 12, DAY_MS = 86400000 };

struct sender {
    struct app *app; /* a program of its own over the same database */
    int64_t ids[EACH];
    const char *failed;
};

static enum status send_one(struct sender *sender, struct arena *arena, int64_t id,
                            struct error *error)
{
    struct db *db;
    struct row *row;
    struct errors errors = {0};
    struct actor actor = {.user = 9, .county = county_code, .role = ROLE_COUNTY};
    access_reach(&actor, county_code);
    enum status status = database_writer(sender->app->database, &db, arena, error);
    if (status != OK) {
        return status;
    }
    struct work work = app_work(sender->app, db, arena, &actor);
    status = db_begin(db, arena, error);
    if (status == OK) {
        status = rows_get(&work, &letter_ledger, id, 0, &row, error);
    }
    if (status == OK) {
        struct change change = change_edit(&work, row);
        status = change_act(&change, flow_action(letter_ledger.flow, TEXT("send")), &errors, error);
    }
    if (status == OK) {
        status = db_commit(db, arena, error);
    } else {
        db_rollback(db);
    }
    db_release(db);
    return status;
}

static void *send_all(void *context)
{
    struct sender *sender = context;
    struct arena arena;
    struct error error = {0};
    arena_init(&arena);
    for (size_t i = 0; i < EACH && sender->failed == NULL; i++) {
        if (send_one(sender, &arena, sender->ids[i], &error) != OK) {
            sender->failed = strdup(arena_cstr(&arena, error.message)); /* NOLINT: one, of a test */
        }
    }
    arena_release(&arena);
    return NULL;
}

static int64_t new_letter(struct county *county, const char *kind)
{
    struct change c =
        change_create(county_write(county, ROLE_COUNTY, county->app->county), &letter_ledger);
    change_set(&c, LETTER_TITLE, value_text(TEXT("关于整改的函")));
    change_set(&c, LETTER_KIND, value_text(text_of(kind)));
    change_set(&c, LETTER_REGION, value_number(county_town));
    county_ok(county, change_save(&c, &county->errors, &county->error));
    county_end(county);
    return c.row->id;
}

/* Two programs over one database send at the same time: 1 to 24, each once. */
static void numbers_run_without_gap_or_double(void **state)
{
    struct county *county = *state;
    struct sender senders[SENDERS] = {{.app = county->app}};
    pthread_t threads[SENDERS];
    bool seen[SENDERS * EACH + 1] = {false};
    const struct app_options options = {.folder = county->folder, .database = county->database};
    county_ok(county, app_open(&options, clock_at(&county->now), &senders[1].app, &county->arena,
                               &county->error));
    for (size_t i = 0; i < SENDERS; i++) {
        for (size_t k = 0; k < EACH; k++) {
            senders[i].ids[k] = new_letter(county, "letter");
        }
    }
    int64_t other = new_letter(county, "urge");
    for (size_t i = 0; i < SENDERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, send_all, &senders[i]), 0);
    }
    for (size_t i = 0; i < SENDERS; i++) {
        pthread_join(threads[i], NULL);
        if (senders[i].failed != NULL) {
            fail_msg("%s", senders[i].failed);
        }
    }
    struct work *work = county_read(county, ROLE_COUNTY, county->app->county);
    for (size_t i = 0; i < SENDERS * EACH; i++) {
        struct row *row;
        county_ok(county, rows_get(work, &letter_ledger, senders[i / EACH].ids[i % EACH], 0, &row,
                                   &county->error));
        int64_t seq = row->value[LETTER_SEQ].number;
        assert_true(seq >= 1 && seq <= SENDERS * EACH && !seen[seq]);
        seen[seq] = true;
    }
    county_end(county);
    struct sender last = {.app = county->app};
    county_ok(county, send_one(&last, &county->arena, other, &county->error));
    work = county_read(county, ROLE_COUNTY, county->app->county);
    struct row *row;
    county_ok(county, rows_get(work, &letter_ledger, other, 0, &row, &county->error));
    assert_int_equal(row->value[LETTER_SEQ].number, 1); /* each kind counts for itself */
    county_end(county);
    app_close(senders[1].app);
}

/* ---- why ---- */

static void what_decided_stays_with_the_letter(void **state)
{
    struct county *county = *state;
    struct letters_drafted drafted;
    struct letter_why why;
    struct row *row;
    new_finding(county, county_town, "岗位没有合同");
    new_finding(county, county_town, "考勤没有记录");
    struct work *work = county_write(county, ROLE_COUNTY, county->app->county);
    county_ok(county, letters_draft(county->app, work, TEXT("overdue"), NULL, 0, &drafted,
                                    &county->errors, &county->error));
    assert_int_equal(drafted.n, 1);
    county_end(county);
    new_finding(county, county_town, "后来又发现的问题");
    work = county_read(county, ROLE_COUNTY, county->app->county);
    county_ok(county, letter_why_read(county->app, work, drafted.ids[0], &why, &county->error));
    assert_int_equal(why.n, 1);
    assert_int_equal(why.figures[0].id_count, 2);
    assert_true(text_is(why.figures[0].value, "2"));
    assert_true(text_has(why.why, TEXT("满1个发函")));
    county_ok(county, rows_get(work, &letter_ledger, drafted.ids[0], 0, &row, &county->error));
    assert_true(text_equal(row->value[LETTER_WHY_TEXT].text, why.why));
    assert_int_equal(row->value[LETTER_ROWS].number, 2);
    county_end(county);
}

/* ---- reports that are due ---- */

static enum status draft_of(struct county *county, const char *template,
                            struct letters_drafted *drafted)
{
    struct work *work = county_write(county, ROLE_COUNTY, county->app->county);
    return letters_draft(county->app, work, text_of(template), NULL, 0, drafted, &county->errors,
                         &county->error);
}

/* Nobody has opened the first 附表2: no row of the ledger says that it is owed, the calendar does.
 */
static void a_report_that_nobody_began_is_owed_all_the_same(void **state)
{
    struct county *county = *state;
    struct letters_drafted drafted;
    int64_t then = county->now;
    county->now = then + (int64_t)15 * DAY_MS; /* noon of 2022-09-23 */
    assert_int_equal(draft_of(county, "bureau_reports", &drafted), INVALID);
    county_end(county);
    county->now += DAY_MS;
    county_ok(county, draft_of(county, "bureau_reports", &drafted));
    county_end(county);
    assert_int_equal(drafted.n, 5);
    struct work *work = county_read(county, ROLE_COUNTY, county->app->county);
    for (size_t i = 0; i < drafted.n; i++) {
        struct row *row;
        struct letter_why why;
        county_ok(county, rows_get(work, &letter_ledger, drafted.ids[i], 0, &row, &county->error));
        assert_true(value_is_set(&row->value[LETTER_ORGANIZATION]));
        assert_true(text_has(row->value[LETTER_WHY_TEXT].text, TEXT("逾期未报1期")));
        county_ok(county, letter_why_read(county->app, work, drafted.ids[i], &why, &county->error));
        assert_int_equal(why.n, 1);
        assert_true(text_is(why.figures[0].label, "附表2第一次（9月23日）"));
        assert_true(text_is(why.figures[0].value, "2022年9月23日前"));
        assert_true(text_is(why.figures[0].note, "没有填报"));
        struct buf pdf;
        struct text name;
        buf_init(&pdf, LETTER_DOCUMENT_MOST);
        county_ok(county, letter_document(county->app, work, drafted.ids[i], LETTER_PDF, &pdf,
                                          &name, &county->error));
        buf_release(&pdf);
    }
    county_end(county);
    county->now = then;
}

/* ---- templates ---- */

static const char styles[] =
    "<w:p><w:pPr><w:pStyle w:val=\"LetterNumber\"/></w:pPr><w:r><w:t>"
    "{{文号}}</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"LetterTitle\"/>"
    "</w:pPr><w:r><w:t>新的标题</w:t></w:r></w:p><w:p><w:pPr><w:pStyle "
    "w:val=\"LetterDate\"/></w:pPr><w:r><w:t>{{日期}}</w:t></w:r></w:p>";

/* A document with that body and one more part; in the county's arena. */
static struct text document(struct county *county, const char *body, const char *part,
                            struct text bytes)
{
    struct buf out;
    struct error error = {0};
    struct text whole = arena_printf(
        &county->arena,
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/"
        "main\"><w:body>%s%s</w:body></w:document>",
        styles, body);
    buf_init(&out, 16 * MIB);
    struct zip_writer *zip = zip_writer_open(&county->arena, (struct zip_output){zip_to_buf, &out});
    zip_writer_begin(zip, "[Content_Types].xml");
    zip_writer_add(zip, "<Types/>", 8);
    zip_writer_end(zip);
    zip_writer_begin(zip, "word/document.xml");
    zip_writer_add(zip, whole.s, whole.n);
    zip_writer_end(zip);
    if (part != NULL) {
        zip_writer_begin(zip, part);
        zip_writer_add(zip, bytes.s, bytes.n);
        zip_writer_end(zip);
    }
    assert_int_equal(zip_writer_close(zip, &error), OK);
    struct text package = arena_text(&county->arena, buf_text(&out));
    buf_release(&out);
    return package;
}

static int64_t new_draft(struct county *county)
{
    struct notice_versions versions;
    int64_t draft;
    struct work *work = county_write(county, ROLE_COUNTY, county->app->county);
    county_ok(county, notice_shelf_list(work, &versions, &county->error));
    county_ok(county, notice_shelf_copy(work, versions.at[versions.n - 1].id, TEXT("换模板"),
                                        &draft, &county->error));
    county_end(county);
    return draft;
}

/* Puts it, and gives the status; what was said is left in county->errors and ->error. */
static enum status put(struct county *county, int64_t draft, const char *key, struct text bytes)
{
    struct work *work = county_write(county, ROLE_COUNTY, county->app->county);
    enum status status =
        notice_template_put(work, draft, text_of(key), bytes, &county->errors, &county->error);
    county_end(county);
    return status;
}

static void a_template_is_checked_before_it_replaces_another(void **state)
{
    struct county *county = *state;
    int64_t draft = new_draft(county);
    static char blanks[2 * MIB];
    assert_int_equal(
        put(county, draft, "overdue",
            document(county, "<w:p><w:r><w:t>{{单为}}有{{行.责任任}}</w:t></w:r></w:p>", NULL,
                     TEXT_EMPTY)),
        INVALID);
    assert_int_equal(county->errors.n, 2);
    assert_true(text_has(county->errors.at[0].message, TEXT("第 4 段的“{{单为}}”")));
    assert_true(text_has(county->errors.at[0].hint, TEXT("{{单位}}")));
    assert_true(text_has(county->errors.at[1].hint, TEXT("{{行.责任人}}")));

    assert_int_equal(put(county, draft, "overdue", TEXT("这不是文档")), INVALID);
    assert_true(text_has(county->error.message, TEXT("不是 .docx 文档")));
    assert_int_equal(
        put(county, draft, "overdue", document(county, "", "word/vbaProject.bin", TEXT("macro"))),
        INVALID);
    assert_true(text_has(county->error.message, TEXT("宏")));
    assert_int_equal(put(county, draft, "overdue", document(county, "<w:p>", NULL, TEXT_EMPTY)),
                     INVALID);
    assert_true(text_has(county->errors.at[0].message, TEXT("已损坏")));
    assert_int_equal(
        put(county, draft, "overdue",
            document(county, "", "word/media/bomb.bin", (struct text){blanks, sizeof(blanks)})),
        INVALID); /* a thousand times its packed size */
    assert_true(county->errors.n == 1 || text_has(county->error.message, TEXT("解压")));
    assert_int_equal(put(county, draft, "no_such", TEXT("x")), NOT_FOUND);
}

static const struct json *template_of(const struct json *list, const char *key)
{
    const struct json *templates = json_member(list, "templates");
    for (size_t i = 0; i < templates->n; i++) {
        struct text found;
        if (json_text(json_member(&templates->at[i], "key"), &found) && text_is(found, key)) {
            return &templates->at[i];
        }
    }
    fail();
    return NULL;
}

static void a_good_template_takes_its_place_and_the_old_one_is_kept(void **state)
{
    struct county *county = *state;
    struct text docx, name;
    struct buf out;
    int64_t draft = new_draft(county);
    struct text good =
        document(county, "<w:p><w:r><w:t>致{{单位}}：共{{数量}}条，{{原因}}。</w:t></w:r></w:p>",
                 NULL, TEXT_EMPTY);
    county_ok(county, put(county, draft, "overdue", good));
    struct work *work = county_read(county, ROLE_COUNTY, county->app->county);
    county_ok(county,
              notice_template_file(work, draft, TEXT("overdue"), &docx, &name, &county->error));
    assert_true(text_equal(docx, good));
    buf_init(&out, 8 * MIB);
    struct json_out told = json_into(&out);
    county_ok(county, notice_templates_json(work, draft, &told, &county->error));
    const struct json *one = template_of(county_tree(county, &out), "overdue");
    assert_int_equal(json_member(one, "versions")->n, 2);
    assert_int_equal(json_member(one, "faults")->n, 0);
    assert_int_equal(json_member(one, "fields")->n, 5);
    buf_clear(&out);
    county_ok(county, notice_template_preview(county->app, work, draft, TEXT("overdue"),
                                              county_town, &out, &name, &county->error));
    assert_true(text_starts(buf_text(&out), TEXT("%PDF-")));
    buf_release(&out);
    struct notice_versions versions;
    county_ok(county, notice_shelf_list(work, &versions, &county->error));
    int64_t force = versions.at[versions.n - 1].id;
    county_ok(county,
              notice_template_file(work, force, TEXT("overdue"), &docx, &name, &county->error));
    assert_false(text_equal(docx, good));
    county_end(county);
    assert_int_equal(put(county, force, "overdue", good), CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_decided_stays_with_the_letter),
        cmocka_unit_test(numbers_run_without_gap_or_double),
        cmocka_unit_test(a_report_that_nobody_began_is_owed_all_the_same),
        cmocka_unit_test(a_template_is_checked_before_it_replaces_another),
        cmocka_unit_test(a_good_template_takes_its_place_and_the_old_one_is_kept),
    };
    const struct CMUnitTest shared[] = {
        cmocka_unit_test(numbers_run_without_gap_or_double),
        cmocka_unit_test(what_decided_stays_with_the_letter),
        cmocka_unit_test(a_report_that_nobody_began_is_owed_all_the_same),
    };
    int failed = cmocka_run_group_tests(tests, county_open_new, county_close);
    if (getenv("TEST_POSTGRES_URL") != NULL) {
        failed += cmocka_run_group_tests(shared, county_open_shared, county_close);
    }
    return failed;
}
