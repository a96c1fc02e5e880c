#include "domain/campaign/unit_merge.h"

#include <stdio.h>

#include "base/id.h"
#include "domain/campaign/submitting_parts.h"
#include "domain/campaign/task_unit.h"
#include "domain/campaign/unit_merge_store.h"
#include "domain/people/region.h"
#include "domain/people/user.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "report/report.h"
#include "standard/region.h"

enum {
    PAGE = 500,
    PLACES_MOST = 1000,
    SETTING_KEY = 80,
    TOWN = 1000,
    STATES_MOST = 4,
    NAMES_MOST = 12
};

/* What goes to the successor; rows in one of these states stay. */
static const struct {
    const char *ledger;
    const char *stay[STATES_MOST];
} moved[] = {
    {"person", {NULL}},          {"household", {NULL}},
    {"organization", {NULL}},    {"post", {NULL}},
    {"vacancy", {NULL}},         {"claim", {"paid", "withdrawn"}},
    {"finding", {"closed"}},     {"letter", {"answered", "voided"}},
    {"task_unit", {"accepted"}},
};

struct merging {
    struct app *app;
    struct work *work;
    const struct unit_merge *plan;
    const struct notice_unit *unit, *successor; /* NULL: a village */
    struct unit_merge_pair places[PLACES_MOST]; /* the unit itself, then its villages */
    size_t n;
    int64_t batch; /* 0 while it is only looked at */
    struct unit_merge_pairs accounts;
    struct unit_merge_told *told;
    struct text kept; /* " table2/first table1/d01 " */
    int32_t today;
    bool act;
    struct errors *errors;
    struct error *error;
};

/* ---- places ---- */

static bool is_used(const struct merging *m, int64_t code)
{
    for (size_t i = 0; i < m->n; i++) {
        if (m->places[i].into == code) {
            return true;
        }
    }
    return region_at(m->work->regions, code) != NULL;
}

/* The village's own three digits where the successor has them free, else the next that are. */
static int64_t new_code(const struct merging *m, int64_t village)
{
    int64_t code = m->plan->into + village % TOWN;
    while (is_used(m, code) && region_contains(m->plan->into, code + 1)) {
        code++;
    }
    return code;
}

static bool is_over(const struct merging *m, const struct region *region)
{
    return region->valid_to != DATE_NONE && region->valid_to < m->today;
}

static void find_places(struct merging *m)
{
    const struct region *below[PLACES_MOST];
    size_t n = region_children(m->work->regions, m->plan->from, below, PLACES_MOST - 1);
    m->places[m->n++] = (struct unit_merge_pair){m->plan->from, m->plan->into};
    for (size_t i = 0; i < n && i + 1 < PLACES_MOST; i++) {
        m->places[m->n] = (struct unit_merge_pair){below[i]->code, new_code(m, below[i]->code)};
        m->n++;
    }
    m->told->places = (int64_t)m->n - 1;
}

static int64_t place_after(const struct merging *m, int64_t region)
{
    for (size_t i = 0; i < m->n; i++) {
        if (m->places[i].from == region) {
            return m->places[i].into;
        }
    }
    return m->plan->into; /* a place that the county's list does not know */
}

static void set_day(struct change *change, int field, int32_t day)
{
    change_set(change, field, value_date((struct date){day, DATE_DAY}));
}

static enum status save(struct merging *m, struct change *change)
{
    change->batch = m->batch;
    change->part = true;
    change->program = true;
    change->reason = m->plan->reason;
    return change_save(change, m->errors, m->error);
}

static struct value code_value(const struct merging *m, int64_t code)
{
    return value_text(arena_printf(m->work->arena, "%lld", (long long)code));
}

/* The county's own row of a place begun to be changed; one that only the tables of the program know
 * gets a row. */
static enum status change_place(struct merging *m, int64_t code, struct change *out)
{
    struct value wanted = code_value(m, code);
    struct row_list rows = {0};
    enum status status =
        rows_with(m->work, &region_ledger, REGION_CODE, &wanted, 1, 0, &rows, m->error);
    if (status != OK) {
        return status;
    }
    if (rows.n > 0) {
        *out = change_edit(m->work, rows.at[0]);
        return OK;
    }
    const struct region *region = region_at(m->work->regions, code);
    *out = change_create(m->work, &region_ledger);
    change_set(out, REGION_CODE, wanted);
    change_set(out, REGION_NAME, value_text(region == NULL ? TEXT_EMPTY : region->name));
    change_set(
        out, REGION_LEVEL,
        value_text(region_level_of(code) == REGION_VILLAGE ? TEXT("village") : TEXT("town")));
    change_set(out, REGION_PARENT, value_number(region_above(code)));
    return OK;
}

