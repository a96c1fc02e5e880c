#include "domain/people/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "domain/people/access.h"
#include "domain/people/clarity.h"
#include "domain/people/employment_spell.h"
#include "domain/people/household.h"
#include "domain/people/intention.h"
#include "domain/people/need.h"
#include "domain/people/person.h"
#include "domain/people/person_merge.h"
#include "facts/follow.h"
#include "ledger/history.h"
#include "ledger/row_json.h"
#include "ledger/show.h"

enum { MEMBERS_MOST = 50, WORKING_AGE = 16 };

/* The rows of one ledger about the person, by id; those out of use too. */
struct part {
    const struct ledger *ledger;
    const struct table *table; /* while the facts are asked */
    struct row_list rows;
    int64_t *ids; /* of the rows, as the facts know them, if they do */
    size_t count;
    bool known;
};

struct file {
    struct work *work;
    struct row *person;
    LIST(struct part) parts; /* in the order of the ledgers */
    struct kin *kin;         /* the household's other members */
    size_t kin_count;
    bool kin_known; /* by the facts; else they are read */
    bool merges;    /* there are some that concern him */
};

/* ---- what the facts know: most people have rows in few ledgers, and most kin need no reading ----
 */

/* Another member of the household. */
struct kin {
    struct row *row;
    struct row_list spells;
};

/* The board, held for reading, if it shows what the connection does; else NULL. */
static const struct board *board_held(struct work *work)
{
    struct board *board = work->facts == NULL ? NULL : follow_board(work->facts);
    if (board == NULL) {
        return NULL;
    }
    board_read(board);
    if (!follow_shows(work->facts, work->db)) {
        board_done(board);
        return NULL;
    }
    return board;
}

/* A row of the table with some of its fields, as they would be read. */
static struct row *known_row(struct work *work, const struct table *table, uint32_t at,
                             const int *fields, size_t n)
{
    struct row *row = row_new(work->arena, table->ledger);
    row->id = table->ids[at];
    for (size_t i = 0; i < n; i++) {
        struct value *value = &row->value[fields[i]];
        *value = table_value(table, &table->columns[fields[i]], at);
        if (value_is_set(value) && value->text.n > 0) {
            value->text = arena_text(work->arena, value->text);
        }
    }
    return row;
}

/* The spells of the person in that row with what file_status asks of them; false when only the
 * database can say. */
static bool find_spells(struct work *work, const struct table *spells, uint32_t person,
                        struct row_list *out)
{
    static const int asked[] = {EMPLOYMENT_SPELL_START, EMPLOYMENT_SPELL_END};
    struct column *column = &spells->columns[EMPLOYMENT_SPELL_PERSON];
    size_t n = 0;
    if (column->to == NULL || spells->lives == 0) {
        return column->to != NULL;
    }
    const struct links *links = column_links(spells, column);
    for (uint32_t at = links_first(links, person); at != ROW_NONE; at = links_next(links, at)) {
        n++;
    }
    out->at = arena_array(work->arena, struct row *, n);
    for (uint32_t at = links_first(links, person); at != ROW_NONE; at = links_next(links, at)) {
        if (bit_get(spells->live, at) && table_reached(spells, at, work->actor)) {
            out->at[out->n++] = known_row(work, spells, at, asked, COUNT(asked));
        }
    }
    return true;
}

static int kin_by_id(const void *left, const void *right)
{
    const struct kin *a = left, *b = right;
    return a->row->id < b->row->id ? -1 : a->row->id > b->row->id;
}

