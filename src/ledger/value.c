#include "ledger/value.h"

bool value_equal(const struct value *a, const struct value *b)
{
    if (a->state != b->state) {
        return false;
    }
    return a->state != VALUE_SET ||
           (a->number == b->number && a->precision == b->precision && text_equal(a->text, b->text));
}
