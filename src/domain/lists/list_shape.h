/*
 * list_shape: what a row of anybody's list may say of a person, declared like a ledger so that the
 * import engine finds its headings and cleans its cells. There is no table of it: a list's rows are
 * kept as they came (list_store.h), the wrong ones too.
 */
#ifndef DOMAIN_LISTS_LIST_SHAPE_H
#define DOMAIN_LISTS_LIST_SHAPE_H

#include "ledger/ledger.h"

enum {
    LIST_NAME,
    LIST_ID_NO,
    LIST_SEX,
    LIST_BIRTH,
    LIST_PHONE,
    LIST_REGION,
    LIST_ADDRESS,
    LIST_HOUSEHOLD,
    LIST_CATEGORY_KIND,
    LIST_SUB_KIND,
    LIST_EVIDENCE_NO,
    LIST_FROM,
    LIST_TO,
    LIST_EMPLOYER,
    LIST_CHANNEL,
    LIST_WORK_REGION,
    LIST_START,
    LIST_REMARK,
    LIST__COUNT
};

extern const struct ledger list_shape;

#endif
