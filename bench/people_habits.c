#include "people_lists.h"

/* ---- as the issue of the comparison lists it ---- */

static const struct heading register_columns[] = {
    {COLUMN_SERIAL, "序号"},      {COLUMN_NAME, "姓名"},      {COLUMN_SEX, "性别"},
    {COLUMN_NUMBER, "身份证号"},  {COLUMN_BIRTH, "出生日期"}, {COLUMN_TOWN, "户籍乡镇"},
    {COLUMN_VILLAGE, "户籍村居"}, {COLUMN_PHONE, "联系电话"}, {COLUMN_FILLER, "就业状态"},
};
static const struct heading relief_columns[] = {
    {COLUMN_SERIAL, "序号"},    {COLUMN_TOWN, "乡镇"},      {COLUMN_VILLAGE, "行政村"},
    {COLUMN_NAME, "姓名"},      {COLUMN_SEX, "性别"},       {COLUMN_NUMBER, "身份证号码"},
    {COLUMN_BIRTH, "出生日期"}, {COLUMN_PHONE, "手机号码"}, {COLUMN_FILLER, "低保类别"},
};

/* ---- villages of few surnames, everything in one cell, no birth on the left ---- */

static const struct heading village_columns[] = {
    {COLUMN_SERIAL, "序号"},    {COLUMN_TOWN, "所在乡镇"},     {COLUMN_VILLAGE, "村（社区）"},
    {COLUMN_HEAD, "户主姓名"},  {COLUMN_NAME, "家庭成员姓名"}, {COLUMN_NUMBER, "公民身份号码"},
    {COLUMN_PHONE, "本人电话"}, {COLUMN_FILLER, "备注"},
};
static const struct heading disabled_columns[] = {
    {COLUMN_NAME, "姓 名"},      {COLUMN_NUMBER, "身份证\n号码"}, {COLUMN_SEX, "性别"},
    {COLUMN_BIRTH, "出生年月"},  {COLUMN_PHONE, "联系方式"},      {COLUMN_ADDRESS, "家庭住址"},
    {COLUMN_FILLER, "残疾类别"},
};

/* ---- a system's export: a name, a number, nothing to fall back on but the phone ---- */

static const struct heading insured_columns[] = {
    {COLUMN_NAME, "姓名"}, {COLUMN_NUMBER, "社会保障号码"}, {COLUMN_PHONE, "手机号"}};
static const struct heading pay_columns[] = {{COLUMN_FILLER, "单位名称"},
                                             {COLUMN_NUMBER, "证件号码"},
                                             {COLUMN_NAME, "人员姓名"},
                                             {COLUMN_SEX, "性别"}};

/* ---- none of what the weights were first tried on: kept to see that they hold elsewhere ---- */

/* A border county: every other name has several parts, no villages, no phone on the right. */
static const struct heading border_left[] = {
    {COLUMN_NUMBER, "公民身份证号"}, {COLUMN_BIRTH, "出生日期"},
    {COLUMN_NAME, "姓名"},           {COLUMN_SEX, "性别"},
    {COLUMN_PHONE, "电话号码"},      {COLUMN_TOWN, "乡（镇）"},
};
static const struct heading border_right[] = {
    {COLUMN_TOWN, "所属乡镇"}, {COLUMN_FILLER, "类别"}, {COLUMN_NAME, "享受人姓名"},
    {COLUMN_SEX, "性别"},      {COLUMN_BIRTH, "生日"},  {COLUMN_NUMBER, "身份证件号码"},
};

/* A northern plain: few surnames, short given names, nobody has a phone, no towns. */
static const struct heading plain_left[] = {
    {COLUMN_VILLAGE, "村名"},   {COLUMN_NAME, "本人姓名"},     {COLUMN_SEX, "性别"},
    {COLUMN_BIRTH, "出生日期"}, {COLUMN_NUMBER, "身份证号码"},
};
static const struct heading plain_right[] = {
    {COLUMN_NUMBER, "证件号"},    {COLUMN_VILLAGE, "行政村"}, {COLUMN_NAME, "姓名"},
    {COLUMN_BIRTH, "出生年月日"}, {COLUMN_FILLER, "备注"},
};

