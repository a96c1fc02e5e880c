#include "compare/compare.h"

#include <sys/mman.h>
#include <time.h>

#include "compare/compare_part.h"

static const double usual_error = .02;

static const char *const quality_labels[QUALITY__COUNT] = {
    [QUALITY_ROWS] = "数据行",
    [QUALITY_NO_NAME] = "缺姓名",
    [QUALITY_NAME_LOST] = "姓名有字丢失、被遮盖或写成字母",
    [QUALITY_NO_NUMBER] = "缺身份证号",
    [QUALITY_NUMBER_15] = "15位旧号（已升18位）",
    [QUALITY_NUMBER_BROKEN] = "身份证号校验不过",
    [QUALITY_NUMBER_ODD] = "身份证号位数不对",
    [QUALITY_NUMBER_CUT] = "身份证号存成数字，末位已丢失",
    [QUALITY_NUMBER_MASKED] = "身份证号被遮盖",
    [QUALITY_BIRTH_DIFFERS] = "出生日期与身份证号不符",
    [QUALITY_SEX_DIFFERS] = "性别与身份证号不符",
    [QUALITY_PHONE_WRONG] = "电话号码不对",
    [QUALITY_REPEATED] = "表内重复",
    [QUALITY_NUMBER_SHARED] = "同号不同人",
    [QUALITY_TWO_NUMBERS] = "一人两号",
    [QUALITY_PHONE_SHARED] = "五人以上共用的电话",
    [QUALITY_DEAD] = "注明死亡",
    [QUALITY_PENSION] = "注明领取养老待遇",
};

const char *compare_quality_label(enum compare_quality quality)
{
    return quality_labels[quality];
}

struct compare *compare_new(const struct compare_settings *settings)
{
    struct compare *c = memory_get_zeroed(sizeof(*c));
    c->settings = *settings;
    if (c->settings.error <= 0) {
        c->settings.error = usual_error;
    }
    pile_init(&c->pile);
    pthread_mutex_init(&c->told, NULL);
    sounds_init(&c->sounds);
    return c;
}

void compare_free(struct compare *c)
{
    if (c == NULL) {
        return;
    }
    pile_release(&c->pile);
    pthread_mutex_destroy(&c->told);
    for (size_t part = 0; part < PILE_PARTS; part++) {
        exact_release(&c->exact[part]);
        list_release(&c->drawn[part][0]);
        list_release(&c->drawn[part][1]);
    }
    for (int side = 0; side < 2; side++) {
        if (c->rest[side].at != NULL) {
            munmap(c->rest[side].at, c->rest_size[side]);
        }
        compare_marks_release(&c->marks[side]);
        free(c->phone_shared[side]);
        free(c->by_row[side]);
    }
    rarity_release(&c->rarity);
    candidates_release(&c->candidates);
    assigned_release(&c->assigned);
    list_release(&c->late);
    list_release(&c->findings);
    if (c->links_size > 0) {
        munmap(c->links, c->links_size);
    } else {
        free(c->links);
    }
    compare_store_release(c);
    free(c);
}

void compare_expect(struct compare *c, enum compare_side side, size_t rows)
{
    pile_expect(&c->pile, (int)side, rows);
}

void compare_add(struct compare *c, enum compare_side side, const struct person_row *rows, size_t n)
{
    pile_add(&c->pile, (int)side, rows, n);
}

bool compare_tell(struct compare *c, enum compare_phase phase, double done)
{
    if (c->settings.progress != NULL && !c->cancelled &&
        !c->settings.progress(c->settings.context, phase, done)) {
        __atomic_store_n(&c->cancelled, true, __ATOMIC_RELAXED);
    }
    return !c->cancelled;
}

/* Room for the rows left of each side: as much as they take of it is used. */
static void make_rests(struct compare *c)
{
    for (int side = 0; side < 2; side++) {
        size_t size = (c->pile.rows[side] + 1) * sizeof(struct person_row);
        void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (at == MAP_FAILED) {
            bug("no room for %zu rows", c->pile.rows[side]);
        }
        c->rest[side].at = at;
        c->rest_size[side] = size;
        compare_marks_init(&c->marks[side], c->pile.rows[side]);
    }
}

static bool tell_candidates(void *context, double done)
{
    return compare_tell(context, COMPARE_CANDIDATES, done);
}

static bool goes_on(const struct compare *c)
{
    return !c->cancelled && !c->unreadable;
}

/* From the candidates to the result. */
static bool decide(struct compare *c)
{
    compare_estimate(c);
    struct assign_terms terms = {.sounds = &c->sounds,
                                 .rest = c->rest,
                                 .rarity = &c->rarity,
                                 .repeats = {c->settings.repeats[0], c->settings.repeats[1]},
                                 .error = c->settings.error};
    assign(&terms, &c->candidates, &c->model, &c->assigned);
    if (!compare_tell(c, COMPARE_DECIDING, .3)) {
        return false;
    }
    compare_again(c);
    if (!goes_on(c)) {
        return false;
    }
    compare_order(c);
    return goes_on(c) && compare_tell(c, COMPARE_DECIDING, 1);
}

