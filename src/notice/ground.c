#include "notice/ground.h"

#include <string.h>

#include "base/list.h"
#include "notice/letter_docx.h"

/* ---- the language ---- */

/* A definition in force and where it is written; `at` is NULL for the program's own. */
struct source {
    struct rule_definition definition;
    const struct tree *at;
};

typedef LIST(struct source) source_list;

static void put_source(source_list *all, struct source source)
{
    for (size_t i = 0; i < all->n; i++) {
        if (strcmp(all->at[i].definition.name, source.definition.name) == 0 &&
            strcmp(all->at[i].definition.ledger, source.definition.ledger) == 0) {
            all->at[i] = source;
            return;
        }
    }
    list_add(all, source);
}

static void gather(struct arena *arena, const struct notice *notice,
                   const struct notice_ground *ground, source_list *all)
{
    for (size_t i = 0; i < ground->definition_count; i++) {
        list_add(all, (struct source){ground->definitions[i], NULL});
    }
    for (size_t i = 0; notice != NULL && i < notice->categories.n; i++) {
        const struct notice_category *category = &notice->categories.at[i];
        struct rule_definition definition = {
            .name = arena_cstr(arena, arena_printf(arena, "is_%.*s", TEXT_ARG(category->key))),
            .label = arena_cstr(arena, category->name),
            .ledger = "person",
            .text = arena_cstr(arena, category->where)};
        put_source(all, (struct source){definition, category->at});
    }
    for (size_t i = 0; notice != NULL && i < notice->definitions.n; i++) {
        const struct notice_definition *own = &notice->definitions.at[i];
        struct rule_definition definition = {.name = arena_cstr(arena, own->name),
                                             .label = arena_cstr(arena, own->label),
                                             .ledger = arena_cstr(arena, own->subject),
                                             .text = arena_cstr(arena, own->where)};
        put_source(all, (struct source){definition, own->at});
    }
}

/* Whether the notice has a parameter of that name, which then takes the place of the program's. */
static bool names_param(const struct notice *notice, const char *name)
{
    for (size_t i = 0; notice != NULL && i < notice->settings.parameters.n; i++) {
        if (text_is(notice->settings.parameters.at[i].key, name)) {
            return true;
        }
    }
    return false;
}

static struct rule_param *params_of(struct arena *arena, const struct notice *notice,
                                    const struct notice_ground *ground, size_t *count)
{
    size_t own = notice == NULL ? 0 : notice->settings.parameters.n;
    struct rule_param *params =
        arena_array(arena, struct rule_param, 1 + own + ground->param_count);
    size_t n = 0;
    params[n++] = (struct rule_param){"previous", "上一次报表的报告日", RULE_DATE};
    for (size_t i = 0; i < own; i++) {
        const struct notice_parameter *parameter = &notice->settings.parameters.at[i];
        params[n++] = (struct rule_param){arena_cstr(arena, parameter->key),
                                          arena_cstr(arena, parameter->label),
                                          text_is(parameter->unit, "元") ? RULE_MONEY : RULE_INT};
    }
    for (size_t i = 0; i < ground->param_count; i++) {
        if (!names_param(notice, ground->params[i].param.name)) {
            params[n++] = ground->params[i].param;
        }
    }
    *count = n;
    return params;
}

/* What the rules' reader said, told at the place in the notice where the rule is written. */
static void tell(struct faults *faults, const struct tree *at, const char *key,
                 const struct error *error)
{
    fault_add(faults, FAULT_ERROR, at == NULL ? "" : at->file, at == NULL ? 0 : tree_line(at, key),
              "%.*s", TEXT_ARG(error->message));
    fault_key(faults, key);
    fault_hint(faults, "%.*s",
               TEXT_ARG(error->hint.n > 0 ? error->hint : TEXT("条件怎么写见《规则写法》")));
}

static const struct tree *place_of(const source_list *all, const char *name)
{
    for (size_t i = 0; name != NULL && i < all->n; i++) {
        if (all->at[i].at != NULL && strcmp(all->at[i].definition.name, name) == 0) {
            return all->at[i].at;
        }
    }
    return NULL;
}

