#include "ledger/history.h"

#include "base/list.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/seal.h"
#include "ledger/show.h"

enum { CHANGES_CEILING = 1 << 20, HISTORY_PAGE = 200, NAMES_KEPT = 16 };

static const struct {
    const char *name, *label;
} actions[] = {
    [HISTORY_CREATED] = {"create", "新增"},   [HISTORY_CHANGED] = {"edit", "修改"},
    [HISTORY_ACTED] = {"act", "办理"},        [HISTORY_REMOVED] = {"remove", "移除"},
    [HISTORY_RESTORED] = {"restore", "恢复"}, [HISTORY_UNDONE] = {"undo", "撤销"},
};

static const char hex_digits[] = "0123456789abcdef";

static struct text to_hex(struct arena *arena, struct text bytes)
{
    char *s = arena_alloc(arena, bytes.n * 2);
    for (size_t i = 0; i < bytes.n; i++) {
        s[2 * i] = hex_digits[(unsigned char)bytes.s[i] >> 4];
        s[2 * i + 1] = hex_digits[bytes.s[i] & 0xF];
    }
    return (struct text){s, bytes.n * 2};
}

static int hex_value(char c)
{
    return c >= 'a' ? c - 'a' + 10 : c - '0';
}

static struct text from_hex(struct arena *arena, struct text hex)
{
    char *s = arena_alloc(arena, hex.n / 2 + 1);
    for (size_t i = 0; i + 1 < hex.n; i += 2) {
        s[i / 2] = (char)(hex_value(hex.s[i]) << 4 | hex_value(hex.s[i + 1]));
    }
    return (struct text){s, hex.n / 2};
}

static void put_side(struct work *work, struct json_out *out, const char *side,
                     const struct row *row, int field)
{
    const struct field *f = &row->ledger->fields[field];
    const struct value *v = &row->value[field];
    if ((f->flags & FIELD_SECRET) != 0 && value_is_set(v)) {
        json_put_text(out, side, to_hex(work->arena, seal_value(work, row, field, v->text)));
    } else {
        value_json_write(out, side, f, v);
    }
}

/* {"phone":{"old":…,"new":…},…}: the fields in which the two rows differ. */
static struct text changes_json(struct change *change)
{
    struct buf buf;
    buf_init(&buf, CHANGES_CEILING);
    struct json_out out = json_into(&buf);
    json_open(&out, NULL);
    for (size_t i = 0; i < change->ledger->count; i++) {
        if (change_touches(change, (int)i)) {
            json_open(&out, change->ledger->fields[i].name);
            put_side(change->work, &out, "old", change->old, (int)i);
            put_side(change->work, &out, "new", change->row, (int)i);
            json_close(&out);
        }
    }
    json_close(&out);
    struct text text = arena_text(change->work->arena, buf_text(&buf));
    buf_release(&buf);
    return text;
}

static enum status write_entry(struct change *change, struct text action, struct error *error)
{
    struct work *work = change->work;
    struct audit entry = {
        .at = change->row->changed_at,
        .actor = work->actor->user,
        .actor_name = work->actor->name,
        .address = work->actor->address,
        .action = action,
        .ledger = text_of(change->ledger->name),
        .row_id = change->row->id,
        .batch = change->batch,
        .reason = change->reason,
    };
    return audit_entry(work->db, work->secret, work->actor->county, &entry, work->arena, error);
}

enum status history_write(struct change *change, enum history_action action, struct error *error)
{
    struct work *work = change->work;
    struct text name =
        action == HISTORY_ACTED ? text_of(change->action->name) : text_of(actions[action].name);
    struct history entry = {
        .ledger = text_of(change->ledger->name),
        .row_id = change->row->id,
        .version = change->row->version,
        .at = change->row->changed_at,
        .actor = work->actor->user,
        .action = name,
        .batch = change->batch,
        .reason = change->reason,
        .changes = change->old == NULL ? TEXT_EMPTY : changes_json(change),
        .run = change->run && change->old == NULL && change->reason.n == 0,
    };
    enum status status =
        audit_history(work->db, work->secret, work->actor->county, &entry, work->arena, error);
    return status == OK && !change->part ? write_entry(change, name, error) : status;
}

enum status history_close(struct work *work, struct text action, const struct ledger *ledger,
                          int64_t batch, struct text summary, struct error *error)
{
    struct audit entry = {
        .at = clock_now(work->clock),
        .actor = work->actor->user,
        .actor_name = work->actor->name,
        .address = work->actor->address,
        .action = action,
        .ledger = ledger != NULL ? text_of(ledger->name) : TEXT_EMPTY,
        .batch = batch,
        .summary = summary,
    };
    return audit_entry(work->db, work->secret, work->actor->county, &entry, work->arena, error);
}

