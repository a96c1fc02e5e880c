#include "domain/places.h"

#include <stdio.h>
#include <string.h>

#include "base/list.h"
#include "format/csv.h"

enum { FILE_CEILING = 16 << 20, COLUMNS = 7 };

struct gathered {
    struct arena *arena;
    LIST(struct place) all;
};

static int64_t number_or(struct text t, int64_t otherwise)
{
    int64_t n;
    return text_to_int(text_trim(t), &n) ? n : otherwise;
}

static bool take_row(void *context, const struct sheet_row *row)
{
    struct gathered *gathered = context;
    struct text cells[COLUMNS] = {{0}};
    for (size_t i = 0; i < row->n; i++) {
        if (row->cells[i].col < COLUMNS) {
            cells[row->cells[i].col] = arena_text(gathered->arena, row->cells[i].text);
        }
    }
    if (row->row > 0) {
        list_add(&gathered->all, (struct place){
                                     .code = number_or(cells[0], 0),
                                     .name = cells[1],
                                     .short_name = cells[2],
                                     .level = cells[3],
                                     .parent = number_or(cells[4], 0),
                                     .sort = number_or(cells[5], 0),
                                     .reporting = text_is(cells[6], "1"),
                                 });
    }
    return true;
}

static void take_units(struct gathered *gathered, const struct notice *notice)
{
    int64_t county = notice->head.county * 1000000;
    list_add(&gathered->all, (struct place){.code = county,
                                            .name = notice->head.county_name,
                                            .short_name = notice->head.county_name,
                                            .level = TEXT("county")});
    for (size_t i = 0; i < notice->units.n; i++) {
        const struct notice_unit *unit = &notice->units.at[i];
        if (unit->kind == UNIT_TOWNSHIP) {
            list_add(&gathered->all, (struct place){.code = unit->region,
                                                    .parent = county,
                                                    .sort = (int64_t)i + 1,
                                                    .name = unit->name,
                                                    .short_name = unit->short_name,
                                                    .level = TEXT("town"),
                                                    .reporting = true});
        }
    }
}

static enum status take_file(struct gathered *gathered, FILE *file, struct error *error)
{
    char *bytes = arena_alloc(gathered->arena, FILE_CEILING);
    struct text text = {bytes, fread(bytes, 1, FILE_CEILING, file)};
    struct sheet_summary summary;
    enum status status = csv_decode(gathered->arena, text, &text, error);
    return status != OK ? status
                        : csv_read(gathered->arena, text, ',',
                                   (struct sheet_sink){take_row, gathered}, &summary, error);
}

enum status places_read(struct arena *arena, const char *folder, const struct notice *notice,
                        struct places *out, struct error *error)
{
    struct gathered gathered = {.arena = arena};
    enum status status = OK;
    FILE *file = fopen(arena_printf(arena, "%s/regions.csv", folder).s, "rb");
    if (file == NULL) {
        take_units(&gathered, notice);
    } else {
        status = take_file(&gathered, file, error);
        fclose(file);
    }
    *out = (struct places){arena_array(arena, struct place, gathered.all.n), gathered.all.n};
    if (gathered.all.at != NULL) {
        memcpy(out->at, gathered.all.at, out->n * sizeof(*out->at));
    }
    list_release(&gathered.all);
    return status;
}

const struct region_tree *places_tree(struct arena *arena, const struct places *places)
{
    struct region *at = arena_array(arena, struct region, places->n);
    for (size_t i = 0; i < places->n; i++) {
        at[i] = (struct region){.code = places->at[i].code,
                                .name = places->at[i].name,
                                .short_name = places->at[i].short_name,
                                .valid_from = DATE_NONE,
                                .valid_to = DATE_NONE};
    }
    struct region_rows lists[] = {region_rows_national(arena), {at, places->n}};
    return region_tree_new(arena, lists, COUNT(lists));
}
