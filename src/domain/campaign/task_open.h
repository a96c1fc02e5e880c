/*
 * task_open: the notice's list of tasks given out: a row of task_unit for each task and unit that
 * owes it. Done once when a site is set up and again whenever the notice in force changes; rows
 * that are there stay as they are, so it may be repeated at will.
 */
#ifndef DOMAIN_CAMPAIGN_TASK_OPEN_H
#define DOMAIN_CAMPAIGN_TASK_OPEN_H

#include "ledger/work.h"
#include "notice/notice.h"

/*
 * Opens every task of work->notice for its townships, bureaus and workshops; villages get theirs
 * from their township. *opened: how many rows are new. In the writer's transaction; the caller
 * closes the act.
 */
MUST_CHECK enum status task_open_all(struct work *work, size_t *opened, struct error *error);

/* A row for each village of a township that has none of this task yet. batch: the job's, or 0. */
MUST_CHECK enum status task_open_villages(struct work *work, const struct notice_task *task,
                                          int64_t township, int64_t batch, size_t *opened,
                                          struct error *error);

#endif
