/*
 * compare_judge RESULT TRUTH [RECALL SAME LIKELY CONFLICTS]: holds a result of `nuanxin compare`
 * (DESIGN §6) against the truth of people_lists. Prints a table by kind of dirt, the recall of
 * same and likely together (over all pairs and over the dirty ones), the precision of same and of
 * likely and the share of seeded conflicts that were reported; with four floors it ends with 1 when
 * one is missed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/text.h"

enum { KINDS_MOST = 40, KIND_BYTES = 24, LINE_BYTES = 4096 };
enum told { TOLD_SAME, TOLD_LIKELY, TOLD_CONFLICT, TOLD__COUNT };

struct kind {
    char name[KIND_BYTES];
    int64_t pairs, told[TOLD__COUNT];
};

struct judge {
    struct kind kinds[KINDS_MOST];
    size_t kind_count;
    uint64_t *keys; /* left << 32 | right; open addressing */
    uint8_t *kind_of;
    bool *found;
    size_t mask;
    int64_t told[TOLD__COUNT], wrong[TOLD__COUNT]; /* pairs the truth does not know */
};

static bool starts(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

static size_t slot_of(const struct judge *judge, uint64_t key)
{
    size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> 20) & judge->mask;
    while (judge->keys[at] != 0 && judge->keys[at] != key) {
        at = (at + 1) & judge->mask;
    }
    return at;
}

static uint8_t kind_number(struct judge *judge, const char *name)
{
    for (size_t i = 0; i < judge->kind_count; i++) {
        if (strcmp(judge->kinds[i].name, name) == 0) {
            return (uint8_t)i;
        }
    }
    if (judge->kind_count == KINDS_MOST) {
        bug("too many kinds");
    }
    struct kind *kind = &judge->kinds[judge->kind_count];
    snprintf(kind->name, KIND_BYTES, "%s", name);
    return (uint8_t)judge->kind_count++;
}

static FILE *opened(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    return file;
}

static void read_truth(struct judge *judge, const char *path)
{
    FILE *file = opened(path);
    char line[LINE_BYTES], name[KIND_BYTES];
    size_t lines = 0;
    while (fgets(line, sizeof(line), file) != NULL) {
        lines++;
    }
    rewind(file);
    judge->mask = 1023;
    while (judge->mask < lines * 2) {
        judge->mask = judge->mask * 2 + 1;
    }
    judge->keys = calloc(judge->mask + 1, sizeof(*judge->keys));
    judge->kind_of = calloc(judge->mask + 1, sizeof(*judge->kind_of));
    judge->found = calloc(judge->mask + 1, sizeof(*judge->found));
    if (judge->keys == NULL || judge->kind_of == NULL || judge->found == NULL) {
        bug("no memory");
    }
    while (fgets(line, sizeof(line), file) != NULL) {
        char *rest;
        uint64_t left = strtoul(line, &rest, 10), right = strtoul(rest + (*rest == ','), &rest, 10);
        if (right > 0 && *rest == ',') {
            snprintf(name, sizeof(name), "%.*s", (int)strcspn(rest + 1, "\r\n"), rest + 1);
            size_t at = slot_of(judge, left << 32 | right);
            judge->keys[at] = left << 32 | right;
            judge->kind_of[at] = kind_number(judge, name);
            judge->kinds[judge->kind_of[at]].pairs++;
        }
    }
    fclose(file);
}

static void hear(struct judge *judge, uint32_t left, uint32_t right, enum told told)
{
    size_t at = slot_of(judge, (uint64_t)left << 32 | right);
    if (judge->keys[at] == 0) {
        judge->told[told]++;
        judge->wrong[told]++;
        return;
    }
    struct kind *kind = &judge->kinds[judge->kind_of[at]];
    if (judge->found[at] || strcmp(kind->name, "ignore") == 0) {
        return;
    }
    judge->found[at] = true;
    kind->told[told]++;
    judge->told[told]++;
    /* a second number is one person; another's number is two people, whatever else agrees */
    bool clash = starts(kind->name, "conflict_");
    bool one = !clash || strcmp(kind->name, "conflict_second") == 0;
    judge->wrong[told] += told == TOLD_CONFLICT ? !clash : !one;
}

