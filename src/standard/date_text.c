#include "standard/date_text.h"

#include <string.h>

enum {
    EARLIEST_YEAR = 1900,
    LATEST_YEAR = 2100,
    FIRST_SERIAL = 20000,
    LAST_SERIAL = 60000,
    LAST_STYLED_SERIAL = 73000, /* 2099 */
};

const char *date_text_message(enum date_text_verdict verdict)
{
    static const char *const messages[DATE_TEXT__COUNT] = {
        [DATE_TEXT_OK] = "",
        [DATE_TEXT_EMPTY] = "日期为空",
        [DATE_TEXT_OPEN] = "写的是至今或长期，结束日留空",
        [DATE_TEXT_OPEN_FROM] = "写的是某日至今，只有开始日",
        [DATE_TEXT_NO_YEAR] = "日期缺少年份，请补全",
        [DATE_TEXT_SHORT_YEAR] = "年份只有两位，请确认",
        [DATE_TEXT_UNCLEAR] = "日期有两种读法，请按 2022-09-08 的样式填写",
        [DATE_TEXT_IMPOSSIBLE] = "日期不存在",
        [DATE_TEXT_UNREADABLE] = "不是日期，请按 2022-09-08 的样式填写",
    };
    return messages[verdict];
}

/* One run of digits, Arabic or Chinese, and the sign after it. */
struct group {
    int value;
    size_t digits; /* how many were written */
    uint32_t sign; /* '-', '.', '/', ' ', 'T', 年 月 日, or 0 at the end */
};

enum { GROUPS = 3, YEAR = 0x5E74, MONTH = 0x6708, DAY = 0x65E5 };

static int chinese_digit(uint32_t cp)
{
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++) {
        if (cp == digits[i]) {
            return i;
        }
    }
    return cp == 0x96F6 || cp == 0x25CB ? 0 : -1; /* 零 ○ */
}

/* Takes a number off *rest; false when there is none. 十 makes the tens: 二十三. */
static bool take_number(struct text *rest, struct group *group)
{
    *group = (struct group){0};
    bool tens = false;
    uint32_t cp;
    for (struct text ahead = *rest; utf8_next(&ahead, &cp); *rest = ahead) {
        int digit = cp >= '0' && cp <= '9' ? (int)cp - '0' : chinese_digit(cp);
        if (cp == 0x5341 && !tens && group->digits <= 1) { /* 十 */
            tens = true;
            group->value = group->digits == 0 ? 10 : 10 * group->value;
        } else if (digit >= 0 && tens && group->value % 10 == 0) {
            group->value += digit;
        } else if (digit >= 0 && !tens && group->digits < 8) {
            group->value = 10 * group->value + digit;
        } else {
            break;
        }
        group->digits++;
    }
    group->digits = tens ? 2 : group->digits;
    return group->digits > 0;
}

/* The sign between two numbers, with blanks around it; ' ' when there are only blanks, 0 for none.
 */
static uint32_t take_sign(struct text *rest)
{
    uint32_t sign = 0, cp;
    for (struct text ahead = *rest; utf8_next(&ahead, &cp); *rest = ahead) {
        uint32_t meant = cp;
        if (cp == 0x53F7) { /* 号 */
            meant = DAY;
        } else if (cp == 0x2014 || cp == 0x2013 || cp == 0x2212 || cp == 0x2010) {
            meant = '-';
        } else if (cp == 0x3002 || cp == 0x3001 || cp == ',' || cp == 0xB7) {
            meant = '.';
        } else if (cp == '\\') {
            meant = '/';
        }
        bool known = meant == YEAR || meant == MONTH || meant == DAY || meant == '-' ||
                     meant == '.' || meant == '/' || meant == 'T';
        if (cp == ' ') {
            sign = sign == 0 ? ' ' : sign;
        } else if (known && (sign == 0 || sign == ' ')) {
            sign = meant;
        } else {
            break;
        }
    }
    return sign;
}

/* Whether the rest is a time of day, possibly with a zone: 08:00, 0:00:00, 上午8:00, 00:00:00.000Z.
 */
static bool is_time(struct text rest)
{
    if (text_starts(rest, TEXT("上午")) || text_starts(rest, TEXT("下午"))) {
        rest = text_slice(rest, 6, rest.n);
    }
    if (text_find_char(rest, ':') == TEXT_NONE) {
        return false;
    }
    for (size_t i = 0; i < rest.n; i++) {
        if (strchr("0123456789:. APM", rest.s[i]) == NULL) {
            return text_is(text_slice(rest, i, rest.n), "Z") && text_has(rest, TEXT("00:00:00"));
        }
    }
    return true;
}

