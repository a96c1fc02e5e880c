#include "compare/model.h"

#include <math.h>

#include "format/json.h"

/*
 * The built-in values, from what registers look like: how many know the field at all does not
 * matter, levels of a field add up to 1. `kin` are two people of one family, `twin` two children of
 * one birth: they share what strangers do not, so what they share must not count as if strangers
 * shared it.
 */
enum { M, U, KIN, TWIN, CLASSES };

static const double built_in[SCORE_FIELD__COUNT][SCORE_LEVELS][CLASSES] = {
    [SCORE_NUMBER] = {{0},
                      {.920, 1e-9, 1e-9, 1e-9}, /* same */
                      {.010, 1e-8, 1e-8, 1e-8}, /* same, check wrong */
                      {.030, 1e-7, 1e-5, .02},  /* one digit */
                      {.014, 5e-8, 1e-6, .002}, /* swapped */
                      {.004, 1e-5, 1e-4, .20},  /* either, of fifteen digits */
                      {.008, 2e-6, 1e-4, .20},  /* near */
                      {.002, 5e-5, 1e-4, .001}, /* fits as far as it is seen */
                      {.010, .1, .1, .278},     /* other */
                      {.002, .9, .9, .3}},      /* other, both valid */
    [SCORE_NAME] = {{0},
                    {.90, 3e-4, 1e-4, 1e-5},
                    {.065, 1.5e-3, 3e-3, .03},
                    {.005, 3e-4, 1e-3, 3e-3},
                    {.015, .01, .1, .36},
                    {.005, .045, .5, .6},
                    {.01, .943, .396, .009}},
    [SCORE_BIRTH] = {{0},
                     {.95, 4.5e-5, 3e-3, .97},
                     {.008, 1.5e-5, 2e-5, .004},
                     {.012, 2e-3, 2e-3, .006},
                     {.02, 4.5e-3, .01, .02},
                     {.01, .993, .985, 1e-4}},
    [SCORE_SEX] = {{0}, {.995, .5, .5, .62}, {.005, .5, .5, .38}},
    [SCORE_PHONE] = {{0}, {.83, 1e-6, .5, .6}, {.02, 2e-6, .01, .01}, {.15, .999997, .49, .39}},
    [SCORE_PLACE] = {{0}, {.90, 4e-3, .95, .95}, {.05, .06, .02, .02}, {.05, .936, .03, .03}},
};

/* Relatives and twins that a person has in a list. */
static const double kin_per_person = 3, twins_per_person = .02;

/* Pairs that the built-in values count for against those that were seen. */
static const double held_m = 200, held_u = 20000;

enum { ROUNDS = 12 };

/* u of these is too small to be met by chance draws of any size we make. */
static bool rare(int field, int level)
{
    return field == SCORE_NUMBER || (field == SCORE_PHONE && level != PHONE_OTHER);
}

static void weigh(struct model *model)
{
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        for (int l = 0; l < SCORE_LEVELS; l++) {
            double u = model->u[f][l], m = model->m[f][l];
            bool used = l > 0 && l < score_levels((enum score_field)f);
            model->weight[f][l] = used ? (float)log2(m / u) : 0;
            model->kin[f][l] = used ? (float)log2(built_in[f][l][KIN] / u) : 0;
            model->twin[f][l] = used ? (float)log2(built_in[f][l][TWIN] / u) : 0;
        }
    }
}

void model_init(struct model *model)
{
    *model = (struct model){
        .version = MODEL_VERSION, .made = DATE_NONE, .people = 1e5, .prior = 1e-6, .error = .02};
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        for (int l = 0; l < SCORE_LEVELS; l++) {
            model->m[f][l] = built_in[f][l][M];
            model->u[f][l] = built_in[f][l][U];
        }
    }
    weigh(model);
}

static float sum_of(const float weights[SCORE_FIELD__COUNT][SCORE_LEVELS], uint32_t pattern)
{
    float sum = 0;
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        sum += weights[f][score_level(pattern, (enum score_field)f)];
    }
    return sum;
}

