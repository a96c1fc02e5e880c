#include "withdrawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceilings.h"

enum { PATIENCE_MS = 30000, STEP_MS = 100 };

static void must(enum status status, const struct error *error)
{
    if (status != OK) {
        fprintf(stderr, "withdrawn: %.*s\n", TEXT_ARG(error->message));
        exit(1);
    }
}

static int64_t user_of(struct site *site, struct arena *arena, const char *account)
{
    struct json *json;
    struct error error;
    int64_t id = 0;
    struct text path = arena_printf(arena, "/api/v1/users?text=%s", account);
    struct answer answer =
        site_ask(site, site_client(site, "system_admin"), "GET", path.s, NULL, 0, NULL, false);
    must(json_parse(arena, buf_text(&answer.body), &json, &error), &error);
    const struct json *rows = json_member(json, "rows");
    if (rows == NULL || rows->n == 0 || !json_id(json_member(&rows->at[0], "id"), &id)) {
        fprintf(stderr, "withdrawn: no account %s\n", account);
        exit(1);
    }
    answer_release(&answer);
    return id;
}

/* A job of his that no pool knows: it waits for ever, and so does its stream. */
static struct text waiting_job(struct site *site, struct arena *arena, int64_t user)
{
    struct error error;
    struct db *db;
    struct job_info info = {.county = site->app->county,
                            .actor = user,
                            .kind = TEXT("nobody_does"),
                            .title = TEXT("等着"),
                            .params = TEXT("{}")};
    must(database_writer(site->app->database, &db, arena, &error), &error);
    must(db_begin(db, arena, &error), &error);
    must(job_submit(db, site->app->clock, &info, arena, &error), &error);
    must(db_commit(db, arena, &error), &error);
    db_release(db);
    return arena_printf(arena, "/api/v1/jobs/%lld/events", (long long)info.id);
}

static size_t collect(char *bytes, size_t size, size_t n, void *context)
{
    buf_add(context, bytes, size * n);
    return size * n;
}

/* Goes on with the transfer until it has ended, or something has come and `ended` is not asked. */
static bool wait_for(CURLM *multi, const struct buf *got, bool ended)
{
    int running = 1;
    for (int waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
        curl_multi_perform(multi, &running);
        if (running == 0 || (!ended && got->n > 0)) {
            return ended == (running == 0);
        }
        curl_multi_poll(multi, NULL, 0, STEP_MS, NULL);
    }
    return false;
}

static void count(struct case_counts *counts, bool good, const char *what)
{
    counts->passed += good ? 1 : 0;
    counts->failed += good ? 0 : 1;
    if (!good) {
        fprintf(stderr, "withdrawn: %s\n", what);
    }
}

void withdrawn_run(struct site *site, struct case_counts *counts)
{
    struct arena arena = {0};
    struct buf got;
    buf_init(&got, MIB);
    int64_t user = user_of(site, &arena, "village");
    struct client *village = site_client(site, "village");
    struct text path = waiting_job(site, &arena, user);
    struct text url =
        arena_printf(&arena, "http://127.0.0.1:%u%.*s", server_port(site->server), TEXT_ARG(path));
    CURL *watching = village->curl; /* his cookies are in it */
    curl_easy_setopt(watching, CURLOPT_URL, url.s);
    curl_easy_setopt(watching, CURLOPT_CUSTOMREQUEST, NULL);
    curl_easy_setopt(watching, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(watching, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(watching, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(watching, CURLOPT_WRITEDATA, &got);
    curl_easy_setopt(watching, CURLOPT_HEADERFUNCTION, NULL);
    curl_easy_setopt(watching, CURLOPT_HEADERDATA, NULL);
    curl_easy_setopt(watching, CURLOPT_TIMEOUT, 0L);
    CURLM *multi = curl_multi_init();
    curl_multi_add_handle(multi, watching);
    bool open = wait_for(multi, &got, false) && text_has(buf_text(&got), TEXT("\"waiting\""));
    count(counts, open, "the stream does not open");

    struct text disable = arena_printf(&arena, "/api/v1/users/%lld/disable", (long long)user);
    struct answer answer =
        site_ask(site, site_client(site, "system_admin"), "POST", disable.s, NULL, 0, NULL, false);
    count(counts, answer.status == 200, "he cannot be disabled");
    answer_release(&answer);
    count(counts, wait_for(multi, &got, true), "the stream goes on");
    curl_multi_remove_handle(multi, watching);
    curl_multi_cleanup(multi);
    answer = site_ask(site, village, "GET", path.s, NULL, 0, NULL, false);
    count(counts, answer.status == 401, "he is let in again");
    answer_release(&answer);
    buf_release(&got);
    arena_release(&arena);
}
