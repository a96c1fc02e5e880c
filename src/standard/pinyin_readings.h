/*
 * Readings in names that differ from the dictionary's first (which ICU gives), and those that are
 * also heard. Shared by pinyin.c and by pinyin_make.c, which marks these characters in the table.
 */
#ifndef STANDARD_PINYIN_READINGS_H
#define STANDARD_PINYIN_READINGS_H

struct pinyin_reading {
    const char *han;     /* the character */
    const char *surname; /* as a surname; NULL: as elsewhere */
    const char *given;   /* elsewhere in a name; NULL: the dictionary's */
    const char *also;    /* one more that people use; NULL: none */
};

static const struct pinyin_reading pinyin_readings_of[] = {
    {"乐", "yue", NULL, "le"},      {"仇", "qiu", NULL, "chou"},
    {"区", "ou", NULL, "qu"},       {"单", "shan", NULL, "dan"},
    {"卜", "bu", "bu", "bo"},       {"召", "shao", NULL, "zhao"},
    {"员", "yun", NULL, "yuan"},    {"折", "she", NULL, "zhe"},
    {"曾", "zeng", "zeng", NULL},   {"查", "zha", NULL, "cha"},
    {"牟", "mou", "mou", "mu"},     {"盖", "ge", NULL, "gai"},
    {"种", "chong", NULL, NULL},    {"秘", "bi", NULL, NULL},
    {"粘", "nian", NULL, NULL},     {"繁", "po", NULL, NULL},
    {"翟", "zhai", "zhai", "di"},   {"莘", "shen", "xin", NULL},
    {"解", "xie", NULL, "jie"},     {"隗", "wei", "wei", "kui"},
    {"缪", "miao", "miao", "mou"},  {"覃", "qin", "qin", "tan"},
    {"朴", "piao", NULL, "pu"},     {"乜", "nie", NULL, NULL},
    {"佴", "nai", NULL, NULL},      {"祭", "zhai", NULL, NULL},
    {"郇", "xun", NULL, "huan"},    {"阚", "kan", "kan", NULL},
    {"能", "nai", NULL, NULL},      {"洗", "xian", NULL, NULL},
    {"黑", "he", NULL, NULL},       {"宓", "mi", NULL, "fu"},
    {"褚", "chu", NULL, "zhu"},     {"谌", "chen", NULL, "shen"},
    {"郗", "xi", NULL, "chi"},      {"句", "gou", NULL, NULL},

    {"都", "du", NULL, NULL},       {"隽", "juan", "jun", NULL},
    {"尉", "wei", NULL, "yu"},      {"万", NULL, NULL, "mo"},
    {"澹", NULL, NULL, "tan"},      {"长", "zhang", "chang", "zhang"},
    {"晟", NULL, "sheng", "cheng"}, {"靓", NULL, "liang", "jing"},
    {"琢", NULL, "zhuo", NULL},     {"珩", NULL, "heng", "hang"},
    {"佛", NULL, "fo", NULL},       {"重", NULL, NULL, "chong"},
    {"朝", NULL, NULL, "zhao"},     {"茜", NULL, NULL, "xi"},
    {"筠", NULL, NULL, "jun"},      {"行", NULL, NULL, "hang"},
    {"柏", NULL, NULL, "bo"},       {"燊", NULL, NULL, "xin"},
    {"率", NULL, "shuai", NULL},    {"似", NULL, "si", NULL},
    {"调", NULL, "tiao", "diao"},   {"觉", NULL, NULL, "jiao"},
    {"陂", NULL, "pi", "bei"},      {"圩", NULL, "xu", "wei"},
    {"埔", NULL, "pu", "bu"},
};

/* Surnames of two characters read otherwise than one by one. */
static const struct {
    const char *han;
    const char *first, *second;
} pinyin_compounds[] = {
    {"尉迟", "yu", "chi"},  {"万俟", "mo", "qi"},     {"澹台", "tan", "tai"},
    {"单于", "chan", "yu"}, {"乐正", "yue", "zheng"},
};

#endif
