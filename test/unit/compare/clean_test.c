#include "people.h"

static void reads_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        enum written written;
        enum number_kind kind;
        const char *text;
    } cases[] = {
        {"36072219840229000X", WRITTEN_AS_TEXT, NUMBER_VALID, "36072219840229000X"},
        {"36079919850606000x", WRITTEN_AS_TEXT, NUMBER_VALID, "36079919850606000X"},
        {"３６０７９９１９８５０６０６０００Ｘ", WRITTEN_AS_TEXT, NUMBER_VALID,
         "36079919850606000X"},
        {"’3607 2219 8402 2900 0X\u200b", WRITTEN_AS_TEXT, NUMBER_VALID, "36072219840229000X"},
        {"362123196501150009", WRITTEN_AS_TEXT, NUMBER_VALID, "362123196501150009"},
        {"810000199001010000", WRITTEN_AS_TEXT, NUMBER_VALID, "810000199001010000"},
        {"36072219840229000X42B1", WRITTEN_AS_TEXT, NUMBER_VALID, "36072219840229000X"},
        {"360722800229001", WRITTEN_AS_TEXT, NUMBER_FROM_15, "360722198002290019"},
        {"360722800229001", WRITTEN_AS_NUMBER, NUMBER_FROM_15, "360722198002290019"},
        {"360722198402290000", WRITTEN_AS_TEXT, NUMBER_BROKEN, "360722198402290000"},
        {"360722197902310009", WRITTEN_AS_TEXT, NUMBER_BROKEN, "360722197902310009"},
        {"36079919850606000×", WRITTEN_AS_TEXT, NUMBER_BROKEN, "36079919850606000X"},
        {"3607221984022900X", WRITTEN_AS_TEXT, NUMBER_ODD, "3607221984022900X"},
        {"3607221984022900000", WRITTEN_AS_TEXT, NUMBER_ODD, "3607221984022900000"},
        {"360722199001011000", WRITTEN_AS_NUMBER, NUMBER_CUT, "360722199001011…"},
        {"360722199001011264", WRITTEN_AS_NUMBER, NUMBER_CUT, "360722199001011…"},
        {"360722199001011000.0", WRITTEN_AS_TEXT, NUMBER_CUT, "360722199001011…"},
        {"3.60722199001011E+17", WRITTEN_AS_TEXT, NUMBER_CUT, "360722199001011…"},
        {"3.60722E+17", WRITTEN_AS_TEXT, NUMBER_NONE, ""},
        {"360***********1234", WRITTEN_AS_TEXT, NUMBER_MASKED, "360***********1234"},
        {"360722****123x", WRITTEN_AS_TEXT, NUMBER_MASKED, "360722********123X"},
        {"36072219900101****", WRITTEN_AS_TEXT, NUMBER_MASKED, "36072219900101****"},
        {"3607**1990**011234", WRITTEN_AS_TEXT, NUMBER_NONE, ""},
        {"3****************4", WRITTEN_AS_TEXT, NUMBER_NONE, ""},
        {"无", WRITTEN_AS_TEXT, NUMBER_NONE, ""},
        {"", WRITTEN_AS_TEXT, NUMBER_NONE, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct line line = {.number = cases[i].cell};
        struct person_row row = row_written(&line, cases[i].written);
        char text[CLEAN_NUMBER_SIZE + 4];
        clean_number_text(&row, text);
        if (row.kind != cases[i].kind || strcmp(text, cases[i].text) != 0) {
            fail_msg("%s: kind %d, %s", cases[i].cell, row.kind, text);
        }
    }
    assert_true(
        (row_of((struct line){.number = "360***********1234"}).flags & CLEAN_NUMBER_MASKED) != 0);
}

