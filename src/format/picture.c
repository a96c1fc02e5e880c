#include "format/picture.h"

#include <string.h>

static const char png_mark[] = "\x89PNG\r\n\x1a\n";

enum { PNG_MARK = 8, PNG_AROUND = 12 /* length, type and CRC of a chunk */ };

/* JPEG markers: the byte after 0xFF (T.81 table B.1). */
enum {
    MARKER_STUFFED = 0x00,
    MARKER_TEM = 0x01,
    MARKER_SOF0 = 0xC0,
    MARKER_SOF15 = 0xCF,
    MARKER_RST0 = 0xD0,
    MARKER_RST7 = 0xD7,
    MARKER_SOI = 0xD8,
    MARKER_EOI = 0xD9,
    MARKER_SOS = 0xDA,
    MARKER_DQT = 0xDB,
    MARKER_EXP = 0xDF,
    MARKER_APP0 = 0xE0,
    MARKER_APP1 = 0xE1,
    MARKER_APP2 = 0xE2,
    MARKER_APP14 = 0xEE,
    MARKER_APP15 = 0xEF,
};

enum { ORIENTATION_TAG = 0x0112, ORIENTATION_MOST = 8 };

struct jpeg {
    struct text rest;
    struct buf *out;
    unsigned orientation; /* of EXIF; 0: none, or already written */
    bool scanned;         /* a scan was copied */
};

static unsigned byte_at(struct text t, size_t at)
{
    return (unsigned char)t.s[at];
}

static void skip(struct text *t, size_t n)
{
    *t = text_slice(*t, n, t->n);
}

/* ---- EXIF ---- */

/* A number of `size` bytes in the byte order of the TIFF header; 0 beyond its end. */
static unsigned tiff_number(struct text tiff, size_t at, size_t size)
{
    bool little = tiff.s[0] == 'I';
    unsigned value = 0;
    if (at > tiff.n || size > tiff.n - at) {
        return 0;
    }
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | byte_at(tiff, little ? at + size - 1 - i : at + i);
    }
    return value;
}

/* The orientation in the first directory of an EXIF segment; 0 when it says none. */
static unsigned exif_orientation(struct text segment)
{
    if (!text_starts(segment, (struct text){"Exif\0\0", 6}) || segment.n < 6 + 8) {
        return 0;
    }
    struct text tiff = text_slice(segment, 6, segment.n);
    size_t at = tiff_number(tiff, 4, 4);
    unsigned entries = tiff_number(tiff, at, 2);
    for (unsigned i = 0; i < entries && at + 2 + 12 * (size_t)i < tiff.n; i++) {
        size_t entry = at + 2 + 12 * (size_t)i;
        if (tiff_number(tiff, entry, 2) == ORIENTATION_TAG) {
            unsigned value = tiff_number(tiff, entry + 8, 2);
            return value <= ORIENTATION_MOST ? value : 0;
        }
    }
    return 0;
}

/* An EXIF segment that holds the orientation and nothing else. */
static void put_orientation(struct jpeg *jpeg)
{
    static const char before[] = "\xFF\xE1\x00\x22"
                                 "Exif\0\0"
                                 "MM\0\x2A\0\0\0\x08"        /* big-endian, directory at 8 */
                                 "\0\x01"                    /* one entry */
                                 "\x01\x12\0\x03\0\0\0\x01"; /* orientation, SHORT, one */
    static const char after[] = "\0\0"                       /* the value's padding */
                                "\0\0\0"; /* no further directory, with the literal's end */
    if (jpeg->orientation > 1) {
        buf_add(jpeg->out, before, sizeof(before) - 1);
        buf_addc(jpeg->out, '\0');
        buf_addc(jpeg->out, (char)jpeg->orientation);
        buf_add(jpeg->out, after, sizeof(after));
    }
    jpeg->orientation = 0;
}

/* ---- JPEG ---- */

static bool is_standalone(unsigned marker)
{
    return marker == MARKER_TEM || (marker >= MARKER_RST0 && marker <= MARKER_RST7);
}

