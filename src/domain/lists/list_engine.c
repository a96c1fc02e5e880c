#include "domain/lists/list_engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/ceilings.h"
#include "compare/compare.h"
#include "compare/explain.h"
#include "format/json.h"

enum { CHUNK = 1024, SURE_CHANCE = 900 /* of 1000: below it two people answer */ };

struct text list_outcome_name(enum list_outcome outcome)
{
    static const char *const names[] = {[LIST_SAME] = "same",
                                        [LIST_LIKELY] = "likely",
                                        [LIST_CONFLICT] = "conflict",
                                        [LIST_ALONE] = "alone"};
    return text_of(names[outcome]);
}

/* ---- rows in ---- */

static void add_side(struct compare *compare, enum compare_side side,
                     const struct list_side *people, int32_t today)
{
    struct cleaner cleaner;
    struct person_row *rows = memory_get_zeroed(CHUNK * sizeof(*rows));
    cleaner_init(&cleaner, today, DATE_FROM_1900);
    size_t n = 0;
    for (size_t i = 0; i < people->n; i++) {
        const struct list_who *who = &people->at[i];
        const struct text texts[CLEAN_FIELD__COUNT] = {
            [CLEAN_NAME] = who->name,       [CLEAN_NUMBER] = who->id_no,
            [CLEAN_SEX] = who->sex,         [CLEAN_BIRTH] = who->birth,
            [CLEAN_PHONE] = who->phone,     [CLEAN_TOWN] = who->town,
            [CLEAN_VILLAGE] = who->village, [CLEAN_ADDRESS] = who->address,
        };
        struct clean_cell cells[CLEAN_FIELD__COUNT] = {0};
        for (size_t k = 0; k < CLEAN_FIELD__COUNT; k++) {
            cells[k].text = texts[k].s == NULL ? TEXT_EMPTY : texts[k];
        }
        clean_row(&cleaner, cells, &rows[n]);
        rows[n++].row = (uint32_t)i + 1;
        if (n == CHUNK || i + 1 == people->n) {
            compare_add(compare, side, rows, n);
            n = 0;
        }
    }
    cleaner_release(&cleaner);
    free(rows);
}

/* ---- links out ---- */

/* Number and name are the same and nothing else is said against it: only that is taken unasked. */
static bool is_sure(const struct link *link)
{
    const unsigned against = LINK_NAME_DIFFERS | LINK_BIRTH_DIFFERS | LINK_SEX_DIFFERS |
                             LINK_AMBIGUOUS | LINK_SHARED_NUMBER | LINK_TWO_NUMBERS;
    int name = score_level(link->pattern, SCORE_NAME);
    return link->outcome == OUTCOME_SAME && (link->flags & against) == 0 &&
           score_level(link->pattern, SCORE_NUMBER) == NUMBER_SAME &&
           (name == NAME_SAME || name == SCORE_UNKNOWN);
}

static struct text weights_of(struct arena *arena, const struct model *model,
                              const struct link *link)
{
    struct bar bars[SCORE_FIELD__COUNT + 1];
    size_t n = explain_bars(model, link, bars);
    struct buf json;
    buf_init(&json, 64 * KIB);
    struct json_out out = json_into(&json);
    json_open_list(&out, NULL);
    for (size_t i = 0; i < n; i++) {
        json_open(&out, NULL);
        json_put_cstr(&out, "label", bars[i].label);
        json_put_cstr(&out, "says", bars[i].says);
        json_put_int(&out, "weight", (int64_t)(bars[i].weight * 10)); /* tenths of a bit */
        json_close(&out);
    }
    json_close_list(&out);
    struct text text = arena_text(arena, buf_text(&json));
    buf_release(&json);
    return text;
}

