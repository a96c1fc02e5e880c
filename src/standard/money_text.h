/*
 * money_text: an amount as a cell has it, to fen. Only figures are read: an amount in words
 * (一千五) is refused, not guessed (dirty_data.csv M01). The unit of the column is declared by
 * whoever maps it; a unit in the cell itself (0.15万元) goes before. Pure and free of allocation.
 */
#ifndef STANDARD_MONEY_TEXT_H
#define STANDARD_MONEY_TEXT_H

#include "base/text.h"
#include "standard/fold.h"

enum money_unit { MONEY_FEN, MONEY_YUAN, MONEY_WAN };

enum money_verdict {
    MONEY_OK,
    MONEY_EMPTY,
    MONEY_WORDS,      /* 一千五 */
    MONEY_FINER,      /* finer than a fen */
    MONEY_TOO_LARGE,  /* over a hundred thousand million yuan */
    MONEY_UNREADABLE, /* 1,50 · 500元/月 · 约500 */
    MONEY__COUNT
};

struct money_text {
    enum money_verdict verdict;
    int64_t fen;          /* 0 unless MONEY_OK; may be negative */
    enum money_unit unit; /* the unit used: the cell's own, else the declared one */
};

/*
 * Reads a cell: 1,500元, ￥0.15万元, 1500.00, -20. A numeric cell is a double: a rest below a
 * ten-thousandth of a fen is its rounding and not a fraction.
 */
struct money_text money_text_read(struct text raw, enum written written, enum money_unit declared);

/* What is wrong, for the clerk; "" for OK. */
const char *money_text_message(enum money_verdict verdict);

#endif
