#include "domain/import/match.h"

#include <string.h>

#include "base/date.h"
#include "domain/people/person.h"
#include "domain/people/person_merge.h"
#include "ledger/rows.h"
#include "ledger/seal.h"

enum { CANDIDATES_MOST = 8, CANDIDATES_READ = 64 };

/* ---- references ---- */

/* Whether all of the key's fields are given. */
static bool has_key(const struct value *value, const struct ledger_key *key)
{
    bool complete = true;
    for (size_t i = 0; i < key->n; i++) {
        complete = complete && value_is_set(&value[key->field[i]]);
    }
    return complete;
}

/*
 * The fields to look a reference up by: its ledger's first sure key that was given whole, so that a
 * name spelt otherwise does not hide the owner of an ID number (N04); else all that was given.
 */
static size_t fields_to_ask(const struct import_ref *ref, int *fields, size_t most)
{
    size_t n = 0;
    for (size_t k = 0; k < ref->ledger->key_count; k++) {
        const struct ledger_key *key = &ref->ledger->keys[k];
        if (!key->weak && has_key(ref->like, key)) {
            memcpy(fields, key->field, key->n * sizeof(*fields));
            return key->n;
        }
    }
    for (size_t i = 0; i < ref->ledger->count && n < most; i++) {
        if (value_is_set(&ref->like[i])) {
            fields[n++] = (int)i;
        }
    }
    return n;
}

/* The person kept when the one with this number was merged into him; NULL: none. */
static enum status find_survivor(struct work *work, const struct value *values, unsigned flags,
                                 struct row **out, struct error *error)
{
    int64_t id = 0;
    struct error gone;
    *out = NULL;
    enum status status = OK;
    if (value_is_set(&values[PERSON_ID_NO])) {
        status = person_merge_by_number(work, values[PERSON_ID_NO].text, &id, error);
    }
    if (status == OK && id != 0 && rows_get(work, &person_ledger, id, flags, out, &gone) != OK) {
        *out = NULL;
    }
    return status;
}

/* What was found for a reference, or whom the one it names was merged into. */
static enum status take_found(struct work *work, struct import_ref *ref, struct row_list found,
                              struct error *error)
{
    struct row *survivor = NULL;
    enum status status = OK;
    if (found.n == 0 && ref->ledger == &person_ledger) {
        status = find_survivor(work, ref->like, 0, &survivor, error);
    }
    if (survivor != NULL) {
        found = (struct row_list){arena_array(work->arena, struct row *, 1), 1};
        found.at[0] = survivor;
    }
    ref->found = (uint32_t)found.n;
    ref->fits = found.at;
    ref->fit_count = found.n;
    if (found.n == 1) {
        ref->id = found.at[0]->id;
        ref->title = found.at[0]->value[ref->ledger->title].text;
    }
    return status;
}

static enum status match_alone(struct work *work, struct import_ref *ref, struct error *error)
{
    struct row like = {.ledger = ref->ledger, .value = ref->like};
    struct row_list found;
    int fields[8];
    size_t n = fields_to_ask(ref, fields, COUNT(fields));
    enum status status = rows_matching(work, &like, fields, n, CANDIDATES_MOST, 0, &found, error);
    return status == OK ? take_found(work, ref, found, error) : status;
}

/* The looked-up field that alone says which row it is, as the ID number does; -1: none. */
static int sure_field(const struct import_ref *ref)
{
    int fields[8];
    size_t n = fields_to_ask(ref, fields, COUNT(fields));
    bool sure = n == 1 && (ref->ledger->fields[fields[0]].flags & FIELD_LOOKUP) != 0 &&
                value_is_set(&ref->like[fields[0]]);
    return sure ? fields[0] : -1;
}

/* References to one ledger by one such field, asked for together. */
static enum status match_together(struct work *work, struct import_ref **refs, size_t n, int field,
                                  struct error *error)
{
    const struct ledger *ledger = refs[0]->ledger;
    int64_t *keys = arena_array(work->arena, int64_t, n);
    struct rows_holder *holders;
    size_t count;
    for (size_t i = 0; i < n; i++) {
        keys[i] = seal_key(work, &ledger->fields[field], refs[i]->like[field].text);
    }
    enum status status = rows_holders(work, ledger, field, keys, n, &holders, &count, error);
    int64_t *ids = arena_array(work->arena, int64_t, count);
    struct row **rows = arena_array(work->arena, struct row *, count);
    for (size_t i = 0; status == OK && i < count; i++) {
        ids[i] = holders[i].id;
    }
    if (status == OK) {
        status = rows_get_many(work, ledger, ids, count, 0, rows, error);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        struct row_list found = {arena_array(work->arena, struct row *, CANDIDATES_MOST), 0};
        for (size_t k = 0; k < count && found.n < CANDIDATES_MOST; k++) {
            if (holders[k].key == keys[i] && rows[k] != NULL &&
                (found.n == 0 || found.at[found.n - 1]->id < rows[k]->id)) {
                found.at[found.n++] = rows[k];
            }
        }
        status = take_found(work, refs[i], found, error);
    }
    return status;
}

