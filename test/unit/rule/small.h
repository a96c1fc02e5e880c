/*
 * small: a small world for the tests of rules: four ledgers with every kind of field, random rows
 * for them (many facts missing, some dates partial, some rows removed, references that lead
 * nowhere), random rules, and an interpreter that answers one rule for one row in the plainest way.
 * It shares no code with src/rule but the parser and the calendar.
 */
#ifndef TEST_SMALL_H
#define TEST_SMALL_H

#include "base/buf.h"
#include "base/random.h"
#include "facts/board.h"
#include "rule/rule.h"

enum { SMALL_HOUSEHOLD, SMALL_VACANCY, SMALL_PERSON, SMALL_SPELL, SMALL__COUNT };

extern const struct ledger small_household, small_vacancy, small_person, small_spell;
extern const struct ledger *const small_ledgers[SMALL__COUNT + 1];

struct small_row {
    int64_t id;
    bool removed;
    struct value *values; /* by the ledger's fields */
};

struct small_rows {
    struct small_row *at;
    size_t n;
};

struct small {
    struct arena arena;
    struct small_rows tables[SMALL__COUNT];
    const struct rule_language *language;
    int64_t params[PARAM__COUNT + 1];
};

/* A world of at most `most` rows a ledger. */
void small_make(struct small *small, struct dice *dice, size_t most);
void small_release(struct small *small);
/* The same rows on a board. */
struct board *small_board(const struct small *small, struct dice *dice);
/* One random change: a row added, changed or removed. Applied to the plain rows and the board. */
void small_change(struct small *small, struct board *board, struct dice *dice);

/* A random predicate about rows of small_ledgers[ledger]. */
void small_rule(struct dice *dice, int ledger, struct buf *out);

enum plain { PLAIN_NO, PLAIN_YES, PLAIN_UNKNOWN };
/* The plainest answer. */
enum plain small_answer(const struct small *small, const struct rule *rule, size_t row);

#endif
