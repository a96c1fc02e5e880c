#include "compare/candidates.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>

#include "base/list.h"
#include "compare/block.h"
#include "compare/group.h"

enum {
    SHARES = 16,             /* tasks that go over the rows of a side */
    PARTS = 32,              /* of keys that are joined alone */
    GROUP_MOST = 2500,       /* pairs of one key that are looked at */
    FORGET_AFTER = 1 << 16,  /* pairs, then the pages they touched are given back */
    KEYS_TOGETHER = 3 << 20, /* of those who look, in one go: more go kind by kind */
};

/* Pairs whose weight lies further below even odds are left out before anything is estimated. */
static const float hopeless = -14;

struct entry {
    uint64_t key;
    uint32_t row; /* index in the rest */
};

/* Two bits in one word for each key: whether it was seen, but for a few that only look so. */
struct bits {
    uint64_t *words;
    uint64_t mask; /* of a word's number */
};

/* Pages are given back by so many rows. */
enum { PAGE_ROWS = 4096 / sizeof(struct person_row) };

void rest_forget(const struct rest *rest, size_t from, size_t to)
{
    from = (from + PAGE_ROWS - 1) / PAGE_ROWS * PAGE_ROWS;
    to = to / PAGE_ROWS * PAGE_ROWS;
    if (rest->mapped && from < to) {
        (void)madvise(rest->at + from, (to - from) * sizeof(*rest->at), MADV_DONTNEED);
    }
}

/* One going over: the rows that look for company (of one side), and all rows of the other. */
struct finding {
    const struct sounds *sounds;
    const struct rest *rest;
    struct block_kinds kinds;
    int side;                /* of those who look */
    const uint32_t *lookers; /* indices; NULL: all rows of the side */
    size_t looker_count;
    float *weights; /* by pattern */
    float least;
    struct bits wanted, met;
    struct entries {
        LIST(struct entry) list[PARTS];
    } shares[2][SHARES]; /* by side */
    LIST(struct candidate) found[PARTS];
    int64_t looked_at[PARTS];
};

static inline uint64_t two_bits(uint64_t key)
{
    return 1ull << (key >> 52 & 63) | 1ull << (key >> 46 & 63);
}

static inline void set_bits(struct bits *bits, uint64_t key)
{
    uint64_t *word = &bits->words[key & bits->mask], two = two_bits(key);
    if ((__atomic_load_n(word, __ATOMIC_RELAXED) & two) != two) {
        __atomic_fetch_or(word, two, __ATOMIC_RELAXED);
    }
}

static inline bool has_bits(const struct bits *bits, uint64_t key)
{
    uint64_t two = two_bits(key);
    return (__atomic_load_n(&bits->words[key & bits->mask], __ATOMIC_RELAXED) & two) == two;
}

/* ---- the steps, each a task over a share of the rows ---- */

static const struct person_row *looker(const struct finding *f, size_t i, uint32_t *index)
{
    *index = f->lookers == NULL ? (uint32_t)i : f->lookers[i];
    return &f->rest[f->side].at[*index];
}

/* Its keys; by name and town alone only the bare look: too many would answer. */
static size_t looker_keys(const struct finding *f, const struct person_row *row,
                          uint64_t keys[BLOCK_KEYS])
{
    struct block_kinds kinds = f->kinds;
    if (kinds.to > BLOCK_NAME_TOWN && !block_bare(row)) {
        kinds.to = BLOCK_NAME_TOWN;
    }
    return block_keys(f->sounds, row, kinds, keys);
}

/* The rows of a share of those who look. */
static void forget_lookers(const struct finding *f, size_t share)
{
    size_t from = f->looker_count * share / SHARES, to = f->looker_count * (share + 1) / SHARES;
    uint32_t first, last;
    if (f->rest[f->side].mapped && from < to) {
        (void)looker(f, from, &first);
        (void)looker(f, to - 1, &last);
        rest_forget(&f->rest[f->side], first, (size_t)last + 1);
    }
}

static void want(void *context, size_t share)
{
    struct finding *f = context;
    uint64_t keys[BLOCK_KEYS];
    uint32_t index;
    size_t to = f->looker_count * (share + 1) / SHARES;
    for (size_t i = f->looker_count * share / SHARES; i < to; i++) {
        size_t n = looker_keys(f, looker(f, i, &index), keys);
        for (size_t k = 0; k < n; k++) {
            set_bits(&f->wanted, keys[k]);
        }
    }
    forget_lookers(f, share);
}

static void keep(struct finding *f, int side, size_t share, uint32_t row, uint64_t key)
{
    list_add(&f->shares[side][share].list[key >> 59], (struct entry){key, row});
}

