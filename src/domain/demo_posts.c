#include "domain/demo_posts.h"

#include "base/list.h"
#include "base/map.h"
#include "domain/demo_claims.h"
#include "domain/people/person.h"
#include "domain/posts/attendance.h"
#include "domain/posts/placement.h"
#include "domain/posts/post.h"
#include "domain/posts/wage.h"
#include "ledger/change.h"
#include "ledger/rows.h"
#include "standard/region.h"

enum { MONTHS_BEFORE = 4, WAGE = 100000 /* fen */ };

/* Somebody who could hold a post. */
struct candidate {
    int64_t person, region;
    int32_t start;
};

struct stage {
    struct work *work; /* with memory that goes after each person */
    const struct demo_plan *plan;
    struct dice *dice;
    struct error *error;
    enum status status; /* the first failure stops everything after it */
    struct arena *kept; /* the keys of `posts` */
    struct map posts;   /* "village kind" -> post */
    LIST(struct candidate) holders;
    LIST(struct candidate) others; /* at work elsewhere */
    LIST(struct candidate) old;
};

static const struct {
    const char *code, *name;
} kinds[] = {{"epidemic", "疫情防控协管员"},
             {"cleaning", "保洁员"},
             {"epidemic", "防疫劝导员"},
             {"patrol", "治安巡防员"},
             {"library", "农家书屋管理员"}};

static struct value day_value(int32_t day)
{
    return value_date((struct date){day, DATE_DAY});
}

static struct value words(const char *z)
{
    return value_text(text_of(z));
}

static struct change begin(struct stage *stage, const struct ledger *ledger)
{
    struct change change = change_create(stage->work, ledger);
    change.part = true;
    return change;
}

static int64_t save(struct stage *stage, struct change *change)
{
    struct errors errors = {0};
    if (stage->status == OK) {
        stage->status = change_save(change, &errors, stage->error);
    }
    if (stage->status == INVALID && errors.n > 0) {
        stage->error->message = errors.at[0].message;
    }
    return change->row->id;
}

static bool chance(struct stage *stage, uint32_t percent)
{
    return dice_percent(stage->dice, percent);
}

/* ---- who ---- */

static const struct query find_workers = {
    .sql = "SELECT s.person_id, p.region, s.channel, s.start FROM employment_spell s"
           " JOIN person p ON p.county = s.county AND p.id = s.person_id"
           " WHERE s.county = $1 AND s.\"end\" IS NULL ORDER BY s.id"
           " /* scan: the demo reads all it made */",
};
static const struct query find_old = {
    .sql = "SELECT id, region FROM person WHERE county = $1 AND birth < $2 ORDER BY id"
           " /* scan: the demo reads all it made */",
};

