#include "format/heading.h"

#include "standard/citizen_id.h"

static bool keep_row(void *context, const struct sheet_row *row)
{
    struct heading *heading = context;
    for (size_t i = 0; row->row < HEADING_ROWS && i < row->n; i++) {
        const struct sheet_cell *cell = &row->cells[i];
        struct text text = text_trim(cell->text);
        if (text.n > 0 && cell->col < HEADING_COLS) {
            list_add(&heading->cells,
                     (struct heading_cell){row->row, cell->col, arena_text(heading->arena, text)});
            heading->cols = cell->col + 1 > heading->cols ? cell->col + 1 : heading->cols;
        }
    }
    return true;
}

/* The book's ranges live until its next read only. */
static void keep_ranges(struct arena *arena, struct sheet_summary *summary)
{
    struct sheet_range *merged = arena_array(arena, struct sheet_range, summary->merged_count);
    for (size_t i = 0; i < summary->merged_count; i++) {
        merged[i] = summary->merged[i];
    }
    summary->merged = merged;
}

enum status heading_read(struct heading *heading, struct arena *arena, struct book *book,
                         size_t sheet, struct sheet_summary *summary, struct error *error)
{
    *heading = (struct heading){.arena = arena, .summary = summary};
    enum status status =
        book_read(book, sheet, (struct sheet_sink){keep_row, heading}, summary, error);
    if (status != OK) {
        return status;
    }
    keep_ranges(arena, summary);
    heading->grid = arena_array(arena, struct text, (size_t)heading->cols * HEADING_ROWS);
    for (size_t i = 0; i < heading->cells.n; i++) {
        const struct heading_cell *cell = &heading->cells.at[i];
        heading->grid[cell->row * heading->cols + cell->col] = cell->text;
    }
    return OK;
}

void heading_release(struct heading *heading)
{
    list_release(&heading->cells);
    arena_release(&heading->scratch);
}

struct text heading_at(const struct heading *heading, uint32_t row, uint32_t col)
{
    bool kept = row < HEADING_ROWS && col < heading->cols;
    return kept ? heading->grid[row * heading->cols + col] : TEXT_EMPTY;
}

static const struct sheet_range *range_at(const struct sheet_summary *summary, uint32_t row,
                                          uint32_t col)
{
    for (size_t i = 0; i < summary->merged_count; i++) {
        const struct sheet_range *r = &summary->merged[i];
        if (row >= r->row1 && row <= r->row2 && col >= r->col1 && col <= r->col2) {
            return r;
        }
    }
    return NULL;
}

size_t heading_layers(const struct heading *heading, const struct heading_place *place,
                      uint32_t col, struct text out[HEADING_LAYERS])
{
    size_t n = 0;
    for (uint32_t row = place->row; row < place->row + place->rows; row++) {
        struct text text = heading_at(heading, row, col);
        const struct sheet_range *range = range_at(heading->summary, row, col);
        bool below = row + 1 < place->row + place->rows && heading_at(heading, row + 1, col).n > 0;
        if (text.n == 0 && range != NULL) {
            text = heading_at(heading, range->row1, range->col1);
        }
        bool no_ranges = heading->summary->merged_count == 0;
        for (uint32_t left = col; text.n == 0 && below && no_ranges && left > 0;) {
            text = heading_at(heading, row, --left);
        }
        if (text.n > 0 && (n == 0 || !text_equal(out[n - 1], text))) {
            out[n++] = text;
        }
    }
    return n;
}

bool heading_over_ids(const struct heading *heading, const struct heading_place *place,
                      uint32_t col)
{
    size_t ids = 0, filled = 0;
    for (uint32_t row = place->row + place->rows; row < HEADING_ROWS; row++) {
        struct text text = heading_at(heading, row, col);
        /* Of 1970: whoever is born later is "in the future", but his number is checked before. */
        enum citizen_id_verdict verdict = citizen_id_read(text, WRITTEN_AS_TEXT, 0).verdict;
        filled += text.n > 0;
        if (text.n >= 2 + 18) {
            continue; /* a card's, which begins with one */
        }
        ids += verdict == CITIZEN_ID_VALID || verdict == CITIZEN_ID_FROM_15 ||
               verdict == CITIZEN_ID_FUTURE || verdict == CITIZEN_ID_TOO_OLD;
    }
    return ids > 0 && ids * 5 >= filled * 4 && (ids > 1 || filled == 1);
}

struct heading_place heading_find(struct heading *heading, size_t kinds,
                                  int64_t (*known)(void *context, struct arena *scratch,
                                                   const struct text *layers, size_t n),
                                  void *context)
{
    struct heading_place best = {0};
    for (uint32_t rows = 1; rows <= HEADING_LAYERS; rows++) {
        for (uint32_t row = 0; row < HEADING_WITHIN; row++) {
            struct heading_place place = {.row = row, .rows = rows};
            bool *seen = arena_array(&heading->scratch, bool, kinds);
            for (uint32_t col = 0; col < heading->cols; col++) {
                struct text layers[HEADING_LAYERS];
                size_t n = heading_layers(heading, &place, col, layers);
                int64_t kind = n == 0 ? -1 : known(context, &heading->scratch, layers, n);
                place.filled += n > 0;
                if (kind >= 0) {
                    place.hits += !seen[kind];
                    seen[kind] = true;
                }
            }
            arena_reset(&heading->scratch);
            if (place.hits > best.hits) {
                best = place;
            }
        }
    }
    return best;
}
