#include "facts/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "facts/kernel.h"

enum {
    PART_TEXTS = 1 << 15, /* texts of a dictionary looked through at a time */
    PART_WORDS = 1 << 10, /* words of rows */
};

struct search {
    const struct table *table;
    const struct column *column;
    struct text typed;
    bool letters;           /* may be pinyin */
    const uint8_t *answers; /* by text of the column's dictionary */
    uint64_t *bits;         /* rows found in this column */
    struct set *out;
    int64_t hash;
};

static bool all_letters(struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        char c = (char)(t.s[i] | 0x20);
        if ((c < 'a' || c > 'z') && t.s[i] != ' ' && t.s[i] != '\'') {
            return false;
        }
    }
    return t.n > 0;
}

/* Whether a reading can begin like this at all: its first letter is the first typed. */
static bool may_sound(struct text typed, uint16_t first)
{
    struct text syllable = pinyin_syllable(first);
    size_t at = 0;
    while (at < typed.n && (typed.s[at] == ' ' || typed.s[at] == '\'')) {
        at++;
    }
    if (at == typed.n || syllable.n == 0) {
        return false;
    }
    char c = (char)(typed.s[at] | 0x20);
    return c == syllable.s[0] || c == 'u' || c == 'v';
}

struct texts {
    struct search *search;
    uint8_t *answers;
};

static void search_texts(void *context, size_t task)
{
    const struct texts *texts = context;
    const struct search *search = texts->search;
    const struct dictionary *dictionary = search->column->dictionary;
    uint32_t from = (uint32_t)(task * PART_TEXTS);
    uint32_t to = from + PART_TEXTS < dictionary->n ? from + PART_TEXTS : (uint32_t)dictionary->n;
    dictionary_search(dictionary, search->typed, from, to, texts->answers);
    if (!search->letters || !dictionary->sounding) {
        return;
    }
    enum { SYLLABLES = 1 << SOUND_BITS };
    bool may[SYLLABLES];
    for (uint32_t i = 0; i < SYLLABLES; i++) {
        may[i] = may_sound(search->typed, (uint16_t)i);
    }
    for (uint32_t i = from; i < to; i++) {
        uint16_t syllables[SOUND_SYLLABLES];
        size_t n = dictionary_sound(dictionary, i, syllables);
        if (n > 0 && may[syllables[0]] && pinyin_matches(syllables, n, search->typed)) {
            texts->answers[i] = 1;
        }
    }
}

static size_t parts(size_t n, size_t size)
{
    return (n + size - 1) / size;
}

static size_t end_of(const struct search *search, size_t task)
{
    size_t words = set_words(search->table->rows), end = (task + 1) * PART_WORDS;
    return end < words ? end : words;
}

static void search_rows(void *context, size_t task)
{
    struct search *search = context;
    const struct column *column = search->column;
    size_t from = task * PART_WORDS, to = end_of(search, task);
    if (search->answers != NULL) {
        kernel_lookup(column->values, column->width, from, to, search->answers, search->bits);
    } else {
        struct range hash = {search->hash, search->hash};
        kernel_ranges(column->values, column->width, from, to, &hash, 1, search->bits);
    }
    for (size_t w = from; w < to; w++) {
        search->out->words[w] |= search->bits[w] & column->known[w] & search->table->live[w];
    }
}

static void search_column(struct search *search)
{
    crew_run(board_crew(search->table->board), parts(set_words(search->table->rows), PART_WORDS),
             search_rows, search);
}

static void search_text(struct search *search)
{
    size_t n = search->column->dictionary->n;
    struct texts texts = {search, memory_get_zeroed(n + 1)};
    crew_run(board_crew(search->table->board), parts(n, PART_TEXTS), search_texts, &texts);
    if (memchr(texts.answers, 1, n) != NULL) {
        search->answers = texts.answers;
        search_column(search);
    }
    search->answers = NULL;
    free(texts.answers);
}

void table_search_among(const struct table *table, const struct column *column,
                        const uint8_t *answers, struct set *out)
{
    struct search search = {.table = table,
                            .column = column,
                            .answers = answers,
                            .bits = memory_get(set_words(table->rows) * sizeof(uint64_t)),
                            .out = out};
    search_column(&search);
    free(search.bits);
}

void table_search(const struct table *table, struct text typed, const struct search_secret *secrets,
                  size_t n, struct set *out)
{
    typed = text_trim(typed);
    if (typed.n == 0 && n == 0) {
        table_live(table, out);
        return;
    }
    set_init(out, table->rows);
    struct search search = {.table = table,
                            .typed = typed,
                            .letters = all_letters(typed),
                            .bits = memory_get(set_words(table->rows) * sizeof(uint64_t)),
                            .out = out};
    for (size_t i = 0; i < table->count && typed.n > 0; i++) {
        search.column = &table->columns[i];
        if (search.column->type == COLUMN_TEXT &&
            (search.column->field->flags & FIELD_SEARCH) != 0) {
            search_text(&search);
        }
    }
    for (size_t i = 0; i < n; i++) {
        search.column = table_column(table, text_of(secrets[i].column));
        search.hash = secrets[i].hash;
        if (search.column != NULL) {
            search_column(&search);
        }
    }
    free(search.bits);
}
