/*
 * post (公益性岗位): a public-service job that the county approved for people who find no other:
 * who employs, where, of what kind, for how many, until when, paid from which money
 * (赣人社发〔2020〕16号). Who holds it is a placement.
 */
#ifndef DOMAIN_POSTS_POST_H
#define DOMAIN_POSTS_POST_H

#include "ledger/ledger.h"

enum {
    POST_NAME,
    POST_KIND,
    POST_REGION,
    POST_ORGANIZATION,
    POST_QUOTA,
    POST_FUND,
    POST_PAY,
    POST_APPROVAL_NO,
    POST_VALID_FROM,
    POST_VALID_TO,
    POST_CLOSED_ON,
    POST_REMARK,
    POST__COUNT
};

extern const struct ledger post_ledger;

#endif