float model_kin(const struct model *model, uint32_t pattern)
{
    double kin = kin_per_person / model->people * exp2((double)sum_of(model->kin, pattern));
    double twin = twins_per_person / model->people * exp2((double)sum_of(model->twin, pattern));
    return (float)-log2(1 + kin + twin);
}

float model_weight(const struct model *model, uint32_t pattern)
{
    return sum_of(model->weight, pattern) + model_kin(model, pattern);
}

/* Whether all levels of a pattern are levels. */
static bool possible(uint32_t pattern)
{
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        if (score_level(pattern, (enum score_field)f) >= score_levels((enum score_field)f)) {
            return false;
        }
    }
    return true;
}

void model_table(const struct model *model, float *table)
{
    for (uint32_t p = 0; p < SCORE_PATTERNS; p++) {
        table[p] = possible(p) ? model_weight(model, p) : 0;
    }
}

/* ---- estimating ---- */

/* u: how often pairs drawn by chance show each level, of those who know the field. */
static void estimate_u(struct model *model, const uint32_t *chance)
{
    double seen[SCORE_FIELD__COUNT][SCORE_LEVELS] = {0}, known[SCORE_FIELD__COUNT] = {0};
    for (uint32_t p = 0; p < SCORE_PATTERNS; p++) {
        for (int f = 0; chance[p] > 0 && f < SCORE_FIELD__COUNT; f++) {
            int l = score_level(p, (enum score_field)f);
            seen[f][l] += chance[p];
            known[f] += l == SCORE_UNKNOWN ? 0 : chance[p];
        }
    }
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        for (int l = 1; l < score_levels((enum score_field)f); l++) {
            if (!rare(f, l)) {
                model->u[f][l] = (seen[f][l] + held_u * built_in[f][l][U]) / (known[f] + held_u);
            }
        }
    }
}

/*
 * One person seldom differs wholly from himself. Where whole villages share a surname, more pairs
 * agree than chance explains, and the estimate would come to take such differences for usual.
 */
static void hold_back(struct model *model)
{
    static const struct {
        int field, level;
        double most;
    } bounds[] = {
        {SCORE_NUMBER, NUMBER_OTHER, .05}, {SCORE_NAME, NAME_SURNAME, .03},
        {SCORE_NAME, NAME_OTHER, .05},     {SCORE_BIRTH, BIRTH_OTHER, .05},
        {SCORE_SEX, SEX_OTHER, .02},       {SCORE_PHONE, PHONE_OTHER, .6},
        {SCORE_PLACE, PLACE_OTHER, .5},
    };
    for (size_t i = 0; i < COUNT(bounds); i++) {
        double *m = &model->m[bounds[i].field][bounds[i].level];
        *m = fmin(*m, bounds[i].most);
    }
}

/* One round: how likely each candidate is one person, and what the likely ones show. */
static double estimate_m(struct model *model, const uint32_t *candidates)
{
    double seen[SCORE_FIELD__COUNT][SCORE_LEVELS] = {0}, known[SCORE_FIELD__COUNT] = {0};
    double found = 0;
    for (uint32_t p = 0; p < SCORE_PATTERNS; p++) {
        if (candidates[p] == 0) {
            continue;
        }
        double odds = model->prior * exp2((double)model_weight(model, p));
        double share = candidates[p] * (odds / (1 + odds));
        found += share;
        for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
            int l = score_level(p, (enum score_field)f);
            seen[f][l] += share;
            known[f] += l == SCORE_UNKNOWN ? 0 : share;
        }
    }
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        for (int l = 1; l < score_levels((enum score_field)f); l++) {
            model->m[f][l] = (seen[f][l] + held_m * built_in[f][l][M]) / (known[f] + held_m);
        }
    }
    hold_back(model);
    /* Two valid numbers of one person are no candidates here: they are reported, not estimated. */
    model->m[SCORE_NUMBER][NUMBER_OTHER_VALID] = built_in[SCORE_NUMBER][NUMBER_OTHER_VALID][M];
    return found;
}