/* A town of newcomers: surnames of the whole country, no place at all, one in ten stands twice. */
static const struct heading town_left[] = {{COLUMN_NAME, "姓名"},
                                           {COLUMN_PHONE, "手机"},
                                           {COLUMN_NUMBER, "身份证"},
                                           {COLUMN_FILLER, "状态"}};
static const struct heading town_right[] = {{COLUMN_FILLER, "单位"},
                                            {COLUMN_PHONE, "联系电话"},
                                            {COLUMN_BIRTH, "出生年月"},
                                            {COLUMN_NUMBER, "身份证号"},
                                            {COLUMN_NAME, "姓名"}};

/* ---- as an outside examiner wrote them, who had not seen the comparison ---- */

/* Who died: numbers of fifteen digits, no phone, the village and group in one cell. */
static const struct heading death_columns[] = {
    {COLUMN_NAME, "死者姓名"},  {COLUMN_NUMBER, "身份证号码"}, {COLUMN_SEX, "性别"},
    {COLUMN_BIRTH, "出生日期"}, {COLUMN_ADDRESS, "户籍地址"},  {COLUMN_FILLER, "备注"},
};
/* A household's members, some of them under the head's number; no birthdays. */
static const struct heading household_columns[] = {
    {COLUMN_HEAD, "户主姓名"}, {COLUMN_NAME, "成员姓名"},    {COLUMN_NUMBER, "公民身份号码"},
    {COLUMN_SEX, "性别"},      {COLUMN_ADDRESS, "家庭地址"}, {COLUMN_PHONE, "联系方式"},
};
static const struct heading numberless_columns[] = {
    {COLUMN_NAME, "人员姓名"}, {COLUMN_SEX, "性别"},       {COLUMN_BIRTH, "出生日期"},
    {COLUMN_TOWN, "乡（镇）"}, {COLUMN_VILLAGE, "行政村"}, {COLUMN_PHONE, "移动电话"},
};
static const struct heading platform_columns[] = {
    {COLUMN_NUMBER, "证件号码"}, {COLUMN_NAME, "姓名"},        {COLUMN_PHONE, "手机号码"},
    {COLUMN_FILLER, "务工单位"}, {COLUMN_ADDRESS, "户籍地址"},
};
static const struct heading card_columns[] = {
    {COLUMN_NAME, "姓名"},       {COLUMN_SEX, "性别"},      {COLUMN_NUMBER, "残疾人证号"},
    {COLUMN_FILLER, "残疾类别"}, {COLUMN_TOWN, "所在乡镇"}, {COLUMN_VILLAGE, "所在村"},
    {COLUMN_BIRTH, "出生年月"},
};

#define COLUMNS(list) .columns = (list), .n = COUNT(list)

