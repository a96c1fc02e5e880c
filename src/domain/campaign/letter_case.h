/*
 * letter_case: which units a template's letter goes to, and why each of them: the figures that
 * decided, the threshold in words, what they were taken from, and who stands behind every figure.
 * A template looks at the rows of a ledger as they are now, at the county's sealed report (whose
 * bytes, and so whose figures, their hash names), at the board of tasks as of today, or at the
 * reports that are due, whether or not anything was written of them. Its
 * units are the notice's townships, their villages, the notice's bureaus or the workshops in use;
 * of them those within the actor's reach.
 */
#ifndef DOMAIN_CAMPAIGN_LETTER_CASE_H
#define DOMAIN_CAMPAIGN_LETTER_CASE_H

#include "domain/app.h"
#include "notice/notice.h"

enum { LETTER_ROWS_MOST = 200 }; /* told in one letter */

struct letter_figure {
    struct text label, value, unit; /* 企业吸纳人数, 12, 人; value empty: blank */
    struct text note;               /* 填报数，台账推算 15; may be empty */
    const char *ledger;             /* whose rows stand behind it; NULL: none do */
    int64_t *ids;
    size_t id_count;
};

struct letter_unit {
    int64_t id;           /* of its organization, or else its region */
    int64_t region;       /* of a bureau: the county */
    int64_t organization; /* of a bureau or workshop; else 0 */
    struct text key;      /* its row in a report; empty: it has none */
    struct text name;
};

struct letter_case {
    struct letter_unit unit;
    bool due;        /* gets the letter */
    bool blank;      /* it cannot be told: a figure is blank */
    int64_t count;   /* rows told in the letter, or else figures */
    struct text why; /* the threshold and the figures, in words */
    struct letter_figure *figures;
    size_t figure_count;
    int64_t *ids; /* of the template's subject, at most LETTER_ROWS_MOST */
    size_t id_count;
};

struct letter_cases {
    const struct letter_template *template;
    int32_t as_of; /* of the figures */
    struct text grounds; /* 附表2第二次（10月23日），2022年10月24日封存，校验码…; 截至… */
    struct text seal; /* of a sealed report: its hash, else empty */
    struct text none; /* why nothing can be told: 附表2还没有封存; else empty */
    struct letter_case *at;
    size_t n;
};

/* As of the work's today, over the notice of `books`. INTERNAL when the template's rules cannot be
 * read (notice check tells that before). */
MUST_CHECK enum status letter_cases_find(struct app *app, struct work *work,
                                         const struct app_books *books,
                                         const struct letter_template *template,
                                         struct letter_cases *out, struct error *error);

#endif
