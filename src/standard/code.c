#include "standard/code.h"

#include <string.h>

#include "standard/data.h"
#include "standard/fold.h"

enum { LONGEST = 256 }; /* bytes of a written word that is looked at */

/* ---- the embedded tables ---- */

static size_t count_rows(const char *file)
{
    struct text rest = data_rows(file), cells[DATA_CELLS];
    size_t n = 0;
    while (data_next_row(&rest, cells)) {
        n++;
    }
    return n;
}

struct code_rows code_rows_embedded(struct arena *arena)
{
    static const char *const files[] = {"code_tables.csv", "code_product.csv"};
    size_t most = count_rows("code_nationality_gb3304.csv");
    for (size_t i = 0; i < COUNT(files); i++) {
        most += count_rows(files[i]);
    }
    struct code_rows rows = {arena_array(arena, struct code_row, most), 0};
    struct text cells[DATA_CELLS];
    for (size_t i = 0; i < COUNT(files); i++) {
        for (struct text rest = data_rows(files[i]); data_next_row(&rest, cells);) {
            rows.at[rows.n++] = (struct code_row){cells[0], cells[1], cells[2]};
        }
    }
    for (struct text rest = data_rows("code_nationality_gb3304.csv");
         data_next_row(&rest, cells);) {
        rows.at[rows.n++] = (struct code_row){TEXT("nationality"), cells[0], cells[1]};
    }
    return rows;
}

struct code_rows code_aliases_embedded(struct arena *arena)
{
    size_t most = count_rows("code_aliases.csv") + count_rows("code_tables.csv") +
                  count_rows("code_nationality_gb3304.csv");
    struct code_rows rows = {arena_array(arena, struct code_row, most), 0};
    struct text cells[DATA_CELLS];
    for (struct text rest = data_rows("code_aliases.csv"); data_next_row(&rest, cells);) {
        rows.at[rows.n++] = (struct code_row){cells[0], cells[2], cells[1]};
    }
    for (struct text rest = data_rows("code_nationality_gb3304.csv");
         data_next_row(&rest, cells);) {
        rows.at[rows.n++] = (struct code_row){TEXT("nationality"), cells[0], cells[2]};
    }
    /* The short list that forms show names codes of the long one. */
    for (struct text rest = data_rows("code_tables.csv"); data_next_row(&rest, cells);) {
        if (text_is(cells[0], "education_ui")) {
            rows.at[rows.n++] = (struct code_row){TEXT("education"), cells[1], cells[2]};
        }
    }
    return rows;
}

/* ---- the book ---- */

/* The rows of one table, in their order. */
static struct code_rows rows_of(struct arena *arena, struct code_rows all, struct text table)
{
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        n += text_equal(all.at[i].table, table);
    }
    struct code_rows rows = {arena_array(arena, struct code_row, n), 0};
    for (size_t i = 0; i < all.n; i++) {
        if (text_equal(all.at[i].table, table)) {
            rows.at[rows.n++] = all.at[i];
        }
    }
    return rows;
}

struct code_book code_book_new(struct arena *arena, struct code_rows rows, struct code_rows aliases)
{
    struct code_book book = {arena_array(arena, struct code_table, rows.n), 0};
    for (size_t i = 0; i < rows.n; i++) {
        struct text name = rows.at[i].table;
        if (code_table_of(&book, name) != NULL) {
            continue;
        }
        struct code_rows own = rows_of(arena, rows, name), words = rows_of(arena, aliases, name);
        book.tables[book.n++] = (struct code_table){name, own.at, own.n, words.at, words.n};
    }
    return book;
}

const struct code_table *code_table_of(const struct code_book *book, struct text name)
{
    for (size_t i = 0; i < book->n; i++) {
        if (text_equal(book->tables[i].name, name)) {
            return &book->tables[i];
        }
    }
    return NULL;
}

struct text code_name(const struct code_table *table, struct text code)
{
    for (size_t i = 0; i < table->n; i++) {
        if (text_equal(table->rows[i].code, code)) {
            return table->rows[i].name;
        }
    }
    return TEXT_EMPTY;
}

