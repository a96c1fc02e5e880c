#include "format/csv.h"

struct csv_out csv_into(struct buf *buf)
{
    buf_adds(buf, "\xEF\xBB\xBF");
    return (struct csv_out){.buf = buf};
}

static bool is_negative_number(struct text t)
{
    size_t digits = 0, points = 0;
    for (size_t i = 1; i < t.n; i++) {
        digits += t.s[i] >= '0' && t.s[i] <= '9';
        points += t.s[i] == '.';
    }
    return t.s[0] == '-' && digits > 0 && points <= 1 && digits + points + 1 == t.n;
}

static bool runs_as_formula(struct text t)
{
    return t.n > 0 && text_find_char(TEXT("=+-@\t\r"), t.s[0]) != TEXT_NONE &&
           !is_negative_number(t);
}

static bool needs_quotes(struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        char c = t.s[i];
        if (c == ',' || c == '"' || c == '\r' || c == '\n' || c == '\t' || c == ';') {
            return true;
        }
    }
    return t.n > 0 && (t.s[0] == ' ' || t.s[t.n - 1] == ' ');
}

void csv_put(struct csv_out *out, struct text cell)
{
    if (out->more) {
        buf_addc(out->buf, ',');
    }
    out->more = true;
    bool guard = runs_as_formula(cell);
    if (!needs_quotes(cell)) {
        buf_add(out->buf, "'", guard);
        buf_addt(out->buf, cell);
        return;
    }
    buf_add(out->buf, "\"'", 1 + (size_t)guard);
    size_t quote;
    while ((quote = text_find_char(cell, '"')) != TEXT_NONE) {
        buf_add(out->buf, cell.s, quote + 1);
        buf_addc(out->buf, '"');
        cell = text_slice(cell, quote + 1, cell.n);
    }
    buf_addt(out->buf, cell);
    buf_addc(out->buf, '"');
}

void csv_end_row(struct csv_out *out)
{
    buf_add(out->buf, "\r\n", 2);
    out->more = false;
}