static void find_kin(struct file *file, const struct board *board, uint32_t self)
{
    static const int shown[] = {PERSON_NAME,        PERSON_RELATION,   PERSON_BIRTH,
                                PERSON_DECEASED_ON, PERSON_IS_STUDENT, PERSON_LABOUR};
    struct work *work = file->work;
    const struct table *people = board_table(board, TEXT("person"));
    const struct table *spells = board_table(board, text_of(employment_spell_ledger.name));
    struct column *household = &board_table(board, TEXT("person"))->columns[PERSON_HOUSEHOLD];
    if (household->to == NULL || !column_known(household, self)) {
        return;
    }
    const struct links *links = column_links(people, household);
    file->kin = arena_array(work->arena, struct kin, MEMBERS_MOST);
    uint32_t at = links_first(links, (uint32_t)column_number(household, self));
    for (; at != ROW_NONE; at = links_next(links, at)) {
        if (at == self || !bit_get(people->live, at) || !table_reached(people, at, work->actor)) {
            continue;
        }
        struct kin kin = {.row = known_row(work, people, at, shown, COUNT(shown))};
        if (file->kin_count == MEMBERS_MOST - 1 || !find_spells(work, spells, at, &kin.spells)) {
            file->kin_count = 0; /* whom the page shows is for the database to say */
            return;
        }
        file->kin[file->kin_count++] = kin;
    }
    if (file->kin_count > 0) {
        qsort(file->kin, file->kin_count, sizeof(*file->kin), kin_by_id);
    }
    file->kin_known = true;
}

