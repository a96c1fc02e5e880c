/*
 * Every rule of domain.md A and H and of dirty_data.csv that the comparison cleans by, each as a
 * named case: what was sent, and the tidy form it must come to, or the mark it must leave. Rules
 * that need a file, a list or a pair are held where they are said to be.
 */
#include "people.h"

#include "base/arena.h"
#include "compare/score.h"
#include "standard/data.h"

static const struct rule {
    const char *id, *words; /* of dirty_data.csv, or of domain.md */
    const char *where;      /* the file that does it */
    struct line sent;
    struct line tidy;     /* what it means; empty: nothing of it is taken */
    enum written written; /* of the number's cell */
    unsigned flags;       /* left on the row besides those of the tidy one */
} rules[] = {
    /* A1, H3 and I: the number */
    {"A1",
     "15 digits become 18, marked",
     "citizen_id",
     {.number = "360722800229001"},
     {.number = "360722198002290019"},
     0,
     0},
    {"A1",
     "an abolished county is no reason to reject",
     "citizen_id",
     {.number = "362123196501150009"},
     {.number = "362123196501150009"},
     0,
     0},
    {"A1",
     "81, 82, 83 are residence permits",
     "citizen_id",
     {.number = "810000199001010000"},
     {.number = "810000199001010000"},
     0,
     0},
    {"A1",
     "sex of the number against the column",
     "clean",
     {.number = "36072219840229000X", .sex = "男"},
     {.number = "36072219840229000X", .sex = "男"},
     0,
     CLEAN_SEX_DIFFERS},
    {"A1",
     "birth of the number against the column",
     "clean_number",
     {.number = "36072219840229000X", .birth = "1985-03-01"},
     {.number = "36072219840229000X", .birth = "1985年3月1日"},
     0,
     CLEAN_BIRTH_DIFFERS},
    {"I01",
     "a numeric cell of 18 digits is never usable",
     "citizen_id",
     {.number = "360722199001011000"},
     {.number = "360722199001011000.0"},
     WRITTEN_AS_NUMBER,
     0},
    {"I01",
     "scientific notation",
     "clean_number",
     {.number = "3.60722199001011E+17"},
     {.number = "360722199001011000.0"},
     0,
     0},
    {"I01",
     "scientific notation without its digits",
     "clean_number",
     {.number = "3.60722E+17"},
     {0},
     0,
     0},
    {"I02",
     "low digits changed by a double, check digit or not",
     "citizen_id",
     {.number = "360722199001011264"},
     {.number = "360722199001011000.0"},
     WRITTEN_AS_NUMBER,
     0},
    {"I03",
     "15 digits, also from a numeric cell",
     "citizen_id",
     {.number = "360722800229001"},
     {.number = "360722198002290019"},
     WRITTEN_AS_NUMBER,
     0},
    {"I04",
     "a small x",
     "clean_number",
     {.number = "36072219840229000x"},
     {.number = "36072219840229000X"},
     0,
     0},
    {"I04",
     "full width",
     "citizen_id",
     {.number = "３６０７２２１９８４０２２９０００Ｘ"},
     {.number = "36072219840229000X"},
     0,
     CLEAN_NUMBER_CHANGED},
    {"I04",
     "blanks, a quote, a zero-width sign",
     "citizen_id",
     {.number = "’3607 2219 8402 2900 0X\u200b"},
     {.number = "36072219840229000X"},
     0,
     CLEAN_NUMBER_CHANGED},
    {"I04",
     "letters for digits, the check digit right",
     "clean_number",
     {.number = "36O7221984O229oo0X"},
     {.number = "36072219840229000X"},
     0,
     CLEAN_NUMBER_CHANGED},
    {"I04",
     "l and I for 1",
     "clean_number",
     {.number = "362l23I965011500O9"},
     {.number = "362123196501150009"},
     0,
     CLEAN_NUMBER_CHANGED},
    {"I07",
     "a disability card of 20",
     "citizen_id",
     {.number = "36072219840229000X42"},
     {.number = "36072219840229000X"},
     0,
     0},
    {"I07",
     "a disability card of 22",
     "citizen_id",
     {.number = "36072219840229000X42B1"},
     {.number = "36072219840229000X"},
     0,
     0},
    {"I08",
     "the county's old code",
     "citizen_id",
     {.number = "362123196501150009"},
     {.number = "362123196501150009"},
     0,
     0},
    /* A5 and N: names */
    {"N01",
     "a blank in a short name",
     "name",
     {.name = "张 三"},
     {.name = "张三"},
     0,
     CLEAN_NAME_CHANGED},
    {"N01",
     "a full-width blank",
     "name",
     {.name = "张　三"},
     {.name = "张三"},
     0,
     CLEAN_NAME_CHANGED},
    {"N02",
     "a bullet between parts",
     "clean",
     {.name = "古丽•买买提"},
     {.name = "古丽·买买提"},
     0,
     CLEAN_NAME_CHANGED},
    {"N02",
     "a full stop between parts",
     "clean",
     {.name = "古丽．买买提"},
     {.name = "古丽·买买提"},
     0,
     CLEAN_NAME_CHANGED},
    {"N02",
     "a katakana dot between parts",
     "clean",
     {.name = "古丽・买买提"},
     {.name = "古丽·买买提"},
     0,
     CLEAN_NAME_CHANGED},
    {"N02",
     "no sign between parts",
     "clean",
     {.name = "古丽买买提"},
     {.name = "古丽·买买提"},
     0,
     0},
    {"N03",
     "a private-use character",
     "name",
     {.name = "刘\uE863"},
     {.name = "刘䶮"},
     0,
     CLEAN_NAME_CHANGED},
    {"A5", "a character beyond the basic plane", "clean", {.name = "刘𠮷"}, {.name = "刘𠮷"}, 0, 0},
    {"A5",
     "compatibility ideographs are not folded",
     "name",
     {.name = "刘\uF9DC"},
     {.name = "刘\uF9DC"},
     0,
     0},
    {"N05",
     "a remark in brackets",
     "name",
     {.name = "张三（户主）"},
     {.name = "张三"},
     0,
     CLEAN_NAME_CHANGED},
    {"N05",
     "已故 is to be verified",
     "name",
     {.name = "王五(已故)"},
     {.name = "王五"},
     0,
     CLEAN_NAME_CHANGED | CLEAN_IS_DEAD},
    /* A5 and P: phones */
    {"P01",
     "two numbers in a cell, the mobile first",
     "phone",
     {.phone = "0797-3331234/13812345678"},
     {.phone = "13812345678/0797-3331234"},
     0,
     0},
    {"P01", "a remark", "phone", {.phone = "13812345678儿子"}, {.phone = "13812345678"}, 0, 0},
    {"P02",
     "+86, blanks, hyphens",
     "phone",
     {.phone = "+86 138-1234-5678"},
     {.phone = "13812345678"},
     0,
     0},
    {"P02",
     "from a numeric cell",
     "phone",
     {.phone = "13812345678.0"},
     {.phone = "13812345678"},
     0,
     0},
    {"P02",
     "scientific notation is lost",
     "phone",
     {.phone = "1.38E+10"},
     {0},
     0,
     CLEAN_PHONE_WRONG},
    {"A5",
     "a landline of the notice, 7 digits",
     "phone",
     {.phone = "0797-3331234"},
     {.phone = "07973331234"},
     0,
     0},
    /* D: dates, as birthdays */
    {"D01", "points", "date_text", {.birth = "1984.2.29"}, {.birth = "1984-02-29"}, 0, 0},
    {"D01", "strokes", "date_text", {.birth = "1984/2/29"}, {.birth = "1984-02-29"}, 0, 0},
    {"D01", "eight digits", "clean_number", {.birth = "19840229"}, {.birth = "1984-02-29"}, 0, 0},
    {"D01", "Chinese", "date_text", {.birth = "1984年2月29日"}, {.birth = "1984-02-29"}, 0, 0},
    {"D01",
     "Chinese numerals",
     "date_text",
     {.birth = "一九八四年二月二十九日"},
     {.birth = "1984-02-29"},
     0,
     0},
    {"D01", "a serial number", "date_text", {.birth = "30741"}, {.birth = "1984-02-29"}, 0, 0},
    {"D01",
     "two digits of the year",
     "date_text",
     {.birth = "84.2.29"},
     {.birth = "1984-02-29"},
     0,
     0},
    {"D01",
     "a month keeps its precision",
     "date_text",
     {.birth = "1984.02"},
     {.birth = "1984年2月"},
     0,
     0},
    {"D01",
     "a month beside the number that knows the day",
     "clean_number",
     {.number = "36072219840229000X", .birth = "1984.02"},
     {.number = "36072219840229000X", .birth = "1984-02-29"},
     0,
     0},
    {"D02", "an impossible day", "date_text", {.birth = "1985-02-30"}, {0}, 0, CLEAN_BIRTH_UNREAD},
    {"D03", "no day at all", "date_text", {.birth = "长期"}, {0}, 0, CLEAN_BIRTH_UNREAD},
    /* A3 and A: places */
    {"A01",
     "村委会, a group, no kind of place",
     "clean_place",
     {.town = "嘉定镇", .village = "水东村委会"},
     {.town = "嘉定镇", .village = "水东"},
     0,
     0},
    {"A01",
     "a group behind it",
     "clean_place",
     {.town = "嘉定镇", .village = "水东村3组"},
     {.town = "嘉定镇", .village = "水东村"},
     0,
     0},
    {"A01",
     "one cell with town and village",
     "clean_place",
     {.address = "嘉定镇水东村3组"},
     {.town = "嘉定镇", .village = "水东村"},
     0,
     0},
    {"A01",
     "a village whose name ends in 村, in one cell",
     "clean_place",
     {.address = "西牛镇星村社区"},
     {.town = "西牛镇", .village = "星村社区"},
     0,
     0},
    {"A01",
     "the same in the village's column",
     "clean_place",
     {.village = "西牛镇星村社区"},
     {.town = "西牛镇", .village = "星村社区"},
     0,
     0},
    {"A02",
     "a town without 镇",
     "clean_place",
     {.town = "大塘埠", .village = "长岗村"},
     {.town = "大塘埠镇", .village = "长岗村"},
     0,
     0},
    {"A02",
     "province, city, county before it",
     "clean_place",
     {.address = "江西省赣州市信丰县嘉定镇水东村民委员会"},
     {.town = "嘉定镇", .village = "水东村"},
     0,
     0},
    {"A03",
     "free text of another place is no village",
     "clean_place",
     {.address = "广东打工"},
     {0},
     0,
     0},
    /* F: sex and states */
    {"F01", "sex by its code", "clean", {.sex = "1"}, {.sex = "男"}, 0, 0},
    {"F01", "sex as a numeric cell", "clean", {.sex = "2.0"}, {.sex = "女"}, 0, 0},
    {"F01", "是 for dead", "clean", {.dead = "是"}, {.dead = "死亡"}, 0, 0},
    {"F01", "否 for dead", "clean", {.dead = "否"}, {0}, 0, 0},
    {"F01", "empty is not 否", "clean", {.pension = ""}, {0}, 0, 0},
};

