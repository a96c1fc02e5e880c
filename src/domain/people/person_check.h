/* Rules across a person's fields; see person.h. */
#ifndef DOMAIN_PEOPLE_PERSON_CHECK_H
#define DOMAIN_PEOPLE_PERSON_CHECK_H

#include "ledger/change.h"

/*
 * Derives sex and birth from the citizen number (GB 11643): an empty one is filled, a sex that
 * disagrees is an error (dirty_data.csv I05), a birthday that disagrees gives way to the number's
 * and is kept in the remark (I09: registered by the lunar calendar). Sets the state of the number.
 * A person without a number needs a birth date, so that he can be told from others of his name. A
 * death before the birth is an error.
 */
void person_check(struct change *change, struct errors *errors);

#endif
