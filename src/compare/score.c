#include "compare/score.h"

#include <string.h>

#include "compare/clean_part.h"

/* ---- numbers ---- */

static bool whole(const struct person_row *row)
{
    return row->kind == NUMBER_VALID || row->kind == NUMBER_FROM_15 || row->kind == NUMBER_BROKEN;
}

/* Two numbers of the same length that are not equal. */
static unsigned number_difference(const char *a, const char *b, size_t n)
{
    size_t differ = 0, first = 0;
    for (size_t i = 0; i < n && differ <= 2; i++) {
        if (a[i] != b[i]) {
            first = differ == 0 ? i : first;
            differ++;
        }
    }
    if (differ == 1) {
        return NUMBER_ONE_DIGIT;
    }
    if (differ != 2) {
        return NUMBER_OTHER;
    }
    bool swapped = first + 1 < n && a[first] == b[first + 1] && a[first + 1] == b[first];
    return swapped ? NUMBER_SWAPPED : NUMBER_NEAR;
}

/* Whether taking one character out of the longer one gives the shorter. */
static bool one_lost(const char *longer, size_t n, const char *shorter)
{
    size_t i = 0;
    while (i < n - 1 && longer[i] == shorter[i]) {
        i++;
    }
    return memcmp(longer + i + 1, shorter + i, n - 1 - i) == 0;
}

/* At least one of the two is masked: what is seen of both is held beside each other. */
static unsigned masked_level(const struct person_row *left, const struct person_row *right)
{
    char a[CLEAN_NUMBER_SIZE], b[CLEAN_NUMBER_SIZE];
    size_t n = number_characters(left, a);
    if (n != 18 || number_characters(right, b) != n || left->kind == NUMBER_ODD ||
        right->kind == NUMBER_ODD) {
        return SCORE_UNKNOWN;
    }
    for (size_t i = 0; i < n; i++) {
        if (a[i] != b[i] && a[i] != '*' && b[i] != '*') {
            return NUMBER_OTHER;
        }
    }
    return NUMBER_FITS;
}

/* At least one of the two has not 18 characters. */
static unsigned uneven_level(const struct person_row *left, const struct person_row *right)
{
    char a[CLEAN_NUMBER_SIZE], b[CLEAN_NUMBER_SIZE];
    size_t n = number_characters(left, a), m = number_characters(right, b);
    if (left->kind == NUMBER_CUT || right->kind == NUMBER_CUT) {
        size_t shorter = n < m ? n : m;
        return memcmp(a, b, shorter) == 0 ? NUMBER_NEAR : NUMBER_OTHER;
    }
    if (n == m) {
        return memcmp(a, b, n) == 0 ? NUMBER_SAME_BROKEN : number_difference(a, b, n);
    }
    bool near = (n == m + 1 && one_lost(a, n, b)) || (m == n + 1 && one_lost(b, m, a));
    return near ? NUMBER_NEAR : NUMBER_OTHER;
}

static unsigned number_level(const struct person_row *left, const struct person_row *right)
{
    if (left->kind == NUMBER_NONE || right->kind == NUMBER_NONE) {
        return SCORE_UNKNOWN;
    }
    if (left->kind == NUMBER_MASKED || right->kind == NUMBER_MASKED) {
        return masked_level(left, right);
    }
    if (!whole(left) || !whole(right)) {
        return uneven_level(left, right);
    }
    bool usable = number_usable(left) && number_usable(right);
    if (left->number == right->number) {
        return usable ? NUMBER_SAME : NUMBER_SAME_BROKEN;
    }
    /* The check digit finds one wrong digit, but of 15 digits it was made up later. */
    bool from_15 = left->kind == NUMBER_FROM_15 || right->kind == NUMBER_FROM_15;
    if (usable && !from_15) {
        return NUMBER_OTHER_VALID;
    }
    char a[CLEAN_NUMBER_SIZE], b[CLEAN_NUMBER_SIZE];
    number_characters(left, a);
    number_characters(right, b);
    if (memcmp(a, b, 17) == 0) {
        return NUMBER_ONE_DIGIT;
    }
    unsigned level = number_difference(a, b, from_15 ? 17 : 18);
    if (usable && level > NUMBER_SWAPPED) {
        return NUMBER_OTHER_VALID;
    }
    return from_15 && level <= NUMBER_SWAPPED ? NUMBER_OF_15 : level;
}

