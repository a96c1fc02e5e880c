/* pack: an answer's body sent as gzip: for what is large and read once a page, such as the schema.
 */
#ifndef WEB_PACK_H
#define WEB_PACK_H

#include "web/exchange.h"

/* Whether a coding is in an Accept-Encoding header and not refused by q=0. */
bool pack_accepts(struct text header, const char *coding);
/* Packs the body built in `out` when the client takes gzip and it is worth it. */
void pack_answer(struct exchange *exchange);

#endif
