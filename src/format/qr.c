#include "format/qr.h"

#include <qrencode.h>

enum { QUIET = 4 /* modules of white around, ISO/IEC 18004 */ };

bool qr_svg(struct text text, int size, struct buf *out)
{
    if (text.n == 0) {
        return false;
    }
    QRcode *code = QRcode_encodeData((int)text.n, (const unsigned char *)text.s, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return false;
    }
    int side = code->width + 2 * QUIET;
    buf_addf(out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
             "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
             "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
             size, size, side, side, side, side);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            int run = 0;
            while (x + run < code->width && (code->data[y * code->width + x + run] & 1) != 0) {
                run++;
            }
            if (run > 0) {
                buf_addf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
                x += run - 1;
            }
        }
    }
    buf_adds(out, "\"/></svg>");
    QRcode_free(code);
    return true;
}
