#include "format/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "format/file_kind.h"

#define HEADER "\xFF\xD8\xFF\xE0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define TABLE  "\xFF\xDB\x00\x04\x00\x01"
#define FRAME  "\xFF\xC0\x00\x0B\x08\x00\x01\x00\x01\x01\x01\x11\x00"
#define SCAN   "\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x12\xFF\x00\x34\xFF\xD0\x56"
#define END    "\xFF\xD9"
/* Exif with orientation 6 and, behind it, the words of a GPS directory. */
#define EXIF                                                                                       \
    "\xFF\xE1\x00\x2E"                                                                             \
    "Exif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\1\0\0\0\x06\0\0\0\0\0\0\0GPS 25.38 N\0"
#define COMMENT "\xFF\xFE\x00\x0Aphone 13"

static const char photo[] = HEADER EXIF COMMENT TABLE FRAME SCAN END "PK\x03\x04 hidden";

static struct text of(const char *bytes, size_t n)
{
    return (struct text){bytes, n};
}

static enum status strip(struct text bytes, struct buf *out)
{
    struct arena arena = {0};
    struct error error = {0};
    buf_init(out, MIB);
    enum status status = picture_strip(bytes, out, &arena, &error);
    arena_release(&arena);
    return status;
}

static void a_photo_loses_place_and_phone_and_keeps_its_side(void **state)
{
    (void)state;
    struct buf out;
    assert_int_equal(strip(of(photo, sizeof(photo) - 1), &out), OK);
    assert_false(text_has(buf_text(&out), TEXT("GPS")));
    assert_false(text_has(buf_text(&out), TEXT("phone")));
    assert_false(text_has(buf_text(&out), TEXT("hidden")));
    assert_true(text_has(buf_text(&out), of("\x01\x12\0\x03\0\0\0\x01\0\x06\0\0", 12)));
    assert_true(text_starts(buf_text(&out), of(HEADER, sizeof(HEADER) - 1)));
    assert_true(text_ends(buf_text(&out), of(SCAN END, sizeof(SCAN END) - 1)));
    /* What is stripped stays as it is. */
    struct buf again;
    assert_int_equal(strip(buf_text(&out), &again), OK);
    assert_true(text_equal(buf_text(&out), buf_text(&again)));
    buf_release(&out);
    buf_release(&again);
}

static void every_beginning_of_a_photo_is_refused(void **state)
{
    (void)state;
    size_t whole = sizeof(photo) - 1 - sizeof("PK\x03\x04 hidden") + 1;
    for (size_t n = 0; n < whole; n++) {
        struct buf out;
        assert_int_equal(strip(of(photo, n), &out), INVALID);
        buf_release(&out);
    }
}

static void a_png_keeps_what_shows_it(void **state)
{
    (void)state;
    static const char png[] = "\x89PNG\r\n\x1a\n"
                              "\0\0\0\x0DIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0crcc"
                              "\0\0\0\x08tEXtplace xyCRCC"
                              "\0\0\0\x04"
                              "eXIfGPS!CRCC"
                              "\0\0\0\x02IDAT\1\2crcc"
                              "\0\0\0\0IENDcrcc<script>";
    struct buf out;
    assert_int_equal(strip(of(png, sizeof(png) - 1), &out), OK);
    assert_false(text_has(buf_text(&out), TEXT("place")));
    assert_false(text_has(buf_text(&out), TEXT("GPS")));
    assert_true(text_has(buf_text(&out), TEXT("IDAT")));
    assert_true(text_ends(buf_text(&out), TEXT("IENDcrcc")));
    buf_release(&out);
    assert_int_equal(strip(of(png, sizeof(png) - 20), &out), INVALID);
    buf_release(&out);
}

/* ---- what a file is ---- */

static enum status kind_of(struct text bytes, enum file_kind *kind)
{
    struct arena arena = {0};
    struct error error = {0};
    struct text what;
    enum status status = file_kind_find(bytes, kind, &what, &arena, &error);
    arena_release(&arena);
    return status;
}

static void the_bytes_say_what_a_file_is(void **state)
{
    (void)state;
    enum file_kind kind;
    static const char pdf[] = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    assert_int_equal(kind_of(of(photo, sizeof(photo) - 1), &kind), OK);
    assert_int_equal(kind, FILE_JPEG);
    assert_int_equal(kind_of(text_of(pdf), &kind), OK);
    assert_int_equal(kind, FILE_PDF);
    assert_int_equal(kind_of(TEXT("<html><script>alert(1)</script></html>"), &kind), OK);
    assert_int_equal(kind, FILE_OTHER);
    assert_int_equal(kind_of(TEXT("MZ\x90\0program"), &kind), OK);
    assert_int_equal(kind, FILE_OTHER);
    assert_true(file_kind_fits(FILE_JPEG, TEXT("现场.JPEG")));
    assert_false(file_kind_fits(FILE_JPEG, TEXT("现场.pdf")));
    assert_false(file_kind_fits(FILE_JPEG, TEXT("jpg")));
}

static void a_package_behind_a_pdf_is_refused(void **state)
{
    (void)state;
    enum file_kind kind;
    static const char both[] = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
                               "PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    assert_int_equal(kind_of(of(both, sizeof(both) - 1), &kind), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_photo_loses_place_and_phone_and_keeps_its_side),
        cmocka_unit_test(every_beginning_of_a_photo_is_refused),
        cmocka_unit_test(a_png_keeps_what_shows_it),
        cmocka_unit_test(the_bytes_say_what_a_file_is),
        cmocka_unit_test(a_package_behind_a_pdf_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