/* ---- names ---- */

struct sounding {
    uint32_t at[CLEAN_NAME_KEPT];
    size_t n;
};

/* Signs, letters and digits stand where a character was lost and agree with anything. */
enum { SOUND_ANY = 0 };

static struct sounding sounding_of(const struct sounds *sounds, const struct person_row *row)
{
    struct sounding s = {.n = row->length < CLEAN_NAME_KEPT ? row->length : CLEAN_NAME_KEPT};
    for (size_t i = 0; i < s.n; i++) {
        uint32_t cp = clean_name_character(row, i);
        bool lost = cp < 0x2E80 || (cp >= 0xE000 && cp <= 0xF8FF) || cp == 0xFFFD || cp == 0x3013;
        s.at[i] = lost ? SOUND_ANY : sound_of(sounds, cp);
    }
    return s;
}

static bool sounds_agree(uint32_t a, uint32_t b)
{
    return a == b || a == SOUND_ANY || b == SOUND_ANY;
}

/* Whether the sign that sounds otherwise is one that looks like it. */
static bool one_looks(const struct sounds *sounds, const struct person_row *left,
                      const struct person_row *right, size_t at)
{
    return sound_looks_alike(sounds, clean_name_character(left, at),
                             clean_name_character(right, at));
}

static unsigned same_length_level(const struct sounding *a, const struct sounding *b, bool lost,
                                  size_t *last_other)
{
    size_t differ = 0, last = 0;
    for (size_t i = 0; i < a->n; i++) {
        if (!sounds_agree(a->at[i], b->at[i])) {
            differ++;
            last = i;
        }
    }
    if (differ == 0) {
        return lost ? NAME_NEAR : NAME_SOUND;
    }
    if (differ == 1) {
        *last_other = last;
        return NAME_NEAR;
    }
    bool turned = differ == 2 && last > 0 && a->at[last] == b->at[last - 1] &&
                  a->at[last - 1] == b->at[last] && a->n >= 3;
    if (turned) {
        return NAME_NEAR;
    }
    return a->at[0] == b->at[0] ? NAME_SURNAME : NAME_OTHER;
}

/* Whether the shorter is the longer with one character left out. */
static bool one_more(const struct sounding *longer, const struct sounding *shorter)
{
    size_t i = 0;
    while (i < shorter->n && sounds_agree(longer->at[i], shorter->at[i])) {
        i++;
    }
    for (; i < shorter->n; i++) {
        if (!sounds_agree(longer->at[i + 1], shorter->at[i])) {
            return false;
        }
    }
    return shorter->n >= 2;
}

/* 李四之妻, 张三之子 as a hospital registers him: by whom he is known, not what he is called. */
static bool names_a_relative(const struct person_row *row)
{
    bool of = false;
    for (size_t i = 2; i < CLEAN_NAME_KEPT; i++) {
        of |= clean_name_character(row, i) == 0x4E4B /* 之 */;
    }
    return of && (row->flags & CLEAN_NAME_LOST) != 0;
}

/* 买买提 of 买买提·库尔班: the father's name is left out; or a surname alone, the rest being lost.
 */
static bool begins_with(const struct sounding *longer, const struct sounding *shorter, bool lost)
{
    enum { SEVERAL_PARTS = 5 };
    for (size_t i = 0; i < shorter->n; i++) {
        if (shorter->at[i] == SOUND_ANY || longer->at[i] != shorter->at[i]) {
            return false;
        }
    }
    return (shorter->n >= 2 && longer->n >= SEVERAL_PARTS) || (lost && shorter->n == 1);
}

