#include "ledger/row_key.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/secret.h"

#define SHEET_WORD "nuanxin."

enum { HEX = 16, KEY_MOST = 96 /* bytes of a key */ };

uint64_t row_key_hash(uint64_t hash, int field, struct text cell)
{
    hash = (hash ^ (uint64_t)(field + 1)) * 0x9E3779B97F4A7C15u;
    for (size_t i = 0; i < cell.n; i++) {
        hash = (hash ^ (unsigned char)cell.s[i]) * 0x100000001B3u;
    }
    return hash ^ hash >> 29;
}

/* The signature over the part before it: sheets and the rows of each ledger sign apart. */
static uint64_t sign(struct work *work, const char *what, const struct ledger *ledger,
                     struct text part)
{
    char domain[KEY_MOST];
    int n = snprintf(domain, sizeof(domain), "%s:%s", what, ledger->name);
    return (uint64_t)secret_key64(work->secret, (struct text){domain, (size_t)n}, part);
}

static struct text signed_text(struct work *work, const char *what, const struct ledger *ledger,
                               struct text part)
{
    return arena_printf(work->arena, "%.*s.%016" PRIx64, TEXT_ARG(part),
                        sign(work, what, ledger, part));
}

static bool read_hex(struct text text, uint64_t *out)
{
    char digits[HEX + 1];
    char *end;
    if (text.n != HEX) {
        return false;
    }
    memcpy(digits, text.s, HEX);
    digits[HEX] = '\0';
    *out = strtoull(digits, &end, 16);
    return end == digits + HEX;
}

/* Splits the signature off and proves it. */
static bool proved(struct work *work, const char *what, const struct ledger *ledger,
                   struct text text, struct text *part)
{
    uint64_t given;
    if (text.n > KEY_MOST || text.n <= HEX + 1 || text.s[text.n - HEX - 1] != '.' ||
        !read_hex(text_slice(text, text.n - HEX, text.n), &given)) {
        return false;
    }
    *part = text_slice(text, 0, text.n - HEX - 1);
    return given == sign(work, what, ledger, *part);
}

struct text row_key_write(struct work *work, const struct ledger *ledger, struct row_key key)
{
    char part[KEY_MOST];
    int n = snprintf(part, sizeof(part), "%" PRId64 ".%" PRId64 ".%016" PRIx64, key.id, key.version,
                     key.cells);
    return signed_text(work, "row", ledger, (struct text){part, (size_t)n});
}

bool row_key_read(struct work *work, const struct ledger *ledger, struct text text,
                  struct row_key *out)
{
    struct text rest, id, version;
    return proved(work, "row", ledger, text_trim(text), &rest) && text_split(&rest, '.', &id) &&
           text_to_int(id, &out->id) && text_split(&rest, '.', &version) &&
           text_to_int(version, &out->version) && read_hex(rest, &out->cells);
}

bool sheet_key_is(struct text text)
{
    return text_starts(text, TEXT(SHEET_WORD)) && text.n <= KEY_MOST;
}

struct text sheet_key_ledger(struct text text)
{
    struct text rest = text_slice(text, sizeof(SHEET_WORD) - 1, text.n), name = TEXT_EMPTY;
    text_split(&rest, '.', &name);
    return name;
}

struct text sheet_key_write(struct work *work, const struct ledger *ledger, int64_t made)
{
    struct text part = arena_printf(work->arena, SHEET_WORD "%s.%" PRId64, ledger->name, made);
    return signed_text(work, "sheet", ledger, part);
}

bool sheet_key_read(struct work *work, const struct ledger *ledger, struct text text, int64_t *made)
{
    struct text part;
    if (!sheet_key_is(text) || !text_equal(sheet_key_ledger(text), text_of(ledger->name)) ||
        !proved(work, "sheet", ledger, text_trim(text), &part)) {
        return false;
    }
    size_t at = sizeof(SHEET_WORD) - 1 + strlen(ledger->name) + 1;
    return text_to_int(text_slice(part, at, part.n), made);
}
