/*
 * shape: how a mapping in a notice's file becomes a struct, said once in a table: the key, the kind
 * of value, where it goes, whether it must be there, and what a person should write. The reader
 * walks the table, so that unknown keys, missing ones, wrong kinds and near misses are told in one
 * manner for every file. A later part adds a key by one line and a file by one table.
 *
 * Every struct read this way begins with `const struct tree *at`, the mapping it came from, by
 * which a later check finds the line of a key (tree_line). Texts are borrowed from the tree.
 */
#ifndef NOTICE_SHAPE_H
#define NOTICE_SHAPE_H

#include "base/date.h"
#include "notice/tree.h"

/* Several of a kind, in the order of the file; lives in the arena of the notice. */
#define MANY(type)                                                                                 \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t n;                                                                                  \
    }

#define SHAPE_BLANK INT64_MIN /* a number that the county has still to fill in */

enum slot_kind {
    SLOT_TEXT,   /* struct text; empty when absent */
    SLOT_KEY,    /* struct text of a-z, 0-9, _ and -, beginning with a letter */
    SLOT_NUMBER, /* int64_t, whole; `absent` when there is none (SHAPE_BLANK: the county fills it)
                  */
    SLOT_BOOL,   /* bool, written true or false (是, 否); `absent` when there is none */
    SLOT_DATE,   /* int32_t day; DATE_NONE when absent */
    SLOT_CHOICE, /* int: index into `choices`; `absent` when there is none */
    SLOT_TEXTS,  /* MANY(struct text); one text alone is a list of one */
    SLOT_ONE,    /* const T * of `shape`; NULL when absent */
    SLOT_MANY,   /* MANY(T) of `shape` */
};

/* What a text is about, beyond its kind: how a page lets it be edited. */
enum slot_sense {
    SENSE_PLAIN,
    SENSE_LONG,   /* sentences */
    SENSE_LINES,  /* a list with a line each */
    SENSE_RULE,   /* a predicate over the ledger `subject` beside it, else over person */
    SENSE_VALUE,  /* a field path over that ledger */
    SENSE_WHO,    /* keys of units, and kinds of units */
    SENSE_UNIT,   /* key of a unit */
    SENSE_LEDGER, /* name of a ledger */
    SENSE_CODES,  /* name of a code table */
    SENSE_REPORT, /* key of a report */
    SENSE_PERIOD, /* key of a period of the report beside it */
    SENSE_HEAD,   /* key of a head of the inspection */
    SENSE_LETTER, /* key of a kind of letter */
    SENSE__COUNT
};

struct shape;

struct slot {
    const char *key;
    size_t offset;
    enum slot_kind kind;
    bool required;
    int64_t absent;             /* SLOT_NUMBER, SLOT_BOOL, SLOT_CHOICE */
    int64_t least, most;        /* SLOT_NUMBER; both 0: no bound */
    const char *const *choices; /* SLOT_CHOICE; NULL-ended */
    const struct shape *shape;  /* SLOT_ONE, SLOT_MANY */
    const char *say;            /* what it is, for hints: "填报日期，如 2022-09-23" */
    const char *label;          /* over its field in a form: 填报日期 */
    enum slot_sense sense;
    const char *const *choice_labels; /* what `choices` are called, in their order */
};

struct shape {
    const char *label; /* what one such mapping is called: 报表的一列 */
    size_t size;       /* of the struct */
    const struct slot *slots;
    size_t count;
};

/*
 * Fills *out (zeroed, shape->size bytes) from a mapping. Every mistake is added to faults; the
 * struct is always left usable: what is wrong is as if absent.
 */
void shape_read(struct arena *arena, const struct shape *shape, const struct tree *tree, void *out,
                struct faults *faults);

#endif
