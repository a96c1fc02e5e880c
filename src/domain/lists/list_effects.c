#include "domain/lists/list_effects.h"

#include "base/id.h"
#include "domain/care/watch_item.h"
#include "domain/lists/list_batch.h"
#include "domain/lists/list_shape.h"
#include "domain/people/category_tag.h"
#include "domain/people/employment_spell.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "ledger/change.h"
#include "ledger/rows.h"
#include "ledger/show.h"

/* ---- noting ---- */

static const struct query newest_decision = {
    .sql = "SELECT id, reviewer_name, at FROM list_decision WHERE county = $1 AND match_id = $2"
           " AND withdrawn_at = 0 ORDER BY id DESC LIMIT 1",
};
static const struct query insert_effect = {
    .sql = "INSERT INTO list_effect (county, id, list, place, match_id, decision, kind, ledger,"
           " row_id, person, job, at, undone_at)"
           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)",
};

/* Who decided that it is he, as words and as the decision's id (0: number and name agree). */
static enum status decision_of(struct list_case *c, int64_t *id, struct text *words,
                               struct error *error)
{
    struct work *work = c->work;
    struct statement *s;
    *id = 0;
    *words = c->place < 0 ? TEXT("上期在名单中，本期没有") : TEXT("证号、姓名一致");
    if (c->match == 0) {
        return OK;
    }
    enum status status = db_prepare(work->db, &newest_decision, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, c->match);
    enum db_step step = statement_step(s, work->arena, error);
    if (step == DB_ROW) {
        *id = column_int(s, 0);
        struct text day = text_slice(clock_format(work->arena, column_int(s, 2)), 0, 10);
        *words = arena_printf(work->arena, "%.*s %.*s 认定为同一人", TEXT_ARG(column_text(s, 1)),
                              TEXT_ARG(day));
    }
    statement_reset(s);
    return step == DB_FAILED ? error->status : OK;
}

/* 县民政局《低保对象》2022-09-01 第 12 行；张三 2022-09-20 认定为同一人 */
static enum status evidence_of(struct list_case *c, int64_t *decision, struct text *out,
                               struct error *error)
{
    struct text words;
    enum status status = decision_of(c, decision, &words, error);
    *out = c->place < 0
               ? arena_printf(c->work->arena, "%.*s；%.*s", TEXT_ARG(c->title), TEXT_ARG(words))
               : arena_printf(c->work->arena, "%.*s 第 %lld 行；%.*s", TEXT_ARG(c->title),
                              (long long)list_row_shown(c->place), TEXT_ARG(words));
    return status;
}

static enum status note(struct list_case *c, struct text kind, int64_t decision,
                        const struct row *row, int64_t *made, struct error *error)
{
    struct work *work = c->work;
    struct statement *s;
    enum status status = db_prepare(work->db, &insert_effect, &s, work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, work->actor->county);
    bind_int(s, 2, id_next(work->clock));
    bind_int(s, 3, c->list->id);
    bind_int(s, 4, c->place);
    bind_int(s, 5, c->match);
    bind_int(s, 6, decision);
    bind_text(s, 7, kind);
    bind_text(s, 8, text_of(row->ledger->name));
    bind_int(s, 9, row->id);
    bind_int(s, 10, c->person);
    bind_int(s, 11, c->job);
    bind_int(s, 12, clock_now(work->clock));
    ++*made;
    return statement_run(s, NULL, work->arena, error);
}

/* Saves a change that is an effect, and notes it. */
static enum status save(struct list_case *c, struct change *change, struct text kind,
                        int64_t decision, struct text evidence, int64_t *made, struct error *error)
{
    struct errors errors = {0};
    change->part = true;
    change->batch = c->job;
    change->reason = evidence;
    enum status status = change_save(change, &errors, error);
    if (status == INVALID && errors.n > 0) {
        error->message = errors.at[0].message;
    }
    return status == OK ? note(c, kind, decision, change->row, made, error) : status;
}

/* ---- tags ---- */

static bool tag_holds(const struct row *tag, struct text kind, int32_t today)
{
    const struct value *v = tag->value;
    return text_equal(v[CATEGORY_TAG_KIND].text, kind) &&
           (!value_is_set(&v[CATEGORY_TAG_TO]) || v[CATEGORY_TAG_TO].number >= today);
}

static enum status tags_of(struct list_case *c, struct row_list *out, struct error *error)
{
    return rows_referring(c->work, &category_tag_ledger, CATEGORY_TAG_PERSON, c->person, ROWS_PLAIN,
                          out, error);
}

