/*
 * value_check: whether a value may stand in its field, and its one form: an ID number with its
 * check digit, a phone without blanks, a code that its table knows, a day that is not in the
 * future. The same gate for a form, the API and an import.
 */
#ifndef LEDGER_VALUE_CHECK_H
#define LEDGER_VALUE_CHECK_H

#include "ledger/work.h"

/* Brings *value into form, or adds the field's error with its fix. *value must be set. */
void value_check(struct work *work, const struct field *field, struct value *value,
                 struct errors *errors);

#endif
