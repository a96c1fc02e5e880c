#include "rule/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "base/list.h"
#include "facts/kernel.h"
#include "facts/sort.h"
#include "rule/eval.h"

enum { AT_ONCE = 512 /* rows looked at together */ };

/* Which unit each row of a table lies in, by one region column. */
struct map_of_units {
    const struct table *table;
    const struct column *column;
    uint16_t *units; /* by row */
    uint64_t *bits;  /* for each unit and elsewhere the rows that lie in it; NULL: too many units */
};

/* With more units than this, going through the rows is quicker than through the units. */
enum { FEW_UNITS = 64 };

enum { MOST_HOPS = 4 };

/* From a row to its unit: over references to the table that has the region. */
struct place {
    const struct column *hops[MOST_HOPS];
    size_t n;
    const struct map_of_units *map; /* of the table after the last hop; NULL: rows have no place */
};

struct cell {
    struct place place;
    const struct table *table;
    const struct table *people;  /* the table of people; NULL: rows are no people */
    const struct column *person; /* the reference to it; NULL: the rows are the people */
    const struct set *yes, *maybe;
    size_t value; /* number in the run, or SIZE_MAX */
    int64_t *figures, *unsure;
};

struct tally {
    const struct board *board;
    struct tally_plan plan;
    struct arena arena;
    struct rule_run *run;
    LIST(struct map_of_units *) maps;
    struct cell *cells;
};

/* ---- units ---- */

/* Units are numbered 0 … n - 1; after them come elsewhere, the total, and a slot for rows placed
 * outside the caller's scope, which is never read. */
static uint16_t unit_out(const struct tally_plan *plan)
{
    return (uint16_t)(plan->unit_count + 2);
}

/* Where a row without a place belongs. */
static uint16_t unit_missing(const struct tally_plan *plan)
{
    return plan->scope == 0 ? (uint16_t)plan->unit_count : unit_out(plan);
}

/* A region's digits that matter: 360722100000 gives 360722100. */
static size_t significant(const char digits[static 13])
{
    static const size_t levels[] = {2, 4, 6, 9};
    for (size_t i = 0; i < COUNT(levels); i++) {
        if (strspn(digits + levels[i], "0") == 12 - levels[i]) {
            return levels[i];
        }
    }
    return 12;
}

static bool lies_in(struct text region, int64_t area)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%012lld", (long long)area);
    return area == 0 || (region.n == 12 && memcmp(region.s, digits, significant(digits)) == 0);
}

/* The smallest unit that holds the region. */
static uint16_t unit_of(const struct tally_plan *plan, struct text region)
{
    if (!lies_in(region, plan->scope)) {
        return unit_out(plan);
    }
    size_t found = plan->unit_count, found_digits = 0;
    for (size_t i = 0; i < plan->unit_count; i++) {
        char digits[24];
        snprintf(digits, sizeof(digits), "%012lld", (long long)plan->units[i]);
        if (lies_in(region, plan->units[i]) && significant(digits) > found_digits) {
            found = i;
            found_digits = significant(digits);
        }
    }
    return (uint16_t)found;
}

/* The rows of each unit as bits, where there are few units. */
static uint64_t *bits_of(const struct tally_plan *plan, const struct table *table,
                         const uint16_t *units)
{
    size_t words = set_words(table->rows), slots = plan->unit_count + 1;
    if (slots > FEW_UNITS) {
        return NULL;
    }
    uint64_t *bits = memory_get_zeroed(slots * words * sizeof(*bits));
    for (size_t row = 0; row < table->rows; row++) {
        if (units[row] < slots) {
            bit_set(bits + units[row] * words, row);
        }
    }
    return bits;
}

static const struct map_of_units *units_of(struct tally *tally, const struct table *table,
                                           const struct column *column)
{
    for (size_t i = 0; i < tally->maps.n; i++) {
        if (tally->maps.at[i]->column == column) {
            return tally->maps.at[i];
        }
    }
    const struct tally_plan *plan = &tally->plan;
    size_t regions = column->dictionary->n;
    uint16_t *by_region = arena_array(&tally->arena, uint16_t, regions);
    for (uint32_t i = 0; i < regions; i++) {
        by_region[i] = unit_of(plan, dictionary_text(column->dictionary, i));
    }
    uint16_t missing = unit_missing(plan);
    uint16_t *units = memory_get(table->rows * sizeof(*units));
    for (size_t row = 0; row < table->rows; row++) {
        bool placed = bit_get(table->live, row) && column_known(column, row);
        units[row] = placed ? by_region[column_number(column, row)] : missing;
    }
    struct map_of_units *map = arena_new(&tally->arena, struct map_of_units);
    *map = (struct map_of_units){table, column, units, bits_of(plan, table, units)};
    list_add(&tally->maps, map);
    return map;
}

