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

/* A unit takes out of use only what it found itself and what nobody has dealt with yet. */
enum status finding_removable(struct work *work, const struct row *row, struct error *error);

/* The ledger's own rules: the default deadline, the order of days, nothing changes once closed. */
void finding_check(struct change *change, struct errors *errors);

#endif
