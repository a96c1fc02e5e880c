#include <string.h>

#include "compare/clean_part.h"

/* The words that end a place's name; a longer one stands before a shorter that ends it. */
static const struct text town_ends[] = {TEXT("街道办事处"), TEXT("街道"), TEXT("镇"), TEXT("乡")};
static const struct text village_ends[] = {
    TEXT("村民委员会"), TEXT("居民委员会"), TEXT("社区居委会"), TEXT("村委会"),
    TEXT("居委会"),     TEXT("社区"),       TEXT("行政村"),     TEXT("村")};
static const struct text above[] = {TEXT("省"), TEXT("市"), TEXT("县"), TEXT("自治区")};

enum {
    LONGEST = 192,     /* bytes of an address that are looked at */
    LONG_VILLAGE = 15, /* bytes from which a village's name may hold its town's */
};

static uint32_t hash_of(struct text t)
{
    return t.n == 0 ? 0 : (uint32_t)(text_hash(t) >> 32) | 1;
}

/* Where the first of the words ends in t; its length in *word. TEXT_NONE: nowhere. A word at the
 * very beginning is no end of a name. */
static size_t first_end(struct text t, const struct text *words, size_t n, size_t *word)
{
    size_t best = TEXT_NONE;
    for (size_t i = 0; i < n; i++) {
        for (size_t from = 3; from < t.n;) {
            size_t at = text_find(text_slice(t, from, t.n), words[i]);
            if (at == TEXT_NONE) {
                break;
            }
            at += from;
            if (best == TEXT_NONE || at < best) {
                best = at;
                *word = words[i].n;
            }
            break;
        }
    }
    return best;
}

/* Without province, city and county before it. */
static struct text without_above(struct text t)
{
    for (size_t i = 0; i < COUNT(above); i++) {
        size_t at = text_find(t, above[i]);
        if (at != TEXT_NONE && at >= 3 && at + above[i].n < t.n) {
            t = text_slice(t, at + above[i].n, t.n);
        }
    }
    return t;
}

struct place {
    struct text town, village;
};

/* Whether the place is no village but named after one, as its kind says: 星村社区. (水东村村委会 is
 * the village 水东, however often it says so.) */
static bool ends_again(struct text t, size_t at)
{
    struct text rest = text_slice(t, at, t.n);
    for (size_t i = 0; i < COUNT(village_ends); i++) {
        if (text_starts(rest, village_ends[i]) && !text_starts(rest, TEXT("村"))) {
            return true;
        }
    }
    return false;
}

static struct place place_of(struct text t)
{
    struct place p = {TEXT_EMPTY, TEXT_EMPTY};
    size_t word = 0;
    t = without_above(t);
    size_t at = first_end(t, town_ends, COUNT(town_ends), &word);
    if (at != TEXT_NONE) {
        p.town = text_slice(t, 0, at);
        t = text_slice(t, at + word, t.n);
    }
    at = first_end(t, village_ends, COUNT(village_ends), &word);
    if (at != TEXT_NONE && ends_again(t, at + word)) {
        at += word;
    }
    if (at != TEXT_NONE) {
        p.village = text_slice(t, 0, at);
    } else if (p.town.n == 0) {
        p.village = t; /* one bare name */
    }
    return p;
}

/* Blanks out and half width, where there is anything to do. */
static struct text folded(struct text raw, char out[LONGEST])
{
    bool plain = raw.n <= LONGEST;
    for (size_t i = 0; plain && i < raw.n; i++) {
        unsigned char c = (unsigned char)raw.s[i];
        plain = c > ' ' && c != 0xEF && c != 0xE2 &&
                !(c == 0xE3 && i + 1 < raw.n && (unsigned char)raw.s[i + 1] == 0x80);
    }
    if (plain) {
        return raw;
    }
    size_t n = 0;
    uint32_t cp;
    while (n + 4 <= LONGEST && utf8_next(&raw, &cp)) {
        cp = fold_char(cp);
        if (cp != FOLD_DROP && cp != ' ') {
            n += utf8_encode(cp, out + n);
        }
    }
    return (struct text){out, n};
}

/* The name in a column of towns or of villages, without its kind of place. */
static struct text core_of(struct text t, const struct text *ends, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (t.n > ends[i].n + 2 && text_ends(t, ends[i])) {
            return text_slice(t, 0, t.n - ends[i].n);
        }
    }
    return t;
}

void clean_place(struct text town, struct text village, struct text address, struct person_row *out)
{
    char a[LONGEST], b[LONGEST];
    if (town.n > 0) {
        struct text t = folded(town, a);
        t = t.n > 15 ? without_above(t) : t;
        out->town = hash_of(core_of(t, town_ends, COUNT(town_ends)));
    }
    if (village.n > 0) {
        struct text t = folded(village, b);
        struct text core = core_of(t, village_ends, COUNT(village_ends));
        if (text_starts(text_slice(t, core.n, t.n), TEXT("村"))) { /* 水东村村委会 */
            core = core_of(core, village_ends + COUNT(village_ends) - 1, 1);
        }
        if (core.n == t.n || t.n >= LONG_VILLAGE) { /* 嘉定镇水东村3组, 水东村3组 */
            struct place p = place_of(t);
            core = p.village.n > 0 ? p.village : core;
            if (out->town == 0) {
                out->town = hash_of(p.town);
            }
        }
        out->village = hash_of(core);
    }
    if (address.n > 0 && (out->town == 0 || out->village == 0)) {
        struct place p = place_of(folded(address, a));
        out->town = out->town == 0 ? hash_of(p.town) : out->town;
        /* An address without any mark of a village is no name of one. */
        bool named = p.town.n > 0 || p.village.n + 3 <= address.n;
        out->village = out->village == 0 && named ? hash_of(p.village) : out->village;
    }
}

/* First and last bytes of a text in one number. */
static uint64_t ends_of(struct text t)
{
    uint64_t first = 0, last = 0;
    if (t.n >= sizeof(first)) {
        memcpy(&first, t.s, sizeof(first));
        memcpy(&last, t.s + t.n - sizeof(last), sizeof(last));
    } else if (t.n > 0) {
        memcpy(&first, t.s, t.n);
    }
    return (first * 0x9E3779B97F4A7C15u ^ last) + t.n;
}

static bool is_written(const struct known_place *place, struct text town, struct text village)
{
    return place->town_n == town.n && place->village_n == village.n &&
           memcmp(place->town, town.s, town.n) == 0 &&
           memcmp(place->village, village.s, village.n) == 0;
}

void clean_place_known(struct cleaner *cleaner, struct text town, struct text village,
                       struct text address, struct person_row *out)
{
    if (address.n > 0 || town.n == 0 || town.n > PLACE_WRITTEN || village.n == 0 ||
        village.n > PLACE_WRITTEN) {
        clean_place(town, village, address, out);
        return;
    }
    uint64_t h = (ends_of(town) * 0xD6E8FEB86659FD93u ^ ends_of(village)) * 0x9E3779B97F4A7C15u;
    struct known_place *place = &cleaner->places[h >> 40 & (CLEAN_PLACES - 1)];
    if (is_written(place, town, village)) {
        out->town = place->town_hash;
        out->village = place->village_hash;
        return;
    }
    clean_place(town, village, address, out);
    *place = (struct known_place){.town_n = (uint8_t)town.n,
                                  .village_n = (uint8_t)village.n,
                                  .town_hash = out->town,
                                  .village_hash = out->village};
    memcpy(place->town, town.s, town.n);
    memcpy(place->village, village.s, village.n);
}
