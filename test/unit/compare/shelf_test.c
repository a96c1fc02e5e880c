/* The shelf: what its files promise, who does its tasks, and that a comparison on it comes to the
 * same result as in memory, whatever was killed before. */
#include "compare/shelf.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "compare/compare.h"
#include "compare/pile.h"
#include "people.h"

struct place {
    struct arena arena;
    struct error error;
    char folder[64];
    const char *result;
    struct shelf shelf;
};

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof(*place));
    arena_init(&place->arena);
    strcpy(place->folder, "/tmp/nuanxin-shelf-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    place->result = arena_printf(&place->arena, "%s/result.csv%c", place->folder, 0).s;
    assert_int_equal(
        shelf_open(&place->arena, place->result, 7, NULL, &place->shelf, &place->error), OK);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    struct place *place = *state;
    shelf_remove(&place->shelf);
    assert_int_equal(rmdir(place->folder), 0); /* nothing else was left there */
    arena_release(&place->arena);
    free(place);
    return 0;
}

/* ---- files ---- */

static const char *path_of(struct place *place, const char *name)
{
    return arena_printf(&place->arena, "%s/%s%c", place->shelf.path, name, 0).s;
}

/* Changes the byte at `at` of a file. */
static void spoil(const char *path, off_t at)
{
    int fd = open(path, O_RDWR);
    char c;
    assert_int_equal(pread(fd, &c, 1, at), 1);
    c = (char)~c;
    assert_int_equal(pwrite(fd, &c, 1, at), 1);
    close(fd);
}

static void write_two(struct place *place)
{
    static const char long_part[5000] = "begins", short_part[] = "short";
    const struct shelf_part parts[] = {
        {long_part, sizeof(long_part)}, {NULL, 0}, {short_part, sizeof(short_part)}};
    assert_true(shelf_write(&place->shelf, SHELF_ROWS, 3, parts, COUNT(parts)));
}

static void keeps_parts(void **state)
{
    struct place *place = *state;
    struct shelf_file file;
    char bytes[5000];
    assert_false(shelf_file_open(&place->shelf, SHELF_ROWS, 3, &file));
    write_two(place);
    assert_true(shelf_file_open(&place->shelf, SHELF_ROWS, 3, &file));
    assert_int_equal(file.parts, 3);
    assert_int_equal(file.places[0].bytes, 5000);
    assert_int_equal(file.places[0].at % SHELF_PAGE, 0);
    assert_true(shelf_read(&place->shelf, &file, 2, bytes));
    assert_string_equal(bytes, "short");
    assert_true(shelf_read(&place->shelf, &file, 0, bytes));
    assert_string_equal(bytes, "begins");
    shelf_file_release(&file);
}

static void tells_damage(void **state)
{
    struct place *place = *state;
    struct shelf_file file;
    char bytes[5000];
    const char *path = path_of(place, "rows-000003");
    write_two(place);
    spoil(path, SHELF_PAGE + 4999); /* the long part */
    assert_true(shelf_file_open(&place->shelf, SHELF_ROWS, 3, &file));
    assert_true(shelf_read(&place->shelf, &file, 2, bytes));
    assert_false(shelf_read(&place->shelf, &file, 0, bytes));
    assert_int_not_equal(access(path, F_OK), 0); /* it will be made again */
    shelf_file_release(&file);
    write_two(place);
    spoil(path, sizeof(struct shelf_head)); /* a place */
    assert_false(shelf_file_open(&place->shelf, SHELF_ROWS, 3, &file));
    assert_int_not_equal(access(path, F_OK), 0);
    write_two(place);
    assert_int_equal(truncate(path, SHELF_PAGE), 0);
    assert_false(shelf_file_open(&place->shelf, SHELF_ROWS, 3, &file));
    write_two(place);
    struct shelf other = place->shelf;
    other.run = 8;
    assert_false(shelf_file_open(&other, SHELF_ROWS, 3, &file));
}

static void another_run_takes_it_away(void **state)
{
    struct place *place = *state;
    struct shelf other;
    write_two(place);
    assert_int_equal(shelf_open(&place->arena, place->result, 8, NULL, &other, &place->error), OK);
    assert_false(shelf_stands(&place->shelf));
    shelf_remove(&other);
    assert_int_equal(
        shelf_open(&place->arena, "/nowhere/at/all.csv", 8, NULL, &other, &place->error),
        UNAVAILABLE);
    assert_true(place->error.hint.n > 0);
}

/* ---- tasks ---- */

enum { TASKS = 5 };

struct doing {
    struct place *place;
    int done[TASKS]; /* how often by us */
    size_t fails;    /* this one */
    int refused;
};

