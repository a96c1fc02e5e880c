/*
 * people_lists HABIT N M LEFT RIGHT TRUTH [SEED]: writes two lists of N and about M rows (.csv,
 * .xlsx) of one county's people, seven tenths of the smaller list standing on both, and TRUTH, a
 * CSV left_row,right_row,kind: a kind is one of dirt_name (the same person), twin, near, same_name
 * (the same person, who has a double), conflict_… (to be reported as one; left_row 0: two of the
 * right list) or ignore (a row whose number is another's: his own pair is judged neither way). Rows
 * count data rows from 1.
 */
#include "people_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/date.h"

enum { OVERLAP = 70, VILLAGES_BELOW = 1000000, DATA_VILLAGES = 311 };

enum clash { CLASH_NONE, CLASH_BORROWED, CLASH_ABOVE, CLASH_SECOND, CLASH_YEAR, CLASH_IN_LIST };

/* One row of the right list. */
struct entry {
    uint32_t person;
    uint8_t dirt;   /* enum dirt */
    uint8_t clash;  /* enum clash */
    bool twice;     /* the second row of a person */
    bool lent;      /* the row below bears its number: CLASH_IN_LIST */
    uint32_t owner; /* CLASH_BORROWED, CLASH_ABOVE, CLASH_IN_LIST: whose number it bears */
};

bool chance(struct run *run, uint32_t of_thousand)
{
    return dice_below(&run->dice, 1000) < of_thousand;
}

/* ---- who stands where ---- */

/* Exactly `want` of the people that are left, one after the other. */
static bool drawn(struct dice *dice, size_t *want, size_t left)
{
    bool yes = dice_next(dice) % left < *want;
    *want -= yes;
    return yes;
}

static void choose(struct run *run, size_t n, size_t m)
{
    size_t people = run->county->n, both = n + m - people, only_left = n - both,
           only_right = m - both;
    run->left_row = calloc(people, sizeof(*run->left_row));
    run->left_order = calloc(n, sizeof(*run->left_order));
    run->entries = calloc(m * 2, sizeof(*run->entries));
    if (run->left_row == NULL || run->left_order == NULL || run->entries == NULL) {
        bug("no memory");
    }
    for (size_t i = 0; i < people; i++) {
        bool on_both = drawn(&run->dice, &both, people - i);
        bool on_left =
            on_both || (only_left > 0 && drawn(&run->dice, &only_left, only_left + only_right));
        if (on_left) {
            run->left_order[run->left_count++] = (uint32_t)i;
            run->left_row[i] = (uint32_t)run->left_count;
        }
        if (on_both || !on_left) {
            only_right -= !on_left && only_right > 0;
            run->entries[run->n++].person = (uint32_t)i;
            if (chance(run, run->habit->twice)) {
                run->entries[run->n++] = (struct entry){.person = (uint32_t)i, .twice = true};
            }
        }
    }
    for (size_t i = run->n - 1; i > 0; i--) {
        size_t other = dice_next(&run->dice) % (i + 1);
        struct entry kept = run->entries[i];
        run->entries[i] = run->entries[other];
        run->entries[other] = kept;
    }
}

/* Somebody else of the household who stands on the left; -1 when there is none. */
static int64_t housemate(const struct run *run, uint32_t person)
{
    const struct person *people = run->county->people;
    for (uint32_t i = person > 6 ? person - 6 : 0; i < person + 6 && i < run->county->n; i++) {
        if (i != person && run->left_row[i] > 0 &&
            people[i].household == people[person].household) {
            return i;
        }
    }
    return -1;
}

static bool has_column(const struct office *office, enum column column)
{
    for (size_t i = 0; i < office->n; i++) {
        if (office->columns[i].column == column) {
            return true;
        }
    }
    return false;
}

static enum dirt draw_dirt(struct run *run, const struct person *person)
{
    uint32_t at = dice_below(&run->dice, 1000);
    enum dirt dirt = DIRT_NONE;
    for (enum dirt d = DIRT_NONE; d < DIRT__COUNT; d++) {
        if (at < run->habit->dirt[d]) {
            dirt = d;
            break;
        }
        at -= run->habit->dirt[d];
    }
    bool young = date_to_civil(person->birth).year >= 2000;
    return dirt == DIRT_FIFTEEN && young ? DIRT_ONE_DIGIT : dirt;
}

/* Whose number may be told to be another's: a namesake under it is nobody else, for all that the
 * lists say. */
