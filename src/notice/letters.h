/*
 * letters (函件): the letters that a notice's office sends: letters.yaml. Kinds have a word that
 * their numbers begin with; a template is a .docx in the notice's folder and says which units get
 * it: those with at least so many rows of a ledger now, those whose figures in a sealed report,
 * whose lights on the board of tasks, or whose reports that are due, make a formula
 * (notice/formula.h) true.
 */
#ifndef NOTICE_LETTERS_H
#define NOTICE_LETTERS_H

#include "notice/formula.h"
#include "notice/shape.h"

struct letter_kind {
    const struct tree *at;
    struct text key, name; /* code of letter.kind; 函, 督办函, 通报 */
    struct text word;      /* 机关代字, that its numbers begin with */
};

/* What decides who gets a letter. */
enum letter_basis {
    LETTER_OF_ROWS,   /* `at_least` rows of `subject` */
    LETTER_OF_REPORT, /* `when` over the unit's row of a sealed `report` */
    LETTER_OF_TASKS,  /* `when` over the unit's line on the board of tasks */
    LETTER_OF_DUE,    /* `when` over the unit's reports past their deadline, written or not */
};

extern const char *const letter_bases[]; /* as letters.yaml writes them */

/* Who gets it, of units that owe tasks or reports. */
enum letter_receiver {
    LETTER_TO_TOWNSHIPS,
    LETTER_TO_VILLAGES,
    LETTER_TO_BUREAUS,
    LETTER_TO_WORKSHOPS,
};

struct letter_template {
    const struct tree *at;
    struct text key, name;         /* code of letter.template; 排查问题整改督办函 */
    struct text kind;              /* of the kinds above */
    struct text file;              /* rectify.docx, in the notice's folder */
    int to;                        /* enum letter_receiver */
    int basis;                     /* enum letter_basis */
    struct text report;            /* LETTER_OF_REPORT: the form's key */
    struct text round;             /* one of its periods; empty: the newest that is sealed */
    struct text when;              /* not LETTER_OF_ROWS: the formula */
    struct text reason;            /* it in words: 企业吸纳人数不足认定人数的六成 */
    struct text subject;           /* the ledger whose rows are told; empty: the figures are told */
    struct text where;             /* which of them */
    struct text by;                /* field path that gives the unit: a region, or of bureaus and
                                      workshops a field that refers to organization */
    int64_t at_least;              /* LETTER_OF_ROWS: rows, for a unit to get it */
    int64_t reply_days;            /* working days to answer in */
    struct text docx;              /* the file's bytes; empty when it is missing */
    const struct formula *formula; /* `when`, once notice_read is OK */
};

struct notice_letters {
    const struct tree *at; /* NULL: the notice has no letters */
    struct text mark;      /* 发文机关标志; the letters are signed with it */
    MANY(struct letter_kind) kinds;
    MANY(struct letter_template) templates;
};

/* Whether its units are organizations, not places. */
bool letter_to_organizations(const struct letter_template *template);

extern const struct shape letters_shape;

/* The fields that a template may have beside those of rows, NULL-ended; and in rows, 行.序号 and
 * the labels of the subject's fields, or, of figures, 行.指标 and 行.数字. */
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
    LETTER_GROUNDS, /* 附表2第二次，2022年10月24日封存，校验码… */
    LETTER_WHY,     /* 企业吸纳人数 12，认定人数 40 */
    LETTER_FIELD__COUNT
};
extern const char *const letter_row_fields[]; /* of figures, NULL-ended */
enum letter_row_field { LETTER_ROW_NO, LETTER_ROW_NAME, LETTER_ROW_FIGURE, LETTER_ROW__COUNT };

/* What a formula over the board of tasks names, before the key of a task, which is how many of a
 * hundred are done. */
struct letter_task_word {
    const char *key, *label;
};
enum letter_task_figure {
    LETTER_TASKS_GIVEN,
    LETTER_TASKS_DONE,
    LETTER_TASKS_RED,
    LETTER_TASKS_YELLOW,
    LETTER_TASKS_PERCENT, /* done of a hundred given */
    LETTER_TASKS_RANK,    /* among the townships, from 1 */
    LETTER_TASKS_UNITS,   /* how many townships */
    LETTER_TASKS__COUNT
};
extern const struct letter_task_word letter_task_words[LETTER_TASKS__COUNT];

/* What a formula over the reports that are due names. */
enum letter_due_figure {
    LETTER_DUE_ASKED,   /* past their deadline, or handed in before */
    LETTER_DUE_MISSING, /* past their deadline and not handed in */
    LETTER_DUE_LATE,    /* handed in after it */
    LETTER_DUE__COUNT
};
extern const struct letter_task_word letter_due_words[LETTER_DUE__COUNT];

#endif