/* One reference on: rows become the rows they refer to, or ROW_NONE. Whether the last one leads to
 * a removed row is left to the map of units, where a removed row has no place. */
static void hop(const struct column *column, bool last, uint32_t *rows, size_t n)
{
    const struct table *to = column->to;
    const int32_t *wide = column->width == 4 ? column->values : NULL;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        if (row == ROW_NONE || !column_known(column, row)) {
            rows[i] = ROW_NONE;
            continue;
        }
        uint32_t next = wide != NULL ? (uint32_t)wide[row] : (uint32_t)column_number(column, row);
        rows[i] = last || bit_get(to->live, next) ? next : ROW_NONE;
    }
}

/* The unit of each row. */
static void units_at(const struct tally *tally, const struct place *place, const uint32_t *rows,
                     size_t n, uint16_t *units)
{
    uint16_t missing = unit_missing(&tally->plan);
    uint32_t at[AT_ONCE];
    memcpy(at, rows, n * sizeof(*at));
    for (size_t i = 0; i < place->n; i++) {
        hop(place->hops[i], i + 1 == place->n, at, n);
    }
    for (size_t i = 0; i < n; i++) {
        units[i] = at[i] == ROW_NONE || place->map == NULL ? missing : place->map->units[at[i]];
    }
}

/* The next rows of a set from word *w and what is left of it; 0: no more. */
static size_t next_rows(const struct set *set, size_t *w, uint64_t *rest, uint32_t rows[AT_ONCE])
{
    size_t n = 0, words = set_words(set->rows);
    while (n < AT_ONCE) {
        if (*rest == 0) {
            if (*w >= words) {
                break;
            }
            *rest = set->words[(*w)++];
            continue;
        }
        rows[n++] = (uint32_t)((*w - 1) * 64 + (size_t)__builtin_ctzll(*rest));
        *rest &= *rest - 1;
    }
    return n;
}

/* Goes through a set some rows at a time: BATCHES(set, rows, n) { … } */
#define BATCHES(set, rows, n)                                                                      \
    for (size_t batch_word = 0, batch_once = 1; batch_once; batch_once = 0)                        \
        for (uint64_t batch_rest = 0;                                                              \
             ((n) = next_rows((set), &batch_word, &batch_rest, (rows))) > 0;)

/* The place a rule names: fields that lead to a region. */
static void place_from_rule(struct tally *tally, const struct rule_node *node, struct place *place)
{
    const struct table *table = board_table(tally->board, text_of(node->ledger->name));
    while (node->op == RULE_VIA && place->n < MOST_HOPS) {
        place->hops[place->n++] = &table->columns[node->field];
        table = table->columns[node->field].to;
        node = node->child[0];
    }
    if (node->op != RULE_FIELD || node->type != RULE_REGION) {
        bug("a place must be a region field, or a path of at most %d references to one",
            (int)MOST_HOPS);
    }
    place->map = units_of(tally, table, &table->columns[node->field]);
}

static void place_from_ledger(struct tally *tally, const struct table *table, struct place *place)
{
    const struct ledger *ledger = table->ledger;
    if (ledger->scope == SCOPE_PERSON && ledger->person >= 0 &&
        table->columns[ledger->person].type == COLUMN_REF) {
        place->hops[place->n++] = &table->columns[ledger->person];
        table = table->columns[ledger->person].to;
        ledger = table->ledger;
    }
    if (ledger->scope == SCOPE_REGION && ledger->region >= 0) {
        place->map = units_of(tally, table, &table->columns[ledger->region]);
    }
}

/* ---- different people ---- */

/* Keys are person, day, unit from the top; each is counted once, and once in all units. */
static void count_keys(const struct tally *tally, struct cell *cell, uint64_t *keys, size_t n)
{
    sort_numbers(keys, n);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || keys[i] != keys[i - 1]) {
            cell->figures[keys[i] & 0xffff]++;
        }
        if (i == 0 || keys[i] >> 16 != keys[i - 1] >> 16) {
            cell->figures[tally->plan.unit_count + 1]++;
        }
    }
}

/* ---- counting one cell ---- */

static void count_unsure(const struct tally *tally, struct cell *cell, uint16_t unit)
{
    cell->unsure[unit]++;
    cell->unsure[tally->plan.unit_count + 1] += unit != unit_out(&tally->plan);
}

/* Adds up the units and elsewhere. */
static void put_total(const struct tally *tally, int64_t *figures)
{
    size_t total = tally->plan.unit_count + 1;
    figures[total] = 0;
    for (size_t unit = 0; unit < total; unit++) {
        figures[total] += figures[unit];
    }
}

