#include "standard/region.h"

#include "vectors.h"

static const int64_t county = 360722000000;

static struct region_tree *whole_tree(struct arena *arena)
{
    struct region_rows lists[] = {region_rows_national(arena), region_rows_county(arena)};
    return region_tree_new(arena, lists, COUNT(lists));
}

static void reckons_with_codes(void **state)
{
    (void)state;
    int64_t low, high;
    assert_int_equal(region_level_of(0), REGION_NATION);
    assert_int_equal(region_level_of(360000000000), REGION_PROVINCE);
    assert_int_equal(region_level_of(360700000000), REGION_CITY);
    assert_int_equal(region_level_of(county), REGION_COUNTY);
    assert_int_equal(region_level_of(360722100000), REGION_TOWNSHIP);
    assert_int_equal(region_level_of(360722100200), REGION_VILLAGE);
    region_range(360722100000, &low, &high);
    assert_int_equal(low, 360722100000);
    assert_int_equal(high, 360722100999);
    region_range(360722100001, &low, &high);
    assert_int_equal(low, high);
    assert_true(region_contains(0, county) && region_contains(county, county));
    assert_true(region_contains(county, 360722400998));
    assert_false(region_contains(360722100000, 360722101000));
    assert_int_equal(region_above(360722100001), 360722100000);
    assert_int_equal(region_above(360000000000), 0);
    assert_int_equal(region_above(0), 0);
    assert_int_equal(region_at_level(360722100001, REGION_COUNTY), county);
}

static void knows_old_codes(void **state)
{
    (void)state;
    int32_t now;
    assert_true(region_is_legacy(362123, &now) && now == 360722);
    assert_true(region_is_legacy(362138, &now) && now == 0);
    assert_false(region_is_legacy(360722, &now));
}

static void builds_the_tree_from_the_tables(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct region_tree *tree = whole_tree(&arena);
    const struct region *children[400];
    assert_int_equal(region_children(tree, county, children, COUNT(children)), 17);
    assert_text(children[0]->name, "嘉定镇");
    size_t villages = 0;
    for (size_t i = 0; i < 17; i++) {
        villages += region_children(tree, children[i]->code, NULL, 0);
    }
    assert_int_equal(villages, 312);
    assert_int_equal(region_children(tree, 0, children, COUNT(children)), 31);
    assert_null(region_at(tree, 360799000000));
    assert_text(region_at(tree, county)->name, "信丰县");
    assert_text(region_full_name(tree, &arena, 360722101200, REGION_TOWNSHIP), "大塘埠镇大塘村");
    assert_text(region_full_name(tree, &arena, 360722101200, REGION_PROVINCE),
                "江西省赣州市信丰县大塘埠镇大塘村");
    assert_text(region_full_name(tree, &arena, 110101000000, REGION_PROVINCE), "北京市东城区");
    assert_text(region_full_name(tree, &arena, 441900000000, REGION_PROVINCE), "广东省东莞市");
    assert_text(region_full_name(tree, &arena, 1, REGION_PROVINCE), "");
    arena_release(&arena);
}

struct find_case {
    const char *written;
    int64_t within;
    enum region_level deepest;
    enum region_outcome outcome;
    const char *name; /* of the place found, or of one of the candidates */
    const char *rest;
    int group;
};

static void assert_finds(const struct region_tree *tree, struct arena *arena,
                         const struct find_case *c)
{
    struct region_match m =
        region_find(tree, arena, text_of(c->written), c->within, c->deepest, DATE_NONE);
    if (m.outcome != c->outcome) {
        fail_msg("%s: %d instead of %d, %d candidates", c->written, (int)m.outcome, (int)c->outcome,
                 (int)m.n);
    }
    assert_true((m.n > 0) == (c->name != NULL));
    bool named = c->name == NULL;
    for (size_t i = 0; i < m.n; i++) {
        struct text full = region_full_name(tree, arena, m.at[i]->code, REGION_PROVINCE);
        named |= text_ends(full, text_of(c->name));
    }
    if (!named) {
        fail_msg("%s: not %s", c->written, c->name);
    }
    assert_text(m.rest, c->rest);
    assert_int_equal(m.group, c->group);
}

