/*
 * tree: one YAML file as a tree that remembers the line of everything, so that a mistake can be
 * told to the person who typed it, and the bytes, so that a form can change one value and leave
 * the rest of the file as it was typed. Only plain data is accepted: no anchors, aliases, tags or
 * second documents, which no clerk writes and which let a small file grow without bound. The tree
 * borrows nothing from the bytes; everything lives in the arena it was read into.
 */
#ifndef NOTICE_TREE_H
#define NOTICE_TREE_H

#include "base/arena.h"
#include "notice/fault.h"

enum tree_kind {
    TREE_EMPTY, /* nothing after the colon, or ~ */
    TREE_TEXT,  /* a word, a number, a sentence: the reader of the value decides */
    TREE_LIST,
    TREE_MAP,
};

struct tree {
    enum tree_kind kind;
    const char *file;   /* as in messages: "table2.yaml" */
    int line;           /* from 1 */
    struct text text;   /* TREE_TEXT */
    size_t from, to;    /* its bytes in the file, without white space or a comment after it */
    bool flow;          /* TREE_LIST, TREE_MAP: written in brackets */
    struct text *keys;  /* TREE_MAP: n of them, in the order of the file */
    int *key_lines;     /* TREE_MAP */
    size_t *key_from;   /* TREE_MAP: where each key begins */
    size_t *key_to;     /* TREE_MAP: behind its colon */
    struct tree **kids; /* TREE_LIST, TREE_MAP: n of them */
    size_t n;
};

/*
 * Reads a file's bytes. NULL when it cannot be read as plain YAML; then faults has gained one entry
 * with the line and what to write instead. A key given twice in one mapping is a fault too, but the
 * tree is returned with the first of them. An empty file gives an empty mapping.
 */
const struct tree *tree_read(struct arena *arena, const char *file, struct text bytes,
                             struct faults *faults);

/* The value under a key of a mapping, or NULL (also when `tree` is NULL or no mapping). */
const struct tree *tree_under(const struct tree *tree, const char *key);

/* Whether a mapping has a key with something after the colon. */
bool tree_says(const struct tree *tree, const char *key);

/* The line to name for a key of a mapping: its value's, else the mapping's own. */
int tree_line(const struct tree *tree, const char *key);

#endif
