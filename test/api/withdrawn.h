/* withdrawn: a stream that is open when its reader's account is taken from him ends there and then,
 * and he does not come back in. */
#ifndef TEST_API_WITHDRAWN_H
#define TEST_API_WITHDRAWN_H

#include "cases.h"
#include "site.h"

/* Disables the village clerk for good: nothing after it may need him. */
void withdrawn_run(struct site *site, struct case_counts *counts);

#endif
