#include "domain/demo_claims.h"

#include "base/list.h"
#include "domain/care/enrolment.h"
#include "domain/policy/claim.h"
#include "domain/policy/claim_flow.h"
#include "ledger/change.h"
#include "ledger/rows.h"

enum { YUAN = 100 };

/* Whoever may have something to claim, or to learn. */
struct claimant {
    int64_t id;
    int64_t amount; /* fen; 0: the county's setting, or nothing */
    bool organization;
};

struct stage {
    struct work *work;
    const struct demo_plan *plan;
    struct dice *dice;
    struct error *error;
    enum status status;
    LIST(struct claimant) found;
};

static struct value day_value(int32_t day)
{
    return value_date((struct date){day, DATE_DAY});
}

static bool chance(struct stage *stage, uint32_t percent)
{
    return dice_percent(stage->dice, percent);
}

static enum status save(struct stage *stage, struct change *change)
{
    struct errors errors = {0};
    enum status status = change_save(change, &errors, stage->error);
    if (status == INVALID && errors.n > 0) {
        stage->error->message = errors.at[0].message;
    }
    return status;
}

/* ---- who ---- */

/* Poor people at work beyond the county for three months; abroad and beyond the province pays more.
 */
static const struct query find_travellers = {
    .sql = "SELECT DISTINCT s.person_id, s.work_area FROM employment_spell s"
           " JOIN category_tag c ON c.county = s.county AND c.person_id = s.person_id"
           " AND c.kind IN ('tuopin', 'monitor') AND c.\"to\" IS NULL"
           " WHERE s.county = $1 AND s.work_area IN ('4', '5') AND s.\"end\" IS NULL"
           " AND s.start < $2 ORDER BY s.person_id /* scan: the demo reads all it made */",
};
static const struct query find_founders = {
    .sql = "SELECT DISTINCT s.person_id, '' FROM employment_spell s"
           " JOIN category_tag c ON c.county = s.county AND c.person_id = s.person_id"
           " AND c.kind IN ('tuopin', 'monitor') AND c.\"to\" IS NULL"
           " WHERE s.county = $1 AND s.channel = '3' AND s.work_area IN ('1', '2', '3')"
           " AND s.\"end\" IS NULL AND s.start < $2 ORDER BY s.person_id"
           " /* scan: the demo reads all it made */",
};
static const struct query find_learners = {
    .sql = "SELECT DISTINCT person_id, '' FROM intention WHERE county = $1"
           " AND kinds LIKE '%3%' AND asked_on >= $2 ORDER BY person_id"
           " /* scan: the demo reads all it made */",
};
static const struct query find_workshops = {
    .sql = "SELECT id, 'workshop' FROM organization WHERE county = $1"
           " AND kind = 'workshop' AND workshop_on < $2 ORDER BY id"
           " /* scan: the demo reads all it made */",
};

static enum status find(struct stage *stage, const struct query *query, int32_t day)
{
    struct statement *s;
    struct work *work = stage->work;
    stage->found.n = 0;
    enum status status = db_prepare(work->db, query, &s, work->arena, stage->error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, date_iso(work->arena, day));
    enum db_step step;
    while ((step = statement_step(s, work->arena, stage->error)) == DB_ROW) {
        struct text word = column_text(s, 1);
        int64_t yuan = text_is(word, "5") ? 500 : text_is(word, "4") ? 300 : 0;
        struct claimant who = {column_int(s, 0), yuan * YUAN, text_is(word, "workshop")};
        list_add(&stage->found, who);
    }
    statement_reset(s);
    return step == DB_FAILED ? stage->error->status : OK;
}

/* ---- claims ---- */

