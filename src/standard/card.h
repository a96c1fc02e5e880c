/*
 * card: the number of a bank account or social security card (银行卡, 一卡通): 16 to 19 digits with
 * a Luhn check (GB/T 15694). Numbers that fail the check exist (old passbooks), so that is a
 * warning; digits lost in a numeric cell are not. Pure and free of allocation.
 */
#ifndef STANDARD_CARD_H
#define STANDARD_CARD_H

#include "base/text.h"
#include "standard/fold.h"

enum card_verdict {
    CARD_VALID,
    CARD_LUHN, /* usable with a warning: the check fails */
    /* Not usable from here on. */
    CARD_EMPTY,
    CARD_DIGITS_LOST, /* a numeric cell or 6.2E+18: cannot be restored (dirty_data.csv M02) */
    CARD_MASKED,
    CARD_LENGTH,
    CARD_CHAR,
    CARD__COUNT
};

struct card {
    enum card_verdict verdict;
    char number[20]; /* 16–19 digits and NUL; "" unless usable */
};

/* Folds full-width digits and drops blanks, hyphens and quotes. */
struct card card_read(struct text raw, enum written written);

bool card_usable(enum card_verdict verdict);
/* What is wrong, for the clerk; "" for VALID. */
const char *card_message(enum card_verdict verdict);
/* What to do about it; "" when there is nothing. */
const char *card_hint(enum card_verdict verdict);

#endif
