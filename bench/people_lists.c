/*
 * people_lists HABIT N M LEFT RIGHT TRUTH [SEED]: writes two lists of N and about M rows (.csv,
 * .xlsx) of one county's people, seven tenths of the smaller list standing on both, and TRUTH, a
 * CSV left_row,right_row,kind: a kind is one of dirt_name (the same person), twin, near, same_name
 * (the same person, who has a double), conflict_… (to be reported as one) or ignore (a row whose
 * number is another's: his own pair is judged neither way). Rows count data rows from 1.
 */
#include "people_lists.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/ceilings.h"
#include "base/date.h"
#include "format/csv.h"
#include "format/xlsx_write.h"

enum { OVERLAP = 70, CELL = 160, VILLAGES_BELOW = 1000000, DATA_VILLAGES = 311, FLUSH = 1 << 20 };

enum clash { CLASH_NONE, CLASH_BORROWED, CLASH_ABOVE, CLASH_SECOND };

/* One row of the right list. */
struct entry {
    uint32_t person;
    uint8_t dirt;   /* enum dirt */
    uint8_t clash;  /* enum clash */
    bool twice;     /* the second row of a person */
    uint32_t owner; /* CLASH_BORROWED, CLASH_ABOVE: whose number it bears */
};

struct run {
    const struct habit *habit;
    struct dice dice;
    struct county *county;
    uint32_t *left_row;   /* by person; 0: not on the left */
    uint32_t *left_order; /* persons in the order of the left list */
    size_t left_count;
    struct entry *entries;
    size_t n;
};

/* A person's row as it is going to be written. */
struct line {
    struct person person;
    char number[CELL];
    bool moved;
};

static bool chance(struct run *run, uint32_t of_thousand)
{
    return dice_below(&run->dice, 1000) < of_thousand;
}

/* ---- mistakes ---- */

static void wrong_digit(struct dice *dice, char *number)
{
    size_t at = dice_below(dice, (uint32_t)strlen(number));
    char old = number[at];
    while (number[at] == old) {
        number[at] = (char)('0' + dice_below(dice, 10));
    }
}

static void swap_digits(struct dice *dice, char *number)
{
    for (int tries = 0; tries < 100; tries++) {
        size_t at = dice_below(dice, 16);
        if (number[at] != number[at + 1]) {
            char kept = number[at];
            number[at] = number[at + 1];
            number[at + 1] = kept;
            return;
        }
    }
}

static void fifteen(char *number)
{
    memmove(number + 6, number + 8, 9);
    number[15] = '\0';
}

static void wrong_name(struct run *run, enum slip slip, struct person *person)
{
    const struct names *names = run->county->names;
    if (!names_slip(names, &run->dice, slip, person->name)) {
        (void)names_slip(names, &run->dice, SLIP_HOMOPHONE, person->name);
    }
}

static void soil(struct run *run, enum dirt dirt, struct line *line)
{
    char day[3];
    switch (dirt) {
    case DIRT_NONE:
    case DIRT__COUNT:
        break;
    case DIRT_TWO_DIGITS:
        wrong_digit(&run->dice, line->number);
        wrong_digit(&run->dice, line->number);
        break;
    case DIRT_ONE_DIGIT:
        wrong_digit(&run->dice, line->number);
        break;
    case DIRT_SWAPPED:
        swap_digits(&run->dice, line->number);
        break;
    case DIRT_FIFTEEN:
        fifteen(line->number);
        break;
    case DIRT_NO_NUMBER:
        line->number[0] = '\0';
        break;
    case DIRT_HOMOPHONE:
        wrong_name(run, SLIP_HOMOPHONE, &line->person);
        break;
    case DIRT_VARIANT:
        wrong_name(run, SLIP_VARIANT, &line->person);
        break;
    case DIRT_ACCENT:
        wrong_name(run, SLIP_ACCENT, &line->person);
        break;
    case DIRT_LOOKS:
        wrong_name(run, SLIP_LOOKS, &line->person);
        break;
    case DIRT_BOTH:
        if (dice_percent(&run->dice, 70)) {
            wrong_digit(&run->dice, line->number);
        } else {
            swap_digits(&run->dice, line->number);
        }
        wrong_name(run, dice_percent(&run->dice, 75) ? SLIP_HOMOPHONE : SLIP_VARIANT,
                   &line->person);
        break;
    case DIRT_SCIENTIFIC:
        memmove(line->number + 2, line->number + 1, 5);
        memcpy(line->number + 1, ".", 1);
        snprintf(line->number + 7, CELL - 7, "E+17");
        break;
    case DIRT_ROUNDED:
        snprintf(line->number + 15, 4, "000");
        break;
    case DIRT_DAY_MONTH:
        memcpy(day, line->number + 10, 2);
        memcpy(line->number + 10, line->number + 12, 2);
        memcpy(line->number + 12, day, 2);
        break;
    }
}

