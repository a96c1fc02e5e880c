/*
 * people_names: names as a county has them and the ways in which clerks get them wrong. Surnames
 * and given names follow the real habits: few surnames cover most people, brothers share a
 * character, given names go with sex and decade. Deterministic: the dice decide, the same on every
 * machine.
 */
#ifndef BENCH_PEOPLE_NAMES_H
#define BENCH_PEOPLE_NAMES_H

#include "base/random.h"
#include "base/text.h"

enum { NAME_BYTES = 40 }; /* room for a name with NUL */

struct names; /* tables of characters by their reading; freed by names_release */

struct names *names_new(void);
void names_release(struct names *names);

/* A surname: `local` of a hundred from the few of the county, the others from the whole country. */
struct text names_surname(struct dice *dice, uint32_t local);
/* One of the few surnames of a clan village. */
struct text names_clan(uint64_t village, uint32_t choice);
/* One character of a given name for a man or woman born in `year`. */
struct text names_character(struct dice *dice, bool male, int year);
/* A name of another people with its separator: 阿依·古丽. */
void names_foreign(struct dice *dice, char out[NAME_BYTES]);

/* How a name is written wrongly. */
enum slip {
    SLIP_HOMOPHONE, /* 建 for 健: the same sound, the next candidate of the input method */
    SLIP_VARIANT,   /* 國 for 国, 峯 for 峰 */
    SLIP_ACCENT,    /* 曾 for 生: zh/z, ch/c, sh/s, n/l, in/ing, en/eng */
    SLIP_LOOKS,     /* 风 for 凤 */
};

/*
 * Puts one character of the given name wrong. False, and nothing changed, when the name has no
 * character with such a partner.
 */
bool names_slip(const struct names *names, struct dice *dice, enum slip slip,
                char name[NAME_BYTES]);

#endif
