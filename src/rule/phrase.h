/* phrase: a rule as a sentence a clerk reads, without any row: 认定有效，且（性别 = 女 或 年龄 ≥
 * 50）. What a definition means is its label; its own text is in the help of the conditions. */
#ifndef RULE_PHRASE_H
#define RULE_PHRASE_H

#include "rule/rule.h"

/* In the arena. */
struct text rule_phrase(struct arena *arena, const struct rule *rule);

#endif