static void read_result(struct judge *judge, const char *path)
{
    static const char *const words[TOLD__COUNT] = {"same,", "likely,", "conflict,"};
    FILE *file = opened(path);
    char line[LINE_BYTES];
    while (fgets(line, sizeof(line), file) != NULL) {
        char *rest;
        unsigned long left = strtoul(line, &rest, 10);
        unsigned long right = *rest == ',' ? strtoul(rest + 1, &rest, 10) : 0;
        /* one number of two people of the right list: no left row */
        for (enum told told = left > 0 ? TOLD_SAME : TOLD_CONFLICT; right > 0 && told < TOLD__COUNT;
             told++) {
            if (*rest == ',' && starts(rest + 1, words[told])) {
                hear(judge, (uint32_t)left, (uint32_t)right, told);
            }
        }
    }
    fclose(file);
}

static double share(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 1;
}

/* Prints a figure; true when it keeps its floor. */
static bool figure(const char *what, int64_t part, int64_t whole, const char *floor)
{
    double value = share(part, whole);
    bool good = floor == NULL || value >= strtod(floor, NULL);
    printf("  %-34s %.5f  (%lld of %lld)", what, value, (long long)part, (long long)whole);
    if (floor != NULL) {
        printf("  floor %s %s", floor, good ? "ok" : "MISSED");
    }
    putchar('\n');
    return good;
}

static bool verdict(const struct judge *judge, char **floors)
{
    int64_t pairs = 0, found = 0, dirty = 0, dirty_found = 0, clashes = 0, reported = 0;
    printf("  %-18s %9s %9s %9s %9s %9s\n", "kind", "pairs", "same", "likely", "conflict",
           "missed");
    for (size_t i = 0; i < judge->kind_count; i++) {
        const struct kind *kind = &judge->kinds[i];
        int64_t one = kind->told[TOLD_SAME] + kind->told[TOLD_LIKELY];
        if (strcmp(kind->name, "ignore") == 0) {
            continue;
        }
        printf("  %-18s %9lld %9lld %9lld %9lld %9lld\n", kind->name, (long long)kind->pairs,
               (long long)kind->told[TOLD_SAME], (long long)kind->told[TOLD_LIKELY],
               (long long)kind->told[TOLD_CONFLICT],
               (long long)(kind->pairs - one - kind->told[TOLD_CONFLICT]));
        if (starts(kind->name, "conflict_")) {
            clashes += kind->pairs;
            reported += kind->told[TOLD_CONFLICT];
            continue;
        }
        pairs += kind->pairs;
        found += one;
        if (strcmp(kind->name, "clean") != 0) {
            dirty += kind->pairs;
            dirty_found += one;
        }
    }
    const int64_t *told = judge->told, *wrong = judge->wrong;
    bool good = figure("recall of same and likely", found, pairs, floors[0]);
    (void)figure("… of the dirty pairs alone", dirty_found, dirty, NULL);
    good &=
        figure("precision of same", told[TOLD_SAME] - wrong[TOLD_SAME], told[TOLD_SAME], floors[1]);
    good &= figure("precision of likely", told[TOLD_LIKELY] - wrong[TOLD_LIKELY], told[TOLD_LIKELY],
                   floors[2]);
    good &= figure("seeded conflicts reported", reported, clashes, floors[3]);
    (void)figure("conflicts that were seeded", told[TOLD_CONFLICT] - wrong[TOLD_CONFLICT],
                 told[TOLD_CONFLICT], NULL);
    return good;
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 7) {
        fputs("compare_judge RESULT TRUTH [RECALL SAME LIKELY CONFLICTS]\n", stderr);
        return 2;
    }
    char *none[4] = {NULL};
    struct judge judge = {0};
    read_truth(&judge, argv[2]);
    read_result(&judge, argv[1]);
    bool good = verdict(&judge, argc == 7 ? argv + 3 : none);
    free(judge.keys);
    free(judge.kind_of);
    free(judge.found);
    return good ? 0 : 1;
}
