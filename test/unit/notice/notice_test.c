#include "notice/notice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/unpack.h"
#include "format/zip_read.h"

static struct arena arena;

static struct notice_files bundled(const char *name)
{
    struct notice_files files;
    struct error error;
    struct text path = arena_printf(&arena, "%s/%s", getenv("NOTICES"), name);
    if (notice_files_read(&arena, arena_cstr(&arena, path), &files, &error) != OK) {
        fail_msg("%.*s", TEXT_ARG(error.message));
    }
    return files;
}

static void print_faults(const struct faults *faults)
{
    for (size_t i = 0; i < faults->n; i++) {
        print_message("%s:%d %.*s | %.*s\n", faults->at[i].file, faults->at[i].line,
                      TEXT_ARG(faults->at[i].message), TEXT_ARG(faults->at[i].hint));
    }
}

static void reads_the_bundled_notice(void **state)
{
    (void)state;
    struct notice_files files = bundled("xinfeng-2022-02");
    struct faults faults;
    faults_init(&faults, &arena);
    const struct notice *notice = notice_read(&arena, &files, &faults);
    print_faults(&faults);
    assert_non_null(notice);
    assert_int_equal(faults.n, 0);
    assert_true(text_is(notice->head.number, "信就办字〔2022〕2号"));
    assert_int_equal(notice->settings.flow, FLOW_CUMULATIVE);
    assert_int_equal(notice_parameter(notice, TEXT("long_unemployed_months")), 12);
    assert_true(notice_parameter(notice, TEXT("relief_low")) == SHAPE_BLANK);
    assert_int_equal(notice->categories.n, 12);
    size_t townships = 0, bureaus = 0;
    for (size_t i = 0; i < notice->units.n; i++) {
        townships += notice->units.at[i].kind == UNIT_TOWNSHIP;
        bureaus += notice->units.at[i].kind == UNIT_BUREAU;
    }
    assert_int_equal(townships, 16);
    assert_int_equal(bureaus, 5);
    const struct report_form *form = notice_report(notice, TEXT("table2"));
    assert_non_null(form);
    assert_int_equal(form->checks.n, 19);
    size_t printed = 0;
    for (size_t i = 0; i < form->columns.n; i++) {
        const struct report_column *column = &form->columns.at[i];
        if (column->printed) {
            assert_int_equal(column->no, ++printed);
        }
    }
    assert_int_equal(printed, 32);
    assert_true(text_is(form->columns.at[31].label, "对援助对象发放临时救助金额数"));
    assert_int_equal(report_column(form, TEXT("c32")), 31);
    assert_int_equal(strlen(notice->version), 64);
}

/* One file of the bundled notice with `from` replaced by `to`; all mistakes found. */
static struct faults changed(const char *file, const char *from, const char *to)
{
    struct notice_files files = bundled("xinfeng-2022-02");
    struct faults faults;
    faults_init(&faults, &arena);
    bool done = false;
    for (size_t i = 0; i < files.n; i++) {
        struct text bytes = files.at[i].bytes;
        size_t at = text_find(bytes, text_of(from));
        if (text_is(files.at[i].name, file) && at != TEXT_NONE) {
            done = true;
            size_t after = at + strlen(from);
            files.at[i].bytes = arena_printf(&arena, "%.*s%s%.*s", (int)at, bytes.s, to,
                                             (int)(bytes.n - after), bytes.s + after);
        }
    }
    if (!done) {
        fail_msg("%s has no %s", file, from);
    }
    const struct notice *notice = notice_read(&arena, &files, &faults);
    assert_true((notice == NULL) == (faults.errors > 0));
    return faults;
}

