/* Whole runs over small lists, and over longer ones, by one hand and by several. */
#include "compare/compare.h"

#include "compare/explain.h"
#include "people.h"

static const struct compare_settings usual = {.today = TODAY, .all_left = true, .keep_rows = true};

struct run {
    struct compare *compare;
    struct compare_result result;
    struct arena arena;
    struct error error;
    enum status status;
};

static void add(struct run *run, enum compare_side side, const struct line *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct person_row row = row_of(lines[i]);
        row.row = (uint32_t)i + 1;
        compare_add(run->compare, side, &row, 1);
    }
}

static struct run run_of(const struct compare_settings *settings, const struct line *left, size_t n,
                         const struct line *right, size_t m)
{
    struct run run = {.compare = compare_new(settings)};
    arena_init(&run.arena);
    add(&run, COMPARE_LEFT, left, n);
    add(&run, COMPARE_RIGHT, right, m);
    run.status = compare_run(run.compare, &run.result, &run.arena, &run.error);
    return run;
}

static void run_end(struct run *run)
{
    compare_free(run->compare);
    arena_release(&run->arena);
}

/* The outcome of a pair; OUTCOME__COUNT when there is no such link. */
static enum outcome outcome_of(const struct run *run, uint32_t left, uint32_t right)
{
    for (size_t i = 0; i < run->result.n; i++) {
        if (run->result.at[i].left == left && run->result.at[i].right == right) {
            return (enum outcome)run->result.at[i].outcome;
        }
    }
    return OUTCOME__COUNT;
}

static unsigned flags_of(const struct run *run, uint32_t left, uint32_t right)
{
    for (size_t i = 0; i < run->result.n; i++) {
        if (run->result.at[i].left == left && run->result.at[i].right == right) {
            return run->result.at[i].flags;
        }
    }
    return 0;
}

static const struct line registry[] = {
    {.name = "钟金家",
     .number = "362123198708231796",
     .sex = "男",
     .birth = "1987-08-23",
     .phone = "13967481164",
     .town = "嘉定镇",
     .village = "水东村"},
    {.name = "赖春梅",
     .number = "360722199001011019",
     .sex = "男",
     .birth = "1990-01-01",
     .phone = "13800000002",
     .town = "嘉定镇",
     .village = "水西村"},
    {.name = "古秀莲",
     .number = "36072219840229000X",
     .sex = "女",
     .birth = "1984-02-29",
     .phone = "13800000003",
     .town = "古陂镇",
     .village = "石门村"},
    {.name = "郭文华",
     .number = "362123196501150009",
     .sex = "女",
     .birth = "1965-01-15",
     .phone = "13800000004",
     .town = "大阿镇",
     .village = "民主村"},
    {.name = "刘建国",
     .number = "360722197503120013",
     .sex = "男",
     .birth = "1975-03-12",
     .phone = "13800000005",
     .town = "新田镇",
     .village = "坪地村"},
};

