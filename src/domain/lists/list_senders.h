/*
 * list_senders: how good what each sender sends is, list by list and version by version: rows,
 * completeness, rows with faults, what entered, left and changed, what the comparison found; and
 * since when comparisons stand.
 */
#ifndef DOMAIN_LISTS_LIST_SENDERS_H
#define DOMAIN_LISTS_LIST_SENDERS_H

#include "format/json.h"
#include "ledger/work.h"

/* {"standing":{"minutes","at"|null},"lists":[{"sender","source","kind_label","versions":[…]}…]}, by
 * sender and list, the oldest version first; a bureau's clerk is told of his bureau's. */
MUST_CHECK enum status list_senders_write(struct work *work, struct json_out *out,
                                          struct error *error);

#endif
