#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void trims_what_spreadsheets_leave(void **state)
{
    (void)state;
    assert_true(
        text_is(text_trim(TEXT("\xEF\xBB\xBF\xE3\x80\x80 张三\t\xE2\x80\x8B\r\n")), "张三"));
    assert_true(text_is(text_trim(TEXT("   ")), ""));
    assert_true(text_is(text_trim(TEXT("\xFF x \xFF")), "\xFF x \xFF"));
}

static void splits_and_finds(void **state)
{
    (void)state;
    struct text rest = TEXT("a,,b"), part;
    assert_true(text_split(&rest, ',', &part) && text_is(part, "a"));
    assert_true(text_split(&rest, ',', &part) && text_is(part, ""));
    assert_true(text_split(&rest, ',', &part) && text_is(part, "b"));
    assert_false(text_split(&rest, ',', &part));
    assert_int_equal(text_find(TEXT("信丰县嘉定镇"), TEXT("嘉定")), 9);
    assert_int_equal(text_find(TEXT("abc"), TEXT("abcd")), TEXT_NONE);
    assert_true(text_is(text_slice(TEXT("abc"), 1, 99), "bc"));
    assert_true(text_compare(TEXT("ab"), TEXT("abc")) < 0);
}

static void reads_whole_numbers(void **state)
{
    (void)state;
    int64_t n;
    assert_true(text_to_int(TEXT("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_true(text_to_int(TEXT("9223372036854775807"), &n) && n == INT64_MAX);
    assert_false(text_to_int(TEXT("9223372036854775808"), &n));
    assert_false(text_to_int(TEXT("1.0"), &n));
    assert_false(text_to_int(TEXT(""), &n));
    assert_false(text_to_int(TEXT("-"), &n));
}

static void decodes_only_valid_utf8(void **state)
{
    (void)state;
    const char *bad[] = {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8", "\x80"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(utf8_valid(text_of(bad[i])));
    }
    assert_true(utf8_valid(TEXT("䶮㛃𠮷abcdefgh张")));
    for (uint32_t cp = 0; cp < 0x110000; cp += 7) {
        char bytes[4];
        uint32_t back;
        size_t n = utf8_encode(cp, bytes);
        assert_int_equal(utf8_decode(bytes, n, &back), n);
        assert_int_equal(back, cp >= 0xD800 && cp <= 0xDFFF ? 0xFFFD : cp);
    }
    assert_int_equal(utf8_length(TEXT("𠮷a张")), 3);
    assert_true(utf8_is_han(0x4DAE) && utf8_is_han(0x20BB7) && !utf8_is_han('A'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trims_what_spreadsheets_leave),
        cmocka_unit_test(splits_and_finds),
        cmocka_unit_test(reads_whole_numbers),
        cmocka_unit_test(decodes_only_valid_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
