#include "compare/compare.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compare/compare_part.h"

static const size_t usual_memory = (size_t)4 << 30;
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
    if (c->settings.memory == 0) {
        c->settings.memory = usual_memory;
    }
    if (c->settings.error <= 0) {
        c->settings.error = usual_error;
    }
    pile_init(&c->pile, c->settings.memory, settings->spill_folder);
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
    free(c->links);
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

/* Room for the rows left of each side: of spilled lists in a file, so that the system may take its
 * memory back. */
static bool make_rests(struct compare *c)
{
    for (int side = 0; side < 2; side++) {
        size_t size = (c->pile.rows[side] + 1) * sizeof(struct person_row);
        int fd = -1, how = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
        if (pile_spilled(&c->pile)) {
            fd = pile_file(c->settings.spill_folder);
            if (fd < 0 || ftruncate(fd, (off_t)size) != 0) {
                return false;
            }
            how = MAP_SHARED;
        }
        void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, how, fd, 0);
        if (fd >= 0) {
            close(fd);
        }
        if (at == MAP_FAILED) {
            return false;
        }
        c->rest[side].at = at;
        c->rest_size[side] = size;
        compare_marks_init(&c->marks[side], c->pile.rows[side]);
    }
    return true;
}

static bool tell_candidates(void *context, double done)
{
    return compare_tell(context, COMPARE_CANDIDATES, done);
}

static bool steps(struct compare *c)
{
    compare_numbers(c);
    if (c->cancelled || c->unreadable) {
        return false;
    }
    struct candidates_told told = {tell_candidates, c};
    if (!candidates_find(&c->sounds, c->rest, &c->model, c->settings.crew, told, &c->candidates)) {
        return false;
    }
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
    if (c->cancelled || c->unreadable) {
        return false;
    }
    compare_order(c);
    return compare_tell(c, COMPARE_DECIDING, 1);
}

static void fill(struct compare *c, struct compare_result *out)
{
    *out = (struct compare_result){.at = c->links,
                                   .n = c->link_count,
                                   .findings = c->findings.at,
                                   .finding_count = c->findings.n,
                                   .pairs = c->candidates.looked_at,
                                   .spilled = pile_spilled(&c->pile),
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

enum status compare_run(struct compare *c, struct compare_result *out, struct arena *arena,
                        struct error *error)
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
    if (!make_rests(c)) {
        c->unreadable = true;
    } else if (steps(c)) {
        fill(c, out);
        return OK;
    }
    if (c->cancelled) {
        return error_set(error, arena, BUSY, "比对已取消");
    }
    error_set(error, arena, UNAVAILABLE, "写不了比对的临时文件");
    return error_hint(error, arena, "请检查临时目录（TMPDIR）所在磁盘的空间后重新比对");
}

const struct person_row *compare_row(const struct compare *c, enum compare_side side, uint32_t row)
{
    if (c->by_row[side] == NULL || row == 0 || row > c->pile.last[side]) {
        return NULL;
    }
    return c->by_row[side][row];
}
