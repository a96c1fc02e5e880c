#include "domain/demo.h"

#include "base/map.h"
#include "base/random.h"
#include "domain/campaign/publicity.h"
#include "domain/care/relief.h"
#include "domain/care/service.h"
#include "domain/demo_findings.h"
#include "domain/demo_names.h"
#include "domain/demo_posts.h"
#include "domain/demo_tasks.h"
#include "domain/demo_twins.h"
#include "domain/jobs/fair.h"
#include "domain/jobs/vacancy.h"
#include "domain/people/category_tag.h"
#include "domain/people/employment_spell.h"
#include "domain/people/household.h"
#include "domain/people/intention.h"
#include "domain/people/need.h"
#include "domain/people/organization.h"
#include "domain/people/person.h"
#include "domain/people/recognition.h"
#include "domain/people/region.h"
#include "ledger/change.h"
#include "ledger/history.h"
#include "ledger/rows.h"
#include "standard/code.h"

enum { STRANGE_PERCENT = 6 };

struct village {
    int64_t code, town;
    struct text name, town_name;
};

struct world {
    struct work *work;
    struct work row; /* the same, with memory that goes after each household */
    struct arena scratch;
    struct dice dice;
    struct dice later; /* for what is thrown beside the people, who stay the same */
    const struct demo_plan *plan;
    struct error *error;
    enum status status; /* the first failure stops everything after it */
    struct village *villages;
    size_t village_count;
    int64_t *organizations, *vacancies;
    size_t organization_count, vacancy_count;
    const struct code_table *categories; /* the notice's */
    const char **strange;                /* those that only this notice has */
    size_t strange_count;
    int64_t people;     /* made so far */
    struct map numbers; /* ID numbers given out */
};

static bool chance(struct world *world, uint32_t percent)
{
    return dice_percent(&world->dice, percent);
}

static uint32_t pick(struct world *world, uint32_t below)
{
    return dice_below(&world->dice, below);
}

/* A day of the campaign so far. */
static int32_t campaign_day(struct world *world)
{
    int32_t span = world->plan->to - world->plan->from + 1;
    return world->plan->from + (int32_t)pick(world, (uint32_t)span);
}

static struct value day_value(int32_t day)
{
    return value_date((struct date){day, DATE_DAY});
}

static struct value words(const char *z)
{
    return value_text(text_of(z));
}

static struct change begin(struct world *world, const struct ledger *ledger)
{
    struct change change = change_create(&world->row, ledger);
    change.part = true;
    return change;
}

static int64_t save(struct world *world, struct change *change)
{
    struct errors errors = {0};
    if (world->status == OK) {
        world->status = change_save(change, &errors, world->error);
    }
    return change->row->id;
}

/* ---- employers, jobs, fairs ---- */

static void make_organizations(struct world *world)
{
    world->organization_count = 160;
    world->organizations = arena_array(world->work->arena, int64_t, world->organization_count);
    static const char *const kinds[DEMO_FORMS] = {"enterprise", "enterprise", "individual",
                                                  "cooperative", "workshop"};
    for (size_t i = 0; i < world->organization_count; i++) {
        const struct village *at = &world->villages[pick(world, (uint32_t)world->village_count)];
        struct change c = begin(world, &organization_ledger);
        const char *kind = kinds[i % COUNT(kinds)];
        change_set(&c, ORGANIZATION_NAME,
                   value_text(demo_employer(&world->scratch, &world->dice, at->town_name,
                                            (int)i + 1, i % DEMO_FORMS)));
        change_set(&c, ORGANIZATION_KIND, words(kind));
        change_set(&c, ORGANIZATION_REGION, value_number(at->code));
        change_set(&c, ORGANIZATION_LARGE, value_number(i % 5 == 0));
        change_set(&c, ORGANIZATION_PARK, value_number(i % 4 == 0));
        change_set(&c, ORGANIZATION_WORKERS, value_number(10 + pick(world, 400)));
        if (i % 5 == 4) {
            change_set(&c, ORGANIZATION_WORKSHOP_NO,
                       value_text(arena_printf(&world->scratch, "演示帮扶车间〔2021〕%zu号", i)));
            change_set(&c, ORGANIZATION_WORKSHOP_ON, day_value(world->plan->from - 400));
        }
        world->organizations[i] = save(world, &c);
    }
}

