/* The making of an app's books: code tables, regions, working days, settings and the notice, from
 * the database. */
#ifndef DOMAIN_APP_BOOKS_H
#define DOMAIN_APP_BOOKS_H

#include "domain/app.h"
#include "notice/notice.h"

/* Reads them and puts them in force; the ones before stay for those who still use them. */
MUST_CHECK enum status app_books_read(struct app *app, struct db *db, struct arena *arena,
                                      struct error *error);
/* A number that grows with every edit of what the books are read from. */
MUST_CHECK enum status app_books_stamp(struct db *db, int64_t county, int64_t *stamp,
                                       struct arena *arena, struct error *error);
/* Frees all books. */
void app_books_close(struct app *app);

/*
 * Books over a notice that is not in force, with the site's own regions, working days and settings:
 * to check it and to ask what it would change. Faults are added to faults; without errors among
 * them *out is whole. The caller frees *out in any case.
 */
MUST_CHECK enum status app_books_draft(struct app *app, struct db *db,
                                       const struct notice_files *files, struct app_books **out,
                                       struct faults *faults, struct arena *arena,
                                       struct error *error);
/*
 * The same over a draft as far as it can be read, for one who is still writing it. INVALID when no
 * condition can be asked, because a definition is wrong: the error names the first.
 */
MUST_CHECK enum status app_books_peek(struct app *app, struct db *db,
                                      const struct notice_files *files, struct app_books **out,
                                      struct arena *arena, struct error *error);
/* NULL is none. */
void app_books_free(struct app_books *books);

/*
 * Every code table: the standards' and the product's own, the flows' states, the notice's
 * categories as the table "category", and the notice's other names for codes. Borrows from the
 * notice.
 */
const struct code_book *app_codes(struct arena *arena, const struct notice *notice);

#endif
