/*
 * Steps 1 and 2 of a run on a shelf. The file of a partition (SHELF_NUMBERS): the rows of either
 * list that go on, filled up with empty ones to whole pages so that all of them can be mapped
 * behind each other; findings; followers; rows in conflicts; counts; links, a part for each range.
 * The file of a task of SHELF_PAIRS: the pairs; how many were looked at.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compare/compare_part.h"

enum {
    PART_REST, /* by side */
    PART_FINDINGS = 2,
    PART_FOLLOWERS,
    PART_CONFLICTS, /* by side */
    PART_FACTS = PART_CONFLICTS + 2,
    PART_LINKS, /* by range */
    PARTS = PART_LINKS + 2 * LINK_RANGES,
    ROWS_OF_PAGE = SHELF_PAGE / sizeof(struct person_row)
};

struct facts {
    int64_t quality[2][QUALITY__COUNT];
    uint64_t people[2];
    int64_t borrowed, unsure;
};

static bool tell_numbers(void *context, double done)
{
    return compare_tell(context, COMPARE_NUMBERS, done);
}

static bool tell_pairs(void *context, double done)
{
    return compare_tell(context, COMPARE_CANDIDATES, done);
}

/* ---- a partition ---- */

/* The rows that go on, filled up to whole pages. */
static struct person_row *whole_pages(const struct compare *c, size_t part, int side,
                                      const struct exact_rows *rows, struct shelf_part *out,
                                      struct facts *facts)
{
    size_t n = part < PILE_NUMBERED ? c->exact[part].rest[side].n : rows->n;
    size_t filled = (n + ROWS_OF_PAGE - 1) / ROWS_OF_PAGE * ROWS_OF_PAGE;
    struct person_row *at = memory_get(filled * sizeof(*at) + 1);
    struct person_row *end = compare_rest_rows(c, part, side, rows, at);
    for (; end < at + filled; end++) {
        *end = (struct person_row){.birth = DATE_NONE};
    }
    *out = (struct shelf_part){at, filled * sizeof(*at)};
    facts->people[side] = n;
    return at;
}

static bool write_part(const struct compare *c, size_t part, const struct exact_rows rows[2])
{
    const struct exact_out *out = &c->exact[part];
    struct facts facts = {.borrowed = out->borrowed, .unsure = out->unsure};
    struct shelf_part parts[PARTS];
    struct person_row *rest[2];
    for (int side = 0; side < 2; side++) {
        rest[side] = whole_pages(c, part, side, &rows[side], &parts[PART_REST + side], &facts);
    }
    memcpy(facts.quality, c->quality[part], sizeof(facts.quality));
    parts[PART_FINDINGS] =
        (struct shelf_part){out->findings.at, out->findings.n * sizeof(*out->findings.at)};
    parts[PART_FOLLOWERS] =
        (struct shelf_part){out->followers.at, out->followers.n * sizeof(*out->followers.at)};
    for (int side = 0; side < 2; side++) {
        parts[PART_CONFLICTS + side] = (struct shelf_part){
            out->in_conflict[side].at, out->in_conflict[side].n * sizeof(uint32_t)};
    }
    parts[PART_FACTS] = (struct shelf_part){&facts, sizeof(facts)};
    for (size_t i = 0; i < 2 * (size_t)LINK_RANGES; i++) {
        parts[PART_LINKS + i] =
            (struct shelf_part){out->links.at[i].at, out->links.at[i].n * sizeof(struct link)};
    }
    bool good = shelf_write(c->shelf, SHELF_NUMBERS, part, parts, PARTS);
    free(rest[0]);
    free(rest[1]);
    return good;
}

static bool do_part(void *context, size_t part)
{
    struct compare *c = context;
    struct exact_rows rows[2] = {{0}, {0}};
    bool good = pile_load(&c->pile, 0, part, &rows[0].at, &rows[0].n) &&
                pile_load(&c->pile, 1, part, &rows[1].at, &rows[1].n);
    if (good) {
        compare_join(c, part, rows);
        good = write_part(c, part, rows);
        exact_release(&c->exact[part]);
        memset(c->quality[part], 0, sizeof(c->quality[part]));
    }
    pile_unload(&c->pile, 0, part, rows[0].at, false);
    pile_unload(&c->pile, 1, part, rows[1].at, false);
    return good;
}

/* ---- all partitions ---- */

static bool read_facts(const struct compare *c, size_t part, struct facts *out)
{
    const struct shelf_file *file = &c->stored[part].file;
    return file->parts == PARTS && file->places[PART_FACTS].bytes == sizeof(*out) &&
           shelf_read(c->shelf, file, PART_FACTS, out);
}