static void set_written(struct change *change, int field, struct text written)
{
    if (written.n > 0) {
        change_set(change, field, value_text(written));
    }
}

/* From the day the row says, else from the list's. */
static struct value first_day(const struct list_case *c, const struct list_row *row)
{
    struct date day;
    if (date_parse(list_row_value(row, LIST_FROM), &day) && day.precision == DATE_DAY) {
        return value_date(day);
    }
    return c->list->value[LIST_BATCH_PERIOD_ON];
}

static enum status open_tag(struct list_case *c, const struct list_row *row, int64_t *made,
                            struct error *error)
{
    struct row_list tags;
    struct text evidence, kind = c->list->value[LIST_BATCH_CATEGORY].text;
    int64_t decision;
    enum status status = tags_of(c, &tags, error);
    for (size_t i = 0; status == OK && i < tags.n; i++) {
        if (tag_holds(tags.at[i], kind, clock_today(c->work->clock))) {
            return OK;
        }
    }
    if (status == OK) {
        status = evidence_of(c, &decision, &evidence, error);
    }
    if (status != OK) {
        return status;
    }
    struct change change = change_create(c->work, &category_tag_ledger);
    change_set(&change, CATEGORY_TAG_PERSON, value_number(c->person));
    change_set(&change, CATEGORY_TAG_KIND, value_text(kind));
    change_set(&change, CATEGORY_TAG_SOURCE, value_text(c->sender));
    set_written(&change, CATEGORY_TAG_SUB_KIND, list_row_value(row, LIST_SUB_KIND));
    set_written(&change, CATEGORY_TAG_EVIDENCE_NO, list_row_value(row, LIST_EVIDENCE_NO));
    change_set(&change, CATEGORY_TAG_FROM, first_day(c, row));
    change_set(&change, CATEGORY_TAG_VERIFIED_ON, c->list->value[LIST_BATCH_PERIOD_ON]);
    change_set(&change, CATEGORY_TAG_REMARK, value_text(evidence));
    return save(c, &change, TEXT("tag_opened"), decision, evidence, made, error);
}

/* Ends the tags of the list's category that this bureau vouched for. */
static enum status close_tags(struct list_case *c, int64_t *made, struct error *error)
{
    struct row_list tags;
    struct text evidence, kind = c->list->value[LIST_BATCH_CATEGORY].text;
    int64_t decision;
    enum status status = tags_of(c, &tags, error);
    if (status == OK) {
        status = evidence_of(c, &decision, &evidence, error);
    }
    for (size_t i = 0; status == OK && i < tags.n; i++) {
        const struct row *tag = tags.at[i];
        if (!tag_holds(tag, kind, clock_today(c->work->clock)) ||
            !text_equal(tag->value[CATEGORY_TAG_SOURCE].text, c->sender) ||
            tag->value[CATEGORY_TAG_FROM].number > c->list->value[LIST_BATCH_PERIOD_ON].number) {
            continue;
        }
        struct change change = change_edit(c->work, tag);
        change_set(&change, CATEGORY_TAG_TO, c->list->value[LIST_BATCH_PERIOD_ON]);
        status = save(c, &change, TEXT("tag_closed"), decision, evidence, made, error);
    }
    return status;
}

/* ---- what is known of a person ---- */

struct standing {
    struct row *person;
    bool able;                /* of working age, able, not at school, alive */
    bool applied;             /* a recognition is under way, stands or was refused lately */
    const struct row *spell;  /* of work, holding today; NULL: none */
    struct row_list watching; /* watch items */
};

static bool is_able(const struct row *person, int32_t today)
{
    enum { LEAST = 16, MOST = 59 };
    const struct value *v = person->value;
    struct text labour = v[PERSON_LABOUR].text;
    if (!value_is_set(&v[PERSON_BIRTH]) || value_is_set(&v[PERSON_DECEASED_ON]) ||
        (value_is_set(&v[PERSON_IS_STUDENT]) && v[PERSON_IS_STUDENT].number != 0)) {
        return false;
    }
    int age = date_age((int32_t)v[PERSON_BIRTH].number, today);
    return age >= LEAST && age <= MOST &&
           (text_is(labour, "1") || text_is(labour, "2") || text_is(labour, "3"));
}

