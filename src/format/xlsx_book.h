/*
 * xlsx_book: the inside of an opened .xlsx, shared by the files that read and patch one. Parts are
 * found through the package's relationships (ECMA-376 part 2), never by their usual names alone.
 */
#ifndef FORMAT_XLSX_BOOK_H
#define FORMAT_XLSX_BOOK_H

#include "base/buf.h"
#include "base/list.h"
#include "format/xlsx_read.h"
#include "format/zip_read.h"

struct xlsx_sheet {
    struct sheet_info info;
    const struct zip_entry *entry; /* its XML */
};

/* Texts by number, end to end in one buffer. */
struct xlsx_strings {
    struct buf bytes;
    LIST(uint32_t) ends; /* end of each text in bytes; it starts where the one before ends */
    bool read;
};

struct xlsx {
    struct arena *arena; /* of xlsx_open */
    struct zip zip;
    LIST(struct xlsx_sheet) sheets;
    const struct zip_entry *strings_entry; /* NULL when the workbook has none */
    const struct zip_entry *styles_entry;  /* NULL when the workbook has none */
    LIST(bool) date_styles;                /* by cell format number: shows a date or time */
    struct xlsx_strings strings;
    size_t chunk; /* bytes unpacked at a time; tests make it tiny */
    bool careful; /* read everything through expat; tests compare both ways */
    size_t odd;   /* parts that the scanner did not know and left to expat */
};

/* The text of that number; false when there is none. */
static inline bool xlsx_strings_get(const struct xlsx_strings *strings, uint64_t i,
                                    struct text *out)
{
    if (i >= strings->ends.n) {
        return false;
    }
    uint32_t from = i == 0 ? 0 : strings->ends.at[i - 1];
    *out = (struct text){strings->bytes.s + from, strings->ends.at[i] - from};
    return true;
}

/* Reads the shared strings unless they were read before. */
MUST_CHECK enum status xlsx_strings_read(struct xlsx *book, struct error *error);

/* Which of the workbook's number formats show a date: by id for the built-in ones (18.8.30), else
 * by code. */
bool xlsx_format_is_date(uint32_t id, struct text code);

#endif
