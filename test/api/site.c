#include "site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/ceilings.h"
#include "domain/app_jobs.h"
#include "domain/people/user.h"
#include "web/events.h"

const char *const site_roles[SITE_ROLES] = {"county",       "township",       "village",
                                            "bureau",       "enterprise",     "auditor",
                                            "system_admin", "security_admin", "audit_admin"};

static void must(enum status status, const struct error *error)
{
    if (status != OK) {
        fprintf(stderr, "%s: %.*s %.*s\n", status_name(status), TEXT_ARG(error->message),
                TEXT_ARG(error->detail));
        exit(1);
    }
}

static void make_accounts(struct site *site)
{
    struct actor program = actor_program(site->app->county);
    struct error error = {0};
    struct db *db;
    char hash[PASSWORD_HASH_SIZE];
    password_hash(&site->web.gate, TEXT(SITE_PASSWORD), hash);
    must(database_writer(site->app->database, &db, &site->arena, &error), &error);
    struct work work = app_work(site->app, db, &site->arena, &program);
    must(db_begin(db, &site->arena, &error), &error);
    for (size_t i = 0; i < SITE_ROLES; i++) {
        int64_t id, region = site->app->county;
        region = strcmp(site_roles[i], "township") == 0  ? 360722100000
                 : strcmp(site_roles[i], "village") == 0 ? 360722100001
                                                         : region;
        struct errors errors = {0};
        struct user_edit edit = {.account = text_of(site_roles[i]),
                                 .name = text_of(site_roles[i]),
                                 .role = role_find(text_of(site_roles[i])),
                                 .region = region};
        must(user_create(&work, &edit, hash, false, &id, &errors, &error), &error);
    }
    must(db_commit(db, &site->arena, &error), &error);
    db_release(db);
}

static void sign_in(struct site *site, struct client *client)
{
    char body[128];
    int n = snprintf(body, sizeof(body), "{\"account\":\"%s\",\"password\":\"%s\"}",
                     client->account, SITE_PASSWORD);
    struct answer answer =
        site_ask(site, client, "POST", "/api/v1/session", body, (size_t)n, NULL, true);
    struct json *json;
    struct error error = {0};
    struct text csrf = TEXT_EMPTY;
    if (answer.status != 200 ||
        json_parse(&site->arena, buf_text(&answer.body), &json, &error) != OK ||
        !json_text(json_member(json, "csrf"), &csrf)) {
        fprintf(stderr, "%s cannot sign in: %ld\n", client->account, answer.status);
        exit(1);
    }
    memcpy(client->csrf, csrf.s, csrf.n < sizeof(client->csrf) ? csrf.n : 0);
    answer_release(&answer);
}

static struct client client_of(const char *account)
{
    struct client client = {.curl = curl_easy_init()};
    curl_easy_setopt(client.curl, CURLOPT_COOKIEFILE, "");
    snprintf(client.account, sizeof(client.account), "%s", account);
    return client;
}

struct client site_sign_in(struct site *site, const char *account)
{
    struct client client = client_of(account);
    sign_in(site, &client);
    return client;
}

/* The bundled notice and an account per role. */
static void fill_site(struct site *site, const char *notices)
{
    struct error error = {0};
    struct app_plan plan = {.notice = arena_printf(&site->arena, "%s/xinfeng-2022-02", notices).s};
    must(app_set_up(site->app, &plan, &site->arena, &error), &error);
    must(app_load_facts(site->app, &site->arena, &error), &error);
    make_accounts(site);
}

void site_open(struct site *site, const char *where, const char *notices, bool set_up)
{
    struct error error = {0};
    memset(site, 0, sizeof(*site));
    const char *tmp = getenv("TMPDIR");
    snprintf(site->folder, sizeof(site->folder), "%s/nuanxin-api-XXXXXX",
             tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(site->folder) == NULL) {
        fprintf(stderr, "cannot make %s\n", site->folder);
        exit(1);
    }
    if (where != NULL) {
        struct text unique = text_of(site->folder);
        where = arena_printf(&site->arena, "%s%sschema=api_%.*s", where,
                             strchr(where, '?') == NULL ? "?" : "&", 6, unique.s + unique.n - 6)
                    .s;
    }
    site->where = where;
    struct app_options options = {.folder = site->folder, .database = where};
    must(app_open(&options, clock_system(), &site->app, &site->arena, &error), &error);
    web_init(&site->web, site->app, text_of(notices));
    if (set_up) {
        fill_site(site, notices);
    }
    app_start_jobs(site->app);
    jobs_listen(site->app->jobs, events_job_changed, site->web.events);
    struct server_options listen = {.listen = TEXT("127.0.0.1:0"), .spool = text_of(site->folder)};
    must(server_start(&listen, web_app(&site->web), &site->server, &site->arena, &error), &error);
    for (size_t i = 0; i <= SITE_ROLES; i++) {
        struct client *client = &site->clients[i];
        *client = client_of(i < SITE_ROLES ? site_roles[i] : "nobody");
        if (i < SITE_ROLES && set_up) {
            sign_in(site, client);
        }
    }
}

