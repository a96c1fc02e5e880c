#include "domain/lists/list_batch.h"

#include "ledger/rows.h"
#include "ledger/show.h"

#define COUNTED(index, field_name, text)                                                           \
    [index] = {.name = (field_name), .label = (text), .kind = KIND_INT, .max = INT32_MAX}

static const struct field list_batch_fields[] = {
    [LIST_BATCH_SOURCE] = {.name = "source",
                           .label = "名单",
                           .help = "同一单位的同名名单算作一份名单的各期",
                           .kind = KIND_TEXT,
                           .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY | FIELD_SEARCH,
                           .max = 60},
    [LIST_BATCH_KIND] = {.name = "kind",
                         .label = "性质",
                         .kind = KIND_CODE,
                         .codes = "list_kind",
                         .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [LIST_BATCH_CATEGORY] = {.name = "category",
                             .label = "证明的类别",
                             .kind = KIND_CODE,
                             .codes = "category",
                             .flags = FIELD_LIST | FIELD_QUERY},
    [LIST_BATCH_SENDER] = {.name = "sender_id",
                           .label = "报送单位",
                           .kind = KIND_REF,
                           .ref = "organization",
                           .flags = FIELD_REQUIRED | FIELD_LIST},
    [LIST_BATCH_PERIOD_ON] = {.name = "period_on",
                              .label = "数据截至",
                              .kind = KIND_DATE,
                              .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [LIST_BATCH_WHOLE] = {.name = "whole",
                          .label = "全量名单",
                          .help =
                              "全量名单里没有的人，其类别可以终止；只报新增的名单不终止任何类别",
                          .kind = KIND_BOOL,
                          .flags = FIELD_LIST},
    [LIST_BATCH_STATE] = {.name = "state",
                          .label = "状态",
                          .kind = KIND_CODE,
                          .codes = "list_state",
                          .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [LIST_BATCH_VERSION_NO] = {.name = "version_no",
                               .label = "第几期",
                               .kind = KIND_INT,
                               .flags = FIELD_LIST,
                               .min = 1,
                               .max = 100000},
    [LIST_BATCH_PREVIOUS] = {.name = "previous_id",
                             .label = "上一期",
                             .kind = KIND_REF,
                             .ref = "list_batch"},
    [LIST_BATCH_FILE_NAME] = {.name = "file_name", .label = "文件", .kind = KIND_TEXT, .max = 200},
    COUNTED(LIST_BATCH_ROWS, "rows", "行数"),
    COUNTED(LIST_BATCH_FAULTY, "faulty", "有问题的行"),
    COUNTED(LIST_BATCH_FILLED, "filled", "完整率（千分之）"),
    COUNTED(LIST_BATCH_ENTERED, "entered", "比上期新增"),
    COUNTED(LIST_BATCH_LEFT, "left_count", "比上期减少"),
    COUNTED(LIST_BATCH_CHANGED, "changed", "比上期有变化"),
    COUNTED(LIST_BATCH_SAME, "same", "一致"),
    COUNTED(LIST_BATCH_LIKELY, "likely", "疑似"),
    COUNTED(LIST_BATCH_CONFLICT, "conflict", "冲突"),
    COUNTED(LIST_BATCH_ALONE, "alone", "台账中没有"),
    [LIST_BATCH_MODEL] = {.name = "model", .label = "比对模型", .kind = KIND_TEXT, .max = 60},
    [LIST_BATCH_APPLIED_ON] = {.name = "applied_on", .label = "应用日期", .kind = KIND_DATE},
};
_Static_assert(COUNT(list_batch_fields) == LIST_BATCH__COUNT, "every field is declared");

const struct ledger list_batch_ledger = {
    .name = "list_batch",
    .label = "名单",
    .counter = "份",
    .fields = list_batch_fields,
    .count = LIST_BATCH__COUNT,
    .data = DATA_LISTS,
    .scope = SCOPE_COUNTY,
    .region = -1,
    .person = -1,
    .title = LIST_BATCH_SOURCE,
};

enum list_kind list_kind_of(const struct row *batch)
{
    static const char *const codes[] = {
        [LIST_CATEGORY] = "category", [LIST_INSURED] = "insured",   [LIST_PENSION] = "pension",
        [LIST_DECEASED] = "deceased", [LIST_BUSINESS] = "business", [LIST_PLATFORM] = "platform",
    };
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (text_is(batch->value[LIST_BATCH_KIND].text, codes[i])) {
            return (enum list_kind)i;
        }
    }
    bug("a list without a kind");
}

static const struct query sender_name = {
    .sql = "SELECT name FROM organization WHERE county = $1 AND id = $2",
};

/* Whoever sees a match sees whose list it is from, also where the bureau itself is out of reach. */
struct text list_sender(struct work *work, const struct row *batch)
{
    struct statement *s;
    struct error ignored;
    struct text name = TEXT_EMPTY;
    if (db_prepare(work->db, &sender_name, &s, work->arena, &ignored) != OK) {
        return name;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, batch->value[LIST_BATCH_SENDER].number);
    if (statement_step(s, work->arena, &ignored) == DB_ROW) {
        name = arena_text(work->arena, column_text(s, 0));
    }
    statement_reset(s);
    return name;
}

struct text list_title(struct work *work, const struct row *batch)
{
    const struct value *v = batch->value;
    struct text sender = list_sender(work, batch);
    struct text day =
        value_show(work, &list_batch_fields[LIST_BATCH_PERIOD_ON], &v[LIST_BATCH_PERIOD_ON]);
    return arena_printf(work->arena, "%.*s《%.*s》%.*s", TEXT_ARG(sender),
                        TEXT_ARG(v[LIST_BATCH_SOURCE].text), TEXT_ARG(day));
}

enum status list_batch_move(struct change *change, const char *from, const char *to,
                            struct error *error)
{
    struct errors errors = {0};
    struct text now = change->old->value[LIST_BATCH_STATE].text;
    if (!text_is(now, from)) {
        struct text label = code_label(change->work, &list_batch_fields[LIST_BATCH_STATE], now);
        error_set(error, change->work->arena, CONFLICT, "这份名单“%.*s”，不能这样办理",
                  TEXT_ARG(label));
        return error_hint(error, change->work->arena, "请刷新，看看是否已由别人办理");
    }
    change_set(change, LIST_BATCH_STATE, value_text(text_of(to)));
    enum status status = change_save(change, &errors, error);
    if (status == INVALID && errors.n > 0) {
        error->message = errors.at[0].message;
    }
    return status;
}
