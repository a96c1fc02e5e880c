/* The letters that the campaign's office sends: docs/api.md. */
#ifndef WEB_API_LETTER_H
#define WEB_API_LETTER_H

#include "web/route.h"

extern const struct payload letter_unit_query; /* ?unit=: whose letter is looked at */
extern const struct route letter_routes[];     /* ended by one without a path */

#endif