static void make_vacancies(struct world *world)
{
    static const char *const titles[] = {"普工",   "保洁员", "缝纫工", "仓库管理员",
                                         "护理员", "分拣员", "协管员", "文员"};
    static const char *const kinds[] = {"enterprise", "community", "enterprise", "logistics",
                                        "community",  "flexible",  "community",  "knowledge"};
    world->vacancy_count = 420;
    world->vacancies = arena_array(world->work->arena, int64_t, world->vacancy_count);
    for (size_t i = 0; i < world->vacancy_count; i++) {
        const struct village *at = &world->villages[pick(world, (uint32_t)world->village_count)];
        int64_t pay = 180000 + 10000 * (int64_t)pick(world, 25);
        struct change c = begin(world, &vacancy_ledger);
        change_set(&c, VACANCY_TITLE, words(titles[i % COUNT(titles)]));
        change_set(&c, VACANCY_KIND, words(kinds[i % COUNT(kinds)]));
        change_set(
            &c, VACANCY_ORGANIZATION,
            value_number(world->organizations[pick(world, (uint32_t)world->organization_count)]));
        change_set(&c, VACANCY_HEADCOUNT, value_number(1 + pick(world, 20)));
        change_set(&c, VACANCY_PUBLISHED_ON, day_value(campaign_day(world)));
        change_set(&c, VACANCY_REGION, value_number(at->town));
        change_set(&c, VACANCY_PAY_LOW, value_number(pay));
        change_set(&c, VACANCY_PAY_HIGH, value_number(pay + 80000));
        change_set(&c, VACANCY_CARING, value_number(i % 9 == 0));
        world->vacancies[i] = save(world, &c);
    }
}

static void make_fairs(struct world *world)
{
    static const char *const forms[] = {"onsite", "onsite", "live", "online", "caravan", "station"};
    for (int i = 0; i < 64; i++) {
        const struct village *at = &world->villages[pick(world, (uint32_t)world->village_count)];
        struct change c = begin(world, &fair_ledger);
        uint32_t attended = 20 + pick(world, 300);
        change_set(&c, FAIR_TITLE,
                   value_text(arena_printf(&world->scratch, "%.*s就业援助专场招聘第%d场",
                                           TEXT_ARG(at->town_name), i + 1)));
        change_set(&c, FAIR_FORM, words(forms[(size_t)i % COUNT(forms)]));
        change_set(&c, FAIR_DATE, day_value(campaign_day(world)));
        change_set(&c, FAIR_REGION, value_number(at->town));
        change_set(&c, FAIR_UNITS, value_number(5 + pick(world, 30)));
        change_set(&c, FAIR_HEADCOUNT, value_number(50 + pick(world, 500)));
        change_set(&c, FAIR_ATTENDED, value_number(attended));
        change_set(&c, FAIR_REACHED, value_number(pick(world, attended)));
        save(world, &c);
    }
}

/* Two villages in three have told most of their households; the rest is what the coverage shows. */
static void make_publicity(struct world *world)
{
    static const char *const kinds[] = {"household", "manual", "poster", "meeting"};
    int32_t days = world->plan->to - world->plan->from;
    for (size_t i = 0; i < world->village_count && world->status == OK; i++) {
        size_t rows = i % 3 == 2 ? dice_below(&world->later, 2) : 2 + dice_below(&world->later, 3);
        for (size_t k = 0; k < rows && k < COUNT(kinds); k++) {
            struct change c = begin(world, &publicity_ledger);
            int64_t count = 3 + dice_below(&world->later, 25);
            change_set(&c, PUBLICITY_DATE,
                       day_value(world->plan->from +
                                 (int32_t)dice_below(&world->later, (uint32_t)days + 1)));
            change_set(&c, PUBLICITY_REGION, value_number(world->villages[i].code));
            change_set(&c, PUBLICITY_KIND, words(kinds[k]));
            change_set(&c, PUBLICITY_COUNT, value_number(k == 3 ? 1 : count));
            if (k != 2) {
                change_set(&c, PUBLICITY_HOUSEHOLDS, value_number(count));
            }
            save(world, &c);
        }
        arena_reset(&world->scratch);
    }
}

