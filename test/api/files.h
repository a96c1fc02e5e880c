/* files: what people send in that is no list: cut off, lying, empty, endless; made for the tests.
 */
#ifndef TEST_API_FILES_H
#define TEST_API_FILES_H

#include "base/arena.h"

/*
 * good.xlsx       a heading and one person
 * truncated.xlsx  its first half
 * bomb.xlsx       a sheet that unpacks to a thousand times its size
 * blanks.xlsx     the heading, the person, and a million blank rows
 * headless.csv    rows without a heading
 * large.csv       forty megabytes of rows
 *
 * Stops the program when the name is another.
 */
struct text files_make(struct arena *arena, const char *name);

#endif
