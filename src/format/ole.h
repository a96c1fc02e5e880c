/*
 * ole: one stream out of a compound file ([MS-CFB]), the container of .xls and .doc. Every sector
 * number in such a file may lie: chains are bounded by the number of sectors the file can hold.
 * Pure.
 */
#ifndef FORMAT_OLE_H
#define FORMAT_OLE_H

#include "base/arena.h"

/*
 * The stream of that name (ASCII) anywhere in the container, copied into the arena; false when the
 * container is damaged or has none.
 */
bool ole_stream(struct arena *arena, struct text file, const char *name, struct text *out);

#endif
