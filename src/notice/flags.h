/*
 * flags (红旗): flags.yaml: what somebody may be drawing at the moment, and which lists tell that
 * he should not. Each is a predicate over a person, so that whatever ledgers there are can be
 * named.
 */
#ifndef NOTICE_FLAGS_H
#define NOTICE_FLAGS_H

#include "notice/shape.h"

struct notice_draw {
    const struct tree *at;
    struct text label; /* 认定有效 */
    struct text where; /* of a person */
    struct text needs; /* the ledger it waits for; empty: none */
};

struct notice_flag {
    const struct tree *at;
    struct text list;  /* code of list_kind: on a list of this kind, and … */
    struct text where; /* … this holds of the person: */
    struct text kind;  /* code of watch_kind: the item that is opened */
    struct text label; /* what the list shows: 名单显示已领取养老待遇 */
    struct text measure;
};

struct notice_flags {
    const struct tree *at; /* NULL: the notice has no flags */
    MANY(struct notice_draw) draws;
    MANY(struct notice_flag) flags;
};

extern const struct shape flags_shape;

#endif
