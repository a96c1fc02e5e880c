/* grounds: what a notice's rules stand on in tests: the product's ledgers and definitions, the
 * standards' codes, the regions of the bundled notice's county. */
#ifndef TEST_GROUNDS_H
#define TEST_GROUNDS_H

#include "notice/ground.h"

/* In the arena; one at a time. */
struct notice_ground grounds(struct arena *arena);

#endif
