#include "people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/date.h"
#include "standard/data.h"
#include "standard/surname.h"

enum {
    MADE_VILLAGES = 20,
    CADRES_EACH = 4,
    PEOPLE_OF_CODE = 8000000 /* more have no room under one county's code */
};

struct maker {
    struct county *county;
    const struct population *population;
    struct dice *dice;
    uint64_t *taken; /* numbers given, open addressing */
    size_t mask;
};

bool person_male(const struct person *person)
{
    return person->sequence % 2 == 1;
}

void person_number(int32_t region, int32_t birth, int sequence, char out[19])
{
    struct civil day = date_to_civil(birth);
    int64_t digits =
        ((int64_t)region * 100000000 + day.year * 10000 + day.month * 100 + day.day) * 1000;
    digits += sequence;
    for (int i = 16; i >= 0; i--, digits /= 10) {
        out[i] = (char)('0' + digits % 10);
    }
    out[17] = citizen_id_check(out);
    out[18] = '\0';
}

uint64_t county_phone(struct dice *dice)
{
    static const uint64_t starts[] = {138, 139, 150, 151, 152, 157, 158, 159, 177, 178,
                                      182, 183, 187, 188, 189, 130, 131, 155, 186, 191};
    return starts[dice_below(dice, COUNT(starts))] * 100000000 + dice_below(dice, 100000000);
}

/* ---- places ---- */

static void made_place(int32_t village, struct place *out)
{
    static const char first[] = "上下大小高长新老石水龙金白黄青红双罗南北东西中古松竹梅樟桂枫";
    static const char last[] = "坪坑塘湾岭田坝陂墩源江山石溪桥屋围头口村洞角背岗坊圳埠迳";
    struct dice below = dice_seeded((uint64_t)village);
    struct dice above = dice_seeded((uint64_t)(village / MADE_VILLAGES) + 1000000);
    const uint32_t n = (sizeof(first) - 1) / 3, m = (sizeof(last) - 1) / 3;
    snprintf(out->village, NAME_BYTES, "%.3s%.3s村", first + (size_t)dice_below(&below, n) * 3,
             last + (size_t)dice_below(&below, m) * 3);
    snprintf(out->town, NAME_BYTES, "%.3s%.3s镇", first + (size_t)dice_below(&above, n) * 3,
             last + (size_t)dice_below(&above, m) * 3);
    out->town_number = village / MADE_VILLAGES;
}

static void read_places(struct county *county)
{
    struct text rest = data_rows("regions_xinfeng_villages.csv"), cells[DATA_CELLS];
    struct place *place = county->places, *end = place + county->villages;
    int32_t town = -1000;
    for (; place < end && data_next_row(&rest, cells); place++) {
        snprintf(place->town, NAME_BYTES, "%.*s", TEXT_ARG(cells[5]));
        snprintf(place->village, NAME_BYTES, "%.*s", TEXT_ARG(cells[2]));
        town += place == county->places || strcmp(place->town, place[-1].town) != 0;
        place->town_number = town;
    }
    for (; place < end; place++) {
        made_place((int32_t)(place - county->places), place);
    }
    rest = data_rows("regions_national_county.csv");
    while (county->region_count < REGIONS_MOST && data_next_row(&rest, cells)) {
        int64_t code;
        if (text_to_int(text_slice(cells[0], 0, 6), &code)) {
            county->regions[county->region_count++] = (int32_t)code;
        }
    }
}

/* Where most people come from, when not from the county of data/. */
static void choose_homes(struct county *county, const struct population *population)
{
    size_t needed = population->people / PEOPLE_OF_CODE + 1;
    if (population->province == 0) {
        county->homes = needed > 1 ? needed : 0;
        return;
    }
    while (county->regions[county->first_home] / 10000 != population->province) {
        county->first_home++;
    }
    county->homes = needed + 2;
}

/* ---- numbers ---- */

int32_t county_region(const struct county *county, struct dice *dice, int birth_year)
{
    bool old = birth_year < 1999; /* the prefecture's codes changed */
    uint32_t at = dice_below(dice, 100);
    if (at < 88 && county->homes > 0) {
        return county->regions[county->first_home + dice_below(dice, (uint32_t)county->homes)];
    }
    if (at < 88) {
        return old ? 362123 : 360722;
    }
    if (at < 95) {
        return (old ? 362121 : 360721) + (int32_t)dice_below(dice, 12);
    }
    return county->regions[dice_below(dice, (uint32_t)county->region_count)];
}