static const struct habit habits[] = {
    {
        .name = "issue",
        .population = {.clan = 200,
                       .short_name = 150,
                       .foreign = 1,
                       .rare = 1,
                       .twins = 8,
                       .near = 6,
                       .same_name = 2,
                       .cadre_phone = 20,
                       .no_phone = 30},
        .left = {COLUMNS(register_columns), .dates = DATES_ISO},
        .right = {COLUMNS(relief_columns), .dates = DATES_ISO, .untidy = 10},
        .dirt = {[DIRT_ONE_DIGIT] = 20,
                 [DIRT_SWAPPED] = 10,
                 [DIRT_FIFTEEN] = 10,
                 [DIRT_NO_NUMBER] = 10,
                 [DIRT_HOMOPHONE] = 14,
                 [DIRT_VARIANT] = 6,
                 [DIRT_BOTH] = 10},
        .moved = 15,
        .new_phone = 120,
        .phone_left_out = 60,
        .twice = 3,
        .borrowed = 1,
        .above = 1,
        .second_number = 1,
    },
    {
        .name = "village",
        .population = {.clan = 900,
                       .short_name = 60,
                       .foreign = 4,
                       .rare = 8,
                       .twins = 12,
                       .near = 10,
                       .same_name = 3,
                       .cadre_phone = 120,
                       .no_phone = 80},
        .left = {.title = "2022年监测对象花名册", COLUMNS(village_columns), .untidy = 20},
        .right = {.title = "持证残疾人基本情况表",
                  COLUMNS(disabled_columns),
                  .dates = DATES_TEXT,
                  .untidy = 60,
                  .total = true},
        .dirt = {[DIRT_ONE_DIGIT] = 25,
                 [DIRT_SWAPPED] = 5,
                 [DIRT_FIFTEEN] = 3,
                 [DIRT_NO_NUMBER] = 50,
                 [DIRT_HOMOPHONE] = 10,
                 [DIRT_VARIANT] = 8,
                 [DIRT_BOTH] = 8,
                 [DIRT_ACCENT] = 4,
                 [DIRT_LOOKS] = 3,
                 [DIRT_SCIENTIFIC] = 4,
                 [DIRT_ROUNDED] = 3,
                 [DIRT_DAY_MONTH] = 2,
                 [DIRT_TWO_DIGITS] = 4},
        .left_dirt = 6,
        .moved = 30,
        .new_phone = 200,
        .phone_left_out = 150,
        .twice = 10,
        .borrowed = 3,
        .above = 1,
        .second_number = 1,
    },
    {
        .name = "payroll",
        .population = {.clan = 0,
                       .short_name = 300,
                       .foreign = 10,
                       .rare = 0,
                       .twins = 6,
                       .near = 4,
                       .same_name = 1,
                       .cadre_phone = 0,
                       .no_phone = 10},
        .left = {COLUMNS(insured_columns)},
        .right = {COLUMNS(pay_columns), .untidy = 5},
        .dirt = {[DIRT_ONE_DIGIT] = 8,
                 [DIRT_SWAPPED] = 8,
                 [DIRT_FIFTEEN] = 1,
                 [DIRT_HOMOPHONE] = 20,
                 [DIRT_VARIANT] = 10,
                 [DIRT_BOTH] = 4,
                 [DIRT_LOOKS] = 2},
        .left_dirt = 2,
        .twice = 20,
        .above = 1,
    },
    {
        .name = "border",
        .population = {.province = 65,
                       .elsewhere = 90,
                       .short_name = 250,
                       .foreign = 500,
                       .twins = 15,
                       .near = 4,
                       .same_name = 6,
                       .no_phone = 200},
        .left = {COLUMNS(border_left), .dates = DATES_COMPACT},
        .right = {COLUMNS(border_right), .dates = DATES_CHINESE, .untidy = 30},
        .dirt = {[DIRT_ONE_DIGIT] = 20,
                 [DIRT_SWAPPED] = 10,
                 [DIRT_FIFTEEN] = 10,
                 [DIRT_NO_NUMBER] = 10,
                 [DIRT_HOMOPHONE] = 14,
                 [DIRT_VARIANT] = 6,
                 [DIRT_BOTH] = 10},
        .moved = 40,
        .twice = 8,
        .above = 1,
    },
    {
        .name = "plain",
        .population = {.province = 41,
                       .elsewhere = 100,
                       .clan = 700,
                       .short_name = 450,
                       .twins = 8,
                       .near = 6,
                       .same_name = 2,
                       .no_phone = 1000},
        .left = {.title = "人员花名册", COLUMNS(plain_left), .dates = DATES_SLASH, .untidy = 10},
        .right = {COLUMNS(plain_right), .dates = DATES_TEXT, .untidy = 20, .total = true},
        .dirt = {[DIRT_ONE_DIGIT] = 20,
                 [DIRT_SWAPPED] = 10,
                 [DIRT_FIFTEEN] = 10,
                 [DIRT_NO_NUMBER] = 10,
                 [DIRT_HOMOPHONE] = 14,
                 [DIRT_VARIANT] = 6,
                 [DIRT_BOTH] = 10},
        .moved = 15,
        .twice = 5,
        .borrowed = 2,
        .above = 1,
    },
    {
        .name = "town",
        .population = {.province = 44,
                       .elsewhere = 100,
                       .short_name = 150,
                       .foreign = 20,
                       .twins = 5,
                       .near = 3,
                       .same_name = 1,
                       .no_phone = 20},
        .left = {COLUMNS(town_left), .untidy = 5},
        .right = {COLUMNS(town_right), .dates = DATES_MONTH, .untidy = 20},
        .dirt = {[DIRT_ONE_DIGIT] = 20,
                 [DIRT_SWAPPED] = 10,
                 [DIRT_FIFTEEN] = 10,
                 [DIRT_NO_NUMBER] = 10,
                 [DIRT_HOMOPHONE] = 14,
                 [DIRT_VARIANT] = 6,
                 [DIRT_BOTH] = 10},
        .new_phone = 50, /* who has neither number nor phone nor place cannot be found */
        .phone_left_out = 10,
        .twice = 100,
        .above = 2,
    },
    {
        .name = "deaths",
        .population = {.clan = 200,
                       .short_name = 150,
                       .foreign = 3,
                       .twins = 8,
                       .near = 6,
                       .same_name = 2,
                       .no_phone = 30},
        .left = {COLUMNS(register_columns), .dates = DATES_ISO},
        .right = {COLUMNS(death_columns), .dates = DATES_SLASH, .numbers = NUMBERS_FIFTEEN,
                  .untidy = 10},
        .dirt = {[DIRT_ONE_DIGIT] = 20,
                 [DIRT_SWAPPED] = 10,
                 [DIRT_FIFTEEN] = 10,
                 [DIRT_NO_NUMBER] = 10,
                 [DIRT_HOMOPHONE] = 14,
                 [DIRT_VARIANT] = 6,
                 [DIRT_BOTH] = 10},
        .moved = 15,
    },
    {
        .name = "household",
        .population = {.clan = 200,
                       .short_name = 150,
                       .foreign = 3,
                       .twins = 8,
                       .near = 6,
                       .same_name = 2,
                       .no_phone = 30},
        .left = {COLUMNS(register_columns), .dates = DATES_ISO},
        .right = {.title = "城乡低保对象花名册", COLUMNS(household_columns), .untidy = 10},
        .dirt = {[DIRT_ONE_DIGIT] = 20,
                 [DIRT_SWAPPED] = 10,
                 [DIRT_FIFTEEN] = 10,
                 [DIRT_NO_NUMBER] = 10,
                 [DIRT_HOMOPHONE] = 14,
                 [DIRT_VARIANT] = 6,
                 [DIRT_BOTH] = 10,
                 [DIRT_LOST] = 10,
                 [DIRT_DOUBLED] = 10,
                 [DIRT_LETTER] = 5,
                 [DIRT_LOOKS] = 3},
        .moved = 15,
        .twice = 3,
        .borrowed = 10,
        .above = 2,
        .second_number = 1,
        .in_list = 20,
    },
    {
        .name = "numberless",
        .population = {.clan = 200,
                       .short_name = 150,
                       .foreign = 3,
                       .twins = 8,
                       .near = 6,
                       .same_name = 2,
                       .no_phone = 30},
        .left = {COLUMNS(register_columns), .dates = DATES_ISO},
        .right = {COLUMNS(numberless_columns), .dates = DATES_CHINESE, .untidy = 5},
        .dirt = {[DIRT_HOMOPHONE] = 14, [DIRT_VARIANT] = 3, [DIRT_LOOKS] = 3},
        .new_phone = 50,
    },
    {
        .name = "masked",
        .population = {.clan = 200,
                       .short_name = 150,
                       .foreign = 3,
                       .twins = 8,
                       .near = 6,
                       .same_name = 2,
                       .no_phone = 30},
        .left = {COLUMNS(register_columns), .dates = DATES_ISO},
        .right = {COLUMNS(platform_columns), .numbers = NUMBERS_MASKED},
        .dirt = {[DIRT_HOMOPHONE] = 10},
        .new_phone = 30,
    },
    {
        .name = "cards",
        .population = {.clan = 200,
                       .short_name = 150,
                       .foreign = 3,
                       .twins = 8,
                       .near = 6,
                       .same_name = 2,
                       .no_phone = 30},
        .left = {COLUMNS(register_columns), .dates = DATES_ISO},
        .right = {COLUMNS(card_columns), .dates = DATES_MONTH, .numbers = NUMBERS_CARD,
                  .untidy = 10},
        .dirt = {[DIRT_ONE_DIGIT] = 20,
                 [DIRT_SWAPPED] = 10,
                 [DIRT_FIFTEEN] = 10,
                 [DIRT_NO_NUMBER] = 10,
                 [DIRT_HOMOPHONE] = 14,
                 [DIRT_VARIANT] = 6,
                 [DIRT_BOTH] = 10},
        .moved = 15,
        .in_list = 10,
    },
    {
        .name = "register",
        .population = {.clan = 200,
                       .short_name = 150,
                       .foreign = 3,
                       .twins = 8,
                       .near = 6,
                       .same_name = 2,
                       .no_phone = 30},
        .left = {COLUMNS(register_columns), .dates = DATES_ISO},
        .right = {COLUMNS(relief_columns), .dates = DATES_ISO, .untidy = 5},
        .dirt = {[DIRT_ONE_DIGIT] = 20,
                 [DIRT_SWAPPED] = 10,
                 [DIRT_FIFTEEN] = 10,
                 [DIRT_NO_NUMBER] = 10,
                 [DIRT_HOMOPHONE] = 14,
                 [DIRT_VARIANT] = 6,
                 [DIRT_BOTH] = 10,
                 [DIRT_LOST] = 10,
                 [DIRT_DOUBLED] = 10,
                 [DIRT_LETTER] = 5,
                 [DIRT_LOOKS] = 3},
        .moved = 15,
        .phone_left_out = 60,
        .above = 2,
        .second_number = 2,
        .other_year = 5,
        .in_list = 20,
    },
};

