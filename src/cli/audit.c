#include <stdio.h>
#include <string.h>

#include "cli/site.h"
#include "format/json.h"
#include "store/audit.h"

static bool tell(void *context, int64_t done, int64_t total)
{
    (void)context;
    site_progress("检验审计链", done, total);
    return true;
}

static void print_json(const struct audit_check *check)
{
    struct buf buf;
    buf_init(&buf, 64 << 10);
    struct json_out out = json_into(&buf);
    json_open(&out, NULL);
    json_put_bool(&out, "whole", check->broken == 0);
    json_put_int(&out, "entries", check->entries);
    json_put_int(&out, "rows", check->rows);
    json_put_text(&out, "head", check->head);
    if (check->broken != 0) {
        json_put_int(&out, "broken", check->broken);
        json_put_text(&out, "reason", check->reason);
    }
    json_close(&out);
    printf("%s\n", buf.s);
    buf_release(&buf);
}

static void print_words(const struct audit_check *check)
{
    if (check->broken == 0) {
        printf("审计链完整：%lld 条审计、%lld 条历史。链头 %.*s\n", (long long)check->entries,
               (long long)check->rows, TEXT_ARG(check->head));
    } else {
        printf("审计链在第 %lld 条断开：%.*s\n", (long long)check->broken, TEXT_ARG(check->reason));
    }
}

static int run(const struct arguments *arguments)
{
    if (strcmp(arguments->words[0], "verify") != 0) {
        fprintf(stderr, "没有这个操作：%s；可用的是 verify\n", arguments->words[0]);
        return EXIT_USAGE;
    }
    int code;
    struct app *app = site_open_ready(arguments, &code);
    if (app == NULL) {
        return code;
    }
    struct error error;
    struct audit_check check;
    struct db *db;
    enum status status = database_reader(app->database, &db, arguments->arena, &error);
    if (status == OK) {
        status = audit_verify(db, app->secret, app->county, &check, tell, NULL, arguments->arena,
                              &error);
        db_release(db);
    }
    app_close(app);
    if (status != OK) {
        return command_failed(&error);
    }
    argument_given(arguments, "json") ? print_json(&check) : print_words(&check);
    return check.broken == 0 ? EXIT_OK : EXIT_FINDINGS;
}

static const struct option options[] = {
    OPTION_DATA,
    OPTION_DATABASE,
    {"json", NULL, "结果写成 JSON", false},
};

const struct command command_audit = {
    .name = "audit",
    .words = "verify",
    .least = 1,
    .most = 1,
    .summary = "检验审计链是否完整",
    .help = "从头到尾检验审计链：任何一条审计或历史记录被改动、删除或插入，都会指出是第几条。\n"
            "把链头记在别处（例如每天抄一次），可以发现末尾被整段截去。\n\n"
            "例：nuanxin audit verify --data /var/lib/nuanxin",
    .options = options,
    .option_count = COUNT(options),
    .run = run,
};
