#include "web/assets.h"

#include "web/pack.h"

/* Shown by a program that was built without the pages. */
static const char bare_page[] =
    "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
    "<meta name=\"renderer\" content=\"webkit\"><title>暖心</title></head><body>\n"
    "<h1>暖心</h1>\n<p>程序已经启动，但这次构建没有带上网页。</p>\n"
    "<p>请在源码目录运行 <code>make</code>（需要 Node 与 npm），再重新启动本程序。</p>\n"
    "<p>数据接口仍可使用：<a href=\"/api/openapi.json\">/api/openapi.json</a></p>\n"
    "</body></html>\n";

static const struct asset bare = {
    .path = "/index.html",
    .type = "text/html; charset=utf-8",
    .tag = "\"bare\"",
    .form = {[ASSET_PLAIN] = {bare_page, bare_page + sizeof(bare_page) - 1}},
};

void assets_open(struct assets *assets)
{
    map_init(&assets->by_path);
    for (size_t i = 0; i < asset_count; i++) {
        map_put(&assets->by_path, text_of(asset_table[i].path), (int64_t)i);
    }
}

void assets_close(struct assets *assets)
{
    map_release(&assets->by_path);
}

static enum asset_form choose(const struct asset *asset, struct text accepted)
{
    if (asset->form[ASSET_BR].from != NULL && pack_accepts(accepted, "br")) {
        return ASSET_BR;
    }
    if (asset->form[ASSET_GZ].from != NULL && pack_accepts(accepted, "gzip")) {
        return ASSET_GZ;
    }
    return ASSET_PLAIN;
}

static const struct asset *find(const struct assets *assets, struct arena *arena, struct text path)
{
    if (text_ends(path, TEXT("/"))) {
        path = arena_printf(arena, "%.*sindex.html", TEXT_ARG(path));
    }
    int64_t at;
    if (map_get(&assets->by_path, path, &at)) {
        return &asset_table[at];
    }
    return asset_count == 0 && text_is(path, "/index.html") ? &bare : NULL;
}

bool assets_answer(const struct assets *assets, struct exchange *exchange, struct text path)
{
    const struct asset *asset = find(assets, &exchange->arena, path);
    if (asset == NULL) {
        return false;
    }
    exchange_header(exchange, "ETag", asset->tag);
    exchange_header(exchange, "Cache-Control",
                    asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    exchange_header(exchange, "Vary", "Accept-Encoding");
    if (text_equal(exchange->headers[HEADER_IF_NONE_MATCH], text_of(asset->tag))) {
        exchange->status = 304;
        return true;
    }
    static const char *const codings[] = {[ASSET_BR] = "br", [ASSET_GZ] = "gzip"};
    enum asset_form form = choose(asset, exchange->headers[HEADER_ACCEPT_ENCODING]);
    if (form != ASSET_PLAIN) {
        exchange_header(exchange, "Content-Encoding", codings[form]);
    }
    exchange_header(exchange, "Content-Type", asset->type);
    exchange->fixed = (struct text){asset->form[form].from,
                                    (size_t)(asset->form[form].to - asset->form[form].from)};
    exchange->status = 200;
    return true;
}
