#include "domain/import/answers.h"

#include <stdlib.h>

#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/value_check.h"
#include "store/secret.h"

enum { ANSWERS_CEILING = 16 << 20 };

static const char *const ways[] = {
    [IMPORT_KEEP] = "keep", [IMPORT_TAKE] = "take", [IMPORT_GIVE] = "give"};

static struct secret_place place_of(const struct batch *batch)
{
    return (struct secret_place){TEXT("import_batch"), TEXT("answers"), batch->id};
}

/* ---- one decision as JSON ---- */

/* One field's: false when it says nothing that can be done; faults go to `errors`. */
static bool read_pick(struct work *work, const struct ledger *ledger, struct text name,
                      const struct json *said, struct import_pick *out, struct errors *errors)
{
    struct text word;
    *out = (struct import_pick){.field = ledger_field(ledger, name)};
    if (out->field < 0 || (ledger->fields[out->field].flags & FIELD_READONLY) != 0) {
        errors_add(errors, work->arena, "fields",
                   arena_printf(work->arena, "没有“%.*s”这一项", TEXT_ARG(name)), TEXT_EMPTY);
        return false;
    }
    const struct field *field = &ledger->fields[out->field];
    if (json_text(said, &word) && text_is(word, ways[IMPORT_KEEP])) {
        out->how = IMPORT_KEEP;
        return true;
    }
    if (json_text(said, &word) && text_is(word, ways[IMPORT_TAKE])) {
        out->how = IMPORT_TAKE;
        return true;
    }
    const struct json *value = json_member(said, "value");
    size_t before = errors->n;
    out->how = IMPORT_GIVE;
    if (value == NULL || !value_json_read(work, field, value, &out->value, errors)) {
        if (errors->n == before) {
            errors_add(errors, work->arena, field->name, TEXT("请填写要采用的值"), TEXT_EMPTY);
        }
        return false;
    }
    if (value_is_set(&out->value)) {
        value_check(work, field, &out->value, errors);
    }
    return errors->n == before;
}

static void read_one(struct work *work, const struct ledger *ledger, const struct json *json,
                     struct answer *out, struct errors *errors)
{
    struct import_answer *said = &out->said;
    int64_t sheet = 0, row = 0;
    struct text same;
    json_int(json_member(json, "sheet"), &sheet);
    json_int(json_member(json, "row"), &row);
    said->sheet = (size_t)sheet;
    said->row = (uint32_t)(row - 1);
    json_bool(json_member(json, "leave"), &said->leave);
    json_bool(json_member(json, "merge"), &said->merge);
    if (json_text(json_member(json, "same"), &same) && text_is(same, "none")) {
        said->same = IMPORT_NONE_OF_THEM;
    } else {
        json_id(json_member(json, "same"), &said->same);
    }
    json_id(json_member(json, "actor"), &out->actor);
    json_int(json_member(json, "at"), &out->at);
    const struct json *fields = json_member(json, "fields");
    said->picks = arena_array(work->arena, struct import_pick, fields == NULL ? 0 : fields->n);
    for (size_t i = 0; fields != NULL && i < fields->n; i++) {
        said->n +=
            read_pick(work, ledger, fields->keys[i], &fields->at[i], &said->picks[said->n], errors);
    }
}

static bool says_nothing(const struct import_answer *said)
{
    return !said->leave && !said->merge && said->same == 0 && said->n == 0;
}

static void keep_one(const struct ledger *ledger, const struct answer *answer, struct json_out *out)
{
    const struct import_answer *said = &answer->said;
    json_open(out, NULL);
    json_put_int(out, "sheet", (int64_t)said->sheet);
    json_put_int(out, "row", (int64_t)said->row + 1);
    json_put_bool(out, "leave", said->leave);
    json_put_bool(out, "merge", said->merge);
    if (said->same == IMPORT_NONE_OF_THEM) {
        json_put_cstr(out, "same", "none");
    } else if (said->same > 0) {
        json_put_id(out, "same", said->same);
    }
    json_put_id(out, "actor", answer->actor);
    json_put_int(out, "at", answer->at);
    json_open(out, "fields");
    for (size_t i = 0; i < said->n; i++) {
        const struct import_pick *pick = &said->picks[i];
        const struct field *field = &ledger->fields[pick->field];
        if (pick->how == IMPORT_GIVE) {
            json_open(out, field->name);
            value_json_write(out, "value", field, &pick->value);
            json_close(out);
        } else {
            json_put_cstr(out, field->name, ways[pick->how]);
        }
    }
    json_close(out);
    json_close(out);
}

/* ---- all of a batch ---- */

static int by_place(const void *a, const void *b)
{
    const struct import_answer *x = &((const struct answer *)a)->said;
    const struct import_answer *y = &((const struct answer *)b)->said;
    int sheets = (x->sheet > y->sheet) - (x->sheet < y->sheet);
    return sheets != 0 ? sheets : (x->row > y->row) - (x->row < y->row);
}

static struct answer *find(const struct answers *answers, size_t sheet, uint32_t row)
{
    struct answer key = {.said = {.sheet = sheet, .row = row}};
    return answers->n == 0 ? NULL : bsearch(&key, answers->at, answers->n, sizeof(key), by_place);
}

const struct answer *answers_find(const struct answers *answers, size_t sheet, uint32_t row)
{
    return find(answers, sheet, row);
}

