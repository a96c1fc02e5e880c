/* Any bytes as a workbook imported into the people ledger: every row is judged or counted. */
#include "domain/app_books.h"
#include "domain/ledgers.h"
#include "domain/people/person.h"
#include "ledger/import.h"
#include "standard/region.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static enum status resolve(void *context, struct arena *arena, struct import_ref **refs, size_t n,
                           struct error *error)
{
    (void)context, (void)arena, (void)error;
    for (size_t i = 0; i < n; i++) {
        refs[i]->found = (uint32_t)i % 3;
    }
    return OK;
}

static enum status match(void *context, struct arena *arena, struct import_row **rows, size_t n,
                         struct error *error)
{
    (void)context, (void)arena, (void)rows, (void)n, (void)error;
    return OK;
}

static enum status take(void *context, struct import_row *rows, size_t n, struct error *error)
{
    (void)error;
    *(int64_t *)context += (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rows[i].finding_count; k++) {
            if (rows[i].findings[k].message.n == 0) {
                bug("a finding without words");
            }
        }
    }
    return OK;
}

static void import_bytes(struct arena *arena, const struct import_terms *terms, struct text bytes)
{
    struct error error = {0};
    struct book *book;
    struct import_layout layout;
    struct import_summary summary;
    int64_t taken = 0;
    struct import_hooks hooks = {
        .context = &taken, .resolve = resolve, .match = match, .take = take};
    enum status status = book_open(arena, bytes, &book, &error);
    if (status == OK && book_sheet_count(book) > 0) {
        status = import_survey(arena, terms, book, 0, NULL, 0, &layout, &error);
        if (status == OK) {
            status = import_run(arena, terms, book, &layout, 1, &hooks, &summary, &error);
        }
        if (status == OK && summary.rows != taken) {
            bug("rows lost on the way");
        }
    }
    if (status != OK && error.message.n == 0) {
        bug("refused without a reason");
    }
}

/* The tables are the same for every input and live as long as the process. */
static const struct import_terms *shared_terms(void)
{
    static struct arena kept;
    static struct import_terms terms;
    if (terms.ledger == NULL) {
        struct region_rows places = region_rows_county(&kept);
        terms = (struct import_terms){.ledger = &person_ledger,
                                      .ledgers = all_ledgers,
                                      .codes = app_codes(&kept, NULL),
                                      .regions = region_tree_new(&kept, &places, 1),
                                      .county = 360722000000,
                                      .today = 19000};
    }
    return &terms;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena;
    arena_init(&arena);
    import_bytes(&arena, shared_terms(), (struct text){(const char *)bytes, n});
    arena_release(&arena);
    return 0;
}