enum status notice_language(struct arena *arena, const struct notice *notice,
                            const struct notice_ground *ground, const struct rule_language **out,
                            struct faults *faults)
{
    source_list all = {0};
    gather(arena, notice, ground, &all);
    struct rule_definition *definitions = arena_array(arena, struct rule_definition, all.n);
    for (size_t i = 0; i < all.n; i++) {
        definitions[i] = all.at[i].definition;
    }
    struct rule_language_plan plan = {.ledgers = ground->ledgers,
                                      .definitions = definitions,
                                      .definition_count = all.n,
                                      .words = ground->words};
    plan.params = params_of(arena, notice, ground, &plan.param_count);
    struct errors errors = {0};
    enum status status = rule_language_new(arena, &plan, out, &errors);
    for (size_t i = 0; i < errors.n; i++) {
        tell(faults, place_of(&all, errors.at[i].field), "where", &errors.at[i]);
    }
    list_release(&all);
    return status;
}

int64_t *notice_params(struct arena *arena, const struct notice *notice,
                       const struct notice_ground *ground)
{
    size_t own = notice == NULL ? 0 : notice->settings.parameters.n;
    int64_t *values = arena_array(arena, int64_t, PARAM_NOTICE + own + ground->param_count);
    size_t n = 0;
    while (n < PARAM_NOTICE) {
        values[n++] = INT64_MIN;
    }
    for (size_t i = 0; i < own; i++) {
        const struct notice_parameter *parameter = &notice->settings.parameters.at[i];
        bool money = text_is(parameter->unit, "元");
        values[n++] =
            parameter->value == SHAPE_BLANK ? INT64_MIN : parameter->value * (money ? 100 : 1);
    }
    for (size_t i = 0; i < ground->param_count; i++) {
        if (!names_param(notice, ground->params[i].param.name)) {
            values[n++] = ground->params[i].value;
        }
    }
    return values;
}

/* ---- columns ---- */

struct reading {
    struct arena *arena;
    const struct tree *at;
    struct text subject;
    const struct notice_ground *ground;
    const struct rule_language *language;
    const struct ledger *ledger;
    struct faults *faults;
};

/* Nothing near it was found: some fields that there are. */
static void hint_fields(const struct reading *r)
{
    const struct field *f = r->ledger->fields;
    struct text some = TEXT_EMPTY;
    for (size_t i = 0; i < r->ledger->count && i < 4; i++) {
        some = arena_printf(r->arena, "%.*s%s%s（%s）", TEXT_ARG(some), i == 0 ? "" : "、",
                            f[i].name, f[i].label);
    }
    fault_hint(r->faults, "%s台账有 %.*s 等栏；写法见《规则写法》", r->ledger->label,
               TEXT_ARG(some));
}

static const struct rule *read_rule(struct reading *r, const char *key, struct text text,
                                    enum rule_type want)
{
    struct errors errors = {0};
    const struct rule *rule = NULL;
    enum status status = rule_parse(r->arena, r->language, r->ledger, text, want, &rule, &errors);
    for (size_t i = 0; i < errors.n; i++) {
        tell(r->faults, r->at, key, &errors.at[i]);
        if (errors.at[i].hint.n == 0) {
            hint_fields(r);
        }
    }
    return status == OK ? rule : NULL;
}

static void tell_ledger(struct reading *r)
{
    const char *names[64];
    size_t n = 0;
    while (n < COUNT(names) && r->ground->ledgers[n] != NULL) {
        names[n] = r->ground->ledgers[n]->name;
        n++;
    }
    fault_add(r->faults, FAULT_ERROR, r->at->file, tree_line(r->at, "subject"),
              "没有名为“%.*s”的台账", TEXT_ARG(r->subject));
    fault_key(r->faults, "subject");
    const char *near = fault_nearest(r->subject, names, n);
    fault_hint(r->faults,
               near == NULL ? "请写台账的代号，如 person、service、fair%s" : "是不是“%s”？",
               near == NULL ? "" : near);
}

static bool is_person(const struct ledger *ledger)
{
    return strcmp(ledger->name, "person") == 0;
}

/* Counting people, or people's days, needs to know whose row it is. */
static void read_person(struct reading *r, int count, struct column_rules *out)
{
    bool asked = count == COUNT_PEOPLE || count == COUNT_PERSON_DAYS;
    if (!asked || is_person(r->ledger)) {
        return;
    }
    if (r->ledger->person < 0) {
        fault_add(r->faults, FAULT_ERROR, r->at->file, tree_line(r->at, "count"),
                  "%s台账的行不属于哪一个人，不能按人数", r->ledger->label);
        fault_key(r->faults, "count");
        fault_hint(r->faults, "请用 count: times 或 count: sum");
        return;
    }
    const char *field = r->ledger->fields[r->ledger->person].name;
    out->person = read_rule(r, "subject", text_of(field), RULE_REF);
}

