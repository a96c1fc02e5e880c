/*
 * Two small lists out of any bytes: lines are rows (a line that begins with '>' goes to the right
 * list), tabs part the cells in the order of enum clean_field, '#' before a cell says that it stood
 * as a number. The comparison must mention every row and be able to tell every link.
 */
#include <string.h>

#include "compare/compare.h"
#include "compare/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { ROWS_MOST = 60, TODAY = 19243 };

struct lists {
    struct person_row rows[2][ROWS_MOST];
    size_t n[2];
};

static void read_lists(struct lists *lists, struct text rest)
{
    struct cleaner cleaner;
    struct text line;
    cleaner_init(&cleaner, TODAY, DATE_FROM_1900);
    while (text_split(&rest, '\n', &line)) {
        int side = text_starts(line, TEXT(">")) ? COMPARE_RIGHT : COMPARE_LEFT;
        struct clean_cell cells[CLEAN_FIELD__COUNT] = {{{NULL, 0}, WRITTEN_AS_TEXT}};
        struct text cell;
        line = text_slice(line, (size_t)side, line.n);
        for (int i = 0; i < CLEAN_FIELD__COUNT && text_split(&line, '\t', &cell); i++) {
            bool numeric = text_starts(cell, TEXT("#"));
            cells[i].written = numeric ? WRITTEN_AS_NUMBER : WRITTEN_AS_TEXT;
            cells[i].text = text_slice(cell, numeric, cell.n);
        }
        if (lists->n[side] == ROWS_MOST) {
            break;
        }
        struct person_row *row = &lists->rows[side][lists->n[side]++];
        clean_row(&cleaner, cells, row);
        row->row = (uint32_t)lists->n[side];
    }
    cleaner_release(&cleaner);
}

static void check_result(const struct lists *lists, const struct compare_result *result)
{
    bool seen[2][ROWS_MOST] = {{false}};
    for (size_t i = 0; i < result->n; i++) {
        const struct link *link = &result->at[i];
        char sentence[EXPLAIN_SIZE];
        struct bar bars[SCORE_FIELD__COUNT + 1];
        if (link->left > lists->n[COMPARE_LEFT] || link->right > lists->n[COMPARE_RIGHT] ||
            link->outcome >= OUTCOME__COUNT || link->chance > 10000) {
            bug("a link that is none");
        }
        if (!utf8_valid((struct text){sentence, explain_sentence(link, sentence)}) ||
            explain_bars(&result->model, link, bars) > COUNT(bars)) {
            bug("a link that cannot be told");
        }
        if (link->left > 0) {
            seen[COMPARE_LEFT][link->left - 1] = true;
        }
        if (link->right > 0) {
            seen[COMPARE_RIGHT][link->right - 1] = true;
        }
    }
    for (int side = COMPARE_LEFT; side <= COMPARE_RIGHT; side++) {
        for (size_t i = 0; i < lists->n[side]; i++) {
            if (!seen[side][i]) {
                bug("row %zu of list %d is in no link", i + 1, side);
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct lists lists = {.n = {0}};
    struct arena arena;
    struct error error;
    struct compare_settings settings = {.today = TODAY, .all_left = true};
    struct compare_result result;
    arena_init(&arena);
    read_lists(&lists, (struct text){(const char *)bytes, n});
    struct compare *compare = compare_new(&settings);
    for (int side = COMPARE_LEFT; side <= COMPARE_RIGHT; side++) {
        compare_add(compare, (enum compare_side)side, lists.rows[side], lists.n[side]);
    }
    if (compare_run(compare, &result, &arena, &error) != OK) {
        bug("two lists cannot be compared: %.*s", TEXT_ARG(error.message));
    }
    check_result(&lists, &result);
    compare_free(compare);
    arena_release(&arena);
    return 0;
}
