/*
 * import: anybody's spreadsheet into rows of a ledger (dirty_data.csv, domain.md H). No database
 * here: what needs one (finding people, units and the rows already there) is asked of the caller in
 * chunks through hooks.
 *
 * The way: import_survey finds the heading rows of a sheet and proposes what each column is; the
 * clerk corrects the proposal; import_run then streams the rows, cleans every cell by its field's
 * kind, and hands them on in chunks with everything that was found. Three things can happen to a
 * cell and no fourth: it is put right (listed, the raw text kept), a person is asked, or it is
 * rejected with a reason that a village clerk understands. Nothing is dropped silently: every row
 * of the sheet is either handed on or counted by the reason it was passed over.
 *
 * Row and column numbers count from 0 here and are told to people from 1, as the sheet shows them.
 */
#ifndef LEDGER_IMPORT_H
#define LEDGER_IMPORT_H

#include "format/sheet.h"
#include "ledger/ledger.h"
#include "standard/money_text.h"

struct code_book;
struct region_tree;

/* What the texts of a sheet are read against. */
struct import_terms {
    const struct ledger *ledger;         /* the rows become rows of this one */
    const struct ledger *const *ledgers; /* all, NULL-ended: where references lead */
    const struct code_book *codes;
    const struct region_tree *regions;
    int64_t county; /* where the ledger's own places lie */
    int32_t today;
};

/* ---- which column is what ---- */

enum import_part { IMPORT_WHOLE, IMPORT_TOWN, IMPORT_VILLAGE };

/*
 * Where a column's texts go: to a field; of a reference, to a field of the row referred to, by
 * which it is found (a spell's person by ID number); of a region, to a part of its name.
 */
struct import_target {
    int field;     /* of the ledger; -1: nowhere */
    int ref_field; /* of the ledger referred to; -1 when the field is no reference */
    enum import_part part;
};

/* How a column came to its target, the surest last. */
enum import_origin {
    IMPORT_UNKNOWN,  /* no target */
    IMPORT_TWICE,    /* another column is surer of the same target; this one has none */
    IMPORT_BY_CELLS, /* no heading names a citizen ID, and these cells are some */
    IMPORT_BY_SYNONYM,
    IMPORT_BY_ALIAS,
    IMPORT_BY_LABEL,
    IMPORT_REMEMBERED, /* this source's heading was mapped so before */
    IMPORT_BY_MARK,    /* of a workbook exported here: the mark above the heading */
    IMPORT_BY_HAND
};

struct import_column {
    uint32_t col;
    struct text heading; /* layers joined by '/' */
    struct import_target target;
    enum import_origin origin;
    enum money_unit unit; /* of a money field: what a bare number means */
    struct text sample;   /* the first text under the heading */
};

/* A mapping kept from an earlier import of the same source: heading and import_target_name. */
struct import_pair {
    struct text heading, target;
};

struct import_layout {
    size_t sheet; /* in the book */
    struct sheet_info info;
    struct text title;     /* the first text above the heading */
    uint32_t heading_row;  /* its first row */
    uint32_t heading_rows; /* 1 to 3 */
    struct import_column *columns;
    size_t n;
    struct sheet_summary summary; /* of the whole sheet; ranges in the arena */
    bool village_from_sheet;      /* rows without a village take the sheet's name for it (X06) */
    struct text sheet_key;        /* a workbook exported here (ledger/row_key.h); empty: another */
    int64_t key_col;              /* its column of row keys; -1: none */
};

/*
 * Finds the heading within the first 15 rows and proposes targets. INVALID when there is none, or
 * the sheet cannot be read. `pairs` come from the source's earlier imports; may be NULL.
 */
MUST_CHECK enum status import_survey(struct arena *arena, const struct import_terms *terms,
                                     struct book *book, size_t sheet,
                                     const struct import_pair *pairs, size_t pair_count,
                                     struct import_layout *out, struct error *error);

/* The same with the heading where a person said it stands: rows from 0, at most 3 within the first
 * 15; INVALID elsewhere. */
MUST_CHECK enum status import_survey_at(struct arena *arena, const struct import_terms *terms,
                                        struct book *book, size_t sheet, uint32_t heading_row,
                                        uint32_t heading_rows, const struct import_pair *pairs,
                                        size_t pair_count, struct import_layout *out,
                                        struct error *error);

