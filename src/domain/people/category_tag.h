/*
 * category_tag (人员类别): one reason for which a person counts as a recipient, from one bureau's
 * list, with its evidence and its days. A person has many at once; they overlap and are never
 * folded into one column (domain.md B1).
 */
#ifndef DOMAIN_PEOPLE_CATEGORY_TAG_H
#define DOMAIN_PEOPLE_CATEGORY_TAG_H

#include "ledger/ledger.h"

enum {
    CATEGORY_TAG_PERSON,
    CATEGORY_TAG_KIND,
    CATEGORY_TAG_SUB_KIND,
    CATEGORY_TAG_SOURCE,
    CATEGORY_TAG_EVIDENCE_NO,
    CATEGORY_TAG_FROM,
    CATEGORY_TAG_TO,
    CATEGORY_TAG_RISK_REMOVED_ON,
    CATEGORY_TAG_VERIFIED_ON,
    CATEGORY_TAG_REMARK,
    CATEGORY_TAG__COUNT
};

extern const struct ledger category_tag_ledger;

#endif
