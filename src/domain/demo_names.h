/* Names and words for the synthetic county. */
#ifndef DOMAIN_DEMO_NAMES_H
#define DOMAIN_DEMO_NAMES_H

#include "base/arena.h"
#include "base/random.h"

/* A family name, common ones oftener. */
struct text demo_surname(struct dice *dice);
/* One or two characters that suit the sex (1 male, 2 female). */
struct text demo_given_name(struct arena *arena, struct dice *dice, int sex);
/* An 18-digit number of the county 360799, which does not exist, with a right check digit. */
struct text demo_id_number(struct arena *arena, int32_t birth, int sequence);
struct text demo_phone(struct arena *arena, struct dice *dice);
/* `form` is how its name ends: two of enterprises, then a shop, a cooperative, a workshop. */
enum { DEMO_FORMS = 5 };
struct text demo_employer(struct arena *arena, struct dice *dice, struct text town, int number,
                          size_t form);

#endif