/* Maps the rows that go on, partition behind partition. */
static bool map_rests(struct compare *c)
{
    size_t bytes[2] = {0, 0};
    c->stored = memory_get_zeroed(PILE_PARTS * sizeof(*c->stored));
    for (size_t part = 0; part < PILE_PARTS; part++) {
        struct compare_stored *stored = &c->stored[part];
        struct facts facts;
        if (!shelf_file_open(c->shelf, SHELF_NUMBERS, part, &stored->file) ||
            !read_facts(c, part, &facts)) {
            return false;
        }
        for (int side = 0; side < 2; side++) {
            stored->at[side] = bytes[side] / sizeof(struct person_row);
            bytes[side] += stored->file.places[PART_REST + side].bytes;
            c->rest[side].people += facts.people[side];
        }
    }
    bool good = true;
    for (int side = 0; side < 2 && good; side++) {
        struct rest *rest = &c->rest[side];
        c->rest_size[side] = bytes[side] + SHELF_PAGE;
        void *at = mmap(NULL, c->rest_size[side], PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        good = at != MAP_FAILED;
        rest->at = good ? at : NULL;
        rest->n = bytes[side] / sizeof(struct person_row);
        rest->mapped = true;
        for (size_t part = 0; part < PILE_PARTS && good; part++) {
            good = shelf_map(c->shelf, &c->stored[part].file, PART_REST + (size_t)side,
                             rest->at + c->stored[part].at[side]);
        }
    }
    return good;
}

bool compare_store_numbers(struct compare *c)
{
    return shelf_work(c->shelf, c->settings.crew, SHELF_NUMBERS, PILE_PARTS, do_part, c,
                      (struct shelf_told){tell_numbers, c}) &&
           map_rests(c);
}

/* ---- pairs ---- */

static bool do_pairs(void *context, size_t task)
{
    struct compare *c = context;
    struct candidates found;
    candidates_some(&c->sounds, c->rest, &c->model, task, &found);
    const struct shelf_part parts[] = {{found.at, found.n * sizeof(*found.at)},
                                       {&found.looked_at, sizeof(found.looked_at)}};
    bool good = shelf_write(c->shelf, SHELF_PAIRS, task, parts, COUNT(parts));
    candidates_release(&found);
    return good;
}

bool compare_store_pairs(struct compare *c)
{
    return shelf_work(c->shelf, c->settings.crew, SHELF_PAIRS, CANDIDATE_TASKS, do_pairs, c,
                      (struct shelf_told){tell_pairs, c});
}

static bool read_pairs(struct compare *c)
{
    struct candidates some[CANDIDATE_TASKS] = {{0}};
    bool good = true;
    for (size_t task = 0; task < CANDIDATE_TASKS && good; task++) {
        struct shelf_file file;
        good = shelf_file_open(c->shelf, SHELF_PAIRS, task, &file) && file.parts == 2 &&
               file.places[1].bytes == sizeof(some[task].looked_at);
        if (good) {
            some[task].n = file.places[0].bytes / sizeof(*some[task].at);
            some[task].at = memory_get(file.places[0].bytes + 1);
            good = shelf_read(c->shelf, &file, 0, some[task].at) &&
                   shelf_read(c->shelf, &file, 1, &some[task].looked_at);
        }
        shelf_file_release(&file);
    }
    candidates_join(some, CANDIDATE_TASKS, c->settings.crew, &c->candidates);
    return good;
}

/* ---- to finish ---- */

/* Reads a part into a list. */
#define take_list(c, part, which, list)                                                            \
    ((list)->at = memory_get((c)->stored[part].file.places[which].bytes + 1),                      \
     (list)->n = (list)->size = (c)->stored[part].file.places[which].bytes / sizeof(*(list)->at),  \
     shelf_read((c)->shelf, &(c)->stored[part].file, which, (list)->at))

/* What the rows of a partition say besides the links. */
static void take_part(void *context, size_t part)
{
    struct compare *c = context;
    const struct compare_stored *stored = &c->stored[part];
    struct exact_out *out = &c->exact[part];
    struct facts facts = {0};
    bool good = read_facts(c, part, &facts) && take_list(c, part, PART_FINDINGS, &out->findings) &&
                take_list(c, part, PART_FOLLOWERS, &out->followers) &&
                take_list(c, part, PART_CONFLICTS, &out->in_conflict[0]) &&
                take_list(c, part, PART_CONFLICTS + 1, &out->in_conflict[1]);
    memcpy(c->quality[part], facts.quality, sizeof(facts.quality));
    out->borrowed = facts.borrowed;
    out->unsure = facts.unsure;
    for (int side = 0; side < 2 && good; side++) {
        size_t n = facts.people[side], from = stored->at[side];
        compare_count_rest(c, part, side, c->rest[side].at + from, n);
        rest_forget(&c->rest[side], from, from + n);
        struct exact_rows rows;
        good = pile_load(&c->pile, side, part, &rows.at, &rows.n);
        if (good) {
            compare_mark(&c->marks[side], rows.at, rows.n);
            pile_unload(&c->pile, side, part, rows.at, false);
        }
    }
    if (!good) {
        __atomic_store_n(&c->unreadable, true, __ATOMIC_RELAXED);
    }
}

bool compare_store_finish(struct compare *c)
{
    compare_marks_init(&c->marks[0], c->pile.rows[0]);
    compare_marks_init(&c->marks[1], c->pile.rows[1]);
    crew_run(c->settings.crew, PILE_PARTS, take_part, c);
    return !c->unreadable && read_pairs(c);
}

size_t compare_links_count(const struct compare *c, size_t part, size_t range)
{
    return c->stored[part].file.places[PART_LINKS + range].bytes / sizeof(struct link);
}

bool compare_links_of(const struct compare *c, size_t part, size_t range, struct link **at,
                      size_t *n)
{
    const struct shelf_file *file = &c->stored[part].file;
    *n = compare_links_count(c, part, range);
    *at = memory_get(file->places[PART_LINKS + range].bytes + 1);
    return shelf_read(c->shelf, file, PART_LINKS + range, *at);
}

void *compare_room(const struct compare *c, size_t bytes)
{
    int fd = shelf_scratch(c->shelf);
    void *at = MAP_FAILED;
    if (fd >= 0 && posix_fallocate(fd, 0, (off_t)bytes) == 0) {
        at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    if (fd >= 0) {
        close(fd);
    }
    return at == MAP_FAILED ? NULL : at;
}

void compare_store_release(struct compare *c)
{
    for (size_t part = 0; c->stored != NULL && part < PILE_PARTS; part++) {
        shelf_file_release(&c->stored[part].file);
    }
    free(c->stored);
}
