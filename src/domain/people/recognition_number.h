/*
 * The number of a recognition (认定编号). It is built as the field builds the number of its
 * certificates (就业创业证): the code of the place, the year of the decision, a sequence that
 * starts at 1 each year. The county sets whether the place is the county (six digits, one sequence)
 * or the person's township (nine digits, a sequence each), and how long the sequence is. Numbers
 * follow each other without a gap, since they are taken in the transaction that writes the
 * recognition; a number is given once, and one that an imported list already uses is passed over. A
 * recognition keeps its number for good.
 */
#ifndef DOMAIN_PEOPLE_RECOGNITION_NUMBER_H
#define DOMAIN_PEOPLE_RECOGNITION_NUMBER_H

#include "ledger/change.h"

/* Settings: whose code and sequence (0 the county's, 1 the township's); digits of the sequence. */
#define RECOGNITION_NUMBER_SETTING "recognition_number"
#define RECOGNITION_DIGITS_SETTING "recognition_digits"

/* Numbers a recognition that stands and has no number yet (ledger.h, complete). CONFLICT when the
 * year's numbers are used up. */
MUST_CHECK enum status recognition_number_it(struct change *change, bool *filled,
                                             struct error *error);

#endif
