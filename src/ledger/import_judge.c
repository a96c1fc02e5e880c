#include "ledger/import_judge.h"

#include <string.h>

#include "ledger/import_clean.h"
#include "ledger/import_heading.h"
#include "standard/name.h"

enum { PHONES_SHARED = 5 /* rows with one number before it is told (P03) */ };

#define RELATION_HEAD "0" /* 户主 among the relations to the head (GB/T 4761) */

void import_judge_init(struct import_judge *j, struct arena *arena,
                       const struct import_terms *terms, const struct import_hooks *hooks,
                       struct import_summary *summary)
{
    *j = (struct import_judge){
        .terms = terms, .hooks = hooks, .summary = summary, .arena = arena, .phone_field = -1};
    map_init(&j->keys);
    map_init(&j->phones);
    for (int i = (int)terms->ledger->count; i-- > 0;) {
        if (terms->ledger->fields[i].kind == KIND_PHONE) {
            j->phone_field = i;
        }
    }
}

void import_judge_release(struct import_judge *j)
{
    map_release(&j->keys);
    map_release(&j->phones);
    list_release(&j->seen);
}

static enum import_level worst(const struct import_row *row)
{
    enum import_level level = IMPORT_FIXED;
    for (size_t i = 0; i < row->finding_count; i++) {
        level = row->findings[i].level > level ? row->findings[i].level : level;
    }
    return level;
}

static void add(struct arena *scratch, struct import_row *row, enum import_level level, int field,
                const char *rule, struct text message, const char *hint)
{
    import_add(scratch, row,
               (struct import_finding){.level = level,
                                       .field = field,
                                       .col = field < 0 ? -1 : row->col[field],
                                       .rule = rule,
                                       .message = message,
                                       .hint = text_of(hint)});
}

/* ---- rows of a workbook exported here ---- */

static enum status ask_known(struct import_judge *j, struct arena *scratch, struct import_row *rows,
                             size_t n, struct error *error)
{
    size_t count = 0;
    struct import_row **known = arena_array(scratch, struct import_row *, n);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].key.n > 0) {
            known[count++] = &rows[i];
        }
    }
    return count == 0 || j->hooks->known == NULL
               ? OK
               : j->hooks->known(j->hooks->context, scratch, known, count, error);
}

/* ---- what a person decided ---- */

bool import_lost_digits(const struct import_finding *finding)
{
    return finding->level == IMPORT_REJECT &&
           (strcmp(finding->rule, "I01") == 0 || strcmp(finding->rule, "I02") == 0);
}

/* Takes out what was found about a field and is settled now; of the whole row with field -1. */
static void drop_findings(struct import_row *row, int field, enum import_level up_to)
{
    size_t kept = 0;
    for (size_t i = 0; i < row->finding_count; i++) {
        const struct import_finding *f = &row->findings[i];
        if (f->field != field || f->level < IMPORT_ASK || f->level > up_to) {
            row->findings[kept++] = *f;
        }
    }
    row->finding_count = kept;
}

static void drop_ref(struct import_row *row, int field)
{
    size_t kept = 0;
    for (size_t i = 0; i < row->ref_count; i++) {
        if (row->refs[i].field != field) {
            row->refs[kept++] = row->refs[i];
        }
    }
    row->ref_count = kept;
}

/* Somebody said which row it is: the number that lost its digits is not needed. */
static void drop_lost_digits(struct import_row *row)
{
    for (size_t i = 0; i < row->finding_count; i++) {
        if (import_lost_digits(&row->findings[i])) {
            int field = row->findings[i].field;
            row->value[field] = (struct value){0};
            drop_findings(row, field, IMPORT_REJECT);
            i = (size_t)-1;
        }
    }
}

static void settle(struct import_row *row, const struct import_answer *answer)
{
    row->answer = answer;
    if (answer == NULL || answer->leave) {
        return;
    }
    if (answer->same > 0) {
        drop_lost_digits(row);
    }
    for (size_t i = 0; i < answer->n; i++) {
        const struct import_pick *pick = &answer->picks[i];
        if (pick->how != IMPORT_TAKE) {
            row->value[pick->field] = pick->how == IMPORT_GIVE ? pick->value : (struct value){0};
            drop_ref(row, pick->field);
        }
        drop_findings(row, pick->field, pick->how == IMPORT_TAKE ? IMPORT_ASK : IMPORT_REJECT);
    }
}

