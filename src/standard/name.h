/*
 * name: a person's name as a cell has it, brought to one form: no blanks, one separator '·'
 * (U+00B7), private-use characters of old files replaced, remarks in brackets taken out. Characters
 * are never exchanged for look-alikes (no NFC, no NFKC: domain.md A5); the caller keeps the
 * original. A strange name is a finding for a person to settle, never a rejection.
 */
#ifndef STANDARD_NAME_H
#define STANDARD_NAME_H

#include "base/arena.h"
#include "base/text.h"

enum name_finding {
    NAME_CHANGED = 1 << 0,    /* blanks, separators or quotes were brought into form */
    NAME_REMARK = 1 << 1,     /* words in brackets were taken out */
    NAME_HEAD = 1 << 2,       /* 户主 stood beside it */
    NAME_DECEASED = 1 << 3,   /* 已故, 去世 … stood beside it: verify the person's state */
    NAME_REPLACED = 1 << 4,   /* a private-use character was replaced by its real one */
    NAME_EMPTY = 1 << 5,      /* nothing is left */
    NAME_UNREADABLE = 1 << 6, /* ? □ 〓 U+FFFD: a character is lost */
    NAME_PRIVATE = 1 << 7,    /* a private-use character nobody knows */
    NAME_SPLIT = 1 << 8,      /* a rare character described: 刘(上龙下天) */
    NAME_LATIN = 1 << 9,      /* letters: 刘YAN */
    NAME_STRANGE = 1 << 10,   /* digits or signs */
    NAME_MASKED = 1 << 11,    /* 张*三 */
    NAME_RELATION = 1 << 12,  /* 李四之妻: not the person's own name */
    NAME_LENGTH = 1 << 13,    /* fewer than 2 or more than 30 characters */
    NAME_FINDINGS = 14,       /* how many there are */
    NAME_ASK = 0x3FE0         /* those a person must settle */
};

struct name {
    struct text text;   /* normalised; in the arena */
    struct text remark; /* what stood in brackets, joined by a blank; in the arena */
    unsigned findings;  /* of enum name_finding */
};

struct name name_read(struct arena *arena, struct text raw);

/* What one finding means, for the clerk. */
const char *name_message(enum name_finding finding);

/* Whether a text is a name in its one form: 2 to 30 Han characters, parts joined by '·'. */
bool name_valid(struct text name);

/* Whether two names are the same but for separators, blanks and width. Allocation free. */
bool name_equal(struct text a, struct text b);

#endif
