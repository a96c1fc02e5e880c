#include "format/xlsx_copy.h"

#include <expat.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "format/unpack.h"
#include "format/xlsx_writer.h"

enum { DEEPEST = 200, FLUSH = 64 << 10 };

struct xlsx_copy {
    const struct xlsx_copier *copier;
    struct zip_writer *zip;
    XML_Parser parser;
    struct arena scratch; /* of one tag */
    struct buf out;
    struct buf held;    /* the tag of a COPY_HOLD element that has no child yet */
    const char *name;   /* of the element at hand, with prefix */
    size_t depth;       /* elements open */
    size_t dropping;    /* of them, those inside a dropped one and itself */
    bool ours[DEEPEST]; /* by depth: the end tag is ours to write */
};

static void emit(struct xlsx_copy *copy, struct text t)
{
    buf_addt(&copy->out, t);
    if (copy->out.n >= FLUSH) {
        zip_writer_add(copy->zip, copy->out.s, copy->out.n);
        buf_clear(&copy->out);
    }
}

static void emit_held(struct xlsx_copy *copy)
{
    if (copy->held.n > 0) {
        emit(copy, buf_text(&copy->held));
        buf_clear(&copy->held);
    }
}

void xlsx_copy_xml(struct xlsx_copy *copy, struct text xml)
{
    emit_held(copy);
    emit(copy, xml);
}

static struct text local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return text_of(colon == NULL ? name : colon + 1);
}

struct text xlsx_copy_prefix(const struct xlsx_copy *copy)
{
    const char *colon = strchr(copy->name, ':');
    return (struct text){copy->name, colon == NULL ? 0 : (size_t)(colon - copy->name) + 1};
}

size_t xlsx_copy_depth(const struct xlsx_copy *copy)
{
    return copy->depth;
}

const char *xlsx_copy_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(attributes[i], name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

static void add_attribute(struct xlsx_copy *copy, struct buf *b, const char *name,
                          const char *value)
{
    buf_addf(b, " %s=\"", name);
    buf_addt(b, xlsx_escaped(&copy->scratch, text_of(value)));
    buf_addc(b, '"');
}

/* The tag with its changes into b. */
static void build_tag(struct xlsx_copy *copy, struct buf *b, const char **attributes,
                      const struct copy_change *changes, size_t n)
{
    buf_addf(b, "<%s", copy->name);
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        bool changed = false;
        for (size_t k = 0; k < n; k++) {
            changed |= strcmp(attributes[i], changes[k].name) == 0;
        }
        if (!changed) {
            add_attribute(copy, b, attributes[i], attributes[i + 1]);
        }
    }
    for (size_t k = 0; k < n; k++) {
        if (changes[k].value != NULL) {
            add_attribute(copy, b, changes[k].name, changes[k].value);
        }
    }
    buf_addc(b, '>');
    arena_reset(&copy->scratch);
}

void xlsx_copy_tag(struct xlsx_copy *copy, const char **attributes,
                   const struct copy_change *changes, size_t n)
{
    struct buf tag;
    buf_init(&tag, MIB);
    build_tag(copy, &tag, attributes, changes, n);
    xlsx_copy_xml(copy, buf_text(&tag));
    buf_release(&tag);
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct xlsx_copy *copy = context;
    if (copy->depth == DEEPEST) {
        XML_StopParser(copy->parser, XML_FALSE);
        return;
    }
    if (copy->dropping > 0) {
        copy->depth++;
        copy->dropping++;
        return;
    }
    copy->name = name;
    enum copy_action action =
        copy->copier->start(copy->copier->context, copy, local_name(name), attributes);
    copy->ours[copy->depth] = action == COPY_TAG || action == COPY_HOLD;
    copy->depth++;
    if (action == COPY_KEEP) {
        emit_held(copy);
        XML_DefaultCurrent(copy->parser);
    } else if (action == COPY_HOLD) {
        const struct copy_change no_count = {"count", NULL};
        emit_held(copy);
        build_tag(copy, &copy->held, attributes, &no_count, 1);
    } else if (action == COPY_DROP) {
        copy->dropping = 1;
    }
}

static void on_end(void *context, const char *name)
{
    struct xlsx_copy *copy = context;
    copy->depth--;
    if (copy->dropping > 0) {
        copy->dropping--;
        return;
    }
    copy->name = name;
    copy->copier->end(copy->copier->context, copy, local_name(name));
    if (!copy->ours[copy->depth]) {
        XML_DefaultCurrent(copy->parser);
    } else if (copy->held.n > 0) {
        buf_clear(&copy->held); /* it had no child: the whole element goes */
    } else {
        emit(copy, TEXT("</"));
        emit(copy, text_of(name));
        emit(copy, TEXT(">"));
    }
}

/* All that is not an element's tag: texts, comments, CDATA. */
static void on_rest(void *context, const char *s, int n)
{
    struct xlsx_copy *copy = context;
    if (copy->dropping == 0 && copy->held.n == 0) {
        emit(copy, (struct text){s, (size_t)n});
    }
}

static void on_declaration(void *context, const char *version, const char *encoding, int standalone)
{
    (void)version;
    (void)encoding; /* whatever it was: expat hands on UTF-8 */
    (void)standalone;
    emit(context, TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"));
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    struct xlsx_copy *copy = context;
    XML_StopParser(copy->parser, XML_FALSE);
}

static enum status copy_all(struct xlsx_copy *copy, const struct zip_entry *entry,
                            struct arena *arena, struct error *error)
{
    struct unpack u;
    struct arena memory;
    arena_init(&memory);
    unpack_open(&u, &memory, entry, UNPACK_CHUNK);
    enum status status = OK;
    int64_t fed = 0;
    while (status == OK && !u.last) {
        u.p = u.end;
        status = unpack_more(&u, arena, error);
        if (status != OK) {
            break;
        }
        fed += u.end - u.p;
        if (XML_Parse(copy->parser, u.p, (int)(u.end - u.p), u.last) != XML_STATUS_OK) {
            error_set(error, arena, INVALID, "文件内容已损坏，无法读取");
            status = error_hint(error, arena, "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传");
        } else if (fed - XML_GetCurrentByteIndex(copy->parser) > UNPACK_UNREAD) {
            status = unpack_too_long(arena, error);
        }
    }
    arena_release(&memory);
    return status;
}

enum status xlsx_copy_part(struct arena *arena, const struct zip_entry *entry,
                           struct zip_writer *zip, const struct xlsx_copier *copier,
                           struct error *error)
{
    struct xlsx_copy copy = {.copier = copier, .zip = zip, .parser = XML_ParserCreate(NULL)};
    if (copy.parser == NULL) {
        bug("expat refuses to start");
    }
    arena_init(&copy.scratch);
    buf_init(&copy.out, 64 * MIB);
    buf_init(&copy.held, MIB);
    XML_SetUserData(copy.parser, &copy);
    XML_SetElementHandler(copy.parser, on_start, on_end);
    XML_SetDefaultHandler(copy.parser, on_rest);
    XML_SetXmlDeclHandler(copy.parser, on_declaration);
    XML_SetStartDoctypeDeclHandler(copy.parser, on_doctype);
    struct arena name;
    arena_init(&name);
    zip_writer_begin(zip, arena_cstr(&name, entry->name));
    enum status status = copy_all(&copy, entry, arena, error);
    zip_writer_add(zip, copy.out.s == NULL ? "" : copy.out.s, copy.out.n);
    zip_writer_end(zip);
    arena_release(&name);
    buf_release(&copy.out);
    buf_release(&copy.held);
    arena_release(&copy.scratch);
    XML_ParserFree(copy.parser);
    return status;
}
