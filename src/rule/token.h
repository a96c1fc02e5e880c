/*
 * token: a rule's text cut into words. English and Chinese keywords are the same token, and so are
 * half and full width signs; a word that is no keyword is a name, and `…` is a name whatever stands
 * in it, so that a field's label can be written as people read it.
 */
#ifndef RULE_TOKEN_H
#define RULE_TOKEN_H

#include "base/text.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NUMBER,  /* 12, 12.50 */
    TOKEN_DATE,    /* 2022-09-01 */
    TOKEN_WORD,    /* 'text', "text", “text” */
    TOKEN_NAME,    /* a name or a keyword */
    TOKEN_LABEL,   /* `name` */
    TOKEN_SIGN,    /* see `sign` */
    TOKEN_INVALID, /* no token starts here, or a word or label is not closed */
};

/* What a name means where a keyword is looked for; fields may be called the same. */
enum word {
    WORD_NONE,
    WORD_AND,
    WORD_OR,
    WORD_NOT,
    WORD_IN,
    WORD_BETWEEN,
    WORD_IS,
    WORD_KNOWN,
    WORD_UNKNOWN,
    WORD_HAS,
    WORD_CONTAINS,
    WORD_STARTS,
    WORD_WITHIN,
    WORD_TRUE,
    WORD_FALSE,
    WORD_WHERE,
    WORD_BY,
    WORD_VIA,
    WORD_AT,
    WORD_DURING,
    WORD_TO,
    WORD_OF,
    WORD_DAYS,
    WORD_MONTHS,
    WORD_YEARS,
    WORD_AGE,
    WORD_ANY,
    WORD_COUNT,
    WORD_DISTINCT,
    WORD_SUM,
    WORD_MIN,
    WORD_MAX,
    WORD_FIRST,
    WORD_LAST,
};

enum sign {
    SIGN_NONE,
    SIGN_OPEN,
    SIGN_CLOSE,
    SIGN_COMMA,
    SIGN_DOT,
    SIGN_COLON,
    SIGN_EQ,
    SIGN_NE,
    SIGN_LT,
    SIGN_LE,
    SIGN_GT,
    SIGN_GE,
    SIGN_PLUS,
    SIGN_MINUS,
};

struct token {
    enum token_kind kind;
    enum word word;     /* of a name */
    enum sign sign;     /* of a sign */
    struct text source; /* as written, quotes included */
    struct text inside; /* of a word or label: what stands between the quotes, '' still doubled */
};

/* The token that starts at or after byte `at` of the text; the next starts at its source's end. */
struct token token_at(struct text text, size_t at);

#endif