/* ---- one person's history ---- */

struct someone {
    int64_t id;
    int age, sex;
    int32_t birth;
    bool able; /* of labour age and able */
    char kinds[128];
};

static void add_kind(struct someone *who, const char *kind)
{
    size_t n = 0;
    while (who->kinds[n] != '\0') {
        n++;
    }
    if (n > 0) {
        who->kinds[n++] = ',';
    }
    for (size_t i = 0; kind[i] != '\0' && n + 1 < sizeof(who->kinds); i++) {
        who->kinds[n++] = kind[i];
    }
    who->kinds[n] = '\0';
}

/* Tags what the notice knows. */
static void tag(struct world *world, struct someone *who, const char *kind, const char *sub_kind,
                const char *source, int32_t from)
{
    if (code_name(world->categories, text_of(kind)).n == 0) {
        return;
    }
    struct change c = begin(world, &category_tag_ledger);
    change_set(&c, CATEGORY_TAG_PERSON, value_number(who->id));
    change_set(&c, CATEGORY_TAG_KIND, words(kind));
    if (sub_kind != NULL) {
        change_set(&c, CATEGORY_TAG_SUB_KIND, words(sub_kind));
    }
    change_set(&c, CATEGORY_TAG_SOURCE, words(source));
    change_set(&c, CATEGORY_TAG_EVIDENCE_NO,
               value_text(arena_printf(&world->scratch, "演示%lld", (long long)world->people)));
    change_set(&c, CATEGORY_TAG_FROM, day_value(from));
    if (chance(world, 3)) {
        change_set(&c, CATEGORY_TAG_TO, day_value(campaign_day(world)));
    }
    save(world, &c);
    add_kind(who, kind);
}

static void make_tags(struct world *world, struct someone *who, bool poor_household)
{
    static const char *const monitored[] = {"脱贫不稳定户", "边缘易致贫户", "突发严重困难户"};
    int32_t start = world->plan->from;
    if (poor_household) {
        tag(world, who, "tuopin", NULL, "县乡村振兴局", start - 900);
    } else if (chance(world, 5)) {
        tag(world, who, "monitor", monitored[pick(world, 3)], "县乡村振兴局", start - 300);
    }
    if (chance(world, 6)) {
        tag(world, who, "dibao", chance(world, 70) ? "农村低保" : "城市低保", "县民政局",
            start - 500);
    }
    if (chance(world, 4)) {
        tag(world, who, "disabled", "肢体三级", "县残联", start - 700);
    }
    if (who->age >= (who->sex == 2 ? 40 : 50) && chance(world, 14)) {
        tag(world, who, "age4050", NULL, "县就创中心", start - 100);
    }
    if (chance(world, 4)) {
        tag(world, who, "long_unemployed", NULL, "县就创中心", start - 60);
    }
    if (who->age >= 21 && who->age <= 25 && chance(world, 12)) {
        tag(world, who, "graduate", NULL, "县教体局", start - 70);
    }
    if (who->sex == 1 && who->age >= 22 && chance(world, 2)) {
        tag(world, who, "veteran", NULL, "县退役军人事务局", start - 800);
    }
    if (chance(world, 1)) {
        tag(world, who, "fisher", NULL, "县农业农村局", start - 600);
    }
    for (size_t i = 0; i < world->strange_count; i++) {
        if (dice_percent(&world->later, STRANGE_PERCENT)) {
            tag(world, who, world->strange[i], NULL, "县就创中心", start - 60);
        }
    }
}