/* What a clerk may get wrong, and what is said of it. */
static const struct {
    const char *file, *from, *to, *message, *hint;
} mistakes[] = {
    {"notice.yaml", "slogan:", "slogon:", "通知没有“slogon”这一项", "是不是“slogan”"},
    {"notice.yaml", "number: 信就办字〔2022〕2号", "", "通知缺少“number”", "请补上 number: 文号"},
    {"notice.yaml", "issued_on: 2022-09-08", "issued_on: 2022-9-8", "不是一个日期", "2022-09-08"},
    {"notice.yaml", "to: 2022-10-31", "to: 2022-08-31", "早于前一个日期", "先后"},
    {"notice.yaml", "county: 360722", "county: 信丰", "应是整数", "六位行政区划代码"},
    {"notice.yaml", "county: 360722", "county: 36", "之间", "六位行政区划代码"},
    {"notice.yaml", "reports: [table1,", "reports: [table9,", "缺少文件 table9.yaml", "复制"},
    {"notice.yaml", "window:\n  from", "window: 九月\nx:\n  from", "若干行“键: 值”", "from"},
    {"units.yaml", "kind: bureau", "kind: burea", "不能是“burea”", "是不是“bureau”"},
    {"units.yaml", "key: gubei", "key: 古陂", "只能用小写字母", "long_unemployed"},
    {"units.yaml", "key: gubei", "key: jiading", "重复", "不同"},
    {"units.yaml", "region: 360722101000", "region: 360721101000", "不在本县", "前六位"},
    {"units.yaml", "region: 360722101000", "region: 360722100000", "相同", "不同"},
    {"units.yaml", "    region: 360722101000\n", "", "没有写区划代码", "12 位"},
    {"units.yaml", "units:\n", "unit:\n", "文件没有“unit”这一项", "是不是“units”"},
    {"units.yaml", "units:\n  - key: jiading\n", "units:\n  - jiading\n  - key: jiading\n",
     "单位应写成若干行“键: 值”", "例如 key"},
    {"categories.yaml", "bureau: civil_affairs", "bureau: civil_affair", "没有单位",
     "civil_affairs"},
    {"calendar.yaml", "due: 2022-09-15", "due: 2023-09-15", "不在 2022-09-01 至 2022-11-01 之内",
     "window"},
    {"calendar.yaml", "    due: 2022-09-15\n", "", "没有截止日期", "weekly"},
    {"calendar.yaml", "who: [township, bureau]", "who: [townships, bureau]", "没有单位“townships”",
     "township"},
    {"calendar.yaml", "remind: 2022-10-21", "remind: 2022-10-25", "早于前一个日期", "先后"},
    {"calendar.yaml", "    remind: 2022-10-21\n", "", "截止日 2022-10-23 是休息日",
     "remind: 2022-10-21"},
    {"calendar.yaml", "report: table2", "report: table4", "没有报表", "reports"},
    {"calendar.yaml", "period: second", "period: third", "没有期次", "periods"},
    {"settings.yaml", "flow: cumulative", "flow: 累计", "不能是“累计”", "cumulative、period"},
    {"settings.yaml", "review_days: 5", "review_days: 500", "之间", "工作日"},
    {"settings.yaml", "due_day_included: true", "due_day_included: 1", "true（是）", "含当日"},
    {"settings.yaml", "key: relief_low", "key: relief_high", "重复", "不同"},
    {"settings.yaml", "key: relief_low", "key: relief_lo", "没有这个参数", "settings.yaml"},
    {"table2.yaml", "rows: township", "rows: village", "表里将没有行", "units.yaml"},
    {"table2.yaml", "heading: [number, label]", "heading: [numbers, label]", "表头的一行不能是",
     "number"},
    {"table2.yaml", "    no: 5\n", "", "没有 no", "请补上 no: 5"},
    {"table2.yaml", "count: sum", "count: total", "不能是“total”", "sum"},
    {"table2.yaml", "    field: headcount\n", "", "要写 field", "field: amount"},
    {"table2.yaml", "count: sum\n    field: headcount", "count: times\n    field: headcount",
     "不写 field", "删去"},
    {"table2.yaml", "    day: date\n", "", "要写 day", "day: date"},
    {"table2.yaml", "formula: c13 <= c12", "formula: c13 <= c33", "没有这一列", "c01"},
    {"table2.yaml", "    scope: total\n", "", "只能在合计行", "scope: total"},
    {"table2.yaml", "key: V03", "key: V02", "重复", "不同"},
    {"table2.yaml", "as_of: 2022-10-23", "as_of: 2022-12-23", "不在", "window"},
    {"table2.yaml", "key: table2\n", "key: table3\n", "与文件名不同", "key: table2"},
    {"table2.yaml", "{unit}\"", "{units}\"", "大括号里不能是“units”", "{unit}"},
    {"table2.yaml", "  size: A4", "  size: B5", "不能是“B5”", "A4、A3"},
    {"table2.yaml", "columns:\n", "columns: 无\nx:\n", "应是列表", "自带"},
    {"table2.yaml", "    subject: person\n", "", "报表的列缺少“subject”", "由单位填报的列"},
    {"weekly.yaml", "    least: 20\n", "    least: 2000\n", "最少字数多于最多字数", "least"},
    {"weekly.yaml", "  - key: problems\n", "  - key: progress\n", "重复", "不同"},
    {"weekly.yaml", "total: 合计\n", "", "要写 total", "table2.yaml"},
    {"case.yaml", "prose:\n", "checks: []\nx:\n", "没有一栏可填", "columns"},
    {"summary.yaml", "{table2.c03}", "{table2.c99}", "草稿里的“{table2.c99}”", "{table2.c01}"},
    {"summary.yaml", "{table2.c31}人次", "{table2.c31人次", "草稿里的", "报表代号"},
    {"table1.yaml", "sheet: inspection", "sheet: tasks", "tasks.yaml 里没有代号为“table1”的表",
     "tasks.yaml"},
    {"table2.yaml", "beside: [bureau]", "beside: [township]", "不能另报一行", "bureau"},
    {"table2.yaml", "beside: [bureau]", "beside: [bureaus]", "不能另报一行", "bureau"},
    {"case.yaml", "photos: 1", "photos: 100", "之间", "照片"},
    {"codes.yaml", "code: graduate", "code: monitor", "重复", "不同"},
    {"inspection.yaml", "key: policy", "key: publicity", "重复", "不同"},
    {"inspection.yaml", "head: posts", "head: post", "没有代号为“post”的排查项目", "heads"},
    {"inspection.yaml", "rectify_by: 2022-09-30", "rectify_by: 2022-09-10", "早于", "先后"},
    {"inspection.yaml", "inspect_by: 2022-09-15", "inspect_by: 2022-08-15",
     "不在 2022-09-01 至 2022-11-01 之内", "window"},
    {"inspection.yaml", ", self: true", "", "有 0 个来源写了 self", "自查"},
    {"inspection.yaml", ", 整改进展]", "]", "写了 5 个列名", "整改进展"},
    {"inspection.yaml", "percent: 20", "percent: 200", "在 1 到 100 之间", "百分比"},
    {"inspection.yaml", "key: table1", "key: table2", "已经是一张报表的代号", "table1"},
    {"tasks.yaml", "key: t02", "key: t01", "重复", "不同"},
    {"tasks.yaml", "due: 2022-09-30", "due: 2022-12-30", "不在 2022-09-01 至 2022-11-01 之内",
     "window"},
    {"tasks.yaml", "    who: [township, village]\n", "", "任务缺少“who”", "责任单位"},
    {"tasks.yaml", "who: [township, village]", "who: []", "没有责任单位", "who: [township"},
    {"tasks.yaml", "who: [township, village]", "who: [townships]", "没有单位“townships”",
     "township"},
    {"tasks.yaml", "who: [township, village]", "who: village", "没有乡镇来委派",
     "[township, village]"},
    {"tasks.yaml",
     "    progress:\n      subject: person\n      due: can_startup\n      done: claimed_startup\n"
     "      count: people\n      by: region\n      unit: 人\n",
     "", "看不出办到哪一步", "evidence"},
    {"tasks.yaml", "      due: assisted and able_to_work\n", "", "due 或 target", "target"},
    {"tasks.yaml", "      done: status_clear\n", "", "任务进度缺少“done”", "已办"},
    {"tasks.yaml", "count: people", "count: persons", "不能是“persons”", "people"},
    {"tasks.yaml", "due: 2022-09-30", "due: 2022-10-02", "是休息日", "remind: 2022-09-30"},
    {"tasks.yaml", "heading: [序号, ", "heading: [", "heading 写了 4 个列名", "完成时限"},
    {"tasks.yaml", "key: table3", "key: table2", "已经是一张报表的代号", "table3"},
    {"tasks.yaml", "no: 3\n", "no: 2\n", "序号 2 重复", "不同的序号"},
    {"tasks.yaml", "due: 2022-09-30", "due: 2022-09-31", "不是一个日期", "2022-09-08"},
    {"tasks.yaml", "tasks:\n", "tasks: [\n", "看不懂这一行", "括号"},
    {"tasks.yaml", "  - key: t02", "\t- key: t02", "制表符", "空格"},
    {"tasks.yaml", "unit: 人", "unt: 人", "没有“unt”这一项", "是不是“unit”"},
    {"inspection.yaml", "    no: 3\n", "    no: 2\n", "序号 2 重复", "不同的序号"},
    {"inspection.yaml", "有 {n} 人没有政策", "有 {m} 人没有政策", "只能写 {n}", "{n}"},
    {"inspection.yaml", "sources:\n", "source:\n", "排查缺少“sources”", "sources"},
    {"letters.yaml", "kind: urge", "kind: urg", "没有代号为“urg”的文种", "kinds"},
    {"letters.yaml", "file: rectify.docx", "file: rectfy.docx", "没有用到文件 rectify.docx",
     "letters.yaml 的 file"},
    {"letters.yaml", "to: workshop", "to: workshops", "不能是“workshops”", "是不是“workshop”"},
    {"letters.yaml", "report: table1\n", "report: table1\n    to: village\n", "只有乡镇和部门的行",
     "basis: tasks"},
    {"letters.yaml", "when: c21 * 100 < c01 * 60", "when: c21 * 100 < c99 * 60",
     "没有这一列：“c99”", "c01"},
    {"letters.yaml", "when: rank * 5", "when: rnk * 5", "没有这一列：“rnk”", "rank"},
    {"letters.yaml", "    when: rank * 5 > units * 4\n", "", "没有写满足什么就发函", "red >= 3"},
    {"letters.yaml", "when: missing >= 1", "when: mising >= 1", "没有这一列：“mising”", "missing"},
    {"letters.yaml", "to: bureau", "to: village", "报表由乡镇和部门报送", "to: township"},
    {"letters.yaml", "report: table2", "report: table8", "没有代号为“table8”的报表", "代号"},
    {"letters.yaml", "word: 信就办督", "word: 信就办函", "“信就办函”重复", "不同"},
};

