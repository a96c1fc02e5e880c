/*
 * Any bytes as a package: the directory, every entry unpacked in small and large pieces, and the
 * workbook it may be.
 */
#include "base/buf.h"
#include "base/ceilings.h"
#include "format/unpack.h"
#include "format/xlsx_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool count_row(void *context, const struct sheet_row *row)
{
    size_t *cells = context;
    *cells += row->n;
    return true;
}

static void unpack_all(struct arena *arena, const struct zip_entry *entry, size_t chunk)
{
    struct unpack u;
    struct error error;
    uint64_t total = 0;
    unpack_open(&u, arena, entry, chunk);
    while (!u.last && unpack_more(&u, arena, &error) == OK) {
        total += (uint64_t)(u.end - u.p);
        u.p = u.end;
    }
    if (total > entry->size) {
        bug("more bytes than promised");
    }
    unpack_stop(&u);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = {(const char *)data, size};
    struct arena arena;
    struct zip zip;
    struct error error;
    struct xlsx *book;
    arena_init(&arena);
    if (zip_read(&arena, bytes, &zip, &error) == OK) {
        for (size_t i = 0; i < zip.n && i < 8; i++) {
            unpack_all(&arena, &zip.entries[i], i % 2 == 0 ? UNPACK_CHUNK : 33);
        }
    }
    if (xlsx_open(&arena, bytes, &book, &error) == OK) {
        for (size_t i = 0; i < xlsx_sheet_count(book); i++) {
            size_t cells = 0;
            struct sheet_summary summary;
            struct sheet_sink sink = {count_row, &cells};
            if (xlsx_read(book, i, sink, &summary, &error) != OK && error.message.n == 0) {
                bug("failed without saying why");
            }
        }
    }
    arena_release(&arena);
    return 0;
}
