#include "compare/sound.h"

#include <string.h>

#include "base/bug.h"
#include "compare/clean_part.h"
#include "standard/pinyin.h"

/* zhuang, zuang and zuan are one. */
static uint16_t class_of(struct text syllable)
{
    char folded[8];
    size_t n = 0;
    for (size_t i = 0; i < syllable.n && n < sizeof(folded); i++) {
        char c = syllable.s[i];
        bool soft = i == 1 && c == 'h'; /* zh ch sh */
        bool nasal = c == 'g' && i + 1 == syllable.n && i > 0 && syllable.s[i - 1] == 'n';
        if (!soft && !nasal) {
            folded[n++] = i == 0 && c == 'n' ? 'l' : c;
        }
    }
    return (uint16_t)(text_hash((struct text){folded, n}) >> 48) | 1;
}

static uint16_t look_up(uint32_t cp)
{
    uint16_t numbers[4];
    return pinyin_readings(cp, numbers) == 0 ? 0 : class_of(pinyin_syllable(numbers[0]));
}

/*
 * Characters of names that are mistaken for one another when they are copied from paper, or left
 * with a stroke too few; those that sound alike as well need not stand here. A class a word, each
 * character in one.
 */
static const char look_alikes[] =
    "己已巳 未末 土士 日曰目 王玉主壬 天夭 人入八 大太犬 干千于 午牛 刀力 石右 田由甲申 白百自 "
    "今令 冶治 仁任 风凤 兰三 丹舟 开井 历厉 友发 元无 乌鸟 兆北 贵责 肖尚 莱菜 萍苹 芬芳 苗茁 "
    "惊琼掠谅凉 海梅悔侮敏 结洁 洪供拱浩 汪江注 清情晴睛请靖倩 材村林 桂佳住柱往 根银恨 良艮 香秀 "
    "春舂眷 妹姝 样祥详洋 健键律 辉挥晖浑 娟捐绢涓 徽微徵 毫亳豪 峰锋烽 钟钊钏钧钓 郭廓敦 赖籁懒 "
    "曾曹 付何柯 余佘 侍待持诗 扬杨场畅汤 博搏傅 吴昊 昌冒 明朋 胜性 杉彬 柏拍伯 析折 枝技 柳卯 "
    "杏否 李季 孝考老 子孑 宇字学 宁守 安妥 宏宕 客容 宣宜 官宫 寒塞赛 崇祟 丘兵岳 岑芩 昱显 "
    "晓浇绕饶 "
    "刚则 列例 勇男 卓早 叶计汁 名各 周同 和知 喜善嘉 因困固囡 坚竖 复夏 婉宛 孟盂 买卖实 龙尤 "
    "师帅 平半 庆厌 庄压 康唐 廉谦 延廷 私弘 徐除 思恩 桓恒 成戌戍戊 才寸 文丈 施旋旅 昕听 晋普 "
    "暖缓 月用 朗郎 社杜 果杲 桃挑姚 正止 武式 毛手 永水冰 温湿 寿涛 湘相 潘播 炎淡 熊能 爱受 "
    "瑞端 盈盆 真直 矛予 科料 秦泰奏 管营 维唯谁准 美关 察蔡 虎虑 西酉 贝见 超起 辛幸 迭达 全金 "
    "间问闻 阴阳 顺须 高商 玲铃 珍诊 莹萤";

/* Traditional characters of names whose first reading is not that of the simplified one, which
 * stands behind each. */
static const char traditional[] =
    "徵征湞浈琿珲繆缪縝缜紇纥綉绣繰缲調调誰谁詰诘賁贲釐厘釓钆鈿钿鉚铆銑铣銚铫鋨锇錁锞鎬镐鐔镡"
    "長长雋隽靚靓頡颉駘骀鮁鲅鯖鲭鵠鹄輅辂輾辗藉借蔔卜籲吁瞭了麽么歛敛叄叁彿佛薀蕰";

static void set_traditional(struct sounds *sounds)
{
    struct text left = text_of(traditional);
    uint32_t cp, simplified;
    while (utf8_next(&left, &cp) && utf8_next(&left, &simplified)) {
        sounds->of[cp - SOUND_FROM] = sounds->of[simplified - SOUND_FROM];
    }
}

static void set_looks(struct sounds *sounds)
{
    struct text left = text_of(look_alikes);
    uint8_t class = 1;
    uint32_t cp;
    while (utf8_next(&left, &cp)) {
        if (cp == ' ') {
            class ++;
            continue;
        }
        uint8_t *looks = &sounds->looks[cp - SOUND_FROM];
        if (*looks != 0 || class == UINT8_MAX) {
            bug("a character stands in two classes of those that look alike");
        }
        *looks = class;
    }
}

bool sound_looks_alike(const struct sounds *sounds, uint32_t a, uint32_t b)
{
    bool known = a >= SOUND_FROM && a < SOUND_TO && b >= SOUND_FROM && b < SOUND_TO;
    return known && sounds->looks[a - SOUND_FROM] != 0 &&
           sounds->looks[a - SOUND_FROM] == sounds->looks[b - SOUND_FROM];
}

void sounds_init(struct sounds *sounds)
{
    memset(sounds->looks, 0, sizeof(sounds->looks));
    set_looks(sounds);
    for (uint32_t cp = SOUND_FROM; cp < SOUND_TO; cp++) {
        sounds->of[cp - SOUND_FROM] = look_up(cp);
    }
    set_traditional(sounds);
}

uint32_t sound_of(const struct sounds *sounds, uint32_t cp)
{
    uint32_t class = cp >= SOUND_FROM && cp < SOUND_TO ? sounds->of[cp - SOUND_FROM] : look_up(cp);
    return class != 0 ? class : cp + 0x10000;
}

void sound_set(const struct sounds *sounds, struct person_row *row)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < CLEAN_NAME_KEPT && i < row->length; i++) {
        uint32_t class = sound_of(sounds, clean_name_character(row, i));
        hash = (hash + class) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    row->sound = row->length == 0 ? 0 : (uint32_t)(hash >> 16) | 1;
}