/* ---- cells ---- */

static void untidy_number(struct dice *dice, char cell[CELL])
{
    char kept[CELL];
    snprintf(kept, CELL, "%s", cell);
    switch (dice_below(dice, 4)) {
    case 0:
        snprintf(cell, CELL, "'%.30s", kept);
        break;
    case 1:
        if (strlen(kept) == 18) {
            snprintf(cell, CELL, "%.6s %.8s %.4s", kept, kept + 6, kept + 14);
        }
        break;
    case 2: /* full width */
        cell[0] = '\0';
        for (size_t i = 0, n = 0; kept[i] != '\0' && n + 4 < CELL; i++, n += 3) {
            size_t wide = utf8_encode((uint32_t)(unsigned char)kept[i] + 0xFEE0, cell + n);
            cell[n + wide] = '\0';
        }
        break;
    default:
        for (char *c = cell; *c != '\0'; c++) {
            *c = *c == 'X' ? 'x' : *c;
        }
    }
}

static void put_name(struct run *run, const struct office *office, const char *name, char out[CELL])
{
    const char *rare = strstr(name, "䶮");
    size_t n = strlen(name);
    snprintf(out, CELL, "%s", name);
    if (office->untidy > 20 && rare != NULL && dice_percent(&run->dice, 50)) {
        (void)utf8_encode(0xE863, out + (rare - name)); /* of old files */
    }
    if (chance(run, office->untidy)) {
        if (n == 6 && dice_percent(&run->dice, 70)) {
            const char *blank = dice_percent(&run->dice, 50) ? " " : "　";
            snprintf(out, CELL, "%.3s%s%.3s", name, blank, name + 3);
        } else if (strstr(name, "·") != NULL) {
            snprintf(out, CELL, "%.*s•%s", (int)(strstr(name, "·") - name), name,
                     strstr(name, "·") + 2);
        } else {
            snprintf(out, CELL, dice_percent(&run->dice, 50) ? "%s（户主）" : " %s ", name);
        }
    }
}

static void put_birth(struct run *run, const struct office *office, int32_t birth, char out[CELL])
{
    struct civil day = date_to_civil(birth);
    bool untidy = chance(run, office->untidy);
    if (untidy && day.day <= 12 && office->dates == DATES_ISO) { /* exchanged */
        snprintf(out, CELL, "%04d-%02d-%02d", day.year, day.day, day.month);
    } else if (office->dates == DATES_ISO) {
        snprintf(out, CELL, "%04d-%02d-%02d", day.year, day.month, day.day);
    } else if (untidy) {
        snprintf(out, CELL, "%d年%d月%d日", day.year, day.month, day.day);
    } else if (office->dates == DATES_COMPACT) {
        snprintf(out, CELL, "%04d%02d%02d", day.year, day.month, day.day);
    } else if (office->dates == DATES_SLASH) {
        snprintf(out, CELL, "%d/%d/%d", day.year, day.month, day.day);
    } else if (office->dates == DATES_CHINESE) {
        snprintf(out, CELL, "%d年%d月%d日", day.year, day.month, day.day);
    } else if (office->dates == DATES_TEXT) {
        snprintf(out, CELL, "%d.%d.%d", day.year, day.month, day.day);
    } else {
        snprintf(out, CELL, "%d.%02d", day.year, day.month);
    }
}

static void put_phone(struct run *run, const struct office *office, uint64_t phone, char out[CELL])
{
    unsigned long long number = phone;
    if (phone == 0) {
        out[0] = '\0';
    } else if (!chance(run, office->untidy)) {
        snprintf(out, CELL, "%llu", number);
    } else if (dice_percent(&run->dice, 50)) {
        snprintf(out, CELL, "%llu-%04llu-%04llu", number / 100000000, number / 10000 % 10000,
                 number % 10000);
    } else {
        snprintf(out, CELL, "%llu/%llu", number, (unsigned long long)county_phone(&run->dice));
    }
}

