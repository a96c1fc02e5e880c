/* inspection: the notice's inspection beside the ledgers, hints made into findings, the look-back.
 */
#ifndef WEB_API_INSPECTION_H
#define WEB_API_INSPECTION_H

#include "web/request.h"

extern const struct route inspection_routes[]; /* ended by one without a path */

#endif