static enum status act(struct stage *stage, int64_t id, const char *name, int field,
                       const char *words)
{
    struct row *row;
    struct errors errors = {0};
    enum status status = rows_get(stage->work, &claim_ledger, id, ROWS_PLAIN, &row, stage->error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(stage->work, row);
    change.part = true;
    change.reason = text_of(words);
    change_set(&change, field, value_text(text_of(words)));
    return change_act(&change, flow_action(&claim_flow, text_of(name)), &errors, stage->error);
}

/* A claim that came some way: 0 filed, 1 reviewed, 2 handed, 3 approved, 4 paid. */
static void claim(struct stage *stage, const struct claimant *who, const char *benefit,
                  const int32_t period[2], uint32_t steps)
{
    static const int days[] = {CLAIM_REVIEWED_ON, CLAIM_HANDED_ON, CLAIM_APPROVED_ON,
                               CLAIM_PAID_ON};
    struct change c = change_create(stage->work, &claim_ledger);
    int32_t day = stage->plan->from - 40 + (int32_t)dice_below(stage->dice, 60);
    c.part = true;
    change_set(&c, CLAIM_BENEFIT, value_text(text_of(benefit)));
    change_set(&c, who->organization ? CLAIM_ORGANIZATION : CLAIM_PERSON, value_number(who->id));
    change_set(&c, CLAIM_FILED_ON, day_value(day));
    if (who->amount > 0) {
        change_set(&c, CLAIM_AMOUNT, value_number(who->amount));
    }
    if (period != NULL) {
        change_set(&c, CLAIM_PERIOD_FROM, day_value(period[0]));
        change_set(&c, CLAIM_PERIOD_TO, day_value(period[1]));
    }
    for (uint32_t i = 0; i < steps; i++) {
        day += 3 + (int32_t)dice_below(stage->dice, 8);
        if (day <= stage->plan->to) {
            change_set(&c, days[i], day_value(day));
        }
    }
    stage->status = save(stage, &c);
    if (stage->status == OK && steps == 1 && chance(stage, 25)) {
        stage->status = act(stage, c.row->id, "return", CLAIM_OPINION, "务工证明不全");
    } else if (stage->status == OK && steps == 4 && chance(stage, 4)) {
        stage->status = act(stage, c.row->id, "fail", CLAIM_FAILURE, "户名不符");
    }
    arena_reset(stage->work->arena);
}

static void claim_many(struct stage *stage, const struct query *query, const char *benefit,
                       int32_t day, const int32_t period[2], uint32_t percent, uint32_t most)
{
    if (stage->status == OK) {
        stage->status = find(stage, query, day);
    }
    for (size_t i = 0; i < stage->found.n && stage->status == OK; i++) {
        bool again = i > 0 && stage->found.at[i].id == stage->found.at[i - 1].id;
        if (!again && chance(stage, percent)) {
            claim(stage, &stage->found.at[i], benefit, period, dice_below(stage->dice, most + 1));
        }
    }
}

/* ---- training ---- */

static void enrol(struct stage *stage, int64_t person)
{
    static const struct {
        const char *course, *kind;
    } courses[] = {{"家政服务员培训班", "skill"},
                   {"缝纫工培训班", "skill"},
                   {"电子装配培训班", "skill"},
                   {"脐橙种植实用技术班", "farm"},
                   {"创业意识培训班", "startup"}};
    size_t which = dice_below(stage->dice, COUNT(courses));
    int32_t start = stage->plan->from + 3 + 7 * (int32_t)which;
    int32_t end = start + 6;
    struct change c = change_create(stage->work, &enrolment_ledger);
    c.part = true;
    change_set(&c, ENROLMENT_PERSON, value_number(person));
    change_set(&c, ENROLMENT_COURSE, value_text(text_of(courses[which].course)));
    change_set(&c, ENROLMENT_KIND, value_text(text_of(courses[which].kind)));
    change_set(&c, ENROLMENT_START, day_value(start));
    change_set(&c, ENROLMENT_END, day_value(end));
    change_set(&c, ENROLMENT_HOURS, value_number(20 + dice_below(stage->dice, 21)));
    change_set(&c, ENROLMENT_RESULT,
               value_text(chance(stage, 92) ? TEXT("passed") : TEXT("dropped")));
    stage->status = save(stage, &c);
    arena_reset(stage->work->arena);
}

enum status demo_claims(struct work *work, const struct demo_plan *plan, struct dice *dice,
                        struct error *error)
{
    struct stage stage = {.work = work, .plan = plan, .dice = dice, .error = error};
    int32_t from = plan->from;
    struct civil new_year = date_to_civil(from - 120); /* early in a year: what the last one left */
    new_year.month = new_year.day = 1;
    int32_t year = date_from_civil(new_year);
    const int32_t whole[] = {year, date_add_months(year, 12) - 1};
    const int32_t months[] = {year, from - 32};
    /* What the workshops are paid only the county can say: none of theirs is approved yet. */
    claim_many(&stage, &find_workshops, "ws_post", from, months, 70, 2);
    claim_many(&stage, &find_workshops, "ws_run", from, whole, 50, 2);
    claim_many(&stage, &find_workshops, "ws_logi", from, whole, 25, 2);
    claim_many(&stage, &find_workshops, "absorb", from, NULL, 20, 2);
    claim_many(&stage, &find_travellers, "transport", from - 60, whole, 70, 4);
    claim_many(&stage, &find_founders, "startup", from - 150, NULL, 60, 4);
    if (stage.status == OK) {
        stage.status = find(&stage, &find_learners, from);
    }
    for (size_t i = 0; i < stage.found.n && stage.status == OK; i++) {
        if (chance(&stage, 60)) {
            enrol(&stage, stage.found.at[i].id);
        }
    }
    list_release(&stage.found);
    return stage.status;
}
