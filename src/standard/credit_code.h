/*
 * credit_code: the unified social credit code of an organization (统一社会信用代码, GB 32100-2015):
 * registrar, class, 6 digits of region, 9 of subject (the old 组织机构代码 with a check of its own,
 * GB 11714), 1 check; no I O S V Z. The old 15-digit registration number (工商注册号) is told apart
 * and may be kept beside. Pure and free of allocation.
 */
#ifndef STANDARD_CREDIT_CODE_H
#define STANDARD_CREDIT_CODE_H

#include "base/text.h"
#include "standard/fold.h"

enum credit_code_verdict {
    CREDIT_CODE_VALID,
    CREDIT_CODE_OLD_15, /* a 15-digit registration number: a second number, not the code */
    /* Not usable from here on. */
    CREDIT_CODE_EMPTY,
    CREDIT_CODE_SCIENTIFIC, /* digits lost in a numeric cell */
    CREDIT_CODE_LENGTH,
    CREDIT_CODE_CHAR,
    CREDIT_CODE_CHECK,
    CREDIT_CODE__COUNT
};

enum credit_code_finding {
    CREDIT_CODE_CHANGED = 1 << 0,   /* written otherwise: small letters, full width, blanks */
    CREDIT_CODE_ORG_CHECK = 1 << 1, /* the inner organization code's check fails: a warning only */
};

struct credit_code {
    enum credit_code_verdict verdict;
    unsigned findings;   /* of enum credit_code_finding */
    char number[19];     /* 18 characters (15 for OLD_15) and NUL; "" otherwise */
    char suggestion[19]; /* CHAR: with O I Z S V read as 0 1 2 5 U, when that passes; else "" */
};

struct credit_code credit_code_read(struct text raw, enum written written);

/* What is wrong, for the clerk; "" for VALID. And what to do. */
const char *credit_code_message(enum credit_code_verdict verdict);
const char *credit_code_hint(enum credit_code_verdict verdict);

/* The kind of organization by its first two characters: 企业, 个体工商户 …; "其他" when not known.
 */
const char *credit_code_kind(struct text number);

#endif
