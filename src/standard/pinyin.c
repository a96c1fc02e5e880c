#include "standard/pinyin.h"

#include <string.h>

#include "standard/pinyin_readings.h"
#include "standard/pinyin_table.h"

/* Made by pinyin_make.c, embedded by data.S. */
extern const char pinyin_syllables[][PINYIN_SYLLABLE], pinyin_syllables_end[];
extern const uint16_t pinyin_table[PINYIN_SLOTS];

static size_t syllable_count(void)
{
    return (size_t)(pinyin_syllables_end - pinyin_syllables[0]) / PINYIN_SYLLABLE;
}

/* The number of a syllable that stands in pinyin_readings.h. */
static uint16_t number_of(const char *letters)
{
    size_t low = 0, high = syllable_count();
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (strcmp(pinyin_syllables[middle], letters) <= 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (uint16_t)low;
}

static uint16_t entry_of(uint32_t cp)
{
    size_t slot = pinyin_slot(cp);
    return slot < PINYIN_SLOTS ? pinyin_table[slot] : 0;
}

static uint16_t plain(uint16_t entry)
{
    return entry & (uint16_t)~PINYIN_SPECIAL;
}

/* The row of a character that the table marks as special. */
static const struct pinyin_reading *special_of(uint32_t cp)
{
    char han[4];
    size_t n = utf8_encode(cp, han);
    for (size_t i = 0; i < COUNT(pinyin_readings_of); i++) {
        if (memcmp(pinyin_readings_of[i].han, han, n) == 0) {
            return &pinyin_readings_of[i];
        }
    }
    return NULL;
}

/* Cuts a surname with a reading of its own off the name; how many syllables it gave. */
static size_t take_surname(struct text *t, uint16_t numbers[2])
{
    uint32_t cp;
    struct text rest = *t;
    if (!utf8_next(&rest, &cp) || (entry_of(cp) & PINYIN_SPECIAL) == 0) {
        return 0;
    }
    for (size_t i = 0; i < COUNT(pinyin_compounds); i++) {
        struct text han = text_of(pinyin_compounds[i].han);
        if (t->n > han.n && text_starts(*t, han)) {
            *t = text_slice(*t, han.n, t->n);
            numbers[0] = number_of(pinyin_compounds[i].first);
            numbers[1] = number_of(pinyin_compounds[i].second);
            return 2;
        }
    }
    const struct pinyin_reading *special = special_of(cp);
    if (special == NULL || special->surname == NULL) {
        return 0;
    }
    *t = rest;
    numbers[0] = number_of(special->surname);
    return 1;
}

size_t pinyin_numbers(struct text t, enum pinyin_of of, uint16_t *numbers, size_t most)
{
    uint16_t surname[2];
    size_t n = of == PINYIN_OF_NAME ? take_surname(&t, surname) : 0;
    n = n < most ? n : most;
    memcpy(numbers, surname, n * sizeof(numbers[0]));
    uint32_t cp;
    while (n < most && utf8_next(&t, &cp)) {
        uint16_t number = plain(entry_of(cp));
        if (number != 0) {
            numbers[n++] = number;
        }
    }
    return n;
}

struct text pinyin_syllable(uint16_t number)
{
    return number < syllable_count() ? text_of(pinyin_syllables[number]) : TEXT_EMPTY;
}

struct writer {
    enum pinyin_form form;
    char *out;
    size_t n, size;
    bool word; /* the last thing written was ASCII: no blank before more of it */
};

static bool write_part(struct writer *w, struct text part, bool word)
{
    bool blank = w->form == PINYIN_SPACED && w->n > 0 && !(word && w->word);
    if (part.n + blank > w->size - w->n) {
        return false;
    }
    if (blank) {
        w->out[w->n++] = ' ';
    }
    memcpy(w->out + w->n, part.s, part.n);
    w->n += part.n;
    w->word = word;
    return true;
}

static bool write_number(struct writer *w, uint16_t number)
{
    struct text letters = pinyin_syllable(number);
    return write_part(w, text_slice(letters, 0, w->form == PINYIN_INITIALS ? 1 : letters.n), false);
}

size_t pinyin_write(struct text t, enum pinyin_of of, enum pinyin_form form, char *out, size_t size)
{
    struct writer w = {.form = form, .out = out, .size = size};
    uint16_t surname[2];
    size_t n = of == PINYIN_OF_NAME ? take_surname(&t, surname) : 0;
    bool room = true;
    for (size_t i = 0; i < n && room; i++) {
        room = write_number(&w, surname[i]);
    }
    uint32_t cp;
    while (room && utf8_next(&t, &cp)) {
        uint16_t number = plain(entry_of(cp));
        char c = cp >= 'A' && cp <= 'Z' ? (char)(cp + 32) : (char)cp;
        if (number != 0) {
            room = write_number(&w, number);
        } else if (cp < 0x80 && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            room = write_part(&w, (struct text){&c, 1}, true);
        } else {
            w.word = false;
        }
    }
    return w.n;
}

static size_t add_reading(uint16_t numbers[4], size_t n, const char *letters)
{
    if (letters == NULL) {
        return n;
    }
    uint16_t number = number_of(letters);
    for (size_t i = 0; i < n; i++) {
        if (numbers[i] == number) {
            return n;
        }
    }
    numbers[n] = number;
    return n + 1;
}

size_t pinyin_readings(uint32_t cp, uint16_t numbers[4])
{
    uint16_t entry = entry_of(cp);
    size_t n = 0;
    if (plain(entry) != 0) {
        numbers[n++] = plain(entry);
    }
    if ((entry & PINYIN_SPECIAL) != 0) {
        const struct pinyin_reading *special = special_of(cp);
        n = add_reading(numbers, n, special->surname);
        n = add_reading(numbers, n, special->also);
    }
    return n;
}

static bool same_letter(char syllable, char typed)
{
    return syllable == typed || (syllable == 'v' && typed == 'u');
}

/* From each place of `typed` reached so far, the places reached by this syllable begun or whole. */
static uint64_t reach_by(struct text syllable, struct text typed, uint64_t reached)
{
    uint64_t next = 0;
    for (; reached != 0; reached &= reached - 1) {
        size_t at = (size_t)__builtin_ctzll(reached);
        for (size_t i = 0; i < syllable.n && at + i < typed.n; i++) {
            if (!same_letter(syllable.s[i], typed.s[at + i])) {
                break;
            }
            next |= 1ull << (at + i + 1);
        }
    }
    return next;
}

bool pinyin_matches(const uint16_t *numbers, size_t n, struct text typed)
{
    char letters[63]; /* a place for each bit of a word */
    size_t count = 0;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.s[i];
        if (c == ' ' || c == '\'') {
            continue;
        }
        if (count == sizeof(letters)) {
            return false;
        }
        letters[count++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    uint64_t reached = 1, end = 1ull << count;
    for (size_t i = 0; i < n && reached != 0 && (reached & end) == 0; i++) {
        reached = reach_by(pinyin_syllable(numbers[i]), (struct text){letters, count}, reached);
    }
    return (reached & end) != 0;
}

static bool sounds_same(uint32_t a, uint32_t b)
{
    if (a == b) {
        return true;
    }
    uint16_t of_a[4], of_b[4];
    size_t n = pinyin_readings(a, of_a), m = pinyin_readings(b, of_b);
    for (size_t i = 0; i < n * m; i++) {
        if (of_a[i / m] == of_b[i % m]) {
            return true;
        }
    }
    return false;
}

/* The next character with a reading, or 0 at the end. */
static uint32_t next_read(struct text *t)
{
    uint32_t cp;
    while (utf8_next(t, &cp)) {
        if (entry_of(cp) != 0) {
            return cp;
        }
    }
    return 0;
}

bool pinyin_same(struct text a, struct text b)
{
    uint32_t x, y;
    do {
        x = next_read(&a);
        y = next_read(&b);
    } while (x != 0 && y != 0 && sounds_same(x, y));
    return x == 0 && y == 0;
}
