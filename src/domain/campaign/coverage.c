#include "domain/campaign/coverage.h"

#include "domain/campaign/publicity.h"
#include "domain/campaign/units.h"
#include "domain/people/household.h"
#include "facts/follow.h"
#include "rule/tally.h"

enum { UNITS_MOST = 1000, SPOTS_MOST = 10000, THOUSAND = 1000 };

#define IN_CAMPAIGN "date between from and to"

static const struct item {
    const char *name;
    const struct ledger *ledger;
    const char *where, *value; /* value NULL: rows are counted */
} items[] = {
    {"households", &household_ledger, "true", NULL},
    {"told", &publicity_ledger, IN_CAMPAIGN " and households is known", "households"},
    {"posters", &publicity_ledger, IN_CAMPAIGN " and kind = 'poster'", "count"},
    {"manuals", &publicity_ledger, IN_CAMPAIGN " and kind = 'manual'", "count"},
    {"meetings", &publicity_ledger, IN_CAMPAIGN " and kind = 'meeting'", "count"},
    {"times", &publicity_ledger, IN_CAMPAIGN, NULL},
};
enum { HOUSEHOLDS, TOLD };

/* A place that is told by itself: a village of a line, or what was done in a township and in no
 * village of it. */
struct spot {
    size_t line;
    bool leaf;
};

struct asking {
    struct work *work;
    const struct app_books *books;
    int64_t place;
    const struct region **units; /* of the lines */
    size_t n;
    struct spot *spots;
    int64_t *codes; /* of the spots */
    size_t spot_count;
    struct tally_cell cells[COUNT(items)];
};

struct line {
    int64_t figures[COUNT(items)];
    int64_t covered;         /* households: no village counts for more than it has */
    int64_t places, reached; /* villages, and those where households were told */
};

static enum status parse(const struct asking *a, const struct item *item, const char *text,
                         enum rule_type type, const struct rule **out, struct error *error)
{
    struct errors errors = {0};
    enum status status = rule_parse(a->work->arena, a->books->language, item->ledger, text_of(text),
                                    type, out, &errors);
    return status == OK ? OK
                        : error_set(error, a->work->arena, status, "宣传覆盖的条件“%s”不能用：%.*s",
                                    text, TEXT_ARG(errors.at[0].message));
}

static enum status prepare(struct asking *a, struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < COUNT(items); i++) {
        struct tally_cell *cell = &a->cells[i];
        *cell = (struct tally_cell){.how = items[i].value == NULL ? TALLY_ROWS : TALLY_SUM};
        status = parse(a, &items[i], items[i].where, RULE_BOOL, &cell->where, error);
        if (status == OK && items[i].value != NULL) {
            status = parse(a, &items[i], items[i].value, RULE_ANY, &cell->value, error);
        }
    }
    return status;
}

static int64_t at_most(int64_t value, int64_t most)
{
    return value < most ? value : most;
}

static void put_line(const struct line *line, int64_t region, struct text label,
                     struct json_out *out, const char *key)
{
    json_open(out, key);
    json_put_id(out, "region", region);
    json_put_text(out, "label", label);
    for (size_t i = 0; i < COUNT(items); i++) {
        json_put_int(out, items[i].name, line->figures[i]);
    }
    json_put_int(out, "covered", line->covered);
    json_put_int(out, "places", line->places);
    json_put_int(out, "reached", line->reached);
    if (line->figures[HOUSEHOLDS] == 0) {
        json_put_null(out, "rate");
    } else {
        json_put_int(out, "rate", line->covered * THOUSAND / line->figures[HOUSEHOLDS]);
    }
    json_close(out);
}

/* The lines out of their spots, then the total; what was told in no village fills what the villages
 * left. */
