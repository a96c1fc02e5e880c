#include "domain/campaign/finding_page.h"

#include <stdlib.h>

#include "base/list.h"
#include "domain/campaign/finding.h"
#include "domain/campaign/inspection.h"
#include "domain/people/person.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "standard/region.h"

enum { RELATED_MOST = 50 };

static int by_id(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

/* Whom the hint lists now; none when it counts rows, waits for a ledger or is gone. */
static struct hint_rows still_listed(struct app *app, struct work *work, const struct row *finding)
{
    struct hint_rows rows = {0};
    struct error error = {0};
    const struct value *hint = &finding->value[FINDING_HINT];
    if (value_is_set(hint) &&
        inspection_hint_rows(app, work, hint->text, work->actor->region, &rows, &error) != OK) {
        rows = (struct hint_rows){0};
    }
    return rows;
}

static enum status put_people(struct app *app, struct work *work, const struct row *finding,
                              struct json_out *out, struct error *error)
{
    struct row_list links;
    enum status status = rows_referring(work, &finding_person_ledger, FINDING_PERSON_FINDING,
                                        finding->id, 0, &links, error);
    if (status != OK) {
        return status;
    }
    int64_t *ids = arena_array(work->arena, int64_t, links.n);
    struct row **people = arena_array(work->arena, struct row *, links.n);
    for (size_t i = 0; i < links.n; i++) {
        ids[i] = links.at[i]->value[FINDING_PERSON_PERSON].number;
    }
    status = rows_get_many(work, &person_ledger, ids, links.n, 0, people, error);
    if (status != OK) {
        return status;
    }
    struct hint_rows listed = still_listed(app, work, finding);
    int64_t still = 0, shown = 0;
    json_open_list(out, "people");
    for (size_t i = 0; i < links.n; i++) {
        if (people[i] == NULL) {
            continue;
        }
        bool there = listed.n > 0 &&
                     bsearch(&ids[i], listed.at, listed.n, sizeof(*listed.at), by_id) != NULL;
        still += there;
        shown++;
        json_open(out, NULL);
        json_put_id(out, "id", links.at[i]->id);
        json_put_id(out, "person_id", ids[i]);
        json_put_text(out, "name", row_title(work, people[i]));
        json_put_text(out, "region",
                      value_show(work, &person_ledger.fields[PERSON_REGION],
                                 &people[i]->value[PERSON_REGION]));
        json_put_bool(out, "still", there);
        json_close(out);
    }
    json_close_list(out);
    json_put_int(out, "people_total", shown);
    json_put_int(out, "people_still", still);
    return OK;
}

static const struct query related_query = {
    .sql = "SELECT id FROM finding WHERE county = $1 AND removed_at = 0 AND head = $2"
           " AND region BETWEEN $3 AND $4 AND region BETWEEN $5 AND $6 AND id <> $7"
           " ORDER BY id DESC LIMIT 50 /* scan: findings are few */",
};

static enum status find_related(struct work *work, const struct row *finding, int64_t *ids,
                                size_t *n, struct error *error)
{
    struct statement *s;
    int64_t lo, hi;
    int64_t region = finding->value[FINDING_REGION].number;
    enum status status = db_prepare(work->db, &related_query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    if (region_level_of(region) == REGION_VILLAGE) {
        region = region_above(region);
    }
    actor_reach(region, &lo, &hi);
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, finding->value[FINDING_HEAD].text);
    bind_int(s, 3, lo);
    bind_int(s, 4, hi);
    bind_int(s, 5, work->actor->region_lo);
    bind_int(s, 6, work->actor->region_hi);
    bind_int(s, 7, finding->id);
    enum db_step step;
    *n = 0;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW && *n < RELATED_MOST) {
        ids[(*n)++] = column_int(s, 0);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static enum status put_related(struct work *work, const struct row *finding, struct json_out *out,
                               struct error *error)
{
    int64_t ids[RELATED_MOST];
    struct row *rows[RELATED_MOST];
    size_t n = 0;
    enum status status = find_related(work, finding, ids, &n, error);
    if (status == OK) {
        status = rows_get_many(work, &finding_ledger, ids, n, 0, rows, error);
    }
    if (status != OK) {
        return status;
    }
    json_open_list(out, "related");
    for (size_t i = 0; i < n; i++) {
        if (rows[i] != NULL) {
            row_json_write(work, out, NULL, rows[i]);
        }
    }
    json_close_list(out);
    return OK;
}

enum status finding_page_json(struct app *app, struct work *work, int64_t id, struct json_out *out,
                              struct error *error)
{
    struct row *finding;
    enum status status = rows_get(work, &finding_ledger, id, 0, &finding, error);
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    row_json_write(work, out, "finding", finding);
    status = put_people(app, work, finding, out, error);
    if (status == OK) {
        status = put_related(work, finding, out, error);
    }
    json_close(out);
    return status;
}
