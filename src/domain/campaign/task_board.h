/*
 * task_board (任务进度): every task of the notice's list at every unit that owes it, as one table
 * of lights and figures as of any day: who is done, who is late, how many of how many. Figures come
 * from the facts where the ledgers can tell (rule/tally.h), else from what the unit typed; lights
 * from the deadline, the steps taken by that day and the figures. Nothing is kept: a past day is
 * asked as today is.
 *
 *     done    accepted, or all that was due is done by the ledgers
 *     red     past the deadline and not reported
 *     yellow  the day of reminding has come; or returned; or reported late and not yet accepted
 *     green   otherwise
 *
 * Where the ledgers have nothing that is due, nobody is late with it; but that nothing is there may
 * mean that nobody entered it, so from the day of reminding on it is yellow until the unit says so
 * (零报告).
 */
#ifndef DOMAIN_CAMPAIGN_TASK_BOARD_H
#define DOMAIN_CAMPAIGN_TASK_BOARD_H

#include "domain/app.h"
#include "domain/campaign/task_flow.h"
#include "facts/set.h"
#include "format/json.h"
#include "notice/ground.h"

enum task_light {
    LIGHT_NONE, /* the unit was not given the task */
    LIGHT_GREEN,
    LIGHT_YELLOW,
    LIGHT_RED,
    LIGHT_DONE,
    LIGHT__COUNT
};

/* green, yellow, red, done; none */
const char *task_light_name(enum task_light light);

struct task_figure {
    int64_t due, done, unsure; /* -1: nobody says */
    int64_t unclear;           /* of whom it cannot be told whether they are due */
};

struct task_cell {
    enum task_light light;
    enum task_state state;
    int64_t row;   /* task_unit's id; 0: not given */
    int32_t last;  /* the last day for this unit */
    int32_t since; /* the day of the step that led to the state; DATE_NONE: none */
    bool late; /* what was reported came after the last day; accepting it does not change that */
    struct task_figure figure;
};

enum { TASK_LEVEL_TOWNSHIP, TASK_LEVEL_VILLAGE, TASK_LEVEL_BUREAU, TASK_LEVEL_WORKSHOP };

struct task_line { /* a unit */
    int level;
    int64_t region, organization; /* organization 0: the place itself */
    struct text name;
    int64_t counts[LIGHT__COUNT];
    size_t rank; /* from 1 among the lines; equals share it */
};

struct task_board {
    const struct app_books *books;
    const struct notice_worklist *list;
    int32_t as_of;
    struct task_rules *rules; /* one a task */
    struct task_line *lines;
    size_t n;
    struct task_cell *cells;    /* n x list->tasks.n */
    struct task_figure *totals; /* one a task: of the actor's whole reach, nobody twice */
};

enum task_view {
    TASK_VIEW_UNITS,    /* townships, bureaus, workshops: those directly under the county */
    TASK_VIEW_VILLAGES, /* a township and its villages */
    TASK_VIEW_ALL,
};

struct task_question {
    int32_t as_of;
    enum task_view view;
    int64_t township;              /* TASK_VIEW_VILLAGES */
    const struct app_books *books; /* a draft's; NULL: those in force */
};

/* The light of one cell as of a day; pure. `late` of a deadline as task_is_late says. */
enum task_light task_light_of(const struct notice *notice, const struct task_cell *cell,
                              int32_t remind, bool computed, int32_t day);

/*
 * Makes the board within the actor's reach, in the work's arena. NOT_FOUND when the notice in force
 * has no list of tasks.
 */
MUST_CHECK enum status task_board_make(struct app *app, struct work *work,
                                       const struct task_question *question, struct task_board *out,
                                       struct error *error);

const struct task_cell *task_board_cell(const struct task_board *board, size_t line, size_t task);

/* docs/api.md's answer of GET /tasks/board. */
void task_board_json(const struct task_board *board, struct json_out *out);

enum task_side { TASK_SIDE_OPEN, TASK_SIDE_DONE, TASK_SIDE_DUE, TASK_SIDE_UNSURE };

struct task_members {
    const struct ledger *ledger; /* whose rows */
    int64_t *ids;                /* in the arena */
    size_t n;
};

/*
 * Who stands behind a figure: of a region (0: all of the actor's reach) those due, done, still
 * open, or of whom it cannot be told. NOT_FOUND for a task that is not computed or not in the
 * notice, or a region beyond the actor's reach.
 */
MUST_CHECK enum status task_board_members(struct app *app, struct work *work, struct text task,
                                          int64_t region, int32_t as_of, enum task_side side,
                                          struct task_members *out, struct error *error);

/*
 * How it went: for each of the last `days` days up to as_of {"day","done","green","yellow","red",
 * "figures":[{"task","due","done"}…]} over the units of the question's view, written as
 * {"days":[…]}.
 */
MUST_CHECK enum status task_trend_json(struct app *app, struct work *work,
                                       const struct task_question *question, size_t days,
                                       struct json_out *out, struct error *error);

#endif
