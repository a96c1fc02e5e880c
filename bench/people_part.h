/*
 * people_part: what people_lists holds while it makes two lists. Only people_lists.c,
 * people_dirt.c and people_office.c include this.
 */
#ifndef BENCH_PEOPLE_PART_H
#define BENCH_PEOPLE_PART_H

#include "people_lists.h"

#include <stdio.h>

#include "base/buf.h"
#include "format/csv.h"
#include "format/xlsx_write.h"

enum { CELL = 160 };

struct entry; /* one row of the right list; people_lists.c */

struct run {
    const struct habit *habit;
    struct dice dice;
    struct county *county;
    uint32_t *left_row;   /* by person; 0: not on the left */
    uint32_t *left_order; /* persons in the order of the left list */
    size_t left_count;
    struct entry *entries;
    size_t n;
};

/* A person's row as it is going to be written. */
struct line {
    struct person person;
    char number[CELL];
    bool moved;
};

bool chance(struct run *run, uint32_t of_thousand);

/* ---- people_dirt.c: mistakes ---- */

void wrong_digit(struct dice *dice, char *number);
/* Of a number of eighteen its fifteen. */
void fifteen(char *number);
void soil(struct run *run, enum dirt dirt, struct line *line);

/* ---- people_office.c: a list as its office writes it ---- */

struct list_out {
    FILE *file; /* a .csv */
    struct buf bytes;
    struct csv_out csv;
    int fd; /* a .xlsx */
    struct arena arena;
    struct xlsx_writer *workbook;
};

void list_open(struct list_out *out, const char *path, const struct office *office);
void list_row(struct run *run, struct list_out *out, const struct office *office,
              const struct line *line, size_t serial);
/* Ends the program when the list could not be written. */
void list_close(struct list_out *out, const struct office *office, size_t rows);

#endif