static enum status find_spell(struct work *work, int64_t person, const struct row **out,
                              struct error *error)
{
    struct row_list spells;
    *out = NULL;
    enum status status = rows_referring(work, &employment_spell_ledger, EMPLOYMENT_SPELL_PERSON,
                                        person, ROWS_PLAIN, &spells, error);
    for (size_t i = 0; status == OK && i < spells.n; i++) {
        if (employment_spell_holds(spells.at[i], clock_today(work->clock))) {
            *out = spells.at[i];
        }
    }
    return status;
}

static enum status standing_read(struct list_case *c, struct standing *out, struct error *error)
{
    struct work *work = c->work;
    struct row_list papers = {0};
    *out = (struct standing){0};
    enum status status = rows_get(work, &person_ledger, c->person, ROWS_PLAIN, &out->person, error);
    if (status == OK) {
        status = rows_referring(work, &recognition_ledger, RECOGNITION_PERSON, c->person,
                                ROWS_PLAIN, &papers, error);
    }
    if (status == OK) {
        status = find_spell(work, c->person, &out->spell, error);
    }
    if (status == OK) {
        status = rows_referring(work, &watch_item_ledger, WATCH_ITEM_PERSON, c->person, ROWS_PLAIN,
                                &out->watching, error);
    }
    if (status != OK) {
        return status;
    }
    out->able = is_able(out->person, clock_today(work->clock));
    for (size_t i = 0; i < papers.n; i++) {
        struct text state = papers.at[i]->value[RECOGNITION_STATE].text;
        out->applied |= !text_is(state, "refused") && !text_is(state, "exited");
    }
    return OK;
}

/* ---- candidates ---- */

/* 发现一人: who qualifies and has not applied stands ready for his own application. */
static enum status draft_recognition(struct list_case *c, const struct standing *is, int64_t *made,
                                     struct error *error)
{
    struct text evidence;
    int64_t decision;
    if (!is->able || is->applied) {
        return OK;
    }
    enum status status = evidence_of(c, &decision, &evidence, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_create(c->work, &recognition_ledger);
    change_set(&change, RECOGNITION_PERSON, value_number(c->person));
    change_set(&change, RECOGNITION_KINDS, value_text(c->list->value[LIST_BATCH_CATEGORY].text));
    change_set(&change, RECOGNITION_STATE, value_text(TEXT("found")));
    change_set(&change, RECOGNITION_CHANNEL, value_text(TEXT("found")));
    change_set(&change, RECOGNITION_REMARK, value_text(evidence));
    return save(c, &change, TEXT("candidate"), decision, evidence, made, error);
}

/* ---- things to look into ---- */

static bool is_watched(const struct standing *is, struct text kind)
{
    for (size_t i = 0; i < is->watching.n; i++) {
        const struct value *v = is->watching.at[i]->value;
        if (text_equal(v[WATCH_ITEM_KIND].text, kind) &&
            text_is(v[WATCH_ITEM_STATE].text, "open")) {
            return true;
        }
    }
    return false;
}

static enum status watch(struct list_case *c, const struct standing *is, struct text kind,
                         struct text detail, int64_t household, int64_t *made, struct error *error)
{
    struct text evidence;
    int64_t decision;
    if (is_watched(is, kind)) {
        return OK;
    }
    enum status status = evidence_of(c, &decision, &evidence, error);
    if (status != OK) {
        return status;
    }
    struct change change = change_create(c->work, &watch_item_ledger);
    change_set(&change, WATCH_ITEM_PERSON, value_number(c->person));
    change_set(&change, WATCH_ITEM_KIND, value_text(kind));
    change_set(&change, WATCH_ITEM_DETAIL, value_text(detail));
    change_set(&change, WATCH_ITEM_EVIDENCE, value_text(evidence));
    if (household != 0) {
        change_set(&change, WATCH_ITEM_HOUSEHOLD, value_number(household));
    }
    return save(c, &change, kind, decision, evidence, made, error);
}

/* Works away by our books, at home by the list. */
static bool came_home(const struct list_case *c, const struct standing *is,
                      const struct list_row *row)
{
    int64_t place, low, high;
    if (is->spell == NULL || !text_to_int(list_row_value(row, LIST_WORK_REGION), &place)) {
        return false;
    }
    actor_reach(c->work->actor->county, &low, &high);
    struct text area = is->spell->value[EMPLOYMENT_SPELL_WORK_AREA].text;
    return place >= low && place <= high &&
           (text_is(area, "4") || text_is(area, "5") || text_is(area, "6"));
}

static enum status of_insured(struct list_case *c, const struct standing *is,
                              const struct list_row *row, int64_t *made, struct error *error)
{
    struct text employer = list_row_value(row, LIST_EMPLOYER);
    struct text where = employer.n > 0 ? arena_printf(c->work->arena, "“%.*s”", TEXT_ARG(employer))
                                       : TEXT("某单位");
    if (is->spell == NULL) {
        return watch(
            c, is, TEXT("found_working"),
            arena_printf(c->work->arena, "名单显示在%.*s就业，台账没有在业登记", TEXT_ARG(where)),
            0, made, error);
    }
    return came_home(c, is, row)
               ? watch(c, is, TEXT("came_home"), TEXT("台账登记在县外务工，名单显示在县内就业"), 0,
                       made, error)
               : OK;
}

/* The notice's red flags: whoever should not be drawing something. */
static enum status raise_flags(struct list_case *c, const struct standing *is, int64_t *made,
                               struct error *error)
{
    struct list_flag flags[LIST_FLAGS_MOST];
    size_t n = list_flags_ask(c->flags, c->person, c->work->arena, flags);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        status = watch(c, is, flags[i].kind, flags[i].detail, 0, made, error);
    }
    return status;
}