/* The notice's own categories, which the demo has no recipe for. */
static void find_strange(struct world *world)
{
    static const char *const known[] = {
        "tuopin",          "monitor",  "dibao",   "disabled", "age4050",
        "long_unemployed", "graduate", "veteran", "fisher",   "zero", /* found from households */
        "landless",        "other"};
    const struct code_table *all = code_table_of(world->work->codes, TEXT("category"));
    world->categories = all;
    world->strange = arena_array(world->work->arena, const char *, all->n);
    for (size_t i = 0; i < all->n; i++) {
        bool ours = false;
        for (size_t k = 0; k < COUNT(known) && !ours; k++) {
            ours = text_is(all->rows[i].code, known[k]);
        }
        if (!ours) {
            world->strange[world->strange_count++] =
                arena_printf(world->work->arena, "%.*s", TEXT_ARG(all->rows[i].code)).s;
        }
    }
}

/* True when he is recognised and in force. */
static bool make_recognition(struct world *world, struct someone *who)
{
    struct change c = begin(world, &recognition_ledger);
    int32_t applied = world->plan->from - 90 + (int32_t)pick(world, 120);
    bool decided = chance(world, 86) && applied + 12 <= world->plan->to;
    change_set(&c, RECOGNITION_PERSON, value_number(who->id));
    change_set(&c, RECOGNITION_KINDS, words(who->kinds));
    change_set(&c, RECOGNITION_APPLIED_ON, day_value(decided ? applied : world->plan->to - 3));
    change_set(&c, RECOGNITION_CHANNEL, words(chance(world, 60) ? "village" : "counter"));
    change_set(&c, RECOGNITION_CONSENT, value_number(1));
    if (decided) {
        int32_t on = applied + 12;
        change_set(&c, RECOGNITION_DECIDED_ON, day_value(on));
        change_set(&c, RECOGNITION_VALID_TO, day_value(date_add_months(on, 12) - 1));
    }
    save(world, &c);
    if (!decided && chance(world, 50) && world->status == OK) {
        struct row *row;
        struct errors errors = {0};
        world->status =
            rows_get(&world->row, &recognition_ledger, c.row->id, ROWS_PLAIN, &row, world->error);
        if (world->status == OK) {
            struct change step = change_edit(&world->row, row);
            step.part = true;
            world->status = change_act(&step, flow_action(recognition_ledger.flow, TEXT("review")),
                                       &errors, world->error);
        }
    }
    return decided;
}

static void make_spells(struct world *world, struct someone *who, bool recognised)
{
    static const char *const areas[] = {"2", "3", "4", "5"};
    bool helped = recognised && chance(world, 38);
    if (!helped && !chance(world, 45)) {
        return;
    }
    struct change c = begin(world, &employment_spell_ledger);
    uint32_t channel = pick(world, 10);
    int32_t start =
        helped ? campaign_day(world) : world->plan->from - 30 - (int32_t)pick(world, 900);
    const char *code = channel < 6 ? "1" : channel < 8 ? "2" : channel < 9 ? "3" : "4";
    change_set(&c, EMPLOYMENT_SPELL_PERSON, value_number(who->id));
    change_set(&c, EMPLOYMENT_SPELL_CHANNEL, words(code));
    change_set(&c, EMPLOYMENT_SPELL_EMPLOYER,
               words(code[0] == '4' ? "村民委员会（公益性岗位）" : "演示用工单位"));
    if (code[0] == '1') {
        change_set(
            &c, EMPLOYMENT_SPELL_ORGANIZATION,
            value_number(world->organizations[pick(world, (uint32_t)world->organization_count)]));
    }
    change_set(&c, EMPLOYMENT_SPELL_WORK_AREA, words(areas[pick(world, COUNT(areas))]));
    change_set(&c, EMPLOYMENT_SPELL_START, day_value(start));
    if (!helped && chance(world, 18)) {
        int32_t end = start + 20 + (int32_t)pick(world, 10);
        int32_t home = world->plan->from - (int32_t)dice_below(&world->later, 60);
        change_set(&c, EMPLOYMENT_SPELL_END,
                   day_value(home > start && dice_percent(&world->later, 30) ? home : end));
    }
    change_set(&c, EMPLOYMENT_SPELL_PAY, value_number(150000 + 10000 * (int64_t)pick(world, 40)));
    change_set(&c, EMPLOYMENT_SPELL_HELPED, value_number(helped));
    if (dice_percent(&world->later, 70)) {
        int32_t span = world->plan->to - world->plan->from + 1;
        int32_t checked = world->plan->from + (int32_t)dice_below(&world->later, (uint32_t)span);
        change_set(&c, EMPLOYMENT_SPELL_VERIFIED_ON, day_value(checked < start ? start : checked));
    }
    save(world, &c);
}