/* The old code ends yesterday; a village goes on under its new one from today. */
static enum status renew_place(struct merging *m, const struct unit_merge_pair *place)
{
    struct change ending;
    enum status status = change_place(m, place->from, &ending);
    if (status != OK) {
        return status;
    }
    if (place->from != m->plan->from) {
        struct change change = change_create(m->work, &region_ledger);
        for (int i = REGION_NAME; i < REGION_VALID_FROM; i++) {
            change_set(&change, i, *change_value(&ending, i));
        }
        change_set(&change, REGION_CODE, code_value(m, place->into));
        change_set(&change, REGION_PARENT, value_number(m->plan->into));
        set_day(&change, REGION_VALID_FROM, m->today);
        status = save(m, &change);
    }
    set_day(&ending, REGION_VALID_TO, m->today - 1);
    return status == OK ? save(m, &ending) : status;
}

/* Lists that still say the old name find the successor. */
static enum status take_name(struct merging *m)
{
    struct change change;
    enum status status = change_place(m, m->plan->into, &change);
    if (status != OK) {
        return status;
    }
    struct arena *arena = m->work->arena;
    const struct value *old = change_value(&change, REGION_ALIASES);
    struct text name = region_at(m->work->regions, m->plan->from)->name;
    change_set(&change, REGION_ALIASES,
               value_text(value_is_set(old) ? arena_printf(arena, "%.*s、%.*s", TEXT_ARG(old->text),
                                                           TEXT_ARG(name))
                                            : name));
    return save(m, &change);
}

/* ---- rows ---- */

static bool stays(const struct ledger *ledger, const char *const *states, const struct row *row)
{
    for (size_t i = 0; ledger->flow != NULL && i < STATES_MOST && states[i] != NULL; i++) {
        if (text_is(row->value[ledger->flow->state].text, states[i])) {
            return true;
        }
    }
    return false;
}

/* The successor has the same tasks, and they speak of both areas now. */
static bool is_own_task(const struct ledger *ledger, const struct row *row)
{
    return ledger == &task_unit_ledger && text_is(row->value[TASK_UNIT_LEVEL].text, "township");
}

static enum status move_row(struct merging *m, const struct row *row)
{
    struct change change = change_edit(m->work, row);
    change.batch = m->batch;
    change.part = true;
    change.program = true;
    change.reason = m->plan->reason;
    return change_refer(&change, row->ledger->region,
                        place_after(m, row->value[row->ledger->region].number), m->error);
}

static enum status remove_row(struct merging *m, const struct row *row)
{
    struct change change = change_edit(m->work, row);
    change.batch = m->batch;
    change.part = true;
    change.program = true;
    change.reason = m->plan->reason;
    return change_remove(&change, m->error);
}

static enum status move_page(struct merging *m, const struct row_list *rows,
                             const char *const *states, size_t at)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < rows->n; i++) {
        const struct row *row = rows->at[i];
        if (stays(row->ledger, states, row)) {
            m->told->ledgers[at].stays++;
        } else if (is_own_task(row->ledger, row)) {
            m->told->ledgers[at].removed++;
            status = m->act ? remove_row(m, row) : OK;
        } else {
            m->told->ledgers[at].moves++;
            status = m->act ? move_row(m, row) : OK;
        }
    }
    return status;
}

static enum status move_ledger(struct merging *m, const struct ledger *ledger,
                               const char *const *states)
{
    struct arena scratch;
    struct actor place = *m->work->actor;
    struct work reading = *m->work, *whole = m->work;
    struct row_list rows = {0};
    enum status status = OK;
    size_t at = m->told->n++;
    m->told->ledgers[at].ledger = ledger;
    actor_reach(m->plan->from, &place.region_lo, &place.region_hi);
    place.region = m->plan->from;
    arena_init(&scratch);
    struct work own = *m->work;
    own.arena = reading.arena = &scratch;
    reading.actor = &place;
    m->work = &own;
    int64_t after = 0;
    do {
        status = rows_after(&reading, ledger, after, PAGE, ROWS_PLAIN, &rows, m->error);
        if (status == OK && rows.n > 0) {
            after = rows.at[rows.n - 1]->id;
            status = move_page(m, &rows, states, at);
        }
        if (status == OK) {
            arena_reset(&scratch);
        }
    } while (status == OK && rows.n == PAGE);
    m->work = whole;
    if (status != OK) { /* its words live in the scratch memory that goes now */
        error_keep(m->error, whole->arena);
    }
    arena_release(&scratch);
    return status;
}

