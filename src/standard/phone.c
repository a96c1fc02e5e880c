#include "standard/phone.h"

#include <string.h>

#include "standard/fold.h"

const char *phone_message(enum phone_finding finding)
{
    switch (finding) {
    case PHONE_CHANGED:
        return "电话号码已规范书写";
    case PHONE_SEVERAL:
        return "一格多个号码，首个手机号为主号，其余为备用";
    case PHONE_WRONG:
        return "电话号码位数不对，请核对";
    case PHONE_DIGITS_LOST:
        return "电话号码成了科学计数，无法恢复，请把该列设为文本格式后重填";
    case PHONE_NONE:
        return "没有可用的电话号码";
    case PHONE_MORE:
        return "一格超过四个号码，多出的放入备注";
    case PHONE_MASKED:
        return "电话号码被遮盖，请填写完整号码";
    case PHONE_FINDINGS:
        break;
    }
    return "";
}

struct scan {
    struct phones *out;
    char digits[PHONE_LENGTH];
    size_t n;     /* digits seen of the number being read; may exceed what is kept */
    bool soft;    /* a sign that may stand inside a number came after the last digit */
    char *remark; /* three bytes for each of the input, and one */
    size_t remark_n;
};

static void remark_add(struct scan *scan, const char *s, size_t n)
{
    memcpy(scan->remark + scan->remark_n, s, n);
    scan->remark_n += n;
}

static void remark_break(struct scan *scan)
{
    if (scan->remark_n > 0 && scan->remark[scan->remark_n - 1] != ' ') {
        remark_add(scan, " ", 1);
    }
}

/* The eleven digits of a mobile number with or without 86, 0086 or a needless 0; or NULL. */
static const char *mobile_of(const char *digits, size_t n)
{
    static const struct text prefixes[] = {TEXT(""), TEXT("86"), TEXT("0086"), TEXT("0")};
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        size_t skip = prefixes[i].n;
        if (n == skip + 11 && memcmp(digits, prefixes[i].s, skip) == 0 && digits[skip] == '1' &&
            digits[skip + 1] >= '3') {
            return digits + skip;
        }
    }
    return NULL;
}

/* Length of the area code of a landline number: 010 and 02x have three digits; 0: no such number.
 */
static size_t area_of(const char *digits, size_t n)
{
    size_t area = digits[0] != '0' ? 0 : digits[1] == '1' || digits[1] == '2' ? 3 : 4;
    return area > 0 && (n == area + 7 || n == area + 8) && digits[1] != '0' ? area : 0;
}

/* A number without area code: seven or eight digits, or a 400 or 800 number. */
static bool is_local(const char *digits, size_t n)
{
    bool free_call = n == 10 && (memcmp(digits, "400", 3) == 0 || memcmp(digits, "800", 3) == 0);
    bool local =
        (n == 7 || n == 8) && digits[0] >= '2' && digits[0] <= '8' && memcmp(digits, "861", 3) != 0;
    return free_call || local;
}

static bool is_complete(const struct scan *scan)
{
    const char *d = scan->digits;
    return mobile_of(d, scan->n) != NULL || area_of(d, scan->n) > 0 || is_local(d, scan->n);
}

/* The number read so far has ended: keep it. */
static void finish(struct scan *scan)
{
    struct phones *out = scan->out;
    size_t n = scan->n;
    const char *d = scan->digits;
    scan->n = 0;
    scan->soft = false;
    if (n == 0) {
        return;
    }
    bool extension = n <= 6 && out->n > 0 && out->at[out->n - 1].kind == PHONE_LANDLINE;
    if (extension || n >= PHONE_LENGTH || out->n == PHONE_MOST) {
        remark_break(scan);
        remark_add(scan, d, n < PHONE_LENGTH ? n : PHONE_LENGTH);
        remark_break(scan);
        out->findings |= extension ? 0 : n >= PHONE_LENGTH ? PHONE_WRONG : PHONE_MORE;
        return;
    }
    struct phone *phone = &out->at[out->n++];
    size_t area = area_of(d, n);
    const char *mobile = mobile_of(d, n);
    if (mobile != NULL) {
        phone->kind = PHONE_MOBILE;
        memcpy(phone->number, mobile, 11);
    } else if (area > 0) {
        phone->kind = PHONE_LANDLINE;
        memcpy(phone->number, d, area);
        phone->number[area] = '-';
        memcpy(phone->number + area + 1, d + area, n - area);
    } else {
        phone->kind = is_local(d, n) ? PHONE_LANDLINE : PHONE_ODD;
        memcpy(phone->number, d, n);
        out->findings |= phone->kind == PHONE_ODD ? PHONE_WRONG : 0;
    }
}