enum status answers_read(struct work *work, const struct batch *batch, struct answers *out,
                         struct error *error)
{
    struct text plain;
    struct json *list;
    *out = (struct answers){0};
    if (batch->answers.n == 0) {
        return OK;
    }
    enum status status =
        secret_open(work->secret, work->arena, place_of(batch), batch->answers, &plain, error);
    if (status == OK) {
        status = json_parse(work->arena, plain, &list, error);
    }
    if (status != OK) {
        return status;
    }
    /* A code or place that has gone since is asked about again. */
    struct errors gone = {0};
    out->at = arena_array(work->arena, struct answer, list->n);
    for (size_t i = 0; i < list->n; i++) {
        read_one(work, batch->ledger, &list->at[i], &out->at[out->n++], &gone);
    }
    return OK;
}

/* The one picked must be there, within the actor's reach. */
static enum status check_picked(struct work *work, const struct ledger *ledger,
                                const struct import_answer *said, struct error *error)
{
    struct row *row;
    return said->same > 0 ? rows_get(work, ledger, said->same, 0, &row, error) : OK;
}

static struct text sealed_of(struct work *work, const struct batch *batch,
                             const struct answers *answers, bool *full)
{
    struct buf buf;
    buf_init(&buf, ANSWERS_CEILING);
    struct json_out out = json_into(&buf);
    json_open_list(&out, NULL);
    for (size_t i = 0; i < answers->n; i++) {
        if (!says_nothing(&answers->at[i].said)) {
            keep_one(batch->ledger, &answers->at[i], &out);
        }
    }
    json_close_list(&out);
    *full = buf.full;
    struct text sealed = secret_seal(work->secret, work->arena, place_of(batch), buf_text(&buf));
    buf_release(&buf);
    return sealed;
}

enum status answers_add(struct work *work, struct batch *batch, const struct json *list,
                        struct errors *errors, struct error *error)
{
    struct answers all;
    enum status status = answers_read(work, batch, &all, error);
    if (status != OK) {
        return status;
    }
    struct answer *grown = arena_array(work->arena, struct answer, all.n + list->n);
    size_t n = 0, before = all.n;
    for (size_t i = 0; i < list->n && status == OK; i++) {
        struct answer fresh = {0};
        read_one(work, batch->ledger, &list->at[i], &fresh, errors);
        fresh.actor = work->actor->user;
        fresh.at = clock_now(work->clock);
        status = check_picked(work, batch->ledger, &fresh.said, error);
        struct answer *earlier = find(&all, fresh.said.sheet, fresh.said.row);
        if (earlier != NULL) {
            *earlier = fresh;
        } else {
            grown[n++] = fresh;
        }
    }
    if (status != OK) {
        return status;
    }
    if (errors->n > 0) {
        return error_set(error, work->arena, INVALID, "核对结果有 %zu 处填得不对", errors->n);
    }
    for (size_t i = 0; i < before; i++) {
        grown[n++] = all.at[i];
    }
    all = (struct answers){grown, n};
    qsort(all.at, all.n, sizeof(*all.at), by_place);
    bool full;
    batch->answers = sealed_of(work, batch, &all, &full);
    if (full || all.n > ANSWERS_MOST) {
        error_set(error, work->arena, TOO_LARGE, "一次导入最多核对 %d 行", ANSWERS_MOST);
        return error_hint(error, work->arena, "请下载退回表，在表中改好后再导入");
    }
    return OK;
}

/* ---- telling ---- */

struct text answer_told(struct arena *arena, const struct ledger *ledger,
                        const struct import_answer *said)
{
    static const char *const words[] = {
        [IMPORT_KEEP] = "保留原值", [IMPORT_TAKE] = "按表中值", [IMPORT_GIVE] = "改填"};
    struct text told = TEXT("按核对结果导入");
    if (said->same > 0) {
        told = arena_printf(arena, "%.*s，认定为已有的这一%s", TEXT_ARG(told), ledger->counter);
    } else if (said->same == IMPORT_NONE_OF_THEM) {
        told = arena_printf(arena, "%.*s，不是已有的记录", TEXT_ARG(told));
    }
    if (said->merge) {
        told = arena_printf(arena, "%.*s，与表中前面的同一%s合并", TEXT_ARG(told), ledger->counter);
    }
    for (size_t i = 0; i < said->n; i++) {
        told = arena_printf(arena, "%.*s%s%s%s", TEXT_ARG(told), i == 0 ? "：" : "，",
                            ledger->fields[said->picks[i].field].label, words[said->picks[i].how]);
    }
    return told;
}

void answer_write(struct work *work, const struct ledger *ledger, const struct answer *answer,
                  struct json_out *out, const char *key)
{
    const struct import_answer *said = &answer->said;
    json_open(out, key);
    json_put_bool(out, "leave", said->leave);
    json_put_bool(out, "merge", said->merge);
    if (said->same > 0) {
        json_put_id(out, "same", said->same);
    } else if (said->same == IMPORT_NONE_OF_THEM) {
        json_put_cstr(out, "same", "none");
    }
    json_open(out, "fields");
    for (size_t i = 0; i < said->n; i++) {
        json_put_cstr(out, ledger->fields[said->picks[i].field].name, ways[said->picks[i].how]);
    }
    json_close(out);
    json_put_text(out, "actor",
                  work->user_name != NULL ? work->user_name(work, answer->actor) : TEXT("系统"));
    json_put_text(out, "at", clock_format(work->arena, answer->at));
    json_put_text(out, "told", answer_told(work->arena, ledger, said));
    json_close(out);
}