static enum status read_history(struct work *work, const struct row *row, size_t most,
                                struct history **out, size_t *count, struct error *error)
{
    return history_of_row(work->db, work->actor->county, text_of(row->ledger->name), row->id, 0,
                          most, out, count, work->arena, error);
}

enum status history_step_actor(struct work *work, const struct row *row, struct text action,
                               int64_t *actor, struct error *error)
{
    struct history *entries;
    size_t count;
    *actor = 0;
    enum status status = read_history(work, row, HISTORY_PAGE, &entries, &count, error);
    for (size_t i = 0; status == OK && i < count; i++) {
        const struct history *entry = &entries[i];
        bool entered = text_is(entry->action, actions[HISTORY_CREATED].name);
        bool step = row->ledger->flow != NULL && flow_action(row->ledger->flow, entry->action);
        if (action.n > 0 ? text_equal(entry->action, action) : entered || step) {
            *actor = entry->actor;
            return OK;
        }
    }
    return status;
}

/* One side of a recorded change as a value; a secret in clear, to be shown masked or put back. */
static enum status read_side(struct work *work, const struct row *row, int field,
                             const struct json *side, struct value *out, struct error *error)
{
    const struct field *f = &row->ledger->fields[field];
    struct errors errors = {0};
    *out = VALUE_NULL;
    if (side == NULL || side->kind == JSON_KIND_NULL) {
        return OK;
    }
    if ((f->flags & FIELD_SECRET) != 0) {
        struct text hex, plain;
        if (!json_text(side, &hex)) {
            return error_set(error, work->arena, INTERNAL, "历史记录已损坏");
        }
        enum status status =
            seal_open(work, row, field, from_hex(work->arena, hex), true, &plain, error);
        *out = value_text(plain);
        return status;
    }
    if (!value_json_read(work, f, side, out, &errors)) {
        return error_set(error, work->arena, INTERNAL, "历史记录已损坏");
    }
    return OK;
}

/* Gives the fields that an entry changed the values they had before it. */
static enum status take_back(struct work *work, const struct history *entry, struct row *row,
                             struct error *error)
{
    struct json *tree;
    enum status status =
        entry->changes.n == 0 ? OK : json_parse(work->arena, entry->changes, &tree, error);
    for (size_t i = 0; status == OK && entry->changes.n > 0 && i < tree->n; i++) {
        int field = ledger_field(row->ledger, tree->keys[i]);
        if (field >= 0) {
            status = read_side(work, row, field, json_member(&tree->at[i], "old"),
                               &row->value[field], error);
        }
    }
    return status;
}

enum status history_row_at(struct work *work, const struct row *row, int64_t version,
                           struct row **out, struct error *error)
{
    struct history *entries;
    size_t count = 0;
    if (version < 1 || version > row->version) {
        return error_set(error, work->arena, NOT_FOUND, "这条记录没有第 %lld 版",
                         (long long)version);
    }
    *out = row_copy(work->arena, row);
    (*out)->version = version;
    /* Every version has one entry: those after the one asked for are taken back. */
    size_t later = (size_t)(row->version - version);
    enum status status = later == 0 ? OK : read_history(work, row, later, &entries, &count, error);
    for (size_t i = 0; status == OK && i < count; i++) {
        status = take_back(work, &entries[i], *out, error);
    }
    return status;
}

static struct text shown(struct work *work, const struct field *field, const struct value *value)
{
    if (!value_is_set(value)) {
        return TEXT_EMPTY;
    }
    return (field->flags & FIELD_SECRET) != 0 ? seal_mask(work->arena, field, value->text)
                                              : value_show(work, field, value);
}

static enum status put_changes(struct work *work, const struct row *row, struct text changes,
                               struct json_out *out, struct error *error)
{
    struct json *tree;
    json_open_list(out, "changes");
    if (changes.n > 0) {
        enum status status = json_parse(work->arena, changes, &tree, error);
        if (status != OK) {
            return status;
        }
        for (size_t i = 0; i < tree->n; i++) {
            int field = ledger_field(row->ledger, tree->keys[i]);
            if (field < 0) {
                continue; /* a field that the ledger no longer has */
            }
            const struct field *f = &row->ledger->fields[field];
            struct value old, new;
            status = read_side(work, row, field, json_member(&tree->at[i], "old"), &old, error);
            if (status == OK) {
                status = read_side(work, row, field, json_member(&tree->at[i], "new"), &new, error);
            }
            if (status != OK) {
                return status;
            }
            json_open(out, NULL);
            json_put_cstr(out, "field", f->name);
            json_put_cstr(out, "label", f->label);
            json_put_text(out, "old", shown(work, f, &old));
            json_put_text(out, "new", shown(work, f, &new));
            json_close(out);
        }
    }
    json_close_list(out);
    return OK;
}

