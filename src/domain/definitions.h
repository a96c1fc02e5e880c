/*
 * definitions: the derived facts of the product's subjects, each defined once, in the rule
 * language, as of a date (`as_of`) or over a period (`from`, `to`). A notice adds its own and may
 * use these.
 */
#ifndef DOMAIN_DEFINITIONS_H
#define DOMAIN_DEFINITIONS_H

#include "notice/ground.h"

extern const struct rule_definition domain_definitions[];
extern const size_t domain_definition_count;

/* The numbers they use that a county may set (domain/site_settings.h). */
extern const struct ground_param domain_params[];
extern const size_t domain_param_count;

#endif
