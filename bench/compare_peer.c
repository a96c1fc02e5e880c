/*
 * compare_peer LEFT RIGHT OUT: what somebody in a hurry would write for two lists whose columns he
 * knows (the habit `issue` of people_lists): a hash join on the number, then the rest blocked by
 * birth and surname, by name and village and by phone, scored by hand-fitted points, the best pairs
 * taken one to one. No cleaning but the usual form, no reasons, no model, fixed columns, two
 * threads. The measure of how near the engine is to bare C.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/text.h"

enum { HANDS = 2, KEYS = 3, COLUMNS = 9, BIRTH = 0, PLACE = 1, PHONE = 2, LIKELY = 8, CLOSE = 60 };

/* Which column holds what, by side. */
static const int column_name[2] = {1, 3}, column_number[2] = {3, 5}, column_birth[2] = {4, 6},
                 column_village[2] = {6, 2}, column_phone[2] = {7, 7};

struct row {
    uint64_t number; /* 17 digits * 16 + check; 0: none */
    uint64_t phone;
    const char *name, *digits; /* in the file */
    uint32_t birth, village;   /* yyyymmdd; hash */
    uint32_t match;            /* row of the other list + 1 */
    uint8_t name_bytes, digit_count;
    int8_t score; /* -1: the numbers are the same */
};

struct list {
    const char *at;
    size_t n;
    struct row *rows;
    size_t count;
    int side;
};

struct part {
    struct list *list;
    const char *from, *to;
    struct row *rows;
    size_t count;
};

static void *need(void *memory)
{
    if (memory == NULL) {
        bug("no memory");
    }
    return memory;
}

static uint64_t mix(uint64_t x)
{
    x *= 0x9E3779B97F4A7C15u;
    return x ^ (x >> 29);
}

static uint64_t hash_bytes(const char *s, size_t n)
{
    uint64_t h = n;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)s[i]) * 0x100000001B3u;
    }
    return mix(h);
}

/* ---- reading ---- */

static uint64_t digits_of(const char *s, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] >= '0' && s[i] <= '9') {
            value = value * 10 + (uint64_t)(s[i] - '0');
        }
    }
    return value;
}

static void read_row(const struct list *list, const char *const starts[COLUMNS + 1],
                     struct row *out)
{
    int side = list->side;
    const char *number = starts[column_number[side]];
    size_t n = (size_t)(starts[column_number[side] + 1] - 1 - number);
    *out = (struct row){.name = starts[column_name[side]], .digits = number};
    out->name_bytes = (uint8_t)(starts[column_name[side] + 1] - 1 - out->name);
    out->digit_count = (uint8_t)(n < 19 ? n : 19);
    if (n == 18) {
        unsigned check = number[17] == 'X' ? 10 : (unsigned)(number[17] - '0') & 15;
        out->number = digits_of(number, 17) * 16 + check;
    }
    const char *cell = starts[column_birth[side]];
    out->birth = (uint32_t)digits_of(cell, (size_t)(starts[column_birth[side] + 1] - 1 - cell));
    cell = starts[column_village[side]];
    out->village =
        (uint32_t)hash_bytes(cell, (size_t)(starts[column_village[side] + 1] - 1 - cell));
    cell = starts[column_phone[side]];
    out->phone = digits_of(cell, (size_t)(starts[column_phone[side] + 1] - 1 - cell));
}

static void *read_part(void *context)
{
    struct part *part = context;
    const char *p = part->from;
    part->rows = need(malloc(((size_t)(part->to - p) / 40 + 1) * sizeof(struct row)));
    while (p < part->to) {
        const char *starts[COLUMNS + 1];
        const char *end = need(memchr(p, '\n', (size_t)(part->list->at + part->list->n - p)));
        starts[0] = p;
        for (int i = 1; i < COLUMNS; i++) {
            const char *comma = memchr(starts[i - 1], ',', (size_t)(end - starts[i - 1]));
            starts[i] = comma != NULL ? comma + 1 : end;
        }
        starts[COLUMNS] = end;
        read_row(part->list, starts, &part->rows[part->count++]);
        p = end + 1;
    }
    return NULL;
}

