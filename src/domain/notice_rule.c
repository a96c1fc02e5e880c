#include "domain/notice_rule.h"

#include "domain/app_books.h"
#include "domain/notice_shelf.h"
#include "domain/query.h"
#include "facts/follow.h"
#include "notice/ground.h"
#include "rule/eval.h"

static enum status read_version(struct app *app, struct work *work, int64_t id,
                                struct app_books **books, struct error *error)
{
    struct notice_version version;
    struct notice_files files;
    enum status status = notice_shelf_get(work, id, &version, &files, error);
    return status == OK ? app_books_peek(app, work->db, &files, books, work->arena, error) : status;
}

static enum status count(struct app *app, struct work *work, const struct app_books *books,
                         const struct rule *rule, int32_t as_of, struct notice_answer *out,
                         struct error *error)
{
    struct board *board = follow_board(app->facts);
    struct set reach, sure, unsure;
    const struct notice_window *window = books->notice->head.window;
    int32_t from = window == NULL || window->first_data == DATE_NONE ? as_of : window->first_data;
    board_read(board);
    enum status status =
        query_reach(app, work, board_table(board, text_of(rule->ledger->name)), &reach, error);
    if (status == OK) {
        rule_rows(board, rule, app_params(books, work->arena, as_of, from, as_of), &sure, &unsure);
        set_and(&sure, &reach);
        set_and(&unsure, &reach);
        out->sure = (int64_t)set_count(&sure);
        out->unsure = (int64_t)set_count(&unsure);
        set_release(&sure);
        set_release(&unsure);
        set_release(&reach);
    }
    board_done(board);
    return status;
}

static enum status ask(struct app *app, struct work *work, const struct app_books *books,
                       const struct notice_question *question, struct notice_answer *out,
                       struct error *error)
{
    const struct ledger *ledger = ledger_find(app->ledgers, question->ledger);
    const struct rule *rule;
    if (ledger == NULL) {
        errors_add(&out->errors, work->arena, "subject", TEXT("没有这个台账"), TEXT("请先选台账"));
        return OK;
    }
    out->counter = text_of(ledger->counter);
    if (rule_parse(work->arena, books->language, ledger, question->rule, question->want, &rule,
                   &out->errors) != OK ||
        question->want != RULE_BOOL || !question->figures) {
        return OK;
    }
    return count(app, work, books, rule, question->as_of, out, error);
}

enum status notice_rule_ask(struct app *app, struct work *work,
                            const struct notice_question *question, struct notice_answer *out,
                            struct error *error)
{
    struct app_books *books = NULL;
    *out = (struct notice_answer){.counter = TEXT_EMPTY, .sure = -1, .unsure = -1};
    enum status status = read_version(app, work, question->id, &books, error);
    if (status == INVALID) { /* a definition is wrong: told like a mistake of the rule itself */
        errors_add(&out->errors, work->arena, "where", error->message, TEXT("请先改好它"));
        status = OK;
    } else if (status == OK) {
        status = ask(app, work, books, question, out, error);
    }
    if (books != NULL) {
        app_books_free(books);
    }
    return status;
}

/* ---- words ---- */

static void put_word(struct json_out *out, struct text word, struct text label, struct text ledger)
{
    json_open(out, NULL);
    json_put_text(out, "word", word);
    json_put_text(out, "label", label);
    json_put_text(out, "ledger", ledger);
    json_close(out);
}

enum status notice_rule_words(struct app *app, struct work *work, int64_t id, struct json_out *out,
                              struct error *error)
{
    struct notice_version version;
    struct notice_files files;
    enum status status = notice_shelf_get(work, id, &version, &files, error);
    if (status != OK) {
        return status;
    }
    const struct notice *notice = notice_peek(work->arena, &files);
    const struct notice_ground *ground = app_books(app)->ground;
    json_open_list(out, "words");
    for (size_t i = 0; i < notice->definitions.n; i++) {
        const struct notice_definition *one = &notice->definitions.at[i];
        put_word(out, one->name, one->label, one->subject);
    }
    for (size_t i = 0; i < notice->categories.n; i++) {
        const struct notice_category *one = &notice->categories.at[i];
        put_word(out, arena_printf(work->arena, "is_%.*s", TEXT_ARG(one->key)),
                 arena_printf(work->arena, "是%.*s", TEXT_ARG(one->name)), TEXT("person"));
    }
    for (size_t i = 0; i < ground->definition_count; i++) {
        const struct rule_definition *one = &ground->definitions[i];
        put_word(out, text_of(one->name), text_of(one->label), text_of(one->ledger));
    }
    for (size_t i = 0; i < notice->settings.parameters.n; i++) {
        const struct notice_parameter *one = &notice->settings.parameters.at[i];
        put_word(out, one->key, one->label, TEXT_EMPTY);
    }
    put_word(out, TEXT("as_of"), TEXT("看的那一天"), TEXT_EMPTY);
    put_word(out, TEXT("from"), TEXT("这段时间的第一天"), TEXT_EMPTY);
    put_word(out, TEXT("to"), TEXT("这段时间的最后一天"), TEXT_EMPTY);
    json_close_list(out);
    return OK;
}
