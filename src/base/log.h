/*
 * log: one line of text for the person who runs the program, to stderr. Never a person's data: not
 * an ID number, not a name, not a query's parameter.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/bug.h"

enum log_level { LOG_QUIET, LOG_WARN, LOG_INFO };

/* Set once at start; LOG_INFO until then. */
void log_set_level(enum log_level level);
void log_info(const char *format, ...) PRINTF(1, 2);
void log_warn(const char *format, ...) PRINTF(1, 2);

#endif
