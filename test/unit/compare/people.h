/* Rows of people for the tests of this folder, cleaned from cells as a list has them. */
#ifndef TEST_PEOPLE_H
#define TEST_PEOPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compare/clean.h"

enum { TODAY = 19243 /* 2022-09-08 */ };

/* A line of a list; NULL: an empty cell. */
struct line {
    const char *name, *number, *sex, *birth, *phone, *town, *village, *address, *dead, *pension;
};

static inline struct person_row row_written(const struct line *line, enum written written)
{
    const char *const cells[CLEAN_FIELD__COUNT] = {
        line->name, line->number,  line->sex,     line->birth, line->phone,
        line->town, line->village, line->address, line->dead,  line->pension};
    struct clean_cell clean[CLEAN_FIELD__COUNT] = {0};
    for (int f = 0; f < CLEAN_FIELD__COUNT; f++) {
        clean[f].text = text_of(cells[f]);
        clean[f].written = f == CLEAN_NUMBER ? written : WRITTEN_AS_TEXT;
    }
    struct cleaner cleaner;
    struct person_row row;
    cleaner_init(&cleaner, TODAY, DATE_FROM_1900);
    clean_row(&cleaner, clean, &row);
    cleaner_release(&cleaner);
    row.row = 1;
    return row;
}

static inline struct person_row row_of(struct line line)
{
    return row_written(&line, WRITTEN_AS_TEXT);
}

#endif
