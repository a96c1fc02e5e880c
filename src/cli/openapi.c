#include <stdio.h>

#include "base/ceilings.h"
#include "cli/command.h"
#include "domain/ledgers.h"
#include "web/openapi.h"

static int run(const struct arguments *arguments)
{
    (void)arguments;
    struct buf text;
    buf_init(&text, CEILING_RESPONSE);
    struct json_out out = json_into(&text);
    openapi_write(all_ledgers, &out);
    fwrite(text.s, 1, text.n, stdout);
    fputc('\n', stdout);
    buf_release(&text);
    return EXIT_OK;
}

const struct command command_openapi = {
    .name = "openapi",
    .words = "",
    .summary = "打印数据接口的 OpenAPI 3.1 说明",
    .help = "从程序自己的路由表和台账表生成，与 /api/openapi.json 相同。\n\n"
            "例：nuanxin openapi > openapi.json",
    .run = run,
};
