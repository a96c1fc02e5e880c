#include "domain/lists/list_rejudge.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "domain/lists/list_answers.h"
#include "domain/lists/list_match.h"
#include "ledger/history.h"
#include "ledger/rows.h"

/* ---- which ---- */

static const struct query all_pairs = {
    .sql = "SELECT id, place, person_id, state, decision, basis FROM list_match WHERE county = $1"
           " AND list_id = $2 AND removed_at = 0 ORDER BY place, id",
};

struct standing {
    int64_t match, place, person;
    bool open, settled; /* undecided; decided so that the row needs nobody else */
    bool changed, gone, moved, twice;
    struct text half; /* the person's half of the basis */
};

struct planning {
    struct work *work;
    const int64_t *changed;
    size_t changed_n;
    const struct list_side *people;
    LIST(struct list_stale) stale;
    LIST(int64_t) rows;
    LIST(int64_t) taken, asked; /* people settled with a row; people with a pair to judge again */
};

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void sort_ids(int64_t *ids, size_t n)
{
    if (n > 0) {
        qsort(ids, n, sizeof(*ids), by_id);
    }
}

static bool is_among(const int64_t *ids, size_t n, int64_t id)
{
    return n > 0 && bsearch(&id, ids, n, sizeof(*ids), by_id) != NULL;
}

static int by_key(const void *key, const void *element)
{
    const struct list_who *who = element;
    return by_id(key, &who->key);
}

static const struct list_who *person_of(const struct list_side *people, int64_t id)
{
    return people->n == 0 ? NULL : bsearch(&id, people->at, people->n, sizeof(*people->at), by_key);
}

static struct standing read_pair(const struct planning *p, struct statement *s)
{
    struct text state = column_text(s, 3), decision = column_text(s, 4);
    struct standing pair = {
        .match = column_int(s, 0),
        .place = column_int(s, 1),
        .person = column_int(s, 2),
        .open = !text_is(state, "sure") && !text_is(state, "decided"),
        .settled = text_is(decision, "same") || text_is(decision, "returned"),
    };
    pair.changed = is_among(p->changed, p->changed_n, pair.person);
    if (pair.changed) {
        const struct list_who *who = person_of(p->people, pair.person);
        struct text basis = column_text(s, 5);
        pair.gone = who == NULL;
        pair.moved = who != NULL && !text_equal(list_basis_half(p->work, who),
                                                text_slice(basis, LIST_BASIS_HALF, basis.n));
    }
    return pair;
}

static bool is_stale(const struct standing *pair)
{
    return pair->changed && (pair->open || pair->moved || pair->twice);
}

/* How much a pair says: that the row is him, that it is not, or nothing yet. */
static int weight(const struct standing *pair)
{
    return pair->settled ? 2 : pair->open ? 0 : 1;
}

/* Of a row's pairs about one person only the one that says most stays; of equals the first. */
static void find_twins(struct standing *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (pairs[i].person == pairs[k].person && !pairs[k].twice) {
                bool later = weight(&pairs[i]) > weight(&pairs[k]);
                pairs[later ? k : i].twice = true;
            }
        }
    }
}

/* The pairs of one row: which to judge again, and whether the row may be somebody else. */
static void plan_row(struct planning *p, struct standing *pairs, size_t n)
{
    bool settled = false, stale = false;
    find_twins(pairs, n);
    for (size_t i = 0; i < n; i++) {
        const struct standing *pair = &pairs[i];
        if (is_stale(pair)) {
            bool again = !pair->gone && !pair->twice;
            list_add(&p->stale, (struct list_stale){pair->match, pair->place, pair->person,
                                                    pair->gone, pair->twice});
            if (again) {
                list_add(&p->asked, pair->person);
            }
            stale = stale || again;
        } else if (pair->settled) {
            settled = true;
            if (pair->changed) {
                list_add(&p->taken, pair->person);
            }
        }
    }
    if (stale || !settled) {
        list_add(&p->rows, pairs[0].place);
    }
}