static void tells_every_mistake(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct faults faults = changed(mistakes[i].file, mistakes[i].from, mistakes[i].to);
        bool told = false;
        for (size_t j = 0; j < faults.n; j++) {
            told = told || (text_has(faults.at[j].message, text_of(mistakes[i].message)) &&
                            text_has(faults.at[j].hint, text_of(mistakes[i].hint)));
        }
        if (!told) {
            print_faults(&faults);
            fail_msg("mistake %zu: %s -> %s", i, mistakes[i].from, mistakes[i].to);
        }
    }
}

static void tells_all_at_once_in_order(void **state)
{
    (void)state;
    struct notice_files files = bundled("xinfeng-2022-02");
    for (size_t i = 0; i < files.n; i++) {
        if (text_is(files.at[i].name, "units.yaml")) {
            files.at[i].bytes = TEXT("units:\n  - {key: a, name: 甲, kind: 村}\n"
                                     "  - {key: b, nam: 乙, kind: park}\n");
        }
    }
    struct faults faults;
    faults_init(&faults, &arena);
    assert_null(notice_read(&arena, &files, &faults));
    faults_sort(&faults);
    size_t lines[3] = {0}, n = 0;
    for (size_t i = 0; i < faults.n; i++) {
        if (strcmp(faults.at[i].file, "units.yaml") == 0 && n < COUNT(lines)) {
            lines[n++] = (size_t)faults.at[i].line;
        }
    }
    assert_int_equal(n, 3);
    assert_int_equal(lines[0], 2);
    assert_int_equal(lines[1], 3);
    assert_int_equal(lines[2], 3);
}