/* What the comparison with the ledger asked about a settled field (W04) is settled too. */
static void settle_late(struct import_row *row)
{
    for (size_t i = 0; row->answer != NULL && i < row->answer->n; i++) {
        drop_findings(row, row->answer->picks[i].field, IMPORT_ASK);
    }
}

static void settle_rows(struct import_judge *j, struct import_row *rows, size_t n)
{
    for (size_t i = 0; j->hooks->answer != NULL && i < n; i++) {
        settle(&rows[i], j->hooks->answer(j->hooks->context, rows[i].sheet, rows[i].row));
    }
}

/* ---- references ---- */

/* What was written to find the row by: 身份证号 3607…，姓名 张三. */
static struct text written_of(struct arena *scratch, const struct import_ref *ref)
{
    struct text all = TEXT_EMPTY;
    for (size_t i = 0; i < ref->ledger->count; i++) {
        const struct field *f = &ref->ledger->fields[i];
        if (value_is_set(&ref->like[i]) && !kind_is_number(f->kind)) {
            all = arena_printf(scratch, "%.*s%s%s %.*s", TEXT_ARG(all), all.n > 0 ? "，" : "",
                               f->label, TEXT_ARG(ref->like[i].text));
        }
    }
    return all;
}

/* Whether what the sheet tells of it is all that a row of its ledger must have. */
static bool is_enough(const struct import_ref *ref)
{
    bool enough = true;
    for (size_t i = 0; i < ref->ledger->count; i++) {
        const struct field *f = &ref->ledger->fields[i];
        enough &= (f->flags & FIELD_REQUIRED) == 0 || (f->flags & FIELD_READONLY) != 0 ||
                  value_is_set(&ref->like[i]);
    }
    return enough;
}

/* A household that is not there yet is made from what its first member's row tells of it, or linked
 * later: it is no reason to send its people back. */
static void tell_lost_ref(struct import_judge *j, struct arena *scratch, struct import_row *row,
                          struct import_ref *ref)
{
    const struct field *f = &j->terms->ledger->fields[ref->field];
    struct text written = written_of(scratch, ref);
    bool household = (f->flags & FIELD_HOUSEHOLD) != 0;
    ref->make = household && ref->found == 0 && is_enough(ref);
    if (ref->make) {
        add(scratch, row, IMPORT_WARN, ref->field, "",
            arena_printf(scratch, "%s台账没有这一%s，写入时新建（%.*s）", ref->ledger->label,
                         ref->ledger->counter, TEXT_ARG(written)),
            "如与已有的是同一户，请先核对户编号");
    } else if (ref->found == 0) {
        add(scratch, row, household ? IMPORT_WARN : IMPORT_REJECT, ref->field, "",
            arena_printf(scratch, "没有找到%s（%.*s）", f->label, TEXT_ARG(written)),
            arena_printf(scratch, "请核对，或先在“%s”中登记", ref->ledger->label).s);
    } else {
        add(scratch, row, household ? IMPORT_WARN : IMPORT_ASK, ref->field, "",
            arena_printf(scratch, "有 %u 个%s符合（%.*s）", ref->found, f->label,
                         TEXT_ARG(written)),
            "请补填身份证号、信用代码、户编号等唯一的号码");
    }
}

/* What the row itself tells of its household: where it lives and, on the head's own row, his name.
 */
static void complete_ref(struct import_judge *j, struct import_row *row, struct import_ref *ref)
{
    const struct ledger *own = j->terms->ledger, *to = ref->ledger;
    if ((own->fields[ref->field].flags & FIELD_HOUSEHOLD) == 0) {
        return;
    }
    if (own->region >= 0 && to->region >= 0 && !value_is_set(&ref->like[to->region])) {
        ref->like[to->region] = row->value[own->region];
    }
    int relation = ledger_field(own, TEXT("relation"));
    if (relation >= 0 && value_is_set(&row->value[relation]) &&
        text_is(row->value[relation].text, RELATION_HEAD) && !value_is_set(&ref->like[to->title])) {
        ref->like[to->title] = row->value[own->title];
    }
}