/* Each row once, into `figures`. */
static void count_set(const struct tally *tally, const struct cell *cell, const struct set *set,
                      int64_t *figures)
{
    const struct map_of_units *map = cell->place.n == 0 ? cell->place.map : NULL;
    size_t words = set_words(set->rows);
    if (map != NULL && map->bits != NULL && kernel_count(set->words, words) > words) {
        for (size_t unit = 0; unit <= tally->plan.unit_count; unit++) {
            figures[unit] +=
                (int64_t)kernel_count_both(set->words, map->bits + unit * words, words);
        }
        put_total(tally, figures);
        return;
    }
    uint32_t rows[AT_ONCE];
    uint16_t units[AT_ONCE];
    size_t n;
    BATCHES(set, rows, n)
    {
        units_at(tally, &cell->place, rows, n, units);
        for (size_t i = 0; i < n; i++) {
            figures[units[i]]++;
        }
    }
    put_total(tally, figures);
}

static void count_sum(const struct tally *tally, struct cell *cell)
{
    uint32_t rows[AT_ONCE];
    uint16_t units[AT_ONCE];
    struct interval values[AT_ONCE];
    size_t n;
    BATCHES(cell->yes, rows, n)
    {
        units_at(tally, &cell->place, rows, n, units);
        rule_run_values(tally->run, cell->value, rows, n, values);
        for (size_t i = 0; i < n; i++) {
            if (values[i].lo == values[i].hi) {
                cell->figures[units[i]] += values[i].lo;
            } else {
                count_unsure(tally, cell, units[i]);
            }
        }
    }
    put_total(tally, cell->figures);
}

/* Who a row is about: a row of the table of people, or ROW_NONE. */
static uint32_t person_of(const struct cell *cell, uint32_t row)
{
    if (cell->person == NULL) {
        return table_identity(cell->people, row);
    }
    return column_known(cell->person, row)
               ? table_identity(cell->people, (uint32_t)column_number(cell->person, row))
               : ROW_NONE;
}

/* The day of a row, cut to what a key has room for; false when it is not one day. */
static bool day_of(const struct tally *tally, const struct cell *cell, uint32_t row, uint64_t *day)
{
    *day = 0;
    if (cell->value == SIZE_MAX) {
        return true;
    }
    struct interval date = INTERVAL_UNKNOWN;
    rule_run_values(tally->run, cell->value, &row, 1, &date);
    int64_t since = date.lo - DAY_FIRST;
    *day = (uint64_t)since & 0xffff;
    return date.lo == date.hi;
}

static void count_people(const struct tally *tally, struct cell *cell)
{
    bool rows_are_people =
        cell->person == NULL && cell->people->twins == NULL && cell->value == SIZE_MAX;
    if (rows_are_people) {
        count_set(tally, cell, cell->yes, cell->figures);
        return;
    }
    uint64_t *keys = memory_get(set_count(cell->yes) * sizeof(*keys));
    uint32_t rows[AT_ONCE];
    uint16_t units[AT_ONCE];
    size_t n, count = 0;
    BATCHES(cell->yes, rows, n)
    {
        units_at(tally, &cell->place, rows, n, units);
        for (size_t i = 0; i < n; i++) {
            uint64_t day;
            uint32_t person = person_of(cell, rows[i]);
            if (person == ROW_NONE || !day_of(tally, cell, rows[i], &day)) {
                count_unsure(tally, cell, units[i]);
            } else if (units[i] != unit_out(&tally->plan)) {
                keys[count++] = (uint64_t)person << 32 | day << 16 | units[i];
            }
        }
    }
    if (count > 0) {
        count_keys(tally, cell, keys, count);
    }
    free(keys);
}

static void count_cell(void *context, size_t task)
{
    const struct tally *tally = context;
    struct cell *cell = &tally->cells[task];
    count_set(tally, cell, cell->maybe, cell->unsure);
    switch (tally->plan.cells[task].how) {
    case TALLY_ROWS:
        count_set(tally, cell, cell->yes, cell->figures);
        break;
    case TALLY_PEOPLE:
    case TALLY_PERSON_DAYS:
        count_people(tally, cell);
        break;
    case TALLY_SUM:
        count_sum(tally, cell);
        break;
    }
}

/* ---- all cells ---- */

static void cell_prepare(struct tally *tally, const struct tally_cell *plan, struct cell *cell)
{
    const struct table *table = board_table(tally->board, text_of(plan->where->ledger->name));
    if (table == NULL) {
        bug("ledger %s is not on the board", plan->where->ledger->name);
    }
    cell->table = table;
    size_t columns = tally->plan.unit_count + 3;
    cell->figures = arena_array(&tally->arena, int64_t, columns);
    cell->unsure = arena_array(&tally->arena, int64_t, columns);
    if (plan->place != NULL) {
        place_from_rule(tally, plan->place->node, &cell->place);
    } else {
        place_from_ledger(tally, table, &cell->place);
    }
    int person = table->ledger->person;
    if (table->identity < 0 && person >= 0 && table->columns[person].type == COLUMN_REF) {
        cell->person = &table->columns[person];
        cell->people = cell->person->to;
    } else {
        cell->people = table;
    }
    bool has_value = plan->how == TALLY_SUM || plan->how == TALLY_PERSON_DAYS;
    cell->value = has_value ? rule_run_add(tally->run, plan->value) : SIZE_MAX;
}

