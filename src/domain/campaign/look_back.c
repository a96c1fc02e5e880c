#include "domain/campaign/look_back.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/id.h"
#include "base/list.h"
#include "base/random.h"
#include "domain/campaign/finding.h"
#include "domain/campaign/finding_flow.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "notice/notice.h"
#include "standard/region.h"

enum { SEED_BYTES = 8, SEED_LONGEST = 64, POPULATION_MOST = 20000, DRAWS_SHOWN = 50 };

const char look_back_ddl[] = "CREATE TABLE look_back (\n"
                             "  county BIGINT NOT NULL,\n"
                             "  id BIGINT NOT NULL,\n"
                             "  at BIGINT NOT NULL,\n"
                             "  actor BIGINT NOT NULL,\n"
                             "  seed TEXT NOT NULL,\n"
                             "  days BIGINT NOT NULL,\n"
                             "  percent BIGINT NOT NULL,\n"
                             "  least BIGINT NOT NULL,\n"
                             "  population TEXT NOT NULL,\n"
                             "  sample TEXT NOT NULL,\n"
                             "  PRIMARY KEY (county, id)\n"
                             ");\n"
                             "CREATE TABLE look_back_seen (\n"
                             "  county BIGINT NOT NULL,\n"
                             "  finding_id BIGINT NOT NULL,\n"
                             "  closed_on TEXT NOT NULL,\n"
                             "  look_back_id BIGINT NOT NULL,\n"
                             "  PRIMARY KEY (county, finding_id, closed_on)\n"
                             ");\n";

/* What was closed by a day and has had no draw since it was closed. */
static const struct query due_query = {
    .sql = "SELECT f.id, f.region, f.closed_on FROM finding f WHERE f.county = $1"
           " AND f.removed_at = 0 AND f.state = 'closed' AND f.closed_on <= $2"
           " AND NOT EXISTS (SELECT 1 FROM look_back_seen s WHERE s.county = f.county"
           " AND s.finding_id = f.id AND s.closed_on = f.closed_on)"
           " ORDER BY f.id /* scan: findings are few */",
};

static const struct query insert_draw = {
    .sql = "INSERT INTO look_back (county, id, at, actor, seed, days, percent, least, population,"
           " sample) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
};

static const struct query insert_seen = {
    .sql = "INSERT INTO look_back_seen (county, finding_id, closed_on, look_back_id)"
           " VALUES ($1, $2, $3, $4)",
};

static const struct query list_draws = {
    .sql = "SELECT id, at, actor, seed, days, percent, least, population, sample FROM look_back"
           " WHERE county = $1 ORDER BY id DESC LIMIT 50",
};

struct member {
    int64_t id, town;
    struct text closed_on;
    unsigned char rank[crypto_hash_sha256_BYTES];
    bool taken;
};

typedef LIST(struct member) member_list;

static int64_t town_of(int64_t region)
{
    return region_level_of(region) == REGION_VILLAGE ? region_above(region) : region;
}

/* ---- the draw itself ---- */

static void rank(struct member *member, struct text seed)
{
    char text[SEED_LONGEST + 32];
    int n = snprintf(text, sizeof(text), "%.*s %lld", TEXT_ARG(seed), (long long)member->id);
    crypto_hash_sha256(member->rank, (const unsigned char *)text, (unsigned long long)n);
}

static int by_town_and_rank(const void *left, const void *right)
{
    const struct member *a = left, *b = right;
    return a->town != b->town ? (a->town < b->town ? -1 : 1)
                              : memcmp(a->rank, b->rank, sizeof(a->rank));
}

/* Marks whom the seed takes; the members come out by township and rank. */
static void take_sample(member_list *members, struct text seed, int64_t percent, int64_t least)
{
    for (size_t i = 0; i < members->n; i++) {
        rank(&members->at[i], seed);
    }
    if (members->n > 0) {
        qsort(members->at, members->n, sizeof(*members->at), by_town_and_rank);
    }
    for (size_t from = 0, to; from < members->n; from = to) {
        to = from;
        while (to < members->n && members->at[to].town == members->at[from].town) {
            to++;
        }
        size_t share = ((to - from) * (size_t)percent + 99) / 100;
        size_t wanted = share > (size_t)least ? share : (size_t)least;
        for (size_t i = from; i < to; i++) {
            members->at[i].taken = i - from < wanted;
        }
    }
}

/* ---- what is due ---- */

