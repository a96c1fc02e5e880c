/*
 * finding_flow: the way of a finding.
 *
 *     open --rectify--> rectified --accept--> accepted --close--> closed --sample--> sampled
 *       ^                  |                     |                                  |     |
 *       '--rectify-- returned <----return--------'           keep: kept <-----------'     |
 *                      ^------------------------------------ relapse ---------------------'
 *
 * Who handed the rectification in neither accepts it, nor closes it, nor judges it at the
 * look-back, whoever edited the row meanwhile.
 */
#ifndef DOMAIN_CAMPAIGN_FINDING_FLOW_H
#define DOMAIN_CAMPAIGN_FINDING_FLOW_H

#include "ledger/flow.h"

extern const struct flow finding_flow;

/* The ledger's own rules: the default deadline, the order of days, nothing changes once closed. */
void finding_check(struct change *change, struct errors *errors);

#endif
