/*
 * Parts of notice/edit: what a change is made with, and where its path leads. Only edit*.c
 * include this.
 */
#ifndef NOTICE_EDIT_PART_H
#define NOTICE_EDIT_PART_H

#include "base/buf.h"
#include "notice/edit.h"

struct editing {
    struct arena *arena;
    const char *file;
    struct text bytes;
    struct buf out; /* the file so far */
    struct error *error;
};

/* Where a path leads. */
struct place {
    const struct tree *owner;  /* the mapping that has the key; NULL: it is not there itself */
    const struct slot *slot;   /* of that key */
    const struct shape *shape; /* of the owner */
    const struct tree *value;  /* what stands under the key; NULL: nothing */
    const struct tree *list;   /* of an item: the list it is in */
    size_t list_from;          /* behind the colon before it */
    size_t item;               /* and its place there; SIZE_MAX: the path ends at a key */
    /* Of an owner that is not there: the mapping, and its slot, that it is to be put under. */
    const struct tree *above;
    const struct shape *above_shape;
    const struct slot *above_slot;
};

/* Fills e->error; returns `status`. */
enum status editing_refuse(struct editing *e, enum status status, const char *message,
                           const char *hint);

/* INVALID: a form cannot change what is written like this. */
enum status editing_refuse_manner(struct editing *e);

/* What an item is named by: the text under its shape's first key; empty when it has none. */
struct text editing_first_value(const struct shape *shape, const struct tree *item);

/* The place of a key in a mapping; SIZE_MAX: it lacks the key. */
size_t editing_key_index(const struct tree *map, const char *key);

/* Follows a path of keys and items from the file's root. CONFLICT: an item on it is gone; INVALID:
 * the path makes no sense, or leads through something that a form cannot change. */
MUST_CHECK enum status editing_find_place(struct editing *e, const struct shape *shape,
                                          const struct tree *root, struct text at,
                                          struct place *place);

#endif