static bool take_number(struct maker *m, const struct person *p)
{
    uint64_t key =
        ((uint64_t)p->region << 40 | (uint64_t)(p->birth + 100000) << 10 | (uint64_t)p->sequence) +
        1;
    size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> 20) & m->mask;
    while (m->taken[at] != 0) {
        if (m->taken[at] == key) {
            return false;
        }
        at = (at + 1) & m->mask;
    }
    m->taken[at] = key;
    return true;
}

static void give_number(struct maker *m, struct person *p, bool male)
{
    p->region = county_region(m->county, m->dice, date_to_civil(p->birth).year);
    do {
        p->sequence = (int16_t)(dice_below(m->dice, 499) * 2 + (male ? 1 : 2));
    } while (!take_number(m, p));
}

/* ---- people ---- */

static int32_t born_in(struct dice *dice, int from, int to)
{
    int year = from + (int)dice_below(dice, (uint32_t)(to - from + 1));
    return date_from_civil((struct civil){year, 1, 1}) + (int32_t)dice_below(dice, 365);
}

static void give_name(struct maker *m, struct person *p, struct text surname, struct text shared)
{
    const struct population *population = m->population;
    int year = date_to_civil(p->birth).year;
    bool male = person_male(p);
    if (dice_below(m->dice, 1000) < population->foreign) {
        names_foreign(m->dice, p->name);
        return;
    }
    struct text first = shared.n > 0 ? shared : names_character(m->dice, male, year);
    struct text second = names_character(m->dice, male, year);
    if (dice_below(m->dice, 1000) < population->rare) {
        second = male ? TEXT("䶮") : TEXT("㛃");
    }
    bool one = shared.n == 0 && dice_below(m->dice, 1000) < population->short_name;
    snprintf(p->name, NAME_BYTES, "%.*s%.*s%.*s", TEXT_ARG(surname), one ? 0 : (int)first.n,
             first.s, TEXT_ARG(second));
}

static struct person *add(struct maker *m, int32_t village, int32_t household, int32_t birth,
                          bool male)
{
    struct person *p = &m->county->people[m->county->n++];
    *p = (struct person){.birth = birth, .village = village, .household = household};
    give_number(m, p, male);
    p->phone = dice_below(m->dice, 1000) < m->population->no_phone ? 0 : county_phone(m->dice);
    return p;
}

/* Of a hundred surnames, those of the county's few. */
static uint32_t local_of(const struct maker *m)
{
    return m->population->elsewhere == 0 ? 60 : 100 - m->population->elsewhere;
}

static bool full(const struct maker *m)
{
    return m->county->n == m->population->people;
}

static void add_twin(struct maker *m, const struct person *elder, struct text surname,
                     struct text shared)
{
    bool male = dice_percent(m->dice, 15) ? !person_male(elder) : person_male(elder);
    struct person *p = add(m, elder->village, elder->household, elder->birth, male);
    struct person next = *p;
    next.region = elder->region;
    next.sequence = (int16_t)(elder->sequence + (male == person_male(elder) ? 2 : 1));
    if (next.sequence < 1000 && person_male(&next) == male && take_number(m, &next)) {
        *p = next;
    }
    p->origin = ORIGIN_TWIN;
    give_name(m, p, surname, shared);
    if (dice_percent(m->dice, 60)) {
        p->phone = elder->phone;
    }
}

/* A son born on his father's day, his number the father's but for the years. */
static void near_father(struct maker *m, struct person *son, const struct person *father)
{
    struct civil day = date_to_civil(father->birth);
    int years = dice_percent(m->dice, 50) ? 20 : 30;
    day.year += years;
    if (!civil_valid(day)) {
        return;
    }
    struct person near = *son;
    near.birth = date_from_civil(day);
    near.region = father->region;
    near.sequence = father->sequence;
    if (take_number(m, &near)) {
        near.origin = ORIGIN_NEAR;
        near.phone = dice_percent(m->dice, 60) ? father->phone : son->phone;
        *son = near;
    }
}

