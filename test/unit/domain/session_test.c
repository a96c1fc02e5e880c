#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "domain/people/session.h"
#include "domain/people/token.h"
#include "store/audit.h"
#include "store/db.h"

enum { MINUTE = 60000 };
static const int64_t county = 360722000000;

struct fixture {
    struct arena arena;
    char folder[64];
    struct database *database;
    struct secret *secret;
    struct sessions *sessions;
    int64_t now;
    struct actor actor;
    struct work work;
    int64_t user; /* 张乡, a township clerk */
};

static void ok(struct fixture *f, enum status status, const struct error *error)
{
    if (status != OK) {
        fail_msg("%s: %.*s %.*s", status_name(status), TEXT_ARG(error->message),
                 TEXT_ARG(error->detail));
    }
    (void)f;
}

static void begin(struct fixture *f)
{
    struct error error = {0};
    ok(f, database_writer(f->database, &f->work.db, &f->arena, &error), &error);
    ok(f, db_begin(f->work.db, &f->arena, &error), &error);
}

static void commit(struct fixture *f)
{
    struct error error = {0};
    ok(f, db_commit(f->work.db, &f->arena, &error), &error);
    db_release(f->work.db);
}

static int set_up(void **state)
{
    struct fixture *f = test_calloc(1, sizeof(*f));
    struct error error = {0};
    strcpy(f->folder, "/tmp/nuanxin-session-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    char *keys = arena_cstr(&f->arena, arena_printf(&f->arena, "%s/keys", f->folder));
    ok(f, secret_create(keys, SECRET_AES, &f->arena, &error), &error);
    ok(f, secret_load(keys, &f->secret, &f->arena, &error), &error);
    char *file = arena_cstr(&f->arena, arena_printf(&f->arena, "%s/site.db", f->folder));
    ok(f, database_open(file, &f->database, &f->arena, &error), &error);
    f->now = 1663900000000;
    f->actor = actor_program(county);
    f->work = (struct work){
        .arena = &f->arena, .clock = clock_at(&f->now), .actor = &f->actor, .secret = f->secret};
    f->sessions = sessions_new(90);
    struct buf ddl;
    buf_init(&ddl, 1 << 20);
    enum dialect dialect = database_dialect(f->database);
    buf_adds(&ddl, audit_ddl[dialect]);
    buf_adds(&ddl, ";\n");
    user_schema(dialect, &ddl);
    begin(f);
    ok(f, db_execute(f->work.db, buf_text(&ddl), &f->arena, &error), &error);
    struct errors errors = {0};
    struct user_edit edit = {.account = TEXT("zhangxiang"),
                             .name = TEXT("张乡"),
                             .role = ROLE_TOWNSHIP,
                             .region = 360722100000};
    ok(f, user_create(&f->work, &edit, "hash-1", false, &f->user, &errors, &error), &error);
    commit(f);
    buf_release(&ddl);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    sessions_free(f->sessions);
    database_close(f->database);
    secret_close(f->secret);
    static const char *const files[] = {"site.db", "site.db-wal", "site.db-shm", "site.db-turn",
                                        "keys"};
    for (size_t i = 0; i < COUNT(files); i++) {
        unlink(arena_cstr(&f->arena, arena_printf(&f->arena, "%s/%s", f->folder, files[i])));
    }
    assert_int_equal(rmdir(f->folder), 0);
    arena_release(&f->arena);
    test_free(f);
    return 0;
}

/* Opens a session for the clerk. */
static void sign_in(struct fixture *f, char token[SESSION_TOKEN_SIZE + 1], struct session *session)
{
    struct error error = {0};
    struct user user = {0};
    begin(f);
    ok(f, user_read(&f->work, f->user, &user, &error), &error);
    ok(f, session_open(&f->work, &user, token, session, &error), &error);
    ok(f, user_signed_in(&f->work, &user, &error), &error);
    commit(f);
}

static enum status find(struct fixture *f, const char *token, bool machine, struct session *out)
{
    struct error error = {0};
    return sessions_find(f->sessions, f->database, county, text_of(token), machine, f->work.clock,
                         &f->arena, out, &error);
}

static void a_token_finds_its_session(void **state)
{
    struct fixture *f = *state;
    char token[SESSION_TOKEN_SIZE + 1];
    struct session opened, found;
    sign_in(f, token, &opened);
    assert_int_equal(find(f, token, false, &found), OK);
    assert_int_equal(found.user, f->user);
    assert_string_equal(found.csrf, opened.csrf);
    assert_string_not_equal(found.csrf, found.hash);
    struct actor actor = session_actor(&found, county, TEXT("10.0.0.1"));
    assert_int_equal(actor.role, ROLE_TOWNSHIP);
    assert_true(actor_reaches(&actor, 360722100201));
    assert_false(actor_reaches(&actor, 360722101000));

    token[5] = token[5] == 'A' ? 'B' : 'A';
    assert_int_equal(find(f, token, false, &found), UNSIGNED);
    assert_int_equal(find(f, "", false, &found), UNSIGNED);
    assert_int_equal(find(f, token, true, &found), UNSIGNED);
}

static void idle_sessions_end(void **state)
{
    struct fixture *f = *state;
    char token[SESSION_TOKEN_SIZE + 1];
    struct session session;
    sign_in(f, token, &session);
    for (int i = 0; i < 5; i++) {
        f->now += 29LL * MINUTE;
        assert_int_equal(find(f, token, false, &session), OK);
    }
    f->now += 31LL * MINUTE;
    assert_int_equal(find(f, token, false, &session), UNSIGNED);
}

static void no_session_lasts_past_half_a_day(void **state)
{
    struct fixture *f = *state;
    char token[SESSION_TOKEN_SIZE + 1];
    struct session session;
    sign_in(f, token, &session);
    for (int i = 0; i < 12 * 6; i++) {
        f->now += 10LL * MINUTE;
        assert_int_equal(find(f, token, false, &session), OK);
    }
    f->now += 10LL * MINUTE;
    assert_int_equal(find(f, token, false, &session), UNSIGNED);
}

static void use_is_stored_and_survives_forgetting(void **state)
{
    struct fixture *f = *state;
    char token[SESSION_TOKEN_SIZE + 1];
    struct session session;
    struct error error = {0};
    sign_in(f, token, &session);
    f->now += 20LL * MINUTE;
    assert_int_equal(find(f, token, false, &session), OK);
    begin(f);
    ok(f, sessions_settle(f->sessions, &f->work, &error), &error);
    commit(f);
    /* Another process: nothing is remembered there. */
    struct sessions *others = sessions_new(90);
    f->now += 20LL * MINUTE;
    assert_int_equal(sessions_find(others, f->database, county, text_of(token), false,
                                   f->work.clock, &f->arena, &session, &error),
                     OK);
    sessions_free(others);
}

static void disabling_ends_everything_at_once(void **state)
{
    struct fixture *f = *state;
    char token[SESSION_TOKEN_SIZE + 1], secret[SESSION_TOKEN_SIZE + 1];
    struct session session;
    struct token made;
    struct error error = {0};
    sign_in(f, token, &session);
    struct actor clerk = session_actor(&session, county, TEXT_EMPTY);
    f->work.actor = &clerk;
    begin(f);
    ok(f, token_create(&f->work, TEXT("导数"), 30, secret, &made, &error), &error);
    commit(f);
    f->work.actor = &f->actor;
    assert_int_equal(find(f, token, false, &session), OK);
    assert_int_equal(find(f, secret, true, &session), OK);
    assert_true(session.machine);
    begin(f);
    ok(f, user_set_state(&f->work, f->user, USER_DISABLED, &error), &error);
    commit(f);
    sessions_forget(f->sessions);
    assert_int_equal(find(f, token, false, &session), UNSIGNED);
    assert_int_equal(find(f, secret, true, &session), UNSIGNED);
}

static void a_machines_token_expires(void **state)
{
    struct fixture *f = *state;
    char secret[SESSION_TOKEN_SIZE + 1];
    struct token made;
    struct session session;
    struct error error = {0};
    struct actor clerk = {.user = f->user, .role = ROLE_TOWNSHIP, .county = county};
    f->work.actor = &clerk;
    begin(f);
    ok(f, token_create(&f->work, TEXT("导数"), 1, secret, &made, &error), &error);
    struct token_list list;
    ok(f, token_list(&f->work, &list, &error), &error);
    commit(f);
    assert_int_equal(list.n, 1);
    assert_int_equal(find(f, secret, true, &session), OK);
    f->now += 23LL * 60 * MINUTE;
    assert_int_equal(find(f, secret, true, &session), OK);
    f->now += 2LL * 60 * MINUTE;
    assert_int_equal(find(f, secret, true, &session), UNSIGNED);
    begin(f);
    clerk.user++;
    assert_int_equal(token_remove(&f->work, made.id, &error), NOT_FOUND);
    clerk.user--;
    ok(f, token_remove(&f->work, made.id, &error), &error);
    commit(f);
}

static void five_failures_lock_for_a_quarter_hour(void **state)
{
    struct fixture *f = *state;
    struct error error = {0};
    struct user user = {0};
    int64_t locked = 0;
    begin(f);
    for (int i = 0; i < USER_LOCK_FAILURES; i++) {
        assert_int_equal(locked, 0);
        ok(f, user_read(&f->work, f->user, &user, &error), &error);
        ok(f, user_failed(&f->work, &user, &locked, &error), &error);
    }
    assert_int_equal(locked, f->now + 15LL * MINUTE);
    ok(f, user_read(&f->work, f->user, &user, &error), &error);
    assert_int_equal(user.locked_until, locked);
    ok(f, user_signed_in(&f->work, &user, &error), &error);
    ok(f, user_read(&f->work, f->user, &user, &error), &error);
    assert_int_equal(user.locked_until, 0);
    assert_int_equal(user.signed_in_at, f->now);
    commit(f);
}

static void addresses_that_fail_often_wait(void **state)
{
    struct fixture *f = *state;
    struct text address = TEXT("10.0.0.9");
    for (int i = 0; i < 20; i++) {
        assert_int_equal(sessions_wait(f->sessions, address, f->work.clock), 0);
        sessions_failed(f->sessions, address, f->work.clock);
    }
    assert_int_equal(sessions_wait(f->sessions, address, f->work.clock), 1);
    assert_int_equal(sessions_wait(f->sessions, TEXT("10.0.0.8"), f->work.clock), 0);
    for (int i = 0; i < 20; i++) {
        sessions_failed(f->sessions, address, f->work.clock);
    }
    assert_int_equal(sessions_wait(f->sessions, address, f->work.clock), 30);
    f->now += 31000;
    assert_int_equal(sessions_wait(f->sessions, address, f->work.clock), 0);
    f->now += 16LL * MINUTE;
    sessions_failed(f->sessions, address, f->work.clock);
    assert_int_equal(sessions_wait(f->sessions, address, f->work.clock), 0);
}

static void old_passwords_stay_away(void **state)
{
    struct fixture *f = *state;
    struct error error = {0};
    struct password_gate gate;
    password_gate_init(&gate);
    char hash[PASSWORD_HASH_SIZE];
    static const char *const passwords[] = {"First-11", "Second-2", "Third-33",
                                            "Fourth-4", "Fifth-55", "Sixth-66"};
    struct user user = {0};
    for (size_t i = 0; i < COUNT(passwords); i++) {
        f->now += 1000;
        password_hash(&gate, text_of(passwords[i]), hash);
        begin(f);
        ok(f, user_read(&f->work, f->user, &user, &error), &error);
        ok(f, user_set_password(&f->work, &user, hash, false, TEXT_EMPTY, &error), &error);
        commit(f);
    }
    begin(f);
    ok(f, user_read(&f->work, f->user, &user, &error), &error);
    bool reused;
    for (size_t i = 0; i < COUNT(passwords); i++) {
        ok(f, user_password_reused(&f->work, &user, &gate, text_of(passwords[i]), &reused, &error),
           &error);
        assert_int_equal(reused, i > 0); /* the last five are kept, the first may come back */
    }
    commit(f);
    password_gate_release(&gate);
}

static void accounts_are_checked(void **state)
{
    struct fixture *f = *state;
    struct error error = {0};
    static const struct {
        struct user_edit edit;
        enum status status;
    } cases[] = {
        {{.account = {"zhangxiang", 10}, .name = {"x", 1}}, CONFLICT},
        {{.account = {"ab", 2}, .name = {"x", 1}}, INVALID},
        {{.account = {"Abcd", 4}, .name = {"x", 1}}, INVALID},
        {{.account = {"abcd", 4}}, INVALID},
        {{.account = {"abcd", 4}, .name = {"x", 1}, .region = 360723100000}, INVALID},
        {{.account = {"abcd", 4}, .name = {"x", 1}, .region = 360722100000}, OK},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct errors errors = {0};
        int64_t id;
        begin(f);
        assert_int_equal(user_create(&f->work, &cases[i].edit, "h", true, &id, &errors, &error),
                         cases[i].status);
        if (cases[i].status == OK) {
            commit(f);
        } else {
            db_rollback(f->work.db);
            db_release(f->work.db);
        }
    }
}

static void the_last_administrator_stays(void **state)
{
    struct fixture *f = *state;
    struct error error = {0};
    struct errors errors = {0};
    int64_t first, second;
    struct user_edit edit = {
        .account = TEXT("admin1"), .name = TEXT("甲"), .role = ROLE_SYSTEM_ADMIN};
    begin(f);
    ok(f, user_create(&f->work, &edit, "h", true, &first, &errors, &error), &error);
    assert_int_equal(user_set_state(&f->work, first, USER_DISABLED, &error), DENIED);
    struct user_edit other = {.role = ROLE_COUNTY};
    assert_int_equal(user_change(&f->work, first, 1, &other, &errors, &error), DENIED);
    edit.account = TEXT("admin2");
    ok(f, user_create(&f->work, &edit, "h", true, &second, &errors, &error), &error);
    ok(f, user_set_state(&f->work, first, USER_DISABLED, &error), &error);
    assert_int_equal(user_change(&f->work, f->user, 7, &other, &errors, &error), CONFLICT);
    ok(f, user_change(&f->work, f->user, 1, &other, &errors, &error), &error);
    struct actor self = {.user = f->user, .role = ROLE_SECURITY_ADMIN, .county = county};
    f->work.actor = &self;
    assert_int_equal(user_set_state(&f->work, f->user, USER_DISABLED, &error), DENIED);
    struct user_page page;
    ok(f, user_list(&f->work, TEXT("admin"), 0, 20, &page, &error), &error);
    assert_int_equal(page.total, 2);
    commit(f);
}

static void a_code_counts_once(void **state)
{
    struct fixture *f = *state;
    struct error error = {0};
    struct user user = {0};
    bool fresh;
    begin(f);
    ok(f, user_read(&f->work, f->user, &user, &error), &error);
    ok(f, user_set_totp(&f->work, &user, TEXT("sealed"), true, &error), &error);
    ok(f, user_use_code(&f->work, &user, 100, &fresh, &error), &error);
    assert_true(fresh);
    ok(f, user_use_code(&f->work, &user, 100, &fresh, &error), &error);
    assert_false(fresh);
    ok(f, user_use_code(&f->work, &user, 99, &fresh, &error), &error);
    assert_false(fresh);
    ok(f, user_read(&f->work, f->user, &user, &error), &error);
    assert_true(user.totp_on);
    assert_true(text_is(user.totp, "sealed"));
    commit(f);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_token_finds_its_session),
        CASE(idle_sessions_end),
        CASE(no_session_lasts_past_half_a_day),
        CASE(use_is_stored_and_survives_forgetting),
        CASE(disabling_ends_everything_at_once),
        CASE(a_machines_token_expires),
        CASE(five_failures_lock_for_a_quarter_hour),
        CASE(addresses_that_fail_often_wait),
        CASE(old_passwords_stay_away),
        CASE(accounts_are_checked),
        CASE(the_last_administrator_stays),
        CASE(a_code_counts_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