static unsigned name_level(const struct sounds *sounds, const struct person_row *left,
                           const struct person_row *right)
{
    if (left->length == 0 || right->length == 0) {
        return SCORE_UNKNOWN;
    }
    bool lost = ((left->flags | right->flags) & CLEAN_NAME_LOST) != 0;
    if (left->name[0] == right->name[0] && left->name[1] == right->name[1]) {
        return lost ? NAME_NEAR : NAME_SAME;
    }
    if (names_a_relative(left) || names_a_relative(right)) {
        return SCORE_UNKNOWN;
    }
    struct sounding a = sounding_of(sounds, left), b = sounding_of(sounds, right);
    if (a.n == b.n) {
        size_t other = a.n;
        unsigned level = same_length_level(&a, &b, lost, &other);
        if (other < a.n && one_looks(sounds, left, right, other)) {
            return lost ? NAME_NEAR : NAME_LOOKS;
        }
        return other < a.n && a.n < 3 ? (other > 0 ? NAME_SURNAME : NAME_OTHER) : level;
    }
    bool near = (a.n == b.n + 1 && one_more(&a, &b)) || (b.n == a.n + 1 && one_more(&b, &a)) ||
                (a.n > b.n ? begins_with(&a, &b, lost) : begins_with(&b, &a, lost));
    return near ? NAME_NEAR : a.at[0] == b.at[0] ? NAME_SURNAME : NAME_OTHER;
}

/* ---- birth ---- */

static unsigned day_level(int32_t a, int32_t b)
{
    if (a == b) {
        return BIRTH_SAME;
    }
    struct civil x = date_to_civil(a), y = date_to_civil(b);
    bool year = x.year == y.year, month = x.month == y.month, day = x.day == y.day;
    if (year && x.month == y.day && x.day == y.month) {
        return BIRTH_SWAPPED;
    }
    return year + month + day == 2 ? BIRTH_NEAR : BIRTH_OTHER;
}

static unsigned partial_level(const struct person_row *left, const struct person_row *right)
{
    struct civil x = date_to_civil(left->birth), y = date_to_civil(right->birth);
    bool months = left->precision != DATE_YEAR && right->precision != DATE_YEAR;
    bool fits = x.year == y.year && (!months || x.month == y.month);
    return fits ? BIRTH_PARTLY : BIRTH_OTHER;
}

/* Whether the numbers, which are nearly one, hold the birthdays: then these say nothing new, be
 * they equal or other in the digit that the numbers differ in. */
static bool said_by_numbers(const struct person_row *left, const struct person_row *right)
{
    int32_t a = number_birth(left), b = number_birth(right);
    return ((left->flags | right->flags) & CLEAN_BIRTH_DERIVED) != 0 || a == b ||
           (a == left->birth && b == right->birth);
}

/* Levels are in order of agreement; UNKNOWN apart, the smaller agrees more. */
static unsigned birth_level(const struct person_row *left, const struct person_row *right,
                            unsigned number)
{
    if (left->birth == DATE_NONE || right->birth == DATE_NONE) {
        return SCORE_UNKNOWN;
    }
    bool derived = (left->flags & right->flags & CLEAN_BIRTH_DERIVED) != 0;
    bool near = number != SCORE_UNKNOWN && number < NUMBER_OTHER;
    if (near && (derived || (number != NUMBER_SAME && said_by_numbers(left, right)))) {
        return SCORE_UNKNOWN;
    }
    if (left->precision != DATE_DAY || right->precision != DATE_DAY) {
        return partial_level(left, right);
    }
    unsigned best = day_level(left->birth, right->birth), other;
    if (number != NUMBER_SAME && (left->flags & CLEAN_BIRTH_DIFFERS) != 0) {
        other = day_level(number_birth(left), right->birth);
        best = other < best ? other : best;
    }
    if (number != NUMBER_SAME && (right->flags & CLEAN_BIRTH_DIFFERS) != 0) {
        other = day_level(left->birth, number_birth(right));
        best = other < best ? other : best;
    }
    return best;
}

/* ---- the rest ---- */

