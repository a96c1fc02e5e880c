#include "domain/campaign/board.h"

#include "domain/campaign/units.h"
#include "domain/people/access.h"
#include "facts/follow.h"
#include "notice/notice.h"
#include "rule/tally.h"
#include "standard/region.h"

enum { WEEKS_MOST = 60, PLACES_MOST = 1000, DAYS_OF_WEEK = 7 };

struct item {
    const char *label; /* NULL: it stands in a chart */
    const char *ledger;
    const char *where; /* named predicates; the list behind the figure uses the same */
    enum tally_how how;
    const char *value; /* see enum tally_how; NULL: none */
};

static const struct item figures[] = {
    {"台账人数", "person", "alive", TALLY_PEOPLE, NULL},
    {"认定对象", "person", "recognised", TALLY_PEOPLE, NULL},
    {"认定对象在业", "person", "recognised and employed", TALLY_PEOPLE, NULL},
    {"本期帮助就业", "person", "helped_in_period", TALLY_PEOPLE, NULL},
    {"走访慰问人次", "service", "visited", TALLY_PERSON_DAYS, "date"},
    {"招聘活动场次", "fair", "held", TALLY_ROWS, NULL},
    {"发布岗位", "vacancy", "published", TALLY_ROWS, NULL},
    {"临时救助人次", "relief", "relieved", TALLY_ROWS, NULL},
};

static const struct item todo[] = {
    {"待初审", "recognition", "awaits_review", TALLY_ROWS, NULL},
    {"公示期满待认定", "recognition", "awaits_decision", TALLY_ROWS, NULL},
    {"拟退出待确认", "recognition", "awaits_exit", TALLY_ROWS, NULL},
    {"30 天内到期待审验", "recognition", "awaits_recheck", TALLY_ROWS, NULL},
    {"认定对象四清不全", "person", "recognised and not all_clear", TALLY_PEOPLE, NULL},
    {"认定对象本期未服务", "person", "recognised and not served_in_period", TALLY_PEOPLE, NULL},
    {"身份证号待核验", "person", "id_state = 'pending'", TALLY_PEOPLE, NULL},
};

/* The two figures told by place; by week the first is told as what came new. */
static const struct item recognised = {NULL, "person", "recognised", TALLY_PEOPLE, NULL};
static const struct item placed = {NULL, "person", "helped_in_period", TALLY_PEOPLE, NULL};
static const char week_recognised[] = "newly_recognised", week_placed[] = "helped_in_period";

enum { CELLS_MOST = COUNT(figures) + COUNT(todo) + 2 + 2 * WEEKS_MOST };

struct board_plan {
    struct work *work;
    const struct app_books *books;
    int32_t today;
    struct tally_cell cells[CELLS_MOST];
    size_t cell_count;
    int32_t weeks[WEEKS_MOST]; /* their first days, Mondays */
    size_t week_count;
    const struct region *places[PLACES_MOST];
    int64_t units[PLACES_MOST];
    size_t place_count;
};

static bool readable(const struct board_plan *plan, const struct item *item)
{
    const struct ledger *ledger = ledger_find(plan->work->ledgers, text_of(item->ledger));
    return access_may(plan->work->actor, ledger->data, ACCESS_READ);
}

static enum status parse(const struct board_plan *plan, const struct ledger *ledger,
                         struct text text, enum rule_type want, const struct rule **out,
                         struct error *error)
{
    struct errors errors = {0};
    enum status status =
        rule_parse(plan->work->arena, plan->books->language, ledger, text, want, out, &errors);
    if (status != OK) {
        error_set(error, plan->work->arena, status, "工作台的条件“%.*s”不能用：%.*s",
                  TEXT_ARG(text), TEXT_ARG(errors.n > 0 ? errors.at[0].message : TEXT_EMPTY));
        return error_hint(error, plan->work->arena, "请检查通知中是否给同一个名字写了别的意思");
    }
    return OK;
}

static enum status add_cell(struct board_plan *plan, const struct item *item, struct text where,
                            struct error *error)
{
    const struct ledger *ledger = ledger_find(plan->work->ledgers, text_of(item->ledger));
    struct tally_cell *cell = &plan->cells[plan->cell_count++];
    *cell = (struct tally_cell){.how = item->how};
    enum status status = parse(plan, ledger, where, RULE_BOOL, &cell->where, error);
    if (status == OK && item->value != NULL) {
        status = parse(plan, ledger, text_of(item->value), RULE_ANY, &cell->value, error);
    }
    return status;
}

static enum status add_items(struct board_plan *plan, const struct item *items, size_t n,
                             struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; i < n && status == OK; i++) {
        if (readable(plan, &items[i])) {
            status = add_cell(plan, &items[i], text_of(items[i].where), error);
        }
    }
    return status;
}

