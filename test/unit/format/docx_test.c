#include "format/docx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "format/pdf_letter.h"
#include "format/zip_write.h"

static struct arena arena;

#define W       "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

static struct text package_of(const char *body)
{
    struct buf out;
    buf_init(&out, MIB);
    struct zip_writer *zip = zip_writer_open(&arena, (struct zip_output){zip_to_buf, &out});
    struct text xml = arena_printf(
        &arena, "<?xml version=\"1.0\"?><w:document " W "><w:body>%s</w:body></w:document>", body);
    zip_writer_put(zip, "[Content_Types].xml", TEXT("<Types/>"));
    zip_writer_put(zip, "word/document.xml", xml);
    struct error error;
    assert_int_equal(zip_writer_close(zip, &error), OK);
    struct text bytes = arena_text(&arena, buf_text(&out));
    buf_release(&out);
    return bytes;
}

static enum status fill(const char *body, const struct docx_data *data, struct docx_text *text,
                        struct error *error)
{
    struct buf out;
    buf_init(&out, MIB);
    enum status status = docx_fill(&arena, package_of(body), data, &out, error);
    if (status == OK) {
        status = docx_read(&arena, arena_text(&arena, buf_text(&out)), text, error);
    }
    buf_release(&out);
    return status;
}

static void a_field_cut_into_runs_is_filled(void **state)
{
    (void)state;
    struct docx_text text = {0};
    struct error error = {0};
    const struct docx_field fields[] = {{TEXT("单位"), TEXT("<嘉定镇> & 村\n二行")}};
    const struct docx_data data = {.fields = {fields, 1}};
    assert_int_equal(
        fill("<w:p><w:pPr><w:pStyle w:val=\"LetterTo\"/><w:jc w:val=\"right\"/></w:pPr>"
             "<w:r><w:t>送{</w:t></w:r><w:r><w:t>{单</w:t></w:r>"
             "<w:r><w:t>位}}：A&amp;B</w:t></w:r></w:p>",
             &data, &text, &error),
        OK);
    assert_int_equal(text.n, 1);
    assert_true(text_is(text.at[0].text, "送<嘉定镇> & 村\n二行：A&B"));
    assert_true(text_is(text.at[0].style, "LetterTo"));
    assert_int_equal(text.at[0].align, DOCX_RIGHT);
}

static void a_row_of_a_table_is_repeated(void **state)
{
    (void)state;
    struct docx_text text = {0};
    struct error error = {0};
    const struct docx_field first[] = {{TEXT("名"), TEXT("甲")}};
    const struct docx_field second[] = {{TEXT("名"), TEXT("乙")}};
    const struct docx_fields rows[] = {{first, 1}, {second, 1}};
    const struct docx_data data = {.rows = rows, .row_count = 2};
    static const char body[] =
        P("前") "<w:tbl><w:tblGrid><w:gridCol w:w=\"300\"/></w:tblGrid><w:tr><w:tc>" P(
            "名称") "</w:tc></w:tr><w:tr><w:tc>" P("{{行.名}}") "</w:tc></w:tr></w:tbl>" P("后");
    assert_int_equal(fill(body, &data, &text, &error), OK);
    assert_int_equal(text.n, 5);
    assert_true(text_is(text.at[1].cells[0], "名称"));
    assert_true(text_is(text.at[2].cells[0], "甲"));
    assert_true(text_is(text.at[3].cells[0], "乙"));
    assert_int_equal(text.at[3].share_count, 1);
    assert_true(text_is(text.at[4].text, "后"));
}

static void what_is_wrong_with_a_template_is_told(void **state)
{
    (void)state;
    struct docx_text text = {0};
    struct error error = {0};
    const struct docx_data none = {0};
    assert_int_equal(fill(P("{{不知道}}"), &none, &text, &error), INVALID);
    assert_true(text_has(error.message, TEXT("{{不知道}}")));
    assert_int_equal(fill("<w:p><w:p/></w:p>", &none, &text, &error), INVALID);
    assert_int_equal(fill("<w:p>", &none, &text, &error), INVALID);
    assert_int_equal(fill("<w:tr/>", &none, &text, &error), INVALID);
    assert_int_equal(docx_read(&arena, TEXT("no package"), &text, &error), INVALID);
    struct docx_names names = {0};
    assert_int_equal(docx_names(&arena, package_of(P("{{甲}}{{ 行.乙 }}{{}}{{断")), &names, &error),
                     OK);
    assert_int_equal(names.n, 2);
    assert_true(text_is(names.at[1].name, "行.乙"));
}

static void a_field_is_told_by_the_place_where_one_finds_it(void **state)
{
    (void)state;
    struct docx_names names = {0};
    struct error error = {0};
    const char *body = P("题") P("{{甲}}") "<w:tbl><w:tr><w:tc>" P(
        "列") "</w:tc></w:tr><w:tr><w:tc>" P("{{行.乙}}") "</w:tc></w:tr></w:tbl>" P("{{丙}}");
    assert_int_equal(docx_names(&arena, package_of(body), &names, &error), OK);
    assert_int_equal(names.n, 3);
    assert_true(text_is(names.at[0].place, "第 2 段"));
    assert_true(text_is(names.at[1].place, "第 1 张表第 2 行"));
    assert_true(text_is(names.at[2].place, "第 3 段"));
}

static void a_letter_names_the_character_that_no_font_has(void **state)
{
    (void)state;
    struct buf out;
    struct error error = {0};
    const struct pdf_letter_block blocks[] = {
        {.text = TEXT("请按期整改，于2022年9月30日前回复。"), .indented = true}};
    struct pdf_letter letter = {.mark = TEXT("信丰县就业工作领导小组办公室"),
                                .number = TEXT("信就办函〔2022〕1号"),
                                .title = TEXT("关于整改的函"),
                                .to = TEXT("嘉定镇人民政府："),
                                .blocks = blocks,
                                .block_count = 1,
                                .sign = TEXT("信丰县就业工作领导小组办公室"),
                                .date = TEXT("2022年9月16日"),
                                .day = 19251};
    buf_init(&out, MIB);
    assert_int_equal(pdf_letter_write(&arena, &letter, &out, &error), OK);
    assert_true(text_starts(buf_text(&out), TEXT("%PDF")));
    buf_clear(&out);
    letter.to = TEXT("张\xEE\xA1\xA3："); /* U+E863, private use */
    assert_int_equal(pdf_letter_write(&arena, &letter, &out, &error), INVALID);
    if (!text_has(error.message, TEXT("U+E863"))) {
        fail_msg("%.*s", TEXT_ARG(error.message));
    }
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_cut_into_runs_is_filled),
        cmocka_unit_test(a_row_of_a_table_is_repeated),
        cmocka_unit_test(what_is_wrong_with_a_template_is_told),
        cmocka_unit_test(a_field_is_told_by_the_place_where_one_finds_it),
        cmocka_unit_test(a_letter_names_the_character_that_no_font_has),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