static void serve(struct world *world, struct someone *who, const char *kind, int64_t vacancy)
{
    static const char *const methods[] = {"home", "phone", "wechat", "site"};
    struct change c = begin(world, &service_ledger);
    change_set(&c, SERVICE_PERSON, value_number(who->id));
    change_set(&c, SERVICE_KIND, words(kind));
    change_set(&c, SERVICE_DATE, day_value(campaign_day(world)));
    change_set(&c, SERVICE_METHOD, words(methods[pick(world, COUNT(methods))]));
    change_set(&c, SERVICE_STAFF, words("演示干部"));
    change_set(&c, SERVICE_RESULT, words(chance(world, 80) ? "1" : "2"));
    if (vacancy != 0) {
        change_set(&c, SERVICE_VACANCY, value_number(vacancy));
    }
    save(world, &c);
}

static void make_services(struct world *world, struct someone *who)
{
    serve(world, who, chance(world, 50) ? "publicity" : "guidance", 0);
    for (uint32_t jobs = pick(world, 4); jobs > 0; jobs--) {
        serve(world, who, "job", world->vacancies[pick(world, (uint32_t)world->vacancy_count)]);
    }
    if (chance(world, 30)) {
        serve(world, who, "training", 0);
    }
    if (chance(world, 35)) {
        serve(world, who, "visit", 0);
    }
    if (chance(world, 5)) {
        serve(world, who, "psychology", 0);
    }
}

static void make_wishes(struct world *world, struct someone *who)
{
    static const char *const wishes[] = {"1", "1,3", "1", "2", "3", "4"};
    static const char *const needs[] = {"job", "training", "guidance", "policy", "startup"};
    struct change c = begin(world, &intention_ledger);
    change_set(&c, INTENTION_PERSON, value_number(who->id));
    change_set(&c, INTENTION_KINDS, words(wishes[pick(world, COUNT(wishes))]));
    change_set(&c, INTENTION_PLACE, words(chance(world, 60) ? "县内" : "省外"));
    change_set(&c, INTENTION_ASKED_ON, day_value(campaign_day(world)));
    save(world, &c);
    if (chance(world, 60)) {
        c = begin(world, &need_ledger);
        change_set(&c, NEED_PERSON, value_number(who->id));
        change_set(&c, NEED_KIND, words(needs[pick(world, COUNT(needs))]));
        change_set(&c, NEED_ASKED_ON, day_value(campaign_day(world)));
        save(world, &c);
    }
}

static void make_relief(struct world *world, struct someone *who)
{
    struct change c = begin(world, &relief_ledger);
    change_set(&c, RELIEF_PERSON, value_number(who->id));
    change_set(&c, RELIEF_DATE, day_value(campaign_day(world)));
    change_set(&c, RELIEF_AMOUNT, value_number(30000 + 10000 * (int64_t)pick(world, 20)));
    change_set(&c, RELIEF_KIND, words(chance(world, 70) ? "sudden" : "expense"));
    save(world, &c);
}

/* ---- households ---- */

struct member {
    int age, sex;
    const char *relation;
};

/* A number nobody has yet: odd sequences are men's, even ones women's (GB 11643). */
static struct text new_number(struct world *world, int32_t birth, int sex)
{
    for (;;) {
        int sequence = (int)pick(world, 499) * 2 + (sex == 1 ? 1 : 2);
        struct text number = demo_id_number(world->work->arena, birth, sequence);
        if (map_put(&world->numbers, number, 1)) {
            return number;
        }
    }
}

