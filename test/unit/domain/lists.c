#include "lists.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/app_jobs.h"
#include "domain/demo_names.h"
#include "domain/lists/list_again.h"
#include "domain/lists/list_apply.h"
#include "domain/lists/list_compare.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_review.h"
#include "domain/people/person.h"
#include "ledger/rows.h"
#include "store/audit.h"

/* ---- waiting for jobs without a clock ---- */

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t over;
    int ended; /* jobs */
    enum job_state last;
};

static struct {
    void (*act)(struct county *county);
    struct county *county;
} meanwhile;

void lists_meanwhile(void (*act)(struct county *county), struct county *county)
{
    meanwhile.act = act;
    meanwhile.county = county;
}

static void hear(void *context, const struct job_info *info)
{
    struct waiting *w = context;
    if (info->state == JOB_RUNNING && info->message.n > 0 && meanwhile.act != NULL) {
        void (*act)(struct county * county) = meanwhile.act;
        meanwhile.act = NULL;
        act(meanwhile.county);
    }
    if (info->state == JOB_WAITING || info->state == JOB_RUNNING) {
        return;
    }
    pthread_mutex_lock(&w->lock);
    w->ended++;
    w->last = info->state;
    pthread_cond_signal(&w->over);
    pthread_mutex_unlock(&w->lock);
}

static struct waiting waiting = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0,
                                 JOB_WAITING};

void lists_wait(int jobs)
{
    pthread_mutex_lock(&waiting.lock);
    while (waiting.ended < jobs) {
        pthread_cond_wait(&waiting.over, &waiting.lock);
    }
    pthread_mutex_unlock(&waiting.lock);
    assert_int_equal(waiting.last, JOB_DONE);
}

void lists_start_jobs(struct county *county)
{
    app_start_jobs(county->app);
    jobs_listen(county->app->jobs, hear, &waiting);
    jobs_wake(county->app->jobs);
}

void lists_run(struct county *county)
{
    pthread_mutex_lock(&waiting.lock);
    int ended = waiting.ended;
    pthread_mutex_unlock(&waiting.lock);
    jobs_wake(county->app->jobs);
    lists_wait(ended + 1);
}

/* ---- looking ---- */

int64_t lists_number(struct county *county, const char *format, ...)
{
    struct statement *s;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    va_list args;
    va_start(args, format);
    struct text sql = arena_vprintf(&county->arena, format, args);
    va_end(args);
    county_ok(county, db_prepare_text(work->db, sql, &s, &county->arena, &county->error));
    bind_int(s, 1, county_code);
    enum db_step step = statement_step(s, &county->arena, &county->error);
    int64_t value = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    assert_int_not_equal(step, DB_FAILED);
    county_end(county);
    return value;
}

void lists_audit_is_whole(struct county *county)
{
    struct audit_check check;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, audit_verify(work->db, work->secret, county_code, &check, NULL, NULL,
                                   &county->arena, &county->error));
    assert_int_equal(check.broken, 0);
    assert_true(check.entries > 0);
    county_end(county);
}

/* ---- people ---- */

struct text lists_id_no(struct county *county, const char *birth, int sequence)
{
    return demo_id_number(&county->arena, county_day(birth), sequence);
}

int64_t lists_person(struct county *county, const char *name, struct text id_no)
{
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    struct change change = change_create(work, &person_ledger);
    change_set(&change, PERSON_NAME, value_text(text_of(name)));
    change_set(&change, PERSON_ID_NO, value_text(id_no));
    change_set(&change, PERSON_REGION, value_number(county_town + 1));
    change_set(&change, PERSON_LABOUR, value_text(TEXT("1")));
    county_ok(county, change_save(&change, &county->errors, &county->error));
    int64_t id = change.row->id;
    county_end(county);
    return id;
}

void lists_set(struct county *county, const struct ledger *ledger, int64_t id, int field,
               struct value value)
{
    struct row *row;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_get(work, ledger, id, ROWS_PLAIN, &row, &county->error));
    struct change change = change_edit(work, row);
    change_set(&change, field, value);
    county_ok(county, change_save(&change, &county->errors, &county->error));
    county_end(county);
}

/* ---- lists ---- */

int64_t lists_compare(struct county *county, const struct lists_plan *plan, const char *csv)
{
    struct job_info job;
    int64_t sender = lists_number(county, "SELECT min(id) FROM organization WHERE county = $1"
                                          " AND name = '县民政局'");
    struct list_plan wanted = {.file_name = TEXT("名单.csv"),
                               .source = text_of(plan->source),
                               .kind = text_of(plan->kind),
                               .category = text_of(plan->category),
                               .sender = sender,
                               .period = county_day(plan->day),
                               .whole = !plan->part};
    int64_t id;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_create(county->app, work, &wanted, text_of(csv), &id, &county->errors,
                                  &county->error));
    county_ok(county, list_compare_submit(work, id, &job, &county->error));
    county_end(county);
    lists_run(county);
    return id;
}

void lists_apply(struct county *county, int64_t list, bool leavers)
{
    struct job_info job;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_apply_submit(work, list, leavers, TEXT_EMPTY, &job, &county->errors,
                                        &county->error));
    county_end(county);
    lists_run(county);
}

void lists_unapply(struct county *county, int64_t list)
{
    struct job_info job;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county_ok(county, list_unapply_submit(work, list, &job, &county->error));
    county_end(county);
    lists_run(county);
}

/* ---- pairs ---- */

struct row *lists_match(struct county *county, int64_t id)
{
    struct row *match;
    struct work *work = county_read(county, ROLE_COUNTY, county_code);
    county_ok(county, rows_get(work, &list_match_ledger, id, ROWS_PLAIN, &match, &county->error));
    county_end(county);
    return match;
}

enum status lists_answer(struct county *county, int64_t user, int64_t match, const char *decision)
{
    int64_t version = lists_match(county, match)->version;
    struct work *work = county_write(county, ROLE_COUNTY, county_code);
    county->actor.user = user;
    struct list_answer given = {.match = match,
                                .version = version,
                                .decision = text_of(decision),
                                .reason = TEXT("见证件")};
    enum status status = list_answer_write(work, &given, &county->errors, &county->error);
    if (status != OK) {
        db_rollback(work->db);
        county->writing = false;
    }
    county_end(county);
    return status;
}

void lists_assert_state(struct county *county, int64_t match, const char *state)
{
    assert_true(text_is(lists_match(county, match)->value[LIST_MATCH_STATE].text, state));
}

int64_t lists_pair(struct county *county, int64_t list, int row, int64_t person)
{
    return lists_number(county,
                        "SELECT id FROM list_match WHERE county = $1 AND list_id = %lld"
                        " AND list_row = %d AND person_id = %lld AND removed_at = 0",
                        (long long)list, row + 1, (long long)person);
}