/* The short way must answer as the readers of standard/ do. */
static void short_way_agrees(void **state)
{
    (void)state;
    char digits[19] = "36072219840229000X";
    uint64_t chance = 1;
    size_t usable = 0;
    for (int i = 0; i < 20000; i++) {
        for (int k = 0; k < 18; k++) {
            chance = chance * 6364136223846793005u + 1442695040888963407u;
            if (i == 0 || chance >> 60 == 0) {
                digits[k] = (char)('0' + (chance >> 40) % 10);
            }
        }
        if (i % 2 == 0) {
            memcpy(digits, "36", 2);
            memcpy(digits + 6, chance >> 50 & 1 ? "1987060" : "2003120", 7);
            digits[17] = citizen_id_check(digits);
        }
        struct citizen_id id = citizen_id_read(text_of(digits), WRITTEN_AS_TEXT, TODAY);
        struct person_row row = row_of((struct line){.number = digits});
        assert_int_equal(citizen_id_usable(id.verdict), row.kind == NUMBER_VALID);
        if (row.kind == NUMBER_VALID) {
            assert_int_equal(row.birth, id.birth);
            assert_int_equal(row.sex, id.sex);
            usable++;
        }
    }
    assert_in_range(usable, 5000, 15000);
}

static void reads_names(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *text;
        unsigned flags;
    } cases[] = {
        {"张三", "张三", 0},
        {"张 三", "张三", CLEAN_NAME_CHANGED},
        {"欧阳娜娜", "欧阳娜娜", 0},
        {"张三（户主）", "张三", CLEAN_NAME_CHANGED},
        {"王五(已故)", "王五", CLEAN_NAME_CHANGED | CLEAN_IS_DEAD},
        {"刘\uE863", "刘䶮", CLEAN_NAME_CHANGED},
        {"刘𠮷", "刘𠮷", 0},
        {"刘?", "刘?", CLEAN_NAME_LOST},
        {"刘YAN", "刘YAN", CLEAN_NAME_LOST},
        {"古丽•买买提", "古丽买买提", CLEAN_NAME_CHANGED},
        {"阿卜杜热合曼·买买提", "阿卜杜热合…", CLEAN_NAME_LONG},
        {"刘\xE4\xB8", "刘\uFFFD\uFFFD", CLEAN_NAME_CHANGED | CLEAN_NAME_LOST | CLEAN_BAD_BYTES},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct person_row row = row_of((struct line){.name = cases[i].cell});
        char text[CLEAN_NAME_SIZE + 4];
        clean_name_text(&row, text);
        if (strcmp(text, cases[i].text) != 0 || row.flags != cases[i].flags) {
            fail_msg("%s: %s %x", cases[i].cell, text, row.flags);
        }
    }
    struct person_row a = row_of((struct line){.name = "阿卜杜热合曼·买买提"});
    struct person_row b = row_of((struct line){.name = "阿卜杜热合曼·买合提"});
    assert_true(a.name[0] == b.name[0] && a.name[1] != b.name[1]);
}

static void derives_and_disagrees(void **state)
{
    (void)state;
    struct person_row row = row_of((struct line){.number = "36072219840229000X"});
    assert_int_equal(row.birth, date_from_civil((struct civil){1984, 2, 29}));
    assert_int_equal(row.sex, SEX_FEMALE);
    assert_int_equal(row.flags, CLEAN_BIRTH_DERIVED | CLEAN_SEX_DERIVED);
    row = row_of((struct line){.number = "36072219840229000X", .sex = "男", .birth = "1984.3.30"});
    assert_int_equal(row.flags, CLEAN_BIRTH_DIFFERS | CLEAN_SEX_DIFFERS);
    row = row_of((struct line){.number = "36072219840229000X", .sex = "女", .birth = "1984年2月"});
    assert_int_equal(row.flags, 0);
    assert_int_equal(row.precision, DATE_DAY);
    /* a digit is wrong in its region: the day in it stands when the column knows the month */
    row = row_of((struct line){.number = "36082219840229000X", .birth = "1984.02"});
    assert_int_equal(row.kind, NUMBER_BROKEN);
    assert_int_equal(row.birth, date_from_civil((struct civil){1984, 2, 29}));
    assert_int_equal(row.precision, DATE_DAY);
    row = row_of((struct line){.number = "36082219840229000X", .birth = "1984.03"});
    assert_int_equal(row.birth, date_from_civil((struct civil){1984, 3, 1}));
    assert_int_equal(row.precision, DATE_MONTH);
    assert_int_equal(row.flags & CLEAN_BIRTH_DIFFERS, 0);
    row = row_of((struct line){.birth = "1984-02-30"});
    assert_int_equal(row.birth, DATE_NONE);
    assert_int_equal(row.flags, CLEAN_BIRTH_UNREAD);
    row = row_of((struct line){.birth = "1984-02"});
    assert_int_equal(row.precision, DATE_MONTH);
    row = row_of((struct line){.number = "360722199001011000.0"});
    assert_int_equal(row.birth, date_from_civil((struct civil){1990, 1, 1}));
}