static void read_value(struct reading *r, const struct report_column *column,
                       struct column_rules *out)
{
    out->value = read_rule(r, "field", column->field, RULE_ANY);
    if (out->value == NULL) {
        return;
    }
    enum rule_type type = out->value->node->type;
    if (type != RULE_INT && type != RULE_MONEY) {
        fault_add(r->faults, FAULT_ERROR, r->at->file, tree_line(r->at, "field"),
                  "“%.*s”是%s，不能相加", TEXT_ARG(column->field), rule_type_label(type));
        fault_key(r->faults, "field");
        fault_hint(r->faults, "请写数或金额的字段");
    } else if ((type == RULE_MONEY) != (column->decimals == 2)) {
        fault_add(r->faults, FAULT_ERROR, r->at->file, tree_line(r->at, "field"),
                  type == RULE_MONEY ? "金额列要写两位小数" : "这一列是整数，不写小数位数");
        fault_key(r->faults, "field");
        fault_hint(r->faults, type == RULE_MONEY ? "请补上 decimals: 2" : "请删去 decimals");
    }
}

enum status notice_column_rules(struct arena *arena, const struct report_column *column,
                                const struct notice_ground *ground,
                                const struct rule_language *language, struct column_rules *out,
                                struct faults *faults)
{
    *out = (struct column_rules){.blank = TEXT_EMPTY};
    if (column->where.n == 0) {
        out->blank = TEXT("台账算不出，由单位填报");
        return OK;
    }
    if (column->needs.n > 0 && ledger_find(ground->ledgers, column->needs) == NULL) {
        out->blank = arena_printf(arena, "台账 %.*s 还没有启用", TEXT_ARG(column->needs));
        return OK;
    }
    struct reading r = {arena,  column->at, column->subject,
                        ground, language,   ledger_find(ground->ledgers, column->subject),
                        faults};
    if (r.ledger == NULL) {
        tell_ledger(&r);
        return INVALID;
    }
    size_t before = faults->errors;
    out->where = read_rule(&r, "where", column->where, RULE_BOOL);
    out->by = read_rule(&r, "by", column->by, RULE_REGION);
    read_person(&r, column->count, out);
    if (column->count == COUNT_SUM) {
        read_value(&r, column, out);
    } else if (column->count == COUNT_PERSON_DAYS) {
        out->day = read_rule(&r, "day", column->day, RULE_DATE);
    }
    return faults->errors > before ? INVALID : OK;
}

/* ---- tasks ---- */

enum status notice_task_rules(struct arena *arena, const struct notice_task *task,
                              const struct notice_ground *ground,
                              const struct rule_language *language, struct task_rules *out,
                              struct faults *faults)
{
    const struct task_progress *progress = task->progress;
    *out = (struct task_rules){.blank = TEXT_EMPTY};
    if (progress == NULL) {
        out->blank = TEXT("台账算不出，由单位填报");
        return OK;
    }
    if (progress->needs.n > 0 && ledger_find(ground->ledgers, progress->needs) == NULL) {
        out->blank =
            arena_printf(arena, "台账 %.*s 还没有启用，由单位填报", TEXT_ARG(progress->needs));
        return OK;
    }
    struct reading r = {arena,  progress->at, progress->subject,
                        ground, language,     ledger_find(ground->ledgers, progress->subject),
                        faults};
    if (r.ledger == NULL) {
        tell_ledger(&r);
        return INVALID;
    }
    size_t before = faults->errors;
    struct column_rules person = {0};
    read_person(&r, progress->count, &person);
    out->done = read_rule(&r, "done", progress->done, RULE_BOOL);
    out->by = read_rule(&r, "by", progress->by, RULE_REGION);
    if (progress->due.n > 0) {
        out->due = read_rule(&r, "due", progress->due, RULE_BOOL);
        if (out->due != NULL && out->done != NULL) { /* done counts only among those due */
            struct text both = arena_printf(arena, "(%.*s) and (%.*s)", TEXT_ARG(progress->due),
                                            TEXT_ARG(progress->done));
            out->done = read_rule(&r, "done", both, RULE_BOOL);
        }
    }
    return faults->errors > before ? INVALID : OK;
}

/* ---- hints ---- */

enum status notice_hint_rules(struct arena *arena, const struct inspection_hint *hint,
                              const struct notice_ground *ground,
                              const struct rule_language *language, struct column_rules *out,
                              struct faults *faults)
{
    const struct report_column column = {.at = hint->at,
                                         .subject = hint->subject,
                                         .where = hint->where,
                                         .by = hint->by,
                                         .count = hint->count == HINT_PEOPLE ? COUNT_PEOPLE
                                                                             : COUNT_TIMES,
                                         .needs = hint->needs};
    return notice_column_rules(arena, &column, ground, language, out, faults);
}

