/* suggest: what somebody may have meant by a name or a code that does not exist. */
#ifndef RULE_SUGGEST_H
#define RULE_SUGGEST_H

#include "rule/parser.h"

/* "您是不是要写 birth（出生日期）？", or the empty text when nothing is near. */
struct text suggest_name(struct parser *parser, struct text name);
struct text suggest_ledger(struct parser *parser, struct text name);
struct text suggest_code(struct parser *parser, const char *table, struct text word);

/* How many characters must be put in, left out, replaced or swapped with the next; at most `most`,
 * beyond which most + 1 is returned. */
size_t edit_distance(struct text a, struct text b, size_t most);

#endif
