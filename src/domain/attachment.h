/*
 * attachment (附件): a file that belongs to a row of any ledger: a photo, a signed form, an answer.
 * Who reaches the row reaches its attachments, nobody else. What a file is is told by its bytes;
 * photos are kept without place and hour; the bytes are kept by content (store/blob). One that is
 * taken away stays listed with who, when and why, and can be put back. Each act has its audit
 * entry. In a state where a row's flow is settled its attachments stay as they are.
 */
#ifndef DOMAIN_ATTACHMENT_H
#define DOMAIN_ATTACHMENT_H

#include "domain/app.h"
#include "format/file_kind.h"
#include "format/json.h"

struct attachment {
    int64_t id, row_id, size;
    struct text ledger, name, reason; /* reason: it was taken away for */
    enum file_kind kind;
    int64_t created_at, created_by, removed_at, removed_by; /* ms, users; removed_at 0: in use */
    char blob[BLOB_NAME + 1];
};

struct attachment_list {
    struct attachment *at;
    size_t n;
};

/* The text that a letter or a paper goes out with: the first .docx in use; NULL when there is none.
 */
const struct attachment *attachment_text(const struct attachment_list *list);

/* What the county allows (the settings attachment_…). */
struct attachment_limits {
    int64_t bytes, most; /* of one file; files of one row */
    bool group[FILE_GROUP_OFFICE + 1];
};
struct attachment_limits attachment_limits(const struct settings *settings);

/* A file as it came, looked at and stripped, not yet anybody's. */
struct attachment_upload {
    struct text name;
    enum file_kind kind;
    struct blob_writer *writer; /* attachment_add or blob_drop frees it */
};

/*
 * Looks at a file: INVALID (or TOO_LARGE) with the reason when it is not one of the kinds allowed,
 * says something else by its name than by its bytes, hides something or is too large. Outside any
 * transaction: it may take a while.
 */
MUST_CHECK enum status attachment_receive(struct app *app, const struct settings *settings,
                                          struct text name, struct text bytes,
                                          struct attachment_upload *upload, struct arena *arena,
                                          struct error *error);

/* Gives it to a row, in a write transaction; frees the writer whatever happens. NOT_FOUND: no such
 * row for the actor; CONFLICT: the row is settled or has too many already. */
MUST_CHECK enum status attachment_add(struct work *work, const struct ledger *ledger, int64_t row,
                                      struct attachment_upload *upload, struct attachment *out,
                                      struct error *error);

/* Those of a row, oldest first, the removed ones too; NOT_FOUND when the row is not the actor's. */
MUST_CHECK enum status attachment_of_row(struct work *work, const struct ledger *ledger,
                                         int64_t row, struct attachment_list *out,
                                         struct error *error);
/* How many in use a row has, whoever asks: for rules of a ledger. */
MUST_CHECK enum status attachment_count(struct work *work, const struct ledger *ledger, int64_t row,
                                        int64_t *out, struct error *error);

/* One of a row's; NOT_FOUND as well when it belongs to another row. */
MUST_CHECK enum status attachment_read(struct work *work, const struct ledger *ledger, int64_t row,
                                       int64_t id, struct attachment *out, struct error *error);

/* Takes one away for a reason (who added it, or the county; else DENIED; CONFLICT when it is the
 * text of what was issued), or puts it back; in a write transaction. */
MUST_CHECK enum status attachment_remove(struct work *work, const struct ledger *ledger,
                                         int64_t row, int64_t id, struct text reason,
                                         struct error *error);
MUST_CHECK enum status attachment_restore(struct work *work, const struct ledger *ledger,
                                          int64_t row, int64_t id, struct error *error);

/* Writes one as docs/api.md says. */
void attachment_json(struct work *work, struct json_out *out, const char *key,
                     const struct attachment *attachment);

/* CREATE TABLE for a migration. */
extern const char attachment_ddl[];

#endif