static void put_place(struct run *run, const struct office *office, const struct place *place,
                      enum column column, char out[CELL])
{
    char village[NAME_BYTES];
    snprintf(village, sizeof(village), "%s", place->village);
    size_t n = strlen(village);
    if (chance(run, office->untidy) && n > 6 && strcmp(village + n - 3, "村") == 0) {
        snprintf(village + n - 3, sizeof(village) - n + 3, "%s",
                 dice_percent(&run->dice, 50) ? "" : "村委会");
    }
    if (column == COLUMN_TOWN) {
        bool cut = chance(run, office->untidy) && strlen(place->town) > 6;
        snprintf(out, CELL, "%.*s", (int)strlen(place->town) - (cut ? 3 : 0), place->town);
    } else if (column == COLUMN_VILLAGE) {
        snprintf(out, CELL, "%s", village);
    } else {
        snprintf(out, CELL, "%s%s%u组", place->town, village, dice_below(&run->dice, 20) + 1);
    }
}

static void put_cell(struct run *run, const struct office *office, enum column column,
                     const struct line *line, size_t serial, char out[CELL])
{
    static const char *const fillers[] = {"一类", "二类", "已就业", "未就业", "外出务工", ""};
    const struct person *p = &line->person;
    out[0] = '\0';
    switch (column) {
    case COLUMN_SERIAL:
        snprintf(out, CELL, "%zu", serial);
        break;
    case COLUMN_NAME:
        put_name(run, office, p->name, out);
        break;
    case COLUMN_HEAD: /* any other name will do */
        snprintf(out, CELL, "%s", run->county->people[serial % run->county->n].name);
        break;
    case COLUMN_NUMBER:
        snprintf(out, CELL, "%s", line->number);
        if (chance(run, office->untidy)) {
            untidy_number(&run->dice, out);
        }
        break;
    case COLUMN_SEX:
        snprintf(out, CELL, "%s", person_male(p) ? "男" : "女");
        break;
    case COLUMN_BIRTH:
        put_birth(run, office, p->birth, out);
        break;
    case COLUMN_PHONE:
        put_phone(run, office, p->phone, out);
        break;
    case COLUMN_TOWN:
    case COLUMN_VILLAGE:
    case COLUMN_ADDRESS:
        put_place(run, office, &run->county->places[p->village], column, out);
        break;
    case COLUMN_FILLER:
        snprintf(out, CELL, "%s", fillers[dice_below(&run->dice, COUNT(fillers))]);
        break;
    }
}

/* ---- files ---- */

struct list_out {
    FILE *file; /* a .csv */
    struct buf bytes;
    struct csv_out csv;
    int fd; /* a .xlsx */
    struct arena arena;
    struct xlsx_writer *workbook;
};

static void list_open(struct list_out *out, const char *path, const struct office *office)
{
    *out = (struct list_out){.fd = -1};
    arena_init(&out->arena);
    buf_init(&out->bytes, 2 * FLUSH);
    if (text_ends(text_of(path), TEXT(".xlsx"))) {
        struct xlsx_column *columns = arena_array(&out->arena, struct xlsx_column, office->n);
        for (size_t i = 0; i < office->n; i++) {
            columns[i] = (struct xlsx_column){.heading = text_of(office->columns[i].heading)};
        }
        out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        out->workbook = xlsx_writer_open(&out->arena, (struct zip_output){zip_to_file, &out->fd});
        xlsx_writer_sheet(
            out->workbook,
            &(struct xlsx_plan){.name = TEXT("名单"),
                                .title = text_of(office->title == NULL ? "" : office->title),
                                .columns = columns,
                                .n = office->n});
        return;
    }
    out->file = fopen(path, "wb");
    if (out->file == NULL) {
        perror(path);
        exit(2);
    }
    out->csv = csv_into(&out->bytes);
    if (office->title != NULL) {
        csv_put(&out->csv, text_of(office->title));
        csv_end_row(&out->csv);
    }
    for (size_t i = 0; i < office->n; i++) {
        csv_put(&out->csv, text_of(office->columns[i].heading));
    }
    csv_end_row(&out->csv);
}

