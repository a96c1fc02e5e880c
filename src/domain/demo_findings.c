#include "domain/demo_findings.h"

#include "domain/campaign/finding.h"
#include "domain/campaign/finding_flow.h"
#include "domain/campaign/self_inspection.h"
#include "ledger/change.h"
#include "ledger/rows.h"
#include "notice/notice.h"

struct stage {
    struct work *work; /* with a clock that the demo sets and memory that goes after each unit */
    const struct demo_plan *plan;
    struct dice *dice;
    struct error *error;
    int64_t now;
};

/* One a head of the notice, in its order; further heads begin again. */
static const struct {
    const char *problem, *measure, *progress;
} words[] = {
    {"村务公开栏没有张贴就业帮扶政策海报", "印制海报，逐村张贴并拍照留存", "各村海报已张贴"},
    {"符合条件的外出务工人员没有申报交通补贴", "逐户核对名单，帮助补报",
     "已补报，资料移交就创中心"},
    {"上次反馈问题的整改台账缺佐证资料", "补齐台账和佐证，专人保管", "台账已补齐"},
    {"有就业意愿的帮扶对象没有岗位推荐记录", "每人推荐三个岗位并登记", "已推荐并登记"},
    {"公益性岗位考勤表没有签字", "落实日考勤、月考核", "考勤表已补签"},
};

/* How far a finding comes: steps in their order. */
static const char *const roads[][6] = {
    {"rectify", "accept", "close"},
    {"rectify", "accept", "close"},
    {"rectify", "accept", "close"},
    {"rectify", "accept"},
    {"rectify"},
    {"rectify", "return"},
    {NULL},
};

static void set_words(struct change *change, int field, const char *text)
{
    change_set(change, field, value_text(text_of(text)));
}

static enum status take_step(struct stage *stage, int64_t id, const char *name, size_t head)
{
    struct row *row;
    struct errors errors = {0};
    enum status status = rows_get(stage->work, &finding_ledger, id, ROWS_PLAIN, &row, stage->error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(stage->work, row);
    change.part = true;
    if (text_is(text_of(name), "return")) {
        change.reason = TEXT("佐证材料不全");
    } else if (text_is(text_of(name), "rectify")) {
        set_words(&change, FINDING_RESPONSIBLE, "演示干部");
        set_words(&change, FINDING_MEASURE, words[head % COUNT(words)].measure);
        set_words(&change, FINDING_PROGRESS, words[head % COUNT(words)].progress);
    }
    status = change_act(&change, flow_action(&finding_flow, text_of(name)), &errors, stage->error);
    if (status == INVALID && errors.n > 0) {
        stage->error->message = errors.at[0].message;
    }
    return status;
}

static enum status make_finding(struct stage *stage, int64_t region, size_t head)
{
    const struct notice_inspection *inspection = &stage->work->notice->inspection;
    struct errors errors = {0};
    size_t self = inspection->sources.n - 1;
    /* Half are the units' own; the others come from anywhere above. */
    size_t source = dice_percent(stage->dice, 50)
                        ? self
                        : dice_below(stage->dice, (uint32_t)inspection->sources.n);
    stage->now = clock_noon(stage->plan->from + 8 + (int32_t)dice_below(stage->dice, 10));
    struct change change = change_create(stage->work, &finding_ledger);
    change.part = true;
    change_set(&change, FINDING_REGION, value_number(region));
    change_set(&change, FINDING_SOURCE, value_text(inspection->sources.at[source].key));
    change_set(&change, FINDING_HEAD, value_text(inspection->heads.at[head].key));
    change_set(&change, FINDING_CLAUSE, value_text(inspection->heads.at[head].clause));
    set_words(&change, FINDING_PROBLEM, words[head % COUNT(words)].problem);
    enum status status = change_save(&change, &errors, stage->error);
    const char *const *road = roads[dice_below(stage->dice, COUNT(roads))];
    for (size_t i = 0; status == OK && i < COUNT(roads[0]) && road[i] != NULL; i++) {
        int64_t later = stage->now + clock_noon(3) - clock_noon(0);
        stage->now = demo_moment(stage->plan, later);
        status = take_step(stage, change.row->id, road[i], head);
    }
    return status;
}

/* What the unit says of the head: found when it found something itself. */
static enum status inspect(struct stage *stage, int64_t region, size_t head)
{
    const struct notice_inspection *inspection = &stage->work->notice->inspection;
    static const char *const results[] = {"found", "none"};
    enum status status = INVALID;
    stage->now = demo_moment(stage->plan, clock_noon(inspection->inspect_by));
    for (size_t i = 0; status == INVALID && i < COUNT(results); i++) {
        struct errors errors = {0};
        struct change change = change_create(stage->work, &self_inspection_ledger);
        change.part = true;
        change_set(&change, SELF_INSPECTION_REGION, value_number(region));
        change_set(&change, SELF_INSPECTION_HEAD, value_text(inspection->heads.at[head].key));
        set_words(&change, SELF_INSPECTION_RESULT, results[i]);
        set_words(&change, SELF_INSPECTION_INSPECTOR, "演示干部");
        set_words(&change, SELF_INSPECTION_NOTE, "入户走访并查看台账");
        status = change_save(&change, &errors, stage->error);
    }
    return status;
}

static enum status fill_unit(struct stage *stage, int64_t region, bool careless)
{
    const struct notice_inspection *inspection = &stage->work->notice->inspection;
    enum status status = OK;
    for (size_t head = 0; status == OK && head < inspection->heads.n; head++) {
        for (uint32_t n = dice_below(stage->dice, 3); status == OK && n > 0; n--) {
            status = make_finding(stage, region, head);
        }
        if (status == OK && (!careless || head > 0)) {
            status = inspect(stage, region, head);
        }
    }
    return status;
}

enum status demo_findings(struct work *work, const struct demo_plan *plan, struct dice *dice,
                          struct error *error)
{
    struct arena scratch;
    struct work own = *work;
    struct stage stage = {.work = &own, .plan = plan, .dice = dice, .error = error};
    if (work->notice == NULL || work->notice->inspection.at == NULL) {
        return OK;
    }
    enum status status = OK;
    arena_init(&scratch);
    own.arena = &scratch;
    own.clock = clock_at(&stage.now);
    for (size_t i = 0; status == OK && i < work->notice->units.n; i++) {
        if (work->notice->units.at[i].kind == UNIT_TOWNSHIP) {
            /* One unit forgot a head. */
            status = fill_unit(&stage, work->notice->units.at[i].region, i == 1);
        }
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
