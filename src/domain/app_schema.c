/* What a site's database holds: the tables that the program needs beside its ledgers, and the steps
 * that an older one takes to it (store/migrate.h, store/forward.h). */
#include "domain/app.h"
#include "domain/attachment.h"
#include "domain/campaign/look_back.h"
#include "domain/ledgers.h"
#include "domain/lists/list_store.h"
#include "domain/people/user.h"
#include "ledger/schema.h"
#include "store/audit.h"
#include "store/forward.h"

enum { DDL_CEILING = 1 << 20 };

/* The site itself (one row), what the county set, the last number given in each series
 * (people/recognition_number.h), the notice's files, and files made for people. */
static const char site_ddl[] = "CREATE TABLE site (\n"
                               "  county BIGINT PRIMARY KEY,\n"
                               "  name TEXT NOT NULL,\n"
                               "  demo BIGINT NOT NULL,\n"
                               "  clock_shift BIGINT NOT NULL,\n"
                               "  notice BIGINT NOT NULL,\n"
                               "  books BIGINT NOT NULL DEFAULT 1,\n"
                               "  keys TEXT NOT NULL,\n"
                               "  set_up_at BIGINT NOT NULL\n"
                               ");\n"
                               "CREATE TABLE setting (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  key TEXT NOT NULL,\n"
                               "  value TEXT NOT NULL,\n"
                               "  changed_at BIGINT NOT NULL,\n"
                               "  changed_by BIGINT NOT NULL,\n"
                               "  PRIMARY KEY (county, key)\n"
                               ");\n"
                               "CREATE TABLE running_number (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  series TEXT NOT NULL,\n"
                               "  last BIGINT NOT NULL,\n"
                               "  PRIMARY KEY (county, series)\n"
                               ");\n"
                               "CREATE TABLE notice_version (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  id BIGINT NOT NULL,\n"
                               "  title TEXT NOT NULL,\n"
                               "  state TEXT NOT NULL,\n"
                               "  note TEXT NOT NULL,\n"
                               "  made_at BIGINT NOT NULL,\n"
                               "  made_by BIGINT NOT NULL,\n"
                               "  switched_at BIGINT NOT NULL,\n"
                               "  switched_by BIGINT NOT NULL,\n"
                               "  PRIMARY KEY (county, id)\n"
                               ");\n"
                               "CREATE TABLE notice_file (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  notice BIGINT NOT NULL,\n"
                               "  name TEXT NOT NULL,\n"
                               "  content TEXT NOT NULL,\n"
                               "  PRIMARY KEY (county, notice, name)\n"
                               ");\n"
                               "CREATE TABLE holiday (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  day TEXT NOT NULL,\n"
                               "  kind TEXT NOT NULL,\n"
                               "  name TEXT NOT NULL,\n"
                               "  PRIMARY KEY (county, day)\n"
                               ");\n"
                               "CREATE TABLE made_file (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  id BIGINT NOT NULL,\n"
                               "  owner BIGINT NOT NULL,\n"
                               "  name TEXT NOT NULL,\n"
                               "  type TEXT NOT NULL,\n"
                               "  blob TEXT NOT NULL,\n"
                               "  size BIGINT NOT NULL,\n"
                               "  created_at BIGINT NOT NULL,\n"
                               "  PRIMARY KEY (county, id)\n"
                               ");\n"
                               "CREATE TABLE handed_out (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  id BIGINT NOT NULL,\n"
                               "  ledger TEXT NOT NULL,\n"
                               "  plain BIGINT NOT NULL,\n"
                               "  actor BIGINT NOT NULL,\n"
                               "  at BIGINT NOT NULL,\n"
                               "  count BIGINT NOT NULL,\n"
                               "  members TEXT NOT NULL,\n"
                               "  PRIMARY KEY (county, id)\n"
                               ");\n"
                               "CREATE TABLE person_merge (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  id BIGINT NOT NULL,\n"
                               "  kept BIGINT NOT NULL,\n"
                               "  gone BIGINT NOT NULL,\n"
                               "  state TEXT NOT NULL,\n"
                               "  fields TEXT NOT NULL,\n"
                               "  typed BYTEA,\n"
                               "  reason TEXT NOT NULL,\n"
                               "  number_key BIGINT NOT NULL,\n"
                               "  kept_version BIGINT NOT NULL,\n"
                               "  asked_by BIGINT NOT NULL,\n"
                               "  asked_at BIGINT NOT NULL,\n"
                               "  decided_by BIGINT NOT NULL,\n"
                               "  decided_at BIGINT NOT NULL,\n"
                               "  remark TEXT NOT NULL,\n"
                               "  PRIMARY KEY (county, id)\n"
                               ");\n"
                               "CREATE INDEX person_merge_kept ON person_merge (county, kept);\n"
                               "CREATE INDEX person_merge_gone ON person_merge (county, gone);\n"
                               "CREATE INDEX person_merge_number"
                               " ON person_merge (county, number_key);\n"
                               "CREATE TABLE unit_merge (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  id BIGINT NOT NULL,\n"
                               "  from_region BIGINT NOT NULL,\n"
                               "  into_region BIGINT NOT NULL,\n"
                               "  names TEXT NOT NULL,\n"
                               "  reason TEXT NOT NULL,\n"
                               "  places TEXT NOT NULL,\n"
                               "  accounts TEXT NOT NULL,\n"
                               "  done_at BIGINT NOT NULL,\n"
                               "  done_by BIGINT NOT NULL,\n"
                               "  undone_at BIGINT NOT NULL,\n"
                               "  undone_by BIGINT NOT NULL,\n"
                               "  undone_for TEXT NOT NULL,\n"
                               "  PRIMARY KEY (county, id)\n"
                               ");\n"
                               "CREATE TABLE report_override (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  report TEXT NOT NULL,\n"
                               "  as_of TEXT NOT NULL,\n"
                               "  unit TEXT NOT NULL,\n"
                               "  cell TEXT NOT NULL,\n"
                               "  value BIGINT NOT NULL,\n"
                               "  reason TEXT NOT NULL,\n"
                               "  actor BIGINT NOT NULL,\n"
                               "  at BIGINT NOT NULL,\n"
                               "  PRIMARY KEY (county, report, as_of, unit, cell)\n"
                               ");\n"
                               "CREATE TABLE import_batch (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  id BIGINT NOT NULL,\n"
                               "  ledger TEXT NOT NULL,\n"
                               "  name TEXT NOT NULL,\n"
                               "  blob TEXT NOT NULL,\n"
                               "  source TEXT NOT NULL,\n"
                               "  state TEXT NOT NULL,\n"
                               "  plan TEXT NOT NULL,\n"
                               "  counts TEXT NOT NULL,\n"
                               "  content TEXT NOT NULL,\n"
                               "  answers BYTEA NOT NULL,\n"
                               "  preview TEXT NOT NULL,\n"
                               "  edition BIGINT NOT NULL,\n"
                               "  job BIGINT NOT NULL,\n"
                               "  actor BIGINT NOT NULL,\n"
                               "  at BIGINT NOT NULL,\n"
                               "  PRIMARY KEY (county, id)\n"
                               ");\n"
                               "CREATE TABLE import_memory (\n"
                               "  county BIGINT NOT NULL,\n"
                               "  ledger TEXT NOT NULL,\n"
                               "  source TEXT NOT NULL,\n"
                               "  heading TEXT NOT NULL,\n"
                               "  field TEXT NOT NULL,\n"
                               "  PRIMARY KEY (county, ledger, source, heading)\n"
                               ");\n";