static void reads_phones(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *text;
        unsigned flags;
    } cases[] = {
        {"13812345678", "13812345678", 0},
        {"+86 138-1234-5678", "13812345678", 0},
        {"13812345678.0", "13812345678", 0},
        {"0797-3331234", "07973331234", 0},
        {"13812345678/13912345678", "13812345678", CLEAN_SEVERAL_PHONES},
        {"1381234567", "1381234567", CLEAN_PHONE_WRONG},
        {"1.38E+10", "", CLEAN_PHONE_WRONG},
        {"138****5678", "", 0}, /* not wrong, only not shown */
        {"无", "", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct person_row row = row_of((struct line){.phone = cases[i].cell});
        char text[CLEAN_PHONE_SIZE];
        clean_phone_text(&row, text);
        if (strcmp(text, cases[i].text) != 0 || row.flags != cases[i].flags) {
            fail_msg("%s: %s %x", cases[i].cell, text, row.flags);
        }
    }
}

static void places_come_to_one(void **state)
{
    (void)state;
    struct person_row plain = row_of((struct line){.town = "嘉定镇", .village = "水东村"});
    static const struct line same[] = {
        {.town = "嘉定", .village = "水东"},
        {.town = " 嘉定镇 ", .village = "水东村委会"},
        {.town = "嘉定镇", .village = "水东村3组"},
        {.village = "嘉定镇水东村"},
        {.address = "嘉定镇水东村3组"},
        {.address = "江西省赣州市信丰县嘉定镇水东村村民委员会12号"},
        {.town = "信丰县嘉定镇", .address = "信丰县嘉定镇水东村"},
    };
    assert_true(plain.town != 0 && plain.village != 0 && plain.town != plain.village);
    for (size_t i = 0; i < COUNT(same); i++) {
        struct person_row row = row_of(same[i]);
        if (row.town != plain.town || row.village != plain.village) {
            fail_msg("place %zu is another", i);
        }
    }
    assert_int_equal(row_of((struct line){.address = "广东打工"}).village, 0);
}

static void hears_states(void **state)
{
    (void)state;
    assert_true((row_of((struct line){.dead = "2021-05-03"}).flags & CLEAN_IS_DEAD) != 0);
    assert_true((row_of((struct line){.dead = "是"}).flags & CLEAN_IS_DEAD) != 0);
    assert_true((row_of((struct line){.dead = "已死亡注销"}).flags & CLEAN_IS_DEAD) != 0);
    assert_int_equal(row_of((struct line){.dead = "否"}).flags, 0);
    assert_int_equal(row_of((struct line){.dead = "正常"}).flags, 0);
    assert_true((row_of((struct line){.pension = "正常领取"}).flags & CLEAN_DRAWS_PENSION) != 0);
    assert_int_equal(row_of((struct line){.pension = "未领取"}).flags, 0);
    assert_int_equal(row_of((struct line){.pension = "暂停发放"}).flags, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers), cmocka_unit_test(short_way_agrees),
        cmocka_unit_test(reads_names),   cmocka_unit_test(derives_and_disagrees),
        cmocka_unit_test(reads_phones),  cmocka_unit_test(places_come_to_one),
        cmocka_unit_test(hears_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