/* ---- finding ---- */

/* Folds and drops blanks: "大 专" is 大专. TEXT_NONE when the word is too long to be one. */
static size_t squeeze(struct text written, char out[LONGEST])
{
    size_t n = fold_into(written, out, LONGEST), kept = 0;
    for (size_t i = 0; n != TEXT_NONE && i < n; i++) {
        if (out[i] != ' ' && out[i] != '\'') {
            out[kept++] = out[i];
        }
    }
    return n == TEXT_NONE ? TEXT_NONE : kept;
}

/* The text before its first bracket: 一级(极重度) -> 一级. */
static struct text without_brackets(struct text t)
{
    size_t at = text_find_char(t, '(');
    return at == TEXT_NONE || at == 0 ? t : text_slice(t, 0, at);
}

static struct text without_zeros(struct text t)
{
    while (t.n > 1 && t.s[0] == '0') {
        t = text_slice(t, 1, t.n);
    }
    return t;
}

/* What fits best of the names seen so far. */
struct best {
    struct text code;
    size_t length; /* bytes of the name that fitted; the longer explains more */
    bool several;  /* another code fitted as well */
};

static void offer(struct best *best, struct text code, size_t length)
{
    if (length > best->length) {
        *best = (struct best){code, length, false};
    } else if (length == best->length && !text_equal(code, best->code)) {
        best->several = true;
    }
}

static enum code_outcome outcome_of(const struct best *best, enum code_outcome found,
                                    struct text *code)
{
    if (best->several) {
        return CODE_SEVERAL;
    }
    *code = best->code;
    return found;
}

/* The i-th name: the rows first, then the other words; NULL past the last. */
static const struct code_row *word_at(const struct code_table *table, size_t i)
{
    if (i < table->n) {
        return &table->rows[i];
    }
    return i - table->n < table->alias_count ? &table->aliases[i - table->n] : NULL;
}

static bool is_denied(struct text before)
{
    static const struct text words[] = {TEXT("非"), TEXT("不"), TEXT("未"),
                                        TEXT("无"), TEXT("没"), TEXT("没有")};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (text_ends(before, words[i])) {
            return true;
        }
    }
    return false;
}

static void find_whole(const struct code_table *table, struct text word, struct best *best)
{
    struct text bare = without_brackets(word);
    const struct code_row *row;
    for (size_t i = 0; (row = word_at(table, i)) != NULL; i++) {
        if (text_equal_nocase(row->name, word)) {
            offer(best, row->code, LONGEST);
        } else if (text_equal(without_brackets(row->name), bare)) {
            offer(best, row->code, bare.n);
        }
    }
}

/* A name of at least two characters within the word, or the word within a name. */
static void find_contained(const struct code_table *table, struct text word, struct best *best)
{
    const struct code_row *row;
    for (size_t i = 0; (row = word_at(table, i)) != NULL; i++) {
        struct text name = without_brackets(row->name);
        size_t at = name.n >= 6 ? text_find(word, name) : TEXT_NONE;
        if (at != TEXT_NONE && !is_denied(text_slice(word, 0, at))) {
            offer(best, row->code, LONGEST + name.n);
        } else if (word.n >= 6 && i < table->n && text_has(row->name, word)) {
            offer(best, row->code, word.n);
        }
    }
}

enum code_outcome code_find(const struct code_table *table, struct text written, struct text *code)
{
    char squeezed[LONGEST];
    size_t n = squeeze(written, squeezed);
    *code = TEXT_EMPTY;
    if (n == 0 || n == TEXT_NONE) {
        return n == 0 ? CODE_EMPTY : CODE_UNKNOWN;
    }
    struct text word = {squeezed, n};
    for (size_t i = 0; i < table->n; i++) {
        if (text_equal_nocase(without_zeros(table->rows[i].code), without_zeros(word))) {
            *code = table->rows[i].code;
            return CODE_FOUND;
        }
    }
    struct best best = {.length = 0};
    find_whole(table, word, &best);
    if (best.length > 0) {
        return outcome_of(&best, CODE_FOUND, code);
    }
    find_contained(table, word, &best);
    return best.length > 0 ? outcome_of(&best, CODE_CONTAINED, code) : CODE_UNKNOWN;
}

