/*
 * list_quality: a list told: how its columns were understood while that may still change, how good
 * its rows are and were in earlier versions, what entered, left and changed, how far its review
 * has come, and its rows with what is wrong with them.
 */
#ifndef DOMAIN_LISTS_LIST_QUALITY_H
#define DOMAIN_LISTS_LIST_QUALITY_H

#include "domain/lists/list_store.h"

struct app;

/*
 * {"list":row,"title","import":import|null,"fields"?,"versions":[…],"faults":[{"label","message","count"}],
 * "review":{state: n},"job_id":id|null}. NOT_FOUND beyond the actor's reach.
 */
MUST_CHECK enum status list_detail_write(struct app *app, struct work *work, int64_t id,
                                         struct json_out *out, struct error *error);

/* {"rows":[…],"next":place|null}: rows of a list as the filter says, secrets masked; of changed
 * ones what was otherwise in the version before. */
MUST_CHECK enum status list_page_write(struct work *work, int64_t id,
                                       const struct list_row_filter *filter, struct json_out *out,
                                       struct error *error);

#endif
