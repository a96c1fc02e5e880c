#include "standard/citizen_id.h"

#include <string.h>

enum { CARD = 20, CARD_REISSUED = 22, LONGEST = 24, OLDEST = 120 };

static const struct {
    bool usable;
    const char *message, *hint;
} verdicts[CITIZEN_ID__COUNT] = {
    [CITIZEN_ID_VALID] = {true, "", ""},
    [CITIZEN_ID_FROM_15] = {true, "15位旧身份证号，已按规则升为18位", "请核对新证"},
    [CITIZEN_ID_FROM_CARD] = {true, "填的是残疾人证号，已取前18位作身份证号", ""},
    [CITIZEN_ID_EMPTY] = {false, "身份证号为空", "请填写18位身份证号"},
    [CITIZEN_ID_SCIENTIFIC] = {false, "身份证号成了科学计数，后几位已丢失，无法恢复",
                               "请把该列设为文本格式，按身份证重新填写"},
    [CITIZEN_ID_TRUNCATED] = {false, "单元格是数字格式，身份证号末3位已变成000，无法恢复",
                              "请把该列设为文本格式，按身份证重新填写"},
    [CITIZEN_ID_FLOAT] = {false, "单元格是数字格式，身份证号后几位可能已改变，不能采用",
                          "请把该列设为文本格式，按身份证重新填写"},
    [CITIZEN_ID_MASKED] = {false, "身份证号被遮盖，不是完整号码", "请填写完整的18位身份证号"},
    [CITIZEN_ID_LENGTH] = {false, "身份证号位数不对，应为18位", "请按身份证重新填写"},
    [CITIZEN_ID_CHAR] = {false, "身份证号里有不该有的字符", "只能是数字，末位可以是X"},
    [CITIZEN_ID_MAYBE_X] = {false, "身份证号末位写成了×或*，疑似X", "请核对身份证后改为X"},
    [CITIZEN_ID_PROVINCE] = {false, "身份证号前两位不是任何省份", "请按身份证重新填写"},
    [CITIZEN_ID_DATE] = {false, "身份证号中的出生日期不存在", "请按身份证重新填写"},
    [CITIZEN_ID_CHECK] = {false, "身份证号校验不过，至少有一位填错", "请按身份证逐位核对"},
    [CITIZEN_ID_FUTURE] = {false, "身份证号中的出生日期晚于今天", "请按身份证重新填写"},
    [CITIZEN_ID_TOO_OLD] = {false, "按身份证号年龄超过120岁", "请按身份证重新填写"},
    [CITIZEN_ID_CARD_END] = {false, "残疾人证号的类别、等级或补办次数不对",
                             "应为18位身份证号加类别(1-7)、等级(1-4)，补办的再加B1、B2"},
};

/* First two digits in use: GB/T 2260 provinces, and 81–83 of the residence permits. */
static bool province_exists(const char *number)
{
    static const char prefixes[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
                                   "50 51 52 53 54 61 62 63 64 65 71 81 82 83 ";
    for (const char *p = prefixes; *p != '\0'; p += 3) {
        if (p[0] == number[0] && p[1] == number[1]) {
            return true;
        }
    }
    return false;
}

char citizen_id_check(const char *digits)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++) {
        sum += (digits[i] - '0') * weights[i];
    }
    return "10X98765432"[sum % 11];
}

static bool is_quote(uint32_t cp)
{
    return cp == '\'' || cp == '"' || cp == '`' || cp == 0xB4 || (cp >= 0x2018 && cp <= 0x201F);
}

/* Signs that stand where an X was meant: × ✕ ╳ and the Greek and Cyrillic letters. */
static bool looks_like_x(uint32_t cp)
{
    return cp == 0xD7 || cp == 0x2715 || cp == 0x2573 || cp == 0x3A7 || cp == 0x425 || cp == 0x445;
}

/* What the cell says in capitals, '*' for what looks like X, '?' for anything strange. */
struct reading {
    char at[LONGEST + 1];
    size_t n; /* LONGEST + 1: too long */
    bool changed;
};

static struct reading reading_of(struct text raw)
{
    struct reading r = {.n = 0};
    uint32_t cp;
    while (r.n <= LONGEST && raw.n > 0) {
        if (raw.s[0] >= '0' && raw.s[0] <= '9') { /* nearly every character is a digit */
            r.at[r.n++] = raw.s[0];
            raw = (struct text){raw.s + 1, raw.n - 1};
            continue;
        }
        utf8_next(&raw, &cp);
        uint32_t c = fold_char(cp);
        if (c == FOLD_DROP || c == ' ' || is_quote(c)) {
            r.changed = true;
            continue;
        }
        if (c >= 'a' && c <= 'z') {
            c -= 32;
        }
        r.changed = r.changed || c != cp;
        r.at[r.n++] = looks_like_x(c) ? '*' : c < 0x80 ? (char)c : '?';
    }
    return r;
}

static size_t digits_at(const struct reading *r)
{
    size_t n = 0;
    while (n < r->n && r->at[n] >= '0' && r->at[n] <= '9') {
        n++;
    }
    return n;
}

