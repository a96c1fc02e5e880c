/*
 * duplicates (重复登记): records within the caller's reach that are likely one person: the same ID
 * number, the same name and birthday, the same name and phone. Two that somebody found to be two
 * people (person_merge_differ) are not told again.
 */
#ifndef DOMAIN_PEOPLE_DUPLICATES_H
#define DOMAIN_PEOPLE_DUPLICATES_H

#include "domain/app.h"
#include "format/json.h"

/* What they agree in: "id_no", "birth", "phone". */
struct duplicates_kind {
    const char *name, *label;
    int columns[2]; /* fields of the person */
    size_t n;
};
extern const struct duplicates_kind duplicates_kinds[];
extern const size_t duplicates_kind_count;
/* NULL when there is none of that name. */
const struct duplicates_kind *duplicates_kind(struct text name);

/* {"kinds":[{"name","label","groups":n}…],"groups":[{"rows":[row…]}…],"total":n}: a page of the
 * groups of one kind; of a group at most ten rows. */
MUST_CHECK enum status duplicates_json(struct app *app, struct work *work,
                                       const struct duplicates_kind *kind, int64_t offset,
                                       int64_t limit, struct json_out *out, struct error *error);

#endif
