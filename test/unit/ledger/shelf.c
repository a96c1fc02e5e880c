#include "shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ledger/rows.h"
#include "ledger/schema.h"
#include "standard/region.h"
#include "store/audit.h"
#include "store/secret.h"

static const struct field fields[] = {
    [SHELF_NAME] = {.name = "name",
                    .label = "姓名",
                    .kind = KIND_TEXT,
                    .flags = FIELD_REQUIRED | FIELD_NAME},
    [SHELF_ID_NO] = {.name = "id_no",
                     .label = "身份证号",
                     .kind = KIND_CITIZEN_ID,
                     .flags = FIELD_UNIQUE | FIELD_SECRET | FIELD_LOOKUP | FIELD_TAIL},
    [SHELF_REGION] = {.name = "region",
                      .label = "村",
                      .kind = KIND_REGION,
                      .flags = FIELD_REQUIRED},
    [SHELF_BORN] = {.name = "born", .label = "出生", .kind = KIND_DATE, .flags = FIELD_PARTIAL},
    [SHELF_PAID] = {.name = "paid", .label = "金额", .kind = KIND_MONEY, .min = 0, .max = 100000},
    [SHELF_STATE] = {.name = "state", .label = "状态", .kind = KIND_TEXT, .flags = FIELD_READONLY},
};
_Static_assert(COUNT(fields) == SHELF__COUNT, "every field is declared");

static const struct flow_state states[] = {
    {"open", "待办", "info"}, {"asked", "拟结", "warn"}, {"shut", "已结", "ok"}};
static const struct flow_action actions[] = {
    {.name = "ask",
     .label = "提出",
     .from = {"open"},
     .to = "asked",
     .flags = ACTION_REASON,
     .roles = ROLE_BIT(ROLE_COUNTY)},
    {.name = "shut",
     .label = "办结",
     .from = {"asked"},
     .to = "shut",
     .flags = ACTION_SECOND,
     .roles = ROLE_BIT(ROLE_COUNTY)},
};
static const struct flow flow = {.state = SHELF_STATE,
                                 .states = states,
                                 .state_count = COUNT(states),
                                 .actions = actions,
                                 .action_count = COUNT(actions)};

const struct ledger shelf_ledger = {
    .name = "shelf",
    .label = "书架",
    .counter = "条",
    .fields = fields,
    .count = SHELF__COUNT,
    .scope = SCOPE_REGION,
    .region = SHELF_REGION,
    .person = -1,
    .title = SHELF_NAME,
    .flow = &flow,
};

static const struct ledger *const ledgers[] = {&shelf_ledger, NULL};

static void make_tables(struct shelf *shelf)
{
    struct buf ddl;
    enum dialect dialect = database_dialect(shelf->engine->database);
    buf_init(&ddl, 1 << 20);
    buf_addf(&ddl, "%s;\n", audit_ddl[dialect]);
    schema_ddl(&shelf_ledger, dialect, &ddl);
    engine_execute(shelf->engine, ddl.s);
    buf_release(&ddl);
}

static const struct region_tree *make_regions(struct arena *arena)
{
    static const struct region places[] = {
        {.code = 360722000000,
         .name = {"信丰县", 9},
         .valid_from = DATE_NONE,
         .valid_to = DATE_NONE},
        {.code = 360722100000,
         .name = {"嘉定镇", 9},
         .valid_from = DATE_NONE,
         .valid_to = DATE_NONE},
        {.code = 360722100201,
         .name = {"水东村", 9},
         .valid_from = DATE_NONE,
         .valid_to = DATE_NONE},
        {.code = 360722101201,
         .name = {"大塘村", 9},
         .valid_from = DATE_NONE,
         .valid_to = DATE_NONE},
    };
    struct region *copy = arena_array(arena, struct region, COUNT(places));
    for (size_t i = 0; i < COUNT(places); i++) {
        copy[i] = places[i];
    }
    struct region_rows rows = {copy, COUNT(places)};
    return region_tree_new(arena, &rows, 1);
}

void shelf_open(struct shelf *shelf, struct engine *engine)
{
    *shelf = (struct shelf){.engine = engine,
                            .now = clock_noon(date_from_civil((struct civil){2022, 9, 8}))};
    arena_init(&shelf->arena);
    make_tables(shelf);
    const char *keys = arena_printf(&shelf->arena, "%s/keys", engine->folder).s;
    struct secret *secret;
    engine_ok(engine, secret_create(keys, SECRET_AES, &shelf->arena, &engine->error));
    engine_ok(engine, secret_load(keys, &secret, &shelf->arena, &engine->error));
    shelf->actor = actor_program(360722000000);
    shelf->actor.role = ROLE_COUNTY;
    shelf->actor.user = 7;
    shelf->work = (struct work){
        .arena = &shelf->arena,
        .clock = clock_at(&shelf->now),
        .actor = &shelf->actor,
        .secret = secret,
        .ledgers = ledgers,
        .schemas = schema_build(&shelf->arena, ledgers),
        .regions = make_regions(&shelf->arena),
    };
    engine_ok(engine,
              database_writer(engine->database, &shelf->work.db, &shelf->arena, &engine->error));
    engine_ok(engine, db_begin(shelf->work.db, &shelf->arena, &engine->error));
}

void shelf_commit(struct shelf *shelf)
{
    engine_ok(shelf->engine, db_commit(shelf->work.db, &shelf->arena, &shelf->engine->error));
    engine_ok(shelf->engine, db_begin(shelf->work.db, &shelf->arena, &shelf->engine->error));
}

void shelf_close(struct shelf *shelf)
{
    engine_ok(shelf->engine, db_commit(shelf->work.db, &shelf->arena, &shelf->engine->error));
    db_release(shelf->work.db);
    secret_close(shelf->work.secret);
    arena_release(&shelf->arena);
}

int64_t shelf_put(struct shelf *shelf, const char *name, const char *id_no)
{
    struct change c = change_create(&shelf->work, &shelf_ledger);
    change_set(&c, SHELF_NAME, value_text(text_of(name)));
    change_set(&c, SHELF_REGION, value_number(360722100201));
    if (id_no != NULL) {
        change_set(&c, SHELF_ID_NO, value_text(text_of(id_no)));
    }
    shelf->errors = (struct errors){0};
    engine_ok(shelf->engine, change_save(&c, &shelf->errors, &shelf->engine->error));
    return c.row->id;
}

struct row *shelf_row(struct shelf *shelf, int64_t id)
{
    struct row *row;
    engine_ok(shelf->engine, rows_get(&shelf->work, &shelf_ledger, id, ROWS_PLAIN | ROWS_REMOVED,
                                      &row, &shelf->engine->error));
    return row;
}