static void settle_ref(struct import_judge *j, struct arena *scratch, struct import_row *row,
                       struct import_ref *ref)
{
    const struct ledger *to = ref->ledger;
    if (ref->found != 1) {
        tell_lost_ref(j, scratch, row, ref);
        return;
    }
    row->value[ref->field] = value_number(ref->id);
    const struct value *title = &ref->like[to->title];
    if ((to->fields[to->title].flags & FIELD_NAME) != 0 && value_is_set(title) &&
        ref->title.n > 0 && !name_equal(title->text, ref->title)) {
        add(scratch, row, IMPORT_WARN, ref->field, "N04",
            arena_printf(scratch, "号码相同，姓名不同：表中为“%.*s”，台账为“%.*s”，姓名待核",
                         TEXT_ARG(title->text), TEXT_ARG(ref->title)),
            "以身份证为准");
    }
}

static enum status resolve(struct import_judge *j, struct arena *scratch, struct import_row *rows,
                           size_t n, struct error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += rows[i].ref_count;
    }
    if (count == 0) {
        return OK;
    }
    struct import_ref **refs = arena_array(scratch, struct import_ref *, count);
    count = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < rows[i].ref_count; k++) {
            complete_ref(j, &rows[i], &rows[i].refs[k]);
            refs[count++] = &rows[i].refs[k];
        }
    }
    enum status status = j->hooks->resolve(j->hooks->context, scratch, refs, count, error);
    for (size_t i = 0; status == OK && i < n; i++) {
        for (size_t k = 0; k < rows[i].ref_count; k++) {
            settle_ref(j, scratch, &rows[i], &rows[i].refs[k]);
        }
    }
    return status;
}

/* ---- rows already there ---- */

/*
 * Whether the row is worth looking up: nothing rejected, or nothing but an ID number whose digits a
 * numeric cell has lost, when name, birthday and village still tell who it may be.
 */
static bool is_worth_asking(const struct import_judge *j, const struct import_row *row)
{
    bool lost = false;
    if (row->answer != NULL && row->answer->leave) {
        return false;
    }
    for (size_t i = 0; i < row->finding_count; i++) {
        bool digits = import_lost_digits(&row->findings[i]);
        if (row->findings[i].level == IMPORT_REJECT && !digits) {
            return false;
        }
        lost |= digits;
    }
    const struct ledger *ledger = j->terms->ledger;
    bool whole = !lost;
    for (size_t k = 0; !whole && k < ledger->key_count; k++) {
        whole = import_has_weak_key(&ledger->keys[k], ledger, row->value, true);
    }
    return whole;
}

bool import_has_weak_key(const struct ledger_key *key, const struct ledger *ledger,
                         const struct value *value, bool without_days)
{
    bool whole = key->weak;
    for (size_t i = 0; whole && i < key->n; i++) {
        whole = value_is_set(&value[key->field[i]]) ||
                (without_days && ledger->fields[key->field[i]].kind == KIND_DATE);
    }
    return whole;
}

static enum status match(struct import_judge *j, struct arena *scratch, struct import_row *rows,
                         size_t n, struct error *error)
{
    struct import_row **open = arena_array(scratch, struct import_row *, n);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!rows[i].untouched && is_worth_asking(j, &rows[i])) {
            open[count++] = &rows[i];
        }
    }
    return count == 0 ? OK : j->hooks->match(j->hooks->context, scratch, open, count, error);
}

/* A month or year says nothing new of a day that lies in it. */
static bool is_vaguer(const struct value *now, const struct value *old)
{
    struct date vague = {(int32_t)now->number, now->precision};
    return value_is_set(old) && now->precision > old->precision && old->number >= now->number &&
           old->number <= date_last(vague);
}

bool import_changes(const struct import_terms *terms, const struct import_row *row, int field)
{
    const struct value *now = &row->value[field], *old = &row->old->value[field];
    const struct field *f = &terms->ledger->fields[field];
    if ((f->flags & FIELD_READONLY) != 0 || value_equal(now, old)) {
        return false;
    }
    if (row->base != NULL) {
        return now->state != VALUE_ABSENT;
    }
    return value_is_set(now) && !(f->kind == KIND_DATE && is_vaguer(now, old));
}

/* Words taken out of cells go behind the remark, once. */
static void append_extra(struct import_judge *j, struct arena *scratch, struct import_row *row)
{
    int field = row->extra.n == 0 ? -1 : ledger_field(j->terms->ledger, TEXT("remark"));
    if (field < 0) {
        return;
    }
    const struct value *given = &row->value[field];
    struct text before = value_is_set(given) ? given->text : TEXT_EMPTY;
    if (before.n == 0 && row->old != NULL && value_is_set(&row->old->value[field])) {
        before = row->old->value[field].text;
    }
    if (!text_has(before, row->extra)) {
        row->value[field] =
            value_text(arena_printf(scratch, "%.*s%s%.*s", TEXT_ARG(before),
                                    before.n > 0 ? "；" : "", TEXT_ARG(row->extra)));
    }
}

