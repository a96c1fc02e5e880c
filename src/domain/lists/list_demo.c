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
#include "notice/notice.h"
#include "standard/region.h"

enum { PAGE = 500, NUMBER = 18, OLD = 15 };

enum form { FORM_CATEGORY, FORM_INSURED, FORM_PLATFORM, FORM_DECEASED };

static const struct {
    const char *bureau, *source, *kind, *category, *detail;
    size_t rows;
    enum form form;
    int versions;
} lists[] = {
    {"县乡村振兴局", "防止返贫监测对象", "category", "monitor", "边缘易致贫户", 150, FORM_CATEGORY,
     2},
    {"县民政局", "农村低保对象", "category", "dibao", "农村低保", 250, FORM_CATEGORY, 3},
    {"县就业创业服务中心", "企业职工参保人员", "insured", "", "", 150, FORM_INSURED, 2},
    {"县就业创业服务中心", "省平台就业登记导出", "platform", "", "", 150, FORM_PLATFORM, 1},
    {"县民政局", "死亡人员", "deceased", "", "", 12, FORM_DECEASED, 1},
};
static const char *const heads[] = {
    [FORM_CATEGORY] = "姓名,公民身份号码,乡镇,村,联系电话,保障类别,享受时间\n",
    [FORM_INSURED] = "姓名,公民身份号码,参保单位,就业地点,参保时间\n",
    [FORM_PLATFORM] = "姓名,证件号码,联系电话,就业单位,就业形式,就业时间\n",
    [FORM_DECEASED] = "姓名,公民身份号码,死亡日期\n",
};

struct line {
    struct work *work;
    struct dice dice;
    struct buf *out;
    enum form form;
    const char *detail;
    int version;  /* from 1 */
    size_t index; /* of the row: decides what becomes of it from version to version */
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

static struct text town_of(const struct line *l, int64_t place)
{
    const struct region *town =
        region_at(l->work->regions, region_at_level(place, REGION_TOWNSHIP));
    return town != NULL ? town->name : TEXT_EMPTY;
}

static void put_form(struct line *l, struct text name, const char *number, struct text phone,
                     int64_t place)
{
    struct text town = town_of(l, place), employer;
    const struct region *village = region_at(l->work->regions, place);
    buf_addf(l->out, "%.*s,%s,", TEXT_ARG(name), number);
    switch (l->form) {
    case FORM_CATEGORY:
        buf_addf(l->out, "%.*s,%.*s,%.*s,%s,2022年1月1日\n", TEXT_ARG(town),
                 TEXT_ARG(village != NULL ? village->name : TEXT_EMPTY), TEXT_ARG(phone),
                 l->detail);
        break;
    case FORM_INSURED:
        employer = demo_employer(l->work->arena, &l->dice, town, (int)l->index,
                                 dice_below(&l->dice, DEMO_FORMS));
        buf_addf(l->out, "%.*s,%.*s%.*s,2022-0%d-01\n", TEXT_ARG(employer),
                 TEXT_ARG(l->work->notice->head.county_name), TEXT_ARG(town),
                 1 + (int)dice_below(&l->dice, 8));
        break;
    case FORM_PLATFORM:
        employer = demo_employer(l->work->arena, &l->dice, town, (int)l->index,
                                 dice_below(&l->dice, DEMO_FORMS));
        buf_addf(l->out, "%.*s,%.*s,企业吸纳,2022-0%d\n", TEXT_ARG(phone), TEXT_ARG(employer),
                 1 + (int)dice_below(&l->dice, 8));
        break;
    case FORM_DECEASED:
        buf_addf(l->out, "2022-08-1%d\n", (int)dice_below(&l->dice, 10));
        break;
    }
}

/* Dirt as such lists have it; the sender puts a third of it right from version to version. */
static void put_line(struct line *l, const struct row *person)
{
    struct arena *arena = l->work->arena;
    const struct value *v = person->value;
    char *number = arena_cstr(arena, v[PERSON_ID_NO].text);
    struct text name = v[PERSON_NAME].text, phone = v[PERSON_PHONE].text;
    uint32_t dirt = dice_below(&l->dice, 100);
    if (l->version > 1 && l->index % 3 == 0) {
        dirt = 100;
    }
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
    } else if (dirt < 45 && l->form == FORM_PLATFORM) {
        phone = demo_phone(arena, &l->dice);
    }
    if (l->version > 1 && l->index % 23 == 5) {
        phone = demo_phone(arena, &l->dice);
    }
    put_form(l, name, number, phone, v[PERSON_REGION].number);
}

