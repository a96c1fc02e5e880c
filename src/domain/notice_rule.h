/*
 * notice_rule: a condition of a draft while somebody writes it: whether it can be read, and how
 * many rows it holds for today within the actor's reach, asked of the draft's own definitions.
 */
#ifndef DOMAIN_NOTICE_RULE_H
#define DOMAIN_NOTICE_RULE_H

#include "domain/app.h"
#include "format/json.h"
#include "rule/rule.h"

struct notice_question {
    int64_t id;          /* of the version */
    struct text ledger;  /* whose rows */
    struct text rule;    /* as written */
    enum rule_type want; /* RULE_BOOL counts; others are only read */
    bool figures;        /* whether the actor may see how many */
    int32_t as_of;       /* the day, and the last of the window asked about */
};

struct notice_answer {
    struct errors errors; /* what is wrong; none: the rest is filled */
    struct text counter;  /* 人 */
    int64_t sure, unsure; /* rows it holds for, rows nobody can tell of; -1: not counted */
};

/* NOT_FOUND: no such version. A mistake in the rule is no failure: it is in the answer. */
MUST_CHECK enum status notice_rule_ask(struct app *app, struct work *work,
                                       const struct notice_question *question,
                                       struct notice_answer *out, struct error *error);

/* Writes the words that a version's conditions may use beside the fields of ledgers, as the list
 * "words": definitions with their ledger, and parameters without. */
MUST_CHECK enum status notice_rule_words(struct app *app, struct work *work, int64_t id,
                                         struct json_out *out, struct error *error);

#endif
