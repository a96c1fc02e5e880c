#include "compare/clean.h"

#include <stdlib.h>
#include <string.h>

#include "compare/clean_part.h"
#include "standard/code.h"
#include "standard/fold.h"
#include "standard/name.h"
#include "standard/phone.h"

void cleaner_init(struct cleaner *cleaner, int32_t today, enum date_serial serial)
{
    *cleaner = (struct cleaner){.today = today, .serial = serial};
    cleaner->places = memory_get_zeroed(CLEAN_PLACES * sizeof(*cleaner->places));
    arena_init(&cleaner->scratch);
}

void cleaner_release(struct cleaner *cleaner)
{
    arena_release(&cleaner->scratch);
    free(cleaner->places);
}

/* ---- names ---- */

enum { KEPT = CLEAN_NAME_KEPT, CHARACTER_BITS = 21, SEPARATOR = 0xB7 };

static void put_character(struct person_row *out, size_t i, uint32_t cp)
{
    out->name[i / 3] |= (uint64_t)cp << (CHARACTER_BITS * (2 - i % 3));
}

/* Two or three Han characters of the basic plane, as nearly every name is. */
static bool name_plain(struct text t, struct person_row *out)
{
    if (t.n != 6 && t.n != 9) {
        return false;
    }
    for (size_t i = 0; i < t.n; i += 3) {
        const unsigned char *s = (const unsigned char *)t.s + i;
        uint32_t cp = ((s[0] & 0x0Fu) << 12) | ((s[1] & 0x3Fu) << 6) | (s[2] & 0x3Fu);
        bool three = (s[0] & 0xF0) == 0xE0 && (s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80;
        if (!three || cp < 0x3400 || cp > 0x9FFF) {
            return false;
        }
        put_character(out, i / 3, cp);
    }
    out->length = (uint8_t)(t.n / 3);
    return true;
}

/* Characters of a name in its one form; those past the fifth of a long one become a hash. */
static void put_name(struct text t, struct person_row *out)
{
    size_t n = 0;
    uint64_t rest = 0;
    uint32_t cp;
    while (utf8_next(&t, &cp)) {
        if (cp == SEPARATOR || cp == ' ') {
            continue;
        }
        if (n < KEPT - 1) {
            put_character(out, n, cp);
        } else {
            rest = n == KEPT - 1 ? cp : (rest * 0x9E3779B97F4A7C15u + cp);
        }
        n++;
    }
    if (n > KEPT) {
        rest = ((rest ^ rest >> 32) & 0xFFFFF) | 0x180000; /* beyond every Han character */
        out->flags |= CLEAN_NAME_LONG;
    }
    if (n >= KEPT) {
        put_character(out, KEPT - 1, (uint32_t)rest);
    }
    out->length = (uint8_t)(n < UINT8_MAX ? n : UINT8_MAX);
}

static void clean_name(struct cleaner *cleaner, struct text raw, struct person_row *out)
{
    if (raw.n == 0 || name_plain(raw, out)) {
        return;
    }
    out->name[0] = out->name[1] = 0;
    struct name name = name_read(&cleaner->scratch, raw);
    unsigned lost = NAME_UNREADABLE | NAME_PRIVATE | NAME_SPLIT | NAME_LATIN | NAME_MASKED |
                    NAME_RELATION | NAME_STRANGE;
    out->flags |= (name.findings & lost) != 0 ? CLEAN_NAME_LOST : 0;
    out->flags |= text_equal(name.text, raw) ? 0 : CLEAN_NAME_CHANGED;
    out->flags |= (name.findings & NAME_DECEASED) != 0 ? CLEAN_IS_DEAD : 0;
    out->flags |= utf8_valid(raw) ? 0 : CLEAN_BAD_BYTES;
    put_name(name.text, out);
    out->flags |= out->length == 1 ? CLEAN_NAME_LOST : 0; /* the surname alone */
}

/* ---- sex, phone, states ---- */

static enum sex read_sex(struct text raw)
{
    static const struct {
        struct text word;
        enum sex sex;
    } words[] = {{TEXT("1"), SEX_MALE},   {TEXT("2"), SEX_FEMALE},   {TEXT("01"), SEX_MALE},
                 {TEXT("M"), SEX_MALE},   {TEXT("02"), SEX_FEMALE},  {TEXT("F"), SEX_FEMALE},
                 {TEXT("m"), SEX_MALE},   {TEXT("f"), SEX_FEMALE},   {TEXT("male"), SEX_MALE},
                 {TEXT("1.0"), SEX_MALE}, {TEXT("2.0"), SEX_FEMALE}, {TEXT("female"), SEX_FEMALE}};
    bool male = text_has(raw, TEXT("男")), female = text_has(raw, TEXT("女"));
    if (male != female) {
        return male ? SEX_MALE : SEX_FEMALE;
    }
    char folded[16];
    size_t n = fold_into(raw, folded, sizeof(folded));
    for (size_t i = 0; n != TEXT_NONE && i < COUNT(words); i++) {
        if (text_equal_nocase((struct text){folded, n}, words[i].word)) {
            return words[i].sex;
        }
    }
    return SEX_UNKNOWN;
}

static void clean_sex(struct text raw, struct person_row *out)
{
    static const struct text male = TEXT("男"), female = TEXT("女");
    enum sex sex = raw.n == 0                ? SEX_UNKNOWN
                   : text_equal(raw, male)   ? SEX_MALE
                   : text_equal(raw, female) ? SEX_FEMALE
                                             : read_sex(raw);
    enum sex own = number_sex(out);
    if (sex == SEX_UNKNOWN && own != SEX_UNKNOWN) {
        sex = own;
        out->flags |= CLEAN_SEX_DERIVED;
    } else if (number_usable(out) && sex != own) {
        out->flags |= CLEAN_SEX_DIFFERS;
    }
    out->sex = (uint8_t)sex;
}

static uint64_t digits_of(const char *z)
{
    uint64_t value = 0;
    for (; *z != '\0'; z++) {
        value = *z >= '0' && *z <= '9' ? value * 10 + (uint64_t)(*z - '0') : value;
    }
    return value;
}

uint32_t clean_phone_hash(uint64_t phone)
{
    return phone == 0 ? 0 : (uint32_t)(phone * 0x9E3779B97F4A7C15u >> 32) | 1;
}

static void clean_phone(struct cleaner *cleaner, struct text raw, struct person_row *out)
{
    if (raw.n == 0) {
        return;
    }
    if (raw.n == 11 && raw.s[0] == '1' && raw.s[1] >= '3' && text_is_digits(raw)) {
        for (size_t i = 0; i < 11; i++) {
            out->phone = out->phone * 10 + (uint64_t)(raw.s[i] - '0');
        }
        return;
    }
    struct phones phones = phone_read(&cleaner->scratch, raw);
    if (phones.n > 0) {
        out->phone = digits_of(phones.at[0].number);
        out->flags |= phones.at[0].kind == PHONE_ODD ? CLEAN_PHONE_WRONG : 0;
    } else if ((phones.findings & (PHONE_WRONG | PHONE_DIGITS_LOST)) != 0) {
        out->flags |= CLEAN_PHONE_WRONG;
    }
    if (phones.n > 1) {
        out->phone2 = clean_phone_hash(digits_of(phones.at[1].number));
        out->flags |= CLEAN_SEVERAL_PHONES;
    }
}

static bool has_any(struct text raw, const struct text *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text_has(raw, words[i])) {
            return true;
        }
    }
    return false;
}

