#include "domain/demo_tasks.h"

#include "domain/campaign/task_flow.h"
#include "domain/campaign/task_open.h"
#include "domain/campaign/task_unit.h"
#include "ledger/change.h"
#include "ledger/rows.h"

enum { ROWS_MOST = 100000 };

struct stage {
    struct work *work; /* with a clock that the demo sets and memory that goes after each row */
    const struct demo_plan *plan;
    struct dice *dice;
    struct error *error;
    int64_t now;
};

/* The day of a step: in the campaign, before the deadline for most. */
static void set_clock(struct stage *stage, int32_t due, int days)
{
    int32_t day = due - 12 + (int32_t)dice_below(stage->dice, 16) + days;
    day = day < stage->plan->from + 7 ? stage->plan->from + 7 : day;
    stage->now = demo_moment(stage->plan, clock_noon(day));
}

static enum status act(struct stage *stage, int64_t id, const char *name)
{
    struct row *row;
    struct errors errors = {0};
    enum status status =
        rows_get(stage->work, &task_unit_ledger, id, ROWS_PLAIN, &row, stage->error);
    if (status != OK) {
        return status;
    }
    struct change step = change_edit(stage->work, row);
    step.part = true;
    if (text_is(text_of(name), "return")) {
        step.reason = TEXT("佐证材料不全，请补充");
    }
    if (text_is(text_of(name), "report")) {
        int64_t total = 5 + dice_below(stage->dice, 40);
        change_set(&step, TASK_UNIT_HANDLER, value_text(TEXT("演示干部")));
        change_set(&step, TASK_UNIT_TOTAL, value_number(total));
        change_set(&step, TASK_UNIT_DONE, value_number(total));
        change_set(&step, TASK_UNIT_EVIDENCE, value_text(TEXT("名单和照片，存乡镇便民服务中心")));
    }
    status = change_act(&step, flow_action(&task_flow, text_of(name)), &errors, stage->error);
    if (status == INVALID && errors.n > 0) {
        stage->error->message = errors.at[0].message;
    }
    return status;
}

/* How far a row comes: steps in their order. */
enum { COLLECTED_ROADS = 6 };
static const char *const roads[][5] = {
    {"report", "accept"},
    {"report", "accept"},
    {"report", "accept"},
    {"report", "accept"},
    {"report", "return", "report", "accept"},
    {"report"},
    {"report", "return"},
    {"record"},
    {"record", "urge"},
    {NULL},
};

/* Two townships of three have collected what their villages report. */
static bool is_collected(const struct row *row)
{
    enum { TOWN_DIGITS = 1000 };
    int64_t town = row->value[TASK_UNIT_REGION].number / TOWN_DIGITS;
    return text_is(row->value[TASK_UNIT_LEVEL].text, "village") && town % 3 != 0;
}

static enum status walk(struct stage *stage, const struct row *row)
{
    size_t way = dice_below(stage->dice, COUNT(roads));
    const char *const *road = roads[is_collected(row) ? way % COLLECTED_ROADS : way];
    int32_t due = (int32_t)row->value[TASK_UNIT_DUE].number;
    enum status status = OK;
    set_clock(stage, due, 0);
    for (size_t i = 0; status == OK && i < COUNT(roads[0]) && road[i] != NULL; i++) {
        status = act(stage, row->id, road[i]);
        int64_t later = stage->now + clock_noon(2) - clock_noon(0);
        stage->now = demo_moment(stage->plan, later);
    }
    return status;
}

static enum status delegate_all(struct work *work, struct error *error)
{
    const struct notice *notice = work->notice;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < notice->worklist.tasks.n; i++) {
        const struct notice_task *task = &notice->worklist.tasks.at[i];
        for (size_t k = 0; status == OK && k < notice->units.n; k++) {
            size_t opened;
            if (notice->units.at[k].kind == UNIT_TOWNSHIP &&
                task_is_for(task, UNIT_VILLAGE, TEXT_EMPTY)) {
                status =
                    task_open_villages(work, task, notice->units.at[k].region, 0, &opened, error);
            }
        }
    }
    return status;
}

enum status demo_tasks(struct work *work, const struct demo_plan *plan, struct dice *dice,
                       struct error *error)
{
    struct arena scratch;
    struct work own = *work;
    struct stage stage = {.work = &own, .plan = plan, .dice = dice, .error = error};
    size_t opened;
    if (work->notice == NULL || work->notice->worklist.tasks.n == 0) {
        return OK;
    }
    stage.now = clock_noon(plan->from + 7);
    own.clock = clock_at(&stage.now);
    enum status status = task_open_all(&own, &opened, error);
    if (status == OK) {
        status = delegate_all(&own, error);
    }
    struct row_list rows = {0};
    if (status == OK) {
        status = rows_after(work, &task_unit_ledger, 0, ROWS_MOST, 0, &rows, error);
    }
    arena_init(&scratch);
    own.arena = &scratch;
    for (size_t i = 0; status == OK && i < rows.n; i++) {
        status = walk(&stage, rows.at[i]);
        if (status == OK) {
            arena_reset(&scratch);
        }
    }
    if (status != OK) { /* its words live in the scratch memory that goes now */
        error_keep(error, work->arena);
    }
    arena_release(&scratch);
    return status;
}
