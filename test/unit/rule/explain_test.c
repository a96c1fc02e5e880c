#include "rule/explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

enum { AS_OF = 19258 /* 2022-09-23 */ };

struct world {
    struct arena arena;
    struct board *board;
    const struct rule_language *language;
    int64_t params[PARAM__COUNT];
};

static int make(void **state)
{
    static const struct rule_definition definitions[] = {
        {"employed", "在业", "person", "any(spell where end is unknown or end >= as_of)"},
        {"age4050", "大龄人员", "person",
         "sex = '2' and age(birth) >= 40 or sex = '1' and age(birth) >= 50"},
    };
    static struct world world;
    struct rule_language_plan plan = {.ledgers = small_ledgers,
                                      .definitions = definitions,
                                      .definition_count = COUNT(definitions)};
    struct errors errors = {0};
    arena_init(&world.arena);
    assert_int_equal(rule_language_new(&world.arena, &plan, &world.language, &errors), OK);
    world.params[PARAM_AS_OF] = AS_OF;
    world.params[PARAM_FROM] = AS_OF - 22;
    world.params[PARAM_TO] = AS_OF;
    world.board = board_new();
    for (int t = 0; t < SMALL__COUNT; t++) {
        board_add(world.board, small_ledgers[t]);
    }
    board_link(world.board);
    struct table *people = board_table(world.board, TEXT("person"));
    struct table *spells = board_table(world.board, TEXT("spell"));
    struct table *households = board_table(world.board, TEXT("household"));
    struct value household[2] = {VALUE_NULL, value_number(550000)};
    table_put(households, 9, household);
    struct value person[11] = {0};
    person[2] = value_text(TEXT("2"));
    person[3] = value_date((struct date){1800, DATE_DAY}); /* 1974-12-06 */
    person[5] = value_number(9);
    table_put(people, 1, person); /* 王: 47, female */
    person[2] = value_text(TEXT("1"));
    table_put(people, 2, person); /* 47, male */
    person[3] = VALUE_NULL;
    table_put(people, 3, person); /* male, no birth */
    struct value spell[9] = {value_number(2), value_text(TEXT("flexible")),
                             value_date((struct date){AS_OF - 30, DATE_DAY}), VALUE_NULL};
    table_put(spells, 70, spell);
    spell[0] = value_number(1);
    spell[3] = value_date((struct date){AS_OF - 5, DATE_DAY});
    spell[5] = value_number(123456);
    table_put(spells, 71, spell);
    *state = &world;
    return 0;
}

static int release(void **state)
{
    struct world *world = *state;
    board_free(world->board);
    arena_release(&world->arena);
    return 0;
}

static struct explanation explained(struct world *world, const char *text, int64_t id)
{
    const struct rule *rule;
    struct errors errors = {0};
    struct explanation explanation;
    if (rule_parse(&world->arena, world->language, &small_person, text_of(text), RULE_BOOL, &rule,
                   &errors) != OK) {
        fail_msg("%s: %.*s", text, TEXT_ARG(errors.at[0].message));
    }
    board_read(world->board);
    uint32_t row = table_row(board_table(world->board, TEXT("person")), id);
    rule_explain(&world->arena, world->board, rule, world->params, row, &explanation);
    board_done(world->board);
    return explanation;
}

static void says(struct world *world, const char *text, int64_t id, const char *wanted)
{
    struct explanation explanation = explained(world, text, id);
    struct text line = explanation_line(&world->arena, &explanation);
    if (!text_is(line, wanted)) {
        fail_msg("%s: %.*s, not %s", text, TEXT_ARG(line), wanted);
    }
}

static void says_why_in_a_line(void **state)
{
    struct world *world = *state;
    says(world, "age4050", 1, "符合");
    says(world, "age4050", 2, "不符合：性别 1 = 2");
    says(world, "age(birth) >= 50", 2, "不符合：年龄（按出生日期） 47 ≥ 50");
    says(world, "age4050", 3, "无法判断：缺少“出生日期”");
    says(world, "not employed", 2, "不符合：有符合条件的就业登记（1 条中 1 条）");
    says(world, "employed", 1, "不符合：有符合条件的就业登记（1 条中 0 条）");
    says(world, "household.income >= 6000", 1, "不符合：人均收入 5500 元 ≥ 6000 元");
    says(world, "count(spell) >= 3", 1, "不符合：符合条件的就业登记条数 1 ≥ 3");
    says(world, "sum(spell.pay) > 2000", 1, "不符合：就业登记的月收入合计 1234.56 元 > 2000 元");
    says(world, "max(spell : start) > as_of", 3,
         "不符合：就业登记中最大的开始日期 没有 > 截止日期（2022-09-23）");
    says(world, "last(spell by start : channel) in ('enterprise', 'welfare')", 1,
         "不符合：最近一条就业登记的就业渠道 flexible 属于 enterprise、welfare");
    says(world, "birth between 1990-01-01 and as_of", 1,
         "不符合：出生日期 1974-12-06 在 1990-01-01 与 截止日期（2022-09-23） 之间");
    says(world, "skills has 'cook' and name contains '王'", 1, "无法判断：缺少“技能”、“姓名”");
    says(world, "student", 1, "无法判断：缺少“是否在校”");
    says(world, "any(spell where helped)", 1, "无法判断：缺少“帮助实现就业”");
    says(world, "household.region within 360722", 1, "无法判断：缺少“所在地”");
    says(world, "region is known", 1, "不符合：户籍地已填");
}

