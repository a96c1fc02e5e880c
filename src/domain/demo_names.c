#include "domain/demo_names.h"

#include "base/date.h"
#include "standard/citizen_id.h"

static const char *const surnames[] = {
    "刘", "陈", "李", "黄", "张", "王", "谢", "曾", "郭", "赖", "邱", "肖", "钟",   "林",   "罗",
    "何", "吴", "杨", "周", "朱", "徐", "叶", "温", "廖", "袁", "蓝", "彭", "邓",   "胡",   "熊",
    "卢", "古", "游", "俞", "甘", "明", "月", "单", "仇", "解", "查", "盖", "欧阳", "上官", "尉迟"};

static const char *const male[] = {"伟", "强", "军", "勇", "明", "华", "平", "辉", "建", "国",
                                   "文", "海", "志", "金", "福", "生", "林", "春", "发", "祥",
                                   "斌", "涛", "龙", "飞", "东", "荣", "贵", "昌", "䶮", "鑫"};
static const char *const female[] = {"英", "秀", "兰", "梅", "芳", "玲", "燕", "红", "霞", "娟",
                                     "丽", "凤", "香", "珍", "莲", "桂", "春", "萍", "琴", "华",
                                     "艳", "云", "月", "花", "娣", "招", "妹", "群", "晓", "㛃"};

static const char *const trades[] = {"电子", "制衣", "鞋业", "家具", "建材",
                                     "农业", "脐橙", "物流", "食品", "玩具"};
static const char *const forms[DEMO_FORMS] = {"有限公司", "厂", "商行", "专业合作社", "帮扶车间"};

struct text demo_surname(struct dice *dice)
{
    uint32_t a = dice_below(dice, COUNT(surnames)), b = dice_below(dice, COUNT(surnames));
    return text_of(surnames[a < b ? a : b]); /* the smaller of two: earlier ones come oftener */
}

struct text demo_given_name(struct arena *arena, struct dice *dice, int sex)
{
    const char *const *pool = sex == 1 ? male : female;
    const char *first = pool[dice_below(dice, COUNT(male))];
    if (dice_percent(dice, 25)) {
        return text_of(first);
    }
    return arena_printf(arena, "%s%s", first, pool[dice_below(dice, COUNT(male))]);
}

struct text demo_id_number(struct arena *arena, int32_t birth, int sequence)
{
    struct civil c = date_to_civil(birth);
    struct text seventeen =
        arena_printf(arena, "360799%04d%02d%02d%03d", c.year, c.month, c.day, sequence % 1000);
    return arena_printf(arena, "%.*s%c", TEXT_ARG(seventeen), citizen_id_check(seventeen.s));
}

struct text demo_phone(struct arena *arena, struct dice *dice)
{
    return arena_printf(arena, "1990797%04u", dice_below(dice, 10000));
}

struct text demo_employer(struct arena *arena, struct dice *dice, struct text town, int number,
                          size_t form)
{
    return arena_printf(arena, "%.*s演示%s%d%s", TEXT_ARG(town),
                        trades[dice_below(dice, COUNT(trades))], number, forms[form]);
}
