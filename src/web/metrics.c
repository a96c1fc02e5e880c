#include "web/metrics.h"

#include <stdio.h>
#include <unistd.h>

/* Upper bounds in milliseconds; the last bucket holds the rest. */
static const double bounds[METRICS_BUCKETS - 1] = {0.1, 0.5, 1, 5, 10, 20, 100, 500, 2000};

void metrics_note(struct metrics *metrics, int status, double milliseconds, size_t bytes)
{
    size_t code = status >= 100 && status < 600 ? (size_t)(status / 100 - 1) : METRICS_CODES - 1;
    metrics->answers[code]++;
    size_t bucket = 0;
    while (bucket < METRICS_BUCKETS - 1 && milliseconds > bounds[bucket]) {
        bucket++;
    }
    metrics->buckets[bucket]++;
    metrics->microseconds += (uint64_t)(milliseconds * 1000);
    metrics->bytes += bytes;
}

static bool skip_part(struct text *rest)
{
    struct text part;
    return text_split(rest, ' ', &part);
}

static long resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    long pages = 0;
    if (file != NULL) {
        char line[128];
        struct text rest = fgets(line, sizeof(line), file) == NULL ? TEXT_EMPTY : text_of(line);
        struct text part;
        int64_t number = 0;
        if (skip_part(&rest) && text_split(&rest, ' ', &part) && text_to_int(part, &number)) {
            pages = (long)number;
        }
        fclose(file);
    }
    return pages * sysconf(_SC_PAGESIZE);
}

void metrics_write(const struct metrics *metrics, double uptime, struct buf *out)
{
    buf_adds(out, "# HELP nuanxin_http_answers_total Answers by class of status code.\n"
                  "# TYPE nuanxin_http_answers_total counter\n");
    for (size_t i = 0; i < METRICS_CODES; i++) {
        buf_addf(out, "nuanxin_http_answers_total{code=\"%zuxx\"} %llu\n", i + 1,
                 (unsigned long long)metrics->answers[i]);
    }
    buf_adds(out, "# HELP nuanxin_http_seconds Time from request to answer.\n"
                  "# TYPE nuanxin_http_seconds histogram\n");
    unsigned long long below = 0;
    for (size_t i = 0; i < METRICS_BUCKETS - 1; i++) {
        below += metrics->buckets[i];
        buf_addf(out, "nuanxin_http_seconds_bucket{le=\"%g\"} %llu\n", bounds[i] / 1000, below);
    }
    below += metrics->buckets[METRICS_BUCKETS - 1];
    buf_addf(out, "nuanxin_http_seconds_bucket{le=\"+Inf\"} %llu\n", below);
    buf_addf(out, "nuanxin_http_seconds_sum %.6f\n", (double)metrics->microseconds / 1e6);
    buf_addf(out, "nuanxin_http_seconds_count %llu\n", below);
    buf_addf(out,
             "# HELP nuanxin_http_body_bytes_total Bytes of answers built in memory.\n"
             "# TYPE nuanxin_http_body_bytes_total counter\n"
             "nuanxin_http_body_bytes_total %llu\n",
             (unsigned long long)metrics->bytes);
    buf_addf(out,
             "# HELP nuanxin_resident_bytes Memory in use.\n# TYPE nuanxin_resident_bytes gauge\n"
             "nuanxin_resident_bytes %ld\n",
             resident_bytes());
    buf_addf(out,
             "# HELP nuanxin_uptime_seconds Since the start.\n# TYPE nuanxin_uptime_seconds gauge\n"
             "nuanxin_uptime_seconds %.0f\n",
             uptime);
}