/* Rows of the other side that somebody looks for. */
static void meet(void *context, size_t share)
{
    struct finding *f = context;
    uint64_t keys[BLOCK_KEYS];
    const struct rest *rest = &f->rest[!f->side];
    size_t to = rest->n * (share + 1) / SHARES;
    for (size_t i = rest->n * share / SHARES; i < to; i++) {
        size_t n = block_keys(f->sounds, &rest->at[i], f->kinds, keys);
        for (size_t k = 0; k < n; k++) {
            if (has_bits(&f->wanted, keys[k])) {
                set_bits(&f->met, keys[k]);
                keep(f, !f->side, share, (uint32_t)i, keys[k]);
            }
        }
    }
    rest_forget(rest, rest->n * share / SHARES, to);
}

/* Those who look and were met. */
static void answer(void *context, size_t share)
{
    struct finding *f = context;
    uint64_t keys[BLOCK_KEYS];
    uint32_t index;
    size_t to = f->looker_count * (share + 1) / SHARES;
    for (size_t i = f->looker_count * share / SHARES; i < to; i++) {
        size_t n = looker_keys(f, looker(f, i, &index), keys);
        for (size_t k = 0; k < n; k++) {
            if (has_bits(&f->met, keys[k])) {
                keep(f, f->side, share, index, keys[k]);
            }
        }
    }
    forget_lookers(f, share);
}

/* ---- joining the entries of one part ---- */

/* Pairs on their way: their rows are asked for before they are needed. */
struct waiting {
    struct candidate pairs[32];
    size_t n;
};

static void look_at(struct finding *f, size_t part, struct waiting *w)
{
    for (size_t i = 0; i < w->n; i++) {
        struct candidate *pair = &w->pairs[i];
        pair->pattern =
            score_pattern(f->sounds, &f->rest[0].at[pair->left], &f->rest[1].at[pair->right]);
        if (f->weights[pair->pattern] >= f->least) {
            list_add(&f->found[part], *pair);
        }
    }
    if (f->looked_at[part] / FORGET_AFTER < (f->looked_at[part] + (int64_t)w->n) / FORGET_AFTER) {
        rest_forget(&f->rest[0], 0, f->rest[0].n); /* the pairs are strewn over them */
        rest_forget(&f->rest[1], 0, f->rest[1].n);
    }
    f->looked_at[part] += (int64_t)w->n;
    w->n = 0;
}

static void wait_for(struct finding *f, size_t part, struct waiting *w, uint32_t l, uint32_t r)
{
    if (w->n == COUNT(w->pairs)) {
        look_at(f, part, w);
    }
    __builtin_prefetch(&f->rest[0].at[l]);
    __builtin_prefetch(&f->rest[1].at[r]);
    w->pairs[w->n++] = (struct candidate){l, r, 0};
}

static void join_part(void *context, size_t part)
{
    struct finding *f = context;
    LIST(uint32_t) rows[2] = {{0}, {0}};
    size_t n[2] = {0};
    for (size_t i = 0; i < 2 * (size_t)SHARES; i++) {
        n[i / SHARES] += f->shares[i / SHARES][i % SHARES].list[part].n;
    }
    if (n[0] == 0 || n[1] == 0) {
        return;
    }
    struct groups groups;
    struct waiting waiting = {.n = 0};
    groups_init(&groups, n[0], n[1]);
    for (int side = 0; side < 2; side++) {
        list_reserve(&rows[side], n[side]);
        for (size_t share = 0; share < SHARES; share++) {
            const struct entry *entries = f->shares[side][share].list[part].at;
            for (size_t i = 0; i < f->shares[side][share].list[part].n; i++) {
                groups_add(&groups, side, (uint32_t)rows[side].n, entries[i].key);
                list_add(&rows[side], entries[i].row);
            }
        }
    }
    for (size_t i = 0; i < groups.n; i++) {
        const struct group *g = &groups.at[i];
        if ((uint64_t)g->count[0] * g->count[1] > GROUP_MOST) {
            continue;
        }
        for (uint32_t l = g->head[0]; l != GROUP_END; l = groups.next[0][l]) {
            for (uint32_t r = g->head[1]; r != GROUP_END; r = groups.next[1][r]) {
                wait_for(f, part, &waiting, rows[0].at[l], rows[1].at[r]);
            }
        }
    }
    look_at(f, part, &waiting);
    rest_forget(&f->rest[0], 0, f->rest[0].n);
    rest_forget(&f->rest[1], 0, f->rest[1].n);
    groups_release(&groups);
    list_release(&rows[0]);
    list_release(&rows[1]);
}