/* A new row must have what the ledger asks for; one already there keeps what it has. */
static void check_required(struct import_judge *j, struct arena *scratch, struct import_row *row)
{
    for (int i = 0; i < (int)j->terms->ledger->count; i++) {
        const struct field *f = &j->terms->ledger->fields[i];
        bool told = (f->flags & FIELD_REQUIRED) == 0 || !import_field_open(f) ||
                    value_is_set(&row->value[i]);
        for (size_t k = 0; !told && k < row->finding_count; k++) {
            told = row->findings[k].field == i && row->findings[k].level >= IMPORT_ASK;
        }
        if (!told) {
            add(scratch, row, IMPORT_REJECT, i, "", arena_printf(scratch, "%s不能为空", f->label),
                row->col[i] < 0 ? "表中没有这一列，请补上" : "请补填");
        }
    }
}

/* ---- twice in one file ---- */

/* The row's first strong key whose fields are all set, as one text; empty when there is none. */
static struct text key_of(const struct import_judge *j, struct arena *scratch,
                          const struct import_row *row)
{
    enum { PARTS = 1 + 2 * COUNT(((struct ledger_key *)0)->field) };
    const struct ledger *ledger = j->terms->ledger;
    for (size_t k = 0; k < ledger->key_count; k++) {
        const struct ledger_key *key = &ledger->keys[k];
        struct text parts[PARTS] = {{(const char *)&k, sizeof(k)}};
        size_t n = 1;
        bool whole = !key->weak;
        for (size_t i = 0; whole && i < key->n; i++) {
            const struct value *v = &row->value[key->field[i]];
            whole = value_is_set(v);
            parts[n++] = (struct text){(const char *)&v->number, sizeof(v->number)};
            parts[n++] = v->text;
        }
        if (whole) {
            return import_joined(scratch, parts, n);
        }
    }
    return TEXT_EMPTY;
}

static uint32_t hash_of(const struct value *v)
{
    if (!value_is_set(v)) {
        return 0;
    }
    uint64_t h = text_hash(v->text) ^ ((uint64_t)v->number * 0x9E3779B97F4A7C15u);
    return (uint32_t)(h ^ h >> 32) | 1u;
}

static struct text differing(const struct import_judge *j, struct arena *scratch,
                             const uint32_t *before, const uint32_t *now)
{
    struct text labels = TEXT_EMPTY;
    for (size_t i = 0; i < j->terms->ledger->count; i++) {
        if (before[i] != now[i]) {
            labels = arena_printf(scratch, "%.*s%s%s", TEXT_ARG(labels), labels.n > 0 ? "、" : "",
                                  j->terms->ledger->fields[i].label);
        }
    }
    return labels;
}

static void check_seen(struct import_judge *j, struct arena *scratch, struct import_row *row)
{
    struct text key = key_of(j, j->arena, row);
    if (key.n == 0) {
        return;
    }
    size_t count = j->terms->ledger->count;
    uint32_t *now = arena_array(scratch, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        now[i] = hash_of(&row->value[i]);
    }
    int64_t at;
    if (map_claim(&j->keys, key, (int64_t)j->seen.n, &at)) {
        uint32_t *kept = arena_array(j->arena, uint32_t, count);
        memcpy(kept, now, count * sizeof(*now));
        list_add(&j->seen, (struct import_seen){row->row, row->sheet, kept});
        return;
    }
    const struct import_seen *before = &j->seen.at[at];
    row->same_as = before->row;
    row->same_sheet = before->sheet;
    if (memcmp(before->fields, now, count * sizeof(*now)) == 0) {
        row->outcome = IMPORT_REPEATED;
        return;
    }
    if (row->answer != NULL && row->answer->merge) {
        return;
    }
    const struct ledger *ledger = j->terms->ledger;
    bool person = (ledger->fields[ledger->title].flags & FIELD_NAME) != 0;
    bool other = person && before->fields[ledger->title] != now[ledger->title];
    struct text sheet = before->sheet == row->sheet
                            ? TEXT_EMPTY
                            : arena_printf(scratch, "第 %zu 个工作表", before->sheet + 1);
    struct text same =
        other ? TEXT("号码相同") : arena_printf(scratch, "是同一%s", ledger->counter);
    add(scratch, row, IMPORT_ASK, -1, other ? "I05" : "X14",
        arena_printf(scratch, "与%.*s第 %u 行%.*s，%.*s不同", TEXT_ARG(sheet), before->row + 1,
                     TEXT_ARG(same), TEXT_ARG(differing(j, scratch, before->fields, now))),
        other ? "请核对身份证：可能填成了家人的号码" : "请选定以哪一行为准");
}