/* ---- letters ---- */

enum status notice_letter_rules(struct arena *arena, const struct letter_template *template,
                                const struct notice_ground *ground,
                                const struct rule_language *language, struct column_rules *out,
                                struct faults *faults)
{
    struct report_column column = {.at = template->at,
                                   .subject = template->subject,
                                   .where = template->where,
                                   .by = template->by,
                                   .count = COUNT_TIMES};
    const struct ledger *subject = ledger_find(ground->ledgers, template->subject);
    if (letter_to_organizations(template) && subject != NULL) {
        int by = ledger_field(subject, template->by);
        if (by < 0 || subject->scope != SCOPE_REGION || subject->fields[by].kind != KIND_REF ||
            strcmp(subject->fields[by].ref, "organization") != 0) {
            fault_add(faults, FAULT_ERROR, template->at->file, tree_line(template->at, "by"),
                      "%s台账的“%.*s”不是部门或帮扶车间", subject->label, TEXT_ARG(template->by));
            fault_key(faults, "by");
            fault_hint(faults, "发给部门、帮扶车间的函，by 写记着单位的栏，如任务办理的 "
                               "organization_id");
            return INVALID;
        }
        column.by = text_of(subject->fields[subject->region].name); /* rows are all the county's */
    }
    return notice_column_rules(arena, &column, ground, language, out, faults);
}

/* ---- flags ---- */

enum status notice_flag_rule(struct arena *arena, const struct tree *at, struct text where,
                             struct text needs, const struct notice_ground *ground,
                             const struct rule_language *language, const struct rule **out,
                             struct faults *faults)
{
    const struct report_column column = {.at = at,
                                         .subject = TEXT("person"),
                                         .where = where,
                                         .by = TEXT("region"),
                                         .count = COUNT_TIMES,
                                         .needs = needs};
    struct column_rules rules;
    enum status status = notice_column_rules(arena, &column, ground, language, &rules, faults);
    *out = rules.where;
    return status;
}

/* 可写 category（类别名单）、insured（参保或就业名单）… */
static struct text codes_told(struct arena *arena, const struct rule_words *words,
                              const char *table)
{
    struct text code, name, told = TEXT_EMPTY;
    for (size_t i = 0;
         words->code_at != NULL && words->code_at(words->context, table, i, &code, &name); i++) {
        told = arena_printf(arena, "%.*s%s%.*s（%.*s）", TEXT_ARG(told), i > 0 ? "、" : "可写 ",
                            TEXT_ARG(code), TEXT_ARG(name));
    }
    return told;
}

static void check_code(struct arena *arena, const struct notice_flag *flag, const char *key,
                       const char *table, struct text code, const struct notice_ground *ground,
                       struct faults *faults)
{
    struct text found;
    if (!ground->words.code(ground->words.context, table, code, &found) ||
        !text_equal(found, code)) {
        fault_add(faults, FAULT_ERROR, flag->at->file, tree_line(flag->at, key), "没有代码“%.*s”",
                  TEXT_ARG(code));
        fault_key(faults, key);
        struct text told = codes_told(arena, &ground->words, table);
        fault_hint(faults, "%.*s", TEXT_ARG(told));
    }
}

static void check_flags(struct arena *arena, const struct notice *notice,
                        const struct notice_ground *ground, const struct rule_language *language,
                        struct faults *faults)
{
    const struct rule *rule;
    for (size_t i = 0; i < notice->flags.draws.n; i++) {
        const struct notice_draw *draw = &notice->flags.draws.at[i];
        (void)!notice_flag_rule(arena, draw->at, draw->where, draw->needs, ground, language, &rule,
                                faults);
    }
    for (size_t i = 0; i < notice->flags.flags.n; i++) {
        const struct notice_flag *flag = &notice->flags.flags.at[i];
        (void)!notice_flag_rule(arena, flag->at, flag->where, TEXT_EMPTY, ground, language, &rule,
                                faults);
        check_code(arena, flag, "list", "list_kind", flag->list, ground, faults);
        check_code(arena, flag, "kind", "watch_kind", flag->kind, ground, faults);
    }
}

static void check_letter(struct arena *arena, const struct letter_template *template,
                         const struct notice_ground *ground, const struct rule_language *language,
                         struct faults *faults)
{
    struct column_rules rules;
    bool lists = template->subject.n > 0;
    bool whole = template->where.n > 0 && template->by.n > 0; /* else told already */
    if (!lists || !whole ||
        notice_letter_rules(arena, template, ground, language, &rules, faults) == OK) {
        letter_docx_check(arena, template, template->docx,
                          lists ? ledger_find(ground->ledgers, template->subject) : NULL, faults);
    }
}

