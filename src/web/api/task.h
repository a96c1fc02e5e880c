/* The notice's tasks at their units: board, trend, who is behind a figure, what is mine, the list
 * in its form. */
#ifndef WEB_API_TASK_H
#define WEB_API_TASK_H

#include "web/route.h"

extern const struct route task_routes[];

#endif