static void make_person(struct world *world, const struct village *at, int64_t household, bool poor,
                        struct text name, const struct member *member, int group)
{
    struct arena *a = &world->scratch;
    struct dice *dice = &world->dice;
    struct someone who = {.age = member->age, .sex = member->sex};
    who.birth = world->plan->from - member->age * 365 - (int32_t)pick(world, 350);
    world->people++;
    struct change c = begin(world, &person_ledger);
    static const char *const schooling[] = {"81", "71", "71", "71", "61", "41", "31", "21"};
    who.able = member->age >= 16 && member->age < 60;
    bool student = member->age >= 16 && member->age < 21 && chance(world, 60);
    change_set(&c, PERSON_NAME, value_text(name));
    change_set(&c, PERSON_ID_NO, value_text(new_number(world, who.birth, member->sex)));
    change_set(&c, PERSON_NATION, words(chance(world, 97) ? "01" : "11"));
    change_set(&c, PERSON_EDUCATION,
               words(schooling[pick(world, member->age > 45 ? 4 : COUNT(schooling))]));
    change_set(&c, PERSON_POLITICAL, words(chance(world, 6) ? "01" : "13"));
    change_set(&c, PERSON_MARITAL, words(member->age > 26 ? "20" : "10"));
    change_set(&c, PERSON_REGION, value_number(at->code));
    if (dice_percent(&world->later, 90)) { /* the others live somewhere that nobody asked for yet */
        change_set(&c, PERSON_RESIDENCE, value_number(at->code));
    }
    change_set(&c, PERSON_ADDRESS,
               value_text(arena_printf(a, "%.*s%.*s%d组", TEXT_ARG(at->town_name),
                                       TEXT_ARG(at->name), group)));
    change_set(&c, PERSON_HOUSEHOLD, value_number(household));
    change_set(&c, PERSON_RELATION, words(member->relation));
    change_set(&c, PERSON_IS_STUDENT, value_number(student));
    change_set(&c, PERSON_LABOUR, words(!who.able ? "5" : chance(world, 92) ? "1" : "3"));
    if (who.able && chance(world, 92)) {
        change_set(&c, PERSON_PHONE, value_text(demo_phone(a, dice)));
    }
    if (chance(world, 80)) {
        change_set(&c, PERSON_CHECKED_ON, day_value(campaign_day(world)));
    }
    who.id = save(world, &c);
    if (!who.able || student) {
        return;
    }
    make_tags(world, &who, poor);
    bool recognised = who.kinds[0] != '\0' && chance(world, 60) && make_recognition(world, &who);
    make_spells(world, &who, recognised);
    if (who.kinds[0] != '\0') {
        make_services(world, &who);
        make_wishes(world, &who);
    }
    if (recognised && chance(world, 3)) {
        make_relief(world, &who);
    }
}

/* Returns how many people it holds. */
static int make_household(struct world *world, int number)
{
    struct arena *a = &world->scratch;
    const struct village *at = &world->villages[pick(world, (uint32_t)world->village_count)];
    bool poor = chance(world, 22);
    struct text surname = demo_surname(&world->dice), wife = demo_surname(&world->dice);
    int head = 30 + (int)pick(world, 30), group = 1 + (int)pick(world, 15);
    struct member members[6] = {{head, 1, "0"}, {head - 2, 2, "1"}};
    int n = chance(world, 90) ? 2 : 1;
    for (int child = (int)pick(world, 3); child > 0; child--) {
        members[n++] = (struct member){head > 44 ? head - 24 - child : 6 + child,
                                       1 + (int)pick(world, 2), "2"};
    }
    if (chance(world, 25)) {
        members[n++] = (struct member){head + 26, 1 + (int)pick(world, 2), "5"};
    }
    struct change c = begin(world, &household_ledger);
    change_set(&c, HOUSEHOLD_NUMBER, value_text(arena_printf(a, "YS%07d", number)));
    struct text head_given = demo_given_name(a, &world->dice, 1);
    struct text head_name = arena_printf(a, "%.*s%.*s", TEXT_ARG(surname), TEXT_ARG(head_given));
    change_set(&c, HOUSEHOLD_HEAD_NAME, value_text(head_name));
    change_set(&c, HOUSEHOLD_REGION, value_number(at->code));
    change_set(&c, HOUSEHOLD_KIND, words(poor ? "tuopin" : "general"));
    int64_t household = save(world, &c);
    for (int i = 0; i < n; i++) {
        if (members[i].relation[0] == '2' && members[i].sex == 2) {
            members[i].relation = "3";
        }
        struct text name = head_name;
        if (i > 0) {
            struct text given = demo_given_name(a, &world->dice, members[i].sex);
            name = arena_printf(a, "%.*s%.*s", TEXT_ARG(i == 1 ? wife : surname), TEXT_ARG(given));
        }
        make_person(world, at, household, poor, name, &members[i], group);
    }
    return n;
}