static bool is_needed(unsigned marker, struct text segment)
{
    if (marker == MARKER_APP2) {
        return text_starts(segment, (struct text){"ICC_PROFILE\0", 12});
    }
    if (marker == MARKER_APP14) {
        return text_starts(segment, TEXT("Adobe"));
    }
    return marker >= MARKER_SOF0 && marker <= MARKER_EXP;
}

/* A JFIF header without its thumbnail: mark, version, unit and density, 0 x 0 pixels. */
static void put_jfif(struct jpeg *jpeg, struct text segment)
{
    enum { KEPT = 12 };
    if (text_starts(segment, (struct text){"JFIF\0", 5}) && segment.n >= KEPT) {
        buf_add(jpeg->out, "\xFF\xE0\x00\x10", 4);
        buf_addt(jpeg->out, text_slice(segment, 0, KEPT));
        buf_add(jpeg->out, "\0\0", 2);
    }
}

/* Copies the coded bytes of a scan up to the marker that ends it. */
static void copy_scan(struct jpeg *jpeg)
{
    struct text *rest = &jpeg->rest;
    size_t at = 0;
    while (at + 1 < rest->n) {
        const char *mark = memchr(rest->s + at, 0xFF, rest->n - 1 - at);
        if (mark == NULL) {
            break;
        }
        at = (size_t)(mark - rest->s);
        unsigned next = byte_at(*rest, at + 1);
        if (next != MARKER_STUFFED && !(next >= MARKER_RST0 && next <= MARKER_RST7)) {
            buf_addt(jpeg->out, text_slice(*rest, 0, at));
            skip(rest, at);
            return;
        }
        at += 2;
    }
    skip(rest, rest->n);
}

/* One segment with its length; false when it is cut off. */
static bool take_segment(struct jpeg *jpeg, unsigned marker)
{
    struct text *rest = &jpeg->rest;
    size_t length = rest->n < 2 ? 0 : byte_at(*rest, 0) << 8 | byte_at(*rest, 1);
    if (length < 2 || length > rest->n) {
        return false;
    }
    struct text segment = text_slice(*rest, 2, length);
    if (marker == MARKER_APP0) {
        put_jfif(jpeg, segment);
    } else if (marker == MARKER_APP1 && jpeg->orientation == 0) {
        jpeg->orientation = exif_orientation(segment);
    } else if (is_needed(marker, segment)) {
        if (marker < MARKER_APP0) {
            put_orientation(jpeg);
        }
        buf_addc(jpeg->out, '\xFF');
        buf_addc(jpeg->out, (char)marker);
        buf_addt(jpeg->out, text_slice(*rest, 0, length));
    }
    skip(rest, length);
    if (marker == MARKER_SOS) {
        jpeg->scanned = true;
        copy_scan(jpeg);
    }
    return true;
}

/* False when the file is not whole. Everything after its end is left out. */
static bool strip_jpeg(struct jpeg *jpeg)
{
    skip(&jpeg->rest, 2);
    buf_add(jpeg->out, "\xFF\xD8", 2);
    while (jpeg->rest.n >= 2 && byte_at(jpeg->rest, 0) == 0xFF) {
        unsigned marker = byte_at(jpeg->rest, 1);
        if (marker == 0xFF) { /* fill */
            skip(&jpeg->rest, 1);
            continue;
        }
        skip(&jpeg->rest, 2);
        if (marker == MARKER_EOI) {
            buf_add(jpeg->out, "\xFF\xD9", 2);
            return jpeg->scanned;
        }
        if (marker < MARKER_SOF0 && marker != MARKER_TEM) {
            return false;
        }
        if (!is_standalone(marker) && !take_segment(jpeg, marker)) {
            return false;
        }
    }
    return false;
}

/* ---- PNG ---- */

static bool chunk_is_needed(struct text type)
{
    static const char *const needed[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA",
                                         "cHRM", "sRGB", "sBIT", "bKGD", "pHYS"};
    for (size_t i = 0; i < COUNT(needed); i++) {
        if (text_is(type, needed[i])) {
            return true;
        }
    }
    return false;
}

