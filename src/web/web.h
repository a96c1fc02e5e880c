/*
 * web: the dispatcher. It turns every request into one route's function call and every outcome into
 * one answer, in one order that nothing skips:
 *
 *   match -> session -> password must change? -> ledger -> permission -> CSRF -> body and query ->
 *   transaction -> handler -> idempotency record -> commit -> answer -> metrics
 *
 * What is refused is refused before the body is read.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "domain/app.h"
#include "domain/people/session.h"
#include "web/assets.h"
#include "web/metrics.h"
#include "web/request.h"
#include "web/server.h"

struct web {
    struct app *app;
    struct sessions *sessions;
    struct password_gate gate;
    struct routes routes;
    struct assets assets;
    struct events *events; /* who watches a job */
    struct metrics metrics;
    struct text notices; /* folder with the notices that a new site may choose from */
    double started;      /* clock_elapsed at the start */
};

/* Makes everything ready over an opened app; the tables are web/routes.h's. */
void web_init(struct web *web, struct app *app, struct text notices);
void web_release(struct web *web);

/* What server_start needs to serve it; the web must outlive the server. */
struct server_app web_app(struct web *web);

#endif
