#include "web/pack.h"

#include "base/ceilings.h"
#include "format/deflate.h"

enum { WORTH_IT = 4096 /* bytes; below it a packet is a packet */ };

bool pack_accepts(struct text header, const char *coding)
{
    struct text part;
    while (header.n > 0 && text_split(&header, ',', &part)) {
        struct text name;
        text_split(&part, ';', &name);
        if (text_is(text_trim(name), coding)) {
            struct text weight = part.s == NULL ? TEXT_EMPTY : text_trim(part);
            return !text_is(weight, "q=0") && !text_starts(weight, TEXT("q=0.0"));
        }
    }
    return false;
}

static bool take(void *context, const char *bytes, size_t n)
{
    struct buf *out = context;
    buf_add(out, bytes, n);
    return !out->full;
}

static void add_number(struct buf *out, uint32_t number)
{
    for (int i = 0; i < 4; i++) {
        buf_addc(out, (char)(number >> (8 * i) & 0xff));
    }
}

void pack_answer(struct exchange *exchange)
{
    /* RFC 1952: deflate, no name, no time. */
    static const char head[] = "\x1f\x8b\x08\0\0\0\0\0\0\xff";
    const struct buf *plain = &exchange->out;
    if (plain->n < WORTH_IT || exchange->status >= 300 ||
        !pack_accepts(exchange->headers[HEADER_ACCEPT_ENCODING], "gzip")) {
        return;
    }
    struct buf packed;
    buf_init(&packed, CEILING_RESPONSE);
    buf_add(&packed, head, sizeof(head) - 1);
    struct deflate *deflate = deflate_open(&exchange->arena);
    deflate_begin(deflate);
    deflate_add(deflate, plain->s, plain->n, true, take, &packed);
    add_number(&packed, deflate_crc(0, plain->s, plain->n));
    add_number(&packed, (uint32_t)plain->n);
    buf_release(&exchange->out);
    exchange->out = packed;
    exchange_header(exchange, "Content-Encoding", "gzip");
    exchange_header(exchange, "Vary", "Accept-Encoding");
}
