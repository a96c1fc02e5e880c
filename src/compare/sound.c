#include "compare/sound.h"

#include "compare/clean_part.h"
#include "standard/pinyin.h"

/* zhuang, zuang and zuan are one. */
static uint16_t class_of(struct text syllable)
{
    char folded[8];
    size_t n = 0;
    for (size_t i = 0; i < syllable.n && n < sizeof(folded); i++) {
        char c = syllable.s[i];
        bool soft = i == 1 && c == 'h'; /* zh ch sh */
        bool nasal = c == 'g' && i + 1 == syllable.n && i > 0 && syllable.s[i - 1] == 'n';
        if (!soft && !nasal) {
            folded[n++] = i == 0 && c == 'n' ? 'l' : c;
        }
    }
    return (uint16_t)(text_hash((struct text){folded, n}) >> 48) | 1;
}

static uint16_t look_up(uint32_t cp)
{
    uint16_t numbers[4];
    return pinyin_readings(cp, numbers) == 0 ? 0 : class_of(pinyin_syllable(numbers[0]));
}

void sounds_init(struct sounds *sounds)
{
    for (uint32_t cp = SOUND_FROM; cp < SOUND_TO; cp++) {
        sounds->of[cp - SOUND_FROM] = look_up(cp);
    }
}

uint32_t sound_of(const struct sounds *sounds, uint32_t cp)
{
    uint32_t class = cp >= SOUND_FROM && cp < SOUND_TO ? sounds->of[cp - SOUND_FROM] : look_up(cp);
    return class != 0 ? class : cp + 0x10000;
}

void sound_set(const struct sounds *sounds, struct person_row *row)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < CLEAN_NAME_KEPT && i < row->length; i++) {
        uint32_t class = sound_of(sounds, clean_name_character(row, i));
        hash = (hash + class) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    row->sound = row->length == 0 ? 0 : (uint32_t)(hash >> 16) | 1;
}
