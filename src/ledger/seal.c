#include "ledger/seal.h"

#include "standard/masking.h"
#include "store/secret.h"

/* Two fields of one kind share a domain, so that a phone is found whichever column holds it. */
static struct text domain_of(const struct field *field)
{
    return text_of(kind_name(field->kind));
}

static struct secret_place place_of(const struct row *row, int field)
{
    return (struct secret_place){text_of(row->ledger->name),
                                 text_of(row->ledger->fields[field].name), row->id};
}

struct text seal_value(struct work *work, const struct row *row, int field, struct text plain)
{
    return secret_seal(work->secret, work->arena, place_of(row, field), plain);
}

enum status seal_open(struct work *work, const struct row *row, int field, struct text sealed,
                      bool plain, struct text *out, struct error *error)
{
    struct text clear;
    enum status status =
        secret_open(work->secret, work->arena, place_of(row, field), sealed, &clear, error);
    if (status == OK) {
        *out = plain ? clear : seal_mask(work->arena, &row->ledger->fields[field], clear);
    }
    return status;
}

int64_t seal_key(struct work *work, const struct field *field, struct text plain)
{
    return secret_key64(work->secret, domain_of(field), plain);
}

int64_t seal_tail(struct work *work, const struct field *field, struct text plain)
{
    return secret_tail64(work->secret, domain_of(field), plain);
}

struct text seal_mask(struct arena *arena, const struct field *field, struct text plain)
{
    enum masking_kind kind = field->kind == KIND_CITIZEN_ID ? MASKING_CITIZEN_ID
                             : field->kind == KIND_PHONE    ? MASKING_PHONE
                                                            : MASKING_CARD;
    return masking_mask(arena, kind, MASKING_SCREEN, plain);
}