/* Ten bits a key keep the false ones to some hundredths; few words stay in the processor's cache.
 */
static void bits_init(struct bits *bits, size_t keys)
{
    uint64_t words = 1 << 8;
    while (words < keys / 8) {
        words *= 2;
    }
    *bits = (struct bits){memory_get_zeroed(words * 8), words - 1};
}

static void go_over(struct finding *f, struct crew *crew)
{
    size_t keys = f->looker_count * (size_t)(f->kinds.to - f->kinds.from);
    bits_init(&f->wanted, keys);
    bits_init(&f->met, keys);
    for (size_t i = 0; i < 2 * (size_t)SHARES; i++) {
        for (size_t part = 0; part < PARTS; part++) {
            f->shares[i / SHARES][i % SHARES].list[part].n = 0;
        }
    }
    crew_run(crew, SHARES, want, f);
    crew_run(crew, SHARES, meet, f);
    crew_run(crew, SHARES, answer, f);
    crew_run(crew, PARTS, join_part, f);
    free(f->wanted.words);
    free(f->met.words);
}

/* ---- each pair once ---- */

struct once {
    struct candidate *at;
    size_t start[PARTS + 1], kept[PARTS];
};

static void drop_repeated(void *context, size_t part)
{
    struct once *once = context;
    struct candidate *at = once->at + once->start[part];
    size_t n = once->start[part + 1] - once->start[part], size = 16, kept = 0;
    while (size < n * 2) {
        size *= 2;
    }
    uint32_t *slots = memory_get_zeroed(size * sizeof(*slots));
    for (size_t i = 0; i < n; i++) {
        uint64_t key = (uint64_t)at[i].left << 32 | at[i].right;
        size_t slot = (size_t)(key * 0x9E3779B97F4A7C15u >> 24) & (size - 1);
        while (slots[slot] != 0 && (at[slots[slot] - 1].left != at[i].left ||
                                    at[slots[slot] - 1].right != at[i].right)) {
            slot = (slot + 1) & (size - 1);
        }
        if (slots[slot] == 0) {
            at[kept++] = at[i];
            slots[slot] = (uint32_t)kept;
        }
    }
    free(slots);
    once->kept[part] = kept;
}

void candidates_join(struct candidates *some, size_t n, struct crew *crew, struct candidates *out)
{
    struct once once = {0};
    *out = (struct candidates){0};
    for (size_t p = 0; p < n; p++) {
        for (size_t i = 0; i < some[p].n; i++) {
            once.start[some[p].at[i].left % PARTS + 1]++;
        }
        out->looked_at += some[p].looked_at;
    }
    size_t next[PARTS];
    for (size_t p = 0; p < PARTS; p++) {
        once.start[p + 1] += once.start[p];
        next[p] = once.start[p];
    }
    once.at = memory_get(once.start[PARTS] * sizeof(*once.at));
    for (size_t p = 0; p < n; p++) {
        for (size_t i = 0; i < some[p].n; i++) {
            once.at[next[some[p].at[i].left % PARTS]++] = some[p].at[i];
        }
        candidates_release(&some[p]);
    }
    crew_run(crew, PARTS, drop_repeated, &once);
    for (size_t p = 0; p < PARTS; p++) {
        memmove(once.at + out->n, once.at + once.start[p], once.kept[p] * sizeof(*once.at));
        out->n += once.kept[p];
    }
    out->at = once.at;
}

/* ---- all of it ---- */

static struct finding *begin(const struct sounds *sounds, const struct rest *rest,
                             const struct model *model)
{
    struct finding *f = memory_get_zeroed(sizeof(*f));
    size_t larger = rest[0].people > rest[1].people ? rest[0].people : rest[1].people;
    f->sounds = sounds;
    f->rest = rest;
    f->weights = memory_get(SCORE_PATTERNS * sizeof(*f->weights));
    model_table(model, f->weights);
    f->least = hopeless + log2f((float)larger + 1);
    return f;
}

static void end(struct finding *f)
{
    for (size_t i = 0; i < 2 * (size_t)SHARES; i++) {
        for (size_t part = 0; part < PARTS; part++) {
            list_release(&f->shares[i / SHARES][i % SHARES].list[part]);
        }
    }
    for (size_t part = 0; part < PARTS; part++) {
        list_release(&f->found[part]);
    }
    free(f->weights);
    free(f);
}

/* What was found for a part of the keys. */
static struct candidates take_found(struct finding *f, size_t part)
{
    struct candidates found = {f->found[part].at, f->found[part].n, f->looked_at[part]};
    f->found[part].at = NULL;
    f->found[part].n = f->found[part].size = 0;
    return found;
}