enum status match_refs(struct work *work, struct import_ref **refs, size_t n, struct error *error)
{
    enum { TOGETHER = 32 };
    struct import_ref *open[TOGETHER];
    size_t waiting = 0;
    int by = -1;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        int field = sure_field(refs[i]);
        if (field < 0) {
            status = match_alone(work, refs[i], error);
            continue;
        }
        if (waiting == TOGETHER ||
            (waiting > 0 && (field != by || open[0]->ledger != refs[i]->ledger))) {
            status = match_together(work, open, waiting, by, error);
            waiting = 0;
        }
        by = field;
        open[waiting++] = refs[i];
    }
    return status == OK && waiting > 0 ? match_together(work, open, waiting, by, error) : status;
}

/* ---- rows already there ---- */

static bool has_lost_digits(const struct import_row *row)
{
    bool lost = false;
    for (size_t i = 0; i < row->finding_count; i++) {
        lost |= import_lost_digits(&row->findings[i]);
    }
    return lost;
}

static int year_of(const struct value *day)
{
    return date_to_civil((int32_t)day->number).year;
}

/* Of the key's fields those that the row has and that need not be compared by year only. */
static size_t fields_of_key(const struct import_row *row, const struct ledger *ledger,
                            const struct ledger_key *key, int *fields)
{
    size_t n = 0;
    for (size_t i = 0; i < key->n; i++) {
        if (value_is_set(&row->value[key->field[i]]) &&
            ledger->fields[key->field[i]].kind != KIND_DATE) {
            fields[n++] = key->field[i];
        }
    }
    return n;
}

/* Whether the days of the key that both tell lie in the same year. */
static bool same_years(const struct import_row *row, const struct ledger_key *key,
                       const struct row *other)
{
    bool same = true;
    for (size_t i = 0; i < key->n; i++) {
        const struct value *a = &row->value[key->field[i]], *b = &other->value[key->field[i]];
        if (other->ledger->fields[key->field[i]].kind == KIND_DATE && value_is_set(a) &&
            value_is_set(b)) {
            same = same && year_of(a) == year_of(b);
        }
    }
    return same;
}

/* A number that lost its digits: whoever has the rest of a weak key and was born in the year (I01:
 * 可用姓名+村+出生年在库内推荐候选). */
static enum status suggest(struct work *work, const struct ledger *ledger, struct import_row *row,
                           struct error *error)
{
    struct row like = {.ledger = ledger, .value = row->value};
    enum status status = OK;
    for (size_t k = 0; status == OK && k < ledger->key_count && row->candidates == 0; k++) {
        const struct ledger_key *key = &ledger->keys[k];
        if (!import_has_weak_key(key, ledger, row->value, true)) {
            continue;
        }
        struct row_list found;
        int fields[COUNT(key->field)];
        size_t n = fields_of_key(row, ledger, key, fields);
        status = rows_matching(work, &like, fields, n, CANDIDATES_READ, ROWS_PLAIN, &found, error);
        for (size_t i = 0; status == OK && i < found.n; i++) {
            if (row->candidates < CANDIDATES_MOST && same_years(row, key, found.at[i])) {
                found.at[row->candidates++] = found.at[i];
            }
        }
        row->likely = status == OK ? found.at : NULL;
    }
    return status;
}

/* Of the rows named by their ids those that agree in the whole key. */
static enum status those_same(struct work *work, const struct import_row *row,
                              const struct ledger *ledger, const struct ledger_key *key,
                              const int64_t *ids, size_t n, struct row_list *out,
                              struct error *error)
{
    *out = (struct row_list){arena_array(work->arena, struct row *, n), 0};
    for (size_t i = 0; i < n; i++) {
        struct row *found;
        struct error missing;
        enum status status = rows_get(work, ledger, ids[i], ROWS_PLAIN, &found, &missing);
        if (status == NOT_FOUND) {
            continue;
        }
        if (status != OK) {
            *error = missing;
            return status;
        }
        bool agrees = true;
        for (size_t k = 0; agrees && k < key->n; k++) {
            agrees = value_equal(&found->value[key->field[k]], &row->value[key->field[k]]);
        }
        if (agrees) {
            out->at[out->n++] = found;
        }
    }
    return OK;
}

/* The rows with the ledger's key of that number. */
static enum status with_key(struct work *work, const struct keys *keys, size_t number,
                            const struct ledger *ledger, const struct import_row *row,
                            struct row_list *out, struct error *error)
{
    const struct ledger_key *key = &ledger->keys[number];
    int64_t ids[CANDIDATES_MOST];
    if (keys != NULL) {
        size_t n = keys_find(keys, work, number, row->value, ids, CANDIDATES_MOST);
        return those_same(work, row, ledger, key, ids, n, out, error);
    }
    struct row like = {.ledger = ledger, .value = row->value};
    return rows_matching(work, &like, key->field, key->n, CANDIDATES_MOST, ROWS_PLAIN, out, error);
}

