/*
 * code: tables of codes (sex, education, nationality …) and finding a code from what people write:
 * the code itself, its name, another word for it, or a name with words around it. Built from rows,
 * because a county may rename and extend its own lists; never changes afterwards.
 */
#ifndef STANDARD_CODE_H
#define STANDARD_CODE_H

#include "base/arena.h"
#include "base/text.h"

struct code_row {
    struct text table; /* "education" */
    struct text code;  /* "21" */
    struct text name;  /* 大学本科毕业; of an alias the other word: 本科 */
};

struct code_rows {
    struct code_row *at;
    size_t n;
};

/* The embedded tables (the standards' and the product's own) with "nationality", each in the order
 * of its form; and other words for them. Rows of one table stand together. */
struct code_rows code_rows_embedded(struct arena *arena);
struct code_rows code_aliases_embedded(struct arena *arena);

struct code_table {
    struct text name;
    const struct code_row *rows; /* in the order given */
    size_t n;
    const struct code_row *aliases;
    size_t alias_count;
};

struct code_book {
    struct code_table *tables;
    size_t n;
};

/* Rows of one table need not stand together; their order within it is kept. Texts are borrowed. */
struct code_book code_book_new(struct arena *arena, struct code_rows rows,
                               struct code_rows aliases);

/* A table by its name, or NULL. */
const struct code_table *code_table_of(const struct code_book *book, struct text name);
/* The name of a code; empty when the table has none such. */
struct text code_name(const struct code_table *table, struct text code);

enum code_outcome {
    CODE_FOUND,     /* the code, its whole name or a known other word */
    CODE_CONTAINED, /* a name stands among other words, or only part of it is written: show it */
    CODE_SEVERAL,   /* could be several */
    CODE_UNKNOWN,
    CODE_EMPTY,
};

/*
 * Finds the code of a written word; *code is set with FOUND and CONTAINED and lives as long as the
 * rows. Width, blanks and what stands in brackets do not matter; "1" finds "01". A name after 非,
 * 不, 未, 无 or 没 does not count as contained. Allocation free.
 */
enum code_outcome code_find(const struct code_table *table, struct text written, struct text *code);

/* One of several words in a cell. */
struct code_part {
    enum code_outcome outcome; /* never EMPTY */
    struct text written;       /* a piece of the cell */
    struct text code;          /* empty unless FOUND or CONTAINED */
};

/*
 * Reads a cell that may name several (脱贫户、低保、残疾): first as one word, then cut at
 * 、，,；;/|+ blanks and line breaks. Returns how many parts, at most `most` written. Allocation
 * free.
 */
size_t code_find_several(const struct code_table *table, struct text written,
                         struct code_part *parts, size_t most);

/* ---- yes and no (dirty_data.csv F01) ---- */

enum answer {
    ANSWER_EMPTY, /* nothing, - or /: not the same as no */
    ANSWER_NO,
    ANSWER_YES,
    ANSWER_UNCLEAR,
};

/* 是 有 √ 1 Y … and 否 无 × 0 N …; anything else is UNCLEAR. */
enum answer answer_read(struct text written);

#endif
