/*
 * xlsx_scan: the pieces of the fast readers: finding tags and taking texts in XML as spreadsheet
 * programs write it. A piece either succeeds, or says that the window ends too early (MORE), or
 * that it does not know this XML (ODD): then expat reads the part instead and decides whether it is
 * wrong. So a piece may always say ODD, and must never accept what expat would read otherwise.
 * Windows are those of unpack.h: UNPACK_PAD zero bytes may be read after `end`.
 */
#ifndef FORMAT_XLSX_SCAN_H
#define FORMAT_XLSX_SCAN_H

#include "base/buf.h"
#include "format/unpack.h"

enum scan_end { SCAN_OK, SCAN_MORE, SCAN_ODD };

/* What a stretch of character data holds besides plain ASCII. */
enum { SEEN_HIGH = 1 << 0 /* bytes from 0x80 */, SEEN_ODD = 1 << 1 /* & or bytes below 0x20 */ };

/* Something unknown stands at p: near the end of the window it may only be cut. */
static inline enum scan_end scan_unknown(const char *p, const char *end)
{
    return end - p < UNPACK_PAD ? SCAN_MORE : SCAN_ODD;
}

static inline bool scan_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The first '<' from p on, or NULL; adds to *seen what stands before it. */
const char *scan_open(const char *p, const char *end, unsigned *seen);

/*
 * Checks n bytes of character data as expat would (UTF-8, no forbidden character) and decodes
 * entities and line ends into `out`, which has room for n. False when odd.
 */
bool scan_decode(const char *s, size_t n, char *out, size_t *length);
/* Length of the character at s, which is not ASCII; 0 when it is none or XML forbids it. */
size_t scan_character(const char *s, size_t n);
/* Whether the bytes are UTF-8 without the characters that XML forbids beyond ASCII. */
bool scan_utf8(const char *s, size_t n);

/* Moves *p, inside a tag, behind its '>'; *closed: the tag ends in "/>". */
enum scan_end scan_tag(const char **p, const char *end, bool *closed);
/* Moves *p, at a blank inside a tag, behind the next attribute; ODD for single quotes, entities and
 * xmlns. At '>' or '/' gives OK with an empty name. */
enum scan_end scan_attribute(const char **p, const char *end, struct text *name,
                             struct text *value);

/*
 * Moves *p, behind <si> or <is>, behind the closing tag ("</si>" or "</is>"). *out is the text of
 * all runs joined, phonetic readings left out: borrowed from the window when there is only one
 * plain run, else in `joined`.
 */
enum scan_end scan_rich(const char **p, const char *end, const char *closing, struct buf *joined,
                        struct text *out);

/* How a part begins: its root element, and whether that was seen. */
struct scan_head {
    const char *root; /* "<worksheet" */
    bool rooted;      /* starts false */
};

/* Moves u->p behind the XML declaration or the next tag. ODD for another encoding than UTF-8, and
 * unless the first tag is the root in the transitional main namespace, without prefix. */
enum scan_end scan_prolog(struct unpack *u, struct scan_head *head);

#endif
