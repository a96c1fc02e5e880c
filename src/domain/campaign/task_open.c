#include "domain/campaign/task_open.h"

#include "base/map.h"
#include "domain/campaign/task_unit.h"
#include "domain/people/organization.h"
#include "ledger/change.h"
#include "ledger/rows.h"
#include "report/report.h"
#include "standard/region.h"

enum { ROWS_MOST = 1000000, VILLAGES_MOST = 1000 };

struct opening {
    struct work *work;
    struct map there; /* "task region organization" of the rows in use */
    int64_t batch;
    size_t opened;
    struct error *error;
};

static struct text place_key(struct arena *arena, struct text task, int64_t region,
                             int64_t organization)
{
    return arena_printf(arena, "%.*s %lld %lld", TEXT_ARG(task), (long long)region,
                        (long long)organization);
}

static enum status begin(struct opening *opening, struct work *work, struct error *error)
{
    struct row_list rows;
    *opening = (struct opening){.work = work, .error = error};
    map_init(&opening->there);
    enum status status = rows_after(work, &task_unit_ledger, 0, ROWS_MOST, 0, &rows, error);
    for (size_t i = 0; status == OK && i < rows.n; i++) {
        const struct value *v = rows.at[i]->value;
        const struct value *of = &v[TASK_UNIT_ORGANIZATION];
        map_put(&opening->there,
                place_key(work->arena, v[TASK_UNIT_TASK].text, v[TASK_UNIT_REGION].number,
                          value_is_set(of) ? of->number : 0),
                1);
    }
    return status;
}

static enum status open_one(struct opening *opening, const struct notice_task *task, int64_t region,
                            int64_t organization)
{
    struct work *work = opening->work;
    struct errors errors = {0};
    struct text key = place_key(work->arena, task->key, region, organization);
    if (!map_put(&opening->there, key, 1)) {
        return OK;
    }
    struct change change = change_create(work, &task_unit_ledger);
    change.part = true;
    change.batch = opening->batch;
    change_set(&change, TASK_UNIT_TASK, value_text(task->key));
    change_set(&change, TASK_UNIT_REGION, value_number(region));
    if (organization != 0) {
        change_set(&change, TASK_UNIT_ORGANIZATION, value_number(organization));
    }
    enum status status = change_save(&change, &errors, opening->error);
    if (status == INVALID && errors.n > 0) {
        opening->error->message = errors.at[0].message;
    }
    opening->opened += status == OK;
    return status;
}

/* The organization that stands for a unit of the notice: the one of its name. */
static enum status organization_of(struct opening *opening, const struct notice_unit *unit,
                                   int64_t *id)
{
    struct value name = value_text(unit->name);
    struct row_list found;
    enum status status = rows_with(opening->work, &organization_ledger, ORGANIZATION_NAME, &name, 1,
                                   0, &found, opening->error);
    *id = status == OK && found.n > 0 ? found.at[0]->id : 0;
    return status;
}

static enum status open_for_unit(struct opening *opening, const struct notice_task *task,
                                 const struct notice_unit *unit)
{
    bool township = unit->kind == UNIT_TOWNSHIP;
    if (unit_merged(opening->work->settings, unit).n > 0 ||
        !task_is_for(task, (enum unit_kind)unit->kind, unit->key) ||
        (!township && unit->kind != UNIT_BUREAU)) {
        return OK;
    }
    int64_t organization = 0;
    if (!township) {
        enum status status = organization_of(opening, unit, &organization);
        if (status != OK || organization == 0) {
            return status;
        }
    }
    return open_one(opening, task, township ? unit->region : opening->work->actor->county,
                    organization);
}

static enum status open_for_workshops(struct opening *opening, const struct notice_task *task)
{
    struct value kind = value_text(TEXT("workshop"));
    struct row_list found;
    enum status status = rows_with(opening->work, &organization_ledger, ORGANIZATION_KIND, &kind,
                                   ROWS_MOST, 0, &found, opening->error);
    for (size_t i = 0; status == OK && i < found.n; i++) {
        const struct value *v = found.at[i]->value;
        if (!value_is_set(&v[ORGANIZATION_CLOSED_ON])) {
            status = open_one(opening, task, v[ORGANIZATION_REGION].number, found.at[i]->id);
        }
    }
    return status;
}

enum status task_open_all(struct work *work, size_t *opened, struct error *error)
{
    const struct notice *notice = work->notice;
    struct opening opening;
    enum status status = begin(&opening, work, error);
    for (size_t i = 0; status == OK && i < notice->worklist.tasks.n; i++) {
        const struct notice_task *task = &notice->worklist.tasks.at[i];
        for (size_t k = 0; status == OK && k < notice->units.n; k++) {
            status = open_for_unit(&opening, task, &notice->units.at[k]);
        }
        if (status == OK && task_is_for(task, UNIT_WORKSHOP, TEXT_EMPTY)) {
            status = open_for_workshops(&opening, task);
        }
    }
    map_release(&opening.there);
    *opened = opening.opened;
    return status;
}

enum status task_open_villages(struct work *work, const struct notice_task *task, int64_t township,
                               int64_t batch, size_t *opened, struct error *error)
{
    const struct region **villages = arena_array(work->arena, const struct region *, VILLAGES_MOST);
    size_t n = region_children(work->regions, township, villages, VILLAGES_MOST);
    struct opening opening;
    enum status status = begin(&opening, work, error);
    opening.batch = batch;
    for (size_t i = 0; status == OK && i < n && i < VILLAGES_MOST; i++) {
        status = open_one(&opening, task, villages[i]->code, 0);
    }
    map_release(&opening.there);
    *opened = opening.opened;
    return status;
}
