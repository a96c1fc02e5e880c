/*
 * import_fixture: two small ledgers, the embedded codes and places, and an import of a file that is
 * written out line by line, for the tests of the import.
 */
#ifndef TEST_IMPORT_FIXTURE_H
#define TEST_IMPORT_FIXTURE_H

#include "base/buf.h"
#include "ledger/import.h"
#include "ledger/import_return.h"

/* Fields of the ledger "person" of these tests. */
enum {
    P_NAME,
    P_ID_NO,
    P_SEX,
    P_BIRTH,
    P_EDUCATION,
    P_REGION,
    P_ADDRESS,
    P_HOUSEHOLD_NO,
    P_PHONE,
    P_PHONE2,
    P_IS_STUDENT,
    P_DISABILITY_NO,
    P_LEVEL,
    P_CARD,
    P_INCOME,
    P_REMARK,
    P__COUNT
};

/* Fields of the ledger "tag": category tags of a person. */
enum { T_PERSON, T_KIND, T_KINDS, T_PLACE, T_FROM, T_TO, T_CREDIT_CODE, T_HOME, T__COUNT };

extern const struct ledger test_person, test_tag;

struct fixture {
    struct arena arena;
    struct arena file; /* of the books: they are read beside the hooks */
    struct import_terms terms;
    struct import_layout layout;
    struct import_summary summary;
    struct error error;
    struct buf seen;               /* one line a row */
    const struct row *const *rows; /* already there, found by ID number; may be NULL */
    size_t row_count;
    int64_t stop_after;         /* rows after which `take` cancels; 0 never */
    struct import_return *back; /* gets the bad rows; may be NULL */
    int64_t returned;           /* rows it then held */
};

void fixture_begin(struct fixture *f, const struct ledger *ledger);
void fixture_end(struct fixture *f);

/* Gives every code table that the ledgers name and nobody has embedded one row. */
void fixture_any_codes(struct fixture *f);
/* Surveys the first sheet. */
enum status fixture_survey(struct fixture *f, struct text bytes);
/* Surveys and runs it; the rows are written to `seen`:
 *   <row> <outcome> <field>=<value> … | <level> <field> <rule> <message>; …
 */
enum status fixture_run(struct fixture *f, struct text bytes);
/* As fixture_run with the layout as it stands. */
enum status fixture_run_layout(struct fixture *f, struct text bytes);

#endif