/* 3.60722E+17, 3.6072219900101101E17 */
static bool is_scientific(const struct reading *r)
{
    size_t i = digits_at(r);
    bool mantissa = i > 0;
    if (i < r->n && r->at[i] == '.') {
        i++;
        while (i < r->n && r->at[i] >= '0' && r->at[i] <= '9') {
            i++;
        }
    }
    return mantissa && i < r->n && r->at[i] == 'E';
}

static bool is_masked(const struct reading *r)
{
    size_t stars = 0;
    for (size_t i = 0; i < r->n; i++) {
        stars += r->at[i] == '*';
    }
    return stars >= 3;
}

/* What can be said before the number itself is looked at. */
static enum citizen_id_verdict judge_form(struct reading *r, enum written written)
{
    if (r->n == 0) {
        return CITIZEN_ID_EMPTY;
    }
    if (is_scientific(r)) {
        return CITIZEN_ID_SCIENTIFIC;
    }
    size_t digits = digits_at(r);
    if (digits >= 15 && r->n == digits + 2 && memcmp(r->at + digits, ".0", 2) == 0) {
        r->n = digits;
        r->changed = true;
        written = WRITTEN_AS_NUMBER;
    }
    if (written != WRITTEN_AS_TEXT && digits == r->n && digits > 15) {
        bool zeros = memcmp(r->at + r->n - 3, "000", 3) == 0;
        return zeros ? CITIZEN_ID_TRUNCATED : CITIZEN_ID_FLOAT;
    }
    if (is_masked(r)) {
        return CITIZEN_ID_MASKED;
    }
    if (r->n != 15 && r->n != 18 && r->n != CARD && r->n != CARD_REISSUED) {
        return digits < r->n && r->n <= LONGEST ? CITIZEN_ID_CHAR : CITIZEN_ID_LENGTH;
    }
    size_t need = r->n == 15 ? 15 : 17;
    if (digits < need) {
        return CITIZEN_ID_CHAR;
    }
    char last = r->at[17];
    if (need == 17 && last == '*') {
        return CITIZEN_ID_MAYBE_X;
    }
    return need == 17 && last != 'X' && (last < '0' || last > '9') ? CITIZEN_ID_CHAR
                                                                   : CITIZEN_ID_VALID;
}

static int number_at(const char *s, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

/* Judges 18 characters of the right form and takes from them what they say. */
static enum citizen_id_verdict judge_number(const char *number, int32_t today,
                                            struct citizen_id *id)
{
    struct civil born = {number_at(number + 6, 4), number_at(number + 10, 2),
                         number_at(number + 12, 2)};
    if (!province_exists(number)) {
        return CITIZEN_ID_PROVINCE;
    }
    if (!civil_valid(born)) {
        return CITIZEN_ID_DATE;
    }
    if (citizen_id_check(number) != number[17]) {
        return CITIZEN_ID_CHECK;
    }
    int32_t birth = date_from_civil(born);
    if (birth > today) {
        return CITIZEN_ID_FUTURE;
    }
    if (date_age(birth, today) > OLDEST) {
        return CITIZEN_ID_TOO_OLD;
    }
    memcpy(id->number, number, 18);
    id->birth = birth;
    id->sex = (number[16] - '0') % 2 == 1 ? SEX_MALE : SEX_FEMALE;
    id->region = number_at(number, 6);
    if (number[0] == '8') {
        id->findings |= CITIZEN_ID_PERMIT;
    }
    return CITIZEN_ID_VALID;
}

static bool card_end_valid(const struct reading *r)
{
    bool kind = r->at[18] >= '1' && r->at[18] <= '7' && r->at[19] >= '1' && r->at[19] <= '4';
    return kind && (r->n == CARD || (r->at[20] == 'B' && r->at[21] >= '1' && r->at[21] <= '9'));
}

struct citizen_id citizen_id_read(struct text raw, enum written written, int32_t today)
{
    struct citizen_id id = {.birth = DATE_NONE};
    struct reading r = reading_of(raw);
    id.verdict = judge_form(&r, written);
    if (r.changed) {
        id.findings |= CITIZEN_ID_CHANGED;
    }
    if (id.verdict != CITIZEN_ID_VALID) {
        return id;
    }
    bool from_15 = r.n == 15, card = r.n > 18;
    if (from_15) {
        memmove(r.at + 8, r.at + 6, 9);
        memcpy(r.at + 6, "19", 2);
        r.at[17] = citizen_id_check(r.at);
    }
    if (memcmp(r.at + 15, "000", 3) == 0 && !from_15) {
        id.findings |= CITIZEN_ID_ENDS_000;
    }
    if (card && !card_end_valid(&r)) {
        id.verdict = CITIZEN_ID_CARD_END;
        return id;
    }
    id.verdict = judge_number(r.at, today, &id);
    if (id.verdict == CITIZEN_ID_VALID && from_15) {
        id.verdict = CITIZEN_ID_FROM_15;
    } else if (id.verdict == CITIZEN_ID_VALID && card) {
        id.verdict = CITIZEN_ID_FROM_CARD;
        id.disability_type = r.at[18];
        id.disability_level = r.at[19];
    }
    return id;
}

bool citizen_id_usable(enum citizen_id_verdict verdict)
{
    return verdicts[verdict].usable;
}

const char *citizen_id_message(enum citizen_id_verdict verdict)
{
    return verdicts[verdict].message;
}

const char *citizen_id_hint(enum citizen_id_verdict verdict)
{
    return verdicts[verdict].hint;
}
