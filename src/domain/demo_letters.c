/* The letters of a demo county: of each template some drafted, some sent, some answered. */
#include "domain/attachment.h"
#include "domain/campaign/letter.h"
#include "domain/campaign/letters.h"
#include "domain/demo_rounds.h"
#include "format/docx_write.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "notice/notice.h"

enum { LETTERS_EACH = 6, ANSWER_MOST = 1 << 20 };

static enum status answer_file(struct app *app, struct work *work, const struct row *letter,
                               struct error *error)
{
    struct attachment_upload upload;
    struct attachment kept;
    struct buf bytes;
    struct docx_writer *w = docx_begin(work->arena);
    docx_paragraph(w, DOCX_TITLE);
    docx_text(w,
              arena_printf(work->arena, "关于%.*s的回复", TEXT_ARG(letter->value[LETTER_NO].text)));
    docx_paragraph(w, DOCX_BODY);
    docx_text(w, TEXT("来函收悉。所列问题已逐项核实并落实责任人，整改佐证随文附上。（演示）"));
    buf_init(&bytes, ANSWER_MOST);
    enum status status = docx_end(w, &bytes, error);
    if (status == OK) {
        status = attachment_receive(app, work->settings, TEXT("回复.docx"), buf_text(&bytes),
                                    &upload, work->arena, error);
    }
    if (status == OK) {
        status = attachment_add(work, &letter_ledger, letter->id, &upload, &kept, error);
    }
    buf_release(&bytes);
    return status;
}

static enum status take(struct work *work, int64_t id, const char *action, const char *answer,
                        struct row **out, struct error *error)
{
    struct row *row;
    struct errors errors = {0};
    enum status status = rows_get(work, &letter_ledger, id, ROWS_PLAIN, &row, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_edit(work, row);
    change.part = true;
    if (answer != NULL) {
        change_set(&change, LETTER_ANSWER, value_text(text_of(answer)));
    }
    status = change_act(&change, flow_action(letter_ledger.flow, text_of(action)), &errors, error);
    if (status == INVALID && errors.n > 0) {
        error->message = errors.at[0].message;
    }
    *out = change.row;
    return status;
}

/* The first third stays a draft, the next is sent, the last answered. */
static enum status walk(struct app *app, struct work *work, const struct letters_drafted *drafted,
                        struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < drafted->n; i++) {
        struct row *row;
        if (i % 3 > 0) {
            status = take(work, drafted->ids[i], "send", NULL, &row, error);
        }
        if (status == OK && i % 3 == 2) {
            status = answer_file(app, work, row, error);
            status = status == OK ? take(work, drafted->ids[i], "answer",
                                         "所列问题已落实责任人，正在整改", &row, error)
                                  : status;
        }
    }
    return status;
}

enum status demo_letters_fill(struct app *app, struct work *work, const struct demo_rounds *rounds,
                              struct error *error)
{
    const struct notice *notice = work->notice;
    struct work own = *work;
    struct actor actor = *work->actor;
    int64_t now = demo_moment(rounds->plan, clock_noon(rounds->plan->to));
    enum status status = OK;
    actor.user = rounds->county_user;
    own.actor = &actor;
    own.clock = clock_at(&now);
    for (size_t i = 0; status == OK && i < notice->letters.templates.n; i++) {
        struct letters_drafted drafted;
        struct errors errors = {0};
        int64_t units[LETTERS_EACH];
        size_t n = 0;
        for (size_t u = 0; u < notice->units.n && n < LETTERS_EACH; u++) {
            if (notice->units.at[u].kind == UNIT_TOWNSHIP && (u + i) % 2 == 0) {
                units[n++] = notice->units.at[u].region;
            }
        }
        status = letters_draft(app, &own, notice->letters.templates.at[i].key, units, n, &drafted,
                               &errors, error);
        if (status == INVALID && drafted.n == 0) {
            status = OK; /* nobody is over its threshold */
        }
        status = status == OK ? walk(app, &own, &drafted, error) : status;
    }
    if (status == OK) {
        status = history_close(&own, TEXT("demo"), &letter_ledger, 0, TEXT_EMPTY, error);
    }
    return status;
}