static bool may_stand_inside(uint32_t c)
{
    return c == ' ' || c == '-' || c == '.' || c == '+' || c == '(' || c == ')' || c == '\'' ||
           (c >= 0x2010 && c <= 0x2019);
}

static bool stands_between(uint32_t c)
{
    return c == '/' || c == ',' || c == ';' || c == '|' || c == '\\' || c == '&' || c == ':' ||
           c == 0x3001 || c == 0x3002 || c == 0x00B7;
}

static void take(struct scan *scan, uint32_t c)
{
    if (c >= '0' && c <= '9') {
        if (scan->soft && is_complete(scan)) {
            finish(scan);
        }
        scan->soft = false;
        if (scan->n < PHONE_LENGTH) {
            scan->digits[scan->n] = (char)c;
        }
        scan->n++;
    } else if (may_stand_inside(c)) {
        scan->soft = true;
        if (c == ' ' && scan->n == 0) {
            remark_break(scan);
        }
    } else {
        finish(scan);
        if (stands_between(c)) {
            remark_break(scan);
        } else {
            char bytes[4];
            remark_add(scan, bytes, utf8_encode(c, bytes));
        }
    }
}

/* 1.38E+10 */
static bool digits_lost(struct text t)
{
    size_t at = text_find_char(t, 'E');
    at = at == TEXT_NONE ? text_find_char(t, 'e') : at;
    return at != TEXT_NONE && at > 0 && t.s[at - 1] >= '0' && t.s[at - 1] <= '9' && at + 1 < t.n &&
           (t.s[at + 1] == '+' || (t.s[at + 1] >= '0' && t.s[at + 1] <= '9'));
}

static void first_mobile_leads(struct phones *phones)
{
    for (size_t i = 0; i < phones->n; i++) {
        if (phones->at[i].kind == PHONE_MOBILE) {
            struct phone first = phones->at[i];
            memmove(phones->at + 1, phones->at, i * sizeof(first));
            phones->at[0] = first;
            return;
        }
    }
}

struct phones phone_read(struct arena *arena, struct text raw)
{
    struct phones phones = {.remark = TEXT_EMPTY};
    struct text t = fold_text(arena, raw);
    if (t.n == 0) {
        return phones;
    }
    if (digits_lost(t)) {
        phones.findings = PHONE_DIGITS_LOST;
        return phones;
    }
    if (text_has(t, TEXT("***"))) {
        phones.findings = PHONE_MASKED;
        return phones;
    }
    if (text_ends(t, TEXT(".0"))) {
        t.n -= 2;
    }
    /* Every number kept back as a remark brings at most two blanks. */
    struct scan scan = {.out = &phones, .remark = arena_alloc(arena, 3 * t.n + 2)};
    uint32_t c;
    for (struct text rest = t; utf8_next(&rest, &c);) {
        take(&scan, c);
    }
    finish(&scan);
    phones.remark = text_trim((struct text){scan.remark, scan.remark_n});
    first_mobile_leads(&phones);
    if (phones.n == 0) {
        phones.findings |= PHONE_NONE;
    } else if (phones.n > 1) {
        phones.findings |= PHONE_SEVERAL;
    } else if (!text_is(raw, phones.at[0].number)) {
        phones.findings |= PHONE_CHANGED;
    }
    return phones;
}
