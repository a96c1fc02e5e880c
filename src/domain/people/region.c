#include "domain/people/region.h"

#include "ledger/actor.h"
#include "ledger/change.h"
#include "standard/region.h"
#include "store/db.h"

enum { CODE_LENGTH = 12 };

int64_t region_code(const struct row *row)
{
    int64_t code = 0;
    (void)text_to_int(row->value[REGION_CODE].text, &code);
    return code;
}

/* A code of the county, which stays: people and units are kept by it. What lies above follows from
 * it. */
static void region_check(struct change *change, struct errors *errors)
{
    int64_t code = region_code(change->row);
    if (change->row->value[REGION_CODE].text.n != CODE_LENGTH ||
        !region_contains(change->work->actor->county, code)) {
        change_fault(change, errors, REGION_CODE, "应为本县的 12 位区划代码",
                     "前 6 位与县相同，数字之间不留空格");
        return;
    }
    if (change->old != NULL && change_touches(change, REGION_CODE)) {
        change_fault(change, errors, REGION_CODE, "区划代码不能修改",
                     "代码变了的，新增一条，并给旧的填停用日期");
    }
    if (!value_is_set(change_value(change, REGION_PARENT)) && code != change->work->actor->county) {
        change_set(change, REGION_PARENT, value_number(region_above(code)));
    }
    change_check_order(change, errors, REGION_VALID_FROM, REGION_VALID_TO);
}

static const struct query used_query = {
    .sql = "SELECT EXISTS (SELECT 1 FROM person WHERE county = $1 AND region BETWEEN $2 AND $3)"
           " OR EXISTS (SELECT 1 FROM organization WHERE county = $1 AND region BETWEEN $2 AND $3)"
           " OR EXISTS (SELECT 1 FROM app_user WHERE county = $1 AND region BETWEEN $2 AND $3)",
};

/* A place that anything belongs to is closed by its last day, not taken out. */
static enum status region_removable(struct work *work, const struct row *row, struct error *error)
{
    struct statement *s;
    int64_t low, high;
    region_range(region_code(row), &low, &high);
    enum status status = db_ask(work->db, &used_query, &s, work->arena, error,
                                BIND_INT(work->actor->county), BIND_INT(low), BIND_INT(high));
    if (status != OK) {
        return status;
    }
    enum db_step step = statement_step(s, work->arena, error);
    bool used = step == DB_ROW && column_int(s, 0) != 0;
    statement_reset(s);
    if (step == DB_FAILED || !used) {
        return step == DB_FAILED ? error->status : OK;
    }
    error_set(error, work->arena, CONFLICT, "还有人员、单位或账号属于这里，不能移除");
    return error_hint(error, work->arena, "撤并的请填写停用日期，并把人员改到新的区划");
}

static const struct field region_fields[] = {
    [REGION_CODE] = {.name = "code",
                     .label = "区划代码",
                     .help = "12 位统计用区划代码",
                     .kind = KIND_TEXT,
                     .flags = FIELD_REQUIRED | FIELD_UNIQUE | FIELD_SEARCH | FIELD_LIST,
                     .max = CODE_LENGTH},
    [REGION_NAME] = {.name = "name",
                     .label = "名称",
                     .kind = KIND_TEXT,
                     .flags =
                         FIELD_REQUIRED | FIELD_SEARCH | FIELD_PINYIN | FIELD_LIST | FIELD_QUERY,
                     .max = 60},
    [REGION_SHORT_NAME] = {.name = "short_name",
                           .label = "简称",
                           .kind = KIND_TEXT,
                           .flags = FIELD_SEARCH | FIELD_LIST,
                           .max = 30},
    [REGION_LEVEL] = {.name = "level",
                      .label = "级别",
                      .kind = KIND_CODE,
                      .codes = "region_level",
                      .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [REGION_PARENT] = {.name = "parent", .label = "上级", .kind = KIND_REGION, .flags = FIELD_LIST},
    [REGION_ALIASES] = {.name = "aliases",
                        .label = "别名",
                        .help = "曾用名、俗称，用顿号分开",
                        .kind = KIND_TEXT,
                        .flags = FIELD_SEARCH,
                        .max = 200},
    [REGION_SORT] = {.name = "sort", .label = "顺序", .kind = KIND_INT, .min = 0, .max = 100000},
    [REGION_REPORTING] = {.name = "reporting",
                          .label = "报送单位",
                          .help = "是否作为统计报送单位",
                          .kind = KIND_BOOL,
                          .flags = FIELD_LIST},
    [REGION_VALID_FROM] = {.name = "valid_from",
                           .label = "启用日期",
                           .kind = KIND_DATE,
                           .flags = FIELD_FUTURE},
    [REGION_VALID_TO] = {.name = "valid_to",
                         .label = "停用日期",
                         .kind = KIND_DATE,
                         .flags = FIELD_FUTURE},
    [REGION_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(region_fields) == REGION__COUNT, "every field is declared");

static const struct ledger_key region_keys[] = {
    {.field = {REGION_CODE}, .n = 1},
};

const struct ledger region_ledger = {
    .name = "region",
    .label = "行政区划",
    .counter = "个",
    .fields = region_fields,
    .count = REGION__COUNT,
    .data = DATA_REGION,
    .scope = SCOPE_COUNTY,
    .region = -1,
    .person = -1,
    .title = REGION_NAME,
    .keys = region_keys,
    .key_count = COUNT(region_keys),
    .check = region_check,
    .removable = region_removable,
};
