#include "base/whole_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

struct folder {
    struct arena arena;
    struct error error;
    char path[64];
};

static int begin(void **state)
{
    static struct folder folder;
    arena_init(&folder.arena);
    strcpy(folder.path, "/tmp/nuanxin-whole-XXXXXX");
    *state = &folder;
    return mkdtemp(folder.path) == NULL;
}

static int end(void **state)
{
    struct folder *folder = *state;
    (void)unlink(arena_printf(&folder->arena, "%s/list", folder->path).s);
    int left = rmdir(folder->path); /* fails when anything else is in it */
    arena_release(&folder->arena);
    return left;
}

static struct whole_file started(struct folder *folder)
{
    struct whole_file file;
    const char *path = arena_printf(&folder->arena, "%s/list", folder->path).s;
    assert_int_equal(whole_file_begin(&folder->arena, path, &file, &folder->error), OK);
    assert_int_equal(write(file.fd, "new", 3), 3);
    return file;
}

/* What the file holds, "" when it is not there. */
static void holds(struct folder *folder, const char *wanted)
{
    char bytes[16] = "";
    int fd = open(arena_printf(&folder->arena, "%s/list", folder->path).s, O_RDONLY);
    if (fd >= 0) {
        assert_true(read(fd, bytes, sizeof(bytes) - 1) >= 0);
        close(fd);
    }
    assert_string_equal(bytes, wanted);
}

static void a_kept_file_takes_the_place_of_the_old_one(void **state)
{
    struct folder *folder = *state;
    for (int i = 0; i < 2; i++) {
        struct whole_file file = started(folder);
        holds(folder, i == 0 ? "" : "new");
        assert_int_equal(whole_file_keep(&folder->arena, &file, &folder->error), OK);
        holds(folder, "new");
    }
}

static void a_dropped_file_was_never_there(void **state)
{
    struct whole_file file = started(*state);
    whole_file_drop(&file);
    holds(*state, "");
}

static void a_killed_program_leaves_nothing(void **state)
{
    pid_t child = fork();
    if (child == 0) {
        (void)started(*state);
        abort();
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    holds(*state, "");
}

static void a_folder_that_is_none_is_told(void **state)
{
    struct folder *folder = *state;
    struct whole_file file;
    assert_int_equal(whole_file_begin(&folder->arena, "/nonexistent/list", &file, &folder->error),
                     UNAVAILABLE);
    assert_true(folder->error.hint.n > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_kept_file_takes_the_place_of_the_old_one, begin, end),
        cmocka_unit_test_setup_teardown(a_dropped_file_was_never_there, begin, end),
        cmocka_unit_test_setup_teardown(a_killed_program_leaves_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_that_is_none_is_told, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
