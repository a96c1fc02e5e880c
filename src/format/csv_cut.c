#include "format/csv_cut.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/ceilings.h"
#include "base/wide.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    BLOCK = 64,  /* bytes looked at together, one bit each */
    AHEAD = 2048 /* bytes that are asked of the memory before they are looked at */
};

/* Bits of the bytes that are c. */
static inline __attribute__((always_inline)) uint64_t bits_of(const char *block, char c)
{
    uint64_t bits = 0;
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8(c);
    for (size_t i = 0; i < BLOCK / 16; i++) {
        __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)(block + i * 16));
        uint64_t found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(sixteen, wanted));
        bits |= found << (i * 16);
    }
#else
    for (size_t i = 0; i < BLOCK; i++) {
        bits |= (uint64_t)(block[i] == c) << i;
    }
#endif
    return bits;
}

/* The block at `at`, copied where the text ends within it. */
static inline __attribute__((always_inline)) const char *block_at(const char *at, const char *end,
                                                                  char spare[BLOCK])
{
    if (end - at >= BLOCK) {
        return at;
    }
    memset(spare, 0, BLOCK);
    memcpy(spare, at, (size_t)(end - at));
    return spare;
}

/* Bit i tells whether an odd number of bits stand at or before i. */
static inline __attribute__((always_inline)) uint64_t parity_so_far(uint64_t bits)
{
    for (unsigned shift = 1; shift < BLOCK; shift *= 2) {
        bits ^= bits << shift;
    }
    return bits;
}

void csv_cut_forget(const char *at, const char *end)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), n = (size_t)(end - at);
    size_t skip = (page - (uintptr_t)at % page) % page;
    if (n < skip + page) {
        return;
    }
    union {
        const char *read;
        void *forgotten; /* madvise changes nothing of a mapped file */
    } from = {at + skip};
    (void)madvise(from.forgotten, (n - skip) / page * page, MADV_DONTNEED);
}

/* ---- planning ---- */

/* What a stretch of the text holds. Whether it begins between quotes is known only when all before
 * it have been counted, so both cases are: [0] outside, [1] inside. */
struct stretch {
    const char *at, *end;
    size_t quotes;
    size_t lines[2];   /* ends of rows */
    bool irregular[2]; /* a quote where none should be */
    bool lone_return;  /* a carriage return that no line feed follows */
    bool inside;       /* which case it is */
};

struct planning {
    struct text text;
    char separator;
    bool mapped;
    struct stretch *stretches;
};

static inline __attribute__((always_inline)) bool ends_cell(const struct planning *p,
                                                            const char *at)
{
    const char *end = p->text.s + p->text.n;
    return at >= end || *at == p->separator || *at == '\n' || *at == '\r' || *at == '"';
}

static inline __attribute__((always_inline)) bool begins_cell(const struct planning *p,
                                                              const char *at)
{
    return at == p->text.s || at[-1] == p->separator || at[-1] == '\n' || at[-1] == '\r' ||
           at[-1] == '"';
}

/* Whether all quotes of a block stand at the edges of cells; `in` tells which of them open. */
static inline __attribute__((always_inline)) void judge_quotes(const struct planning *p,
                                                               struct stretch *s, const char *at,
                                                               uint64_t quotes, uint64_t in)
{
    for (uint64_t left = quotes; left != 0; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctzll(left);
        unsigned opens = in >> i & 1;
        s->irregular[!opens] |= !begins_cell(p, at + i);
        s->irregular[opens] |= !ends_cell(p, at + i + 1);
    }
}

WIDE static void count_stretch(void *context, size_t task)
{
    struct planning *p = context;
    struct stretch *s = &p->stretches[task];
    uint64_t inside = 0; /* all bits, in case [0] */
    char spare[BLOCK];
    for (const char *at = s->at; at < s->end; at += BLOCK) {
        const char *block = block_at(at, s->end, spare);
        __builtin_prefetch(at + AHEAD);
        uint64_t feed = bits_of(block, '\n'), ret = bits_of(block, '\r');
        uint64_t quotes = bits_of(block, '"');
        uint64_t in = quotes == 0 ? inside : parity_so_far(quotes) ^ inside;
        s->quotes += (size_t)__builtin_popcountll(quotes);
        s->lines[0] += (size_t)__builtin_popcountll(feed & ~in);
        s->lines[1] += (size_t)__builtin_popcountll(feed & in);
        judge_quotes(p, s, at, quotes, in);
        inside = 0 - (in >> (BLOCK - 1));
        if (ret != 0) {
            const char *next = at + BLOCK;
            bool fed = next < p->text.s + p->text.n && *next == '\n';
            uint64_t followed = feed >> 1 | (fed ? 1ull << (BLOCK - 1) : 0);
            s->lone_return |= (ret & ~followed) != 0;
        }
    }
    if (p->mapped) {
        csv_cut_forget(s->at, s->end);
    }
}

