#include "standard/disability.h"

#include "standard/fold.h"

static const struct {
    char code;
    const char *name;
    struct text word, initial;
} types[] = {
    {'1', "视力残疾", TEXT("视力"), TEXT("视")}, {'2', "听力残疾", TEXT("听力"), TEXT("听")},
    {'3', "言语残疾", TEXT("言语"), TEXT("言")}, {'4', "肢体残疾", TEXT("肢体"), TEXT("肢")},
    {'5', "智力残疾", TEXT("智力"), TEXT("智")}, {'6', "精神残疾", TEXT("精神"), TEXT("精")},
    {'7', "多重残疾", TEXT("多重"), TEXT("多")},
};

static const struct {
    char code;
    const char *name;
    struct text words[5];
} levels[] = {
    {'1', "一级(极重度)", {TEXT("一"), TEXT("壹"), TEXT("Ⅰ"), TEXT("1"), TEXT("I")}},
    {'2', "二级(重度)", {TEXT("二"), TEXT("贰"), TEXT("Ⅱ"), TEXT("2"), TEXT("II")}},
    {'3', "三级(中度)", {TEXT("三"), TEXT("叁"), TEXT("Ⅲ"), TEXT("3"), TEXT("III")}},
    {'4', "四级(轻度)", {TEXT("四"), TEXT("肆"), TEXT("Ⅳ"), TEXT("4"), TEXT("IV")}},
};

static bool take(struct text *rest, struct text word)
{
    if (word.n == 0 || !text_starts(*rest, word)) {
        return false;
    }
    *rest = text_slice(*rest, word.n, rest->n);
    return true;
}

/* Words that stand around kind and level and say nothing more. */
static void skip_filling(struct text *rest)
{
    static const struct text filling[] = {
        TEXT("残疾人"), TEXT("残疾"), TEXT("残"), TEXT("等级"), TEXT("级"), TEXT(" "), TEXT("-"),
        TEXT("/"),      TEXT(","),    TEXT("、"), TEXT(":"),    TEXT("("),  TEXT(")")};
    size_t i = 0;
    while (i < COUNT(filling)) {
        i = take(rest, filling[i]) ? 0 : i + 1;
    }
}

static bool take_type(struct text *rest, struct disability *out)
{
    if (out->type != 0 && out->type != '7') {
        return false;
    }
    for (size_t i = 0; i < COUNT(types); i++) {
        if (take(rest, types[i].word) || take(rest, types[i].initial)) {
            /* 多重残疾（肢体、视力）names its parts. */
            out->type = out->type == '7' ? '7' : types[i].code;
            return true;
        }
    }
    return false;
}

static bool take_level(struct text *rest, struct disability *out)
{
    for (size_t i = COUNT(levels); i-- > 0 && out->level == 0;) { /* III before II before I */
        for (size_t w = 0; w < COUNT(levels[i].words); w++) {
            if (take(rest, levels[i].words[w])) {
                out->level = levels[i].code;
                return true;
            }
        }
    }
    return false;
}

bool disability_read(struct text t, struct disability *out)
{
    char folded[96];
    size_t n = fold_into(t, folded, sizeof(folded));
    struct text rest = {folded, n == TEXT_NONE ? 0 : n};
    *out = (struct disability){0};
    if (n == 2 && folded[0] >= '1' && folded[0] <= '7' && folded[1] >= '1' && folded[1] <= '4') {
        *out = (struct disability){folded[0], folded[1]};
        return true;
    }
    skip_filling(&rest);
    while (rest.n > 0) {
        if (!take_type(&rest, out) && !take_level(&rest, out)) {
            *out = (struct disability){0};
            return false;
        }
        skip_filling(&rest);
    }
    return out->type != 0 || out->level != 0;
}

const char *disability_type_name(char type)
{
    return type >= '1' && type <= '7' ? types[type - '1'].name : "";
}

const char *disability_level_name(char level)
{
    return level >= '1' && level <= '4' ? levels[level - '1'].name : "";
}
