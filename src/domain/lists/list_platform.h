/*
 * list_platform: the provincial platform's export held against what is true here, in the four
 * fields the county has to keep up there: phone, workplace, form of employment, its date. Only
 * where we know better is anything said: an empty fact of ours corrects nothing.
 */
#ifndef DOMAIN_LISTS_LIST_PLATFORM_H
#define DOMAIN_LISTS_LIST_PLATFORM_H

#include "format/json.h"
#include "format/zip_write.h"
#include "ledger/work.h"

/* {"people":n,"settled":n,"fields":[{"label","count"}]}: how many of the settled rows differ, and
 * in what. INVALID unless the list is of the platform. */
MUST_CHECK enum status list_platform_write(struct work *work, int64_t list, struct json_out *out,
                                           struct error *error);

/*
 * The correction list as a workbook, a line for each person with something to correct, what to type
 * in marked; with whole ID numbers, for typing them in there. *people says how many.
 */
MUST_CHECK enum status list_platform_corrections(struct work *work, int64_t list,
                                                 struct zip_output output, int64_t *people,
                                                 struct error *error);

#endif
