/*
 * password: what a password must be, and how it is kept (Argon2id; data/security_dengbao_app.csv
 * L3-CES1-01). Hashing is slow and takes much memory on purpose, so only a few run at once; the
 * others wait their turn.
 */
#ifndef DOMAIN_PEOPLE_PASSWORD_H
#define DOMAIN_PEOPLE_PASSWORD_H

#include <pthread.h>

#include "base/error.h"

enum {
    PASSWORD_SHORTEST = 8,   /* characters */
    PASSWORD_LONGEST = 128,  /* bytes: hashing a novel would be a way to keep the server busy */
    PASSWORD_CLASSES = 3,    /* of lower case, upper case, digits, others */
    PASSWORD_HASH_SIZE = 128 /* with its NUL */
};

/*
 * Checks a new password for somebody with that account: length, classes, not a widely used one, not
 * built from the account. Adds to `errors` under `field`.
 */
void password_check(struct text password, struct text account, const char *field,
                    struct errors *errors, struct arena *arena);

/* Where hashes wait their turn: one a process, as it is the process's memory that is spared. */
struct password_gate {
    pthread_mutex_t lock;
    pthread_cond_t open;
    int inside;
};

void password_gate_init(struct password_gate *gate);
void password_gate_release(struct password_gate *gate);

/* The hash to keep, with its own salt and parameters. */
void password_hash(struct password_gate *gate, struct text password, char out[PASSWORD_HASH_SIZE]);
/* Whether the password is the one of that hash. An empty hash takes as long and is never right. */
bool password_is(struct password_gate *gate, struct text password, struct text hash);

/* A password to hand to somebody once: 12 characters of all classes, none easily misread. */
struct text password_once(struct arena *arena);

#endif
