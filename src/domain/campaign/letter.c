#include "domain/campaign/letter.h"

#include "domain/attachment.h"
#include "ledger/change.h"
#include "notice/notice.h"
#include "store/blob.h"

enum {
    COUNTY = ROLE_BIT(ROLE_COUNTY),
    UNITS = COUNTY | ROLE_BIT(ROLE_TOWNSHIP) | ROLE_BIT(ROLE_VILLAGE) | ROLE_BIT(ROLE_BUREAU) |
            ROLE_BIT(ROLE_ENTERPRISE),
};

static const struct flow_state states[] = {
    {"drafted", "拟稿", "info"},
    {"sent", "已发待复", "warn"},
    {"answered", "已回复", "ok"},
    {"voided", "作废", "mute"},
};

static const char *const settled[] = {"voided", NULL};

static void set_today(struct change *change, int field)
{
    change_set(change, field,
               value_date((struct date){clock_today(change->work->clock), DATE_DAY}));
}

/* ---- the number ---- */

/* Those taken out of use keep theirs, so that none is given twice. */
static const struct query last_number = {
    .sql = "SELECT COALESCE(MAX(seq), 0) FROM letter WHERE county = $1 AND kind = $2 AND year = $3"
           " /* scan: letters are few */",
};

static enum status next_seq(struct work *work, struct text kind, int64_t year, int64_t *seq,
                            struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &last_number, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_text(s, 2, kind);
    bind_int(s, 3, year);
    enum db_step step = statement_step(s, work->arena, error);
    *seq = step == DB_ROW ? column_int(s, 0) + 1 : 1;
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static void apply_send(struct change *change, struct errors *errors)
{
    struct work *work = change->work;
    struct error error = {0};
    struct text kind = change_value(change, LETTER_KIND)->text;
    const struct letter_kind *of = letter_kind(work->notice, kind);
    int64_t year = date_to_civil(clock_today(work->clock)).year, seq = 0;
    if (of == NULL) {
        change_fault(change, errors, LETTER_KIND, "通知里没有这个文种", "请改选文种");
        return;
    }
    if (next_seq(work, kind, year, &seq, &error) != OK) {
        change_fault(change, errors, LETTER_NO, "暂时编不了号", "请稍后再试");
        return;
    }
    change_set(change, LETTER_YEAR, value_number(year));
    change_set(change, LETTER_SEQ, value_number(seq));
    change_set(change, LETTER_NO,
               value_text(arena_printf(work->arena, "%.*s〔%lld〕%lld号", TEXT_ARG(of->word),
                                       (long long)year, (long long)seq)));
    set_today(change, LETTER_DATED);
}

/* ---- the answer ---- */

/* Beside the letter's own text there is the answer's. */
static void apply_answer(struct change *change, struct errors *errors)
{
    struct error error = {0};
    int64_t files = 0;
    int64_t own = value_is_set(change_value(change, LETTER_TEMPLATE));
    const struct value *to = change_value(change, LETTER_ORGANIZATION);
    const struct actor *actor = change->work->actor;
    /* A bureau reads the whole county's letters and answers its own. */
    if (actor->role == ROLE_BUREAU && (!value_is_set(to) || to->number != actor->organization)) {
        change_fault(change, errors, LETTER_ORGANIZATION, "不是发给本部门的函",
                     "请由收函单位登记回复");
        return;
    }
    if (!value_is_set(change_value(change, LETTER_ANSWER))) {
        change_fault(change, errors, LETTER_ANSWER, "不能为空", "请写明回复要点");
    }
    enum status status =
        attachment_count(change->work, &letter_ledger, change->row->id, &files, &error);
    if (status != OK) {
        change_fault(change, errors, LETTER_STATE, "暂时查不到附件", "请稍后再试");
    } else if (files <= own) {
        change_fault(change, errors, LETTER_ANSWER, "没有附上回复",
                     "请先在“附件”里上传回复的函或照片");
    }
    set_today(change, LETTER_ANSWERED_ON);
}

static const char *const answer_fields[] = {"answer", NULL};

static const struct flow_action actions[] = {
    {.name = "send",
     .label = "编号发出",
     .from = {"drafted"},
     .to = "sent",
     .flags = ACTION_BATCH,
     .roles = COUNTY,
     .apply = apply_send},
    {.name = "answer",
     .label = "登记回复",
     .from = {"sent"},
     .to = "answered",
     .roles = UNITS,
     .fields = answer_fields,
     .apply = apply_answer},
    {.name = "void",
     .label = "作废",
     .from = {"drafted"},
     .to = "voided",
     .flags = ACTION_BATCH | ACTION_REASON | ACTION_ADVERSE,
     .roles = COUNTY},
};

static const struct flow letter_flow = {
    .state = LETTER_STATE,
    .states = states,
    .state_count = COUNT(states),
    .actions = actions,
    .action_count = COUNT(actions),
    .settled = settled,
};

static void letter_check(struct change *change, struct errors *errors)
{
    const struct row *old = change->old;
    if (change->action != NULL || change->undo) {
        return;
    }
    if (!actor_is(change->work->actor, COUNTY)) {
        change_fault(change, errors, LETTER_TITLE, "只有县就创中心可以拟函和改函",
                     "回复请点“登记回复”");
    } else if (old != NULL && !text_is(old->value[LETTER_STATE].text, "drafted")) {
        change_fault(change, errors, LETTER_STATE, "已编号的函不能再改", "请另拟一份");
    }
}

static enum status letter_removable(struct work *work, const struct row *row, struct error *error)
{
    if (actor_is(work->actor, COUNTY) && text_is(row->value[LETTER_STATE].text, "drafted")) {
        return OK;
    }
    error_set(error, work->arena, CONFLICT, "已编号的函不能移除");
    return error_hint(error, work->arena, "编号要连续；发错的请另发更正");
}

static const struct field letter_fields_table[] = {
    [LETTER_TITLE] = {.name = "title",
                      .label = "标题",
                      .kind = KIND_TEXT,
                      .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_SEARCH,
                      .max = 100},
    [LETTER_KIND] = {.name = "kind",
                     .label = "文种",
                     .kind = KIND_CODE,
                     .codes = "letter_kind",
                     .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_QUERY},
    [LETTER_TEMPLATE] = {.name = "template",
                         .label = "模板",
                         .kind = KIND_CODE,
                         .codes = "letter_template",
                         .flags = FIELD_QUERY},
    [LETTER_REGION] = {.name = "region",
                       .label = "主送单位",
                       .kind = KIND_REGION,
                       .flags = FIELD_REQUIRED | FIELD_LIST},
    [LETTER_ORGANIZATION] = {.name = "organization_id",
                             .label = "主送部门或帮扶车间",
                             .help = "乡镇、村（居）不填",
                             .kind = KIND_REF,
                             .ref = "organization",
                             .flags = FIELD_LIST},
    [LETTER_STATE] = {.name = "state",
                      .label = "状态",
                      .kind = KIND_CODE,
                      .codes = "letter_state",
                      .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [LETTER_NO] = {.name = "number",
                   .label = "文号",
                   .kind = KIND_TEXT,
                   .flags = FIELD_READONLY | FIELD_UNIQUE | FIELD_LIST | FIELD_SEARCH,
                   .max = 60},
    [LETTER_YEAR] = {.name = "year",
                     .label = "年份",
                     .kind = KIND_INT,
                     .flags = FIELD_READONLY,
                     .min = 2000,
                     .max = 2200},
    [LETTER_SEQ] = {.name = "seq",
                    .label = "序号",
                    .kind = KIND_INT,
                    .flags = FIELD_READONLY,
                    .min = 1,
                    .max = 1000000},
    [LETTER_ROWS] = {.name = "rows",
                     .label = "所列条数",
                     .kind = KIND_INT,
                     .flags = FIELD_LIST,
                     .max = 1000000},
    [LETTER_WHY_TEXT] = {.name = "why",
                         .label = "为什么发",
                         .group = "依据",
                         .kind = KIND_TEXT,
                         .flags = FIELD_READONLY | FIELD_LIST,
                         .max = 500},
    [LETTER_GROUNDS_TEXT] = {.name = "grounds",
                             .label = "依据",
                             .group = "依据",
                             .kind = KIND_TEXT,
                             .flags = FIELD_READONLY,
                             .max = 300},
    [LETTER_EVIDENCE] = {.name = "evidence",
                         .label = "依据存档",
                         .help = "发函时各数和名单存档的校验值（SHA-256）",
                         .group = "依据",
                         .kind = KIND_TEXT,
                         .flags = FIELD_READONLY,
                         .max = BLOB_NAME},
    [LETTER_DATED] = {.name = "dated",
                      .label = "成文日期",
                      .kind = KIND_DATE,
                      .flags = FIELD_READONLY | FIELD_LIST | FIELD_QUERY},
    [LETTER_DUE] = {.name = "due",
                    .label = "回复期限",
                    .group = "回复",
                    .kind = KIND_DATE,
                    .flags = FIELD_LIST | FIELD_FUTURE},
    [LETTER_ANSWER] = {.name = "answer", .label = "回复要点", .kind = KIND_TEXT, .max = 300},
    [LETTER_ANSWERED_ON] = {.name = "answered_on",
                            .label = "回复日期",
                            .kind = KIND_DATE,
                            .flags = FIELD_READONLY | FIELD_LIST},
    [LETTER_REMARK] = {.name = "remark", .label = "备注", .kind = KIND_NOTE, .max = 500},
};
_Static_assert(COUNT(letter_fields_table) == LETTER__COUNT, "every field is declared");

static const struct ledger_key letter_keys[] = {
    {.field = {LETTER_NO}, .n = 1},
};

const struct ledger letter_ledger = {
    .name = "letter",
    .label = "函件",
    .counter = "件",
    .fields = letter_fields_table,
    .count = LETTER__COUNT,
    .data = DATA_CAMPAIGN,
    .scope = SCOPE_REGION,
    .region = LETTER_REGION,
    .person = -1,
    .title = LETTER_TITLE,
    .keys = letter_keys,
    .key_count = COUNT(letter_keys),
    .flow = &letter_flow,
    .draft = "drafted",
    .writers = COUNTY,
    .check = letter_check,
    .removable = letter_removable,
};
