#include "domain/lists/list_sides.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "domain/lists/list_shape.h"
#include "domain/lists/list_store.h"
#include "domain/people/person.h"
#include "ledger/rows.h"
#include "standard/citizen_id.h"
#include "standard/region.h"

enum { PAGE = 500 };

struct gathering {
    struct work *work;
    LIST(struct list_who) all;
};

static void take_all(struct gathering *g, struct list_side *out)
{
    *out = (struct list_side){arena_array(g->work->arena, struct list_who, g->all.n), g->all.n};
    if (g->all.n > 0) {
        memcpy(out->at, g->all.at, g->all.n * sizeof(*g->all.at));
    }
    list_release(&g->all);
}

/* Names of the town and the village of a place, as a list would write them. */
static void set_place(const struct work *work, int64_t code, struct list_who *who)
{
    const struct region *town = region_at(work->regions, region_at_level(code, REGION_TOWNSHIP));
    const struct region *village =
        region_level_of(code) == REGION_VILLAGE ? region_at(work->regions, code) : NULL;
    if (town != NULL) {
        who->town = town->name;
    }
    if (village != NULL) {
        who->village = village->name;
    }
}

static struct text sex_word(struct text code)
{
    return text_is(code, "1") ? TEXT("男") : text_is(code, "2") ? TEXT("女") : TEXT_EMPTY;
}

/* ---- rows of a list ---- */

/* What was understood; where nothing was, what stands there: the engine reads dirt of its own. */
static struct text given(struct arena *arena, const struct list_row *row, int field)
{
    struct text value = list_row_value(row, field);
    return arena_text(arena, value.n > 0 ? value : list_row_raw(row, field));
}

/* The number; in a list of cards without one what a disability card's begins with (I07). */
static struct text given_number(struct work *work, const struct list_row *row)
{
    struct text number = given(work->arena, row, LIST_ID_NO);
    struct citizen_id card = {.verdict = CITIZEN_ID_EMPTY};
    if (number.n == 0) {
        card = citizen_id_read(list_row_value(row, LIST_EVIDENCE_NO), WRITTEN_AS_TEXT,
                               clock_today(work->clock));
    }
    return card.verdict == CITIZEN_ID_FROM_CARD ? arena_text(work->arena, text_of(card.number))
                                                : number;
}

static void add_row(struct gathering *g, const struct list_row *row)
{
    struct arena *arena = g->work->arena;
    int64_t region;
    struct list_who who = {
        .key = row->place,
        .name = given(arena, row, LIST_NAME),
        .id_no = given_number(g->work, row),
        .sex = sex_word(list_row_value(row, LIST_SEX)),
        .birth = given(arena, row, LIST_BIRTH),
        .phone = given(arena, row, LIST_PHONE),
        .address = given(arena, row, LIST_ADDRESS),
    };
    if (text_to_int(list_row_value(row, LIST_REGION), &region)) {
        set_place(g->work, region, &who);
    }
    list_add(&g->all, who);
}

static bool is_wanted(const struct list_row *row, enum list_side_rows which)
{
    return !text_is(row->change, "repeated") &&
           (which != LIST_ROWS_FRESH || !text_is(row->change, "same"));
}

static enum status add_rows(struct gathering *g, struct work *reading, int64_t list,
                            enum list_side_rows which, struct error *error)
{
    struct list_row_filter filter = {.after = -1, .limit = PAGE};
    struct list_rows rows = {0};
    enum status status;
    if (which == LIST_ROWS_ALONE) {
        filter.outcome = TEXT("alone");
    }
    do {
        status = list_rows_read(reading, list, 0, &filter, &rows, error);
        for (size_t i = 0; status == OK && i < rows.n; i++) {
            if (is_wanted(&rows.at[i], which)) {
                add_row(g, &rows.at[i]);
            }
            filter.after = rows.at[i].place;
        }
        if (status == OK) {
            arena_reset(reading->arena);
        }
    } while (status == OK && rows.n == PAGE);
    return status;
}

static int by_key(const void *key, const void *element)
{
    const int64_t *place = key;
    const struct list_who *who = element;
    return (*place > who->key) - (*place < who->key);
}

static enum status add_places(struct gathering *g, struct work *reading, int64_t list,
                              const struct list_places *also, struct error *error)
{
    size_t before = g->all.n;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < also->n; i++) {
        struct list_row row;
        if (before > 0 &&
            bsearch(&also->at[i], g->all.at, before, sizeof(*g->all.at), by_key) != NULL) {
            continue;
        }
        status = list_row_read(reading, list, also->at[i], &row, error);
        if (status == OK) {
            add_row(g, &row);
            arena_reset(reading->arena);
        }
    }
    return status;
}