static enum status read_due(struct work *work, int64_t days, member_list *members,
                            struct error *error)
{
    struct statement *s;
    struct text last = date_iso(work->arena, clock_today(work->clock) - (int32_t)days);
    enum status status = db_prepare(work->db, &due_query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, last);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW &&
           members->n < POPULATION_MOST) {
        struct member member = {.id = column_int(s, 0),
                                .town = town_of(column_int(s, 1)),
                                .closed_on = arena_text(work->arena, column_text(s, 2))};
        list_add(members, member);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* "id town,id town,…" of all, or of those taken. */
static struct text members_text(struct arena *arena, const member_list *members, bool taken)
{
    struct buf out;
    buf_init(&out, MIB);
    for (size_t i = 0; i < members->n; i++) {
        if (!taken || members->at[i].taken) {
            buf_addf(&out, "%s%lld %lld", out.n > 0 ? "," : "", (long long)members->at[i].id,
                     (long long)members->at[i].town);
        }
    }
    struct text text = arena_text(arena, buf_text(&out));
    buf_release(&out);
    return text;
}

static void read_members(struct text text, member_list *members)
{
    struct text part;
    while (text.n > 0 && text_split(&text, ',', &part)) {
        struct member member = {0};
        size_t blank = text_find_char(part, ' ');
        if (blank != TEXT_NONE && text_to_int(text_slice(part, 0, blank), &member.id) &&
            text_to_int(text_slice(part, blank + 1, part.n), &member.town)) {
            list_add(members, member);
        }
    }
}

/* ---- keeping it ---- */

static enum status keep_draw(struct work *work, const struct look_back_plan *plan, int64_t id,
                             const member_list *members, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &insert_draw, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, id);
    bind_int(s, 3, clock_now(work->clock));
    bind_int(s, 4, work->actor->user);
    bind_text(s, 5, plan->seed);
    bind_int(s, 6, plan->days);
    bind_int(s, 7, plan->percent);
    bind_int(s, 8, plan->least);
    bind_text(s, 9, members_text(work->arena, members, false));
    bind_text(s, 10, members_text(work->arena, members, true));
    status = statement_run(s, NULL, work->arena, error);
    for (size_t i = 0; status == OK && i < members->n; i++) {
        status = db_prepare(work->db, &insert_seen, &s, work->arena, error);
        if (status == OK) {
            bind_int(s, 1, work->actor->county);
            bind_int(s, 2, members->at[i].id);
            bind_text(s, 3, members->at[i].closed_on);
            bind_int(s, 4, id);
            status = statement_run(s, NULL, work->arena, error);
        }
    }
    return status;
}

static enum status mark(struct work *work, int64_t finding, struct text reason,
                        struct errors *errors, struct error *error)
{
    struct row *row;
    enum status status = rows_get(work, &finding_ledger, finding, ROWS_PLAIN, &row, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, row);
    change.part = true;
    change.reason = reason;
    return change_act(&change, flow_action(&finding_flow, TEXT("sample")), errors, error);
}

static enum status complete_plan(struct app *app, struct work *work, struct look_back_plan *plan,
                                 struct error *error)
{
    const struct inspection_back *notice = app_books(app)->notice->inspection.look_back;
    if (notice == NULL) {
        return error_set(error, work->arena, NOT_FOUND, "这份通知没有回头看");
    }
    if (plan->percent == 0) {
        *plan = (struct look_back_plan){plan->seed, notice->days, notice->percent, notice->least};
    }
    if (plan->seed.n == 0) {
        unsigned char bytes[SEED_BYTES];
        char *hex = arena_alloc(work->arena, 2 * SEED_BYTES + 1);
        random_bytes(bytes, sizeof(bytes));
        sodium_bin2hex(hex, 2 * SEED_BYTES + 1, bytes, sizeof(bytes));
        plan->seed = text_of(hex);
    }
    if (plan->seed.n > SEED_LONGEST) {
        error->field = "seed";
        return error_set(error, work->arena, INVALID, "种子最长 %d 个字节", SEED_LONGEST);
    }
    return OK;
}

