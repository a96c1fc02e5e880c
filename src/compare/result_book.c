#include "compare/result_book.h"

#include <string.h>

#include "base/ceilings.h"
#include "base/whole_file.h"
#include "compare/explain.h"
#include "compare/list_texts.h"
#include "compare/result_book_parts.h"

enum { COLUMNS_MOST = 4 + 2 * CLEAN_FIELD__COUNT };

/* A field in the sheets: how wide it is, and which agreement of a pair it shows. */
static const struct {
    double width;
    int score; /* enum score_field; -1: none */
    int right; /* levels up to this one are agreement */
} shown[CLEAN_FIELD__COUNT] = {
    [CLEAN_NAME] = {9, SCORE_NAME, NAME_SAME},
    [CLEAN_NUMBER] = {20, SCORE_NUMBER, NUMBER_SAME_BROKEN},
    [CLEAN_SEX] = {7, SCORE_SEX, SEX_SAME},
    [CLEAN_BIRTH] = {11, SCORE_BIRTH, BIRTH_SAME},
    [CLEAN_PHONE] = {13, SCORE_PHONE, PHONE_SAME},
    [CLEAN_TOWN] = {9, SCORE_PLACE, PLACE_TOWN},
    [CLEAN_VILLAGE] = {11, SCORE_PLACE, PLACE_VILLAGE},
    [CLEAN_ADDRESS] = {20, SCORE_PLACE, PLACE_VILLAGE},
    [CLEAN_DEAD] = {9, -1, 0},
    [CLEAN_PENSION] = {9, -1, 0},
};

/* What stands in a column after the first ones. */
struct place {
    enum compare_side side;
    enum clean_field field;
};

struct sheet_form {
    struct xlsx_column columns[COLUMNS_MOST];
    struct place places[COLUMNS_MOST];
    size_t first, n; /* where the lists' own columns begin, and all */
};

/* ---- the shape of a sheet ---- */

static void add_column(struct sheet_form *form, const char *heading, double width, unsigned style)
{
    form->columns[form->n++] =
        (struct xlsx_column){.heading = text_of(heading), .width = width, .style = style};
}

static void add_field(struct result_book *book, struct sheet_form *form, enum compare_side side,
                      enum clean_field field, bool named)
{
    if (book->sources[side].columns.at[field] < 0) {
        return;
    }
    const char *label = clean_field_label(field);
    struct text heading =
        named ? arena_printf(book->arena, "%s%s", side == COMPARE_LEFT ? "左·" : "右·", label)
              : text_of(label);
    form->places[form->n] = (struct place){side, field};
    form->columns[form->n++] =
        (struct xlsx_column){.heading = heading, .width = shown[field].width, .style = STYLE_TEXT};
}

static void form_pairs(struct result_book *book, struct sheet_form *form)
{
    *form = (struct sheet_form){0};
    add_column(form, "左表行", 7, STYLE_WHOLE);
    add_column(form, "右表行", 7, STYLE_WHOLE);
    add_column(form, "可信度", 8, STYLE_PERCENT);
    add_column(form, "说明", 58, STYLE_WRAP);
    form->first = form->n;
    for (enum clean_field field = 0; field < CLEAN_FIELD__COUNT; field++) {
        add_field(book, form, COMPARE_LEFT, field, true);
        add_field(book, form, COMPARE_RIGHT, field, true);
    }
}

static void form_single(struct result_book *book, struct sheet_form *form, enum compare_side side)
{
    *form = (struct sheet_form){0};
    add_column(form, side == COMPARE_LEFT ? "左表行" : "右表行", 7, STYLE_WHOLE);
    add_column(form, "说明", 58, STYLE_WRAP);
    form->first = form->n;
    for (enum clean_field field = 0; field < CLEAN_FIELD__COUNT; field++) {
        add_field(book, form, side, field, false);
    }
}

/* ---- rows ---- */

/* Whether the row has something to hold against the other list's field: places are told in several
 * columns. */
static bool told(const struct result_book *book, enum compare_side side, uint32_t row,
                 enum clean_field field)
{
    const struct list_texts *texts = &book->texts[side];
    bool place = field == CLEAN_VILLAGE || field == CLEAN_ADDRESS;
    return list_texts_cell(texts, row, field).n > 0 ||
           (place && (list_texts_cell(texts, row, CLEAN_VILLAGE).n > 0 ||
                      list_texts_cell(texts, row, CLEAN_ADDRESS).n > 0));
}

static bool differs(const struct result_book *book, const struct link *link, enum clean_field field)
{
    if (link->left == 0 || link->right == 0 || shown[field].score < 0) {
        return false;
    }
    int level = score_level(link->pattern, (enum score_field)shown[field].score);
    return level > shown[field].right && told(book, COMPARE_LEFT, link->left, field) &&
           told(book, COMPARE_RIGHT, link->right, field);
}

/* Of a side that has no row the cell stays empty. */
static void put_number(struct xlsx_writer *w, uint32_t col, uint32_t row)
{
    if (row > 0) {
        xlsx_writer_whole(w, col, row, STYLE_WHOLE);
    }
}