static enum status read_pairs(struct planning *p, int64_t list, struct error *error)
{
    struct statement *s;
    LIST(struct standing) row = {0};
    enum status status = db_prepare(p->work->db, &all_pairs, &s, p->work->arena, error);
    if (status != OK) {
        return status;
    }
    bind_int(s, 1, p->work->actor->county);
    bind_int(s, 2, list);
    enum db_step step;
    while ((step = statement_step(s, p->work->arena, error)) == DB_ROW) {
        struct standing pair = read_pair(p, s);
        if (row.n > 0 && row.at[0].place != pair.place) {
            plan_row(p, row.at, row.n);
            row.n = 0;
        }
        list_add(&row, pair);
    }
    statement_reset(s);
    if (row.n > 0) {
        plan_row(p, row.at, row.n);
    }
    list_release(&row);
    return step == DB_FAILED ? error->status : OK;
}

static void take_plan(struct planning *p, struct list_rejudge *out)
{
    struct arena *arena = p->work->arena;
    int64_t *rows = arena_array(arena, int64_t, p->rows.n);
    out->stale = arena_array(arena, struct list_stale, p->stale.n);
    out->n = p->stale.n;
    if (p->stale.n > 0) {
        memcpy(out->stale, p->stale.at, p->stale.n * sizeof(*p->stale.at));
    }
    if (p->rows.n > 0) {
        memcpy(rows, p->rows.at, p->rows.n * sizeof(*rows));
    }
    out->rows = (struct list_places){rows, p->rows.n};
    sort_ids(p->taken.at, p->taken.n);
    sort_ids(p->asked.at, p->asked.n);
    out->people.at = arena_array(arena, struct list_who, p->people->n);
    for (size_t i = 0; i < p->people->n; i++) {
        const struct list_who *who = &p->people->at[i];
        if (!is_among(p->taken.at, p->taken.n, who->key) ||
            is_among(p->asked.at, p->asked.n, who->key)) {
            out->people.at[out->people.n++] = *who;
        }
    }
}

enum status list_rejudge_plan(struct work *work, int64_t list, const int64_t *changed,
                              size_t changed_n, const struct list_side *people,
                              struct list_rejudge *out, struct error *error)
{
    struct planning p = {
        .work = work, .changed = changed, .changed_n = changed_n, .people = people};
    enum status status = read_pairs(&p, list, error);
    *out = (struct list_rejudge){.list = list};
    if (status == OK) {
        take_plan(&p, out);
    }
    list_release(&p.stale);
    list_release(&p.rows);
    list_release(&p.taken);
    list_release(&p.asked);
    return status;
}

/* ---- what becomes of one ---- */

struct judging {
    struct work *work;
    struct list_rejudge *r;
    const struct list_side *left;
    const struct list_found *found;
};

static const struct list_who *row_at(const struct judging *j, int64_t place, size_t *index)
{
    for (size_t i = 0; i < j->left->n; i++) {
        if (j->left->at[i].key == place) {
            *index = i;
            return &j->left->at[i];
        }
    }
    return NULL;
}

/* What the engine found about the row and this person; NULL: nothing. */
static const struct list_pair *pair_of(const struct judging *j, size_t left, int64_t person)
{
    for (size_t i = 0; i < j->found->n; i++) {
        const struct list_pair *pair = &j->found->at[i];
        if (pair->left == left && j->r->people.at[pair->right].key == person) {
            return pair;
        }
    }
    return NULL;
}

static enum status drop(struct judging *j, const struct row *match, const char *why,
                        struct error *error)
{
    struct change change = change_edit(j->work, match);
    change.part = true;
    change.batch = j->r->job;
    change.reason = text_of(why);
    j->r->dropped++;
    return change_remove(&change, error);
}

/* Asked anew: no answer given so far counts. */
static enum status put_up(struct judging *j, struct change *change, struct text again,
                          struct error *error)
{
    const struct row *match = change->old;
    enum status status = list_answers_clear(j->work, match->id, error);
    if (status == OK) {
        status = list_answers_reopen(j->work, match->id, error);
    }
    change_set(change, LIST_MATCH_STATE, value_text(TEXT("open")));
    change_set(change, LIST_MATCH_DECISION, VALUE_NULL);
    change_set(change, LIST_MATCH_DECIDED_ON, VALUE_NULL);
    change_set(change, LIST_MATCH_AGAIN, value_text(again));
    change->reason = again;
    j->r->put_up++;
    return status;
}

