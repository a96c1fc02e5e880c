/* Words and photos as documents: what stands in them, and photos turned upright. */
#include "format/story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "format/docx.h"
#include "format/unpack.h"
#include "format/zip_read.h"

/* A JPEG of 64 x 48, to be turned a quarter. */
#define EXIF                                                                                       \
    "\xFF\xE1\x00\x22"                                                                             \
    "Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
#define FRAME "\xFF\xC0\x00\x0B\x08\x00\x30\x00\x40\x01\x01\x11\x00"
#define SCAN  "\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x12\x34"
static const char photo[] = "\xFF\xD8" EXIF FRAME SCAN "\xFF\xD9";

static struct arena arena;

static struct text photo_bytes(void)
{
    return (struct text){photo, sizeof(photo) - 1};
}

static void a_photo_says_its_size_and_side(void **state)
{
    (void)state;
    struct picture_look look;
    assert_true(picture_look(photo_bytes(), &look));
    assert_false(look.png);
    assert_int_equal(look.width, 64);
    assert_int_equal(look.height, 48);
    assert_int_equal(look.turn, 1);
    double wide, high;
    story_picture_size(&look, &wide, &high);
    assert_true(high > STORY_PICTURE_HIGH - 0.1 && wide < high); /* it stands */
    for (size_t n = 0; n < sizeof(photo) - sizeof(SCAN) - 3; n++) {
        assert_false(picture_look(text_slice(photo_bytes(), 0, n), &look));
    }
}

static struct story story_of(struct story_block *blocks)
{
    blocks[0] = (struct story_block){.kind = STORY_TITLE, .text = TEXT("典型帮扶案例")};
    blocks[1] = (struct story_block){.kind = STORY_HEADING, .text = TEXT("帮扶经过")};
    blocks[2] = (struct story_block){.kind = STORY_BODY, .text = TEXT("推荐了 3 个岗位 <缝纫>")};
    blocks[3] =
        (struct story_block){.kind = STORY_PICTURE, .text = TEXT("走访"), .picture = photo_bytes()};
    assert_true(picture_look(photo_bytes(), &blocks[3].look));
    return (struct story){blocks, 4, blocks[0].text, 19000};
}

static struct text part_of(struct text docx, const char *name)
{
    struct zip zip;
    struct error error;
    struct unpack u;
    assert_int_equal(zip_read(&arena, docx, &zip, &error), OK);
    const struct zip_entry *entry = zip_find(&zip, text_of(name));
    assert_non_null(entry);
    unpack_open(&u, &arena, entry, UNPACK_CHUNK);
    while (!u.last) {
        assert_int_equal(unpack_more(&u, &arena, &error), OK);
    }
    struct text part = arena_text(&arena, (struct text){u.p, (size_t)(u.end - u.p)});
    unpack_stop(&u);
    return part;
}

static void a_word_document_holds_the_photo_as_it_came(void **state)
{
    (void)state;
    struct story_block blocks[4];
    struct story story = story_of(blocks);
    struct buf out;
    struct error error;
    struct docx_text text;
    buf_init(&out, MIB);
    assert_int_equal(story_docx(&arena, &story, &out, &error), OK);
    assert_int_equal(docx_read(&arena, buf_text(&out), &text, &error), OK);
    assert_true(text_is(text.at[0].text, "典型帮扶案例"));
    assert_true(text_is(text.at[2].text, "推荐了 3 个岗位 <缝纫>"));
    assert_true(text_is(text.at[text.n - 1].text, "走访"));
    assert_true(text_equal(part_of(buf_text(&out), "word/media/1.jpg"), photo_bytes()));
    struct text body = part_of(buf_text(&out), "word/document.xml");
    assert_true(text_has(body, TEXT("r:embed=\"rIdP1\"")));
    assert_true(text_has(body, TEXT("rot=\"5400000\"")));
    struct text relations = part_of(buf_text(&out), "word/_rels/document.xml.rels");
    assert_true(text_has(relations, TEXT("Target=\"media/1.jpg\"")));
    buf_release(&out);
}

static void a_pdf_holds_the_photo_as_it_came(void **state)
{
    (void)state;
    struct story_block blocks[4];
    struct story story = story_of(blocks);
    struct buf out;
    struct error error;
    buf_init(&out, MIB);
    assert_int_equal(story_pdf(&arena, &story, &out, &error), OK);
    assert_true(text_has(buf_text(&out), TEXT("/DCTDecode")));
    assert_true(text_has(buf_text(&out), photo_bytes()));
    buf_clear(&out);
    blocks[2].text = TEXT("\xEE\xA1\xA3某人"); /* of a private use area */
    assert_int_equal(story_pdf(&arena, &story, &out, &error), INVALID);
    assert_true(text_has(error.message, TEXT("E863")));
    buf_release(&out);
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_photo_says_its_size_and_side, tear_down),
        cmocka_unit_test_teardown(a_word_document_holds_the_photo_as_it_came, tear_down),
        cmocka_unit_test_teardown(a_pdf_holds_the_photo_as_it_came, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
