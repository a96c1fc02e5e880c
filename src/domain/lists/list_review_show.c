#include <string.h>

#include "domain/lists/list_batch.h"
#include "domain/lists/list_match.h"
#include "domain/lists/list_review.h"
#include "domain/lists/list_shape.h"
#include "domain/lists/list_store.h"
#include "domain/people/category_tag.h"
#include "domain/people/person.h"
#include "ledger/rows.h"
#include "ledger/seal.h"
#include "ledger/show.h"

/* A field as both sides say it. */
static const struct {
    int list, person;
} facing[] = {
    {LIST_NAME, PERSON_NAME},       {LIST_ID_NO, PERSON_ID_NO}, {LIST_SEX, PERSON_SEX},
    {LIST_BIRTH, PERSON_BIRTH},     {LIST_PHONE, PERSON_PHONE}, {LIST_REGION, PERSON_REGION},
    {LIST_ADDRESS, PERSON_ADDRESS},
};

/* What the list alone tells. */
static const int beside[] = {LIST_CATEGORY_KIND, LIST_SUB_KIND, LIST_EVIDENCE_NO, LIST_FROM,
                             LIST_EMPLOYER,      LIST_START,    LIST_REMARK};

/* What the list says, as people read it; the raw cell where nothing was understood. */
static struct text told(struct work *work, const struct list_row *row, int field, bool *raw)
{
    const struct field *f = &list_shape.fields[field];
    struct text written = list_row_value(row, field);
    *raw = written.n == 0;
    if (*raw) {
        return list_row_raw(row, field);
    }
    struct value value = value_text(written);
    int64_t number;
    if (f->kind == KIND_REGION && text_to_int(written, &number)) {
        value = value_number(number);
    } else if (f->kind == KIND_DATE) {
        return written;
    }
    return (f->flags & FIELD_SECRET) != 0 ? written : value_show(work, f, &value);
}

/*
 * Two numbers masked alike, but for the few places where they differ: a clerk must see what differs
 * and needs to see no more. When much differs nothing is shown.
 */
static void mask_both(struct arena *arena, const struct field *field, struct text *left,
                      struct text *right)
{
    enum { SHOWN_MOST = 4 };
    size_t differs = 0;
    struct text a = *left, b = *right;
    char *shown[2] = {arena_cstr(arena, seal_mask(arena, field, a)),
                      arena_cstr(arena, seal_mask(arena, field, b))};
    bool alike = a.n == b.n && strlen(shown[0]) == a.n && strlen(shown[1]) == b.n;
    for (size_t i = 0; alike && i < a.n; i++) {
        differs += a.s[i] != b.s[i];
    }
    for (size_t i = 0; alike && differs <= SHOWN_MOST && i < a.n; i++) {
        if (a.s[i] != b.s[i]) {
            shown[0][i] = a.s[i];
            shown[1][i] = b.s[i];
        }
    }
    *left = text_of(shown[0]);
    *right = text_of(shown[1]);
}

static void put_field(struct work *work, const struct list_row *row, const struct row *person,
                      size_t i, struct json_out *out)
{
    const struct field *f = &person->ledger->fields[facing[i].person];
    const struct value *value = &person->value[facing[i].person];
    bool raw, secret = (f->flags & FIELD_SECRET) != 0;
    struct text left = told(work, row, facing[i].list, &raw);
    struct text right = !value_is_set(value) ? TEXT_EMPTY
                        : secret             ? value->text
                                             : value_show(work, f, value);
    bool same = left.n > 0 && text_equal(left, right);
    if (secret) {
        mask_both(work->arena, f, &left, &right);
    }
    json_open(out, NULL);
    json_put_cstr(out, "label", f->label);
    json_put_text(out, "left", left);
    json_put_text(out, "right", right);
    json_put_bool(out, "same", same);
    json_put_bool(out, "unread", raw && left.n > 0);
    json_close(out);
}

static void put_beside(struct work *work, const struct list_row *row, struct json_out *out)
{
    json_open_list(out, "beside");
    for (size_t i = 0; i < COUNT(beside); i++) {
        bool raw;
        struct text text = told(work, row, beside[i], &raw);
        if (text.n > 0) {
            json_open(out, NULL);
            json_put_cstr(out, "label", list_shape.fields[beside[i]].label);
            json_put_text(out, "text", text);
            json_close(out);
        }
    }
    json_close_list(out);
}

static enum status put_tags(struct work *work, int64_t person, struct json_out *out,
                            struct error *error)
{
    struct row_list tags;
    enum status status =
        rows_referring(work, &category_tag_ledger, CATEGORY_TAG_PERSON, person, 0, &tags, error);
    json_open_list(out, "tags");
    for (size_t i = 0; status == OK && i < tags.n; i++) {
        const struct value *v = tags.at[i]->value;
        if (!value_is_set(&v[CATEGORY_TAG_TO]) ||
            v[CATEGORY_TAG_TO].number >= clock_today(work->clock)) {
            json_put_text(out, NULL,
                          code_label(work, &category_tag_ledger.fields[CATEGORY_TAG_KIND],
                                     v[CATEGORY_TAG_KIND].text));
        }
    }
    json_close_list(out);
    return status;
}