/* ---- households ---- */

/* How many of a household could work, and whether anybody does. */
static enum status household_at_work(struct list_case *c, int64_t household, int64_t *able,
                                     bool *working, struct error *error)
{
    struct row_list members;
    *able = 0;
    *working = false;
    enum status status = rows_referring(c->work, &person_ledger, PERSON_HOUSEHOLD, household,
                                        ROWS_PLAIN, &members, error);
    for (size_t i = 0; status == OK && !*working && i < members.n; i++) {
        const struct row *spell = NULL;
        if (is_able(members.at[i], clock_today(c->work->clock))) {
            ++*able;
            status = find_spell(c->work, members.at[i]->id, &spell, error);
            *working = spell != NULL;
        }
    }
    return status;
}

static enum status of_household(struct list_case *c, const struct standing *is, int64_t *made,
                                struct error *error)
{
    const struct value *household = &is->person->value[PERSON_HOUSEHOLD];
    struct row_list known;
    int64_t able = 0;
    bool working = false;
    if (!is->able || is->spell != NULL || !value_is_set(household)) {
        return OK;
    }
    enum status status = rows_referring(c->work, &watch_item_ledger, WATCH_ITEM_HOUSEHOLD,
                                        household->number, ROWS_PLAIN, &known, error);
    for (size_t i = 0; status == OK && i < known.n; i++) {
        if (text_is(known.at[i]->value[WATCH_ITEM_STATE].text, "open")) {
            return OK;
        }
    }
    if (status == OK) {
        status = household_at_work(c, household->number, &able, &working, error);
    }
    if (status != OK || working || able == 0) {
        return status;
    }
    return watch(
        c, is, TEXT("zero_household"),
        arena_printf(c->work->arena,
                     "家庭中 %lld 名劳动年龄内、有劳动能力的成员都没有在业登记，请核实是否零就"
                     "业家庭",
                     (long long)able),
        household->number, made, error);
}

/* ---- the whole ---- */

enum status list_effects_of_row(struct list_case *c, int64_t *made, struct error *error)
{
    struct list_row row;
    struct standing is;
    enum status status = list_row_read(c->work, c->list->id, c->place, &row, error);
    if (status == OK) {
        status = standing_read(c, &is, error);
    }
    if (status != OK) {
        return status;
    }
    enum list_kind kind = list_kind_of(c->list);
    if (kind == LIST_CATEGORY) {
        status = open_tag(c, &row, made, error);
        status = status == OK ? draft_recognition(c, &is, made, error) : status;
        status = status == OK ? of_household(c, &is, made, error) : status;
    } else if (kind == LIST_INSURED) {
        status = of_insured(c, &is, &row, made, error);
    }
    return status == OK ? raise_flags(c, &is, made, error) : status;
}

enum status list_effects_of_leaving(struct list_case *c, int64_t *made, struct error *error)
{
    struct standing is;
    if (list_kind_of(c->list) == LIST_CATEGORY) {
        return close_tags(c, made, error);
    }
    if (list_kind_of(c->list) != LIST_INSURED) {
        return OK;
    }
    enum status status = standing_read(c, &is, error);
    if (status != OK || is.spell == NULL) {
        return status;
    }
    return watch(c, &is, TEXT("lost_job"),
                 TEXT("上期名单显示在业，本期已不在名单中，请核实是否失业"), 0, made, error);
}
