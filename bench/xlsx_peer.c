#include "xlsx_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>
#include <minizip/unzip.h>

#include "base/buf.h"
#include "base/ceilings.h"
#include "base/list.h"

enum { CHUNK = 64 << 10 };

struct peer {
    struct tally *tally;
    LIST(char *) strings;
    struct buf value;
    bool taking; /* character data belongs to a value */
    bool shared; /* the value is the number of a shared string */
    uint32_t row, col;
};

/* Feeds one part through the parser. */
static bool parse_part(unzFile zip, const char *name, XML_StartElementHandler start,
                       XML_EndElementHandler end, XML_CharacterDataHandler text, struct peer *p)
{
    if (unzLocateFile(zip, name, 1) != UNZ_OK) {
        return false;
    }
    if (unzOpenCurrentFile(zip) != UNZ_OK) {
        return false;
    }
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetUserData(parser, p);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, text);
    char *chunk = memory_get(CHUNK);
    int n;
    bool fine = true;
    do {
        n = unzReadCurrentFile(zip, chunk, CHUNK);
        fine = n >= 0 && XML_Parse(parser, chunk, n, n == 0) == XML_STATUS_OK;
    } while (fine && n > 0);
    free(chunk);
    XML_ParserFree(parser);
    unzCloseCurrentFile(zip);
    return fine;
}

static void on_text(void *context, const char *s, int n)
{
    struct peer *p = context;
    if (p->taking) {
        buf_add(&p->value, s, (size_t)n);
    }
}

static void string_start(void *context, const char *name, const char **attributes)
{
    (void)attributes;
    struct peer *p = context;
    if (strcmp(name, "si") == 0) {
        buf_clear(&p->value);
    }
    p->taking = strcmp(name, "t") == 0;
}

static void string_end(void *context, const char *name)
{
    struct peer *p = context;
    p->taking = false;
    if (strcmp(name, "si") == 0) {
        list_add(&p->strings, strdup(p->value.s == NULL ? "" : p->value.s));
    }
}

static void sheet_start(void *context, const char *name, const char **attributes)
{
    struct peer *p = context;
    if (strcmp(name, "c") == 0) {
        p->shared = false;
        buf_clear(&p->value);
        for (size_t i = 0; attributes[i] != NULL; i += 2) {
            if (strcmp(attributes[i], "r") == 0) {
                uint32_t col = 0;
                for (const char *z = attributes[i + 1]; *z >= 'A' && *z <= 'Z'; z++) {
                    col = col * 26 + (uint32_t)(*z - 'A' + 1);
                }
                p->col = col - 1;
            } else if (strcmp(attributes[i], "t") == 0) {
                p->shared = strcmp(attributes[i + 1], "s") == 0;
            }
        }
    }
    p->taking = strcmp(name, "v") == 0 || strcmp(name, "t") == 0;
}

static void sheet_end(void *context, const char *name)
{
    struct peer *p = context;
    p->taking = false;
    if (strcmp(name, "c") == 0 && p->value.n > 0) {
        struct text text = buf_text(&p->value);
        if (p->shared) {
            text = text_of(p->strings.at[strtoull(p->value.s, NULL, 10)]);
        }
        tally_add(p->tally, p->row, p->col, text);
    } else if (strcmp(name, "row") == 0) {
        p->row++;
    }
}

bool peer_read(const char *path, struct tally *tally)
{
    unzFile zip = unzOpen(path);
    if (zip == NULL) {
        return false;
    }
    struct peer p = {.tally = tally};
    buf_init(&p.value, MIB);
    if (unzLocateFile(zip, "xl/sharedStrings.xml", 1) == UNZ_OK) {
        parse_part(zip, "xl/sharedStrings.xml", string_start, string_end, on_text, &p);
    }
    bool fine = parse_part(zip, "xl/worksheets/sheet1.xml", sheet_start, sheet_end, on_text, &p);
    for (size_t i = 0; i < p.strings.n; i++) {
        free(p.strings.at[i]);
    }
    list_release(&p.strings);
    buf_release(&p.value);
    unzClose(zip);
    return fine;
}
