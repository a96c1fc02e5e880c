#include "domain/campaign/letter_due.h"

#include "domain/campaign/letter_figures.h"
#include "domain/campaign/submission.h"
#include "domain/campaign/submission_board.h"
#include "ledger/rows.h"
#include "notice/formula.h"

enum { HUNDREDTHS = 100 };

struct seen_due {
    const struct app_books *books;
    const struct submission_due *due;
};

static bool see(void *context, enum figure_of of, size_t column, int64_t *out)
{
    const struct seen_due *seen = context;
    const struct submission_due *due = seen->due;
    const int64_t values[LETTER_DUE__COUNT] = {
        [LETTER_DUE_ASKED] = due->asked,
        [LETTER_DUE_MISSING] = (int64_t)due->missing,
        [LETTER_DUE_LATE] = due->late,
    };
    *out = values[column] * HUNDREDTHS;
    return of == FIGURE_VALUE;
}

static bool see_parameter(void *context, struct text key, int64_t *out)
{
    const struct seen_due *seen = context;
    return letter_parameter_value(seen->books, key, out);
}

/* 附表2第一次（9月23日）; 附表1（9月30日） says its form already. */
static struct text round_name(struct arena *arena, const struct round *round)
{
    struct text form = text_starts(round->name, round->form->name) ? TEXT_EMPTY : round->form->name;
    return arena_printf(arena, "%.*s%.*s", TEXT_ARG(form), TEXT_ARG(round->name));
}

static void take(struct work *work, const struct submission_due *due, struct letter_case *one)
{
    one->figures = arena_array(work->arena, struct letter_figure, due->missing);
    one->figure_count = due->missing;
    one->count = (int64_t)due->missing;
    for (size_t i = 0; i < due->missing; i++) {
        const struct round *round = due->rounds[i];
        const struct row *row = due->rows[i];
        struct letter_figure *figure = &one->figures[i];
        *figure = (struct letter_figure){
            .label = round_name(work->arena, round),
            .value =
                arena_printf(work->arena, "%.*s前", TEXT_ARG(date_paper(work->arena, round->due))),
            .unit = TEXT_EMPTY,
            .note = row == NULL ? TEXT("没有填报") : TEXT("填了没有报送"),
        };
        if (row != NULL) {
            figure->ledger = submission_ledger.name;
            figure->ids = arena_array(work->arena, int64_t, 1);
            figure->ids[figure->id_count++] = row->id;
        }
    }
}

static void ask(struct work *work, const struct app_books *books,
                const struct letter_template *template, const struct submission_due *due,
                struct letter_case *one)
{
    struct seen_due seen = {books, due};
    const struct formula_figures figures = {&seen, see, see_parameter};
    one->due = formula_ask(template->formula, 0, &figures).verdict == FORMULA_HOLDS;
    struct text late = due->late == 0
                           ? TEXT_EMPTY
                           : arena_printf(work->arena, "，迟报%lld期", (long long)due->late);
    one->why = arena_printf(work->arena, "%.*s（到期%lld期，逾期未报%zu期%.*s）",
                            TEXT_ARG(template->reason), (long long)due->asked, due->missing,
                            TEXT_ARG(late));
    take(work, due, one);
}

enum status letter_of_due(struct work *work, const struct app_books *books,
                          struct letter_cases *cases, struct error *error)
{
    struct submission_due *dues;
    const struct notice *notice = books->notice;
    enum status status = submission_board_due(work, books, cases->as_of, &dues, error);
    if (status != OK) {
        return status;
    }
    cases->grounds = arena_printf(work->arena, "截至%.*s的报送情况",
                                  TEXT_ARG(date_paper(work->arena, cases->as_of)));
    for (size_t i = 0; i < cases->n; i++) {
        for (size_t k = 0; k < notice->units.n; k++) {
            if (text_equal(notice->units.at[k].key, cases->at[i].unit.key)) {
                ask(work, books, cases->template, &dues[k], &cases->at[i]);
            }
        }
    }
    return OK;
}
