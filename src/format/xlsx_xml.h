/*
 * xlsx_xml: the parts of a workbook through expat, for the small parts and for sheets that the
 * scanner does not recognise. Names come without prefix; elements of foreign namespaces come too,
 * under an empty name. A document type declaration makes the part INVALID: no workbook needs one.
 */
#ifndef FORMAT_XLSX_XML_H
#define FORMAT_XLSX_XML_H

#include "format/unpack.h"

struct xlsx_xml {
    void (*start)(void *context, struct text name, const char **attributes);
    void (*end)(void *context, struct text name);         /* may be NULL */
    void (*text)(void *context, const char *s, size_t n); /* may be NULL */
    void *context;
    const bool *stop; /* looked at between buffers; set to end early; may be NULL */
};

/* Reads the whole entry. INVALID when it is damaged or not well-formed XML. */
MUST_CHECK enum status xlsx_xml_read(struct arena *arena, const struct zip_entry *entry,
                                     size_t chunk, const struct xlsx_xml *handlers,
                                     struct error *error);

/* The attribute of that local name, NULL when absent. A prefixed one is named "prefix:name" by its
 * own namespace's last word: "relationships:id". */
const char *xlsx_xml_attribute(const char **attributes, const char *name);

#endif