static void both(void *(*work)(void *), void *first, void *second)
{
    pthread_t hand;
    if (pthread_create(&hand, NULL, work, first) != 0) {
        bug("no thread");
    }
    work(second);
    pthread_join(hand, NULL);
}

static void read_list(struct list *list, const char *path, int side)
{
    struct stat found;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &found) != 0) {
        perror(path);
        exit(2);
    }
    *list = (struct list){.n = (size_t)found.st_size, .side = side};
    list->at = mmap(NULL, list->n, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    const char *first = (const char *)memchr(list->at, '\n', list->n) + 1,
               *end = list->at + list->n;
    const char *middle = (const char *)memchr(first + (end - first) / 2, '\n', list->n / 2) + 1;
    struct part parts[HANDS] = {{.list = list, .from = first, .to = middle},
                                {.list = list, .from = middle, .to = end}};
    both(read_part, &parts[0], &parts[1]);
    list->count = parts[0].count + parts[1].count;
    list->rows = need(realloc(parts[0].rows, list->count * sizeof(struct row)));
    memcpy(list->rows + parts[0].count, parts[1].rows, parts[1].count * sizeof(struct row));
    free(parts[1].rows);
}

/* ---- the same number ---- */

struct join {
    struct list *left, *right;
    const uint32_t *slots; /* left rows + 1, by number */
    size_t mask, from, to;
};

static void *probe(void *context)
{
    struct join *join = context;
    for (size_t i = join->from; i < join->to; i++) {
        struct row *r = &join->right->rows[i];
        size_t at = (size_t)(mix(r->number) >> 20) & join->mask;
        while (r->number != 0 && join->slots[at] != 0) {
            struct row *l = &join->left->rows[join->slots[at] - 1];
            if (l->number == r->number) {
                r->match = join->slots[at];
                /* of right rows with one number any may win */
                __atomic_store_n(&l->match, (uint32_t)i + 1, __ATOMIC_RELAXED);
                __atomic_store_n(&l->score, -1, __ATOMIC_RELAXED);
                r->score = -1;
                break;
            }
            at = (at + 1) & join->mask;
        }
    }
    return NULL;
}

static void join_numbers(struct list *left, struct list *right)
{
    size_t mask = 1023;
    while (mask < left->count * 2) {
        mask = mask * 2 + 1;
    }
    uint32_t *slots = need(calloc(mask + 1, sizeof(*slots)));
    for (size_t i = 0; i < left->count; i++) {
        size_t at = (size_t)(mix(left->rows[i].number) >> 20) & mask;
        while (slots[at] != 0) {
            at = (at + 1) & mask;
        }
        slots[at] = left->rows[i].number != 0 ? (uint32_t)i + 1 : slots[at];
    }
    struct join parts[HANDS] = {{left, right, slots, mask, 0, right->count / 2},
                                {left, right, slots, mask, right->count / 2, right->count}};
    both(probe, &parts[0], &parts[1]);
    free(slots);
}

/* ---- the rest ---- */

static uint64_t key_of(const struct row *row, int key)
{
    if (key == BIRTH) {
        return row->birth == 0 || row->name_bytes < 6 ? 0
                                                      : mix(row->birth) ^ hash_bytes(row->name, 3);
    }
    if (key == PLACE) {
        return hash_bytes(row->name, row->name_bytes) ^ mix(row->village);
    }
    return row->phone == 0 ? 0 : mix(row->phone);
}

/* Digits that differ when one may be missing or two may have changed places: 0 to 3, 3 for more. */
static int digits_apart(const struct row *a, const struct row *b)
{
    int differ = 0, last = -9;
    if (a->digit_count != b->digit_count) {
        bool shorter = a->digit_count == 15 || b->digit_count == 15;
        const struct row *whole = a->digit_count > b->digit_count ? a : b,
                         *part = whole == a ? b : a;
        return shorter && whole->digit_count == 18 && memcmp(whole->digits, part->digits, 6) == 0 &&
                       memcmp(whole->digits + 8, part->digits + 6, 9) == 0
                   ? 0
                   : 3;
    }
    for (int i = 0; i < a->digit_count && differ < 3; i++) {
        if (a->digits[i] != b->digits[i]) {
            bool swapped =
                last == i - 1 && a->digits[i] == b->digits[last] && a->digits[last] == b->digits[i];
            differ += !swapped;
            last = i;
        }
    }
    return differ;
}

