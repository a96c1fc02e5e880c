/*
 * assets: the pages built into the binary, each with its type, its entity tag, whether it may be
 * kept for ever, and its br and gz forms. A program built without them shows one plain page that
 * says how to build them.
 */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "base/map.h"
#include "web/exchange.h"

enum asset_form { ASSET_PLAIN, ASSET_BR, ASSET_GZ, ASSET__FORMS };

struct asset {
    const char *path; /* "/index.html" */
    const char *type; /* "text/html; charset=utf-8" */
    const char *tag;  /* "\"…\"" as in ETag */
    bool immutable;   /* its name changes with its content */
    struct {
        const char *from, *to; /* NULL: not in this form */
    } form[ASSET__FORMS];
};

/* The table that src/web/embed.sh makes of the built pages; empty without them. */
extern const struct asset asset_table[];
extern const size_t asset_count;

struct assets {
    struct map by_path; /* index into the table */
};

void assets_open(struct assets *assets);
void assets_close(struct assets *assets);

/* Answers a GET or HEAD for a page; a path ending in '/' means its index.html. False when there is
 * none. */
bool assets_answer(const struct assets *assets, struct exchange *exchange, struct text path);

#endif