static void names_the_missing_fact_and_its_record(void **state)
{
    struct world *world = *state;
    struct explanation why = explained(world, "any(spell where helped) or student", 1);
    assert_int_equal(why.answer, ANSWER_UNKNOWN);
    assert_int_equal(why.missing_count, 2);
    assert_string_equal(why.missing[0].field->name, "helped");
    assert_int_equal(why.missing[0].id, 71);
    assert_ptr_equal(why.missing[0].ledger, &small_spell);
    assert_string_equal(why.missing[1].field->name, "student");
    /* What another condition has decided already is not missing. */
    why = explained(world, "student and sex = '9'", 1);
    assert_int_equal(why.answer, ANSWER_NO);
    assert_int_equal(why.missing_count, 0);
}

static void tells_the_tree_as_json(void **state)
{
    struct world *world = *state;
    struct explanation why = explained(world, "employed and student", 2);
    struct buf buf;
    buf_init(&buf, 1 << 16);
    struct json_out out = json_into(&buf);
    explanation_json(&why, &out, NULL);
    assert_true(text_is(
        buf_text(&buf),
        "{\"answer\":\"unknown\",\"line\":\"无法判断：缺少“是否在校”\","
        "\"reason\":{\"sentence\":\"以下各项都符合\",\"answer\":\"unknown\","
        "\"source\":\"employed and student\",\"parts\":["
        "{\"sentence\":\"在业\",\"answer\":\"yes\",\"source\":\"employed\",\"parts\":["
        "{\"sentence\":\"有符合条件的就业登记（1 条中 1 条）\",\"answer\":\"yes\","
        "\"source\":\"any(spell where end is unknown or end >= as_of)\",\"parts\":["
        "{\"sentence\":\"以下至少一项符合\",\"answer\":\"yes\","
        "\"source\":\"end is unknown or end >= as_of\",\"ledger\":\"spell\",\"id\":\"70\","
        "\"parts\":[{\"sentence\":\"以下不成立\",\"answer\":\"yes\",\"source\":\"end is unknown\","
        "\"parts\":[{\"sentence\":\"结束日期已填\",\"answer\":\"no\",\"source\":\"end is unknown\","
        "\"parts\":[],\"left_out\":0}],\"left_out\":0},"
        "{\"sentence\":\"结束日期 未填 ≥ 截止日期（2022-09-23）\",\"answer\":\"unknown\","
        "\"source\":\"end >= as_of\",\"parts\":[],\"left_out\":0}],\"left_out\":0}],"
        "\"left_out\":0}],\"left_out\":0},"
        "{\"sentence\":\"是否在校\",\"answer\":\"unknown\",\"source\":\"student\",\"parts\":[],"
        "\"left_out\":0}],\"left_out\":0},"
        "\"missing\":[{\"ledger\":\"person\",\"id\":\"2\",\"field\":\"student\","
        "\"label\":\"是否在校\",\"partial\":false}]}"));
    buf_release(&buf);
}

/* Three people of one household, each asked about all three, fifteen times over: millions of
 * questions for one row, which only the whole board can answer in time. */
static void answers_what_is_too_wide_for_one_row(void **state)
{
    struct world *world = *state;
    struct buf text;
    buf_init(&text, 1 << 16);
    for (int i = 0; i < 15; i++) {
        buf_adds(&text, "any(household.person where ");
    }
    buf_adds(&text, "sex = '2'");
    for (int i = 0; i < 15; i++) {
        buf_adds(&text, ")");
    }
    buf_addc(&text, '\0');
    struct explanation why = explained(world, text.s, 2);
    assert_int_equal(why.answer, ANSWER_YES);
    assert_int_equal(why.top.left_out, 1);
    says(world, text.s, 1, "符合");
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_why_in_a_line),
        cmocka_unit_test(names_the_missing_fact_and_its_record),
        cmocka_unit_test(tells_the_tree_as_json),
        cmocka_unit_test(answers_what_is_too_wide_for_one_row),
    };
    return cmocka_run_group_tests(tests, make, release);
}
