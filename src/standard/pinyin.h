/*
 * pinyin: how Chinese characters are read, without tones, ü written v (as it is typed). The
 * readings stand in a table made from ICU at build time; surnames are read as surnames (单 shan, 曾
 * zeng, 尉迟 yu chi). Pure, allocation free, well over two million names a second.
 */
#ifndef STANDARD_PINYIN_H
#define STANDARD_PINYIN_H

#include "base/text.h"

/* What is read: a person's name begins with a surname, words (a village, a company) do not. */
enum pinyin_of { PINYIN_OF_NAME, PINYIN_OF_WORDS };

enum pinyin_form {
    PINYIN_SPACED,   /* "zhang san" */
    PINYIN_JOINED,   /* "zhangsan" */
    PINYIN_INITIALS, /* "zs" */
};

/*
 * Writes the reading into out (no NUL): its length. ASCII letters and digits are taken over in
 * small letters, other signs and characters without a known reading left out. As many whole
 * syllables as fit; 256 bytes hold every valid name.
 */
size_t pinyin_write(struct text t, enum pinyin_of of, enum pinyin_form form, char *out,
                    size_t size);

/*
 * The reading as numbers of syllables, for compact columns in memory: how many, at most `most`.
 * Numbers follow alphabetical order and hold for this build only: never store them.
 */
size_t pinyin_numbers(struct text t, enum pinyin_of of, uint16_t *numbers, size_t most);
/* A syllable's letters; empty for 0 or a number that is none. */
struct text pinyin_syllable(uint16_t number);

/*
 * Every reading people use for one character (曾: zeng; 单: dan, shan): how many, at most 4.
 * 0 when it has none.
 */
size_t pinyin_readings(uint32_t cp, uint16_t numbers[4]);

/*
 * Whether what somebody typed (letters; blanks and ' between them are passed over; u stands for v
 * too) is the beginning of these syllables, each one whole or begun: "zs", "zhangs" and "zh san"
 * all find zhang san. Nothing typed finds everything.
 */
bool pinyin_matches(const uint16_t *numbers, size_t n, struct text typed);

/* Whether two names can sound the same: as many characters, each pair with a reading in common. */
bool pinyin_same(struct text a, struct text b);

#endif
