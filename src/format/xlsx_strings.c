#include "format/xlsx_book.h"

#include <string.h>

#include "base/ceilings.h"
#include "format/xlsx_row.h"
#include "format/xlsx_scan.h"
#include "format/xlsx_xml.h"

/* The texts and their places together stay below the ceiling. */
static bool is_full(const struct xlsx_strings *strings)
{
    return strings->bytes.full ||
           strings->bytes.n + strings->ends.n * sizeof(uint32_t) > CEILING_SHARED_TEXT;
}

/* Ends the text that begins at `from` in the buffer. */
static void finish_text(struct xlsx_strings *strings, size_t from)
{
    size_t n = strings->bytes.n - from;
    if (n > 0 && memchr(strings->bytes.s + from, '_', n) != NULL) {
        strings->bytes.n = from + xlsx_unescape(strings->bytes.s + from, n);
    }
    list_add(&strings->ends, (uint32_t)strings->bytes.n);
}

static enum status too_large(struct arena *arena, struct error *error)
{
    return error_set(error, arena, TOO_LARGE, "文件内的文字过多（最多 %llu MB）",
                     CEILING_SHARED_TEXT / MIB);
}

/* ---- the scanner ---- */

static enum scan_end scan_item(struct xlsx_strings *strings, struct unpack *u, struct buf *joined,
                               bool *ended)
{
    const char *p = u->p;
    while (scan_blank(*p)) {
        p++;
    }
    if (memcmp(p, "<si>", 4) == 0) {
        struct text text;
        p += 4;
        enum scan_end at = scan_rich(&p, u->end, "</si>", joined, &text);
        if (at != SCAN_OK) {
            return at;
        }
        size_t from = strings->bytes.n;
        buf_addt(&strings->bytes, text);
        finish_text(strings, from);
    } else if (memcmp(p, "<si/>", 5) == 0) {
        p += 5;
        finish_text(strings, strings->bytes.n);
    } else if (memcmp(p, "</sst>", 6) == 0) {
        *ended = true;
    } else {
        return scan_unknown(p, u->end);
    }
    u->p = p;
    return SCAN_OK;
}

/* Reads the part by scanning; *odd when that cannot be done. */
static enum status scan_strings(struct xlsx *book, struct arena *scratch, bool *odd,
                                struct error *error)
{
    struct unpack u;
    unpack_open(&u, scratch, book->strings_entry, book->chunk);
    struct scan_head head = {.root = "<sst"};
    struct buf joined;
    buf_init(&joined, 16 * MIB);
    enum status status = unpack_more(&u, book->arena, error);
    bool ended = false;
    while (status == OK && !ended && !*odd && !is_full(&book->strings)) {
        enum scan_end at =
            head.rooted ? scan_item(&book->strings, &u, &joined, &ended) : scan_prolog(&u, &head);
        if (at == SCAN_MORE && !u.last) {
            status = unpack_more(&u, book->arena, error);
        } else {
            *odd = at != SCAN_OK;
        }
    }
    buf_release(&joined);
    return status;
}

/* ---- the careful way ---- */

struct items {
    struct xlsx_strings *strings;
    size_t from;    /* start of the text in hand */
    size_t reading; /* depth of phonetic readings */
    bool in_item, in_text, full;
};

static void item_start(void *context, struct text name, const char **attributes)
{
    (void)attributes;
    struct items *in = context;
    if (text_is(name, "si")) {
        in->in_item = true;
        in->from = in->strings->bytes.n;
    }
    in->reading += text_is(name, "rPh");
    in->in_text = in->in_item && in->reading == 0 && text_is(name, "t");
}

static void item_end(void *context, struct text name)
{
    struct items *in = context;
    in->in_text = false;
    in->reading -= text_is(name, "rPh");
    if (text_is(name, "si")) {
        finish_text(in->strings, in->from);
        in->in_item = false;
        in->full = is_full(in->strings);
    }
}

static void item_text(void *context, const char *s, size_t n)
{
    struct items *in = context;
    if (in->in_text) {
        buf_add(&in->strings->bytes, s, n);
    }
}

enum status xlsx_strings_read(struct xlsx *book, struct error *error)
{
    struct xlsx_strings *strings = &book->strings;
    if (strings->read || book->strings_entry == NULL) {
        return OK;
    }
    bool odd = book->careful;
    if (!odd) {
        struct arena scratch;
        arena_init(&scratch);
        enum status status = scan_strings(book, &scratch, &odd, error);
        book->odd += odd;
        arena_release(&scratch);
        if (status != OK) {
            return status;
        }
    }
    if (odd) {
        buf_clear(&strings->bytes);
        strings->ends.n = 0;
        struct items in = {.strings = strings};
        struct xlsx_xml handlers = {item_start, item_end, item_text, &in, &in.full};
        enum status status =
            xlsx_xml_read(book->arena, book->strings_entry, book->chunk, &handlers, error);
        if (status != OK) {
            return status;
        }
    }
    if (is_full(strings)) {
        return too_large(book->arena, error);
    }
    strings->read = true;
    return OK;
}
