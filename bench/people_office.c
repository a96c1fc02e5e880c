/* A list as an office writes it: cell by cell, as .csv or .xlsx. */
#include "people_part.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/date.h"

enum { FLUSH = 1 << 20 };

/* ---- cells ---- */

/* As the office writes all numbers of 18 signs. */
static void put_numbers(struct dice *dice, enum numbers numbers, char cell[CELL])
{
    bool whole = strlen(cell) == 18;
    if (whole && numbers == NUMBERS_MASKED) {
        memset(cell + 6, '*', 8);
    } else if (whole && numbers == NUMBERS_CARD) {
        snprintf(cell + 18, CELL - 18, "%u%u", dice_below(dice, 7) + 1, dice_below(dice, 4) + 1);
    } else if (whole && numbers == NUMBERS_FIFTEEN && memcmp(cell + 6, "19", 2) == 0) {
        fifteen(cell);
    }
}

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
        put_numbers(&run->dice, office->numbers, out);
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

void list_open(struct list_out *out, const char *path, const struct office *office)
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

void list_row(struct run *run, struct list_out *out, const struct office *office,
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

void list_close(struct list_out *out, const struct office *office, size_t rows)
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