/* ---- who said what ---- */

static const struct query read_answers = {
    .sql = "SELECT reviewer_name, decision, reason, at FROM list_decision"
           " WHERE county = $1 AND match_id = $2 AND withdrawn_at = 0 ORDER BY id LIMIT 16",
};

/* Nothing before it is decided: the second and third person answer for themselves. */
static enum status put_answers(struct work *work, const struct row *match, struct json_out *out,
                               struct error *error)
{
    struct statement *s;
    json_open_list(out, "decisions");
    enum db_step step = DB_DONE;
    if (text_is(match->value[LIST_MATCH_STATE].text, "decided")) {
        enum status status = db_prepare(work->db, &read_answers, &s, work->arena, error);
        if (status != OK) {
            return status;
        }
        bind_int(s, 1, work->actor->county);
        bind_int(s, 2, match->id);
        while ((step = statement_step(s, work->arena, error)) == DB_ROW) {
            json_open(out, NULL);
            json_put_text(out, "reviewer", column_text(s, 0));
            json_put_text(out, "decision",
                          code_label(work, &list_match_ledger.fields[LIST_MATCH_DECISION],
                                     column_text(s, 1)));
            json_put_text(out, "reason", column_text(s, 2));
            json_put_text(out, "at", clock_format(work->arena, column_int(s, 3)));
            json_close(out);
        }
        statement_reset(s);
    }
    json_close_list(out);
    return step == DB_FAILED ? error->status : OK;
}

/* ---- the whole ---- */

static void put_code(struct work *work, const struct row *match, int field, const char *key,
                     const char *label_key, struct json_out *out)
{
    const struct value *value = &match->value[field];
    if (!value_is_set(value)) {
        json_put_null(out, key);
        json_put_null(out, label_key);
        return;
    }
    json_put_text(out, key, value->text);
    json_put_text(out, label_key, code_label(work, &list_match_ledger.fields[field], value->text));
}

static void put_head(struct work *work, const struct row *match, const struct row *list,
                     const struct list_row *row, struct json_out *out)
{
    const struct value *v = match->value;
    json_put_id(out, "id", match->id);
    json_put_int(out, "version", match->version);
    json_put_id(out, "list_id", list->id);
    json_put_text(out, "list", list_title(work, list));
    json_put_int(out, "row", list_row_shown(row->place));
    json_put_text(out, "region", list_row_value(row, LIST_REGION));
    json_put_id(out, "person_id", v[LIST_MATCH_PERSON].number);
    put_code(work, match, LIST_MATCH_KIND, "kind", "kind_label", out);
    put_code(work, match, LIST_MATCH_OUTCOME, "outcome", "outcome_label", out);
    put_code(work, match, LIST_MATCH_STATE, "state", "state_label", out);
    put_code(work, match, LIST_MATCH_DECISION, "decision", "decision_label", out);
    json_put_int(out, "score", v[LIST_MATCH_SCORE].number);
    json_put_bool(out, "hard", v[LIST_MATCH_HARD].number != 0);
    json_put_bool(out, "applied", v[LIST_MATCH_APPLIED].number != 0);
    json_put_text(out, "reason", v[LIST_MATCH_REASON].text);
    json_put_text(out, "again",
                  value_is_set(&v[LIST_MATCH_AGAIN]) ? v[LIST_MATCH_AGAIN].text : TEXT_EMPTY);
    value_is_set(&v[LIST_MATCH_MODEL]) ? json_put_int(out, "model", v[LIST_MATCH_MODEL].number)
                                       : json_put_null(out, "model");
    json_put_raw(out, "weights",
                 value_is_set(&v[LIST_MATCH_WEIGHTS]) ? v[LIST_MATCH_WEIGHTS].text : TEXT("[]"));
}

enum status list_review_write(struct work *work, int64_t id, struct json_out *out,
                              struct error *error)
{
    struct row *match, *list, *person;
    struct list_row row;
    enum status status = rows_get(work, &list_match_ledger, id, 0, &match, error);
    if (status == OK) {
        status = rows_get(work, &list_batch_ledger, match->value[LIST_MATCH_LIST].number, 0, &list,
                          error);
    }
    if (status == OK) {
        status = rows_get(work, &person_ledger, match->value[LIST_MATCH_PERSON].number, ROWS_PLAIN,
                          &person, error);
    }
    if (status == OK) {
        status = list_row_read(work, list->id, match->value[LIST_MATCH_PLACE].number, &row, error);
    }
    if (status != OK) {
        return status;
    }
    json_open(out, NULL);
    put_head(work, match, list, &row, out);
    json_open_list(out, "fields");
    for (size_t i = 0; i < COUNT(facing); i++) {
        put_field(work, &row, person, i, out);
    }
    json_close_list(out);
    put_beside(work, &row, out);
    status = put_tags(work, person->id, out, error);
    if (status == OK) {
        status = put_answers(work, match, out, error);
    }
    json_close(out);
    return status;
}
