#include "compare/result_csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/whole_file.h"
#include "compare/explain.h"
#include "format/csv.h"

enum {
    LINKS = 1 << 15, /* of one task */
    WAVE = 16,       /* tasks whose text is in memory together */
    MEMORY = 512,    /* sentences remembered by a task */
    LINE = EXPLAIN_SIZE + 64,
    AT_ONCE = 64, /* lines for which room is asked together */
};

struct remembered {
    uint32_t pattern;
    uint16_t flags;
    uint8_t outcome;
    bool used;
    uint16_t n;
    char says[256];
};

struct writing {
    const struct compare_result *result;
    size_t first; /* task of the wave's first */
    struct buf bufs[WAVE];
    uint64_t at[WAVE + 1]; /* where each buf's text begins in the file */
    int fd;
    bool failed; /* atomic */
};

static size_t put_number(char *out, uint32_t value)
{
    char digits[10];
    size_t n = 0;
    for (; value > 0; value /= 10) {
        digits[n++] = (char)('0' + value % 10);
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = digits[n - 1 - i];
    }
    return n;
}

/* 0.9876 */
static size_t put_chance(char *out, unsigned chance)
{
    out[0] = chance >= 10000 ? '1' : '0';
    out[1] = '.';
    for (int i = 5; i > 1; i--, chance /= 10) {
        out[i] = (char)('0' + chance % 10);
    }
    return 6;
}

/* The sentence, from memory where nothing in it names a row. */
static size_t put_sentence(struct remembered *memory, const struct link *link, char *out)
{
    unsigned rows = LINK_LEFT_REPEATED | LINK_RIGHT_REPEATED | LINK_AMBIGUOUS;
    bool alone = link->outcome == OUTCOME_CONFLICT && (link->left == 0 || link->right == 0);
    if ((link->flags & rows) != 0 || alone) {
        return explain_sentence(link, out);
    }
    uint32_t h = (link->pattern * 0x9E3779B1u) ^ (link->flags * 0x85EBCA6Bu) ^ link->outcome;
    struct remembered *r = &memory[(h ^ h >> 15) % MEMORY];
    bool known = r->used && r->pattern == link->pattern && r->flags == link->flags &&
                 r->outcome == link->outcome;
    if (!known) {
        char says[EXPLAIN_SIZE];
        size_t n = explain_sentence(link, says);
        if (n > sizeof(r->says)) {
            memcpy(out, says, n);
            return n;
        }
        *r = (struct remembered){link->pattern, link->flags, link->outcome, true, (uint16_t)n, ""};
        memcpy(r->says, says, n);
    }
    memcpy(out, r->says, r->n);
    return r->n;
}

/* One line. No cell needs quotes: numbers, our own codes, and sentences without comma. */
static size_t put_link(struct remembered *memory, const struct link *link, char *out)
{
    size_t n = put_number(out, link->left);
    out[n++] = ',';
    n += put_number(out + n, link->right);
    out[n++] = ',';
    struct text code = text_of(outcome_code((enum outcome)link->outcome));
    memcpy(out + n, code.s, code.n);
    n += code.n;
    out[n++] = ',';
    n += put_chance(out + n, link->chance);
    out[n++] = ',';
    n += put_sentence(memory, link, out + n);
    out[n++] = '\r';
    out[n++] = '\n';
    return n;
}

static void put_links(void *context, size_t task)
{
    struct writing *w = context;
    struct buf *buf = &w->bufs[task];
    struct remembered *memory = memory_get_zeroed(MEMORY * sizeof(*memory));
    size_t from = (w->first + task) * LINKS, to = from + LINKS;
    to = to < w->result->n ? to : w->result->n;
    buf_clear(buf);
    for (size_t i = from; i < to;) {
        char *out = buf_room(buf, (size_t)AT_ONCE * LINE);
        size_t n = 0, until = i + AT_ONCE < to ? i + AT_ONCE : to;
        for (; i < until; i++) {
            n += put_link(memory, &w->result->at[i], out + n);
        }
        buf_took(buf, n);
    }
    free(memory);
}

static bool write_whole(int fd, struct text text, uint64_t at)
{
    while (text.n > 0) {
        ssize_t wrote = pwrite(fd, text.s, text.n, (off_t)at);
        if (wrote <= 0) {
            return false;
        }
        at += (uint64_t)wrote;
        text = text_slice(text, (size_t)wrote, text.n);
    }
    return true;
}

static void write_links_of(void *context, size_t task)
{
    struct writing *w = context;
    if (!write_whole(w->fd, buf_text(&w->bufs[task]), w->at[task])) {
        __atomic_store_n(&w->failed, true, __ATOMIC_RELAXED);
    }
}

static bool write_links(const struct compare_result *result, int fd, struct crew *crew)
{
    static const struct text heading = TEXT("left_row,right_row,outcome,score,reason\r\n");
    struct writing *w = memory_get_zeroed(sizeof(*w));
    w->result = result;
    for (size_t i = 0; i < WAVE; i++) {
        buf_init(&w->bufs[i], (size_t)LINKS * LINE * 2);
    }
    w->fd = fd;
    w->failed = !write_whole(fd, heading, 0);
    w->at[0] = heading.n;
    size_t tasks = (result->n + LINKS - 1) / LINKS;
    for (; !w->failed && w->first < tasks; w->first += WAVE) {
        size_t n = tasks - w->first < WAVE ? tasks - w->first : WAVE;
        crew_run(crew, n, put_links, w);
        for (size_t i = 0; i < n; i++) {
            w->at[i + 1] = w->at[i] + w->bufs[i].n;
        }
        crew_run(crew, n, write_links_of, w);
        w->at[0] = w->at[n];
        compare_result_forget(result, w->first * LINKS, (w->first + n) * LINKS);
    }
    bool good = !w->failed;
    for (size_t i = 0; i < WAVE; i++) {
        buf_release(&w->bufs[i]);
    }
    free(w);
    return good;
}

enum status result_csv_write(struct arena *arena, const struct compare_result *result,
                             const char *path, struct crew *crew, struct error *error)
{
    struct whole_file file;
    enum status status = whole_file_begin(arena, path, &file, error);
    if (status != OK) {
        return status;
    }
    if (write_links(result, file.fd, crew)) {
        return whole_file_keep(arena, &file, error);
    }
    error_set(error, arena, UNAVAILABLE, "写不了文件 %s：%s", path, strerror(errno));
    whole_file_drop(&file);
    return error_hint(error, arena, "请检查磁盘是否已满");
}