static void finds_each_kind(void **state)
{
    (void)state;
    static const struct line list[] = {
        {.name = "钟 金家",
         .number = "362123198708231796",
         .sex = "男",
         .birth = "1987-08-23",
         .phone = "13967481164"}, /* the same */
        {.name = "赖春梅",
         .number = "360722199001011029",
         .sex = "男",
         .birth = "1990-01-01",
         .phone = "13800000002",
         .town = "嘉定镇",
         .village = "水西村"},
        {.name = "谷秀连",
         .number = "",
         .sex = "女",
         .birth = "1984-02-29",
         .phone = "13800000003",
         .town = "古陂镇",
         .village = "石门村"}, /* no number */
        {.name = "陈小军",
         .number = "362123196501150009",
         .sex = "男",
         .birth = "1980-05-05",
         .phone = "13700000001"}, /* her number */
        {.name = "刘建国",
         .number = "360722197503120179",
         .sex = "男",
         .birth = "1975-03-12",
         .phone = "13800000005",
         .town = "新田镇",
         .village = "坪地村"},
        {.name = "无此人", .number = "360722199901010017"},
    };
    assert_int_equal(row_of(list[4]).kind, NUMBER_VALID);
    struct run run = run_of(&usual, registry, COUNT(registry), list, COUNT(list));
    assert_int_equal(run.status, OK);
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 2, 2), OUTCOME_LIKELY);
    assert_int_equal(outcome_of(&run, 3, 3), OUTCOME_LIKELY);
    assert_int_equal(outcome_of(&run, 4, 4), OUTCOME_CONFLICT);
    assert_int_equal(flags_of(&run, 4, 4),
                     LINK_NAME_DIFFERS | LINK_BIRTH_DIFFERS | LINK_SEX_DIFFERS);
    assert_int_equal(outcome_of(&run, 5, 5), OUTCOME_CONFLICT);
    assert_int_equal(flags_of(&run, 5, 5), LINK_TWO_NUMBERS);
    assert_int_equal(outcome_of(&run, 0, 6), OUTCOME_RIGHT_ONLY);
    assert_int_equal(run.result.n, 6);
    assert_int_equal(run.result.quality[1][QUALITY_NO_NUMBER], 1);
    assert_int_equal(run.result.quality[1][QUALITY_NUMBER_BROKEN], 2);
    const struct person_row *row = compare_row(run.compare, COMPARE_RIGHT, 3);
    assert_non_null(row);
    assert_int_equal(row->kind, NUMBER_NONE);
    assert_null(compare_row(run.compare, COMPARE_RIGHT, 7));
    assert_null(compare_row(run.compare, COMPARE_LEFT, 0));
    run_end(&run);
}

static void one_number_of_many(void **state)
{
    (void)state;
    static const struct line list[] = {
        {.name = "钟金家", .number = "362123198708231796"}, /* himself */
        {.name = "钟金家", .number = "362123198708231796"}, /* again */
        {.name = "叶丽", .number = "362123198708231796"},   /* his number */
        {.name = "钟锦嘉",
         .number = "",
         .sex = "男",
         .birth = "1987-08-23",
         .phone = "13967481164",
         .town = "嘉定镇",
         .village = "水东村"}, /* again, without */
        {.name = "赖春梅", .number = "360722199001011019"},
    };
    struct run run = run_of(&usual, registry, COUNT(registry), list, COUNT(list));
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 1, 2), OUTCOME_SAME);
    assert_int_equal(flags_of(&run, 1, 2), LINK_RIGHT_REPEATED | LINK_SHARED_NUMBER);
    assert_int_equal(outcome_of(&run, 1, 3), OUTCOME_CONFLICT);
    assert_int_equal(outcome_of(&run, 2, 5), OUTCOME_SAME);
    assert_int_equal(run.result.quality[1][QUALITY_REPEATED], 1);
    assert_int_equal(run.result.quality[1][QUALITY_NUMBER_SHARED], 1);
    assert_int_equal(run.result.finding_count, 2);
    run_end(&run);
}

/* Brothers and sisters under the head's number: one other sign in the name is another person as
 * soon as several bear the number; and who bears it in one list alone is told so too. */