static int32_t earlier(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* What happened in one week, as a cell. */
static enum status add_week(struct board_plan *plan, const struct item *item, const char *name,
                            int32_t from, int32_t to, struct error *error)
{
    char first[11], last[11];
    date_format((struct date){from, DATE_DAY}, first);
    date_format((struct date){to, DATE_DAY}, last);
    return add_cell(plan, item,
                    arena_printf(plan->work->arena, "%s during %s to %s", name, first, last),
                    error);
}

static enum status add_weeks(struct board_plan *plan, struct error *error)
{
    const struct notice_window *window = plan->books->notice->head.window;
    int32_t end = earlier(window->to, plan->today);
    int32_t monday = window->from - (date_weekday(window->from) - 1);
    enum status status = OK;
    for (; monday <= end && plan->week_count < WEEKS_MOST && status == OK; monday += DAYS_OF_WEEK) {
        int32_t from = monday < window->from ? window->from : monday;
        int32_t to = earlier(monday + DAYS_OF_WEEK - 1, end);
        plan->weeks[plan->week_count++] = monday;
        status = add_week(plan, &recognised, week_recognised, from, to, error);
        if (status == OK) {
            status = add_week(plan, &placed, week_placed, from, to, error);
        }
    }
    return status;
}

static void find_places(struct board_plan *plan)
{
    plan->place_count = units_below(plan->books, plan->work->arena, plan->work->actor->region,
                                    plan->places, PLACES_MOST);
    for (size_t i = 0; i < plan->place_count; i++) {
        plan->units[i] = plan->places[i]->code;
    }
}

static void put_item(const struct item *item, int64_t value, struct json_out *out)
{
    json_open(out, NULL);
    json_put_cstr(out, "label", item->label);
    json_put_int(out, "value", value);
    json_open(out, "link");
    json_put_cstr(out, "ledger", item->ledger);
    json_open(out, "query");
    json_put_cstr(out, "where", item->where);
    json_close(out);
    json_close(out);
    json_close(out);
}

static void put_items(const struct board_plan *plan, const struct tally *tally, size_t total,
                      const char *key, const struct item *items, size_t n, size_t *cell,
                      struct json_out *out)
{
    json_open_list(out, key);
    for (size_t i = 0; i < n; i++) {
        if (readable(plan, &items[i])) {
            put_item(&items[i], tally_figure(tally, (*cell)++, total), out);
        }
    }
    json_close_list(out);
}

static void put_pair(const struct tally *tally, size_t cell, size_t unit, struct json_out *out)
{
    json_put_int(out, "recognised", tally_figure(tally, cell, unit));
    json_put_int(out, "placed", tally_figure(tally, cell + 1, unit));
}

/* In the order in which the cells were added. */
static void put_board(const struct board_plan *plan, const struct tally *tally, size_t total,
                      struct json_out *out)
{
    size_t cell = 0;
    char day[11];
    json_open(out, NULL);
    put_items(plan, tally, total, "figures", figures, COUNT(figures), &cell, out);
    put_items(plan, tally, total, "todo", todo, COUNT(todo), &cell, out);
    json_open_list(out, "towns");
    for (size_t i = 0; i < plan->place_count; i++) {
        json_open(out, NULL);
        json_put_id(out, "region", plan->units[i]);
        json_put_text(out, "label", plan->places[i]->name);
        put_pair(tally, cell, i, out);
        json_close(out);
    }
    json_close_list(out);
    json_open_list(out, "weeks");
    for (size_t i = 0; i < plan->week_count; i++) {
        date_format((struct date){plan->weeks[i], DATE_DAY}, day);
        json_open(out, NULL);
        json_put_cstr(out, "week", day);
        put_pair(tally, cell + 2 + 2 * i, total, out);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

enum status board_json(struct app *app, struct work *work, struct json_out *out,
                       struct error *error)
{
    struct board_plan *plan = arena_new(work->arena, struct board_plan);
    *plan = (struct board_plan){
        .work = work, .books = app_books(app), .today = clock_today(work->clock)};
    enum status status = add_items(plan, figures, COUNT(figures), error);
    if (status == OK) {
        status = add_items(plan, todo, COUNT(todo), error);
    }
    if (status == OK) {
        status = add_items(plan, &recognised, 1, error);
    }
    if (status == OK) {
        status = add_items(plan, &placed, 1, error);
    }
    if (status == OK) {
        status = add_weeks(plan, error);
    }
    if (status != OK) {
        return status;
    }
    find_places(plan);
    const struct actor *actor = work->actor;
    const struct tally_plan question = {
        .cells = plan->cells,
        .cell_count = plan->cell_count,
        .units = plan->units,
        .unit_count = plan->place_count,
        .scope = actor->region == actor->county ? 0 : actor->region,
        .params = app_params(plan->books, work->arena, plan->today, app_first_day(plan->books),
                             plan->today),
    };
    struct board *board = follow_board(app->facts);
    board_read(board);
    struct tally *tally = tally_new(board, plan->books->language, &question);
    put_board(plan, tally, tally_total(&question), out);
    tally_free(tally);
    board_done(board);
    return OK;
}