/* The start of the first row that begins at or after `at`. */
static const char *row_after(const char *at, const char *end, bool inside)
{
    for (; at < end; at++) {
        inside ^= *at == '"';
        if (*at == '\n' && !inside) {
            return at + 1;
        }
    }
    return end;
}

static void whole_in_one(struct arena *arena, struct text text, struct csv_cut *out)
{
    out->pieces = arena_new(arena, struct csv_piece);
    out->pieces[0] = (struct csv_piece){text.s, text.s + text.n, 0};
    out->n = 1;
}

static void pieces_of(struct arena *arena, const struct planning *p, size_t n, struct csv_cut *out)
{
    const char *end = p->text.s + p->text.n, *at = p->text.s;
    uint32_t row = 0;
    size_t lines = 0; /* ended before the stretch */
    out->pieces = arena_array(arena, struct csv_piece, n);
    for (size_t i = 0; i < n; i++) {
        lines += p->stretches[i].lines[p->stretches[i].inside];
        const char *next = end;
        if (i + 1 < n) {
            next = row_after(p->stretches[i + 1].at, end, p->stretches[i + 1].inside);
        }
        if (next > at) {
            out->pieces[out->n++] = (struct csv_piece){at, next, row};
            row = (uint32_t)lines + 1; /* the row cut in two ends in the next stretch */
            at = next;
        }
    }
    bool open = p->text.n > 0 && end[-1] != '\n';
    out->rows = (uint32_t)(lines + open);
}

void csv_cut_plan(struct arena *arena, struct text text, char separator, size_t size, bool mapped,
                  struct crew *crew, struct csv_cut *out)
{
    *out = (struct csv_cut){.separator = separator};
    size_t n = text.n / size + 1, quotes = 0;
    struct planning p = {text, separator, mapped, arena_array(arena, struct stretch, n)};
    for (size_t i = 0; i < n; i++) {
        const char *from = text.s + i * size, *to = i + 1 < n ? from + size : text.s + text.n;
        p.stretches[i] = (struct stretch){.at = from, .end = to};
    }
    crew_run(crew, n, count_stretch, &p);
    bool irregular = false;
    for (size_t i = 0; i < n; i++) {
        p.stretches[i].inside = quotes % 2 != 0;
        quotes += p.stretches[i].quotes;
        irregular |= p.stretches[i].lone_return | p.stretches[i].irregular[p.stretches[i].inside];
    }
    if (irregular || quotes % 2 != 0) {
        whole_in_one(arena, text, out);
        return;
    }
    pieces_of(arena, &p, n, out);
}

/* ---- reading ---- */

struct reader {
    struct arena *arena; /* errors */
    struct arena row;    /* what had to be copied for the row at hand */
    const char *at, *end;
    const char *block; /* the 64 bytes that `bits` tell of */
    uint64_t bits;     /* separators and line ends not yet passed */
    char separator;
    uint32_t number;
    struct error *error;
};

static inline __attribute__((always_inline)) uint64_t marks_of(const struct reader *r,
                                                               const char *at)
{
    char spare[BLOCK];
    const char *block = block_at(at, r->end, spare);
    return bits_of(block, r->separator) | bits_of(block, '\n') | bits_of(block, '\r');
}

/* The next separator or line end at or after `at`, or the end. */
static inline __attribute__((always_inline)) const char *next_mark(struct reader *r)
{
    while (r->bits == 0) {
        r->block += BLOCK;
        if (r->block >= r->end) {
            return r->end;
        }
        __builtin_prefetch(r->block + AHEAD);
        r->bits = marks_of(r, r->block);
    }
    const char *mark = r->block + __builtin_ctzll(r->bits);
    r->bits &= r->bits - 1;
    return mark;
}

/* Sets the marks anew after `at` has moved otherwise. */
static void look_from(struct reader *r, const char *at)
{
    r->at = at;
    r->block = at;
    r->bits = at < r->end ? marks_of(r, at) : 0;
}