static bool phones_near(uint64_t a, uint64_t b)
{
    uint64_t gap = a > b ? a - b : b - a;
    while (gap % 10 == 0) {
        gap /= 10;
    }
    if (gap >= 10 && gap % 9 != 0) {
        return false;
    }
    char x[16], y[16];
    size_t n = 0;
    for (; (a > 0 || b > 0) && n < sizeof(x); n++, a /= 10, b /= 10) {
        x[n] = (char)(a % 10);
        y[n] = (char)(b % 10);
    }
    unsigned level = number_difference(x, y, n);
    return level == NUMBER_ONE_DIGIT || level == NUMBER_SWAPPED;
}

static unsigned phone_level(const struct person_row *left, const struct person_row *right)
{
    if (left->phone == 0 || right->phone == 0) {
        return SCORE_UNKNOWN;
    }
    if (left->phone == right->phone) {
        return PHONE_SAME;
    }
    if ((left->phone2 | right->phone2) != 0) {
        uint32_t a = clean_phone_hash(left->phone), b = clean_phone_hash(right->phone);
        if (a == right->phone2 || b == left->phone2 ||
            (left->phone2 == right->phone2 && left->phone2 != 0)) {
            return PHONE_SAME;
        }
    }
    return phones_near(left->phone, right->phone) ? PHONE_NEAR : PHONE_OTHER;
}

static unsigned place_level(const struct person_row *left, const struct person_row *right)
{
    bool towns = left->town != 0 && right->town != 0;
    bool villages = left->village != 0 && right->village != 0;
    if (villages && left->village == right->village && (!towns || left->town == right->town)) {
        return PLACE_VILLAGE;
    }
    if (towns && left->town == right->town) {
        return PLACE_TOWN;
    }
    return towns || villages ? PLACE_OTHER : SCORE_UNKNOWN;
}

static unsigned sex_level(const struct person_row *left, const struct person_row *right)
{
    if (left->sex == SEX_UNKNOWN || right->sex == SEX_UNKNOWN) {
        return SCORE_UNKNOWN;
    }
    return left->sex == right->sex ? SEX_SAME : SEX_OTHER;
}

uint32_t score_pattern(const struct sounds *sounds, const struct person_row *left,
                       const struct person_row *right)
{
    unsigned number = number_level(left, right);
    const unsigned levels[SCORE_FIELD__COUNT] = {
        [SCORE_NUMBER] = number,
        [SCORE_NAME] = name_level(sounds, left, right),
        [SCORE_BIRTH] = birth_level(left, right, number),
        [SCORE_SEX] = sex_level(left, right),
        [SCORE_PHONE] = phone_level(left, right),
        [SCORE_PLACE] = place_level(left, right),
    };
    uint32_t pattern = 0;
    for (enum score_field f = 0; f < SCORE_FIELD__COUNT; f++) {
        pattern |= score_part(f, levels[f]);
    }
    return pattern;
}

/* ---- words ---- */

static const struct {
    const char *label;
    int levels;
    const char *level[SCORE_LEVELS];
} fields[SCORE_FIELD__COUNT] = {
    [SCORE_NUMBER] = {"身份证号",
                      10,
                      {"缺", "相同", "相同但校验不过", "仅一位不同", "相邻两位颠倒",
                       "15位号仅一处不同", "相近", "未遮的各位相同", "不同", "不同且都有效"}},
    [SCORE_NAME] = {"姓名",
                    7,
                    {"缺", "相同", "同音字不同", "形近字不同", "相近", "仅姓相同", "不同"}},
    [SCORE_BIRTH] = {"出生日期", 6, {"缺", "相同", "月日颠倒", "年月相合", "差一处", "不同"}},
    [SCORE_SEX] = {"性别", 3, {"缺", "相同", "不同"}},
    [SCORE_PHONE] = {"电话", 4, {"缺", "相同", "仅一处不同", "不同"}},
    [SCORE_PLACE] = {"住址", 4, {"缺", "同村", "同乡镇", "不同"}},
};

int score_levels(enum score_field field)
{
    return fields[field].levels;
}

const char *score_field_label(enum score_field field)
{
    return fields[field].label;
}

const char *score_level_label(enum score_field field, int level)
{
    return level < fields[field].levels ? fields[field].level[level] : "";
}
