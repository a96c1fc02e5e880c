/* cross_part: what the halves of cross.c share; not for others. */
#ifndef NOTICE_CROSS_PART_H
#define NOTICE_CROSS_PART_H

#include "base/map.h"
#include "notice/cross.h"
#include "standard/calendar.h"

struct crossing {
    struct arena *arena;
    struct notice *notice;
    struct faults *faults;
    struct calendar calendar; /* the country's working days */
};

/* An error at a key of the mapping that a struct was read from; the hint follows. */
#define tell(c, at, key, ...) tell_as((c), FAULT_ERROR, (at), (key), __VA_ARGS__)
#define warn(c, at, key, ...) tell_as((c), FAULT_WARN, (at), (key), __VA_ARGS__)
#define tell_as(c, level, at, key, ...)                                                            \
    do {                                                                                           \
        fault_add((c)->faults, (level), (at)->file, tree_line((at), (key)), __VA_ARGS__);          \
        fault_key((c)->faults, (key));                                                             \
    } while (0)
#define hint(c, ...) fault_hint((c)->faults, __VA_ARGS__)

/* Adds `word` to the words seen; tells when it was there already. */
void cross_once(struct crossing *c, struct map *seen, struct text word, const struct tree *at,
                const char *key);

/* Every item's word in a list of structs that begin with their mapping is there once. */
#define all_once(c, many, member, key)                                                             \
    do {                                                                                           \
        struct map seen;                                                                           \
        map_init(&seen);                                                                           \
        for (size_t i_ = 0; i_ < (many).n; i_++) {                                                 \
            cross_once((c), &seen, (many).at[i_].member, (many).at[i_].at, (key));                 \
        }                                                                                          \
        map_release(&seen);                                                                        \
    } while (0)

/* A day that is there lies between two others that are there. */
void cross_within(struct crossing *c, const struct tree *at, const char *key, int32_t value,
                  int32_t from, int32_t to);
/* A second day is no earlier than the first. */
void cross_in_order(struct crossing *c, const struct tree *at, const char *key, int32_t first,
                    int32_t second);
/* A deadline on a day off, with no day to remind on before it: most would be late. */
void cross_rest_day(struct crossing *c, const struct tree *at, int32_t due_day, int32_t remind);
/* Everybody named under `who` is a unit or a kind of unit. */
void cross_who(struct crossing *c, const struct tree *at, const struct text *who, size_t n);
/* Whether a word is a kind of unit: township … */
bool cross_is_kind(struct text word);
/* Whether the notice has a unit of the kind. */
bool cross_has_kind(const struct notice *notice, int kind);

/* The forms of cross_reports.c; the tasks, the inspection and the letters of cross_work.c. */
void cross_reports(struct crossing *c);
void cross_work(struct crossing *c);

#endif
