#include "domain/jobs/workshops.h"

#include <stdlib.h>

#include "domain/people/access.h"
#include "domain/people/employment_spell.h"
#include "domain/people/organization.h"
#include "domain/policy/claim.h"
#include "facts/follow.h"
#include "rule/tally.h"
#include "standard/region.h"

#define WORKS                                                                                      \
    "organization.kind = 'workshop' and start <= as_of and (end is unknown or end > as_of)"
#define CLAIMS "organization.kind = 'workshop' and state not in ('returned', 'withdrawn')"

/* What is counted of rows that name a workshop. */
enum { WORKERS, RECOGNISED, EARNERS, EARNED, CLAIMED, PENDING, PAID, ITEMS };
static const struct item {
    const char *name, *where;
    const struct ledger *ledger;
    int sum; /* a money field, summed; -1: rows are counted */
    int field;
} items[ITEMS] = {
    [WORKERS] = {"workers", WORKS, &employment_spell_ledger, -1, EMPLOYMENT_SPELL_ORGANIZATION},
    [RECOGNISED] = {"recognised", WORKS " and person.recognised", &employment_spell_ledger, -1,
                    EMPLOYMENT_SPELL_ORGANIZATION},
    [EARNERS] = {"earners", WORKS " and pay is known", &employment_spell_ledger, -1,
                 EMPLOYMENT_SPELL_ORGANIZATION},
    [EARNED] = {"earned", WORKS " and pay is known", &employment_spell_ledger, EMPLOYMENT_SPELL_PAY,
                EMPLOYMENT_SPELL_ORGANIZATION},
    [CLAIMED] = {"claims", CLAIMS, &claim_ledger, -1, CLAIM_ORGANIZATION},
    [PENDING] = {"pending", CLAIMS " and state != 'paid'", &claim_ledger, -1, CLAIM_ORGANIZATION},
    [PAID] = {"paid", CLAIMS " and paid is known", &claim_ledger, CLAIM_PAID, CLAIM_ORGANIZATION},
};

struct line {
    size_t row; /* of the organizations' table */
    int64_t region, figures[ITEMS];
};

struct listing {
    struct app *app;
    struct work *work;
    const struct app_books *books;
    struct tally_cell cells[ITEMS];
    const struct board *board;
    const struct table *organizations;
    struct line *lines, total;
    size_t n;
    size_t *line_of; /* organization row -> line + 1 */
    size_t item;     /* that is being counted */
};

static enum status parse(struct listing *l, struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < ITEMS; i++) {
        struct errors errors = {0};
        l->cells[i] = (struct tally_cell){.how = TALLY_ROWS};
        status = rule_parse(l->work->arena, l->books->language, items[i].ledger,
                            text_of(items[i].where), RULE_BOOL, &l->cells[i].where, &errors);
        if (status != OK) {
            return error_set(error, l->work->arena, status, "帮扶车间的条件“%s”不能用：%.*s",
                             items[i].where, TEXT_ARG(errors.at[0].message));
        }
    }
    return status;
}

static int64_t region_of(const struct listing *l, size_t row)
{
    return table_value(l->organizations, &l->organizations->columns[ORGANIZATION_REGION],
                       (uint32_t)row)
        .number;
}

static struct text text_at(const struct listing *l, int field, size_t row)
{
    const struct column *column = &l->organizations->columns[field];
    return column_known(column, row) ? column_text_at(column, row) : TEXT_EMPTY;
}

static bool is_his(const struct listing *l, size_t row)
{
    const struct actor *actor = l->work->actor;
    return actor_reaches(actor, region_of(l, row)) &&
           (actor->role != ROLE_ENTERPRISE || l->organizations->ids[row] == actor->organization);
}

static int by_region(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    return a->region != b->region ? (a->region < b->region ? -1 : 1)
                                  : (a->row > b->row) - (a->row < b->row);
}