static enum status find_villages(struct world *world, struct error *error)
{
    struct row_list regions;
    enum status status = rows_after(world->work, &region_ledger, 0, 100000, 0, &regions, error);
    if (status != OK) {
        return status;
    }
    world->villages = arena_array(world->work->arena, struct village, regions.n);
    for (size_t i = 0; i < regions.n; i++) {
        const struct value *v = regions.at[i]->value;
        if (!text_is(v[REGION_LEVEL].text, "village")) {
            continue;
        }
        struct village *village = &world->villages[world->village_count++];
        *village = (struct village){region_code(regions.at[i]), v[REGION_PARENT].number,
                                    v[REGION_SHORT_NAME].text, TEXT_EMPTY};
        for (size_t k = 0; k < regions.n; k++) {
            const struct value *above = regions.at[k]->value;
            if (region_code(regions.at[k]) == village->town &&
                text_is(above[REGION_LEVEL].text, "town")) {
                village->town_name = above[REGION_NAME].text;
            }
        }
        world->village_count -= village->town_name.n == 0; /* in a park, not in a township */
    }
    if (world->village_count == 0) {
        return error_set(error, world->work->arena, INVALID, "没有村（居），无法生成演示数据");
    }
    return OK;
}

/* Household by household; some of the first half are registered a second time. */
static void make_people(struct world *world, demo_progress *progress, void *context)
{
    struct dice twins = dice_seeded(world->plan->seed + 3);
    int64_t most = world->plan->people;
    bool again = false;
    int households = 0;
    for (int64_t people = 0; people < most && world->status == OK;) {
        people += make_household(world, ++households);
        if (!again && people * 2 >= most && world->status == OK) {
            world->status = demo_twins(world->work, &twins, world->error);
            again = true;
        }
        if (world->status == OK) {
            arena_reset(&world->scratch);
        }
        if (progress != NULL && households % 100 == 0) {
            progress(context, people, most);
        }
    }
}

int64_t demo_moment(const struct demo_plan *plan, int64_t noon)
{
    int64_t last = plan->now != 0 ? plan->now : clock_noon(plan->to);
    return noon < last ? noon : last;
}

enum status demo_fill(struct work *work, const struct demo_plan *plan, demo_progress *progress,
                      void *context, struct error *error)
{
    struct world world = {.work = work,
                          .row = *work,
                          .plan = plan,
                          .error = error,
                          .dice = dice_seeded(plan->seed),
                          .later = dice_seeded(plan->seed + 1)};
    arena_init(&world.scratch);
    map_init(&world.numbers);
    world.row.arena = &world.scratch;
    enum status status = find_villages(&world, error);
    if (status == OK) {
        find_strange(&world);
        make_organizations(&world);
        make_vacancies(&world);
        make_fairs(&world);
        make_people(&world, progress, context);
        status = world.status;
        if (status == OK) {
            struct dice posts = dice_seeded(plan->seed + 2);
            status = demo_posts(work, plan, &posts, error);
        }
        if (status == OK) {
            status = demo_tasks(work, plan, &world.later, error);
        }
        if (status == OK) {
            status = demo_findings(work, plan, &world.later, error);
        }
        if (status == OK) {
            make_publicity(&world);
            status = world.status;
        }
        if (status == OK) {
            status = history_close(work, TEXT("demo"), NULL, 0, TEXT_EMPTY, error);
        }
    }
    if (status != OK) {
        /* The failure's words live in the scratch memory that goes now. */
        error->message = arena_text(work->arena, error->message);
        error->hint = arena_text(work->arena, error->hint);
        error->detail = arena_text(work->arena, error->detail);
    }
    map_release(&world.numbers);
    arena_release(&world.scratch);
    return status;
}
