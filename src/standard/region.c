#include "standard/region.h"

#include <stdlib.h>
#include <string.h>

#include "standard/data.h"
#include "standard/region_tree.h"

/* What one step of each level counts: the zeros a place of that level ends in. */
static const int64_t unit_of[] = {
    [REGION_NATION] = 1000000000000, [REGION_PROVINCE] = 10000000000, [REGION_CITY] = 100000000,
    [REGION_COUNTY] = 1000000,       [REGION_TOWNSHIP] = 1000,        [REGION_VILLAGE] = 1,
};

enum region_level region_level_of(int64_t code)
{
    enum region_level level = REGION_NATION;
    while (level < REGION_VILLAGE && code % unit_of[level] != 0) {
        level++;
    }
    return level;
}

void region_range(int64_t code, int64_t *low, int64_t *high)
{
    *low = code;
    *high = code + unit_of[region_level_of(code)] - 1;
}

bool region_contains(int64_t outer, int64_t inner)
{
    int64_t low, high;
    region_range(outer, &low, &high);
    return inner >= low && inner <= high;
}

int64_t region_above(int64_t code)
{
    enum region_level level = region_level_of(code);
    return level == REGION_NATION ? 0 : region_at_level(code, level - 1);
}

int64_t region_at_level(int64_t code, enum region_level level)
{
    return code - code % unit_of[level];
}

bool region_is_legacy(int32_t code6, int32_t *now)
{
    struct text rest = data_rows("id_legacy_ganzhou_codes.csv"), cells[DATA_CELLS];
    while (data_next_row(&rest, cells)) {
        int64_t old = 0, current = 0;
        if (text_to_int(cells[0], &old) && old == code6) {
            text_to_int(cells[2], &current);
            *now = (int32_t)current;
            return true;
        }
    }
    return false;
}

/* ---- the embedded tables ---- */

struct rows_list {
    struct arena *arena;
    struct region_rows rows;
    size_t size;
};

/* Appends a place unless it is the one just added (a table names each province many times). */
static struct region *add_row(struct rows_list *list, int64_t code, struct text name)
{
    struct region_rows *rows = &list->rows;
    if (rows->n == list->size) {
        size_t size = list->size == 0 ? 512 : 2 * list->size;
        struct region *grown = arena_array(list->arena, struct region, size);
        if (rows->n > 0) {
            memcpy(grown, rows->at, rows->n * sizeof(grown[0]));
        }
        rows->at = grown;
        list->size = size;
    }
    rows->at[rows->n] = (struct region){.code = code,
                                        .name = name,
                                        .short_name = TEXT_EMPTY,
                                        .aliases = TEXT_EMPTY,
                                        .valid_from = DATE_NONE,
                                        .valid_to = DATE_NONE};
    return &rows->at[rows->n++];
}

struct region_rows region_rows_national(struct arena *arena)
{
    struct rows_list list = {.arena = arena};
    struct text rest = data_rows("regions_national_county.csv"), cells[DATA_CELLS];
    int64_t province = 0, city = 0;
    while (data_next_row(&rest, cells)) {
        int64_t code = 0;
        text_to_int(cells[0], &code);
        code *= unit_of[REGION_COUNTY];
        if (region_at_level(code, REGION_PROVINCE) != province) {
            province = region_at_level(code, REGION_PROVINCE);
            add_row(&list, province, cells[1]);
        }
        if (region_at_level(code, REGION_CITY) != city) {
            city = region_at_level(code, REGION_CITY);
            add_row(&list, city, cells[2]);
        }
        if (code != city) { /* 东莞市 has no counties: its row is the city's */
            add_row(&list, code, cells[3]);
        }
    }
    return list.rows;
}

struct region_rows region_rows_county(struct arena *arena)
{
    struct rows_list list = {.arena = arena};
    struct text cells[DATA_CELLS];
    int64_t code = 0;
    for (struct text rest = data_rows("regions_xinfeng_townships.csv");
         data_next_row(&rest, cells);) {
        text_to_int(cells[2], &code);
        add_row(&list, code, cells[3])->short_name = cells[4];
    }
    for (struct text rest = data_rows("regions_xinfeng_villages.csv");
         data_next_row(&rest, cells);) {
        text_to_int(cells[0], &code);
        add_row(&list, code, cells[2])->aliases = cells[1];
    }
    return list.rows;
}

