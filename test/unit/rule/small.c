#include "small.h"

#include <string.h>

#define CHOICE(...) ((const char *const[]){__VA_ARGS__})

static const struct field household_fields[] = {
    {.name = "region", .label = "所在地", .kind = KIND_REGION},
    {.name = "income", .label = "人均收入", .kind = KIND_MONEY},
};
static const struct field vacancy_fields[] = {
    {.name = "title", .label = "岗位名称", .kind = KIND_TEXT},
    {.name = "posts", .label = "招聘人数", .kind = KIND_INT},
    {.name = "closes", .label = "截止日", .kind = KIND_DATE, .flags = FIELD_PARTIAL},
};
static const struct field person_fields[] = {
    {.name = "name", .label = "姓名", .kind = KIND_TEXT},
    {.name = "id_no",
     .label = "身份证号",
     .kind = KIND_CITIZEN_ID,
     .flags = FIELD_SECRET | FIELD_LOOKUP | FIELD_TAIL},
    {.name = "sex", .label = "性别", .kind = KIND_CODE, .codes = "sex"},
    {.name = "birth", .label = "出生日期", .kind = KIND_DATE, .flags = FIELD_PARTIAL},
    {.name = "region", .label = "户籍地", .kind = KIND_REGION},
    {.name = "household_id", .label = "家庭", .kind = KIND_REF, .ref = "household"},
    {.name = "student", .label = "是否在校", .kind = KIND_BOOL},
    {.name = "skills", .label = "技能", .kind = KIND_CODES, .codes = "skill"},
    {.name = "children", .label = "子女数", .kind = KIND_INT},
    {.name = "remark", .label = "备注", .kind = KIND_NOTE},
};
static const struct field spell_fields[] = {
    {.name = "person_id", .label = "人员", .kind = KIND_REF, .ref = "person"},
    {.name = "channel", .label = "就业渠道", .kind = KIND_CODE, .codes = "channel"},
    {.name = "start", .label = "开始日期", .kind = KIND_DATE, .flags = FIELD_PARTIAL},
    {.name = "end", .label = "结束日期", .kind = KIND_DATE},
    {.name = "helped", .label = "帮助实现就业", .kind = KIND_BOOL},
    {.name = "pay", .label = "月收入", .kind = KIND_MONEY},
    {.name = "vacancy_id", .label = "岗位", .kind = KIND_REF, .ref = "vacancy"},
    {.name = "employer", .label = "工作单位", .kind = KIND_TEXT},
    {.name = "helper_id", .label = "帮扶人", .kind = KIND_REF, .ref = "person"},
};

const struct ledger small_household = {.name = "household",
                                       .label = "家庭",
                                       .fields = household_fields,
                                       .count = COUNT(household_fields),
                                       .region = 0,
                                       .person = -1};
const struct ledger small_vacancy = {.name = "vacancy",
                                     .label = "招聘岗位",
                                     .fields = vacancy_fields,
                                     .count = COUNT(vacancy_fields),
                                     .scope = SCOPE_COUNTY,
                                     .region = -1,
                                     .person = -1};
const struct ledger small_person = {.name = "person",
                                    .label = "人员",
                                    .fields = person_fields,
                                    .count = COUNT(person_fields),
                                    .region = 4,
                                    .person = -1};
const struct ledger small_spell = {.name = "spell",
                                   .label = "就业登记",
                                   .fields = spell_fields,
                                   .count = COUNT(spell_fields),
                                   .scope = SCOPE_PERSON,
                                   .region = -1,
                                   .person = 0};
const struct ledger *const small_ledgers[] = {&small_household, &small_vacancy, &small_person,
                                              &small_spell, NULL};

static const struct rule_param params[] = {{"least", "最低", RULE_INT}};
static const struct rule_definition definitions[] = {
    {"settled", "安置好", "person", "employed and not student"},
    {"employed", "在业", "person",
     "any(spell where start <= as_of and (end is unknown or end >= as_of))"},
    {"started", "期内就业", "person", "any(spell where start between from and to)"},
    {"adult", "成年", "person", "age(birth) >= 16"},
    {"channel_now", "最近渠道", "person", "last(spell by start : channel)"},
    {"ends", "到期日", "spell", "start + 6 months"},
    {"deadline", "期限", "household", "as_of - 1 years"},
    {"poor", "低收入", "household", "income < 6000"},
    {"jobless", "零就业", "household", "not any(person where employed)"},
};

