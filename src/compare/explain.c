#include "compare/explain.h"

#include <stdio.h>
#include <string.h>

/* Pieces of a sentence, joined by 、 */
struct sentence {
    char *out;
    size_t n;
    bool more; /* the next piece needs a 、 before it */
};

static void say(struct sentence *s, const char *words)
{
    if (s->more) {
        memcpy(s->out + s->n, "、", 3);
        s->n += 3;
    }
    size_t length = strlen(words);
    memcpy(s->out + s->n, words, length);
    s->n += length;
    s->more = true;
}

static void join(struct sentence *s, const char *words)
{
    s->more = false;
    say(s, words);
    s->more = false;
}

static const char *const words[SCORE_FIELD__COUNT][SCORE_LEVELS] = {
    [SCORE_NUMBER] = {"至少一方没有身份证号", "身份证号相同", "身份证号相同但校验不过",
                      "身份证号仅一位不同", "身份证号相邻两位颠倒", "15位身份证号仅一处不同",
                      "身份证号相近", "身份证号未遮的各位相同", "身份证号不同",
                      "身份证号不同且都有效"},
    [SCORE_NAME] = {"没有可比的姓名", "姓名相同", "姓名同音字不同", "姓名形近字不同", "姓名相近",
                    "仅姓相同", "姓名不同"},
    [SCORE_BIRTH] = {"", "同日出生", "出生月日颠倒", "出生年月相合", "出生日期差一处",
                     "出生日期不同"},
    [SCORE_SEX] = {"", "", "性别不同"},
    [SCORE_PHONE] = {"", "电话相同", "电话仅一处不同", "电话不同"},
    [SCORE_PLACE] = {"", "同村", "同乡镇", "住址不同"},
};

static void say_level(struct sentence *s, const struct link *link, enum score_field field)
{
    const char *said = words[field][score_level(link->pattern, field)];
    if (said != NULL && said[0] != '\0') {
        say(s, said);
    }
}

static void say_levels(struct sentence *s, const struct link *link, int from)
{
    for (int f = from; f < SCORE_FIELD__COUNT; f++) {
        say_level(s, link, (enum score_field)f);
    }
}

static void say_same(struct sentence *s, const struct link *link)
{
    say(s, "身份证号相同");
    if ((link->flags & LINK_FROM_15) != 0) {
        join(s, "（15位升18位）");
        s->more = true;
    }
    say_level(s, link, SCORE_NAME);
    if (score_level(link->pattern, SCORE_NAME) > NAME_SOUND) {
        join(s, "（请核）");
        s->more = true;
    }
    if (score_level(link->pattern, SCORE_BIRTH) > BIRTH_SAME) {
        say_level(s, link, SCORE_BIRTH);
        join(s, "（以证号为准）");
    }
}

/* What is said beside: of two files by their rows, of a list and the registry by what they are. */
struct asides {
    const char *left_dead, *right_dead, *left_pension, *right_pension;
    const char *left_repeated, *right_repeated, *left_second, *right_second; /* %u: the row */
    const char *left_only, *right_only;
    const char *left_shared, *right_shared; /* %u: the row of the other person */
};
static const struct asides of_files = {
    .left_dead = "；左表注明死亡，请核实",
    .right_dead = "；右表注明死亡，请核实",
    .left_pension = "；左表注明领取养老待遇",
    .right_pension = "；右表注明领取养老待遇",
    .left_repeated = "；左表本行与第%u行重复",
    .right_repeated = "；右表本行与第%u行重复",
    .left_second = "；左表第%u行也相近，请人工选定",
    .right_second = "；右表第%u行也相近，请人工选定",
    .left_only = "右表没有找到此人",
    .right_only = "左表没有找到此人",
    .left_shared = "；左表第%u行不是同一人，也用这个身份证号",
    .right_shared = "；右表第%u行不是同一人，也用这个身份证号",
};
static const struct asides of_registry = {
    .left_dead = "；名单注明死亡，请核实",
    .right_dead = "；台账登记已死亡，请核实",
    .left_pension = "；名单注明领取养老待遇",
    .right_pension = "；台账登记领取养老待遇",
    .left_repeated = "；名单另有一行与本行重复",
    .right_repeated = "；台账另有一份档案与他重复",
    .left_second = "；名单另有一行也相近，请人工选定",
    .right_second = "；台账另有一人也相近，请人工选定",
    .left_only = "台账没有此人",
    .right_only = "名单没有此人",
    .left_shared = "；名单另有一人也用这个身份证号",
    .right_shared = "；台账另有一人也用这个身份证号",
};

/* Says it with the row it names, if it names one. */
static void say_row(struct sentence *s, const char *says, uint32_t row)
{
    char text[EXPLAIN_SIZE];
    const char *place = strstr(says, "%u");
    if (place == NULL) {
        join(s, says);
    } else {
        snprintf(text, sizeof(text), "%.*s%u%s", (int)(place - says), says, row, place + 2);
        join(s, text);
    }
}

