/*
 * picture: a photo without what it tells besides the picture. JPEG and PNG files carry the place,
 * the hour, the phone and sometimes a second, smaller picture; here a file is written again from
 * the segments that are needed to show it, and everything else (EXIF, XMP, IPTC, comments,
 * previews, bytes after the end) is left out. Of EXIF only the orientation stays, so that a photo
 * does not lie on its side. Pixels are not decoded.
 */
#ifndef FORMAT_PICTURE_H
#define FORMAT_PICTURE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/*
 * Appends the stripped picture to `out`. INVALID when the bytes are neither a whole JPEG (ITU-T
 * T.81 Annex B) nor a whole PNG (ISO/IEC 15948): cut off, or of contradicting lengths.
 */
MUST_CHECK enum status picture_strip(struct text bytes, struct buf *out, struct arena *arena,
                                     struct error *error);

/* How large a stripped picture is, in pixels, and how it is to be turned. */
struct picture_look {
    bool png;
    uint32_t width, height;
    int turn; /* quarters clockwise to show it upright, 0 to 3; a mirrored one is not told */
};

/* False: not a picture as picture_strip writes them. */
bool picture_look(struct text bytes, struct picture_look *out);

#endif
