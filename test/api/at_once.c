#include "at_once.h"

#include <stdio.h>
#include <string.h>

/* The kinds of step, each done by two at once; what comes before it makes it possible. */
static const struct step {
    const char *account, *unit, *action, *body, *state;
    int times; /* how often the report has been handed in or sealed afterwards */
} steps[] = {
    {"township", "jiading", "submit",
     "{\"prose\":{\"progress\":\"走访三十户，推荐岗位六十个，组织招聘会一场，帮助五人就业。\","
     "\"problems\":\"无\",\"next\":\"坚持每周调度\"},"
     "\"explain\":{\"W03\":\"本周台账还没有录入\"}}",
     "submitted", 1},
    {"county", "jiading", "accept", "{}", "accepted", 1},
    {"county", "county", "seal",
     "{\"reason\":\"其余单位缺报\",\"explain\":{\"W03\":\"只有一个单位报送\"}}", "frozen", 1},
    {"county", "county", "reopen", "{\"reason\":\"有单位要更正\"}", "returned", 1},
};

/* Many rounds, because two requests do not meet in the same place each time. */
static const char *const rounds[] = {"2022-09-09", "2022-09-16", "2022-09-23", "2022-09-30"};

static void count(struct case_counts *counts, bool good, const char *what, const char *round,
                  const struct step *step)
{
    counts->passed += good ? 1 : 0;
    counts->failed += good ? 0 : 1;
    if (!good) {
        fprintf(stderr, "at once: %s of %s %s: %s\n", step->action, step->unit, round, what);
    }
}

/* What a GET says, parsed; the json is the arena's. */
static const struct json *look(struct site *site, struct arena *arena, const char *account,
                               struct text path)
{
    struct json *json = NULL;
    struct error error;
    struct answer answer =
        site_ask(site, site_client(site, account), "GET", path.s, NULL, 0, NULL, false);
    if (json_parse(arena, arena_text(arena, buf_text(&answer.body)), &json, &error) != OK) {
        json = NULL;
    }
    answer_release(&answer);
    return json;
}

static bool says(const struct json *json, const char *member, const char *wanted)
{
    struct text text;
    return json != NULL && json_text(json_member(json, member), &text) && text_is(text, wanted);
}

/* How many entries of the row's history are that action. */
static int entries_of(const struct json *history, const char *action)
{
    const struct json *entries = history == NULL ? NULL : json_member(history, "entries");
    int n = 0;
    for (size_t i = 0; entries != NULL && i < entries->n; i++) {
        n += says(&entries->at[i], "action", action) ? 1 : 0;
    }
    return n;
}

/* The one who came second is told what the report has become, or that somebody changed it. */
static bool is_told(const struct answer *answer)
{
    struct text body = buf_text(&answer->body);
    return answer->status == 409 &&
           (text_has(body, TEXT("刷新")) || text_has(body, TEXT("刚被别人")) ||
            text_has(body, TEXT("不能办理")));
}

static void both_do(struct site *site, struct client *const clients[2], const char *round,
                    const struct step *step, struct case_counts *counts)
{
    struct arena arena = {0};
    struct answer answers[2];
    struct text one = arena_printf(&arena, "/api/v1/submissions/weekly/%s/%s", round, step->unit);
    struct text path = arena_printf(&arena, "%.*s/%s", TEXT_ARG(one), step->action);
    site_ask_at_once(site, clients, path.s, step->body, answers);
    size_t winner = answers[0].status == 200 ? 0 : 1;
    count(counts, answers[winner].status == 200, "nobody does it", round, step);
    count(counts, is_told(&answers[1 - winner]), "the second is not told", round, step);
    if (answers[winner].status != 200 || !is_told(&answers[1 - winner])) {
        for (size_t i = 0; i < 2; i++) {
            fprintf(stderr, "  %ld %.400s\n", answers[i].status, answers[i].body.s);
        }
    }
    answer_release(&answers[0]);
    answer_release(&answers[1]);

    const struct json *shown = look(site, &arena, step->account, one);
    struct text id = TEXT_EMPTY;
    count(counts, says(shown, "state", step->state), "another state", round, step);
    if (shown != NULL) {
        (void)json_text(json_member(shown, "id"), &id);
    }
    path = arena_printf(&arena, "/api/v1/submission/%.*s", TEXT_ARG(id));
    const struct json *row = look(site, &arena, step->account, path);
    int64_t times = 0;
    (void)(row != NULL && json_int(json_member(row, "times"), &times));
    count(counts, times == step->times, "counted twice", round, step);
    path = arena_printf(&arena, "/api/v1/submission/%.*s/history", TEXT_ARG(id));
    count(counts, entries_of(look(site, &arena, step->account, path), step->action) == 1,
          "not once in the history", round, step);
    arena_release(&arena);
}

/* Weeks end on the weekday that the site has set. */
static void set_weekday(struct site *site)
{
    static const char body[] = "{\"settings\":[{\"key\":\"report_weekday\",\"value\":5}]}";
    struct answer answer = site_ask(site, site_client(site, "system_admin"), "PUT",
                                    "/api/v1/settings", body, sizeof(body) - 1, NULL, false);
    if (answer.status != 200) {
        fprintf(stderr, "at once: no weekday: %ld %.300s\n", answer.status, answer.body.s);
    }
    answer_release(&answer);
}

void at_once_run(struct site *site, struct case_counts *counts)
{
    set_weekday(site);
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct client second = site_sign_in(site, steps[i].account);
        struct client *const clients[2] = {site_client(site, steps[i].account), &second};
        for (size_t r = 0; r < COUNT(rounds); r++) {
            both_do(site, clients, rounds[r], &steps[i], counts);
        }
        curl_easy_cleanup(second.curl);
    }
}
