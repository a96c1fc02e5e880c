/*
 * error: what went wrong, told once and completely. A function that can fail returns a status and
 * fills *error only when it is not OK. The message is for the clerk (Chinese: what is wrong), the
 * hint says what to do next, the detail is for the log. Validation gathers every field's error in a
 * list; everything else stops at the first.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/arena.h"
#include "base/bug.h"
#include "base/text.h"

enum status {
    OK,
    INVALID,     /* the input is wrong; see the field errors */
    DENIED,      /* signed in, but not allowed */
    NOT_FOUND,   /* absent, or not the caller's to see: never told apart */
    CONFLICT,    /* somebody else changed it, or it exists already */
    TOO_LARGE,   /* over a ceiling */
    BUSY,        /* try again shortly */
    UNAVAILABLE, /* disk full, database gone: the world's fault */
    INTERNAL,    /* ours */
    UNSIGNED,    /* not signed in, or the session is over */
    STATUS__COUNT
};

struct error {
    enum status status;
    const char *field;   /* the ledger field, or NULL */
    struct text message; /* 姓名不能为空 */
    struct text detail;  /* for the log; may be empty */
    struct text hint;    /* 请填写姓名后重新保存; may be empty */
};

struct errors {
    struct error *at; /* in the arena the list was filled from */
    size_t n, size;
};

/* Fills *error and returns status, so that `return error_set(...)` reads well. Texts live in
 * `arena`. */
enum status error_set(struct error *error, struct arena *arena, enum status status,
                      const char *format, ...) PRINTF(4, 5);
/* Adds the hint to an error just set; returns its status. */
enum status error_hint(struct error *error, struct arena *arena, const char *format, ...)
    PRINTF(3, 4);

/* Copies its texts to an arena that lives longer than the one they are in. */
void error_keep(struct error *error, struct arena *arena);

/* Appends one field's error to a list. */
void errors_add(struct errors *errors, struct arena *arena, const char *field, struct text message,
                struct text hint);

/* One table: what each status is called, its HTTP code and its exit code. */
int status_http(enum status status);
int status_exit(enum status status);
const char *status_name(enum status status);

#endif
