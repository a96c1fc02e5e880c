#include "steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/people/recognition_flow.h"
#include "ledger/actor.h"

/* What the action asks for, so that only state and role decide. */
static const char plain[] = "{\"reason\":\"核对\"}",
                  leaving[] =
                      "{\"reason\":\"核对\",\"exit_reason\":\"01\",\"exit_evidence\":\"名单\"}";

static void must(enum status status, const struct error *error)
{
    if (status != OK) {
        fprintf(stderr, "steps: %.*s\n", TEXT_ARG(error->message));
        exit(1);
    }
}

static const struct json *member_of(struct arena *arena, const struct answer *answer,
                                    const char *name)
{
    struct json *json;
    struct error error;
    return json_parse(arena, buf_text(&answer->body), &json, &error) == OK ? json_member(json, name)
                                                                           : NULL;
}

static struct text make(struct site *site, struct arena *arena, const char *path, struct text json)
{
    struct answer answer =
        site_ask(site, site_client(site, "county"), "POST", path, json.s, json.n, NULL, false);
    struct text id = TEXT_EMPTY;
    if (!json_text(member_of(arena, &answer, "id"), &id)) {
        fprintf(stderr, "steps: %s answers %ld\n", path, answer.status);
        exit(1);
    }
    id = arena_text(arena, id);
    answer_release(&answer);
    return id;
}

/* The row as if it had come to that state by itself. */
static void put(struct site *site, struct arena *arena, struct text id, const char *state)
{
    static const struct query query = {
        .sql = "UPDATE recognition SET state = $1, version = 1, notice_to = NULL,"
               " exit_reason = NULL, exit_evidence = NULL, exited_on = NULL"
               " WHERE county = $2 AND id = $3",
    };
    struct error error = {0};
    struct db *db;
    int64_t number = 0;
    text_to_int(id, &number);
    must(database_writer(site->app->database, &db, arena, &error), &error);
    must(db_begin(db, arena, &error), &error);
    must(db_run(db, &query, NULL, arena, &error, BIND_TEXT(text_of(state)),
                BIND_INT(site->app->county), BIND_INT(number)),
         &error);
    must(db_commit(db, arena, &error), &error);
    db_release(db);
}

static enum role role_of(const char *account)
{
    return role_find(text_of(account));
}

/* What the declaration promises: the state afterwards, and the answer's status. */
static bool as_declared(const struct flow_action *action, const char *from, enum role role,
                        long status, struct text now)
{
    bool his = (action->roles & ROLE_BIT(role)) != 0;
    bool allowed = his && flow_allows(action, text_of(from));
    if (!allowed) {
        bool told = status == 403 || status == 404 || (his && status == 409);
        return told && text_is(now, from);
    }
    /* The step before was taken by nobody, so the second person's rule does not stand in the way.
     */
    return status == 200 && text_is(now, action->to == NULL ? from : action->to);
}

static void take(struct site *site, struct text id, const char *from,
                 const struct flow_action *action, struct client *client,
                 struct case_counts *counts)
{
    static const char *const version[] = {"If-Match: \"1\"", NULL};
    struct arena arena = {0};
    put(site, &arena, id, from);
    struct text path =
        arena_printf(&arena, "/api/v1/recognition/%.*s/actions/%s", TEXT_ARG(id), action->name);
    const char *body = strcmp(action->name, "propose_exit") == 0 ? leaving : plain;
    struct answer answer =
        site_ask(site, client, "POST", path.s, body, strlen(body), version, false);
    long status = answer.status;
    answer_release(&answer);
    path = arena_printf(&arena, "/api/v1/recognition/%.*s", TEXT_ARG(id));
    answer = site_ask(site, site_client(site, "county"), "GET", path.s, NULL, 0, NULL, false);
    struct text now = TEXT_EMPTY;
    json_text(member_of(&arena, &answer, "state"), &now);
    bool good = as_declared(action, from, role_of(client->account), status, now);
    counts->passed += good ? 1 : 0;
    counts->failed += good ? 0 : 1;
    if (!good) {
        fprintf(stderr, "steps: %s does “%s” from “%s”: %ld, then “%.*s”\n", client->account,
                action->name, from, status, TEXT_ARG(now));
    }
    answer_release(&answer);
    arena_release(&arena);
}

void steps_run(struct site *site, struct case_counts *counts)
{
    struct arena arena = {0};
    const struct flow *flow = &recognition_flow;
    struct text person =
        make(site, &arena, "/api/v1/person",
             TEXT("{\"name\":\"步步\",\"birth\":\"1990-01-01\",\"region\":\"360722100001\"}"));
    struct text id = make(
        site, &arena, "/api/v1/recognition",
        arena_printf(&arena, "{\"person_id\":\"%.*s\",\"kinds\":[\"dibao\"]}", TEXT_ARG(person)));
    for (size_t s = 0; s < flow->state_count; s++) {
        for (size_t a = 0; a < flow->action_count; a++) {
            for (size_t c = 0; c < SITE_ROLES; c++) {
                take(site, id, flow->states[s].code, &flow->actions[a], &site->clients[c], counts);
            }
        }
    }
    arena_release(&arena);
}
