/* The form of the reading table that pinyin_make.c writes and pinyin.c reads. */
#ifndef STANDARD_PINYIN_TABLE_H
#define STANDARD_PINYIN_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum {
    PINYIN_SYLLABLE = 8,     /* bytes of one syllable, NUL-padded; the longest are zhuang, shuang */
    PINYIN_SPECIAL = 0x8000, /* set in the table for a character of pinyin_readings.h */
    PINYIN_LAST = 0x323AF,   /* the last Han character assigned (extension H) */
    PINYIN_BASIC = 0xA000 - 0x3400,
    PINYIN_COMPATIBLE = 0xFB00 - 0xF900,
    PINYIN_SLOTS = 1 + PINYIN_BASIC + PINYIN_COMPATIBLE + (PINYIN_LAST + 1 - 0x20000),
};

/* Where a character's number stands in the table; PINYIN_SLOTS when it is not a Han character. */
static inline size_t pinyin_slot(uint32_t cp)
{
    if (cp >= 0x3400 && cp < 0xA000) {
        return 1 + cp - 0x3400;
    }
    if (cp >= 0x20000 && cp <= PINYIN_LAST) {
        return 1 + PINYIN_BASIC + PINYIN_COMPATIBLE + cp - 0x20000;
    }
    if (cp >= 0xF900 && cp < 0xFB00) {
        return 1 + PINYIN_BASIC + cp - 0xF900;
    }
    return cp == 0x3007 ? 0 : PINYIN_SLOTS;
}

#endif
