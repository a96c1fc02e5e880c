/* describe: rules and what they met, in words a clerk reads. Inside src/rule only. */
#ifndef RULE_DESCRIBE_H
#define RULE_DESCRIBE_H

#include "rule/one.h"

/* What a value is called: 年龄, 家庭的人均收入, 就业登记的条数. */
struct text describe_name(const struct one *one, const struct rule_node *node);
/* The value it has for the row: 47, 6000 元, 2022-09-01, 低保（dibao）; 未填; 没有. */
struct text describe_value(const struct one *one, const struct rule_node *node, uint32_t row);
/* A constant as written in a sentence beside `model`. */
struct text describe_constant(const struct one *one, const struct rule_node *node);
/* The sentence of a comparison or another leaf, with the values met: 年龄 47 ≥ 40. */
struct text describe_leaf(const struct one *one, const struct rule_node *node, uint32_t row);

#endif
