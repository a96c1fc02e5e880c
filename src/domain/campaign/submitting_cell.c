/* One cell of a report: typed by hand, and what it said each time that it was handed in. */
#include "domain/campaign/submitting_parts.h"
#include "store/audit.h"

enum { HISTORY_MOST = 200 };

enum status submitting_type(struct submitting *s, struct text column, int64_t value,
                            struct text reason, struct errors *errors, struct error *error)
{
    struct statistics statistics;
    if (!submitting_may(s).write || !submitting_has_row(s)) {
        return submitting_may_not(s, "填数", error);
    }
    enum status status = submitting_begin(s, errors, error);
    status = status == OK ? submitting_statistics(s, &statistics, error) : status;
    if (status != OK) {
        return status;
    }
    const struct statistics_figure figure = {
        .as_of = s->round->as_of,
        .unit = submitting_region(s),
        .column = column,
        .value = value,
        .reason = reason,
    };
    return value == SHAPE_BLANK ? statistics_take_back(&statistics, s->work, &figure, error)
                                : statistics_type(&statistics, s->work, &figure, error);
}

/* ---- history ---- */

/* The file that a step froze: the one it changed to, or the same as before. */
static struct text frozen_name(struct arena *arena, const struct history *entry, struct text before)
{
    struct json *changes;
    struct text name = TEXT_EMPTY;
    struct error ignored = {0};
    if (entry->changes.n == 0 || json_parse(arena, entry->changes, &changes, &ignored) != OK) {
        return before;
    }
    const struct json *frozen =
        json_member(changes, submission_ledger.fields[SUBMISSION_FROZEN].name);
    return json_text(json_member(frozen, "new"), &name) ? name : before;
}

enum status submitting_history(const struct submitting *s, struct submitting_versions *out,
                               struct error *error)
{
    struct history *entries;
    size_t n = 0;
    struct arena *arena = s->work->arena;
    *out = (struct submitting_versions){0};
    if (s->row == NULL) {
        return OK;
    }
    enum status status =
        history_of_row(s->work->db, s->work->actor->county, text_of(submission_ledger.name),
                       s->row->id, 0, HISTORY_MOST, &entries, &n, arena, error);
    out->at = arena_array(arena, struct submitting_version, n);
    struct text name = TEXT_EMPTY;
    for (size_t i = n; status == OK && i-- > 0;) {
        const struct flow_action *step = flow_action(&submission_flow, entries[i].action);
        if (step == NULL || step->apply == NULL) {
            continue;
        }
        name = frozen_name(arena, &entries[i], name);
        if (!text_is(entries[i].action, "submit") && !text_is(entries[i].action, "seal")) {
            continue;
        }
        struct submitting_version *version = &out->at[out->n++];
        *version = (struct submitting_version){entries[i].at, entries[i].actor, step->label, NULL};
        status = submitting_frozen_file(s, name, &version->frozen, error);
    }
    return status;
}
