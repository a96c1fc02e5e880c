#include "base/bug.h"
#include "base/ceilings.h"
#include "format/docx.h"
#include "format/zip_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* The package around a body, so that the bytes reach the reader of templates. */
static struct text package_of(struct arena *arena, struct text body)
{
    struct buf out;
    struct error error;
    buf_init(&out, 4 * MIB);
    struct zip_writer *zip = zip_writer_open(arena, (struct zip_output){zip_to_buf, &out});
    zip_writer_put(zip, "word/document.xml", body);
    if (zip_writer_close(zip, &error) != OK) {
        bug("the package does not fit");
    }
    struct text package = arena_text(arena, buf_text(&out));
    buf_release(&out);
    return package;
}

/* What was filled can be read again. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena = {0};
    struct error error = {0};
    struct docx_names names;
    struct docx_text text;
    struct text package = package_of(&arena, (struct text){(const char *)bytes, n});
    if (docx_names(&arena, package, &names, &error) == OK) {
        struct docx_field *fields = arena_array(&arena, struct docx_field, names.n);
        for (size_t i = 0; i < names.n; i++) {
            struct text name = names.at[i].name;
            size_t mark = text_starts(name, TEXT("行.")) ? sizeof("行.") - 1 : 0;
            fields[i] = (struct docx_field){text_slice(name, mark, name.n), TEXT("甲<\n>乙")};
        }
        const struct docx_fields all = {fields, names.n}, rows[] = {all, all};
        const struct docx_data data = {.fields = all, .rows = rows, .row_count = 2};
        struct buf out;
        buf_init(&out, 16 * MIB);
        if (docx_fill(&arena, package, &data, &out, &error) == OK &&
            docx_read(&arena, buf_text(&out), &text, &error) == INTERNAL) {
            bug("a filled document cannot be read");
        }
        buf_release(&out);
    }
    arena_release(&arena);
    return 0;
}
