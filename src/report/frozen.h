/*
 * frozen: a report as it was handed in: its figures, what the ledgers said then, the reasons of
 * typed figures, and who stood behind every figure of every unit. It is kept as bytes (store/blob
 * names them by their hash, so a figure cannot be changed afterwards unseen), opens into people as
 * the living report does, and is compared with it: a change is the difference of two sets.
 *
 * Members are kept as one list of ids a ledger and, a cell, a compressed bitmap (Roaring, portable
 * format) of places in that list. Of the county's row only the figures are kept: its members are
 * those of its units.
 *
 * Bytes: "NXFROZEN1\n", the length of a JSON header (eight hexadecimal digits), the header, the ids
 * of each ledger (rising, as differences in base-128 numbers), the bitmaps in the order of cells.
 */
#ifndef REPORT_FROZEN_H
#define REPORT_FROZEN_H

#include "base/buf.h"
#include "report/report.h"
#include "report/sheet.h"

struct frozen_cell {
    int64_t value, computed; /* as in report_cell; SHAPE_BLANK: blank */
    int64_t unknown;
    struct text reason; /* of a typed figure; empty: as computed */
    int ledger;         /* index into frozen->ledgers; -1: no members are kept */
    struct text bitmap; /* Roaring, portable; empty: nobody */
};

struct frozen_unit {
    struct text key, name;
    int64_t region;
};

struct frozen_note { /* what was written with the figures */
    struct text kind, target, label, body;
};

struct frozen_ledger {
    struct text name;
    int64_t *ids; /* rising */
    size_t n;
};

struct frozen {
    struct text report;  /* the form's key */
    struct text version; /* of the notice (notice->version) */
    int32_t as_of, from, to;
    struct frozen_unit *units;
    size_t rows;
    struct text *columns; /* keys */
    size_t width;
    struct frozen_cell *cells; /* (rows + 1) x width; the last row is the county's */
    struct frozen_ledger *ledgers;
    size_t ledger_count;
    struct frozen_note *notes; /* set by the caller after frozen_of */
    size_t note_count;
    const struct sheet *sheet; /* likewise: of a form of lines; NULL: it has none */
};

/* Freezes a report; members as figures->everybody answered for its units. Borrows from both. */
struct frozen frozen_of(struct arena *arena, const struct report *report,
                        const struct figure_members *members);
/* The bytes, appended. */
void frozen_write(const struct frozen *frozen, struct buf *out);
/* INVALID when the bytes are not those of a frozen report. Borrows from them. */
MUST_CHECK enum status frozen_read(struct arena *arena, struct text bytes, struct frozen *out,
                                   struct error *error);

/* The cell of a unit and a column by key (unit NULL: the county's); NULL when it has none. */
const struct frozen_cell *frozen_cell(const struct frozen *frozen, const struct text *unit,
                                      struct text column);
/* Who stood behind a unit's cell, ids rising; nobody for NULL. */
struct figure_members frozen_members(struct arena *arena, const struct frozen *frozen,
                                     const struct frozen_cell *cell);

/* Frozen reports whose rows make one report: those of the units of a county, or one alone. */
struct frozen_rows {
    const struct frozen *from;
    size_t n;
    /* What the sum of the units exceeds the county by, a column (persons registered twice); NULL:
     * nothing. */
    const int64_t *overlap;
};
/* Of a frozen report with a county's row: what its own units exceed it by. */
const int64_t *frozen_overlap(struct arena *arena, const struct frozen *frozen);
/* The figures of rows, to build the report of their form (report_build), print it and open it; a
 * unit in none of them counts as 0. */
struct figures frozen_figures(struct frozen_rows *rows);
/* In the report so built a unit that is in none of the rows is blank: it has not said 0. The
 * county's row stays what it is. */
void frozen_leave_blank(const struct frozen_rows *rows, struct report *report);
/* The typed figures of rows; they borrow from them. */
struct report_override *frozen_overrides(struct arena *arena, const struct frozen_rows *rows,
                                         size_t *n);

/* Puts ids in order, each once, into the arena; returns how many. */
size_t ids_each_once(struct arena *arena, int64_t *ids, size_t n, int64_t **out);

/* Who came in and who left between two lists of rising ids. */
struct member_change {
    int64_t *added, *removed;
    size_t added_n, removed_n;
};
struct member_change members_compare(struct arena *arena, const struct figure_members *before,
                                     const struct figure_members *now);

#endif
