#include "facts/column.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

enum column_type column_type_of(const struct field *field)
{
    switch (field->kind) {
    case KIND_INT:
        return COLUMN_NUMBER;
    case KIND_MONEY:
        return COLUMN_MONEY;
    case KIND_BOOL:
        return COLUMN_BOOL;
    case KIND_DATE:
    case KIND_TIME:
        return COLUMN_DATE;
    case KIND_CODE:
        return COLUMN_CODE;
    case KIND_CODES:
        return COLUMN_CODES;
    case KIND_REGION:
        return COLUMN_REGION;
    case KIND_REF:
        return COLUMN_REF;
    case KIND_TEXT:
    case KIND_CITIZEN_ID:
    case KIND_CREDIT_CODE:
    case KIND_PHONE:
    case KIND_CARD:
        if ((field->flags & FIELD_SECRET) == 0) {
            return COLUMN_TEXT;
        }
        return (field->flags & FIELD_LOOKUP) != 0 ? COLUMN_KEY : COLUMN_PRESENCE;
    case KIND_NOTE:
        return COLUMN_PRESENCE;
    case KIND__COUNT:
        break;
    }
    bug("field %s has no kind", field->name);
}

bool column_is_text(const struct column *column)
{
    return column->type == COLUMN_CODE || column->type == COLUMN_CODES ||
           column->type == COLUMN_TEXT || column->type == COLUMN_REGION;
}

/* Bits for `rows` rows; those past `had` are 0. */
static uint64_t *bits_grown(uint64_t *bits, size_t had, size_t rows)
{
    size_t old = set_words(had), wanted = set_words(rows);
    bits = memory_resize(bits, wanted * sizeof(uint64_t));
    memset(bits + old, 0, (wanted - old) * sizeof(uint64_t));
    return bits;
}

static void values_grown(struct column *column, size_t had, size_t rows)
{
    column->values = memory_resize(column->values, rows * column->width);
    memset((char *)column->values + had * column->width, 0, (rows - had) * column->width);
}

void column_reserve(struct column *column, size_t rows)
{
    size_t had = column->room;
    if (rows <= had) {
        return;
    }
    column->known = bits_grown(column->known, had, rows);
    if (column->partial != NULL) {
        column->partial = bits_grown(column->partial, had, rows);
        column->year = bits_grown(column->year, had, rows);
    }
    if (column->width > 0) {
        values_grown(column, had, rows);
    }
    column->room = rows;
}

void column_release(struct column *column)
{
    free(column->values);
    free(column->known);
    free(column->partial);
    free(column->year);
    if (column->links != NULL) {
        free(column->links->first);
        free(column->links->next);
        free(column->links);
    }
}

static uint8_t width_for(int64_t number)
{
    if (number == (int8_t)number) {
        return 1;
    }
    if (number == (int16_t)number) {
        return 2;
    }
    return number == (int32_t)number ? 4 : 8;
}

static void put(struct column *column, size_t row, int64_t number)
{
    switch (column->width) {
    case 1:
        ((int8_t *)column->values)[row] = (int8_t)number;
        break;
    case 2:
        ((int16_t *)column->values)[row] = (int16_t)number;
        break;
    case 4:
        ((int32_t *)column->values)[row] = (int32_t)number;
        break;
    default:
        ((int64_t *)column->values)[row] = number;
    }
}

/* The whole column again in wider numbers. */
static void widen(struct column *column, uint8_t width)
{
    struct column narrow = *column;
    column->width = width;
    column->values = memory_get_zeroed(column->room * width);
    for (size_t row = 0; row < column->room && narrow.values != NULL; row++) {
        put(column, row, column_number(&narrow, row));
    }
    free(narrow.values);
}

void column_put_number(struct column *column, size_t row, int64_t number)
{
    uint8_t width = width_for(number);
    if (width > column->width) {
        widen(column, width);
    }
    put(column, row, number);
    bit_set(column->known, row);
    if (column->partial != NULL) {
        bit_clear(column->partial, row);
        bit_clear(column->year, row);
    }
}

void column_put_date(struct column *column, size_t row, struct date date)
{
    column_put_number(column, row, date.day);
    if (date.precision == DATE_DAY) {
        return;
    }
    if (column->partial == NULL) {
        column->partial = bits_grown(NULL, 0, column->room);
        column->year = bits_grown(NULL, 0, column->room);
    }
    bit_set(column->partial, row);
    if (date.precision == DATE_YEAR) {
        bit_set(column->year, row);
    }
}

void column_put_text(struct column *column, size_t row, struct text text)
{
    column_put_number(column, row, dictionary_add(column->dictionary, text));
}

void column_put_none(struct column *column, size_t row)
{
    bit_clear(column->known, row);
    if (column->partial != NULL) {
        bit_clear(column->partial, row);
        bit_clear(column->year, row);
    }
}

struct date column_date(const struct column *column, size_t row)
{
    struct date date = {.day = (int32_t)column_number(column, row), .precision = DATE_DAY};
    if (column->partial != NULL && bit_get(column->partial, row)) {
        date.precision = bit_get(column->year, row) ? DATE_YEAR : DATE_MONTH;
    }
    return date;
}

struct text column_text_at(const struct column *column, size_t row)
{
    return dictionary_text(column->dictionary, (uint32_t)column_number(column, row));
}

size_t column_memory(const struct column *column)
{
    size_t bitmaps = column->partial != NULL ? 3 : 1;
    size_t links = column->links == NULL
                       ? 0
                       : (column->links->firsts + column->links->nexts) * sizeof(uint32_t);
    return column->room * column->width + bitmaps * set_words(column->room) * 8 + links;
}