static bool says_dead(struct cleaner *cleaner, struct text raw)
{
    static const struct text dead[] = {TEXT("死亡"), TEXT("去世"), TEXT("已故"), TEXT("病故"),
                                       TEXT("亡故"), TEXT("离世"), TEXT("逝世"), TEXT("殁")};
    static const struct text not [] = {TEXT("未"), TEXT("非"), TEXT("否"), TEXT("无"), TEXT("不")};
    if (has_any(raw, not, COUNT(not ))) {
        return false;
    }
    if (has_any(raw, dead, COUNT(dead)) || answer_read(raw) == ANSWER_YES) {
        return true;
    }
    return date_text_read(raw, WRITTEN_AS_TEXT, cleaner->serial, cleaner->today).verdict ==
           DATE_TEXT_OK;
}

static bool says_pension(struct text raw)
{
    static const struct text draws[] = {TEXT("领"), TEXT("享受"), TEXT("发放"), TEXT("退休"),
                                        TEXT("正常")};
    static const struct text not [] = {TEXT("未"), TEXT("非"), TEXT("否"),  TEXT("无"),
                                       TEXT("不"), TEXT("停"), TEXT("终止")};
    if (has_any(raw, not, COUNT(not ))) {
        return false;
    }
    return has_any(raw, draws, COUNT(draws)) || answer_read(raw) == ANSWER_YES;
}