static const char *action_label(const struct ledger *ledger, struct text name)
{
    for (size_t i = 0; i < COUNT(actions); i++) {
        if (text_is(name, actions[i].name)) {
            return actions[i].label;
        }
    }
    const struct flow_action *action =
        ledger->flow != NULL ? flow_action(ledger->flow, name) : NULL;
    return action != NULL ? action->label : "办理";
}

/* Who was looked up already: few people write the history of one row. */
struct names {
    struct {
        int64_t user;
        struct text name;
    } at[NAMES_KEPT];
    size_t n;
};

/* The name a user goes by; of one that is gone, his number. */
static struct text actor_name(struct work *work, struct names *names, int64_t user)
{
    if (user == 0 || work->user_name == NULL) {
        return TEXT("系统");
    }
    for (size_t i = 0; i < names->n; i++) {
        if (names->at[i].user == user) {
            return names->at[i].name;
        }
    }
    struct text name = work->user_name(work, user);
    if (name.n == 0) {
        name = arena_printf(work->arena, "用户 %lld", (long long)user);
    }
    if (names->n < NAMES_KEPT) {
        names->at[names->n].user = user;
        names->at[names->n++].name = name;
    }
    return name;
}

/* Whether the entry is a step of the ledger's flow: it moved the state, or is named like one. */
static bool is_step(struct work *work, const struct ledger *ledger, const struct history *entry)
{
    struct json *tree;
    struct error ignored;
    if (ledger->flow == NULL || flow_action(ledger->flow, entry->action) != NULL) {
        return ledger->flow != NULL;
    }
    const char *state = ledger->fields[ledger->flow->state].name;
    return entry->changes.n > 0 && json_parse(work->arena, entry->changes, &tree, &ignored) == OK &&
           json_member(tree, state) != NULL;
}

/*
 * A step is taken back by another step; a creation by nothing once steps were taken. Entries stand
 * newest first.
 */
static bool is_undoable(struct work *work, const struct ledger *ledger,
                        const struct history *entries, size_t at)
{
    bool step = is_step(work, ledger, &entries[at]);
    bool created = text_is(entries[at].action, actions[HISTORY_CREATED].name);
    for (size_t i = 0; created && !step && i < at; i++) {
        step = is_step(work, ledger, &entries[i]);
    }
    return !step;
}

enum status history_json(struct work *work, const struct row *row, struct json_out *out,
                         const char *key, struct error *error)
{
    struct names names = {0};
    struct history *entries;
    size_t count;
    enum status status = read_history(work, row, HISTORY_PAGE, &entries, &count, error);
    if (status != OK) {
        return status;
    }
    json_open_list(out, key);
    for (size_t i = 0; i < count && status == OK; i++) {
        const struct history *h = &entries[i];
        json_open(out, NULL);
        json_put_id(out, "seq", h->seq);
        json_put_text(out, "at", clock_format(work->arena, h->at));
        json_put_text(out, "actor", actor_name(work, &names, h->actor));
        json_put_text(out, "action", h->action);
        json_put_cstr(out, "action_label", action_label(row->ledger, h->action));
        if (h->reason.n > 0) {
            json_put_text(out, "reason", h->reason);
        }
        if (h->batch != 0) {
            json_put_id(out, "batch", h->batch);
        }
        status = put_changes(work, row, h->changes, out, error);
        json_put_bool(out, "undoable", is_undoable(work, row->ledger, entries, i));
        json_close(out);
    }
    json_close_list(out);
    return status;
}

/* ---- of several rows ---- */

struct moment {
    const struct row *row;
    const struct history *entry;
};

static int later_first(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;
    return a->entry->seq > b->entry->seq ? -1 : a->entry->seq < b->entry->seq;
}

static enum status put_moment(struct work *work, const struct moment *moment, struct names *names,
                              struct json_out *out, struct error *error)
{
    const struct ledger *ledger = moment->row->ledger;
    const struct history *h = moment->entry;
    struct text title = row_title(work, moment->row);
    json_open(out, NULL);
    json_put_id(out, "seq", h->seq);
    json_put_text(out, "at", clock_format(work->arena, h->at));
    json_put_text(out, "actor", actor_name(work, names, h->actor));
    json_put_cstr(out, "ledger", ledger->name);
    json_put_cstr(out, "ledger_label", ledger->label);
    json_put_id(out, "row_id", moment->row->id);
    json_put_text(out, "text",
                  arena_printf(work->arena, "%s%s：%.*s%s%.*s", action_label(ledger, h->action),
                               ledger->label, TEXT_ARG(title), h->reason.n > 0 ? "，" : "",
                               TEXT_ARG(h->reason)));
    enum status status = put_changes(work, moment->row, h->changes, out, error);
    json_close(out);
    return status;
}

