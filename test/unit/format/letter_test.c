/* The letter of GB/T 9704 measured on its paper: what pdftotext and pdftoppm see of the file. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/ceilings.h"
#include "format/pdf_letter.h"

static struct arena arena;
static char path[] = "/tmp/nuanxin-letter-XXXXXX";

enum { LINES = 22, ACROSS = 28, DPI = 100, FILLED = 60 };
static const double MM = 72 / 25.4;

/* A body of whole lines, long enough for a second page that is full. */
static int make_letter(void **state)
{
    (void)state;
    arena_init(&arena);
    struct buf out, line;
    struct error error = {0};
    buf_init(&out, MIB);
    buf_init(&line, MIB);
    for (int i = 0; i < ACROSS * FILLED; i++) {
        buf_adds(&line, "国");
    }
    const struct pdf_letter_block block = {.text = buf_text(&line)};
    const struct pdf_letter letter = {.mark = TEXT("信丰县就业工作领导小组办公室"),
                                      .number = TEXT("信就办函〔2022〕1号"),
                                      .title = TEXT("关于整改的函"),
                                      .to = TEXT("嘉定镇人民政府："),
                                      .blocks = &block,
                                      .block_count = 1,
                                      .sign = TEXT("信丰县就业工作领导小组办公室"),
                                      .date = TEXT("2022年9月16日"),
                                      .day = 19251};
    if (pdf_letter_write(&arena, &letter, &out, &error) != OK) {
        fail_msg("%.*s", TEXT_ARG(error.message));
    }
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, out.s, out.n) == (ssize_t)out.n);
    close(fd);
    buf_release(&line);
    buf_release(&out);
    return 0;
}

static int remove_letter(void **state)
{
    (void)state;
    unlink(path);
    arena_release(&arena);
    return 0;
}

static FILE *run(const char *before, const char *after)
{
    char command[256];
    snprintf(command, sizeof(command), "%s %s %s", before, path, after);
    FILE *out = popen(command, "r"); /* NOLINT: the name is our own mkstemp */
    assert_non_null(out);
    return out;
}

/* Full lines of the second page: 22, each of 28 characters, on the grid of 156 x 225 mm. */
static void has_a_grid_of_22_lines_of_28_characters(void **state)
{
    (void)state;
    char text[4096];
    double top[LINES + 1], left = 0, right = 0;
    int n = 0;
    FILE *out = run("pdftotext -bbox-layout -f 2 -l 2", "-");
    while (fgets(text, sizeof(text), out) != NULL) {
        double x1, y1, x2, y2;
        const char *word = strstr(text, "<word");
        if (word != NULL &&
            sscanf(word, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &x1, &y1, &x2,
                   &y2) == 4) {
            size_t characters = 0;
            for (const char *c = strstr(word, "国"); c != NULL; c = strstr(c + 3, "国")) {
                characters++;
            }
            if (characters == 0) {
                continue; /* the page's number */
            }
            assert_true(n < LINES);
            assert_int_equal(characters, ACROSS);
            left = n == 0 ? x1 : left;
            right = n == 0 ? x2 : right;
            assert_true(fabs(x1 - left) < 0.5 && fabs(x2 - right) < 0.5);
            top[n++] = y1;
        }
    }
    assert_int_equal(pclose(out), 0);
    assert_int_equal(n, LINES);
    assert_true(fabs(right - left - 156 * MM) < 3);
    assert_true(fabs(left - (210 - 156) / 2.0 * MM) < 2 * MM);
    for (int i = 1; i < LINES; i++) {
        assert_true(fabs(top[i] - top[i - 1] - 225 * MM / LINES) < 0.5);
    }
}

struct red {                           /* runs of rows that are red across the page */
    double top[8], bottom[8], wide[8]; /* mm */
    int n;
};

