#include "web/api/person.h"

#include "base/date.h"
#include "domain/app.h"
#include "domain/people/clarity.h"
#include "domain/people/person.h"
#include "ledger/history.h"
#include "ledger/row_json.h"
#include "ledger/rows.h"
#include "ledger/show.h"
#include "web/api/payloads.h"

enum { TIMELINE = 100 };

/* The ledgers whose rows belong to a person, as the page shows them. */
static const char *const parts[] = {"category_tag", "employment_spell", "intention", "need",
                                    "recognition",  "service",          "relief"};
enum { PART_SPELLS = 1, PART_INTENTIONS = 2, PART_NEEDS = 3, PARTS = COUNT(parts) };

struct person_file {
    struct row *person, *household;
    struct row_list members;     /* of the household */
    struct row_list part[PARTS]; /* empty where the caller may not read */
};

static const struct ledger *part_ledger(const struct request *request, const char *name)
{
    const struct ledger *ledger = ledger_find(request->app->ledgers, text_of(name));
    if (ledger == NULL) {
        bug("there is no ledger %s", name);
    }
    return ledger;
}

static enum status read_household(struct request *request, struct person_file *file,
                                  struct error *error)
{
    const struct value *household = &file->person->value[PERSON_HOUSEHOLD];
    if (!value_is_set(household)) {
        return OK;
    }
    enum status status = rows_get(&request->work, part_ledger(request, "household"),
                                  household->number, 0, &file->household, error);
    if (status == NOT_FOUND) {
        return OK;
    }
    return status == OK ? rows_referring(&request->work, &person_ledger, PERSON_HOUSEHOLD,
                                         household->number, 0, &file->members, error)
                        : status;
}

static enum status read_parts(struct request *request, struct person_file *file,
                              struct error *error)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < PARTS; i++) {
        const struct ledger *ledger = part_ledger(request, parts[i]);
        if (access_may(&request->actor, ledger->data, ACCESS_READ)) {
            status = rows_referring(&request->work, ledger, ledger->person, request->id, 0,
                                    &file->part[i], error);
        }
    }
    return status;
}

static void write_member(struct request *request, const struct row *member)
{
    static const int shown[] = {PERSON_RELATION, PERSON_LABOUR};
    static const char *const keys[] = {"relation", "status"};
    struct json_out *out = &request->out;
    const struct value *birth = &member->value[PERSON_BIRTH];
    json_open(out, NULL);
    json_put_id(out, "id", member->id);
    json_put_text(out, "name", row_title(&request->work, member));
    if (value_is_set(birth)) {
        json_put_int(out, "age",
                     date_age((int32_t)birth->number, clock_today(request->work.clock)));
    } else {
        json_put_null(out, "age");
    }
    for (size_t i = 0; i < COUNT(shown); i++) {
        json_put_text(
            out, keys[i],
            value_show(&request->work, &person_ledger.fields[shown[i]], &member->value[shown[i]]));
    }
    json_close(out);
}

static void write_rows(struct request *request, const char *key, const struct row_list *rows)
{
    json_open_list(&request->out, key);
    for (size_t i = rows->n; i-- > 0;) {
        row_json_write(&request->work, &request->out, NULL, rows->at[i]);
    }
    json_close_list(&request->out);
}

static void write_clarity(struct request *request, const struct person_file *file)
{
    struct json_out *out = &request->out;
    struct clarity clarity = clarity_of(&request->work, file->person, &file->part[PART_SPELLS],
                                        &file->part[PART_INTENTIONS], &file->part[PART_NEEDS]);
    json_open(out, "clarity");
    json_put_int(out, "score", clarity.score);
    json_open_list(out, "parts");
    for (size_t i = 0; i < CLARITY_PARTS; i++) {
        const struct clarity_part *part = &clarity.parts[i];
        json_open(out, NULL);
        json_put_cstr(out, "name", part->name);
        json_put_cstr(out, "label", part->label);
        json_put_bool(out, "ok", part->clear);
        json_open_list(out, "missing");
        for (size_t j = 0; j < part->missing_count; j++) {
            json_put_cstr(out, NULL, part->missing[j]);
        }
        json_close_list(out);
        json_close(out);
    }
    json_close_list(out);
    json_close(out);
}

static enum status write_timeline(struct request *request, const struct person_file *file,
                                  struct error *error)
{
    size_t n = 1;
    for (size_t i = 0; i < PARTS; i++) {
        n += file->part[i].n;
    }
    struct row **rows = arena_array(request->arena, struct row *, n);
    rows[0] = file->person;
    n = 1;
    for (size_t i = 0; i < PARTS; i++) {
        for (size_t j = 0; j < file->part[i].n; j++) {
            rows[n++] = file->part[i].at[j];
        }
    }
    return history_timeline(&request->work, rows, n, TIMELINE, &request->out, "timeline", error);
}

static enum status person_show_file(struct request *request, struct error *error)
{
    struct person_file file = {0};
    enum status status =
        rows_get(&request->work, &person_ledger, request->id, ROWS_REMOVED, &file.person, error);
    if (status == OK) {
        status = read_household(request, &file, error);
    }
    if (status == OK) {
        status = read_parts(request, &file, error);
    }
    if (status != OK) {
        return status;
    }
    struct json_out *out = &request->out;
    json_open(out, NULL);
    row_json_write(&request->work, out, "person", file.person);
    if (file.household != NULL) {
        row_json_write(&request->work, out, "household", file.household);
    } else {
        json_put_null(out, "household");
    }
    json_open_list(out, "members");
    for (size_t i = 0; i < file.members.n; i++) {
        if (file.members.at[i]->id != request->id) {
            write_member(request, file.members.at[i]);
        }
    }
    json_close_list(out);
    for (size_t i = 0; i < PARTS; i++) {
        write_rows(request, parts[i], &file.part[i]);
    }
    write_clarity(request, &file);
    status = write_timeline(request, &file, error);
    json_close(out);
    return status;
}

/* ---- the table ---- */

static const struct payload file_payload = {
    .name = "PersonFile",
    .members = (const struct member[]){
        {.name = "person", .kind = MEMBER_OBJECT, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "household",
         .kind = MEMBER_OBJECT,
         .flags = MEMBER_REQUIRED | MEMBER_NULL,
         .of = &row_payload},
        {.name = "members", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {.name = "category_tag", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "employment_spell",
         .kind = MEMBER_LIST,
         .flags = MEMBER_REQUIRED,
         .of = &row_payload},
        {.name = "intention", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "need", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "recognition", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "service", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "relief", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED, .of = &row_payload},
        {.name = "clarity", .kind = MEMBER_MAP, .flags = MEMBER_REQUIRED},
        {.name = "timeline", .kind = MEMBER_LIST, .flags = MEMBER_REQUIRED},
        {0},
    }};

const struct route person_routes[] = {
    {.method = METHOD_GET,
     .path = "/api/v1/person/{id}/file",
     .permission = PERMIT_FIGURES,
     .returns = &file_payload,
     .run = person_show_file,
     .summary = "一人一档"},
    {0},
};
