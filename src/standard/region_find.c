#include "standard/fold.h"
#include "standard/pinyin.h"
#include "standard/region.h"
#include "standard/region_tree.h"

enum { MOST_CANDIDATES = 32 };

/* One reading from left to right: each name found narrows the places it can mean. */
struct search {
    const struct region_tree *tree;
    int64_t within;
    enum region_level deepest;
    int32_t on;
    const struct region *at[MOST_CANDIDATES]; /* the places the names so far can mean */
    size_t n;                                 /* 0: none named yet, anything in `within` */
    int steps;                                /* names found inside `within` */
    bool whole;                               /* the last name was a whole one */
};

static bool is_open(const struct search *s, const struct region *region)
{
    bool begun =
        region->valid_from == DATE_NONE || s->on == DATE_NONE || region->valid_from <= s->on;
    bool ended = region->valid_to != DATE_NONE && s->on != DATE_NONE && region->valid_to < s->on;
    return begun && !ended;
}

/* Whether the place lies below what has been named so far. */
static bool narrows(const struct search *s, const struct region *region)
{
    if (region_level_of(region->code) > s->deepest || !is_open(s, region) ||
        !region_contains(s->within, region->code) || region->code == s->within) {
        return false;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (region_contains(s->at[i]->code, region->code) && s->at[i]->code != region->code) {
            return true;
        }
    }
    return s->n == 0;
}

/* Takes the places called `name` that fit; false when none does. */
static bool step_by(struct search *s, struct text name)
{
    const struct region_tree *tree = s->tree;
    int64_t first = 0;
    if (!map_get(&tree->names, name, &first)) {
        return false;
    }
    const struct region *next[MOST_CANDIDATES];
    size_t n = 0;
    bool above = false, whole = false;
    for (size_t i = (size_t)first + 1; i != 0; i = tree->keys[i - 1].next) {
        const struct region *region = &tree->regions[tree->keys[i - 1].region];
        above |= s->n == 0 && region_contains(region->code, s->within);
        if (!narrows(s, region) || (whole && !tree->keys[i - 1].whole)) {
            continue;
        }
        if (tree->keys[i - 1].whole && !whole) { /* a whole name goes before short forms */
            n = 0;
            whole = true;
        }
        if (n < MOST_CANDIDATES) {
            next[n++] = region;
        }
    }
    if (n > 0) {
        for (s->n = 0; s->n < n; s->n++) {
            s->at[s->n] = next[s->n];
        }
        s->steps++;
        s->whole = whole;
    }
    return n > 0 || above; /* the name of a place around `within` is passed over */
}

/* Cuts the longest fitting name off *rest. */
static bool step(struct search *s, struct text *rest)
{
    size_t n = rest->n < s->tree->longest_key ? rest->n : s->tree->longest_key;
    for (; n > 0; n--) {
        bool boundary = n == rest->n || ((unsigned char)rest->s[n] & 0xC0) != 0x80;
        if (boundary && step_by(s, text_slice(*rest, 0, n))) {
            *rest = text_slice(*rest, n, rest->n);
            return true;
        }
    }
    return false;
}

/* The written place without blanks and the signs people put between names. */
static struct text tidy(struct arena *arena, struct text written)
{
    struct text folded = fold_text(arena, written);
    char *out = arena_alloc(arena, folded.n + 1);
    size_t n = 0;
    uint32_t cp;
    while (utf8_next(&folded, &cp)) {
        if (cp != ' ' && cp != '/' && cp != '-' && cp != ',' && cp != 0x3001 && cp != 0xB7) {
            n += utf8_encode(cp, out + n);
        }
    }
    return (struct text){out, n};
}

static int digit_of(uint32_t cp)
{
    static const uint32_t han[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                   0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 9; i++) {
        if (cp == han[i]) {
            return i + 1;
        }
    }
    return cp >= '0' && cp <= '9' ? (int)cp - '0' : -1;
}

/* 3组, 第三小组, 十二村民小组: the number; 0 when the rest begins otherwise. */
static int group_of(struct text rest)
{
    static const struct text words[] = {TEXT("组"), TEXT("小组"), TEXT("村民小组"), TEXT("村小组")};
    if (text_starts(rest, TEXT("第"))) {
        rest = text_slice(rest, 3, rest.n);
    }
    int value = 0, digits = 0;
    uint32_t cp;
    for (struct text ahead = rest; utf8_next(&ahead, &cp) && digits < 4; rest = ahead) {
        int digit = digit_of(cp);
        if (cp == 0x5341) { /* 十 */
            value = value == 0 ? 10 : value * 10;
        } else if (digit < 0) {
            break;
        } else {
            bool after_ten = value >= 10 && value % 10 == 0 && cp >= 0x80;
            value = after_ten ? value + digit : value * 10 + digit;
        }
        digits++;
    }
    for (size_t i = 0; i < COUNT(words) && digits > 0; i++) {
        if (text_starts(rest, words[i])) {
            return value;
        }
    }
    return 0;
}

/*
 * Whether the name ended where we think. 大塘 in 大塘坑村 is not 大塘村: a shortened name must be
 * followed by nothing, a number, a letter or a group. Two names in a row (广东深圳某某厂) are
 * enough for a place above the township.
 */
static bool is_certain(const struct search *s, struct text rest, int group)
{
    bool ends = rest.n == 0 || group > 0 || (unsigned char)rest.s[0] < 0x80;
    bool chained = s->steps > 1 && region_level_of(s->at[0]->code) <= REGION_COUNTY;
    return s->whole || ends || chained;
}