static int score_of(const struct row *a, const struct row *b)
{
    bool named = a->name_bytes == b->name_bytes && memcmp(a->name, b->name, a->name_bytes) == 0;
    int same = 0;
    for (int i = 0; i + 3 <= a->name_bytes && i + 3 <= b->name_bytes; i += 3) {
        same += memcmp(a->name + i, b->name + i, 3) == 0;
    }
    int score = named ? 5 : same >= 2 ? 3 : same == 1 ? 1 : -4;
    if (a->digit_count > 0 && b->digit_count > 0) {
        int apart = digits_apart(a, b);
        score += apart == 0 ? 8 : apart == 1 ? 6 : apart == 2 ? 3 : -6;
    }
    score += a->birth == b->birth ? 2 : -2;
    score += a->phone != 0 && a->phone == b->phone ? 3 : 0;
    return score + (a->village == b->village ? 1 : -1);
}

/* Left rows that found nobody, chained by key; then each right row that found nobody picks the
 * best. */
static void match_rest(struct list *left, struct list *right, int key)
{
    size_t mask = 1023;
    while (mask < left->count) {
        mask = mask * 2 + 1;
    }
    uint32_t *heads = need(calloc(mask + 1, sizeof(*heads)));
    uint32_t *next = need(malloc((left->count + 1) * sizeof(*next)));
    for (size_t i = 0; i < left->count; i++) {
        uint64_t value = left->rows[i].score < 0 ? 0 : key_of(&left->rows[i], key);
        if (value != 0) {
            next[i + 1] = heads[value & mask];
            heads[value & mask] = (uint32_t)i + 1;
        }
    }
    for (size_t i = 0; i < right->count; i++) {
        struct row *r = &right->rows[i];
        uint64_t value = r->score < 0 ? 0 : key_of(r, key);
        int tries = 0;
        for (uint32_t at = value == 0 ? 0 : heads[value & mask]; at != 0 && tries < CLOSE;
             at = next[at], tries++) {
            struct row *l = &left->rows[at - 1];
            int score = score_of(l, r);
            if (score >= LIKELY && score > r->score && score > l->score) {
                if (l->match != 0) {
                    right->rows[l->match - 1].match = 0;
                    right->rows[l->match - 1].score = 0;
                }
                if (r->match != 0) {
                    left->rows[r->match - 1].match = 0;
                    left->rows[r->match - 1].score = 0;
                }
                l->match = (uint32_t)i + 1;
                r->match = at;
                l->score = r->score = (int8_t)score;
            }
        }
    }
    free(heads);
    free(next);
}

/* ---- writing ---- */

static void write_result(const struct list *left, const struct list *right, const char *path)
{
    FILE *out = need(fopen(path, "wb"));
    fputs("left_row,right_row,outcome,score\n", out);
    for (size_t i = 0; i < right->count; i++) {
        const struct row *r = &right->rows[i];
        if (r->match == 0) {
            fprintf(out, ",%zu,right_only,0\n", i + 1);
        } else {
            fprintf(out, "%u,%zu,%s,%d\n", r->match, i + 1, r->score < 0 ? "same" : "likely",
                    r->score);
        }
    }
    for (size_t i = 0; i < left->count; i++) {
        if (left->rows[i].match == 0) {
            fprintf(out, "%zu,,left_only,0\n", i + 1);
        }
    }
    fclose(out);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("compare_peer LEFT RIGHT OUT\n", stderr);
        return 2;
    }
    struct list left, right;
    read_list(&left, argv[1], 0);
    read_list(&right, argv[2], 1);
    join_numbers(&left, &right);
    for (int key = 0; key < KEYS; key++) {
        match_rest(&left, &right, key);
    }
    write_result(&left, &right, argv[3]);
    free(left.rows);
    free(right.rows);
    return 0;
}
