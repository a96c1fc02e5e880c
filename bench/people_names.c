#include "people_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/list.h"
#include "format/csv.h"
#include "standard/pinyin.h"
#include "standard/surname.h"

enum { HAN = 3, SYLLABLES = 1024, NAME_MOST = 12 };

/* The commonest of a Hakka county, in order. */
static const char county[] =
    "刘陈李黄张谢曾王郭赖邱肖钟林罗何吴杨周朱徐叶温廖袁蓝彭邓胡熊卢古游俞甘";

/* Given names go by decade: the older, the middle and the young, commonest first. */
static const char *const men[] = {
    "生华明国文福金志建德春林贵发光昌荣祥兴永庆全有仁水根才富宝万长云海忠清平和汉东元家良树石木火土"
    "寿"
    "星连远道义礼伦盛财均传",
    "平华军明建伟文勇国强辉志海斌林春东龙飞波涛峰毅敏杰刚宏俊红永亮健小立新云晓祥卫少金荣忠"
    "学庆江山松继先开启胜旺彬武雄",
    "俊杰宇浩文志伟鹏鑫涛子豪嘉博轩龙阳辰凯明晨雨泽睿瑞航天晓佳家建超凡帅旭磊昊毅翔锋斌鸿"
    "逸思铭梓诚哲奕森灏楠熙洋钧",
};
static const char *const women[] = {
    "秀英兰玉凤桂香珍莲春金梅菊娣招连月华美素妹群满福贵银长清水友香娇淑冬秋贞云花蓉芝荷带来"
    "石凤发女顺",
    "英丽红华燕芳玲萍霞艳梅琴娟春敏兰美秀珍香晓小云慧玉平凤群莉静丹芬琼莲翠菊月冬爱秋志雪娇"
    "海金水清建文学",
    "婷雨欣佳思雅怡梦静雪晓丽敏慧颖琪琳倩莹芳露洁瑶玲文娜嘉诗梓涵萱蕾丹妍玉芸薇霞美林艳琴欢"
    "晴悦桐馨蓉媛茜",
};
static const char everybody[] = "中正成康益利达安民乐善恩诗书景宁方章启承绍毓懿润沛淳朗峻岚霖霏霜菁"
                                "蔚芷苓茹萌葵蓓蕙薏纯纤绮缘璐璇珊珂玥珺玮琛瑾瑜璋瑛";

/* Every pair of two is one character in two shapes; either may stand for the other. */
static const char variants[] =
    "國国華华軍军傑杰強强偉伟麗丽鳳凤蘭兰蓮莲豔艳艷艳燕鷰榮荣貴贵興兴連连遠远財财傳传義义禮礼"
    "壽寿萬万寶宝雲云東东龍龙飛飞濤涛鋒锋剛刚紅红曉晓衛卫學学慶庆開开啟启勝胜澤泽銘铭誠诚"
    "瑩莹潔洁瓊琼嬌娇愛爱靜静爾尔歡欢憶忆夢梦嶽岳峯峰羣群堃坤喆哲淼渺昇升陞升蹟迹脩修"
    "恆恒煇辉輝辉甯宁寧宁鵬鹏鴻鸿鈞钧鋼钢銀银鐵铁鎮镇長长順顺穎颖蘇苏葉叶藝艺蓀荪薩萨";
static const char looks[] =
    "凤风未末己已士土晴睛梅海林材昌冒治冶洁结柏拍佳住宇字徐除熊能肖尚萍苹芬芳玲"
    "铃清请玉王春舂贵责明朋箩罗廓郭崇祟浩洁健键刚则峰烽";

static const char *const foreign_first[] = {"阿卜杜", "阿依", "古丽", "买买提", "热依汗",
                                            "吾买尔", "帕提", "扎西", "卓玛",   "次仁"};
static const char *const foreign_second[] = {"热合曼", "江",     "娜尔", "吐尔逊",
                                             "艾力",   "卡德尔", "次丹", "德吉"};

struct names {
    LIST(char) by_reading[SYLLABLES]; /* characters of three bytes */
};

/* ---- making ---- */

static struct text at_character(const char *run, size_t i)
{
    return (struct text){run + i * HAN, HAN};
}

/* A place in 0..n-1, earlier ones oftener (the smallest of two or three). */
static size_t early(struct dice *dice, size_t n)
{
    uint32_t a = dice_below(dice, (uint32_t)n), b = dice_below(dice, (uint32_t)n);
    return a < b ? a : b;
}

struct text names_surname(struct dice *dice, uint32_t local)
{
    if (dice_percent(dice, local)) {
        size_t n = (sizeof(county) - 1) / HAN;
        size_t a = early(dice, n), b = dice_below(dice, (uint32_t)n);
        return at_character(county, a < b ? a : b);
    }
    if (dice_below(dice, 200) == 0) {
        return surname_compound(dice_below(dice, 20));
    }
    size_t n = 0;
    while (surname_common(n).n > 0) {
        n++;
    }
    return surname_common(early(dice, n));
}

struct text names_clan(uint64_t village, uint32_t choice)
{
    struct dice dice = dice_seeded(village * 31 + choice + 7);
    return at_character(county, early(&dice, (sizeof(county) - 1) / HAN));
}

struct text names_character(struct dice *dice, bool male, int year)
{
    if (dice_percent(dice, 6)) {
        return at_character(everybody, dice_below(dice, (sizeof(everybody) - 1) / HAN));
    }
    size_t age = year < 1962 ? 0 : year < 1986 ? 1 : 2;
    if (dice_percent(dice, 20)) {
        age = dice_below(dice, COUNT(men));
    }
    const char *pool = male ? men[age] : women[age];
    return at_character(pool, early(dice, strlen(pool) / HAN));
}

