/*
 * keeper: what a running server does beside answering: follows writes of other processes, stores
 * when sessions were used and ends old ones, sweeps files that nobody needs. One thread.
 */
#ifndef WEB_KEEPER_H
#define WEB_KEEPER_H

#include "web/web.h"

struct keeper;

/* The web outlives the keeper. */
struct keeper *keeper_start(struct web *web);
/* Ends the thread, after a last round of storing. */
void keeper_stop(struct keeper *keeper);

#endif
