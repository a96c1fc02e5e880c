/*
 * field: one column of a ledger, said once. DDL, JSON, validation, import headings, export columns,
 * forms, OpenAPI, TypeScript types, masking, facts and audit diffs are walkers over arrays of
 * these.
 */
#ifndef LEDGER_FIELD_H
#define LEDGER_FIELD_H

#include "base/arena.h"
#include "base/error.h"
#include "ledger/value.h"

enum kind {
    KIND_TEXT,        /* one line; min/max in characters */
    KIND_NOTE,        /* several lines */
    KIND_INT,         /* min/max: the value */
    KIND_MONEY,       /* fen; shown and typed in yuan */
    KIND_BOOL,        /* 是 / 否 */
    KIND_DATE,        /* a day; FIELD_PARTIAL allows a month or a year */
    KIND_TIME,        /* a moment, ms since 1970 UTC; set by the program only */
    KIND_CODE,        /* one code of the table named by `codes` */
    KIND_CODES,       /* several codes of one table, sorted, joined by ',' */
    KIND_CITIZEN_ID,  /* 公民身份号码 GB 11643 */
    KIND_CREDIT_CODE, /* 统一社会信用代码 GB 32100 */
    KIND_PHONE,
    KIND_CARD,   /* bank or social security card */
    KIND_REGION, /* 12-digit statistical region code as a number */
    KIND_REF,    /* a row of the ledger named by `ref` */
    KIND__COUNT
};

enum field_flags {
    FIELD_REQUIRED = 1 << 0,
    FIELD_UNIQUE = 1 << 1, /* within the county, among rows not removed */
    FIELD_SECRET = 1 << 2, /* encrypted at rest, masked unless revealed with a reason */
    FIELD_LOOKUP = 1 << 3, /* of a secret: found whole through its keyed-hash column <name>_key */
    FIELD_TAIL = 1 << 4,   /* of a secret: its last four found through <name>_tail */
    FIELD_SEARCH = 1 << 5, /* the list's search box looks here */
    FIELD_READONLY =
        1 << 6,           /* set by a flow or a rule of the ledger, never by a form or an import */
    FIELD_LIST = 1 << 7,  /* a column of the list as it first opens */
    FIELD_QUERY = 1 << 8, /* on the query form as it first opens */
    FIELD_PARTIAL = 1 << 9,     /* date: a month or a year is enough */
    FIELD_HOUSEHOLD = 1 << 10,  /* a merged cell is filled downward: it belongs to the household */
    FIELD_PUBLIC = 1 << 11,     /* may stand in a public notice (G: the whitelist) */
    FIELD_MERGE_KEEP = 1 << 12, /* an empty imported cell leaves what is there */
    FIELD_PINYIN = 1 << 13,     /* searched by pinyin and initials too */
    FIELD_NAME = 1 << 15,       /* a person's name, in the one form of standard/name */
    FIELD_FUTURE = 1 << 14,     /* a date that may lie after today */
    FIELD_MONTH = 1 << 16,      /* with FIELD_PARTIAL: a month; a day in it says the same */
};

struct field {
    const char *name;           /* SQL column and JSON key; never renamed */
    const char *label;          /* on forms, in headings and in error texts */
    const char *group;          /* heading of its part of the form; NULL: the previous one's */
    const char *help;           /* one line under the form field; may be NULL */
    const char *const *aliases; /* other headings an import accepts; NULL-ended, may be NULL */
    const char *codes;          /* KIND_CODE, KIND_CODES: the code table's name */
    const char *ref;            /* KIND_REF: the ledger's name */
    enum kind kind;
    unsigned flags;
    int64_t min, max; /* both 0: no bound but the kind's own */
};

/* How a kind is called where a person reads it: 文本, 日期 … */
const char *kind_label(enum kind kind);
/* Its word in JSON schemas and TypeScript: "text", "date", … */
const char *kind_name(enum kind kind);
/* Whether its value is in value.number (else in value.text). */
bool kind_is_number(enum kind kind);

#endif
