#include "rule/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "rule/suggest.h"
#include "small.h"

/* ---- what codes and regions are called ---- */

static const struct {
    const char *table, *code, *name;
} codes[] = {
    {"sex", "1", "男性"},
    {"sex", "2", "女性"},
    {"channel", "enterprise", "企业吸纳"},
    {"channel", "flexible", "灵活就业"},
    {"skill", "cook", "烹饪"},
};

static bool code_at(void *context, const char *table, size_t i, struct text *code,
                    struct text *name)
{
    (void)context;
    for (size_t k = 0; k < COUNT(codes); k++) {
        if (strcmp(codes[k].table, table) == 0 && i-- == 0) {
            *code = text_of(codes[k].code);
            *name = text_of(codes[k].name);
            return true;
        }
    }
    return false;
}

static bool code(void *context, const char *table, struct text word, struct text *out)
{
    struct text name;
    for (size_t i = 0; code_at(context, table, i, out, &name); i++) {
        if (text_equal(*out, word) || text_equal(name, word)) {
            return true;
        }
    }
    return false;
}

static bool region(void *context, struct text word, int64_t *out)
{
    (void)context;
    *out = 360722100000;
    return text_is(word, "嘉定镇");
}

struct world {
    struct arena arena;
    const struct rule_language *language;
};

static int make(void **state)
{
    static const struct rule_definition definitions[] = {
        {"employed", "在业", "person", "any(spell where end is unknown)"},
        {"latest", "最近渠道", "person", "last(spell by start : channel)"},
    };
    static struct world world;
    struct rule_language_plan plan = {
        .ledgers = small_ledgers,
        .definitions = definitions,
        .definition_count = COUNT(definitions),
        .words = {.code = code, .code_at = code_at, .region = region}};
    struct errors errors = {0};
    arena_init(&world.arena);
    assert_int_equal(rule_language_new(&world.arena, &plan, &world.language, &errors), OK);
    *state = &world;
    return 0;
}

static int release(void **state)
{
    struct world *world = *state;
    arena_release(&world->arena);
    return 0;
}

static const struct rule *right(struct world *world, const struct ledger *ledger, const char *text,
                                enum rule_type want)
{
    const struct rule *rule = NULL;
    struct errors errors = {0};
    if (rule_parse(&world->arena, world->language, ledger, text_of(text), want, &rule, &errors) !=
        OK) {
        fail_msg("%s: %.*s", text, TEXT_ARG(errors.at[0].message));
    }
    return rule;
}

/* The rule is wrong, and says so in these words. */
static void wrong(struct world *world, const struct ledger *ledger, const char *text,
                  const char *message, const char *hint)
{
    const struct rule *rule = NULL;
    struct errors errors = {0};
    assert_int_equal(rule_parse(&world->arena, world->language, ledger, text_of(text), RULE_BOOL,
                                &rule, &errors),
                     INVALID);
    assert_null(rule);
    assert_true(errors.n > 0);
    if (!text_is(errors.at[0].message, message) || !text_has(errors.at[0].hint, text_of(hint))) {
        fail_msg("%s\n  says %.*s\n  hint %.*s", text, TEXT_ARG(errors.at[0].message),
                 TEXT_ARG(errors.at[0].hint));
    }
}

static void reads_chinese_and_english_alike(void **state)
{
    struct world *world = *state;
    static const char *const rules[] = {
        "sex = '1' and age(birth) >= 50",
        "性别 = '男性' 且 周岁(出生日期) >= 50",
        "`性别` ＝ ‘男性’ 并且 周岁（`出生日期`）≥ 50",
        "sex='1'且age(birth)>=50",
        "SEX = '1' AND age(birth) >= 50 -- a remark",
    };
    for (size_t i = 0; i < COUNT(rules) - 1; i++) {
        const struct rule_node *node = right(world, &small_person, rules[i], RULE_BOOL)->node;
        assert_int_equal(node->op, RULE_AND);
        assert_int_equal(node->n, 2);
        assert_int_equal(node->child[0]->op, RULE_EQ);
        assert_true(text_is(node->child[0]->child[1]->text, "1"));
        assert_int_equal(node->child[1]->op, RULE_GE);
        assert_int_equal(node->child[1]->child[0]->op, RULE_AGE);
    }
    wrong(world, &small_person, rules[COUNT(rules) - 1],
          "第 1 行第 1 字：人员台账没有名为“SEX”的字段", "sex（性别）");
}

static void binds_and_before_or(void **state)
{
    struct world *world = *state;
    const struct rule_node *node =
        right(world, &small_person, "student or employed and not sex = '1'", RULE_BOOL)->node;
    assert_int_equal(node->op, RULE_OR);
    assert_int_equal(node->child[1]->op, RULE_AND);
    assert_int_equal(node->child[1]->child[1]->op, RULE_NOT);
    assert_true(text_is(node->child[1]->source, "employed and not sex = '1'"));
}

