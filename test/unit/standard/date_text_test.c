#include "standard/date_text.h"

#include "vectors.h"

static const int32_t today = 19243; /* 2022-09-08 */

static struct date_text read_text(const char *z)
{
    return date_text_read(text_of(z), WRITTEN_AS_TEXT, DATE_FROM_1900, today);
}

static void reads_every_way_of_writing(void **state)
{
    (void)state;
    static const struct {
        const char *written, *iso;
        enum date_text_verdict verdict;
    } cases[] = {
        {"2022-09-08", "2022-09-08", DATE_TEXT_OK},
        {"2022.9.8", "2022-09-08", DATE_TEXT_OK}, /* D01 */
        {"2022/9/8", "2022-09-08", DATE_TEXT_OK},
        {"20220908", "2022-09-08", DATE_TEXT_OK},
        {"2022年9月8日", "2022-09-08", DATE_TEXT_OK},
        {"2022年09月08号", "2022-09-08", DATE_TEXT_OK},
        {"2022 年 9 月 8 日", "2022-09-08", DATE_TEXT_OK},
        {"２０２２．９．８", "2022-09-08", DATE_TEXT_OK},
        {"2022、9、8", "2022-09-08", DATE_TEXT_OK},
        {"2022.9.8.", "2022-09-08", DATE_TEXT_OK},
        {"'2022-9-8", "2022-09-08", DATE_TEXT_OK},
        {"2022—9—8", "2022-09-08", DATE_TEXT_OK},
        {"二〇二二年九月八日", "2022-09-08", DATE_TEXT_OK},
        {"二零二二年十二月二十三日", "2022-12-23", DATE_TEXT_OK},
        {"二〇二二年十月三十日", "2022-10-30", DATE_TEXT_OK},
        {"2022-09-08 00:00:00", "2022-09-08", DATE_TEXT_OK},
        {"2022/9/8 8:30", "2022-09-08", DATE_TEXT_OK},
        {"2022-09-08T00:00:00.000Z", "2022-09-08", DATE_TEXT_OK},
        {"44812", "2022-09-08", DATE_TEXT_OK},
        {"44812.5", "2022-09-08", DATE_TEXT_OK},
        {"2022-09", "2022-09", DATE_TEXT_OK},
        {"2022年9月", "2022-09", DATE_TEXT_OK},
        {"2022.09", "2022-09", DATE_TEXT_OK},
        {"202213", NULL, DATE_TEXT_IMPOSSIBLE},
        {"650305", "1965-03-05", DATE_TEXT_SHORT_YEAR},
        {"199903", "1999-03", DATE_TEXT_OK},
        {"2022", "2022", DATE_TEXT_OK},
        {"2022年", "2022", DATE_TEXT_OK},
        {"22.9.8", "2022-09-08", DATE_TEXT_SHORT_YEAR},
        {"65年3月", "1965-03", DATE_TEXT_SHORT_YEAR},
        {"9月8日", NULL, DATE_TEXT_NO_YEAR},
        {"9.8", NULL, DATE_TEXT_NO_YEAR},
        {"9月", NULL, DATE_TEXT_NO_YEAR},
        {"至今", NULL, DATE_TEXT_OPEN}, /* D03 */
        {"长期", NULL, DATE_TEXT_OPEN},
        {"2019年至今", "2019", DATE_TEXT_OPEN_FROM},
        {"2019.3-至今", "2019-03", DATE_TEXT_OPEN_FROM},
        {"2019年3月5日起", "2019-03-05", DATE_TEXT_OPEN_FROM},
        {"2022-02-30", NULL, DATE_TEXT_IMPOSSIBLE}, /* D02 */
        {"2022-13-01", NULL, DATE_TEXT_IMPOSSIBLE},
        {"1022-01-01", NULL, DATE_TEXT_IMPOSSIBLE},
        {"20221301", NULL, DATE_TEXT_IMPOSSIBLE},
        {"13月8日", NULL, DATE_TEXT_IMPOSSIBLE},
        {"8/9/2022", NULL, DATE_TEXT_UNCLEAR},
        {"200812", NULL, DATE_TEXT_UNCLEAR},
        {"", NULL, DATE_TEXT_EMPTY},
        {"—", NULL, DATE_TEXT_EMPTY},
        {"无", NULL, DATE_TEXT_EMPTY},
        {"不详", NULL, DATE_TEXT_UNREADABLE},
        {"2019.3-2020.5", NULL, DATE_TEXT_UNREADABLE},
        {"2022-09-08(农历)", NULL, DATE_TEXT_UNREADABLE},
        {"2022-09-07T16:00:00.000Z", NULL, DATE_TEXT_UNREADABLE},
        {"8", NULL, DATE_TEXT_UNREADABLE},
        {"19999", NULL, DATE_TEXT_UNREADABLE},
        {"123456789", NULL, DATE_TEXT_UNREADABLE},
        {"农历九月", NULL, DATE_TEXT_UNREADABLE},
        {"月日", NULL, DATE_TEXT_UNREADABLE},
        {"2022-9-8-1", NULL, DATE_TEXT_UNREADABLE},
        {"20年9日到今", NULL, DATE_TEXT_UNREADABLE},
        {"22.9.8至今", NULL, DATE_TEXT_UNREADABLE},
        {"2022年9日", NULL, DATE_TEXT_UNREADABLE},
        {"9日8日", NULL, DATE_TEXT_UNREADABLE},
        {"8月2022年", NULL, DATE_TEXT_UNREADABLE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct date_text d = read_text(cases[i].written);
        if (d.verdict != cases[i].verdict) {
            fail_msg("%s: %d instead of %d", cases[i].written, (int)d.verdict,
                     (int)cases[i].verdict);
        }
        char iso[11] = "";
        if (cases[i].iso != NULL) {
            date_format(d.date, iso);
            assert_string_equal(iso, cases[i].iso);
        } else {
            assert_int_equal(d.date.day, DATE_NONE);
        }
    }
}

static void keeps_month_and_day_without_a_year(void **state)
{
    (void)state;
    struct date_text d = read_text("9月8日");
    assert_int_equal(d.month, 9);
    assert_int_equal(d.day, 8);
    assert_int_equal(read_text("九月").month, 9);
    assert_int_equal(read_text("九月").day, 0);
}

static void counts_serial_numbers_from_either_day(void **state)
{
    (void)state;
    struct date_text d = date_text_read(TEXT("43350"), WRITTEN_AS_NUMBER, DATE_FROM_1904, today);
    assert_int_equal(d.date.day, today);
    assert_true(d.findings & DATE_TEXT_SERIAL);
    assert_int_equal(read_text("44812").date.day, today);
    /* Born on 1950-01-01: only the cell's style tells that this is a day. */
    assert_int_equal(read_text("18264").verdict, DATE_TEXT_UNREADABLE);
    d = date_text_read(TEXT("18264"), WRITTEN_AS_DATE, DATE_FROM_1900, today);
    assert_int_equal(d.date.day, date_from_civil((struct civil){1950, 1, 1}));
    d = date_text_read(TEXT("1"), WRITTEN_AS_DATE, DATE_FROM_1900, today);
    assert_int_equal(d.date.day, date_from_civil((struct civil){1900, 1, 1}));
    d = date_text_read(TEXT("20220908"), WRITTEN_AS_DATE, DATE_FROM_1900, today);
    assert_int_equal(d.date.day, today);
    assert_false(read_text("44812.0").findings & DATE_TEXT_TIME);
    assert_true(read_text("44812.25").findings & DATE_TEXT_TIME);
}

static void doubts_a_number_that_may_have_lost_a_zero(void **state)
{
    (void)state;
    assert_int_equal(
        date_text_read(TEXT("2022.1"), WRITTEN_AS_NUMBER, DATE_FROM_1900, today).verdict,
        DATE_TEXT_UNCLEAR);
    assert_int_equal(read_text("2022.1").verdict, DATE_TEXT_OK);
}

static void explains_every_verdict(void **state)
{
    (void)state;
    for (int v = DATE_TEXT_OK + 1; v < DATE_TEXT__COUNT; v++) {
        assert_true(date_text_message(v)[0] != '\0');
    }
    assert_int_equal(read_text("2022-09-08").findings, 0);
    assert_int_equal(read_text("2022.9.8").findings, DATE_TEXT_CHANGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_way_of_writing),
        cmocka_unit_test(keeps_month_and_day_without_a_year),
        cmocka_unit_test(counts_serial_numbers_from_either_day),
        cmocka_unit_test(doubts_a_number_that_may_have_lost_a_zero),
        cmocka_unit_test(explains_every_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
