#include "notice/yaml_write.h"

#include <string.h>

enum {
    WIDTH = 98,      /* columns of a line */
    LIST_WIDTH = 80, /* bytes of a list that goes on one line */
};

/* Whether a plain word reads back as itself: no indicator in front, no ": " or " #" inside. */
static bool is_plain(struct text t, bool flow)
{
    if (t.n == 0 || text_is(t, "~") || text_is(t, "null") || t.s[0] == ' ' || t.s[t.n - 1] == ' ' ||
        t.s[t.n - 1] == ':') {
        return false;
    }
    if (strchr("-?:,[]{}#&*!|>'\"%@`=", t.s[0]) != NULL) {
        return false;
    }
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.s[i];
        if (c < ' ' || c == 0x7f || (flow && strchr(",[]{}:", c) != NULL) ||
            (c == ':' && t.s[i + 1] == ' ') || (c == '#' && t.s[i - 1] == ' ')) {
            return false;
        }
    }
    /* Marks and line ends beyond ASCII that YAML does not take as they are. */
    return !text_has(t, TEXT("\xc2\x85")) && !text_has(t, TEXT("\xe2\x80\xa8")) &&
           !text_has(t, TEXT("\xe2\x80\xa9")) && !text_has(t, TEXT("\xef\xbb\xbf"));
}

static void write_quoted(struct buf *out, struct text t)
{
    uint32_t cp;
    buf_addc(out, '"');
    while (utf8_next(&t, &cp)) {
        if (cp == '"' || cp == '\\') {
            buf_addc(out, '\\');
            buf_addc(out, (char)cp);
        } else if (cp == '\n') {
            buf_adds(out, "\\n");
        } else if (cp < ' ' || (cp >= 0x7f && cp <= 0xa0)) {
            buf_addf(out, "\\x%02x", cp);
        } else if (cp == 0x2028 || cp == 0x2029 || cp == 0xfeff || (cp >= 0xfff0 && cp <= 0xffff)) {
            buf_addf(out, "\\u%04x", cp);
        } else {
            buf_add_utf8(out, cp);
        }
    }
    buf_addc(out, '"');
}

void yaml_write_line(struct buf *out, size_t indent)
{
    buf_addc(out, '\n');
    for (size_t i = 0; i < indent; i++) {
        buf_addc(out, ' ');
    }
}

/* Single spaces only, so that a fold reads back as one. */
static bool can_fold(struct text t, size_t indent)
{
    return t.n + indent > WIDTH && is_plain(t, false) && text_find_char(t, ' ') != TEXT_NONE &&
           !text_has(t, TEXT("  "));
}

static void write_folded(struct buf *out, struct text t, size_t indent)
{
    struct text word;
    size_t column = WIDTH;
    buf_adds(out, " >-");
    while (text_split(&t, ' ', &word)) {
        if (column + 1 + word.n > WIDTH) {
            yaml_write_line(out, indent);
            column = indent;
        } else {
            buf_addc(out, ' ');
            column++;
        }
        buf_addt(out, word);
        column += word.n;
    }
}

/* A paragraph a line, when no line begins with a space or is anything but words. */
static bool can_block(struct text t)
{
    struct text line;
    if (text_find_char(t, '\n') == TEXT_NONE || text_starts(t, TEXT("\n")) ||
        text_ends(t, TEXT("\n"))) {
        return false;
    }
    while (text_split(&t, '\n', &line)) {
        bool quotes = line.n > 0 && (line.s[0] == ' ' || line.s[line.n - 1] == ' ');
        for (size_t i = 0; i < line.n && !quotes; i++) {
            quotes = (unsigned char)line.s[i] < ' ';
        }
        if (quotes || text_has(line, TEXT("\xc2\x85")) || text_has(line, TEXT("\xe2\x80\xa8")) ||
            text_has(line, TEXT("\xe2\x80\xa9")) || text_has(line, TEXT("\xef\xbb\xbf"))) {
            return false;
        }
    }
    return true;
}

static void write_block(struct buf *out, struct text t, size_t indent)
{
    struct text line;
    buf_adds(out, " |-");
    while (text_split(&t, '\n', &line)) {
        yaml_write_line(out, line.n == 0 ? 0 : indent);
        buf_addt(out, line);
    }
}

/* One word of a list on one line, or a value of few words. */
static void write_word(struct buf *out, struct text t, bool flow)
{
    if (is_plain(t, flow)) {
        buf_addt(out, t);
    } else {
        write_quoted(out, t);
    }
}

void yaml_write_text(struct buf *out, struct text value, struct yaml_place place)
{
    if (value.n == 0) {
        return;
    }
    if (!place.flow && can_block(value)) {
        write_block(out, value, place.indent + 2);
    } else if (!place.flow && can_fold(value, place.indent + 2)) {
        write_folded(out, value, place.indent + 2);
    } else {
        buf_addc(out, ' ');
        write_word(out, value, place.flow);
    }
}

void yaml_write_texts(struct buf *out, const struct text *values, size_t n, bool lines,
                      struct yaml_place place)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        length += values[i].n + 2;
    }
    if (n == 1 && !lines) {
        yaml_write_text(out, values[0], place);
    } else if (n > 0 && (place.flow || (!lines && length <= LIST_WIDTH))) {
        buf_adds(out, " [");
        for (size_t i = 0; i < n; i++) {
            buf_adds(out, i == 0 ? "" : ", ");
            write_word(out, values[i], true);
        }
        buf_addc(out, ']');
    } else {
        for (size_t i = 0; i < n; i++) {
            yaml_write_line(out, place.indent + 2);
            buf_adds(out, "- ");
            write_word(out, values[i], false);
        }
    }
}
