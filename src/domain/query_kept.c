#include "domain/query_kept.h"

#include <stdlib.h>
#include <string.h>

enum {
    PLACES = 512,        /* a newer question takes an older one's place */
    QUESTION_MOST = 512, /* bytes */
    WHOLE_NUMBER = 18,   /* bytes of an ID number: it may lead to a merged record (query_search.c),
                            which the board does not know of */
};

struct answer {
    uint64_t generation;
    struct text question; /* in `bytes` */
    char *bytes;          /* owned */
    int64_t *ids;         /* owned */
    size_t n;
    int64_t total;
};

struct query_kept {
    pthread_mutex_t lock;
    struct answer answers[PLACES];
};

struct query_kept *query_kept_new(void)
{
    struct query_kept *kept = memory_get_zeroed(sizeof(*kept));
    pthread_mutex_init(&kept->lock, NULL);
    return kept;
}

static void answer_release(struct answer *answer)
{
    free(answer->ids);
    free(answer->bytes);
    *answer = (struct answer){0};
}

void query_kept_free(struct query_kept *kept)
{
    if (kept == NULL) {
        return;
    }
    for (size_t i = 0; i < PLACES; i++) {
        answer_release(&kept->answers[i]);
    }
    pthread_mutex_destroy(&kept->lock);
    free(kept);
}

struct text query_kept_question(struct app *app, const struct work *work,
                                const struct query_plan *plan)
{
    const struct actor *actor = work->actor;
    if (plan->text.n >= WHOLE_NUMBER ||
        plan->text.n + plan->where.n + plan->filters.n > QUESTION_MOST) {
        return TEXT_EMPTY;
    }
    /* The lengths keep one part from being read as the end of another. */
    return arena_printf(
        work->arena,
        "%s %zu %zu %zu %d %d %d %d %d %d %zu %zu %d %lld %lld %d %p %lld %d %lld %lld %lld %lld "
        "%.*s%.*s%.*s",
        plan->ledger->name, plan->text.n, plan->where.n, plan->filters.n, plan->sort_field,
        plan->sort_desc, plan->alike[0], plan->alike[1], plan->alike[2], plan->alike[3],
        plan->alike_count, plan->alike_least, plan->removed, (long long)plan->offset,
        (long long)plan->limit, clock_today(work->clock), (const void *)app_books(app),
        (long long)actor->county, (int)actor->role, (long long)actor->region,
        (long long)actor->region_lo, (long long)actor->region_hi, (long long)actor->organization,
        TEXT_ARG(plan->text), TEXT_ARG(plan->where), TEXT_ARG(plan->filters));
}

static struct answer *place_of(struct query_kept *kept, struct text question)
{
    return &kept->answers[text_hash(question) % PLACES];
}

bool query_kept_find(struct query_kept *kept, struct text question, uint64_t generation,
                     struct query_result *out)
{
    if (question.n == 0) {
        return false;
    }
    pthread_mutex_lock(&kept->lock);
    const struct answer *answer = place_of(kept, question);
    bool found = answer->generation == generation && text_equal(answer->question, question);
    if (found) {
        memcpy(out->ids, answer->ids, answer->n * sizeof(*answer->ids));
        out->n = answer->n;
        out->total = answer->total;
    }
    pthread_mutex_unlock(&kept->lock);
    return found;
}

void query_kept_put(struct query_kept *kept, struct text question, uint64_t generation,
                    const struct query_result *result)
{
    if (question.n == 0) {
        return;
    }
    struct answer answer = {.generation = generation, .n = result->n, .total = result->total};
    answer.bytes = memory_get(question.n);
    memcpy(answer.bytes, question.s, question.n);
    answer.question = (struct text){answer.bytes, question.n};
    answer.ids = memory_get((result->n + 1) * sizeof(*answer.ids));
    memcpy(answer.ids, result->ids, result->n * sizeof(*answer.ids));
    pthread_mutex_lock(&kept->lock);
    struct answer *place = place_of(kept, question);
    struct answer old = *place;
    *place = answer;
    pthread_mutex_unlock(&kept->lock);
    answer_release(&old);
}
