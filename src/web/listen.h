/* listen: a listening socket from what people write: 127.0.0.1:8080, [::1]:8080, 0.0.0.0:0. */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include "base/error.h"

/*
 * Opens the socket, non-blocking, and tells the port it got (0 in the address: any free one).
 * INVALID when the address cannot be read, UNAVAILABLE when the port is taken. The caller closes
 * it.
 */
MUST_CHECK enum status listen_open(struct text at, int *out, unsigned *port, struct arena *arena,
                                   struct error *error);

#endif