/* Whether one character added, dropped or exchanged makes b of a. */
static bool one_apart(struct text a, struct text b)
{
    size_t shorter = a.n < b.n ? a.n : b.n, head = 0, tail = 0;
    while (head < shorter && a.s[head] == b.s[head]) {
        head++;
    }
    while (head > 0 && head < shorter && ((unsigned char)a.s[head] & 0xC0) == 0x80) {
        head--; /* back to where the character begins */
    }
    while (tail < shorter - head && a.s[a.n - 1 - tail] == b.s[b.n - 1 - tail]) {
        tail++;
    }
    while (tail > 0 && ((unsigned char)a.s[a.n - tail] & 0xC0) == 0x80) {
        tail--;
    }
    size_t x = utf8_length(text_slice(a, head, a.n - tail));
    size_t y = utf8_length(text_slice(b, head, b.n - tail));
    if (x > 1 || y > 1 || x + y == 0 || shorter < 6) {
        return false;
    }
    /* With two characters one in two would differ: then it must at least sound the same. */
    return x != y || utf8_length(a) > 2 || pinyin_same(a, b);
}

static void add_candidate(struct region_match *match, const struct region *region)
{
    for (size_t i = 0; i < match->n; i++) {
        if (match->at[i] == region) {
            return;
        }
    }
    if (match->n < REGION_MOST) {
        match->at[match->n++] = region;
    }
}

static void add_candidates(struct region_match *match, const struct search *s)
{
    for (size_t i = 0; i < s->n; i++) {
        add_candidate(match, s->at[i]);
    }
}

/* The places in reach whose name is one character away from what is left of the text. */
static void find_close(const struct search *s, struct text rest, struct region_match *match)
{
    struct text stems[REGION_VILLAGE + 1];
    for (enum region_level level = REGION_NATION; level <= REGION_VILLAGE; level++) {
        stems[level] = region_stem(rest, level);
    }
    int64_t low, high;
    region_range(s->within, &low, &high);
    size_t end = s->tree->first_key[region_first_from(s->tree, high + 1)];
    for (size_t i = s->tree->first_key[region_first_from(s->tree, low)];
         i < end && match->n < REGION_MOST; i++) {
        const struct region_key *key = &s->tree->keys[i];
        const struct region *region = &s->tree->regions[key->region];
        struct text stem = stems[region_level_of(region->code)];
        if ((one_apart(key->text, rest) || one_apart(key->text, stem)) && narrows(s, region)) {
            add_candidate(match, region);
        }
    }
}

/* The text up to a group or a house number, for the comparison by one character. */
static struct text name_part(struct text rest)
{
    for (size_t i = 0; i < rest.n; i++) {
        struct text tail = text_slice(rest, i, rest.n);
        bool boundary = ((unsigned char)rest.s[i] & 0xC0) != 0x80;
        if (boundary && (group_of(tail) > 0 || (rest.s[i] >= '0' && rest.s[i] <= '9'))) {
            return text_slice(rest, 0, i);
        }
    }
    return rest;
}

/* 水东村 + 民委员会: what may follow a village's name and adds nothing. */
static void cut_committee(const struct search *s, struct text *rest)
{
    static const struct text words[] = {
        TEXT("村民委员会"), TEXT("居民委员会"), TEXT("民委员会"), TEXT("委员会"),
        TEXT("村委会"),     TEXT("居委会"),     TEXT("委会"),
    };
    for (size_t i = 0; i < COUNT(words) && s->n > 0; i++) {
        if (region_level_of(s->at[0]->code) == REGION_VILLAGE && text_starts(*rest, words[i])) {
            *rest = text_slice(*rest, words[i].n, rest->n);
            return;
        }
    }
}

/* Reads name after name. *before and *rest_before keep how it stood ahead of the last one. */
static void read_names(struct search *s, struct text *rest, struct search *before,
                       struct text *rest_before)
{
    struct search next = *s;
    struct text after = *rest;
    while (rest->n > 0 && step(&next, &after)) {
        if (next.steps > s->steps) {
            *before = *s;
            *rest_before = *rest;
        }
        *s = next;
        *rest = after;
    }
}

struct region_match region_find(const struct region_tree *tree, struct arena *arena,
                                struct text written, int64_t within, enum region_level deepest,
                                int32_t on)
{
    struct region_match match = {.outcome = REGION_UNKNOWN};
    struct search s = {.tree = tree, .within = within, .deepest = deepest, .on = on}, before = s;
    struct text rest = tidy(arena, written), rest_before = rest;
    bool empty = rest.n == 0;
    read_names(&s, &rest, &before, &rest_before);
    cut_committee(&s, &rest);
    const struct region *own = region_at(tree, within);
    if (s.n == 0 && rest.n == 0 && !empty && own != NULL) { /* `within` and what it lies in */
        s.at[s.n++] = own;
        s.whole = true;
    }
    match.group = group_of(rest);
    bool certain = s.n > 0 && is_certain(&s, rest, match.group);
    bool deep = certain && region_level_of(s.at[0]->code) == deepest;
    if (s.n > 0 && !certain) {
        add_candidates(&match, &s);
        s = before;
        rest = rest_before;
    }
    match.rest = rest;
    if (rest.n > 0 && !deep && (match.group == 0 || !certain)) {
        find_close(&s, name_part(rest), &match);
    }
    if (match.n > 0) {
        match.outcome = REGION_CLOSE;
    } else if (certain) {
        match.outcome = s.n == 1 ? REGION_FOUND : REGION_SEVERAL;
        add_candidates(&match, &s);
    }
    return match;
}