/* Two people of one list with one number, neither of them in the other list. */
static void say_shared(struct sentence *s, const struct link *link, const struct asides *asides)
{
    bool left = link->left != 0;
    bool repeated = (link->flags & (LINK_LEFT_REPEATED | LINK_RIGHT_REPEATED)) != 0;
    say(s, left ? asides->left_only : asides->right_only);
    if (repeated) { /* `other` is the row it repeats */
        join(s, "；同一表内另有其人用这个身份证号");
    } else {
        say_row(s, left ? asides->left_shared : asides->right_shared, link->other);
    }
    join(s, "：疑似一号两人");
}

static void say_conflict(struct sentence *s, const struct link *link, const struct asides *asides)
{
    if (link->left == 0 || link->right == 0) {
        say_shared(s, link, asides);
        return;
    }
    if ((link->flags & LINK_TWO_NUMBERS) != 0) {
        say_levels(s, link, SCORE_NAME);
        join(s, "，但两个身份证号都有效：疑似一人两号");
        return;
    }
    say(s, "身份证号相同，但");
    s->more = false;
    if ((link->flags & LINK_NAME_DIFFERS) != 0) {
        say_level(s, link, SCORE_NAME);
    }
    if ((link->flags & LINK_BIRTH_DIFFERS) != 0) {
        say_level(s, link, SCORE_BIRTH);
    }
    if ((link->flags & LINK_SEX_DIFFERS) != 0) {
        say_level(s, link, SCORE_SEX);
    }
    if (!s->more) {
        say(s, "该号另有其人");
    }
    join(s, "：疑似一号两人");
}

static void say_flags(struct sentence *s, const struct link *link, const struct asides *asides)
{
    const struct {
        unsigned flag;
        const char *says;
    } told[] = {{LINK_LEFT_DEAD, asides->left_dead},
                {LINK_RIGHT_DEAD, asides->right_dead},
                {LINK_LEFT_PENSION, asides->left_pension},
                {LINK_RIGHT_PENSION, asides->right_pension},
                {LINK_SHARED_NUMBER, "；同一表内有多人用这个号"},
                {LINK_SHARED_PHONE, "；该电话五人以上共用"}};
    unsigned said = link->left == 0 || link->right == 0 ? LINK_SHARED_NUMBER : 0; /* already */
    for (size_t i = 0; i < COUNT(told); i++) {
        if ((link->flags & ~said & told[i].flag) != 0) {
            join(s, told[i].says);
        }
    }
    if ((link->flags & LINK_LEFT_REPEATED) != 0) {
        say_row(s, asides->left_repeated, link->other);
    }
    if ((link->flags & LINK_RIGHT_REPEATED) != 0) {
        say_row(s, asides->right_repeated, link->other);
    }
    if ((link->flags & LINK_AMBIGUOUS) != 0) {
        say_row(s,
                (link->flags & LINK_SECOND_LEFT) != 0 ? asides->left_second : asides->right_second,
                link->second);
    }
}

static size_t explain(const struct link *link, const struct asides *asides, char out[EXPLAIN_SIZE])
{
    struct sentence s = {.out = out};
    switch ((enum outcome)link->outcome) {
    case OUTCOME_SAME:
        say_same(&s, link);
        break;
    case OUTCOME_LIKELY:
        say_levels(&s, link, SCORE_NUMBER);
        break;
    case OUTCOME_CONFLICT:
        say_conflict(&s, link, asides);
        break;
    case OUTCOME_LEFT_ONLY:
        say(&s, asides->left_only);
        break;
    case OUTCOME_RIGHT_ONLY:
        say(&s, asides->right_only);
        break;
    case OUTCOME__COUNT:
        break;
    }
    if (link->outcome >= OUTCOME_LEFT_ONLY && (link->flags & LINK_NUMBER_POOR) != 0) {
        join(&s, "（本行身份证号缺失或有误）");
    }
    say_flags(&s, link, asides);
    return s.n;
}

size_t explain_sentence(const struct link *link, char out[EXPLAIN_SIZE])
{
    return explain(link, &of_files, out);
}

size_t explain_suspect(const struct link *link, char out[EXPLAIN_SIZE])
{
    return explain(link, &of_registry, out);
}

size_t explain_bars(const struct model *model, const struct link *link,
                    struct bar bars[SCORE_FIELD__COUNT + 1])
{
    size_t n = 0;
    if (link->left == 0 || link->right == 0) {
        return 0;
    }
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        enum score_field field = (enum score_field)f;
        int level = score_level(link->pattern, field);
        if (level != SCORE_UNKNOWN) {
            float rarity = field == SCORE_NAME ? (float)link->rarity / 100 : 0;
            bars[n++] =
                (struct bar){field, level, score_field_label(field),
                             score_level_label(field, level), model->weight[f][level] + rarity};
        }
    }
    float kin = model_kin(model, link->pattern);
    if (kin < -.5f) {
        bars[n++] = (struct bar){SCORE_FIELD__COUNT, 0, "家人", "也可能是同户家人或双胞胎", kin};
    }
    return n;
}
