/*
 * edit: one change to a file of a notice, made where a form shows it: a value set, an item added,
 * copied, moved or taken out. Only the bytes of what changes are written; comments, order and
 * manner of everything else stay as somebody typed them, so that the text and the forms are two
 * views of one file. Pure: bytes in, bytes out.
 *
 * A place is a path of keys: "window/from", "tasks/t03/progress/due". An item of a list is named
 * by its first value (its key) where that is its own, else by its place, "#2" (from 0).
 */
#ifndef NOTICE_EDIT_H
#define NOTICE_EDIT_H

#include "base/error.h"
#include "notice/shape.h"

enum edit_act {
    EDIT_SET,    /* a value, or a list of texts; none: takes it out */
    EDIT_ADD,    /* an item to the list at `at`; to[0] is its first value */
    EDIT_COPY,   /* the item at `at`, after itself; to[0] is the copy's first value */
    EDIT_REMOVE, /* the item, or the part, at `at` */
    EDIT_UP,     /* the item before the one above it */
    EDIT_DOWN,
    EDIT__COUNT
};

struct edit_texts {
    const struct text *at;
    size_t n;
};

struct notice_edit {
    enum edit_act act;
    struct text at;
    struct edit_texts was; /* SET: what it was when it was read; REMOVE: the mark it had */
    struct edit_texts to;
};

extern const char *const edit_acts[]; /* words of enum edit_act, NULL-ended */

/*
 * The file's bytes after the change, in the arena. `shape` is the file's. CONFLICT when what
 * stands there is no longer `was` (*now is what it is instead) or the item is gone; INVALID when
 * the place makes no sense, the file cannot be read, or it is written in a way that a form cannot
 * change.
 */
MUST_CHECK enum status notice_edit(struct arena *arena, const struct shape *shape, const char *file,
                                   struct text bytes, const struct notice_edit *edit,
                                   struct text *out, struct edit_texts *now, struct error *error);

/* What a form shows of a value: its texts as shape_read takes them; false when it is no text. */
bool edit_texts_of(struct arena *arena, const struct tree *tree, struct edit_texts *out);

/* How item i of a list is named in a path. */
struct text edit_item_name(struct arena *arena, const struct shape *shape, const struct tree *list,
                           size_t i);

/* A short text that changes when anything inside the item does. */
struct text edit_mark(struct arena *arena, const struct tree *item, struct text bytes);

#endif
