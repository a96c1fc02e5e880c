/*
 * region: the places of the country as far as the program knows them, by their statistical codes:
 * 12 digits, 2 province, 2 city, 2 county, 3 township, 3 village; a higher place ends in zeros. The
 * tree is built from any list of rows (the embedded tables, the county's own ledger of regions),
 * never changes afterwards and may be read by many threads; who edits the ledger builds a new one.
 * What stands above what follows from the code alone.
 */
#ifndef STANDARD_REGION_H
#define STANDARD_REGION_H

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"

enum region_level {
    REGION_NATION, /* code 0 */
    REGION_PROVINCE,
    REGION_CITY,
    REGION_COUNTY,
    REGION_TOWNSHIP,
    REGION_VILLAGE,
};

struct region {
    int64_t code;           /* 12 digits */
    struct text name;       /* as it is shown: 嘉定镇, 水东村 */
    struct text short_name; /* 嘉定; may be empty */
    struct text aliases;    /* old and other names, cut by 、 , ; or blanks; may be empty */
    int32_t valid_from;     /* first day; DATE_NONE: always was */
    int32_t valid_to;       /* last day; DATE_NONE: still is */
};

struct region_rows {
    struct region *at;
    size_t n;
};

enum region_level region_level_of(int64_t code);
/* The codes of a place and everything in it: low..high, both included. Of 0: every code. */
void region_range(int64_t code, int64_t *low, int64_t *high);
/* Whether `inner` is `outer` or lies in it. */
bool region_contains(int64_t outer, int64_t inner);
/* The place directly above; 0 above a province. */
int64_t region_above(int64_t code);
/* The place of the given level that holds `code`; `code` itself when it is not below that level. */
int64_t region_at_level(int64_t code, enum region_level level);

/* Whether six digits are a code of the former 赣州地区 (3621xx), as in older ID numbers; *now is
 * today's code, or 0 where there is none. */
bool region_is_legacy(int32_t code6, int32_t *now);

/* Provinces, cities and counties of the whole country. */
struct region_rows region_rows_national(struct arena *arena);
/* Townships and villages of 信丰县, in the order of their codes. */
struct region_rows region_rows_county(struct arena *arena);

struct region_tree;

/* Builds a tree; of two rows with one code the later counts. The texts of the rows are borrowed. */
struct region_tree *region_tree_new(struct arena *arena, const struct region_rows *lists,
                                    size_t count);

/* The place with this code, or NULL. */
const struct region *region_at(const struct region_tree *tree, int64_t code);
/*
 * The places directly in `code` (those whose level above is missing included), in the order of
 * their codes, into out: how many there are, at most `most` written.
 */
size_t region_children(const struct region_tree *tree, int64_t code, const struct region **out,
                       size_t most);
/*
 * The names from the given level down to the place, joined: 嘉定镇水东村. Names such as 市辖区 that
 * only fill a level are left out. Empty when the code is unknown.
 */
struct text region_full_name(const struct region_tree *tree, struct arena *arena, int64_t code,
                             enum region_level from);

/* ---- finding by name (dirty_data.csv A01–A03) ---- */

enum { REGION_MOST = 8 };

enum region_outcome {
    REGION_FOUND,   /* exactly one place, by its whole name or a short form nothing contradicts */
    REGION_SEVERAL, /* the name fits several: a person chooses */
    REGION_CLOSE,   /* nothing fits, but these differ by one character or more follows: to choose */
    REGION_UNKNOWN,
};

struct region_match {
    enum region_outcome outcome;
    const struct region *at[REGION_MOST]; /* the place found, or the candidates */
    size_t n;
    struct text rest; /* what follows the name: 3组, 下坝组12号, xx厂; in the arena */
    int group;        /* number of the villagers' group (3组, 第三小组), or 0 */
};

/*
 * Reads a written place: whole or short names from any level on (江西省赣州市信丰县嘉定镇水东村3组,
 * 嘉定水东, 水东村委会, 广东深圳宝安xx厂). Looks inside `within` (0: the country) and no deeper
 * than `deepest`; a place not valid on day `on` is passed over (DATE_NONE: none is).
 */
struct region_match region_find(const struct region_tree *tree, struct arena *arena,
                                struct text written, int64_t within, enum region_level deepest,
                                int32_t on);

#endif
