/*
 * backup: a site in one file, taken while it works. A tar archive of the tables (as of one moment),
 * the files and, only when asked, the keys; last comes MANIFEST with every part's SHA-256. Tables
 * are written in a form of their own, so that a backup of SQLite restores into PostgreSQL and the
 * other way round.
 *
 * Sealed values and files stay sealed: without the key file a backup gives nothing away, and
 * without the key file it is worth nothing. Keep the two apart.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "base/clock.h"
#include "store/db.h"
#include "store/migrate.h"
#include "store/secret.h"

struct backup_info {
    int64_t at;              /* when it was taken, ms */
    int64_t schema;          /* number of the last migration */
    int64_t rows, files;     /* in it */
    bool has_keys;           /* the key file is inside */
    struct text fingerprint; /* of the keys that open it (secret_fingerprint) */
};

/* Told between parts: what is being done, in Chinese. May be NULL. */
typedef void backup_progress(void *context, struct text what);

struct backup_site {
    struct database *database;
    const char *root;           /* the site's folder */
    const char *const *folders; /* below it, to be taken along: "blobs", "notice"; NULL-ended */
    const char *keys;           /* the key file */
    struct secret *secret;      /* backup_write only */
};

/* Writes `file`, which must not exist (CONFLICT); on failure nothing is left of it. */
MUST_CHECK enum status backup_write(const struct backup_site *site, const char *file,
                                    bool with_keys, struct clock clock, struct backup_info *info,
                                    backup_progress *progress, void *context, struct arena *arena,
                                    struct error *error);
/* Reads the whole file and compares every checksum. INVALID: not a backup, cut off, or altered. */
MUST_CHECK enum status backup_verify(const char *file, struct backup_info *info,
                                     struct arena *arena, struct error *error);
/*
 * Restores into an empty database (CONFLICT when it has a schema) and the site's folders. Verifies
 * first; takes the schema's steps up to the backup's, loads, takes the rest. The keys come from the
 * archive when site->keys is absent; they must be those of the backup (INVALID). Until the last
 * moment the database stays without rows.
 */
MUST_CHECK enum status backup_restore(const struct backup_site *site, const char *file,
                                      const struct migration *steps, size_t count,
                                      void *migrate_context, struct clock clock,
                                      struct backup_info *info, backup_progress *progress,
                                      void *context, struct arena *arena, struct error *error);

#endif
