#include "format/ole.h"

#include <string.h>

/* [MS-CFB] 2.2: the header's fields by their offsets. */
enum {
    HEADER = 512,
    AT_SECTOR_SHIFT = 30,
    AT_MINI_SHIFT = 32,
    AT_DIRECTORY = 48,
    AT_MINI_CUTOFF = 56,
    AT_MINI_FAT = 60,
    AT_DIFAT = 68,
    AT_FIRST_DIFAT = 76,
    DIFAT_IN_HEADER = 109,
    ENTRY = 128, /* of the directory */
    ENTRY_NAME_SIZE = 64,
    ENTRY_TYPE = 66,
    ENTRY_START = 116,
    ENTRY_SIZE = 120,
    TYPE_STREAM = 2,
    TYPE_ROOT = 5,
    NAME_MOST = 31,
};
#define LAST_SECTOR 0xFFFFFFFAu /* larger ones are marks: end of chain, free, of a FAT */

struct ole {
    struct arena *arena;
    struct text file;
    uint32_t sector; /* bytes */
    uint32_t sectors;
    const uint32_t *fat; /* next sector of each */
    uint32_t fat_count;
};

static uint32_t u16_at(const char *p)
{
    return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

static uint32_t u32_at(const char *p)
{
    return u16_at(p) | u16_at(p + 2) << 16;
}

/* The bytes of a sector, or NULL when the file ends before it. */
static const char *sector_at(const struct ole *o, uint32_t number)
{
    return number < o->sectors ? o->file.s + ((size_t)number + 1) * o->sector : NULL;
}

static bool read_header(struct ole *o)
{
    if (o->file.n < HEADER || !text_starts(o->file, TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))) {
        return false;
    }
    uint32_t shift = u16_at(o->file.s + AT_SECTOR_SHIFT);
    if (shift != 9 && shift != 12) {
        return false;
    }
    o->sector = 1u << shift;
    o->sectors = o->file.n / o->sector < 2 ? 0 : (uint32_t)(o->file.n / o->sector - 1);
    return o->sectors > 0;
}

static bool add_fat_sector(struct ole *o, uint32_t *fat, uint32_t number)
{
    const char *from = sector_at(o, number);
    uint32_t entries = o->sector / 4;
    if (from == NULL || o->fat_count + entries > o->sectors + entries) {
        return false;
    }
    for (uint32_t i = 0; i < entries; i++) {
        fat[o->fat_count++] = u32_at(from + (size_t)i * 4);
    }
    return true;
}

/* Gathers the FAT: its sectors are listed in the header and, of large files, in a chain of their
 * own. */
static bool read_fat(struct ole *o)
{
    uint32_t entries = o->sector / 4;
    uint32_t *fat = arena_array(o->arena, uint32_t, (size_t)o->sectors + 2 * (size_t)entries);
    o->fat = fat;
    for (uint32_t i = 0; i < DIFAT_IN_HEADER && o->fat_count < o->sectors; i++) {
        uint32_t number = u32_at(o->file.s + AT_FIRST_DIFAT + (size_t)i * 4);
        if (number < LAST_SECTOR && !add_fat_sector(o, fat, number)) {
            return false;
        }
    }
    uint32_t next = u32_at(o->file.s + AT_DIFAT);
    for (uint32_t steps = 0; next < LAST_SECTOR && o->fat_count < o->sectors; steps++) {
        const char *list = sector_at(o, next);
        if (list == NULL || steps > o->sectors) {
            return false;
        }
        for (uint32_t i = 0; i + 1 < entries && o->fat_count < o->sectors; i++) {
            uint32_t number = u32_at(list + (size_t)i * 4);
            if (number < LAST_SECTOR && !add_fat_sector(o, fat, number)) {
                return false;
            }
        }
        next = u32_at(list + (size_t)(entries - 1) * 4);
    }
    return true;
}

/* The sectors of a chain end to end; false when it leaves the file or runs in a circle. */
static bool read_chain(const struct ole *o, uint32_t start, struct text *out)
{
    uint32_t count = 0;
    for (uint32_t at = start; at < LAST_SECTOR; at = o->fat[at]) {
        if (at >= o->fat_count || sector_at(o, at) == NULL || count++ > o->sectors) {
            return false;
        }
    }
    char *copy = arena_alloc(o->arena, (size_t)count * o->sector);
    size_t n = 0;
    for (uint32_t at = start; at < LAST_SECTOR; at = o->fat[at]) {
        memcpy(copy + n, sector_at(o, at), o->sector);
        n += o->sector;
    }
    *out = (struct text){copy, n};
    return true;
}

/* Small streams lie in sectors of 64 bytes inside the root's stream. */
static bool read_mini(const struct ole *o, struct text root, uint32_t start, size_t size,
                      struct text *out)
{
    uint32_t mini = 1u << (u16_at(o->file.s + AT_MINI_SHIFT) & 15);
    struct text fat;
    if (!read_chain(o, u32_at(o->file.s + AT_MINI_FAT), &fat)) {
        return false;
    }
    char *copy = arena_alloc(o->arena, size);
    size_t n = 0;
    for (uint32_t at = start; n < size; at = u32_at(fat.s + (size_t)at * 4)) {
        size_t part = size - n < mini ? size - n : mini;
        if ((size_t)at * 4 + 4 > fat.n || (size_t)at * mini + part > root.n) {
            return false;
        }
        memcpy(copy + n, root.s + (size_t)at * mini, part);
        n += part;
    }
    *out = (struct text){copy, size};
    return true;
}

/* The directory entry of that kind and, for a stream, name; NULL when there is none. */
static const char *find_entry(struct text directory, char type, const char *name)
{
    for (size_t at = 0; at + ENTRY <= directory.n; at += ENTRY) {
        const char *entry = directory.s + at;
        uint32_t size = u16_at(entry + ENTRY_NAME_SIZE);
        if (entry[ENTRY_TYPE] != type || size < 2 || size > 2 * NAME_MOST + 2) {
            continue;
        }
        char ascii[NAME_MOST + 1] = "";
        for (uint32_t i = 0; i < size / 2 - 1; i++) {
            ascii[i] = entry[(size_t)i * 2 + 1] == 0 ? entry[(size_t)i * 2] : '?';
        }
        if (type == TYPE_ROOT || strcmp(ascii, name) == 0) {
            return entry;
        }
    }
    return NULL;
}

bool ole_stream(struct arena *arena, struct text file, const char *name, struct text *out)
{
    struct ole o = {.arena = arena, .file = file};
    struct text directory, root, whole;
    if (!read_header(&o) || !read_fat(&o) ||
        !read_chain(&o, u32_at(file.s + AT_DIRECTORY), &directory)) {
        return false;
    }
    const char *entry = find_entry(directory, TYPE_STREAM, name);
    const char *root_entry = find_entry(directory, TYPE_ROOT, "");
    if (entry == NULL || root_entry == NULL) {
        return false;
    }
    uint32_t start = u32_at(entry + ENTRY_START), size = u32_at(entry + ENTRY_SIZE);
    if (size > file.n) {
        return false;
    }
    if (size < u32_at(file.s + AT_MINI_CUTOFF)) {
        return read_chain(&o, u32_at(root_entry + ENTRY_START), &root) &&
               read_mini(&o, root, start, size, out);
    }
    if (!read_chain(&o, start, &whole) || whole.n < size) {
        return false;
    }
    *out = text_slice(whole, 0, size);
    return true;
}