/* Looks the row up by each of the ledger's keys whose fields it has. */
static enum status find_by_keys(struct work *work, const struct keys *keys,
                                const struct ledger *ledger, struct import_row *row, bool weak_too,
                                struct error *error)
{
    for (size_t k = 0; k < ledger->key_count; k++) {
        const struct ledger_key *key = &ledger->keys[k];
        if (!has_key(row->value, key) || (key->weak && !weak_too)) {
            continue;
        }
        struct row_list found;
        enum status status = with_key(work, keys, k, ledger, row, &found, error);
        if (status != OK) {
            return status;
        }
        if (found.n == 1 && !key->weak) {
            row->old = found.at[0];
            return OK;
        }
        if (found.n > 0) {
            row->candidates = (uint32_t)found.n;
            row->likely = found.at;
            return OK;
        }
    }
    return OK;
}

/* The row that somebody picked, which may have gone since. */
static enum status take_picked(struct work *work, const struct ledger *ledger,
                               struct import_row *row, struct error *error)
{
    struct row *picked;
    struct error fault;
    enum status status = rows_get(work, ledger, row->answer->same, ROWS_PLAIN, &picked, &fault);
    if (status == OK) {
        row->old = picked;
    } else if (status == NOT_FOUND) {
        import_add(work->arena, row,
                   (struct import_finding){.level = IMPORT_ASK,
                                           .field = -1,
                                           .col = -1,
                                           .rule = "",
                                           .message = TEXT("核对时选定的记录已经不在了"),
                                           .hint = TEXT("请重新选定")});
        status = OK;
    } else {
        *error = fault;
    }
    return status;
}

/* The number of a record that was merged into another finds that one; it keeps its own number. */
static enum status find_merged(struct import_session *session, struct work *work,
                               struct import_row *row, struct error *error)
{
    struct row *kept = NULL;
    enum status status = OK;
    if (session->terms.ledger != &person_ledger || row->old != NULL) {
        return OK;
    }
    if (!session->merges_asked) {
        status = person_merge_any(work, &session->merges, error);
        session->merges_asked = status == OK;
    }
    if (status == OK && session->merges) {
        status = find_survivor(work, row->value, ROWS_PLAIN, &kept, error);
    }
    if (kept != NULL) {
        row->old = kept;
        row->candidates = 0;
        row->value[PERSON_ID_NO] = (struct value){.state = VALUE_ABSENT};
        import_add(work->arena, row,
                   (struct import_finding){
                       .level = IMPORT_WARN,
                       .field = PERSON_ID_NO,
                       .col = row->col[PERSON_ID_NO],
                       .rule = "",
                       .message = arena_printf(
                           work->arena, "这个号码的档案已并入“%.*s”，按保留的档案处理，号码不改",
                           TEXT_ARG(kept->value[PERSON_NAME].text))});
    }
    return status;
}

enum status match_row(struct import_session *session, const struct keys *keys, struct work *work,
                      struct import_row *row, struct error *error)
{
    const struct ledger *ledger = session->terms.ledger;
    int64_t same = row->answer == NULL ? 0 : row->answer->same;
    if (same > 0) {
        return take_picked(work, ledger, row, error);
    }
    if (has_lost_digits(row)) {
        return suggest(work, ledger, row, error);
    }
    enum status status = find_by_keys(work, keys, ledger, row, same == 0, error);
    return status == OK && same == 0 ? find_merged(session, work, row, error) : status;
}

/* ---- right before writing ---- */

bool match_is_late(const struct import_row *row)
{
    bool late = row->answer != NULL && row->answer->merge;
    for (size_t i = 0; i < row->ref_count; i++) {
        late |= row->refs[i].make;
    }
    return late;
}

/* The household of that number or head, made unless a row before this one has made it. */
static enum status make_ref(struct import_session *session, struct work *work,
                            struct import_row *row, struct import_ref *ref, int64_t *made,
                            struct errors *errors, struct error *error)
{
    enum status status = match_refs(work, &ref, 1, error);
    if (status != OK || ref->found > 0) {
        row->value[ref->field] = ref->found == 1 ? value_number(ref->id) : VALUE_NULL;
        return status;
    }
    struct change change = change_create(work, ref->ledger);
    for (size_t i = 0; i < ref->ledger->count; i++) {
        if (value_is_set(&ref->like[i])) {
            change_set(&change, (int)i, ref->like[i]);
        }
    }
    change.part = true;
    change.batch = session->batch->id;
    status = change_save(&change, errors, error);
    if (status == OK) {
        row->value[ref->field] = value_number(change.row->id);
        ++*made;
    }
    return status;
}

enum status match_before_writing(struct import_session *session, struct work *work,
                                 struct import_row *row, int64_t *made, struct errors *errors,
                                 struct error *error)
{
    enum status status = OK;
    if (row->answer != NULL && row->answer->merge && row->answer->same <= 0) {
        row->old = NULL;
        status = match_row(session, NULL, work, row, error);
    }
    for (size_t i = 0; status == OK && i < row->ref_count; i++) {
        if (row->refs[i].make) {
            status = make_ref(session, work, row, &row->refs[i], made, errors, error);
        }
    }
    return status;
}