static struct line *add_up(const struct asking *a, const struct tally_plan *plan,
                           const struct tally *tally)
{
    struct line *lines = arena_array(a->work->arena, struct line, a->n + 1), *all = &lines[a->n];
    for (size_t k = 0; k < a->spot_count; k++) {
        struct line *line = &lines[a->spots[k].line];
        for (size_t i = 0; i < COUNT(items); i++) {
            line->figures[i] += tally_figure(tally, i, k);
        }
        int64_t told = tally_figure(tally, TOLD, k);
        line->covered +=
            at_most(told, a->spots[k].leaf ? tally_figure(tally, HOUSEHOLDS, k) : told);
        line->places += a->spots[k].leaf;
        line->reached += a->spots[k].leaf && told > 0;
    }
    int64_t told = 0;
    for (size_t i = 0; i < a->n; i++) {
        lines[i].covered = at_most(lines[i].covered, lines[i].figures[HOUSEHOLDS]);
        told += lines[i].figures[TOLD];
        all->covered += lines[i].covered;
        all->places += lines[i].places;
        all->reached += lines[i].reached;
    }
    for (size_t i = 0; i < COUNT(items); i++) {
        all->figures[i] = tally_figure(tally, i, tally_total(plan));
    }
    all->covered = at_most(all->covered + all->figures[TOLD] - told, all->figures[HOUSEHOLDS]);
    return lines;
}

static void put_all(struct app *app, struct asking *a, struct text label, struct json_out *out)
{
    int32_t today = clock_today(a->work->clock);
    struct board *board = follow_board(app->facts);
    const struct tally_plan plan = {
        .cells = a->cells,
        .cell_count = COUNT(items),
        .units = a->codes,
        .unit_count = a->spot_count,
        .scope = a->place == a->work->actor->county ? 0 : a->place,
        .params = app_params(a->books, a->work->arena, today, app_first_day(a->books), today),
    };
    board_read(board);
    struct tally *tally = tally_new(board, a->books->language, &plan);
    const struct line *lines = add_up(a, &plan, tally);
    tally_free(tally);
    board_done(board);
    json_open(out, NULL);
    json_put_id(out, "place", a->place);
    json_put_text(out, "label", label);
    json_open_list(out, "rows");
    for (size_t i = 0; i < a->n; i++) {
        put_line(&lines[i], a->units[i]->code, a->units[i]->name, out, NULL);
    }
    json_close_list(out);
    put_line(&lines[a->n], a->place, label, out, "total");
    json_close(out);
}

static void add_spot(struct asking *a, int64_t code, size_t line, bool leaf)
{
    if (a->spot_count < SPOTS_MOST) {
        a->codes[a->spot_count] = code;
        a->spots[a->spot_count++] = (struct spot){line, leaf};
    }
}

/* The lines, and the villages of each. */
static void find_spots(struct asking *a)
{
    const struct region **below = arena_array(a->work->arena, const struct region *, UNITS_MOST);
    a->units = arena_array(a->work->arena, const struct region *, UNITS_MOST);
    a->spots = arena_array(a->work->arena, struct spot, SPOTS_MOST);
    a->codes = arena_array(a->work->arena, int64_t, SPOTS_MOST);
    a->n = units_below(a->books, a->work->arena, a->place, a->units, UNITS_MOST);
    for (size_t i = 0; i < a->n; i++) {
        int64_t code = a->units[i]->code;
        size_t leaves = units_below(a->books, a->work->arena, code, below, UNITS_MOST);
        bool whole = leaves == 1 && below[0]->code == code;
        if (!whole) {
            add_spot(a, code, i, false);
        }
        for (size_t k = 0; k < leaves; k++) {
            add_spot(a, below[k]->code, i, true);
        }
    }
}

enum status coverage_json(struct app *app, struct work *work, int64_t place, struct json_out *out,
                          struct error *error)
{
    struct asking a = {
        .work = work, .books = app_books(app), .place = place == 0 ? work->actor->region : place};
    const struct region *here = region_at(a.books->regions, a.place);
    if (here == NULL || !actor_reaches(work->actor, a.place)) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个单位，或不在您的范围内");
    }
    find_spots(&a);
    enum status status = prepare(&a, error);
    if (status == OK) {
        put_all(app, &a, here->name, out);
    }
    return status;
}
