#include <signal.h>
#include <stdio.h>

#include "cli/site.h"
#include "domain/app_jobs.h"
#include "web/events.h"
#include "web/keeper.h"
#include "web/server.h"
#include "web/web.h"

static int64_t number_option(const struct arguments *arguments, const char *name)
{
    int64_t number = 0;
    text_to_int(text_of(argument(arguments, name, "0")), &number);
    return number < 0 ? 0 : number;
}

static void announce(const struct app *app, const struct server_options *options, unsigned port)
{
    struct text host = options->listen;
    while (host.n > 0 && host.s[host.n - 1] != ':') {
        host.n--;
    }
    host.n -= host.n > 0 ? 1 : 0;
    printf("%s%.*s 已就绪：%s://%.*s:%u/\n", app->demo ? "演示站点 " : "",
           TEXT_ARG(app->county == 0 ? TEXT("新站点（请打开网页完成设置）") : app->county_name),
           options->tls_cert.n > 0 ? "https" : "http",
           TEXT_ARG(host.n == 0 ? TEXT("127.0.0.1") : host), port);
    fflush(stdout);
}

/* Serves until SIGINT or SIGTERM. */
static int serve(const struct arguments *arguments, struct web *web,
                 const struct server_options *options)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    struct server *server;
    struct error error = {0};
    if (server_start(options, web_app(web), &server, arguments->arena, &error) != OK) {
        return command_failed(&error);
    }
    app_start_jobs(web->app);
    jobs_listen(web->app->jobs, events_job_changed, web->events);
    struct keeper *keeper = keeper_start(web);
    announce(web->app, options, server_port(server));
    int signal;
    sigwait(&ends, &signal);
    fputs("正在停止…\n", stderr);
    server_stop(server);
    keeper_stop(keeper);
    jobs_stop(web->app->jobs);
    web->app->jobs = NULL;
    return EXIT_OK;
}

static int run(const struct arguments *arguments)
{
    struct server_options options = {
        .listen = text_of(argument(arguments, "listen", "127.0.0.1:8080")),
        .tls_cert = text_of(argument(arguments, "tls-cert", "")),
        .tls_key = text_of(argument(arguments, "tls-key", "")),
        .proxy = text_of(argument(arguments, "proxy", "")),
        .spool = text_of(argument(arguments, "data", NULL)),
        .threads = (unsigned)number_option(arguments, "threads"),
    };
    if ((options.tls_cert.n > 0) != (options.tls_key.n > 0)) {
        fputs("--tls-cert 和 --tls-key 要一起给出\n", stderr);
        return EXIT_USAGE;
    }
    int code;
    struct app *app = site_open(arguments, &code);
    if (app == NULL) {
        return code;
    }
    struct error error = {0};
    struct web web;
    if (app->county != 0 && app_load_facts(app, arguments->arena, &error) != OK) {
        code = command_failed(&error);
    } else {
        web_init(&web, app, text_of(argument(arguments, "notice", site_notices(arguments->arena))));
        code = serve(arguments, &web, &options);
        web_release(&web);
    }
    app_close(app);
    return code;
}

static const struct option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"listen", "地址:端口", "监听的地址，默认 127.0.0.1:8080；0.0.0.0:8080 让别的电脑也能访问",
     false},
    {"notice", "目录", "新站点可选的通知所在的目录，默认 notices 或随程序安装的", false},
    {"tls-cert", "文件", "证书（PEM）；与 --tls-key 一起给出就用 https", false},
    {"tls-key", "文件", "私钥（PEM）", false},
    {"proxy", "地址", "前面的反向代理的地址；只信它转来的客户端地址", false},
    {"threads", "个数", "应答线程，默认与处理器同数", false},
};

const struct command command_serve = {
    .name = "serve",
    .words = "",
    .summary = "启动网页服务",
    .help = "打开数据目录并提供网页和数据接口，直到按 Ctrl+C。数据目录是空的就新建，\n"
            "第一次打开网页时完成设置：选通知，建立三个管理员。\n\n"
            "例：nuanxin serve --data /var/lib/nuanxin\n"
            "    nuanxin serve --data /var/lib/nuanxin --listen 0.0.0.0:443 \\\n"
            "                  --tls-cert cert.pem --tls-key key.pem",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
