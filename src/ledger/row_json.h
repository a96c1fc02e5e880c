/*
 * row_json: rows as JSON and back, as docs/api.md says. Out: values, what a person reads for codes,
 * regions and references under "labels", the names of masked fields. In: only the fields sent;
 * unknown names and wrong types are field errors.
 */
#ifndef LEDGER_ROW_JSON_H
#define LEDGER_ROW_JSON_H

#include "format/json.h"
#include "ledger/change.h"

/* Writes the row as an object (key as in json_open). */
void row_json_write(struct work *work, struct json_out *out, const char *key,
                    const struct row *row);
/* Writes one value as its JSON type; empty is null. */
void value_json_write(struct json_out *out, const char *key, const struct field *field,
                      const struct value *value);

/*
 * Sets the fields of change->row that the object names; with `also` (NULL-ended, may be NULL) names
 * of members that are not fields, such as "reason". Adds field errors; nothing else fails.
 */
void row_json_read(struct change *change, const struct json *object, const char *const *also,
                   struct errors *errors);
/* One value from JSON; false with an error added when it is of another type. */
bool value_json_read(struct work *work, const struct field *field, const struct json *json,
                     struct value *out, struct errors *errors);

#endif