void model_estimate(struct model *model, const struct model_counts *counts, const int64_t rows[2],
                    int32_t today)
{
    double shorter = (double)(rows[0] < rows[1] ? rows[0] : rows[1]);
    double pairs = (double)rows[0] * (double)rows[1];
    if (pairs < 1) {
        return;
    }
    estimate_u(model, counts->chance);
    model->prior = fmin(.5, (.1 * shorter + 1) / pairs);
    weigh(model);
    for (int round = 0; round < ROUNDS; round++) {
        double found = estimate_m(model, counts->candidates);
        model->prior = fmin(.5, (fmin(found, shorter) + 1) / pairs);
        weigh(model);
    }
    model->made = today;
    model->pairs = 0;
    for (uint32_t p = 0; p < SCORE_PATTERNS; p++) {
        model->pairs += counts->candidates[p];
    }
}

/* ---- keeping ---- */

static const char *const field_names[SCORE_FIELD__COUNT] = {"number", "name",  "birth",
                                                            "sex",    "phone", "place"};

static void put_levels(struct json_out *json, const char *key, const double *values, int n)
{
    json_open_list(json, key);
    for (int l = 1; l < n; l++) {
        json_put_real(json, NULL, values[l]);
    }
    json_close_list(json);
}

void model_save(const struct model *model, struct buf *out)
{
    struct json_out json = json_into(out);
    json_open(&json, NULL);
    json_put_int(&json, "version", model->version);
    json_put_int(&json, "made", model->made);
    json_put_int(&json, "pairs", model->pairs);
    json_put_real(&json, "people", model->people);
    json_put_real(&json, "prior", model->prior);
    json_put_real(&json, "error", model->error);
    json_put_real(&json, "threshold", (double)model->threshold);
    for (int f = 0; f < SCORE_FIELD__COUNT; f++) {
        int n = score_levels((enum score_field)f);
        json_open(&json, field_names[f]);
        put_levels(&json, "m", model->m[f], n);
        put_levels(&json, "u", model->u[f], n);
        json_close(&json);
    }
    json_close(&json);
}

static bool real_of(const struct json *value, double *out)
{
    bool real = value != NULL && (value->kind == JSON_KIND_INT || value->kind == JSON_KIND_REAL);
    *out = real ? value->real : 0;
    return real && isfinite(value->real);
}

static bool take_levels(const struct json *list, double *values, int n)
{
    bool good = list != NULL && list->kind == JSON_KIND_LIST && list->n == (size_t)n - 1;
    for (int l = 1; good && l < n; l++) {
        good = real_of(&list->at[l - 1], &values[l]) && values[l] > 0 && values[l] <= 1;
    }
    return good;
}

enum status model_load(struct arena *arena, struct text text, struct model *out,
                       struct error *error)
{
    struct json *json;
    enum status status = json_parse(arena, text, &json, error);
    if (status != OK) {
        return status;
    }
    model_init(out);
    int64_t version = 0;
    double threshold = 0;
    json_int(json_member(json, "version"), &version);
    bool good = version == MODEL_VERSION && json_int(json_member(json, "made"), &out->made) &&
                json_int(json_member(json, "pairs"), &out->pairs) &&
                real_of(json_member(json, "people"), &out->people) && out->people >= 1 &&
                real_of(json_member(json, "prior"), &out->prior) && out->prior > 0 &&
                out->prior < 1 && real_of(json_member(json, "error"), &out->error) &&
                real_of(json_member(json, "threshold"), &threshold);
    for (int f = 0; good && f < SCORE_FIELD__COUNT; f++) {
        const struct json *field = json_member(json, field_names[f]);
        int n = score_levels((enum score_field)f);
        good = take_levels(json_member(field, "m"), out->m[f], n) &&
               take_levels(json_member(field, "u"), out->u[f], n);
    }
    if (!good) {
        error_set(error, arena, INVALID, "比对模型不能用：版本或内容不对");
        return error_hint(error, arena, "请重新估计模型，或使用内置模型");
    }
    out->threshold = (float)threshold;
    weigh(out);
    return OK;
}
