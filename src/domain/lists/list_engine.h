/*
 * list_engine: the comparing engine (src/compare) as the lists use it: people of a list on the
 * left, registered people on the right, pairs with what they are out. Nothing here knows a
 * database, and nothing else in domain/ knows the engine.
 */
#ifndef DOMAIN_LISTS_LIST_ENGINE_H
#define DOMAIN_LISTS_LIST_ENGINE_H

#include "base/arena.h"
#include "base/error.h"
#include "format/json.h"

/* Somebody as one side knows him: everything as it was written, empty when not known. */
struct list_who {
    int64_t key;      /* the caller's: the row's place, the person's id */
    struct text name; /* */
    struct text id_no, sex, birth, phone, town, village, address;
};

struct list_side {
    struct list_who *at;
    size_t n;
};

enum list_outcome { LIST_SAME, LIST_LIKELY, LIST_CONFLICT, LIST_ALONE };
/* The word kept with rows and matches: same likely conflict alone. */
struct text list_outcome_name(enum list_outcome outcome);

struct list_pair {
    size_t left, right;        /* indices */
    enum list_outcome outcome; /* never LIST_ALONE */
    bool sure;                 /* number and name agree whole: nobody is asked */
    bool hard;                 /* two people answer apart from each other */
    int score;                 /* 0 to 1000 */
    struct text reason;        /* 身份证仅末位不同、姓名同音、同村 */
    struct text weights;       /* JSON: [{"label","level","weight"}…] for the bars */
};

struct list_found {
    struct list_pair *at; /* by left, the likeliest first; a left without one is alone */
    size_t n;
    struct text model; /* the weights used, as JSON; to be kept */
    int64_t version;   /* of these weights; the caller's to set */
    int64_t scored;    /* pairs held together field by field, besides those with one number */
};

/* Told how far it is; false from it cancels (BUSY). */
struct list_watch {
    bool (*progress)(void *context, int percent);
    void *context;
    int32_t today;
    int64_t error; /* of a thousand: accepted share of wrong ones among suspects */
};

/*
 * Compares the sides. `model` are weights estimated earlier (list_found.model); empty: they are
 * estimated from these people. All in `arena`. INVALID when a side has neither names nor numbers.
 */
MUST_CHECK enum status list_engine_run(struct arena *arena, const struct list_side *left,
                                       const struct list_side *right, struct text model,
                                       const struct list_watch *watch, struct list_found *out,
                                       struct error *error);

/*
 * What stored weights say, for people to read: "people", "pairs" they were estimated from, "made"
 * (day), "error" (accepted share of wrong ones among suspects), "least" (the weight from which on a
 * pair is a suspect; tenths of a bit, as all weights),
 * "fields":[{"label","levels":[{"label","weight", "same","chance"}…]}…]: same and chance are how
 * often of a million pairs of one person, and of strangers, the level is met. Into the object that
 * is open. INVALID: not weights.
 */
MUST_CHECK enum status list_engine_weights(struct arena *arena, struct text model,
                                           struct json_out *out, struct error *error);

#endif
