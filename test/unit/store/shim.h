/*
 * shim: a disk for SQLite that can lose power, run full or fail, made to be SQLite's default file
 * system in a test program. Files are real, but each has a durable shadow: what a sync has promised
 * to keep. At a power cut the disk holds the shadow and a random, reordered, sector-torn part of
 * what was written since; from then on every operation fails. One shim a program.
 */
#ifndef TEST_SHIM_H
#define TEST_SHIM_H

#include <stdbool.h>
#include <stdint.h>

enum shim_fault {
    SHIM_NONE,
    SHIM_CUT,  /* at that operation the power goes */
    SHIM_FULL, /* that write, and those after it until shim_mend, find the disk full */
    SHIM_FAIL, /* that one operation fails (EIO), the next ones work */
};

void shim_install(void);
/* Forgets everything; the fault strikes at operation `at` (counted from 1: reads only count for
 * SHIM_FAIL). seed decides what survives a cut. */
void shim_start(enum shim_fault fault, int64_t at, uint64_t seed);
int64_t shim_operations(void); /* writes, truncations and syncs since the start, and reads with
                                  SHIM_FAIL */
bool shim_struck(void);        /* the fault has happened */
void shim_mend(void);          /* no more faults */
/* Writes what the disk holds after the cut into `folder`, under the files' own names. The -shm file
 * was memory and is gone. */
void shim_disk(const char *folder);

#endif
