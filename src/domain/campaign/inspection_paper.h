/* inspection_paper: the notice's table of the inspection (附表1) filled from the findings and the
 * units' own inspections, of a unit or of all together. */
#ifndef DOMAIN_CAMPAIGN_INSPECTION_PAPER_H
#define DOMAIN_CAMPAIGN_INSPECTION_PAPER_H

#include "domain/app.h"
#include "report/inspection_form.h"

/*
 * Makes the page as of a day, in the work's arena; then one of inspection_xlsx, _pdf, _csv writes
 * it. region: a unit, or 0 for everything the caller reaches (the county: all its townships, then
 * the county). NOT_FOUND when the notice has no inspection or the unit is beyond his reach.
 */
MUST_CHECK enum status inspection_paper_make(struct app *app, struct work *work, int64_t region,
                                             int32_t as_of, struct inspection_page *out,
                                             struct error *error);

/* Fills the last unit of a sheet, the whole, from those before it. */
void inspection_paper_whole(struct arena *arena, struct sheet *sheet);

#endif
