#include <string.h>

#include "compare/clean_part.h"

enum { LONGEST = 19, LEAST = 14, KEPT_OF_CUT = 15 };

/* Eight ASCII digits as a number; false when some is none. */
static bool eight_digits(const char *s, uint32_t *out)
{
    uint64_t v;
    memcpy(&v, s, 8);
    if ((v & 0xF0F0F0F0F0F0F0F0u) != 0x3030303030303030u ||
        ((v + 0x0606060606060606u) & 0xF0F0F0F0F0F0F0F0u) != 0x3030303030303030u) {
        return false;
    }
    v -= 0x3030303030303030u;
    v = v * 10 + (v >> 8); /* pairs, in every second byte */
    v = ((v & 0x000000FF000000FFu) * 0x000F424000000064u +
         ((v >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u) >>
        32;
    *out = (uint32_t)v;
    return true;
}

static bool province_exists(uint32_t first_two)
{
    /* Of GB/T 2260, and 81–83 of the residence permits; as citizen_id.c has them. */
    static const bool exists[100] = {
        [11] = true, [12] = true, [13] = true, [14] = true, [15] = true, [21] = true, [22] = true,
        [23] = true, [31] = true, [32] = true, [33] = true, [34] = true, [35] = true, [36] = true,
        [37] = true, [41] = true, [42] = true, [43] = true, [44] = true, [45] = true, [46] = true,
        [50] = true, [51] = true, [52] = true, [53] = true, [54] = true, [61] = true, [62] = true,
        [63] = true, [64] = true, [65] = true, [71] = true, [81] = true, [82] = true, [83] = true};
    return exists[first_two];
}

/* The products of eight digits with their weights, added: even and odd places apart, in lanes of 16
 * bits that cannot overflow (four of at most 9 * 10). `even` and `odd` hold the weights of the
 * places, the last one lowest. */
static uint32_t weighed(const char *s, uint64_t even, uint64_t odd)
{
    const uint64_t lanes = 0x000F000F000F000Fu;
    uint64_t v;
    memcpy(&v, s, sizeof(v));
    return (uint32_t)((((v & lanes) * even) >> 48) + (((v >> 8 & lanes) * odd) >> 48)) & 0xFFFF;
}

/* What the check digit of these 17 digits is (GB 11643): 10 for X. */
static uint32_t right_check(const char *s)
{
    /* weights 7 9 10 5 8 4 2 1, 6 3 7 9 10 5 8 4, 2 */
    uint32_t sum = weighed(s, 0x0007000A00080002u, 0x0009000500040001u) +
                   weighed(s + 8, 0x00060007000A0008u, 0x0003000900050004u) +
                   (uint32_t)(s[16] - '0') * 2;
    return (12 - sum % 11) % 11;
}

static int check_value(char c)
{
    return c == 'X' || c == 'x' ? 10 : c >= '0' && c <= '9' ? c - '0' : -1;
}

/*
 * Eighteen characters written as they should be, with nothing wrong: the short way. Everything else
 * is citizen_id_read's to judge.
 */
static bool number_plain(struct text t, int32_t today, struct person_row *out)
{
    uint32_t high, low;
    if (t.n != 18 || !eight_digits(t.s, &high) || !eight_digits(t.s + 8, &low) || t.s[16] < '0' ||
        t.s[16] > '9') {
        return false;
    }
    struct civil born = {(int)(high % 100 * 100 + low / 1000000), (int)(low / 10000 % 100),
                         (int)(low / 100 % 100)};
    int check = check_value(t.s[17]);
    if (check < 0 || !province_exists(high / 1000000) || born.year < 1900 || !civil_valid(born)) {
        return false;
    }
    int32_t birth = date_from_civil(born);
    if ((uint32_t)check != right_check(t.s) || birth > today || today - birth > 119 * 365) {
        return false;
    }
    uint64_t digits = ((uint64_t)high * 100000000 + low) * 10 + (uint64_t)(t.s[16] - '0');
    out->number = digits * 16 + (uint64_t)check;
    out->kind = NUMBER_VALID;
    out->birth = birth;
    return true;
}

/* The digits and X of a cell, whatever stands around them; '*' for a masked place. */
struct marks {
    char at[LONGEST + 1];
    size_t n; /* more than LONGEST: too many */
    size_t stars;
    bool odd; /* something else stands in it */
};

static struct marks marks_of(struct text raw)
{
    struct marks m = {.n = 0};
    uint32_t cp;
    while (utf8_next(&raw, &cp) && m.n <= LONGEST) {
        uint32_t c = fold_char(cp);
        bool digit = c >= '0' && c <= '9';
        if (digit || c == 'X' || c == 'x' || c == 0xD7 || c == '*') {
            m.at[m.n++] = digit ? (char)c : c == '*' ? '*' : 'X';
            m.stars += c == '*';
        } else if (c == '.' || c == 'E' || c == 'e' || c == '+') {
            break; /* 360722199001011000.0, 3.6E+17 */
        } else if (c != FOLD_DROP && c != ' ' && c != '\'' && c != '"' && c != '-' && c != 0x2018 &&
                   c != 0x2019) {
            m.odd = true;
        }
    }
    return m;
}

static uint64_t value_of(const char *digits, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        value = value * 10 + (uint64_t)(digits[i] - '0');
    }
    return value;
}

static size_t digits_first(const struct marks *m)
{
    size_t n = 0;
    while (n < m->n && m->at[n] >= '0' && m->at[n] <= '9') {
        n++;
    }
    return n;
}

/* 3.60722199001011E+17: the digits there are. */
static struct marks mantissa_of(struct text raw)
{
    struct marks m = {.n = 0};
    for (size_t i = 0; i < raw.n && raw.s[i] != 'E' && raw.s[i] != 'e' && m.n < LONGEST; i++) {
        if (raw.s[i] >= '0' && raw.s[i] <= '9') {
            m.at[m.n++] = raw.s[i];
        }
    }
    return m;
}

static void keep_cut(const struct marks *m, struct person_row *out)
{
    size_t n = m->n < KEPT_OF_CUT ? m->n : KEPT_OF_CUT;
    if (n >= LEAST) {
        out->kind = NUMBER_CUT;
        out->digits = (uint8_t)n;
        out->number = value_of(m->at, n);
    }
}

/* The places before and behind one mask, of whatever length it was written. */
static void keep_masked(const struct marks *m, struct person_row *out)
{
    enum { SEEN_LEAST = 7 };
    char places[] = "000000000000000000";
    size_t before = digits_first(m), behind = 0;
    while (behind < m->n && m->at[m->n - 1 - behind] != '*') {
        behind++;
    }
    bool one_mask = before + behind + m->stars == m->n && before + behind < 18;
    const char *last = m->at + m->n - behind;
    if (m->odd || m->n > LONGEST || !one_mask || before + behind < SEEN_LEAST ||
        (behind > 1 && memchr(last, 'X', behind - 1) != NULL)) {
        return;
    }
    memcpy(places, m->at, before);
    memcpy(places + 18 - behind, last, behind);
    out->kind = NUMBER_MASKED;
    out->number = value_of(places, 17) * 16 + (uint64_t)check_value(places[17]);
    out->digits = (uint8_t)before;
    out->tail = (uint8_t)behind;
}

/* Fifteen digits with a day or a province that is none, as if of eighteen. */
static void keep_fifteen(const struct marks *m, struct person_row *out)
{
    char whole[17];
    memcpy(whole, m->at, 6);
    whole[6] = '1';
    whole[7] = '9';
    memcpy(whole + 8, m->at + 6, 9);
    out->kind = NUMBER_BROKEN;
    out->number = value_of(whole, sizeof(whole)) * 16 + right_check(whole);
}

/* What can still be compared of a cell that holds no usable number. */
static void keep_rest(struct text raw, enum citizen_id_verdict verdict, struct person_row *out)
{
    if (verdict == CITIZEN_ID_SCIENTIFIC) {
        struct marks m = mantissa_of(raw);
        keep_cut(&m, out);
        return;
    }
    struct marks m = marks_of(raw);
    if (verdict == CITIZEN_ID_TRUNCATED || verdict == CITIZEN_ID_FLOAT) {
        keep_cut(&m, out);
        return;
    }
    if (verdict == CITIZEN_ID_MASKED) {
        out->flags |= CLEAN_NUMBER_MASKED;
        keep_masked(&m, out);
        return;
    }
    size_t digits = digits_first(&m);
    bool card = m.n > 18 && verdict == CITIZEN_ID_CARD_END;
    if ((m.n == 18 || card) && digits >= 17 && m.at[17] != '\0') {
        int check = m.at[17] == '*' ? 10 : check_value(m.at[17]);
        out->kind = NUMBER_BROKEN;
        out->number = value_of(m.at, 17) * 16 + (uint64_t)check;
    } else if (m.n == 15 && digits == 15) {
        keep_fifteen(&m, out);
    } else if (digits >= LEAST && m.n <= LONGEST && m.n - digits <= 1 && m.stars == 0) {
        out->kind = NUMBER_ODD;
        out->number = value_of(m.at, digits);
        out->digits = (uint8_t)digits;
        out->tail = m.n > digits;
    }
}

/* O for 0 and l for 1, as a number is typed or read off a picture: the number with digits in their
 * place. Empty: there are no such letters, or others besides. */
static struct text letters_as_digits(struct text raw, char out[2 * LONGEST])
{
    size_t n = 0, letters = 0;
    uint32_t cp;
    while (utf8_next(&raw, &cp) && n < 2 * LONGEST) {
        uint32_t c = fold_char(cp);
        bool zero = c == 'O' || c == 'o' || c == 0x3007 || c == 0x25CB;
        bool one = c == 'l' || c == 'I' || c == 'i' || c == '|';
        bool digit = (c >= '0' && c <= '9') || c == 'X' || c == 'x';
        letters += zero || one;
        if (zero || one || digit) {
            out[n++] = digit ? (char)c : zero ? '0' : '1';
        } else if (c != FOLD_DROP && c != ' ' && c != '\'') {
            return TEXT_EMPTY;
        }
    }
    return (struct text){out, letters > 0 ? n : 0};
}

static void take_number(const struct citizen_id *id, struct person_row *out)
{
    out->kind = id->verdict == CITIZEN_ID_FROM_15 ? NUMBER_FROM_15 : NUMBER_VALID;
    out->number = value_of(id->number, 17) * 16 + (uint64_t)check_value(id->number[17]);
    out->birth = id->birth;
}

/* Of a number with letters for digits only one whose check digit then is right is taken. */
static bool take_lettered(struct text raw, int32_t today, struct person_row *out)
{
    char digits[2 * LONGEST];
    struct text number = letters_as_digits(raw, digits);
    if (number.n != 18 && number.n != 20 && number.n != 22) {
        return false;
    }
    struct citizen_id id = citizen_id_read(number, WRITTEN_AS_TEXT, today);
    if (citizen_id_usable(id.verdict)) {
        take_number(&id, out);
        out->flags |= CLEAN_NUMBER_CHANGED;
    }
    return citizen_id_usable(id.verdict);
}

void clean_number(const struct clean_cell *cell, int32_t today, struct person_row *out)
{
    if (cell->text.n == 0 ||
        (cell->written == WRITTEN_AS_TEXT && number_plain(cell->text, today, out))) {
        return;
    }
    struct citizen_id id = citizen_id_read(cell->text, cell->written, today);
    out->flags |= (id.findings & CITIZEN_ID_CHANGED) != 0 ? CLEAN_NUMBER_CHANGED : 0;
    if (citizen_id_usable(id.verdict)) {
        take_number(&id, out);
    } else if (id.verdict != CITIZEN_ID_EMPTY && !take_lettered(cell->text, today, out)) {
        keep_rest(cell->text, id.verdict, out);
        out->birth = number_birth(out);
    }
}

size_t number_characters(const struct person_row *row, char out[CLEAN_NUMBER_SIZE])
{
    if (row->kind == NUMBER_NONE) {
        return 0;
    }
    bool whole = row->kind != NUMBER_ODD && row->kind != NUMBER_CUT;
    size_t n = whole ? 17 : row->digits;
    uint64_t left = whole ? row->number / 16 : row->number;
    for (size_t i = n; i-- > 0; left /= 10) {
        out[i] = (char)('0' + left % 10);
    }
    if (whole) {
        unsigned check = (unsigned)(row->number % 16);
        out[n++] = check == 10 ? 'X' : (char)('0' + check);
        if (row->kind == NUMBER_MASKED) {
            memset(out + row->digits, '*', n - row->digits - row->tail);
        }
    } else if (row->tail) {
        out[n++] = 'X';
    }
    return n;
}

size_t clean_number_text(const struct person_row *row, char out[CLEAN_NUMBER_SIZE + 4])
{
    size_t n = number_characters(row, out);
    if (row->kind == NUMBER_CUT) {
        memcpy(out + n, "…", 3);
        n += 3;
    }
    out[n] = '\0';
    return n;
}

int32_t number_birth(const struct person_row *row)
{
    char digits[CLEAN_NUMBER_SIZE];
    bool unseen = row->kind == NUMBER_MASKED && row->digits < LEAST;
    if (number_characters(row, digits) < LEAST || unseen) {
        return DATE_NONE;
    }
    struct civil c = {(int)value_of(digits + 6, 4), (int)value_of(digits + 10, 2),
                      (int)value_of(digits + 12, 2)};
    return c.year >= 1900 && c.year < 2100 && civil_valid(c) ? date_from_civil(c) : DATE_NONE;
}

enum sex number_sex(const struct person_row *row)
{
    bool unseen = row->kind == NUMBER_MASKED && row->tail < 2;
    if (row->kind == NUMBER_NONE || row->kind == NUMBER_ODD || row->kind == NUMBER_CUT || unseen) {
        return SEX_UNKNOWN;
    }
    return row->number / 16 % 2 == 1 ? SEX_MALE : SEX_FEMALE;
}

/* 1990-05-23 or 19900523: the digits. */
static bool eight_of_birth(struct text t, uint32_t *digits)
{
    char squeezed[8];
    if (t.n == 10 && (t.s[4] == '-' || t.s[4] == '/' || t.s[4] == '.') && t.s[7] == t.s[4]) {
        memcpy(squeezed, t.s, 4);
        memcpy(squeezed + 4, t.s + 5, 2);
        memcpy(squeezed + 6, t.s + 8, 2);
        t.s = squeezed;
    } else if (t.n != 8) {
        return false;
    }
    return eight_digits(t.s, digits);
}

static bool birth_plain(uint32_t digits, struct civil *c)
{
    *c = (struct civil){(int)(digits / 10000), (int)(digits / 100 % 100), (int)(digits % 100)};
    return c->year >= 1900 && c->year < 2100 && civil_valid(*c);
}

void clean_birth(struct cleaner *cleaner, const struct clean_cell *cell, struct person_row *out)
{
    int32_t own = out->birth; /* of the number */
    struct civil c;
    uint32_t digits;
    if (cell->text.n == 0) {
        out->flags |= own != DATE_NONE ? CLEAN_BIRTH_DERIVED : 0;
        return;
    }
    bool plain = eight_of_birth(cell->text, &digits);
    if (plain && number_usable(out) && out->number / 16000 % 100000000 == digits) {
        return; /* the number says the same */
    }
    if (plain && birth_plain(digits, &c)) {
        out->birth = date_from_civil(c);
    } else {
        struct date_text read =
            date_text_read(cell->text, cell->written, cleaner->serial, cleaner->today);
        bool known = read.verdict == DATE_TEXT_OK || read.verdict == DATE_TEXT_SHORT_YEAR;
        if (!known) {
            out->flags |= own != DATE_NONE ? CLEAN_BIRTH_DERIVED : 0;
            out->flags |= read.verdict == DATE_TEXT_EMPTY ? 0 : CLEAN_BIRTH_UNREAD;
            return;
        }
        out->birth = read.date.day;
        out->precision = (uint8_t)read.date.precision;
    }
    if (own != DATE_NONE && out->birth != own) {
        struct civil a = date_to_civil(out->birth), b = date_to_civil(own);
        bool fits = out->precision != DATE_DAY && a.year == b.year &&
                    (out->precision == DATE_YEAR || a.month == b.month);
        if (fits) { /* the number knows the day, even one with a digit wrong elsewhere */
            out->birth = own;
            out->precision = DATE_DAY;
        } else if (number_usable(out)) {
            out->flags |= CLEAN_BIRTH_DIFFERS;
        }
    }
}