static void take_link(struct arena *arena, const struct model *model, const struct link *link,
                      struct list_found *out)
{
    static const enum list_outcome outcomes[] = {[OUTCOME_SAME] = LIST_SAME,
                                                 [OUTCOME_LIKELY] = LIST_LIKELY,
                                                 [OUTCOME_CONFLICT] = LIST_CONFLICT};
    char sentence[EXPLAIN_SIZE];
    if (link->left == 0 || link->right == 0 || link->outcome > OUTCOME_CONFLICT) {
        return;
    }
    struct list_pair *pair = &out->at[out->n++];
    size_t n = explain_suspect(link, sentence);
    *pair = (struct list_pair){
        .left = link->left - 1,
        .right = link->right - 1,
        .outcome = outcomes[link->outcome],
        .sure = is_sure(link),
        .score = link->chance / 10,
        .reason = arena_text(arena, (struct text){sentence, n}),
        .weights = weights_of(arena, model, link),
    };
    pair->hard = !pair->sure && (pair->outcome == LIST_CONFLICT || pair->score < SURE_CHANCE ||
                                 (link->flags & LINK_AMBIGUOUS) != 0);
}

static bool tell(void *context, enum compare_phase phase, double done)
{
    const struct list_watch *watch = context;
    return watch->progress(watch->context, (int)phase * 25 + (int)(done * 25));
}

static struct text saved(struct arena *arena, const struct model *model)
{
    struct buf json;
    buf_init(&json, 64 * KIB);
    model_save(model, &json);
    struct text text = arena_text(arena, buf_text(&json));
    buf_release(&json);
    return text;
}

enum status list_engine_run(struct arena *arena, const struct list_side *left,
                            const struct list_side *right, struct text model,
                            const struct list_watch *watch, struct list_found *out,
                            struct error *error)
{
    struct model given = {0};
    struct list_watch told = *watch;
    struct compare_settings settings = {.today = watch->today,
                                        .error = (double)watch->error / 1000,
                                        .progress = tell,
                                        .context = &told,
                                        .model = model.n > 0 ? &given : NULL};
    *out = (struct list_found){0};
    if (model.n > 0) {
        enum status status = model_load(arena, model, &given, error);
        if (status != OK) {
            return status;
        }
    }
    struct compare *compare = compare_new(&settings);
    struct compare_result result;
    add_side(compare, COMPARE_LEFT, left, watch->today);
    add_side(compare, COMPARE_RIGHT, right, watch->today);
    enum status status = compare_run(compare, &result, arena, error);
    if (status == OK) {
        out->at = arena_array(arena, struct list_pair, result.n);
        for (size_t i = 0; i < result.n; i++) {
            take_link(arena, &result.model, &result.at[i], out);
        }
        out->model = saved(arena, &result.model);
        out->scored = result.pairs;
    }
    compare_free(compare);
    return status;
}

/* ---- stored weights ---- */

enum { TENTHS = 10, MILLION = 1000000 };

static void put_levels(const struct model *model, enum score_field field, struct json_out *out)
{
    json_open_list(out, "levels");
    for (int level = 1; level < score_levels(field); level++) {
        json_open(out, NULL);
        json_put_cstr(out, "label", score_level_label(field, level));
        json_put_int(out, "weight", (int64_t)(model->weight[field][level] * TENTHS));
        json_put_int(out, "same", (int64_t)(model->m[field][level] * MILLION));
        json_put_int(out, "chance", (int64_t)(model->u[field][level] * MILLION));
        json_close(out);
    }
    json_close_list(out);
}

enum status list_engine_weights(struct arena *arena, struct text model, struct json_out *out,
                                struct error *error)
{
    struct model given;
    enum status status = model_load(arena, model, &given, error);
    if (status != OK) {
        return status;
    }
    json_put_int(out, "people", (int64_t)given.people);
    json_put_int(out, "pairs", given.pairs);
    given.made == DATE_NONE ? json_put_null(out, "made")
                            : json_put_text(out, "made", date_iso(arena, (int32_t)given.made));
    json_put_real(out, "error", given.error);
    json_put_int(out, "least", (int64_t)(given.threshold * TENTHS));
    json_open_list(out, "fields");
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        json_open(out, NULL);
        json_put_cstr(out, "label", score_field_label((enum score_field)f));
        put_levels(&given, (enum score_field)f, out);
        json_close(out);
    }
    json_close_list(out);
    return OK;
}
