#include "ledger/import_line.h"

#include <stdlib.h>

void line_init(struct line *line)
{
    *line = (struct line){.status = OK};
    line->ring = memory_get_zeroed(LINE_RING * sizeof(*line->ring));
    for (size_t i = 0; i < LINE_RING; i++) {
        arena_init(&line->ring[i].arena);
    }
    pthread_mutex_init(&line->lock, NULL);
    pthread_cond_init(&line->moved, NULL);
}

void line_release(struct line *line)
{
    for (size_t i = 0; i < LINE_RING; i++) {
        arena_release(&line->ring[i].arena);
    }
    free(line->ring);
    pthread_cond_destroy(&line->moved);
    pthread_mutex_destroy(&line->lock);
}

/* Whether the station's next chunk is there for it. */
static bool is_ready(const struct line *line, enum line_station station)
{
    return station == STATION_READ
               ? line->passed[STATION_READ] < line->passed[STATION_TAKE] + LINE_RING
               : line->passed[station] < line->passed[station - 1];
}

/* Whether all that was read has gone past the station before. */
static bool is_over(const struct line *line, enum line_station station)
{
    return station != STATION_READ && line->read_out &&
           line->passed[station] == line->passed[STATION_READ];
}

struct line_chunk *line_next(struct line *line, enum line_station station)
{
    pthread_mutex_lock(&line->lock);
    while (line->status == OK && !is_ready(line, station) && !is_over(line, station)) {
        pthread_cond_wait(&line->moved, &line->lock);
    }
    bool goes_on = line->status == OK && is_ready(line, station);
    struct line_chunk *chunk = &line->ring[line->passed[station] % LINE_RING];
    pthread_mutex_unlock(&line->lock);
    return goes_on ? chunk : NULL;
}

void line_pass(struct line *line, enum line_station station)
{
    if (station == STATION_TAKE) {
        struct line_chunk *chunk = &line->ring[line->passed[STATION_TAKE] % LINE_RING];
        arena_reset(&chunk->arena);
        chunk->n = 0;
    }
    pthread_mutex_lock(&line->lock);
    line->passed[station]++;
    pthread_cond_broadcast(&line->moved);
    pthread_mutex_unlock(&line->lock);
}

void line_fail(struct line *line, enum status status, const struct error *error)
{
    pthread_mutex_lock(&line->lock);
    if (line->status == OK) {
        line->status = status;
        line->error = *error;
    }
    pthread_cond_broadcast(&line->moved);
    pthread_mutex_unlock(&line->lock);
}

void line_read_out(struct line *line)
{
    pthread_mutex_lock(&line->lock);
    line->read_out = true;
    pthread_cond_broadcast(&line->moved);
    pthread_mutex_unlock(&line->lock);
}
