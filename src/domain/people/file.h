/*
 * file (一人一档): everything the county knows about one person on one page: himself, his household
 * and its members, the rows of every ledger that is about people, how clear his situation is (四清)
 * and what happened when (docs/api.md, GET /person/{id}/file).
 */
#ifndef DOMAIN_PEOPLE_FILE_H
#define DOMAIN_PEOPLE_FILE_H

#include "format/json.h"
#include "ledger/rows.h"

enum { FILE_TIMELINE_MOST = 200 };

/*
 * Writes the file as one JSON object. Only what the actor reaches and may read is in it, secrets
 * masked. A person out of use has his file too; rows taken out of use stand in the timeline only.
 * NOT_FOUND when there is no such person for the actor.
 */
MUST_CHECK enum status file_json(struct work *work, int64_t person, struct json_out *out,
                                 struct error *error);

/* 在业, 未就业, 在校 …: what people call a person's situation on a day, as far as it is recorded.
 */
const char *file_status(const struct row *person, const struct row_list *spells, int32_t day);

#endif
