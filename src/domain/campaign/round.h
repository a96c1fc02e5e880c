/*
 * round (期次): one time that a report of the notice is due: the first and the second 附表2, the
 * progress of a week, the summary. Rounds follow from the notice's calendar and nothing else; a
 * weekly report has one for each week of the campaign, ending on the weekday that the notice or the
 * county chose. Until that is chosen the weeks run from Monday to Sunday and nothing is late.
 */
#ifndef DOMAIN_CAMPAIGN_ROUND_H
#define DOMAIN_CAMPAIGN_ROUND_H

#include "ledger/settings.h"
#include "notice/notice.h"
#include "report/report.h"
#include "standard/calendar.h"

struct round {
    const struct report_form *form;
    const struct notice_deadline *deadline; /* of the calendar: who, what */
    struct text key;                        /* first; a week's by its last day: 2022-09-11 */
    struct text name;    /* 第一次（9月23日）; 第2周（9月5日至9月11日） */
    int32_t from, as_of; /* days the figures speak of */
    int32_t due;         /* DATE_NONE: the county has not chosen a day */
    int32_t remind;      /* DATE_NONE with due */
    const struct settings *settings;
    int32_t lock; /* after this day only with the county's leave; DATE_NONE: never */
};

struct rounds {
    struct round *at;
    size_t n; /* by report in the notice's order, then time */
};

/* All rounds of a notice; they borrow from it. Settings: report_weekday (1 Monday … 7, 0 not
 * chosen), lock_days. */
struct rounds rounds_of(struct arena *arena, const struct notice *notice,
                        const struct calendar *calendar, const struct settings *settings);
/* NULL when there is none. */
const struct round *round_find(const struct rounds *rounds, struct text report, struct text key);
/* The round of the same report before it; NULL: it is the first. */
const struct round *round_before(const struct rounds *rounds, const struct round *round);

/* Whether the round asks this unit for the report; one that was merged only for its own rounds. */
bool round_asks(const struct round *round, const struct notice_unit *unit);
/* The same as it was on a day: one that was merged later was still asked. */
bool round_asked(const struct round *round, const struct notice_unit *unit, int32_t day);
/* Whether a day is past the round's deadline ("X日前" with or without that day, as the notice
 * says), or past its lock. */
bool round_is_late(const struct notice *notice, const struct round *round, int32_t day);
bool round_is_locked(const struct round *round, int32_t day);

#endif