static void finds_villages(void **state)
{
    (void)state;
    static const struct find_case cases[] = {
        {"水东村", county, REGION_VILLAGE, REGION_FOUND, "嘉定镇水东村", "", 0}, /* A01 */
        {"水东", county, REGION_VILLAGE, REGION_FOUND, "嘉定镇水东村", "", 0},
        {"水东村委会", county, REGION_VILLAGE, REGION_FOUND, "嘉定镇水东村", "", 0},
        {"水东村3组", county, REGION_VILLAGE, REGION_FOUND, "嘉定镇水东村", "3组", 3},
        {"水东村民委员会", county, REGION_VILLAGE, REGION_FOUND, "嘉定镇水东村", "", 0},
        {"水东第十二村民小组", county, REGION_VILLAGE, REGION_FOUND, "水东村", "第十二村民小组",
         12},
        {"嘉定镇水东村", county, REGION_VILLAGE, REGION_FOUND, "嘉定镇水东村", "", 0},
        {"嘉定 水东", county, REGION_VILLAGE, REGION_FOUND, "嘉定镇水东村", "", 0},
        {"江西省赣州市信丰县嘉定镇水东村下坝组12号", county, REGION_VILLAGE, REGION_FOUND,
         "嘉定镇水东村", "下坝组12号", 0},
        {"江西省信丰县嘉定镇水东村", 0, REGION_VILLAGE, REGION_FOUND, "嘉定镇水东村", "", 0},
        {"嘉定镇", county, REGION_VILLAGE, REGION_FOUND, "信丰县嘉定镇", "", 0},
        {"信丰县", county, REGION_VILLAGE, REGION_FOUND, "赣州市信丰县", "", 0},
        {"坪石", county, REGION_VILLAGE, REGION_SEVERAL, "坪石村", "", 0},
        {"坪石社区", county, REGION_VILLAGE, REGION_FOUND, "坪石社区", "", 0},
        {"坪石居委会", county, REGION_VILLAGE, REGION_FOUND, "坪石社区", "", 0},
        {"大塘埠万星", county, REGION_VILLAGE, REGION_FOUND, "大塘埠镇万星村", "", 0},
        {"水冬村", county, REGION_VILLAGE, REGION_CLOSE, "水东村", "水冬村", 0}, /* sounds alike */
        {"嘉定镇水冬村3组", county, REGION_VILLAGE, REGION_CLOSE, "水东村", "水冬村3组", 0},
        {"大塘坑村", county, REGION_VILLAGE, REGION_CLOSE, "大塘村", "大塘坑村", 0},
        {"建化村", 360722107000, REGION_VILLAGE, REGION_CLOSE, "建华村", "建化村", 0},
        {"某某村", county, REGION_VILLAGE, REGION_UNKNOWN, NULL, "某某村", 0},
        {"", county, REGION_VILLAGE, REGION_UNKNOWN, NULL, "", 0},
    };
    struct arena arena;
    arena_init(&arena);
    const struct region_tree *tree = whole_tree(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_finds(tree, &arena, &cases[i]);
    }
    arena_release(&arena);
}

static void finds_townships_and_work_places(void **state)
{
    (void)state;
    static const struct find_case cases[] = {
        {"大塘埠", county, REGION_TOWNSHIP, REGION_FOUND, "大塘埠镇", "", 0},
        {"大塘", county, REGION_TOWNSHIP, REGION_CLOSE, "大塘埠镇", "大塘", 0}, /* A02 */
        {"大塘镇", county, REGION_TOWNSHIP, REGION_CLOSE, "大塘埠镇", "大塘镇", 0},
        {"广东深圳宝安xx厂", 0, REGION_COUNTY, REGION_FOUND, "深圳市宝安区", "xx厂", 0}, /* A03 */
        {"广东深圳宝安某某厂", 0, REGION_COUNTY, REGION_FOUND, "深圳市宝安区", "某某厂", 0},
        {"广东省东莞市长安镇", 0, REGION_COUNTY, REGION_FOUND, "广东省东莞市", "长安镇", 0},
        {"广东东莞", 0, REGION_COUNTY, REGION_FOUND, "广东省东莞市", "", 0},
        {"江西南康", 0, REGION_COUNTY, REGION_FOUND, "赣州市南康区", "", 0},
        {"浙江", 0, REGION_COUNTY, REGION_FOUND, "浙江省", "", 0},
        {"内蒙古", 0, REGION_COUNTY, REGION_FOUND, "内蒙古自治区", "", 0},
        {"湖北恩施", 0, REGION_COUNTY, REGION_SEVERAL, "恩施土家族苗族自治州", "", 0},
        {"重庆石柱", 0, REGION_COUNTY, REGION_FOUND, "石柱土家族自治县", "", 0},
        {"北京朝阳", 0, REGION_COUNTY, REGION_FOUND, "北京市朝阳区", "", 0},
        {"鼓楼区", 0, REGION_COUNTY, REGION_SEVERAL, "南京市鼓楼区", "", 0},
        {"南京鼓楼", 0, REGION_COUNTY, REGION_FOUND, "南京市鼓楼区", "", 0},
        {"上海路22号", 0, REGION_COUNTY, REGION_CLOSE, "上海市", "上海路22号", 0},
        {"某某有限公司", 0, REGION_COUNTY, REGION_UNKNOWN, NULL, "某某有限公司", 0},
    };
    struct arena arena;
    arena_init(&arena);
    const struct region_tree *tree = whole_tree(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_finds(tree, &arena, &cases[i]);
    }
    arena_release(&arena);
}

