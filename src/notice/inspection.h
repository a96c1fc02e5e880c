/*
 * inspection (排查): the part of a notice that says what is looked for, until when, and how what
 * was found is put right: inspection.yaml. Heads are the rows of the form (附表1); hints are
 * predicates that list from the ledgers what is probably wrong, each under a head; sources are who
 * found something; the look-back takes a random share of what was closed and looks at it again.
 */
#ifndef NOTICE_INSPECTION_H
#define NOTICE_INSPECTION_H

#include "notice/shape.h"

struct inspection_head { /* a row of the form */
    const struct tree *at;
    struct text key; /* code of finding.head */
    int64_t no;
    struct text item, text; /* 排查项目, 具体表现, as printed */
    struct text clause;     /* where the notice asks for it: 五（一）一是 */
};

struct inspection_source { /* who found it */
    const struct tree *at;
    struct text key, name; /* code of finding.source */
    bool self;             /* the unit itself: its own inspection */
};

struct inspection_hint {
    const struct tree *at;
    struct text key, label;
    struct text head;    /* key of the head it belongs to */
    struct text subject; /* the ledger whose rows are listed */
    struct text where;   /* which of them */
    struct text by;      /* field path that gives the region */
    int count;           /* 0 people: a finding gets them attached; 1 times: rows only */
    struct text problem; /* the finding's words; {n} is how many */
    struct text measure; /* proposed with it */
    struct text needs;   /* a ledger of a later part; until it is there the hint says so */
};

struct inspection_back { /* 回头看 */
    const struct tree *at;
    int64_t days;    /* after 销号 */
    int64_t percent; /* of what was closed */
    int64_t least;   /* of each unit that closed any */
};

struct report_paper; /* notice.h */

struct notice_inspection {
    const struct tree *at;        /* NULL: the notice asks for no inspection */
    struct text key, name, title; /* table1, 附表1, as printed on top */
    MANY(struct text) heading;    /* the six columns */
    MANY(struct text) above, below;
    int32_t inspect_by, rectify_by;
    const struct report_paper *paper;
    const struct inspection_back *look_back;
    MANY(struct inspection_source) sources;
    MANY(struct inspection_head) heads;
    MANY(struct inspection_hint) hints;
};

enum { INSPECTION_COLUMNS = 6, HINT_PEOPLE = 0, HINT_TIMES = 1 };

extern const struct shape inspection_shape;

#endif