/* ---- rows ---- */

static const char *const regions[] = {"360722100000", "360722100001", "360722100200",
                                      "360722101000", "360722101201", "360722000000"};

static int day(struct dice *dice)
{
    return (int)dice_below(dice, 1200) + 18800; /* 2021-06 to 2024-09 */
}

static struct value random_value(struct small *small, struct dice *dice, const struct field *field)
{
    static const char *const sexes[] = {"1", "2", "9"};
    static const char *const channels[] = {"enterprise", "flexible", "business", "welfare"};
    static const char *const skills[] = {"cook", "drive", "cook,drive", "weld", "drive,weld"};
    static const char *const words[] = {"王小明", "李雷", "电子厂", "王", "电子", "鞋厂"};
    int64_t n;
    if (dice_percent(dice, 20)) {
        return VALUE_NULL;
    }
    switch (field->kind) {
    case KIND_TEXT:
        return value_text(text_of(words[dice_below(dice, COUNT(words))]));
    case KIND_INT:
        return value_number((int)dice_below(dice, 6) - 1);
    case KIND_MONEY:
        return value_number((int64_t)dice_below(dice, 12) * 100000);
    case KIND_BOOL:
        return value_number(dice_below(dice, 2));
    case KIND_DATE: {
        bool birth = text_is(text_of(field->name), "birth");
        struct date date = {birth ? (int)dice_below(dice, 30000) - 15000 : day(dice), DATE_DAY};
        if ((field->flags & FIELD_PARTIAL) != 0 && dice_percent(dice, 25)) {
            struct civil c = date_to_civil(date.day);
            date.precision = dice_percent(dice, 50) ? DATE_MONTH : DATE_YEAR;
            c.day = 1;
            c.month = date.precision == DATE_YEAR ? 1 : c.month;
            date.day = date_from_civil(c);
        }
        return value_date(date);
    }
    case KIND_CODE:
        return value_text(text_of(text_is(text_of(field->codes), "sex")
                                      ? sexes[dice_below(dice, COUNT(sexes))]
                                      : channels[dice_below(dice, COUNT(channels))]));
    case KIND_CODES:
        return value_text(text_of(skills[dice_below(dice, COUNT(skills))]));
    case KIND_REGION:
        return text_to_int(text_of(regions[dice_below(dice, COUNT(regions))]), &n) ? value_number(n)
                                                                                   : VALUE_NULL;
    case KIND_REF: {
        const struct small_rows *to = &small->tables[text_is(text_of(field->ref), "household") ? 0
                                                     : text_is(text_of(field->ref), "vacancy") ? 1
                                                                                               : 2];
        /* Sometimes a row that is not there. */
        return dice_percent(dice, 5) || to->n == 0
                   ? value_number(7)
                   : value_number(to->at[dice_below(dice, (uint32_t)to->n)].id);
    }
    case KIND_CITIZEN_ID:
        return value_number(dice_below(dice, 40));
    default:
        return (struct value){.state = VALUE_SET};
    }
}

static void fill(struct small *small, struct dice *dice, int table, struct small_row *row)
{
    const struct ledger *ledger = small_ledgers[table];
    for (size_t i = 0; i < ledger->count; i++) {
        row->values[i] = random_value(small, dice, &ledger->fields[i]);
    }
}

void small_make(struct small *small, struct dice *dice, size_t most)
{
    *small = (struct small){0};
    arena_init(&small->arena);
    for (int t = 0; t < SMALL__COUNT; t++) {
        struct small_rows *rows = &small->tables[t];
        size_t factor = t == SMALL_SPELL ? 3 : 1;
        rows->n = dice_below(dice, (uint32_t)(most * factor));
        /* Room for the rows that small_change adds. */
        rows->at = arena_array(&small->arena, struct small_row, most * factor + 200);
        for (size_t i = 0; i < rows->n; i++) {
            rows->at[i] = (struct small_row){
                .id = (int64_t)(i + 1) * 10 + t,
                .removed = dice_percent(dice, 8),
                .values = arena_array(&small->arena, struct value, small_ledgers[t]->count),
            };
            fill(small, dice, t, &rows->at[i]);
        }
    }
    struct rule_language_plan plan = {.ledgers = small_ledgers,
                                      .params = params,
                                      .param_count = COUNT(params),
                                      .definitions = definitions,
                                      .definition_count = COUNT(definitions)};
    struct errors errors = {0};
    if (rule_language_new(&small->arena, &plan, &small->language, &errors) != OK) {
        bug("%s: %.*s", errors.at[0].field, TEXT_ARG(errors.at[0].message));
    }
    small->params[PARAM_AS_OF] = day(dice);
    small->params[PARAM_FROM] = dice_percent(dice, 10) ? INT64_MIN : day(dice);
    small->params[PARAM_TO] = day(dice);
    small->params[PARAM__COUNT] = dice_below(dice, 4);
}