static void finds_every_village_by_its_own_names(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct region_tree *tree = whole_tree(&arena);
    struct region_rows rows = region_rows_county(&arena);
    for (size_t i = 0; i < rows.n; i++) {
        const struct region *row = &rows.at[i];
        struct text full = region_full_name(tree, &arena, row->code, REGION_TOWNSHIP);
        struct region_match m = region_find(tree, &arena, full, county, REGION_VILLAGE, DATE_NONE);
        if (m.outcome != REGION_FOUND || m.at[0]->code != row->code) {
            fail_msg("%.*s: %d", TEXT_ARG(full), (int)m.outcome);
        }
        if (row->aliases.n > 0) {
            m = region_find(tree, &arena, row->aliases, county, REGION_VILLAGE, DATE_NONE);
            if (m.outcome != REGION_FOUND || m.at[0]->code != row->code) {
                fail_msg("%.*s: %d", TEXT_ARG(row->aliases), (int)m.outcome);
            }
        }
    }
    arena_release(&arena);
}

static void heeds_aliases_and_validity(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct region rows[] = {
        {360722100000, TEXT("嘉定镇"), TEXT("嘉定"), TEXT(""), DATE_NONE, DATE_NONE},
        {360722100201, TEXT("旧村"), TEXT(""), TEXT(""), DATE_NONE, 100},
        {360722100202, TEXT("新村"), TEXT(""), TEXT("甲子村"), 101, DATE_NONE},
        {360722100202, TEXT("新东村"), TEXT(""), TEXT("旧村、乙丑村委会;丙寅 丁卯村"), 101,
         DATE_NONE},
    };
    struct region_rows list = {rows, COUNT(rows)};
    const struct region_tree *tree = region_tree_new(&arena, &list, 1);
    const char *names[] = {"新东村", "乙丑", "丙寅", "丁卯", "嘉定丁卯村", "新东", "丁卯村委会"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct region_match m =
            region_find(tree, &arena, text_of(names[i]), 0, REGION_VILLAGE, 200);
        if (m.outcome != (REGION_FOUND) || m.at[0]->code != 360722100202) {
            fail_msg("%s: %d", names[i], (int)m.outcome);
        }
    }
    assert_int_equal(region_find(tree, &arena, TEXT("旧村"), 0, REGION_VILLAGE, 100).at[0]->code,
                     360722100201);
    assert_int_equal(region_find(tree, &arena, TEXT("旧村"), 0, REGION_VILLAGE, 101).at[0]->code,
                     360722100202);
    assert_int_equal(region_find(tree, &arena, TEXT("旧村"), 0, REGION_VILLAGE, DATE_NONE).outcome,
                     REGION_SEVERAL);
    assert_int_equal(region_find(tree, &arena, TEXT("甲子村"), 0, REGION_VILLAGE, 200).outcome,
                     REGION_UNKNOWN);
    list.n = 0;
    tree = region_tree_new(&arena, &list, 1);
    assert_int_equal(region_find(tree, &arena, TEXT("旧村"), 0, REGION_VILLAGE, 200).outcome,
                     REGION_UNKNOWN);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reckons_with_codes),
        cmocka_unit_test(knows_old_codes),
        cmocka_unit_test(builds_the_tree_from_the_tables),
        cmocka_unit_test(finds_villages),
        cmocka_unit_test(finds_townships_and_work_places),
        cmocka_unit_test(finds_every_village_by_its_own_names),
        cmocka_unit_test(heeds_aliases_and_validity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
