/* qr: a text as a QR code, drawn as SVG: sharp on any screen and printer, no picture file needed.
 */
#ifndef FORMAT_QR_H
#define FORMAT_QR_H

#include "base/buf.h"

/* Appends the <svg> element, `size` pixels wide, with a quiet border. False when the text is too
 * long for a QR code (some 2,300 bytes). */
bool qr_svg(struct text text, int size, struct buf *out);

#endif
