/*
 * list_person: a row of a list that is nobody in the registry becomes somebody there (建档), and if
 * asked a candidate for recognition at once (发现一人). Name and number are the row's; what the
 * list cannot know is given. The row is his from then on, by the decision of who entered him, and
 * its other suspects are answered 不是同一人.
 */
#ifndef DOMAIN_LISTS_LIST_PERSON_H
#define DOMAIN_LISTS_LIST_PERSON_H

#include "domain/app.h"
#include "format/json.h"

struct list_person {
    int64_t list, place;
    const struct json *fields; /* of the person, as his own form gives them; may be NULL */
    bool candidate;            /* also what follows from standing on the list, now */
};

/*
 * Enters him within the actor's reach. CONFLICT when the row is somebody already; INVALID with
 * errors as for any new person. *person gets his id, *made what the list brought him. In a write
 * transaction.
 */
MUST_CHECK enum status list_person_enter(struct app *app, struct work *work,
                                         const struct list_person *plan, int64_t *person,
                                         int64_t *made, struct errors *errors, struct error *error);

/* The same for the row of a pair that somebody looks at: it must be within his reach. */
MUST_CHECK enum status list_person_of_match(struct work *work, int64_t match,
                                            struct list_person *plan, struct error *error);

#endif
