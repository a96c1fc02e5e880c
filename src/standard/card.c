#include "standard/card.h"

#include <string.h>

static const struct {
    bool usable;
    const char *message, *hint;
} verdicts[CARD__COUNT] = {
    [CARD_VALID] = {true, "", ""},
    [CARD_LUHN] = {true, "卡号校验不过，可能填错", "请按卡面核对"},
    [CARD_EMPTY] = {false, "卡号为空", "请填写16至19位卡号"},
    [CARD_DIGITS_LOST] = {false, "单元格是数字格式，卡号后几位已丢失，无法恢复",
                          "请把该列设为文本格式后重新填写"},
    [CARD_MASKED] = {false, "卡号被遮盖，不是完整号码", "请填写完整卡号"},
    [CARD_LENGTH] = {false, "卡号位数不对，应为16至19位", "请按卡面重新填写"},
    [CARD_CHAR] = {false, "卡号里有不该有的字符", "卡号只能是数字"},
};

static bool luhn_valid(const char *digits, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int d = digits[n - 1 - i] - '0';
        if (i % 2 == 1) {
            d = d > 4 ? 2 * d - 9 : 2 * d;
        }
        sum += d;
    }
    return sum % 10 == 0;
}

static enum card_verdict judge(struct text at, enum written written)
{
    if (at.n == 0) {
        return CARD_EMPTY;
    }
    bool scientific = text_find_char(at, 'E') != TEXT_NONE || text_find_char(at, 'e') != TEXT_NONE;
    if ((scientific && text_find_char(at, '.') != TEXT_NONE) ||
        (written != WRITTEN_AS_TEXT && at.n > 15) || text_ends(at, TEXT(".0"))) {
        return CARD_DIGITS_LOST;
    }
    if (text_has(at, TEXT("***"))) {
        return CARD_MASKED;
    }
    if (!text_is_digits(at)) {
        return CARD_CHAR;
    }
    if (at.n < 16 || at.n > 19) {
        return CARD_LENGTH;
    }
    return luhn_valid(at.s, at.n) ? CARD_VALID : CARD_LUHN;
}

struct card card_read(struct text raw, enum written written)
{
    struct card card = {0};
    char at[32];
    size_t n = 0;
    uint32_t cp;
    while (n < sizeof(at) && utf8_next(&raw, &cp)) {
        uint32_t c = fold_char(cp);
        if (c != FOLD_DROP && c != ' ' && c != '-' && c != '\'' && c != 0x2018 && c != 0x2019) {
            at[n++] = c < 0x80 ? (char)c : '?';
        }
    }
    card.verdict = judge((struct text){at, n}, written);
    if (card_usable(card.verdict)) {
        memcpy(card.number, at, n);
    }
    return card;
}

bool card_usable(enum card_verdict verdict)
{
    return verdicts[verdict].usable;
}

const char *card_message(enum card_verdict verdict)
{
    return verdicts[verdict].message;
}

const char *card_hint(enum card_verdict verdict)
{
    return verdicts[verdict].hint;
}
