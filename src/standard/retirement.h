/*
 * retirement: the month and day a person reaches the age at which the pension begins. Until 2024
 * men 60, women 55 or 50; under the decision of 2024-09-13 (in force from 2025-01-01) later by one
 * month for every four months (for every two where the age was 50), up to 63, 58 and 55. The
 * pension of rural and urban residents begins at 60 for both (domain.md B2). Pure.
 */
#ifndef STANDARD_RETIREMENT_H
#define STANDARD_RETIREMENT_H

#include <stdint.h>

/* By which rule a person retires; a parameter of each policy rule, never guessed from the sex. */
enum retire_basis { RETIRE_MALE_60, RETIRE_FEMALE_55, RETIRE_FEMALE_50, RETIRE_RESIDENT_60 };

struct retirement {
    int year, month; /* the month the age is reached */
    int delay;       /* months later than before 2025 */
    int32_t day;     /* the day it is reached: so many months after the day of birth */
};

/*
 * Of a person born on day `birth`, by the law in force on day `on`: a question about a day before
 * 2025 gets the ages of then. The age reached is (basis years * 12 + delay) months.
 */
struct retirement retirement_of(enum retire_basis basis, int32_t birth, int32_t on);

#endif
