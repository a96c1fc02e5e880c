#include <stdio.h>

#include "cli/command.h"

static int run(const struct arguments *arguments)
{
    (void)arguments;
    puts("nuanxin " NUANXIN_VERSION);
    return EXIT_OK;
}

const struct command command_version = {
    .name = "version",
    .words = "",
    .summary = "显示版本",
    .help = "显示程序的版本号。",
    .run = run,
};