static enum status save(struct change *change, struct error *error)
{
    struct errors errors = {0};
    enum status status = change_save(change, &errors, error);
    if (status == INVALID && errors.n > 0) {
        error->message = errors.at[0].message;
    }
    return status;
}

/* Whether what is found now says what was decided. */
static bool still_holds(const struct row *match, const struct list_pair *pair)
{
    bool same = text_is(match->value[LIST_MATCH_DECISION].text, "same");
    return same ? pair != NULL && pair->sure : pair == NULL;
}

static enum status judge_decided(struct judging *j, struct change *change,
                                 const struct list_pair *pair, struct text basis,
                                 struct error *error)
{
    const struct row *match = change->old;
    struct text again;
    enum status status = OK;
    if (!still_holds(match, pair)) {
        status = list_pair_again(j->work, match, basis, &again, error);
        if (status == OK) {
            status = put_up(j, change, again, error);
        }
        if (status == OK && pair == NULL) {
            change_set(change, LIST_MATCH_SCORE, value_number(0));
            change_set(change, LIST_MATCH_REASON,
                       value_text(TEXT("台账改后，与名单这一行已不相像")));
            change_set(change, LIST_MATCH_WEIGHTS, value_text(TEXT("[]")));
        }
    }
    if (status == OK && pair != NULL) {
        struct list_pair told = *pair;
        told.sure = false; /* the state says what was decided */
        list_pair_set(change, &told, basis, j->found->version);
    }
    change_set(change, LIST_MATCH_BASIS, value_text(basis));
    return status == OK ? save(change, error) : status;
}

static enum status judge_open(struct judging *j, struct change *change,
                              const struct list_pair *pair, struct text basis, struct error *error)
{
    const struct row *match = change->old;
    bool moved = !text_equal(match->value[LIST_MATCH_BASIS].text, basis);
    struct list_answers answers;
    struct text again;
    enum status status = list_answers_read(j->work, match->id, &answers, error);
    if (status == OK && moved && answers.n > 0) {
        status = list_pair_again(j->work, match, basis, &again, error);
        if (status == OK) {
            status = put_up(j, change, again, error);
        }
    }
    list_pair_set(change, pair, basis, j->found->version);
    if (status == OK) {
        status = save(change, error);
    }
    return status == OK && pair->sure
               ? list_answers_follow(j->work, change->row, change->row->id, error)
               : status;
}

static enum status judge(struct judging *j, const struct list_stale *stale, struct error *error)
{
    struct row *match;
    size_t left = 0;
    enum status status =
        rows_get(j->work, &list_match_ledger, stale->match, ROWS_PLAIN, &match, error);
    if (status != OK) {
        return status == NOT_FOUND ? OK : status;
    }
    if (stale->gone || stale->twice) {
        return drop(j, match,
                    stale->gone ? "人员已从台账移除" : "档案合并后，这一行与此人的另一条比对还在",
                    error);
    }
    const struct list_who *row = row_at(j, stale->place, &left);
    const struct list_who *person = person_of(&j->r->people, stale->person);
    if (row == NULL || person == NULL) {
        return OK; /* taken out of use, or settled, while this ran */
    }
    const struct list_pair *pair = pair_of(j, left, stale->person);
    struct text basis = list_basis(j->work, row, person);
    struct change change = change_edit(j->work, match);
    change.part = true;
    change.batch = j->r->job;
    if (value_is_set(&match->value[LIST_MATCH_DECISION])) {
        return judge_decided(j, &change, pair, basis, error);
    }
    return pair == NULL ? drop(j, match, "台账信息已改，不再相像", error)
                        : judge_open(j, &change, pair, basis, error);
}

enum status list_rejudge_write(struct work *work, struct list_rejudge *r,
                               const struct list_side *left, const struct list_found *found,
                               size_t from, size_t to, struct error *error)
{
    struct judging j = {work, r, left, found};
    enum status status = OK;
    for (size_t i = from; status == OK && i < to; i++) {
        status = judge(&j, &r->stale[i], error);
        if (status == OK) {
            status = list_pairs_outcome(work, r->list, r->stale[i].place, error);
        }
    }
    return status == OK && to > from ? history_close(work, TEXT("list_again"), &list_match_ledger,
                                                     r->job, TEXT_EMPTY, error)
                                     : status;
}