static enum status read_quoted(struct reader *r, struct text *out)
{
    const char *from = r->at + 1, *close = from;
    bool doubled = false;
    for (;; close += 2, doubled = true) {
        close = close < r->end ? memchr(close, '"', (size_t)(r->end - close)) : NULL;
        if (close == NULL) {
            error_set(r->error, r->arena, INVALID, "第 %u 行的引号没有闭合", r->number + 1);
            return error_hint(r->error, r->arena, "请检查该行是否多了或少了一个英文双引号");
        }
        if (close + 1 == r->end || close[1] != '"') {
            break;
        }
    }
    *out = (struct text){from, (size_t)(close - from)};
    if (doubled) {
        char *copy = arena_alloc(&r->row, out->n);
        size_t n = 0;
        for (const char *p = from; p < close; p++) {
            copy[n++] = *p;
            p += *p == '"';
        }
        *out = (struct text){copy, n};
    }
    look_from(r, close + 1);
    const char *mark = next_mark(r);
    if (mark > close + 1) { /* "ab"c: as Excel, the rest belongs to the cell */
        *out =
            arena_printf(&r->row, "%.*s%.*s", TEXT_ARG(*out), (int)(mark - close - 1), close + 1);
    }
    r->at = mark;
    return OK;
}

/* Takes off ="…" and the guard that csv_put sets. */
static struct text unwrap(struct text t)
{
    if (t.n >= 3 && t.s[0] == '=' && t.s[1] == '"' && t.s[t.n - 1] == '"') {
        return text_slice(t, 2, t.n - 1);
    }
    if (t.n >= 2 && t.s[0] == '\'' && text_find_char(TEXT("=+-@\t\r"), t.s[1]) != TEXT_NONE) {
        return text_slice(t, 1, t.n);
    }
    return t;
}

/* One cell; leaves `at` at the mark that ended it. */
static inline __attribute__((always_inline)) enum status read_cell(struct reader *r,
                                                                   struct text *out)
{
    *out = TEXT_EMPTY;
    if (r->at < r->end && *r->at == '"') {
        enum status status = read_quoted(r, out);
        if (status != OK) {
            return status;
        }
    } else {
        const char *mark = next_mark(r);
        *out = (struct text){r->at, (size_t)(mark - r->at)};
        r->at = mark;
    }
    if (out->n > 0 && (out->s[0] == '=' || out->s[0] == '\'')) {
        *out = unwrap(*out);
    }
    if (out->n > CEILING_CELL && utf8_length(*out) > CEILING_CELL) {
        return error_set(r->error, r->arena, TOO_LARGE, "第 %u 行有一格超过 %d 字", r->number + 1,
                         CEILING_CELL);
    }
    return OK;
}

/* One record; leaves `at` behind its line end. */
static inline __attribute__((always_inline)) enum status read_row(struct reader *r,
                                                                  struct text *cells,
                                                                  size_t columns, bool *filled)
{
    struct text spare = TEXT_EMPTY;
    size_t col = 0;
    *filled = false;
    for (;; col++) {
        struct text *cell = col < columns ? &cells[col] : &spare;
        enum status status = read_cell(r, cell);
        if (status != OK) {
            return status;
        }
        *filled |= cell->n > 0;
        char c = r->at < r->end ? *r->at++ : '\n';
        if (c != r->separator) {
            if (c == '\r' && r->at < r->end && *r->at == '\n') {
                next_mark(r);
                r->at++;
            }
            break;
        }
    }
    for (col++; col < columns; col++) {
        cells[col] = TEXT_EMPTY;
    }
    return OK;
}

WIDE enum status csv_cut_read(struct arena *arena, const struct csv_cut *cut, size_t piece,
                              size_t columns, struct csv_cut_sink sink, struct error *error)
{
    struct text cells[CSV_CUT_COLUMNS];
    const struct csv_piece *p = &cut->pieces[piece];
    struct reader r = {.arena = arena,
                       .end = p->end,
                       .separator = cut->separator,
                       .number = p->row,
                       .error = error};
    arena_init(&r.row);
    enum status status = OK;
    columns = columns < CSV_CUT_COLUMNS ? columns : CSV_CUT_COLUMNS;
    for (look_from(&r, p->at); r.at < r.end && status == OK; r.number++) {
        bool filled;
        status = read_row(&r, cells, columns, &filled);
        if (status == OK && filled && !sink.row(sink.context, r.number, cells)) {
            break;
        }
        if (r.row.used > 0) {
            arena_reset(&r.row);
        }
    }
    arena_release(&r.row);
    return status;
}
