#include "base/id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void grows_even_when_the_clock_stands(void **state)
{
    (void)state;
    int64_t ms = clock_noon(date_from_civil((struct civil){2022, 9, 8}));
    struct clock clock = clock_at(&ms);
    int64_t last = 0;
    for (int i = 0; i < 200000; i++) {
        int64_t id = id_next(clock);
        assert_true(id > last);
        last = id;
    }
    ms -= 1000;
    assert_true(id_next(clock) > last);
}

enum { FORK_IDS = 1000 };

static void make_ids(struct clock clock, int64_t *out)
{
    for (int i = 0; i < FORK_IDS; i++) {
        out[i] = id_next(clock);
    }
}

/* A fork begins with everything that its parent drew. */
static void a_fork_does_not_repeat_its_parent(void **state)
{
    (void)state;
    static int64_t ours[FORK_IDS];
    static int64_t theirs[FORK_IDS];
    int64_t ms = clock_noon(date_from_civil((struct civil){2022, 9, 8}));
    struct clock clock = clock_at(&ms);
    id_next(clock);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        make_ids(clock, theirs);
        _exit(write(ends[1], theirs, sizeof(theirs)) == (ssize_t)sizeof(theirs) ? 0 : 1);
    }
    make_ids(clock, ours);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(read(ends[0], theirs, sizeof(theirs)), sizeof(theirs));
    for (size_t i = 0, k = 0; i < FORK_IDS && k < FORK_IDS;) { /* both grow */
        assert_int_not_equal(ours[i], theirs[k]);
        if (ours[i] < theirs[k]) {
            i++;
        } else {
            k++;
        }
    }
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_even_when_the_clock_stands),
        cmocka_unit_test(a_fork_does_not_repeat_its_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
