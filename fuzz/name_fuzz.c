#include "standard/masking.h"
#include "standard/name.h"
#include "standard/pinyin.h"
#include "standard/surname.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct text raw = {(const char *)bytes, n};
    struct arena arena;
    arena_init(&arena);
    struct name name = name_read(&arena, raw);
    if (!utf8_valid(name.text) || !utf8_valid(name.remark)) {
        bug("no UTF-8");
    }
    if ((name.findings & NAME_ASK) == 0 && !name_valid(name.text)) {
        bug("nothing to ask about a name that is not valid: %.*s", TEXT_ARG(name.text));
    }
    struct name again = name_read(&arena, name.text);
    if ((name.findings & NAME_ASK) == 0 && !text_equal(again.text, name.text)) {
        bug("a normalised name is changed again");
    }
    char pinyin[64];
    uint16_t numbers[16];
    size_t written = pinyin_write(raw, PINYIN_OF_NAME, PINYIN_JOINED, pinyin, sizeof(pinyin));
    size_t count = pinyin_numbers(raw, PINYIN_OF_NAME, numbers, COUNT(numbers));
    pinyin_matches(numbers, count, (struct text){pinyin, written});
    pinyin_matches(numbers, count, raw);
    if (!pinyin_same(raw, raw) || !name_equal(raw, raw) ||
        surname_length(name.text) > name.text.n) {
        bug("a name that is not its own equal");
    }
    for (int kind = MASKING_NAME; kind <= MASKING_CONDITION; kind++) {
        masking_mask(&arena, kind, MASKING_SCREEN, raw);
        masking_mask(&arena, kind, MASKING_PUBLIC, raw);
    }
    arena_release(&arena);
    return 0;
}
