/*
 * quality (数据质量): how good the registry is, unit by unit: 四清 incomplete, bad ID numbers,
 * people who may stand there twice, facts not checked for long, phones shared by many. Each item is
 * a named predicate of the rule language, which a notice may define otherwise, or asks for people
 * who agree with others; every figure opens into its people by the query told with its item.
 * Thresholds are settings. Units are ranked by the share of people without any fault that the
 * predicates find.
 */
#ifndef DOMAIN_CAMPAIGN_QUALITY_H
#define DOMAIN_CAMPAIGN_QUALITY_H

#include "domain/app.h"
#include "format/json.h"
#include "format/zip_write.h"

struct quality;

/* Counts as of today inside `place`, which the actor reaches (else NOT_FOUND); 0: his own. Lives in
 * the work's arena. */
MUST_CHECK enum status quality_count(struct app *app, struct work *work, int64_t place,
                                     struct quality **out, struct error *error);

/*
 * {"as_of","place","label","items":[{"name","label","help","query":{…}}…],
 * "rows":[{"region","label","people","faulty","rate"|null,"rank"|null,"figures":[n…]}…],
 * "total":{…}}; rate: people without fault in a thousand people; rows in the notice's order.
 */
void quality_json(const struct quality *quality, struct json_out *out);

/* The same as a table to keep or send: a workbook, or CSV into `out`. */
MUST_CHECK enum status quality_book(const struct quality *quality, struct arena *arena,
                                    struct zip_output output, struct error *error);
void quality_csv(const struct quality *quality, struct arena *arena, struct buf *out);

#endif