static void several_bear_one_number(void **state)
{
    (void)state;
    static const struct line left[] = {{.name = "张娥红", .number = "362123196501150009"},
                                       {.name = "钟金家", .number = "362123198708231796"}};
    static const struct line right[] = {{.name = "张娥菊", .number = "362123196501150009"},
                                        {.name = "张娥红", .number = "362123196501150009"},
                                        {.name = "钟金稼", .number = "362123198708231796"},
                                        {.name = "古秀莲", .number = "36072219840229000X"},
                                        {.name = "古秀兰", .number = "36072219840229000X"},
                                        {.name = "古秀兰", .number = "36072219840229000X"}};
    struct run run = run_of(&usual, left, COUNT(left), right, COUNT(right));
    assert_int_equal(outcome_of(&run, 1, 2), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_CONFLICT);
    assert_int_equal(outcome_of(&run, 2, 3), OUTCOME_SAME); /* the only one; it sounds the same */
    for (uint32_t row = 4; row <= 6; row++) {
        assert_int_equal(outcome_of(&run, 0, row), OUTCOME_CONFLICT);
        assert_int_not_equal(flags_of(&run, 0, row) & LINK_SHARED_NUMBER, 0);
    }
    for (size_t i = 0; i < run.result.n; i++) {
        const struct link *link = &run.result.at[i];
        assert_true(link->left != 0 || link->other == (link->right == 5 ? 4u : 5u));
    }
    assert_int_equal(run.result.quality[1][QUALITY_NUMBER_SHARED], 2);
    run_end(&run);
}

/* One number and one sign of the name other: a slip of the pen, or a sister under the head's
 * number. Nobody but a person can tell, unless the lists say more. */
static void one_number_and_a_sign_other(void **state)
{
    (void)state;
    static const struct {
        const char *left, *right, *birth;
        enum outcome outcome;
    } cases[] = {
        {"张娥红", "张娥菊", NULL, OUTCOME_LIKELY},
        {"王娟英", "王连银", NULL, OUTCOME_LIKELY}, /* 英 and 银 sound alike */
        {"郭辉德", "郭辉", NULL, OUTCOME_LIKELY},
        {"张娥红", "张红娥", NULL, OUTCOME_SAME},
        {"张娥红", "张娥?", NULL, OUTCOME_SAME},
        {"黄娥妹", "黄娥姝", NULL, OUTCOME_SAME},
        {"张娥红", "张娥菊", "1965-01-15", OUTCOME_SAME}, /* each list knows the birthday */
        {"张娥红", "张娥菊", "1968-03-02", OUTCOME_CONFLICT},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct line left = {.name = cases[i].left, .number = "362123196501150009"}, right = left;
        right.name = cases[i].right;
        right.birth = cases[i].birth;
        left.birth = cases[i].birth == NULL ? NULL : "1965-01-15";
        for (size_t twice = 1; twice <= 2; twice++) {
            const struct line list[] = {right, right};
            struct run run = run_of(&usual, &left, 1, list, twice);
            if (outcome_of(&run, 1, (uint32_t)twice) != cases[i].outcome) {
                fail_msg("%s and %s: %d", left.name, right.name, (int)outcome_of(&run, 1, 1));
            }
            assert_int_equal(run.result.n, twice);
            run_end(&run);
        }
    }
}

/* Where a list gives one number to several of a household, one sign other is another of them; and
 * so it is where the first has a better match. */
static void one_number_where_households_share_it(void **state)
{
    (void)state;
    static const struct line left[] = {
        {.name = "张娥红", .number = "362123196501150009", .birth = "1965-01-15"},
        {.name = "钟金家", .number = "362123198708231796", .birth = "1987-08-23"},
        {.name = "赖春梅", .number = "360722199001011019", .birth = "1990-01-01"},
        {.name = "古秀莲", .number = "36072219840229000X", .birth = "1984-02-29"},
    };
    static const struct line lent[] = {
        {.name = "张娥菊", .number = "362123196501150009"},
        {.name = "钟海波", .number = "362123198708231796"},
        {.name = "赖月英", .number = "360722199001011019"},
        {.name = "古建", .number = "36072219840229000X"},
    };
    static const struct line better[] = {
        {.name = "张娥菊", .number = "362123196501150009"},
        {.name = "张娥红", .number = "362123196501150008"},
    };
    struct run run = run_of(&usual, left, COUNT(left), lent, 1);
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_LIKELY);
    run_end(&run);
    run = run_of(&usual, left, COUNT(left), lent, COUNT(lent));
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_CONFLICT);
    assert_int_equal(flags_of(&run, 1, 1), LINK_NAME_DIFFERS);
    run_end(&run);
    run = run_of(&usual, left, COUNT(left), better, COUNT(better));
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_CONFLICT);
    assert_int_equal(outcome_of(&run, 1, 2), OUTCOME_LIKELY);
    run_end(&run);
}

