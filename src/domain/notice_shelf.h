/*
 * notice_shelf: the versions of a site's notice. One is in force; others are drafts, copied from
 * any version and edited file by file, or past ones, kept as they were. A draft is checked by the
 * same code as `nuanxin notice check`, compared with the one in force over the same facts, and
 * switched on by one audited act that also makes the organizations of its new units and opens the
 * tasks it adds. Only drafts can be changed or dropped.
 */
#ifndef DOMAIN_NOTICE_SHELF_H
#define DOMAIN_NOTICE_SHELF_H

#include "domain/app.h"
#include "format/json.h"
#include "notice/edit.h"
#include "notice/notice.h"

struct notice_version {
    int64_t id;
    struct text title, state, note;                     /* state: draft, force, past */
    int64_t made_at, made_by, switched_at, switched_by; /* ms, users; 0: never */
};

struct notice_versions {
    struct notice_version *at;
    size_t n;
};

/* The first version of a site being set up, in force. */
MUST_CHECK enum status notice_shelf_first(struct work *work, const struct notice_files *files,
                                          const struct notice *notice, int64_t *version,
                                          struct error *error);

/* All of them, the newest first. */
MUST_CHECK enum status notice_shelf_list(struct work *work, struct notice_versions *out,
                                         struct error *error);
/* One, and its files by rising name; NOT_FOUND. */
MUST_CHECK enum status notice_shelf_get(struct work *work, int64_t id, struct notice_version *out,
                                        struct notice_files *files, struct error *error);

/*
 * One with the books over it (app_books_draft), as a check reads it: everything said against it is
 * in *faults, which this begins. The caller frees *books in any case.
 */
MUST_CHECK enum status notice_shelf_read(struct app *app, struct work *work, int64_t id,
                                         struct notice_version *out, struct notice_files *files,
                                         struct app_books **books, struct faults *faults,
                                         struct error *error);

/* A draft with the files of another version. */
MUST_CHECK enum status notice_shelf_copy(struct work *work, int64_t from, struct text note,
                                         int64_t *id, struct error *error);

/*
 * Writes one file of a draft; an empty text takes the file away. CONFLICT when the version is no
 * draft, or `was` is not what the file holds now (somebody else wrote it meanwhile). INVALID for a
 * name that is none.
 */
MUST_CHECK enum status notice_shelf_write(struct work *work, int64_t id, struct text name,
                                          struct text was, struct text text, struct error *error);

/*
 * Makes one change to a file of a draft (notice/edit.h), which begins empty when it is not there.
 * CONFLICT when the version is no draft, or what is changed is no longer as it was read: *now is
 * what it holds instead.
 */
MUST_CHECK enum status notice_shelf_edit(struct work *work, int64_t id, struct text name,
                                         const struct notice_edit *edit, struct edit_texts *now,
                                         struct error *error);

/* Puts a letter's template (letters.yaml's `file`) into a draft, whatever was there. CONFLICT when
 * the version is no draft; INVALID for a name that is none. */
MUST_CHECK enum status notice_shelf_put_docx(struct work *work, int64_t id, struct text name,
                                             struct text docx, struct error *error);

/* Drops a draft for good; its audit entry stays. */
MUST_CHECK enum status notice_shelf_drop(struct work *work, int64_t id, struct text reason,
                                         struct error *error);

/*
 * Puts a version in force, in the writer's transaction: INVALID when it has a mistake or is another
 * county's, or without a reason. The tasks it adds are opened. After the commit the caller calls
 * app_refresh and app_catch_up.
 */
MUST_CHECK enum status notice_shelf_switch(struct app *app, struct work *work, int64_t id,
                                           struct text reason, struct error *error);

/*
 * What switching to a version would change as of a day, within the actor's reach: cells of reports
 * and figures of tasks that differ, units, columns, tasks and deadlines that come or go
 * (docs/api.md). Figures are left out unless `figures`. INVALID when the version has a mistake.
 */
MUST_CHECK enum status notice_shelf_difference(struct app *app, struct work *work, int64_t id,
                                               int32_t as_of, bool figures, struct json_out *out,
                                               struct error *error);

#endif
