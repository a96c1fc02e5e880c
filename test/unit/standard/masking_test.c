#include "standard/masking.h"

#include "vectors.h"

static void masks_by_kind_and_scene(void **state)
{
    (void)state;
    static const struct {
        enum masking_kind kind;
        const char *value, *screen, *public;
    } cases[] = {
        {MASKING_NAME, "张三", "张三", "张*"},
        {MASKING_NAME, "张小三", "张小三", "张*三"},
        {MASKING_NAME, "欧阳娜娜", "欧阳娜娜", "欧**娜"},
        {MASKING_NAME, "张", "张", "张"},
        {MASKING_NAME, "", "", ""},
        {MASKING_CITIZEN_ID, "36079919850606000X", "360***********000X", "360799********000X"},
        {MASKING_CITIZEN_ID, "360722800229001", "360********9001", "360722*****9001"},
        {MASKING_CITIZEN_ID, "36072", "*****", "*****"},
        {MASKING_PHONE, "13812345678", "138****5678", ""},
        {MASKING_PHONE, "0797-3331234", "079*****1234", ""},
        {MASKING_PHONE, "3331234", "*******", ""},
        {MASKING_CARD, "6217000000000001234", "****1234", ""},
        {MASKING_CARD, "1234", "****", ""},
        {MASKING_BIRTH, "1985-06-06", "1985-06-06", ""},
        {MASKING_ADDRESS, "下坝组12号", "下坝组12号", ""},
        {MASKING_CONDITION, "肢体二级", "肢体二级", ""},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text value = text_of(cases[i].value);
        assert_text(masking_mask(&arena, cases[i].kind, MASKING_SCREEN, value), cases[i].screen);
        assert_text(masking_mask(&arena, cases[i].kind, MASKING_PUBLIC, value), cases[i].public);
    }
    /* Broken bytes count one by one and show nothing more. */
    assert_text(masking_mask(&arena, MASKING_CITIZEN_ID, MASKING_SCREEN,
                             TEXT("\x80\x80\x80\x80\x80"
                                  "36079919850606000X")),
                "\ufffd\ufffd\ufffd****************000X");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(masks_by_kind_and_scene)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