void site_beside(struct site *site)
{
    struct error error = {0};
    if (site->second == NULL) {
        struct app_options options = {.folder = site->folder, .database = site->where};
        struct server_options listen = {.listen = TEXT("127.0.0.1:0"),
                                        .spool = text_of(site->folder)};
        must(app_open(&options, clock_system(), &site->second, &site->arena, &error), &error);
        must(app_load_facts(site->second, &site->arena, &error), &error);
        web_init(&site->second_web, site->second, TEXT_EMPTY);
        must(server_start(&listen, web_app(&site->second_web), &site->second_server, &site->arena,
                          &error),
             &error);
    }
    must(app_catch_up(site->second, &site->arena, &error), &error);
    site->beside = true;
}

void site_close(struct site *site)
{
    if (site->second != NULL) {
        server_stop(site->second_server);
        web_release(&site->second_web);
        app_close(site->second);
    }
    for (size_t i = 0; i <= SITE_ROLES; i++) {
        curl_easy_cleanup(site->clients[i].curl);
    }
    server_stop(site->server);
    jobs_stop(site->app->jobs);
    site->app->jobs = NULL;
    web_release(&site->web);
    app_close(site->app);
    char command[256];
    snprintf(command, sizeof(command), "rm -rf '%s'", site->folder);
    if (system(command) != 0) { /* NOLINT: the name is our own mkdtemp */
        fprintf(stderr, "cannot remove %s\n", site->folder);
    }
    arena_release(&site->arena);
}

struct client *site_client(struct site *site, const char *account)
{
    for (size_t i = 0; i <= SITE_ROLES; i++) {
        if (strcmp(site->clients[i].account, account) == 0) {
            return &site->clients[i];
        }
    }
    fprintf(stderr, "no account %s\n", account);
    exit(1);
}

static size_t collect(char *bytes, size_t size, size_t n, void *context)
{
    buf_add(context, bytes, size * n);
    return size * n;
}

struct asking {
    const char *method, *path, *body;
    size_t body_n;
    const char *const *headers;
    bool bare;
};

static bool names_type(const char *const *headers)
{
    for (size_t i = 0; headers != NULL && headers[i] != NULL; i++) {
        if (strncasecmp(headers[i], "Content-Type:", 13) == 0) {
            return true;
        }
    }
    return false;
}

/* Everything of a request but its sending; the list of headers is the caller's to free. */
static struct curl_slist *prepare(struct site *site, struct client *client,
                                  const struct asking *asking, struct answer *answer)
{
    buf_init(&answer->body, CEILING_RESPONSE);
    buf_init(&answer->headers, MIB);
    char url[2048], line[128];
    struct server *server = site->beside ? site->second_server : site->server;
    site->beside = false;
    snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", server_port(server), asking->path);
    struct curl_slist *list = NULL;
    if (!asking->bare && client->csrf[0] != '\0') {
        snprintf(line, sizeof(line), "X-CSRF: %s", client->csrf);
        list = curl_slist_append(list, line);
    }
    if (asking->body != NULL && !names_type(asking->headers)) {
        list = curl_slist_append(list, "Content-Type: application/json");
    }
    for (size_t i = 0; asking->headers != NULL && asking->headers[i] != NULL; i++) {
        list = curl_slist_append(list, asking->headers[i]);
    }
    CURL *curl = client->curl;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer->body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer->headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_NOBODY, 0L);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (asking->body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, asking->body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)asking->body_n);
    }
    if (strcmp(asking->method, "HEAD") == 0) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, NULL);
    } else {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, asking->method);
    }
    return list;
}

struct answer site_ask(struct site *site, struct client *client, const char *method,
                       const char *path, const char *body, size_t body_n,
                       const char *const *headers, bool bare)
{
    struct answer answer = {0};
    const struct asking asking = {method, path, body, body_n, headers, bare};
    struct curl_slist *list = prepare(site, client, &asking, &answer);
    CURLcode code = curl_easy_perform(client->curl);
    curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &answer.status);
    if (code != CURLE_OK && answer.status == 0) {
        fprintf(stderr, "%s %s: %s\n", method, path, curl_easy_strerror(code));
    }
    curl_slist_free_all(list);
    return answer;
}

void site_ask_at_once(struct site *site, struct client *const clients[2], const char *path,
                      const char *body, struct answer answers[2])
{
    struct curl_slist *lists[2];
    CURLM *multi = curl_multi_init();
    for (size_t i = 0; i < 2; i++) {
        const struct asking asking = {"POST", path, body, strlen(body), NULL, false};
        answers[i] = (struct answer){0};
        if (i == 1) {
            site_beside(site);
        }
        lists[i] = prepare(site, clients[i], &asking, &answers[i]);
        curl_multi_add_handle(multi, clients[i]->curl);
    }
    for (int running = 1; running > 0;) {
        curl_multi_perform(multi, &running);
        curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    for (size_t i = 0; i < 2; i++) {
        curl_easy_getinfo(clients[i]->curl, CURLINFO_RESPONSE_CODE, &answers[i].status);
        curl_multi_remove_handle(multi, clients[i]->curl);
        curl_slist_free_all(lists[i]);
    }
    curl_multi_cleanup(multi);
}

void answer_release(struct answer *answer)
{
    buf_release(&answer->body);
    buf_release(&answer->headers);
}
