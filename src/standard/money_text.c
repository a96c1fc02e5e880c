#include "standard/money_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t most_fen = 10000000000000; /* a hundred thousand million yuan */
static const int decimals_of[] = {[MONEY_FEN] = 0, [MONEY_YUAN] = 2, [MONEY_WAN] = 6};

const char *money_text_message(enum money_verdict verdict)
{
    static const char *const messages[MONEY__COUNT] = {
        [MONEY_OK] = "",
        [MONEY_EMPTY] = "金额为空",
        [MONEY_WORDS] = "金额写成了文字，请填数字",
        [MONEY_FINER] = "金额最多到分",
        [MONEY_TOO_LARGE] = "金额过大，请核对单位",
        [MONEY_UNREADABLE] = "不是金额，请只填数字",
    };
    return messages[verdict];
}

static bool cut_end(struct text *t, struct text end)
{
    if (!text_ends(*t, end)) {
        return false;
    }
    *t = text_trim(text_slice(*t, 0, t->n - end.n));
    return true;
}

/* Takes the currency's sign and the unit off; the unit found, else `declared`. */
static enum money_unit cut_unit(struct text *t, enum money_unit declared)
{
    static const struct text signs[] = {TEXT("¥"), TEXT("人民币"), TEXT("RMB")};
    static const struct {
        struct text word;
        enum money_unit unit;
    } units[] = {
        {TEXT("万元"), MONEY_WAN}, {TEXT("万"), MONEY_WAN},  {TEXT("元"), MONEY_YUAN},
        {TEXT("圆"), MONEY_YUAN},  {TEXT("块"), MONEY_YUAN}, {TEXT("分"), MONEY_FEN},
    };
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (text_starts(*t, signs[i])) {
            *t = text_trim(text_slice(*t, signs[i].n, t->n));
        }
    }
    cut_end(t, TEXT("整"));
    for (size_t i = 0; i < COUNT(units); i++) {
        if (cut_end(t, units[i].word)) {
            return units[i].unit;
        }
    }
    return declared;
}

static bool has_number_words(struct text t)
{
    static const struct text words[] = {
        TEXT("一"), TEXT("二"), TEXT("两"), TEXT("三"), TEXT("四"), TEXT("五"), TEXT("六"),
        TEXT("七"), TEXT("八"), TEXT("九"), TEXT("十"), TEXT("百"), TEXT("千"), TEXT("壹"),
        TEXT("贰"), TEXT("叁"), TEXT("伍"), TEXT("拾"), TEXT("佰"), TEXT("仟"), TEXT("半"),
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        if (text_has(t, words[i])) {
            return true;
        }
    }
    return false;
}

/* Commas must cut groups of three: 1,500 and 12,345,678.90, not 1,50. */
static bool commas_fit(struct text whole)
{
    size_t comma = text_find_char(whole, ',');
    if (comma == TEXT_NONE) {
        return true;
    }
    bool fit = comma >= 1 && comma <= 3 && (whole.n - comma) % 4 == 0;
    for (size_t i = comma; i < whole.n && fit; i++) {
        fit = (whole.s[i] == ',') == ((i - comma) % 4 == 0);
    }
    return fit;
}

/* Digits, with a comma every three and a point, exactly to fen. */
static enum money_verdict read_exactly(struct text t, int decimals, int64_t *fen)
{
    bool negative = t.n > 0 && t.s[0] == '-';
    t = text_slice(t, negative || (t.n > 0 && t.s[0] == '+') ? 1 : 0, t.n);
    size_t point = text_find_char(t, '.');
    struct text whole = text_slice(t, 0, point);
    struct text part = point == TEXT_NONE ? TEXT_EMPTY : text_slice(t, point + 1, t.n);
    if (whole.n == 0 || !commas_fit(whole) || (point != TEXT_NONE && !text_is_digits(part))) {
        return MONEY_UNREADABLE;
    }
    int64_t value = 0;
    for (size_t i = 0; i < whole.n + (size_t)decimals; i++) {
        size_t p = i - whole.n;
        char c = i < whole.n ? whole.s[i] : p < part.n ? part.s[p] : '0';
        if (c == ',') {
            continue;
        }
        if (c < '0' || c > '9') {
            return MONEY_UNREADABLE;
        }
        value = value > most_fen ? value : 10 * value + (c - '0');
    }
    for (size_t i = (size_t)decimals; i < part.n; i++) {
        if (part.s[i] != '0') {
            return MONEY_FINER;
        }
    }
    *fen = negative ? -value : value;
    return value > most_fen ? MONEY_TOO_LARGE : MONEY_OK;
}

/* A number as a workbook stores it: 1500.0000000000002, 1.5E-2. */
static enum money_verdict read_double(const char *z, int decimals, int64_t *fen)
{
    char *end;
    double value = strtod(z, &end) * pow(10, decimals);
    if (end == z || *end != '\0' || !isfinite(value)) {
        return MONEY_UNREADABLE;
    }
    if (fabs(value) > (double)most_fen) {
        return MONEY_TOO_LARGE;
    }
    *fen = llround(value);
    return fabs(value - (double)*fen) < 1e-4 + fabs(value) * 1e-14 ? MONEY_OK : MONEY_FINER;
}

struct money_text money_text_read(struct text raw, enum written written, enum money_unit declared)
{
    struct money_text money = {.verdict = MONEY_UNREADABLE, .unit = declared};
    char folded[64] = "";
    size_t n = fold_into(raw, folded, sizeof(folded) - 1);
    if (n == TEXT_NONE) {
        return money;
    }
    struct text t = {folded, n};
    if (n == 0 || text_is(t, "-") || text_is(t, "/")) {
        money.verdict = MONEY_EMPTY;
        return money;
    }
    money.unit = cut_unit(&t, declared);
    int decimals = decimals_of[money.unit];
    if (has_number_words(t)) {
        money.verdict = MONEY_WORDS;
    } else if (written != WRITTEN_AS_TEXT && t.n == n) {
        folded[n] = '\0';
        money.verdict = read_double(folded, decimals, &money.fen);
    } else {
        money.verdict = read_exactly(t, decimals, &money.fen);
    }
    if (money.verdict != MONEY_OK) {
        money.fen = 0;
    }
    return money;
}
