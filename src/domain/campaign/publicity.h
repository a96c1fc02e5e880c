/*
 * publicity (政策宣传): what was done so that every household knows the policy: posters put up,
 * manuals given out, meetings held, households told at home (notice, 五（一）: 户户晓、人人知).
 * What it reached is counted by village (publicity_coverage.h).
 */
#ifndef DOMAIN_CAMPAIGN_PUBLICITY_H
#define DOMAIN_CAMPAIGN_PUBLICITY_H

#include "ledger/ledger.h"

enum {
    PUBLICITY_DATE,
    PUBLICITY_REGION,
    PUBLICITY_KIND,
    PUBLICITY_COUNT,
    PUBLICITY_HOUSEHOLDS,
    PUBLICITY_PEOPLE,
    PUBLICITY_PLACE,
    PUBLICITY_CONTENT,
    PUBLICITY_REMARK,
    PUBLICITY__COUNT
};

extern const struct ledger publicity_ledger;

#endif
