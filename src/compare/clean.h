/*
 * clean: the raw cells of one line of a list brought to a struct person_row, the small fixed-size
 * form in which everything else in compare/ sees a person (domain.md A and H). What is written in
 * its usual form is read by a short way; everything else goes to the readers of standard/, so both
 * give one answer. Nothing is invented: what cannot be read is absent and has a flag that says so.
 * Allocation free but for a cleaner's own scratch; one cleaner a thread.
 */
#ifndef COMPARE_CLEAN_H
#define COMPARE_CLEAN_H

#include "base/arena.h"
#include "standard/citizen_id.h"
#include "standard/date_text.h"

enum { CLEAN_NAME_KEPT = 6 }; /* characters of a name that a row holds */

/* What a column may be. Only these are read; a list need not have any one of them. */
enum clean_field {
    CLEAN_NAME,
    CLEAN_NUMBER, /* citizen ID, in 15, 18, 20 or 22 characters */
    CLEAN_SEX,
    CLEAN_BIRTH,
    CLEAN_PHONE,
    CLEAN_TOWN,
    CLEAN_VILLAGE,
    CLEAN_ADDRESS, /* town and village are taken from it where those columns are empty */
    CLEAN_DEAD,    /* 是否死亡, 死亡日期, 人员状态 */
    CLEAN_PENSION, /* 是否领取养老金, 养老待遇状态 */
    CLEAN_FIELD__COUNT
};

/* What the cell with the number was. */
enum number_kind {
    NUMBER_NONE,    /* empty, or nothing to be had from it */
    NUMBER_VALID,   /* 18 characters, check digit right; from a disability card too */
    NUMBER_FROM_15, /* 15 digits brought to 18 */
    NUMBER_BROKEN,  /* 18 characters, or 15 brought to 18, whose check, date or province is wrong */
    NUMBER_ODD,     /* another count of digits (16, 17, 19): a digit lost or doubled */
    NUMBER_MASKED,  /* 360722********1234: seven places or more are seen at its ends */
    NUMBER_CUT, /* a numeric cell or its like: the first 15 digits are right, the rest is lost */
    NUMBER_KIND__COUNT
};

enum clean_flag {
    CLEAN_NUMBER_CHANGED = 1 << 0,  /* written otherwise (full width, blanks, x …) */
    CLEAN_NUMBER_MASKED = 1 << 1,   /* 360***********1234 */
    CLEAN_BIRTH_DERIVED = 1 << 2,   /* no column said it: from the number */
    CLEAN_BIRTH_DIFFERS = 1 << 3,   /* the column says another day than the valid number */
    CLEAN_BIRTH_UNREAD = 1 << 4,    /* something is written that is no day */
    CLEAN_SEX_DERIVED = 1 << 5,     /* no column said it: from the number */
    CLEAN_SEX_DIFFERS = 1 << 6,     /* the column says the other sex than the valid number */
    CLEAN_NAME_CHANGED = 1 << 7,    /* blanks, separators, private-use characters, remarks */
    CLEAN_NAME_LOST = 1 << 8,       /* a character is lost, masked or written in letters */
    CLEAN_NAME_LONG = 1 << 9,       /* more than six characters: the sixth place holds a hash */
    CLEAN_PHONE_WRONG = 1 << 10,    /* something is written that is no number */
    CLEAN_IS_DEAD = 1 << 11,        /* a column or a remark beside the name says so: verify */
    CLEAN_DRAWS_PENSION = 1 << 12,  /* a column says so */
    CLEAN_BAD_BYTES = 1 << 13,      /* not UTF-8: the file is in another encoding */
    CLEAN_SEVERAL_PHONES = 1 << 14, /* the second is `phone2` */
    CLEAN_NUMBER_SHARED = 1 << 15,  /* set by exact.h: other people of its list have its number */
    CLEAN_FLAGS = 16
};

/* One person of one list. 64 bytes; meaningless outside this program and build. */
struct person_row {
    uint64_t number;  /* VALID, FROM_15, BROKEN: 17 digits as a number * 16 + check (10 for X); ODD:
                         all its digits as a number; CUT: the first 15; MASKED: as VALID, 0 where
                         a place is masked; NONE: 0 */
    uint64_t name[2]; /* six characters of 21 bits, the first highest; separators left out */
    uint64_t phone;   /* digits as a number; 0: none */
    uint32_t row;     /* data row in its list, from 1 */
    uint32_t sound;   /* hash of the name's reading; 0 until sound.h sets it, or without a name */
    int32_t birth;    /* day; of a partial date its first day; DATE_NONE: unknown */
    uint32_t town;    /* hash of the town's name without its kind of place; 0: unknown */
    uint32_t village; /* likewise; without 村, 村委会, 社区 and group */
    uint32_t phone2;  /* hash of the second number; 0: none */
    uint16_t flags;   /* of enum clean_flag */
    uint8_t kind;     /* enum number_kind */
    uint8_t digits;   /* how many the cell had, of ODD and CUT; MASKED: seen before the mask */
    uint8_t sex;      /* enum sex */
    uint8_t precision; /* enum date_precision of birth */
    uint8_t length;    /* characters of the name, at most 255 */
    uint8_t tail;      /* ODD: 1: an X follows the digits; MASKED: places seen behind the mask */
};

struct cleaner {
    int32_t today;              /* ages and two-digit years are judged as of it */
    enum date_serial serial;    /* of the workbook */
    struct arena scratch;       /* reset with every row that needed it */
    struct known_place *places; /* the latest ones read; owned */
};

void cleaner_init(struct cleaner *cleaner, int32_t today, enum date_serial serial);
void cleaner_release(struct cleaner *cleaner);

/* A cell: its text and how it stood. An absent column is an empty text. */
struct clean_cell {
    struct text text;
    enum written written;
};

/* Reads a line's cells. *out is complete but for `row`. */
void clean_row(struct cleaner *cleaner, const struct clean_cell cells[CLEAN_FIELD__COUNT],
               struct person_row *out);

/* Whether the number may serve to find the person: VALID or FROM_15. */
static inline bool number_usable(const struct person_row *row)
{
    return row->kind == NUMBER_VALID || row->kind == NUMBER_FROM_15;
}

/* The birthday in a number of 18 characters; DATE_NONE where it is no day or there is none. */
int32_t number_birth(const struct person_row *row);
/* The sex in it. */
enum sex number_sex(const struct person_row *row);

enum { CLEAN_NUMBER_SIZE = 20, CLEAN_NAME_SIZE = 25, CLEAN_PHONE_SIZE = 14 };

/* Writes the number back as it reads, NUL-terminated; the length (0: none). A CUT one ends in "…".
 */
size_t clean_number_text(const struct person_row *row, char out[CLEAN_NUMBER_SIZE + 4]);
/* Writes the first six characters of the name (five and "…" of a longer one), NUL-terminated. */
size_t clean_name_text(const struct person_row *row, char out[CLEAN_NAME_SIZE + 4]);
/* Writes the phone's digits, NUL-terminated; a landline without its hyphen. */
size_t clean_phone_text(const struct person_row *row, char out[CLEAN_PHONE_SIZE]);

#endif
