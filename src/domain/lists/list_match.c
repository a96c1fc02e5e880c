#include "domain/lists/list_match.h"

static const struct field list_match_fields[] = {
    [LIST_MATCH_LIST] = {.name = "list_id",
                         .label = "名单",
                         .kind = KIND_REF,
                         .ref = "list_batch",
                         .flags = FIELD_REQUIRED | FIELD_LIST},
    [LIST_MATCH_PERSON] = {.name = "person_id",
                           .label = "人员",
                           .kind = KIND_REF,
                           .ref = "person",
                           .flags = FIELD_REQUIRED | FIELD_LIST},
    [LIST_MATCH_SENDER] = {.name = "sender_id",
                           .label = "报送单位",
                           .kind = KIND_REF,
                           .ref = "organization",
                           .flags = FIELD_REQUIRED},
    [LIST_MATCH_PLACE] = {.name = "place",
                          .label = "行的位置",
                          .kind = KIND_INT,
                          .flags = FIELD_REQUIRED,
                          .max = INT64_MAX},
    [LIST_MATCH_LIST_ROW] = {.name = "list_row",
                             .label = "名单第几行",
                             .kind = KIND_INT,
                             .flags = FIELD_LIST,
                             .max = INT32_MAX},
    [LIST_MATCH_KIND] = {.name = "kind",
                         .label = "名单性质",
                         .kind = KIND_CODE,
                         .codes = "list_kind",
                         .flags = FIELD_REQUIRED | FIELD_QUERY},
    [LIST_MATCH_OUTCOME] = {.name = "outcome",
                            .label = "比对结论",
                            .kind = KIND_CODE,
                            .codes = "match_outcome",
                            .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [LIST_MATCH_STATE] = {.name = "state",
                          .label = "状态",
                          .kind = KIND_CODE,
                          .codes = "match_state",
                          .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [LIST_MATCH_DECISION] = {.name = "decision",
                             .label = "决定",
                             .kind = KIND_CODE,
                             .codes = "match_decision",
                             .flags = FIELD_LIST | FIELD_QUERY},
    [LIST_MATCH_SCORE] = {.name = "score",
                          .label = "相似程度（千分之）",
                          .kind = KIND_INT,
                          .flags = FIELD_LIST,
                          .max = 1000},
    [LIST_MATCH_HARD] = {.name = "hard", .label = "双人审核", .kind = KIND_BOOL},
    [LIST_MATCH_REASON] =
        {.name = "reason", .label = "依据", .kind = KIND_TEXT, .flags = FIELD_LIST, .max = 300},
    [LIST_MATCH_WEIGHTS] = {.name = "weights", .label = "各项权重", .kind = KIND_TEXT, .max = 2000},
    [LIST_MATCH_MODEL] = {.name = "model",
                          .label = "比对模型版本",
                          .kind = KIND_INT,
                          .max = INT32_MAX},
    [LIST_MATCH_DECIDED_ON] = {.name = "decided_on", .label = "决定日期", .kind = KIND_DATE},
    [LIST_MATCH_APPLIED] = {.name = "applied", .label = "已应用", .kind = KIND_BOOL},
    [LIST_MATCH_BASIS] = {.name = "basis", .label = "依据指纹", .kind = KIND_TEXT, .max = 40},
    [LIST_MATCH_AGAIN] = {.name = "again",
                          .label = "重新审核的原因",
                          .kind = KIND_TEXT,
                          .max = 300},
};
_Static_assert(COUNT(list_match_fields) == LIST_MATCH__COUNT, "every field is declared");

const struct ledger list_match_ledger = {
    .name = "list_match",
    .label = "比对结果",
    .counter = "条",
    .fields = list_match_fields,
    .count = LIST_MATCH__COUNT,
    .data = DATA_LISTS,
    .scope = SCOPE_PERSON,
    .region = -1,
    .person = LIST_MATCH_PERSON,
    .title = LIST_MATCH_REASON,
};

static const struct query count_undecided = {
    .sql = "SELECT count(*) FROM list_match WHERE county = $1 AND person_id = $2"
           " AND removed_at = 0 AND state IN ('open', 'second', 'third')",
};

static const struct query count_waiting = {
    .sql = "SELECT count(*) FROM list_match WHERE county = $1 AND list_id = $2"
           " AND removed_at = 0 AND state IN ('open', 'second', 'third')",
};

static enum status count_of(struct work *work, const struct query *query, int64_t id,
                            int64_t *count, struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, query, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, id);
    enum db_step step = statement_step(s, work->arena, error);
    *count = step == DB_ROW ? column_int(s, 0) : 0;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

enum status list_match_undecided(struct work *work, int64_t person, int64_t *count,
                                 struct error *error)
{
    return count_of(work, &count_undecided, person, count, error);
}

void list_match_hold(struct change *change, int field, struct errors *errors)
{
    struct work *work = change->work;
    const struct value *person = change_value(change, field);
    int64_t count = 0;
    struct error error = {0};
    if (!value_is_set(person) || text_trim(change->reason).n > 0) {
        return;
    }
    if (list_match_undecided(work, person->number, &count, &error) != OK) {
        change_fault(change, errors, field, error.message.s, "请稍后再试");
    } else if (count > 0) {
        struct text message =
            arena_printf(work->arena, "还有 %lld 条名单比对疑似没有审核", (long long)count);
        change_fault(change, errors, field, message.s,
                     "请先在“比对审核”里决定；确需先办的，请写明理由");
    }
}

enum status list_match_waiting(struct work *work, int64_t list, int64_t *count, struct error *error)
{
    return count_of(work, &count_waiting, list, count, error);
}

enum status list_match_settled(struct work *work, int64_t list, const char *what,
                               struct text reason, struct errors *errors, struct error *error)
{
    int64_t count;
    enum status status = list_match_waiting(work, list, &count, error);
    if (status != OK || count == 0 || text_trim(reason).n > 0) {
        return status;
    }
    struct text message = arena_printf(work->arena, "还有 %lld 对疑似没有审核，先%s会漏掉他们",
                                       (long long)count, what);
    struct text hint = TEXT("请先在“比对审核”里决定；确需先办的，请写明理由");
    errors_add(errors, work->arena, "reason", message, hint);
    error_set(error, work->arena, INVALID, "%.*s", TEXT_ARG(message));
    return error_hint(error, work->arena, "%.*s", TEXT_ARG(hint));
}
