#include "rule/token.h"

/* Longest of equal beginnings first. */
static const struct {
    const char *written;
    enum sign sign;
} signs[] = {
    {"!=", SIGN_NE},    {"<>", SIGN_NE},   {"<=", SIGN_LE},    {">=", SIGN_GE},
    {"==", SIGN_EQ},    {"=", SIGN_EQ},    {"<", SIGN_LT},     {">", SIGN_GT},
    {"(", SIGN_OPEN},   {")", SIGN_CLOSE}, {",", SIGN_COMMA},  {".", SIGN_DOT},
    {":", SIGN_COLON},  {"+", SIGN_PLUS},  {"-", SIGN_MINUS},  {"≠", SIGN_NE},
    {"≤", SIGN_LE},     {"≥", SIGN_GE},    {"＝", SIGN_EQ},    {"＜", SIGN_LT},
    {"＞", SIGN_GT},    {"（", SIGN_OPEN}, {"）", SIGN_CLOSE}, {"，", SIGN_COMMA},
    {"、", SIGN_COMMA}, {"．", SIGN_DOT},  {"：", SIGN_COLON}, {"＋", SIGN_PLUS},
    {"－", SIGN_MINUS},
};

static const struct {
    const char *written;
    enum word word;
} words[] = {
    {"and", WORD_AND},         {"且", WORD_AND},          {"并且", WORD_AND},
    {"or", WORD_OR},           {"或", WORD_OR},           {"或者", WORD_OR},
    {"not", WORD_NOT},         {"非", WORD_NOT},          {"不", WORD_NOT},
    {"in", WORD_IN},           {"属于", WORD_IN},         {"between", WORD_BETWEEN},
    {"介于", WORD_BETWEEN},    {"is", WORD_IS},           {"known", WORD_KNOWN},
    {"已填", WORD_KNOWN},      {"unknown", WORD_UNKNOWN}, {"未填", WORD_UNKNOWN},
    {"has", WORD_HAS},         {"含有", WORD_HAS},        {"contains", WORD_CONTAINS},
    {"包含", WORD_CONTAINS},   {"starts", WORD_STARTS},   {"开头是", WORD_STARTS},
    {"within", WORD_WITHIN},   {"位于", WORD_WITHIN},     {"true", WORD_TRUE},
    {"是", WORD_TRUE},         {"false", WORD_FALSE},     {"否", WORD_FALSE},
    {"where", WORD_WHERE},     {"其中", WORD_WHERE},      {"by", WORD_BY},
    {"按", WORD_BY},           {"via", WORD_VIA},         {"经", WORD_VIA},
    {"at", WORD_AT},           {"截至", WORD_AT},         {"during", WORD_DURING},
    {"期间", WORD_DURING},     {"to", WORD_TO},           {"至", WORD_TO},
    {"的", WORD_OF},           {"days", WORD_DAYS},       {"day", WORD_DAYS},
    {"天", WORD_DAYS},         {"日", WORD_DAYS},         {"months", WORD_MONTHS},
    {"month", WORD_MONTHS},    {"个月", WORD_MONTHS},     {"years", WORD_YEARS},
    {"year", WORD_YEARS},      {"年", WORD_YEARS},        {"age", WORD_AGE},
    {"周岁", WORD_AGE},        {"any", WORD_ANY},         {"存在", WORD_ANY},
    {"count", WORD_COUNT},     {"条数", WORD_COUNT},      {"count_distinct", WORD_DISTINCT},
    {"去重数", WORD_DISTINCT}, {"sum", WORD_SUM},         {"合计", WORD_SUM},
    {"min", WORD_MIN},         {"最小", WORD_MIN},        {"max", WORD_MAX},
    {"最大", WORD_MAX},        {"first", WORD_FIRST},     {"最早", WORD_FIRST},
    {"last", WORD_LAST},       {"最近", WORD_LAST},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes of a name's character at s: ASCII letters, digits and _, and Han; 0 when it is none. */
static size_t name_bytes(const char *s, size_t n)
{
    unsigned char c = (unsigned char)s[0];
    if (c < 0x80) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? 1 : (c == '_' || is_digit(s[0]) ? 1 : 0);
    }
    uint32_t cp;
    size_t bytes = utf8_decode(s, n, &cp);
    return bytes > 0 && utf8_is_han(cp) ? bytes : 0;
}