/* Two strangers of one name and birthday, whose numbers of fifteen digits are wholly other. */
static void strangers_of_fifteen_digits(void **state)
{
    (void)state;
    static const struct line right[] = {
        {.name = "钟金家", .number = "362123870823179", .birth = "1987-08-23", .village = "水东村"},
        {.name = "钟金家", .number = "362123870823432", .birth = "1987-08-23", .village = "沙田村"},
        {.name = "钟金家", .number = "362123870823174", .birth = "1987-08-23", .village = "水东村"},
    };
    struct run run = run_of(&usual, registry, COUNT(registry), right, COUNT(right));
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 1, 2), OUTCOME__COUNT);
    assert_int_equal(outcome_of(&run, 1, 3), OUTCOME_LIKELY); /* one digit of the first's number */
    run_end(&run);
}

/* Somebody whom his number has found, and a second row of him with another number and what the
 * first row lacks: his phone. */
static void a_second_number_beside_a_found_one(void **state)
{
    (void)state;
    struct line list[2] = {registry[0], registry[0]};
    list[0].phone = "13999999999"; /* a new one */
    list[0].village = list[1].village = list[0].town = list[1].town = NULL;
    list[1].number = "360722198708230018";
    struct run run = run_of(&usual, registry, COUNT(registry), list, COUNT(list));
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 1, 2), OUTCOME_CONFLICT);
    assert_int_not_equal(flags_of(&run, 1, 2) & LINK_TWO_NUMBERS, 0);
    assert_int_equal(outcome_of(&run, 0, 2), OUTCOME__COUNT);
    run_end(&run);
}

/* One number, one name, two birthdays: a slip and a lunar day are told, another year is a conflict,
 * even in one digit. */
static void a_birthday_beside_one_number(void **state)
{
    (void)state;
    static const struct {
        const char *birth;
        enum outcome outcome;
    } cases[] = {
        {"1987-08-23", OUTCOME_SAME},     {"1987-06-29", OUTCOME_SAME}, /* lunar */
        {"1987-08-28", OUTCOME_SAME},     {"1987-08-13", OUTCOME_SAME},
        {"1986-08-23", OUTCOME_CONFLICT}, {"1978-08-23", OUTCOME_CONFLICT},
        {"1976-08-23", OUTCOME_CONFLICT}, {"1959-08-23", OUTCOME_CONFLICT},
        {"1991-03-02", OUTCOME_CONFLICT},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct line other = registry[0];
        other.birth = cases[i].birth;
        struct run run = run_of(&usual, registry, 1, &other, 1);
        assert_int_equal(outcome_of(&run, 1, 1), cases[i].outcome);
        assert_int_equal(run.result.n, 1); /* told once */
        run_end(&run);
    }
}

/* The same person five times without a number: one is found, the others follow him. */
static void repeated_without_number(void **state)
{
    (void)state;
    struct line list[5];
    for (size_t i = 0; i < COUNT(list); i++) {
        list[i] = registry[0];
        list[i].number = NULL;
    }
    struct run run = run_of(&usual, registry, COUNT(registry), list, COUNT(list));
    for (uint32_t i = 1; i <= COUNT(list); i++) {
        assert_int_equal(outcome_of(&run, 1, i), OUTCOME_LIKELY);
    }
    assert_int_equal(run.result.quality[1][QUALITY_REPEATED], 4);
    assert_int_equal(run.result.quality[1][QUALITY_PHONE_SHARED], 0); /* one person's, not five's */
    run_end(&run);
    /* In lists that do not share him each row but the first names the first. */
    run = run_of(&usual, &registry[1], 1, list, COUNT(list));
    assert_int_equal(flags_of(&run, 0, 1) & LINK_RIGHT_REPEATED, 0);
    for (uint32_t i = 2; i <= COUNT(list); i++) {
        assert_int_equal(outcome_of(&run, 0, i), OUTCOME_RIGHT_ONLY);
        assert_int_equal(flags_of(&run, 0, i) & LINK_RIGHT_REPEATED, LINK_RIGHT_REPEATED);
        assert_int_equal(run.result.findings[i - 2].row, i);
        assert_int_equal(run.result.findings[i - 2].other, 1);
        assert_int_equal(run.result.findings[i - 2].quality, QUALITY_REPEATED);
    }
    run_end(&run);
}

