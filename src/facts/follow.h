/*
 * follow: a board kept like the database. Loading reads every ledger's rows in use once; afterwards
 * each commit's history rows tell which rows to read again, whoever wrote them: this process at
 * once (follow_catch_up after its commit, so that who writes sees his own figures), others when
 * follow_catch_up is next called.
 */
#ifndef FACTS_FOLLOW_H
#define FACTS_FOLLOW_H

#include "facts/board.h"
#include "store/db.h"

struct follow;

/*
 * Makes the board of all ledgers (NULL-ended) of a county and fills it through a reader. The
 * database outlives the follower.
 */
MUST_CHECK enum status follow_open(struct database *database, int64_t county,
                                   const struct ledger *const *ledgers, struct follow **out,
                                   struct arena *arena, struct error *error);
void follow_close(struct follow *follow); /* NULL: nothing */

struct board *follow_board(struct follow *follow);

/*
 * Whether the board shows the state of the database that was the newest when this reader was lent:
 * what the board has need not be read. Asked with the board held for reading; false when that
 * cannot be told (PostgreSQL), on the writer, and while commits are being followed.
 */
bool follow_shows(const struct follow *follow, const struct db *reader);

/* Brings the board up to the newest commit; cheap when nothing was committed. Any thread. */
MUST_CHECK enum status follow_catch_up(struct follow *follow, struct arena *arena,
                                       struct error *error);

#endif