static void gives_literals_the_type_of_their_neighbour(void **state)
{
    struct world *world = *state;
    const struct rule_node *node = right(world, &small_spell, "pay >= 1500", RULE_BOOL)->node;
    assert_int_equal(node->child[1]->number, 150000);
    node = right(world, &small_spell, "pay = 12.5", RULE_BOOL)->node;
    assert_int_equal(node->child[1]->number, 1250);
    node = right(world, &small_spell, "start = '2022-09-01'", RULE_BOOL)->node;
    assert_int_equal(node->child[1]->number, 19236);
    node = right(world, &small_person, "region within '嘉定镇'", RULE_BOOL)->node;
    assert_int_equal(node->child[1]->number, 360722100000);
    node = right(world, &small_person, "region within 360722", RULE_BOOL)->node;
    assert_int_equal(node->child[1]->number, 360722000000);
    node = right(world, &small_person, "sex = 2", RULE_BOOL)->node;
    assert_true(text_is(node->child[1]->text, "2"));
    node = right(world, &small_spell, "500 < pay", RULE_BOOL)->node;
    assert_int_equal(node->op, RULE_GT);
    assert_int_equal(node->child[1]->number, 50000);
    node = right(world, &small_person, "name = 'it''s'", RULE_BOOL)->node;
    assert_true(text_is(node->child[1]->text, "it's"));
    assert_int_equal(right(world, &small_person, "latest", RULE_ANY)->node->type, RULE_CODE);
}

static void asks_references_where_they_lead(void **state)
{
    struct world *world = *state;
    const struct rule_node *node =
        right(world, &small_spell, "person.household.income < 100", RULE_BOOL)->node;
    assert_int_equal(node->op, RULE_VIA);
    assert_int_equal(node->child[0]->op, RULE_VIA);
    assert_int_equal(node->child[0]->child[0]->op, RULE_LT);
    assert_ptr_equal(node->child[0]->child[0]->ledger, &small_household);
    node = right(world, &small_spell, "`人员`的`性别` = '女性'", RULE_BOOL)->node;
    assert_int_equal(node->op, RULE_VIA);
    /* Over another ledger: through the person's reference, unless another is named. */
    node = right(world, &small_person, "any(spell via helper where helped)", RULE_BOOL)->node;
    assert_int_equal(node->field, 8);
    assert_int_equal(right(world, &small_person, "any(spell)", RULE_BOOL)->node->field, 0);
    node =
        right(world, &small_person, "count(household.person where student) > 1", RULE_BOOL)->node;
    assert_int_equal(node->op, RULE_VIA);
    assert_int_equal(node->child[0]->child[0]->op, RULE_COUNT);
}

static void tells_what_is_wrong_and_what_to_write(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *text, *message, *hint;
    } cases[] = {
        {"brith > 1970-01-01", "第 1 行第 1 字：人员台账没有名为“brith”的字段",
         "birth（出生日期）"},
        {"出生日 > 1970-01-01", "第 1 行第 1 字：人员台账没有名为“出生日”的字段", "出生日期"},
        {"sex = '男'", "第 1 行第 7 字：代码表里没有“男”", "'1'（男性）"},
        {"sex =", "第 1 行第 6 字：条件没有写完：这里应当有字段、数值、日期或“文字”", ""},
        {"sex = '1", "第 1 行第 7 字：引号没有配对", "补上"},
        {"student and\nage(birth >= 5", "第 2 行第 11 字：这里应当有“)”，却是“>=”", ""},
        {"birth", "第 1 行第 1 字：这里要能回答“是或否”，“birth”却是日期", "比较"},
        {"birth > 5", "第 1 行第 9 字：5不是日期", "2022-09-01"},
        {"birth > 1970-02-30", "第 1 行第 9 字：没有 1970-02-30 这一天", ""},
        {"sex > '1'", "第 1 行第 1 字：代码没有大小先后", "in"},
        {"id_no = '36'", "第 1 行第 1 字：“id_no”是保密内容或长文字，不能比较", "is known"},
        {"skills = 'cook'", "第 1 行第 1 字：“skills”可以有几个代码，不能用等号", "has"},
        {"name.x = 1", "第 1 行第 1 字：“name”不指向别的台账，后面不能再跟字段", ""},
        {"any(vacancy)", "第 1 行第 5 字：招聘岗位台账里没有指向人员的字段，不能从人员数过去", ""},
        {"any(spel)", "第 1 行第 5 字：没有名为“spel”的台账", "spell（就业登记）"},
        {"spell", "第 1 行第 1 字：人员台账没有名为“spell”的字段", "any("},
        {"sum(spell.start) > 1", "第 1 行第 1 字：sum 只能加数和金额", ""},
        {"last(spell : channel) = 'flexible'",
         "第 1 行第 1 字：还要写出按哪个日期，例如 last(service by date : kind)", ""},
        {"employed at birth", "第 1 行第 13 字：这里只能用一个固定的日期或参数，不能随人而变",
         "at 2022"},
        {"children = 1 2", "第 1 行第 14 字：这里应当有and（且）、or（或）或条件的结尾，却是“2”",
         ""},
        {"region = '火星'", "第 1 行第 10 字：没有名为“火星”的地区", "乡镇 9 位"},
        {"children in (household)", "第 1 行第 14 字：in 后面的括号里只能是固定的值", ""},
        {"birth + student > 1970-01-01", "第 1 行第 1 字：日期与是否不能相加减", "30 days"},
        {"student > true", "第 1 行第 1 字：“student”是是否项，不能这样比较", "= 是"},
        {"name contains children", "第 1 行第 15 字：这里只能是固定的值", ""},
        {"sex has '1'", "第 1 行第 1 字：has（含有）用于多选代码字段，“sex”是代码", ""},
        {"children < 12345678901234567890", "第 1 行第 12 字：数太大", ""},
        {"¥ = 1", "第 1 行第 1 字：这里应当有字段、数值、日期或“文字”，却是“¥”", ""},
        {"", "第 1 行第 1 字：条件没有写完：这里应当有字段、数值、日期或“文字”", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        wrong(world, &small_person, cases[i].text, cases[i].message, cases[i].hint);
    }
}