static void warns_of_a_file_that_nothing_reads(void **state)
{
    (void)state;
    struct notice_files files = bundled("xinfeng-2022-02");
    struct notice_file *more = arena_array(&arena, struct notice_file, files.n + 1);
    memcpy(more, files.at, files.n * sizeof(*more));
    more[files.n] = (struct notice_file){TEXT("unit.yaml"), TEXT("units: []\n")};
    files = (struct notice_files){more, files.n + 1};
    struct faults faults;
    faults_init(&faults, &arena);
    assert_non_null(notice_read(&arena, &files, &faults));
    assert_int_equal(faults.n, 1);
    assert_int_equal(faults.at[0].level, FAULT_WARN);
    assert_true(text_has(faults.at[0].hint, TEXT("units.yaml")));
}

static void knows_its_version(void **state)
{
    (void)state;
    struct notice_files files = bundled("xinfeng-2022-02");
    struct faults faults;
    faults_init(&faults, &arena);
    const struct notice *one = notice_read(&arena, &files, &faults);
    const struct notice *same = notice_read(&arena, &files, &faults);
    files.at[0].bytes = arena_printf(&arena, "%.*s\n", TEXT_ARG(files.at[0].bytes));
    const struct notice *other = notice_read(&arena, &files, &faults);
    assert_string_equal(one->version, same->version);
    assert_string_not_equal(one->version, other->version);
}