/* ---- the tree ---- */

/* Names that only fill a level and belong to no place people would name. */
static bool is_filler(struct text name)
{
    return text_is(name, "市辖区") || text_is(name, "县") || text_is(name, "省直辖县级行政区划") ||
           text_is(name, "自治区直辖县级行政区划");
}

static bool cut(struct text *t, struct text ending)
{
    if (!text_ends(*t, ending) || utf8_length(text_slice(*t, 0, t->n - ending.n)) < 2) {
        return false;
    }
    t->n -= ending.n;
    return true;
}

/* 石柱土家族 -> 石柱, 黔东南苗族侗族 -> 黔东南 */
static void cut_nationalities(struct text *t)
{
    cut(t, TEXT("各族"));
    bool found = true;
    while (found) {
        found = false;
        struct text rest = data_rows("code_nationality_gb3304.csv"), cells[DATA_CELLS];
        while (!found && data_next_row(&rest, cells)) {
            found = cut(t, cells[1]) || (cells[2].n > 3 && cut(t, cells[2]));
        }
    }
}

struct text region_stem(struct text name, enum region_level level)
{
    static const struct text village[] = {
        TEXT("社区居民委员会"), TEXT("村民委员会"), TEXT("居民委员会"), TEXT("社区居委会"),
        TEXT("村委会"),         TEXT("居委会"),     TEXT("社区"),       TEXT("村"),
    };
    static const struct text township[] = {TEXT("街道办事处"), TEXT("街道"), TEXT("镇"),
                                           TEXT("乡")};
    static const struct text above[] = {
        TEXT("特别行政区"), TEXT("自治区"), TEXT("自治州"), TEXT("自治县"),
        TEXT("自治旗"),     TEXT("地区"),   TEXT("省"),     TEXT("市"),
        TEXT("县"),         TEXT("区"),     TEXT("盟"),     TEXT("旗"),
    };
    const struct text *endings = level == REGION_VILLAGE    ? village
                                 : level == REGION_TOWNSHIP ? township
                                                            : above;
    size_t count = level == REGION_VILLAGE    ? COUNT(village)
                   : level == REGION_TOWNSHIP ? COUNT(township)
                                              : COUNT(above);
    bool autonomous = level < REGION_TOWNSHIP && text_has(name, TEXT("自治"));
    for (size_t i = 0; i < count; i++) {
        if (cut(&name, endings[i])) {
            break;
        }
    }
    if (autonomous) {
        cut_nationalities(&name);
    }
    return name;
}

static void add_key(struct region_tree *tree, size_t region, struct text text, bool whole)
{
    int64_t first = 0;
    bool known = map_get(&tree->names, text, &first);
    for (size_t i = known ? (size_t)first + 1 : 0; i != 0; i = tree->keys[i - 1].next) {
        if (tree->keys[i - 1].region == region) {
            tree->keys[i - 1].whole |= whole;
            return;
        }
    }
    if (text.n == 0) {
        return;
    }
    tree->keys[tree->key_count] = (struct region_key){.text = text,
                                                      .region = (uint32_t)region,
                                                      .next = known ? (uint32_t)first + 1 : 0,
                                                      .whole = whole};
    map_put(&tree->names, text, (int64_t)tree->key_count++);
    if (text.n > tree->longest_key) {
        tree->longest_key = text.n;
    }
}

/* The next alias of the list, or false. */
static bool next_alias(struct text *rest, struct text *alias)
{
    size_t end = 0, skip = 0;
    *rest = text_trim(*rest);
    while (end < rest->n && skip == 0) {
        if (strchr(" ,;|\n", rest->s[end]) != NULL) {
            skip = 1;
        } else if (text_starts(text_slice(*rest, end, rest->n), TEXT("、"))) {
            skip = 3;
        } else {
            end++;
        }
    }
    *alias = text_slice(*rest, 0, end);
    *rest = text_slice(*rest, end + skip, rest->n);
    return end > 0 || skip > 0;
}

static size_t count_names(const struct region *region)
{
    size_t names = 2;
    struct text rest = region->aliases, alias;
    while (next_alias(&rest, &alias)) {
        names++;
    }
    return names;
}

