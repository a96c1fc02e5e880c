#include "compare/explain.h"

#include <stdarg.h>
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

static void PRINTF(2, 3) say_row(struct sentence *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(s->out + s->n, EXPLAIN_SIZE - s->n, format, args);
    va_end(args);
    s->n += n > 0 ? (size_t)n : 0;
}

static const char *const words[SCORE_FIELD__COUNT][SCORE_LEVELS] = {
    [SCORE_NUMBER] = {"至少一方没有身份证号", "身份证号相同", "身份证号相同但校验不过",
                      "身份证号仅一位不同", "身份证号相邻两位颠倒", "身份证号相近", "身份证号不同",
                      "身份证号不同且都有效"},
    [SCORE_NAME] = {"缺姓名", "姓名相同", "姓名同音字不同", "姓名相近", "仅姓相同", "姓名不同"},
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

static void say_conflict(struct sentence *s, const struct link *link)
{
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

static void say_flags(struct sentence *s, const struct link *link)
{
    static const struct {
        unsigned flag;
        const char *says;
    } told[] = {{LINK_LEFT_DEAD, "；左表注明死亡，请核实"},
                {LINK_RIGHT_DEAD, "；右表注明死亡，请核实"},
                {LINK_LEFT_PENSION, "；左表注明领取养老待遇"},
                {LINK_RIGHT_PENSION, "；右表注明领取养老待遇"},
                {LINK_SHARED_NUMBER, "；同一表内有多人用这个号"},
                {LINK_SHARED_PHONE, "；该电话五人以上共用"}};
    for (size_t i = 0; i < COUNT(told); i++) {
        if ((link->flags & told[i].flag) != 0) {
            join(s, told[i].says);
        }
    }
    if ((link->flags & LINK_LEFT_REPEATED) != 0) {
        say_row(s, "；左表本行与第%u行重复", link->other);
    }
    if ((link->flags & LINK_RIGHT_REPEATED) != 0) {
        say_row(s, "；右表本行与第%u行重复", link->other);
    }
    if ((link->flags & LINK_AMBIGUOUS) != 0) {
        say_row(s, "；%s表第%u行也相近，请人工选定",
                (link->flags & LINK_SECOND_LEFT) != 0 ? "左" : "右", link->second);
    }
}

size_t explain_sentence(const struct link *link, char out[EXPLAIN_SIZE])
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
        say_conflict(&s, link);
        break;
    case OUTCOME_LEFT_ONLY:
        say(&s, "右表没有找到此人");
        break;
    case OUTCOME_RIGHT_ONLY:
        say(&s, "左表没有找到此人");
        break;
    case OUTCOME__COUNT:
        break;
    }
    if (link->outcome >= OUTCOME_LEFT_ONLY && (link->flags & LINK_NUMBER_POOR) != 0) {
        join(&s, "（本行身份证号缺失或有误）");
    }
    say_flags(&s, link);
    return s.n;
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