/* A row without number of somebody whom the list names with his number too. */
static void named_again(void **state)
{
    (void)state;
    struct line list[2] = {registry[0], registry[0]};
    list[1].number = "";
    struct run run = run_of(&usual, registry, COUNT(registry), list, COUNT(list));
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 1, 2), OUTCOME_LIKELY);
    assert_int_equal(flags_of(&run, 1, 2), LINK_RIGHT_REPEATED);
    run_end(&run);
}

static void twins_are_two(void **state)
{
    (void)state;
    static const struct line left[] = {
        {.name = "李建国",
         .number = "360722198805050015",
         .sex = "男",
         .birth = "1988-05-05",
         .phone = "13811112222",
         .town = "嘉定镇",
         .village = "水东村"},
        {.name = "李建华",
         .number = "360722198805050031",
         .sex = "男",
         .birth = "1988-05-05",
         .phone = "13811112222",
         .town = "嘉定镇",
         .village = "水东村"},
    };
    static const struct line right[] = {
        {.name = "李建华",
         .number = "360722198805050131",
         .sex = "男",
         .birth = "1988-05-05",
         .phone = "13811112222",
         .town = "嘉定镇",
         .village = "水东村"},
    };
    struct run run = run_of(&usual, left, COUNT(left), right, COUNT(right));
    assert_int_equal(outcome_of(&run, 2, 1), OUTCOME_LIKELY);
    assert_int_equal(outcome_of(&run, 1, 0), OUTCOME_LEFT_ONLY);
    run_end(&run);
}

/* A row without a whole birthday finds the person's other row, whom the number has joined, by name
 * and phone. */
static void named_again_without_birthday(void **state)
{
    (void)state;
    static const struct line right[] = {
        {.name = "钟金家", .number = "362123198708231796", .phone = "13967481164"},
        {.name = "钟金家", .birth = "1987.08", .phone = "13967481164"},
        {.name = "赖春梅", .birth = "1987.08", .phone = "13967481164"},
    };
    struct run run = run_of(&usual, registry, COUNT(registry), right, COUNT(right));
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 1, 2), OUTCOME_LIKELY);
    assert_int_equal(flags_of(&run, 1, 2) & LINK_RIGHT_REPEATED, LINK_RIGHT_REPEATED);
    assert_int_equal(outcome_of(&run, 1, 3), OUTCOME__COUNT);
    run_end(&run);
}

/* Lists of one column each, and empty ones. */
static void bare_lists(void **state)
{
    (void)state;
    static const struct line numbers[] = {{.number = "362123198708231796"}, {.number = "乱写"}};
    static const struct line names[] = {{.name = "钟金家"}, {.name = "赖春梅"}};
    struct run run = run_of(&usual, registry, COUNT(registry), numbers, COUNT(numbers));
    assert_int_equal(outcome_of(&run, 1, 1), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 0, 2), OUTCOME_RIGHT_ONLY);
    run_end(&run);
    run = run_of(&usual, registry, COUNT(registry), names, COUNT(names));
    assert_int_equal(run.status, OK);
    assert_int_equal(run.result.outcomes[OUTCOME_SAME], 0);
    run_end(&run);
    run = run_of(&usual, registry, 0, numbers, 0);
    assert_int_equal(run.status, OK);
    assert_int_equal(run.result.n, 0);
    run_end(&run);
}