static void set_date(struct date_text *out, struct civil c, enum date_precision precision)
{
    if (c.year < EARLIEST_YEAR || c.year > LATEST_YEAR || !civil_valid(c)) {
        out->verdict = DATE_TEXT_IMPOSSIBLE;
        return;
    }
    out->verdict = DATE_TEXT_OK;
    out->date = (struct date){date_from_civil(c), precision};
}

/* The century of a two-digit year: this one up to today's year, else the last. */
static int century_of(int year, int32_t today)
{
    int now = date_to_civil(today).year;
    return year <= now % 100 ? now - now % 100 : now - now % 100 - 100;
}

static void suggest(struct date_text *out, struct civil c, enum date_precision precision,
                    int32_t today)
{
    c.year += century_of(c.year, today);
    set_date(out, c, precision);
    if (out->verdict == DATE_TEXT_OK) {
        out->verdict = DATE_TEXT_SHORT_YEAR;
    }
}

/* 20220908, 202209, 2022, 220908: digits without a sign. */
static void read_run(struct date_text *out, struct group g, int32_t today)
{
    struct civil whole = {g.value / 10000, g.value / 100 % 100, g.value % 100};
    struct civil month = {g.value / 100, g.value % 100, 1};
    if (g.digits == 8) {
        set_date(out, whole, DATE_DAY);
    } else if (g.digits == 4) {
        set_date(out, (struct civil){g.value, 1, 1}, DATE_YEAR);
    } else if (g.digits == 6) {
        bool as_month =
            month.year >= EARLIEST_YEAR && month.year <= LATEST_YEAR && civil_valid(month);
        suggest(out, whole, DATE_DAY, today);
        if (as_month && out->verdict == DATE_TEXT_SHORT_YEAR) {
            out->verdict = DATE_TEXT_UNCLEAR;
            out->date.day = DATE_NONE;
        } else if (as_month) {
            set_date(out, month, DATE_MONTH);
        }
    }
}

/* Whether the 年, 月 and 日 written fit numbers that stand for units[0], units[1] … */
static bool units_fit(const struct group *g, size_t n, const uint32_t *units)
{
    for (size_t i = 0; i < n; i++) {
        bool named = g[i].sign == YEAR || g[i].sign == MONTH || g[i].sign == DAY;
        if ((named && g[i].sign != units[i]) || (i > 0 && g[i].digits > 2)) {
            return false;
        }
    }
    return true;
}

static void read_groups(struct date_text *out, const struct group *g, size_t n, int32_t today)
{
    static const uint32_t units[] = {YEAR, MONTH, DAY};
    bool from_year = units_fit(g, n, units), from_month = n <= 2 && units_fit(g, n, units + 1);
    if (n == 1 && g[0].sign == 0) {
        read_run(out, g[0], today);
    } else if (n == 3 && g[0].digits <= 2 && g[1].digits <= 2 && g[2].digits == 4) {
        out->verdict = DATE_TEXT_UNCLEAR; /* month or day first? */
    } else if (from_year &&
               (g[0].digits == 4 || (g[0].digits == 2 && (n == 3 || g[0].sign == YEAR)))) {
        enum date_precision precision = n == 3 ? DATE_DAY : n == 2 ? DATE_MONTH : DATE_YEAR;
        struct civil c = {g[0].value, n > 1 ? g[1].value : 1, n > 2 ? g[2].value : 1};
        if (g[0].digits == 4) {
            set_date(out, c, precision);
        } else {
            suggest(out, c, precision, today);
        }
    } else if (from_month && g[0].digits <= 2 && (n == 2 || g[0].sign == MONTH)) {
        struct civil c = {2000, g[0].value, n == 2 ? g[1].value : 1}; /* a leap year */
        out->verdict = civil_valid(c) ? DATE_TEXT_NO_YEAR : DATE_TEXT_IMPOSSIBLE;
        if (civil_valid(c)) {
            out->month = c.month;
            out->day = n == 2 ? c.day : 0;
        }
    }
}

/* Digits and signs to a verdict; *out starts as UNREADABLE. */
static void read_written(struct date_text *out, struct text t, int32_t today)
{
    struct group groups[GROUPS];
    size_t n = 0;
    struct text rest = t;
    while (n < GROUPS && take_number(&rest, &groups[n])) {
        groups[n++].sign = take_sign(&rest);
    }
    if (n == 0) {
        return;
    }
    uint32_t last = groups[n - 1].sign;
    if (rest.n > 0 && n == GROUPS && (last == ' ' || last == 'T' || last == DAY) && is_time(rest)) {
        out->findings |= DATE_TEXT_TIME;
    } else if (rest.n > 0 || last == 'T' || last == '/') {
        return;
    }
    read_groups(out, groups, n, today);
}