/* ---- the whole notice ---- */

static bool table_is_used(const struct notice_ground *ground, struct text table)
{
    for (const struct ledger *const *l = ground->ledgers; *l != NULL; l++) {
        for (size_t i = 0; i < (*l)->count; i++) {
            if ((*l)->fields[i].codes != NULL && text_is(table, (*l)->fields[i].codes)) {
                return true;
            }
        }
    }
    return false;
}

static const char *nearest_table(const struct notice_ground *ground, struct text table)
{
    LIST(const char *) names = {0};
    for (const struct ledger *const *l = ground->ledgers; *l != NULL; l++) {
        for (size_t i = 0; i < (*l)->count; i++) {
            if ((*l)->fields[i].codes != NULL) {
                list_add(&names, (*l)->fields[i].codes);
            }
        }
    }
    const char *near = fault_nearest(table, names.at, names.n);
    list_release(&names);
    return near;
}

static void check_codes(const struct notice *notice, const struct notice_ground *ground,
                        struct faults *faults)
{
    for (size_t i = 0; i < notice->codes.n; i++) {
        const struct notice_code *code = &notice->codes.at[i];
        if (code->table.n == 0 || table_is_used(ground, code->table)) {
            continue;
        }
        fault_add(faults, FAULT_ERROR, code->at->file, tree_line(code->at, "table"),
                  "没有代码表“%.*s”", TEXT_ARG(code->table));
        fault_key(faults, "table");
        const char *near = nearest_table(ground, code->table);
        if (near != NULL) {
            fault_hint(faults, "是不是“%s”？", near);
        }
    }
}

/* A unit whose area the program knows by another name, or not at all while it knows others. */
static void check_regions(const struct notice *notice, const struct notice_ground *ground,
                          struct faults *faults)
{
    const struct rule_words *words = &ground->words;
    size_t known = 0;
    for (size_t i = 0; words->region_name != NULL && i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        known +=
            unit->region != SHAPE_BLANK && words->region_name(words->context, unit->region).n > 0;
    }
    for (size_t i = 0; known > 0 && i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->region == SHAPE_BLANK) {
            continue;
        }
        struct text name = words->region_name(words->context, unit->region);
        if (name.n == 0) {
            fault_add(faults, FAULT_ERROR, unit->at->file, tree_line(unit->at, "region"),
                      "区划表里没有代码 %lld", (long long)unit->region);
            fault_key(faults, "region");
            fault_hint(faults, "请核对“%.*s”的统计用区划代码", TEXT_ARG(unit->name));
        } else if (!text_equal(name, unit->name)) {
            fault_add(faults, FAULT_WARN, unit->at->file, tree_line(unit->at, "name"),
                      "代码 %lld 在区划表里叫“%.*s”", (long long)unit->region, TEXT_ARG(name));
            fault_key(faults, "name");
            fault_hint(faults, "代码和名称至少有一处不对；确已改名的不必理会");
        }
    }
}

void notice_check(struct arena *arena, const struct notice *notice,
                  const struct notice_ground *ground, struct faults *faults)
{
    check_codes(notice, ground, faults);
    check_regions(notice, ground, faults);
    const struct rule_language *language;
    if (notice_language(arena, notice, ground, &language, faults) != OK) {
        return; /* every column that uses a wrong definition would be wrong for it */
    }
    for (size_t i = 0; i < notice->reports.n; i++) {
        const struct report_form *form = &notice->reports.at[i];
        for (size_t c = 0; c < form->columns.n; c++) {
            struct column_rules rules;
            (void)!notice_column_rules(arena, &form->columns.at[c], ground, language, &rules,
                                       faults);
        }
    }
    for (size_t i = 0; i < notice->inspection.hints.n; i++) {
        struct column_rules rules;
        (void)!notice_hint_rules(arena, &notice->inspection.hints.at[i], ground, language, &rules,
                                 faults);
    }
    for (size_t i = 0; i < notice->letters.templates.n; i++) {
        check_letter(arena, &notice->letters.templates.at[i], ground, language, faults);
    }
    check_flags(arena, notice, ground, language, faults);
    for (size_t i = 0; i < notice->worklist.tasks.n; i++) {
        struct task_rules rules;
        (void)!notice_task_rules(arena, &notice->worklist.tasks.at[i], ground, language, &rules,
                                 faults);
    }
}