enum status history_timeline(struct work *work, struct row *const *rows, size_t n, size_t most,
                             struct json_out *out, const char *key, struct error *error)
{
    LIST(struct moment) moments = {0};
    struct names names = {0};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        struct history *entries;
        /* A row has as many entries as it had versions. */
        size_t count = 0, here = (size_t)rows[i]->version < most ? (size_t)rows[i]->version : most;
        status = read_history(work, rows[i], here, &entries, &count, error);
        for (size_t j = 0; status == OK && j < count; j++) {
            list_add(&moments, (struct moment){rows[i], &entries[j]});
        }
    }
    if (moments.n > 0) {
        qsort(moments.at, moments.n, sizeof(moments.at[0]), later_first);
    }
    json_open_list(out, key);
    for (size_t i = 0; status == OK && i < moments.n && i < most; i++) {
        status = put_moment(work, &moments.at[i], &names, out, error);
    }
    json_close_list(out);
    list_release(&moments);
    return status;
}

/* The entry of that number, if it may be taken back. */
static enum status find_entry(struct work *work, const struct row *row, int64_t seq,
                              struct history *out, struct error *error)
{
    struct history *entries;
    size_t count;
    enum status status = read_history(work, row, HISTORY_PAGE, &entries, &count, error);
    for (size_t i = 0; status == OK && i < count; i++) {
        if (entries[i].seq != seq) {
            continue;
        }
        *out = entries[i];
        if (is_undoable(work, row->ledger, entries, i)) {
            return OK;
        }
        error_set(error, work->arena, CONFLICT, "这次“%s”已进入办理步骤，不能撤销",
                  action_label(row->ledger, out->action));
        return error_hint(error, work->arena, "请打开这条记录，用能办的步骤办理");
    }
    return status != OK ? status : error_set(error, work->arena, NOT_FOUND, "没有这次修改");
}

/* Puts the old values of an entry back into the change; CONFLICT where somebody changed them since.
 */
static enum status put_back(struct change *change, const struct history *entry, struct error *error)
{
    struct work *work = change->work;
    struct json *tree;
    enum status status = json_parse(work->arena, entry->changes, &tree, error);
    for (size_t i = 0; status == OK && i < tree->n; i++) {
        int field = ledger_field(change->ledger, tree->keys[i]);
        if (field < 0) {
            continue;
        }
        struct value old, new;
        status = read_side(work, change->old, field, json_member(&tree->at[i], "old"), &old, error);
        if (status == OK) {
            status =
                read_side(work, change->old, field, json_member(&tree->at[i], "new"), &new, error);
        }
        if (status == OK && !value_equal(&new, &change->old->value[field])) {
            error_set(error, work->arena, CONFLICT, "“%s”后来又改过，不能撤销这一次",
                      change->ledger->fields[field].label);
            return error_hint(error, work->arena, "请先撤销后面的修改，或直接改成需要的内容");
        }
        change_set(change, field, old);
    }
    return status;
}

static enum status undo_entry(struct change *change, int64_t seq, struct errors *errors,
                              struct error *error)
{
    struct history entry = {0};
    enum status status = find_entry(change->work, change->old, seq, &entry, error);
    if (status != OK) {
        return status;
    }
    change->undo = true;
    if (text_is(entry.action, "create")) {
        return change_remove(change, error);
    }
    if (text_is(entry.action, "remove")) {
        return change_restore(change, error);
    }
    if (text_is(entry.action, "restore")) {
        return change_remove(change, error);
    }
    status = put_back(change, &entry, error);
    return status == OK ? change_save(change, errors, error) : status;
}

enum status history_undo(struct work *work, const struct row *row, int64_t seq, struct text reason,
                         struct row **out, struct errors *errors, struct error *error)
{
    struct change change = change_edit(work, row);
    change.reason = reason.n > 0 ? reason : TEXT("撤销");
    *out = change.row;
    return undo_entry(&change, seq, errors, error);
}

enum status history_undo_part(struct work *work, const struct row *row, int64_t seq, int64_t batch,
                              struct text reason, struct errors *errors, struct error *error)
{
    struct change change = change_edit(work, row);
    change.reason = reason;
    change.batch = batch;
    change.part = true;
    return undo_entry(&change, seq, errors, error);
}
