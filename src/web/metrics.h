/*
 * metrics: counts about the program for whoever watches it, in Prometheus's text form. Counting is
 * a few atomic additions; nothing in it says what was asked or by whom.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include <stdatomic.h>

#include "base/buf.h"

enum { METRICS_BUCKETS = 10, METRICS_CODES = 5 };

struct metrics {
    atomic_uint_fast64_t answers[METRICS_CODES];   /* by the code's first digit, 1xx first */
    atomic_uint_fast64_t buckets[METRICS_BUCKETS]; /* answers by time taken */
    atomic_uint_fast64_t microseconds;             /* taken in all */
    atomic_uint_fast64_t bytes;                    /* of answers' bodies built in memory */
};

/* Notes one answer. */
void metrics_note(struct metrics *metrics, int status, double milliseconds, size_t bytes);
/* Appends the text; uptime in seconds. */
void metrics_write(const struct metrics *metrics, double uptime, struct buf *out);

#endif