/* The red lines of the first page, measured in its picture. */
static struct red red_lines(void)
{
    int width, height, most;
    struct red red = {.n = 0};
    char dpi[64];
    snprintf(dpi, sizeof(dpi), "pdftoppm -r %d -f 1 -l 1", DPI);
    FILE *out = run(dpi, "");
    assert_int_equal(fscanf(out, "P6 %d %d %d", &width, &height, &most), 3);
    (void)fgetc(out);
    unsigned char *row = test_malloc((size_t)width * 3);
    bool in = false;
    for (int y = 0; y < height; y++) {
        assert_int_equal(fread(row, 3, (size_t)width, out), width);
        int first = -1, last = -1, reds = 0;
        for (int x = 0; x < width; x++) {
            const unsigned char *p = &row[3 * x];
            bool is_red = p[0] > 150 && p[1] < 160 && p[2] < 160 && p[0] > p[1] + 60;
            first = is_red && first < 0 ? x : first;
            last = is_red ? x : last;
            reds += is_red;
        }
        bool line = reds > width / 2; /* a line, not the mark's strokes */
        if (line && !in) {
            assert_true(red.n < (int)COUNT(red.top));
            red.top[red.n] = y * 25.4 / DPI;
            red.wide[red.n] = (last - first + 1) * 25.4 / DPI;
        }
        if (!line && in) {
            red.bottom[red.n++] = y * 25.4 / DPI;
        }
        in = line;
    }
    test_free(row);
    (void)pclose(out);
    return red;
}

static void has_red_double_rules(void **state)
{
    (void)state;
    struct red red = red_lines();
    assert_int_equal(red.n, 4);
    for (int i = 0; i < red.n; i++) {
        assert_true(fabs(red.wide[i] - 170) < 1);
    }
    /* Thick over thin under the mark; thin over thick 20 mm above the page's lower edge. */
    assert_true(red.bottom[0] - red.top[0] > red.bottom[1] - red.top[1]);
    assert_true(red.bottom[3] - red.top[3] > red.bottom[2] - red.top[2]);
    assert_true(red.top[0] > 35 && red.top[1] - red.top[0] < 4);
    assert_true(fabs(297 - red.bottom[3] - 20) < 1);
}

/* Rare characters are there to be read again, or the letter is refused with their name; those of
 * the private use areas always, though some font may have a picture for them. */
static void prints_rare_characters_or_names_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
        bool is_private;
    } rare[] = {{"𠮷", "U+20BB7", false},
                {"䶮", "U+4DAE", false},
                {"㛃", "U+36C3", false},
                {"𬱖", "U+2CC56", false},
                {"\xEE\x80\x80", "U+E000", true},
                {"\xEF\xA3\xBF", "U+F8FF", true},
                {"\xF3\xB0\x80\x80", "U+F0000", true}};
    for (size_t i = 0; i < COUNT(rare); i++) {
        struct error error = {0};
        struct buf out;
        struct text said = arena_printf(&arena, "请走访张%s同志", rare[i].text);
        const struct pdf_letter_block block = {.text = said};
        const struct pdf_letter letter = {.blocks = &block, .block_count = 1, .day = 19251};
        buf_init(&out, MIB);
        enum status status = pdf_letter_write(&arena, &letter, &out, &error);
        if (status != OK || rare[i].is_private) {
            assert_int_equal(status, INVALID);
            assert_true(text_has(error.message, text_of(rare[i].code)));
        } else {
            char line[256];
            bool read = false;
            FILE *file = fopen(path, "w");
            assert_non_null(file);
            assert_int_equal(fwrite(out.s, 1, out.n, file), out.n);
            fclose(file);
            FILE *text = run("pdftotext", "-");
            while (fgets(line, sizeof(line), text) != NULL) {
                read = read || strstr(line, rare[i].text) != NULL;
            }
            assert_int_equal(pclose(text), 0);
            assert_true(read);
        }
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_a_grid_of_22_lines_of_28_characters),
        cmocka_unit_test(has_red_double_rules),
        cmocka_unit_test(prints_rare_characters_or_names_them),
    };
    return cmocka_run_group_tests(tests, make_letter, remove_letter);
}