static bool namesakes(const struct run *run, int64_t a, uint32_t b)
{
    const struct person *people = run->county->people;
    return a >= 0 && strcmp(people[a].name, people[b].name) == 0;
}

static void spoil(struct run *run)
{
    const struct habit *habit = run->habit;
    for (size_t i = 0; i < run->n; i++) {
        struct entry *e = &run->entries[i];
        const struct entry *above = &run->entries[i > 0 ? i - 1 : 0];
        uint32_t at = dice_below(&run->dice, 1000);
        int64_t mate = at < habit->borrowed ? housemate(run, e->person) : -1;
        if (mate >= 0 && !namesakes(run, mate, e->person)) {
            e->clash = CLASH_BORROWED;
            e->owner = (uint32_t)mate;
        } else if (at >= 100 && at < 100 + habit->above && i > 0 && above->dirt == DIRT_NONE &&
                   above->clash == CLASH_NONE && above->person != e->person &&
                   !namesakes(run, above->person, e->person) && run->left_row[above->person] > 0) {
            e->clash = CLASH_ABOVE;
            e->owner = above->person;
        } else if (at >= 200 && at < 200 + habit->second_number && !e->twice &&
                   run->left_row[e->person] > 0 && run->county->people[e->person].phone != 0) {
            e->clash = CLASH_SECOND;
        } else if (at >= 300 && at < 300 + habit->other_year && run->left_row[e->person] > 0) {
            e->clash = CLASH_YEAR;
        } else if (at >= 400 && at < 400 + habit->in_list && i > 0 && !above->lent &&
                   above->clash == CLASH_NONE && run->left_row[e->person] == 0 &&
                   run->left_row[above->person] == 0 && above->person != e->person &&
                   !namesakes(run, above->person, e->person)) {
            e->clash = CLASH_IN_LIST;
            e->owner = above->person;
            run->entries[i - 1].lent = true;
        } else if (run->left_row[e->person] > 0) {
            e->dirt = (uint8_t)draw_dirt(run, &run->county->people[e->person]);
        }
    }
}

/* ---- writing ---- */

static void write_left(struct run *run, const char *path, bool *soiled)
{
    struct list_out out;
    list_open(&out, path, &run->habit->left);
    for (size_t i = 0; i < run->left_count; i++) {
        struct line line = {.person = run->county->people[run->left_order[i]]};
        person_number(line.person.region, line.person.birth, line.person.sequence, line.number);
        if (chance(run, run->habit->left_dirt)) {
            wrong_digit(&run->dice, line.number);
            soiled[run->left_order[i]] = true;
        }
        list_row(run, &out, &run->habit->left, &line, i + 1);
    }
    list_close(&out, &run->habit->left, run->left_count);
}

static void put_truth(FILE *truth, uint32_t left, size_t right, const char *kind)
{
    if (left > 0) {
        fprintf(truth, "%u,%zu,%s\n", left, right, kind);
    }
}

static void tell_truth(const struct run *run, FILE *truth, size_t row, const bool *soiled)
{
    static const char *const clashes[] = {[CLASH_BORROWED] = "conflict_borrowed",
                                          [CLASH_ABOVE] = "conflict_above",
                                          [CLASH_SECOND] = "conflict_second",
                                          [CLASH_YEAR] = "conflict_year",
                                          [CLASH_IN_LIST] = "conflict_in_list"};
    static const char *const origins[] = {[ORIGIN_PLAIN] = "clean",
                                          [ORIGIN_TWIN] = "twin",
                                          [ORIGIN_NEAR] = "near",
                                          [ORIGIN_SAME_NAME] = "same_name"};
    const struct entry *e = &run->entries[row - 1];
    uint32_t left = run->left_row[e->person];
    const char *kind = dirt_name(e->dirt);
    if (e->clash == CLASH_IN_LIST || e->lent) {
        fprintf(truth, "0,%zu,%s\n", row, clashes[CLASH_IN_LIST]);
        return;
    }
    if (e->clash != CLASH_NONE) {
        bool own = e->clash == CLASH_SECOND || e->clash == CLASH_YEAR;
        uint32_t owner = own ? e->person : e->owner;
        /* a number that is wrong on the left cannot be told to be another's */
        put_truth(truth, run->left_row[owner], row, soiled[owner] ? "ignore" : clashes[e->clash]);
        if (!own) {
            put_truth(truth, left, row, "ignore");
        }
        return;
    }
    if (soiled[e->person]) {
        kind = e->dirt == DIRT_NONE ? "left_digit" : "both_lists";
    } else if (e->twice) {
        kind = "twice";
    } else if (e->dirt == DIRT_NONE) {
        kind = origins[run->county->people[e->person].origin];
    }
    put_truth(truth, left, row, kind);
}