static bool in_memory(struct compare *c)
{
    struct candidates_told told = {tell_candidates, c};
    make_rests(c);
    compare_numbers(c);
    return goes_on(c) &&
           candidates_find(&c->sounds, c->rest, &c->model, c->settings.crew, told,
                           &c->candidates) &&
           decide(c);
}

static void fill(struct compare *c, struct compare_result *out)
{
    *out = (struct compare_result){.at = c->links,
                                   .n = c->link_count,
                                   .findings = c->findings.at,
                                   .finding_count = c->findings.n,
                                   .pairs = c->candidates.looked_at,
                                   .mapped = c->links_size > 0,
                                   .model = c->model};
    for (size_t i = 0; i < c->link_count; i++) {
        out->outcomes[c->links[i].outcome]++;
    }
    for (size_t part = 0; part < PILE_PARTS; part++) {
        for (int side = 0; side < 2; side++) {
            for (int q = 0; q < QUALITY__COUNT; q++) {
                out->quality[side][q] += c->quality[part][side][q];
            }
        }
    }
    for (size_t i = 0; i < c->findings.n; i++) {
        out->quality[c->findings.at[i].side][c->findings.at[i].quality]++;
    }
}

static void begin(struct compare *c)
{
    size_t larger = c->pile.rows[0] > c->pile.rows[1] ? c->pile.rows[0] : c->pile.rows[1];
    if (c->settings.model != NULL) {
        c->model = *c->settings.model;
    } else {
        model_init(&c->model);
        c->model.people = (double)larger + 1;
    }
    c->model.error = c->settings.error;
    rarity_init(&c->rarity, c->pile.rows[0] + c->pile.rows[1]);
}

static enum status failure(const struct compare *c, struct arena *arena, struct error *error)
{
    if (c->cancelled) {
        return error_set(error, arena, BUSY, "比对已取消");
    }
    error_set(error, arena, UNAVAILABLE, "比对的工作目录 %s 里有文件写不了或读不了",
              c->shelf->path);
    return error_hint(error, arena, "请检查该目录所在磁盘的空间，再用同样的命令接着比对");
}

enum status compare_run(struct compare *c, struct compare_result *out, struct arena *arena,
                        struct error *error)
{
    begin(c);
    if (!in_memory(c)) {
        return failure(c, arena, error);
    }
    fill(c, out);
    return OK;
}

/* Waits until the last step is the caller's; false: another process has done it, or stopped. */
static bool claims_result(struct compare *c)
{
    const struct shelf_share *share = c->shelf->share;
    while (share != NULL && !share->claim(share->context, SHELF_RESULT, 0)) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 100000000L}, NULL);
        if (!shelf_stands(c->shelf) || !compare_tell(c, COMPARE_DECIDING, 0)) {
            return false;
        }
    }
    return shelf_stands(c->shelf);
}

enum status compare_on_shelf(struct compare *c, const struct shelf *shelf, size_t pieces,
                             struct compare_result *out, bool *finishes, struct arena *arena,
                             struct error *error)
{
    c->shelf = shelf;
    *finishes = false;
    bool good = pile_from_shelf(&c->pile, shelf, pieces);
    if (good) {
        begin(c);
        good = compare_store_numbers(c) && compare_store_pairs(c);
        *finishes = good && claims_result(c);
    }
    if (*finishes && compare_store_finish(c) && decide(c)) {
        fill(c, out);
        return OK;
    }
    /* Who comes too late finds the folder gone. */
    bool done_by_another = !c->cancelled && !shelf_stands(shelf);
    *finishes = false;
    return done_by_another ? OK : failure(c, arena, error);
}

size_t compare_memory(size_t rows)
{
    return rows * 200; /* measured: a row, its link twice, its marks */
}

void compare_result_forget(const struct compare_result *result, size_t from, size_t to)
{
    enum { LINKS = SHELF_PAGE / sizeof(struct link) };
    size_t first = from / LINKS * LINKS, last = to / LINKS * LINKS;
    if (result->mapped && first < last) {
        union {
            const struct link *link;
            void *at;
        } page = {.link = result->at + first};
        (void)madvise(page.at, (last - first) * sizeof(struct link), MADV_DONTNEED);
    }
}

const struct person_row *compare_row(const struct compare *c, enum compare_side side, uint32_t row)
{
    if (c->by_row[side] == NULL || row == 0 || row > c->pile.last[side]) {
        return NULL;
    }
    return c->by_row[side][row];
}
