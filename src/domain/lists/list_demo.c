#include "domain/lists/list_demo.h"

#include <string.h>

#include "base/ceilings.h"
#include "base/random.h"
#include "domain/demo_names.h"
#include "domain/lists/list_compare.h"
#include "domain/lists/list_intake.h"
#include "domain/people/organization.h"
#include "domain/people/person.h"
#include "ledger/rows.h"
#include "standard/region.h"

enum { PAGE = 500, NUMBER = 18, OLD = 15 };

static const struct {
    const char *bureau, *source, *category, *detail;
    size_t rows;
} lists[] = {
    {"县乡村振兴局", "防止返贫监测对象", "monitor", "边缘易致贫户", 150},
    {"县民政局", "农村低保对象", "dibao", "农村低保", 250},
};

struct line {
    struct work *work;
    struct dice dice;
    struct buf *out;
};

/* ---- dirt ---- */

static void other_digit(struct line *l, char *number)
{
    size_t at = 6 + dice_below(&l->dice, 11);
    number[at] = (char)('0' + (number[at] - '0' + 1 + (int)dice_below(&l->dice, 8)) % 10);
}

static void swap_digits(struct line *l, char *number)
{
    size_t at = 10 + dice_below(&l->dice, 6);
    char first = number[at];
    number[at] = number[at + 1];
    number[at + 1] = first;
}

/* 15 digits: without the century and the check. */
static void old_number(char *number)
{
    memmove(number + 6, number + 8, OLD - 6);
    number[OLD] = '\0';
}

/* Another character of the same sound, where the name has one. */
static struct text same_sound(struct arena *arena, struct text name)
{
    static const char *const pairs[][2] = {{"伟", "玮"}, {"华", "花"}, {"明", "铭"}, {"平", "萍"},
                                           {"红", "虹"}, {"芳", "方"}, {"英", "瑛"}, {"军", "君"},
                                           {"香", "湘"}, {"玲", "铃"}, {"丽", "莉"}, {"志", "智"}};
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct text from = text_of(pairs[i][0]);
        size_t at = text_find(name, from);
        if (at != TEXT_NONE && at > 0) {
            struct text before = text_slice(name, 0, at),
                        after = text_slice(name, at + from.n, name.n);
            return arena_printf(arena, "%.*s%s%.*s", TEXT_ARG(before), pairs[i][1],
                                TEXT_ARG(after));
        }
    }
    return name;
}

/* ---- a row ---- */

static void put_line(struct line *l, const struct row *person, const char *detail)
{
    struct arena *arena = l->work->arena;
    const struct value *v = person->value;
    char *number = arena_cstr(arena, v[PERSON_ID_NO].text);
    struct text name = v[PERSON_NAME].text, phone = v[PERSON_PHONE].text;
    uint32_t dirt = dice_below(&l->dice, 100);
    if (dirt < 7) {
        other_digit(l, number);
    } else if (dirt < 11) {
        swap_digits(l, number);
    } else if (dirt < 15) {
        old_number(number);
    } else if (dirt < 19) {
        number[0] = '\0';
    } else if (dirt < 27) {
        name = same_sound(arena, name);
    } else if (dirt < 30) {
        name = arena_printf(arena, "%.*s%.*s", TEXT_ARG(demo_surname(&l->dice)),
                            TEXT_ARG(demo_given_name(arena, &l->dice, 1)));
    } else if (dirt < 33) {
        phone = TEXT("1380797");
    }
    int64_t place = v[PERSON_REGION].number;
    const struct region *town =
        region_at(l->work->regions, region_at_level(place, REGION_TOWNSHIP));
    const struct region *village = region_at(l->work->regions, place);
    buf_addf(l->out, "%.*s,%s,%.*s,%.*s,%.*s,%s,2022年1月1日\n", TEXT_ARG(name), number,
             TEXT_ARG(town != NULL ? town->name : TEXT_EMPTY),
             TEXT_ARG(village != NULL ? village->name : TEXT_EMPTY), TEXT_ARG(phone), detail);
}

/* Somebody the registry does not know. */
static void put_stranger(struct line *l, const char *detail)
{
    struct arena *arena = l->work->arena;
    int32_t birth = (int32_t)dice_below(&l->dice, 12000);
    struct text number = demo_id_number(arena, birth, 900 + 2 * (int)dice_below(&l->dice, 40));
    buf_addf(l->out, "%.*s%.*s,%.*s,,,,%s,2022年1月1日\n", TEXT_ARG(demo_surname(&l->dice)),
             TEXT_ARG(demo_given_name(arena, &l->dice, 2)), TEXT_ARG(number), detail);
}

/* ---- a list ---- */

/* Of everybody with a whole number every so many-th, from one that the dice choose on. */
static enum status write_lines(struct line *l, size_t wanted, const char *detail,
                               struct error *error)
{
    struct row_list page = {0};
    int64_t after = 0;
    size_t written = 0, seen = 0, skip = dice_below(&l->dice, 7);
    enum status status = OK;
    do {
        status = rows_after(l->work, &person_ledger, after, PAGE, ROWS_PLAIN, &page, error);
        for (size_t i = 0; status == OK && i < page.n && written < wanted; i++) {
            const struct row *person = page.at[i];
            after = person->id;
            if (person->value[PERSON_ID_NO].text.n == NUMBER && seen++ % 13 == skip) {
                put_line(l, person, detail);
                written++;
            }
        }
    } while (status == OK && page.n == PAGE && written < wanted);
    for (size_t i = 0; i < wanted / 20; i++) {
        put_stranger(l, detail);
    }
    return status;
}

static enum status find_bureau(struct work *work, const char *name, int64_t *id,
                               struct error *error)
{
    struct value wanted = value_text(text_of(name));
    struct row_list found;
    enum status status =
        rows_with(work, &organization_ledger, ORGANIZATION_NAME, &wanted, 1, 0, &found, error);
    *id = status == OK && found.n > 0 ? found.at[0]->id : 0;
    return status;
}

static enum status hand_in(struct app *app, struct work *work, size_t i, int64_t bureau,
                           int32_t day, struct text bytes, struct error *error)
{
    struct errors errors = {0};
    struct job_info job;
    int64_t id;
    struct list_plan plan = {
        .file_name = arena_printf(work->arena, "%s.csv", lists[i].source),
        .source = text_of(lists[i].source),
        .kind = TEXT("category"),
        .category = text_of(lists[i].category),
        .sender = bureau,
        .period = day,
        .whole = true,
    };
    enum status status = list_create(app, work, &plan, bytes, &id, &errors, error);
    if (status == INVALID && errors.n > 0) {
        error->message = errors.at[0].message;
    }
    return status == OK ? list_compare_submit(work, id, &job, error) : status;
}

enum status list_demo_fill(struct app *app, struct work *work, const struct list_demo *plan,
                           struct error *error)
{
    struct buf csv;
    buf_init(&csv, MIB);
    struct line l = {.work = work, .dice = dice_seeded(plan->seed), .out = &csv};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < COUNT(lists); i++) {
        int64_t bureau;
        status = find_bureau(work, lists[i].bureau, &bureau, error);
        if (status != OK || bureau == 0) {
            continue; /* another notice's county, with other bureaus */
        }
        buf_clear(&csv);
        buf_adds(&csv, "姓名,公民身份号码,乡镇,村,联系电话,保障类别,享受时间\n");
        status = write_lines(&l, lists[i].rows, lists[i].detail, error);
        if (status == OK) {
            status = hand_in(app, work, i, bureau, plan->day - 20, buf_text(&csv), error);
        }
    }
    buf_release(&csv);
    return status;
}