/* ---- the outcome ---- */

static void count_phone(struct import_judge *j, struct arena *scratch, struct import_row *row)
{
    if (j->phone_field < 0 || !value_is_set(&row->value[j->phone_field])) {
        return;
    }
    struct text number = arena_text(j->arena, row->value[j->phone_field].text);
    int64_t rows = 0;
    if (!map_claim(&j->phones, number, 1, &rows)) {
        map_put(&j->phones, number, ++rows);
    }
    j->summary->shared_phones += rows == PHONES_SHARED;
    if (rows >= PHONES_SHARED) {
        add(scratch, row, IMPORT_WARN, j->phone_field, "P03",
            arena_printf(scratch, "表中已有 %lld 行填这个号码，可能由他人代填", (long long)rows),
            "请补填本人号码");
    }
}

static enum import_outcome outcome_of(const struct import_judge *j, const struct import_row *row)
{
    enum import_level level = worst(row);
    if (row->answer != NULL && row->answer->leave) {
        return IMPORT_LEFT;
    }
    if (level == IMPORT_REJECT) {
        return IMPORT_ERROR;
    }
    if (row->outcome == IMPORT_REPEATED) {
        return IMPORT_REPEATED;
    }
    if (row->untouched) {
        return IMPORT_SAME;
    }
    if (level == IMPORT_ASK || row->candidates > 0) {
        return IMPORT_QUESTION;
    }
    if (row->old == NULL) {
        return row->same_as < 0 ? IMPORT_NEW : IMPORT_CHANGED;
    }
    for (size_t i = 0; i < row->ref_count; i++) {
        if (row->refs[i].make) {
            return IMPORT_CHANGED;
        }
    }
    for (int i = 0; i < (int)j->terms->ledger->count; i++) {
        if (import_changes(j->terms, row, i)) {
            return IMPORT_CHANGED;
        }
    }
    return IMPORT_SAME;
}

static void count_fields(struct import_judge *j, const struct import_row *row)
{
    struct import_field_count *counts = j->summary->fields;
    for (size_t i = 0; i < j->terms->ledger->count; i++) {
        counts[i].filled += value_is_set(&row->value[i]);
        counts[i].empty += row->value[i].state == VALUE_EMPTY;
    }
    for (size_t i = 0; i < row->finding_count; i++) {
        const struct import_finding *f = &row->findings[i];
        if (f->field >= 0) {
            counts[f->field].fixed += f->level == IMPORT_FIXED;
            counts[f->field].warned += f->level == IMPORT_WARN;
            counts[f->field].asked += f->level == IMPORT_ASK;
            counts[f->field].rejected += f->level == IMPORT_REJECT;
        }
    }
}

static void judge(struct import_judge *j, struct arena *scratch, struct import_row *row)
{
    settle_late(row);
    if (row->candidates > 0) {
        add(scratch, row, IMPORT_ASK, -1, "",
            arena_printf(scratch, "台账中有 %u 个可能是同一%s的记录", row->candidates,
                         j->terms->ledger->counter),
            "请确认是否同一个，或补填身份证号");
    }
    append_extra(j, scratch, row);
    check_seen(j, scratch, row);
    if (row->old == NULL && row->same_as < 0 && !row->untouched) {
        check_required(j, scratch, row);
    }
    count_phone(j, scratch, row);
    row->outcome = outcome_of(j, row);
    j->summary->rows++;
    j->summary->outcomes[row->outcome]++;
    j->summary->hidden += row->hidden;
    count_fields(j, row);
}

enum status import_judge_rows(struct import_judge *j, struct arena *scratch,
                              struct import_row *rows, size_t n, struct error *error)
{
    enum status status = ask_known(j, scratch, rows, n, error);
    if (status == OK) {
        settle_rows(j, rows, n);
        status = resolve(j, scratch, rows, n, error);
    }
    if (status == OK) {
        status = match(j, scratch, rows, n, error);
    }
    if (status != OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        judge(j, scratch, &rows[i]);
    }
    return OK;
}