static bool leave_file(void *context, size_t task)
{
    struct doing *doing = context;
    if (task == doing->fails) {
        return false;
    }
    doing->done[task]++;
    return shelf_write(&doing->place->shelf, SHELF_PAIRS, task, NULL, 0);
}

static const struct shelf_told nobody = {NULL, NULL};

static void does_what_is_missing(void **state)
{
    struct doing doing = {.place = *state, .fails = 3};
    const struct shelf *shelf = &doing.place->shelf;
    assert_false(shelf_work(shelf, NULL, SHELF_PAIRS, TASKS, leave_file, &doing, nobody));
    doing.fails = TASKS;
    assert_true(shelf_work(shelf, NULL, SHELF_PAIRS, TASKS, leave_file, &doing, nobody));
    for (size_t i = 0; i < TASKS; i++) {
        assert_int_equal(doing.done[i], 1); /* those done before stay done */
    }
}

/* Another process has task 1, and has done it by the third time it is asked for; task 2 it has, but
 * it dies. */
static bool claims_some(void *context, enum shelf_step step, size_t task)
{
    struct doing *doing = context;
    if (task == 1 && ++doing->refused == 3) {
        assert_true(shelf_write(&doing->place->shelf, step, 1, NULL, 0));
    }
    return task != 1 && (task != 2 || doing->refused >= 2);
}

static void leaves_others_theirs(void **state)
{
    struct doing doing = {.place = *state, .fails = TASKS};
    const struct shelf_share share = {claims_some, &doing};
    doing.place->shelf.share = &share;
    assert_true(
        shelf_work(&doing.place->shelf, NULL, SHELF_PAIRS, TASKS, leave_file, &doing, nobody));
    doing.place->shelf.share = NULL;
    assert_int_equal(doing.refused, 3);
    for (size_t i = 0; i < TASKS; i++) {
        assert_int_equal(doing.done[i], i == 1 ? 0 : 1);
    }
}

/* ---- a comparison ---- */

enum { MANY = 6000, EACH = 1000, PIECES = 2 * MANY / EACH };

static void make_line(uint32_t i, int side, struct person_row *row)
{
    static const char *const names[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周"};
    static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋"};
    char name[16], number[24], birth[16], phone[16];
    uint32_t who = side == 1 && i % 40 == 3 ? i - 1 : i; /* some stand there twice */
    uint64_t h = (who + 1) * 0x9E3779B97F4A7C15u;
    struct civil c = date_to_civil((int32_t)(h >> 40) % 14000);
    snprintf(name, sizeof(name), "%s%s%s", names[h % 10], given[h / 10 % 10], given[h / 100 % 10]);
    snprintf(birth, sizeof(birth), "%04d-%02d-%02d", c.year, c.month, c.day);
    snprintf(number, sizeof(number), "360722%04d%02d%02d%03u", c.year, c.month, c.day,
             (unsigned)(h / 7 % 1000));
    number[17] = citizen_id_check(number);
    number[18] = '\0';
    bool damaged = side == 1 && i % 20 == 0, lost = side == 1 && i % 25 == 1;
    bool borrowed = side == 1 && i % 30 == 7;
    number[9] = damaged ? number[9] == '9' ? '0' : (char)(number[9] + 1) : number[9];
    snprintf(phone, sizeof(phone), "138%08u", i % 50 == 0 ? 0 : who);
    *row = row_of((struct line){.name = borrowed ? "欧阳另人" : name,
                                .number = lost ? "" : number,
                                .birth = birth,
                                .phone = phone});
    row->row = i + 1;
}

static const struct compare_settings settings = {.today = TODAY, .all_left = true};

static bool shelve_piece(void *context, size_t piece)
{
    const struct place *place = context;
    struct person_row rows[EACH];
    int side = piece >= MANY / EACH;
    uint32_t first = (uint32_t)(piece % (MANY / EACH)) * EACH;
    for (uint32_t i = 0; i < EACH; i++) {
        make_line(first + i, side, &rows[i]);
    }
    const struct pile_facts facts = {(uint32_t)side, EACH, 0, first + EACH};
    return pile_shelve(&place->shelf, piece, &facts, rows);
}

static struct compare *in_memory(struct place *place, struct compare_result *result)
{
    struct compare *compare = compare_new(&settings);
    for (uint32_t i = 0; i < 2 * MANY; i++) {
        struct person_row row;
        make_line(i % MANY, i >= MANY, &row);
        compare_add(compare, i >= MANY ? COMPARE_RIGHT : COMPARE_LEFT, &row, 1);
    }
    assert_int_equal(compare_run(compare, result, &place->arena, &place->error), OK);
    return compare;
}

static enum status on_shelf(struct place *place, struct compare **compare,
                            struct compare_result *result, bool *finishes)
{
    struct compare_settings shared = settings;
    struct crew *crew = crew_new(3);
    shared.crew = crew;
    *compare = compare_new(&shared);
    assert_true(shelf_work(&place->shelf, crew, SHELF_ROWS, PIECES, shelve_piece, place, nobody));
    enum status status = compare_on_shelf(*compare, &place->shelf, PIECES, result, finishes,
                                          &place->arena, &place->error);
    crew_free(crew);
    return status;
}

static void assert_same(const struct compare_result *a, const struct compare_result *b)
{
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->at, b->at, a->n * sizeof(*a->at));
    assert_int_equal(a->finding_count, b->finding_count);
    assert_memory_equal(a->findings, b->findings, a->finding_count * sizeof(*a->findings));
    assert_memory_equal(a->quality, b->quality, sizeof(a->quality));
    assert_int_equal(a->pairs, b->pairs);
}