/*
 * A serial number with or without a fraction. A cell that is styled as a date holds one whatever
 * its size, so that a birthday of 1950 is read; any other number is taken for one between 20000
 * (1954) and 60000 (2064) only.
 */
static bool read_serial(struct date_text *out, struct text t, enum written written,
                        enum date_serial from)
{
    size_t dot = text_find_char(t, '.');
    struct text whole = text_slice(t, 0, dot);
    struct text part = text_slice(t, dot == TEXT_NONE ? t.n : dot + 1, t.n);
    int64_t n, first = written == WRITTEN_AS_DATE ? 1 : FIRST_SERIAL;
    int64_t last = written == WRITTEN_AS_DATE ? LAST_STYLED_SERIAL : LAST_SERIAL;
    if (!text_is_digits(whole) || (part.n > 0 && !text_is_digits(part)) ||
        !text_to_int(whole, &n) || n < first || n > last) {
        return false;
    }
    /* Excel believes in a 29 February 1900, so its count is one short before it. */
    bool before_gap = from == DATE_FROM_1900 && n < 60;
    struct civil zero = from == DATE_FROM_1904 ? (struct civil){1904, 1, 1}
                        : before_gap           ? (struct civil){1899, 12, 31}
                                               : (struct civil){1899, 12, 30};
    out->verdict = DATE_TEXT_OK;
    out->findings |= DATE_TEXT_SERIAL;
    out->date = (struct date){date_from_civil(zero) + (int32_t)n, DATE_DAY};
    for (size_t i = 0; i < part.n; i++) {
        out->findings |= part.s[i] != '0' ? DATE_TEXT_TIME : 0;
    }
    return true;
}

/* Cuts 至今 and its like off the end. */
static bool cut_open_end(struct text *t)
{
    static const struct text ends[] = {
        TEXT("到现在"),     TEXT("至现在"), TEXT("至目前"), TEXT("到目前"), TEXT("至今"),
        TEXT("到今"),       TEXT("长期"),   TEXT("永久"),   TEXT("现在"),   TEXT("目前"),
        TEXT("无固定期限"), TEXT("起"),     TEXT("以来"),   TEXT("开始"),
    };
    for (size_t i = 0; i < COUNT(ends); i++) {
        if (text_ends(*t, ends[i])) {
            *t = text_slice(*t, 0, t->n - ends[i].n);
            while (t->n > 0 && strchr("-~ ", t->s[t->n - 1]) != NULL) {
                t->n--;
            }
            for (struct text dash = TEXT("—"); text_ends(*t, dash);) {
                t->n -= dash.n;
            }
            return true;
        }
    }
    return false;
}

static bool says_nothing(struct text t)
{
    return t.n == 0 || text_is(t, "-") || text_is(t, "/") || text_is(t, "--") || text_is(t, "—") ||
           text_is(t, "——") || text_is(t, "无");
}

/* 2022.1 in a numeric cell may have been 2022.10. */
static bool lost_a_zero(struct text t)
{
    return t.n == 6 && text_ends(t, TEXT(".1"));
}

struct date_text date_text_read(struct text raw, enum written written, enum date_serial serial,
                                int32_t today)
{
    struct date_text out = {.verdict = DATE_TEXT_UNREADABLE, .date = {DATE_NONE, DATE_DAY}};
    struct date iso;
    if (written == WRITTEN_AS_TEXT && raw.n == strlen("2022-09-08") && date_parse(raw, &iso)) {
        set_date(&out, date_to_civil(iso.day), iso.precision);
        return out;
    }
    char folded[96];
    size_t n = fold_into(raw, folded, sizeof(folded));
    if (n == TEXT_NONE) {
        return out;
    }
    struct text t = {folded, n};
    if (n > 1 && (t.s[0] == '\'' || text_starts(t, TEXT("’")))) {
        t = text_slice(t, t.s[0] == '\'' ? 1 : 3, n);
    }
    if (says_nothing(t)) {
        out.verdict = DATE_TEXT_EMPTY;
        return out;
    }
    bool open = cut_open_end(&t);
    if (open && t.n == 0) {
        out.verdict = DATE_TEXT_OPEN;
        return out;
    }
    if (written == WRITTEN_AS_NUMBER && lost_a_zero(t)) {
        out.verdict = DATE_TEXT_UNCLEAR;
    } else if (!read_serial(&out, t, written, serial)) {
        read_written(&out, t, today);
    }
    if (open && out.verdict == DATE_TEXT_OK) {
        out.verdict = DATE_TEXT_OPEN_FROM;
    } else if (open) {
        out = (struct date_text){.verdict = DATE_TEXT_UNREADABLE, .date = {DATE_NONE, DATE_DAY}};
    }
    if (!date_parse(raw, &iso)) {
        out.findings |= DATE_TEXT_CHANGED;
    }
    return out;
}
