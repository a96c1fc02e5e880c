#include "format/xlsx_xml.h"

#include <expat.h>
#include <string.h>

enum { SEPARATOR = '\n' }; /* between namespace and name; can stand in neither */

struct reader {
    const struct xlsx_xml *handlers;
    XML_Parser parser;
    bool doctype;
};

/* The spreadsheet, relationship and content type namespaces, transitional and strict. */
static bool is_ours(struct text space)
{
    return text_ends(space, TEXT("/spreadsheetml/2006/main")) ||
           text_ends(space, TEXT("/spreadsheetml/main")) ||
           text_ends(space, TEXT("/package/2006/relationships")) ||
           text_ends(space, TEXT("/package/2006/content-types"));
}

static struct text local_name(const char *name)
{
    const char *mark = strchr(name, SEPARATOR);
    if (mark == NULL) {
        return text_of(name);
    }
    struct text space = {name, (size_t)(mark - name)};
    return is_ours(space) ? text_of(mark + 1) : TEXT_EMPTY;
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct reader *r = context;
    r->handlers->start(r->handlers->context, local_name(name), attributes);
}

static void on_end(void *context, const char *name)
{
    struct reader *r = context;
    r->handlers->end(r->handlers->context, local_name(name));
}

static void on_text(void *context, const char *s, int n)
{
    struct reader *r = context;
    r->handlers->text(r->handlers->context, s, (size_t)n);
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    struct reader *r = context;
    r->doctype = true;
    XML_StopParser(r->parser, XML_FALSE);
}

static void free_parser(void *parser)
{
    XML_ParserFree(parser);
}

static enum status bad_xml(const struct reader *r, const struct zip_entry *entry,
                           struct arena *arena, struct error *error)
{
    const char *why =
        r->doctype ? "document type declaration" : XML_ErrorString(XML_GetErrorCode(r->parser));
    error_set(error, arena, INVALID, "文件内容已损坏，无法读取");
    error->detail = arena_printf(arena, "%.*s line %lu: %s", TEXT_ARG(entry->name),
                                 (unsigned long)XML_GetCurrentLineNumber(r->parser), why);
    return error_hint(error, arena, "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传");
}

static enum status parse(struct reader *r, const struct zip_entry *entry, size_t chunk,
                         struct arena *arena, struct arena *scratch, struct error *error)
{
    struct unpack u;
    unpack_open(&u, scratch, entry, chunk);
    const bool *stop = r->handlers->stop;
    int64_t fed = 0;
    while (!u.last && !(stop != NULL && *stop)) {
        u.p = u.end;
        enum status status = unpack_more(&u, arena, error);
        if (status != OK) {
            return status;
        }
        if (XML_Parse(r->parser, u.p, (int)(u.end - u.p), u.last) != XML_STATUS_OK) {
            return bad_xml(r, entry, arena, error);
        }
        /* A token without end is looked at anew with each buffer: not for ever. */
        fed += u.end - u.p;
        if (fed - XML_GetCurrentByteIndex(r->parser) > UNPACK_UNREAD) {
            return unpack_too_long(arena, error);
        }
    }
    return OK;
}

enum status xlsx_xml_read(struct arena *arena, const struct zip_entry *entry, size_t chunk,
                          const struct xlsx_xml *handlers, struct error *error)
{
    struct reader r = {handlers, XML_ParserCreateNS(NULL, SEPARATOR), false};
    if (r.parser == NULL) {
        bug("expat refuses to start");
    }
    struct arena scratch;
    arena_init(&scratch);
    arena_defer(&scratch, free_parser, r.parser);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_start, handlers->end == NULL ? NULL : on_end);
    XML_SetCharacterDataHandler(r.parser, handlers->text == NULL ? NULL : on_text);
    XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
    enum status status = parse(&r, entry, chunk, arena, &scratch, error);
    arena_release(&scratch);
    return status;
}

const char *xlsx_xml_attribute(const char **attributes, const char *name)
{
    const char *colon = strchr(name, ':');
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        const char *mark = strchr(attributes[i], SEPARATOR);
        if (mark == NULL || colon == NULL) {
            if (mark == NULL && colon == NULL && strcmp(attributes[i], name) == 0) {
                return attributes[i + 1];
            }
            continue;
        }
        struct text space = {attributes[i], (size_t)(mark - attributes[i])};
        if (strcmp(mark + 1, colon + 1) == 0 &&
            text_ends(space, (struct text){name, (size_t)(colon - name)})) {
            return attributes[i + 1];
        }
    }
    return NULL;
}
