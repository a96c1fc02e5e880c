#include "rule/bitmaps.h"

#include <sys/mman.h>

#include "base/bug.h"

enum {
    LARGE = 2 << 20, /* a large page; smaller runs take no more than they need */
    LEAST = 64 << 10,
};

/* Stands at the start of each piece of memory. */
struct piece {
    struct piece *next;
    size_t bytes;
};

/* Stands in a pair that was given back. */
struct spare {
    struct spare *next;
    size_t words;
};

static void piece_add(struct bitmaps *bitmaps, size_t wanted)
{
    size_t bytes = wanted + sizeof(struct piece);
    size_t unit = bytes < LEAST && bitmaps->pieces == NULL ? LEAST : LARGE;
    bytes = (bytes + unit - 1) / unit * unit;
    struct piece *piece =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) {
        bug("out of memory asking for %zu bytes", bytes);
    }
    if (bytes >= LARGE) {
        madvise(piece, bytes, MADV_HUGEPAGE); /* a wish; it works without */
    }
    *piece = (struct piece){bitmaps->pieces, bytes};
    bitmaps->pieces = piece;
    bitmaps->left = bytes - sizeof(*piece);
}

uint64_t *bitmaps_take(struct bitmaps *bitmaps, size_t words)
{
    for (struct spare **at = &bitmaps->spares; *at != NULL; at = &(*at)->next) {
        if ((*at)->words == words) {
            struct spare *spare = *at;
            *at = spare->next;
            return (uint64_t *)spare;
        }
    }
    size_t bytes = (2 * words * sizeof(uint64_t) + 63) / 64 * 64;
    bytes = bytes < sizeof(struct spare) ? 64 : bytes;
    if (bitmaps->pieces == NULL || bytes > bitmaps->left) {
        piece_add(bitmaps, bytes < LARGE / 2 ? bytes * 8 : bytes);
    }
    char *end = (char *)bitmaps->pieces + bitmaps->pieces->bytes;
    char *at = end - bitmaps->left;
    bitmaps->left -= bytes;
    return (uint64_t *)(void *)at;
}

void bitmaps_give(struct bitmaps *bitmaps, uint64_t *pair, size_t words)
{
    struct spare *spare = (struct spare *)(void *)pair;
    *spare = (struct spare){bitmaps->spares, words};
    bitmaps->spares = spare;
}

void bitmaps_release(struct bitmaps *bitmaps)
{
    for (struct piece *piece = bitmaps->pieces, *next; piece != NULL; piece = next) {
        next = piece->next;
        munmap(piece, piece->bytes);
    }
    *bitmaps = (struct bitmaps){0};
}