void small_release(struct small *small)
{
    arena_release(&small->arena);
}

static void put(const struct small *small, struct board *board, int t, const struct small_row *row)
{
    struct table *table = board_table_at(board, (size_t)t);
    struct value values[32] = {0};
    (void)small;
    for (size_t i = 0; i < small_ledgers[t]->count; i++) {
        values[i] = row->values[i];
    }
    table_put(table, row->id, values);
    if (row->removed) {
        table_remove(table, row->id);
    }
}

struct board *small_board(const struct small *small, struct dice *dice)
{
    struct board *board = board_new();
    for (int t = 0; t < SMALL__COUNT; t++) {
        board_add(board, small_ledgers[t]);
    }
    board_link(board);
    /* Either order: a reference may come before its row. */
    bool backwards = dice_percent(dice, 30);
    for (int i = 0; i < SMALL__COUNT; i++) {
        int t = backwards ? SMALL__COUNT - 1 - i : i;
        for (size_t r = 0; r < small->tables[t].n; r++) {
            put(small, board, t, &small->tables[t].at[r]);
        }
    }
    return board;
}

void small_change(struct small *small, struct board *board, struct dice *dice)
{
    int t = (int)dice_below(dice, SMALL__COUNT);
    struct small_rows *rows = &small->tables[t];
    struct small_row *row;
    if (rows->n == 0 || dice_percent(dice, 30)) {
        row = &rows->at[rows->n];
        *row = (struct small_row){
            .id = (int64_t)(rows->n + 1) * 10 + t,
            .values = arena_array(&small->arena, struct value, small_ledgers[t]->count)};
        fill(small, dice, t, row);
        rows->n++;
    } else {
        row = &rows->at[dice_below(dice, (uint32_t)rows->n)];
        if (dice_percent(dice, 30)) {
            row->removed = true;
            table_remove(board_table_at(board, (size_t)t), row->id);
            return;
        }
        row->removed = false;
        fill(small, dice, t, row);
    }
    put(small, board, t, row);
}

/* ---- random rules ---- */

static void number_text(struct dice *dice, int ledger, int depth, struct buf *out);
static void date_text(struct dice *dice, int ledger, int depth, struct buf *out);
static void rule_text(struct dice *dice, int ledger, int depth, struct buf *out);

static const char *pick(struct dice *dice, const char *const *choices, size_t n)
{
    return choices[dice_below(dice, (uint32_t)n)];
}

#define PICK(dice, ...)                                                                            \
    pick(dice, CHOICE(__VA_ARGS__), sizeof(CHOICE(__VA_ARGS__)) / sizeof(char *))

static void day_text(struct dice *dice, struct buf *out)
{
    char iso[11];
    date_format((struct date){day(dice), DATE_DAY}, iso);
    buf_adds(out, iso);
}

static void constant_date(struct dice *dice, struct buf *out)
{
    switch (dice_below(dice, 4)) {
    case 0:
        day_text(dice, out);
        break;
    case 1:
        buf_adds(out, PICK(dice, "as_of", "period_from", "period_to"));
        break;
    case 2:
        buf_addf(out, "as_of - %u %s", dice_below(dice, 20), PICK(dice, "days", "months", "年"));
        break;
    default:
        buf_addf(out, "period_to + %u months", dice_below(dice, 5));
    }
}

/* A sub-query that a rule about `ledger` may make; its own ledger comes back, or -1. */
static int over_target(struct dice *dice, int ledger, struct buf *out)
{
    switch (ledger) {
    case SMALL_HOUSEHOLD:
        buf_adds(out, "person");
        return SMALL_PERSON;
    case SMALL_VACANCY:
        buf_adds(out, "spell");
        return SMALL_SPELL;
    case SMALL_PERSON:
        if (dice_percent(dice, 20)) {
            buf_adds(out, "household.person");
            return SMALL_PERSON;
        }
        buf_adds(out, dice_percent(dice, 20) ? "spell via helper" : "spell");
        return SMALL_SPELL;
    default:
        buf_adds(out, PICK(dice, "person.spell", "vacancy.spell"));
        return SMALL_SPELL;
    }
}