static enum status move_all(struct merging *m)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < COUNT(moved); i++) {
        const struct ledger *ledger = ledger_find(m->work->ledgers, text_of(moved[i].ledger));
        status = ledger == NULL ? OK : move_ledger(m, ledger, moved[i].stay);
    }
    return status;
}

/* ---- accounts ---- */

static enum status move_accounts(struct merging *m)
{
    int64_t lo, hi;
    struct user_page users;
    struct arena *arena = m->work->arena;
    actor_reach(m->plan->from, &lo, &hi);
    enum status status = user_of_places(m->work, lo, hi, &users, m->error);
    if (status != OK) {
        return status;
    }
    m->told->accounts = (int64_t)users.n;
    m->accounts =
        (struct unit_merge_pairs){arena_array(arena, struct unit_merge_pair, users.n), users.n};
    for (size_t i = 0; status == OK && i < users.n; i++) {
        const struct user *user = &users.at[i];
        m->accounts.at[i] = (struct unit_merge_pair){user->id, user->region};
        if (i < NAMES_MOST) {
            m->told->who =
                arena_printf(arena, "%.*s%s%.*s（%.*s）", TEXT_ARG(m->told->who), i > 0 ? "、" : "",
                             TEXT_ARG(user->name), TEXT_ARG(user->account));
        }
        status = m->act ? user_move(m->work, user, place_after(m, user->region), m->error) : OK;
    }
    return status;
}

/* ---- rounds ---- */

static void add_name(const struct merging *m, struct text *list, const struct round *round)
{
    *list =
        arena_printf(m->work->arena, "%.*s%s%.*s %.*s", TEXT_ARG(*list), list->n > 0 ? "、" : "",
                     TEXT_ARG(round->form->name), TEXT_ARG(round->name));
}

static bool state_is(const struct submitting *s, const char *state)
{
    return text_is(submitting_state(s), state);
}

static enum status give_back(struct merging *m, struct submitting *successor)
{
    add_name(m, &m->told->returned, successor->round);
    return m->act ? submitting_step(successor, "return",
                                    arena_printf(m->work->arena, "%.*s并入，请合并重报",
                                                 TEXT_ARG(m->unit->name)),
                                    NULL, 0, m->errors, m->error)
                  : OK;
}

static enum status decide_round(struct merging *m, const struct round *round)
{
    struct submitting own, successor;
    enum status status = submitting_open(m->app, m->work, round->form->key, round->key,
                                         m->unit->key, &own, m->error);
    if (status == OK) {
        status = submitting_open(m->app, m->work, round->form->key, round->key, m->successor->key,
                                 &successor, m->error);
    }
    if (status != OK) {
        return status;
    }
    bool both = state_is(&own, "accepted") && state_is(&successor, "accepted");
    if (state_is(&own, "frozen") || both) {
        add_name(m, &m->told->kept, round);
        m->kept = arena_printf(m->work->arena, "%.*s%.*s/%.*s ", TEXT_ARG(m->kept),
                               TEXT_ARG(round->form->key), TEXT_ARG(round->key));
        return OK;
    }
    add_name(m, &m->told->successors, round);
    return state_is(&successor, "submitted") || state_is(&successor, "accepted")
               ? give_back(m, &successor)
               : OK;
}

static enum status decide_rounds(struct merging *m)
{
    const struct app_books *books = app_books(m->app);
    struct rounds rounds =
        rounds_of(m->work->arena, books->notice, books->calendar, &books->settings);
    enum status status = OK;
    m->kept = TEXT(" ");
    for (size_t i = 0; status == OK && m->unit != NULL && i < rounds.n; i++) {
        const struct round *round = &rounds.at[i];
        if (round_asks(round, m->unit) && round_asks(round, m->successor)) {
            status = decide_round(m, round);
        }
    }
    if (status != OK || !m->act || m->unit == NULL) {
        return status;
    }
    char key[SETTING_KEY], day[11];
    snprintf(key, sizeof(key), MERGED_SETTING "%.*s", TEXT_ARG(m->unit->key));
    date_format((struct date){m->today, DATE_DAY}, day);
    return app_put_setting(m->work, text_of(key),
                           arena_printf(m->work->arena, "%s %.*s%.*s", day,
                                        TEXT_ARG(m->successor->key), TEXT_ARG(m->kept)),
                           m->error);
}

