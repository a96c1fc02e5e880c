#include "domain/demo_picture.h"

#include "format/deflate.h"

enum { WIDTH = 240, HEIGHT = 160, LINE = WIDTH + 1, STORED_MOST = 65535, ADLER = 65521 };
_Static_assert(LINE *HEIGHT <= STORED_MOST, "the picture is one stored block");

static void add_u32(struct buf *out, uint32_t n)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        buf_addc(out, (char)(n >> shift & 255));
    }
}

/* length, type, bytes, checksum over type and bytes */
static void add_chunk(struct buf *out, const char *type, const struct buf *bytes)
{
    add_u32(out, (uint32_t)bytes->n);
    size_t start = out->n;
    buf_adds(out, type);
    buf_addt(out, buf_text(bytes));
    struct text checked = text_slice(buf_text(out), start, out->n);
    add_u32(out, deflate_crc(0, checked.s, checked.n));
}

/* The pixels as zlib wants them, in one block that is only stored. */
static void add_pixels(uint32_t number, struct buf *out)
{
    uint32_t a = 1, b = 0;
    buf_add(out, "\x78\x01\x01", 3);
    for (int i = 0; i < 2; i++) {
        uint32_t n = i == 0 ? LINE * HEIGHT : STORED_MOST - LINE * HEIGHT;
        buf_addc(out, (char)(n & 255));
        buf_addc(out, (char)(n >> 8));
    }
    for (uint32_t i = 0; i < LINE * HEIGHT; i++) {
        uint32_t x = i % LINE, y = i / LINE;
        uint32_t grey = x == 0 ? 0 : 120 + ((x / 12 + y / 10 + number) % 8) * 16;
        buf_addc(out, (char)grey);
        a = (a + grey) % ADLER;
        b = (b + a) % ADLER;
    }
    add_u32(out, b << 16 | a);
}

void demo_picture(uint32_t number, struct buf *out)
{
    struct buf chunk;
    buf_init(&chunk, (size_t)LINE * HEIGHT * 2);
    buf_add(out, "\x89PNG\r\n\x1a\n", 8);
    add_u32(&chunk, WIDTH);
    add_u32(&chunk, HEIGHT);
    buf_add(&chunk, "\x08\x00\x00\x00\x00", 5); /* eight bits of grey */
    add_chunk(out, "IHDR", &chunk);
    buf_clear(&chunk);
    add_pixels(number, &chunk);
    add_chunk(out, "IDAT", &chunk);
    buf_clear(&chunk);
    add_chunk(out, "IEND", &chunk);
    buf_release(&chunk);
}
