#include "domain/import/session.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain/import/match.h"
#include "domain/import/returned.h"
#include "ledger/keys.h"
#include "ledger/row_key.h"

/* ---- the file ---- */

struct mapping {
    void *at;
    size_t n;
};

static void unmap(void *what)
{
    struct mapping *m = what;
    munmap(m->at, m->n);
}

static enum status read_file(struct app *app, struct work *work, const struct batch *batch,
                             struct text *out, struct error *error)
{
    int fd;
    struct stat found;
    enum status status = blob_file(app->blobs, batch->blob, &fd, work->arena, error);
    if (status != OK) {
        return status;
    }
    void *at = MAP_FAILED;
    if (fstat(fd, &found) == 0 && found.st_size > 0) {
        at = mmap(NULL, (size_t)found.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    close(fd);
    if (at == MAP_FAILED) {
        return error_set(error, work->arena, UNAVAILABLE, "原文件读不出来");
    }
    struct mapping *m = arena_new(work->arena, struct mapping);
    *m = (struct mapping){at, (size_t)found.st_size};
    arena_defer(work->arena, unmap, m);
    *out = (struct text){at, m->n};
    return OK;
}

/* ---- the plan over the proposal ---- */

static const struct json *by_number(const struct json *object, size_t number, struct arena *arena)
{
    return json_member(object, arena_printf(arena, "%zu", number).s);
}

static void plan_columns(struct import_session *s, struct import_layout *layout,
                         const struct json *columns, const struct json *units)
{
    struct arena *arena = s->work->arena;
    const struct json *targets = by_number(columns, layout->sheet, arena);
    const struct json *money = by_number(units, layout->sheet, arena);
    for (size_t i = 0; i < layout->n; i++) {
        struct import_column *c = &layout->columns[i];
        const struct json *target = by_number(targets, c->col, arena);
        struct text name;
        if (target != NULL) {
            c->target = import_target_of(&s->terms, json_text(target, &name) ? name : TEXT_EMPTY);
            c->origin = IMPORT_BY_HAND;
        }
        if (json_text(by_number(money, c->col, arena), &name)) {
            c->unit = text_is(name, "万元") ? MONEY_WAN
                      : text_is(name, "分") ? MONEY_FEN
                                            : MONEY_YUAN;
        }
    }
}

/* A workbook exported from another ledger is not read as one of this. */
static void tell_other_ledgers(struct import_session *s)
{
    for (size_t i = 0; i < s->sheets && i < SHEETS_MOST; i++) {
        struct text key = s->layouts[i].sheet_key;
        const struct ledger *of =
            key.n == 0 ? NULL : ledger_find(s->terms.ledgers, sheet_key_ledger(key));
        if (of != NULL && of != s->terms.ledger) {
            s->chosen[i] = false;
            s->faults[i] =
                arena_printf(s->work->arena, "这张表由台账“%s”导出，请到那里导入", of->label);
        }
    }
}

static void plan_sheets(struct import_session *s, const struct json *plan)
{
    const struct json *sheets = json_member(plan, "sheets");
    for (size_t i = 0; i < s->sheets && i < SHEETS_MOST; i++) {
        bool named = sheets == NULL && s->faults[i].n == 0 && !s->layouts[i].info.hidden;
        for (size_t k = 0; sheets != NULL && k < sheets->n; k++) {
            int64_t number;
            named = named || (json_int(&sheets->at[k], &number) && number == (int64_t)i &&
                              s->faults[i].n == 0);
        }
        s->chosen[i] = named;
    }
    tell_other_ledgers(s);
    s->hidden = true;
    json_bool(json_member(plan, "hidden"), &s->hidden);
}

/* The heading where the plan says it stands ("heading":{"0":[2,3]}), else where it is found. */
static enum status survey_sheet(struct import_session *s, size_t sheet, const struct json *heading,
                                const struct import_pair *pairs, size_t pair_count,
                                struct error *fault)
{
    struct arena *arena = s->work->arena;
    const struct json *rows = by_number(heading, sheet, arena);
    int64_t first = 0;
    if (rows == NULL || rows->n == 0 || !json_int(&rows->at[0], &first) || first < 1) {
        return import_survey(arena, &s->terms, s->book, sheet, pairs, pair_count,
                             &s->layouts[sheet], fault);
    }
    return import_survey_at(arena, &s->terms, s->book, sheet, (uint32_t)first - 1,
                            (uint32_t)rows->n, pairs, pair_count, &s->layouts[sheet], fault);
}

static enum status lay_out(struct import_session *s, struct error *error)
{
    struct work *work = s->work;
    struct import_pair *pairs = NULL;
    size_t pair_count = 0;
    struct json *plan;
    enum status status = OK;
    if (s->batch->id != 0) {
        status = batch_memory(work, s->batch, &pairs, &pair_count, error);
    }
    if (status == OK) {
        status = answers_read(work, s->batch, &s->answers, error);
    }
    if (status == OK) {
        status = json_parse(work->arena, s->batch->plan, &plan, error);
    }
    if (status != OK) {
        return status;
    }
    s->sheets = book_sheet_count(s->book);
    s->layouts = arena_array(work->arena, struct import_layout, s->sheets);
    s->faults = arena_array(work->arena, struct text, s->sheets);
    for (size_t i = 0; i < s->sheets; i++) {
        struct error fault;
        s->layouts[i].sheet = i;
        s->layouts[i].info = book_sheet(s->book, i);
        status = survey_sheet(s, i, json_member(plan, "heading"), pairs, pair_count, &fault);
        if (status == OK) {
            plan_columns(s, &s->layouts[i], json_member(plan, "columns"),
                         json_member(plan, "units"));
        } else {
            s->faults[i] = fault.message;
        }
    }
    plan_sheets(s, plan);
    return OK;
}

static void release_arena(void *arena)
{
    arena_release(arena);
}

/* Memory for what is used in a thread of its own while rows are read: the book, what came back. */
static struct arena *own_arena(struct arena *owner)
{
    struct arena *arena = arena_new(owner, struct arena);
    arena_init(arena);
    arena_defer(owner, release_arena, arena);
    return arena;
}

enum status session_over(struct app *app, struct work *work, struct batch *batch, struct text bytes,
                         struct import_session *out, struct error *error)
{
    *out = (struct import_session){
        .app = app,
        .work = work,
        .batch = batch,
        .bytes = bytes,
        .terms = {.ledger = batch->ledger,
                  .ledgers = work->ledgers,
                  .codes = work->codes,
                  .regions = work->regions,
                  .county = work->actor->county,
                  .today = clock_today(work->clock)},
    };
    enum status status = batch_takes(work, batch->ledger, error);
    if (status == OK) {
        status = book_open(own_arena(work->arena), bytes, &out->book, error);
    }
    return status == OK ? lay_out(out, error) : status;
}

enum status session_begin(struct app *app, struct work *work, struct batch *batch,
                          struct import_session *out, struct error *error)
{
    struct text bytes = TEXT_EMPTY;
    enum status status = read_file(app, work, batch, &bytes, error);
    return status == OK ? session_over(app, work, batch, bytes, out, error) : status;
}

/* ---- hooks ---- */

struct run {
    struct import_session *session;
    enum status (*take)(void *context, struct import_row *rows, size_t n, struct error *error);
    void *context;
    struct keys *keys; /* of the ledger; read when first asked for */
};

/* The work over the same connection with the chunk's memory. */
/* The clock stands still over a chunk: it is asked several times for each row. */
static struct work chunk_work(const struct import_session *session, struct arena *arena)
{
    struct work work = *session->work;
    int64_t *now = arena_new(arena, int64_t);
    *now = clock_now(work.clock);
    work.arena = arena;
    work.clock = clock_at(now);
    return work;
}

static enum status resolve(void *context, struct arena *arena, struct import_ref **refs, size_t n,
                           struct error *error)
{
    struct run *run = context;
    struct work work = chunk_work(run->session, arena);
    return match_refs(&work, refs, n, error);
}

static const struct import_answer *answer_of(void *context, size_t sheet, uint32_t row)
{
    struct run *run = context;
    const struct answer *answer = answers_find(&run->session->answers, sheet, row);
    return answer == NULL ? NULL : &answer->said;
}

/* Whether the field was asked about or refused: an empty one then needs no second reason. */
static bool is_told(const struct import_row *row, int field)
{
    bool told = false;
    for (size_t i = 0; field >= 0 && i < row->finding_count; i++) {
        told |= row->findings[i].field == field && row->findings[i].level >= IMPORT_ASK;
    }
    return told;
}

/* Rules across fields speak up in the preview too, as findings of the row. */
static enum status check_rules(struct import_session *session, struct work *work,
                               struct import_row *row, struct error *error)
{
    struct change *change = arena_new(work->arena, struct change);
    struct errors errors = {0};
    *change = session_change(session, work, row);
    enum status status = change_check(change, &errors, error);
    for (size_t i = 0; i < errors.n; i++) {
        int field = errors.at[i].field == NULL
                        ? -1
                        : ledger_field(session->terms.ledger, text_of(errors.at[i].field));
        if (is_told(row, field)) {
            continue;
        }
        import_add(work->arena, row,
                   (struct import_finding){.level = IMPORT_REJECT,
                                           .field = field,
                                           .col = field < 0 ? -1 : row->col[field],
                                           .rule = "",
                                           .message = errors.at[i].message,
                                           .hint = errors.at[i].hint});
    }
    row->prepared = status == OK ? change : NULL;
    return status == INVALID ? OK : status;
}

static enum status known(void *context, struct arena *arena, struct import_row **rows, size_t n,
                         struct error *error)
{
    struct run *run = context;
    struct work work = chunk_work(run->session, arena);
    return returned_know(run->session->returned, &work, rows, n, error);
}

/* Its rules are checked when it is written, over what the file's earlier row has made. */
static bool joins_earlier(const struct import_row *row)
{
    return row->answer != NULL && row->answer->merge && row->old == NULL;
}

static enum status match(void *context, struct arena *arena, struct import_row **rows, size_t n,
                         struct error *error)
{
    struct run *run = context;
    struct work work = chunk_work(run->session, arena);
    enum status status = OK;
    if (ledger_find(work.ledgers, text_of(run->session->terms.ledger->name)) == NULL) {
        return OK; /* the shape of a bureau's list: there is no table to look in */
    }
    if (run->keys == NULL) {
        status = keys_read(&work, run->session->terms.ledger, &run->keys, error);
        run->session->seq = status == OK ? keys_seq(run->keys) : 0;
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        if (rows[i]->base != NULL) {
            returned_merge(run->session->returned, &work, rows[i]);
        } else {
            status = match_row(run->session, run->keys, &work, rows[i], error);
        }
        if (status == OK && !joins_earlier(rows[i])) {
            status = check_rules(run->session, &work, rows[i], error);
        }
    }
    return status;
}

static enum status prepare(void *context, struct arena *arena, struct import_row *rows, size_t n,
                           struct error *error)
{
    struct run *run = context;
    struct work work = chunk_work(run->session, arena);
    return run->session->prepare(run->context, &work, rows, n, error);
}

static enum status take(void *context, struct import_row *rows, size_t n, struct error *error)
{
    struct run *run = context;
    return run->take(run->context, rows, n, error);
}

enum status session_run(struct import_session *session,
                        enum status (*taker)(void *context, struct import_row *rows, size_t n,
                                             struct error *error),
                        void *context, struct import_summary *summary, struct error *error)
{
    struct run run = {.session = session, .take = taker, .context = context};
    struct import_hooks hooks = {.context = &run,
                                 .known = known,
                                 .answer = answer_of,
                                 .resolve = resolve,
                                 .match = match,
                                 .prepare = session->prepare != NULL ? prepare : NULL,
                                 .take = take};
    struct import_layout *chosen =
        arena_array(session->work->arena, struct import_layout, session->sheets);
    size_t n = 0;
    for (size_t i = 0; i < session->sheets && i < SHEETS_MOST; i++) {
        if (session->chosen[i]) {
            chosen[n++] = session->layouts[i];
        }
    }
    struct work judging = *session->work;
    judging.arena = own_arena(session->work->arena);
    session->returned = returned_of(&judging, session->terms.ledger, chosen, n);
    if (n == 0) {
        error_set(error, session->work->arena, INVALID, "没有可以导入的工作表");
        if (session->sheets > 0 && session->faults[0].n > 0) {
            error->detail = session->faults[0];
        }
        return error_hint(error, session->work->arena, "%.*s",
                          TEXT_ARG(session->sheets > 0 ? session->faults[0] : TEXT_EMPTY));
    }
    enum status status = import_run(session->work->arena, &session->terms, session->book, chosen, n,
                                    &hooks, summary, error);
    keys_free(run.keys);
    return status;
}

/* Words taken out of cells are kept with the row. */
static void add_remark(struct change *change, struct text extra)
{
    int remark = extra.n == 0 ? -1 : ledger_field(change->ledger, TEXT("remark"));
    if (remark < 0) {
        return;
    }
    const struct value *old = change_value(change, remark);
    if (value_is_set(old) && text_has(old->text, extra)) {
        return;
    }
    struct text before = value_is_set(old) ? old->text : TEXT_EMPTY;
    change_set(change, remark,
               value_text(arena_printf(change->work->arena, "%.*s%s%.*s", TEXT_ARG(before),
                                       before.n > 0 ? "；" : "", TEXT_ARG(extra))));
}

struct change session_change(struct import_session *session, struct work *work,
                             const struct import_row *row)
{
    const struct ledger *ledger = session->terms.ledger;
    struct change change =
        row->old != NULL ? change_edit(work, row->old) : change_create(work, ledger);
    for (size_t i = 0; i < ledger->count; i++) {
        bool open = (ledger->fields[i].flags & FIELD_READONLY) == 0;
        if (row->old != NULL ? import_changes(&session->terms, row, (int)i)
                             : open && value_is_set(&row->value[i])) {
            change_set(&change, (int)i, row->value[i]);
        }
    }
    add_remark(&change, row->extra);
    if (row->answer != NULL) {
        change.reason = answer_told(work->arena, ledger, row->answer);
    }
    change.part = change.run = true;
    change.batch = session->batch->id;
    return change;
}