/* ---- the whole ---- */

static const struct notice_unit *unit_at(const struct notice *notice, int64_t region)
{
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP && unit->region == region) {
            return unit;
        }
    }
    return NULL;
}

static enum status check(struct merging *m)
{
    const struct unit_merge *plan = m->plan;
    const struct region *from = region_at(m->work->regions, plan->from);
    const struct region *into = region_at(m->work->regions, plan->into);
    enum region_level level = region_level_of(plan->from);
    bool fits = from != NULL && into != NULL && plan->from != plan->into &&
                level == region_level_of(plan->into) &&
                (level == REGION_TOWNSHIP || level == REGION_VILLAGE) &&
                region_contains(m->app->county, plan->from) &&
                region_contains(m->app->county, plan->into);
    if (!fits || is_over(m, from) || is_over(m, into)) {
        (void)error_set(m->error, m->work->arena, INVALID, "这两个单位不能合并");
        return error_hint(m->error, m->work->arena,
                          "请选本县两个同级、都在用的乡镇，或两个村（社区）");
    }
    m->unit = unit_at(m->work->notice, plan->from);
    m->successor = unit_at(m->work->notice, plan->into);
    if ((m->unit == NULL) != (m->successor == NULL)) {
        return error_set(m->error, m->work->arena, INVALID,
                         "两个单位中只有一个是通知的报送单位，不能合并");
    }
    return OK;
}

static enum status close_act(struct merging *m)
{
    struct work *work = m->work;
    struct unit_merge_past past = {
        .id = m->batch,
        .from = m->plan->from,
        .into = m->plan->into,
        .names = arena_printf(work->arena, "%.*s并入%.*s",
                              TEXT_ARG(region_at(work->regions, m->plan->from)->name),
                              TEXT_ARG(region_at(work->regions, m->plan->into)->name)),
        .reason = m->plan->reason,
        .places = {m->places, m->n},
        .accounts = m->accounts,
        .done_at = clock_now(work->clock),
        .done_by = work->actor->user,
    };
    enum status status = unit_merge_keep(work, &past, m->error);
    struct text summary =
        arena_printf(work->arena, "%.*s：%.*s", TEXT_ARG(past.names), TEXT_ARG(past.reason));
    return status == OK ? history_close(work, TEXT("unit_merge"), &region_ledger, m->batch, summary,
                                        m->error)
                        : status;
}

static enum status merge(struct merging *m)
{
    m->today = clock_today(m->work->clock);
    m->batch = m->act ? id_next(m->work->clock) : 0;
    *m->told = (struct unit_merge_told){0};
    enum status status = check(m);
    if (status != OK) {
        return status;
    }
    find_places(m);
    status = decide_rounds(m);
    status = status == OK ? move_all(m) : status;
    status = status == OK ? move_accounts(m) : status;
    if (status != OK || !m->act) {
        return status;
    }
    for (size_t i = 0; status == OK && i < m->n; i++) {
        status = renew_place(m, &m->places[i]);
    }
    status = status == OK ? take_name(m) : status;
    return status == OK ? close_act(m) : status;
}

enum status unit_merge_preview(struct app *app, struct work *work, const struct unit_merge *plan,
                               struct unit_merge_told *out, struct error *error)
{
    struct errors errors = {0};
    struct merging *m = arena_new(work->arena, struct merging);
    *m = (struct merging){
        .app = app, .work = work, .plan = plan, .told = out, .errors = &errors, .error = error};
    return merge(m);
}

enum status unit_merge_do(struct app *app, struct work *work, const struct unit_merge *plan,
                          struct unit_merge_told *out, struct errors *errors, struct error *error)
{
    if (!actor_is(work->actor, ROLE_BIT(ROLE_COUNTY))) {
        return error_set(error, work->arena, DENIED, "只有县就创中心可以合并单位");
    }
    if (text_trim(plan->reason).n == 0) {
        errors_add(errors, work->arena, "reason", TEXT("请写明合并的依据"), TEXT("如批复的文号"));
        return error_set(error, work->arena, INVALID, "输入有误");
    }
    struct merging *m = arena_new(work->arena, struct merging);
    *m = (struct merging){.app = app,
                          .work = work,
                          .plan = plan,
                          .told = out,
                          .act = true,
                          .errors = errors,
                          .error = error};
    return merge(m);
}