static void add_keys(struct region_tree *tree, size_t index)
{
    const struct region *region = &tree->regions[index];
    enum region_level level = region_level_of(region->code);
    if (is_filler(region->name)) {
        return;
    }
    add_key(tree, index, region->name, true);
    add_key(tree, index, region_stem(region->name, level), false);
    add_key(tree, index, region->short_name, false);
    struct text rest = region->aliases, alias;
    while (next_alias(&rest, &alias)) {
        add_key(tree, index, alias, true);
        add_key(tree, index, region_stem(alias, level), false);
    }
}

static int by_code(const void *a, const void *b)
{
    int64_t x = ((const struct region *)a)->code, y = ((const struct region *)b)->code;
    return x < y ? -1 : x > y;
}

static void release_names(void *names)
{
    map_release(names);
}

struct region_tree *region_tree_new(struct arena *arena, const struct region_rows *lists,
                                    size_t count)
{
    struct region_tree *tree = arena_new(arena, struct region_tree);
    size_t total = 0, names = 0;
    for (size_t i = 0; i < count; i++) {
        total += lists[i].n;
    }
    tree->regions = arena_array(arena, struct region, total);
    map_init(&tree->names);
    arena_defer(arena, release_names, &tree->names);
    struct map seen; /* code -> index, so that a later row replaces an earlier one */
    map_init(&seen);
    for (size_t i = 0; i < count; i++) {
        for (size_t r = 0; r < lists[i].n; r++) {
            struct text key = {(const char *)&lists[i].at[r].code, sizeof(int64_t)};
            int64_t at = (int64_t)tree->n;
            if (!map_get(&seen, key, &at)) {
                map_put(&seen, key, at);
                tree->n++;
            }
            tree->regions[at] = lists[i].at[r];
        }
    }
    map_release(&seen);
    qsort(tree->regions, tree->n, sizeof(tree->regions[0]), by_code);
    for (size_t i = 0; i < tree->n; i++) {
        names += 2 * count_names(&tree->regions[i]);
    }
    tree->keys = arena_array(arena, struct region_key, names);
    tree->first_key = arena_array(arena, uint32_t, tree->n + 1);
    for (size_t i = 0; i < tree->n; i++) {
        tree->first_key[i] = (uint32_t)tree->key_count;
        add_keys(tree, i);
    }
    tree->first_key[tree->n] = (uint32_t)tree->key_count;
    return tree;
}

size_t region_first_from(const struct region_tree *tree, int64_t code)
{
    size_t low = 0, high = tree->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (tree->regions[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct region *region_at(const struct region_tree *tree, int64_t code)
{
    size_t i = region_first_from(tree, code);
    return i < tree->n && tree->regions[i].code == code ? &tree->regions[i] : NULL;
}

size_t region_children(const struct region_tree *tree, int64_t code, const struct region **out,
                       size_t most)
{
    size_t n = 0;
    int64_t low, high;
    region_range(code, &low, &high);
    size_t i = region_first_from(tree, low + 1);
    while (i < tree->n && tree->regions[i].code <= high) {
        if (n < most) {
            out[n] = &tree->regions[i];
        }
        n++;
        int64_t child_low, child_high;
        region_range(tree->regions[i].code, &child_low, &child_high);
        i = region_first_from(tree, child_high + 1);
    }
    return n;
}

struct text region_full_name(const struct region_tree *tree, struct arena *arena, int64_t code,
                             enum region_level from)
{
    struct text names[REGION_VILLAGE + 1];
    size_t count = 0, length = 0;
    for (enum region_level level = from;
         level <= region_level_of(code) && region_at(tree, code) != NULL; level++) {
        const struct region *region = region_at(tree, region_at_level(code, level));
        if (region != NULL && region_level_of(region->code) == level && !is_filler(region->name)) {
            names[count++] = region->name;
            length += region->name.n;
        }
    }
    if (count == 0) {
        return TEXT_EMPTY;
    }
    char *name = arena_alloc(arena, length), *at = name;
    for (size_t i = 0; i < count; i++) {
        memcpy(at, names[i].s, names[i].n);
        at += names[i].n;
    }
    return (struct text){name, length};
}
