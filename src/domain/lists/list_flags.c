#include "domain/lists/list_flags.h"

#include "domain/app_books.h"
#include "facts/follow.h"
#include "notice/ground.h"
#include "rule/explain.h"

struct flag_rule {
    const struct rule *rule;
    const struct notice_flag *flag;
};
struct draw_rule {
    const struct rule *rule;
    struct text label;
};

struct list_flags {
    struct board *board;
    const int64_t *params;
    struct flag_rule flags[LIST_FLAGS_MOST];
    struct draw_rule draws[LIST_FLAGS_MOST];
    size_t flag_count, draw_count;
};

static enum status read_rule(struct work *work, const struct app_books *books,
                             const struct tree *at, struct text where, struct text needs,
                             const struct rule **out, struct error *error)
{
    struct faults faults;
    faults_init(&faults, work->arena);
    if (notice_flag_rule(work->arena, at, where, needs, books->ground, books->language, out,
                         &faults) != OK) {
        return error_set(error, work->arena, INTERNAL, "通知里红旗的条件有误：%.*s",
                         TEXT_ARG(faults.at[0].message));
    }
    return OK;
}

enum status list_flags_read(struct app *app, struct work *work, struct text kind,
                            struct list_flags **out, struct error *error)
{
    const struct app_books *books = app_books(app);
    const struct notice_flags *notice = &books->notice->flags;
    struct list_flags *flags = arena_new(work->arena, struct list_flags);
    int32_t today = clock_today(work->clock);
    *flags = (struct list_flags){
        .board = follow_board(app->facts),
        .params = app_params(books, work->arena, today, app_first_day(books), today)};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < notice->flags.n && flags->flag_count < LIST_FLAGS_MOST;
         i++) {
        const struct notice_flag *flag = &notice->flags.at[i];
        struct flag_rule *rule = &flags->flags[flags->flag_count];
        if (text_equal(flag->list, kind)) {
            *rule = (struct flag_rule){.flag = flag};
            status = read_rule(work, books, flag->at, flag->where, TEXT_EMPTY, &rule->rule, error);
            flags->flag_count++;
        }
    }
    for (size_t i = 0; status == OK && i < notice->draws.n && flags->draw_count < LIST_FLAGS_MOST;
         i++) {
        const struct notice_draw *draw = &notice->draws.at[i];
        struct draw_rule *rule = &flags->draws[flags->draw_count];
        *rule = (struct draw_rule){.label = draw->label};
        status = read_rule(work, books, draw->at, draw->where, draw->needs, &rule->rule, error);
        flags->draw_count += rule->rule != NULL; /* NULL: its ledger is not there yet */
    }
    *out = flags;
    return status;
}

/* What he draws at the moment: 认定有效、在公益性岗位上. */
static struct text draws_of(const struct list_flags *flags, uint32_t row, struct arena *arena)
{
    struct text draws = TEXT_EMPTY;
    for (size_t i = 0; i < flags->draw_count; i++) {
        const struct draw_rule *draw = &flags->draws[i];
        if (rule_answer(flags->board, draw->rule, flags->params, row) == ANSWER_YES) {
            draws = draws.n == 0
                        ? arena_printf(arena, "目前%.*s", TEXT_ARG(draw->label))
                        : arena_printf(arena, "%.*s、%.*s", TEXT_ARG(draws), TEXT_ARG(draw->label));
        }
    }
    return draws.n == 0 ? draws : arena_printf(arena, "%.*s，", TEXT_ARG(draws));
}

size_t list_flags_ask(const struct list_flags *flags, int64_t person, struct arena *arena,
                      struct list_flag *out)
{
    size_t n = 0;
    board_read(flags->board);
    uint32_t row = table_row(board_table(flags->board, TEXT("person")), person);
    for (size_t i = 0; row != ROW_NONE && i < flags->flag_count; i++) {
        const struct notice_flag *flag = flags->flags[i].flag;
        if (rule_answer(flags->board, flags->flags[i].rule, flags->params, row) == ANSWER_YES) {
            struct text draws = draws_of(flags, row, arena);
            out[n++] = (struct list_flag){
                flag->kind, arena_printf(arena, "%.*s；%.*s%.*s", TEXT_ARG(flag->label),
                                         TEXT_ARG(draws), TEXT_ARG(flag->measure))};
        }
    }
    board_done(flags->board);
    return n;
}
