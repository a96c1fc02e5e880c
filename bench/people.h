/*
 * people: a synthetic county: households with their surnames, phones and villages, twins, fathers
 * and sons with near numbers, strangers of one name and birthday in one township, village cadres
 * whose phone stands for half the village. Every ID number is made (GB 11643 check digit, region
 * codes of data/) and unique. Deterministic by its seed.
 */
#ifndef BENCH_PEOPLE_H
#define BENCH_PEOPLE_H

#include "people_names.h"
#include "standard/citizen_id.h"

enum origin {
    ORIGIN_PLAIN,
    ORIGIN_TWIN,      /* born with the one before */
    ORIGIN_NEAR,      /* the father's day of birth, and a near number */
    ORIGIN_SAME_NAME, /* another's name and birthday in the same township, else a stranger */
};

struct person {
    uint64_t phone; /* 0: none */
    int32_t birth;  /* day */
    int32_t region; /* six digits of the number */
    int32_t village, household;
    int16_t sequence; /* 1 to 999, odd: male */
    uint8_t origin;   /* enum origin */
    char name[NAME_BYTES];
};

/* How the people of a county are; the rates are of a thousand. */
struct population {
    size_t people, villages;
    uint32_t clan;       /* persons of a household that bear one of three surnames of the village */
    uint32_t short_name; /* given names of one character */
    uint32_t foreign, rare; /* names with '·'; names with 䶮 or 㛃 */
    uint32_t twins, near, same_name, cadre_phone, no_phone;
    int32_t province;   /* first two digits of most numbers; 0: the county of data/ */
    uint32_t elsewhere; /* of a hundred surnames, those that are not the county's: 0 means 40 */
};

struct place {
    char town[NAME_BYTES], village[NAME_BYTES]; /* 嘉定镇, 水东村 */
    int32_t town_number;                        /* villages of one township stand together */
};

enum { REGIONS_MOST = 4000 };

struct county {
    struct person *people; /* household by household */
    size_t n;
    struct place *places; /* by person.village; past the villages of data/ made ones */
    size_t villages;
    int32_t regions[REGIONS_MOST]; /* of the whole country, where the married-in come from */
    size_t region_count;
    size_t first_home, homes; /* those of them that most people come from; 0: the county of data/ */
    struct names *names;
};

struct county *county_new(const struct population *population, struct dice *dice);
void county_release(struct county *county);

bool person_male(const struct person *person);
/* The 18 characters of a number and NUL. */
void person_number(int32_t region, int32_t birth, int sequence, char out[19]);
/* A region code for the number of somebody born that year: mostly the county's own. */
int32_t county_region(const struct county *county, struct dice *dice, int birth_year);
uint64_t county_phone(struct dice *dice);

#endif
