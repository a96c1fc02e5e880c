/* ledgers: every ledger of the product, in the order in which an export or a restore must write
 * them. */
#ifndef DOMAIN_LEDGERS_H
#define DOMAIN_LEDGERS_H

#include "ledger/ledger.h"

extern const struct ledger *const all_ledgers[]; /* NULL-ended */

#endif
