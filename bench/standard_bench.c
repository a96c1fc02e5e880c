/*
 * How many values a second the readers of src/standard take, one thread; pinyin beside its peer,
 * ICU's own transliterator asked name by name.
 */
#include <stdio.h>
#include <string.h>

#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/clock.h"
#include "base/random.h"
#include "standard/citizen_id.h"
#include "standard/name.h"
#include "standard/pinyin.h"
#include "standard/region.h"
#include "standard/surname.h"

enum { NAMES = 200000, ICU_NAMES = 20000, ROUNDS = 5, ROOM = 40 };

static char names[NAMES][ROOM];
static char ids[NAMES][ROOM];

static void make_values(void)
{
    struct dice dice = dice_seeded(1);
    for (size_t i = 0; i < NAMES; i++) {
        struct text surname = surname_common(dice_below(&dice, 150));
        size_t n = surname.n;
        memcpy(names[i], surname.s, n);
        for (uint32_t g = 0; g < 1 + dice_below(&dice, 2); g++) {
            n += utf8_encode(0x4E00 + dice_below(&dice, 0x5000), names[i] + n);
        }
        snprintf(ids[i], ROOM, "360722%04u%02u%02u%03u", 1950 + dice_below(&dice, 50),
                 1 + dice_below(&dice, 12), 1 + dice_below(&dice, 28), dice_below(&dice, 1000));
        ids[i][17] = citizen_id_check(ids[i]);
    }
}

static size_t read_pinyin(size_t i, void *context)
{
    (void)context;
    char out[256];
    return pinyin_write(text_of(names[i]), PINYIN_OF_NAME, PINYIN_SPACED, out, sizeof(out));
}

static size_t read_numbers(size_t i, void *context)
{
    (void)context;
    uint16_t numbers[8];
    return pinyin_numbers(text_of(names[i]), PINYIN_OF_NAME, numbers, 8);
}

static size_t read_icu(size_t i, void *context)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar text[64];
    char out[256];
    int32_t n = 0;
    u_strFromUTF8(text, 64, &n, names[i], -1, &error);
    int32_t limit = n, written = 0;
    utrans_transUChars(context, text, &n, 64, 0, &limit, &error);
    u_strToUTF8(out, sizeof(out), &written, text, n, &error);
    return (size_t)written;
}

static size_t read_id(size_t i, void *context)
{
    (void)context;
    return (size_t)citizen_id_read(text_of(ids[i]), WRITTEN_AS_TEXT, 19243).verdict;
}

static size_t read_name(size_t i, void *context)
{
    struct arena *arena = context;
    arena_reset(arena);
    return name_read(arena, text_of(names[i])).text.n;
}

struct places {
    struct arena arena;
    const struct region_tree *tree;
    const char *written;
};

static size_t find_place(size_t i, void *context)
{
    (void)i;
    struct places *places = context;
    arena_reset(&places->arena);
    return region_find(places->tree, &places->arena, text_of(places->written), 360722000000,
                       REGION_VILLAGE, DATE_NONE)
        .n;
}

/* The best of some rounds, in values a second. */
static double measure(size_t (*read)(size_t i, void *context), void *context, size_t count)
{
    double best = 0;
    volatile size_t sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double start = clock_elapsed();
        for (size_t i = 0; i < count; i++) {
            sum += read(i, context);
        }
        double rate = 1000.0 * (double)count / (clock_elapsed() - start);
        best = rate > best ? rate : best;
    }
    return best;
}

int main(void)
{
    make_values();
    UErrorCode error = U_ZERO_ERROR;
    UChar id[64];
    u_uastrcpy(id, "Han-Latin/Names; Latin-ASCII");
    UTransliterator *icu = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    struct arena lasting;
    arena_init(&lasting);
    struct region_rows rows[] = {region_rows_national(&lasting), region_rows_county(&lasting)};
    struct places places = {.tree = region_tree_new(&lasting, rows, COUNT(rows))};
    arena_init(&places.arena);

    double own = measure(read_pinyin, NULL, NAMES), peer = measure(read_icu, icu, ICU_NAMES);
    printf("pinyin written       %10.0f names/s   ICU %8.0f   ratio %.0f\n", own, peer, own / peer);
    printf("pinyin numbers       %10.0f names/s\n", measure(read_numbers, NULL, NAMES));
    printf("name_read            %10.0f names/s\n", measure(read_name, &places.arena, NAMES));
    printf("citizen_id_read      %10.0f numbers/s\n", measure(read_id, NULL, NAMES));
    places.written = "嘉定镇水东村3组";
    printf("region_find, found   %10.0f places/s\n", measure(find_place, &places, NAMES));
    places.written = "嘉定镇水冬村";
    printf("region_find, close   %10.0f places/s\n", measure(find_place, &places, 2000));
    utrans_close(icu);
    arena_release(&places.arena);
    arena_release(&lasting);
    return 0;
}