static struct text blanks_skipped(struct text rest)
{
    for (;;) {
        struct text trimmed = text_trim(rest);
        size_t skipped = trimmed.n == 0 ? rest.n : (size_t)(trimmed.s - rest.s);
        rest = text_slice(rest, skipped, rest.n);
        if (!text_starts(rest, TEXT("--"))) {
            return rest;
        }
        size_t end = text_find_char(rest, '\n');
        rest = end == TEXT_NONE ? text_slice(rest, rest.n, rest.n) : text_slice(rest, end, rest.n);
    }
}

static struct token number_token(struct text rest)
{
    struct token token = {.kind = TOKEN_NUMBER};
    size_t n = 0;
    while (n < rest.n && is_digit(rest.s[n])) {
        n++;
    }
    bool is_date = n == 4 && rest.n >= 10 && rest.s[4] == '-' && is_digit(rest.s[5]) &&
                   is_digit(rest.s[6]) && rest.s[7] == '-' && is_digit(rest.s[8]) &&
                   is_digit(rest.s[9]);
    if (is_date) {
        token.kind = TOKEN_DATE;
        n = 10;
    } else if (n + 1 < rest.n && rest.s[n] == '.' && is_digit(rest.s[n + 1])) {
        n++;
        while (n < rest.n && is_digit(rest.s[n])) {
            n++;
        }
    }
    token.source = text_slice(rest, 0, n);
    return token;
}

/* A name is of one script, so that 年龄>=40且sex needs no blanks, and 的 stands for the dot. */
static size_t name_length(struct text rest)
{
    struct text of = TEXT("的");
    bool han = (unsigned char)rest.s[0] >= 0x80;
    if (text_starts(rest, of)) {
        return of.n;
    }
    size_t n = 0;
    while (n < rest.n) {
        struct text here = text_slice(rest, n, rest.n);
        size_t bytes = name_bytes(here.s, here.n);
        if (bytes == 0 || han != (bytes > 1) || text_starts(here, of)) {
            break;
        }
        n += bytes;
    }
    return n;
}

static struct token name_token(struct text rest)
{
    struct token token = {.kind = TOKEN_NAME};
    size_t n = name_length(rest);
    token.source = text_slice(rest, 0, n);
    for (size_t i = 0; i < COUNT(words); i++) {
        if (text_equal_nocase(token.source, text_of(words[i].written))) {
            token.word = words[i].word;
        }
    }
    return token;
}

/* A quoted piece that runs to `close`; a doubled ' or " stands for one. */
static struct token quoted(struct text rest, enum token_kind kind, size_t open, struct text close)
{
    struct token token = {.kind = TOKEN_INVALID, .source = rest};
    size_t at = open;
    while (at < rest.n) {
        struct text here = text_slice(rest, at, rest.n);
        if (!text_starts(here, close)) {
            at++;
            continue;
        }
        if (kind == TOKEN_WORD && close.n == 1 && here.n > 1 && here.s[1] == close.s[0]) {
            at += 2;
            continue;
        }
        token.kind = kind;
        token.inside = text_slice(rest, open, at);
        token.source = text_slice(rest, 0, at + close.n);
        return token;
    }
    return token;
}

struct token token_at(struct text text, size_t at)
{
    struct text rest = blanks_skipped(text_slice(text, at, text.n));
    if (rest.n == 0) {
        return (struct token){.kind = TOKEN_END, .source = {text.s + text.n, 0}};
    }
    if (is_digit(rest.s[0])) {
        return number_token(rest);
    }
    if (rest.s[0] == '\'' || rest.s[0] == '"') {
        return quoted(rest, TOKEN_WORD, 1, text_slice(rest, 0, 1));
    }
    if (rest.s[0] == '`') {
        return quoted(rest, TOKEN_LABEL, 1, TEXT("`"));
    }
    if (text_starts(rest, TEXT("“"))) {
        return quoted(rest, TOKEN_WORD, sizeof("“") - 1, TEXT("”"));
    }
    if (text_starts(rest, TEXT("‘"))) {
        return quoted(rest, TOKEN_WORD, sizeof("‘") - 1, TEXT("’"));
    }
    for (size_t i = 0; i < COUNT(signs); i++) {
        struct text written = text_of(signs[i].written);
        if (text_starts(rest, written)) {
            return (struct token){.kind = TOKEN_SIGN,
                                  .sign = signs[i].sign,
                                  .source = text_slice(rest, 0, written.n)};
        }
    }
    if (name_bytes(rest.s, rest.n) > 0) {
        return name_token(rest);
    }
    uint32_t cp;
    size_t bytes = utf8_decode(rest.s, rest.n, &cp);
    return (struct token){.kind = TOKEN_INVALID,
                          .source = text_slice(rest, 0, bytes == 0 ? 1 : bytes)};
}
