/* The sheet 质量: what the two lists are like, what stands twice in one of them, and the model. */
#include "compare/result_book_parts.h"

enum { FINDINGS_MOST = 20000, COL_WHAT = 0, COL_LEFT, COL_LEFT_SHARE, COL_RIGHT, COL_RIGHT_SHARE };

static void section(struct result_book *book, const char *title)
{
    xlsx_writer_row(book->writer);
    xlsx_writer_row(book->writer);
    xlsx_writer_text(book->writer, COL_WHAT, text_of(title), STYLE_HEADING);
}

static void line_of_texts(struct result_book *book, const char *what, struct text left,
                          struct text right)
{
    xlsx_writer_row(book->writer);
    xlsx_writer_text(book->writer, COL_WHAT, text_of(what), STYLE_PLAIN);
    xlsx_writer_text(book->writer, COL_LEFT, left, STYLE_TEXT);
    xlsx_writer_text(book->writer, COL_RIGHT, right, STYLE_TEXT);
}

static void put_count(struct result_book *book, uint32_t col, int64_t count, int64_t of)
{
    xlsx_writer_whole(book->writer, col, count, STYLE_WHOLE);
    if (of > 0) {
        xlsx_writer_number(book->writer, col + 1, (double)count / (double)of, STYLE_PERCENT);
    }
}

static void line_of_counts(struct result_book *book, const char *what, const int64_t counts[2])
{
    xlsx_writer_row(book->writer);
    xlsx_writer_text(book->writer, COL_WHAT, text_of(what), STYLE_PLAIN);
    for (int side = COMPARE_LEFT; side <= COMPARE_RIGHT; side++) {
        int64_t rows = book->result->quality[side][QUALITY_ROWS];
        put_count(book, side == COMPARE_LEFT ? COL_LEFT : COL_RIGHT, counts[side], rows);
    }
}

static void put_lists(struct result_book *book)
{
    const struct source *left = &book->sources[COMPARE_LEFT],
                        *right = &book->sources[COMPARE_RIGHT];
    line_of_texts(book, "文件", result_book_name(left->path), result_book_name(right->path));
    if (left->sheet.n + right->sheet.n > 0) {
        line_of_texts(book, "工作表", left->sheet, right->sheet);
    }
    line_of_counts(book, "人员行数",
                   (int64_t[2]){book->result->quality[COMPARE_LEFT][QUALITY_ROWS],
                                book->result->quality[COMPARE_RIGHT][QUALITY_ROWS]});
    line_of_counts(book, "跳过的行（合计、备注、重复表头）",
                   (int64_t[2]){left->passed, right->passed});
    xlsx_writer_row(book->writer);
    xlsx_writer_text(book->writer, COL_WHAT,
                     TEXT("左表行、右表行从表头下一行数起，第 1 行即表头下第一行"), STYLE_PLAIN);
}

static void put_outcomes(struct result_book *book)
{
    section(book, "比对结果");
    for (enum outcome outcome = 0; outcome < OUTCOME__COUNT; outcome++) {
        xlsx_writer_row(book->writer);
        xlsx_writer_text(book->writer, COL_WHAT, text_of(outcome_label(outcome)), STYLE_PLAIN);
        xlsx_writer_whole(book->writer, COL_LEFT, book->result->outcomes[outcome], STYLE_WHOLE);
    }
}

static void put_completeness(struct result_book *book)
{
    section(book, "各列填写情况（有内容的行）");
    for (enum clean_field field = 0; field < CLEAN_FIELD__COUNT; field++) {
        bool any = false;
        for (int side = COMPARE_LEFT; side <= COMPARE_RIGHT; side++) {
            any = any || book->sources[side].columns.at[field] >= 0;
        }
        if (!any) {
            continue;
        }
        xlsx_writer_row(book->writer);
        xlsx_writer_text(book->writer, COL_WHAT, text_of(clean_field_label(field)), STYLE_PLAIN);
        for (int side = COMPARE_LEFT; side <= COMPARE_RIGHT; side++) {
            uint32_t col = side == COMPARE_LEFT ? COL_LEFT : COL_RIGHT;
            if (book->sources[side].columns.at[field] >= 0) {
                put_count(book, col, book->texts[side].filled[field],
                          book->result->quality[side][QUALITY_ROWS]);
            } else {
                xlsx_writer_text(book->writer, col, TEXT("没有这一列"), STYLE_PLAIN);
            }
        }
    }
}

static void put_quality(struct result_book *book)
{
    section(book, "数据质量（行数）");
    for (enum compare_quality q = QUALITY_ROWS + 1; q < QUALITY__COUNT; q++) {
        line_of_counts(book, compare_quality_label(q),
                       (int64_t[2]){book->result->quality[COMPARE_LEFT][q],
                                    book->result->quality[COMPARE_RIGHT][q]});
    }
}

