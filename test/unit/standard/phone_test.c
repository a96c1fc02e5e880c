#include "standard/phone.h"

#include "vectors.h"

static void reads_cells(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        const char *numbers[PHONE_MOST];
        const char *remark;
        unsigned findings;
    } cases[] = {
        {"13812345678", {"13812345678"}, "", 0},
        {"13812345678.0", {"13812345678"}, "", PHONE_CHANGED},
        {"+86 138-1234-5678", {"13812345678"}, "", PHONE_CHANGED},
        {"013812345678", {"13812345678"}, "", PHONE_CHANGED},
        {"１３８ １２３４ ５６７８", {"13812345678"}, "", PHONE_CHANGED},
        {"13812345678/0797-3331234 儿子", {"13812345678", "0797-3331234"}, "儿子", PHONE_SEVERAL},
        {"0797-3331234；13812345678", {"13812345678", "0797-3331234"}, "", PHONE_SEVERAL},
        {"0797 3331234 13812345678", {"13812345678", "0797-3331234"}, "", PHONE_SEVERAL},
        {"13812345678 13912345678", {"13812345678", "13912345678"}, "", PHONE_SEVERAL},
        {"3331234、13812345678", {"13812345678", "3331234"}, "", PHONE_SEVERAL},
        {"13812345678(本人)15912345678(妻)",
         {"13812345678", "15912345678"},
         "本人妻",
         PHONE_SEVERAL},
        {"(0797)3331234-801", {"0797-3331234"}, "801", PHONE_CHANGED},
        {"01012345678", {"010-12345678"}, "", PHONE_CHANGED},
        {"4001234567", {"4001234567"}, "", 0},
        {"1381234567", {"1381234567"}, "", PHONE_WRONG},
        {"12812345678", {"12812345678"}, "", PHONE_WRONG},
        {"138123456789012345678901", {NULL}, "13812345678901234567", PHONE_WRONG | PHONE_NONE},
        {"1.38E+10", {NULL}, "", PHONE_DIGITS_LOST},
        {"138****5678", {NULL}, "", PHONE_MASKED},
        {"无", {NULL}, "无", PHONE_NONE},
        {"/", {NULL}, "", PHONE_NONE},
        {"", {NULL}, "", 0},
        {"13812345671/13812345672/13812345673/13812345674/13812345675",
         {"13812345671", "13812345672", "13812345673", "13812345674"},
         "13812345675",
         PHONE_SEVERAL | PHONE_MORE},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct phones phones = phone_read(&arena, text_of(cases[i].cell));
        for (size_t p = 0; p < PHONE_MOST && cases[i].numbers[p] != NULL; p++) {
            assert_in_range(phones.n, p + 1, PHONE_MOST);
            assert_string_equal(phones.at[p].number, cases[i].numbers[p]);
        }
        assert_true(phones.n == PHONE_MOST || cases[i].numbers[phones.n] == NULL);
        assert_text(phones.remark, cases[i].remark);
        assert_int_equal(phones.findings, cases[i].findings);
    }
    arena_release(&arena);
}

static void says_the_kind(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_int_equal(phone_read(&arena, TEXT("19912345678")).at[0].kind, PHONE_MOBILE);
    assert_int_equal(phone_read(&arena, TEXT("021-12345678")).at[0].kind, PHONE_LANDLINE);
    assert_int_equal(phone_read(&arena, TEXT("12345")).at[0].kind, PHONE_ODD);
    for (int bit = 0; bit < PHONE_FINDINGS; bit++) {
        assert_true(phone_message(1 << bit)[0] != '\0');
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_cells),
        cmocka_unit_test(says_the_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
