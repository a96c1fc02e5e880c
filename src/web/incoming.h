/*
 * incoming: what a connection hands over, read into its exchange: method, headers, who asks, and
 * the body piece by piece, in memory or in a file without a name.
 */
#ifndef WEB_INCOMING_H
#define WEB_INCOMING_H

#include "web/server.h"

struct MHD_Connection;

/*
 * Method, headers, length (-1: not told beforehand), address and whether the way is encrypted.
 * proxy: the address of the one proxy whose word about the client counts; empty: none. False: the
 * headers cannot be read, give the connection up.
 */
bool incoming_headers(struct exchange *exchange, struct MHD_Connection *connection,
                      const char *method, bool tls, const char *proxy);

/*
 * Keeps a part of the body as it was admitted (spooled into `folder` when large), or drops it once
 * the body is refused (exchange->body_status); false: give the connection up.
 */
bool incoming_body(struct exchange *exchange, const struct admission *admission, const char *folder,
                   const char *bytes, size_t n);

#endif