static void put_findings(struct result_book *book)
{
    const struct compare_result *result = book->result;
    struct xlsx_writer *w = book->writer;
    if (result->finding_count == 0) {
        return;
    }
    section(book, "表内重复与共用（同一人重复的，保留对照行，删去本行）");
    xlsx_writer_text(w, COL_LEFT, TEXT("哪张表"), STYLE_HEADING);
    xlsx_writer_text(w, COL_LEFT_SHARE, TEXT("行"), STYLE_HEADING);
    xlsx_writer_text(w, COL_RIGHT, TEXT("对照行"), STYLE_HEADING);
    for (size_t i = 0; i < result->finding_count && i < FINDINGS_MOST; i++) {
        const struct compare_finding *f = &result->findings[i];
        xlsx_writer_row(w);
        xlsx_writer_text(w, COL_WHAT, text_of(compare_quality_label(f->quality)), STYLE_PLAIN);
        xlsx_writer_text(w, COL_LEFT, f->side == COMPARE_LEFT ? TEXT("左表") : TEXT("右表"),
                         STYLE_PLAIN);
        xlsx_writer_whole(w, COL_LEFT_SHARE, f->row, STYLE_WHOLE);
        xlsx_writer_whole(w, COL_RIGHT, f->other, STYLE_WHOLE);
    }
    if (result->finding_count > FINDINGS_MOST) {
        struct text rest =
            arena_printf(book->arena, "其余 %zu 条从略", result->finding_count - FINDINGS_MOST);
        xlsx_writer_row(w);
        xlsx_writer_text(w, COL_WHAT, rest, STYLE_PLAIN);
    }
}

static void put_model(struct result_book *book)
{
    const struct model *model = &book->result->model;
    struct xlsx_writer *w = book->writer;
    section(book, "所用模型（权重为以 2 为底的对数，正数支持同一人）");
    xlsx_writer_text(w, COL_LEFT, TEXT("同一人中占"), STYLE_HEADING);
    xlsx_writer_text(w, COL_LEFT_SHARE, TEXT("不同人中占"), STYLE_HEADING);
    xlsx_writer_text(w, COL_RIGHT, TEXT("权重"), STYLE_HEADING);
    for (enum score_field field = 0; field < SCORE_FIELD__COUNT; field++) {
        for (int level = SCORE_UNKNOWN + 1; level < score_levels(field); level++) {
            struct text what = arena_printf(book->arena, "%s %s", score_field_label(field),
                                            score_level_label(field, level));
            xlsx_writer_row(w);
            xlsx_writer_text(w, COL_WHAT, what, STYLE_PLAIN);
            xlsx_writer_number(w, COL_LEFT, model->m[field][level], STYLE_PERCENT);
            xlsx_writer_number(w, COL_LEFT_SHARE, model->u[field][level], STYLE_PERCENT);
            xlsx_writer_number(w, COL_RIGHT, (double)model->weight[field][level], STYLE_DECIMAL);
        }
    }
    xlsx_writer_row(w);
    xlsx_writer_text(w, COL_WHAT, TEXT("列为疑似的最低总权重"), STYLE_PLAIN);
    xlsx_writer_number(w, COL_RIGHT, (double)model->threshold, STYLE_DECIMAL);
    xlsx_writer_row(w);
    xlsx_writer_text(w, COL_WHAT, TEXT("疑似中容许的误判"), STYLE_PLAIN);
    xlsx_writer_number(w, COL_RIGHT, model->error, STYLE_PERCENT);
    xlsx_writer_row(w);
    xlsx_writer_text(w, COL_WHAT, TEXT("看过的候选对数"), STYLE_PLAIN);
    xlsx_writer_whole(w, COL_RIGHT, book->result->pairs, STYLE_WHOLE);
}

void result_book_quality(struct result_book *book)
{
    static const struct xlsx_column columns[] = {
        {.heading = {"项目", 6}, .width = 40}, {.heading = {"左表", 6}, .width = 18},
        {.heading = {"占比", 6}, .width = 12}, {.heading = {"右表", 6}, .width = 18},
        {.heading = {"占比", 6}, .width = 12},
    };
    /* Each part has headings of its own: none of them is repeated on every page. */
    struct xlsx_plan plan = {
        .name = TEXT("质量"), .columns = columns, .n = COUNT(columns), .headless = true};
    xlsx_writer_sheet(book->writer, &plan);
    xlsx_writer_row(book->writer);
    for (uint32_t i = 0; i < COUNT(columns); i++) {
        xlsx_writer_text(book->writer, i, columns[i].heading, STYLE_HEADING);
    }
    put_lists(book);
    put_outcomes(book);
    put_completeness(book);
    put_quality(book);
    put_findings(book);
    put_model(book);
}
