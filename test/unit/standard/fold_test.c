#include "standard/fold.h"

#include "vectors.h"

static void folds_without_touching_characters(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_text(fold_text(&arena, TEXT("　ＡＢｃ１２（：）￥ ")), "ABc12(:)¥");
    assert_text(fold_text(&arena, TEXT("a\u200b\ufeffb\r\n\tc\u2028")), "ab   c");
    /* U+F9D1 is a compatibility ideograph: NFC would make U+516D of it. */
    assert_text(fold_text(&arena, TEXT("\uf9d1䶮𠮷·")), "\uf9d1䶮𠮷·");
    assert_text(fold_text(&arena, TEXT("\xff")), "\ufffd");
    assert_text(fold_text(&arena, TEXT("")), "");
    arena_release(&arena);
}

static void keeps_to_the_room_it_has(void **state)
{
    (void)state;
    char out[4];
    assert_int_equal(fold_into(TEXT(" ＡＢＣＤ "), out, sizeof(out)), 4);
    assert_memory_equal(out, "ABCD", 4);
    assert_int_equal(fold_into(TEXT("ABCDE"), out, sizeof(out)), TEXT_NONE);
    assert_int_equal(fold_into(TEXT("A龙龙"), out, sizeof(out)), TEXT_NONE);
    assert_true(text_is_digits(TEXT("0123")) && !text_is_digits(TEXT("")) &&
                !text_is_digits(TEXT("12a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_without_touching_characters),
        cmocka_unit_test(keeps_to_the_room_it_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
