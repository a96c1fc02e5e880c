#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <curl/curl.h>
#include <stdatomic.h>

#include "web/server.h"

/* An application that says back what came. */
static struct admission admit(void *context, struct exchange *exchange)
{
    (void)context;
    struct admission admission = {.ceiling = 1000};
    if (text_starts(exchange->target, TEXT("/refuse"))) {
        exchange->status = 403;
        buf_adds(&exchange->out, "no");
        admission.answered = true;
    }
    admission.worker = text_starts(exchange->target, TEXT("/worker"));
    admission.spool = text_starts(exchange->target, TEXT("/spool"));
    return admission;
}

static void answer(void *context, struct exchange *exchange)
{
    atomic_int *answered = context;
    (*answered)++;
    exchange->status = 200;
    if (exchange->body_status != OK) {
        exchange->status = 413;
    }
    exchange_header(exchange, "X-Seen", method_name(exchange->method));
    buf_addf(&exchange->out, "%.*s|%.*s|%d|%llu|%.*s", TEXT_ARG(exchange->target),
             TEXT_ARG(buf_text(&exchange->body)), exchange->upload >= 0 ? 1 : 0,
             (unsigned long long)exchange->body_size, TEXT_ARG(exchange->address));
}

struct fixture {
    struct server *server;
    struct arena arena;
    atomic_int answered;
};

static int start_with(void **state, struct text proxy)
{
    static struct fixture fixture;
    memset(&fixture, 0, sizeof(fixture));
    struct server_options options = {.listen = TEXT("127.0.0.1:0"),
                                     .spool = TEXT("/tmp"),
                                     .proxy = proxy,
                                     .threads = 2,
                                     .workers = 2};
    struct server_app app = {&fixture.answered, admit, answer};
    struct error error = {0};
    assert_int_equal(server_start(&options, app, &fixture.server, &fixture.arena, &error), OK);
    *state = &fixture;
    return 0;
}

static int start(void **state)
{
    return start_with(state, TEXT_EMPTY);
}

static int start_behind_proxy(void **state)
{
    return start_with(state, TEXT("127.0.0.1"));
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    server_stop(fixture->server);
    arena_release(&fixture->arena);
    return 0;
}

struct answer {
    long status;
    char body[4096];
    size_t n;
};

static size_t collect(char *bytes, size_t size, size_t n, void *context)
{
    struct answer *out = context;
    size_t room = sizeof(out->body) - 1 - out->n;
    size_t take = size * n < room ? size * n : room;
    memcpy(out->body + out->n, bytes, take);
    out->n += take;
    return size * n;
}

/* body NULL: GET; header may be NULL. */
static struct answer ask_with(CURL *curl, struct fixture *fixture, const char *path,
                              const char *body, long body_n, const char *header)
{
    struct answer out = {0};
    char url[256];
    snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", server_port(fixture->server), path);
    struct curl_slist *headers = header == NULL ? NULL : curl_slist_append(NULL, header);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    if (body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, body_n);
    } else {
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    }
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out.status);
    curl_slist_free_all(headers);
    return out;
}

static struct answer ask(struct fixture *fixture, const char *path, const char *body, long body_n)
{
    CURL *curl = curl_easy_init();
    struct answer out = ask_with(curl, fixture, path, body, body_n, NULL);
    curl_easy_cleanup(curl);
    return out;
}

static void answers_on_either_kind_of_thread(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(ask(fixture, "/quick?a=1", NULL, 0).body, "/quick?a=1||0|0|127.0.0.1");
    assert_string_equal(ask(fixture, "/worker", NULL, 0).body, "/worker||0|0|127.0.0.1");
    assert_string_equal(ask(fixture, "/worker", "body", 4).body, "/worker|body|0|4|127.0.0.1");
}

static void one_connection_carries_many_requests(void **state)
{
    struct fixture *fixture = *state;
    CURL *curl = curl_easy_init();
    for (int i = 0; i < 50; i++) {
        struct answer a = ask_with(curl, fixture, i % 2 == 0 ? "/quick" : "/worker", "xy", 2, NULL);
        assert_int_equal(a.status, 200);
    }
    long connections = 0;
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
    assert_int_equal(connections, 0); /* the last request made no new one */
    curl_easy_cleanup(curl);
}

