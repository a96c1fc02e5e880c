/* filled: a report over figures that a test says, instead of the ledgers. */
#ifndef TEST_REPORT_FILLED_H
#define TEST_REPORT_FILLED_H

#include "report/report.h"

/* One column's figure in one row; the test changes what it wants different. */
struct filled_change {
    const char *unit; /* key; NULL: every unit */
    const char *column;
    int64_t value;
};

struct filled {
    const struct notice *notice;
    const struct report_form *form;
    int64_t *values; /* units x columns */
    size_t units;
    int64_t twice;     /* persons of every people column that two units both count */
    int64_t outside;   /* of every column */
    const char *blank; /* key of a column that cannot be computed, or NULL */
};

/* Reads the notice of that folder (a mistake in it fails the test) and fills its first report with
 * the row: the n-th figure in the n-th column of every unit; 0 past the last. */
void filled_open(struct arena *arena, const char *folder, const int64_t *row, size_t n,
                 struct filled *out);
void filled_set(struct filled *filled, struct filled_change change);
struct figures filled_figures(struct filled *filled);

/* Builds the report as of a day; what the report refuses fails the test. */
struct report filled_report(struct arena *arena, struct filled *filled,
                            const struct report_request *request);

#endif