static enum status read_workers(struct stage *stage)
{
    struct statement *s;
    struct work *work = stage->work;
    enum status status = db_prepare(work->db, &find_workers, &s, work->arena, stage->error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step;
    while ((step = statement_step(s, work->arena, stage->error)) == DB_ROW) {
        struct date start = {0};
        struct candidate who = {column_int(s, 0), column_int(s, 1), 0};
        if (date_parse(column_text(s, 3), &start) && start.day <= stage->plan->to) {
            who.start = start.day;
            if (text_is(column_text(s, 2), "4")) {
                list_add(&stage->holders, who);
            } else {
                who.start = stage->plan->from - 200; /* long before the other work */
                list_add(&stage->others, who);
            }
        }
    }
    statement_reset(s);
    return step == DB_FAILED ? stage->error->status : OK;
}

static enum status read_old(struct stage *stage)
{
    struct statement *s;
    struct work *work = stage->work;
    char day[11];
    size_t n =
        date_format((struct date){date_add_months(stage->plan->to, -60 * 12), DATE_DAY}, day);
    enum status status = db_prepare(work->db, &find_old, &s, work->arena, stage->error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, (struct text){day, n});
    enum db_step step;
    while ((step = statement_step(s, work->arena, stage->error)) == DB_ROW) {
        struct candidate who = {column_int(s, 0), column_int(s, 1), stage->plan->from - 400};
        list_add(&stage->old, who);
    }
    statement_reset(s);
    return step == DB_FAILED ? stage->error->status : OK;
}

/* ---- posts ---- */

static int64_t post_at(struct stage *stage, int64_t village, size_t kind)
{
    struct arena *a = stage->work->arena;
    struct text key = arena_printf(a, "%lld %zu", (long long)village, kind);
    const struct region *place = region_at(stage->work->regions, village);
    int64_t id;
    if (map_get(&stage->posts, key, &id)) {
        return id;
    }
    struct change c = begin(stage, &post_ledger);
    change_set(
        &c, POST_NAME,
        value_text(arena_printf(a, "%.*s%s", TEXT_ARG(place == NULL ? TEXT_EMPTY : place->name),
                                kinds[kind].name)));
    change_set(&c, POST_KIND, words(kinds[kind].code));
    change_set(&c, POST_REGION, value_number(village));
    change_set(&c, POST_QUOTA, value_number(1 + dice_below(stage->dice, 3)));
    change_set(&c, POST_FUND, words(chance(stage, 70) ? "employment" : "linkage"));
    change_set(&c, POST_PAY, value_number(WAGE));
    change_set(&c, POST_APPROVAL_NO,
               value_text(arena_printf(a, "演示公岗〔2021〕%zu号", stage->posts.n + 1)));
    change_set(&c, POST_VALID_FROM, day_value(stage->plan->from - 900));
    change_set(&c, POST_VALID_TO, day_value(stage->plan->from + 365));
    id = save(stage, &c);
    map_put(&stage->posts, arena_text(stage->kept, key), id);
    return id;
}

/* ---- months ---- */

static void make_attendance(struct stage *stage, int64_t person, int64_t placement, int32_t month)
{
    struct change c = begin(stage, &attendance_ledger);
    uint32_t luck = dice_below(stage->dice, 200);
    change_set(&c, ATTENDANCE_PERSON, value_number(person));
    change_set(&c, ATTENDANCE_PLACEMENT, value_number(placement));
    change_set(&c, ATTENDANCE_MONTH, value_date((struct date){month, DATE_MONTH}));
    change_set(&c, ATTENDANCE_DAYS_DUE, value_number(22));
    change_set(&c, ATTENDANCE_DAYS, value_number(luck < 1 ? 3 : 22 - luck % 4));
    change_set(&c, ATTENDANCE_RESULT,
               words(luck < 2   ? "poor"
                     : luck < 3 ? "substitute"
                     : luck < 8 ? "leave"
                                : "good"));
    change_set(&c, ATTENDANCE_CHECKER, words("演示干部"));
    save(stage, &c);
}

/* Paid by the middle of the next month, or not yet. */
static void make_wage(struct stage *stage, int64_t person, int64_t placement, int32_t month,
                      uint32_t paid)
{
    struct change c = begin(stage, &wage_ledger);
    int32_t day = date_add_months(month, 1) + 9 + (int32_t)dice_below(stage->dice, 10);
    change_set(&c, WAGE_PERSON, value_number(person));
    change_set(&c, WAGE_PLACEMENT, value_number(placement));
    change_set(&c, WAGE_MONTH, value_date((struct date){month, DATE_MONTH}));
    change_set(&c, WAGE_DUE, value_number(WAGE));
    if (chance(stage, paid) && day <= stage->plan->to) {
        change_set(&c, WAGE_PAID, value_number(WAGE));
        change_set(&c, WAGE_PAID_ON, day_value(day));
        if (chance(stage, 90)) {
            int32_t claimed = day + 5 <= stage->plan->to ? day + 5 : stage->plan->to;
            change_set(&c, WAGE_SUBSIDY_ON, day_value(claimed));
            change_set(&c, WAGE_SUBSIDY, value_number(WAGE));
        }
    }
    save(stage, &c);
}

static int32_t month_start(int32_t day)
{
    struct civil c = date_to_civil(day);
    c.day = 1;
    return date_from_civil(c);
}

static void make_months(struct stage *stage, int64_t person, int64_t placement, int32_t start,
                        int32_t end)
{
    int32_t month = month_start(date_add_months(stage->plan->from, -MONTHS_BEFORE));
    int32_t last = month_start(stage->plan->to);
    bool careless = chance(stage, 4);
    month = month > month_start(start) ? month : month_start(start);
    for (; month < last && month < end; month = date_add_months(month, 1)) {
        bool recent = month >= date_add_months(month_start(stage->plan->from), -1);
        if (!(careless && recent) && chance(stage, 98)) {
            make_attendance(stage, person, placement, month);
        }
        if (!recent || chance(stage, 98)) {
            make_wage(stage, person, placement, month, recent ? 94 : 100);
        }
    }
}

/* ---- placements ---- */

static void place(struct stage *stage, const struct candidate *who, size_t kind, bool exited)
{
    struct arena *a = stage->work->arena;
    struct change c = begin(stage, &placement_ledger);
    int64_t post = post_at(stage, who->region, kind);
    int32_t end = stage->plan->to + 1;
    change_set(&c, PLACEMENT_PERSON, value_number(who->person));
    change_set(&c, PLACEMENT_POST, value_number(post));
    change_set(&c, PLACEMENT_START, day_value(who->start));
    if (chance(stage, 95)) {
        change_set(&c, PLACEMENT_CONTRACT_NO,
                   value_text(arena_printf(a, "演示协议%06u", dice_below(stage->dice, 1000000))));
        int32_t from = who->start;
        while (date_add_months(from, 12) <= stage->plan->from) {
            from = date_add_months(from, 12);
        }
        int32_t to = chance(stage, 4) ? stage->plan->from - 5 : date_add_months(from, 12) - 1;
        to = to < stage->plan->to && chance(stage, 85) ? date_add_months(to, 12) : to;
        change_set(&c, PLACEMENT_CONTRACT_FROM, day_value(from < to ? from : who->start));
        change_set(&c, PLACEMENT_CONTRACT_TO, day_value(to > who->start ? to : who->start + 364));
    }
    change_set(&c, PLACEMENT_INSURED, value_number(chance(stage, 80)));
    if (exited && who->start < stage->plan->from) {
        static const char *const reasons[] = {"01", "01", "03", "05", "08", "02"};
        end = stage->plan->from + (int32_t)dice_below(stage->dice, 25);
        change_set(&c, PLACEMENT_EXITED_ON, day_value(end));
        change_set(&c, PLACEMENT_EXIT_REASON,
                   words(reasons[dice_below(stage->dice, COUNT(reasons))]));
    }
    int64_t id = save(stage, &c);
    make_months(stage, who->person, id, who->start, end);
}

static enum status bury(struct stage *stage, int64_t person)
{
    struct row *row;
    struct errors errors = {0};
    enum status status =
        rows_get(stage->work, &person_ledger, person, ROWS_PLAIN, &row, stage->error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(stage->work, row);
    change.part = true;
    change_set(&change, PERSON_DECEASED_ON, day_value(stage->plan->from + 10));
    return change_save(&change, &errors, stage->error);
}

static void make_placements(struct stage *stage)
{
    enum { DEAD_EVERY = 220, OTHER_EVERY = 150, OLD_EVERY = 300 };
    for (size_t i = 0; i < stage->holders.n && stage->status == OK; i++) {
        size_t kind = dice_below(stage->dice, COUNT(kinds));
        place(stage, &stage->holders.at[i], kind, chance(stage, 6));
        if (chance(stage, 2)) {
            place(stage, &stage->holders.at[i], (kind + 1) % COUNT(kinds), false);
        }
        if (i % DEAD_EVERY == DEAD_EVERY - 1 && stage->status == OK) {
            stage->status = bury(stage, stage->holders.at[i].person);
        }
        arena_reset(stage->work->arena);
    }
    for (size_t i = OTHER_EVERY; i < stage->others.n && stage->status == OK; i += OTHER_EVERY) {
        place(stage, &stage->others.at[i], 1, chance(stage, 30));
        arena_reset(stage->work->arena);
    }
    for (size_t i = OLD_EVERY; i < stage->old.n && stage->status == OK; i += OLD_EVERY) {
        place(stage, &stage->old.at[i], 1, false);
        arena_reset(stage->work->arena);
    }
}

enum status demo_posts(struct work *work, const struct demo_plan *plan, struct dice *dice,
                       struct error *error)
{
    struct arena scratch;
    struct work own = *work;
    struct stage stage = {
        .work = &own, .plan = plan, .dice = dice, .error = error, .kept = work->arena};
    arena_init(&scratch);
    map_init(&stage.posts);
    own.arena = &scratch;
    stage.status = read_workers(&stage);
    if (stage.status == OK) {
        stage.status = read_old(&stage);
    }
    make_placements(&stage);
    enum status status = stage.status;
    if (status == OK) {
        status = demo_claims(&own, plan, dice, error);
    }
    if (status != OK) { /* its words live in the scratch memory that goes now */
        error->message = arena_text(work->arena, error->message);
        error->hint = arena_text(work->arena, error->hint);
        error->detail = arena_text(work->arena, error->detail);
    }
    list_release(&stage.holders);
    list_release(&stage.others);
    list_release(&stage.old);
    map_release(&stage.posts);
    arena_release(&scratch);
    return status;
}
