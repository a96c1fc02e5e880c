/* xlsx_peer: the reader to beat, made as xlsxio makes it: minizip in front of expat, one thread. */
#ifndef BENCH_XLSX_PEER_H
#define BENCH_XLSX_PEER_H

#include "xlsx_table.h"

/* Reads the first sheet of the file into the tally; false when it cannot. */
bool peer_read(const char *path, struct tally *tally);

#endif
