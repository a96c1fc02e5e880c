/*
 * value: one field's content. Absent (not sent), empty (asked and not known) and a value are three
 * things; empty is never "no" and never 0 (domain.md H5).
 */
#ifndef LEDGER_VALUE_H
#define LEDGER_VALUE_H

#include "base/date.h"
#include "base/text.h"

enum value_state {
    VALUE_ABSENT, /* not in the request, not read */
    VALUE_EMPTY,  /* NULL */
    VALUE_SET,
};

struct value {
    enum value_state state;
    enum date_precision precision; /* dates only */
    bool doubtful;    /* usable, but brought into form from something less: a 15-digit ID number */
    bool masked;      /* the text is a masked secret, never to be written back */
    bool read;        /* just brought into form by the reader of its kind (import_clean) */
    int64_t number;   /* int, money (fen), bool, date (day number), ref, region, time (ms) */
    struct text text; /* text, codes, ID numbers, phones */
};

#define VALUE_NULL ((struct value){.state = VALUE_EMPTY})

static inline struct value value_number(int64_t n)
{
    return (struct value){.state = VALUE_SET, .number = n};
}

static inline struct value value_text(struct text t)
{
    return (struct value){.state = VALUE_SET, .text = t};
}

static inline struct value value_date(struct date d)
{
    return (struct value){.state = VALUE_SET, .number = d.day, .precision = d.precision};
}

static inline bool value_is_set(const struct value *v)
{
    return v->state == VALUE_SET;
}

/* Same state and, when set, same content. */
bool value_equal(const struct value *a, const struct value *b);

#endif