static void where_text(struct dice *dice, int over, int depth, struct buf *out)
{
    if (dice_percent(dice, 85)) {
        buf_adds(out, " where ");
        rule_text(dice, over, depth - 1, out);
    }
}

static void over_number(struct dice *dice, int ledger, int depth, struct buf *out)
{
    uint32_t kind = dice_below(dice, 5);
    buf_adds(out, kind == 0   ? "count("
                  : kind == 1 ? "sum("
                  : kind == 2 ? PICK(dice, "min(", "max(")
                  : kind == 3 ? "count_distinct("
                              : PICK(dice, "last(", "first("));
    int over = over_target(dice, ledger, out);
    where_text(dice, over, depth, out);
    if (kind == 4) {
        buf_adds(out, " by ");
        date_text(dice, over, depth - 1, out);
    }
    if (kind > 0) {
        buf_adds(out, " : ");
        if (kind == 3 && over == SMALL_SPELL && dice_percent(dice, 70)) {
            buf_adds(out, PICK(dice, "channel", "vacancy", "start", "person.sex", "employer"));
        } else {
            number_text(dice, over, depth - 1, out);
        }
    }
    buf_adds(out, ")");
}

static void number_text(struct dice *dice, int ledger, int depth, struct buf *out)
{
    static const char *const fields[] = {"1", "posts", "children", "2"};
    uint32_t kind = dice_below(dice, depth > 0 ? 7 : 3);
    switch (kind) {
    case 0:
        buf_addf(out, "%d", (int)dice_below(dice, 4));
        break;
    case 1:
        buf_adds(out, ledger == SMALL_SPELL
                          ? PICK(dice, "vacancy.posts", "person.children", "least")
                          : fields[ledger]);
        break;
    case 2:
        buf_adds(out, "least");
        break;
    case 3:
        number_text(dice, ledger, depth - 1, out);
        buf_adds(out, PICK(dice, " + ", " - "));
        buf_addf(out, "%u", dice_below(dice, 5));
        break;
    case 4:
        buf_adds(out, PICK(dice, "age(", "months(", "days("));
        date_text(dice, ledger, depth - 1, out);
        buf_adds(out, ", ");
        date_text(dice, ledger, depth - 1, out);
        buf_adds(out, ")");
        break;
    default:
        over_number(dice, ledger, depth, out);
    }
}

static void date_text(struct dice *dice, int ledger, int depth, struct buf *out)
{
    uint32_t kind = dice_below(dice, depth > 0 ? 5 : 3);
    if (kind == 0) {
        constant_date(dice, out);
    } else if (kind < 3) {
        buf_adds(out, ledger == SMALL_HOUSEHOLD ? "deadline"
                      : ledger == SMALL_VACANCY ? "closes"
                      : ledger == SMALL_PERSON
                          ? "birth"
                          : PICK(dice, "start", "end", "person.birth", "ends", "vacancy.closes"));
    } else if (kind == 3) {
        date_text(dice, ledger, depth - 1, out);
        buf_addf(out, " %s %u %s", PICK(dice, "+", "-"), dice_below(dice, 40),
                 PICK(dice, "days", "months", ""));
    } else if (ledger == SMALL_PERSON) {
        buf_adds(out, PICK(dice, "max(spell : start)", "min(spell where helped : start)",
                           "last(spell by start : end)"));
    } else {
        date_text(dice, ledger, depth - 1, out);
    }
}