/* A target's name, for pages and memory: "name", "person_id.id_no", "region:town", "" nowhere. */
struct text import_target_name(struct arena *arena, const struct import_terms *terms,
                               struct import_target target);
/* The target of that name; nowhere when there is none. */
struct import_target import_target_of(const struct import_terms *terms, struct text name);
/* How a person reads it: 姓名, 人员·身份证号, 户籍地·乡镇. */
struct text import_target_label(struct arena *arena, const struct import_terms *terms,
                                struct import_target target);
/* Fields that must be filled and have no column. In the arena; returns how many. */
size_t import_missing(struct arena *arena, const struct import_terms *terms,
                      const struct import_layout *layout, const struct field ***out);

/* ---- rows ---- */

enum import_level {
    IMPORT_FIXED,  /* put right; raw text kept */
    IMPORT_WARN,   /* taken, to be looked at */
    IMPORT_ASK,    /* a person must decide before the row is taken */
    IMPORT_REJECT, /* the row goes back */
};

struct import_finding {
    enum import_level level;
    int field;        /* of the ledger; -1: the row */
    int64_t col;      /* of the sheet; -1: none */
    const char *rule; /* of dirty_data.csv: "I01"; "" for other rules */
    struct text message, hint;
};

/* A row of another ledger that this one refers to. */
struct import_ref {
    int field;                   /* of the row at hand */
    const struct ledger *ledger; /* where to look */
    struct value *like;          /* ledger->count values; those given are set */
    uint32_t found;              /* by the hook: rows that fit; */
    int64_t id;                  /* and when one: its id */
    struct text title;           /* and its title field */
    struct row **fits;           /* and when several: some of them, to choose from */
    size_t fit_count;
    bool
        make; /* there is none yet and the sheet gives enough of it: made when the row is written */
};

/* What a person decided of one field of a row that was asked about or rejected. */
enum import_pick_how {
    IMPORT_KEEP, /* as it stands in the ledger, or in the file's earlier row */
    IMPORT_TAKE, /* as the sheet has it, though it was asked about */
    IMPORT_GIVE, /* another value, typed or chosen */
};

struct import_pick {
    int field;
    enum import_pick_how how;
    struct value value; /* GIVE */
};

enum { IMPORT_NONE_OF_THEM = -1 };

/* What a person decided of a row. Fields without a pick are taken as the sheet has them. */
struct import_answer {
    size_t sheet;
    uint32_t row;
    bool leave;   /* the row is left out */
    bool merge;   /* it goes with the earlier row of the file that has its key (X14, I05) */
    int64_t same; /* the row already there that it is; IMPORT_NONE_OF_THEM; 0: not said */
    struct import_pick *picks;
    size_t n;
};

enum import_outcome {
    IMPORT_NEW,
    IMPORT_CHANGED,
    IMPORT_SAME,     /* already there with the same content */
    IMPORT_REPEATED, /* the same row stood higher up in this file: merged into it (X14) */
    IMPORT_QUESTION, /* some finding asks */
    IMPORT_ERROR,    /* some finding rejects */
    IMPORT_LEFT,     /* a person decided to leave it out */
    IMPORT_OUTCOME__COUNT
};

struct import_row {
    size_t sheet;
    uint32_t row;
    bool hidden;
    enum import_outcome outcome;
    struct value *value; /* ledger->count; ABSENT where the sheet has no column */
    struct text *raw;    /* ledger->count: the cell as it stood */
    int64_t *col;        /* ledger->count: the sheet's column of each field; -1 none */
    struct text extra;   /* words taken out of cells, for the remark */
    struct text key;     /* of a workbook exported here: the row's key; empty: none */
    struct import_ref *refs;
    size_t ref_count;
    struct import_finding *findings;
    size_t finding_count, finding_size;
    /* By the match hook: the row already there; or how many weak candidates there are. */
    const struct row *old;
    uint32_t candidates;
    /* By the known hook: the row as it was exported, and that nothing in it was changed since. */
    const struct row *base;
    bool untouched;
    struct row **likely;                /* the candidates, to choose from */
    int64_t same_as;                    /* the file's earlier row with the same key; -1 none */
    size_t same_sheet;                  /* where that one stands */
    const struct import_answer *answer; /* NULL: nobody decided anything */
    void *prepared;                     /* by the prepare hook, for take; NULL: nothing */
};