static enum status gather(struct work *work, int64_t list, const enum list_side_rows *which,
                          const struct list_places *also, struct list_side *out,
                          struct error *error)
{
    struct gathering g = {.work = work};
    struct arena page;
    arena_init(&page);
    struct work reading = *work;
    reading.arena = &page;
    enum status status = which == NULL ? OK : add_rows(&g, &reading, list, *which, error);
    if (status == OK && also != NULL) {
        status = add_places(&g, &reading, list, also, error);
    }
    if (status != OK) {
        error->message = arena_text(work->arena, error->message);
    }
    arena_release(&page);
    take_all(&g, out);
    return status;
}

enum status list_side_rows(struct work *work, int64_t list, enum list_side_rows which,
                           const struct list_places *also, struct list_side *out,
                           struct error *error)
{
    return gather(work, list, &which, also, out, error);
}

enum status list_side_places(struct work *work, int64_t list, const struct list_places *places,
                             struct list_side *out, struct error *error)
{
    return gather(work, list, NULL, places, out, error);
}

/* ---- the registry ---- */

static void add_person(struct gathering *g, const struct row *person)
{
    struct arena *arena = g->work->arena;
    const struct value *v = person->value;
    char day[11];
    struct list_who who = {
        .key = person->id,
        .name = arena_text(arena, v[PERSON_NAME].text),
        .id_no = arena_text(arena, v[PERSON_ID_NO].text),
        .sex = sex_word(v[PERSON_SEX].text),
        .phone = arena_text(arena, v[PERSON_PHONE].text),
        .address = arena_text(arena, v[PERSON_ADDRESS].text),
    };
    if (value_is_set(&v[PERSON_BIRTH])) {
        size_t n = date_format(
            (struct date){(int32_t)v[PERSON_BIRTH].number, v[PERSON_BIRTH].precision}, day);
        who.birth = arena_text(arena, (struct text){day, n});
    }
    if (value_is_set(&v[PERSON_REGION])) {
        set_place(g->work, v[PERSON_REGION].number, &who);
    }
    list_add(&g->all, who);
}

static enum status add_everybody(struct gathering *g, struct work *reading, struct error *error)
{
    struct row_list page = {0};
    int64_t after = 0;
    enum status status;
    do {
        status = rows_after(reading, &person_ledger, after, PAGE, ROWS_PLAIN, &page, error);
        for (size_t i = 0; status == OK && i < page.n; i++) {
            add_person(g, page.at[i]);
            after = page.at[i]->id;
        }
        if (status == OK) {
            arena_reset(reading->arena);
        }
    } while (status == OK && page.n == PAGE);
    return status;
}

static enum status add_these(struct gathering *g, struct work *reading, const int64_t *ids,
                             size_t n, struct error *error)
{
    for (size_t i = 0; i < n; i++) {
        struct row *person;
        enum status status = rows_get(reading, &person_ledger, ids[i], ROWS_PLAIN, &person, error);
        if (status == OK) {
            add_person(g, person);
        } else if (status != NOT_FOUND) {
            return status;
        }
        arena_reset(reading->arena);
    }
    return OK;
}

enum status list_side_registry(struct work *work, const int64_t *ids, size_t n,
                               struct list_side *out, struct error *error)
{
    struct gathering g = {.work = work};
    struct arena page;
    arena_init(&page);
    struct work reading = *work;
    reading.arena = &page;
    enum status status =
        ids == NULL ? add_everybody(&g, &reading, error) : add_these(&g, &reading, ids, n, error);
    if (status != OK) {
        error->message = arena_text(work->arena, error->message);
    }
    arena_release(&page);
    take_all(&g, out);
    return status;
}

/* ---- who is taken ---- */

static const struct query taken_people = {
    .sql = "SELECT DISTINCT m.person_id FROM list_match m"
           " JOIN list_row r ON r.county = m.county AND r.list = m.list_id AND r.place = m.place"
           " AND r.change = 'same' WHERE m.county = $1 AND m.list_id = $2 AND m.removed_at = 0"
           " AND (m.state = 'sure' OR m.decision = 'same') ORDER BY m.person_id",
};

/* Both run by rising id, so one walk is enough. */
enum status list_side_free(struct work *work, int64_t list, struct list_side *people,
                           struct error *error)
{
    struct statement *s;
    size_t at = 0, kept = 0;
    enum status status = db_prepare(work->db, &taken_people, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        int64_t person = column_int(s, 0);
        for (; at < people->n && people->at[at].key < person; at++) {
            people->at[kept++] = people->at[at];
        }
        at += at < people->n && people->at[at].key == person;
    }
    statement_reset(s);
    for (; at < people->n; at++) {
        people->at[kept++] = people->at[at];
    }
    people->n = kept;
    return step == DB_FAILED ? error->status : OK;
}
