/*
 * xlsx_copy: one XML part copied into a new package, changed on the way. What the caller does not
 * touch passes as it stands, byte for byte (in UTF-8). Names come without prefix; what the caller
 * inserts has to carry the prefix of its surroundings.
 */
#ifndef FORMAT_XLSX_COPY_H
#define FORMAT_XLSX_COPY_H

#include "format/zip_write.h"

enum copy_action {
    COPY_KEEP, /* the tag as it stands */
    COPY_TAG,  /* the caller has written the tag with xlsx_copy_tag; its end follows by itself */
    COPY_HOLD, /* the tag only if a child element is not dropped; the count attribute goes */
    COPY_DROP, /* the element with all it holds goes */
};

struct xlsx_copy; /* lives during xlsx_copy_part */

struct xlsx_copier {
    enum copy_action (*start)(void *context, struct xlsx_copy *copy, struct text name,
                              const char **attributes);
    /* Before the end tag of what is not dropped; only in a COPY_TAG element may it insert. */
    void (*end)(void *context, struct xlsx_copy *copy, struct text name);
    void *context;
};

/* An attribute to be set, or left out when its value is NULL. */
struct copy_change {
    const char *name;
    const char *value;
};

/* Copies the entry into the package under its name. INVALID when it is damaged, no well-formed XML
 * or has a document type. Errors live in `arena`. */
MUST_CHECK enum status xlsx_copy_part(struct arena *arena, const struct zip_entry *entry,
                                      struct zip_writer *zip, const struct xlsx_copier *copier,
                                      struct error *error);

/* For `start`: the tag of the element at hand with some attributes changed. */
void xlsx_copy_tag(struct xlsx_copy *copy, const char **attributes,
                   const struct copy_change *changes, size_t n);
/* Inserts raw XML here. */
void xlsx_copy_xml(struct xlsx_copy *copy, struct text xml);
/* The prefix of the element at hand with its colon, "x:" or "". */
struct text xlsx_copy_prefix(const struct xlsx_copy *copy);
/* How many elements the one at hand stands in. */
size_t xlsx_copy_depth(const struct xlsx_copy *copy);
/* The value of an attribute of that exact name, or NULL. */
const char *xlsx_copy_attribute(const char **attributes, const char *name);

#endif
