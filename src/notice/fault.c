#include "notice/fault.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 64 }; /* longer words are never typing errors of one another */

void faults_init(struct faults *faults, struct arena *arena)
{
    *faults = (struct faults){.arena = arena};
}

void fault_add(struct faults *faults, enum fault_level level, const char *file, int line,
               const char *format, ...)
{
    if (faults->n == faults->size) {
        size_t size = faults->size == 0 ? 16 : faults->size * 2;
        struct fault *at = arena_array(faults->arena, struct fault, size);
        if (faults->n > 0) {
            memcpy(at, faults->at, faults->n * sizeof(*at));
        }
        faults->at = at;
        faults->size = size;
    }
    va_list args;
    va_start(args, format);
    faults->at[faults->n++] = (struct fault){
        .level = level,
        .file = file,
        .line = line,
        .message = arena_vprintf(faults->arena, format, args),
        .hint = TEXT_EMPTY,
    };
    va_end(args);
    faults->errors += level == FAULT_ERROR;
}

void fault_hint(struct faults *faults, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    faults->at[faults->n - 1].hint = arena_vprintf(faults->arena, format, args);
    va_end(args);
}

void fault_key(struct faults *faults, const char *key)
{
    faults->at[faults->n - 1].key = key;
}

void fault_stop(struct faults *faults, const char *file)
{
    fault_add(faults, FAULT_WARN, file, 0, "其余的检查（文件之间是否对得上、条件和日期）还没有做");
    fault_hint(faults, "先改好这里的错误，再检查一次");
}

struct text fault_place(struct arena *arena, const struct fault *fault)
{
    return fault->line > 0 ? arena_printf(arena, "%s 第 %d 行", fault->file, fault->line)
                           : text_of(fault->file);
}

const struct fault *fault_first(const struct faults *faults)
{
    const struct fault *first = faults->at;
    while (first->level != FAULT_ERROR) {
        first++;
    }
    return first;
}

static int by_place(const void *a, const void *b)
{
    const struct fault *x = a, *y = b;
    int order = strcmp(x->file, y->file);
    if (order != 0) {
        return order;
    }
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    return text_compare(x->message, y->message);
}

void faults_sort(struct faults *faults)
{
    if (faults->n > 1) {
        qsort(faults->at, faults->n, sizeof(*faults->at), by_place);
    }
}

/* Letters to insert, remove, change or swap with a neighbour to make one word of the other. */
static size_t distance(struct text a, struct text b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.n; j++) {
        last[j] = j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = last[j - 1] + (a.s[i - 1] != b.s[j - 1]);
            best = last[j] + 1 < best ? last[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a.s[i - 1] == b.s[j - 2] && a.s[i - 2] == b.s[j - 1] &&
                before[j - 2] + 1 < best) {
                best = before[j - 2] + 1;
            }
            now[j] = best;
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.n];
}

const char *fault_nearest(struct text word, const char *const *words, size_t n)
{
    const char *nearest = NULL;
    size_t least = word.n / 3 + 2;
    for (size_t i = 0; i < n; i++) {
        struct text other = text_of(words[i]);
        if (word.n > WORD_MAX || other.n > WORD_MAX) {
            continue;
        }
        size_t far = distance(word, other);
        if (far < least) {
            least = far;
            nearest = words[i];
        }
    }
    return nearest;
}