/* SQLite's STRICT tables know INTEGER, not BIGINT; its plain ones take either. */
void app_schema(const struct ledger *const *ledgers, enum dialect dialect, struct buf *ddl)
{
    buf_adds(ddl, site_ddl);
    buf_adds(ddl, attachment_ddl);
    buf_adds(ddl, look_back_ddl);
    buf_addf(ddl, "%s;\n", audit_ddl[dialect]);
    buf_addf(ddl, "%s;\n", job_ddl[dialect]);
    buf_addf(ddl, "%s;\n", blob_ddl[dialect]);
    user_schema(dialect, ddl);
    list_schema(dialect, ddl);
    for (; *ledgers != NULL; ledgers++) {
        schema_ddl(*ledgers, dialect, ddl);
    }
}

static enum status make_tables(struct db *db, void *context, struct arena *arena,
                               struct error *error)
{
    (void)context;
    struct buf ddl;
    buf_init(&ddl, DDL_CEILING);
    app_schema(all_ledgers, db_dialect(db), &ddl);
    enum status status = db_execute(db, buf_text(&ddl), arena, error);
    buf_release(&ddl);
    return status;
}

enum status app_migrate(struct app *app, struct arena *arena, struct error *error)
{
    size_t added;
    struct buf ddl;
    enum status status = migrate_run(app->database, app_migrations, app_migration_count, 0, NULL,
                                     app->clock, arena, error);
    buf_init(&ddl, DDL_CEILING);
    if (status == OK) {
        app_schema(app->ledgers, database_dialect(app->database), &ddl);
        status = forward_run(app->database, buf_text(&ddl), app->clock, &added, arena, error);
    }
    buf_release(&ddl);
    return status;
}

const struct migration app_migrations[] = {
    {.number = 1, .name = "first tables", .run = make_tables},
};

const size_t app_migration_count = COUNT(app_migrations);
