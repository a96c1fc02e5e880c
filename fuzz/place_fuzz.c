/* The cells with free text beside a person: places, phones, words for codes, yes and no. */
#include "standard/code.h"
#include "standard/disability.h"
#include "standard/phone.h"
#include "standard/region.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* The tables are made once; libFuzzer keeps the process. */
static struct arena lasting;
static struct region_tree *tree;
static struct code_book book;

static void make_tables(void)
{
    arena_init(&lasting);
    struct region_rows rows[] = {region_rows_national(&lasting), region_rows_county(&lasting)};
    tree = region_tree_new(&lasting, rows, COUNT(rows));
    book = code_book_new(&lasting, code_rows_embedded(&lasting), code_aliases_embedded(&lasting));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (tree == NULL) {
        make_tables();
    }
    struct text raw = {(const char *)bytes, n};
    struct arena arena;
    arena_init(&arena);
    struct region_match m = region_find(tree, &arena, raw, 360722000000, REGION_VILLAGE, DATE_NONE);
    if ((m.outcome == REGION_FOUND) != (m.n == 1 && m.outcome != REGION_CLOSE)) {
        bug("found %zu places", m.n);
    }
    region_find(tree, &arena, raw, 0, REGION_COUNTY, 19243);
    struct phones phones = phone_read(&arena, raw);
    if (phones.n == 0 && phones.findings == 0 && text_trim(raw).n > 8) {
        bug("a telephone cell that vanished");
    }
    struct code_part parts[4];
    for (size_t i = 0; i < book.n; i++) {
        code_find_several(&book.tables[i], raw, parts, COUNT(parts));
    }
    struct disability d;
    disability_read(raw, &d);
    answer_read(raw);
    arena_release(&arena);
    return 0;
}
