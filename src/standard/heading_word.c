#include "standard/heading_word.h"

#include "standard/fold.h"

/* A heading under one of these is about somebody else: 户主/身份证号 (I05). */
static const struct text others[] = {
    TEXT("户主"), TEXT("配偶"), TEXT("父亲"), TEXT("母亲"),   TEXT("监护人"),    TEXT("联系人"),
    TEXT("家属"), TEXT("子女"), TEXT("法人"), TEXT("负责人"), TEXT("法定代表人")};

static bool is_sign(uint32_t cp)
{
    return cp == ' ' || cp == '*' || cp == ':' || cp == '/' || cp == '\\' || cp == '-' ||
           cp == '_' || cp == '.' || cp == ',' || cp == '"' || cp == '\'' || cp == '|' ||
           cp == 0x3001 /* 、 */ || cp == 0x3002 /* 。 */ || cp == 0xB7 || cp == 0x2014 ||
           cp == FOLD_DROP;
}

static int bracket(uint32_t cp)
{
    switch (cp) {
    case '(':
    case '[':
    case 0x3010: /* 【 */
    case 0x3014: /* 〔 */
        return 1;
    case ')':
    case ']':
    case 0x3011:
    case 0x3015:
        return -1;
    default:
        return 0;
    }
}

static struct text key_of(struct arena *arena, struct text heading, bool keep_brackets)
{
    char *key = arena_alloc(arena, heading.n * 3 + 1); /* an invalid byte becomes three */
    size_t n = 0;
    int depth = 0;
    uint32_t cp;
    while (utf8_next(&heading, &cp)) {
        cp = fold_char(cp);
        int turn = bracket(cp);
        depth = depth + turn < 0 ? 0 : depth + turn;
        if (turn != 0 || is_sign(cp) || (depth > 0 && !keep_brackets)) {
            continue;
        }
        n += utf8_encode(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp, key + n);
    }
    return (struct text){key, n};
}

struct text heading_key(struct arena *arena, struct text heading)
{
    struct text key = key_of(arena, heading, false);
    return key.n > 0 ? key : key_of(arena, heading, true);
}

bool heading_about_others(struct text upper)
{
    for (size_t i = 0; i < COUNT(others); i++) {
        if (text_has(upper, others[i])) {
            return true;
        }
    }
    return false;
}