static void list_row(struct run *run, struct list_out *out, const struct office *office,
                     const struct line *line, size_t serial)
{
    char cell[CELL];
    if (out->workbook != NULL) {
        xlsx_writer_row(out->workbook);
    }
    for (size_t i = 0; i < office->n; i++) {
        put_cell(run, office, office->columns[i].column, line, serial, cell);
        if (out->workbook != NULL) {
            xlsx_writer_text(out->workbook, (uint32_t)i, text_of(cell), STYLE_TEXT);
        } else {
            csv_put(&out->csv, text_of(cell));
        }
    }
    if (out->workbook == NULL) {
        csv_end_row(&out->csv);
        if (out->bytes.n > FLUSH) {
            fwrite(out->bytes.s, 1, out->bytes.n, out->file);
            buf_clear(&out->bytes);
        }
    }
}

static void list_close(struct list_out *out, const struct office *office, size_t rows)
{
    struct error error;
    char total[CELL];
    bool good = true;
    snprintf(total, CELL, "合计%zu人", rows);
    if (out->workbook != NULL) {
        if (office->total) {
            xlsx_writer_row(out->workbook);
            xlsx_writer_text(out->workbook, 0, text_of(total), STYLE_PLAIN);
        }
        good = xlsx_writer_close(out->workbook, &error) == OK && close(out->fd) == 0;
    } else {
        if (office->total) {
            csv_put(&out->csv, text_of(total));
            csv_end_row(&out->csv);
        }
        fwrite(out->bytes.s, 1, out->bytes.n, out->file);
        good = !out->bytes.full && fclose(out->file) == 0;
    }
    buf_release(&out->bytes);
    arena_release(&out->arena);
    if (!good) {
        fputs("a list was not written\n", stderr);
        exit(2);
    }
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

static void spoil(struct run *run)
{
    const struct habit *habit = run->habit;
    for (size_t i = 0; i < run->n; i++) {
        struct entry *e = &run->entries[i];
        const struct entry *above = &run->entries[i > 0 ? i - 1 : 0];
        uint32_t at = dice_below(&run->dice, 1000);
        int64_t mate = at < habit->borrowed ? housemate(run, e->person) : -1;
        if (mate >= 0) {
            e->clash = CLASH_BORROWED;
            e->owner = (uint32_t)mate;
        } else if (at >= 100 && at < 100 + habit->above && i > 0 && above->dirt == DIRT_NONE &&
                   above->clash == CLASH_NONE && above->person != e->person &&
                   run->left_row[above->person] > 0) {
            e->clash = CLASH_ABOVE;
            e->owner = above->person;
        } else if (at >= 200 && at < 200 + habit->second_number && !e->twice &&
                   run->left_row[e->person] > 0 && run->county->people[e->person].phone != 0) {
            e->clash = CLASH_SECOND;
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
                                          [CLASH_SECOND] = "conflict_second"};
    static const char *const origins[] = {[ORIGIN_PLAIN] = "clean",
                                          [ORIGIN_TWIN] = "twin",
                                          [ORIGIN_NEAR] = "near",
                                          [ORIGIN_SAME_NAME] = "same_name"};
    const struct entry *e = &run->entries[row - 1];
    uint32_t left = run->left_row[e->person];
    const char *kind = dirt_name(e->dirt);
    if (e->clash != CLASH_NONE) {
        uint32_t owner = e->clash == CLASH_SECOND ? e->person : e->owner;
        /* a number that is wrong on the left cannot be told to be another's */
        put_truth(truth, run->left_row[owner], row, soiled[owner] ? "ignore" : clashes[e->clash]);
        if (e->clash != CLASH_SECOND) {
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
    if (e->clash == CLASH_BORROWED || e->clash == CLASH_ABOVE) {
        number = run->county->people[e->owner];
    } else if (e->clash == CLASH_SECOND) { /* re-registered: another place or another sequence */
        number.region = county_region(run->county, &run->dice, 2005);
        number.sequence =
            (int16_t)((number.sequence + 2 * (int)dice_below(&run->dice, 400)) % 998 + 1);
        number.sequence = (int16_t)(number.sequence + (number.sequence % 2 != p->sequence % 2));
    }
    person_number(number.region, number.birth, number.sequence, line->number);
    soil(run, e->dirt, line);
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