/* Somebody the registry does not know. */
static void put_stranger(struct line *l)
{
    struct arena *arena = l->work->arena;
    int32_t birth = (int32_t)dice_below(&l->dice, 12000);
    struct text number = demo_id_number(arena, birth, 900 + 2 * (int)dice_below(&l->dice, 40));
    struct text name = arena_printf(arena, "%.*s%.*s", TEXT_ARG(demo_surname(&l->dice)),
                                    TEXT_ARG(demo_given_name(arena, &l->dice, 2)));
    put_form(l, name, arena_cstr(arena, number), TEXT_EMPTY, 0);
}

/* ---- a list ---- */

/* Whether a row stands in this version: a few enter with each, a few leave. */
static bool stands(const struct line *l)
{
    int enters = l->index % 19 == 7 ? 2 : l->index % 19 == 8 ? 3 : 1;
    int leaves = l->index % 17 == 3 ? 2 : l->index % 17 == 4 ? 3 : 99;
    return l->version >= enters && l->version < leaves;
}

/* Of everybody with a whole number every so many-th. Each row has dice of its own, so that it says
 * the same in every version. */
static enum status write_lines(struct line *l, uint64_t seed, size_t wanted, struct error *error)
{
    struct row_list page = {0};
    int64_t after = 0;
    size_t seen = 0, skip = seed % 7;
    enum status status = OK;
    l->index = 0;
    do {
        status = rows_after(l->work, &person_ledger, after, PAGE, ROWS_PLAIN, &page, error);
        for (size_t i = 0; status == OK && i < page.n && l->index < wanted; i++) {
            const struct row *person = page.at[i];
            after = person->id;
            if (person->value[PERSON_ID_NO].text.n != NUMBER || seen++ % 13 != skip) {
                continue;
            }
            l->dice = dice_seeded(seed + 1000 * ++l->index);
            if (stands(l)) {
                put_line(l, person);
            }
        }
    } while (status == OK && page.n == PAGE && l->index < wanted);
    l->dice = dice_seeded(seed);
    for (size_t i = 0; i < wanted / 20; i++) {
        put_stranger(l);
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
        .kind = text_of(lists[i].kind),
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

/* Hands one version of list i in; *done says whether its bureau is there. */
static enum status send(struct app *app, struct work *work, const struct list_demo *plan, size_t i,
                        int version, bool *done, struct error *error)
{
    struct buf csv;
    int64_t bureau;
    *done = false;
    enum status status = find_bureau(work, lists[i].bureau, &bureau, error);
    if (status != OK || bureau == 0) {
        return status; /* another notice's county, with other bureaus */
    }
    buf_init(&csv, MIB);
    struct line l = {.work = work,
                     .out = &csv,
                     .form = lists[i].form,
                     .detail = lists[i].detail,
                     .version = version};
    buf_adds(&csv, heads[l.form]);
    status = write_lines(&l, plan->seed + 7 * i, lists[i].rows, error);
    if (status == OK) {
        int32_t day = plan->day - 20 - 30 * (lists[i].versions - version);
        status = hand_in(app, work, i, bureau, day, buf_text(&csv), error);
        *done = true;
    }
    buf_release(&csv);
    return status;
}

enum status list_demo_send(struct app *app, struct work *work, const struct list_demo *plan,
                           int version, int *sent, struct error *error)
{
    enum status status = OK;
    *sent = 0;
    for (size_t i = 0; status == OK && i < COUNT(lists); i++) {
        bool done = false;
        if (version <= lists[i].versions) {
            status = send(app, work, plan, i, version, &done, error);
            *sent += done;
        }
    }
    return status;
}
