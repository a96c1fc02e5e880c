#include "standard/data.h"

#include "base/bug.h"

/* The symbols stand in data.S. */
#define FILE_OF(symbol) extern const char data_##symbol[], data_##symbol##_end[]
FILE_OF(code_tables);
FILE_OF(code_nationality);
FILE_OF(code_product);
FILE_OF(code_aliases);
FILE_OF(header_synonyms);
FILE_OF(holidays);
FILE_OF(id_legacy);
FILE_OF(pua);
FILE_OF(regions_national);
FILE_OF(regions_townships);
FILE_OF(regions_villages);

static const struct data_entry {
    const char *name;
    const char *start, *end;
} files[] = {
    {"code_tables.csv", data_code_tables, data_code_tables_end},
    {"code_nationality_gb3304.csv", data_code_nationality, data_code_nationality_end},
    {"code_product.csv", data_code_product, data_code_product_end},
    {"code_aliases.csv", data_code_aliases, data_code_aliases_end},
    {"header_synonyms.csv", data_header_synonyms, data_header_synonyms_end},
    {"holidays_2022_2026.csv", data_holidays, data_holidays_end},
    {"id_legacy_ganzhou_codes.csv", data_id_legacy, data_id_legacy_end},
    {"pua_to_unicode.csv", data_pua, data_pua_end},
    {"regions_national_county.csv", data_regions_national, data_regions_national_end},
    {"regions_xinfeng_townships.csv", data_regions_townships, data_regions_townships_end},
    {"regions_xinfeng_villages.csv", data_regions_villages, data_regions_villages_end},
};

static struct text whole_file(const char *name)
{
    for (size_t i = 0; i < COUNT(files); i++) {
        if (text_is(text_of(name), files[i].name)) {
            return (struct text){files[i].start, (size_t)(files[i].end - files[i].start)};
        }
    }
    bug("no embedded data file %s", name);
}

static struct text next_cell(struct text *line)
{
    if (line->n > 0 && line->s[0] == '"') {
        struct text inside = text_slice(*line, 1, line->n);
        size_t quote = text_find_char(inside, '"');
        struct text cell = text_slice(inside, 0, quote);
        *line = text_slice(inside, cell.n + 2, inside.n);
        return cell;
    }
    struct text cell = text_slice(*line, 0, text_find_char(*line, ','));
    *line = text_slice(*line, cell.n + 1, line->n);
    return cell;
}

bool data_next_row(struct text *rest, struct text cells[DATA_CELLS])
{
    struct text line;
    if (rest->n == 0 || !text_split(rest, '\n', &line)) {
        return false;
    }
    for (size_t i = 0; i < DATA_CELLS; i++) {
        cells[i] = next_cell(&line);
    }
    return true;
}

struct text data_rows(const char *name)
{
    struct text rest = whole_file(name), heading;
    text_split(&rest, '\n', &heading);
    return rest;
}