static bool cuts(uint32_t cp)
{
    uint32_t c = fold_char(cp);
    return c == ' ' || c == ',' || c == ';' || c == '/' || c == '|' || c == '+' || c == 0x3001 ||
           c == 0x3002 || c == 0xFF64;
}

/* Cuts the part before the next separator off *rest; false at the end. */
static bool next_part(struct text *rest, struct text *part)
{
    struct text ahead = *rest;
    uint32_t cp;
    size_t end = 0;
    while (utf8_next(&ahead, &cp) && !cuts(cp)) {
        end = rest->n - ahead.n;
    }
    *part = text_slice(*rest, 0, end);
    bool more = rest->n > 0;
    *rest = ahead;
    return more;
}

size_t code_find_several(const struct code_table *table, struct text written,
                         struct code_part *parts, size_t most)
{
    size_t n = 0;
    struct code_part part = {.written = text_trim(written)};
    struct text rest = part.written;
    part.outcome = code_find(table, part.written, &part.code);
    if (part.outcome == CODE_FOUND) { /* 户主/本人 is one name */
        rest = TEXT_EMPTY;
        n = 1;
    }
    if (n == 1 && most > 0) {
        parts[0] = part;
    }
    while (next_part(&rest, &part.written)) {
        part.outcome = code_find(table, part.written, &part.code);
        if (part.outcome != CODE_EMPTY && n++ < most) {
            parts[n - 1] = part;
        }
    }
    return n;
}

/* ---- yes and no ---- */

enum answer answer_read(struct text written)
{
    static const struct {
        struct text word;
        enum answer answer;
    } words[] = {
        {TEXT("是"), ANSWER_YES},     {TEXT("有"), ANSWER_YES},   {TEXT("√"), ANSWER_YES},
        {TEXT("✓"), ANSWER_YES},      {TEXT("✔"), ANSWER_YES},    {TEXT("☑"), ANSWER_YES},
        {TEXT("1"), ANSWER_YES},      {TEXT("1.0"), ANSWER_YES},  {TEXT("y"), ANSWER_YES},
        {TEXT("yes"), ANSWER_YES},    {TEXT("true"), ANSWER_YES}, {TEXT("t"), ANSWER_YES},
        {TEXT("对"), ANSWER_YES},     {TEXT("已"), ANSWER_YES},   {TEXT("否"), ANSWER_NO},
        {TEXT("无"), ANSWER_NO},      {TEXT("×"), ANSWER_NO},     {TEXT("✗"), ANSWER_NO},
        {TEXT("✘"), ANSWER_NO},       {TEXT("☐"), ANSWER_NO},     {TEXT("x"), ANSWER_NO},
        {TEXT("0"), ANSWER_NO},       {TEXT("0.0"), ANSWER_NO},   {TEXT("n"), ANSWER_NO},
        {TEXT("no"), ANSWER_NO},      {TEXT("false"), ANSWER_NO}, {TEXT("f"), ANSWER_NO},
        {TEXT("不是"), ANSWER_NO},    {TEXT("没有"), ANSWER_NO},  {TEXT("未"), ANSWER_NO},
        {TEXT("错"), ANSWER_NO},      {TEXT("-"), ANSWER_EMPTY},  {TEXT("/"), ANSWER_EMPTY},
        {TEXT("—"), ANSWER_EMPTY},    {TEXT("——"), ANSWER_EMPTY}, {TEXT("不详"), ANSWER_EMPTY},
        {TEXT("未知"), ANSWER_EMPTY},
    };
    char squeezed[LONGEST];
    size_t n = squeeze(written, squeezed);
    for (size_t i = 0; n != TEXT_NONE && i < COUNT(words); i++) {
        if (text_equal_nocase((struct text){squeezed, n}, words[i].word)) {
            return words[i].answer;
        }
    }
    return n == 0 ? ANSWER_EMPTY : ANSWER_UNCLEAR;
}