static void code_text(struct dice *dice, int ledger, struct buf *out)
{
    static const char *const person[] = {
        "sex = '1'",
        "sex in ('1', '9')",
        "sex != '2'",
        "skills has 'drive'",
        "skills is unknown",
        "student",
        "student = false",
        "name contains '小'",
        "name starts '王'",
        "name = '李雷'",
        "region within 360722100",
        "region = '360722100200'",
        "id_no is known",
        "remark is unknown",
        "household is known",
        "household.poor",
        "household.income >= 3000",
        "region = household.region",
        "adult",
        "settled",
        "employed",
        "channel_now = 'enterprise'",
        "channel_now in ('flexible', 'welfare')",
        "channel_now is known",
        "channel_now != 'business'",
        "household.jobless",
        "household = 10",
        "birth is known",
        "household.region within '360722'",
        "household.income is known",
        "student is known",
        "employed is unknown",
    };
    static const char *const spell[] = {
        "channel = 'enterprise'",
        "channel in ('flexible','welfare')",
        "helped",
        "not helped",
        "person.sex = '2'",
        "person.household.income < 5000",
        "person.employed",
        "person is known",
        "employer = '电子厂'",
        "employer contains '电子'",
        "vacancy is unknown",
        "person = 22",
        "end is unknown",
        "pay between 1000 and 5000.50",
        "person.household.jobless",
        "person = helper",
        "person.sex = helper.sex",
        "helper.birth is unknown",
        "ends is known",
        "person.channel_now = 'flexible'",
        "vacancy.title in ('电子','鞋厂')",
        "person.household is known",
    };
    if (ledger == SMALL_PERSON) {
        buf_adds(out, pick(dice, person, COUNT(person)));
    } else if (ledger == SMALL_SPELL) {
        buf_adds(out, pick(dice, spell, COUNT(spell)));
    } else if (ledger == SMALL_HOUSEHOLD) {
        buf_adds(out, PICK(dice, "poor", "jobless", "region within 360722101", "income is known",
                           "income in (1000, 2000, 3000)", "region = 360722100200"));
    } else {
        buf_adds(out, PICK(dice, "posts > 1", "title contains '厂'", "closes < as_of",
                           "title = '王'", "posts in (0, 1, 4)"));
    }
}

static void compare_text(struct dice *dice, int ledger, int depth, struct buf *out)
{
    bool dates = dice_percent(dice, 50);
    void (*text)(struct dice *, int, int, struct buf *) = dates ? date_text : number_text;
    text(dice, ledger, depth - 1, out);
    switch (dice_below(dice, 4)) {
    case 0:
        buf_adds(out, PICK(dice, " between ", " not between "));
        text(dice, ledger, dice_percent(dice, 70) ? 0 : depth - 1, out);
        buf_adds(out, " and ");
        text(dice, ledger, 0, out);
        break;
    case 1:
        buf_adds(out, PICK(dice, " is known", " is unknown"));
        break;
    case 2:
        buf_adds(out, PICK(dice, " in (", " not in ("));
        for (int i = 0; i < 3; i++) {
            buf_adds(out, i == 0 ? "" : ", ");
            if (dates) {
                constant_date(dice, out);
            } else {
                buf_addf(out, "%u", dice_below(dice, 5));
            }
        }
        buf_adds(out, ")");
        break;
    default:
        buf_adds(out, PICK(dice, " = ", " != ", " < ", " <= ", " > ", " >= "));
        text(dice, ledger, dice_percent(dice, 70) ? 0 : depth - 1, out);
    }
}

static void rule_text(struct dice *dice, int ledger, int depth, struct buf *out)
{
    uint32_t kind = dice_below(dice, depth > 0 ? 8 : 2);
    switch (kind) {
    case 0:
        code_text(dice, ledger, out);
        break;
    case 1:
        compare_text(dice, ledger, depth > 0 ? depth : 0, out);
        break;
    case 2:
    case 3: {
        uint32_t parts = dice_below(dice, 3) + 2;
        const char *word = kind == 2 ? " and " : " or ";
        buf_adds(out, "(");
        for (uint32_t i = 0; i < parts; i++) {
            buf_adds(out, i == 0 ? "" : word);
            rule_text(dice, ledger, depth - 1, out);
        }
        buf_adds(out, ")");
        break;
    }
    case 4:
        buf_adds(out, "not (");
        rule_text(dice, ledger, depth - 1, out);
        buf_adds(out, ")");
        break;
    case 5:
    case 6:
        buf_adds(out, "any(");
        where_text(dice, over_target(dice, ledger, out), depth, out);
        buf_adds(out, ")");
        break;
    default:
        if (ledger == SMALL_PERSON) {
            buf_adds(out, PICK(dice, "employed at ", "started during ", "settled at "));
            bool during = out->s[out->n - 2] == 'g';
            constant_date(dice, out);
            if (during) {
                buf_adds(out, " to ");
                constant_date(dice, out);
            }
        } else {
            compare_text(dice, ledger, depth, out);
        }
    }
}

void small_rule(struct dice *dice, int ledger, struct buf *out)
{
    rule_text(dice, ledger, (int)dice_below(dice, 4), out);
}
