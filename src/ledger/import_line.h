/*
 * import_line: an import as an assembly line. Chunks of rows go round a ring past up to three
 * stations, each at work on another chunk at the same time: reading (parse and clean, the only one
 * that touches the file), judging (the hooks resolve, match and prepare) and taking (the hook
 * take). A chunk and all its memory belong to one station at a time; chunks keep their order.
 *
 * Reading is always a thread of its own. Judging is one when the hooks prepare rows, else it is
 * done by the caller's thread before taking, so that both may use the caller's connection.
 */
#ifndef LEDGER_IMPORT_LINE_H
#define LEDGER_IMPORT_LINE_H

#include <pthread.h>

#include "ledger/import.h"

enum {
    LINE_ROWS = 128, /* rows of a chunk at most */
    LINE_RING = 24   /* chunks on their way: reading and judging go on while a commit waits */
};

enum line_station { STATION_READ, STATION_JUDGE, STATION_TAKE, STATION__COUNT };

struct line_chunk {
    struct arena arena; /* of the rows and all they point to */
    struct import_row rows[LINE_ROWS];
    size_t n;
};

struct line {
    struct line_chunk *ring; /* LINE_RING of them */
    size_t passed[STATION__COUNT];
    bool read_out; /* reading is over: no further chunks come */
    enum status status;
    struct error error; /* of the first station that failed after reading */
    pthread_mutex_t lock;
    pthread_cond_t moved;
};

void line_init(struct line *line);
void line_release(struct line *line);

/*
 * The next chunk for the station, waiting until it is free or the station before is through with
 * it; NULL when no further one comes or another station failed.
 */
struct line_chunk *line_next(struct line *line, enum line_station station);
/* The chunk goes on to the next station; past the last one its memory is taken back. */
void line_pass(struct line *line, enum line_station station);
/* Stops all stations. The first failure is kept; its texts may live with the chunk. */
void line_fail(struct line *line, enum status status, const struct error *error);
/* Reading has no more rows. */
void line_read_out(struct line *line);

#endif