static int id_order(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* Asks for the memory that find_rows will read: a dozen tables' each somewhere else. */
static void links_near(const struct table *table, uint32_t self)
{
    const struct links *links =
        __atomic_load_n(&table->columns[table->ledger->person].links, __ATOMIC_ACQUIRE);
    if (links != NULL && self < links->firsts) {
        __builtin_prefetch(&links->first[self]);
    }
}

/* The rows of a part, unless some may be out of use: those the facts do not have. */
static void find_rows(struct file *file, struct part *part, uint32_t self)
{
    const struct table *table = part->table;
    struct column *person = &table->columns[part->ledger->person];
    if (person->to == NULL || table_has_past(table, self)) {
        return;
    }
    part->known = true;
    if (table->lives == 0) {
        return;
    }
    const struct links *links = column_links(table, person);
    for (uint32_t at = links_first(links, self); at != ROW_NONE; at = links_next(links, at)) {
        part->count += bit_get(table->live, at);
    }
    part->ids = arena_array(file->work->arena, int64_t, part->count);
    int64_t *next = part->ids;
    for (uint32_t at = links_first(links, self); at != ROW_NONE; at = links_next(links, at)) {
        if (bit_get(table->live, at)) {
            *next++ = table->ids[at];
        }
    }
    if (part->count > 1) {
        qsort(part->ids, part->count, sizeof(*part->ids), id_order);
    }
}

/* Adds the parts of all ledgers, with what the facts know of them. */
static void ask_facts(struct file *file)
{
    struct work *work = file->work;
    const struct board *board = board_held(work);
    const struct table *people = board == NULL ? NULL : board_table(board, TEXT("person"));
    uint32_t self = people == NULL ? ROW_NONE : table_row(people, file->person->id);
    bool known = self != ROW_NONE && bit_get(people->live, self);
    for (const struct ledger *const *l = work->ledgers; *l != NULL; l++) {
        if ((*l)->person >= 0 && access_may(work->actor, (*l)->data, ACCESS_READ)) {
            struct part part = {.ledger = *l};
            if (known) {
                part.table = board_table(board, text_of((*l)->name));
                links_near(part.table, self);
            }
            list_add(&file->parts, part);
        }
    }
    for (size_t i = 0; known && i < file->parts.n; i++) {
        find_rows(file, &file->parts.at[i], self);
    }
    if (known) {
        find_kin(file, board, self);
    }
    if (board != NULL) {
        board_done(follow_board(work->facts));
    }
}

static enum status read_known(struct file *file, struct part *part, struct error *error)
{
    struct row **rows = arena_array(file->work->arena, struct row *, part->count);
    enum status status =
        rows_get_many(file->work, part->ledger, part->ids, part->count, ROWS_REMOVED, rows, error);
    part->rows.at = rows;
    for (size_t i = 0; status == OK && i < part->count; i++) {
        if (rows[i] != NULL) {
            rows[part->rows.n++] = rows[i];
        }
    }
    return status;
}

static enum status read_parts(struct file *file, struct error *error)
{
    enum status status = OK;
    ask_facts(file);
    for (size_t i = 0; i < file->parts.n && status == OK; i++) {
        struct part *part = &file->parts.at[i];
        status = part->known ? read_known(file, part, error)
                             : rows_referring(file->work, part->ledger, part->ledger->person,
                                              file->person->id, ROWS_REMOVED, &part->rows, error);
    }
    return status;
}

static void put_part(const struct file *file, const struct part *part, struct json_out *out)
{
    json_open_list(out, part->ledger->name);
    for (size_t i = part->rows.n; i-- > 0;) {
        if (part->rows.at[i]->removed_at == 0) {
            row_json_write(file->work, out, NULL, part->rows.at[i]);
        }
    }
    json_close_list(out);
}

/* ---- the household ---- */

const char *file_status(const struct row *person, const struct row_list *spells, int32_t day)
{
    const struct value *died = &person->value[PERSON_DECEASED_ON];
    const struct value *student = &person->value[PERSON_IS_STUDENT];
    const struct value *labour = &person->value[PERSON_LABOUR];
    const struct value *birth = &person->value[PERSON_BIRTH];
    if (value_is_set(died) && died->number <= day) {
        return "已故";
    }
    for (size_t i = 0; i < spells->n; i++) {
        if (spells->at[i]->removed_at == 0 && employment_spell_holds(spells->at[i], day)) {
            return "在业";
        }
    }
    if (value_is_set(student) && student->number != 0) {
        return "在校";
    }
    if (value_is_set(birth) && date_age((int32_t)birth->number, day) < WORKING_AGE) {
        return "未满 16 周岁";
    }
    /* labour_ability 4 and 5: none. */
    if (value_is_set(labour) && (text_is(labour->text, "4") || text_is(labour->text, "5"))) {
        return "无劳动能力";
    }
    return "未就业";
}

static void put_member(struct work *work, const struct kin *kin, struct json_out *out)
{
    const struct row *member = kin->row;
    int32_t today = clock_today(work->clock);
    const struct value *birth = &member->value[PERSON_BIRTH];
    json_open(out, NULL);
    json_put_id(out, "id", member->id);
    json_put_text(out, "name", row_title(work, member));
    json_put_text(
        out, "relation",
        value_show(work, &person_ledger.fields[PERSON_RELATION], &member->value[PERSON_RELATION]));
    if (value_is_set(birth)) {
        json_put_int(out, "age", date_age((int32_t)birth->number, today));
    } else {
        json_put_null(out, "age");
    }
    json_put_cstr(out, "status", file_status(member, &kin->spells, today));
    json_close(out);
}

static enum status read_kin(struct file *file, struct error *error)
{
    struct work *work = file->work;
    const struct value *household = &file->person->value[PERSON_HOUSEHOLD];
    struct row_list members = {0};
    enum status status = OK;
    if (value_is_set(household)) {
        status = rows_with(work, &person_ledger, PERSON_HOUSEHOLD, household, MEMBERS_MOST, 0,
                           &members, error);
    }
    file->kin = arena_array(work->arena, struct kin, members.n);
    for (size_t i = 0; i < members.n && status == OK; i++) {
        struct kin kin = {.row = members.at[i]};
        if (kin.row->id != file->person->id) {
            status = rows_referring(work, &employment_spell_ledger, EMPLOYMENT_SPELL_PERSON,
                                    kin.row->id, 0, &kin.spells, error);
            file->kin[file->kin_count++] = kin;
        }
    }
    return status;
}

static enum status put_members(struct file *file, struct json_out *out, struct error *error)
{
    enum status status = file->kin_known ? OK : read_kin(file, error);
    json_open_list(out, "members");
    for (size_t i = 0; i < file->kin_count && status == OK; i++) {
        put_member(file->work, &file->kin[i], out);
    }
    json_close_list(out);
    return status;
}

static enum status put_household(struct file *file, struct json_out *out, struct error *error)
{
    struct work *work = file->work;
    const struct value *household = &file->person->value[PERSON_HOUSEHOLD];
    struct row *row = NULL;
    struct error missing;
    if (value_is_set(household)) {
        enum status status =
            rows_get(work, &household_ledger, household->number, 0, &row, &missing);
        if (status != OK && status != NOT_FOUND) {
            *error = missing;
            return status;
        }
    }
    if (row != NULL) {
        row_json_write(work, out, "household", row);
    } else {
        json_put_null(out, "household");
    }
    return put_members(file, out, error);
}

/* ---- clarity ---- */

/* The rows in use of one ledger; none when the actor may not read them. */
static struct row_list rows_of(const struct file *file, const struct ledger *ledger)
{
    struct row_list rows = {0};
    for (size_t i = 0; i < file->parts.n; i++) {
        const struct row_list *all = &file->parts.at[i].rows;
        if (file->parts.at[i].ledger != ledger) {
            continue;
        }
        rows.at = arena_array(file->work->arena, struct row *, all->n);
        for (size_t k = 0; k < all->n; k++) {
            if (all->at[k]->removed_at == 0) {
                rows.at[rows.n++] = all->at[k];
            }
        }
    }
    return rows;
}

static void put_clarity(const struct file *file, struct json_out *out)
{
    struct row_list spells = rows_of(file, &employment_spell_ledger);
    struct row_list intentions = rows_of(file, &intention_ledger);
    struct row_list needs = rows_of(file, &need_ledger);
    struct clarity c = clarity_of(file->work, file->person, &spells, &intentions, &needs);
    json_open(out, "clarity");
    json_put_int(out, "score", c.score);
    json_open_list(out, "parts");
    for (size_t i = 0; i < CLARITY_PARTS; i++) {
        json_open(out, NULL);
        json_put_cstr(out, "name", c.parts[i].name);
        json_put_cstr(out, "label", c.parts[i].label);
        json_put_bool(out, "ok", c.parts[i].clear);
        json_open_list(out, "missing");
        for (size_t k = 0; k < c.parts[i].missing_count; k++) {
            json_put_cstr(out, NULL, c.parts[i].missing[k]);
        }
        json_close_list(out);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

/* ---- what happened ---- */

static enum status put_timeline(const struct file *file, struct json_out *out, struct error *error)
{
    LIST(struct row *) rows = {0};
    list_add(&rows, file->person);
    for (size_t i = 0; i < file->parts.n; i++) {
        for (size_t k = 0; k < file->parts.at[i].rows.n; k++) {
            list_add(&rows, file->parts.at[i].rows.at[k]);
        }
    }
    struct row_list merged = {0};
    enum status status =
        file->merges ? person_merge_absorbed(file->work, file->person->id, &merged, error) : OK;
    for (size_t i = 0; status == OK && i < merged.n; i++) {
        list_add(&rows, merged.at[i]);
    }
    if (status != OK) {
        list_release(&rows);
        return status;
    }
    status =
        history_timeline(file->work, rows.at, rows.n, FILE_TIMELINE_MOST, out, "timeline", error);
    list_release(&rows);
    return status;
}

/* What was merged into this record, or which record stands for it now. */
static enum status put_merges(const struct file *file, struct json_out *out, struct error *error)
{
    int64_t id = file->person->id, now = id;
    enum status status = file->merges ? person_merge_survivor(file->work, id, &now, error) : OK;
    if (status == OK && now != id) {
        json_put_id(out, "merged_into", now);
    } else {
        json_put_null(out, "merged_into");
    }
    if (status != OK || file->merges) {
        return status == OK ? person_merge_of(file->work, id, out, "merges", error) : status;
    }
    json_open_list(out, "merges");
    json_close_list(out);
    return OK;
}

enum status file_json(struct work *work, int64_t person, struct json_out *out, struct error *error)
{
    struct file file = {.work = work};
    enum status status = rows_get(work, &person_ledger, person, ROWS_REMOVED, &file.person, error);
    if (status == OK) {
        status = read_parts(&file, error);
    }
    if (status == OK) {
        status = person_merge_concerns(work, person, &file.merges, error);
    }
    if (status == OK) {
        json_open(out, NULL);
        row_json_write(work, out, "person", file.person);
        status = put_household(&file, out, error);
        for (size_t i = 0; i < file.parts.n; i++) {
            put_part(&file, &file.parts.at[i], out);
        }
        put_clarity(&file, out);
        if (status == OK) {
            status = put_merges(&file, out, error);
        }
        if (status == OK) {
            status = put_timeline(&file, out, error);
        }
        json_close(out);
    }
    list_release(&file.parts);
    return status;
}