const struct habit *habit_at(size_t i)
{
    return i < COUNT(habits) ? &habits[i] : NULL;
}

const struct habit *habit_find(struct text name)
{
    for (size_t i = 0; i < COUNT(habits); i++) {
        if (text_is(name, habits[i].name)) {
            return &habits[i];
        }
    }
    return NULL;
}

const char *dirt_name(enum dirt dirt)
{
    static const char *const names[DIRT__COUNT] = {
        [DIRT_NONE] = "clean",
        [DIRT_ONE_DIGIT] = "one_digit",
        [DIRT_SWAPPED] = "swapped",
        [DIRT_FIFTEEN] = "fifteen",
        [DIRT_NO_NUMBER] = "no_number",
        [DIRT_HOMOPHONE] = "homophone",
        [DIRT_VARIANT] = "variant",
        [DIRT_BOTH] = "both",
        [DIRT_ACCENT] = "accent",
        [DIRT_LOOKS] = "looks_alike",
        [DIRT_SCIENTIFIC] = "scientific",
        [DIRT_ROUNDED] = "rounded",
        [DIRT_DAY_MONTH] = "day_month",
        [DIRT_TWO_DIGITS] = "two_digits",
        [DIRT_LOST] = "lost",
        [DIRT_DOUBLED] = "doubled",
        [DIRT_LETTER] = "letter",
    };
    return names[dirt];
}
