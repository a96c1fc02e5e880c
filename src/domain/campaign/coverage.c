#include "domain/campaign/coverage.h"

#include "domain/campaign/publicity.h"
#include "domain/campaign/units.h"
#include "domain/people/household.h"
#include "facts/follow.h"
#include "rule/tally.h"

enum { UNITS_MOST = 1000, THOUSAND = 1000 };

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

struct asking {
    struct work *work;
    const struct app_books *books;
    int64_t place;
    const struct region **units;
    int64_t *codes;
    size_t n;
    struct tally_cell cells[COUNT(items)];
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

static void put_line(const struct tally *tally, size_t unit, int64_t region, struct text label,
                     struct json_out *out, const char *key)
{
    int64_t figures[COUNT(items)];
    json_open(out, key);
    json_put_id(out, "region", region);
    json_put_text(out, "label", label);
    for (size_t i = 0; i < COUNT(items); i++) {
        figures[i] = tally_figure(tally, i, unit);
        json_put_int(out, items[i].name, figures[i]);
    }
    if (figures[HOUSEHOLDS] == 0) {
        json_put_null(out, "rate");
    } else {
        int64_t rate = figures[TOLD] * THOUSAND / figures[HOUSEHOLDS];
        json_put_int(out, "rate", rate > THOUSAND ? THOUSAND : rate);
    }
    json_close(out);
}

static void put_all(struct app *app, struct asking *a, struct text label, struct json_out *out)
{
    int32_t today = clock_today(a->work->clock);
    struct board *board = follow_board(app->facts);
    const struct tally_plan plan = {
        .cells = a->cells,
        .cell_count = COUNT(items),
        .units = a->codes,
        .unit_count = a->n,
        .scope = a->place == a->work->actor->county ? 0 : a->place,
        .params = app_params(a->books, a->work->arena, today, app_first_day(a->books), today),
    };
    board_read(board);
    struct tally *tally = tally_new(board, a->books->language, &plan);
    json_open(out, NULL);
    json_put_id(out, "place", a->place);
    json_put_text(out, "label", label);
    json_open_list(out, "rows");
    for (size_t i = 0; i < a->n; i++) {
        put_line(tally, i, a->units[i]->code, a->units[i]->name, out, NULL);
    }
    json_close_list(out);
    put_line(tally, tally_total(&plan), a->place, label, out, "total");
    json_close(out);
    tally_free(tally);
    board_done(board);
}

enum status coverage_json(struct app *app, struct work *work, int64_t place, struct json_out *out,
                          struct error *error)
{
    struct asking a = {.work = work,
                       .books = app_books(app),
                       .place = place == 0 ? work->actor->region : place,
                       .units = arena_array(work->arena, const struct region *, UNITS_MOST),
                       .codes = arena_array(work->arena, int64_t, UNITS_MOST)};
    const struct region *here = region_at(a.books->regions, a.place);
    if (here == NULL || !actor_reaches(work->actor, a.place)) {
        return error_set(error, work->arena, NOT_FOUND, "没有这个单位，或不在您的范围内");
    }
    a.n = units_below(a.books, work->arena, a.place, a.units, UNITS_MOST);
    for (size_t i = 0; i < a.n; i++) {
        a.codes[i] = a.units[i]->code;
    }
    enum status status = prepare(&a, error);
    if (status == OK) {
        put_all(app, &a, here->name, out);
    }
    return status;
}
