#include "compare/block.h"

#include "compare/clean_part.h"

static inline uint64_t mixed(uint64_t a, uint64_t b, enum block_kind kind)
{
    uint64_t h = (a + (uint64_t)kind) * 0x9E3779B97F4A7C15u;
    h = (h ^ h >> 32 ^ b) * 0xD6E8FEB86659FD93u;
    return h ^ h >> 29;
}

/* Keys as they are gathered. */
struct keys {
    uint64_t *at;
    size_t n;
    struct block_kinds kinds;
};

/* A key of two parts, both of which must be there. */
static inline void put(struct keys *keys, enum block_kind kind, uint64_t a, uint64_t b)
{
    keys->at[keys->n] = mixed(a, b, kind);
    keys->n += kind >= keys->kinds.from && kind < keys->kinds.to && a != 0 && b != 0;
}

/*
 * The 17 digits of the number, each time without one piece. The check digit is never in it, because
 * of a 15-digit number it was made from digits that may be wrong.
 */
static void put_number(struct keys *keys, const struct person_row *row)
{
    uint64_t digits = row->number / 16;
    uint64_t region = digits / 100000000000 * 100000000000;
    uint64_t year = digits / 10000000 % 10000 * 10000000;
    uint64_t month = digits / 100000 % 100 * 100000;
    uint64_t day = digits / 1000 % 100 * 1000;
    put(keys, BLOCK_NO_REGION, 1, digits - region);
    put(keys, BLOCK_NO_YEAR, 1, digits - year);
    put(keys, BLOCK_NO_MONTH, 1, digits - month);
    put(keys, BLOCK_NO_DAY, 1, digits - day);
    put(keys, BLOCK_NO_SEQUENCE, 1, digits - digits / 10 % 100 * 10);
    put(keys, BLOCK_NO_END, 1, digits - digits % 10);
    put(keys, BLOCK_NAME_NINE, row->sound, digits % 9 + 1);
}

/* What stands before the check digit, where it is still known. */
static void put_sequence(struct keys *keys, const struct person_row *row)
{
    uint64_t odd = row->tail == 0 ? 10 : 1;
    uint64_t digits = row->number / (row->kind == NUMBER_ODD ? odd : 16);
    bool known = number_usable(row) || row->kind == NUMBER_BROKEN || row->kind == NUMBER_ODD ||
                 (row->kind == NUMBER_MASKED && row->tail >= 4);
    put(keys, BLOCK_NAME_SEQUENCE, known ? row->sound : 0, digits % 1000 + 1);
}

/* A day as a key that a change of places of day and month leaves as it is; never 0. */
static uint64_t turned_day(struct civil c)
{
    int low = c.month < c.day ? c.month : c.day, high = c.month < c.day ? c.day : c.month;
    return (uint64_t)c.year * 10000 + (uint64_t)low * 100 + (uint64_t)high;
}

static uint32_t given_sound(const struct sounds *sounds, const struct person_row *row)
{
    uint32_t hash = 0;
    for (size_t i = 1; i < CLEAN_NAME_KEPT && i < row->length; i++) {
        hash = (hash + sound_of(sounds, clean_name_character(row, i))) * 0x9E3779B1u;
    }
    return row->length > 1 ? hash | 1 : 0;
}

/* Keys that hold a birthday; those of a partial one only the year. */
static void put_birth(struct keys *keys, const struct sounds *sounds, const struct person_row *row)
{
    struct civil c = date_to_civil(row->birth);
    put(keys, BLOCK_NAME_YEAR, row->sound, (uint64_t)c.year);
    if (row->precision != DATE_DAY) {
        return;
    }
    put(keys, BLOCK_NAME_BIRTH, row->sound, turned_day(c));
    if ((row->flags & CLEAN_BIRTH_DIFFERS) != 0) {
        put(keys, BLOCK_NAME_BIRTH, row->sound, turned_day(date_to_civil(number_birth(row))));
    }
    if (keys->kinds.to > BLOCK_WEAK) {
        uint64_t born = (uint64_t)((int64_t)row->birth + 1000000);
        put(keys, BLOCK_BIRTH_VILLAGE, born, row->village);
        put(keys, BLOCK_SURNAME_BIRTH, born,
            row->length == 0 ? 0 : sound_of(sounds, clean_name_character(row, 0)));
        put(keys, BLOCK_GIVEN_BIRTH, born, given_sound(sounds, row));
        put(keys, BLOCK_NAME_DAY, row->sound, (uint64_t)c.month * 100 + (uint64_t)c.day);
    }
}

size_t block_keys(const struct sounds *sounds, const struct person_row *row,
                  struct block_kinds kinds, uint64_t out[BLOCK_KEYS])
{
    struct keys keys = {.at = out, .kinds = kinds};
    uint32_t phone = clean_phone_hash(row->phone);
    if (row->birth != DATE_NONE) {
        put_birth(&keys, sounds, row);
    }
    put(&keys, BLOCK_NAME_PHONE, row->sound, phone);
    if (kinds.to <= BLOCK_WEAK) {
        return keys.n;
    }
    if (number_usable(row) || row->kind == NUMBER_BROKEN) {
        put_number(&keys, row);
    }
    put_sequence(&keys, row);
    put(&keys, BLOCK_NAME_VILLAGE, row->sound, row->village);
    put(&keys, BLOCK_PHONE, 1, phone);
    if (row->phone2 != phone) {
        put(&keys, BLOCK_PHONE, 1, row->phone2);
    }
    put(&keys, BLOCK_NAME_TOWN, row->sound, row->town | 1ull << 32);
    return keys.n;
}

uint64_t block_number_key(const struct person_row *row, enum block_kind kind)
{
    uint64_t out[BLOCK_KEYS] = {0};
    struct keys keys = {.at = out, .kinds = {kind, (enum block_kind)(kind + 1)}};
    if (number_usable(row) || row->kind == NUMBER_BROKEN) {
        put_number(&keys, row);
    }
    return keys.n > 0 ? keys.at[0] : 0;
}
