/*
 * definitions: the derived facts of the product's subjects, each defined once, in the rule
 * language, as of a date (`as_of`) or over a period (`from`, `to`). A notice adds its own and may
 * use these.
 */
#ifndef DOMAIN_DEFINITIONS_H
#define DOMAIN_DEFINITIONS_H

#include "rule/rule.h"

extern const struct rule_definition domain_definitions[];
extern const size_t domain_definition_count;

#endif