static void tells_every_fault_of_type(void **state)
{
    struct world *world = *state;
    const struct rule *rule = NULL;
    struct errors errors = {0};
    assert_int_equal(rule_parse(&world->arena, world->language, &small_person,
                                TEXT("brith > 5 and sexx = '1' and children = 3"), RULE_BOOL, &rule,
                                &errors),
                     INVALID);
    assert_int_equal(errors.n, 2);
}

static void refuses_what_is_too_large_or_too_deep(void **state)
{
    struct world *world = *state;
    static const char *const nests[][3] = {
        {"(", "student", ")"},
        {"not ", "student", ""},
        {"age(as_of, as_of) + ", "1 = 1", ""},
        {"any(household.person where ", "student", ")"},
    };
    for (size_t i = 0; i < COUNT(nests); i++) {
        for (int times = 10; times <= 5000; times += 4990) {
            struct buf text;
            const struct rule *rule;
            struct errors errors = {0};
            buf_init(&text, 1 << 20);
            for (int k = 0; k < times; k++) {
                buf_adds(&text, nests[i][0]);
            }
            buf_adds(&text, nests[i][1]);
            for (int k = 0; k < times; k++) {
                buf_adds(&text, nests[i][2]);
            }
            enum status status = rule_parse(&world->arena, world->language, &small_person,
                                            buf_text(&text), RULE_BOOL, &rule, &errors);
            assert_true(times == 10 ? status == OK : status == INVALID || status == TOO_LARGE);
            buf_release(&text);
        }
    }
}

static void reads_definitions_in_any_order_but_no_circle(void **state)
{
    struct world *world = *state;
    static const struct rule_definition definitions[] = {
        {"a", "甲", "person", "b and student"},
        {"b", "乙", "person", "not c"},
        {"c", "丙", "person", "a"},
        {"fine", "好", "person", "also and student"},
        {"also", "也好", "person", "children > 1"},
        {"lost", "丢", "nobody", "true"},
        {"bad", "坏", "person", "children >"},
    };
    struct rule_language_plan plan = {.ledgers = small_ledgers,
                                      .definitions = definitions,
                                      .definition_count = COUNT(definitions)};
    struct errors errors = {0};
    const struct rule_language *language;
    assert_int_equal(rule_language_new(&world->arena, &plan, &language, &errors), INVALID);
    bool circle = false, lost = false, bad = false;
    for (size_t i = 0; i < errors.n; i++) {
        circle = circle || text_has(errors.at[i].message, TEXT("用到了它自己"));
        lost = lost || strcmp(errors.at[i].field, "lost") == 0;
        bad = bad || strcmp(errors.at[i].field, "bad") == 0;
        assert_true(strcmp(errors.at[i].field, "fine") != 0);
    }
    assert_true(circle && lost && bad);
    assert_int_equal(errors.n, 3);
}

static void measures_how_far_words_are(void **state)
{
    (void)state;
    assert_int_equal(edit_distance(TEXT("birth"), TEXT("birth"), 5), 0);
    assert_int_equal(edit_distance(TEXT("brith"), TEXT("birth"), 5), 1);
    assert_int_equal(edit_distance(TEXT("出生日"), TEXT("出生日期"), 5), 1);
    assert_int_equal(edit_distance(TEXT("abc"), TEXT("xyz"), 2), 3);
    assert_int_equal(edit_distance(TEXT_EMPTY, TEXT("ab"), 5), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_chinese_and_english_alike),
        cmocka_unit_test(binds_and_before_or),
        cmocka_unit_test(gives_literals_the_type_of_their_neighbour),
        cmocka_unit_test(asks_references_where_they_lead),
        cmocka_unit_test(tells_what_is_wrong_and_what_to_write),
        cmocka_unit_test(tells_every_fault_of_type),
        cmocka_unit_test(refuses_what_is_too_large_or_too_deep),
        cmocka_unit_test(reads_definitions_in_any_order_but_no_circle),
        cmocka_unit_test(measures_how_far_words_are),
    };
    return cmocka_run_group_tests(tests, make, release);
}