static void put_link(struct result_book *book, const struct sheet_form *form,
                     const struct link *link)
{
    struct xlsx_writer *w = book->writer;
    char sentence[EXPLAIN_SIZE];
    struct text reason = {sentence, explain_sentence(link, sentence)};
    uint32_t col = 0;
    xlsx_writer_row(w);
    if (link->outcome <= OUTCOME_CONFLICT) {
        put_number(w, col++, link->left);
        put_number(w, col++, link->right);
        int thousandths = link->chance / 10; /* what is not certain shows no 100 % */
        if (link->left > 0 && link->right > 0) {
            xlsx_writer_number(w, col, thousandths / 1000.0, STYLE_PERCENT);
        }
        col++;
    } else {
        xlsx_writer_whole(w, col++, link->left + link->right, STYLE_WHOLE);
    }
    xlsx_writer_text(w, col, reason, STYLE_WRAP);
    for (size_t i = form->first; i < form->n; i++) {
        struct place place = form->places[i];
        uint32_t row = place.side == COMPARE_LEFT ? link->left : link->right;
        unsigned bad = differs(book, link, place.field) ? STYLE_BAD : 0;
        xlsx_writer_text(w, (uint32_t)i,
                         list_texts_cell(&book->texts[place.side], row, place.field),
                         STYLE_TEXT | bad);
    }
}

struct text result_book_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return text_of(slash != NULL ? slash + 1 : path);
}

static void begin_sheet(struct result_book *book, enum outcome outcome, struct sheet_form *form)
{
    if (outcome == OUTCOME_LEFT_ONLY || outcome == OUTCOME_RIGHT_ONLY) {
        form_single(book, form, outcome == OUTCOME_LEFT_ONLY ? COMPARE_LEFT : COMPARE_RIGHT);
    } else {
        form_pairs(book, form);
    }
    struct text left = result_book_name(book->sources[COMPARE_LEFT].path);
    struct text right = result_book_name(book->sources[COMPARE_RIGHT].path);
    struct xlsx_plan plan = {
        .name = text_of(outcome_label(outcome)),
        .title = arena_printf(book->arena, "%s %lld 行（左表 %.*s，右表 %.*s）",
                              outcome_label(outcome), (long long)book->result->outcomes[outcome],
                              TEXT_ARG(left), TEXT_ARG(right)),
        .columns = form->columns,
        .n = form->n};
    xlsx_writer_sheet(book->writer, &plan);
}

static void put_outcome(struct result_book *book, enum outcome outcome)
{
    struct sheet_form form;
    begin_sheet(book, outcome, &form);
    for (size_t i = 0; i < book->result->n && !xlsx_writer_failed(book->writer); i++) {
        if (book->result->at[i].outcome == outcome) {
            put_link(book, &form, &book->result->at[i]);
        }
    }
}

/* ---- the file ---- */

static enum status check_size(struct result_book *book, struct error *error)
{
    for (enum outcome outcome = 0; outcome < OUTCOME__COUNT; outcome++) {
        if (book->result->outcomes[outcome] > (int64_t)CEILING_EXPORT_ROWS) {
            (void)error_set(error, book->arena, TOO_LARGE, "“%s”有 %lld 行，超过一张工作表的上限",
                            outcome_label(outcome), (long long)book->result->outcomes[outcome]);
            return error_hint(error, book->arena, "请把结果写成 .csv，或按乡镇分开比对");
        }
    }
    return OK;
}

static enum status write_to(struct result_book *book, int fd, struct error *error)
{
    book->writer = xlsx_writer_open(book->arena, (struct zip_output){zip_to_file, &fd});
    for (enum outcome outcome = 0; outcome < OUTCOME__COUNT; outcome++) {
        put_outcome(book, outcome);
    }
    result_book_quality(book);
    return xlsx_writer_close(book->writer, error);
}

static enum status write_file(struct result_book *book, const char *path, struct error *error)
{
    struct whole_file file;
    enum status status = whole_file_begin(book->arena, path, &file, error);
    if (status != OK) {
        return status;
    }
    status = write_to(book, file.fd, error);
    if (status != OK) {
        whole_file_drop(&file);
        return status;
    }
    return whole_file_keep(book->arena, &file, error);
}

enum status result_book_write(struct arena *arena, const struct compare_result *result,
                              const struct source sources[2], const char *path, struct error *error)
{
    struct result_book book = {.arena = arena, .result = result, .sources = sources};
    enum status status = check_size(&book, error);
    for (int side = COMPARE_LEFT; side <= COMPARE_RIGHT && status == OK; side++) {
        status = list_texts_read(arena, &sources[side], &book.texts[side], error);
    }
    if (status == OK) {
        status = write_file(&book, path, error);
    }
    list_texts_release(&book.texts[COMPARE_LEFT]);
    list_texts_release(&book.texts[COMPARE_RIGHT]);
    return status;
}
