/*
 * sound: how names sound, coarsely: one class for each syllable, where zh and z, ch and c, sh and
 * s, n and l, an and ang, en and eng, in and ing count as one, because people who type a name they
 * have heard mix them up; and which characters look so alike that people who copy a name write one
 * for the other. Made from the readings of standard/pinyin.h; read by many threads.
 */
#ifndef COMPARE_SOUND_H
#define COMPARE_SOUND_H

#include "compare/clean.h"

enum { SOUND_FROM = 0x3400, SOUND_TO = 0xA000 };

struct sounds {
    uint16_t of[SOUND_TO - SOUND_FROM];   /* class of a character; 0: none */
    uint8_t looks[SOUND_TO - SOUND_FROM]; /* likewise, of those that look alike */
};

void sounds_init(struct sounds *sounds);

/* The class of one character, never 0: one without a reading sounds like itself alone. */
uint32_t sound_of(const struct sounds *sounds, uint32_t cp);
/* Whether two characters are written nearly alike: 妹 and 姝, 王 and 玉. */
bool sound_looks_alike(const struct sounds *sounds, uint32_t a, uint32_t b);
/* Sets row->sound from its name. */
void sound_set(const struct sounds *sounds, struct person_row *row);

#endif
