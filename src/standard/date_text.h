/*
 * date_text: a date as a cell has it: 2022.9.8, 2022/9/8, 20220908, 2022年9月8日, 二〇二二年九月,
 * 44812, 9月8日, 2022-09, 22.9.8, 至今 (dirty_data.csv D01–D03). Nothing is invented: what the cell
 * does not say keeps its precision, and what it says in two ways is left to a person. Pure and free
 * of allocation.
 */
#ifndef STANDARD_DATE_TEXT_H
#define STANDARD_DATE_TEXT_H

#include "base/date.h"
#include "base/text.h"
#include "standard/fold.h"

enum date_text_verdict {
    DATE_TEXT_OK,         /* `date` is what the cell says, with its precision */
    DATE_TEXT_EMPTY,      /* nothing, or a dash */
    DATE_TEXT_OPEN,       /* 至今, 长期: there is no end; no date */
    DATE_TEXT_OPEN_FROM,  /* 2019年至今: begins on `date`, no end */
    DATE_TEXT_NO_YEAR,    /* 9月8日: only `month` and `day` are known */
    DATE_TEXT_SHORT_YEAR, /* 22.9.8: `date` is a suggestion, to be confirmed */
    DATE_TEXT_UNCLEAR,    /* can be read in two ways: 8/9/2022, a numeric 2022.1 */
    DATE_TEXT_IMPOSSIBLE, /* 2022-02-30, or a year outside 1900–2100 */
    DATE_TEXT_UNREADABLE,
    DATE_TEXT__COUNT
};

/* From which day a workbook counts its serial numbers (sheet_info.date1904). */
enum date_serial { DATE_FROM_1900, DATE_FROM_1904 };

enum date_text_finding {
    DATE_TEXT_CHANGED = 1 << 0, /* not written in ISO form */
    DATE_TEXT_SERIAL = 1 << 1,  /* it was an Excel serial number */
    DATE_TEXT_TIME = 1 << 2,    /* a time of day was dropped */
};

struct date_text {
    enum date_text_verdict verdict;
    unsigned findings; /* of enum date_text_finding */
    struct date date;  /* day DATE_NONE unless OK, OPEN_FROM or SHORT_YEAR */
    int month, day;    /* NO_YEAR: 1–12 and 1–31, or 0 when not said */
};

/*
 * Reads a cell. A two-digit year up to today's is suggested in this century, a later one in the
 * last. A number from 20000 to 60000 is a serial number, any size of one in a cell styled as a
 * date.
 */
struct date_text date_text_read(struct text raw, enum written written, enum date_serial serial,
                                int32_t today);

/* What is wrong, for the clerk; "" for OK. */
const char *date_text_message(enum date_text_verdict verdict);

#endif