enum status look_back_draw(struct app *app, struct work *work, const struct look_back_plan *given,
                           int64_t *drawn, struct errors *errors, struct error *error)
{
    member_list members = {0};
    struct look_back_plan plan = *given;
    int64_t id = id_next(work->clock);
    *drawn = 0;
    if (!actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "只有县就创中心可以抽取回头看");
    }
    enum status status = complete_plan(app, work, &plan, error);
    if (status == OK) {
        status = read_due(work, plan.days, &members, error);
    }
    if (status == OK && members.n == 0) {
        error_set(error, work->arena, INVALID, "没有销号满 %lld 天、还没有抽过的问题",
                  (long long)plan.days);
        status = error_hint(error, work->arena, "请过几天再抽");
    }
    if (status == OK) {
        take_sample(&members, plan.seed, plan.percent, plan.least);
        status = keep_draw(work, &plan, id, &members, error);
    }
    struct text reason =
        arena_printf(work->arena, "随机抽取回头看，种子 %.*s", TEXT_ARG(plan.seed));
    for (size_t i = 0; status == OK && i < members.n; i++) {
        if (members.at[i].taken) {
            status = mark(work, members.at[i].id, reason, errors, error);
            *drawn += status == OK;
        }
    }
    if (status == OK) {
        status = history_close(work, TEXT("look_back"), &finding_ledger, id, reason, error);
    }
    list_release(&members);
    return status;
}

/* ---- what was drawn ---- */

struct draw {
    int64_t id, at, actor, days, percent, least;
    struct text seed, population, sample;
};

static struct draw read_draw(struct arena *arena, struct statement *s)
{
    return (struct draw){
        .id = column_int(s, 0),
        .at = column_int(s, 1),
        .actor = column_int(s, 2),
        .seed = arena_text(arena, column_text(s, 3)),
        .days = column_int(s, 4),
        .percent = column_int(s, 5),
        .least = column_int(s, 6),
        .population = arena_text(arena, column_text(s, 7)),
        .sample = arena_text(arena, column_text(s, 8)),
    };
}

static enum status read_draws(struct work *work, struct draw draws[DRAWS_SHOWN], size_t *n,
                              struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &list_draws, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    enum db_step step;
    *n = 0;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && *n < DRAWS_SHOWN) {
        draws[(*n)++] = read_draw(work->arena, s);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* Draws again from what was kept; whether the outcome is the same. */
static bool draws_the_same(struct arena *arena, const struct draw *draw, size_t *population,
                           size_t *sample)
{
    member_list members = {0};
    read_members(draw->population, &members);
    take_sample(&members, draw->seed, draw->percent, draw->least);
    *population = members.n;
    *sample = 0;
    for (size_t i = 0; i < members.n; i++) {
        *sample += members.at[i].taken;
    }
    bool same = text_equal(members_text(arena, &members, true), draw->sample);
    list_release(&members);
    return same;
}

static void put_draw(struct work *work, const struct draw *draw, struct json_out *out)
{
    size_t population, sample;
    bool same = draws_the_same(work->arena, draw, &population, &sample);
    json_open(out, NULL);
    json_put_id(out, "id", draw->id);
    json_put_text(out, "at", clock_format(work->arena, draw->at));
    json_put_text(out, "actor", work->user_name(work, draw->actor));
    json_put_text(out, "seed", draw->seed);
    json_put_int(out, "days", draw->days);
    json_put_int(out, "percent", draw->percent);
    json_put_int(out, "least", draw->least);
    json_put_int(out, "population", (int64_t)population);
    json_put_int(out, "sample", (int64_t)sample);
    json_put_bool(out, "same", same);
    json_close(out);
}

enum status look_back_json(struct app *app, struct work *work, struct json_out *out,
                           struct error *error)
{
    size_t n = 0;
    member_list due = {0};
    struct draw *draws = arena_array(work->arena, struct draw, DRAWS_SHOWN);
    struct look_back_plan plan = {.seed = TEXT("-")};
    enum status status = complete_plan(app, work, &plan, error);
    if (status == OK) {
        status = read_due(work, plan.days, &due, error);
    }
    if (status == OK) {
        status = read_draws(work, draws, &n, error);
    }
    if (status == OK) {
        json_open(out, NULL);
        json_put_int(out, "due", (int64_t)due.n);
        json_put_int(out, "days", plan.days);
        json_put_int(out, "percent", plan.percent);
        json_put_int(out, "least", plan.least);
        json_put_bool(out, "can", actor_is(work->actor, ROLE_BIT(ROLE_COUNTY)));
        json_open_list(out, "draws");
        for (size_t i = 0; i < n; i++) {
            put_draw(work, &draws[i], out);
        }
        json_close_list(out);
        json_close(out);
    }
    list_release(&due);
    return status;
}