static bool strip_png(struct text bytes, struct buf *out)
{
    struct text rest = text_slice(bytes, PNG_MARK, bytes.n);
    bool first = true, data = false;
    buf_addt(out, text_slice(bytes, 0, PNG_MARK));
    while (rest.n >= PNG_AROUND) {
        size_t length = (size_t)byte_at(rest, 0) << 24 | byte_at(rest, 1) << 16 |
                        byte_at(rest, 2) << 8 | byte_at(rest, 3);
        struct text type = text_slice(rest, 4, 8);
        if (length > rest.n - PNG_AROUND || (first && !text_is(type, "IHDR"))) {
            return false;
        }
        first = false;
        data |= text_is(type, "IDAT");
        if (chunk_is_needed(type)) {
            buf_addt(out, text_slice(rest, 0, length + PNG_AROUND));
        }
        if (text_is(type, "IEND")) {
            return data;
        }
        skip(&rest, length + PNG_AROUND);
    }
    return false;
}

enum status picture_strip(struct text bytes, struct buf *out, struct arena *arena,
                          struct error *error)
{
    bool whole = false;
    if (text_starts(bytes, TEXT("\xFF\xD8\xFF"))) {
        struct jpeg jpeg = {.rest = bytes, .out = out};
        whole = strip_jpeg(&jpeg);
    } else if (text_starts(bytes, text_of(png_mark))) {
        whole = strip_png(bytes, out);
    }
    if (!whole) {
        error_set(error, arena, INVALID, "图片不完整，打不开");
        return error_hint(error, arena, "请重新拍照，或用看图软件另存一份再传");
    }
    return out->full ? error_set(error, arena, TOO_LARGE, "图片太大") : OK;
}

/* ---- looking ---- */

static unsigned number_at(struct text t, size_t at, size_t size)
{
    unsigned value = 0;
    for (size_t i = at; i < at + size && i < t.n; i++) {
        value = value << 8 | byte_at(t, i);
    }
    return value;
}

static bool is_frame(unsigned marker)
{
    enum { DHT = 0xC4, JPG = 0xC8, DAC = 0xCC }; /* tables among the frames' markers */
    return marker >= MARKER_SOF0 && marker <= MARKER_SOF15 && marker != DHT && marker != JPG &&
           marker != DAC;
}

static int turn_of(unsigned orientation)
{
    static const int turns[ORIENTATION_MOST + 1] = {0, 0, 0, 2, 2, 1, 1, 3, 3};
    return orientation <= ORIENTATION_MOST ? turns[orientation] : 0;
}

static bool look_jpeg(struct text rest, struct picture_look *out)
{
    skip(&rest, 2);
    while (rest.n >= 4 && byte_at(rest, 0) == 0xFF) {
        unsigned marker = byte_at(rest, 1);
        size_t length = number_at(rest, 2, 2);
        if (length < 2 || length > rest.n - 2) {
            return false;
        }
        struct text segment = text_slice(rest, 4, 2 + length);
        if (marker == MARKER_APP1) {
            out->turn = turn_of(exif_orientation(segment));
        } else if (is_frame(marker)) { /* precision, height, width */
            out->height = number_at(segment, 1, 2);
            out->width = number_at(segment, 3, 2);
            return true;
        }
        skip(&rest, 2 + length);
    }
    return false;
}

bool picture_look(struct text bytes, struct picture_look *out)
{
    enum { IHDR = PNG_MARK + 8, IHDR_LAST = IHDR + 8 };
    *out = (struct picture_look){.png = text_starts(bytes, (struct text){png_mark, PNG_MARK})};
    bool read = out->png;
    if (out->png) {
        out->width = bytes.n < IHDR_LAST ? 0 : number_at(bytes, IHDR, 4);
        out->height = bytes.n < IHDR_LAST ? 0 : number_at(bytes, IHDR + 4, 4);
    } else if (text_starts(bytes, TEXT("\xFF\xD8\xFF"))) {
        read = look_jpeg(bytes, out);
    }
    return read && out->width > 0 && out->height > 0;
}
