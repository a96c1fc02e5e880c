#include "domain/campaign/self_inspection.h"

#include "ledger/change.h"
#include "ledger/rows.h"

/* What the unit itself found under the head, in its whole area. */
static const struct query count_own = {
    .sql = "SELECT COUNT(*) FROM finding WHERE county = $1 AND removed_at = 0"
           " AND region BETWEEN $2 AND $3 AND head = $4 AND source = $5",
};

static enum status count_findings(struct work *work, int64_t region, struct text head,
                                  int64_t *count, struct error *error)
{
    struct statement *s;
    int64_t lo, hi;
    actor_reach(region, &lo, &hi);
    enum status status = db_prepare(work->db, &count_own, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, lo);
    bind_int(s, 3, hi);
    bind_text(s, 4, head);
    bind_text(s, 5, settings_text(work->settings, "inspection_self", TEXT_EMPTY));
    enum db_step step = statement_step(s, work->arena, error);
    *count = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* There is one row a unit and head. */
static void check_once(struct change *change, struct errors *errors)
{
    static const int key[] = {SELF_INSPECTION_REGION, SELF_INSPECTION_HEAD};
    struct row_list same = {0};
    struct error error = {0};
    if (rows_matching(change->work, change->row, key, COUNT(key), 2, 0, &same, &error) != OK) {
        return; /* the write itself will tell */
    }
    for (size_t i = 0; i < same.n; i++) {
        if (same.at[i]->id != change->row->id) {
            change_fault(change, errors, SELF_INSPECTION_HEAD, "这个单位的这一项已经填报过",
                         "请修改原来的一条");
            return;
        }
    }
}

static void self_inspection_check(struct change *change, struct errors *errors)
{
    int64_t found = 0;
    struct error error = {0};
    const struct value *region = change_value(change, SELF_INSPECTION_REGION);
    const struct value *head = change_value(change, SELF_INSPECTION_HEAD);
    const struct value *result = change_value(change, SELF_INSPECTION_RESULT);
    change_today(change, SELF_INSPECTION_CHECKED_ON);
    if (!value_is_set(region) || !value_is_set(head) || !value_is_set(result)) {
        return; /* told as missing */
    }
    check_once(change, errors);
    if (count_findings(change->work, region->number, head->text, &found, &error) != OK) {
        return;
    }
    if (text_is(result->text, "none") && found > 0) {
        struct text message = arena_printf(change->work->arena,
                                           "本单位这一项已登记 %lld 个自查问题", (long long)found);
        change_fault(change, errors, SELF_INSPECTION_RESULT, message.s, "请选“发现问题”");
    } else if (text_is(result->text, "found") && found == 0) {
        change_fault(change, errors, SELF_INSPECTION_RESULT, "还没有登记这一项的自查问题",
                     "请先登记问题，或选“未发现问题”");
    }
}

static const struct field self_inspection_fields[] = {
    [SELF_INSPECTION_REGION] = {.name = "region",
                                .label = "单位",
                                .kind = KIND_REGION,
                                .flags = FIELD_REQUIRED | FIELD_LIST},
    [SELF_INSPECTION_HEAD] = {.name = "head",
                              .label = "排查项目",
                              .kind = KIND_CODE,
                              .codes = "inspection_head",
                              .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [SELF_INSPECTION_RESULT] = {.name = "result",
                                .label = "自查结果",
                                .kind = KIND_CODE,
                                .codes = "inspection_result",
                                .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [SELF_INSPECTION_CHECKED_ON] = {.name = "checked_on",
                                    .label = "自查日期",
                                    .help = "不填为登记当天",
                                    .kind = KIND_DATE,
                                    .flags = FIELD_LIST},
    [SELF_INSPECTION_INSPECTOR] = {.name = "inspector",
                                   .label = "自查人",
                                   .kind = KIND_TEXT,
                                   .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_NAME,
                                   .max = 30},
    [SELF_INSPECTION_NOTE] = {.name = "note",
                              .label = "怎样查的",
                              .help = "走访几户、查看哪些资料；线索经核实不成立的写明原因",
                              .kind = KIND_TEXT,
                              .flags = FIELD_LIST,
                              .max = 300},
};
_Static_assert(COUNT(self_inspection_fields) == SELF_INSPECTION__COUNT, "every field is declared");

static const struct ledger_key self_inspection_keys[] = {
    {.field = {SELF_INSPECTION_REGION, SELF_INSPECTION_HEAD}, .n = 2},
};

const struct ledger self_inspection_ledger = {
    .name = "self_inspection",
    .label = "自查",
    .counter = "项",
    .fields = self_inspection_fields,
    .count = SELF_INSPECTION__COUNT,
    .data = DATA_CAMPAIGN,
    .scope = SCOPE_REGION,
    .region = SELF_INSPECTION_REGION,
    .person = -1,
    .title = SELF_INSPECTION_HEAD,
    .keys = self_inspection_keys,
    .key_count = COUNT(self_inspection_keys),
    .check = self_inspection_check,
};
