/*
 * letters (函件): the letters that a notice's office sends: letters.yaml. Kinds have a word that
 * their numbers begin with; a template is a .docx in the notice's folder with a predicate that says
 * which units get it: those with at least so many rows of a ledger.
 */
#ifndef NOTICE_LETTERS_H
#define NOTICE_LETTERS_H

#include "notice/shape.h"

struct letter_kind {
    const struct tree *at;
    struct text key, name; /* code of letter.kind; 函, 督办函, 通报 */
    struct text word;      /* 信就办函: its number is 信就办函〔2022〕3号 */
};

struct letter_template {
    const struct tree *at;
    struct text key, name; /* code of letter.template; 排查问题整改督办函 */
    struct text kind;      /* of the kinds above */
    struct text file;      /* rectify.docx, in the notice's folder */
    struct text subject;   /* the ledger whose rows are told */
    struct text where;     /* which of them */
    struct text by;        /* field path that gives the unit */
    int64_t at_least;      /* rows, for a unit to get it */
    int64_t reply_days;    /* working days to answer in */
    struct text docx;      /* the file's bytes; empty when it is missing */
};

struct notice_letters {
    const struct tree *at; /* NULL: the notice has no letters */
    struct text mark;      /* 发文机关标志; the letters are signed with it */
    MANY(struct letter_kind) kinds;
    MANY(struct letter_template) templates;
};

extern const struct shape letters_shape;

/* The fields that a template may have beside those of rows, NULL-ended; and in rows, 行.序号 and
 * the labels of the subject's fields. */
extern const char *const letter_fields[];
enum letter_field {
    LETTER_UNIT,
    LETTER_NUMBER,
    LETTER_DATE,
    LETTER_COUNT,
    LETTER_COUNTY,
    LETTER_ISSUER,
    LETTER_NOTICE,
    LETTER_NOTICE_NUMBER,
    LETTER_AS_OF,
    LETTER_REPLY_BY,
    LETTER_FIELD__COUNT
};

#endif
