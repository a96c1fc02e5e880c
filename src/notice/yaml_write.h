/*
 * yaml_write: values as YAML in the manner of a notice's files: words as they are where that reads
 * back the same, quoted where not, long sentences with spaces folded, several paragraphs as a
 * block. What is written here, tree_read reads back to the same texts.
 */
#ifndef NOTICE_YAML_WRITE_H
#define NOTICE_YAML_WRITE_H

#include "base/buf.h"

/* Where a value is written. */
struct yaml_place {
    size_t indent; /* spaces before the key it belongs to */
    bool flow;     /* inside brackets: on one line */
};

/* A key's value, from behind the colon: " 嘉定镇", " >-\n    …", or nothing for the empty text. */
void yaml_write_text(struct buf *out, struct text value, struct yaml_place place);

/*
 * The same for a list: " [a, b]", or an item a line when it is long or `lines`. One alone is
 * written as a text, none as nothing.
 */
void yaml_write_texts(struct buf *out, const struct text *values, size_t n, bool lines,
                      struct yaml_place place);

/* A line's end and the spaces before its first word. */
void yaml_write_line(struct buf *out, size_t indent);

#endif