static void comes_to_the_same(void **state)
{
    struct place *place = *state;
    struct compare_result whole, shelved;
    struct compare *compare;
    bool finishes;
    struct compare *memory = in_memory(place, &whole);
    assert_true(whole.outcomes[OUTCOME_LIKELY] > MANY / 30);
    assert_true(whole.outcomes[OUTCOME_CONFLICT] > MANY / 40);
    assert_true(whole.finding_count > MANY / 50);
    assert_int_equal(on_shelf(place, &compare, &shelved, &finishes), OK);
    assert_true(finishes);
    assert_same(&whole, &shelved);
    assert_null(compare_row(compare, COMPARE_LEFT, 1));
    compare_free(compare);
    /* Killed half-way, in any step: some files are there, some not, one is not good. */
    unlink(path_of(place, "rows-000004"));
    unlink(path_of(place, "numbers-000011"));
    spoil(path_of(place, "numbers-000020"), 3);
    unlink(path_of(place, "pairs-000000"));
    assert_int_equal(on_shelf(place, &compare, &shelved, &finishes), OK);
    assert_same(&whole, &shelved);
    compare_free(compare);
    compare_free(memory);
}

static void tells_what_cannot_be_read(void **state)
{
    struct place *place = *state;
    struct compare_result result;
    struct compare *compare;
    bool finishes;
    assert_int_equal(on_shelf(place, &compare, &result, &finishes), OK);
    compare_free(compare);
    spoil(path_of(place, "numbers-000020"), SHELF_PAGE * 3);
    assert_int_equal(on_shelf(place, &compare, &result, &finishes), UNAVAILABLE);
    assert_false(finishes);
    assert_true(text_has(place->error.message, text_of(place->shelf.path)));
    assert_true(place->error.hint.n > 0);
    compare_free(compare);
    assert_int_equal(on_shelf(place, &compare, &result, &finishes), OK); /* made again */
    compare_free(compare);
}

/* The last step is another process's; it is done when the folder is gone. */
static bool claims_all_but_the_last(void *context, enum shelf_step step, size_t task)
{
    const struct place *place = context;
    (void)task;
    if (step == SHELF_RESULT) {
        shelf_remove(&place->shelf);
    }
    return step != SHELF_RESULT;
}

static void another_finishes(void **state)
{
    struct place *place = *state;
    struct compare_result result;
    struct compare *compare;
    bool finishes = true;
    const struct shelf_share share = {claims_all_but_the_last, place};
    place->shelf.share = &share;
    assert_int_equal(on_shelf(place, &compare, &result, &finishes), OK);
    assert_false(finishes);
    compare_free(compare);
}

static bool stop_at(void *context, enum compare_phase phase, double done)
{
    const enum compare_phase *at = context;
    return phase != *at || done < .5;
}

static void stops_when_told(void **state)
{
    struct place *place = *state;
    assert_true(shelf_work(&place->shelf, NULL, SHELF_ROWS, PIECES, shelve_piece, place, nobody));
    for (int phase = COMPARE_NUMBERS; phase <= COMPARE_DECIDING; phase++) {
        enum compare_phase at = (enum compare_phase)phase;
        struct compare_settings told = settings;
        struct compare_result result;
        bool finishes;
        told.progress = stop_at;
        told.context = &at;
        struct compare *compare = compare_new(&told);
        assert_int_equal(compare_on_shelf(compare, &place->shelf, PIECES, &result, &finishes,
                                          &place->arena, &place->error),
                         BUSY);
        compare_free(compare);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_damage, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_run_takes_it_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(leaves_others_theirs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(comes_to_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_what_cannot_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_finishes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_when_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
