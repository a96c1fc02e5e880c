#include "ledger/show.h"

#include <stdlib.h>

#include "base/buf.h"
#include "ledger/rows.h"
#include "standard/code.h"
#include "standard/region.h"

struct text code_label(const struct work *work, const struct field *field, struct text code)
{
    const struct code_table *table =
        work->codes == NULL ? NULL : code_table_of(work->codes, text_of(field->codes));
    return table == NULL ? TEXT_EMPTY : code_name(table, code);
}

static struct text show_codes(struct work *work, const struct field *field, struct text codes)
{
    if (!text_has(codes, TEXT(","))) { /* most: one */
        struct text label = code_label(work, field, codes);
        return label.n > 0 ? label : codes;
    }
    struct buf buf;
    buf_init(&buf, 4096);
    struct text rest = codes, code;
    while (text_split(&rest, ',', &code)) {
        if (buf.n > 0) {
            buf_adds(&buf, "、");
        }
        struct text label = code_label(work, field, code);
        buf_addt(&buf, label.n > 0 ? label : code);
    }
    struct text text = arena_text(work->arena, buf_text(&buf));
    buf_release(&buf);
    return text;
}

/* Inside the county from the township down, elsewhere from the province down. */
static struct text show_region(struct work *work, int64_t code)
{
    bool inside = region_contains(work->actor->county, code) && code != work->actor->county;
    struct text name = region_full_name(work->regions, work->arena, code,
                                        inside ? REGION_TOWNSHIP : REGION_PROVINCE);
    return name.n > 0 ? name : arena_printf(work->arena, "%lld", (long long)code);
}

static struct text show_reference(struct work *work, const struct field *field, int64_t id)
{
    const struct ledger *ledger = ledger_find(work->ledgers, text_of(field->ref));
    struct row *row;
    struct error ignored;
    struct text title;
    if (work->title_kept != NULL && work->title_kept(work, ledger, id, &title)) {
        return title;
    }
    if (rows_get(work, ledger, id, ROWS_REMOVED, &row, &ignored) != OK) {
        return TEXT("(不可见)");
    }
    return row_title(work, row);
}

struct text value_show(struct work *work, const struct field *field, const struct value *value)
{
    char day[11];
    if (!value_is_set(value)) {
        return TEXT_EMPTY;
    }
    switch (field->kind) {
    case KIND_INT:
        return arena_printf(work->arena, "%lld", (long long)value->number);
    case KIND_MONEY:
        return arena_printf(work->arena, "%s%lld.%02lld", value->number < 0 ? "-" : "",
                            (long long)llabs(value->number) / 100,
                            (long long)llabs(value->number) % 100);
    case KIND_BOOL:
        return value->number != 0 ? TEXT("是") : TEXT("否");
    case KIND_DATE:
        date_format((struct date){(int32_t)value->number, value->precision}, day);
        return arena_text(work->arena, text_of(day));
    case KIND_TIME:
        return clock_format(work->arena, value->number);
    case KIND_CODE:
    case KIND_CODES:
        return show_codes(work, field, value->text);
    case KIND_REGION:
        return show_region(work, value->number);
    case KIND_REF:
        return show_reference(work, field, value->number);
    case KIND_TEXT:
    case KIND_NOTE:
    case KIND_CITIZEN_ID:
    case KIND_CREDIT_CODE:
    case KIND_PHONE:
    case KIND_CARD:
        return value->text;
    case KIND__COUNT:
        break;
    }
    bug("field %s has no kind", field->name);
}

struct text row_title(struct work *work, const struct row *row)
{
    const struct ledger *ledger = row->ledger;
    const struct value *title = &row->value[ledger->title];
    if (!value_is_set(title)) {
        return arena_printf(work->arena, "%s %lld", ledger->label, (long long)row->id);
    }
    return value_show(work, &ledger->fields[ledger->title], title);
}
