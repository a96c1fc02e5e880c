#include "standard/credit_code.h"

#include <string.h>

static const struct {
    const char *message, *hint;
} verdicts[CREDIT_CODE__COUNT] = {
    [CREDIT_CODE_VALID] = {"", ""},
    [CREDIT_CODE_OLD_15] = {"15位工商注册号（旧），不是统一社会信用代码",
                            "请换填营业执照上的18位代码"},
    [CREDIT_CODE_EMPTY] = {"统一社会信用代码为空", "请填写营业执照上的18位代码"},
    [CREDIT_CODE_SCIENTIFIC] = {"统一社会信用代码成了数字，后几位已丢失，无法恢复",
                                "请把该列设为文本格式后重新填写"},
    [CREDIT_CODE_LENGTH] = {"统一社会信用代码位数不对，应为18位", "请按营业执照重新填写"},
    [CREDIT_CODE_CHAR] = {"统一社会信用代码里有不该有的字符",
                          "不含字母I、O、S、V、Z，常把0写成O、1写成I、2写成Z、5写成S、U写成V"},
    [CREDIT_CODE_CHECK] = {"统一社会信用代码校验不过，至少有一位填错", "请按营业执照逐位核对"},
};

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static int value_of(char c)
{
    const char *at = c == '\0' ? NULL : strchr(alphabet, c);
    return at == NULL ? -1 : (int)(at - alphabet);
}

static bool chars_valid(const char *number)
{
    for (int i = 0; i < 18; i++) {
        bool digit = number[i] >= '0' && number[i] <= '9';
        if (value_of(number[i]) < 0 || (i >= 2 && i < 8 && !digit)) {
            return false;
        }
    }
    return true;
}

static bool check_valid(const char *number)
{
    static const int weights[17] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    for (int i = 0; i < 17; i++) {
        sum += value_of(number[i]) * weights[i];
    }
    return alphabet[(31 - sum % 31) % 31] == number[17];
}

/* GB 11714: letters count 10–35 in the whole alphabet; a check of 10 is written X. */
static bool org_check_valid(const char *org)
{
    static const int weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        int value = org[i] <= '9' ? org[i] - '0' : org[i] - 'A' + 10;
        sum += value * weights[i];
    }
    return "0123456789X0"[11 - sum % 11] == org[8];
}

static void suggest(struct credit_code *code, const char *written)
{
    static const char wrong[] = "OIZSV", right[] = "0125U";
    char number[19] = "";
    for (int i = 0; i < 18; i++) {
        const char *at = strchr(wrong, written[i]);
        number[i] = at == NULL || *at == '\0' ? written[i] : right[at - wrong];
    }
    if (chars_valid(number) && check_valid(number)) {
        memcpy(code->suggestion, number, sizeof(number));
    }
}

/* 9.1360722E+17, or a numeric cell with more digits than a number keeps. */
static bool digits_lost(const char *s, size_t n, enum written written)
{
    bool numeric = written != WRITTEN_AS_TEXT && n > 15;
    return numeric || (n > 2 && memchr(s, '.', n) != NULL && memchr(s, 'E', n) != NULL);
}

struct credit_code credit_code_read(struct text raw, enum written written)
{
    struct credit_code code = {.verdict = CREDIT_CODE_VALID};
    char at[32];
    size_t n = 0;
    uint32_t cp;
    while (n < sizeof(at) && utf8_next(&raw, &cp)) {
        uint32_t c = fold_char(cp);
        if (c == FOLD_DROP || c == ' ' || c == '\'' || c == '-' || c == 0x2018 || c == 0x2019) {
            code.findings |= CREDIT_CODE_CHANGED;
            continue;
        }
        c = c >= 'a' && c <= 'z' ? c - 32 : c;
        code.findings |= c != cp ? CREDIT_CODE_CHANGED : 0;
        at[n++] = c < 0x80 ? (char)c : '?';
    }
    struct text all = {at, n};
    if (n == 0) {
        code.verdict = CREDIT_CODE_EMPTY;
    } else if (digits_lost(at, n, written)) {
        code.verdict = CREDIT_CODE_SCIENTIFIC;
    } else if (n == 15 && text_is_digits(all)) {
        code.verdict = CREDIT_CODE_OLD_15;
        memcpy(code.number, at, n);
    } else if (n != 18) {
        code.verdict = CREDIT_CODE_LENGTH;
    } else if (!chars_valid(at)) {
        code.verdict = CREDIT_CODE_CHAR;
        suggest(&code, at);
    } else if (!check_valid(at)) {
        code.verdict = CREDIT_CODE_CHECK;
    } else {
        memcpy(code.number, at, n);
        code.findings |= org_check_valid(at + 8) ? 0 : CREDIT_CODE_ORG_CHECK;
    }
    return code;
}

const char *credit_code_message(enum credit_code_verdict verdict)
{
    return verdicts[verdict].message;
}

const char *credit_code_hint(enum credit_code_verdict verdict)
{
    return verdicts[verdict].hint;
}

const char *credit_code_kind(struct text number)
{
    static const struct {
        struct text prefix;
        const char *name;
    } kinds[] = {
        {TEXT("11"), "机关"},           {TEXT("12"), "事业单位"},       {TEXT("13"), "群众团体"},
        {TEXT("51"), "社会团体"},       {TEXT("52"), "民办非企业单位"}, {TEXT("53"), "基金会"},
        {TEXT("54"), "村居"},           {TEXT("91"), "企业"},           {TEXT("92"), "个体工商户"},
        {TEXT("93"), "农民专业合作社"}, {TEXT("N"), "农业集体组织"},
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (text_starts(number, kinds[i].prefix)) {
            return kinds[i].name;
        }
    }
    return "其他";
}
