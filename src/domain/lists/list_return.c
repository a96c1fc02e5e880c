#include "domain/lists/list_return.h"

#include <stdlib.h>

#include "base/list.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_intake.h"
#include "domain/lists/list_store.h"
#include "ledger/import_return.h"
#include "ledger/show.h"

/* What was found out about a row by comparing. */
struct remark {
    int64_t place;
    struct text message, hint;
};

struct returning {
    struct arena *arena;
    struct import_return *collected;
    LIST(struct remark) remarks; /* by place */
};

static const struct query decided_rows = {
    .sql = "SELECT m.place, m.decision, m.reason, (SELECT max(d.reason) FROM list_decision d"
           " WHERE d.county = m.county AND d.match_id = m.id AND d.withdrawn_at = 0"
           " AND d.decision = 'returned') FROM list_match m WHERE m.county = $1 AND m.list_id = $2"
           " AND m.removed_at = 0 AND m.state = 'decided' AND m.decision IN ('same', 'returned')"
           " ORDER BY m.place",
};

static enum status read_remarks(struct work *work, int64_t list, struct returning *r,
                                struct error *error)
{
    struct statement *s;
    enum status status = db_prepare(work->db, &decided_rows, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, list);
    enum db_step step;
    while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
        bool back = text_is(column_text(s, 1), "returned");
        struct text why = column_text(s, back ? 3 : 2);
        struct remark remark = {
            .place = column_int(s, 0),
            .message =
                back ? arena_printf(r->arena, "退回：%.*s", TEXT_ARG(why))
                     : arena_printf(r->arena, "已核为台账中的同一人，但：%.*s", TEXT_ARG(why)),
            .hint = back ? TEXT_EMPTY : TEXT("请按身份证核对后更正"),
        };
        list_add(&r->remarks, remark);
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

static int by_place(const void *key, const void *element)
{
    const int64_t *place = key;
    const struct remark *remark = element;
    return (*place > remark->place) - (*place < remark->place);
}

static void mark(struct returning *r, struct import_row *row, struct text message, struct text hint)
{
    import_add(r->arena, row,
               (struct import_finding){.level = IMPORT_ASK,
                                       .field = -1,
                                       .col = -1,
                                       .rule = "",
                                       .message = message,
                                       .hint = hint});
    row->outcome = IMPORT_QUESTION;
}

static enum status collect(void *context, struct import_row *rows, size_t n, struct error *error)
{
    (void)error;
    struct returning *r = context;
    for (size_t i = 0; i < n; i++) {
        int64_t place = list_place(rows[i].sheet, rows[i].row);
        const struct remark *remark =
            r->remarks.n == 0
                ? NULL
                : bsearch(&place, r->remarks.at, r->remarks.n, sizeof(*r->remarks.at), by_place);
        if (rows[i].outcome == IMPORT_REPEATED) {
            mark(r, &rows[i], list_repeated(r->arena, &rows[i]), TEXT(LIST_REPEATED_HINT));
        }
        if (remark != NULL) {
            mark(r, &rows[i], remark->message, remark->hint);
        }
    }
    import_return_add(r->collected, rows, n);
    return OK;
}

static struct import_layout *chosen_layouts(struct list_open *open, size_t *n)
{
    struct import_session *session = &open->session;
    struct import_layout *chosen =
        arena_array(session->work->arena, struct import_layout, session->sheets);
    *n = 0;
    for (size_t i = 0; i < session->sheets && i < SHEETS_MOST; i++) {
        if (session->chosen[i]) {
            chosen[(*n)++] = session->layouts[i];
        }
    }
    return chosen;
}

enum status list_return_write(struct app *app, struct work *work, int64_t list,
                              struct zip_output output, struct text *name, struct error *error)
{
    struct list_open *open = arena_new(work->arena, struct list_open);
    struct returning r = {.arena = work->arena};
    struct import_summary summary;
    size_t n;
    enum status status = list_open(app, work, list, open, error);
    if (status == OK) {
        status = read_remarks(work, list, &r, error);
    }
    if (status == OK) {
        struct import_layout *layouts = chosen_layouts(open, &n);
        r.collected = import_return_new(work->arena, &open->session.terms, layouts, n);
        status = session_run(&open->session, collect, &r, &summary, error);
    }
    if (status == OK) {
        status = import_return_write(r.collected, open->session.book, open->session.bytes, false,
                                     output, error);
    }
    if (status == OK) {
        *name = arena_printf(work->arena, "退回_%.*s.xlsx",
                             TEXT_ARG(open->list->value[LIST_BATCH_SOURCE].text));
    }
    list_release(&r.remarks);
    return status;
}