static void long_bodies_are_cut_or_spooled(void **state)
{
    struct fixture *fixture = *state;
    static char big[1001];
    memset(big, 'x', sizeof(big));
    assert_int_equal(ask(fixture, "/quick", big, 1000).status, 200);
    assert_int_equal(ask(fixture, "/quick", big, 1001).status, 413);
    assert_string_equal(ask(fixture, "/spool", big, 900).body, "/spool||1|900|127.0.0.1");
    assert_int_equal(ask(fixture, "/spool", big, 1001).status, 413);
}

static void a_refusal_comes_before_the_body(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(ask(fixture, "/refuse", NULL, 0).status, 403);
    assert_int_equal(ask(fixture, "/refuse", "body", 4).status, 403);
    assert_int_equal(fixture->answered, 0);
}

static void only_the_configured_proxy_is_believed(void **state)
{
    struct fixture *fixture = *state;
    bool behind = strcmp(ask(fixture, "/quick", NULL, 0).body, "/quick||0|0|127.0.0.1") == 0;
    assert_true(behind);
    CURL *curl = curl_easy_init();
    struct answer a =
        ask_with(curl, fixture, "/quick", NULL, 0, "X-Forwarded-For: 6.6.6.6, 10.1.2.3");
    assert_string_equal(a.body, "/quick||0|0|127.0.0.1");
    curl_easy_cleanup(curl);
}

static void the_proxys_last_word_is_the_client(void **state)
{
    struct fixture *fixture = *state;
    CURL *curl = curl_easy_init();
    struct answer a =
        ask_with(curl, fixture, "/quick", NULL, 0, "X-Forwarded-For: 6.6.6.6, 10.1.2.3");
    assert_string_equal(a.body, "/quick||0|0|10.1.2.3");
    curl_easy_cleanup(curl);
}

static void a_port_in_use_is_told(void **state)
{
    struct fixture *fixture = *state;
    char listen[32];
    snprintf(listen, sizeof(listen), "127.0.0.1:%u", server_port(fixture->server));
    struct server_options options = {.listen = text_of(listen), .spool = TEXT("/tmp")};
    struct server_app app = {&fixture->answered, admit, answer};
    struct server *second;
    struct error error = {0};
    assert_int_equal(server_start(&options, app, &second, &fixture->arena, &error), UNAVAILABLE);
    static const char *const bad[] = {"8080", "127.0.0.1", "127.0.0.1:99999", "example:80x", ""};
    for (size_t i = 0; i < COUNT(bad); i++) {
        options.listen = text_of(bad[i]);
        assert_int_equal(server_start(&options, app, &second, &fixture->arena, &error), INVALID);
    }
}

/* The library's quiesce aborted the process about once in ten thousand stops (both its threads and
 * ours took the listening socket out of the epoll set). */
static void stopping_right_after_an_answer_is_safe(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        void *fixture = NULL;
        assert_int_equal(start(&fixture), 0);
        assert_int_equal(ask(fixture, i % 2 == 0 ? "/quick" : "/worker", NULL, 0).status, 200);
        assert_int_equal(stop(&fixture), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stopping_right_after_an_answer_is_safe),
        cmocka_unit_test_setup_teardown(answers_on_either_kind_of_thread, start, stop),
        cmocka_unit_test_setup_teardown(one_connection_carries_many_requests, start, stop),
        cmocka_unit_test_setup_teardown(long_bodies_are_cut_or_spooled, start, stop),
        cmocka_unit_test_setup_teardown(a_refusal_comes_before_the_body, start, stop),
        cmocka_unit_test_setup_teardown(only_the_configured_proxy_is_believed, start, stop),
        cmocka_unit_test_setup_teardown(the_proxys_last_word_is_the_client, start_behind_proxy,
                                        stop),
        cmocka_unit_test_setup_teardown(a_port_in_use_is_told, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
