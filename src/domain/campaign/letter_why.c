#include "domain/campaign/letter_why.h"

#include "base/buf.h"
#include "base/ceilings.h"
#include "domain/campaign/letter.h"
#include "ledger/rows.h"

/* ---- writing ---- */

static void put_figure(const struct letter_figure *figure, bool people, struct json_out *out)
{
    json_open(out, NULL);
    json_put_text(out, "label", figure->label);
    json_put_text(out, "value", figure->value);
    json_put_text(out, "unit", figure->unit);
    json_put_text(out, "note", figure->note);
    if (figure->ledger != NULL) {
        json_put_cstr(out, "ledger", figure->ledger);
        json_put_int(out, "rows", (int64_t)figure->id_count);
    }
    if (people) {
        json_open_list(out, "ids");
        for (size_t i = 0; i < figure->id_count; i++) {
            json_put_id(out, NULL, figure->ids[i]);
        }
        json_close_list(out);
    }
    json_close(out);
}

void letter_figures_json(const struct letter_figure *figures, size_t n, struct json_out *out)
{
    json_open_list(out, "figures");
    for (size_t i = 0; i < n; i++) {
        put_figure(&figures[i], false, out);
    }
    json_close_list(out);
}

enum status letter_why_keep(struct app *app, struct work *work, const struct letter_cases *cases,
                            const struct letter_case *one, char name[BLOB_NAME + 1],
                            struct error *error)
{
    struct buf bytes;
    buf_init(&bytes, CEILING_UPLOAD);
    struct json_out out = json_into(&bytes);
    json_open(&out, NULL);
    json_put_text(&out, "why", one->why);
    json_put_text(&out, "grounds", cases->grounds);
    json_put_text(&out, "seal", cases->seal);
    json_put_day(&out, "as_of", cases->as_of);
    json_open_list(&out, "figures");
    for (size_t i = 0; i < one->figure_count; i++) {
        put_figure(&one->figures[i], true, &out);
    }
    json_close_list(&out);
    json_close(&out);
    enum status status = bytes.full
                             ? error_set(error, work->arena, TOO_LARGE, "函的依据太长，存不下")
                             : blob_put(app->blobs, work->db, work->actor->county, work->clock,
                                        buf_text(&bytes), name, work->arena, error);
    buf_release(&bytes);
    return status;
}

/* ---- reading ---- */

static struct text member_text(const struct json *from, const char *name)
{
    struct text out;
    return json_text(json_member(from, name), &out) ? out : TEXT_EMPTY;
}

static void read_figure(struct arena *arena, const struct json *from, struct letter_figure *out)
{
    const struct json *ids = json_member(from, "ids");
    struct text ledger = member_text(from, "ledger");
    *out = (struct letter_figure){.label = member_text(from, "label"),
                                  .value = member_text(from, "value"),
                                  .unit = member_text(from, "unit"),
                                  .note = member_text(from, "note"),
                                  .ledger = ledger.n == 0 ? NULL : arena_cstr(arena, ledger)};
    size_t n = ids == NULL ? 0 : ids->n;
    out->ids = arena_array(arena, int64_t, n);
    for (size_t i = 0; i < n; i++) {
        out->id_count += json_id(&ids->at[i], &out->ids[out->id_count]);
    }
}

enum status letter_why_read(struct app *app, struct work *work, int64_t letter,
                            struct letter_why *out, struct error *error)
{
    struct row *row;
    struct text bytes = TEXT_EMPTY;
    struct json *kept = NULL;
    enum status status = rows_get(work, &letter_ledger, letter, 0, &row, error);
    if (status == OK && !value_is_set(&row->value[LETTER_EVIDENCE])) {
        status = error_set(error, work->arena, NOT_FOUND, "这份函不是按模板拟的，没有存下依据");
    }
    if (status == OK) {
        status = blob_bytes(app->blobs, arena_cstr(work->arena, row->value[LETTER_EVIDENCE].text),
                            &bytes, work->arena, error);
    }
    status = status == OK ? json_parse(work->arena, bytes, &kept, error) : status;
    if (status != OK) {
        return status;
    }
    struct date as_of = {0};
    const struct json *figures = json_member(kept, "figures");
    (void)date_parse(member_text(kept, "as_of"), &as_of);
    *out = (struct letter_why){.why = member_text(kept, "why"),
                               .grounds = member_text(kept, "grounds"),
                               .seal = member_text(kept, "seal"),
                               .as_of = as_of.day,
                               .n = figures == NULL ? 0 : figures->n};
    out->figures = arena_array(work->arena, struct letter_figure, out->n);
    for (size_t i = 0; figures != NULL && i < figures->n; i++) {
        read_figure(work->arena, &figures->at[i], &out->figures[i]);
    }
    return OK;
}
