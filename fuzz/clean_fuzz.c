/*
 * Any bytes as the lines of a list: tabs part the cells in the order of enum clean_field, '#'
 * before a cell says that it stood as a number. Cleaning must keep its promises, every row must be
 * its own equal, two rows must look the same from either side, and a row's blocking keys must be
 * its own.
 */
#include <string.h>

#include "compare/block.h"
#include "compare/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { TODAY = 19243 };

static void check_texts(const struct person_row *row)
{
    char text[64];
    if (row->kind >= NUMBER_KIND__COUNT || row->sex > SEX_FEMALE) {
        bug("a kind that is none");
    }
    if (number_usable(row)) {
        size_t n = clean_number_text(row, text);
        struct citizen_id id = citizen_id_read((struct text){text, n}, WRITTEN_AS_TEXT, TODAY);
        if (!citizen_id_usable(id.verdict) || number_birth(row) != id.birth ||
            number_sex(row) != id.sex) {
            bug("a usable number that does not read back: %.*s", (int)n, text);
        }
    }
    size_t n = clean_name_text(row, text);
    if (!utf8_valid((struct text){text, n})) {
        bug("a name that is no UTF-8");
    }
    (void)clean_phone_text(row, text);
}

static void check_own(const struct sounds *sounds, const struct person_row *row)
{
    /* The furthest that a row may be from itself: what it says partly agrees partly. */
    static const int furthest[SCORE_FIELD__COUNT] = {
        [SCORE_NUMBER] = NUMBER_FITS, [SCORE_NAME] = NAME_SAME,   [SCORE_BIRTH] = BIRTH_PARTLY,
        [SCORE_SEX] = SEX_SAME,       [SCORE_PHONE] = PHONE_SAME, [SCORE_PLACE] = PLACE_TOWN,
    };
    uint32_t pattern = score_pattern(sounds, row, row);
    for (enum score_field f = 0; f < SCORE_FIELD__COUNT; f++) {
        bool lost = f == SCORE_NAME && (row->flags & CLEAN_NAME_LOST) != 0; /* is nobody's equal */
        if (!lost && score_level(pattern, f) > furthest[f]) {
            bug("%s of a row is not its own", score_field_label(f));
        }
    }
    uint64_t keys[BLOCK_KEYS], again[BLOCK_KEYS];
    struct block_kinds all = {BLOCK_NAME_BIRTH, BLOCK__COUNT};
    size_t n = block_keys(sounds, row, all, keys);
    if (n > BLOCK_KEYS || block_keys(sounds, row, all, again) != n ||
        memcmp(keys, again, n * sizeof(*keys)) != 0) {
        bug("a row's keys change");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct sounds sounds; /* slow to make, the same for every input */
    struct text rest = {(const char *)bytes, n}, line;
    struct person_row row, above = {.birth = DATE_NONE};
    struct cleaner cleaner;
    if (sounds.of[0] == 0) {
        sounds_init(&sounds);
    }
    cleaner_init(&cleaner, TODAY, DATE_FROM_1900);
    while (text_split(&rest, '\n', &line)) {
        struct clean_cell cells[CLEAN_FIELD__COUNT] = {{{NULL, 0}, WRITTEN_AS_TEXT}};
        struct text cell;
        for (int i = 0; i < CLEAN_FIELD__COUNT && text_split(&line, '\t', &cell); i++) {
            bool numeric = text_starts(cell, TEXT("#"));
            cells[i].written = numeric ? WRITTEN_AS_NUMBER : WRITTEN_AS_TEXT;
            cells[i].text = text_slice(cell, numeric, cell.n);
        }
        clean_row(&cleaner, cells, &row);
        sound_set(&sounds, &row);
        check_texts(&row);
        check_own(&sounds, &row);
        if (score_pattern(&sounds, &row, &above) != score_pattern(&sounds, &above, &row)) {
            bug("two rows look different from the other side");
        }
        above = row;
    }
    cleaner_release(&cleaner);
    return 0;
}