static void says_when_there_is_no_folder(void **state)
{
    (void)state;
    struct notice_files files;
    struct error error;
    assert_int_equal(notice_files_read(&arena, "/nonexistent", &files, &error), NOT_FOUND);
    assert_true(error.message.n > 0 && error.hint.n > 0);
}

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* ---- the templates of letters as documents ---- */

static struct text part_of(struct text docx, const char *name)
{
    struct zip zip;
    struct error error;
    struct unpack u;
    assert_int_equal(zip_read(&arena, docx, &zip, &error), OK);
    const struct zip_entry *entry = zip_find(&zip, text_of(name));
    assert_non_null(entry);
    unpack_open(&u, &arena, entry, UNPACK_CHUNK);
    while (!u.last) { /* what is not read stays at hand */
        assert_int_equal(unpack_more(&u, &arena, &error), OK);
    }
    struct text part = arena_text(&arena, (struct text){u.p, (size_t)(u.end - u.p)});
    unpack_stop(&u);
    return part;
}

/* GB/T 9704-2012, 10.1, in twentieths of a point: what the PDF draws, the editable one says too. */
static const struct {
    const char *part, *has, *point;
} letter_points[] = {
    {"word/document.xml", "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>", "A4"},
    {"word/document.xml", "w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\"",
     "37 mm above, 28 mm beside, 156 x 225 mm"},
    {"word/document.xml", "w:vAnchor=\"page\" w:hAnchor=\"page\" w:x=\"1134\" w:y=\"1701\"",
     "the mark 30 mm under the edge"},
    {"word/document.xml", "<w:framePr w:w=\"9638\"", "rules of 170 mm"},
    {"word/document.xml", "<w:titlePg/>", "no page number on the first page"},
    {"word/document.xml", "w:linePitch=\"579\"", "22 lines"},
    {"word/styles.xml", "<w:bottom w:val=\"thickThinSmallGap\" w:sz=\"24\"",
     "a red double rule under the mark, the thick one first"},
    {"word/styles.xml", "<w:spacing w:before=\"280\" w:after=\"0\" w:line=\"320\"",
     "the number 7/8 of a character under it"},
    {"word/styles.xml", "<w:spacing w:before=\"1158\" w:after=\"579\"",
     "two lines between number and title"},
    {"word/styles.xml", "<w:ind w:leftChars=\"1400\" w:left=\"4360\"/>",
     "the date two characters right of the name's first"},
    {"word/footer1.xml", "<w:bottom w:val=\"thinThickSmallGap\"",
     "a red double rule 20 mm over the edge, the thin one first"},
    {"word/footer2.xml", "<w:jc w:val=\"right\"/>", "page numbers of odd pages to the right"},
    {"word/footer3.xml", "<w:jc w:val=\"left\"/>", "of even pages to the left"},
    {"word/footer3.xml", "— </w:t>", "between dashes"},
    {"word/settings.xml", "<w:evenAndOddHeaders/>", "odd and even differ"},
};

static void templates_are_letters_by_the_standard(void **state)
{
    (void)state;
    struct notice_files files = bundled("xinfeng-2022-02");
    struct faults faults;
    faults_init(&faults, &arena);
    const struct notice *notice = notice_read(&arena, &files, &faults);
    assert_true(notice->letters.templates.n >= 10);
    for (size_t i = 0; i < notice->letters.templates.n; i++) {
        const struct letter_template *template = &notice->letters.templates.at[i];
        for (size_t k = 0; k < COUNT(letter_points); k++) {
            struct text part = part_of(template->docx, letter_points[k].part);
            if (!text_has(part, text_of(letter_points[k].has))) {
                fail_msg("%.*s: %s", TEXT_ARG(template->file), letter_points[k].point);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_the_bundled_notice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_every_mistake, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_all_at_once_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(warns_of_a_file_that_nothing_reads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knows_its_version, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_when_there_is_no_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(templates_are_letters_by_the_standard, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