/* New rows against a registry: nothing is said of those who are not asked about. */
static void only_the_new(void **state)
{
    (void)state;
    struct compare_settings settings = usual;
    settings.all_left = false;
    struct run run = run_of(&settings, registry, COUNT(registry), registry + 1, 1);
    assert_int_equal(run.result.n, 1);
    assert_int_equal(outcome_of(&run, 2, 1), OUTCOME_SAME);
    run_end(&run);
}

/* ---- longer lists ---- */

enum { MANY = 20000 };

static void make_line(uint32_t i, bool damaged, struct person_row *row)
{
    static const char *const names[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周"};
    static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋"};
    char name[16], number[24], birth[16], phone[16];
    uint64_t h = (i + 1) * 0x9E3779B97F4A7C15u;
    struct civil c = date_to_civil((int32_t)(h >> 40) % 14000);
    snprintf(name, sizeof(name), "%s%s%s", names[h % 10], given[h / 10 % 10], given[h / 100 % 10]);
    snprintf(birth, sizeof(birth), "%04d-%02d-%02d", c.year, c.month, c.day);
    snprintf(number, sizeof(number), "360722%04d%02d%02d%03u", c.year, c.month, c.day,
             (unsigned)(h / 7 % 1000));
    number[17] = citizen_id_check(number);
    number[18] = '\0';
    if (damaged) {
        number[9] = number[9] == '9' ? '0' : (char)(number[9] + 1);
    }
    snprintf(phone, sizeof(phone), "138%08u", i);
    *row = row_of((struct line){.name = name, .number = number, .birth = birth, .phone = phone});
    row->row = i + 1;
}

static struct run run_many(struct compare_settings settings)
{
    struct run run = {.compare = compare_new(&settings)};
    arena_init(&run.arena);
    for (uint32_t i = 0; i < MANY; i++) {
        struct person_row row;
        make_line(i, false, &row);
        compare_add(run.compare, COMPARE_LEFT, &row, 1);
        if (i % 2 == 0) {
            make_line(i, i % 50 == 0, &row);
            compare_add(run.compare, COMPARE_RIGHT, &row, 1);
        }
    }
    run.status = compare_run(run.compare, &run.result, &run.arena, &run.error);
    return run;
}

/* Less error is fewer suspects, from a higher threshold on; what was asked for stands in the model.
 */
static void suspects_keep_to_the_error(void **state)
{
    (void)state;
    static const double errors[] = {.2, .02, .0001};
    int64_t suspects = INT64_MAX;
    float threshold = -100;
    for (size_t i = 0; i < COUNT(errors); i++) {
        struct compare_settings settings = usual;
        settings.error = errors[i];
        struct run run = {.compare = compare_new(&settings)};
        arena_init(&run.arena);
        for (uint32_t k = 0; k < 3000; k++) {
            struct person_row row;
            make_line(k, false, &row);
            compare_add(run.compare, COMPARE_LEFT, &row, 1);
            row.number = 0; /* names and months alone: many could be many */
            row.kind = NUMBER_NONE;
            row.phone = row.phone2 = 0;
            row.birth = k % 3 == 0 ? row.birth : DATE_NONE;
            compare_add(run.compare, COMPARE_RIGHT, &row, 1);
        }
        assert_int_equal(compare_run(run.compare, &run.result, &run.arena, &run.error), OK);
        assert_true(run.result.model.error == errors[i]);
        assert_true(run.result.model.threshold >= threshold);
        assert_true(run.result.outcomes[OUTCOME_LIKELY] <= suspects);
        threshold = run.result.model.threshold;
        suspects = run.result.outcomes[OUTCOME_LIKELY];
        run_end(&run);
    }
}

/* A list that repeats many repeats some with a digit gone wrong; name and phone are others there.
 */
static void named_again_with_a_wrong_number(void **state)
{
    enum { PEOPLE = 2000, EVERY = 50 /* repeated with the number as it is */ };
    (void)state;
    struct run run = {.compare = compare_new(&usual)};
    arena_init(&run.arena);
    for (uint32_t i = 0, row = 0; i < PEOPLE; i++) {
        struct person_row line;
        make_line(i, false, &line);
        compare_add(run.compare, COMPARE_LEFT, &line, 1);
        for (int time = 0; time < (i % EVERY == 0 ? 2 : 1); time++) {
            line.row = ++row;
            compare_add(run.compare, COMPARE_RIGHT, &line, 1);
        }
        if (i == 77) {
            make_line(i, true, &line);
            line.birth = DATE_NONE;
            line.phone = 13512345678;
            line.row = ++row;
            compare_add(run.compare, COMPARE_RIGHT, &line, 1);
        }
    }
    assert_int_equal(compare_run(run.compare, &run.result, &run.arena, &run.error), OK);
    assert_int_equal(outcome_of(&run, 78, 80), OUTCOME_SAME);
    assert_int_equal(outcome_of(&run, 78, 81), OUTCOME_LIKELY);
    assert_int_equal(run.result.outcomes[OUTCOME_RIGHT_ONLY], 0);
    run_end(&run);
}

static void hands_change_nothing(void **state)
{
    (void)state;
    struct crew *crew = crew_new(3);
    struct compare_settings shared = usual;
    shared.crew = crew;
    struct run alone = run_many(usual), together = run_many(shared);
    assert_int_equal(alone.status, OK);
    assert_int_equal(together.status, OK);
    assert_int_equal(alone.result.n, together.result.n);
    assert_memory_equal(alone.result.at, together.result.at,
                        alone.result.n * sizeof(*alone.result.at));
    int64_t found = alone.result.outcomes[OUTCOME_SAME] + alone.result.outcomes[OUTCOME_LIKELY];
    assert_in_range(found, MANY / 2 - 20, MANY / 2 + 20);
    assert_in_range(alone.result.outcomes[OUTCOME_LIKELY], MANY / 50 - 5, MANY / 50 + 5);
    for (size_t i = 1; i < alone.result.n; i++) {
        const struct link *a = &alone.result.at[i - 1], *b = a + 1;
        assert_true(b->left == 0 ? a->left != 0 || a->right < b->right
                                 : a->left != 0 && a->left <= b->left);
    }
    run_end(&alone);
    run_end(&together);
    crew_free(crew);
}

static bool stop_at(void *context, enum compare_phase phase, double done)
{
    const enum compare_phase *at = context;
    return phase != *at || done < .5;
}

static void stops_when_told(void **state)
{
    (void)state;
    for (int phase = COMPARE_NUMBERS; phase <= COMPARE_DECIDING; phase++) {
        enum compare_phase at = (enum compare_phase)phase;
        struct compare_settings settings = usual;
        settings.progress = stop_at;
        settings.context = &at;
        struct run run = run_many(settings);
        assert_int_equal(run.status, BUSY);
        run_end(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_kind),
        cmocka_unit_test(one_number_of_many),
        cmocka_unit_test(several_bear_one_number),
        cmocka_unit_test(one_number_and_a_sign_other),
        cmocka_unit_test(one_number_where_households_share_it),
        cmocka_unit_test(strangers_of_fifteen_digits),
        cmocka_unit_test(a_second_number_beside_a_found_one),
        cmocka_unit_test(a_birthday_beside_one_number),
        cmocka_unit_test(repeated_without_number),
        cmocka_unit_test(named_again),
        cmocka_unit_test(named_again_without_birthday),
        cmocka_unit_test(twins_are_two),
        cmocka_unit_test(bare_lists),
        cmocka_unit_test(only_the_new),
        cmocka_unit_test(named_again_with_a_wrong_number),
        cmocka_unit_test(suspects_keep_to_the_error),
        cmocka_unit_test(hands_change_nothing),
        cmocka_unit_test(stops_when_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