static void make_line(struct run *run, const struct entry *e, struct line *line)
{
    const struct habit *habit = run->habit;
    *line = (struct line){.person = run->county->people[e->person]};
    struct person *p = &line->person, number = *p;
    if (e->clash == CLASH_BORROWED || e->clash == CLASH_ABOVE || e->clash == CLASH_IN_LIST) {
        number = run->county->people[e->owner];
    } else if (e->clash == CLASH_SECOND) { /* re-registered: another place or another sequence */
        number.region = county_region(run->county, &run->dice, 2005);
        number.sequence =
            (int16_t)((number.sequence + 2 * (int)dice_below(&run->dice, 400)) % 998 + 1);
        number.sequence = (int16_t)(number.sequence + (number.sequence % 2 != p->sequence % 2));
    }
    person_number(number.region, number.birth, number.sequence, line->number);
    soil(run, e->dirt, line);
    if (e->clash == CLASH_YEAR) {
        struct civil day = date_to_civil(p->birth);
        day.year -= 1 + (int)dice_below(&run->dice, 11);
        day.day = day.day > 28 ? 28 : day.day;
        p->birth = date_from_civil(day);
    }
    if (e->clash == CLASH_NONE) {
        /* Who lost his number or has it wrong keeps something to be known by. */
        bool bare = line->number[0] == '\0' && !has_column(&habit->left, COLUMN_BIRTH);
        if (chance(run, habit->moved)) {
            p->village = (int32_t)(dice_next(&run->dice) % run->county->villages);
        } else if (!bare && chance(run, habit->new_phone)) {
            p->phone = county_phone(&run->dice);
        }
        if (chance(run, habit->phone_left_out)) {
            p->phone = 0;
        }
    }
}

static void write_right(struct run *run, const char *path, const char *truth_path,
                        const bool *soiled)
{
    struct list_out out;
    FILE *truth = fopen(truth_path, "wb");
    if (truth == NULL) {
        perror(truth_path);
        exit(2);
    }
    fputs("left_row,right_row,kind\n", truth);
    list_open(&out, path, &run->habit->right);
    for (size_t i = 0; i < run->n; i++) {
        struct line line;
        make_line(run, &run->entries[i], &line);
        list_row(run, &out, &run->habit->right, &line, i + 1);
        tell_truth(run, truth, i + 1, soiled);
    }
    list_close(&out, &run->habit->right, run->n);
    if (fclose(truth) != 0) {
        perror(truth_path);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    struct run run = {.habit = argc >= 7 ? habit_find(text_of(argv[1])) : NULL};
    int64_t n = 0, m = 0, seed = 1;
    if (run.habit == NULL || !text_to_int(text_of(argv[2]), &n) ||
        !text_to_int(text_of(argv[3]), &m) || (argc > 7 && !text_to_int(text_of(argv[7]), &seed)) ||
        n < 10 || m < 10) {
        fputs("people_lists HABIT N M LEFT RIGHT TRUTH [SEED]; habits:", stderr);
        for (size_t i = 0; habit_at(i) != NULL; i++) {
            fprintf(stderr, " %s", habit_at(i)->name);
        }
        fputc('\n', stderr);
        return 2;
    }
    run.dice = dice_seeded((uint64_t)seed);
    struct population population = run.habit->population;
    population.people = (size_t)(n + m - (n < m ? n : m) * OVERLAP / 100);
    /* a county's villages for a million people; fewer people live in fewer villages */
    population.villages =
        (population.people * DATA_VILLAGES + VILLAGES_BELOW - 1) / VILLAGES_BELOW + 8;
    run.county = county_new(&population, &run.dice);
    choose(&run, (size_t)n, (size_t)m);
    spoil(&run);
    bool *soiled = calloc(run.county->n, sizeof(*soiled));
    if (soiled == NULL) {
        bug("no memory");
    }
    write_left(&run, argv[4], soiled);
    write_right(&run, argv[5], argv[6], soiled);
    free(soiled);
    free(run.left_row);
    free(run.left_order);
    free(run.entries);
    county_release(run.county);
    return 0;
}