/* All rows of the shorter side look by the kinds for all. */
static void look_all(struct finding *f, struct crew *crew)
{
    f->side = f->rest[0].people <= f->rest[1].people ? 0 : 1;
    f->lookers = NULL;
    f->looker_count = f->rest[f->side].n;
    f->kinds = (struct block_kinds){BLOCK_NAME_BIRTH, BLOCK_WEAK};
    go_over(f, crew);
}

struct indices {
    LIST(uint32_t) list;
};

/* The rows of one side whose number is not valid are those who look. */
static struct indices set_weak(struct finding *f, int side)
{
    struct indices weak = {{0}};
    const struct rest *rest = &f->rest[side];
    for (size_t share = 0; share < SHARES; share++) {
        size_t from = rest->n * share / SHARES, to = rest->n * (share + 1) / SHARES;
        for (size_t i = from; i < to; i++) {
            if (block_weak(&rest->at[i]) && rest->at[i].row != 0) {
                list_add(&weak.list, (uint32_t)i);
            }
        }
        rest_forget(rest, from, to);
    }
    f->side = side;
    f->lookers = weak.list.at;
    f->looker_count = weak.list.n;
    return weak;
}

/* They look by every kind, all at once where they are few. False: stopped. */
static bool look_weak(struct finding *f, int side, struct crew *crew, struct candidates_told told)
{
    struct indices weak = set_weak(f, side);
    int kinds = BLOCK__COUNT - BLOCK_WEAK;
    int together = weak.list.n * (size_t)kinds <= KEYS_TOGETHER ? kinds : 1;
    bool on = true;
    for (int kind = BLOCK_WEAK; kind < BLOCK__COUNT && weak.list.n > 0 && on; kind += together) {
        f->kinds = (struct block_kinds){(enum block_kind)kind, (enum block_kind)(kind + together)};
        go_over(f, crew);
        double done = (double)(kind + together - BLOCK_WEAK) / kinds;
        on = told.progress == NULL || told.progress(told.context, .1 + (side + done) * .45);
    }
    list_release(&weak.list);
    return on;
}

bool candidates_find(const struct sounds *sounds, const struct rest rest[2],
                     const struct model *model, struct crew *crew, struct candidates_told told,
                     struct candidates *out)
{
    *out = (struct candidates){0};
    if (rest[0].people == 0 || rest[1].people == 0) {
        return true;
    }
    struct finding *f = begin(sounds, rest, model);
    look_all(f, crew);
    bool on = look_weak(f, 0, crew, told) && look_weak(f, 1, crew, told);
    if (on) {
        struct candidates some[PARTS];
        for (size_t part = 0; part < PARTS; part++) {
            some[part] = take_found(f, part);
        }
        candidates_join(some, PARTS, crew, out);
    }
    end(f);
    return on;
}

void candidates_some(const struct sounds *sounds, const struct rest rest[2],
                     const struct model *model, size_t task, struct candidates *out)
{
    enum {
        GROUPS = (CANDIDATE_TASKS - 1) / 2,
        EACH = (BLOCK__COUNT - BLOCK_WEAK + GROUPS - 1) / GROUPS
    };
    *out = (struct candidates){0};
    if (rest[0].people == 0 || rest[1].people == 0) {
        return;
    }
    struct finding *f = begin(sounds, rest, model);
    if (task == 0) {
        look_all(f, NULL);
    } else {
        struct indices weak = set_weak(f, task > GROUPS);
        int from = BLOCK_WEAK + (int)((task - 1) % GROUPS) * EACH, to = from + EACH;
        f->kinds = (struct block_kinds){(enum block_kind)from,
                                        (enum block_kind)(to < BLOCK__COUNT ? to : BLOCK__COUNT)};
        go_over(f, NULL);
        list_release(&weak.list);
    }
    for (size_t part = 0; part < PARTS; part++) {
        struct candidates found = take_found(f, part);
        if (found.n > 0) {
            out->at = memory_resize(out->at, (out->n + found.n) * sizeof(*out->at));
            memcpy(out->at + out->n, found.at, found.n * sizeof(*found.at));
            out->n += found.n;
        }
        out->looked_at += found.looked_at;
        candidates_release(&found);
    }
    rest_forget(&rest[0], 0, rest[0].n);
    rest_forget(&rest[1], 0, rest[1].n);
    end(f);
}

void candidates_release(struct candidates *candidates)
{
    free(candidates->at);
    *candidates = (struct candidates){0};
}