/* Adds a finding; message and hint are literals or live as long as the row. */
void import_add(struct arena *arena, struct import_row *row, struct import_finding finding);
/*
 * Whether saving the row should change that field of row->old, which is not NULL. An empty cell
 * changes nothing, nor does a month that the day already known lies in; of a row that came back
 * (base is not NULL) every value that is not absent was changed by hand, an emptied one too.
 */
bool import_changes(const struct import_terms *terms, const struct import_row *row, int field);

/* Whether a finding says that a number's digits are lost for good (I01, I02): the row may still be
 * one of those already there. */
bool import_lost_digits(const struct import_finding *finding);
/* Whether enough is given to look for rows that may be the same by a weak key; of a row whose
 * number lost its digits the days of the key need not be given. */
bool import_has_weak_key(const struct ledger_key *key, const struct ledger *ledger,
                         const struct value *value, bool without_days);

/*
 * What the database side does. Each is called with whole chunks, in this order; rows and all they
 * point to live until `take` returns, and what a hook adds may live in `arena`.
 *
 * The file is read by a thread of its own while the hooks run. All hooks run in the caller's
 * thread, unless there is a `prepare`: then resolve, match and prepare run in a second thread, at
 * the same time as `take` of an earlier chunk in the caller's.
 */
struct import_hooks {
    void *context;
    /* What was decided of a row; NULL when nothing. The hook itself may be NULL. */
    const struct import_answer *(*answer)(void *context, size_t sheet, uint32_t row);
    /* Fills found, id and title of the rows' references. */
    enum status (*resolve)(void *context, struct arena *arena, struct import_ref **refs, size_t n,
                           struct error *error);
    /*
     * Fills old or candidates; may add findings (rules across fields). Gets the rows without
     * rejection, and those that only lost an ID number's digits but have a weak key whole.
     */
    enum status (*match)(void *context, struct arena *arena, struct import_row **rows, size_t n,
                         struct error *error);
    /* May be NULL. Does ahead of `take`, on the judged rows, what can be done without writing. */
    enum status (*prepare)(void *context, struct arena *arena, struct import_row *rows, size_t n,
                           struct error *error);
    /* Takes the finished rows. A status other than OK stops the import and is handed on: BUSY with
     * a message for a cancelled job. */
    enum status (*take)(void *context, struct import_row *rows, size_t n, struct error *error);
    /*
     * May be NULL. Gets the rows with a key, before anything else is asked: finds what they were
     * exported from, sets old and base, or untouched, and takes out the cells nobody changed.
     */
    enum status (*known)(void *context, struct arena *arena, struct import_row **rows, size_t n,
                         struct error *error);
};

struct import_field_count {
    int64_t filled, empty, fixed, warned, asked, rejected;
};

/* A text passed over at the foot of a sheet: 填表人：… */
struct import_passed {
    size_t sheet;
    uint32_t row;
    struct text text;
};

struct import_summary {
    int64_t rows;                            /* handed on */
    int64_t outcomes[IMPORT_OUTCOME__COUNT]; /* of them */
    int64_t hidden;                          /* of them in hidden rows (X07) */
    int64_t blank, headings, totals;         /* rows passed over (X10, X13) */
    struct import_passed *passed;            /* remarks and signatures passed over (X11) */
    size_t passed_count;
    struct import_field_count *fields; /* ledger->count */
    int64_t shared_phones;             /* phones that five rows or more give (P03) */
    char hash[33]; /* of the content, in hexadecimal: the same figures sent again (S01) */
};

/*
 * Reads the rows of the chosen sheets in order. Errors of the file itself stop it; errors of rows
 * are findings. The summary's arrays live in `arena`. The book is opened in an arena that no hook
 * uses, since reading goes on beside them.
 */
MUST_CHECK enum status import_run(struct arena *arena, const struct import_terms *terms,
                                  struct book *book, const struct import_layout *layouts, size_t n,
                                  const struct import_hooks *hooks, struct import_summary *out,
                                  struct error *error);

#endif