/* ---- the row ---- */

void clean_row(struct cleaner *cleaner, const struct clean_cell cells[CLEAN_FIELD__COUNT],
               struct person_row *out)
{
    *out = (struct person_row){.birth = DATE_NONE};
    clean_name(cleaner, cells[CLEAN_NAME].text, out);
    clean_number(&cells[CLEAN_NUMBER], cleaner->today, out);
    clean_birth(cleaner, &cells[CLEAN_BIRTH], out);
    clean_sex(cells[CLEAN_SEX].text, out);
    clean_phone(cleaner, cells[CLEAN_PHONE].text, out);
    clean_place_known(cleaner, cells[CLEAN_TOWN].text, cells[CLEAN_VILLAGE].text,
                      cells[CLEAN_ADDRESS].text, out);
    if (cells[CLEAN_DEAD].text.n > 0 && says_dead(cleaner, cells[CLEAN_DEAD].text)) {
        out->flags |= CLEAN_IS_DEAD;
    }
    if (cells[CLEAN_PENSION].text.n > 0 && says_pension(cells[CLEAN_PENSION].text)) {
        out->flags |= CLEAN_DRAWS_PENSION;
    }
    if (cleaner->scratch.used > 0) {
        arena_reset(&cleaner->scratch);
    }
}

/* ---- back to text ---- */

uint32_t clean_name_character(const struct person_row *row, size_t i)
{
    return (uint32_t)(row->name[i / 3] >> (CHARACTER_BITS * (2 - i % 3))) & 0x1FFFFF;
}

size_t clean_name_text(const struct person_row *row, char out[CLEAN_NAME_SIZE + 4])
{
    size_t n = 0, count = row->length < KEPT ? row->length : KEPT;
    bool cut = (row->flags & CLEAN_NAME_LONG) != 0;
    for (size_t i = 0; i < count - cut; i++) {
        n += utf8_encode(clean_name_character(row, i), out + n);
    }
    if (cut) {
        memcpy(out + n, "…", 3);
        n += 3;
    }
    out[n] = '\0';
    return n;
}

size_t clean_phone_text(const struct person_row *row, char out[CLEAN_PHONE_SIZE])
{
    char digits[CLEAN_PHONE_SIZE] = {0};
    size_t n = 0;
    for (uint64_t left = row->phone; left > 0 && n < sizeof(digits) - 2; left /= 10) {
        digits[n++] = (char)('0' + left % 10);
    }
    /* A landline begins with the 0 of its area code, which a number does not keep. */
    bool mobile = n > 1 && digits[n - 1] == '1' && digits[n - 2] >= '3';
    if (n >= 9 && !mobile && n < sizeof(digits) - 2 && digits[n - 1] != '4' &&
        digits[n - 1] != '8') {
        digits[n++] = '0';
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = digits[n - 1 - i];
    }
    out[n] = '\0';
    return n;
}