static bool alike(const struct person_row *a, const struct person_row *b)
{
    return a->number == b->number && a->name[0] == b->name[0] && a->name[1] == b->name[1] &&
           a->phone == b->phone && a->birth == b->birth && a->precision == b->precision &&
           a->town == b->town && a->village == b->village && a->sex == b->sex &&
           a->length == b->length;
}

static void every_rule_of_a_cell(void **state)
{
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < COUNT(rules); i++) {
        const struct rule *rule = &rules[i];
        struct person_row sent = row_written(&rule->sent, rule->written);
        struct person_row tidy = row_of(rule->tidy);
        bool marked = (sent.flags & rule->flags) == rule->flags;
        if (!alike(&sent, &tidy) || !marked) {
            print_error("%s %s (%s): kind %d, number %llx instead of %llx, flags %x\n", rule->id,
                        rule->words, rule->where, sent.kind, (unsigned long long)sent.number,
                        (unsigned long long)tidy.number, sent.flags);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

/* ---- those that are not about one cell ---- */

static const struct {
    const char *id, *file, *words; /* below test/ */
} elsewhere[] = {
    {"X01", "cli/compare", "a list in .$kind"},
    {"X02", "unit/format/book_test.c", "sample.xls"},
    {"X03", "cli/compare", "a list in GB18030"},
    {"X04", "unit/format/book_test.c", "文件已加密，无法读取"},
    {"X05", "cli/compare", "a formula for a name"},
    {"X06", "unit/ledger/import_test.c", "village_from_sheet"},
    {"X07", "unit/ledger/import_test.c", "f.summary.hidden, 1"},
    {"X08", "unit/compare/source_test.c", "填报单位"},
    {"X09", "unit/compare/source_test.c", "knows_headings_by_their_ending"},
    {"X10", "unit/compare/source_test.c", "合计"},
    {"X11", "unit/compare/source_test.c", "填表人"},
    {"X12", "unit/ledger/import_test.c", "fills_household_cells_downward"},
    {"X13", "unit/compare/source_test.c", "numbers_rows"},
    {"X14", "unit/compare/compare_test.c", "QUALITY_REPEATED"},
    {"I05", "unit/compare/compare_test.c", "several_bear_one_number"},
    {"I06", "unit/compare/clean_test.c", "NUMBER_BROKEN"},
    {"I09", "unit/compare/compare_test.c", "a_birthday_beside_one_number"},
    {"N04", "unit/compare/score_test.c", "NAME_SOUND"},
    {"P03", "unit/compare/compare_test.c", "QUALITY_PHONE_SHARED"},
    /* fields that a comparison does not read */
    {"F02", "unit/standard/dirty_data_test.c", "f02"},
    {"F03", "unit/standard/disability_test.c", "42"},
    {"F04", "unit/report/facts_test.c", "risk_removed_on"},
    {"F05", "unit/domain/file_test.c", "file_status(person, &none, today)"},
    {"M01", "unit/standard/money_text_test.c", "元"},
    {"M02", "unit/standard/card_test.c", "card"},
    {"S01", "unit/ledger/import_test.c", "tells_shared_phones_and_same_content"},
    {"S02", "unit/domain/lists_again_test.c", "a_new_version_keeps_what_did_not_change"},
    {"S03", "unit/report/report_test.c", "holds_every_check_of_the_form"},
};

enum { LARGEST = 1 << 18 };

static struct text bytes_of(struct arena *arena, const char *folder, const char *name)
{
    struct text path = arena_printf(arena, "%s%s%s", getenv("TEST_DATA"), folder, name);
    FILE *file = fopen(arena_cstr(arena, path), "rb");
    if (file == NULL) {
        fail_msg("%.*s is not there", TEXT_ARG(path));
    }
    char *bytes = arena_alloc(arena, LARGEST);
    struct text text = {bytes, fread(bytes, 1, LARGEST, file)};
    fclose(file);
    return text;
}

/* Whether the rule is held by a case here, or by the test that is said to hold it. */
static bool is_held(struct arena *arena, struct text id)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        if (text_is(id, rules[i].id)) {
            return true;
        }
    }
    for (size_t i = 0; i < COUNT(elsewhere); i++) {
        if (text_is(id, elsewhere[i].id)) {
            return text_has(bytes_of(arena, "/../", elsewhere[i].file),
                            text_of(elsewhere[i].words));
        }
    }
    return false;
}

static void no_rule_is_forgotten(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct text rest = bytes_of(&arena, "/", "dirty_data.csv"), heading, cells[DATA_CELLS];
    text_split(&rest, '\n', &heading);
    size_t known = 0;
    for (; data_next_row(&rest, cells); known++) {
        if (!is_held(&arena, cells[0])) {
            fail_msg("%.*s is held nowhere", TEXT_ARG(cells[0]));
        }
    }
    assert_int_equal(known, 47);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_rule_of_a_cell),
                                       cmocka_unit_test(no_rule_is_forgotten)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