/* The workshops, by place. */
static void find(struct listing *l)
{
    const struct table *table = l->organizations;
    l->lines = arena_array(l->work->arena, struct line, table->rows + 1);
    l->line_of = arena_array(l->work->arena, size_t, table->rows + 1);
    for (size_t row = 0; row < table->rows; row++) {
        if (bit_get(table->live, row) && is_his(l, row) &&
            text_is(text_at(l, ORGANIZATION_KIND, row), "workshop")) {
            l->lines[l->n++] = (struct line){.row = row, .region = region_of(l, row)};
        }
    }
    if (l->n > 0) {
        qsort(l->lines, l->n, sizeof(*l->lines), by_region);
    }
    for (size_t i = 0; i < l->n; i++) {
        l->line_of[l->lines[i].row] = i + 1;
    }
}

static void count(void *context, uint32_t row, size_t unit)
{
    struct listing *l = context;
    const struct item *item = &items[l->item];
    const struct table *table = board_table(l->board, text_of(item->ledger->name));
    size_t line = l->line_of[column_number(&table->columns[item->field], row)];
    (void)unit;
    if (line > 0) {
        int64_t n = item->sum < 0 ? 1 : column_number(&table->columns[item->sum], row);
        l->lines[line - 1].figures[l->item] += n;
        l->total.figures[l->item] += n;
    }
}

static void count_all(struct listing *l)
{
    int32_t today = clock_today(l->work->clock);
    const struct actor *actor = l->work->actor;
    const struct tally_plan plan = {
        .cells = l->cells,
        .cell_count = ITEMS,
        .scope = actor_reaches(actor, actor->county) ? 0 : actor->region,
        .params = app_params(l->books, l->work->arena, today, app_first_day(l->books), today),
    };
    struct tally *tally = tally_new(l->board, l->books->language, &plan);
    for (l->item = 0; l->item < ITEMS; l->item++) {
        if (access_may(actor, items[l->item].ledger->data, ACCESS_READ)) {
            tally_each(tally, l->item, count, l);
        }
    }
    tally_free(tally);
}

static void put_figures(const struct line *line, struct json_out *out)
{
    for (size_t i = 0; i < ITEMS; i++) {
        json_put_int(out, items[i].name, line->figures[i]);
    }
}

static void put_line(const struct listing *l, const struct line *line, struct json_out *out)
{
    const struct table *table = l->organizations;
    const struct column *since = &table->columns[ORGANIZATION_WORKSHOP_ON];
    json_open(out, NULL);
    json_put_id(out, "id", table->ids[line->row]);
    json_put_text(out, "label", text_at(l, ORGANIZATION_NAME, line->row));
    json_put_id(out, "region", line->region);
    json_put_text(
        out, "region_label",
        region_full_name(l->work->regions, l->work->arena, line->region, REGION_TOWNSHIP));
    json_put_day(out, "workshop_on",
                 column_known(since, line->row) ? (int32_t)column_number(since, line->row)
                                                : DATE_NONE);
    json_put_bool(out, "closed", column_known(&table->columns[ORGANIZATION_CLOSED_ON], line->row));
    put_figures(line, out);
    json_close(out);
}

enum status workshops_json(struct app *app, struct work *work, struct json_out *out,
                           struct error *error)
{
    struct listing l = {.app = app, .work = work, .books = app_books(app)};
    enum status status = parse(&l, error);
    if (status != OK) {
        return status;
    }
    struct board *board = follow_board(app->facts);
    l.board = board;
    board_read(board);
    l.organizations = board_table(board, text_of(organization_ledger.name));
    find(&l);
    count_all(&l);
    json_open(out, NULL);
    json_open_list(out, "rows");
    for (size_t i = 0; i < l.n; i++) {
        put_line(&l, &l.lines[i], out);
    }
    json_close_list(out);
    json_open(out, "total");
    put_figures(&l.total, out);
    json_close(out);
    json_close(out);
    board_done(board);
    return OK;
}