void names_foreign(struct dice *dice, char out[NAME_BYTES])
{
    const char *first = foreign_first[dice_below(dice, COUNT(foreign_first))];
    const char *second = foreign_second[dice_below(dice, COUNT(foreign_second))];
    snprintf(out, NAME_BYTES, "%s·%s", first, second);
}

/* ---- slips ---- */

/* The 3,755 usual characters (level 1 of GB 2312) by their first reading. */
struct names *names_new(void)
{
    struct names *names = calloc(1, sizeof(*names));
    struct arena arena;
    struct error error;
    struct buf bytes;
    struct text usual;
    arena_init(&arena);
    buf_init(&bytes, UINT16_MAX);
    for (int high = 0xB0; high <= 0xD7; high++) {
        for (int low = 0xA1; low <= (high == 0xD7 ? 0xF9 : 0xFE); low++) {
            buf_addc(&bytes, (char)high);
            buf_addc(&bytes, (char)low);
        }
    }
    if (names == NULL || csv_decode(&arena, buf_text(&bytes), &usual, &error) != OK) {
        bug("no memory, or no table of GB 2312");
    }
    for (size_t i = 0; i + HAN <= usual.n; i += HAN) {
        uint16_t reading;
        if (pinyin_numbers((struct text){usual.s + i, HAN}, PINYIN_OF_WORDS, &reading, 1) == 1 &&
            reading < SYLLABLES) {
            for (size_t k = i; k < i + HAN; k++) {
                list_add(&names->by_reading[reading], usual.s[k]);
            }
        }
    }
    buf_release(&bytes);
    arena_release(&arena);
    return names;
}

void names_release(struct names *names)
{
    for (size_t i = 0; i < SYLLABLES; i++) {
        list_release(&names->by_reading[i]);
    }
    free(names);
}

static bool same_character(const char *a, const char *b)
{
    return memcmp(a, b, HAN) == 0;
}

/* Another character of that reading into out; false when there is none. */
static bool other_of(const struct names *names, struct dice *dice, size_t reading,
                     const char *character, char out[HAN])
{
    size_t n = names->by_reading[reading].n / HAN;
    if (n == 0) {
        return false;
    }
    size_t start = dice_below(dice, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        const char *other = names->by_reading[reading].at + (start + i) % n * HAN;
        if (!same_character(other, character)) {
            memcpy(out, other, HAN);
            return true;
        }
    }
    return false;
}

/* The syllable as a southern tongue says it into out; false when it says the same. */
static bool accent(struct text syllable, struct dice *dice, char out[16])
{
    static const char *const swaps[][2] = {{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"z", "zh"},
                                           {"c", "ch"}, {"s", "sh"}, {"n", "l"},  {"l", "n"}};
    static const char *const ends[][2] = {
        {"ing", "in"}, {"eng", "en"}, {"in", "ing"}, {"en", "eng"}};
    if (dice_percent(dice, 50)) {
        for (size_t i = 0; i < COUNT(ends); i++) {
            struct text end = text_of(ends[i][0]);
            if (text_ends(syllable, end) && syllable.n > end.n) {
                snprintf(out, 16, "%.*s%s", (int)(syllable.n - end.n), syllable.s, ends[i][1]);
                return true;
            }
        }
    }
    for (size_t i = 0; i < COUNT(swaps); i++) {
        struct text start = text_of(swaps[i][0]);
        if (text_starts(syllable, start)) {
            snprintf(out, 16, "%s%.*s", swaps[i][1], (int)(syllable.n - start.n),
                     syllable.s + start.n);
            return true;
        }
    }
    return false;
}

static bool of_reading(const struct names *names, struct dice *dice, bool accented,
                       const char *character, char out[HAN])
{
    uint16_t reading;
    char said[16];
    if (pinyin_numbers((struct text){character, HAN}, PINYIN_OF_WORDS, &reading, 1) != 1) {
        return false;
    }
    if (!accented) {
        return other_of(names, dice, reading, character, out);
    }
    if (!accent(pinyin_syllable(reading), dice, said)) {
        return false;
    }
    for (size_t i = 1; i < SYLLABLES; i++) {
        if (text_is(pinyin_syllable((uint16_t)i), said)) {
            return other_of(names, dice, i, character, out);
        }
    }
    return false;
}

static bool of_pair(const char *pairs, struct dice *dice, const char *character, char out[HAN])
{
    size_t n = strlen(pairs) / HAN, start = dice_below(dice, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        size_t at = (start + i) % n;
        const char *other = pairs + (at ^ 1) * HAN;
        if (same_character(pairs + at * HAN, character) && !same_character(other, character)) {
            memcpy(out, other, HAN);
            return true;
        }
    }
    return false;
}

bool names_slip(const struct names *names, struct dice *dice, enum slip slip, char name[NAME_BYTES])
{
    size_t length = strlen(name), surname = surname_length((struct text){name, length});
    size_t n =
        length % HAN == 0 && length <= (size_t)NAME_MOST * HAN ? (length - surname) / HAN : 0;
    size_t start = n > 0 ? dice_below(dice, (uint32_t)n) : 0;
    for (size_t i = 0; i < n; i++) {
        char *character = name + surname + (start + i) % n * HAN, other[HAN];
        bool done = slip == SLIP_VARIANT ? of_pair(variants, dice, character, other)
                    : slip == SLIP_LOOKS
                        ? of_pair(looks, dice, character, other)
                        : of_reading(names, dice, slip == SLIP_ACCENT, character, other);
        if (done) {
            memcpy(character, other, HAN);
            return true;
        }
    }
    return false;
}