struct tally *tally_new(const struct board *board, const struct rule_language *language,
                        const struct tally_plan *plan)
{
    struct tally *tally = memory_get_zeroed(sizeof(*tally));
    tally->board = board;
    tally->plan = *plan;
    arena_init(&tally->arena);
    tally->run = rule_run_new(board, language, plan->params);
    tally->cells = arena_array(&tally->arena, struct cell, plan->cell_count);
    size_t *wheres = arena_array(&tally->arena, size_t, plan->cell_count);
    for (size_t i = 0; i < plan->cell_count; i++) {
        wheres[i] = rule_run_add(tally->run, plan->cells[i].where);
        cell_prepare(tally, &plan->cells[i], &tally->cells[i]);
    }
    rule_run_work(tally->run);
    for (size_t i = 0; i < plan->cell_count; i++) {
        tally->cells[i].yes = rule_run_yes(tally->run, wheres[i]);
        tally->cells[i].maybe = rule_run_unknown(tally->run, wheres[i]);
    }
    crew_run(board_crew(board), plan->cell_count, count_cell, tally);
    return tally;
}

void tally_free(struct tally *tally)
{
    if (tally == NULL) {
        return;
    }
    for (size_t i = 0; i < tally->maps.n; i++) {
        free(tally->maps.at[i]->units);
        free(tally->maps.at[i]->bits);
    }
    list_release(&tally->maps);
    rule_run_free(tally->run);
    arena_release(&tally->arena);
    free(tally);
}

int64_t tally_figure(const struct tally *tally, size_t cell, size_t unit)
{
    return tally->cells[cell].figures[unit];
}

int64_t tally_unsure(const struct tally *tally, size_t cell, size_t unit)
{
    return tally->cells[cell].unsure[unit];
}

/* Whether a row that belongs to the cell was counted, and not among the unsure. */
static bool counted(const struct tally *tally, size_t index, uint32_t row)
{
    const struct cell *cell = &tally->cells[index];
    struct interval value = INTERVAL_UNKNOWN;
    uint64_t day;
    switch (tally->plan.cells[index].how) {
    case TALLY_ROWS:
        return true;
    case TALLY_SUM:
        rule_run_values(tally->run, cell->value, &row, 1, &value);
        return value.lo == value.hi;
    case TALLY_PEOPLE:
    case TALLY_PERSON_DAYS:
        break;
    }
    return person_of(cell, row) != ROW_NONE && day_of(tally, cell, row, &day);
}

/* The rows of `from` that lie in the unit and were counted, or were not. */
static void members(const struct tally *tally, size_t index, size_t unit, const struct set *from,
                    bool sure, struct set *out)
{
    const struct cell *cell = &tally->cells[index];
    uint32_t rows[AT_ONCE];
    uint16_t units[AT_ONCE];
    size_t n;
    bool all = unit == tally_total(&tally->plan);
    BATCHES(from, rows, n)
    {
        units_at(tally, &cell->place, rows, n, units);
        for (size_t i = 0; i < n; i++) {
            bool here = all ? units[i] != unit_out(&tally->plan) : units[i] == unit;
            if (here && (from == cell->maybe || counted(tally, index, rows[i]) == sure)) {
                set_add(out, rows[i]);
            }
        }
    }
}

void tally_members(const struct tally *tally, size_t cell, size_t unit, struct set *out)
{
    set_init(out, tally->cells[cell].table->rows);
    members(tally, cell, unit, tally->cells[cell].yes, true, out);
}

void tally_unsure_members(const struct tally *tally, size_t cell, size_t unit, struct set *out)
{
    set_init(out, tally->cells[cell].table->rows);
    members(tally, cell, unit, tally->cells[cell].yes, false, out);
    members(tally, cell, unit, tally->cells[cell].maybe, false, out);
}

void tally_each(const struct tally *tally, size_t cell,
                void (*each)(void *context, uint32_t row, size_t unit), void *context)
{
    const struct cell *of = &tally->cells[cell];
    uint32_t rows[AT_ONCE];
    uint16_t units[AT_ONCE];
    size_t n;
    BATCHES(of->yes, rows, n)
    {
        units_at(tally, &of->place, rows, n, units);
        for (size_t i = 0; i < n; i++) {
            if (units[i] != unit_out(&tally->plan) && counted(tally, cell, rows[i])) {
                each(context, rows[i], units[i]);
            }
        }
    }
}