static void add_children(struct maker *m, const struct person *father, struct text surname)
{
    int year = date_to_civil(father->birth).year, count = (int)dice_below(m->dice, 4);
    bool line = dice_percent(m->dice, 40); /* brothers share a character */
    struct text sons = names_character(m->dice, true, year + 25);
    for (int i = 0; i < count && !full(m); i++) {
        bool male = dice_percent(m->dice, 52);
        int32_t birth = born_in(m->dice, year + 20, year + 34 < 2008 ? year + 34 : 2008);
        struct person *p = add(m, father->village, father->household, birth, male);
        if (male && dice_below(m->dice, 1000) < m->population->near) {
            near_father(m, p, father);
        }
        struct text shared = male && line ? sons : TEXT_EMPTY;
        give_name(m, p, surname, shared);
        if (dice_below(m->dice, 1000) < m->population->twins && !full(m)) {
            add_twin(m, p, surname, shared);
        }
    }
}

static void add_household(struct maker *m, int32_t village, int32_t household)
{
    bool clan = dice_below(m->dice, 1000) < m->population->clan;
    struct text surname = clan ? names_clan((uint64_t)village, dice_below(m->dice, 3))
                               : names_surname(m->dice, local_of(m));
    struct person *head = add(m, village, household, born_in(m->dice, 1940, 1987), true);
    give_name(m, head, surname, TEXT_EMPTY);
    size_t first = m->county->n - 1;
    if (!full(m) && dice_percent(m->dice, 75)) {
        int year = date_to_civil(head->birth).year;
        struct person *wife =
            add(m, village, household, born_in(m->dice, year - 2, year + 6), false);
        give_name(m, wife, names_surname(m->dice, local_of(m)), TEXT_EMPTY);
    }
    if (!full(m)) {
        add_children(m, head, surname);
    }
    for (size_t i = first + 1; i < m->county->n; i++) { /* one phone for all at home */
        if (dice_percent(m->dice, 20)) {
            m->county->people[i].phone = head->phone;
        }
    }
}

static bool strangers_near(const struct county *county, const struct person *a,
                           const struct person *b)
{
    return a->household != b->household && person_male(a) == person_male(b) &&
           county->places[a->village].town_number == county->places[b->village].town_number;
}

/* Strangers of one name and birthday in one township; the other's household stays where it is. */
static void add_same_names(struct maker *m)
{
    struct county *county = m->county;
    size_t n = county->n * m->population->same_name / 1000;
    for (size_t i = 0; i < n; i++) {
        struct person *p = &county->people[dice_below(m->dice, (uint32_t)county->n)], *other = p;
        for (int tries = 0; tries < 400 && !strangers_near(county, p, other); tries++) {
            other = &county->people[dice_below(m->dice, (uint32_t)county->n)];
        }
        if (strangers_near(county, p, other)) {
            p->birth = other->birth;
            give_number(m, p, person_male(other));
            memcpy(p->name, other->name, NAME_BYTES);
            p->origin = ORIGIN_SAME_NAME;
        }
    }
}

/* A village's few cadres fill in their own phone for those who have none at hand. */
static void share_phones(struct maker *m)
{
    for (size_t i = 0; i < m->county->n; i++) {
        struct person *p = &m->county->people[i];
        if (dice_below(m->dice, 1000) < m->population->cadre_phone) {
            struct dice cadre =
                dice_seeded((uint64_t)p->village * CADRES_EACH + dice_below(m->dice, CADRES_EACH));
            p->phone = county_phone(&cadre);
        }
    }
}

static void *needed(void *memory)
{
    if (memory == NULL) {
        bug("no memory");
    }
    return memory;
}

struct county *county_new(const struct population *population, struct dice *dice)
{
    struct county *county = needed(calloc(1, sizeof(*county)));
    struct maker m = {.county = county, .population = population, .dice = dice, .mask = 1023};
    while (m.mask < population->people * 3) {
        m.mask = m.mask * 2 + 1;
    }
    m.taken = needed(calloc(m.mask + 1, sizeof(*m.taken)));
    county->people = needed(calloc(population->people, sizeof(*county->people)));
    county->places = needed(calloc(population->villages, sizeof(*county->places)));
    county->villages = population->villages;
    read_places(county);
    choose_homes(county, population);
    county->names = names_new();
    int32_t household = 0;
    while (!full(&m)) {
        int32_t village = (int32_t)(county->n * population->villages / population->people);
        add_household(&m, village, household++);
    }
    add_same_names(&m);
    share_phones(&m);
    free(m.taken);
    return county;
}

void county_release(struct county *county)
{
    names_release(county->names);
    free(county->people);
    free(county->places);
    free(county);
}
