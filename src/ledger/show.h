/* show: a value as a person reads it: the code's name, the region's full name, yuan, 是/否, the
 * row's title. */
#ifndef LEDGER_SHOW_H
#define LEDGER_SHOW_H

#include "ledger/work.h"

/* In work->arena; empty for an empty value. A reference's title is read from the database. */
struct text value_show(struct work *work, const struct field *field, const struct value *value);
/* The name of a code of a field's table; empty when the table has none such. */
struct text code_label(const struct work *work, const struct field *field, struct text code);
/* What names the row to people: its title field shown. */
struct text row_title(struct work *work, const struct row *row);

#endif
